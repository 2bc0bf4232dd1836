"""Owners of a party that a complete list must name: their shares add up to the whole company."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from microdep_rules.bom.amounts import bounds
from microdep_rules.bom.facts import alternatives
from microdep_rules.bom.zero_amounts import is_zero
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

WHOLE = Fraction(99)
"""Percentage of a company that counts as the whole company, because stated shares are rounded."""
BASES = ("equity", "votes")
"""Kinds of shares that add up to 100 % over all owners.

The list need not name every creditor or every member of the board.
"""
_PARTNERSHIP = "partnership-interest"


def missing_share(owners: Iterable[Mapping[str, Any]]) -> Fraction | None:
    """Return the percentage of a company that no listed owner holds, or `None` if the list may be complete.

    An owner without a share may hold the rest. An empty list states that nobody owns the company.

    >>> missing_share([{"party": "a", "share": 7}])
    Fraction(93, 1)
    >>> missing_share([{"party": "a", "share": 50.01}, {"party": "b", "share": 49.99}]), missing_share([])
    (None, None)
    """
    owners = tuple(owners)
    totals = [total for basis in BASES if (total := _largest_total(owners, basis)) is not None]
    missing = [Fraction(100) - total for total in totals if total < WHOLE]
    return max(missing, default=None)


def _largest_total(owners: tuple[Mapping[str, Any], ...], basis: str) -> Fraction | None:
    """Return the largest possible sum of shares; `None` if no owner has such a share, or a sum is unknown."""
    shares = [owner.get("share") for owner in owners if _may_be_of(owner, basis)]
    highs = [None if is_zero(share) else bounds(share).high for share in shares]
    known = [high for high in highs if high is not None]
    return sum(known, Fraction(0)) if known and len(known) == len(highs) else None


def _may_be_of(owner: Mapping[str, Any], basis: str) -> bool:
    stated = alternatives(owner.get("basis"))
    known = load_vocabularies().get("owner-basis")
    terms = [known.resolve(str(word)) if known is not None else str(word) for word in stated]
    return not stated or any(term in {basis, _PARTNERSHIP, None} for term in terms)
