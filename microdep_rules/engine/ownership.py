"""Ownership and control of a party: directly, through chains of owners, or through the right to control.

A share without a stated owner may belong to anybody. Therefore each condition is evaluated with the smallest
and with the largest possible shares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from microdep_rules.bom.facts import exact
from microdep_rules.engine.holders import above
from microdep_rules.engine.holdings import holdings_of
from microdep_rules.engine.readings import shown_party
from microdep_rules.engine.stakes import DEBT, OWNERSHIP, of_basis, related, share_of
from microdep_rules.engine.values import Unknown, disjunction

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.holders import HolderSets, HolderTest
    from microdep_rules.engine.holdings import Holdings
    from microdep_rules.engine.readings import Fact
    from microdep_rules.engine.state import State
    from microdep_rules.engine.values import MissingFact, Truth
    from microdep_rules.lang import ir

Thing = TypeVar("Thing")


def owns(
    engine: State, node: ir.Owns, party: Element, holders: Sequence[HolderTest]
) -> tuple[Truth, tuple[MissingFact, ...], tuple[Fact, ...]]:
    """Evaluate a condition on owners or rights; return its value, its missing facts and its facts.

    If a list has different contents on different possible days, `holders` has an entry for each content.
    """
    lack = engine.reader.lack("party.owners", party, "owners")
    values = []
    facts: tuple[Fact, ...] = ()
    missing: tuple[MissingFact, ...] = (lack,)
    for holder_test in holders:
        truths: list[Truth] = []
        for record in (*engine.reader.same_as(party), party):
            if node.kind in {"appoints", "controls"}:
                key = "appoints_officers" if node.kind == "appoints" else "effective_control"
                value, facts, missing = _right(engine, record, holder_test, key)
            else:
                value, facts = holding(engine, node, record, holder_test)
            truths.append(value)
        values.append(disjunction(truths))
    agreed = values[0] if all(v is values[0] for v in values) else None
    if node.share is not None:
        missing = _missing_facts(engine, node, party, holders) or missing
    holder_facts = _each_once([holder_test.missing(node, party) for holder_test in holders])
    more = _each_once([holder_test.facts() for holder_test in holders])
    return agreed, (*holder_facts, *missing), (*facts, *more)


def _each_once(groups: list[tuple[Thing, ...]]) -> tuple[Thing, ...]:
    """Return the members of several groups; each member appears once."""
    return groups[0] if len(groups) == 1 else tuple(dict.fromkeys(member for one in groups for member in one))


def _missing_facts(
    engine: State, node: ir.Owns, party: Element, holders: Sequence[HolderTest]
) -> tuple[MissingFact, ...]:
    """Return the missing facts about owners: shares that are not stated and open lists of owners."""
    direct = node.debt or node.how == "directly"
    others = [] if direct else above(engine, party, "owners", *_owner_fields(node))
    parties = [
        party,
        *(other for other in others if not all(holder_test(other) is True for holder_test in holders)),
    ]
    unstated = [_missing_shares(engine, company, debt=node.debt) for company in parties]
    lists = [company for company in parties if not _is_closed(engine, company, "owners")]
    if _owner_fields(node):
        known = frozenset(lists)
        lists += [company for company in parties if company not in known and any(related(engine, company))]
    return (
        *(lack for shares, _ in unstated for lack in shares),
        *(lack for _, bases in unstated for lack in bases),
        *(engine.reader.lack("party.owners", company, "owners") for company in lists),
    )


def _missing_shares(
    engine: State, party: Element, *, debt: bool
) -> tuple[tuple[MissingFact, ...], tuple[MissingFact, ...]]:
    """Return the missing facts for owners without a known share.

    The first group is about the size of a share. The second group is about the kind of a share, and is only
    for a condition on debt.
    """
    key = (party, debt)
    if key not in engine.missing_shares:
        owners, lack = engine.reader.bom.owners(party), engine.reader.lack
        shares = (owner for owner in owners if isinstance(share_of(owner), Unknown))
        bases = (owner for owner in owners if debt and of_basis(engine, owner, DEBT) is None)
        engine.missing_shares[key] = (
            tuple(lack("owner.share", share, "share") for share in shares),
            tuple(lack("owner.basis", basis, "basis") for basis in bases),
        )
    return engine.missing_shares[key]


def _owner_fields(node: ir.Owns) -> tuple[str, ...]:
    """Return the fields through which the condition finds owners of a party, without `owners` itself."""
    return ("relations",) if node.how == "chains" and node.control is not None and not node.debt else ()


# ---- rights --------------------------------------------------------------------------------------


def _right(
    engine: State, party: Element, holder_test: HolderTest, key: str
) -> tuple[Truth, tuple[Fact, ...], tuple[MissingFact, ...]]:
    lack = engine.reader.lack("party.rights", party, "rights")
    value: Truth = False
    facts: tuple[Fact, ...] = ()
    for right in engine.reader.bom.records(party, "rights"):
        stated = exact(right.data.get(key))
        listed = (
            holder_test(engine.reader.bom.party(str(right.data.get("party"))))
            if stated is not False
            else False
        )
        if listed is False:
            continue
        facts = (*facts, engine.reader.fact(f"right.{key}", right, key, str(stated).lower()))
        if listed is True and stated is True:
            return True, facts, ()
        value = None
    if value is False and not _is_closed(engine, party, "rights"):
        value = None
    return value, facts, (lack,)


def _is_closed(engine: State, party: Element, name: str) -> bool:
    return engine.lists.is_closed(party, name)


# ---- holdings ------------------------------------------------------------------------------------


def _owner_name(engine: State, owner: Element) -> str:
    """Return the name of an owner, as reports show it."""
    raw = str(owner.data.get("party"))
    party = engine.reader.bom.named("party", raw)
    return shown_party(party.name, raw) if party is not None else raw


def holding(
    engine: State, node: ir.Owns, party: Element, holder_test: HolderTest
) -> tuple[Truth, tuple[Fact, ...]]:
    """Return whether the holders have the required share, with the facts that state their shares."""
    facts = tuple(
        engine.reader.fact("owner.share", o, "share", f"{_owner_name(engine, o)} {o.data.get('share')}")
        for o in engine.reader.bom.owners(party)
    )
    return holds(engine, node, party, holder_test), facts


def holds(engine: State, node: ir.Owns, party: Element, holder_test: HolderTest) -> Truth:
    """Return whether the holders have the required share of the equity, the votes or, for debt, the debt."""
    standing = holder_test.standing(party)
    bases = (DEBT,) if node.debt else OWNERSHIP
    return disjunction(
        [_holds_of(node, party, standing, holdings_of(engine, node, basis)) for basis in bases]
    )


def _holds_of(node: ir.Owns, party: Element, standing: HolderSets, holdings: Holdings) -> Truth:
    """Return whether the holders have the required share of one kind, such as votes."""
    certain, possible = _relevant_holders(node, standing, holdings.within_reach(party))
    if any(_is_enough(node, holdings.least(party, holders)) for holders in certain):
        return True
    together = node.kind == "together_hold"
    highest = max(holdings.greatest(party, holders, together=together) for holders in possible)
    return None if _is_enough(node, highest) else False


def _relevant_holders(
    node: ir.Owns, standing: HolderSets, reach: frozenset[str | None]
) -> tuple[list[frozenset[str]], list[frozenset[str]]]:
    """Return the sets of certain holders, and the sets that also contain possible holders.

    The share of each set is compared with the required share. If one holder alone must have the share, each
    set has one holder.
    """
    if node.kind == "together_hold":
        return [standing.certain], [standing.certain | standing.undecided]
    certain = _one_by_one(standing.certain, reach)
    if standing.one_by_one:
        return certain, _one_by_one(standing.certain | standing.undecided, reach) or [frozenset()]
    # An unnamed party may be one of the holders, and so may a party that is possibly in the list.
    return certain, [holders | standing.undecided for holders in certain] or [standing.undecided]


def _one_by_one(holders: frozenset[str], reach: frozenset[str | None]) -> list[frozenset[str]]:
    """Return one set for each holder.

    One empty set stands for all holders from which no chain of owners leads to the party.
    """
    near = holders & reach
    return [frozenset({holder}) for holder in near] + ([frozenset()] if len(near) < len(holders) else [])


def _is_enough(node: ir.Owns, share: Fraction) -> bool:
    """Return whether a share is large enough for the condition."""
    assert node.share is not None
    return share > node.share if node.beyond else share >= node.share
