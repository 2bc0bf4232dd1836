"""Amounts that cannot be: 0 in each field that is never 0, and a contract worth less than a piece."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.own_words import PROGRAMS
from microdep_rules.bom.schemas import nested_kind
from microdep_rules.bom.zero_amounts import NEVER, NOTHING_GRANTED, bounds_of, table
from tests.metamorphic.cases import Attempt, Documents, Record, copied_documents
from tests.metamorphic.changes import one, records

if TYPE_CHECKING:
    from collections.abc import Iterator

AMOUNT = "amount"
MONEY = {("material", "cost"), ("contract", "value"), ("company", "turnover"), ("annual_import", "value")}
COST_KINDS = ("landed", "purchase-price", "direct", "direct-material", "manufacturing")
NESTED = {"material", "owner", "company", "annual_import", "determination"}
LEFT_OUT = {("usage", "quantity"), ("exchange_rate", "rate"), ("component", "unit_cost"), ("cost", "amount")}
"""Written in another way, or set with all kinds of costs at once."""
Place = tuple[str, Record]
"""A kind of record, and one of it."""
Change = Callable[[str, Record], None]
"""Changes a record of a kind."""


def amounts(documents: Documents) -> Iterator[Attempt]:
    """Attempts at each amount of 0 in turn, stated before or not, and at a contract worth one cent."""
    for number, (kind, record) in enumerate(_places(documents)):
        for name, change in _changes(kind, record, documents):
            yield Attempt(AMOUNT, name, kind, partial(_changed, documents, number, change))


def _changes(kind: str, record: Record, documents: Documents) -> Iterator[tuple[str, Change]]:
    is_program = one(record, "kind") in PROGRAMS
    for (of, field), amount in table().items():
        cannot_be = amount.of_programs if is_program else amount.zero
        if of == kind and (of, field) not in LEFT_OUT and cannot_be in {NEVER, NOTHING_GRANTED}:
            yield f"{field} of 0", partial(_zero, field)
    if kind == "component" and not is_program:
        yield from ((f"a {cost} cost of 0", partial(_free, cost)) for cost in COST_KINDS)
    if kind == "contract" and any(map(_has_a_price, records(documents, "components"))):
        yield "worth less than a piece", _worth_a_cent


def _changed(documents: Documents, number: int, change: Change) -> Documents:
    found = copied_documents(documents)
    kind, record = _places(found)[number]
    change(kind, record)
    return found


def _places(documents: Documents) -> list[Place]:
    """Every record of the documents in which an amount may stand, the context among them."""
    waiting: list[Place] = [("component", each) for each in records(documents, "components")]
    waiting += [("party", each) for each in documents.bom.get("parties", [])]
    waiting.append(("contract", documents.context))
    for kind, record in waiting:
        for key in record:
            nested, held = nested_kind(kind, key), record[key]
            if nested in NESTED:
                waiting += [(nested, each) for each in (held if isinstance(held, list) else [held])]
    return waiting


def _zero(field: str, kind: str, record: Record) -> None:
    record[field] = {"amount": 0, "currency": "USD"} if (kind, field) in MONEY else 0


def _free(cost: str, _: str, component: Record) -> None:
    """Nothing but this cost; another one of the same kind would contradict it."""
    component.pop("unit_cost", None)
    component["costs"] = [
        *(each for each in component.get("costs", []) if not str(each.get("kind")).startswith(cost)),
        {"kind": cost, "amount": 0, "currency": "USD"},
    ]


def _has_a_price(component: Record) -> bool:
    prices: list[Any] = [component.get("unit_cost"), *component.get("costs", [])]
    return any(
        isinstance(price, dict) and price.get("currency") == "USD" and _is_more(price.get("amount"))
        for price in prices
    )


def _is_more(amount: object) -> bool:
    low = bounds_of(amount).low
    return low is not None and low > 1


def _worth_a_cent(_: str, contract: Record) -> None:
    contract["value"] = {"amount": "0.01", "currency": "USD"}
