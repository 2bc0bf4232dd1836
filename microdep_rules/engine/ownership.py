"""Who owns and controls a party: directly, through chains, or through control.

What the stated owners leave of 100 % is unattributed and bounds every answer. Each question is taken
twice: with the least shares that are stated, and with the greatest that are possible.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.engine.facts import number
from microdep_rules.engine.values import Interval, Unknown

if TYPE_CHECKING:
    from microdep_rules.bom.model import Element
    from microdep_rules.engine.facts import Fact
    from microdep_rules.engine.state import State
    from microdep_rules.engine.values import Missing, Sets, Truth
    from microdep_rules.lang import ir

ONE = Fraction(1)
EQUITY = frozenset({"equity", "votes"})
DEPTH = 12
"""Chains longer than this add nothing that a statute tests; cross-holdings end here."""

Stake = tuple["Element | None", Fraction, Fraction]
"""An owner, and between which shares it holds."""


def owns(
    engine: State, node: ir.Owns, party: Element, holders: Sets
) -> tuple[Truth, tuple[Missing, ...], tuple[Fact, ...]]:
    """A test on owners or rights, the missing facts, and the facts read."""
    lack = engine.reader.lack("party.owners", party, "owners")
    values = []
    facts: tuple[Fact, ...] = ()
    missing: tuple[Missing, ...] = (lack,)
    for members in holders.alternatives:
        if node.kind in {"appoints", "controls"}:
            key = "appoints_officers" if node.kind == "appoints" else "effective_control"
            value, facts, missing = _right(engine, party, members, key)
        else:
            value, facts = _holding(engine, node, party, members)
        values.append(value)
    agreed = values[0] if all(v is values[0] for v in values) else None
    return agreed, missing, facts


def _listed(engine: State, party: Element | None, members: frozenset[str]) -> Truth:
    from microdep_rules.engine.membership import party_in

    return None if party is None else party_in(engine, party, members, None)[0]


# ---- rights --------------------------------------------------------------------------------------


def _right(
    engine: State, party: Element, members: frozenset[str], key: str
) -> tuple[Truth, tuple[Fact, ...], tuple[Missing, ...]]:
    lack = engine.reader.lack("party.rights", party, "rights")
    value: Truth = False
    facts: tuple[Fact, ...] = ()
    for right in engine.reader.bom.records(party, "rights"):
        holder = engine.reader.bom.party(str(right.data.get("party")))
        listed = _listed(engine, holder, members)
        stated = exact(right.data.get(key))
        if listed is False or stated is False:
            continue
        facts = (*facts, engine.reader.fact(f"right.{key}", right, key, str(stated).lower()))
        if listed is True and stated is True:
            return True, facts, ()
        value = None
    if value is False and not _closed(engine, party, "rights"):
        value = None
    return value, facts, (lack,)


def _closed(engine: State, party: Element, name: str) -> bool:
    return party.data.get(name) == [] or engine.reader.bom.said_complete(party, name)


# ---- holdings ------------------------------------------------------------------------------------


def _stakes(engine: State, party: Element, *, debt: bool) -> tuple[list[Stake], Fraction]:
    """The stated owners, and how much nobody is named for."""
    stakes: list[Stake] = []
    stated = Fraction(0)
    for owner in engine.reader.bom.owners(party):
        counts = _of_basis(engine, owner, debt=debt)
        if counts is False:
            continue
        found = _number(owner.data.get("share"))
        low, high = Fraction(0), ONE
        if isinstance(found, Interval):
            low = (found.low or Fraction(0)) / 100
            high = ONE if found.high is None else found.high / 100
        if counts is None:  # it may be a share of something else
            low = Fraction(0)
        stakes.append((engine.reader.bom.party(str(owner.data.get("party"))), low, high))
        stated += low
    rest = max(Fraction(0), ONE - stated)
    if _closed(engine, party, "owners"):  # nobody else holds anything
        rest = Fraction(0)
    return stakes, rest


def _of_basis(engine: State, owner: Element, *, debt: bool) -> Truth:
    """Whether a share is of what is asked for, debt or equity; equity where it does not say."""
    raw = owner.data.get("basis")
    if raw is None:
        return not debt
    vocabulary = engine.reader.vocabularies.get("owner-basis")
    found = {vocabulary.resolve(str(each)) if vocabulary else each for each in alternatives(raw)}
    values = {(each == "debt") if debt else (each in EQUITY) for each in found if each is not None}
    return values.pop() if len(values) == 1 and found and None not in found else None


def _holding(
    engine: State, node: ir.Owns, party: Element, members: frozenset[str]
) -> tuple[Truth, tuple[Fact, ...]]:
    """At least this share: of one holder, or of all together."""
    assert node.share is not None
    facts = tuple(
        engine.reader.fact("owner.share", o, "share", f"{o.data.get('party')} {o.data.get('share')}")
        for o in engine.reader.bom.owners(party)
    )
    least = _share(engine, node, party, members, low=True)
    greatest = _share(engine, node, party, members, low=False)
    together = node.kind == "together_hold"
    lowest = sum(least.values(), Fraction(0)) if together else max(least.values(), default=Fraction(0))
    if lowest >= node.share:
        return True, facts
    highest = (
        min(ONE, sum(greatest.values(), Fraction(0)))
        if together
        else max(greatest.values(), default=Fraction(0))
    )
    return (False if highest < node.share else None), facts


def _share(
    engine: State, node: ir.Owns, party: Element, members: frozenset[str], *, low: bool
) -> dict[str, Fraction]:
    """What each listed holder, and everybody unnamed, holds at the least or at the most."""
    found: dict[str, Fraction] = {}
    _gather(engine, node, party, members, ONE, found, low=low, depth=0)
    return found


def _gather(  # noqa: PLR0913 - one walk, with what it carries along
    engine: State,
    node: ir.Owns,
    party: Element,
    members: frozenset[str],
    weight: Fraction,
    found: dict[str, Fraction],
    *,
    low: bool,
    depth: int,
) -> None:
    stakes, rest = _stakes(engine, party, debt=node.debt and depth == 0)
    for holder, least, greatest in stakes:
        share = weight * (least if low else greatest)
        if node.how == "control" and node.control is not None:
            controls = (least if low else greatest) >= node.control
            share = weight if controls and depth else share
        listed = _listed(engine, holder, members)
        if listed is True or (listed is None and not low):
            key = holder.id if holder is not None else "?"
            found[key] = found.get(key, Fraction(0)) + share
        elif holder is not None and node.how != "directly" and depth < DEPTH and share > 0:
            _gather(engine, node, holder, members, share, found, low=low, depth=depth + 1)
    if not low and rest > 0:
        cap = number(party.data.get("others_below"))
        single = rest
        if isinstance(cap, Interval) and cap.high is not None and node.kind == "one_holds":
            single = min(rest, cap.high / 100)
        found["?"] = found.get("?", Fraction(0)) + weight * single


# ---- affiliates ----------------------------------------------------------------------------------


def affiliated(engine: State, party: Element, members: frozenset[str], share: Fraction) -> Truth:
    """Whether a party belongs to a listed one: by a stated relation, or by shares through chains."""
    from microdep_rules.lang import ir as tree
    from microdep_rules.source import Span

    for relation in engine.reader.bom.records(party, "relations"):
        other = engine.reader.bom.party(str(relation.data.get("party")))
        if _listed(engine, other, members) is True:
            return True
    span = Span("", 0, 0)
    nowhere = tree.NamedList(span, tree.Type("set", "party"), "", None)
    itself = tree.Variable(span, tree.Type("element", "party"), "party")
    test = tree.Owns(span, "one_holds", nowhere, itself, share, False, "chains", None)  # noqa: FBT003 - not debt
    return _holding(engine, test, party, members)[0]


def _number(raw: object) -> Interval | Unknown:
    """A share, plain or with its evidence."""
    return number(raw["value"] if isinstance(raw, dict) and "value" in raw else raw)
