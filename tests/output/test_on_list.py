"""Components of listed companies that no rule fails: each of them is named, and shares no answer."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CHECK = "microdep check bom.yaml --pack bans --as-of 2026-12-01"
ALL_OF = "forbid all of\n    (-) {}\n    (-) component.substantial_or_essential is true"
FORMS = {
    "forbid all of": ALL_OF.format("component.manufacturer is in banned"),
    "require any of": (
        "require any of\n    (-) component.manufacturer is not in banned\n"
        "    (-) component.substantial_or_essential is false"
    ),
    "definition": "forbid component is bad",
    "affiliates": ALL_OF.format("component.manufacturer is in banned with affiliates at 50 %"),
    "quantifier": ALL_OF.format("any maker of component where maker.party is in banned"),
    "supplier": ALL_OF.format("any supplier of component where supplier.party is in banned"),
    "owner": ALL_OF.format("any one of banned holds at least 50 % of component.manufacturer"),
}
PACK = """\
pack bans version 1
  title      "bans"
  authority  "company policy"
  reviewed   2026-11-01

list banned of party
  "Zed Works"  cites "policy 1"

define bad for component
  cites "policy 1"
  all of
    (-) component.manufacturer is in banned
    (-) component.substantial_or_essential is true

rule essential
  title       "essential component of a banned company"
  severity    prohibit
  cites       "policy 1"
  applies to  every listed component
  {form}
  message     "bad"

example unknown of essential "an example"
  bom     component motor
  expect  unknown at motor
"""
BOM = """\
schema: microdep-bom/1
document: {id: board, completeness: complete}
components:
  - {name: Radio, mpn: AC-1, manufacturer: zed, supplier: zed}
  - {name: Motor, mpn: MM-7, manufacturer: motors, supplier: motors}
  - {name: Pump, mpn: MM-8, manufacturer: motors, supplier: motors}
parties:
  - {id: zed, name: ZED}
  - {id: motors, name: Meridian Motors}
  - {id: works, name: Zed Works}
