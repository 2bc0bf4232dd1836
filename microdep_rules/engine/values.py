"""Values of facts; a value is known, partly known or unknown.

A partly known fact has several possible values. A comparison is true if it is true for all of them, false if
it is false for all of them, and otherwise unknown.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.lang.ir import StageItem
    from microdep_rules.lang.operators import Orders
    from microdep_rules.vocabulary.tariff import Code

Truth = bool | None
"""Truth value of strong Kleene logic: true, false, or None for unknown."""


CONTRADICTED = "contradicted"
ZERO = Fraction(0)


class MissingFact(Struct, frozen=True, eq=False, gc=False):
    """A missing fact: its name in rules, the element to which it belongs, and its position in the file.

    `stated` is the reason that the document gives for an unknown value.
    """

    name: str
    subject: str
    pointer: str
    record: str = ""
    stated: str = ""
    of: str = ""
    """The file to which the fact belongs: `bom` or `context`."""
    defect: str = ""
    """Reason why a stated fact still counts as missing; empty if nothing is stated.

    `partly`: several values are possible. `no-evidence`: the fact lacks the required evidence.
    `contradicted`: another statement of the document contradicts the fact. `unnamed`: only the country of a
    stage is stated. Two missing facts that differ only in this reason are equal.
    """

    def key(self) -> tuple[str, str, str]:
        """Return the sort key of a missing fact: its name, then its position."""
        return (self.name, self.subject, self.pointer)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MissingFact) and self._fact() == other._fact()

    def __hash__(self) -> int:
        return hash(self._fact())

    def _fact(self) -> tuple[str, ...]:
        return (self.name, self.subject, self.pointer, self.record, self.stated, self.of)


class Unknown(Struct, frozen=True):
    """An unknown value; `reason` is the cause if it is not a missing fact, such as a division by 0."""

    reason: str = ""


class Codes(Struct, frozen=True):
    """Possible values of a fact: vocabulary terms or country codes. A term also stands for narrower terms."""

    vocabulary: str
    terms: frozenset[str]
    also: frozenset[str] = frozenset()
    """Further terms of the fact: `GPS with telemetry radio`, for example, has a second function."""


class Interval(Struct, frozen=True, gc=False):
    """The range of a number; both bounds belong to the range, and None means that there is no bound.

    `unit` is `g`, `g/cm3`, a currency, or `day` (then the number is a date). `unit` is empty for plain
    numbers and for percentages. A percentage is stored as a fraction of 1: 25 % is 1/4.
    """

    low: Fraction | None
    high: Fraction | None
    unit: str = ""

    @property
    def is_exact(self) -> bool:
        """Return whether the interval contains exactly one number."""
        return self.low is not None and (self.low is self.high or self.low == self.high)

    @property
    def least(self) -> Fraction:
        """Return the smallest possible amount, which is never below 0."""
        return ZERO if self.low is None or self.low.numerator < 0 else self.low


def as_compared(text: str) -> str:
    """Return a text in the form for comparisons: lower case and single spaces.

    >>> as_compared(" Not  Applicable")
    'not applicable'
    """
    return " ".join(text.casefold().split())


class Texts(Struct, frozen=True):
    """The possible texts of a fact."""

    texts: frozenset[str]


class TariffCodes(Struct, frozen=True):
    """The possible tariff codes of a fact."""

    codes: frozenset[Code]


class StageSets(Struct, frozen=True):
    """The possible values of a lookup whose result is a list of stages."""

    alternatives: tuple[tuple[StageItem, ...], ...]


class Sets(Struct, frozen=True):
    """The possible values of a lookup whose result is a set; several if the key or the date is uncertain."""

    kind: str
    alternatives: tuple[frozenset[Any], ...]
    """The possible sets; a member is a word or, in a list of parties, a company."""
    open: str = ""
    """Reason why the list may be incomplete; empty if it is complete."""


Value = "Codes | Interval | Texts | TariffCodes | StageSets | Sets | bool | Element | Unknown"


def exactly(number: Fraction | int, unit: str = "") -> Interval:
    """Return an interval that contains only one number."""
    exact = number if type(number) is Fraction else Fraction(number)
    return Interval(exact, exact, unit)


def day(when: date) -> Interval:
    """Return a date as a number of days, so that dates are compared like numbers."""
    return exactly(when.toordinal(), "day")


# ---- three-valued logic ----------------------------------------------------------------------------


def negated(value: Truth) -> Truth:
    """Return the negation of a truth value."""
    return None if value is None else not value


def conjunction(values: list[Truth]) -> Truth:
    """Return whether all truth values are true.

    The result is false if one value is false. Otherwise, the result is unknown if at least one value is
    unknown.

    >>> conjunction([True, None]), conjunction([None, False]), conjunction([])
    (None, False, True)
    """
    if False in values:
        return False
    return None if None in values else True


def disjunction(values: list[Truth]) -> Truth:
    """Return whether at least one truth value is true.

    The result is true if one value is true. Otherwise, the result is unknown if at least one value is
    unknown.

    >>> disjunction([False, None]), disjunction([None, True])
    (None, True)
    """
    if True in values:
        return True
    return None if None in values else False


def agreed(values: list[Truth]) -> Truth:
    """Return the common truth value of all values; unknown if they differ."""
    if len(values) == 1:
        return values[0]
    return values[0] if values and all(v is values[0] for v in values) else None


# ---- numbers -------------------------------------------------------------------------------------


def compare(holds_for: Orders, left: Interval, right: Interval) -> Truth:
    """Return whether a comparison is true for two numbers that are known only as ranges in one unit.

    >>> from microdep_rules.lang.operators import Orders
    >>> five, open_above = exactly(5), Interval(Fraction(1), None)
    >>> compare(Orders(same=True, above=True), five, five), compare(Orders(above=True), five, five)
    (True, False)
    >>> compare(Orders(below=True), open_above, five) is None
    True
    """
    below = left.low is None or right.high is None or left.low < right.high
    above = left.high is None or right.low is None or left.high > right.low
    may_be = (
        (below, holds_for.below),
        (_overlap(left, right), holds_for.same),
        (above, holds_for.above),
    )
    return agreed([holds for possible, holds in may_be if possible])


def _overlap(left: Interval, right: Interval) -> bool:
    """Return whether at least one number is in both intervals."""
    begins = left.low is None or right.high is None or left.low <= right.high
    return begins and (left.high is None or right.low is None or left.high >= right.low)


def add(left: Interval, right: Interval) -> Interval:
    """Return the sum of two intervals."""
    low = None if left.low is None or right.low is None else left.low + right.low
    high = None if left.high is None or right.high is None else left.high + right.high
    return Interval(low, high, left.unit)


def subtract(left: Interval, right: Interval) -> Interval:
    """Return the difference of two intervals."""
    return add(left, negative(right))


def negative(value: Interval) -> Interval:
    """Return the interval with the opposite sign."""
    low = None if value.high is None else -value.high
    high = None if value.low is None else -value.low
    return Interval(low, high, value.unit)


def times(left: Interval, right: Interval) -> Interval | Unknown:
    """Return the product of two intervals; unknown if the product has no defined bounds."""
    unit = left.unit or right.unit
    if left.is_exact and right.is_exact:
        assert left.low is not None
        assert right.low is not None
        exact = left.low * right.low
        return Interval(exact, exact, unit)
    ends = [left.low, left.high, right.low, right.high]
    if left.low is not None and left.low >= 0 and right.low is not None and right.low >= 0:
        high = None if left.high is None or right.high is None else left.high * right.high
        if left.high == 0 or right.high == 0:
            high = Fraction(0)
        return Interval(left.low * right.low, high, unit)
    if None in ends:
        return Unknown("a product without bounds")
    a, b, c, d = (e for e in ends if e is not None)
    products = (a * c, a * d, b * c, b * d)
    return Interval(min(products), max(products), unit)


def over(left: Interval, right: Interval) -> Interval | Unknown:
    """Return the quotient of two intervals; unknown if the divisor may be 0."""
    unit = "" if left.unit == right.unit else left.unit
    if right.low is None or right.low <= 0:
        if right.high is not None and right.high < 0:
            return over(negative(left), negative(right))
        return Unknown("division by 0")
    low = None
    if left.low is not None:
        divisor = right.high if left.low >= 0 else right.low
        low = Fraction(0) if divisor is None else left.low / divisor
    high = None
    if left.high is not None:
        divisor = right.low if left.high >= 0 else right.high
        high = Fraction(0) if divisor is None else left.high / divisor
    return Interval(low, high, unit)


def hull(values: list[Interval]) -> Interval:
    """Return the smallest interval that contains all the given intervals."""
    lows = [v.low for v in values]
    highs = [v.high for v in values]
    low = None if None in lows else min(x for x in lows if x is not None)
    high = None if None in highs else max(x for x in highs if x is not None)
    return Interval(low, high, values[0].unit)


def written(number: Decimal | int) -> str:
    """Return a number of a document as text, as `format_number` does, but faster.

    >>> written(Decimal("0.650")), written(Decimal("1E+3")), written(Decimal("-0.0")), written(7)
    ('0.65', '1000', '0', '7')
    """
    if not number:
        return "0"
    text = f"{number:f}" if isinstance(number, Decimal) else str(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_number(number: Fraction) -> str:
    """Return a number as people write it: exactly, or with 6 digits and an ellipsis.

    >>> format_number(Fraction(13, 20)), format_number(Fraction(1, 3)), format_number(Fraction(250000))
    ('0.65', '0.333333…', '250000')
    """
    denominator = number.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator == 1:
        digits = 0
        scaled = number
        while scaled.denominator != 1:
            scaled *= 10
            digits += 1
        if digits == 0:
            return str(scaled.numerator)
        sign = "-" if number < 0 else ""
        text = str(abs(scaled.numerator)).rjust(digits + 1, "0")
        return f"{sign}{text[:-digits]}.{text[-digits:]}"
    rounded = int(abs(number) * 10**6)
    return f"{'-' if number < 0 else ''}{rounded // 10**6}.{rounded % 10**6:06d}…"
