"""Pairs of dates that have an order, such as award and delivery.

A last day before the first day is an error. Contract dates in an unusual order are a warning: the award may
be that of a renewal, and goods delivered abroad may be imported later. Other contract dates have no order:
federal funds may be used before a delivery, and a sale may be agreed before a product is on the market.
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
    """Two fields of one kind of record, of which the first must not be after the second."""

    record: str
    first: str
    second: str


LIVES = (DayPair("evidence", "issued", "expires"), DayPair("determination", "from", "through"))
"""Pairs of first and last day."""
OF_CONTRACTS = (DayPair("contract", "award", "delivery"), DayPair("contract", "import", "delivery"))
"""Pairs in the usual order; the fix names the case in which the order may differ."""
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
"""Dates of a record that have no order with its other dates."""


def check(bom: Bom) -> Iterator[Diagnostic]:
    """Return diagnostics for pairs of dates that are in the wrong order for all possible values."""
    contract = bom.context
    limited = [*bom.evidence.values(), *(bom.records(contract, "determinations") if contract else ())]
    for element in limited:
        for pair in LIVES:
            if pair.record == element.kind and (days := _reversed(element, pair)):
                first, second = (bom.span(element, field) for field in (pair.first, pair.second))
                yield say.ends_before_it_begins(element, pair, days, (first, second))
    for pair in OF_CONTRACTS:
        if contract is not None and (days := _reversed(contract, pair)):
            first, second = (bom.span(contract, field) for field in (pair.first, pair.second))
            yield say.out_of_order(pair, days, (first, second))


def _reversed(element: Element, pair: DayPair) -> tuple[str, str] | None:
    """Return the two dates if the first is after the second for all possible values."""
    first, second = _days(element.data.get(pair.first)), _days(element.data.get(pair.second))
    if not first or not second or min(first) <= max(second):
        return None
    return min(first), max(second)


def _days(raw: Any) -> list[str]:
    """Return the possible dates of a fact as texts, which sort by time."""
    return [alternative for alternative in alternatives(raw) if isinstance(alternative, str)]
