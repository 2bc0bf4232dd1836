"""Stakes: the stated owners of a party, with the bounds of their shares.

The shares along chains of owners and the control of a party are computed from stakes. A share without a
stated owner may belong to anybody.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from microdep_rules.bom import zero_amounts
from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.engine.facts import number
from microdep_rules.engine.holders import kind_of
from microdep_rules.engine.values import Interval, Unknown
from microdep_rules.vocabulary.names import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.state import State
    from microdep_rules.engine.values import Truth

ONE = Fraction(1)
ZERO = Fraction(0)
OWNERSHIP = ("equity", "votes")
"""Kinds of shares that mean ownership of a company; each kind adds up to 100 %."""
DEBT = "debt"
LEAST_BY_RELATION = {"subsidiary": Fraction(500_001, 1_000_000), "successor": ONE}
"""The smallest share that a parent company must own, for each relation.

A parent owns more than half of its subsidiary; the exact share is not stated. A successor is treated as the
same company as its predecessor. For an affiliate or a joint venture, any share is possible.
"""
PARTNERSHIP = "partnership-interest"
"""Kind of share in a partnership or other body that is not a corporation.

A partnership interest counts as equity and as votes.
"""
PARTNERSHIPS = frozenset(
    ("lp", "llp", "lllp", "partnership", "partners", "kg", "kgaa", "ohg", "scsp", "trust", "estate")
)
"""Words in a name that suggest a partnership, a trust or an estate."""

Stake = tuple["Element | None", Fraction, Fraction]
"""An owner, and the lower and upper bound of its share."""


def stakes_of(engine: State, party: Element, basis: str) -> tuple[list[Stake], Fraction]:
    """Return the stated owners of a party with bounds of their shares, and the share without an owner."""
    stakes: list[Stake] = []
    stated = ZERO
    for owner in engine.reader.bom.owners(party):
        if engine.lists.shown is not None and not engine.lists.shown(owner, None):
            continue  # a share without the required evidence has no stated owner
        counts = of_basis(engine, owner, basis)
        if counts is False:
            continue
        share = share_of(owner)
        low, high = ZERO, ONE
        if isinstance(share, Interval):
            low = (share.low or ZERO) / 100
            high = ONE if share.high is None else share.high / 100
        if counts is None:  # the share may be of another kind
            low = ZERO
        stakes.append((engine.reader.bom.party(str(owner.data.get("party"))), low, high))
        stated += low
    rest = max(ZERO, ONE - stated)
    stakes = [(owner, low, min(high, low + rest)) for owner, low, high in stakes]
    if engine.lists.is_closed(party, "owners"):  # no other owner holds a share
        rest = ZERO
    return stakes, rest


def of_basis(engine: State, owner: Element, basis: str) -> Truth:
    """Return whether an owner's share is a share of the given kind, such as `votes`.

    A share without a stated kind is a share of equity and votes, and possibly of debt.
    """
    raw = owner.data.get("basis")
    if raw is None:
        return None if basis == DEBT else basis in OWNERSHIP
    vocabulary = engine.reader.vocabularies.get("owner-basis")
    bases = {
        vocabulary.resolve(str(alternative)) if vocabulary else alternative
        for alternative in alternatives(raw)
    }
    values = {
        term == basis or (term == PARTNERSHIP and basis in OWNERSHIP) for term in bases if term is not None
    }
    return values.pop() if len(values) == 1 and bases and None not in bases else None


def related(engine: State, party: Element) -> Iterator[Stake]:
    """Yield each party to which a party states a relation, with bounds of the share in this relation."""
    bom = engine.reader.bom
    for record in bom.records(party, "relations"):
        low = LEAST_BY_RELATION.get(kind_of(engine, record) or "", ZERO)
        yield bom.party(str(exact(record.data.get("party")))), low, ONE


def is_partnership(engine: State, party: Element) -> Truth:
    """Return whether a party is a partnership, a trust or an estate.

    The result is unknown if only the name of the party suggests this, and false if nothing suggests it: the
    party is then a corporation.
    """
    if any(of_basis(engine, owner, PARTNERSHIP) is True for owner in engine.reader.bom.owners(party)):
        return True
    words = folded(str(party.data.get("name", party.id)).replace(".", "")).split()
    return None if PARTNERSHIPS & set(words) else False


def cap_of(party: Element) -> Fraction:
    """Return the largest share that a single owner without a name can have, according to the record."""
    cap = (
        Unknown()
        if zero_amounts.is_impossible(party, "others_below")
        else number(party.data.get("others_below"))
    )
    return cap.high / 100 if isinstance(cap, Interval) and cap.high is not None else ONE


def share_of(owner: Element) -> Interval | Unknown:
    """Return the share of an owner; unknown for a stated share of 0, because an owner owns more than 0."""
    raw = owner.data.get("share")
    if zero_amounts.is_impossible(owner, "share"):
        return Unknown()
    return number(raw["value"] if isinstance(raw, dict) and "value" in raw else raw)
