"""`check --changed`: what a hook does with the names that it is given."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from microdep_rules.cli.formats import FORMATS
from microdep_rules.cli.main import call
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

BAD = """\
schema: microdep-bom/1
components:
  - {name: NdFeB Magnets, origin: CN, restriction_index: 0.95}
"""
GOOD = BAD.replace("CN", "JP")
CHECK = "microdep check --as-of 2026-11-24 --changed"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "bad/bom.yaml": BAD,
        "good/bom.yaml": GOOD,
        "open/bom.yaml": BAD.replace("origin: CN, ", ""),
        "deal.yaml": "schema: microdep-context/1\n",
        "microdep.toml": 'context = "deal.yaml"\n',
        "notes.yaml": "a: 1\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


BOARD = "Reference,Qty,Value,MPN\nM1,1,Motor,A-1\n"


WITHOUT_QUANTITY = (
    "Level,Name,Manufacturer,Supplier\n0,Drone,Acme,Acme\n1,Motor,ZW,Harbour\n",
    "Name,MPN,Manufacturer,Supplier\nMotor,A-1,ZW,Harbour\n",
    "Designator,Manufacturer\nM1,ZW\n",
    "Part,Manufacturer,MPN\nMotor,ZW,A-1\n",
    "Part;Maker\nMotor;ZW\n",
    "MPN,Supplier\nA-1,Harbour\n",
    "Supplier,Supplier part number\nHarbour,A-1\n",
    "Name,Company\nMotor,ZW\n",
    "Name,Company,Origin\nMotor,ZW,CN\n",
)


@pytest.mark.parametrize(
    "text", [BOARD, "Designator,Comment\nR1,10k resistor\nR2,22k resistor\n", *WITHOUT_QUANTITY]
)
def test_a_changed_table_without_a_mapping_file_stops_the_commit(text: str, folder: Path) -> None:
    (folder / "rev-c.csv").write_text(text, encoding="utf-8")
    _, err, code = run(f"{CHECK} rev-c.csv good/bom.yaml", folder)
    assert (2, True) == (code, "rev-c.csv looks like a bill of materials, and is not checked" in err)
    assert "run `microdep bom import rev-c.csv`" in err
    (folder / "microdep.toml").write_text('not_boms = ["rev-*.csv"]\n', encoding="utf-8")
    assert 0 == run(f"{CHECK} rev-c.csv good/bom.yaml", folder)[2]


@pytest.mark.parametrize(
    "text",
    [
        "Designator,Val,Package,Mid X,Mid Y,Rotation\nR1,10k,0402,1.0,2.0,90\n",
        "company,country\nAcme,CN\n",
        "Part number,Manufacturer,Fact,Answer\nA-1,Acme,origin,CN\n",
        "date,amount\n2026-01-01,12\n",
        "Company;Other names\nZed Works;ZW\n",
        "Name,Aliases,Country\nZed Works,ZW,CN\n",
        "Manufacturer,Country\nZed Works,CN\n",
    ],
    ids=["placement", "companies", "answers", "amounts", "ban", "list", "manufacturers"],
)
def test_another_changed_table_stops_nothing(text: str, folder: Path) -> None:
    (folder / "table.csv").write_text(text, encoding="utf-8")
    assert 0 == run(f"{CHECK} table.csv", folder)[2]


def test_a_changed_table_that_is_read_with_every_document_stops_nothing(folder: Path) -> None:
    (folder / "answers.csv").write_text(BOARD, encoding="utf-8")
    (folder / "microdep.toml").write_text('overlays = ["answers.csv"]\n', encoding="utf-8")
    assert "looks like" not in run(f"{CHECK} answers.csv", folder)[1]


def test_the_configuration_may_name_all_packs(folder: Path) -> None:
    (folder / "microdep.toml").write_text('packs = ["all"]\n', encoding="utf-8")
    configured = json.loads(run(f"{CHECK} --format json good/bom.yaml", folder)[0])["packs"]
    (folder / "microdep.toml").write_text("", encoding="utf-8")
    named = json.loads(run(f"{CHECK} --format json --pack all good/bom.yaml", folder)[0])["packs"]
    assert configured == named
    assert len(named) > 1


def checked(names: str, folder: Path) -> tuple[list[str], int]:
    out, _, code = run(f"{CHECK} --format json {names}", folder)
    return [each["path"] for each in json.loads(out)["documents"]], code


@pytest.mark.parametrize(
    ("names", "documents", "code"),
    [
        ("bad/bom.yaml", ["bad/bom.yaml"], 1),
        ("good/bom.yaml notes.yaml", ["good/bom.yaml"], 0),
        ("open/bom.yaml", ["open/bom.yaml"], 0),
        ("good/bom.yaml open/bom.yaml", ["good/bom.yaml", "open/bom.yaml"], 0),
        ("deal.yaml", ["bad/bom.yaml", "good/bom.yaml", "open/bom.yaml"], 1),
        ("good/bom.yaml microdep.toml", ["good/bom.yaml", "bad/bom.yaml", "open/bom.yaml"], 1),
        ("notes.yaml", [], 0),
        ("", [], 0),
    ],
)
def test_what_has_changed_is_checked_and_what_it_affects(
    names: str, documents: list[str], code: int, folder: Path
) -> None:
    assert (documents, code) == checked(names, folder)


def test_the_strict_setting_of_the_configuration_holds_in_the_hook(folder: Path) -> None:
    (folder / "microdep.toml").write_text('fail_on = "unknown"\n', encoding="utf-8")
    assert (["open/bom.yaml"], 5) == checked("open/bom.yaml", folder)


def test_a_commit_without_any_decided_check_passes_and_says_so(folder: Path) -> None:
    out, err, code = run(f"{CHECK} open/bom.yaml", folder)
    assert ("", 0) == (err, code)
    assert out.splitlines() == [
        "UNKNOWN  open/bom.yaml: 0 fail, 1 open, 0 pass",
        "  NO CHECK IS DECIDED, because facts are missing, such as component.origin",
        "  not run: 14 packs; --pack all runs them",
        "  open checks do not stop this commit; `microdep check open/bom.yaml --as-of 2026-11-24` lists them",
    ]


def test_a_document_without_a_decided_check_is_named_beside_other_documents(folder: Path) -> None:
    out, _, code = run(f"{CHECK} good/bom.yaml open/bom.yaml", folder)
    line = "  NO CHECK IS DECIDED in open/bom.yaml, because facts are missing, such as component.origin"
    assert (0, [line]) == (code, [line for line in out.splitlines() if "DECIDED" in line])


def test_an_approved_alternate_that_fails_is_shown(tmp_path: Path) -> None:
    (tmp_path / "microdep.toml").write_text('packs = ["banned-companies"]\n', encoding="utf-8")
    (tmp_path / "banned.csv").write_text("company\nZed Works\n", encoding="utf-8")
    assert 0 == run("microdep lists ban banned.csv", tmp_path)[2]
    (tmp_path / "bom.yaml").write_text(
        "schema: microdep-bom/1\ncomponents:\n"
        "  - {name: P, kind: end_item, manufacturer: q, supplier: q, children: [{ref: a}]}\n"
        "  - {name: A, manufacturer: q, supplier: q, alternates: [b]}\n"
        "  - {name: B, manufacturer: z, supplier: q}\n"
        "parties: [{id: q, name: Quill Optics}, {id: z, name: Zed Works}]\n",
        encoding="utf-8",
    )
    out, _, code = run(f"{CHECK} bom.yaml", tmp_path)
    line = "  `B` is an approved alternate and fails banned-companies/banned-manufacturer"
    assert (0, True) == (code, line in out.splitlines()), out


def test_a_commit_that_passes_has_one_line_for_its_document(folder: Path) -> None:
    assert "PASS  good/bom.yaml: 0 fail, 0 open, 1 pass\n" == run(f"{CHECK} good/bom.yaml", folder)[0]


def test_a_commit_of_many_documents_has_few_lines(folder: Path) -> None:
    for number in range(9):
        (folder / f"{number}.bom.yaml").write_text(GOOD, encoding="utf-8")
    out, _, code = run(f"{CHECK} {' '.join(f'{number}.bom.yaml' for number in range(9))}", folder)
    assert (4, "PASS  9 documents: 0 fail, 0 open, 9 pass", 0) == (
        len(out.splitlines()),
        out.splitlines()[-1],
        code,
    )


NEAR = """\
schema: microdep-bom/1
components:
  - {name: Radio, manufacturer: radio-maker}
  - {name: Huawei modem, manufacturer: modem-maker}
  - {name: Motor, manufacturer: modem-maker, origin: CN}
