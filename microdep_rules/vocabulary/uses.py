"""Uses of fields by the program itself, without a rule, and fields for remarks.

A field that neither a rule nor the program reads has no effect. `microdep bom validate` reports such fields
in a document, and the reference page about documents lists them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Key = tuple[str, str]
"""Type of a record, and one of its fields under its name in documents."""

REMARKS = frozenset({"notes", "ext", "reason", "schema", "$schema"})
"""Fields that any record can have for people or for other programs. These fields are not facts."""
ABOUT_THE_FILE = frozenset({("document", "version"), ("document", "date"), ("document", "author")})
"""Fields that describe the file, and not the product."""

_OF_ANY: Mapping[str, str] = {
    "id": "references, findings, waivers and overlays",
    "name": "findings and reports",
    "complete": "questions that ask whether a list is complete",
    "evidence": "findings and reports, which show the evidence of each fact",
    "unknown": "questions about the record",
    "claims": "exceptions",
}
"""For fields that many types of records have, such as `id`, the purpose of the field."""
_PROGRAMS = "all rules, to distinguish programs from hardware"
_OF_ONE: Mapping[Key, str] = {
    ("component", "alternates"): "all rules, because an alternate may be built instead of the component",
    ("component", "children"): "rules about components at any tier",
    ("component", "class"): _PROGRAMS,
    ("component", "designators"): "findings and overlays",
    ("component", "function"): _PROGRAMS,
    ("component", "kind"): _PROGRAMS,
    ("component", "lead_time"): "the critical path, scenarios and remedies by time",
    ("component", "manufacturer"): "overlays, and questions to this company",
    ("component", "mpn"): "overlays, waivers and questions",
    ("component", "quantity"): "the computation of numbers, masses and costs in a flat list",
    ("component", "supplier"): "questions to this company",
    ("contract", "number"): "waivers for one contract",
    ("contract", "company"): "the company's record",
    ("document", "completeness"): "questions about lists of components",
    ("document", "product"): "all rules; a rule calls this component the end item",
    ("evidence", "covers"): "overlays that state the ids of the components that the evidence covers",
    ("evidence", "document"): "reports",
    ("evidence", "expires"): "reports",
    ("evidence", "issued"): "reports",
    ("evidence", "issuer"): "reports",
    ("evidence", "tier"): "reports",
    ("evidence", "type"): "reports",
    ("input", "ref"): "rules about components at any tier",
    ("party", "aliases"): "lists of companies, and overlays",
    ("party", "distinct_from"): "lists of companies",
    ("party", "identifiers"): "lists of companies",
    ("party", "sites"): "the records of the sites",
    ("usage", "designators"): "findings and overlays",
    ("usage", "quantity"): "the computation of numbers, masses and costs",
    ("usage", "ref"): "rules about components at any tier",
    ("determination", "document"): (
        "rules: if the determination names a file that is not accepted, it is unknown which components the"
        " determination covers"
    ),
}


PRESENCE: Mapping[Key, str] = {
    (
        "component",
        "hs_code",
    ): "the check of statements of absence; a component with this field is hardware",
    ("feedstock", "primary"): "a check that shares are at most 100 %",
    ("feedstock", "recycled"): "a check that shares are at most 100 %",
    ("material", "feedstock"): "a check that shares are at most 100 %",
}
"""Fields for which a rule or a check only tests whether a value is present, with the purpose of the test."""


def use_of(record: str, key: str) -> str:
    """Return the purpose for which the program itself uses a field; empty if only rules can read the field.

    >>> use_of("component", "supplier"), use_of("component", "eccn")
    ('questions to this company', '')
    """
    if key in REMARKS or (record, key) in ABOUT_THE_FILE:
        return "people"
    return _OF_ONE.get((record, key)) or _OF_ANY.get(key, "")
