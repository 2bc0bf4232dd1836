"""Amounts in declarations of materials: masses in grams, and shares in percent, exact or as bounds."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from microdep_rules.bom.imports.cell_values import Unreadable
from microdep_rules.messages import phrase_of
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from microdep_rules.bom.imports.markup import MarkupElement

NUMBER = pattern(r"[0-9]{1,15}(?:\.[0-9]{1,15})?(?:[eE][+-]?[0-9]{1,2})?")
GRAMS = {
    **dict.fromkeys(("ug", "\u00b5g", "\u03bcg"), "0.000001"),
    "mg": "0.001",
    "g": "1",
    "kg": "1000",
    "lb": "453.59237",
    "oz": "28.349523125",
}
PERCENT = {"ppm": "0.0001", "masspercent": "1", "mass%": "1", "%": "1", "percent": "1", "wt%": "1"}
EXACT = Decimal("0.000001")
"""Difference between the bounds of a share with infinitely many decimals, such as 33.333333..33.333334."""
WHOLE = 100


def plain(value: Decimal) -> Decimal:
    """Return a number without an exponent and without zeros at the end.

    >>> plain(Decimal("1E+3")), plain(Decimal("0.50"))
    (Decimal('1000'), Decimal('0.5'))
    """
    digits = f"{value:f}"
    return Decimal(digits.rstrip("0").rstrip(".") if "." in digits else digits)


def parse_mass(element: MarkupElement | None) -> Decimal | Unreadable | None:
    """Return the mass of an amount in grams; `None` if the amount is a share or is missing."""
    return _in_units(element, GRAMS)


def parse_share(element: MarkupElement | None, unit: str = "") -> Decimal | Unreadable | None:
    """Return the share of an amount in percent; `unit` applies to an amount without a unit."""
    share = _in_units(element, PERCENT, unit)
    if isinstance(share, Decimal) and share > WHOLE:
        return Unreadable(
            phrase_of("import/cell-not-read", "over-whole", share=f"{share:f}"),
            phrase_of("import/cell-not-read", "ask-percent"),
        )
    return share


def share_by_mass(mass: Decimal, whole: Decimal) -> Decimal | str | None:
    """Return the percentage of a mass in a larger mass, exact or as bounds.

    >>> share_by_mass(Decimal("0.5"), Decimal(2)), share_by_mass(Decimal(1), Decimal(3))
    (Decimal('25'), '33.333333..33.333334')
    """
    if not whole or mass > whole:
        return None
    share = Fraction(mass) / Fraction(whole) * WHOLE
    near = Decimal(share.numerator) / Decimal(share.denominator)
    low, high = (plain(near.quantize(EXACT, rounding)) for rounding in (ROUND_FLOOR, ROUND_CEILING))
    return low if Fraction(low) == share else f"{low:f}..{high:f}"


def _in_units(
    element: MarkupElement | None, units: dict[str, str], unit: str = ""
) -> Decimal | Unreadable | None:
    if element is None or not element.get("value"):
        return None
    stated = (element.get("UOM") or element.get("unitOfMeasure") or unit).casefold()
    if stated not in units:
        # An amount is read as a mass and as a share. Only the reading as a mass reports an unknown unit.
        if stated in GRAMS or stated in PERCENT or (units is PERCENT and not unit):
            return None
        because = (
            phrase_of("import/cell-not-read", "amount-unit", unit=stated)
            if stated
            else phrase_of("import/cell-not-read", "amount-without-unit")
        )
        return Unreadable(because, phrase_of("import/cell-not-read", "ask-grams"))
    text = element.get("value")
    if NUMBER.fullmatch(text) is None:
        return Unreadable(
            phrase_of("import/cell-not-read", "no-number", text=text),
            phrase_of("import/cell-not-read", "ask-numbers"),
        )
    return plain(Decimal(text) * Decimal(units[stated]))
