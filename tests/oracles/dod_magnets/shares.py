"""Whether a share of weight reaches the limit, when some masses or some answers are missing."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.oracles.dod_magnets import law

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from tests.oracles.logic import Truth


def at_least_limit(weighed: Iterable[tuple[Truth, Decimal | None]], stated: Decimal | None) -> Truth:
    """Whether what matches is at least the limit, for every way of filling in what is not known.

    Each element has an answer to "does it match" and a mass. An unknown mass is anything from nothing up;
    what is stated for the whole bounds it.
    """
    elements = list(weighed)
    inside, outside, undecided = (
        sum((Fraction(mass) for found, mass in elements if found is match and mass is not None), Fraction(0))
        for match in (True, False, None)
    )
    grows = any(mass is None and match is not False for match, mass in elements)
    others_grow = any(mass is None and match is not True for match, mass in elements)
    if not elements:
        return None
    if not any(match is not False for match, _ in elements):
        return False
    if not any(match is not True for match, _ in elements):
        return True
    least, most = inside, inside + undecided
    whole_least, whole_most = inside + outside + undecided, outside + inside + undecided
    limit = Fraction(law.COTS_SHARE_LIMIT) / 100
    if (grows or others_grow) and stated is not None:
        total = Fraction(stated)
        low = least / total if others_grow else (total - outside - undecided) / total
        high = (total - outside) / total if grows else most / total
    else:
        low = Fraction(0) if others_grow or not whole_least else least / whole_least
        high = Fraction(1) if grows or not whole_most else most / whole_most
    if low >= limit:
        return True
    return False if high < limit else None
