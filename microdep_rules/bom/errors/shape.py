"""Diagnostics for documents that are not valid by their schema."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.amounts import written
from microdep_rules.bom.errors.allowed import FACT, AllowedForms
from microdep_rules.bom.errors.quoting import EXPECTED, kind_of, literal
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import either, listed, quoted
from microdep_rules.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

_TYPES = {
    "object": "a record",
    "array": "a list",
    "string": "text",
    "number": "a number",
    "boolean": "`true` or `false`",
    "integer": "a whole number",
}
_RECORDS_IN_WORDS = {
    "document": "`document`",
    "evidence": "evidence",
    "contract": "the context",
    "company": "the company",
    "usage": "a child with `ref`",
    "content": "an entry of `composition`",
}
_MONEY = frozenset({"fact_money", "unit_cost", "cost"})
FOR_NONE = frozenset({"none", "no", "nothing", "nil", "null", "empty", "-", "--", "[]", "{}"})
"""Words that authors write in place of an empty list."""
MEANT_IN_A_LIST = {"materials": "substance", "stages": "stage", "inputs": "ref", "children": "ref"}
"""Main field of the records in a list: for `materials: steel`, the help suggests `substance: steel`."""
_FORMS_OF_KIND = {
    "bom": "bom",
    "context": "context",
    "overlay": "overlay",
    "waivers": "waivers",
    "baseline": "baseline",
    "mapping": "mapping",
    "scenario": "scenario",
    "dossier": "dossier",
    "figures": "figures",
}
"""For each kind of document, the variant of the diagnostic `file/wrong-schema`.

