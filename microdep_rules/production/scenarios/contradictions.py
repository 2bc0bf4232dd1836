"""Events of a scenario that contradict each other.

Without a document, two events have one target if the words of their targets are equal. With a document, the
elements are compared: an id and a name may mean one component, and an alias means its company.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from msgspec.structs import replace

from microdep_rules.messages import diagnose
from microdep_rules.production.critical_path import NOTHING, Range
from microdep_rules.production.scenarios.model import (
    NAMED,
    Cut,
    Delay,
    EntryIntoForce,
    IndexRise,
    ListAddition,
    Target,
)
from microdep_rules.production.scenarios.words import target_in_words
from microdep_rules.vocabulary.countries import lineage
from microdep_rules.vocabulary.makeup import substances
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.production.scenarios.model import Change, Event, Likely, Scenario

NOBODY = Target()
About = tuple[tuple[str, frozenset[str]], ...]
"""Target as pairs: a key, such as `component`, and the ids of the elements for the word of this key."""


class Meanings(Protocol):
    """Interface for the elements that words and targets of events mean, with or without a document."""

    def ids(self, key: str, word: str) -> frozenset[str]:
        """Return the ids of the elements that `word` means under a key, such as Ga under `material`."""
        ...

    def about(self, target: Target) -> About:
        """Return the elements that a target means, by key."""
        ...


class LiteralMeanings:
    """Meanings for a scenario without a document: each word means itself."""

    def ids(self, key: str, word: str) -> frozenset[str]:
        """Return the word itself, in small letters for the names of components, companies and sites."""
        return frozenset({word.casefold() if key in NAMED else word})

    def about(self, target: Target) -> About:
        """Return each key of a target with its word."""
        return tuple((key, self.ids(key, word)) for key, word in target.stated.items())


class _EventMeaning(NamedTuple):
    """Event with its change and with the elements that its target means."""

    event: Event
    change: Change
    """Change of the event without its target, to compare two events."""
    about: About


def contradictions(scenario: Scenario, meanings: Meanings | None = None) -> list[Diagnostic]:
    """Return a diagnostic for every pair of contradicting events.

    Without `meanings`, the words of the targets are compared.
    """
    meanings = meanings or LiteralMeanings()
    every = [_meaning_of(event, meanings) for event in scenario.events]
    return [
        *_find_delays_of_cut_targets(scenario, every),
        *_find_double_values(scenario, every),
        *_find_double_likely(scenario, meanings),
        *_find_double_dates(scenario),
        *_find_vain_events(scenario, every),
    ]


def _meaning_of(event: Event, meanings: Meanings) -> _EventMeaning:
    """Return an event with the elements that its target means."""
    change = event.change
    match change:
        case Cut() | Delay() | IndexRise():
            return _EventMeaning(event, replace(change, target=NOBODY), meanings.about(change.target))
        case ListAddition() if change.names:
            names = frozenset[str]().union(*(meanings.ids("party", name) for name in change.names))
            return _EventMeaning(event, replace(change, names=()), (("party", names),))
        case _:
            return _EventMeaning(event, change, ())


def _find_vain_events(scenario: Scenario, every: list[_EventMeaning]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each delay of zero days, and for each event that repeats another event."""
    for claim in every:
        event, change = claim.event, claim.event.change
        if isinstance(change, Delay) and change.is_added and change.time.days == Range(NOTHING, NOTHING):
            target = target_in_words(change.target)
            yield diagnose(
                "scenario/no-effect", scenario.span(f"{event.pointer}/by"), "no-delay", target=target
            )
        first = next((other.event for other in every if _includes_event(other, claim)), None)
        if first is not None:
            at, other = scenario.head(event.pointer), scenario.head(first.pointer)
            yield diagnose("scenario/no-effect", at, "repeated", also=[other])


def _includes_event(one: _EventMeaning, two: _EventMeaning) -> bool:
    """Return whether event `two` adds nothing to event `one`.

    Event `two` adds nothing if event `one` makes the same changes on all days of event `two`. Of two equal
    events, the later one adds nothing. Two delays by a number of days both count, because they are summed.
    Two days of entry into force are a contradiction, which another function reports.
    """
    event, other = one.event, two.event
    if event is other or isinstance(two.change, EntryIntoForce) or _is_added(two.change):
        return False
    covers = event.start <= other.start and (
        event.through is None or (other.through is not None and other.through <= event.through)
    )
    is_same = one[1:] == two[1:]
    wider = isinstance(one.change, Cut) and isinstance(two.change, Cut) and _covers(one.about, two.about)
    if not covers or not (is_same or wider):
        return False
    is_alike = _make_same_changes(one, two) and (event.start, event.through) == (other.start, other.through)
    return not is_alike or event.number < other.number


