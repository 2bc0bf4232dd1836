"""Holders: the owners that a condition on ownership tests.

Holders are the members of a list, or the parties that satisfy a definition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom.facts import exact
from microdep_rules.engine.values import MissingFact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.proof import Proof
    from microdep_rules.engine.readings import Fact
    from microdep_rules.engine.state import Scope, State
    from microdep_rules.engine.values import Truth
    from microdep_rules.lang import ir

LINKING = ("relations", "owners", "rights")
"""Fields of a party that link the party to other parties."""


class HolderSets(Struct, frozen=True):
    """The ids of the parties that are certainly holders (owners), and of those that are possibly holders."""

    certain: frozenset[str]
    undecided: frozenset[str]
    one_by_one: bool
    """True if each possible holder counts separately; false if several may be one company.

    The shares of possible holders that may be one company are added.
    """

    @classmethod
    def of(cls, values: Iterable[tuple[Element, Truth]], *, one_by_one: bool) -> HolderSets:
        """Return the certain and possible holders; the truth value states whether a party is a holder."""
        by_id = {party.id: value for party, value in values}
        certain = frozenset(id_ for id_, value in by_id.items() if value is True)
        return cls(certain, frozenset(id_ for id_, value in by_id.items() if value is None), one_by_one)


class ListedHolders:
    """Holders that a list names, such as a list of excluded companies.

    If a party has a name similar to the name of a member, it is unknown whether the party is a member.
    """

    def __init__(self, engine: State, members: frozenset[Any], *, whole: bool = True) -> None:
        self.engine = engine
        self.members = members
        self.whole = whole

    def __call__(self, party: Element | None) -> Truth:
        """Return whether a party is one of the holders; unknown for an owner without a name (None)."""
        from microdep_rules.engine.membership import party_in

        listed = None if party is None else party_in(self.engine, party, self.members, None)[0]
        return None if listed is False and not self.whole else listed

    def standing(self, party: Element) -> HolderSets:
        """Return the holders among the parties that statements link to `party`.

        All linked parties get the same result. Other parties are left out, because no record states that they
        hold a share. An owner without a name may be a holder.
        """
        group = linked(self.engine, party)
        about = ("standing", self.members, self.whole, group[0])
        return self.engine.compute_once(
            about, lambda: HolderSets.of(((other, self(other)) for other in group), one_by_one=False)
        )

    def missing(self, node: ir.Owns, party: Element) -> tuple[MissingFact, ...]:
        """Return the missing identifiers of owners with a name similar to the name of a list member."""
        engine = self.engine
        similar_parties = [p for p in above(engine, party, _records(node)) if p.id in engine.trail.near_names]
        return tuple(
            engine.reader.lack("party.identifiers", p, "identifiers") for p in similar_parties if p != party
        )

    def facts(self) -> tuple[Fact, ...]:
        """Return no facts, because the list is in the pack and not in the document."""
        return ()


class DefinedHolders:
    """Holders that satisfy a definition of the pack; each of them counts separately."""

    def __init__(self, engine: State, test: ir.Those, scope: Scope) -> None:
        self.engine = engine
        self.test = test
        self.scope = scope
        self.proofs: dict[str, Proof] = {}

    def __call__(self, party: Element | None) -> Truth:
        """Return whether a party is one of the holders; unknown for an owner without a name (None)."""
        if party is None:
            return None
        if party.id not in self.proofs:
            inner = {**self.scope, self.test.variable: party}
            self.proofs[party.id] = self.engine.cond(self.test.where, inner)
        return self.proofs[party.id].value

    def standing(self, party: Element) -> HolderSets:
        """Return the holders among the direct and indirect owners of a party."""
        owners = above(self.engine, party, "owners", "relations")
        return HolderSets.of(((owner, self(owner)) for owner in owners), one_by_one=True)

    def missing(self, node: ir.Owns, party: Element) -> tuple[MissingFact, ...]:  # noqa: ARG002 - the proofs name the parties
        """Return the missing facts of the parties for which the definition is unknown."""
        return tuple(sorted(self.engine.definition_missing.of(self.proofs.values()), key=MissingFact.key))

    def facts(self) -> tuple[Fact, ...]:
        """Return the facts that were read when the definition was evaluated."""
        return tuple(self.engine.definition_facts.of(self.proofs.values()))


HolderTest = ListedHolders | DefinedHolders
"""Test for holders, by a list or a definition: call it with a party to find out whether it is a holder."""


def _records(node: ir.Owns) -> str:
    return "rights" if node.kind in {"appoints", "controls"} else "owners"


def above(engine: State, party: Element, *records: str) -> list[Element]:
    """Return all direct and indirect owners of a party, by the fields in `records`.

    If companies own each other in a circle, the party is among its own owners.
    """
    reached: dict[str, Element] = {}
    waiting = [party]
    while waiting:
        below = waiting.pop()
        for holder in (one for name in records for one in _named_in(engine, below, name)):
            if holder.id not in reached:
                reached[holder.id] = holder
                waiting.append(holder)
        for holder in stated_affiliates(engine, below) if "relations" in records else ():
            reached.setdefault(holder.id, holder)
    return list(reached.values())


def _named_in(engine: State, party: Element, name: str) -> tuple[Element, ...]:
    """Return the parties that one field of a party's record names, such as its owners."""
    key = (party, name)
    if key not in engine.named_in:
        named = (
            engine.reader.bom.party(str(record.data.get("party")))
            for record in engine.reader.bom.records(party, name)
        )
        engine.named_in[key] = tuple(other for other in named if other is not None)
    return engine.named_in[key]


