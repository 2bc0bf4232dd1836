"""Who owns and controls a party: directly, through chains, or through control.

What the stated owners leave of 100 % is unattributed and bounds every answer. Each question is taken
twice: with the least shares that are stated, and with the greatest that are possible.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from microdep_rules.bom import zeros
from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.engine.facts import number
from microdep_rules.engine.holders import above, kind_of, said_affiliates
from microdep_rules.engine.readings import shown_party
from microdep_rules.engine.values import Interval, Unknown, disjunction
from microdep_rules.vocabulary.names import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.holders import Asked
    from microdep_rules.engine.readings import Fact
    from microdep_rules.engine.state import State
    from microdep_rules.engine.values import Missing, Truth
    from microdep_rules.lang import ir

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
DEPTH = 12
"""So often a chain is followed: each step narrows the bounds, and none makes them wrong."""

Stake = tuple["Element | None", Fraction, Fraction]
"""An owner, and between which shares it holds."""


def owns(
    engine: State, node: ir.Owns, party: Element, holders: Sequence[Asked]
) -> tuple[Truth, tuple[Missing, ...], tuple[Fact, ...]]:
    """A test on owners or rights, the missing facts, and the facts read.

    Of the holders there is one understanding, or several where nobody knows which list holds.
    """
    lack = engine.reader.lack("party.owners", party, "owners")
    values = []
    facts: tuple[Fact, ...] = ()
    missing: tuple[Missing, ...] = (lack,)
    for asked in holders:
        told: list[Truth] = []
        for record in (*engine.reader.same_as(party), party):
            if node.kind in {"appoints", "controls"}:
                key = "appoints_officers" if node.kind == "appoints" else "effective_control"
                value, facts, missing = _right(engine, record, asked, key)
            else:
                value, facts = holding(engine, node, record, asked)
            told.append(value)
        values.append(disjunction(told))
    agreed = values[0] if all(v is values[0] for v in values) else None
    if node.share is not None:
        missing = _untold(engine, node, party, holders) or missing
    own = dict.fromkeys(m for asked in holders for m in asked.missing(node, party))
    more = dict.fromkeys(fact for asked in holders for fact in asked.facts())
    return agreed, (*own, *missing), (*facts, *more)


def _untold(engine: State, node: ir.Owns, party: Element, holders: Sequence[Asked]) -> tuple[Missing, ...]:
    """What nobody tells of the holdings that matter: open lists of owners, and owners without a share."""
    direct = node.debt or node.how == "directly"
    others = [] if direct else above(engine, party, "owners", *_followed(node))
    parties = [party, *(each for each in others if not all(asked(each) is True for asked in holders))]
    lists = [each for each in parties if not _closed(engine, each, "owners")]
    held = [owner for each in parties for owner in engine.reader.bom.owners(each)]
    shares = [owner for owner in held if isinstance(share_of(owner), Unknown)]
    bases = [owner for owner in held if node.debt and _of_basis(engine, owner, DEBT) is None]
    if _followed(node):
        lists += [each for each in parties if each not in lists and any(related(engine, each))]
    return (
        *(engine.reader.lack("owner.share", each, "share") for each in shares),
        *(engine.reader.lack("owner.basis", each, "basis") for each in bases),
        *(engine.reader.lack("party.owners", each, "owners") for each in lists),
    )


def _followed(node: ir.Owns) -> tuple[str, ...]:
    """Lists besides the owners that are followed."""
    return ("relations",) if node.how == "chains" and node.control is not None and not node.debt else ()


# ---- rights --------------------------------------------------------------------------------------


def _right(
    engine: State, party: Element, asked: Asked, key: str
) -> tuple[Truth, tuple[Fact, ...], tuple[Missing, ...]]:
    lack = engine.reader.lack("party.rights", party, "rights")
    value: Truth = False
    facts: tuple[Fact, ...] = ()
    for right in engine.reader.bom.records(party, "rights"):
        stated = exact(right.data.get(key))
        listed = (
            asked(engine.reader.bom.party(str(right.data.get("party")))) if stated is not False else False
        )
        if listed is False:
            continue
        facts = (*facts, engine.reader.fact(f"right.{key}", right, key, str(stated).lower()))
        if listed is True and stated is True:
            return True, facts, ()
        value = None
    if value is False and not _closed(engine, party, "rights"):
        value = None
    return value, facts, (lack,)


def _closed(engine: State, party: Element, name: str) -> bool:
    return engine.lists.closed(party, name)


# ---- holdings ------------------------------------------------------------------------------------


def _stakes(engine: State, party: Element, basis: str) -> tuple[list[Stake], Fraction]:
    """The stated owners, and how much nobody is named for."""
    stakes: list[Stake] = []
    stated = Fraction(0)
    for owner in engine.reader.bom.owners(party):
        if engine.lists.shown is not None and not engine.lists.shown(owner, None):
            continue  # what is not evidenced is held by nobody who is named
        counts = _of_basis(engine, owner, basis)
        if counts is False:
            continue
        found = share_of(owner)
        low, high = Fraction(0), ONE
        if isinstance(found, Interval):
            low = (found.low or Fraction(0)) / 100
            high = ONE if found.high is None else found.high / 100
        if counts is None:  # it may be a share of something else
            low = Fraction(0)
        stakes.append((engine.reader.bom.party(str(owner.data.get("party"))), low, high))
        stated += low
    rest = max(Fraction(0), ONE - stated)
    stakes = [(owner, low, min(high, low + rest)) for owner, low, high in stakes]
    if _closed(engine, party, "owners"):  # nobody else holds anything
        rest = Fraction(0)
    return stakes, rest


def _of_basis(engine: State, owner: Element, basis: str) -> Truth:
    """Whether a share is of what is asked for: without a basis of equity and votes, and perhaps of debt."""
    raw = owner.data.get("basis")
    if raw is None:
        return None if basis == DEBT else basis in OWNERSHIP
    vocabulary = engine.reader.vocabularies.get("owner-basis")
    found = {vocabulary.resolve(str(each)) if vocabulary else each for each in alternatives(raw)}
    values = {
        each == basis or (each == PARTNERSHIP and basis in OWNERSHIP) for each in found if each is not None
    }
    return values.pop() if len(values) == 1 and found and None not in found else None


def _owner_name(engine: State, owner: Element) -> str:
    """The name of the party of an entry under `owners`, as the facts show it."""
    raw = str(owner.data.get("party"))
    found = engine.reader.bom.named("party", raw)
    return shown_party(found.name, raw) if found is not None else raw


def holding(engine: State, node: ir.Owns, party: Element, asked: Asked) -> tuple[Truth, tuple[Fact, ...]]:
    """At least this share: of one holder, or of all together."""
    assert node.share is not None
    facts = tuple(
        engine.reader.fact("owner.share", o, "share", f"{_owner_name(engine, o)} {o.data.get('share')}")
        for o in engine.reader.bom.owners(party)
    )
    listed = {p.id: asked(p) for p in asked.among(party)}
    certain = [frozenset({i}) for i, value in listed.items() if value is True]
    undecided = frozenset(i for i, value in listed.items() if value is None)
    if node.kind == "together_hold":
        certain = [frozenset().union(*certain)]
    if node.kind == "one_holds" and asked.one_by_one:
        possible = [frozenset({i}) for i, value in listed.items() if value is not False] or [frozenset()]
    else:  # whoever is not named, and whoever may be a listed one, may be one of them
        possible = [each | undecided for each in certain] or [undecided]
    values: list[Truth] = []
    for basis in (DEBT,) if node.debt else OWNERSHIP:
        holding = _Holding(engine, node, basis)
        if any(holding.is_enough(holding.least(party, each)) for each in certain):
            values.append(True)
        else:
            highest = max(holding.greatest(party, each) for each in possible)
            values.append(None if holding.is_enough(highest) else False)
    return disjunction(values), facts


class _Holding:
    """What some holders have of the equity, votes or debt of a party, at the least and at the most."""

    def __init__(self, engine: State, node: ir.Owns, basis: str) -> None:
        self.engine = engine
        self.node = node
        self.basis = basis
        self.held: dict[tuple[str, frozenset[str | None], int, bool], Fraction] = {}

    def is_enough(self, share: Fraction) -> bool:
        """Whether a share is the one that is asked for, or more."""
        assert self.node.share is not None
        return share > self.node.share if self.node.beyond else share >= self.node.share

    def least(self, party: Element, holders: frozenset[str]) -> Fraction:
        """With the least shares stated, and nobody else counted."""
        stakes, _ = _stakes(self.engine, party, self.basis)
        if self.node.how == "control":
            controlled = self._controlled(holders, low=True)
            return sum((s for o, s, _ in stakes if o is not None and o.id in controlled), ZERO)
        if self.node.how == "chains" and not self.node.debt:
            return self._through_chains(party, frozenset(holders), low=True)
        return sum((s for o, s, _ in stakes if o is not None and o.id in holders), ZERO)

    def greatest(self, party: Element, holders: frozenset[str]) -> Fraction:
        """With the greatest shares possible, and what nobody is named for counted."""
        stakes, rest = _stakes(self.engine, party, self.basis)
        if self.node.how == "chains" and not self.node.debt:
            return self._through_chains(party, holders | {None}, low=False)
        if self.node.how == "control":
            controlled = self._controlled(holders, low=False)
            return min(ONE, rest + sum((s for o, _, s in stakes if o is None or o.id in controlled), ZERO))
        found = sum((s for o, _, s in stakes if o is None or o.id in holders), ZERO)
        if self.node.kind == "together_hold":
            return min(ONE, found + rest)
        # One holder who is named owns what is stated; one who is not, no more than others may.
        return max(found, min(rest, _cap(party)))

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
        stakes, rest = _stakes(self.engine, party, self.basis)
        total = rest if None in holders else ZERO
        for owner, least, greatest in stakes:
            share = least if low else greatest
            if (owner.id if owner is not None else None) in holders:
                total += share
            elif owner is not None:
                total += share * self._passed_up(owner, holders, depth - 1, low=low)
        if self.node.control is not None:
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
        if not low and any(other.id in holders for other in said_affiliates(self.engine, party)):
            yield ONE

    def _passed_up(
        self, party: Element, holders: frozenset[str | None], depth: int, *, low: bool
    ) -> Fraction:
        """What belongs to the holders of what a party in between holds."""
        wanted = self.node.control
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
        assert self.node.control is not None
        found = holders
        while True:
            more = frozenset(
                p.id
                for p in self.engine.reader.bom.parties.values()
                if p.id not in found and self._held(p, found, low=low) >= self.node.control
            )
            if not more:
                return found
            found |= more

    def _held(self, party: Element, holders: frozenset[str], *, low: bool) -> Fraction:
        stakes, rest = _stakes(self.engine, party, self.basis)
        named = [(o, least if low else greatest) for o, least, greatest in stakes]
        found = sum(
            (s for o, s in named if (o is None and not low) or (o is not None and o.id in holders)), ZERO
        )
        return found if low else found + rest


def related(engine: State, party: Element) -> Iterator[Stake]:
    """Parties to which one is related, and between which shares they hold it by that."""
    bom = engine.reader.bom
    for each in bom.records(party, "relations"):
        low = LEAST_BY_RELATION.get(kind_of(engine, each) or "", ZERO)
        yield bom.party(str(exact(each.data.get("party")))), low, ONE


def is_partnership(engine: State, party: Element) -> Truth:
    """Whether a party is a partnership, trust or estate: by what its owners hold, or perhaps by its name.

    A party of which nothing says so is a corporation.
    """
    if any(_of_basis(engine, owner, PARTNERSHIP) is True for owner in engine.reader.bom.owners(party)):
        return True
    words = folded(str(party.data.get("name", party.id)).replace(".", "")).split()
    return None if PARTNERSHIPS & set(words) else False


def _cap(party: Element) -> Fraction:
    """What no unnamed owner exceeds, where that is stated."""
    cap = Unknown() if zeros.cannot_be(party, "others_below") else number(party.data.get("others_below"))
    return cap.high / 100 if isinstance(cap, Interval) and cap.high is not None else ONE


def share_of(owner: Element) -> Interval | Unknown:
    """The share of an owner, plain or with its evidence; an owner owns more than nothing."""
    raw = owner.data.get("share")
    if zeros.cannot_be(owner, "share"):
        return Unknown()
    return number(raw["value"] if isinstance(raw, dict) and "value" in raw else raw)
