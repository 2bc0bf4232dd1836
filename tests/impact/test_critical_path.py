"""The critical path agrees with a textbook network, and with trying every lead time."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from itertools import product as every_combination

import hypothesis.strategies as st
from hypothesis import given, settings

import microdep_rules
from microdep_rules.production.critical_path import ProductionPlan, Range, plan_of
from microdep_rules.production.resourcing import fastest, replacements
from microdep_rules.production.structure import ProductStructure, structure_of
from tests.each import tries
from tests.impact import products as brute

# F. S. Hillier, G. J. Lieberman, Introduction to Operations Research, 7th edition, McGraw-Hill 2001, chapter
# 10: the Reliable Construction Co. project. Table 10.1 has the activities with their immediate predecessors
# and durations in weeks, table 10.3 the slack of each; the project takes 44 weeks, on the path
# A - B - C - E - F - J - L - N.
HOUSE = {
    "A": ("", 2, 0),
    "B": ("A", 4, 0),
    "C": ("B", 10, 0),
    "D": ("C", 6, 4),
    "E": ("C", 4, 0),
    "F": ("E", 5, 0),
    "G": ("D", 7, 4),
    "H": ("EG", 9, 4),
    "I": ("C", 7, 2),
    "J": ("FI", 8, 0),
    "K": ("J", 4, 1),
    "L": ("J", 5, 0),
    "M": ("H", 2, 4),
    "N": ("KL", 6, 0),
}


def structure(drawn: brute.Drawn) -> ProductStructure:
    found, problems = structure_of(drawn.bom)
    assert [] == problems
    assert found is not None
    return found


def house() -> ProductionPlan:
    components = [
        {
            "id": name,
            "name": name,
            "lead_time": {"value": weeks, "unit": "weeks"},
            "children": [{"ref": before, "quantity": 1} for before in needs],
        }
        for name, (needs, weeks, _) in HOUSE.items()
    ]
    end = {"id": "house", "name": "House", "lead_time": {"value": 0, "unit": "days"}, "children": ["M", "N"]}
    document = {
        "schema": "microdep-bom/1",
        "document": {"product": "house"},
        "components": [*components, end],
    }
    return microdep_rules.critical_path(microdep_rules.load_bom(json.dumps(document).encode()))


def test_the_house_takes_as_long_as_the_textbook_says() -> None:
    plan = house()
    assert Range(Fraction(44 * 7), Fraction(44 * 7)) == plan.total
    assert (*"ABCEFJLN", "house") == plan.path


def test_each_activity_of_the_house_has_the_slack_of_the_textbook() -> None:
    plan = house()
    slack = {name: plan.activities[name].slack for name in HOUSE}
    assert {n: Range(Fraction(7 * weeks), Fraction(7 * weeks)) for n, (_, _, weeks) in HOUSE.items()} == slack
    critical = {name for name in HOUSE if plan.activities[name].critical}
    assert {name for name, (_, _, weeks) in HOUSE.items() if weeks == 0} == critical


# ---- by trying every lead time -------------------------------------------------------------------


def fixed(drawn: brute.Drawn, days: tuple[int, ...]) -> tuple[int, set[int]]:
    """How long it takes with these lead times, and what is on a longest path."""
    finish: dict[int, int] = {}
    for number in reversed(range(len(drawn.parts))):
        before = [finish[child] for child in drawn.parts[number].children]
        finish[number] = max(before, default=0) + days[number]
    critical, waiting = {0}, [0]
    while waiting:
        number = waiting.pop()
        for child in drawn.parts[number].children:
            if finish[child] + days[number] == finish[number] and child not in critical:
                critical.add(child)
                waiting.append(child)
    return finish[0], critical


def inside(drawn: brute.Drawn) -> set[int]:
    """The components of the product, without alternates."""
    seen, waiting = {0}, [0]
    while waiting:
        for child in drawn.parts[waiting.pop()].children:
            if child not in seen:
                seen.add(child)
                waiting.append(child)
    return seen


def bounded(drawn: brute.Drawn) -> brute.Drawn:
    """The same with an upper bound for each lead time, so that every completion can be tried."""
    leads = [(1, 5) if part.lead is None else part.lead for part in drawn.parts]
    ends = [(low, low + 4 if high is None else high) for low, high in leads]
    return replace(
        drawn, parts=tuple(replace(part, lead=lead) for part, lead in zip(drawn.parts, ends, strict=True))
    )


def completions(drawn: brute.Drawn) -> list[tuple[int, set[int]]]:
    """Everything that may happen: each lead time at its least and at its greatest."""
    ends = [sorted({part.lead[0], part.lead[1] or 0}) for part in drawn.parts if part.lead is not None]
    return [fixed(drawn, days) for days in every_combination(*ends)]


SMALL = st.one_of(brute.products(6, stages=False), brute.products(6, stages=False, trees=True)).map(bounded)


@settings(max_examples=tries(150), deadline=None)
@given(SMALL)
def test_the_total_is_every_total_and_criticality_is_never_claimed_wrongly(drawn: brute.Drawn) -> None:
    plan, every = plan_of(structure(drawn)), completions(drawn)
    totals = [total for total, _ in every]
    assert Range(Fraction(min(totals)), Fraction(max(totals))) == plan.total
    for number in inside(drawn):
        found = plan.activities[f"c{number}"].critical
        always = all(number in critical for _, critical in every)
        ever = any(number in critical for _, critical in every)
        assert always is (found is True)
        assert found is not False or not ever
        if drawn.tree:
            assert (True if always else None if ever else False) is found


@settings(max_examples=tries(150), deadline=None)
@given(brute.products(6, stages=False))
def test_what_is_critical_for_all_lead_times_is_said_to_be_without_upper_bounds_too(
    drawn: brute.Drawn,
) -> None:
    leads = [part.lead or (0, None) for part in drawn.parts]
    beyond = sum(low for low, _ in leads) + 100  # longer than any way that has a bound
    parts = [
        replace(part, lead=(low, beyond if high is None else high))
        for part, (low, high) in zip(drawn.parts, leads, strict=True)
    ]
    every = completions(replace(drawn, parts=tuple(parts)))
    activities = plan_of(structure(drawn)).activities
    expected = {f"c{n}" for n in inside(drawn) if all(n in critical for _, critical in every)}
    assert expected == {id_ for id_, each in activities.items() if each.critical}


@settings(max_examples=tries(150), deadline=None)
@given(brute.products(8, stages=False).map(bounded))
def test_with_exact_lead_times_nothing_is_left_open(drawn: brute.Drawn) -> None:
    parts = tuple(replace(part, lead=(part.lead[0], part.lead[0])) for part in drawn.parts if part.lead)
    exact = replace(drawn, parts=parts)
    plan = plan_of(structure(exact))
    total, critical = fixed(exact, tuple(part.lead[0] for part in parts if part.lead))
    assert Range(Fraction(total), Fraction(total)) == plan.total
    assert {f"c{each}" for each in critical} == {id_ for id_, a in plan.activities.items() if a.critical}
    assert all((a.slack.low == 0) is a.critical for a in plan.activities.values())


@settings(max_examples=tries(150), deadline=None)
@given(brute.products(6, stages=False).map(bounded))
def test_what_an_alternate_adds_is_what_a_plan_with_it_takes_longer(drawn: brute.Drawn) -> None:
    for replacement in replacements(structure(drawn)):
        planned = plan_of(structure(drawn), {replacement.component: replacement.alternate})
        assert planned.total == replacement.total
        number, other = int(replacement.component[1:]), int(replacement.alternate[1:])
        swapped = tuple(
            replace(part, children=tuple(dict.fromkeys(other if c == number else c for c in part.children)))
            for part in drawn.parts
        )
        changed = completions(replace(drawn, parts=swapped))
        added = [new - old for (new, _), (old, _) in zip(changed, completions(drawn), strict=True)]
        if number != 0:
            assert replacement.added.low is not None
            assert replacement.added.high is not None
            assert replacement.added.low <= min(added) <= max(added) <= replacement.added.high


@settings(max_examples=tries(150), deadline=None)
@given(brute.products(7, stages=False), st.data())
def test_what_an_alternate_adds_to_a_plan_with_others_is_what_that_plan_takes_longer(
    drawn: brute.Drawn, data: st.DataObject
) -> None:
    built = structure(drawn)
    ways = {use: built.alternates(use) for use in built.used if built.alternates(use)}
    chosen = {use: data.draw(st.sampled_from((use, *others))) for use, others in ways.items()}
    base = {use: way for use, way in chosen.items() if way != use}
    found = replacements(built, base)
    for each in found:
        assert plan_of(built, {**base, each.component: each.alternate}).total == each.total
    assert not [each for each in found if each.alternate == base.get(each.component)]


@settings(max_examples=tries(150), deadline=None)
@given(brute.products(7, stages=False))
def test_the_fastest_ways_make_the_fastest_of_all_plans(drawn: brute.Drawn) -> None:
    """Of the whole and of each use: what nothing bounds comes last, though its least be smaller."""
    built = structure(drawn)
    ways = {use: (use, *built.alternates(use)) for use in built.used}
    combinations = [dict(zip(ways, chosen, strict=True)) for chosen in every_combination(*ways.values())]
    plans = [plan_of(built, combination) for combination in combinations]
    chosen = fastest(built, ways.__getitem__)
    best = plan_of(built, chosen)
    assert min(worst(each.total) for each in plans) == worst(best.total)
    for use in ways:
        if (way := chosen.get(use, use)) in best.activities:
            ends = [
                worst(plan.activities[each[use]].earliest_finish)
                for plan, each in zip(plans, combinations, strict=True)
                if each[use] in plan.activities
            ]
            assert min(ends) == worst(best.activities[way].earliest_finish)


def worst(days: Range) -> tuple[bool, Fraction]:
    """The greatest number, behind all others where there is none."""
    return days.high is None, days.high or Fraction(0)


@settings(max_examples=tries(160), deadline=None)
@given(brute.products(8, stages=False))
def test_a_lead_time_that_is_not_stated_leaves_the_end_open(drawn: brute.Drawn) -> None:
    plan = plan_of(structure(drawn))
    leads = {number: drawn.parts[number].lead for number in inside(drawn)}
    without = {f"c{number}" for number, lead in leads.items() if lead is None or lead[1] is None}
    assert without == set(plan.unstated)
    assert (plan.total.high is None) is bool(without)