The message of the variant states how to pass a document of this kind to a command.
"""
MOST_FIELDS = 12
"""Maximum number of fields that a message names."""
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}
_TIMES = {"thousand": 1000, "million": 10**6, "billion": 10**9}
_AMOUNT = (
    r"(?P<before>[$€£]|[A-Z]{3})? ?(?P<number>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:[.,][0-9]+)?)"
    r" ?(?P<times>thousand|million|billion)? ?(?P<after>[$€£]|[A-Z]{3})?"
)
_DURATION = r"([0-9]+(?:\.[0-9]+)?) ?(day|week|month|year)s?"
_YES = frozenset({"yes", "y", "on", "true", "1"})
_NO = frozenset({"no", "n", "off", "false", "0"})


def holder(record: str, field: str) -> str:
    """Return the words with which a message names a record, such as `a component` or `the document`.

    `record` is the kind of the record. `field` is the field that contains the record.

    >>> holder("evidence", "evidence"), holder("", "origin"), holder("", "")
    ('evidence', '`origin`', 'the document')
    """
    if record in _RECORDS_IN_WORDS:
        return _RECORDS_IN_WORDS[record]
    if record:
        return ("an " if record[0] in "aeiou" else "a ") + record.replace("_", " ")
    return quoted(field) if field else "the document"


def another_schema(found: Any, expected: str, at: Span) -> Diagnostic:
    """Return the error for a document with another schema."""
    kind = str(found).removeprefix("microdep-").partition("/")[0]
    if kind not in _FORMS_OF_KIND or expected.startswith(f"microdep-{kind}/"):
        return diagnose("file/wrong-schema", at, expected=expected, found=literal(found))
    is_swapped = kind == "bom" and expected.startswith("microdep-context/")
    form = "bom-as-context" if is_swapped else _FORMS_OF_KIND[kind]
    return diagnose("file/wrong-schema", at, form, expected=expected, found=literal(found))


def another_format(name: str, at: Span) -> Diagnostic:
    """Return the error for a document of another format.

    If the format is CycloneDX, the help suggests JSON.
    """
    if name == "CycloneDX":
        return diagnose("file/wrong-format", at, "cyclonedx")
    return diagnose("file/wrong-format", at, format=name)


def unknown_field(
    name: str,
    record_name: str,
    known: Sequence[str],
    at: Span,
    *,
    synonym: str | None,
    by_id: bool,
    record: Mapping[str, Any],
) -> Diagnostic:
    """Return the error for a key of `record` that the schema does not define."""
    near = nearest(name, known)
    form = _unknown_field_form(name, known, near, synonym, record, by_id=by_id)
    return diagnose(
        "bom/unknown-field",
        at,
        form,
        record=record_name,
        name=name,
        near=either(near),
        synonym=synonym,
        entries=_list_with_record(synonym, record[name]) if form == "listed" and synonym else "",
        known=listed(sorted(known), MOST_FIELDS),
    )


def _unknown_field_form(
    name: str,
    known: Sequence[str],
    near: Sequence[str],
    synonym: str | None,
    record: Mapping[str, Any],
    *,
    by_id: bool,
) -> str:
    """Return the variant of the message about an unknown field. Each variant suggests another fix."""
    if by_id and name in ("id", "name"):
        return "own-list"
    if synonym in record:
        return "two-words"
    if synonym in MEANT_IN_A_LIST and isinstance(record[name], str):
        return "listed"
    if "mass_g" in (synonym, *near):
        return "mass"
    if synonym:
        return "synonym"
    if near:
        return ""
    if name.isdecimal():
        return "comma"
    if "ext" in known:
        return "own-field"
    return "extension" if name.startswith("x-") else "one-of"


def missing_field(name: str, record: str, field: str, at: Span) -> Diagnostic:
    """Return the error for a missing required field."""
    record_name = holder(record, field)
    if (record, name) == ("party", "name"):
        return diagnose("bom/missing-field", at, "name-or-id", record=record_name)
    return diagnose("bom/missing-field", at, record=record_name, name=name)


def wrong_kind(
    what: str,
    value: Any,
    name: str,
    types: Any,
    at: Span,
    *,
    main: str = "",
    allowed: AllowedForms = FACT,
) -> Diagnostic:
    """Return the error for a value of the wrong type.

    `main` is the main field of the expected record: for a single word, the help suggests a record with this
    field.
    """
    wanted = [types] if isinstance(types, str) else list(types)
    expected = EXPECTED.get(name) or _TYPES.get(wanted[0], "something else")
    field = what.strip("`")
    form, written_value = (
        _record_form(value, name, main)
        if "object" in wanted
        else _kind_form(value, expected, wanted, field, allowed)
    )
    return diagnose(
        "bom/wrong-type",
        at,
        form,
        subject=what,
        expected=expected,
        found=kind_of(value),
        written=written_value,
        name=field,
        unknown=allowed.unknown,
    )


def not_one_of(field: str, value: Any, known: list[str], at: Span) -> Diagnostic:
    """Return the error for a word that is not one of the fixed words of a field."""
    near = nearest(value, known) if isinstance(value, str) else []
    if near:
        return diagnose("bom/unknown-word", at, "misspelt", field=field, value=literal(value), near=near[0])
    return diagnose("bom/unknown-word", at, "one-of", field=field, value=literal(value), words=known)


def no_entry(field: str, what: str, at: Span, allowed: AllowedForms) -> Diagnostic:
    """Return the error for an empty list or record that needs an entry."""
    if allowed.required:
        return diagnose("bom/empty-value", at, "no-entry-required", field=field, kind=what)
    if allowed.unknown:
        return diagnose(
            "bom/empty-value", at, "no-entry-unknown", field=field, kind=what, unknown=allowed.unknown
        )
    return diagnose("bom/empty-value", at, "no-entry", field=field, kind=what)


def not_as_described(field: str, description: str, at: Span) -> Diagnostic:
    """Return the error for an invalid value if no more specific error exists."""
    if description:
        return diagnose("bom/unknown-field", at, "other-form", field=field, schema=description)
    return diagnose("bom/unknown-field", at, "unexplained", field=field)


def _record_form(value: Any, name: str, main: str) -> tuple[str, str]:
    """Return the message variant for a single value in place of a record, and the record to write."""
    plain = not isinstance(value, list | dict | bool)
    if name in _MONEY:
        return _money_form(str(value) if plain else "")
    if name in {"lead_time", "duration"}:
        match = re.fullmatch(_DURATION, str(value)) if plain else None
        number, unit = (match[1], match[2] + "s") if match else (value if plain else "…", "weeks")
        return "duration", f"{{value: {number}, unit: {unit}}}"
    if main and plain:
        return "record-of-value", f"{{{main}: {_without_backticks(value)}}}"
    return "record", ""


def _money_form(text: str) -> tuple[str, str]:
    """Return the variant of the message about an amount of money, and the amount as a record."""
    match = re.fullmatch(_AMOUNT, text, re.IGNORECASE)
    if match is None:
        return "money", ""
    amount, times, has_comma = match["number"], match["times"], False
    if re.fullmatch(r"0,[0-9]+|[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})", amount):
        amount, has_comma = amount.replace(",", "."), True
    if times or "," in amount:
        amount = written(Fraction(amount.replace(",", "")) * _TIMES.get((times or "").lower(), 1))
    sign = match["before"] or match["after"]
    currency = "USD" if sign is None else _SIGNS.get(sign, sign.upper())
    record = f"{{amount: {amount}, currency: {currency}}}"
    if sign is None:
        return "money-point-currency" if has_comma else "money-currency", record
    return "money-point" if has_comma else "money-written", record


def _list_with_record(field: str, value: Any) -> str:
    """Return the list to write in place of a single word: `[{substance: steel}]` for `materials: steel`."""
    return f"[{{{MEANT_IN_A_LIST[field]}: {_without_backticks(value)}}}]"


def _kind_form(
    value: Any, expected: str, wanted: list[str], field: str, allowed: AllowedForms
) -> tuple[str, str]:
    """Return the variant of the message about a value of the wrong type, and the corrected value."""
    scalar = not isinstance(value, list | dict)
    if "array" in wanted:
        return _list_form(value, field, allowed) if scalar else ("list", "")
    if isinstance(value, list):
        return "one-of-values" if allowed.one_of else "one-value", ""
    if isinstance(value, dict):
        return "plain-value", ""
    if "boolean" in wanted and str(value).lower() in _YES | _NO:
        return "yes-or-no", "true" if str(value).lower() in _YES else "false"
    if "string" in wanted and "number" not in wanted and expected in ("text", "a word", "an id"):
        return "", _without_backticks(value)
    return "value-or-unknown" if allowed.unknown else "value", ""


def _list_form(value: Any, field: str, allowed: AllowedForms) -> tuple[str, str]:
    """Return the variant of the message about a single value in place of a list, and the list to write."""
    if isinstance(value, str) and value.strip().casefold() in FOR_NONE:
        return "list" if allowed.required else "list-or-none", ""
    if field in MEANT_IN_A_LIST:
        return "list-of-record", _list_with_record(field, value)
    return "list-of-value", _without_backticks(value)


def _without_backticks(value: Any) -> str:
    return literal(value).strip("`")
