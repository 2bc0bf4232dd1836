"""Suggestion of a field for an unknown key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Collection

    from jsonschema import ValidationError

    from microdep_rules.bom.schemas import Schema

MOST_KEYS = 1000
"""Maximum number of unknown keys of a record that get a suggestion."""

_SYNONYMS = {
    "mass": "mass_g",
    "weight": "mass_g",
    "qty": "quantity",
    "part_number": "mpn",
    "vendor": "supplier",
    "maker": "manufacturer",
    "country_of_origin": "origin",
    "coo": "origin",
    "cost": "unit_cost",
    "price": "unit_cost",
    "type": "kind",
    "material": "materials",
    "step": "stage",
    "percent": "share",
    "percentage": "share",
    "hts": "hs_code",
    "title": "name",
    "part_name": "name",
    "comment": "notes",
    "remarks": "notes",
    "expires": "until",
    "expiry": "until",
    "end": "until",
    "to": "until",
    "valid_until": "until",
    "start": "from",
    "begins": "from",
    "valid_from": "from",
    "justification": "reason",
    "why": "reason",
    "basis": "legal_basis",
    "law": "legal_basis",
    "requester": "requested_by",
    "approver": "approved_by",
    "part": "components",
    "parts": "components",
    "all_parts": "all_components",
    "components": "children",
    "mpn": "part_numbers",
    "mpns": "part_numbers",
    "contract_number": "contract",
}
"""Words that authors write in place of a field, such as `weight` for `mass_g`.

A word in this table takes precedence over a field with a similar spelling.
"""

_DESCRIPTION = "description"
"""Key for a description. The key means the field `name`, or `notes` if the record has a name."""


def suggest_fields(error: ValidationError, schema: Schema) -> dict[str, list[str]]:
    """Return the suggested fields for each unknown key."""
    known = _known(error, schema)
    suggestions = {}
    unknown = [key for key in error.instance if key not in error.schema["properties"]]
    for at, key in enumerate(unknown):
        synonym = synonym_of(key, error.instance, known) if at < MOST_KEYS else None
        suggestions[key] = [synonym] if synonym else nearest(key, known) if at < MOST_KEYS else []
    return suggestions


def synonym_of(key: str, record: dict[str, Any], known: Collection[str]) -> str | None:
    """Return the field that a key is a synonym for, or `None`."""
    field = _SYNONYMS.get(key.lower())
    if key.lower() == _DESCRIPTION:
        field = "name" if "name" in known and "name" not in record else "notes"
    if field == "components" and field not in known:
        field = "children"
    return field if field in known else None


def _known(error: ValidationError, schema: Schema) -> list[str]:
    known = list(error.schema["properties"])
    parents = list(error.absolute_path)
    # A child without `ref` is checked as a component, but the unknown key may be a misspelt `ref`.
    if len(parents) > 1 and parents[-2] == "children":
        known += schema.records["usage"]["properties"]
    return known
