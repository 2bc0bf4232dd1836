"""Largest share of one value, such as the share of the country that performs most of a stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.facts import exact
from microdep_rules.engine import shares
from microdep_rules.engine.proof import facts_of, missing_of
from microdep_rules.engine.readings import Reading
from microdep_rules.engine.values import Codes, Interval, MissingFact
from microdep_rules.engine.wholes import ONE, ZERO, SharedWhole, largest
from microdep_rules.lang import ir
from microdep_rules.vocabulary import countries

if TYPE_CHECKING:
    from fractions import Fraction

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.items import Ghost, Pair
    from microdep_rules.engine.readings import Fact
    from microdep_rules.engine.state import Scope, State
    from microdep_rules.engine.values import Truth, Unknown


class ShareEntry(Struct, frozen=True):
    """An element that counts in a largest share, with its value (such as its country) and its share."""

    element: Element
    holder: Element | None
    """The material in whose production the stage counts."""
    sure: bool
    by: Reading
    counts: Truth
    """True if the rule counts the value of the element; None if this is unknown."""
    share: Reading
    facts: tuple[Fact, ...]
    undecided: tuple[MissingFact, ...]

    @property
    def key(self) -> str | None:
        """Return the only value that the element can have; None if several values are possible.

        The value of a region is its country.
        """
        if not isinstance(self.by.value, Codes):
            return None
        keys = {countries.parent(term) or term for term in self.by.value.terms}
        return keys.pop() if len(keys) == 1 else None

    @property
    def is_silent(self) -> bool:
        """Return whether the element states no share.

        Without a stated share, the element has the whole, or the rest that other elements leave.
        """
        return "share" not in self.element.data

    @property
    def stated(self) -> tuple[Fraction, Fraction]:
        """Return the smallest and the largest share that the statement allows."""
        if not isinstance(self.share.value, Interval):
            return ZERO, ONE
        high = self.share.value.high
        return self.share.value.low or ZERO, ONE if high is None else high

    @property
    def of(self) -> tuple[Element | None, str]:
        """Return the total to which the share refers: the record with the list, and the share's basis."""
        return self.element.owner, str(exact(self.element.data.get("basis")) or "")


class ShareBounds(Struct, frozen=True):
    """The smallest and the largest possible share of one value, with the facts behind them."""

    low: Fraction
    high: Fraction
    entries: list[ShareEntry]
    missing: tuple[MissingFact, ...]


def largest_share(engine: State, node: ir.LargestShare, scope: Scope) -> Reading:
    """Return the largest share of one value in a list, such as the largest share of one country.

    A region counts as its country.

    A single entry without a share has the whole share. One of several entries without a share can have any
    part of the whole. Entries that may be missing have the rest, up to 100 % of one stage. If the condition
    also matches other stages, their amount has no limit. With `each`, the shares of every stage add up to 100
    %, and the result is the largest share of one value in any stage. Without any stage, the result is 0.
    """
    items = engine.items(node.of, scope)
    counted = [
        entry
        for entry in (_share_entry(engine, node, e, t, scope) for e, t in engine.iterate(items))
        if entry
    ]
    ghosts = [ghost for ghost in items.ghosts if _may_match(engine, node, ghost, scope)]
    more = [g for g in ghosts if _may_match(engine, node, _without_stated(engine, g, counted), scope)]
    if node.each_stage:
        possible_bounds = _in_each_stage(engine, counted, ghosts, more)
    else:
        possible_bounds = (
            [_share_of_whole(counted, ghosts, of_one=False, more=bool(more))] if counted or ghosts else []
        )
    reading = _greatest_of(possible_bounds, Interval(ZERO, ZERO) if node.each_stage else shares.NOTHING)
    engine.trail.measured["share"] = reading
    return reading


def _greatest_of(possible_bounds: list[ShareBounds], nothing: Interval | Unknown) -> Reading:
    """Return the greatest of several ranges of a share, with the facts behind it.

    If there is no range, the result is `nothing`.
    """
    if not possible_bounds:
        return Reading(nothing)
    low, high = (
        max(bound.low for bound in possible_bounds),
        max(bound.high for bound in possible_bounds),
    )
    possible = [bound for bound in possible_bounds if bound.high >= low]
    facts = dict.fromkeys(fact for bounds in possible for entry in bounds.entries for fact in entry.facts)
    missing = dict.fromkeys(m for bounds in possible if bounds.low < bounds.high for m in bounds.missing)
    return Reading(Interval(low, high), tuple(facts), tuple(missing))


def _in_each_stage(
    engine: State, counted: list[ShareEntry], ghosts: list[Ghost], more: list[Ghost]
) -> list[ShareBounds]:
    """Return the range of the largest share in each stage of each material.

    Stages that the document may leave out have their own ranges.
    """
    possible_bounds = [ShareBounds(ZERO, ONE, [], ghost.missing) for ghost in more]
    materials: dict[Element, list[ShareEntry]] = {}
    for entry in counted:
        if entry.holder is not None:
            materials.setdefault(entry.holder, []).append(entry)
    for material, entries in materials.items():
        hidden = [ghost for ghost in ghosts if ghost.material is material]
        ways = [
            _stages_of(engine, material, substance, entries, hidden)
            for substance in engine.lists.possible(material)
        ]
        possible_bounds += ways[0] if len(ways) == 1 else [_for_any_substance(engine, material, ways)]
    return possible_bounds


