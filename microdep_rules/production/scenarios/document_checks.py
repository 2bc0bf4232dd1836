"""Problems of a scenario that only show when the scenario is compared with the documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.bom.amounts import bounds, written
from microdep_rules.messages import diagnose
from microdep_rules.production.critical_path import NOTHING, duration_of
from microdep_rules.production.identities import SharedIdentities
from microdep_rules.production.scenarios.contradictions import contradictions
from microdep_rules.production.scenarios.effects import targets_of
from microdep_rules.production.scenarios.model import NAMED, Delay, IndexRise, ListAddition
from microdep_rules.production.scenarios.targets import Finder, plain
from microdep_rules.production.scenarios.words import as_written, target_in_words
from microdep_rules.production.supply import Point
from microdep_rules.production.times import between
from microdep_rules.suggest import MOST_MEANT, meant, nearest, sharing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.engine.values import Truth
    from microdep_rules.production.scenarios.model import Event, Likely, Scenario, Target
    from microdep_rules.source import Span


def document_problems(scenario: Scenario, boms: Sequence[Bom], as_of: date) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each event that is over, that matches no element, or that changes nothing."""
    for event in scenario.events:
        if event.is_over(as_of):
            assert event.through is not None
            at = scenario.span(f"/events/{event.number - 1}/through")
            yield diagnose("scenario/no-effect", at, "over", through=event.through, as_of=as_of)
    if not boms:
        return
    finders = [Finder(bom) for bom in boms]
    yield from _find_ambiguous_words(scenario, finders)
    for event, target in targets_of(scenario):
        unknown = [*_find_unknown_names(scenario, event, target, finders)]
        yield from unknown
        if unknown:
            continue
        if all(_touched(finder, target) is False for finder in finders):
            at = scenario.head(event.pointer)
            yield diagnose("scenario/no-effect", at, target=target_in_words(target))
        elif isinstance(event.change, IndexRise):
            yield from _find_vain_rise(scenario, event, finders)
        elif isinstance(event.change, Delay) and not event.change.is_added:
            yield from _find_shorter_delay(scenario, event, event.change, finders)
    for likely in scenario.drawing.likely:
        yield from _check_likely(scenario, likely, finders)
    yield from _find_contradictions(scenario, finders)


def _find_contradictions(scenario: Scenario, finders: Sequence[Finder]) -> Iterator[Diagnostic]:
    """Yield contradictions that show only in a document, because two words mean one element in it."""
    by_name = any(target.stated.keys() & {*NAMED} for _, target in targets_of(scenario))
    if not (
        by_name or scenario.drawing.likely or any(isinstance(s.change, ListAddition) for s in scenario.events)
    ):
        return
    known = contradictions(scenario)
    for finder in finders:
        new = [
            contradiction for contradiction in contradictions(scenario, finder) if contradiction not in known
        ]
        known += new
        yield from new


def _find_unknown_names(
    scenario: Scenario, event: Event, target: Target, finders: Sequence[Finder]
) -> Iterator[Diagnostic]:
    boms = [finder.bom for finder in finders]
    for key in NAMED:
        word = target.stated.get(key, "")
        if word:
            known = names_in(boms, key)
            if key == "party" and any(finder.known.parties.find(word) for finder in finders):
                continue
            if plain(word) not in {plain(name) for name in known}:
                yield _names_nothing(key, word, known, scenario.span(f"{event.pointer}/{key}"))