def _is_added(change: Change) -> bool:
    return isinstance(change, Delay) and change.is_added


def _make_same_changes(one: _EventMeaning, two: _EventMeaning) -> bool:
    """Return whether two events make the same changes."""
    return one.change == two.change and (
        one.about == two.about or (_covers(one.about, two.about) and _covers(two.about, one.about))
    )


def _find_delays_of_cut_targets(scenario: Scenario, every: list[_EventMeaning]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each delay of a target that is already cut when the delay begins."""
    cuts = [claim for claim in every if isinstance(claim.change, Cut)]
    for delayed in every:
        event, change = delayed.event, delayed.event.change
        if not isinstance(change, Delay):
            continue
        cut = next((c for c in cuts if c.event.holds(event.start) and _covers(c.about, delayed.about)), None)
        if cut is not None:
            yield diagnose(
                "scenario/contradiction",
                scenario.head(event.pointer),
                also=[scenario.head(cut.event.pointer)],
                target=target_in_words(change.target),
                other=_write_target(cut.event.change),
            )


def _write_target(change: Change) -> str:
    return target_in_words(change.target) if isinstance(change, Cut | Delay | IndexRise) else ""


def _covers(wider: About, about: About) -> bool:
    """Return whether the target `wider` includes the target `about`.

    Each word of `wider` needs an equal or narrower word in `about`. Neodymium, for example, is narrower than
    rare earth.
    """
    own = dict(about)
    return all(key in own and _is_within(key, own[key], words) for key, words in wider)


def _is_within(key: str, words: frozenset[str], wider: frozenset[str]) -> bool:
    match key:
        case "country":
            return all(not wider.isdisjoint(lineage(word)) for word in words)
        case "material":
            return all(substances().is_a(word, wide) for word in words for wide in wider)
        case "stage":
            return all(load_stages().vocabulary.is_a(word, wide) for word in words for wide in wider)
        case _:
            return words <= wider


def _find_double_values(scenario: Scenario, every: list[_EventMeaning]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each restriction index or lead time with two different values on one day."""
    first: dict[Hashable, _EventMeaning] = {}
    for claim in every:
        event, change = claim.event, claim.event.change
        if not isinstance(change, IndexRise | Delay) or _is_added(change):
            continue
        before = first.setdefault((event.kind, claim.about, event.start), claim)
        if before.change != claim.change:
            yield diagnose(
                "scenario/contradiction",
                scenario.span(f"{event.pointer}/to"),
                "two-values",
                also=[scenario.span(f"{before.event.pointer}/to")],
                quantity="the restriction index" if isinstance(change, IndexRise) else "the lead time",
                target=target_in_words(change.target),
                day=event.start,
                other=_write_target(before.event.change),
            )


def _find_double_likely(scenario: Scenario, meanings: Meanings) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each component with two likeliest lead times."""
    first: dict[frozenset[str], Likely] = {}
    for likely in scenario.drawing.likely:
        before = first.setdefault(meanings.ids("component", likely.component), likely)
        if before.days != likely.days:
            yield diagnose(
                "scenario/contradiction",
                scenario.span(f"/simulation/likely/{likely.number}/value"),
                "two-likely",
                also=[scenario.span(f"/simulation/likely/{before.number}/value")],
                component=likely.component,
                other=before.component,
            )


def _find_double_dates(scenario: Scenario) -> Iterator[Diagnostic]:
    first: dict[EntryIntoForce, Event] = {}
    for event in scenario.events:
        change = event.change
        if isinstance(change, EntryIntoForce):
            before = first.setdefault(change, event)
            if before is not event:
                yield diagnose(
                    "scenario/contradiction",
                    scenario.head(event.pointer),
                    "two-dates",
                    also=[scenario.head(before.pointer)],
                    word=f"{change.pack}/{change.name}",
                )