"""
OPEN = "Radio: `Zed Works` is on the list banned of bans/essential (policy 1); open only because"

PASSES = (
    "Radio passes although `Zed Works` is on the list banned of bans/essential (policy 1), "
    "because component.substantial_or_essential is false"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bans").mkdir()
    write(tmp_path, FORMS["forbid all of"], BOM.replace("name: ZED}", "name: Zed Works}"))
    return tmp_path


def write(folder: Path, form: str, bom: str = "") -> None:
    (folder / "bans/pack.rule").write_text(PACK.format(form=form), encoding="utf-8")
    if bom:
        (folder / "bom.yaml").write_text(bom, encoding="utf-8")


def lines_about(word: str, out: str) -> list[str]:
    lines = [line.strip().removeprefix("listed").strip() for line in out.splitlines() if word in line]
    return [line.partition("  (bom.yaml:")[0] for line in lines]


@pytest.mark.parametrize("form", FORMS)
def test_a_listed_company_is_named_while_another_fact_is_missing(form: str, folder: Path) -> None:
    owned = "owners: [{party: works, share: 100}], complete: [owners, relations]}"
    bom = (folder / "bom.yaml").read_text("utf-8")
    if form == "owner":
        bom = BOM.replace("name: ZED}", f"name: ZED, {owned}")
    write(folder, FORMS[form], bom)
    shown = lines_about("banned of", run(CHECK, folder)[0])
    expected = OPEN if form != "owner" else OPEN.replace("`Zed Works` is", "`ZED` belongs to a company")
    assert [f"{expected} component.substantial_or_essential is missing"] == shown
    assert shown == lines_about("banned of", run(f"{CHECK} --changed", folder)[0])
    assert shown == lines_about("banned of", run(f"{CHECK} --verbose", folder)[0])


APPROVED = ALL_OF.format("component.manufacturer is in banned").replace("forbid", "require")
DEAD = """forbid any of
    (a) component.substantial_or_essential is true
    (b) all of
      (i)  component.manufacturer is in banned
      (ii) component.mpn is "X" """


@pytest.mark.parametrize(
    "form", [APPROVED, DEAD], ids=["a list of approved companies", "no part of the reason"]
)
def test_a_list_that_leads_to_no_fail_names_nobody(form: str, folder: Path) -> None:
    write(folder, form)
    assert not lines_about("banned of", run(CHECK, folder)[0])


def test_the_overlay_entry_settles_the_check(folder: Path) -> None:
    (step,) = lines_about("next step", run(CHECK, folder)[0])
    entry = step.partition("`")[2].removesuffix("`").replace("…", "true")
    text = f"schema: microdep-overlay/1\ncomponents:\n  {entry}\n"
    (folder / "own.yaml").write_text(text, encoding="utf-8")
    assert 1 == run(f"{CHECK} --overlay own.yaml", folder)[2]


def test_a_listed_company_has_its_own_question_and_its_pass_is_named(folder: Path) -> None:
    write(folder, FORMS["affiliates"])
    ask = "microdep questions bom.yaml --pack bans --as-of 2026-12-01 --output questions.csv"
    assert 0 == run(ask, folder)[2]
    with (folder / "questions.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert ["Radio"] == [row["About"] for row in rows if "Zed Works" in row["Question"]]
    assert rows[0]["Question"].endswith("`Zed Works` is on the list banned.")
    others = rows[1:]
    assert others
    assert all("radio" not in row["Component id"] for row in others)

    first = lines_about("banned of", answered("", rows, folder))
    assert [OPEN] == [line.partition(" component.")[0] for line in first]
    second = lines_about("banned of", answered("no", rows, folder))
    assert [PASSES] == [line.partition(" (answers.csv")[0] for line in second]
    hook = run(f"{CHECK} --changed --overlay answers.csv", folder)[0]
    assert 1 == len(lines_about("passes although", hook))
    report, _, _ = run(
        f"microdep report {CHECK.removeprefix('microdep check ')} --overlay answers.csv", folder
    )
    assert "Radio passes although" in report


def answered(first: str, rows: Sequence[dict[str, str]], folder: Path) -> str:
    """Return the output of a check with the answer `no` in all rows except the first."""
    texts = [list(rows[0]), *[[*row.values()] for row in rows]]
    at = texts[0].index("Answer")
    for number, row in enumerate(texts[1:]):
        row[at] = "no" if number else first
    with (folder / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(texts)
    return run(f"{CHECK} --overlay answers.csv", folder)[0]


@pytest.mark.parametrize("company", ["Zed-Works Shanghai", "Zed Works Ltd"])
def test_a_company_with_a_similar_name_has_its_own_question(company: str, folder: Path) -> None:
    write(folder, FORMS["affiliates"], BOM.replace("name: ZED}", f"name: {company}}}"))
    out, _, code = run("microdep questions bom.yaml --pack bans --as-of 2026-12-01 --verbose", folder)
    assert 0 == code
    (line,) = [line for line in out.splitlines() if "may be the listed company" in line]
    assert "Is the component Radio a substantial" in line
    assert "these 2 components (Motor, Pump)" in out


def test_the_record_has_the_components_of_listed_companies(folder: Path) -> None:
    (document,) = json.loads(run(f"{CHECK} --format json", folder)[0])["documents"]
    (entry,) = document["listed_companies"]
    assert ("radio", "Zed Works", ["banned"], ["bans/essential"], "unknown") == tuple(
        entry[name] for name in ("component", "company", "lists", "rules", "verdict")
    )
    assert ["component.substantial_or_essential"] == entry["because"]
    write(folder, "forbid component.origin is CN")
    (document,) = json.loads(run(f"{CHECK} --format json", folder)[0])["documents"]
    assert "listed_companies" not in document


TABLE = """\
Reference,Value,Qty,DNP,Manufacturer,MPN
R1,10k,1,,Yageo,RC-1
U3,Radio,1,DNP,Zed Works,AC-1
U4,Modem,{quantity},{fitted},{company},AC-2
"""


@pytest.mark.parametrize(
    ("quantity", "fitted", "company", "expected"),
    [
        (1, "", "Meridian", ["`Zed Works` in line 3 is on the list banned"]),
        (
            0,
            "",
            "Zed Works",
            ["`Zed Works` in line 3 is on the list banned", "`Zed Works` in line 4 is on the list banned"],
        ),
        (
            1,
            "DNP",
            "Zed-Works",
            ["`Zed Works` in line 3 is on the list banned", "`Zed-Works` in line 4 is on the list banned"],
        ),
        (1, "DNP", "Yageo", ["`Zed Works` in line 3 is on the list banned"]),
    ],
)
def test_a_listed_company_in_a_row_that_is_left_out_is_named(
    quantity: int, fitted: str, company: str, expected: list[str], folder: Path
) -> None:
    text = TABLE.format(quantity=quantity, fitted=fitted, company=company)
    (folder / "board.csv").write_text(text, encoding="utf-8")
    out = run(CHECK.replace("bom.yaml", "board.csv"), folder)
    named = [
        part for line in "".join(map(str, out)).splitlines() for part in line.split("; ") if "in line" in part
    ]
    assert expected == named


LAMP = (
    "  - {name: Lamp, mpn: LL-1, manufacturer: zed, supplier: zed, substantial_or_essential: false}\n"
    "  - {name: Pump"
)


@pytest.mark.parametrize("form", ["github", "gitlab", "junit", "sarif", "sarif-github"])
def test_the_formats_of_other_programs_show_the_components_of_listed_companies(
    form: str, folder: Path
) -> None:
    bom = (folder / "bom.yaml").read_text("utf-8").replace("  - {name: Pump", LAMP)
    (folder / "bom.yaml").write_text(bom, encoding="utf-8")
    out, _, code = run(f"{CHECK} --format {form}", folder)
    sentences = (
        f"{OPEN} component.substantial_or_essential is missing",
        PASSES.replace("Radio", "Lamp"),
    )
    assert all(
        out.count(sentence) == 1 + (form == "junit" and sentence == sentences[0]) for sentence in sentences
    )
    assert code == run(CHECK, folder)[2]


def test_an_open_component_of_a_listed_company_is_a_warning_and_one_that_passes_a_note(folder: Path) -> None:
    bom = (folder / "bom.yaml").read_text("utf-8").replace("  - {name: Pump", LAMP)
    (folder / "bom.yaml").write_text(bom, encoding="utf-8")
    out, _, _ = run(f"{CHECK} --format github", folder)
    lines = [line for line in out.splitlines() if "listed-company" in line]
    assert [line.split(" ")[0] for line in lines] == ["::warning", "::notice"]
    log = json.loads(run(f"{CHECK} --format sarif", folder)[0])
    levels = [r["level"] for r in log["runs"][0]["results"] if r["ruleId"] == "listed-company"]
    assert levels == ["warning", "note"]
