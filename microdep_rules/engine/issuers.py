"""Issuers of evidence, and their independence of the party to which the evidence refers."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from microdep_rules.bom import zero_amounts
from microdep_rules.bom.amounts import bounds
from microdep_rules.bom.facts import exact
from microdep_rules.engine.holders import kind_of, named_by
from microdep_rules.engine.party_names import PartyNameIndex, core, distinctive_words
from microdep_rules.engine.register import names_of
from microdep_rules.engine.state import Trail
from microdep_rules.lang import ir
from microdep_rules.lang.reached import with_definitions
from microdep_rules.source import Span
from microdep_rules.vocabulary.company_words import COMMON_FIRST
from microdep_rules.vocabulary.names import spelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.state import State

MOST_KEPT = 10_000
"""Maximum number of cached comparisons of names."""
HALF = 50
"""Percentage of ownership from which a statement of an owner counts as a statement of the owned company."""


def is_of(engine: State, issuer: str, supported_party: Element) -> bool:
    """Return whether an issuer is the party that the evidence supports, or may belong to its group.

    An issuer with a similar name may belong to the group, unless a record states that the companies differ.
    """
    group = _group(engine, supported_party)
    known = engine.reader.bom.party(issuer)
    if known in group:
        return True
    issuing = [issuer] if known is None else names_of(known)
    names = [name for party in group for name in (party.name, *names_of(party))]
    cores = {core(name) for name in names}
    if any(core(name) in cores for name in issuing):
        return True
    if known is not None and _are_different_companies(known, group):
        return False
    return _are_near(tuple(names), tuple(issuing))


@lru_cache(maxsize=MOST_KEPT)
def _are_near(names: tuple[str, ...], issuing: tuple[str, ...]) -> bool:
    """Return whether an issuer's name is similar to one of `names`.

    Two names are similar if one is a short form of the other, or if both begin with the same distinctive
    word.
    """
    listed = PartyNameIndex(names)
    first = {_first_distinctive_word(name) for name in names} - {""}
    return any(
        _first_distinctive_word(name) in first or any(True for _ in listed.near(name)) for name in issuing
    )


def _first_distinctive_word(name: str) -> str:
    word = next(iter(distinctive_words(name)), "")
    return "" if word in COMMON_FIRST else word


def _are_different_companies(issuer: Element, group: list[Element]) -> bool:
    """Return whether a record states that an issuer is not one of the companies in a group."""
    names = {spelled(name) for name in names_of(issuer)}
    group_names = {spelled(name) for party in group for name in names_of(party)}
    distinct = {spelled(str(name)) for name in issuer.data.get("distinct_from") or ()}
    group_distinct = {spelled(str(name)) for party in group for name in party.data.get("distinct_from") or ()}
    return bool(distinct & group_names or group_distinct & names)


def _group(engine: State, party: Element) -> list[Element]:
    """Return a party, other records of its company, its parents, and the companies that all these own."""
    known = engine.groups.get(party.id)
    if known is None:
        above = _reachable_parties(engine, [party], lambda other: _owning(engine, other))
        known = engine.groups[party.id] = _reachable_parties(
            engine, above, lambda other: _owned(engine, other)
        )
    return known


def _reachable_parties(
    engine: State, first: list[Element], step: Callable[[Element], Iterator[Element]]
) -> list[Element]:
    reached = dict.fromkeys(first)
    waiting = [*first]
    while waiting:
        party = waiting.pop()
        more = [*engine.reader.same_as(party), *step(party)]
        waiting += [other for other in more if other not in reached]
        reached |= dict.fromkeys(more)
    return [*reached]


def _owning(engine: State, party: Element) -> Iterator[Element]:
    for id_ in _owners(engine, party):
        if (owner := engine.reader.bom.party(id_)) is not None:
            yield owner


def _owned(engine: State, party: Element) -> Iterator[Element]:
    return (other for other in named_by(engine, party) if party.id in set(_owners(engine, other)))


def _owners(engine: State, party: Element) -> Iterator[str]:
    """Yield the ids of parties that may own half of a party, control the party or have a relation with it."""
    bom = engine.reader.bom
    for owner in bom.owners(party):
        most = bounds(owner.data.get("share")).high
        if most is None or most >= HALF or zero_amounts.is_impossible(owner, "share"):
            yield str(exact(owner.data.get("party")))
    for right in bom.records(party, "rights"):
        if exact(right.data.get("effective_control")) is True:
            yield str(exact(right.data.get("party")))
    for relation in bom.records(party, "relations"):
        if kind_of(engine, relation) != "joint-venture":
            yield str(exact(relation.data.get("party")))


# ---- issuers that the rule forbids ---------------------------------------------------------------


def forbidden_lists(pack: ir.Pack, rule: ir.Rule) -> tuple[ir.IsIn, ...]:
    """Return the conditions of a prohibition that test whether a company is in a list."""
    if not rule.forbids:
        return ()
    every = with_definitions(pack.definitions, [rule.requirement])
    party = ir.Type("set", "party")
    return tuple(
        {node.right: node for node in every if isinstance(node, ir.IsIn) and _is_list(node, party)}.values()
    )


def _is_list(node: ir.IsIn, kind: ir.Type) -> bool:
    return isinstance(node.right, ir.NamedList) and node.right.type == kind


def is_listed(engine: State, issuer: str, list_tests: Iterable[ir.IsIn], evidence: Element) -> bool:
    """Return whether an issuer is in a company list of one of the conditions `list_tests`."""
    party = engine.reader.bom.party(issuer) or engine.party_named(issuer, evidence, "issuer")
    if party is None:
        return False
    required_evidence, shown = engine.evidenced, (engine.lists.shown, engine.reader.shown)
    trail, engine.trail = engine.trail, Trail()
    engine.evidenced = engine.lists.shown = engine.reader.shown = None
    try:
        return any(engine.cond(_test_of_party(test), {"party": party}).value is True for test in list_tests)
    finally:
        engine.evidenced, engine.trail = required_evidence, trail
        engine.lists.shown, engine.reader.shown = shown


def _test_of_party(node: ir.IsIn) -> ir.IsIn:
    itself = ir.Variable(Span("", 0, 0), ir.Type("element", "party"), "party")
    return ir.IsIn(node.span, itself, node.right, node.affiliates)
