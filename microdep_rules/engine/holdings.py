"""Holdings: the share of a party that given holders own directly, through chains of owners or by control.

A holder that is in no chain of owners of the party is treated like an owner without a name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from microdep_rules.engine.holders import above, stated_affiliates
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
"""Maximum length of a chain of owners; with a larger limit, the bounds would be narrower."""
NOBODY: frozenset[str] = frozenset()
Holders = frozenset["str | None"]
"""Ids of parties; None stands for parties without a name."""
Way = Literal["directly", "chains", "control"]


class Holdings:
    """Calculator of the smallest and the largest share of a party that given holders may have.

    A share is a share of the equity, the votes or the debt.
    """

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
        """Return the parties that may hold a share of a party, directly or in a way that the rule counts.

        All other parties are treated like owners without a name.
        """
        if self.way == "chains":
            return self._reach(party, DEPTH)[0]
        if self.way == "control":
            return frozenset(owner.id for owner in above(self.engine, party, "owners"))
        return frozenset(owner.id for owner, _, _ in self.stakes(party)[0] if owner is not None)

    def least(self, party: Element, holders: frozenset[str]) -> Fraction:
        """Return the smallest share of a party that the given holders have together.

        Shares without a stated owner are not included.
        """
        if self.way == "chains":
            return self._through_chains(party, frozenset(holders), low=True)
        stakes, _ = self.stakes(party)
        if self.way == "control":
            control = self._in_control(low=True)
            return sum((s for o, s, _ in stakes if o is not None and control.has(o, holders)), ZERO)
        return sum((s for o, s, _ in stakes if o is not None and o.id in holders), ZERO)

    def greatest(self, party: Element, holders: frozenset[str], *, together: bool) -> Fraction:
        """Return the largest share of a party that the given holders may have.

        Shares without a stated owner are included; for direct holdings, only if `together` is true.
        """
        if self.way == "chains":
            return self._through_chains(party, holders | {None}, low=False)
        stakes, rest = self.stakes(party)
        if self.way == "control":
            control = self._in_control(low=False)
            return min(
                ONE, rest + sum((s for o, _, s in stakes if o is None or control.has(o, holders)), ZERO)
            )
        share = sum((s for o, _, s in stakes if o is None or o.id in holders), ZERO)
        if together:
            return min(ONE, share + rest)
        # A named holder owns the stated share. An unnamed holder owns at most the rest that no owner is
        # stated for.
        return max(share, min(rest, cap_of(party)))

    def stakes(self, party: Element) -> tuple[list[Stake], Fraction]:
        """Return the stated owners of a party with their shares, and the share without a stated owner."""
        if party not in self._stakes:
            self._stakes[party] = stakes_of(self.engine, party, self.basis)
        return self._stakes[party]

    # ---- chains of owners --------------------------------------------------------------------------

    def _reach(self, party: Element, depth: int) -> tuple[Holders, int]:
        """Return the owners within `depth` links of a party, and the number of links in the longest chain."""
        if not depth:
            return NOBODY, 0
        key = (party, depth)
        if key not in self._within:
            reached: set[str | None] = set()
            steps = 1
            for record in (party, *self.engine.reader.same_as(party)):
                for owner in self._owners_and_related(record):
                    further, more = self._reach(owner, depth - 1)
                    reached.add(owner.id)
                    reached |= further
                    steps = max(steps, more + 1)
                if self.control is not None:
                    reached.update(other.id for other in stated_affiliates(self.engine, record))
            self._within[key] = frozenset(reached), steps
        return self._within[key]

    def _owners_and_related(self, party: Element) -> Iterator[Element]:
        yield from (owner for owner, _, _ in self.stakes(party)[0] if owner is not None)
        if self.control is not None:
            yield from (other for other, _, _ in related(self.engine, party) if other is not None)

    def _through_chains(self, party: Element, holders: Holders, depth: int = DEPTH, *, low: bool) -> Fraction:
        """Return a bound of the holders' share of a party, added up over all chains of owners.

        The share along a chain is the product of its shares. If companies own each other, a chain has no end;
        the sum is then a correct bound after any number of links.
        """
        if not depth:
            return ZERO if low else ONE
        reach, steps = self._reach(party, depth)
        holders = holders & reach | (holders & {None})
        key = (party, holders, min(depth, steps), low)
        if key not in self._held:
            self._held[key] = max(
                self._through_record(record, holders, depth, low=low)
                for record in (party, *self.engine.reader.same_as(party))
            )
        return self._held[key]

    def _through_record(self, party: Element, holders: Holders, depth: int, *, low: bool) -> Fraction:
        """Return a bound of the holders' share of a party from a single record of the party."""
        stakes, rest = self.stakes(party)
        total = rest if None in holders else ZERO
        for owner, least, greatest in stakes:
            share = least if low else greatest
            if (owner.id if owner is not None else None) in holders:
                total += share
            elif owner is not None:
                total += share * self._share_through(owner, holders, depth - 1, low=low)
        if self.control is not None:
            total = max([total, *self._through_relations(party, holders, depth, low=low)])
        return min(ONE, total)

    def _through_relations(
        self, party: Element, holders: Holders, depth: int, *, low: bool
    ) -> Iterator[Fraction]:
        """Yield bounds of the holders' share that follow from stated relations, such as `subsidiary`."""
        for other, least, greatest in related(self.engine, party):
            share = least if low else greatest
            if (other.id if other is not None else None) in holders:
                yield share
            elif other is not None and share:
                yield share * self._share_through(other, holders, depth - 1, low=low)
        if not low and any(other.id in holders for other in stated_affiliates(self.engine, party)):
            yield ONE

    def _share_through(self, party: Element, holders: Holders, depth: int, *, low: bool) -> Fraction:
        """Return the holders' share of a party that owns another party.

        The share is a factor of the holders' indirect share. If the rule counts only chains of control, the
        owner counts only if a holder controls it.
        """
        through = self._is_partnership(party)
        if self.control is not None and through is not True and (low or through is False):
            unnamed = holders & {None}
            holders = holders & self._reach(party, depth)[0] | unnamed
            shares = {
                one: self._through_chains(party, frozenset({one}) | unnamed, depth, low=low)
                for one in holders
            }
            enough = frozenset(one for one, share in shares.items() if share >= self.control)
            holders = enough | unnamed if enough else enough
        return self._through_chains(party, holders, depth, low=low) if holders else ZERO

    def _is_partnership(self, party: Element) -> Truth:
        if party not in self._partnerships:
            self._partnerships[party] = is_partnership(self.engine, party)
        return self._partnerships[party]

    # ---- control -----------------------------------------------------------------------------------

    def _in_control(self, *, low: bool) -> _Control:
        if low not in self._control:
            self._control[low] = _Control(self, low=low)
        return self._control[low]


