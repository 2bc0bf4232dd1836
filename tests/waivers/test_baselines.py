from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from microdep_rules.cli.main import call
from microdep_rules.vocabulary.resources import schema_data
from tests.shown import shown

if TYPE_CHECKING:
    from pathlib import Path

PACK = shown("""\
pack own version 1 title "Our own rules" authority "purchasing policy" reviewed 2026-11-24

rule made-elsewhere
  title       "made elsewhere"
  severity    prohibit
  cites       "policy 3"
  in force    by check date
  applies to  every listed component
  forbid      component.origin is CN

rule magnets
  title       "magnets"
  severity    prohibit
  cites       "policy 4"
  in force    by check date
  applies to  every material at any tier where material.substance is NdFeB
  forbid      material.form is magnet
""")
ONE_RULE = shown(PACK.partition("rule magnets")[0])
BOM = """\
schema: microdep-bom/1
document: {id: board, completeness: complete}
components:
  - {name: Motor, origin: CN, materials: []}
  - {name: Cable, materials: []}
  - {name: Box, origin: JP}
"""
WHERE = ("--pack", "./own.rule")
DAY = ("--as-of", "2026-11-24")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.rule").write_text(PACK, "utf-8")
    (tmp_path / "bom.yaml").write_text(BOM, "utf-8")
    return tmp_path


def written(*paths: str, name: str = "baseline.json", more: tuple[str, ...] = ()) -> int:
    return call(["check", *(paths or ("bom.yaml",)), *WHERE, *DAY, "--write-baseline", name, *more])


def record(capsys: pytest.CaptureFixture[str], *words: str, day: str = "2026-11-24") -> tuple[int, Any]:
    capsys.readouterr()
    asked = ["--as-of", day, "--baseline", "baseline.json", "--format", "json"]
    code = call(["check", *(words or ("bom.yaml",)), *WHERE, *asked])
    return code, json.loads(capsys.readouterr().out)


def test_a_baseline_follows_its_schema_and_has_a_line_for_each_finding(folder: Path) -> None:
    assert 0 == written()
    text = (folder / "baseline.json").read_text("utf-8")
    data = json.loads(text)
    Draft202012Validator(schema_data("microdep-baseline-1")).validate(data)
    assert ["unknown", "fail", "unknown"] == [each["verdict"] for each in data["findings"]]
    subjects = ["cable", "motor", "subjects without materials"]
    assert subjects == [each["subject"] for each in data["findings"]]
    lines = [line.strip().removesuffix(",") for line in text.splitlines()]
    assert all(json.dumps(each, ensure_ascii=False) in lines for each in data["findings"])


def test_a_baseline_has_the_same_bytes_each_time_and_in_whatever_order_files_are_named(folder: Path) -> None:
    (folder / "other.yaml").write_text(BOM.replace("board", "rover"), "utf-8")
    written("bom.yaml", "other.yaml")
    first = (folder / "baseline.json").read_bytes()
    written("other.yaml", "bom.yaml")
    assert first == (folder / "baseline.json").read_bytes()
    written("bom.yaml", "other.yaml", name="again.json", more=("--baseline", "baseline.json"))
    assert first == (folder / "again.json").read_bytes()


