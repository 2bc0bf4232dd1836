"""Diagnostics for documents that do not match their schema."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.amounts import written
from microdep_rules.bom.errors.allowed import FACT, AllowedForms
from microdep_rules.bom.errors.facts import without_a_value
from microdep_rules.bom.errors.quoting import EXPECTED, kind_of, literal
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import listed, quoted
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
_SAID = {
    "document": "`document`",
    "evidence": "evidence",
    "contract": "the context",
    "company": "the company",
    "usage": "a child with `ref`",
    "content": "an entry of `composition`",
}
_MONEY = frozenset({"fact_money", "unit_cost", "cost"})
FOR_NONE = frozenset({"none", "no", "nothing", "nil", "null", "empty", "-", "--", "[]", "{}"})
"""Words that authors write for a list without entries."""
MEANT_IN_A_LIST = {"materials": "substance", "stages": "stage", "inputs": "ref", "children": "ref"}
"""Lists of records, with the field that an author means who writes only a word."""
_GIVEN = {
    "bom": "a bill of materials is named by itself, without an option",
    "context": "give a context beside a document, with `--context`",
    "overlay": "give it beside a document, with `--overlay`",
    "waivers": "give it beside a document, with `--waivers`",
    "baseline": "give it beside a document, with `--baseline`",
    "mapping": "name the table, beside which its mapping file is read",
    "scenario": "run `microdep scenario` with it and the bills of materials that it is about",
    "dossier": "run `microdep compare` with it",
    "figures": "run `microdep exposure --figures` with it",
}
"""How to give a document of each kind to a command."""
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
    """Return the record that the fields belong to.

    >>> holder("evidence", "evidence"), holder("", "origin"), holder("", "")
    ('evidence', '`origin`', 'the document')
    """
    if record in _SAID:
        return _SAID[record]
    if record:
        return ("an " if record[0] in "aeiou" else "a ") + record.replace("_", " ")
    return quoted(field) if field else "the document"


def another_schema(found: Any, expected: str, at: Span) -> Diagnostic:
    """Return the error for a document with another schema."""
    kind = str(found).removeprefix("microdep-").partition("/")[0]
    another = kind if kind in _GIVEN and not expected.startswith(f"microdep-{kind}/") else ""
    if another == "bom" and expected.startswith("microdep-context/"):
        fix = "name a document without `--context`, and a context with it"
    elif another:
        fix = _GIVEN[another]
    else:
        return diagnose("file/wrong-schema", at, expected=expected, found=literal(found))
    return diagnose("file/wrong-schema", at, "other-option", expected=expected, found=literal(found), fix=fix)


def another_format(name: str, at: Span) -> Diagnostic:
    """Return the error for a document of another format; CycloneDX is read as JSON."""
    if name == "CycloneDX":
        return diagnose("file/wrong-format", at, "cyclonedx")
    return diagnose("file/wrong-format", at, format=name)


def unknown_field(
    name: str,
    whose: str,
    known: Sequence[str],
    at: Span,
    *,
    synonym: str | None,
    by_id: bool,
    record: Mapping[str, Any],
) -> Diagnostic:
    """Return the error for a key of `record` that the schema does not have."""
    near = nearest(name, known)
    value = record[name]
    if by_id and name in ("id", "name"):
        fix = "write the record into its own list, such as `parties`, and only its id here"
    elif synonym in record:
        fix = f"keep one of them: {quoted(name)} is another word for `{synonym}`, which is present too"
    elif synonym in MEANT_IN_A_LIST and isinstance(value, str):
        fix = f"write `{synonym}: {_entries(synonym, value)}`"
    elif "mass_g" in (synonym, *near):
        fix = "write `mass_g`, in grams"
    elif synonym:
        fix = f"rename {quoted(name)} to `{synonym}`"
    elif near:
        fix = "did you mean " + " or ".join(f"`{field}`" for field in near) + "?"
    elif name.isdecimal():
        fix = "write the number with a point or without a comma: in braces a comma begins a new field"
    elif "ext" in known:
        fix = "remove it, or write it under `ext`, which accepts anything"
    elif name.startswith("x-"):
        fix = "remove it"
    else:
        fix = f"write one of {listed(sorted(known), 12)}"
    return diagnose("bom/unknown-field", at, record=whose, name=name, fix=fix)


def missing_field(name: str, record: str, field: str, at: Span) -> Diagnostic:
    """Return the error for a missing required field."""
    whose = holder(record, field)
    if (record, name) == ("party", "name"):
        return diagnose("bom/missing-field", at, "name-or-id", record=whose)
    return diagnose("bom/missing-field", at, record=whose, name=name)


def empty_value(field: str, at: Span, allowed: AllowedForms) -> Diagnostic:
    """Return the error for a key without a value."""
    return diagnose("bom/empty-value", at, field=field, fix=without_a_value(allowed))


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
    """Return the error for a value of another type than its field.

    `main` is the field of a record that a plain word means.
    """
    wanted = [types] if isinstance(types, str) else list(types)
    expected = EXPECTED.get(name) or _TYPES.get(wanted[0], "something else")
    fix = (
        _record_help(value, name, main)
        if "object" in wanted
        else _kind_help(value, expected, wanted, what.strip("`"), allowed)
    )
    return diagnose("bom/wrong-type", at, subject=what, expected=expected, found=kind_of(value), fix=fix)


def not_one_of(field: str, value: Any, known: list[str], at: Span) -> Diagnostic:
    """Return the error for a word that is not one of a few fixed words."""
    near = nearest(value, known) if isinstance(value, str) else []
    if near:
        return diagnose("bom/unknown-word", at, "misspelt", field=field, value=literal(value), near=near[0])
    return diagnose("bom/unknown-word", at, "one-of", field=field, value=literal(value), words=known)


def no_entry(field: str, what: str, at: Span, allowed: AllowedForms) -> Diagnostic:
    """Return the error for a list or record that needs an entry."""
    fix = allowed.fixed("write an entry", "" if allowed.required else f"remove {quoted(field)}")
    return diagnose("bom/empty-value", at, "no-entry", field=field, kind=what, fix=fix)


def not_as_described(field: str, description: str, at: Span) -> Diagnostic:
    """Return the error for a value that no other message describes."""
    if description:
        return diagnose("bom/unknown-field", at, "other-form", field=field, schema=description)
    return diagnose("bom/unknown-field", at, "unexplained", field=field)


def _record_help(value: Any, name: str, main: str) -> str:
    """Return the fix for a plain value where a record is required."""
    plain = not isinstance(value, list | dict | bool)
    if name in _MONEY:
        return _money_help(str(value) if plain else "")
    if name in {"lead_time", "duration"}:
        match = re.fullmatch(_DURATION, str(value)) if plain else None
        number, unit = (match[1], match[2] + "s") if match else (value if plain else "…", "weeks")
        return f"write `{{value: {number}, unit: {unit}}}`"
    if main and plain:
        return f"write its fields, as in `{{{main}: {_plain(value)}}}`"
    return "write its fields, as in `{name: value}`"


def _money_help(text: str) -> str:
    """Return the form of an amount of money, with the amount in the text."""
    match = re.fullmatch(_AMOUNT, text, re.IGNORECASE)
    if match is None:
        return "write `{amount: …, currency: …}`"
    amount, times, point = match["number"], match["times"], ""
    if re.fullmatch(r"0,[0-9]+|[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})", amount):
        amount, point = amount.replace(",", "."), ", with a decimal point"
    if times or "," in amount:
        amount = written(Fraction(amount.replace(",", "")) * _TIMES.get((times or "").lower(), 1))
    sign = match["before"] or match["after"]
    if sign is None:
        joint = f"{point} and" if point else ", with"
        return f"write `{{amount: {amount}, currency: USD}}`{joint} the currency that it is in"
    return f"write `{{amount: {amount}, currency: {_SIGNS.get(sign, sign.upper())}}}`{point}"


def _entries(field: str, value: Any) -> str:
    """Return a list with the one record that a plain word means."""
    return f"[{{{MEANT_IN_A_LIST[field]}: {_plain(value)}}}]"


def _kind_help(value: Any, expected: str, wanted: list[str], field: str, allowed: AllowedForms) -> str:
    scalar = not isinstance(value, list | dict)
    if "array" in wanted and isinstance(value, str) and value.strip().casefold() in FOR_NONE:
        if allowed.required:
            return "write a list: each entry on a line that begins with `-`"
        return f"write `{field}: []` where there is none, or take `{field}` away where nobody knows"
    if "array" in wanted and scalar and field in MEANT_IN_A_LIST:
        return f"write `{_entries(field, value)}`"
    if "array" in wanted:
        return (
            f"write `[{_plain(value)}]`"
            if scalar
            else "write a list: each entry on a line that begins with `-`"
        )
    if isinstance(value, list):
        return "write one value" + (", or `{one_of: […]}` if it is one of several" if allowed.one_of else "")
    if isinstance(value, dict):
        return "write one plain value"
    if "boolean" in wanted and str(value).lower() in _YES | _NO:
        return f"write `{'true' if str(value).lower() in _YES else 'false'}`"
    if "string" in wanted and "number" not in wanted and expected in ("text", "a word", "an id"):
        return f'write `"{_plain(value)}"` in quotes'
    return f"write {expected}" + (f", or `{allowed.unknown}`" if allowed.unknown else "")


def _plain(value: Any) -> str:
    return literal(value).strip("`")
