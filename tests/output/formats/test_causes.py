"""One entry for one cause: nothing is lost, nothing is said twice, and a cause keeps its identity."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from microdep_rules.cli.formats import FOR_PROGRAMS
from microdep_rules.output import record
from microdep_rules.output.formats import entries, github, gitlab, junit, sarif
from microdep_rules.pipeline.check import run_check
from microdep_rules.pipeline.documents import CheckRequest
from microdep_rules.pipeline.packs import load_packs
from microdep_rules.pipeline.project import open_project
from tests.each import tries
from tests.output.formats.readers import READERS
from tests.output.formats.running import RENDER, copied

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from microdep_rules.output.checked import Checked

    Check = Callable[[list[dict[str, Any]]], Checked]

GROUPED = tuple(form for form in FOR_PROGRAMS if form != "cyclonedx")
"""Formats that show the outcomes of one cause as one entry; an attestation has a claim for each outcome."""
FACTS: dict[str, list[Any]] = {
    "origin": ["CN", "JP", None],
    "restriction_index": [0.9, 0.1, None],
    "mass_g": [1, 60, 120, None],
    "cots": [True, False, None],
}


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> Check:
    """Checks components against the pack of the workspace."""
    folder: Path = copied(tmp_path_factory.mktemp("causes"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        project, _, _ = open_project(start=folder)
        assert project is not None
        packs = load_packs(project, ("./own",), {}, with_examples=False)

    def run(components: list[dict[str, Any]]) -> Checked:
        path = folder / "made.json"
        made = {"schema": "microdep-bom/1", "document": {"id": "made"}, "components": components}
        path.write_text(json.dumps(made, indent=0), encoding="utf-8")
        return run_check(project, CheckRequest(date(2026, 12, 1), paths=(str(path),)), packs)

    return run


@st.composite
def components(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Components that lack this and that."""
    found = []
    for number in range(draw(st.integers(1, 12))):
        drawn = {name: draw(st.sampled_from(values)) for name, values in FACTS.items()}
        stated = {name: value for name, value in drawn.items() if value is not None}
        found.append({"id": f"c{number}", "name": f"Part {number}", **stated})
    return found


def lacking(number: int) -> list[dict[str, Any]]:
    """Components of which nothing is known."""
    return [{"id": f"c{n}", "name": f"Part {n}"} for n in range(number)]


def of_the_record(checked: Checked) -> Counter[tuple[str, str, str]]:
    """Each rule with its verdict and a component, as the record has them."""
    return Counter(
        (each["rule"], each["verdict"], part["id"])
        for document in record.record(checked, listing="full")["documents"]
        for each in document["outcomes"]
        for part in each["components"] or [each["subject"]]
    )