def _stages_of(
    engine: State, material: Element, substance: str | None, entries: list[ShareEntry], hidden: list[Ghost]
) -> list[ShareBounds]:
    """Return the range of the largest share in each recorded stage, if the material is `substance`."""
    stages: dict[Pair | None, list[ShareEntry]] = {}
    for entry in entries:
        stages.setdefault(engine.lists.pair(material, entry.element, substance), []).append(entry)
    return [
        _share_of_whole(of_pair, [g for g in hidden if _may_be(g, pair, substance)], of_one=True)
        for pair, of_pair in stages.items()
    ]


def _may_be(ghost: Ghost, pair: Pair | None, substance: str | None) -> bool:
    """Return whether an entry that the list may leave out could be for the stage `pair`."""
    if ghost.within is not None:
        return pair in ghost.within.get(substance, frozenset())
    return pair not in ghost.accounted.get(substance, frozenset())


def _for_any_substance(engine: State, material: Element, ways: list[list[ShareBounds]]) -> ShareBounds:
    """Return one range that includes the results for all possible substances of a material.

    The stage to which an entry belongs depends on the substance.
    """
    tops = [(max(bound.low for bound in way), max(bound.high for bound in way)) for way in ways]
    possible_bounds = [bound for way in ways for bound in way]
    missing = [m for bound in possible_bounds for m in bound.missing]
    if len(set(tops)) > 1:
        missing.append(engine.reader.lack("material.substance", material, "substance"))
    low, high = min(low for low, _ in tops), max(high for _, high in tops)
    entries = [entry for bound in possible_bounds for entry in bound.entries]
    return ShareBounds(low, high, entries, tuple(missing))


# ---- shares of one whole --------------------------------------------------------------------------


def _share_entry(
    engine: State, node: ir.LargestShare, element: Element, belongs: Truth, scope: Scope
) -> ShareEntry | None:
    inner = {**scope, node.variable: element}
    where = engine.cond(node.where, inner) if node.where is not None else None
    if where is not None and where.value is False:
        return None
    share = engine.reader.read(element, f"{element.kind}.share", "share", ir.Type("percent"))
    if isinstance(share.value, Interval) and share.value.high == 0:
        return None
    by = engine.value(node.by, inner)
    among = engine.cond(node.among, inner) if node.among is not None else None
    undecided = [*missing_of(where)] if where is not None else []
    undecided += missing_of(among) if among is not None else ()
    return ShareEntry(
        element,
        engine.worked_on.get(id(element), element.owner),
        belongs is True and (where is None or where.value is True),
        by,
        among is None or among.value,
        share,
        (*(facts_of(among) if among is not None else by.facts), *share.facts),
        tuple(sorted(undecided, key=MissingFact.key)),
    )


def _share_of_whole(
    entries: list[ShareEntry], ghosts: list[Ghost], *, of_one: bool, more: bool = False
) -> ShareBounds:
    """Return the range of the largest share, over the stated entries and the entries that may be left out.

    If the entries belong to several totals or to an input, the share of entries that are left out has no
    limit.
    """
    wholes: dict[object, list[ShareEntry]] = {}
    for entry in entries:
        wholes.setdefault(entry.of, []).append(entry)
    shared = [_shared_whole(whole, of_one=of_one) for whole in wholes.values()]
    if ghosts and len(shared) == 1 and all(entry.element.owner is entry.holder for entry in entries):
        shared[0].unlisted = shared[0].left()
    elif ghosts:
        more = True
    low, high = (ZERO, ONE) if more else largest(shared)
    missing = [m for entry in entries for m in _missing_facts_of(entry, alone=len(entries) == 1)]
    missing += [m for ghost in ghosts for m in ghost.missing]
    return ShareBounds(low, high, entries, tuple(missing))


def _shared_whole(entries: list[ShareEntry], *, of_one: bool) -> SharedWhole:
    shared = SharedWhole(of_one=of_one)
    stated = sum((entry.stated[0] for entry in entries if entry.sure and not entry.is_silent), ZERO)
    left = max(ZERO, ONE - stated) if of_one else ONE
    for entry in entries:
        low, high = entry.stated
        if entry.is_silent:
            low, high = left if len(entries) == 1 else ZERO, left
        shared.add(entry.key, entry.counts, low if entry.sure else ZERO, high)
    return shared


def _missing_facts_of(entry: ShareEntry, *, alone: bool) -> list[MissingFact]:
    """Return the missing facts that make the value or the share of an entry uncertain."""
    low, high = entry.stated
    lacks = [*entry.undecided]
    if low != high and not (entry.is_silent and alone):
        lacks += entry.share.missing
    return lacks if entry.key is not None else [*lacks, *entry.by.missing]


def _without_stated(engine: State, ghost: Ghost, counted: list[ShareEntry]) -> Ghost:
    """Return a ghost for the entries that the document may leave out, without the stated stages."""
    if ghost.material is None:
        return ghost
    holder = ghost.material

    def accounted_pairs(substance: str | None) -> set[Pair]:
        pairs = (engine.lists.pair(holder, entry.element, substance) for entry in counted)
        return {pair for pair in pairs if pair is not None}

    if ghost.within is not None:
        return replace(
            ghost,
            within={substance: rest - accounted_pairs(substance) for substance, rest in ghost.within.items()},
        )
    accounted = {
        substance: spoken | accounted_pairs(substance) for substance, spoken in ghost.accounted.items()
    }
    return replace(ghost, accounted=accounted)


def _may_match(engine: State, node: ir.LargestShare, ghost: Ghost, scope: Scope) -> bool:
    if node.where is None:
        return True
    return (
        engine.cond(node.where, {**scope, node.variable: engine.element_of_ghost(ghost)}).value is not False
    )