parties:
  - {id: radio-maker, name: Huawei Technolgies}
  - {id: modem-maker, name: Modem Works}
"""
BANNED = "company\nHuawei Technologies\n"
SIMILAR = [
    "`Huawei Technolgies` may be the listed company `Huawei Technologies`  (bom.yaml:7:5)",
    "`Huawei modem` may be made by the listed company `Huawei Technologies`  (bom.yaml:4:40)",
]


@pytest.mark.parametrize("fails", [False, True], ids=["the commit passes", "the commit fails"])
def test_a_name_that_is_similar_to_a_banned_name_is_shown(fails: bool, tmp_path: Path) -> None:
    extra = (
        "  - {name: Cap, manufacturer: cap-maker}\nparties:\n  - {id: cap-maker, name: Huawei Technologies}\n"
    )
    text = NEAR.replace("parties:\n", extra) if fails else NEAR
    (tmp_path / "microdep.toml").write_text('packs = ["banned-companies"]\n', encoding="utf-8")
    (tmp_path / "banned.csv").write_text(BANNED, encoding="utf-8")
    assert 0 == run("microdep lists ban banned.csv", tmp_path)[2]
    (tmp_path / "bom.yaml").write_text(text, encoding="utf-8")
    out, _, code = run(f"{CHECK} bom.yaml", tmp_path)
    shown = [line.strip().removeprefix("listed").strip() for line in out.splitlines() if "may be" in line]
    names = [line.partition("  (")[0] for line in shown]
    assert ([line.partition("  (")[0] for line in SIMILAR], int(fails)) == (names, code)
    assert fails or SIMILAR == [line.strip() for line in out.splitlines() if "may be" in line]


def test_a_violated_requirement_with_an_open_verdict_is_shown(folder: Path) -> None:
    rule = """\
