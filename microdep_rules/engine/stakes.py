"""Who is stated to hold a party, and between which shares: what chains and control are reckoned from.

What the stated owners leave of 100 % is unattributed and bounds every answer.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from microdep_rules.bom import zeros
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
"""What a company may be held by: each is a whole of its own."""
DEBT = "debt"
LEAST_BY_RELATION = {"subsidiary": Fraction(500_001, 1_000_000), "successor": ONE}
"""Least share that a relation states: a subsidiary is held to more than half, and nobody says how much more.
A successor is taken for what it succeeds. In an affiliate or a joint venture the other may hold anything."""
PARTNERSHIP = "partnership-interest"
"""What is held of a body that is no corporation: it counts as equity and as votes."""
PARTNERSHIPS = frozenset(
    ("lp", "llp", "lllp", "partnership", "partners", "kg", "kgaa", "ohg", "scsp", "trust", "estate")
)
"""Words of a name by which a body may be a partnership, trust or estate."""

Stake = tuple["Element | None", Fraction, Fraction]
"""An owner, and between which shares it holds."""


def stakes_of(engine: State, party: Element, basis: str) -> tuple[list[Stake], Fraction]:
    """The stated owners, and how much nobody is named for."""
    stakes: list[Stake] = []
    stated = ZERO
    for owner in engine.reader.bom.owners(party):
        if engine.lists.shown is not None and not engine.lists.shown(owner, None):
            continue  # what is not evidenced is held by nobody who is named
        counts = of_basis(engine, owner, basis)
        if counts is False:
            continue
        found = share_of(owner)
        low, high = ZERO, ONE
        if isinstance(found, Interval):
            low = (found.low or ZERO) / 100
            high = ONE if found.high is None else found.high / 100
        if counts is None:  # it may be a share of something else
            low = ZERO
        stakes.append((engine.reader.bom.party(str(owner.data.get("party"))), low, high))
        stated += low
    rest = max(ZERO, ONE - stated)
    stakes = [(owner, low, min(high, low + rest)) for owner, low, high in stakes]
    if engine.lists.closed(party, "owners"):  # nobody else holds anything
        rest = ZERO
    return stakes, rest


def of_basis(engine: State, owner: Element, basis: str) -> Truth:
    """Whether a share is of what is asked for: without a basis of equity and votes, and perhaps of debt."""
    raw = owner.data.get("basis")
    if raw is None:
        return None if basis == DEBT else basis in OWNERSHIP
    vocabulary = engine.reader.vocabularies.get("owner-basis")
    found = {
        vocabulary.resolve(str(alternative)) if vocabulary else alternative
        for alternative in alternatives(raw)
    }
    values = {
        each == basis or (each == PARTNERSHIP and basis in OWNERSHIP) for each in found if each is not None
    }
    return values.pop() if len(values) == 1 and found and None not in found else None


def related(engine: State, party: Element) -> Iterator[Stake]:
    """Parties to which one is related, and between which shares they hold it by that."""
    bom = engine.reader.bom
    for record in bom.records(party, "relations"):
        low = LEAST_BY_RELATION.get(kind_of(engine, record) or "", ZERO)
        yield bom.party(str(exact(record.data.get("party")))), low, ONE


def is_partnership(engine: State, party: Element) -> Truth:
    """Whether a party is a partnership, trust or estate: by what its owners hold, or perhaps by its name.

    A party of which nothing says so is a corporation.
    """
    if any(of_basis(engine, owner, PARTNERSHIP) is True for owner in engine.reader.bom.owners(party)):
        return True
    words = folded(str(party.data.get("name", party.id)).replace(".", "")).split()
    return None if PARTNERSHIPS & set(words) else False


def cap_of(party: Element) -> Fraction:
    """What no unnamed owner exceeds, where that is stated."""
    cap = Unknown() if zeros.cannot_be(party, "others_below") else number(party.data.get("others_below"))
    return cap.high / 100 if isinstance(cap, Interval) and cap.high is not None else ONE


def share_of(owner: Element) -> Interval | Unknown:
    """The share of an owner, plain or with its evidence; an owner owns more than nothing."""
    raw = owner.data.get("share")
    if zeros.cannot_be(owner, "share"):
        return Unknown()
    return number(raw["value"] if isinstance(raw, dict) and "value" in raw else raw)