def linked(engine: State, party: Element) -> list[Element]:
    """Return a party and all parties that statements link to it, directly or through other parties.

    A statement in the record of one party is enough for a link.
    """
    return _by_party(engine, "linked", _groups).get(party.id, [party])


def _groups(engine: State) -> dict[str, list[Element]]:
    groups: dict[str, list[Element]] = {}
    for party in engine.reader.bom.parties.values():
        for other in (*_stated_links(engine, party), *engine.reader.same_as(party)):
            _merge_groups(groups, party, other)
    return groups


def _by_party(
    engine: State, what: str, collect: Callable[[State], dict[str, list[Element]]]
) -> dict[str, list[Element]]:
    """Return the result of `collect` for the document; results are cached by `what`."""
    if what not in engine.linked_parties:
        engine.linked_parties[what] = collect(engine)
    return engine.linked_parties[what]


def _stated_links(engine: State, party: Element) -> Iterator[Element]:
    for name in LINKING:
        for record in engine.reader.bom.records(party, name):
            other = engine.reader.bom.party(str(exact(record.data.get("party"))))
            if other is not None:
                yield other


def _merge_groups(groups: dict[str, list[Element]], one: Element, other: Element) -> None:
    """Merge the groups of two linked parties."""
    ours, theirs = groups.setdefault(one.id, [one]), groups.setdefault(other.id, [other])
    if ours is theirs:
        return
    less, more = sorted((ours, theirs), key=len)
    more += less
    for party in less:
        groups[party.id] = more


def kind_of(engine: State, relation: Element) -> str | None:
    """Return the kind of a stated relation; None if it is not exactly one known term."""
    kinds, stated = engine.reader.vocabularies.get("relation"), exact(relation.data.get("kind"))
    return kinds.resolve(str(stated)) if kinds is not None and stated is not None else None


def stated_affiliates(engine: State, party: Element) -> list[Element]:
    """Return the parties that state that they are affiliates of a party.

    The relation `affiliate` applies in both directions.
    """
    return _by_party(engine, "stated_affiliates", _all_stated_affiliates).get(party.id, [])


def _all_stated_affiliates(engine: State) -> dict[str, list[Element]]:
    affiliates: dict[str, list[Element]] = {}
    for party in engine.reader.bom.parties.values():
        for relation in engine.reader.bom.records(party, "relations"):
            if kind_of(engine, relation) == "affiliate":
                affiliates.setdefault(str(exact(relation.data.get("party"))), []).append(party)
    return affiliates


def named_by(engine: State, party: Element) -> list[Element]:
    """Return the parties whose records name a party as an owner, as a holder of rights or in a relation."""
    return _by_party(engine, "named_by", _named_by).get(party.id, [])


def _named_by(engine: State) -> dict[str, list[Element]]:
    naming: dict[str, list[Element]] = {}
    for party in engine.reader.bom.parties.values():
        for records in LINKING:
            for record in engine.reader.bom.records(party, records):
                beside = naming.setdefault(str(exact(record.data.get("party"))), [])
                if party not in beside[-1:]:
                    beside.append(party)
    return naming