def _find_ambiguous_words(scenario: Scenario, finders: Sequence[Finder]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each word that means different elements in two documents.

    For example, the id `c1` may name a screw in one document and a motor in the other.
    """
    if len(finders) < 2:  # noqa: PLR2004 - in one document, a word has one meaning
        return
    words = [
        (key, word, f"{event.pointer}/{key}")
        for event, target in targets_of(scenario)
        for key, word in target.stated.items()
        if key in NAMED and not (key == "site" and target.party)
    ]
    words += [
        ("component", likely.component, f"/simulation/likely/{likely.number}/component")
        for likely in scenario.drawing.likely
    ]
    across = SharedIdentities([finder.known for finder in finders])
    for key, word, pointer in words:
        named_there = [meaning for meaning in _named_in(finders, across, key, word) if meaning.keys]
        first = next(iter(named_there), None)
        other = next((e for e in named_there if first is not None and e.keys.isdisjoint(first.keys)), None)
        if first is not None and other is not None:
            yield diagnose(
                "scenario/unknown-target",
                scenario.span(pointer),
                (
                    "ambiguous-site"
                    if key == "site"
                    else "same-name"
                    if first.name == other.name
                    else "ambiguous"
                ),
                kind=key,
                word=word,
                name=first.name,
                path=first.path,
                other_name=other.name,
                other_path=other.path,
            )


def _names_nothing(kind: str, word: str, known: Sequence[str], at: Span) -> Diagnostic:
    return diagnose(
        "scenario/unknown-target",
        at,
        "" if known else "none-stated",
        kind=kind,
        word=word,
        near=meant(nearest(word, known) or sharing(word, known)),
        known=list(known[:MOST_MEANT]),
    )


class _WordMeaning(NamedTuple):
    """Element that a word means in one document, with the document's path."""

    path: str
    name: str
    keys: frozenset[str]
    """Keys that are equal if two documents mean the same element; the key of a component is its name."""


def _named_in(
    finders: Sequence[Finder], across: SharedIdentities, key: str, word: str
) -> Iterator[_WordMeaning]:
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
        yield _WordMeaning(path, name, frozenset(keys))


def names_in(boms: Sequence[Bom], kind: str) -> tuple[str, ...]:
    """Return the ids and names of all elements of a kind; kinds are `component`, `party` and `site`."""
    names: dict[str, None] = {}
    for bom in boms:
        for element in _elements(bom, kind):
            names |= {element.name: None, element.id: None}
            if kind == "party":
                names |= dict.fromkeys(bom.names_of(element.id))
    return tuple(names)


def _elements(bom: Bom, kind: str) -> tuple[Element, ...]:
    known = {"component": bom.components, "party": bom.parties, "site": bom.sites}[kind]
    return tuple(known.values())


def _touched(finder: Finder, target: Target) -> Truth:
    """Return whether at least one component of a document depends on the target."""
    values = {
        finder.touches(component, target)
        for component in (*finder.bom.components.values(), finder.bom.product)
    }
    return True if True in values else None if None in values else False


def _find_vain_rise(scenario: Scenario, event: Event, finders: Sequence[Finder]) -> Iterator[Diagnostic]:
    """Yield a diagnostic if a rise of the restriction index changes no component, because it is too small."""
    assert isinstance(event.change, IndexRise)
    target, index = event.change.target, event.change.index
    stated = [
        bounds(component.data.get("restriction_index")).low
        for finder in finders
        for component in finder.bom.components.values()
        if finder.is_late(component, target) is not False
    ]
    lows = [low for low in stated if low is not None and low >= index]
    if stated and len(lows) == len(stated):
        at = scenario.span(f"{event.pointer}/to")
        yield diagnose(
            "scenario/no-effect",
            at,
            "raises-nothing",
            target=target_in_words(target),
            current=written(min(lows)),
            index=written(index),
        )


def _find_shorter_delay(
    scenario: Scenario, event: Event, delay: Delay, finders: Sequence[Finder]
) -> Iterator[Diagnostic]:
    """Yield a diagnostic if the new total of a delay is shorter than the lead time of a component."""
    longest = delay.time.days.high
    if longest is None:
        return
    for finder in finders:
        for component in finder.bom.components.values():
            stated = duration_of(component)
            if stated.low > longest and finder.is_late(component, delay.target) is True:
                at = scenario.span(f"{event.pointer}/to")
                yield diagnose(
                    "scenario/no-effect",
                    at,
                    "shortens",
                    component=component.name,
                    stated=between(stated),
                    time=between(delay.time.days),
                )
                return


def _check_likely(scenario: Scenario, likely: Likely, finders: Sequence[Finder]) -> Iterator[Diagnostic]:
    """Yield diagnostics for likeliest lead times outside the stated range.

    A likeliest time for a component that no document contains also gets a diagnostic.
    """
    pointer = f"/simulation/likely/{likely.number}"
    components = [
        finder.bom.components[id_]
        for finder in finders
        for id_ in sorted(finder.ids("component", likely.component))
        if id_ in finder.bom.components
    ]
    if not components:
        known = names_in([finder.bom for finder in finders], "component")
        at = scenario.span(f"{pointer}/component")
        yield _names_nothing("component", likely.component, known, at)
    for component in components:
        days = duration_of(component)
        if days.high is None or not (days.low or NOTHING) <= likely.days <= days.high:
            raw = component.data.get("lead_time")
            value = raw.get("value") if isinstance(raw, dict) else None
            is_stated = isinstance(raw, dict) and value is not None
            yield diagnose(
                "scenario/contradiction",
                scenario.span(f"{pointer}/value"),
                "likely-lead-time" if is_stated else "likely-without-range",
                component=component.name,
                stated=as_written(value, raw["unit"]) if isinstance(raw, dict) and is_stated else "",
            )
