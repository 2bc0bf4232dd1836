"""Numbers that sources state, and texts of numbers; numbers are exact, and only texts are rounded."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.amounts import bounds, written
from microdep_rules.engine.values import Interval
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from decimal import Context

HUNDRED = 100
_WORDED = pattern(r"(more than|less than|about) (.+)")
PLACES = 2
"""Number of decimal places of an exact percentage."""


def stated(raw: Any) -> Interval:  # noqa: ANN401 - any stated value
    """Return the bounds of a number that a source states in words; `about 90` counts as 90.

    >>> stated("70..77"), stated("more than 94").low, stated("about 90").is_exact
    (Interval(low=Fraction(70, 1), high=Fraction(77, 1), unit=''), Fraction(94, 1), True)
    """
    worded = _WORDED.fullmatch(raw) if isinstance(raw, str) else None
    if worded is None:
        range_ = bounds(raw)
        return Interval(range_.low, range_.high)
    number = Fraction(worded[2])
    match worded[1]:
        case "more than":
            return Interval(number, None)
        case "less than":
            return Interval(None, number)
        case _:
            return Interval(number, number)


def as_stated(raw: Any, unit: str = "") -> str:  # noqa: ANN401 - any stated value
    """Return the text of a number as its source states it, with its unit.

    >>> as_stated("70..77", "%"), as_stated("more than 94", "%"), as_stated(Decimal("28650"), "USD billion")
    ('70 to 77 %', 'more than 94 %', '28,650 USD billion')
    """
    text = (
        " to ".join(map(_grouped, raw.split("..")))
        if isinstance(raw, str)
        else _grouped(written(Fraction(raw)))
    )
    return f"{text} {unit}".rstrip()


def _grouped(text: str) -> str:
    """Return a number with commas between thousands."""
    words = text.strip().split(" ")
    whole, point, rest = words[-1].partition(".")
    return " ".join([*words[:-1], (f"{int(whole):,}" if whole.isdigit() else whole) + point + rest])


def percent(share: Interval | None, places: int = PLACES) -> str:
    """Return a share in percent, rounded; in an interval, down for the lower and up for the upper bound.

    >>> percent(Interval(Fraction(461, 28650), Fraction(461, 28650)))
    '1.61 %'
    >>> percent(Interval(Fraction(1, 3), Fraction(2, 3))), percent(Interval(Fraction(0), None))
    ('33.3 to 66.7 %', '0 to 100 %')
    """
    if share is None:
        return "no figure"
    low, high = share.low or Fraction(0), Fraction(1) if share.high is None else share.high
    least, most = rounded(low * HUNDRED, places), rounded(high * HUNDRED, places)
    if least == most:
        return f"{least} %"
    return f"{_short_percent(low, ROUND_FLOOR)} to {_short_percent(high, ROUND_CEILING)} %"


def rounded(value: Fraction, places: int = PLACES, how: str = ROUND_HALF_UP) -> str:
    """Return a number with `places` decimal places; by default, a half is rounded up.

    >>> rounded(Fraction(1, 200)), rounded(Fraction(100))
    ('0.01', '100.00')
    """
    with localcontext() as context:
        context.prec = 60
        return f"{_decimal(value, context).quantize(Decimal(1).scaleb(-places), rounding=how)}"


def _short_percent(share: Fraction, how: str) -> str:
    """Return one bound of a share in percent, with at most one decimal place."""
    text = rounded(share * HUNDRED, 1, how)
    return text.removesuffix(".0")


def _decimal(value: Fraction, context: Context) -> Decimal:
    return context.divide(Decimal(value.numerator), Decimal(value.denominator))


def index(value: Interval) -> str:
    """Return the text of an index from 0 to 1, such as the HHI.

    >>> index(Interval(Fraction(1, 2), Fraction(1, 2))), index(Interval(Fraction(1, 3), Fraction(1)))
    ('0.500', '0.333 to 1')
    """
    low, high = value.low or Fraction(0), Fraction(1) if value.high is None else value.high
    if rounded(low, 3) == rounded(high, 3):
        return rounded(low, 3)
    return f"{_trimmed(rounded(low, 3, ROUND_FLOOR))} to {_trimmed(rounded(high, 3, ROUND_CEILING))}"


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".")


def exactly(share: Interval | None) -> dict[str, str] | None:
    """Return the lower bound, the upper bound and the text of a share, for JSON output."""
    if share is None:
        return None
    low, high = share.low or Fraction(0), Fraction(1) if share.high is None else share.high
    return {"low": str(low), "high": str(high), "text": percent(share)}
