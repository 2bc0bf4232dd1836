"""Own fields: from a document, a table, an overlay and an answer to a verdict, with what is wrong in them."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.diagnostics import has_errors
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from microdep_rules.lang.pack import check_pack
from microdep_rules.output.asking.questions import questions_of
from microdep_rules.pipeline.check import run_check
from microdep_rules.pipeline.documents import CheckRequest
from microdep_rules.pipeline.packs import load_packs
from microdep_rules.pipeline.project import open_project
from microdep_rules.source import SourceFile
from tests.cli.replay import run
from tests.oracles.documents import json_text
from tests.properties.evaluating import AS_OF, load

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.output.checked import Checked

PACK = """pack own version 1
  title     "own fields"
  authority "a handbook"
  reviewed  2026-06-01

field component.ext.torque is number in "N·m"
  title  "nominal torque"
  cites  "handbook 1"

field component.ext.weight is mass
  title  "weight of the rotor"
  cites  "handbook 2"

field component.ext.price is money
  title  "target price"
  cites  "handbook 3"

field component.ext.tested is true-or-false
  title  "passed the test"
  cites  "handbook 4"

field component.ext.level is percent
  title  "level of stock"
  cites  "handbook 5"

rule torque
  title "t" severity prohibit cites "handbook 1"
  applies to every listed component
  require component.ext.torque is at least 0.5

rule weight
  title "t" severity prohibit cites "handbook 2"
  applies to every listed component
  require component.ext.weight is at most 2 kg

rule price
  title "t" severity prohibit cites "handbook 3"
  applies to every listed component
  require component.ext.price is less than 10 USD

rule tested
  title "t" severity prohibit cites "handbook 4"
  applies to every listed component
  require component.ext.tested is true

rule level
  title "t" severity prohibit cites "handbook 5"
  applies to every listed component
  require component.ext.level is more than 20 %
"""
EXAMPLES = "".join(
    f'\nexample unknown of {rule} "nothing"\n  bom component a\n  expect unknown at a\n'
    for rule in ("torque", "weight", "price", "tested", "level")
)
STATED: dict[str, dict[str, list[tuple[Any, bool]]]] = {
    "torque": {
        "number": [(0.4, False), (0.5, True)],
        "text": [("0.6", True), ("0.6 N·m", True), ("0.4 Nm", False)],
        "record": [({"value": 0.6, "unit": "N*m"}, True), ({"value": 0.4}, False)],
    },
    "weight": {"text": [("1500 g", True), ("3 kg", False), ("2 kg", True)]},
    "price": {
        "text": [("9.99 USD", True), ("12 USD", False)],
        "record": [({"amount": 9, "currency": "USD"}, True)],
    },
    "tested": {"boolean": [(True, True), (False, False)], "text": [("yes", True), ("no", False)]},
    "level": {"number": [(21, True), (20, False)], "text": [("30 %", True), ("10 %", False)]},
}
"""Values that are known, and whether the rule on the field is met by them."""
WRONG: dict[str, list[Any]] = {
    "torque": ["600 mN·m", "3 kg", True, "strong", [0.6], {"amount": 1, "currency": "USD"}],
    "weight": [5, "5", "5 N·m", "heavy"],
    "price": [5, "5", "5 kg", "cheap"],
    "tested": [1, "perhaps", "1"],
    "level": ["30 kg", True, "full"],
}


def _verdicts(ext: dict[str, Any]) -> dict[str, str]:
    pack, problems = check_pack([SourceFile("own.rule", PACK)])
    assert pack is not None, problems
    box = {"id": "box", "name": "Box", "kind": "end_item", "complete": ["children"]}
    part = {"id": "a", "name": "A", "ext": ext}
    document = {
        "schema": "microdep-bom/1",
        "components": [{**box, "children": [{"ref": "a", "quantity": 1}]}, part],
    }
    found = evaluate(pack, load(document), Query(AS_OF))
    return {each.rule.name: each.verdict.value for each in found if each.subject.id == "a"}


def test_a_value_in_each_form_is_judged_by_what_it_says() -> None:
    for field, forms in STATED.items():
        for value, met in (each for every in forms.values() for each in every):
            assert {field: "pass" if met else "fail"}.items() <= _verdicts({field: value}).items(), value


def test_a_value_of_another_kind_or_unit_is_not_known() -> None:
    for field, values in WRONG.items():
        for value in values:
            assert "unknown" == _verdicts({field: value})[field], value


def test_one_of_several_values_is_decided_where_all_of_them_are() -> None:
    for field, forms in STATED.items():
        plain = [each for every in forms.values() for each in every if not isinstance(each[0], dict)]
        for (one, met), (other, also_met) in product(plain, plain):
            worlds = {met, also_met}
            expected = "unknown" if len(worlds) > 1 else "pass" if worlds == {True} else "fail"
            assert expected == _verdicts({field: {"one_of": [one, other]}})[field], (one, other)


def test_one_of_several_of_which_one_is_of_another_kind_is_not_known() -> None:
    assert "unknown" == _verdicts({"torque": {"one_of": [0.6, "3 kg"]}})["torque"]


STRANGE: list[Any] = [
    {"one_of": 5},
    {"one_of": []},
    {"one_of": [{"one_of": [1]}]},
    {"value": {"value": 1}},
    {"value": 1, "evidence": 5},
    {"value": 1, "evidence": [[1]]},
    {"value": None},
    {"unknown": "yes"},
    {"unit": "N·m"},
    {"at_least": "x"},
    {"at_least": {"value": 1}},
    {},
    [],
    [[]],
    "",
    " ",
    "..",
    "1..",
    "at least",
    "9" * 80,
    {"amount": {}, "currency": []},
]


def test_whatever_stands_in_an_own_field_is_read_or_not_known() -> None:
    for value in STRANGE:
        found = _verdicts(dict.fromkeys(("torque", "weight", "price", "tested", "level"), value))
        assert {"pass", "fail", "unknown"} >= set(found.values()), value


# ---- the whole way -------------------------------------------------------------------------------

BOM = """schema: microdep-bom/1
document: {id: drone}
components:
  - {id: box, name: Box, kind: end_item, complete: [children], children: [{ref: a}, {ref: b}]}
  - {id: a, name: A, mpn: A1, ext: {torque: 0.4, shelf: [1, 2]}}
  - {id: b, name: B, mpn: B1, ext: {weight: 5}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "own.rule").write_text(PACK + EXAMPLES, encoding="utf-8")
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    return tmp_path


