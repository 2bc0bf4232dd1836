"""Checks of single values of a valid document: countries, dates, ranges and times."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from microdep_rules.bom.amounts import bounds, written
from microdep_rules.bom.errors import facts, numbers
from microdep_rules.bom.partial_documents import Fault
from microdep_rules.bom.spans import split
from microdep_rules.bom.walk import leaves, suspect_fields
from microdep_rules.diagnostics import Severity
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.units import UNITS, YEAR

if TYPE_CHECKING:
    from microdep_rules.bom.columns import DocumentColumns
    from microdep_rules.bom.schemas import Schema
    from microdep_rules.bom.spans import Spans
    from microdep_rules.bom.walk import ColumnValues, Json, ValueLeaf
    from microdep_rules.diagnostics import Diagnostic

_WHOLE = 100
MOST_YEARS = 1_000
"""Maximum number of years of a duration or delay."""
_NUMBERS = frozenset({int, Decimal})
_AMOUNTS = frozenset({"number", "percent", "mass", "density", "money"})
_CHECKED = _AMOUNTS | {"country", "date"}


def check_values(
    document: dict[str, Json], spans: Spans, schema: Schema, columns: DocumentColumns | None = None
) -> tuple[list[Diagnostic], list[Fault]]:
    """Return diagnostics for wrong countries, dates, ranges and times, with the wrong values."""
    problems: list[Diagnostic] = []
    wrong: list[Fault] = []
    among = suspect_fields(columns, schema, _CHECKED, lambda column: _may_be_wrong(column, spans, schema))
    for leaf in leaves(document, schema, _CHECKED, among):
        problem = _check_value(leaf, spans, schema) or _check_time(leaf, document, spans)
        if problem is not None:
            problems.append(problem)
        if problem is not None and problem.severity is Severity.ERROR:
            wrong.append(Fault(tuple(split(leaf.pointer))))
    return problems, wrong


def _may_be_wrong(column: ColumnValues, spans: Spans, schema: Schema) -> bool:
    """Return whether any distinct value of a field may be wrong."""
    values = column.values
    if column.type["type"] in _AMOUNTS:
        values = [value for value in values if not _is_checked_number(value)]
    return any(
        _check_value(column.leaf(value), spans, schema) is not None or _may_be_too_long(column.leaf(value))
        for value in values
    )


def _is_checked_number(value: Json) -> bool:
    """Return whether the schema has already checked a value: a number, or money with a number."""
    if value.__class__ is dict:
        return value.get("amount").__class__ in _NUMBERS
    return isinstance(value, int | Decimal) and not isinstance(value, bool) and value <= MOST_YEARS


def _check_value(leaf: ValueLeaf, spans: Spans, schema: Schema) -> Diagnostic | None:
    """Return the diagnostic for a wrong value; `None` for a correct value."""
    match leaf.type["type"]:
        case "country":
            return _check_country(leaf, spans, schema)
        case "date":
            return _check_date(leaf, spans)
        case _:
            return _check_range(leaf, spans)


def _check_country(leaf: ValueLeaf, spans: Spans, schema: Schema) -> Diagnostic | None:
    code = leaf.value
    hint = countries.retired(code)
    if hint is not None:
        allowed = schema.allowed(schema.records[leaf.record], leaf.field)
        return facts.retired_country(code, hint, spans.value(leaf.pointer), allowed)
    if countries.is_country(code) or countries.members(code) is not None:
        country = countries.parent(code)
        if (
            country is None
            or not countries.has_all_regions(country)
            or not countries.is_unlisted_region(code)
        ):
            return None
        return facts.unlisted_region(code, country, spans.value(leaf.pointer))
    allowed = schema.allowed(schema.records[leaf.record], leaf.field)
    return facts.not_a_country(leaf.field, code, spans.value(leaf.pointer), allowed)


def _check_date(leaf: ValueLeaf, spans: Spans) -> Diagnostic | None:
    try:
        dt.date.fromisoformat(leaf.value)
    except ValueError:
        return diagnose(
            "bom/not-a-date", spans.value(leaf.pointer), "no-such-day", field=leaf.field, value=leaf.value
        )
    return None


def _check_range(leaf: ValueLeaf, spans: Spans) -> Diagnostic | None:
    raw = leaf.value["amount"] if isinstance(leaf.value, dict) and "amount" in leaf.value else leaf.value
    if isinstance(raw, int | Decimal):
        return None  # the schema has checked the number
    low, high = bounds(raw)
    if low is not None and high is not None and low > high:
        at = spans.value(leaf.pointer)
        return diagnose(
            "bom/out-of-range", at, "range", field=leaf.field, low=written(low), high=written(high)
        )
    if leaf.type["type"] == "percent":
        for end in (low, high):
            if end is not None and not 0 <= end <= _WHOLE:
                return numbers.out_of_bounds(leaf.field, written(end), "percent", spans.value(leaf.pointer))
    most = leaf.type.get("most")
    if most is not None:
        beyond = next((end for end in (low, high) if end is not None and not 0 <= end <= int(most)), None)
        if beyond is not None:
            return numbers.out_of_bounds(leaf.field, written(beyond), "index", spans.value(leaf.pointer))
    negative = next((end for end in (low, high) if end is not None and end < 0), None)
    if negative is not None and leaf.type["type"] != "number":
        return numbers.out_of_bounds(leaf.field, written(negative), "amount", spans.value(leaf.pointer))
    return None


def _check_time(leaf: ValueLeaf, document: dict[str, Json], spans: Spans) -> Diagnostic | None:
    """Return the diagnostic for a time of more than `MOST_YEARS` years; `None` for other values."""
    if not _may_be_too_long(leaf):
        return None
    most, unit = _upper_bound(leaf), _unit_of(leaf, document)
    known = UNITS.get(unit)
    if known is None or known.dimension != "time" or most * known.factor <= MOST_YEARS * YEAR:
        return None
    shown = f"{written(most)} {unit}"
    return diagnose(
        "bom/out-of-range",
        spans.value(leaf.pointer),
        "time",
        field=leaf.field,
        limit=f"{MOST_YEARS:,}",
        found=shown,
    )


def _may_be_too_long(leaf: ValueLeaf) -> bool:
    """Return whether a number is larger than the maximum number of years."""
    return leaf.type["type"] in _AMOUNTS and _upper_bound(leaf) > MOST_YEARS


def _upper_bound(leaf: ValueLeaf) -> Fraction:
    """Return the upper bound of a number; without an upper bound, the lower bound; without bounds, 0."""
    ends = bounds(leaf.value)
    return next((end for end in (ends.high, ends.low) if end is not None), Fraction(0))


def _unit_of(leaf: ValueLeaf, document: dict[str, Json]) -> str:
    """Return the unit in the record of a number, or in a surrounding record."""
    holder: Json = document
    unit = ""
    for step in split(leaf.pointer):
        if isinstance(holder, dict) and isinstance(holder.get("unit"), str):
            unit = holder["unit"]
        holder = holder[int(step)] if isinstance(holder, list) else holder[step]
    return unit