def test_another_day_changes_nothing_that_is_known(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del folder
    written()
    assert [0, 0] == [record(capsys, day=day)[0] for day in ("2026-11-25", "2027-11-24")]


def test_a_part_more_in_a_group_is_a_change(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written()
    (folder / "bom.yaml").write_text(BOM + "  - {name: Lid, origin: JP}\n", "utf-8")
    code, found = record(capsys)
    assert (5, 2, 1) == (code, found["baseline"]["known"], found["baseline"]["changed"])


def test_what_comes_in_is_new_and_what_is_mended_is_gone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written()
    (folder / "bom.yaml").write_text(
        BOM.replace("Motor, origin: CN", "Motor, origin: JP")
        + "  - {name: Fan, origin: CN, materials: []}\n",
        "utf-8",
    )
    code, found = record(capsys)
    assert (1, 2, 1, 0) == (code, *(found["baseline"][each] for each in ("known", "new", "changed")))
    assert ["motor"] == [each["subject"] for each in found["baseline"]["gone"]]
    assert ("fail", "fail") == (found["summary"]["verdict"], found["documents"][0]["verdict"])


def test_two_documents_without_an_id_are_distinguished_by_number(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nameless = BOM.replace("id: board, ", "")
    for name in ("a.yaml", "b.yaml", "c.yaml"):
        (folder / name).write_text(nameless, "utf-8")
    written("a.yaml", "b.yaml")
    assert (0, 6) == ((found := record(capsys, "a.yaml", "b.yaml"))[0], found[1]["baseline"]["known"])
    code, all_three = record(capsys, "a.yaml", "b.yaml", "c.yaml")
    assert (1, 6, 3) == (code, all_three["baseline"]["known"], all_three["baseline"]["new"])
    (folder / "a.yaml").write_text(nameless.replace("CN", "JP"), "utf-8")
    assert [] == record(capsys, "a.yaml")[1]["baseline"]["gone"]


def test_nothing_is_gone_of_a_document_that_is_not_checked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "other.yaml").write_text(BOM.replace("board", "rover"), "utf-8")
    written("bom.yaml", "other.yaml")
    code, found = record(capsys, "other.yaml")
    assert (0, []) == (code, found["baseline"]["gone"])


def test_a_rule_under_a_new_name_is_known_by_its_former_one(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written()
    renamed = PACK.replace("rule made-elsewhere", "rule elsewhere\n  formerly    own/made-elsewhere")
    (folder / "own.rule").write_text(renamed.replace(" of made-elsewhere", " of elsewhere"), "utf-8")
    code, found = record(capsys)
    assert (0, 3, []) == (code, found["baseline"]["known"], found["baseline"]["gone"])
    assert ["baseline/outdated"] == [each["code"] for each in found["diagnostics"]]


def test_under_another_version_of_a_pack_its_findings_count_again(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written()
    (folder / "own.rule").write_text(PACK.replace("version 1", "version 2"), "utf-8")
    code, found = record(capsys)
    assert (1, 0, 3) == (code, found["baseline"]["known"], found["baseline"]["changed"])
    assert ["baseline/outdated"] == [each["code"] for each in found["diagnostics"]]


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda text: text[: len(text) // 2], "file/syntax"),
        (lambda text: text.replace('"fail"', '"pass"'), "file/syntax"),
        (lambda text: text.replace("baseline/1", "baseline/2"), "file/wrong-schema"),
        (lambda _: "", "file/syntax"),
        (lambda _: "[]", "file/syntax"),
    ],
    ids=["cut off", "another verdict", "another schema", "empty", "a list"],
)
def test_a_changed_baseline_is_reported_and_no_finding_is_known(
    damage: Any, code: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written()
    path = folder / "baseline.json"
    path.write_text(damage(path.read_text("utf-8")), "utf-8")
    ended, found = record(capsys)
    assert (4, None) == (ended, found["baseline"])
    assert {code} == {each["code"] for each in found["diagnostics"]}
    assert all(each["at"]["file"] == "baseline.json" and each["help"] for each in found["diagnostics"])


def test_no_baseline_is_written_where_something_could_not_be_judged(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "broken.yaml").write_text("schema: microdep-bom/1\ncomponents: [{}]\n", "utf-8")
    assert 4 == written("bom.yaml", "broken.yaml")
    assert not (folder / "baseline.json").exists()
    assert "no baseline was written" in capsys.readouterr().err


def test_a_baseline_may_take_its_own_place_and_that_of_nothing_else(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "microdep.toml").write_text('packs = ["own.rule"]\nbaseline = "baseline.json"\n', "utf-8")
    assert 0 == call(["check", *DAY, "--write-baseline", "baseline.json"])
    assert 0 == call(["check", *DAY])
    assert 0 == call(["check", *DAY, "--write-baseline", "baseline.json"])
    before = (folder / "bom.yaml").read_bytes()
    assert 2 == call(["check", *DAY, "--write-baseline", "bom.yaml"])
    assert 2 == call(["check", *DAY, "--output", "baseline.json"])
    assert "is not overwritten" in capsys.readouterr().err
    assert 2 == call(["check", *DAY, "--write-baseline", "new.json", "--output", "./new.json"])
    assert not (folder / "new.json").exists()
    assert before == (folder / "bom.yaml").read_bytes()


def test_what_is_known_is_one_line_and_a_list_for_who_asks(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del folder
    written()
    capsys.readouterr()
    asked = ["check", "bom.yaml", *WHERE, *DAY, "--baseline", "baseline.json"]
    call(asked)
    short = capsys.readouterr().out
    assert "KNOWN  1 fail, 2 unknown, in the baseline (--verbose lists them)\n" in short
    assert "FAIL  Motor" not in short
    assert "bom.yaml: fails on declared data; the baseline contains every finding\n" in short
    call([*asked, "--verbose"])
    assert "      fail  own/made-elsewhere  Motor\n" in capsys.readouterr().out


@pytest.mark.parametrize(("pinned", "known"), [(True, 3), (False, 0)])
def test_a_table_is_known_under_another_name_where_its_mapping_pins_its_id(
    pinned: bool, known: int, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = "Reference,Qty,Value,Country of origin\nM1,1,Motor,CN\nM2,1,Fan,CN\n"
    mapping = (
        "schema: microdep-mapping/1\nproduct: {id: board, name: Board}\n"
        "columns: {Reference: designators, Qty: quantity, Value: name, Country of origin: origin}\n"
    )
    for name in ("a.csv", "b.csv"):
        (folder / name).write_text(table, "utf-8")
        if pinned:
            (folder / f"{name}.mapping.yaml").write_text(mapping, "utf-8")
    (folder / "own.rule").write_text(ONE_RULE, "utf-8")
    assert 0 == written("a.csv")
    assert known == record(capsys, "b.csv")[1]["baseline"]["known"]
