"""What is wrong with a scenario beside the documents that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.bom.amounts import bounds, written
from microdep_rules.production.critical_path import NOTHING, duration_of
from microdep_rules.production.known import Across
from microdep_rules.production.scenarios import errors as say
from microdep_rules.production.scenarios.contradictions import contradictions
from microdep_rules.production.scenarios.effects import targets_of
from microdep_rules.production.scenarios.model import NAMED, Delay, Listing, Raise
from microdep_rules.production.scenarios.targets import Finder, plain
from microdep_rules.production.scenarios.words import as_written, said
from microdep_rules.production.supply import Point
from microdep_rules.production.times import between

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.engine.values import Truth
    from microdep_rules.production.scenarios.model import Likely, Scenario, Step, Target


def problems_beside(scenario: Scenario, boms: Sequence[Bom], as_of: date) -> Iterator[Diagnostic]:
    """Steps that are over, that name nothing in any of the documents, or that change nothing there."""
    for step in scenario.steps:
        if step.is_over(as_of):
            assert step.through is not None
            at = scenario.span(f"/steps/{step.number - 1}/through")
            yield say.is_over(step.through, as_of, at)
    if not boms:
        return
    finders = [Finder(bom) for bom in boms]
    yield from _of_several(scenario, finders)
    for step, target in targets_of(scenario):
        unknown = [*_unknown(scenario, step, target, finders)]
        yield from unknown
        if unknown:
            continue
        if all(_touched(finder, target) is False for finder in finders):
            yield say.no_effect(said(target), scenario.head(step.pointer))
        elif isinstance(step.change, Raise):
            yield from _raises_nothing(scenario, step, finders)
        elif isinstance(step.change, Delay) and not step.change.is_added:
            yield from _shortens(scenario, step, step.change, finders)
    for each in scenario.drawing.likely:
        yield from _likely(scenario, each, finders)
    yield from _contradictions(scenario, finders)


def _contradictions(scenario: Scenario, finders: Sequence[Finder]) -> Iterator[Diagnostic]:
    """Steps that contradict each other because two words name the same in a document."""
    by_name = any(target.stated.keys() & {*NAMED} for _, target in targets_of(scenario))
    if not (by_name or scenario.drawing.likely or any(isinstance(s.change, Listing) for s in scenario.steps)):
        return
    known = contradictions(scenario)
    for finder in finders:
        new = [
            contradiction for contradiction in contradictions(scenario, finder) if contradiction not in known
        ]
        known += new
        yield from new


def _unknown(
    scenario: Scenario, step: Step, target: Target, finders: Sequence[Finder]
) -> Iterator[Diagnostic]:
    boms = [each.bom for each in finders]
    for key in NAMED:
        word = target.stated.get(key, "")
        if word:
            known = names_in(boms, key)
            if key == "party" and any(finder.known.parties.find(word) for finder in finders):
                continue
            if plain(word) not in {plain(each) for each in known}:
                yield say.names_nothing(key, word, known, scenario.span(f"{step.pointer}/{key}"))


def _of_several(scenario: Scenario, finders: Sequence[Finder]) -> Iterator[Diagnostic]:
    """Words that name one thing in one document and another in the next: an id is of its document alone."""
    if len(finders) < 2:  # noqa: PLR2004 - of one document, a word names what it names
        return
    words = [
        (key, word, f"{step.pointer}/{key}")
        for step, target in targets_of(scenario)
        for key, word in target.stated.items()
        if key in NAMED and not (key == "site" and target.party)
    ]
    words += [
        ("component", each.component, f"/simulation/likely/{each.number}/component")
        for each in scenario.drawing.likely
    ]
    across = Across([finder.known for finder in finders])
    for key, word, pointer in words:
        named_there = [each for each in _named_in(finders, across, key, word) if each.keys]
        first = next(iter(named_there), None)
        other = next((e for e in named_there if first is not None and e.keys.isdisjoint(first.keys)), None)
        if first is not None and other is not None:
            yield say.names_several(
                key, word, (first.name, first.path), (other.name, other.path), scenario.span(pointer)
            )


class _Named(NamedTuple):
    """What a word names in one document."""

    path: str
    name: str
    keys: frozenset[str]
    """What distinguishes it from others in all documents; of a component its name."""


def _named_in(finders: Sequence[Finder], across: Across, key: str, word: str) -> Iterator[_Named]:
    for number, finder in enumerate(finders):
        path, name, keys = finder.bom.file.path, "", set[str]()
        group = finder.known.parties.find(word) if key == "party" else None
        if group is not None:
            own, perhaps = across.of(number, Point("party", group.key, group.name))
            name, keys = group.name, {own, *perhaps}
        for id_ in finder.ids(key, word) if key != "party" else ():
            if key == "component" and id_ in finder.bom.components:
                name = finder.bom.components[id_].name
                keys.add(plain(name))
            elif key == "site" and id_ in finder.known.sites:
                site = finder.known.sites[id_]
                name = site.name
                keys.add(across.of(number, Point("site", site.point, name))[0])
        yield _Named(path, name, frozenset(keys))


def names_in(boms: Sequence[Bom], kind: str) -> tuple[str, ...]:
    """The ids and names of all components, companies or sites of some documents."""
    found: dict[str, None] = {}
    for bom in boms:
        for element in _elements(bom, kind):
            found |= {element.name: None, element.id: None}
            if kind == "party":
                found |= dict.fromkeys(bom.names_of(element.id))
    return tuple(found)


def _elements(bom: Bom, kind: str) -> tuple[Element, ...]:
    known = {"component": bom.components, "party": bom.parties, "site": bom.sites}[kind]
    return tuple(known.values())


def _touched(finder: Finder, target: Target) -> Truth:
    """Return whether anything in a document depends on what a target describes."""
    values = {finder.touches(each, target) for each in (*finder.bom.components.values(), finder.bom.product)}
    return True if True in values else None if None in values else False


def _raises_nothing(scenario: Scenario, step: Step, finders: Sequence[Finder]) -> Iterator[Diagnostic]:
    """An index that is raised to less than is stated of everything that it is raised of."""
    assert isinstance(step.change, Raise)
    target, index = step.change.target, step.change.index
    stated = [
        bounds(component.data.get("restriction_index")).low
        for finder in finders
        for component in finder.bom.components.values()
        if finder.is_late(component, target) is not False
    ]
    lows = [each for each in stated if each is not None and each >= index]
    if stated and len(lows) == len(stated):
        at = scenario.span(f"{step.pointer}/to")
        yield say.raises_nothing(said(target), written(min(lows)), written(index), at)


def _shortens(
    scenario: Scenario, step: Step, delay: Delay, finders: Sequence[Finder]
) -> Iterator[Diagnostic]:
    """A delay to a time that is shorter than the lead time of something that it is about."""
    longest = delay.time.days.high
    if longest is None:
        return
    for finder in finders:
        for component in finder.bom.components.values():
            stated = duration_of(component)
            if stated.low > longest and finder.is_late(component, delay.target) is True:
                at = scenario.span(f"{step.pointer}/to")
                yield say.shortens(component.name, between(stated), between(delay.time.days), at)
                return


def _likely(scenario: Scenario, likely: Likely, finders: Sequence[Finder]) -> Iterator[Diagnostic]:
    """A likeliest lead time of a component that no document has, or that is outside its range."""
    pointer = f"/simulation/likely/{likely.number}"
    found = [
        finder.bom.components[id_]
        for finder in finders
        for id_ in sorted(finder.ids("component", likely.component))
        if id_ in finder.bom.components
    ]
    if not found:
        known = names_in([each.bom for each in finders], "component")
        yield say.names_nothing("component", likely.component, known, scenario.span(f"{pointer}/component"))
    for each in found:
        days = duration_of(each)
        if days.high is None or not (days.low or NOTHING) <= likely.days <= days.high:
            raw = each.data.get("lead_time")
            value = raw.get("value") if isinstance(raw, dict) else None
            stated = "its lead time, which is not stated"
            if isinstance(raw, dict) and value is not None:
                stated = f"its lead time of {as_written(value, raw['unit'])}"
            yield say.likely_outside_range(
                f"lead time of `{each.name}`", stated, scenario.span(f"{pointer}/value")
            )