pack own version 1
  title      "own rules"
  authority  "company policy"
  reviewed   2026-11-24

rule defence-only
  title       "component from China"
  severity    prohibit
  cites       "policy 1"
  applies to  every listed component
  when        contract.agency is DoD
  forbid      component.origin is CN

example not_applicable of defence-only "nothing"
  expect not_applicable
"""
    (folder / "own").mkdir()
    (folder / "own" / "pack.rule").write_text(rule, encoding="utf-8")
    (folder / "microdep.toml").write_text('packs = ["own"]\n', encoding="utf-8")
    out, _, code = run(f"{CHECK} bad/bom.yaml", folder)
    line = "  NdFeB Magnets violates own/defence-only, but the verdict is still open"
    assert (True, 0) == (line in out.splitlines(), code), out


@pytest.mark.parametrize("form", list(FORMATS))
def test_nothing_to_check_is_reported_and_stops_nothing(form: str, folder: Path) -> None:
    _, err, code = run(f"{CHECK} notes.yaml --format {form}", folder)
    reported = "nothing to check: no bill of materials and no shared file has changed\n"
    assert (reported, 0) == (err, code)


def test_a_repository_without_any_bill_of_materials_can_be_committed(tmp_path: Path) -> None:
    (tmp_path / "microdep.toml").write_text("", encoding="utf-8")
    out, _, code = run(f"{CHECK} microdep.toml", tmp_path)
    assert (True, 0) == ("NOTHING WAS CHECKED" in out, code)


@pytest.mark.parametrize(
    ("config", "code"), [("packs = 3", 2), ('packs = ["none"]', 2), ('context = "gone.yaml"', 4)]
)
def test_what_is_wrong_with_the_configuration_stops_the_hook(config: str, code: int, folder: Path) -> None:
    (folder / "microdep.toml").write_text(config, encoding="utf-8")
    assert code == run(f"{CHECK} microdep.toml", folder)[2]


OVERLAY = "schema: microdep-overlay/1\ncomponents:\n  - {match: {id: ndfeb-magnets}, origin: CN}\n"


@pytest.mark.parametrize("name", ["overlays/new.yaml", "overlays/gone.yaml"])
def test_an_overlay_that_is_new_or_gone_has_every_document_checked(name: str, folder: Path) -> None:
    (folder / "microdep.toml").write_text('overlays = ["overlays/*.yaml"]\n', encoding="utf-8")
    if "new" in name:
        (folder / "overlays").mkdir()
        (folder / name).write_text(OVERLAY, encoding="utf-8")
    documents, _ = checked(name, folder)
    assert ["bad/bom.yaml", "good/bom.yaml", "open/bom.yaml"] == documents
    assert [] == checked("other/overlay.yaml", folder)[0]


@pytest.mark.parametrize(
    ("away", "documents"),
    [
        (("bad/bom.yaml",), []),
        (("notes.yaml",), []),
        (("deal.yaml",), ["bad/bom.yaml", "good/bom.yaml", "open/bom.yaml"]),
        (("microdep.toml",), ["bad/bom.yaml", "good/bom.yaml", "open/bom.yaml"]),
        (("own/pack.rule",), ["bad/bom.yaml", "good/bom.yaml", "open/bom.yaml"]),
        (None, ["bad/bom.yaml", "good/bom.yaml", "open/bom.yaml"]),
    ],
)
def test_what_a_commit_takes_away_affects_what_it_was_read_with(
    away: tuple[str, ...] | None,
    documents: list[str],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for each in away or ():
        (folder / each).unlink(missing_ok=True)
    monkeypatch.setattr("microdep_rules.workspace.deletions.deleted_files", lambda _environment: away)
    monkeypatch.chdir(folder)
    call(["check", "--changed", "--format", "json"])
    found = [each["path"] for each in json.loads(capsys.readouterr().out)["documents"]]
    assert documents == found


def test_a_link_that_leads_nowhere_is_reported(folder: Path) -> None:
    (folder / "linked").mkdir()
    (folder / "linked" / "bom.yaml").symlink_to("../gone.yaml")
    (folder / "linked" / "notes.yaml").symlink_to("../gone.yaml")
    assert (["linked/bom.yaml"], 4) == checked("linked/bom.yaml linked/notes.yaml", folder)


def test_a_link_to_a_folder_is_not_looked_into(folder: Path) -> None:
    (folder / "linked").symlink_to("bad")
    assert ([], 0) == checked("linked", folder)


@pytest.mark.parametrize(("config", "code"), [("", 0), ('fail_on = "unknown"\n', 6)])
def test_what_no_rule_decides_stops_where_what_is_unknown_does(config: str, code: int, folder: Path) -> None:
    (folder / "microdep.toml").write_text(config, encoding="utf-8")
    text = "schema: microdep-bom/1\ndocument: {completeness: complete}\ncomponents: []\n"
    (folder / "empty.bom.yaml").write_text(text, encoding="utf-8")
    assert (["empty.bom.yaml"], code) == checked("empty.bom.yaml", folder)


UNUSED = "schema: microdep-overlay/1\ncomponents:\n  - {match: {id: winding}, origin: CN}\n"
EVERY = ("bad/bom.yaml", "good/bom.yaml", "open/bom.yaml")
NO_MATCH = "warning[overlay/no-match]: no component matches id `winding`"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (("overlays/x.yaml",), 1),
        (("microdep.toml",), 1),
        (EVERY, 1),
        (EVERY[1:], 0),
        (("open/bom.yaml",), 0),
    ],
)
@pytest.mark.parametrize("flag", ["--changed", ""])
def test_an_entry_that_matches_nothing_in_any_document_is_reported_once(
    changed: tuple[str, ...], expected: int, flag: str, folder: Path
) -> None:
    (folder / "microdep.toml").write_text(
        'overlays = ["overlays/*.yaml"]\nfail_on = "fail"\n', encoding="utf-8"
    )
    (folder / "overlays").mkdir()
    (folder / "overlays/x.yaml").write_text(UNUSED, encoding="utf-8")
    paths = changed if flag or "bom" in changed[0] else EVERY
    _, err, _ = run(" ".join(["microdep check --as-of 2026-11-24", flag, *paths]), folder)
    assert expected == err.count(NO_MATCH)
