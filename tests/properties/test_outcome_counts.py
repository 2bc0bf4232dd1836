"""Counted outcomes, by class and by row, are the outcomes of each subject alone, today and later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from msgspec.structs import replace

from microdep_rules.engine.equivalence import reads
from microdep_rules.engine.equivalence.rows import Rows
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.grouping import roll_up
from microdep_rules.engine.query import Query
from microdep_rules.engine.verdict import Verdict
from microdep_rules.lang.pack import check_pack
from microdep_rules.source import SourceFile
from tests.packs.loading import shipped_pack
from tests.properties.alike import counts, findings
from tests.properties.evaluating import AS_OF, load
from tests.properties.generators import Case, cases, law

if TYPE_CHECKING:
    import pytest

    from microdep_rules.bom.model import Bom
    from microdep_rules.lang import ir


COUNTED = Query(AS_OF, count=True, explained=False)


def assert_alike(pack: ir.Pack, bom: Bom, reported: str = "", *, verify: bool) -> None:
    slow = evaluate(pack, bom, Query(AS_OF))
    fast = evaluate(pack, bom, replace(COUNTED, verify=verify))
    assert counts(slow) == counts(fast), reported
    assert findings(slow) == findings(fast), reported


@law(150)
@given(cases())
def test_counted_is_what_is_listed_of_random_packs_and_documents(case: Case) -> None:
    reported = "\n".join(case.reported(rule.name) for rule in case.pack.rules)
    for bom in (case.full_bom, case.less_bom):
        assert_alike(case.pack, bom, reported, verify=case.seed % 2 == 0)


@law(25)
@given(cases())
def test_counted_is_what_is_listed_of_the_packs_that_come_with_it(case: Case) -> None:
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


def test_a_substance_is_counted_with_its_form_and_a_name_with_what_gives_it() -> None:
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
  in force by check date
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


FROM_CHINA = """pack china version 1
  title "t" authority "a" reviewed 2026-06-01

rule r
  title "r" severity prohibit cites "c"
  applies to every listed component
  forbid component.origin is CN
"""


def test_a_row_that_forgets_what_a_rule_reads_is_an_error_that_names_the_rule(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pack, problems = check_pack([SourceFile("china.rule", FROM_CHINA)])
    assert pack is not None, problems
    parts = [{"name": f"Part {number}", "origin": "CN" if number % 2 else "US"} for number in range(8)]
    bom = load({"schema": "microdep-bom/1", "components": parts})
    verified = replace(COUNTED, verify=True)
    assert Verdict.ERROR not in {each.verdict for each in evaluate(pack, bom, verified)}
    # Each component has the same row, so that the first one decides for all of them.
    monkeypatch.setattr(Rows, "of", lambda self, ids: [self.numbers["one"] for _ in ids])
    reads.forget()
    wrong = [each for each in evaluate(pack, bom, verified) if each.verdict is Verdict.ERROR]
    reads.forget()
    assert 4 == len(wrong)
    for outcome in wrong:
        assert "fail when it is evaluated alone, but pass as a member of its class" in outcome.message
        assert "error" == roll_up([outcome]) == roll_up([replace(outcome, verdict=Verdict.PASS), outcome])
