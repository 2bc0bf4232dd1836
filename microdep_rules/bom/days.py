"""Pairs of dates in a fixed or usual order, such as award and delivery.

A last day before the first day is an error. Contract dates in an unusual order are only a warning, because
the award may be a renewal. Contract dates that `CONTRACT_DATES` does not pair have no fixed order. For
example, a sale may be agreed before the product is on the market.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from microdep_rules.bom.errors import days as say
from microdep_rules.bom.facts import alternatives

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.diagnostics import Diagnostic


class DayPair(NamedTuple):
    """Two fields of a record: the first date must not be after the second date."""

    record: str
    first: str
    second: str


PERIODS = (DayPair("evidence", "issued", "expires"), DayPair("determination", "from", "through"))
"""Pairs of a first and a last day."""
CONTRACT_DATES = (DayPair("contract", "award", "delivery"), DayPair("contract", "import", "delivery"))
"""Pairs of contract dates in their usual order."""
IN_NO_ORDER = frozenset(
    ("contract", field)
    for field in (
        "operation",
        "construction_start",
        "sale",
        "authorization",
        "placing_on_market",
        "taxable_year",
    )
)
"""Contract dates without a fixed order."""


def check(bom: Bom) -> Iterator[Diagnostic]:
    """Yield diagnostics for pairs of dates whose order is wrong for all possible values."""
    contract = bom.context
    limited = [*bom.evidence.values(), *(bom.records(contract, "determinations") if contract else ())]
    for element in limited:
        for pair in PERIODS:
            if pair.record == element.kind and (days := _dates_in_wrong_order(element, pair)):
                first, second = (bom.span(element, field) for field in (pair.first, pair.second))
                yield say.ends_before_it_begins(element, pair, days, (first, second))
    for pair in CONTRACT_DATES:
        if contract is not None and (days := _dates_in_wrong_order(contract, pair)):
            first, second = (bom.span(contract, field) for field in (pair.first, pair.second))
            yield say.out_of_order(pair, days, (first, second))


def _dates_in_wrong_order(element: Element, pair: DayPair) -> tuple[str, str] | None:
    """Return the two dates if the first is after the second for all possible values; otherwise `None`."""
    first, second = (
        _possible_dates(element.data.get(pair.first)),
        _possible_dates(element.data.get(pair.second)),
    )
    if not first or not second or min(first) <= max(second):
        return None
    return min(first), max(second)


def _possible_dates(raw: Any) -> list[str]:
    """Return the possible dates of a fact as texts in the form `2026-05-04`."""
    return [alternative for alternative in alternatives(raw) if isinstance(alternative, str)]
