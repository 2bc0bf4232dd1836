"""Units of measure in lists of components."""

from __future__ import annotations

from functools import cache

from microdep_rules.vocabulary.resources import columns_data

PIECES = "pieces"


def unit_measure(unit: str) -> str | None:
    """Return the measure of a unit, such as pieces, a mass or a length; `None` for an unknown word.

    >>> unit_measure("EA"), unit_measure("Stk."), unit_measure("m"), unit_measure("furlong")
    ('pieces', 'pieces', 'a length', None)
    """
    return _measures().get(unit.casefold().strip().rstrip("."))


@cache
def _measures() -> dict[str, str]:
    return {word: unit["measure"] for unit in columns_data()["units"] for word in unit["words"]}
