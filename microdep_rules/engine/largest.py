"""The largest share of one value of a field: `largest share by country of stages of material where …`."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.engine import shares
from microdep_rules.engine.facts import Reading
from microdep_rules.engine.proof import missing_of
from microdep_rules.engine.values import Codes, Interval, Missing
from microdep_rules.lang import ir
from microdep_rules.vocabulary import countries

if TYPE_CHECKING:
    from microdep_rules.bom.model import Element
    from microdep_rules.engine.facts import Fact
    from microdep_rules.engine.lists import Ghost, Items, Pair
    from microdep_rules.engine.state import Scope, State
    from microdep_rules.engine.values import Truth

ZERO, ONE = Fraction(0), Fraction(1)


class Weights(Struct):
    """What is known of each value, between bounds; and how much may be of any value."""

    low: dict[str, Fraction] = field(default_factory=dict)
    high: dict[str, Fraction] = field(default_factory=dict)
    rest: Fraction | None = ZERO
    facts: list[Fact] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    def bounds(self) -> Interval | None:
        """The least and the greatest that the largest share can be; nothing where there is nothing."""
        if self.rest is None:
            return Interval(ZERO, ONE)
        least, most = sum(self.low.values(), ZERO), sum(self.high.values(), ZERO)
        if most + self.rest == 0:
            return None
        low = max((v / (v + most - self.high[k] + self.rest) for k, v in self.low.items() if v), default=ZERO)
        # All that is not known may be of one value, which need not be among those that are.
        tops = [self.rest / (self.rest + least)] if self.rest else [ZERO]
        for key, value in self.high.items():
            top = value + self.rest
            if top:
                tops.append(top / (top + least - self.low[key]))
        return Interval(low, max(tops))


def largest_share(engine: State, node: ir.LargestShare, scope: Scope) -> Reading:
    """The share of the value that has most, by the entries' own shares; regions count for their country.

    An entry without a share speaks for the whole if it is the only one, and else for any part of it. What
    an open list does not show is the rest to 100 % of one stage, and without limit where the condition
    leaves room for other stages.
    """
    items = engine.items(node.of, scope)
    found = Weights()
    counted = [each for each in (_counted(engine, node, e, t, scope) for e, t in engine.each(items)) if each]
    for entry in counted:
        _weigh(engine, found, entry, alone=len(counted) == 1)
    found.rest = _rest(engine, node, found, items, [e.element for e in counted], scope)
    value = found.bounds()
    reading = Reading(value or shares.NOTHING, tuple(found.facts), tuple(dict.fromkeys(found.missing)))
    engine.trail.measured["share"] = reading
    return reading


class Entry(Struct, frozen=True):
    """An element that counts, surely or perhaps, with the value it counts for."""

    element: Element
    sure: bool
    by: Reading
    undecided: tuple[Missing, ...]

    @property
    def key(self) -> str | None:
        """The one value it counts for, a region as its country; nothing where it may be several."""
        if not isinstance(self.by.value, Codes):
            return None
        keys = {countries.parent(term) or term for term in self.by.value.terms}
        return keys.pop() if len(keys) == 1 else None


def _counted(
    engine: State, node: ir.LargestShare, element: Element, belongs: Truth, scope: Scope
) -> Entry | None:
    inner = {**scope, node.variable: element}
    where = engine.cond(node.where, inner) if node.where is not None else None
    if where is not None and where.value is False:
        return None
    undecided = tuple(sorted(missing_of(where), key=Missing.key)) if where is not None else ()
    sure = belongs is True and (where is None or where.value is True)
    return Entry(element, sure, engine.value(node.by, inner), undecided)


def _weigh(engine: State, found: Weights, entry: Entry, *, alone: bool) -> None:
    element = entry.element
    share = engine.reader.read(element, f"{element.kind}.share", "share", ir.Type("percent"))
    low, high = ZERO, ONE
    if isinstance(share.value, Interval):
        low, high = share.value.low or ZERO, ONE if share.value.high is None else share.value.high
    elif "share" not in element.data and alone:
        low = ONE
    found.facts += [*entry.by.facts, *share.facts]
    found.missing += entry.undecided
    if low != high:
        found.missing += share.missing
    if not entry.sure:
        low = ZERO
    if entry.key is None:
        found.missing += entry.by.missing
        found.rest = (found.rest or ZERO) + high
        return
    found.low[entry.key] = found.low.get(entry.key, ZERO) + low
    found.high[entry.key] = found.high.get(entry.key, ZERO) + high


def _rest(
    engine: State, node: ir.LargestShare, found: Weights, items: Items, counted: list[Element], scope: Scope
) -> Fraction | None:
    """How much may be of any value: what is not told, and what the list does not show."""
    ghosts = [ghost for ghost in items.ghosts if _may_match(engine, node, ghost, scope)]
    told = sum(found.low.values(), ZERO) + (found.rest or ZERO)
    unlisted = max(ZERO, ONE - told) if ghosts else ZERO
    found.missing += [m for ghost in ghosts for m in ghost.missing]
    if any(_may_match(engine, node, _spoken_for(engine, ghost, counted), scope) for ghost in ghosts):
        return None
    return (found.rest or ZERO) + unlisted if found.rest is not None else None


def _spoken_for(engine: State, ghost: Ghost, counted: list[Element]) -> Ghost:
    """What a list would not show if the stages that count were accounted for."""
    if ghost.material is None:
        return ghost
    holder = ghost.material

    def told(substance: str | None) -> set[Pair]:
        return {p for p in (engine.lists.pair(holder, e, substance) for e in counted) if p is not None}

    if ghost.within is not None:
        return replace(ghost, within={each: rest - told(each) for each, rest in ghost.within.items()})
    accounted = {each: spoken | told(each) for each, spoken in ghost.accounted.items()}
    return replace(ghost, accounted=accounted)


def _may_match(engine: State, node: ir.LargestShare, ghost: Ghost, scope: Scope) -> bool:
    if node.where is None:
        return True
    return engine.cond(node.where, {**scope, node.variable: engine.summon(ghost)}).value is not False
