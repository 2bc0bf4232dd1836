"""Units are exact."""

from __future__ import annotations

from fractions import Fraction

import pytest

from microdep_rules.vocabulary.units import CURRENCIES, UNITS


@pytest.mark.parametrize(
    ("unit", "dimension", "factor"),
    [
        ("kg", "mass", Fraction(1000)),
        ("mg", "mass", Fraction(1, 1000)),
        ("lb", "mass", Fraction("453.59237")),
        ("oz", "mass", Fraction("28.349523125")),
        ("%", "percent", Fraction(1, 100)),
        ("weeks", "time", Fraction(7)),
        ("years", "time", Fraction("365.2425")),
        ("g/cm3", "density", Fraction(1)),
        ("um", "length", Fraction(1, 1000)),
    ],
)
def test_a_unit_has_a_dimension_and_an_exact_factor(unit: str, dimension: str, factor: Fraction) -> None:
    assert (dimension, factor) == (UNITS[unit].dimension, UNITS[unit].factor)


def test_every_dimension_but_percent_is_kept_in_a_unit_of_its_own() -> None:
    kept = {unit.dimension for unit in UNITS.values() if unit.factor == 1}

    assert {unit.dimension for unit in UNITS.values()} - {"percent"} == kept


def test_currencies_are_three_capital_letters_and_no_unit_is_one() -> None:
    assert {"USD", "EUR", "CNY", "JPY", "GBP"} <= CURRENCIES
    assert [] == [
        currency
        for currency in CURRENCIES
        if not (currency.isascii() and currency.isupper() and len(currency) == 3)
    ]
    assert set() == CURRENCIES & set(UNITS)
