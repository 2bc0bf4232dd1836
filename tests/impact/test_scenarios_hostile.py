"""Scenarios that nobody would write: each has an answer or a diagnostic with its place, and no traceback."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import hypothesis.strategies as st
from hypothesis import given, settings

import microdep_rules
from microdep_rules.diagnostics import has_errors
from microdep_rules.pipeline.scenario import find_scenario_problems
from microdep_rules.production.scenarios.read import load_scenario
from tests.each import tries
from tests.impact.runs import HEAD
from tests.impact.test_scenarios import bom

AS_OF = date(2026, 11, 24)
WORDS = st.sampled_from(
    (
        *(
            "",
            "CN",
            "cn",
            "CN-XJ",
            "CN-99",
            "EU",
            "gallium",
            "Nd",
            "sintered",
            "processed",
            "magnet",
            "Magnet",
        ),
        *("works", "kiln", "own/x", "/", "a/b/c", "2027-01-01", "9999-12-31", "2027-13-01", "days", "\u202e"),
    )
)
NUMBERS = st.sampled_from([0, 1, -1, 0.5, 1.5, 10**30, "1..2", "2..1", "at least 3", "at most 0", True, None])
VALUES = st.one_of(WORDS, NUMBERS)
KEYS = ("component", "country", "party", "site", "material", "stage", "list", "aliases", "rule", "measure")
TIME = st.dictionaries(st.sampled_from(["value", "unit", "likely"]), VALUES, max_size=3)
CHANGE = st.dictionaries(st.sampled_from((*KEYS, "parameter", "to")), st.one_of(VALUES, TIME), max_size=3)
LATE = st.fixed_dictionaries(
    {"component": st.sampled_from(["magnet", "Magnet", "motor"])},
    optional={
        "by": st.fixed_dictionaries({"value": NUMBERS, "unit": st.sampled_from(["days", "years"])}),
        "to": TIME,
    },
)
DAYS = st.sampled_from(["2027-03-01", "0001-01-01", "9999-12-31", "2026-11-24", "2027-02-30", 3, None])
EVENT = st.one_of(
    st.fixed_dictionaries(
        {"from": DAYS},
        optional={
            "through": DAYS,
            "cut": CHANGE,
            "delay": LATE,
            "raise_index": CHANGE,
            "add_to_list": CHANGE,
            "bring_into_force": CHANGE,
        },
    ),
    VALUES,
)
DOCUMENT = microdep_rules.load_bom((HEAD + bom()).encode())


@settings(max_examples=tries(400), deadline=None)
@given(
    st.lists(EVENT, max_size=3),
    st.one_of(st.none(), st.dictionaries(st.sampled_from(["runs", "seed"]), NUMBERS)),
)
def test_every_scenario_has_an_answer_or_a_diagnostic(
    events: list[Any], simulation: dict[str, Any] | None
) -> None:
    document: dict[str, Any] = {"schema": "microdep-scenario/1", "name": "S", "events": events}
    document |= {"simulation": simulation} if simulation is not None else {}
    scenario, loaded, problems = load_scenario("s.json", json.dumps(document).encode())
    assert (scenario is None) is has_errors(problems)
    if scenario is not None:
        problems += find_scenario_problems([scenario], [DOCUMENT], [], AS_OF)
    for problem in problems:
        assert problem.help
        assert 0 <= problem.primary.span.start <= len(loaded.source.text)
    if scenario is not None and not has_errors(problems):
        text = loaded.source.text.encode()
        found = microdep_rules.scenario(text, [DOCUMENT], as_of=AS_OF, runs=5)
        assert json.dumps(found)