def _checked(folder: Path, path: str = "bom.yaml", overlays: tuple[str, ...] = ()) -> Checked:
    project, *_ = open_project(start=folder)
    assert project is not None
    packs = load_packs(project, ("own",), {}, with_examples=False)
    return run_check(project, CheckRequest(AS_OF, (path,), overlays=overlays), packs)


def _of(checked: Checked, rule: str) -> dict[str, str]:
    outcomes = checked.documents[0].outcomes
    return {outcome.subject.name: outcome.verdict.value for outcome in outcomes if outcome.rule.name == rule}


def test_a_value_of_another_kind_is_warned_of_at_its_place(folder: Path) -> None:
    checked = _checked(folder)
    (reported,) = [
        diagnostic for diagnostic in checked.documents[0].diagnostics if diagnostic.code == "bom/own-field"
    ]
    assert "`component.ext.weight` must be a mass with its unit, as `5 kg`, but is `5`" == reported.message
    assert BOM.index("weight: 5") + len("weight: ") == reported.span.start


def test_a_document_is_validated_and_a_pack_is_shown_with_own_fields(folder: Path) -> None:
    found, _, _ = run("microdep bom validate bom.yaml --pack ./own", folder)
    assert "warning[bom/own-field]: `component.ext.weight` must be a mass with its unit" in found
    shown, _, _ = run("microdep packs show ./own", folder)
    assert "component.ext.torque is a number in N·m: nominal torque" in shown


def test_what_nobody_declares_is_accepted_and_not_warned_of(folder: Path) -> None:
    (folder / "bom.yaml").write_text(BOM.replace("weight: 5", "anything: {a: [1]}"), encoding="utf-8")
    assert [] == [diagnostic.code for diagnostic in _checked(folder).documents[0].diagnostics]


def test_a_question_has_the_title_and_the_unit_of_a_field(folder: Path) -> None:
    asked = {
        (question.about, question.fact): question for question in questions_of(_checked(folder)).questions
    }
    torque = asked["B", "component.ext.torque"]
    assert "what is the nominal torque, in N·m, of B?" == torque.question
    assert "a number in N·m" == torque.how
    assert "5" == asked["B", "component.ext.weight"].recorded


def test_an_answer_to_a_question_states_an_own_field(folder: Path) -> None:
    rows = "Part id,Fact,Answer\nb,component.ext.torque,0.7 Nm\na,component.ext.tested,yes\n"
    (folder / "answers.csv").write_text(rows, encoding="utf-8")
    checked = _checked(folder, overlays=("answers.csv",))
    assert {"Box": "unknown", "A": "fail", "B": "pass"} == _of(checked, "torque")
    assert "pass" == _of(checked, "tested")["A"]


