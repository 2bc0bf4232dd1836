"""Units are exact."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from microdep_rules.lang.errors.units import SPELT, meant
from microdep_rules.lang.parse import parse
from microdep_rules.lang.wordings import AMOUNT
from microdep_rules.production import critical_path
from microdep_rules.source import SourceFile
from microdep_rules.vocabulary.units import CURRENCIES, RULE_UNITS, UNITS
from tests.conftest import CHECKOUT


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


def test_every_unit_of_rules_is_a_known_unit_and_stands_for_itself() -> None:
    assert [] == [unit for unit in RULE_UNITS if unit not in UNITS or meant(unit) != unit]
    assert [] == [unit for unit in SPELT.values() if unit not in RULE_UNITS and unit not in CURRENCIES]


@pytest.mark.parametrize("unit", UNITS)
def test_a_rule_may_use_exactly_the_units_of_rules(unit: str) -> None:
    is_allowed = unit in RULE_UNITS or unit == "%"
    _, problems = parse(SourceFile("r.rule", f"rule r\n  forbid component.mass is 5 {unit}\n"))
    assert is_allowed == (problems == [])
    assert is_allowed == (re.fullmatch(AMOUNT, f"5 {unit}") is not None)


def test_the_reference_of_the_language_lists_the_units_of_rules() -> None:
    page = (CHECKOUT / "docs" / "reference" / "language.md").read_text(encoding="utf-8")
    section = page.partition("**3.3**")[2].partition("**3.4**")[0]
    assert [] == [unit for unit in RULE_UNITS if f"`{unit}`" not in section]


def test_lead_times_use_the_lengths_of_months_and_years_of_rules() -> None:
    for unit, days in critical_path.DAYS.items():
        assert UNITS[unit].factor == days
    assert "365.2425 days" in (CHECKOUT / "docs" / "how-to" / "impact.md").read_text("utf-8")
    old = re.compile(r"365\.25\b|30\.4375|Fraction\(1461")
    for folder in ("microdep_rules", "docs", "schemas"):
        for path in (CHECKOUT / folder).rglob("*"):
            if path.suffix in {".py", ".md", ".json"}:
                assert not old.search(path.read_text("utf-8")), path
