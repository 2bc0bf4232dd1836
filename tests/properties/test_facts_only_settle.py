"""Law: what is missing keeps a verdict open; filling it in never turns fail into clear, or back."""

from __future__ import annotations

from hypothesis import given

from microdep_rules.engine.verdict import Verdict
from tests.properties.evaluating import outcomes
from tests.properties.generators import Case, cases, law

CLEAR = frozenset({Verdict.PASS, Verdict.EXEMPT, Verdict.NOT_APPLICABLE})


@law(100)
@given(cases())
def test_filling_in_facts_never_turns_fail_into_clear_or_clear_into_fail(case: Case) -> None:
    before, after = outcomes(case.pack, case.less_bom), outcomes(case.pack, case.full_bom)
    for key, less in before.items():
        full = after.get(key)
        if full is None or less.relies_on:
            continue
        now = less.verdict, full.verdict
        assert not (now[0] in CLEAR and now[1] is Verdict.FAIL), (key, now, case.reported(key[0]))
        assert not (now[0] is Verdict.FAIL and now[1] in CLEAR), (key, now, case.reported(key[0]))


@law(100)
@given(cases())
def test_what_is_removed_or_misspelt_never_clears_what_was_not_clear(case: Case) -> None:
    """An unknown for which no fact is missing (a gap in a table of the pack) is not the document's."""
    before, after = outcomes(case.pack, case.full_bom), outcomes(case.pack, case.less_bom)
    for key, full in before.items():
        less = after.get(key)
        by_the_pack = full.verdict is Verdict.UNKNOWN and full.notes
        if less is None or less.relies_on or full.verdict in CLEAR or by_the_pack:
            continue
        now = full.verdict, less.verdict
        assert less.verdict not in {Verdict.PASS, Verdict.NOT_APPLICABLE}, (key, now, case.reported(key[0]))
