"""A rule that asks about everything for everything is unknown where it takes too long; all else is judged."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

import microdep_rules
from microdep_rules.engine import evaluation, shared, subjects
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from tests.cli.replay import run
from tests.shown import shown

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.bom.model import Bom
    from microdep_rules.lang import ir

HEAD = """pack steps version 1
  title     "Rules that take long"
  authority "none"
  reviewed  2026-11-24
"""
RULE = """
rule {name}
  title       "takes long"
  severity    prohibit
  cites       "law 1"
  in force    by check date
  applies to  every listed component
  forbid      {what}
"""
LONG = (
    "any item of end-item at any tier where (item.origin is component.origin and "
    "any component of end-item at any tier where component.mass is more than item.mass)"
)
SHORT = "component.origin is CN"
UPWARDS = f"{SHORT} and any item of component, enclosing-items of component where item.origin is JP"
"""What is asked in each place where a component is used."""


def pack_of(folder: Path, *conditions: str) -> ir.Pack:
    rules = [RULE.format(name=f"rule-{number}", what=what) for number, what in enumerate(conditions)]
    path = folder / "pack.rule"
    path.write_text(shown(HEAD + "".join(rules)), encoding="utf-8")
    found = microdep_rules.load_pack(path).pack
    assert found is not None
    return found


def document(parts: int) -> Bom:
    components = [{"name": f"Part {number}", "origin": "US", "mass_g": number} for number in range(parts)]
    text = json.dumps({"schema": "microdep-bom/1", "components": components})
    found = microdep_rules.load_bom(text.encode()).bom
    assert found is not None
    return found


def verdicts(pack: ir.Pack, bom: Bom) -> list[tuple[str, str, str]]:
    found = evaluate(pack, bom, Query(date(2026, 11, 25)))
    return sorted({(each.rule.name, each.verdict.value, each.reason) for each in found})


BEYOND = "it takes more operations than a rule may take for one subject and exceeds the limits of evaluation"


def few_steps(monkeypatch: pytest.MonkeyPatch, of_a_part: int = 10) -> None:
    monkeypatch.setattr(shared, "STEPS", 2000)
    monkeypatch.setattr(shared, "STEPS_OF_A_PART", of_a_part)


def test_a_rule_that_takes_too_long_is_unknown_and_the_others_are_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few_steps(monkeypatch)
    found = verdicts(pack_of(tmp_path, LONG, SHORT), document(20))
    assert ("rule-0", "unknown", BEYOND) in found
    assert [("rule-1", "pass", "")] == [each for each in found if each[0] == "rule-1"]
    assert "error" not in {verdict for _, verdict, _ in found}


def test_what_fails_before_a_subject_takes_too_long_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few_steps(monkeypatch)
    found = verdicts(
        pack_of(tmp_path, f"component.origin is US and (component.mass is 0 g or {LONG})"), document(20)
    )
    assert {"unknown"} == {verdict for _, verdict, _ in found}
    found = verdicts(pack_of(tmp_path, f"component.mass is at most 5 g or {LONG}"), document(20))
    assert {"fail", "unknown"} <= {verdict for _, verdict, _ in found}


def test_all_rules_of_a_pack_together_may_take_no_more_than_five(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few_steps(monkeypatch)
    found = verdicts(pack_of(tmp_path, *[LONG] * 12, SHORT), document(20))
    assert {("rule-12", "unknown")} == {(rule, verdict) for rule, verdict, _ in found if rule == "rule-12"}


def test_a_larger_document_may_take_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few_steps(monkeypatch, 10_000)
    assert BEYOND not in {reason for _, _, reason in verdicts(pack_of(tmp_path, LONG), document(20))}


def in_many_places(origin: str) -> Bom:
    """A part in 4,096 places: each of twelve levels uses the next one twice."""
    levels = [
        {
            "id": f"{side}{n}",
            "name": f"{side}{n}",
            "origin": "JP",
            "children": [{"ref": f"a{n + 1}"}, {"ref": f"b{n + 1}"}],
        }
        for n in range(12)
        for side in "ab"
    ]
    ends = [{"id": "a12", "name": "A", "origin": origin}, {"id": "b12", "name": "B", "origin": "JP"}]
    top = {"id": "top", "name": "Top", "origin": "JP", "children": [{"ref": "a0"}, {"ref": "b0"}]}
    document = {"document": {"product": "top"}, "components": [top, *levels, *ends]}
    text = json.dumps({"schema": "microdep-bom/1", **document})
    found = microdep_rules.load_bom(text.encode()).bom
    assert found is not None
    return found


@pytest.mark.parametrize(("origin", "expected"), [("CN", "fail"), ("US", "unknown")])
def test_what_fails_in_one_of_too_many_places_fails(origin: str, expected: str, tmp_path: Path) -> None:
    pack = pack_of(tmp_path, UPWARDS)
    found = evaluate(pack, in_many_places(origin), Query(date(2026, 11, 24)))
    assert [expected] == [each.verdict.value for each in found if each.subject.id == "a12"]


def test_what_is_used_in_no_more_than_five_hundred_places_is_judged_in_each(tmp_path: Path) -> None:
    found = evaluate(pack_of(tmp_path, UPWARDS), in_many_places("US"), Query(date(2026, 11, 24)))
    beyond = {part.id for each in found if each.is_beyond_bounds for part in each.parts or (each.subject,)}
    assert {f"{side}{level}" for side in "ab" for level in (9, 10, 11, 12)} == beyond


def test_the_screens_state_the_bound_and_no_missing_fact(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (subjects, evaluation):
        monkeypatch.setattr(module, "MOST_PLACES", 3)
    pack_of(tmp_path, UPWARDS)
    (tmp_path / "bom.json").write_text(in_many_places("US").file.source.text, encoding="utf-8")
    asked = "bom.json --pack pack.rule --as-of 2026-11-24"
    commands = {"check": "check", "impact": "impact", "explain": "explain steps/rule-0 a12"}
    reported = {
        name: " ".join(run(f"microdep {command} {asked}", tmp_path)[0].split())
        for name, command in commands.items()
    }
    bound = "it is used in more than 3 places and exceeds the limits of evaluation"
    assert f"UNKNOWN {bound}; 1 rule remains undecided" in reported["check"]
    assert "undetermined, although no fact is missing" in reported["impact"]
    assert f"No fact is missing: {bound}." in reported["explain"]
    assert 2 == reported["explain"].count(bound)  # as the verdict, and as what would decide it
