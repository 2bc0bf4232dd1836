"""Pairs of days that have an order, such as award and delivery: whether the stated days keep it.

A last day before the first one is an error. Days of a contract that are the wrong way round are a warning:
the award may be that of a renewal, and what was delivered abroad is imported later. Its other days have no
order: federal funds may be spent before a delivery, and a sale be agreed before a product is on the market.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from microdep_rules.bom.errors import days as say
from microdep_rules.bom.facts import alternatives

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.diagnostics import Diagnostic


class Pair(NamedTuple):
    """Two fields of one kind of record, of which the first is not after the second."""

    record: str
    first: str
    second: str


LIVES = (Pair("evidence", "issued", "expires"), Pair("determination", "from", "through"))
"""The first day and the last one."""
OF_CONTRACTS = (Pair("contract", "award", "delivery"), Pair("contract", "import", "delivery"))
"""The usual order; the fix says when it may be another one."""
IN_NO_ORDER = frozenset(
    ("contract", each)
    for each in (
        "operation",
        "construction_start",
        "sale",
        "authorization",
        "placing_on_market",
        "taxable_year",
    )
)
"""Days of a record with several, which no other day of it has to follow."""


def check(bom: Bom) -> Iterator[Diagnostic]:
    """Every pair of days that is the wrong way round, whatever is left open of them."""
    contract = bom.context
    limited = [*bom.evidence.values(), *(bom.records(contract, "determinations") if contract else ())]
    for element in limited:
        for pair in LIVES:
            if pair.record == element.kind and (found := _reversed(element, pair)):
                first, second = (bom.span(element, each) for each in (pair.first, pair.second))
                yield say.ends_before_it_begins(element, pair, found, (first, second))
    for pair in OF_CONTRACTS:
        if contract is not None and (found := _reversed(contract, pair)):
            first, second = (bom.span(contract, each) for each in (pair.first, pair.second))
            yield say.out_of_order(pair, found, (first, second))


def _reversed(element: Element, pair: Pair) -> tuple[str, str] | None:
    """The two days, where the first is after the second in every reading."""
    first, second = _days(element.data.get(pair.first)), _days(element.data.get(pair.second))
    if not first or not second or min(first) <= max(second):
        return None
    return min(first), max(second)


def _days(raw: Any) -> list[str]:
    """The days that a fact may be; as they are written, texts are in the order of time."""
    return [alternative for alternative in alternatives(raw) if isinstance(alternative, str)]