def results(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(text)["runs"][0]["results"]
    return [each for each in found if "components" in each["properties"]]


@settings(max_examples=tries(120), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=components())
def test_every_outcome_is_in_one_entry_with_its_component(check: Check, parts: list[dict[str, Any]]) -> None:
    checked = check(parts)
    reported = Counter(
        (result["ruleId"], result["properties"]["verdict"], id_)
        for result in results(sarif.render(checked))
        for id_ in result["properties"]["components"]
    )
    assert of_the_record(checked) == reported


@settings(max_examples=tries(120), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=components())
def test_checks_that_fail_or_are_unknown_add_up_in_every_format(
    check: Check, parts: list[dict[str, Any]]
) -> None:
    checked = check(parts)
    expected = Counter(verdict for _, verdict, _ in of_the_record(checked).elements())
    for form in GROUPED:
        counts = READERS[form](RENDER[form](checked)).counts
        assert (expected["fail"], expected["unknown"]) == (counts["fail"], counts["unknown"])


@settings(max_examples=tries(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=components())
def test_junit_and_gitlab_name_every_component(check: Check, parts: list[dict[str, Any]]) -> None:
    checked = check(parts)
    open_ = {id_ for _, said, id_ in of_the_record(checked) if said in {"fail", "unknown"}}
    wanted = [part["name"] for part in parts if part["id"] in open_]
    for text in (junit.render(checked), gitlab.render(checked)):
        assert [] == [name for name in wanted if name not in text]


def test_entries_do_not_grow_with_the_components(check: Check) -> None:
    few, many = (list(entries.run(check(lacking(number))).entries()) for number in (3, 300))
    assert [each.fingerprint for each in few] == [each.fingerprint for each in many]
    assert [300, 301] == sorted({each.many for each in many if each.kind == "unknown"})


@settings(max_examples=tries(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=components())
def test_a_cause_is_the_same_when_a_component_is_added(check: Check, parts: list[dict[str, Any]]) -> None:
    before = {load["fingerprint"] for load in json.loads(gitlab.render(check(parts)))}
    after = {load["fingerprint"] for load in json.loads(gitlab.render(check([*parts, *more(len(parts))])))}
    assert before <= after


def more(number: int) -> list[dict[str, Any]]:
    """A component that lacks all and one that fails, with ids of their own."""
    unknown, fails = f"c{number}", f"c{number + 1}"
    return [
        {"id": unknown, "name": "Another"},
        {"id": fails, "name": "One more", "origin": "CN", "restriction_index": 0.9, "mass_g": 200},
    ]


def test_no_two_causes_of_a_document_have_one_fingerprint(check: Check) -> None:
    parts = [*lacking(4), *more(4), {"id": "c9", "name": "Part 9", "origin": "JP"}]
    found = [
        result["partialFingerprints"]["microdepCause/v1"] for result in results(sarif.render(check(parts)))
    ]
    assert len(found) == len(set(found))


def test_two_fails_of_one_rule_stand_at_two_lines(check: Check) -> None:
    fails = [{"id": f"c{n}", "name": f"P{n}", "origin": "CN", "restriction_index": 0.9} for n in range(3)]
    found = [
        result for result in results(sarif.render_for_github(check(fails))) if result["level"] == "error"
    ]
    lines = {each["locations"][0]["physicalLocation"]["region"]["startLine"] for each in found}
    assert (3, 3) == (len(found), len(lines))


def test_a_message_about_many_names_the_first_and_how_many_there_are(check: Check) -> None:
    (found,) = (
        result
        for result in results(sarif.render(check(lacking(58))))
        if (result["ruleId"], result["properties"]["verdict"]) == ("own/blocked", "unknown")
    )
    first, *details = found["message"]["text"].split("\n")
    assert first.startswith("58 components (Part 0, Part 1, Part 2 and 55 more): cannot be decided:")
    assert "and so on for 57 more" in details
    assert (sarif.MOST_OF_CAUSE, 58) == (
        len(found["relatedLocations"]),
        len(found["properties"]["components"]),
    )


def test_the_annotations_that_github_shows_leave_out_no_rule(check: Check) -> None:
    fails = [
        {"id": f"c{n}", "name": f"P{n}", "origin": "CN", "restriction_index": 0.9, "mass_g": 200}
        for n in range(40)
    ]
    run = entries.run(check(fails), listing="findings")
    found = github.annotated(run, {})
    for weight in ("error", "warning", "note"):
        shown = [(each, others) for each, others in found if each.weight == weight]
        every = [finding for finding in entries.findings(run.entries()) if finding.weight == weight]
        assert len(every) == sum(1 + len(others) for _, others in shown)
        assert {each.rule for each in every} == {each.rule for each, _ in shown[: github.MOST_SHOWN]}
        assert len(shown) <= github.MOST_SHOWN
    assert "and 30 more of own/blocked:" in github.render(run)


def test_the_first_notice_states_how_many_annotations_are_not_shown(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(github, "MOST_SHOWN", 1)
    first, *_ = github.render(entries.run(check(lacking(2)), listing="findings")).splitlines()
    assert "not shown as annotations: " in first
    assert " warnings" in first


def test_what_a_baseline_knows_is_no_part_of_what_is_new(check: Check) -> None:
    checked = check(lacking(4))
    reported = record.record(checked)
    for each in reported["documents"][0]["outcomes"]:
        each["baseline"] = "known" if each["subject"]["id"] in {"c0", "c1"} else "new"
    found = [entry for entry in entries.of_record(checked, reported).entries() if entry.rule == "own/blocked"]
    assert {("known", 2), ("new", 2)} == {(each.baseline, each.many) for each in found}
    assert 2 == len({each.fingerprint for each in found})
