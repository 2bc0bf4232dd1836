"""Affiliates: companies that belong to a listed company, through any number of companies between them.

Company A belongs to company B in three cases. First, A is a subsidiary, an affiliate or a successor of B.
Second, B has the right to control A. Third, B owns the share of A that the rule names. A chain of links may
mix these cases. For example, a listed company controls a company, and this company has a subsidiary. In this
example, the subsidiary belongs to the listed company.

Laws also call a company an affiliate if it controls a listed company, or if a third party controls both
companies (13 CFR 121.103). It is disputed whether a list covers such companies, so the result for them is
unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.facts import exact
from microdep_rules.engine.holders import LINKING, HolderSets, ListedHolders, kind_of, linked, named_by
from microdep_rules.engine.holdings import NOBODY
from microdep_rules.engine.ownership import holds
from microdep_rules.engine.register import register
from microdep_rules.engine.stakes import share_of
from microdep_rules.engine.values import Unknown, conjunction, disjunction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.state import State
    from microdep_rules.engine.values import Truth
    from microdep_rules.lang import ir

BELONGS = frozenset({"subsidiary", "affiliate", "successor"})
"""Relations that alone make a company belong to another company, with no minimum share.

A joint venture is not in this set: it belongs to a company only if the company owns a sufficient share of it.
"""
DOWNWARD = frozenset({"subsidiary", "successor"})
"""Relations in which the stating party owns the other party, as a parent owns a subsidiary."""


def affiliated(engine: State, party: Element, members: frozenset[Any], share: Fraction) -> Truth:
    """Return whether a party belongs to a listed company: true, false or unknown.

    True: a chain of confirmed links leads to a listed company. False: the document states all relations of
    the party, and no link or unknown share can lead to a listed company.
    """
    listed = ListedHolders(engine, members)
    standing = listed.standing(party)
    if (
        party.id in standing.certain or party.id in standing.undecided
    ):  # a listed party does not belong to itself
        value = _belonging(engine, _reachable_parties(engine, party), listed, share, but=party)[party.id]
    else:
        group = linked(engine, party)
        about = ("belonging", members, share, group[0])
        value = engine.compute_once(about, lambda: _belonging(engine, group, listed, share))[party.id]
    if value is False and _may_be_affiliate_by_control(engine, party, members, share):
        return None
    return value


def _belonging(
    engine: State, group: list[Element], listed: ListedHolders, share: Fraction, but: Element | None = None
) -> dict[str, Truth]:
    """Return whether each party of a group belongs to a listed company.

    The function repeats the calculation for the neighbors of a party until no result changes.
    """
    test = _holding_condition(share)
    links = {party.id: _links_of(engine, party, share) for party in group}
    belongs: dict[str, Truth] = {}
    named: dict[str, Truth] = {}
    above: dict[str, list[str]] = {}
    for party in group:
        open_ = False if engine.lists.is_closed(party, "relations") else None
        belongs[party.id] = disjunction([open_, holds(engine, test, party, listed)])
        named[party.id] = listed(party) if party is not but else False
        for target, _ in links[party.id]:
            above.setdefault(target, []).append(party.id)
    waiting = list(reversed(links))
    while waiting:
        id_ = waiting.pop()
        further = [
            conjunction([link, disjunction([named.get(target, False), belongs.get(target, False)])])
            for target, link in links[id_]
        ]
        value = disjunction([belongs[id_], *further])
        if value is not belongs[id_]:
            belongs[id_] = value
            waiting += above.get(id_, ())
    return belongs


def _may_be_affiliate_by_control(
    engine: State, party: Element, members: frozenset[Any], share: Fraction
) -> bool:
    """Return whether a party may control a listed company, or a third party may control both companies.

    If two owners together control a third company, this alone does not make the owners affiliates.
    """
    controlled_by = engine.compute_once(
        ("over listed", members, share), lambda: _over_listed(engine, members, share)
    )
    listed_id = next(
        (
            controlled_by[id_]
            for id_ in _possible_owners(engine, {party.id: party.id}, share)
            if id_ in controlled_by
        ),
        None,
    )
    if listed_id is None:
        return False
    listed = engine.reader.bom.parties[listed_id].name
    why = "one may control the other, or a third party both"
    engine.trail.notes[f"`{party.name}` may be an affiliate of the listed `{listed}`: {why}"] = None
    return True


def _over_listed(engine: State, members: frozenset[Any], share: Fraction) -> dict[str, str]:
    """Return the parties that may own or control a listed party, each with the id of that listed party."""
    parties = engine.reader.bom.parties.values()
    named = {party.id: register(members).match(party).listed for party in parties}
    return _possible_owners(engine, {id_: id_ for id_, listed in named.items() if listed}, share)


def _possible_owners(engine: State, start: dict[str, str], share: Fraction) -> dict[str, str]:
    """Return the direct and indirect possible owners of some parties, each with the party that it may own.

    The keys of `start` are the ids of the owned parties.
    """
    origins = dict(start)
    waiting = list(start)
    while waiting:
        id_ = waiting.pop()
        party = engine.reader.bom.party(id_)
        if party is None:
            continue
        for target, link in _links_of(engine, party, share):
            if link is not False and target not in origins:
                origins[target] = origins[id_]
                waiting.append(target)
    return origins


def _holding_condition(share: Fraction) -> ir.Owns:
    """Return the condition `one company of a list holds at least this share of the party`.

    Shares held through other companies count too.
    """
    from microdep_rules.lang import ir as tree
    from microdep_rules.source import Span

    span = Span("", 0, 0)
    nowhere = tree.NamedList(span, tree.Type("set", "party"), "", None)
    itself = tree.Variable(span, tree.Type("element", "party"), "party")
    return tree.Owns(span, "one_holds", nowhere, itself, share, False, "chains", None)  # noqa: FBT003 - not debt


def _reachable_parties(engine: State, party: Element) -> list[Element]:
    """Return a party and all parties to which its stated or possible links lead."""
    parties = {party.id: party}
    waiting = [party]
    while waiting:
        for other in _others(engine, waiting.pop()):
            if other.id not in parties:
                parties[other.id] = other
                waiting.append(other)
    return list(parties.values())


def _others(engine: State, party: Element) -> Iterator[Element]:
    bom = engine.reader.bom
    for records in LINKING:
        for record in bom.records(party, records):
            other = bom.party(str(exact(record.data.get("party"))))
            if other is not None:
                yield other
    for other, _ in _stated_by(engine, party):
        yield other
    yield from engine.reader.same_as(party)


def _links_of(engine: State, party: Element, share: Fraction) -> tuple[tuple[str, Truth], ...]:
    return engine.compute_once(("links", party, share), lambda: tuple(_links(engine, party, share)))


def _links(engine: State, party: Element, share: Fraction) -> Iterator[tuple[str, Truth]]:
    """Yield the parties to which a party may belong, each with the truth value of this link."""
    bom = engine.reader.bom
    for other in engine.reader.same_as(party):
        yield other.id, True
    for relation in bom.records(party, "relations"):
        belongs = kind_of(engine, relation) in BELONGS
        yield str(exact(relation.data.get("party"))), True if belongs else None
    for other, kind in _stated_by(engine, party):
        if kind not in DOWNWARD:
            yield other.id, True if kind == "affiliate" else None
    for right in bom.records(party, "rights"):
        stated = exact(right.data.get("effective_control"))
        if stated is not False:
            yield str(exact(right.data.get("party"))), True if stated is True else None
    for owner in bom.owners(party):
        holder = bom.party(str(exact(owner.data.get("party"))))
        if holder is not None:
            named = _SingleHolder(engine, frozenset({holder.id}))
            yield holder.id, holds(engine, _holding_condition(share), party, named)
            yield holder.id, _controls_the_board(engine, owner, share)


def _controls_the_board(engine: State, owner: Element, share: Fraction) -> Truth:
    """Return whether an owner appoints the required share of the board that controls a company."""
    bases = engine.reader.vocabularies.get("owner-basis")
    stated = exact(owner.data.get("basis"))
    if bases is None or stated is None or bases.resolve(str(stated)) != "board":
        return False
    portion = share_of(owner)
    if isinstance(portion, Unknown) or portion.low is None or portion.high is None:
        return None
    return True if portion.low >= share * 100 else False if portion.high < share * 100 else None


def _stated_by(engine: State, party: Element) -> Iterator[tuple[Element, str | None]]:
    """Yield the parties that state a relation to this party, with the kind of relation.

    An affiliate relation applies in both directions.
    """
    for other in named_by(engine, party):
        for relation in engine.reader.bom.records(other, "relations") if other is not party else ():
            if str(exact(relation.data.get("party"))) == party.id:
                yield other, kind_of(engine, relation)


class _SingleHolder(ListedHolders):
    """Test whether a party is one of the given parties (`members`); used in place of a company list."""

    def __call__(self, party: Element | None) -> Truth:
        return None if party is None else party.id in self.members

    def standing(self, party: Element) -> HolderSets:  # noqa: ARG002 - the result is the same for every party
        """Return the parties in `members` as the only possible holders, for every `party`."""
        parties = self.engine.reader.bom.parties
        return HolderSets(
            frozenset(member for member in self.members if member in parties), NOBODY, one_by_one=False
        )
