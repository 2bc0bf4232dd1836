"""Numbers, days and names of 26 U.S.C. 7701(a)(51) and (52), as the oracle reads them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

COVERED_NATIONS = frozenset({"CN", "RU", "KP", "IR", "HK", "MO"})
"""26 U.S.C. 7701(a)(51)(C)(i) to (iv). Hong Kong and Macau are not named, and are counted with China."""

SPECIFIED_BY_NAME = {
    "CATL": None,
    "BYD": None,
    "Envision": None,
    "EVE": None,
    "Gotion": None,
    "Hithium": None,
    "Jinchuan": None,
    "CALB": date(2026, 6, 8),
}
"""FY2024 NDAA s.154(b), the forced-labour list for Jinchuan, s.1260H for CALB with its first day.

Two notes on the list of 2026 differ by two days (8 and 10 June); the earlier one is the strict one. The
classes of FEOC are given without names, and the other two lists are published: these are excerpts of them.
"""

PRODUCTS = ("module", "battery module", "solar module", "pv module", "photovoltaic module", "inverter")
"""How the name begins of what is a manufactured product without stating a kind."""

CONTROL_MORE_THAN = Fraction(50, 100)
"""(51)(C)(v), (G): more than half."""
PASSED_ON_AT_LEAST = Fraction(50, 100)
"""26 U.S.C. 318(a)(2)(C) by (51)(H): so much of a corporation has whoever is credited with what it holds."""
PARTNERSHIP = "partnership-interest"
"""318(a)(2)(A): what a partnership holds is its partners', whatever their share."""
TOGETHER_VARIANT = "control-together"
ONE_HOLDS_AT_LEAST = Fraction(25, 100)
TOGETHER_HOLD_AT_LEAST = Fraction(40, 100)
DEBT_AT_LEAST = Fraction(15, 100)

BEGINS = date(2026, 1, 1)
"""Construction before this day is outside, and so are sales: (52)(B), (C)(i) have no percentage for 2025."""
TAXABLE_YEARS_AFTER = date(2025, 7, 4)
"""26 U.S.C. 45X: taxable years that begin after this day."""

CONTRACT_BEFORE = date(2025, 6, 16)
"""26 U.S.C. 7701(a)(52)(D)(iv)(II): binding written contracts entered into before this day."""
COMPONENT_SOLD_BEFORE = date(2027, 1, 1)

FACILITIES = ("solar", "wind", "geothermal", "nuclear", "hydropower", "fuel-cell-property")
STORAGE = "energy-storage"
COMPONENTS = ("solar-component", "wind-component", "inverter", "battery-component", "critical-mineral")
ANY_COMPONENT = "eligible-component"
NO_WIND_FROM = date(2028, 1, 1)
"""26 U.S.C. 45X: wind components have no credit after 2027."""

MAKING = ("manufactured", "final_assembly", "assembled")
"""Stages by which a part itself is made."""

_PERCENT = {
    "facility": (40, 45, 50, 55, 60),
    STORAGE: (55, 60, 65, 70, 75),
    "battery-component": (60, 65, 70, 80, 85),
    "solar-component": (50, 60, 70, 80, 85),
    "inverter": (50, 55, 60, 65, 70),
    "wind-component": (85, 90),
    "critical-mineral": (0, 0, 0, 0, 25, 30, 40, 50),
}
"""26 U.S.C. 7701(a)(52)(B) and (C), by calendar year from 2026; the last one stands for all later years."""


def threshold(technology: str, day: date) -> Fraction | None:
    """The ratio below which there is material assistance; `None` where the table has none."""
    if technology == "wind-component" and day >= NO_WIND_FROM:
        return None
    years = _PERCENT["facility" if technology in FACILITIES else technology]
    index = day.year - BEGINS.year
    return None if index < 0 else Fraction(years[min(index, len(years) - 1)], 100)
