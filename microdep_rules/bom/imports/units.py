"""Units of measure, as lists of components write them."""

from __future__ import annotations

from functools import cache

from microdep_rules.vocabulary.resources import columns_data

PIECES = "pieces"


def measure_of(unit: str) -> str | None:
    """Return what a unit measures: pieces, or a mass, a length and so on; nothing for an unknown word.

    >>> measure_of("EA"), measure_of("Stk."), measure_of("m"), measure_of("furlong")
    ('pieces', 'pieces', 'a length', None)
    """
    return _measures().get(unit.casefold().strip().rstrip("."))


@cache
def _measures() -> dict[str, str]:
    return {word: each["measure"] for each in columns_data()["units"] for word in each["words"]}
