"""A rule that asks about everything for everything ends with an error, and the other rules are judged."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import microdep_rules
from microdep_rules.engine import evaluate as evaluating
from microdep_rules.engine.evaluate import Query, evaluate
from tests.shown import shown

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

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
  in force    by as of
  applies to  every listed component
  forbid      {what}
"""
LONG = (
    "any part of end-item at any tier where (part.origin is component.origin and "
    "any item of end-item at any tier where item.mass is more than part.mass)"
)
SHORT = "component.origin is CN"


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


def test_a_rule_that_takes_too_long_is_an_error_and_the_others_are_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluating, "STEPS", 2000)
    monkeypatch.setattr(evaluating, "STEPS_OF_A_PART", 10)
    assert [
        ("rule-0", "error", "it takes more steps than a rule may take"),
        ("rule-1", "pass", ""),
    ] == verdicts(pack_of(tmp_path, LONG, SHORT), document(20))


def test_all_rules_of_a_pack_together_may_take_no_more_than_five(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluating, "STEPS", 2000)
    monkeypatch.setattr(evaluating, "STEPS_OF_A_PART", 10)
    found = verdicts(pack_of(tmp_path, *[LONG] * 6, SHORT), document(20))
    reasons = {reason for _, _, reason in found}
    assert ("rule-6", "error", "it takes more steps than the rules before it have left") in found
    assert {"it takes more steps than a rule may take"} < reasons


def test_a_larger_document_may_take_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluating, "STEPS", 2000)
    monkeypatch.setattr(evaluating, "STEPS_OF_A_PART", 10_000)
    assert {"error"} != {verdict for _, verdict, _ in verdicts(pack_of(tmp_path, LONG), document(20))}
