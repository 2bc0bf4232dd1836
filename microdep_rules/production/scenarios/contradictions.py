"""Steps of a scenario that cannot be true together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.production.critical_path import NOTHING, Range
from microdep_rules.production.scenarios import errors as say
from microdep_rules.production.scenarios.model import Cut, Delay, Enforcement, Raise
from microdep_rules.production.scenarios.words import said
from microdep_rules.vocabulary.countries import lineage
from microdep_rules.vocabulary.makeup import substances
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.production.scenarios.model import Scenario, Step, Target


def contradictions(scenario: Scenario) -> list[Diagnostic]:
    """Every pair of steps that contradict each other."""
    return [
        *_delayed_after_cut(scenario),
        *_two_values(scenario),
        *_two_days(scenario),
        *_changing_nothing(scenario),
    ]


def _changing_nothing(scenario: Scenario) -> Iterator[Diagnostic]:
    """Delays by no time, and steps that state what another one states for all of their days."""
    for step in scenario.steps:
        change = step.change
        if isinstance(change, Delay) and change.is_added and change.time.days == Range(NOTHING, NOTHING):
            yield say.delays_nothing(said(change.target), scenario.span(f"{step.pointer}/by"))
        first = next((each for each in scenario.steps if _says_the_same(each, step)), None)
        if first is not None:
            yield say.repeated(scenario.head(step.pointer), scenario.head(first.pointer))


def _says_the_same(step: Step, other: Step) -> bool:
    """Whether a step changes all that another one does, on all its days; of two alike the later one repeats.

    Delays by a time are added to each other, and two days of coming into force contradict each other.
    """
    one, two = step.change, other.change
    if step is other or isinstance(two, Enforcement) or (isinstance(two, Delay) and two.is_added):
        return False
    covers = step.start <= other.start and (
        step.through is None or (other.through is not None and other.through <= step.through)
    )
    wider = isinstance(one, Cut) and isinstance(two, Cut) and _covers(one.target, two.target)
    if not covers or not (one == two or wider):
        return False
    is_alike = one == two and (step.start, step.through) == (other.start, other.through)
    return not is_alike or step.number < other.number


def _delayed_after_cut(scenario: Scenario) -> Iterator[Diagnostic]:
    """Delays of what is wholly within something that is cut on a day of the delay."""
    cuts = [(each, each.change) for each in scenario.steps if isinstance(each.change, Cut)]
    for step in scenario.steps:
        change = step.change
        if not isinstance(change, Delay):
            continue
        for cut, what in cuts:
            if cut.holds(step.start) and _covers(what.target, change.target):
                yield say.delayed_after_cut(
                    said(change.target), scenario.head(step.pointer), scenario.head(cut.pointer)
                )
                break


def _covers(wider: Target, target: Target) -> bool:
    """Whether all that a target describes is described by a wider one: by each word, or a narrower one."""
    own = target.stated
    return all(key in own and _is_within(key, own[key], word) for key, word in wider.stated.items())


def _is_within(key: str, word: str, wider: str) -> bool:
    match key:
        case "country":
            return wider in lineage(word)
        case "material":
            return substances().is_a(word, wider)
        case "stage":
            return load_stages().vocabulary.is_a(word, wider)
        case _:
            return word.casefold() == wider.casefold()


def _two_values(scenario: Scenario) -> Iterator[Diagnostic]:
    """An index, or a lead time, that is set to two values on one day."""
    first: dict[tuple[str, Target, date], Step] = {}
    for step in scenario.steps:
        change = step.change
        if not (isinstance(change, Raise) or (isinstance(change, Delay) and not change.is_added)):
            continue
        before = first.setdefault((step.kind, change.target, step.start), step)
        if before.change != change:
            what = "the restriction index" if isinstance(change, Raise) else "the lead time"
            yield say.two_values(
                f"{what} of {said(change.target)}",
                step.start,
                scenario.span(f"{step.pointer}/to"),
                scenario.span(f"{before.pointer}/to"),
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
