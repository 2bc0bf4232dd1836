"""Law: the missing facts of an unknown decide it when they are known, or bring in something new."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from hypothesis import given

from microdep_rules.bom.spans import split
from microdep_rules.engine.verdict import Verdict
from tests.properties.evaluating import load, outcomes
from tests.properties.generators import Case, cases, law

if TYPE_CHECKING:
    from microdep_rules.engine.outcome import Outcome
    from tests.properties.documents import Record


@law(80)
@given(cases())
def test_answering_all_that_is_missing_decides_or_brings_in_something_new(case: Case) -> None:
    full = outcomes(case.pack, case.full_bom)
    for key, outcome in outcomes(case.pack, case.less_bom).items():
        by_nature = key in full and Verdict.UNKNOWN in {full[key].verdict, full[key].base}
        if outcome.verdict is not Verdict.UNKNOWN or by_nature:
            continue
        after = outcomes(case.pack, load(_answered(case, outcome))).get(key)
        if after is None or after.verdict is not Verdict.UNKNOWN:
            continue
        new = {q.missing for q in after.missing} - {q.missing for q in outcome.missing}
        assert new or after.notes, (key, [q.missing for q in outcome.missing], case.reported(key[0]))


@law(80)
@given(cases())
def test_an_unknown_names_a_missing_fact_or_another_reason(case: Case) -> None:
    for key, outcome in outcomes(case.pack, case.less_bom).items():
        if outcome.verdict is Verdict.UNKNOWN:
            assert outcome.missing or outcome.notes, (key, outcome.open, case.reported(key[0]))
        elif outcome.verdict is not Verdict.DISCLOSE:
            assert () == outcome.missing


def _answered(case: Case, outcome: Outcome) -> Record:
    document = deepcopy(case.less)
    for question in outcome.missing:
        _answer(document, case.full, tuple(split(question.missing.pointer)))
    return document


def _answer(less: Any, full: Any, path: tuple[str, ...]) -> None:
    """What the full document says at a place; of a list, also that it says all."""
    for step in path[:-1]:
        key: Any = int(step) if isinstance(full, list) else step
        if not _has(full, key):
            return
        if not _has(less, key):
            _put(less, key, full[key])
            return
        less, full = less[key], full[key]
    last = path[-1] if path else ""
    if isinstance(full, dict) and last in full:
        less[last] = deepcopy(full[last])
        if last == "costs" and "unit_cost" in full:  # the other place for a price
            less["unit_cost"] = deepcopy(full["unit_cost"])
        if last in full.get("complete", ()):
            less["complete"] = sorted({*less.get("complete", ()), last})


def _has(holder: Any, key: Any) -> bool:
    return key < len(holder) if isinstance(holder, list) else isinstance(holder, dict) and key in holder


def _put(holder: Any, key: Any, value: Any) -> None:
    if isinstance(holder, list):
        holder.append(deepcopy(value))
    else:
        holder[key] = deepcopy(value)
