"""Fields that this program itself reads, and remarks for people.

A field that neither a rule nor the program reads has no effect. `microdep bom validate` reports such fields
in a document, and the page about documents lists them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Key = tuple[str, str]
"""Kind of a record, and one of its fields as documents write it."""

REMARKS = frozenset({"notes", "ext", "reason", "schema", "$schema"})
"""Fields of any record for people or other programs; they are not facts."""
ABOUT_THE_FILE = frozenset({("document", "version"), ("document", "date"), ("document", "author")})
"""Fields that describe only the file."""

_OF_ANY: Mapping[str, str] = {
    "id": "references, findings, waivers and overlays",
    "name": "findings and reports",
    "complete": "every question about the lists of the record",
    "evidence": "findings and reports",
    "unknown": "every question about the record",
    "claims": "exceptions",
}
"""Uses of fields that many records have."""
_PROGRAMS = "every rule, to distinguish programs from hardware"
_OF_ONE: Mapping[Key, str] = {
    ("component", "alternates"): "every rule, because each alternate must pass too",
    ("component", "children"): "every rule about components at any tier",
    ("component", "class"): _PROGRAMS,
    ("component", "designators"): "findings and overlays",
    ("component", "function"): _PROGRAMS,
    ("component", "kind"): _PROGRAMS,
    ("component", "lead_time"): "the critical path, scenarios and remedies by time",
    ("component", "manufacturer"): "overlays and questions, to find the company that receives them",
    ("component", "mpn"): "overlays, waivers and questions",
    ("component", "quantity"): "the computation of numbers, masses and costs in a flat list",
    ("component", "supplier"): "questions, to find the company that receives them",
    ("contract", "number"): "waivers for one contract",
    ("contract", "company"): "the record of the company",
    ("document", "completeness"): "every question about lists of components",
    ("document", "product"): "every rule, to find the end item",
    ("evidence", "covers"): "overlays, to find components with other names",
    ("evidence", "document"): "reports",
    ("evidence", "expires"): "reports",
    ("evidence", "issued"): "reports",
    ("evidence", "issuer"): "reports",
    ("evidence", "tier"): "reports",
    ("evidence", "type"): "reports",
    ("input", "ref"): "every rule about components at any tier",
    ("party", "aliases"): "lists of companies, and overlays",
    ("party", "distinct_from"): "lists of companies",
    ("party", "identifiers"): "lists of companies",
    ("party", "sites"): "the records of the sites",
    ("usage", "designators"): "findings and overlays",
    ("usage", "quantity"): "the computation of numbers, masses and costs",
    ("usage", "ref"): "every rule about components at any tier",
    ("determination", "document"): "rules, because a determination counts only with its document",
}


PRESENCE: Mapping[Key, str] = {
    (
        "component",
        "hs_code",
    ): "the check of `free_of` and of complete lists; a component with this field is hardware",
    ("feedstock", "primary"): "a check that shares are no more than 100 %",
    ("feedstock", "recycled"): "a check that shares are no more than 100 %",
    ("material", "feedstock"): "a check that shares are no more than 100 %",
}
"""Fields of which rules read the presence, not the value."""


def use_of(record: str, key: str) -> str:
    """Return the product's own use of a field; empty if only rules can read it.

    >>> use_of("component", "supplier"), use_of("component", "eccn")
    ('questions, to find the company that receives them', '')
    """
    if key in REMARKS or (record, key) in ABOUT_THE_FILE:
        return "people"
    return _OF_ONE.get((record, key)) or _OF_ANY.get(key, "")