def test_files_that_state_different_values_leave_it_open(folder: Path) -> None:
    text = 'schema: microdep-overlay/1\ncomponents: [{match: {id: a}, ext: {torque: 0.8, level: "30 %"}}]\n'
    (folder / "answers.yaml").write_text(text, encoding="utf-8")
    checked = _checked(folder, overlays=("answers.yaml",))
    assert "unknown" == _of(checked, "torque")["A"]
    assert "pass" == _of(checked, "level")["A"]


def test_whatever_stands_in_an_own_field_is_checked_and_laid_over(folder: Path) -> None:
    for value in STRANGE:
        stated = {"torque": value, "weight": 0.4}
        head = {"schema": "microdep-bom/1", "components": [{"id": "a", "name": "A", "ext": stated}]}
        (folder / "bom.json").write_text(json_text(head), encoding="utf-8")
        part = {"match": {"id": "a"}, "ext": {"torque": 0.9, "weight": value}}
        over = {"schema": "microdep-overlay/1", "components": [part]}
        (folder / "over.json").write_text(json_text(over), encoding="utf-8")
        checked = _checked(folder, "bom.json", ("over.json",))
        (document,) = checked.documents
        assert bool(document.outcomes) != has_errors(document.diagnostics), value
        assert questions_of(checked).questions or not document.outcomes, value


def test_a_column_of_a_table_holds_an_own_field(folder: Path) -> None:
    rows = "Part number,Name,Qty,ext.torque,Weight of rotor\nA1,A,1,0.4,3 kg\nB1,B,1,0.6 Nm,1 kg\n"
    (folder / "parts.csv").write_text(rows, encoding="utf-8")
    checked = _checked(folder, "parts.csv")
    assert {"A": "fail", "B": "pass"}.items() <= _of(checked, "torque").items()
    columns = (
        "Part number: mpn, Name: name, Qty: quantity, ext.torque: ext.torque, Weight of rotor: ext.weight"
    )
    mapping = f"schema: microdep-mapping/1\ncolumns: {{{columns}}}\n"
    (folder / "parts.csv.mapping.yaml").write_text(mapping, encoding="utf-8")
    checked = _checked(folder, "parts.csv")
    assert {"A": "fail", "B": "pass"}.items() <= _of(checked, "torque").items()
    assert {"A": "fail", "B": "pass"}.items() <= _of(checked, "weight").items()


MISSPELT = {
    "bom.yaml": "schema: microdep-bom/1\ndocument: {{id: d}}\n"
    "components: [{{id: a, name: A, ext: {{{stated}}}}}]\n",
    "bom.json": '{{"schema": "microdep-bom/1", "document": {{"id": "d"}},'
    ' "components": [{{"id": "a", "name": "A", "ext": {{{stated}}}}}]}}',
}


@pytest.mark.parametrize("file", MISSPELT)
@pytest.mark.parametrize(
    ("stated", "suggested"),
    [
        ('"torqe": 2', "ext.torque"),
        ('"test": true', "ext.tested"),
        ('"colour": 2', ""),
        ('"torque": 2, "torque2": 3', ""),
    ],
)
def test_a_misspelt_own_field_of_a_document_has_a_warning(
    file: str, stated: str, suggested: str, tmp_path: Path
) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "pack.rule").write_text(PACK + EXAMPLES, encoding="utf-8")
    (tmp_path / file).write_text(MISSPELT[file].format(stated=stated), encoding="utf-8")
    out, err, _ = run(f"microdep check {file} --pack ./own", tmp_path)
    printed = f"{out}{err}"
    assert bool(suggested) == ("no pack of the check declares the field" in printed), printed
    assert bool(suggested) == (f"did you mean `{suggested}`?" in printed)


def test_a_misspelt_own_field_of_a_context_has_a_warning(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    declared = (
        'field contract.ext.spare_parts is true-or-false\n  title  "spare parts"\n  cites  "handbook 6"\n'
    )
    (tmp_path / "own" / "pack.rule").write_text(f"{PACK}{EXAMPLES}\n{declared}", encoding="utf-8")
    (tmp_path / "bom.yaml").write_text(MISSPELT["bom.yaml"].format(stated=""), encoding="utf-8")
    context = "schema: microdep-context/1\next: {spare_part: true}\n"
    (tmp_path / "contract.yaml").write_text(context, encoding="utf-8")
    out, err, _ = run("microdep check bom.yaml --pack ./own --context contract.yaml", tmp_path)
    assert "warning[bom/own-field]: no pack of the check declares the field `ext.spare_part`" in f"{out}{err}"
    assert "contract.yaml:2:7" in f"{out}{err}"
    assert "did you mean `ext.spare_parts`?" in f"{out}{err}"
