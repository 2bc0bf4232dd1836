"""Steps of a scenario that cannot be true together.

By itself a scenario states the same of two steps where their words are the same. Beside a document it does
so where the words describe the same: a component by its id and by its name, a company by an alias.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from msgspec.structs import replace

from microdep_rules.production.critical_path import NOTHING, Range
from microdep_rules.production.scenarios import errors as say
from microdep_rules.production.scenarios.model import NAMED, Cut, Delay, Enforcement, Listing, Raise, Target
from microdep_rules.production.scenarios.words import said
from microdep_rules.vocabulary.countries import lineage
from microdep_rules.vocabulary.makeup import substances
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.production.scenarios.model import Change, Likely, Scenario, Step

NOBODY = Target()
About = tuple[tuple[str, frozenset[str]], ...]
"""What a target describes: each of its keys, with the ids of what its word names."""


class Meanings(Protocol):
    """What words name, and targets describe: in a document, or by themselves."""

    def ids(self, key: str, word: str) -> frozenset[str]:
        """The ids of what a word for a key of a target names."""
        ...

    def about(self, target: Target) -> About:
        """What a target describes."""
        ...


class AsWritten:
    """Each word names itself."""

    def ids(self, key: str, word: str) -> frozenset[str]:
        """The word, without regard to capitals where it is no word of a vocabulary."""
        return frozenset({word.casefold() if key in NAMED else word})

    def about(self, target: Target) -> About:
        """Each key of a target with its word."""
        return tuple((key, self.ids(key, word)) for key, word in target.stated.items())


class _Said(NamedTuple):
    """A step, what it changes, and what it is about."""

    step: Step
    change: Change
    """The change without its target."""
    about: About


def contradictions(scenario: Scenario, meanings: Meanings | None = None) -> list[Diagnostic]:
    """Every pair of steps that contradict each other, by what words name in a document, or by themselves."""
    meanings = meanings or AsWritten()
    every = [_said_by(step, meanings) for step in scenario.steps]
    return [
        *_delayed_after_cut(scenario, every),
        *_two_values(scenario, every),
        *_two_likely(scenario, meanings),
        *_two_days(scenario),
        *_changing_nothing(scenario, every),
    ]


def _said_by(step: Step, meanings: Meanings) -> _Said:
    """A step, where each word of its target is what it names."""
    change = step.change
    match change:
        case Cut() | Delay() | Raise():
            return _Said(step, replace(change, target=NOBODY), meanings.about(change.target))
        case Listing() if change.names:
            names = frozenset[str]().union(*(meanings.ids("party", name) for name in change.names))
            return _Said(step, replace(change, names=()), (("party", names),))
        case _:
            return _Said(step, change, ())


def _changing_nothing(scenario: Scenario, every: list[_Said]) -> Iterator[Diagnostic]:
    """Delays by no time, and steps that state what another one states for all of their days."""
    for each in every:
        step, change = each.step, each.step.change
        if isinstance(change, Delay) and change.is_added and change.time.days == Range(NOTHING, NOTHING):
            yield say.delays_nothing(said(change.target), scenario.span(f"{step.pointer}/by"))
        first = next((other.step for other in every if _says_the_same(other, each)), None)
        if first is not None:
            yield say.repeated(scenario.head(step.pointer), scenario.head(first.pointer))


def _says_the_same(one: _Said, two: _Said) -> bool:
    """Whether a step changes all that another one does, on all its days; of two alike the later one repeats.

    Delays by a time are added to each other, and two days of coming into force contradict each other.
    """
    step, other = one.step, two.step
    if step is other or isinstance(two.change, Enforcement) or _is_added(two.change):
        return False
    covers = step.start <= other.start and (
        step.through is None or (other.through is not None and other.through <= step.through)
    )
    is_same = one[1:] == two[1:]
    wider = isinstance(one.change, Cut) and isinstance(two.change, Cut) and _covers(one.about, two.about)
    if not covers or not (is_same or wider):
        return False
    is_alike = _are_alike(one, two) and (step.start, step.through) == (other.start, other.through)
    return not is_alike or step.number < other.number


def _is_added(change: Change) -> bool:
    return isinstance(change, Delay) and change.is_added


def _are_alike(one: _Said, two: _Said) -> bool:
    """Return whether each of two steps changes all that the other one does."""
    return one.change == two.change and (
        one.about == two.about or (_covers(one.about, two.about) and _covers(two.about, one.about))
    )


def _delayed_after_cut(scenario: Scenario, every: list[_Said]) -> Iterator[Diagnostic]:
    """Delays of what is wholly within something that is cut on a day of the delay."""
    cuts = [each for each in every if isinstance(each.change, Cut)]
    for each in every:
        step, change = each.step, each.step.change
        if not isinstance(change, Delay):
            continue
        cut = next((c for c in cuts if c.step.holds(step.start) and _covers(c.about, each.about)), None)
        if cut is not None:
            yield say.delayed_after_cut(
                said(change.target),
                scenario.head(step.pointer),
                scenario.head(cut.step.pointer),
                _otherwise(step, cut.step),
            )


def _otherwise(step: Step, other: Step) -> str:
    """How another step names what a step is about; nothing where it has the same words."""
    own, its = (_words(each.change) for each in (step, other))
    return "" if own.casefold() == its.casefold() else its


def _words(change: Change) -> str:
    return said(change.target) if isinstance(change, Cut | Delay | Raise) else ""


def _covers(wider: About, about: About) -> bool:
    """Whether all that is described is described by a wider target: by each word, or a narrower one."""
    own = dict(about)
    return all(key in own and _is_within(key, own[key], words) for key, words in wider)


def _is_within(key: str, words: frozenset[str], wider: frozenset[str]) -> bool:
    match key:
        case "country":
            return all(not wider.isdisjoint(lineage(word)) for word in words)
        case "material":
            return all(substances().is_a(word, each) for word in words for each in wider)
        case "stage":
            return all(load_stages().vocabulary.is_a(word, each) for word in words for each in wider)
        case _:
            return words <= wider


def _two_values(scenario: Scenario, every: list[_Said]) -> Iterator[Diagnostic]:
    """An index, or a lead time, that is set to two values on one day."""
    first: dict[Hashable, _Said] = {}
    for each in every:
        step, change = each.step, each.step.change
        if not isinstance(change, Raise | Delay) or _is_added(change):
            continue
        before = first.setdefault((step.kind, each.about, step.start), each)
        if before.change != each.change:
            what = "the restriction index" if isinstance(change, Raise) else "the lead time"
            yield say.two_values(
                f"{what} of {said(change.target)}",
                f" on {step.start}",
                scenario.span(f"{step.pointer}/to"),
                scenario.span(f"{before.step.pointer}/to"),
                _otherwise(step, before.step),
            )


def _two_likely(scenario: Scenario, meanings: Meanings) -> Iterator[Diagnostic]:
    """A likeliest lead time that is stated as two values."""
    first: dict[frozenset[str], Likely] = {}
    for each in scenario.drawing.likely:
        before = first.setdefault(meanings.ids("component", each.component), each)
        if before.days != each.days:
            yield say.two_values(
                f"the likeliest lead time of `{each.component}`",
                "",
                scenario.span(f"/simulation/likely/{each.number}/value"),
                scenario.span(f"/simulation/likely/{before.number}/value"),
                "" if before.component.casefold() == each.component.casefold() else f"`{before.component}`",
            )


def _two_days(scenario: Scenario) -> Iterator[Diagnostic]:
    first: dict[Enforcement, Step] = {}
    for step in scenario.steps:
        change = step.change
        if isinstance(change, Enforcement):
            before = first.setdefault(change, step)
            if before is not step:
                what = f"`{change.pack}/{change.name}`"
                yield say.two_days(what, scenario.head(step.pointer), scenario.head(before.pointer))
