"""What some holders have of a party: directly, through chains, or through what they control.

Each party and each stake is gone through once for all who ask. A holder who is out of reach of a party has no
more of it than somebody who is not named, so that one answer does for all of those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from microdep_rules.engine.holders import above, said_affiliates
from microdep_rules.engine.stakes import ONE, ZERO, cap_of, is_partnership, related, stakes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from fractions import Fraction

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.stakes import Stake
    from microdep_rules.engine.state import State
    from microdep_rules.engine.values import Truth
    from microdep_rules.lang import ir

DEPTH = 12
"""So often a chain is followed: each step narrows the bounds, and none makes them wrong."""
NOBODY: frozenset[str] = frozenset()
Holders = frozenset["str | None"]
"""Ids of parties; `None` is whoever is not named."""
Way = Literal["directly", "chains", "control"]


class Holdings:
    """What holders have of the equity, votes or debt of parties, at the least and at the most."""

    def __init__(self, engine: State, basis: str, way: Way, control: Fraction | None) -> None:
        self.engine = engine
        self.basis = basis
        self.way = way
        self.control = control
        self._stakes: dict[Element, tuple[list[Stake], Fraction]] = {}
        self._partnerships: dict[Element, Truth] = {}
        self._within: dict[tuple[Element, int], tuple[Holders, int]] = {}
        self._held: dict[tuple[Element, Holders, int, bool], Fraction] = {}
        self._control: dict[bool, _Control] = {}

    def within_reach(self, party: Element) -> Holders:
        """Whoever may hold something of a party: of all others it has the same to say as of nobody."""
        if self.way == "chains":
            return self._reach(party, DEPTH)[0]
        if self.way == "control":
            return frozenset(each.id for each in above(self.engine, party, "owners"))
        return frozenset(owner.id for owner, _, _ in self.stakes(party)[0] if owner is not None)

    def least(self, party: Element, holders: frozenset[str]) -> Fraction:
        """With the least shares stated, and nobody else counted."""
        if self.way == "chains":
            return self._through_chains(party, frozenset(holders), low=True)
        stakes, _ = self.stakes(party)
        if self.way == "control":
            control = self._in_control(low=True)
            return sum((s for o, s, _ in stakes if o is not None and control.has(o, holders)), ZERO)
        return sum((s for o, s, _ in stakes if o is not None and o.id in holders), ZERO)

    def greatest(self, party: Element, holders: frozenset[str], *, together: bool) -> Fraction:
        """With the greatest shares possible, and what nobody is named for counted."""
        if self.way == "chains":
            return self._through_chains(party, holders | {None}, low=False)
        stakes, rest = self.stakes(party)
        if self.way == "control":
            control = self._in_control(low=False)
            return min(
                ONE, rest + sum((s for o, _, s in stakes if o is None or control.has(o, holders)), ZERO)
            )
        found = sum((s for o, _, s in stakes if o is None or o.id in holders), ZERO)
        if together:
            return min(ONE, found + rest)
        # One holder who is named owns what is stated; one who is not, no more than others may.
        return max(found, min(rest, cap_of(party)))

    def stakes(self, party: Element) -> tuple[list[Stake], Fraction]:
        """The stated owners of a party, and how much nobody is named for."""
        if party not in self._stakes:
            self._stakes[party] = stakes_of(self.engine, party, self.basis)
        return self._stakes[party]

    # ---- through chains ------------------------------------------------------------------------

    def _reach(self, party: Element, depth: int) -> tuple[Holders, int]:
        """Whoever is reached in so many steps up from a party, and after how many at most all chains end."""
        if not depth:
            return NOBODY, 0
        key = (party, depth)
        if key not in self._within:
            found: set[str | None] = set()
            steps = 1
            for each in (party, *self.engine.reader.same_as(party)):
                for owner in self._steps_up(each):
                    further, more = self._reach(owner, depth - 1)
                    found.add(owner.id)
                    found |= further
                    steps = max(steps, more + 1)
                if self.control is not None:
                    found.update(other.id for other in said_affiliates(self.engine, each))
            self._within[key] = frozenset(found), steps
        return self._within[key]

    def _steps_up(self, party: Element) -> Iterator[Element]:
        yield from (owner for owner, _, _ in self.stakes(party)[0] if owner is not None)
        if self.control is not None:
            yield from (other for other, _, _ in related(self.engine, party) if other is not None)

    def _through_chains(self, party: Element, holders: Holders, depth: int = DEPTH, *, low: bool) -> Fraction:
        """Products along every chain, added up: from below for the least, from above for the greatest.

        Cross-holdings make the chains endless; every step of either way is a bound. Nothing changes by those
        who are out of reach, nor by more steps than the chains have.
        """
        if not depth:
            return ZERO if low else ONE
        reach, steps = self._reach(party, depth)
        holders = holders & reach | (holders & {None})
        key = (party, holders, min(depth, steps), low)
        if key not in self._held:
            self._held[key] = max(
                self._through_record(each, holders, depth, low=low)
                for each in (party, *self.engine.reader.same_as(party))
            )
        return self._held[key]

    def _through_record(self, party: Element, holders: Holders, depth: int, *, low: bool) -> Fraction:
        """What one record of a company says of that."""
        stakes, rest = self.stakes(party)
        total = rest if None in holders else ZERO
        for owner, least, greatest in stakes:
            share = least if low else greatest
            if (owner.id if owner is not None else None) in holders:
                total += share
            elif owner is not None:
                total += share * self._passed_up(owner, holders, depth - 1, low=low)
        if self.control is not None:
            total = max([total, *self._through_relations(party, holders, depth, low=low)])
        return min(ONE, total)

    def _through_relations(
        self, party: Element, holders: Holders, depth: int, *, low: bool
    ) -> Iterator[Fraction]:
        """What stated relations say of shares: a bound beside the stated owners, who may be the same."""
        for other, least, greatest in related(self.engine, party):
            share = least if low else greatest
            if (other.id if other is not None else None) in holders:
                yield share
            elif other is not None and share:
                yield share * self._passed_up(other, holders, depth - 1, low=low)
        if not low and any(other.id in holders for other in said_affiliates(self.engine, party)):
            yield ONE

    def _passed_up(self, party: Element, holders: Holders, depth: int, *, low: bool) -> Fraction:
        """What belongs to the holders of what a party in between holds."""
        through = self._is_partnership(party)
        if self.control is not None and through is not True and (low or through is False):
            unnamed = holders & {None}
            holders = holders & self._reach(party, depth)[0] | unnamed
            each = {
                one: self._through_chains(party, frozenset({one}) | unnamed, depth, low=low)
                for one in holders
            }
            enough = frozenset(one for one, share in each.items() if share >= self.control)
            holders = enough | unnamed if enough else enough
        return self._through_chains(party, holders, depth, low=low) if holders else ZERO

    def _is_partnership(self, party: Element) -> Truth:
        if party not in self._partnerships:
            self._partnerships[party] = is_partnership(self.engine, party)
        return self._partnerships[party]

    # ---- through control -----------------------------------------------------------------------

    def _in_control(self, *, low: bool) -> _Control:
        if low not in self._control:
            self._control[low] = _Control(self, low=low)
        return self._control[low]


class _Control:
    """Who controls whom: by shares that are stated, or by those that are possible."""

    def __init__(self, holdings: Holdings, *, low: bool) -> None:
        assert holdings.control is not None
        self.wanted = holdings.control
        self.owned: dict[str, list[tuple[str, Fraction]]] = {}
        """By holder, what it holds of whom."""
        self.unnamed: dict[str, Fraction] = {}
        """What those who are not named, and those whom they control, may hold of each party."""
        self.known: dict[frozenset[str], frozenset[str]] = {}
        for party in holdings.engine.reader.bom.parties.values():
            stakes, rest = holdings.stakes(party)
            self.unnamed[party.id] = ZERO if low else rest
            for owner, least, greatest in stakes:
                if owner is not None:
                    self.owned.setdefault(owner.id, []).append((party.id, least if low else greatest))
                elif not low:
                    self.unnamed[party.id] += greatest
        first = [id_ for id_, share in self.unnamed.items() if share >= self.wanted]
        self.by_unnamed: frozenset[str] = frozenset()
        self.by_unnamed = self._spread(first, self.unnamed)

    def has(self, party: Element, holders: frozenset[str]) -> bool:
        """Whether a party is one of some holders, or controlled by them and by those who are not named."""
        if party.id in self.by_unnamed:
            return True
        if holders not in self.known:
            self.known[holders] = self._spread(holders - self.by_unnamed, {})
        return party.id in self.known[holders]

    def _spread(self, first: Iterable[str], held: dict[str, Fraction]) -> frozenset[str]:
        """Some parties and everything they control: the least fixed point, each holding counted once."""
        found = set(first)
        waiting = list(found)
        while waiting:
            for party, share in self.owned.get(waiting.pop(), ()):
                if party in found or party in self.by_unnamed:
                    continue
                held[party] = held.get(party, self.unnamed[party]) + share
                if held[party] >= self.wanted:
                    found.add(party)
                    waiting.append(party)
        return frozenset(found)


def holdings_of(engine: State, node: ir.Owns, basis: str) -> Holdings:
    """What holders have of parties, as a question asks; what is evidenced is another matter each time."""
    way: Way = "directly" if node.debt and node.how != "control" else node.how  # type: ignore[assignment]
    if engine.lists.shown is not None:
        return Holdings(engine, basis, way, node.control)
    key = (basis, way, node.control)
    if key not in engine.holdings:
        engine.holdings[key] = Holdings(engine, basis, way, node.control)
    return engine.holdings[key]
