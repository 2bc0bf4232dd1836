"""What holders have of parties, straight from the words: nothing is remembered, and nobody is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.engine.holders import stated_affiliates
from microdep_rules.engine.holdings import DEPTH
from microdep_rules.engine.stakes import ONE, ZERO, cap_of, is_partnership, related, stakes_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.holdings import Way
    from microdep_rules.engine.state import State


class PlainHoldings:
    """What holders have of the equity, votes or debt of parties, at the least and at the most."""

    def __init__(self, engine: State, basis: str, way: Way, control: Fraction | None) -> None:
        self.engine = engine
        self.basis = basis
        self.way = way
        self.control = control
        self.held: dict[tuple[str, frozenset[str | None], int, bool], Fraction] = {}

    def least(self, party: Element, holders: frozenset[str]) -> Fraction:
        """With the least shares stated, and nobody else counted."""
        stakes, _ = stakes_of(self.engine, party, self.basis)
        if self.way == "control":
            controlled = self._controlled(holders, low=True)
            return sum((s for o, s, _ in stakes if o is not None and o.id in controlled), ZERO)
        if self.way == "chains":
            return self._through_chains(party, frozenset(holders), low=True)
        return sum((s for o, s, _ in stakes if o is not None and o.id in holders), ZERO)

    def greatest(self, party: Element, holders: frozenset[str], *, together: bool) -> Fraction:
        """With the greatest shares possible, and what nobody is named for counted."""
        stakes, rest = stakes_of(self.engine, party, self.basis)
        if self.way == "chains":
            return self._through_chains(party, holders | {None}, low=False)
        if self.way == "control":
            controlled = self._controlled(holders, low=False)
            return min(ONE, rest + sum((s for o, _, s in stakes if o is None or o.id in controlled), ZERO))
        found = sum((s for o, _, s in stakes if o is None or o.id in holders), ZERO)
        if together:
            return min(ONE, found + rest)
        # One holder who is named owns what is stated; one who is not, no more than others may.
        return max(found, min(rest, cap_of(party)))

    def _through_chains(
        self, party: Element, holders: frozenset[str | None], depth: int = DEPTH, *, low: bool
    ) -> Fraction:
        """Products along every chain, added up: from below for the least, from above for the greatest.

        Cross-holdings make the chains endless; every step of either way is a bound. The holder `None` is
        whoever is not named.
        """
        if not depth:
            return ZERO if low else ONE
        key = (party.id, holders, depth, low)
        if key not in self.held:
            self.held[key] = max(
                self._through_record(each, holders, depth, low=low)
                for each in (party, *self.engine.reader.same_as(party))
            )
        return self.held[key]

    def _through_record(
        self, party: Element, holders: frozenset[str | None], depth: int, *, low: bool
    ) -> Fraction:
        """What one record of a company says of that."""
        stakes, rest = stakes_of(self.engine, party, self.basis)
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
        self, party: Element, holders: frozenset[str | None], depth: int, *, low: bool
    ) -> Iterator[Fraction]:
        """What stated relations say of shares: a bound beside the stated owners, who may be the same."""
        for other, least, greatest in related(self.engine, party):
            share = least if low else greatest
            if (other.id if other is not None else None) in holders:
                yield share
            elif other is not None and share:
                yield share * self._passed_up(other, holders, depth - 1, low=low)
        if not low and any(other.id in holders for other in stated_affiliates(self.engine, party)):
            yield ONE

    def _passed_up(
        self, party: Element, holders: frozenset[str | None], depth: int, *, low: bool
    ) -> Fraction:
        """What belongs to the holders of what a party in between holds."""
        wanted = self.control
        through = is_partnership(self.engine, party)
        if wanted is not None and through is not True and (low or through is False):
            unnamed = holders & {None}
            each = {
                one: self._through_chains(party, frozenset({one}) | unnamed, depth, low=low)
                for one in holders
            }
            enough = frozenset(one for one, share in each.items() if share >= wanted)
            holders = enough | unnamed if enough else enough
        return self._through_chains(party, holders, depth, low=low) if holders else ZERO

    def _controlled(self, holders: frozenset[str], *, low: bool) -> frozenset[str]:
        """The holders and everything they control: the least fixed point."""
        assert self.control is not None
        found = holders
        while True:
            more = frozenset(
                p.id
                for p in self.engine.reader.bom.parties.values()
                if p.id not in found and self._held(p, found, low=low) >= self.control
            )
            if not more:
                return found
            found |= more

    def _held(self, party: Element, holders: frozenset[str], *, low: bool) -> Fraction:
        stakes, rest = stakes_of(self.engine, party, self.basis)
        named = [(o, least if low else greatest) for o, least, greatest in stakes]
        found = sum(
            (s for o, s in named if (o is None and not low) or (o is not None and o.id in holders)), ZERO
        )
        return found if low else found + rest
