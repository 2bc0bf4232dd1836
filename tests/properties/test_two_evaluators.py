"""Generated code and the interpreter say the same of every rule and subject, today and later."""

from __future__ import annotations

import io
import keyword
import re
import tokenize
from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import given
from msgspec.structs import replace

from microdep_rules.engine.batch import run
from microdep_rules.engine.batch.source import program
from microdep_rules.engine.evaluate import Query, evaluate
from microdep_rules.engine.grouping import roll_up
from microdep_rules.engine.verdict import Decision, Verdict
from microdep_rules.lang.pack import check_pack
from microdep_rules.source import SourceFile
from tests.packs.loading import shipped_pack
from tests.properties.alike import counts, findings
from tests.properties.compare import drawn
from tests.properties.evaluating import AS_OF, load
from tests.properties.generators import Case, cases, law, sample

if TYPE_CHECKING:
    import pytest

    from microdep_rules.bom.model import Bom
    from microdep_rules.lang import ir


def assert_alike(pack: ir.Pack, bom: Bom, told: str = "", *, verify: bool) -> None:
    slow = evaluate(pack, bom, Query(AS_OF))
    fast = evaluate(pack, bom, Query(AS_OF, count=True, verify=verify))
    assert counts(slow) == counts(fast), told
    assert findings(slow) == findings(fast), told


@law(150)
@given(cases())
def test_the_two_evaluators_agree_on_random_packs_and_documents(case: Case) -> None:
    told = "\n".join(case.told(rule.name) for rule in case.pack.rules)
    for bom in (case.full_bom, case.less_bom):
        assert_alike(case.pack, bom, told, verify=case.seed % 2 == 0)


@law(25)
@given(cases())
def test_the_two_evaluators_agree_on_the_packs_that_come_with_it(case: Case) -> None:
    for name in ("micro-dependency", "chokepoints", "dod-magnets"):
        assert_alike(shipped_pack(name), case.less_bom, f"{name}, seed {case.seed}", verify=False)


FORMS = """pack forms version 1
  title "t" authority "a" reviewed 2026-06-01

rule r
  title "r" severity prohibit cites "c"
  applies to every material at any tier
  forbid material.substance is tantalum-powder

rule s
  title "s" severity prohibit cites "c"
  applies to every material at any tier
  forbid material.name is "Ta"
"""


def test_generated_code_looks_a_substance_up_with_its_form_and_a_name_with_what_gives_it() -> None:
    pack, problems = check_pack([SourceFile("forms.rule", FORMS)])
    assert pack is not None, problems
    substances = ({"substance": "Ta"}, {"substance": "Ta", "form": "powder"}, {"substance": "W"})
    materials = [{"id": f"m{at}", **each} for at, each in enumerate(substances)]
    part = {"id": "a", "name": "a", "kind": "end_item", "materials": materials}
    assert_alike(pack, load({"schema": "microdep-bom/1", "components": [part]}), verify=False)


DATED = """pack dated version 1
  title "t" authority "a" reviewed 2026-06-01

list covered of country
  from 2026-01-01 before 2027-01-01 CN cites "c"
  from 2027-01-01 CN RU cites "c"

define risky = components at any tier where component.origin is in covered

rule r
  title "r" severity prohibit cites "c"
  in force by as of
  applies to every material of risky
  forbid material.substance is Ta
"""


def test_what_is_in_a_list_that_dates_narrow_is_looked_at_on_every_day() -> None:
    pack, problems = check_pack([SourceFile("dated.rule", DATED)])
    assert pack is not None, problems
    parts = [
        {"id": each, "name": each, "origin": each, "materials": [{"substance": "Ta"}]}
        for each in ("CN", "RU", "US")
    ]
    bom = load({"schema": "microdep-bom/1", "components": parts})
    for count in (False, True):
        found = evaluate(pack, bom, Query(AS_OF, count=count))
        assert {("CN/ta", "fail", 0), ("RU/ta", "not_applicable", 1)} <= {
            (each.subject.id, each.verdict.value, len(each.changes)) for each in found
        }


def test_generated_code_draws_every_verdict_and_half_of_them_without_asking() -> None:
    found = sum((drawn(case) for case in sample()[:120]), Counter[str]())
    told = sum(found.values())
    for verdict in run.VERDICTS:
        assert found[verdict.value] > 0.01 * told, verdict
    assert found["asked"] < 0.5 * told


OURS = re.compile(r"(fact|leaf|bound|hidden|asked|key|said|table|OUT_OF_FORCE)\d+(_low|_high|_key)?")
OUR_WORDS = (
    "judge bits below quantify quantified answered told zip records stages verdicts number record holder steps step closed shares get bool fact fact_of freeze table "
    "enumerate any all sum __class__ COMPOUND NUMBERS NOTHING frozenset NO_SUBJECT NOT_APPLICABLE OUT_OF_FORCE ASK"
)
KNOWN = frozenset(OUR_WORDS.split(" ")) | frozenset(keyword.kwlist)


def test_no_word_of_a_rule_is_in_the_text_of_generated_code() -> None:
    for case in sample()[:60]:
        for rule in case.pack.rules:
            text = program(case.pack, [rule], whole=True).source
            tokens = tokenize.generate_tokens(io.StringIO(text).readline)
            names = {each.string for each in tokens if each.type == tokenize.NAME}
            assert set() == {each for each in names - KNOWN if not OURS.fullmatch(each)}
            assert '"' not in text
            assert "'" not in text


def test_a_fault_in_one_evaluator_is_an_error_that_names_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    # The table is swapped for the whole of one run: a pass where it is a fail.
    monkeypatch.setattr(run, "decide", lambda *_, **__: Decision(Verdict.PASS))
    wrong = [
        outcome
        for case in sample()[:40]
        for outcome in evaluate(case.pack, case.full_bom, Query(AS_OF, count=True, verify=True))
        if outcome.verdict is Verdict.ERROR
    ]
    assert wrong
    for outcome in wrong:
        assert "the interpreter finds" in outcome.message
        assert "error" == roll_up([outcome]) == roll_up([replace(outcome, verdict=Verdict.PASS), outcome])
