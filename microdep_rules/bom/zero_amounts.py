"""Amounts that cannot be 0, such as the mass or the cost of a component.

`amounts.json` has all fields with a number, and the meaning of 0 in each field.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom.amounts import Bounds, bounds
from microdep_rules.bom.own_words import is_program
from microdep_rules.vocabulary import resources

if TYPE_CHECKING:
    from fractions import Fraction

    from microdep_rules.bom.columns import DocumentColumns
    from microdep_rules.bom.model import Element

NEVER, NOTHING_GRANTED = "never", "nothing-granted"
WRITE_AMOUNT = "write the amount; if nobody knows it, delete the field"


class AmountField(Struct, frozen=True):
    """Field with a number, and the meaning of 0 in this field."""

    record: str
    field: str
    zero: str
    shown: str
    """Name of the field in messages."""
    help: str
    of_programs: str
    """Meaning of 0 for a program or a service."""
    least: int | None = None
    most: int | None = None

    @property
    def expected(self) -> str:
        """Possible amounts in the words of a message."""
        return "more than 0" if self.least is None else f"{self.least} to {self.most}"


@cache
def table() -> dict[tuple[str, str], AmountField]:
    """Return all fields with a number, by record and key."""
    return {
        (entry["record"], entry["field"]): _build_field(entry) for entry in resources.amounts_data()["fields"]
    }


def _build_field(entry: dict[str, Any]) -> AmountField:
    record, field, zero = entry["record"], entry["field"], entry["zero"]
    shown, fix = entry.get("as", field.replace("_", " ")), entry.get("help", WRITE_AMOUNT)
    of_programs, ends = entry.get("programs", zero), (entry.get("least"), entry.get("most"))
    return AmountField(record, field, zero, shown, fix, of_programs, *ends)


@cache
def never_zero() -> frozenset[tuple[str, str]]:
    """Return record and key of the amounts that cannot be 0."""
    return frozenset(place for place, amount in table().items() if amount.zero == NEVER)


def is_impossible(element: Element, field: str) -> bool:
    """Return whether a record states an impossible amount, such as 0."""
    amount = table().get((element.kind, field))
    if amount is None or amount.zero != NEVER or field not in element.data:
        return False
    low, high = bounds_of(element.data[field])
    if high is None or high.numerator > 0:
        return _is_beyond(amount, low, high)
    return amount.of_programs == NEVER or not _is_program(element)


def _is_beyond(amount: AmountField, low: Fraction | None, high: Fraction | None) -> bool:
    """Return whether an amount is below the minimum or above the maximum of its field."""
    too_little = amount.least is not None and high is not None and high < amount.least
    return too_little or (amount.most is not None and low is not None and low > amount.most)


def may_be_wrong(columns: DocumentColumns, record: str, field: str) -> bool:
    """Return whether a field may have an impossible amount, or a 0 that grants nothing, such as 0 pieces."""
    amount = table().get((record, field))
    return (
        amount is not None
        and amount.zero in (NEVER, NOTHING_GRANTED)
        and any(
            is_zero(value) or _is_beyond(amount, *bounds(value)) for value in columns.amounts(record, field)
        )
    )


def is_empty_grant(element: Element) -> bool:
    """Return whether a record states an amount of 0 that grants nothing, such as 0 allowed pieces."""
    return any(
        amount.zero == NOTHING_GRANTED and is_zero(element.data.get(field))
        for (record, field), amount in table().items()
        if record == element.kind
    )


def is_above_maximum(content: Element) -> bool:
    """Return whether a material contains more of a chemical element than its specification allows."""
    share = bounds(content.data.get("share")).low
    most = bounds(content.data.get("specified_maximum")).high
    return share is not None and most is not None and share > most


def _is_program(element: Element) -> bool:
    component: Element | None = element
    while component is not None and component.kind != "component":
        component = component.owner
    return component is not None and is_program(component.data.get("kind"))


def is_zero(raw: object) -> bool:
    """Return whether an amount is 0 or at most 0, in any form.

    >>> is_zero(0), is_zero("at most 0"), is_zero({"amount": "0.00", "currency": "USD"}), is_zero("0..5")
    (True, True, True, False)
    """
    high = bounds_of(raw).high
    return high is not None and high.numerator <= 0


def bounds_of(raw: object) -> Bounds:
    """Return the bounds of a number or of an amount of money, in any form."""
    return bounds(raw["amount"] if isinstance(raw, dict) and "amount" in raw else raw)