class _Control:
    """Search for the parties that given holders control, with the lowest or highest possible shares."""

    def __init__(self, holdings: Holdings, *, low: bool) -> None:
        assert holdings.control is not None
        self.control_share = holdings.control
        self.owned: dict[str, list[tuple[str, Fraction]]] = {}
        """For each holder, the parties of which it owns a share, each with this share."""
        self.unnamed: dict[str, Fraction] = {}
        """For each party, the share that may belong to owners without a name, or to parties that they
        control.
        """
        self.known: dict[frozenset[str], frozenset[str]] = {}
        for party in holdings.engine.reader.bom.parties.values():
            stakes, rest = holdings.stakes(party)
            self.unnamed[party.id] = ZERO if low else rest
            for owner, least, greatest in stakes:
                if owner is not None:
                    self.owned.setdefault(owner.id, []).append((party.id, least if low else greatest))
                elif not low:
                    self.unnamed[party.id] += greatest
        first = [id_ for id_, share in self.unnamed.items() if share >= self.control_share]
        self.by_unnamed: frozenset[str] = frozenset()
        self.by_unnamed = self._controlled_parties(first, self.unnamed)

    def has(self, party: Element, holders: frozenset[str]) -> bool:
        """Return whether a party is one of the holders, or is controlled by the holders.

        Owners without a name are assumed to act together with the holders.
        """
        if party.id in self.by_unnamed:
            return True
        if holders not in self.known:
            self.known[holders] = self._controlled_parties(holders - self.by_unnamed, {})
        return party.id in self.known[holders]

    def _controlled_parties(self, first: Iterable[str], held: dict[str, Fraction]) -> frozenset[str]:
        """Return the parties in `first` and all parties that they control, directly or indirectly."""
        controlled = set(first)
        waiting = list(controlled)
        while waiting:
            for party, share in self.owned.get(waiting.pop(), ()):
                if party in controlled or party in self.by_unnamed:
                    continue
                held[party] = held.get(party, self.unnamed[party]) + share
                if held[party] >= self.control_share:
                    controlled.add(party)
                    waiting.append(party)
        return frozenset(controlled)


def holdings_of(engine: State, node: ir.Owns, basis: str) -> Holdings:
    """Return the calculator of holdings for a condition on ownership.

    The calculator is cached, except if only facts with evidence count.
    """
    way: Way = "directly" if node.debt and node.how != "control" else node.how  # type: ignore[assignment]
    if engine.lists.shown is not None:
        return Holdings(engine, basis, way, node.control)
    key = (basis, way, node.control)
    if key not in engine.holdings:
        engine.holdings[key] = Holdings(engine, basis, way, node.control)
    return engine.holdings[key]
