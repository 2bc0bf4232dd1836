"""Effects of events on one product: blocked components, lead times, and restriction indices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.amounts import Bounds, bounds, written
from microdep_rules.bom.spans import join, split
from microdep_rules.production.blocking import Reason
from microdep_rules.production.critical_path import NOTHING, Range, duration_of, plus
from microdep_rules.production.scenarios.model import Cut, Delay, IndexRise, Time
from microdep_rules.production.scenarios.targets import Finder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.values import Truth
    from microdep_rules.production.blocking import Blocks
    from microdep_rules.production.scenarios.model import Event, Scenario, Target
    from microdep_rules.production.structure import ProductStructure

SCENARIO = "scenario"
"""Text in place of a rule name for a component that the scenario blocks."""
ONE = Bounds(None, None)
Gone = Callable[[Sequence["Target"]], "Truth"]
"""Function that returns whether a component is unavailable if the given targets are lost."""


class Length(Struct, frozen=True):
    """Lead time of a component: the total, and the times that add up to it."""

    days: Range
    times: tuple[Time, ...]
    is_open: bool = False
    """True if it is uncertain whether a delay applies to the component; `times` does not contain this delay.
    """
    is_changed: bool = False

    @property
    def can_be_drawn(self) -> bool:
        """Return whether a random lead time can be drawn: it has an upper bound and no uncertain delay."""
        return not self.is_open and self.days.high is not None

    def delayed(self, delay: Delay, is_late: Truth) -> Length:
        """Return the lead time after a delay.

        If it is uncertain whether the delay applies, the result is a range from the time without the delay to
        the time with the delay.
        """
        if is_late is False:
            return self
        late = plus(self.days, delay.time.days) if delay.is_added else delay.time.days
        if is_late is True:
            times = (*self.times, delay.time) if delay.is_added else (delay.time,)
            return Length(late, times, self.is_open and delay.is_added, is_changed=True)
        high = None if self.days.high is None or late.high is None else max(self.days.high, late.high)
        return Length(Range(min(self.days.low, late.low), high), self.times, is_open=True, is_changed=True)


class Lengths:
    """Cache of the lead times of a product, from one day of a scenario to the next.

    Usually one new event is the only difference between two days; only this event is then applied.
    """

    def __init__(self) -> None:
        self._structure: ProductStructure | None = None
        self._finder: Finder | None = None
        self._delays: list[Delay] = []
        self._likely: Mapping[str, Fraction] = {}
        self._found: dict[str, Length] = {}
        self._late: dict[tuple[str, Target], Truth] = {}

    def of(
        self, structure: ProductStructure, delays: Sequence[Delay], likely: Mapping[str, Fraction]
    ) -> dict[str, Length]:
        """Return the lead time of each component after all delays, which are applied in the given order."""
        if not delays:  # the state without the scenario leaves the cache unchanged
            return _read_lengths(structure, likely)
        done = len(self._delays)
        known = zip_longest(self._delays, delays[:done])
        same = self._structure is structure and self._likely == likely
        if not same or any(a is not b for a, b in known):
            self._found, self._likely, done = _read_lengths(structure, likely), likely, 0
        if self._finder is None or self._structure is not structure:
            self._structure, self._finder, self._late = structure, Finder(structure.bom), {}
        for id_, length in self._found.items() if delays[done:] else ():
            component, late = structure.component(id_), length
            for delay in delays[done:]:
                late = late.delayed(delay, self._is_late(component, delay.target))
            self._found[id_] = late
        self._delays = list(delays)
        return dict(self._found)

    def _is_late(self, component: Element, target: Target) -> Truth:
        key = (component.id, target)
        if key not in self._late:
            assert self._finder is not None
            self._late[key] = self._finder.is_late(component, target)
        return self._late[key]


def _read_lengths(structure: ProductStructure, likely: Mapping[str, Fraction]) -> dict[str, Length]:
    """Return the stated lead time of each component, together with the likeliest time if it is known."""
    own = {id_: duration_of(structure.component(id_)) for id_ in structure.made}
    return {id_: Length(days, (Time(days, likely.get(id_)),)) for id_, days in own.items()}


class Effects:
    """Events of a scenario that are in effect on one day, applied to a product."""

    def __init__(
        self,
        events: Sequence[Event],
        lengths: Lengths | None = None,
        likely: Mapping[str, Fraction] | None = None,
    ) -> None:
        """Store the events of the day, the cached lead times, and the likeliest lead times."""
        self._lengths = Lengths() if lengths is None else lengths
        self._likely = likely or {}
        self.cuts = [(event, event.change) for event in events if isinstance(event.change, Cut)]
        self.delays = [event.change for event in events if isinstance(event.change, Delay)]
        self.raises = [event.change for event in events if isinstance(event.change, IndexRise)]

    def blocks(self, structure: ProductStructure, blocks: Blocks) -> Blocks:
        """Return `blocks` with the additional components that the events cut."""
        if not self.cuts:
            return blocks
        finder, reasons = Finder(structure.bom), dict(blocks.reasons)
        targets = [change.target for _, change in self.cuts]
        for id_ in structure.made:
            component = structure.component(id_)
            before = finder.is_gone(component, (), blocks.of_party)
            value = finder.is_gone(component, targets, blocks.of_party)
            if value is not False and value is not before:
                gone = partial(finder.is_gone, component, is_blocked=blocks.of_party)
                reasons[id_] = (*reasons.get(id_, ()), self._reason(finder, component, gone, value))
        return replace(blocks, reasons=reasons, judged=True)

    def _reason(self, finder: Finder, component: Element, gone: Gone, value: Truth) -> Reason:
        """Return the reason why the cuts of a scenario block a component, or may block it.

        The reason names only the necessary cuts.
        """
        targets = [cut.target for _, cut in self.cuts if finder.touches(component, cut.target) is not False]
        enough = [
            tuple(dict.fromkeys(map(finder.target_in_words, targets_)))
            for targets_ in _find_sufficient_sets(targets, gone, value)
        ]
        if value is True:
            return Reason(
                SCENARIO, blocked=True, message=f"needs a supply that is cut: {_write_needed(enough)}"
            )
        what = " or ".join(dict.fromkeys(name for names in enough for name in names))
        ask = f"does {component.name} depend on {what}, and is there another source?"
        missing = dict.fromkeys(text for target in targets for text in finder.not_stated(component, target))
        ask += "".join(f" {text}" for text in missing)
        return Reason(
            SCENARIO,
            blocked=False,
            message=f"may need a supply that is cut: {what}",
            missing=((SCENARIO, ask),),
        )

    def durations(self, structure: ProductStructure) -> dict[str, Range]:
        """Return the lead times of the delayed components by component id."""
        if not self.delays:
            return {}
        lengths = self.lengths(structure)
        return {id_: length.days for id_, length in lengths.items() if length.is_changed}

    def lengths(self, structure: ProductStructure) -> dict[str, Length]:
        """Return the lead time of each component, with its total and its ranges, by component id."""
        return self._lengths.of(structure, self.delays, self._likely)

    def document(self, bom: Bom, loaded: LoadedDocument) -> LoadedDocument:
        """Return the document with raised restriction indices; without a rise, the same document."""
        changed: dict[str, Any] = {}
        finder = Finder(bom)
        for component in bom.components.values() if self.raises else ():
            raw = component.data.get("restriction_index")
            for change in self.raises:
                raw = raised(raw, change, finder.is_late(component, change.target))
            if raw is not component.data.get("restriction_index"):
                changed[join(component.pointer, "restriction_index")] = raw
        if not changed or loaded.value is None:
            return loaded
        return replace(loaded, value=_replace_values(loaded.value, changed))


def raised(raw: object, event: IndexRise, is_raised: Truth) -> object:
    """Return the restriction index after a rise; the index is never lower than before.

    If it is uncertain whether the rise applies, the index becomes a range.
    """
    if is_raised is False:
        return raw
    stated, to = bounds(raw), event.index
    low = to if stated.low is None else max(stated.low, to)
    high = to if stated.high is None else max(stated.high, to)
    if raw is None or stated == ONE:
        low = high = to
    if is_raised is None:
        low = stated.low if stated.low is not None else NOTHING
        high = max(high, to) if stated.high is not None else to
        if raw is None or stated == ONE:
            return raw  # the index is not stated, and the rise may not apply
    return Decimal(written(low)) if low == high else f"{written(low)}..{written(high)}"


def _replace_values(value: Any, changed: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any document
    """Return a copy of a document with new values at JSON pointers; unchanged parts are shared."""
    copy = dict(value) if isinstance(value, dict) else list(value)
    below: dict[str, dict[str, Any]] = {}
    for pointer, new in changed.items():
        first, *rest = split(pointer)
        if rest:
            below.setdefault(first, {})[join("", *rest)] = new
        else:
            copy[first if isinstance(copy, dict) else int(first)] = new  # type: ignore[index]
    for first, inner in below.items():
        key: Any = first if isinstance(copy, dict) else int(first)
        copy[key] = _replace_values(copy[key], inner)
    return copy


def _find_sufficient_sets(targets: Sequence[Target], gone: Gone, value: Truth) -> list[tuple[Target, ...]]:
    """Return sets of targets, of which each set makes a component unavailable if it is lost.

    `value` is true for sets that certainly do so, and `None` for sets that may. Each target that matters is
    in a set.
    """
    sets: list[tuple[Target, ...]] = [(target,) for target in targets if gone((target,)) is value]
    rest = [target for target in targets if (target,) not in sets]
    for candidate in rest:
        others = [other for other in rest if other is not candidate]
        fewest = _find_necessary([*others, candidate], gone, value)
        if gone(fewest) is value and candidate in fewest:
            sets.append(tuple(one for one in rest if one in fewest))
    return list(dict.fromkeys(sets))


def _write_needed(enough: Sequence[Sequence[str]]) -> str:
    """Return the needed supplies in words: at least one target of each set is needed.

    >>> _write_needed([("Japan", "South Korea")]), _write_needed([("China",), ("Japan", "South Korea")])
    ('Japan or South Korea', 'China and (Japan or South Korea)')
    """
    every = list(dict.fromkeys(" or ".join(names) for names in enough))
    if len(every) == 1:
        return every[0]
    return " and ".join(f"({text})" if " or " in text else text for text in every)


def _find_necessary(targets: Sequence[Target], gone: Gone, value: Truth) -> list[Target]:
    """Return a smallest part of `targets` that still makes a component unavailable if it is lost."""
    kept = list(targets)
    for target in targets:
        rest = [other for other in kept if other is not target]
        if gone(rest) is value:
            kept = rest
    return kept


def targets_of(scenario: Scenario) -> list[tuple[Event, Target]]:
    """Return (event, target) for each event of a scenario that has a target."""
    return [(s, s.change.target) for s in scenario.events if isinstance(s.change, Cut | Delay | IndexRise)]
