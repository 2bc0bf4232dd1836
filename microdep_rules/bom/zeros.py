"""Amounts that cannot be 0: what is listed exists, weighs something and costs something.

The table of all fields with a number, and of what 0 means in each, is data (`amounts.json`).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom.amounts import Bounds, bounds
from microdep_rules.bom.facts import exact
from microdep_rules.vocabulary import resources

if TYPE_CHECKING:
    from microdep_rules.bom.model import Element

NEVER, NOTHING_GRANTED = "never", "nothing-granted"
PROGRAMS = frozenset({"software", "firmware", "service"})
"""Kinds of components that weigh nothing and may be free."""
MORE_THAN_NOTHING = "write the amount; if nobody knows it, delete the field"


class Amount(Struct, frozen=True):
    """A field with a number, and what 0 means in it."""

    record: str
    field: str
    zero: str
    shown: str
    """The field as a sentence names it."""
    help: str
    of_programs: str
    """What 0 means where the component is a program or a service."""


@cache
def table() -> dict[tuple[str, str], Amount]:
    """Every field with a number, by its record and its key."""
    return {(each["record"], each["field"]): _amount(each) for each in resources.amounts_data()["fields"]}


def _amount(entry: dict[str, Any]) -> Amount:
    record, field, zero = entry["record"], entry["field"], entry["zero"]
    shown, fix = entry.get("as", field.replace("_", " ")), entry.get("help", MORE_THAN_NOTHING)
    return Amount(record, field, zero, shown, fix, entry.get("programs", zero))


@cache
def never_zero() -> frozenset[tuple[str, str]]:
    """Records and keys of amounts that are more than nothing."""
    return frozenset(place for place, amount in table().items() if amount.zero == NEVER)


def is_nothing(element: Element, field: str) -> bool:
    """Whether a listed thing is stated to have an amount of 0 that it cannot have."""
    if (element.kind, field) not in never_zero() or not is_zero(element.data.get(field)):
        return False
    amount = table()[element.kind, field]
    return amount.of_programs == NEVER or not _is_program(element)


def grants_nothing(element: Element) -> bool:
    """Whether a record states that it allows 0 pieces."""
    return any(
        amount.zero == NOTHING_GRANTED and is_zero(element.data.get(field))
        for (record, field), amount in table().items()
        if record == element.kind
    )


def is_above_maximum(content: Element) -> bool:
    """Whether there is more of an element in a material than its specification allows."""
    share = bounds(content.data.get("share")).low
    most = bounds(content.data.get("specified_maximum")).high
    return share is not None and most is not None and share > most


def _is_program(element: Element) -> bool:
    component: Element | None = element
    while component is not None and component.kind != "component":
        component = component.owner
    return component is not None and exact(component.data.get("kind")) in PROGRAMS


def is_zero(raw: object) -> bool:
    """Whether an amount as it is written is 0, or at most 0.

    >>> is_zero(0), is_zero("at most 0"), is_zero({"amount": "0.00", "currency": "USD"}), is_zero("0..5")
    (True, True, True, False)
    """
    high = bounds_of(raw).high
    return high is not None and high <= 0


def bounds_of(raw: object) -> Bounds:
    """The bounds of a number or of an amount of money, in whichever form it is written."""
    return bounds(raw["amount"] if isinstance(raw, dict) and "amount" in raw else raw)
