"""Questions go out, answers come back, and verdicts become decided: with tables, spreadsheets, real files."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

BOARD = """\
Item,Qty,Reference(s),Value,Manufacturer,MPN
1,2,"R1, R2",2.2k,Example Resistors,ER-0603-2K2
2,1,C1,100n,,EC-188
3,1,J1,-12V,Example Connectors,=2+2
"""
MADE_UP = {
    "component.origin": "Taiwan",
    "component.restriction_index": "0.1",
    "component.function": "interconnect",
    "materials": "copper",
    "children": "complete",
    "no function of a device": "none",
    "no components inside": "none",
}
"""Answers that nobody gave."""
DAY = "--as-of 2026-11-24"
CONTRACT = "--context contract.yaml"
MOST_TURNS = 4
"""After so many lists a board is decided."""


@pytest.fixture(autouse=True)
def _contract(tmp_path: Path) -> None:
    """Contract facts, which no supplier is asked for."""
    text = "schema: microdep-context/1\ndestination: US\nend_use: military\n"
    (tmp_path / "contract.yaml").write_text(text, encoding="utf-8")


def made_up(fact: str) -> str:
    """An answer that nobody gave."""
    return "none" if fact.startswith("free of ") else MADE_UP.get(fact, "")


def fill_in(path: Path, name: str) -> None:
    """Answers every question of a list with what is made up."""
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        sheet = book["Questions"]
        names = {str(cell.value): number for number, cell in enumerate(sheet[1], 1)}
        for row in range(2, sheet.max_row + 1):
            fact = str(sheet.cell(row, names["Fact"]).value)
            sheet.cell(row, names["Answer"]).value = made_up(fact)
        book.save(path.with_name(name))
        return
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows({**row, "Answer": made_up(row["Fact"])} for row in rows)
    path.with_name(name).write_text(text.getvalue(), encoding="utf-8")


def answered(bom: str, form: str, folder: Path) -> str:
    """The options with the lists that were filled in, until nothing is asked any more."""
    overlays = ""
    for turn in range(MOST_TURNS):
        command = (
            f"microdep questions {bom} {DAY} {CONTRACT} {overlays} --verbose --output asked{turn}.{form}"
        )
        out, err, code = run(command, folder)
        assert code == 0, out + err
        if "no question" in err:
            break
        fill_in(folder / f"asked{turn}.{form}", f"answers{turn}.{form}")
        overlays += f" --overlay answers{turn}.{form}"
    return overlays


def test_an_unchecked_document_is_reported_with_its_errors(tmp_path: Path) -> None:
    (tmp_path / "board.gbr").write_text("%FSLAX46Y46*%\n%MOMM*%\n", encoding="utf-8")
    _, said, code = run("microdep questions board.gbr", tmp_path)
    assert (4, True) == (code, "found a Gerber file" in said)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_everything_unknown_becomes_decided_by_a_list_that_was_filled_in(form: str, tmp_path: Path) -> None:
    (tmp_path / "board.csv").write_text(BOARD, encoding="utf-8")
    assert run(f"microdep check board.csv {DAY}", tmp_path)[2] == 5
    overlays = answered("board.csv", form, tmp_path)
    said, _, code = run(f"microdep check board.csv {DAY} {CONTRACT} {overlays}", tmp_path)
    assert (code, "0 open, 4 pass" in said) == (0, True), said


def test_a_second_sheet_with_answers_is_reported_as_unread(tmp_path: Path) -> None:
    (tmp_path / "board.csv").write_text(BOARD, encoding="utf-8")
    run(f"microdep questions board.csv {DAY} --output asked.xlsx", tmp_path)
    fill_in(tmp_path / "asked.xlsx", "answers.xlsx")
    book = load_workbook(tmp_path / "answers.xlsx")
    book.copy_worksheet(book["Questions"]).title = "Of the other supplier"
    book.save(tmp_path / "answers.xlsx")
    _, reported, _ = run(f"microdep check board.csv {DAY} --overlay answers.xlsx", tmp_path)
    assert "is read, but not `Of the other supplier`" in reported


@pytest.mark.parametrize("name", ["upduino-v3.kicad.csv", "simplefoc-shield-v3.easyeda.csv"])
def test_real_lists_of_parts_become_decided_too(name: str, tmp_path: Path, real_data: Path) -> None:
    table = real_data / "ecad" / name
    assert run(f"microdep check {table} {DAY}", tmp_path)[2] == 5
    overlays = answered(str(table), "csv", tmp_path)
    assert run(f"microdep check {table} {DAY} {CONTRACT} {overlays}", tmp_path)[2] == 0


@pytest.mark.parametrize("form", ["csv", "xlsx", "md"])
def test_a_list_of_questions_has_the_same_bytes_each_time(form: str, tmp_path: Path) -> None:
    (tmp_path / "board.csv").write_text(BOARD, encoding="utf-8")
    for name in ("one", "two"):
        run(f"microdep questions board.csv {DAY} --output {name}.{form}", tmp_path)
    assert (tmp_path / f"one.{form}").read_bytes() == (tmp_path / f"two.{form}").read_bytes()


def test_no_cell_of_a_list_is_a_formula(tmp_path: Path) -> None:
    (tmp_path / "board.csv").write_text(BOARD, encoding="utf-8")
    run(f"microdep questions board.csv {DAY} {CONTRACT} --output asked.csv", tmp_path)
    text = (tmp_path / "asked.csv").read_text("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert "'=2+2" in cells
    assert [] == [each for each in cells if each.startswith(("=", "+", "-", "@"))]
    run(f"microdep questions board.csv {DAY} {CONTRACT} --output asked.xlsx", tmp_path)
    sheet = load_workbook(tmp_path / "asked.xlsx")["Questions"]
    assert {"s", "n"} >= {cell.data_type for row in sheet for cell in row}
    assert "=2+2" in {cell.value for row in sheet for cell in row}


@pytest.mark.parametrize("number", [" =1+1", "\uff1d1+1", "\uff20A1", "'=1+1"])
def test_a_number_that_looks_like_a_formula_is_guarded_and_found_again(number: str, tmp_path: Path) -> None:
    part = {"id": "magnet", "name": "Magnet", "mpn": number, "manufacturer": "eml", "restriction_index": 0.95}
    bom = {"schema": "microdep-bom/1", "parties": [{"id": "eml", "name": "EML"}], "components": [part]}
    (tmp_path / "bom.json").write_text(json.dumps(bom))
    run(f"microdep questions bom.json {DAY} --output asked.csv", tmp_path)
    with (tmp_path / "asked.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    cells = {row[header.index("Part number")] for row in rows}
    assert {f"'{number}"} == cells
    for row in rows:
        row[header.index("Answer")] = "JP" if row[header.index("Fact")] == "component.origin" else ""
    with (tmp_path / "asked.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    said, _, _ = run(f"microdep check bom.json {DAY} --overlay asked.csv --format json", tmp_path)
    assert "asked.csv" in {
        fact["at"]["file"]
        for outcome in json.loads(said)["documents"][0]["outcomes"]
        for fact in outcome["facts"]
        if fact["name"] == "component.origin"
    }


def test_the_facts_of_an_answer_stand_at_its_cell(tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(
        "schema: microdep-bom/1\ncomponents:\n  - {name: Magnet, id: magnet, restriction_index: 0.95}\n"
    )
    (tmp_path / "answers.csv").write_text("Component id,Fact,Answer\nmagnet,component.origin,CN\n")
    said, _, _ = run(f"microdep check bom.yaml {DAY} --overlay answers.csv --format json", tmp_path)
    (document,) = json.loads(said)["documents"]
    (fact,) = [each for each in document["outcomes"][0]["facts"] if each["name"] == "component.origin"]
    assert fact["at"] == {"file": "answers.csv", "line": 2, "column": 25}


def test_an_overlay_of_the_configuration_is_laid_on_every_document(tmp_path: Path) -> None:
    (tmp_path / "microdep.toml").write_text('overlays = ["suppliers/*.yaml"]\n')
    (tmp_path / "suppliers").mkdir()
    (tmp_path / "suppliers" / "bom.magnets.yaml").write_text(
        "schema: microdep-overlay/1\ncomponents:\n"
        "  - {match: {mpn: A}, origin: JP}\n  - {match: {mpn: B}, origin: CN}\n"
    )
    for name in ("one", "two"):
        (tmp_path / f"bom.{name}.yaml").write_text(
            "schema: microdep-bom/1\ncomponents:\n  - {name: Magnet, mpn: A, restriction_index: 0.95}\n"
        )
    said, _, code = run(f"microdep check {DAY}", tmp_path)
    assert (code, "2 documents" in said, said.count("overlay/no-match")) == (0, True, 0)
    _, reported, _ = run(f"microdep check {DAY}", tmp_path)
    assert reported.count("overlay/no-match") == 1
    _, reported, _ = run(f"microdep check bom.one.yaml {DAY}", tmp_path)
    assert "overlay/no-match" not in reported


def test_a_list_that_somebody_may_have_filled_in_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "board.csv").write_text(BOARD, encoding="utf-8")
    (tmp_path / "asked.csv").write_text("filled in", encoding="utf-8")
    command = f"microdep questions board.csv {DAY} --output asked.csv"
    assert run(command, tmp_path)[2] == 2
    assert (tmp_path / "asked.csv").read_text() == "filled in"
    assert run(f"{command} --force", tmp_path)[2] == 0


def test_files_that_programs_keep_open_are_no_overlays_and_a_folder_that_is_not_there_is_reported(
    tmp_path: Path,
) -> None:
    (tmp_path / "overlays").mkdir()
    (tmp_path / "overlays" / "~$answers.xlsx").write_bytes(b"in use")
    (tmp_path / "bom.yaml").write_text("schema: microdep-bom/1\ncomponents:\n  - {name: Shell, origin: US}\n")
    (tmp_path / "microdep.toml").write_text('overlays = ["overlays/*.xlsx"]\n')
    assert run(f"microdep check {DAY}", tmp_path)[2] == 0
    (tmp_path / "microdep.toml").write_text('overlays = ["overlay/*.xlsx"]\n')
    _, reported, code = run(f"microdep check {DAY}", tmp_path)
    assert (code, "file/cannot-be-read" in reported) == (4, True)


def test_a_remark_on_an_answer_is_reported(tmp_path: Path) -> None:
    rows = (
        "Component id,Fact,Answer,Remark",
        "motor,component.origin,JP,only until lot 42",
        "motor,component.mass,unknown,too small",
    )
    (tmp_path / "answers.csv").write_text("\n".join(rows), encoding="utf-8")
    out, _, code = run("microdep questions --read answers.csv", tmp_path)
    assert (True, 0) == ("remark: only until lot 42" in out, code)
    assert "mass in grams: not known (too small)" in out


@pytest.mark.parametrize(
    ("answer", "remark", "closed"),
    [
        ("copper", "", True),
        ("copper; steel", "", True),
        ("copper; others", "", False),
        ("copper; ...", "", False),
        ("copper", "not all, the rest is confidential", False),
        ("copper; complete", "not all, the rest is confidential", False),
        ("copper; complete", "as agreed", False),
    ],
)
def test_a_list_is_closed_only_where_nothing_says_that_there_is_more(
    answer: str, remark: str, closed: bool, tmp_path: Path
) -> None:
    rows = f'Component id,Fact,Answer,Remark\nmotor,materials,{answer},"{remark}"\n'
    (tmp_path / "answers.csv").write_text(rows, encoding="utf-8")
    out, _, code = run("microdep questions --read answers.csv", tmp_path)
    assert (closed, not closed, 0) == (
        "list of materials is complete" in out,
        "counts as incomplete" in out,
        code,
    )


@pytest.mark.parametrize(
    ("owners", "closed"),
    [
        ("Example Fund 20 %", False),
        ("Example Fund 60 %; Example Bank 40 %", True),
        ("Example Fund 99.9 %; complete", True),
    ],
)
def test_owners_of_a_part_of_a_company_are_not_all(owners: str, closed: bool, tmp_path: Path) -> None:
    rows = f"About company,Fact,Answer\nAcme,party.owners,{owners}\n"
    (tmp_path / "answers.csv").write_text(rows, encoding="utf-8")
    out, err, _ = run("microdep questions --read answers.csv", tmp_path)
    assert (closed, not closed) == ("Acme: accepted" in out, "counts as incomplete" in out), out + err
    assert "we read: owners: Example Fund " in out


@pytest.mark.parametrize("id_", ["fund", "p"])
def test_the_company_is_asked_about_of_which_something_is_open(id_: str, tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(
        f"""\
schema: microdep-bom/1
document: {{id: d, product: p, completeness: complete}}
parties:
  - {{id: acme, name: Acme, country: US, owners: [{{party: {id_}, share: 100}}], relations: [],
     complete: [owners, relations]}}
  - {{id: {id_}, name: Fund}}
components:
  - {{id: p, name: Drone, kind: end_item, function: uas, manufacturer: acme, origin: US,
     place_of_manufacture: US, technology: [], complete: [technology]}}
""",
        encoding="utf-8",
    )
    dates = "authorization: 2026-01-01\nactivity: procurement\nagency: DoD\n"
    (tmp_path / "contract.yaml").write_text(f"schema: microdep-context/1\n{dates}", encoding="utf-8")
    out, _, _ = run(f"microdep questions bom.yaml --pack uas {DAY} {CONTRACT} --verbose", tmp_path)
    assert "Who owns Fund" in out
    assert "Who owns Acme" not in out


CARELESS = ("Chinna", "perhaps CN", "somewhere in Asia", "12.5", "abroad", "#REF!")
"""Answers that name no country in one way only."""


def careless(rows: int, bad: int) -> tuple[str, list[int]]:
    """A completed list of so many rows, of which some cannot be read, and the places of these."""
    wrong = [number for number in range(rows) if number * bad // rows != (number + 1) * bad // rows]
    answers = ["Japan" if number not in wrong else CARELESS[number % len(CARELESS)] for number in range(rows)]
    lines = [f"board,c{number},component.origin,{answer}" for number, answer in enumerate(answers)]
    return "\n".join(["Document id,Component id,Fact,Answer", *lines, ""]), wrong


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_of_a_careless_list_all_good_rows_are_taken_and_each_bad_one_is_marked(
    form: str, tmp_path: Path
) -> None:
    text, wrong = careless(160, 30)
    (tmp_path / "answers.csv").write_text(text, encoding="utf-8")
    out, err, code = run("microdep questions --read answers.csv", tmp_path)
    total = "160 rows: 130 accepted, 30 to correct, 0 open"
    assert (code, out.count("country of origin: Japan"), total in out) == (0, 130, True), out + err
    assert "next: microdep questions --read answers.csv --output returned.xlsx" in err
    _, err, code = run(f"microdep questions --read answers.csv --output returned.{form}", tmp_path)
    assert (code, total in err) == (0, True), err
    rows = rows_of(tmp_path / f"returned.{form}")
    assert wrong == [number for number, row in enumerate(rows) if row["Please correct"]]
    assert all(row["Please correct"].startswith("Answer: ") for row in rows if row["Please correct"])
    taken = [number for number, row in enumerate(rows) if row["Accepted"] == "Answer"]
    assert sorted([*wrong, *taken]) == [*range(160)]
    assert "130 accepted, 30 to correct" in err
    corrected = [{**row, "Answer": "TW" if row["Please correct"] else row["Answer"]} for row in rows]
    with (tmp_path / "again.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0]])
        writer.writeheader()
        writer.writerows(corrected)
    out, err, code = run("microdep questions --read again.csv", tmp_path)
    countries = [out.count(f"country of origin: {name}") for name in ("Japan", "Taiwan")]
    assert (code, countries) == (0, [130, 30]), err
    assert "warning" not in err


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a list by the names of its columns."""
    if path.suffix == ".csv":
        return [*csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))]
    names, *rows = load_workbook(path)["Questions"].iter_rows(values_only=True)
    return [{str(name): str(cell or "") for name, cell in zip(names, row, strict=True)} for row in rows]


def test_answers_to_documents_that_one_id_makes_alike_are_not_asked_for(tmp_path: Path) -> None:
    bom = "schema: microdep-bom/1\n{head}components:\n  - {{name: {name}, id: c1, restriction_index: 0.95}}\n"
    for file, head, name in (
        ("one", "", "Resistor"),
        ("two", "", "Magnet"),
        ("same", "", "Resistor"),
        ("own", "document: {id: own, product: c1}\n", "Magnet"),
        ("other", "document: {id: other, product: c1}\n", "Resistor"),
    ):
        (tmp_path / f"{file}.yaml").write_text(bom.format(head=head, name=name))
    for files, code in (("one two", 2), ("one own", 2), ("own one", 2), ("one same", 0), ("own other", 0)):
        named = " ".join(f"{file}.yaml" for file in files.split())
        _, reported, found = run(f"microdep questions {named} {DAY}", tmp_path)
        assert (code, code == 2) == (found, "is one component in" in reported), files


def test_what_was_not_checked_is_not_said_to_be_decided(tmp_path: Path) -> None:
    (tmp_path / "board.csv").write_text(BOARD, encoding="utf-8")
    (tmp_path / "contract.yaml").write_text("schema: microdep-context/1\nnope: 1\n", encoding="utf-8")
    for form in ("", "--output asked.xlsx", "--output more.yaml"):
        out, reported, code = run(f"microdep questions board.csv {DAY} {CONTRACT} {form}", tmp_path)
        assert (4, "", True) == (code, out, "bom/unknown-field" in reported)
    assert ["board.csv", "contract.yaml"] == sorted(path.name for path in tmp_path.iterdir())


def test_a_form_for_contract_facts_is_a_context_once_it_is_completed(tmp_path: Path) -> None:
    answers = {"agency": "DoD", "activity": "procurement", "end_use": "civil", "destination": "US"}
    answers |= {"importer_role": "not-importer", "staff": "40", "annual_imports": "[]", "issuer": "false"}
    answers |= {"turnover": "{amount: 1, currency: USD}"}
    (tmp_path / "board.csv").write_text(BOARD, encoding="utf-8")
    command = f"microdep questions board.csv {DAY} --pack all --output form.yaml"
    _, reported, _ = run(command, tmp_path)
    text = (tmp_path / "form.yaml").read_text(encoding="utf-8")
    fields = re.findall(r"^#( *)([a-z_]+):( \[\])?$", text, re.MULTILINE)
    asked = [name for _, name, _ in fields if name != "company"]
    assert f"{len(asked)} questions to your own company\n" in reported
    assert {"annual_imports", "staff", "agency"} <= set(asked)
    completed = re.sub(
        r"^#( *)([a-z_]+):( \[\])?$",
        lambda line: (
            f"{line[1]}{line[2]}: {answers.get(line[2], '' if line[2] == 'company' else '2027-03-01')}"
        ),
        text,
        flags=re.MULTILINE,
    )
    (tmp_path / "contract.yaml").write_text(completed, encoding="utf-8")
    _, reported, code = run(f"microdep questions board.csv {DAY} --pack all {CONTRACT}", tmp_path)
    assert (0, False) == (code, "error" in reported), reported + completed


def test_a_form_that_is_completed_in_part_asks_for_nothing_twice(tmp_path: Path) -> None:
    (tmp_path / "board.csv").write_text(BOARD, encoding="utf-8")
    command = f"microdep questions board.csv {DAY} --pack all --context form.yaml --output form.yaml --force"
    (tmp_path / "form.yaml").write_text("schema: microdep-context/1\n", encoding="utf-8")
    for _ in range(2):
        run(command, tmp_path)
        text = (tmp_path / "form.yaml").read_text(encoding="utf-8")
        fields = re.findall(r"^# *([a-z_]+):", text, re.MULTILINE)
        assert sorted(set(fields)) == sorted(fields)


def test_evidence_for_one_value_is_not_asked_for_together_with_another_one(tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(
        """\
schema: microdep-bom/1
document: {id: d, product: p}
parties: [{id: acme, name: Acme}]
components:
  - {id: p, name: Board, children: [{ref: a}, {ref: b}, {ref: c}], restriction_index: 0.1}
  - {id: a, name: Coil, mpn: A, manufacturer: acme, origin: JP, restriction_index: 0.95}
  - {id: b, name: Case, mpn: B, manufacturer: acme, origin: CN, restriction_index: 0.95}
  - {id: c, name: Chip, mpn: C, manufacturer: acme, origin: JP, restriction_index: 0.95}
""",
        encoding="utf-8",
    )
    (tmp_path / "shown.rule").write_text(
        """\
pack shown
  version 2026.11
  title "Evidence"
  authority "nobody"
  reviewed 2026-11-24

rule shown
  title       "the origin is shown"
  severity    prohibit
  cites       "this policy"
  in force    by check date
  passes only on evidence of supplier_declaration
  applies to  every listed component
  require     component.origin is not KP

example fail of shown "an origin"
  bom     component magnets, origin KP
  expect  fail at magnets
""",
        encoding="utf-8",
    )
    out, reported, _ = run(
        f"microdep questions bom.yaml --pack shown.rule {DAY} --verbose --format csv", tmp_path
    )
    rows = [row for row in csv.DictReader(io.StringIO(out)) if "origin" in row["Fact"]]
    known = {(row["What we know already"], row["Part number"]) for row in rows}
    assert {("JP", "A | C"), ("CN", "B")} >= {pair for pair in known if pair[0]}, reported
    assert rows, out + reported


@pytest.mark.parametrize(
    ("fact", "place"),
    [
        ("company.issuer", "`issuer: …` below `company:`"),
        ("annual_imports", "`annual_imports: …` below `company:`"),
        ("contract.agency", "`agency: …` into the context"),
    ],
)
def test_a_contract_fact_that_a_table_states_is_said_to_belong_where_a_context_has_it(
    fact: str, place: str, tmp_path: Path
) -> None:
    (tmp_path / "answers.csv").write_text(f"Component id,Fact,Answer\nboard,{fact},none\n", encoding="utf-8")
    out, _, _ = run("microdep questions --read answers.csv", tmp_path)
    assert (True, True) == ("board: open" in out, place in out), out


def test_a_date_with_two_readings_is_refused_without_a_guess(tmp_path: Path) -> None:
    (tmp_path / "board.csv").write_text(BOARD, encoding="utf-8")
    for option in ("--as-of", "--due"):
        _, err, code = run(f"microdep questions board.csv {option} 03/01/2027", tmp_path)
        assert 2 == code
        assert "may be 3 January or 1 March 2027; write `2027-01-03` or `2027-03-01`" in err
        assert "next: microdep questions --help" in err


def test_answers_that_are_due_in_the_past_are_refused(tmp_path: Path) -> None:
    (tmp_path / "board.csv").write_text(BOARD, encoding="utf-8")
    _, err, code = run(f"microdep questions board.csv {DAY} --due 2026-01-01", tmp_path)
    assert 2 == code
    assert "--due 2026-01-01 is before 2026-11-24; name a day on which companies can answer" in err


def test_the_returned_copy_names_only_the_columns_that_are_taken(tmp_path: Path) -> None:
    head = "Component id,Fact,Answer,Done by,Remark"
    rows = (
        "a,materials,copper,our factory,",
        "b,materials,unknown,,secret",
        "c,stage sintered,JP,Example Works,",
    )
    (tmp_path / "answers.csv").write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    _, err, code = run("microdep questions --read answers.csv --output returned.csv", tmp_path)
    assert 0 == code, err
    returned = csv.DictReader(io.StringIO((tmp_path / "returned.csv").read_text(encoding="utf-8-sig")))
    expected = ["Answer; Done by: not used for this question", "", "Answer; Done by"]
    assert expected == [row["Accepted"] for row in returned]


def test_a_list_of_questions_never_overwrites_an_input(tmp_path: Path) -> None:
    (tmp_path / "board.csv").write_text(BOARD, encoding="utf-8")
    for force in ("", " --force"):
        _, err, code = run(f"microdep questions board.csv --output board.csv{force}", tmp_path)
        assert 2 == code
        assert "is an input, and is not overwritten" in err
        assert "next: microdep questions board.csv --output board.csv --force" not in err
    assert BOARD == (tmp_path / "board.csv").read_text(encoding="utf-8")


def test_a_list_without_a_row_that_can_be_read_names_the_file_and_the_next_command(tmp_path: Path) -> None:
    text = "Component id,Fact,Answer\na,component.origin,Atlantis\nb,component.origin,Korea\n"
    (tmp_path / "answers.csv").write_text(text, encoding="utf-8")
    out, err, code = run("microdep questions --read answers.csv", tmp_path)
    assert 4 == code
    assert "no row can be read, so the file is not used" in out + err
    assert "next: microdep questions --read answers.csv --output returned.xlsx" in err


def test_a_substance_is_read_in_words_and_no_other_one_is_suggested(tmp_path: Path) -> None:
    words = "銅; 鉄; 鋼; アルミ; ニッケル; ネオジム焼結磁石"
    text = f"Component id,Fact,Answer\na,materials,{words}\nb,materials,PCB\nc,materials,謎\n"
    (tmp_path / "answers.csv").write_text(text, encoding="utf-8")
    out, err, code = run("microdep questions --read answers.csv", tmp_path)
    assert 0 == code, err
    assert "NdFeB" in out
    assert "did you mean" not in err


def test_the_next_command_repeats_the_document_and_the_options(tmp_path: Path) -> None:
    (tmp_path / "board.csv").write_text(BOARD, encoding="utf-8")
    (tmp_path / "old.csv").write_text(
        "Part number,Manufacturer,Country of origin\nX1,Nobody,JP\n", encoding="utf-8"
    )
    given = "board.csv --pack micro-dependency --context contract.yaml --overlay old.csv"
    _, reported, _ = run(f"microdep questions {given} --output asked.xlsx", tmp_path)
    again = "microdep check board.csv --pack micro-dependency --context contract.yaml --overlay old.csv"
    assert f"complete the file, then run: {again} --overlay asked.xlsx" in reported
    _, reported, _ = run(f"microdep questions {given} --output form.yaml", tmp_path)
    assert "board.csv --pack micro-dependency --overlay old.csv --context form.yaml" in reported
    _, reported, _ = run(f"microdep questions {given} --folder out", tmp_path)
    workbooks = sorted(path.name for path in (tmp_path / "out").glob("*.xlsx"))
    named = re.search(f"with the answers, run: {re.escape(again)}(.*)", reported)
    assert named is not None
    assert sorted(re.findall("--overlay out/([^ ]*)", named[1])) == workbooks
    _, reported, code = run(f"microdep questions {given} --folder out", tmp_path)
    assert code == 2
    assert (
        "`out` has the lists of an earlier round; write the new lists to another folder: --folder out-2"
        in reported
    )


def test_a_company_without_a_workbook_is_named_with_the_rows_to_answer_first(tmp_path: Path) -> None:
    lines = ["Part Number,Manufacturer,Description,Qty", "IMX219,Sony,Camera module,1"]
    lines += [f"RC0402FR-0{number}KL,Yageo,Resistor {number}k,2" for number in range(10, 18)]
    (tmp_path / "board.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    _, reported, _ = run(f"microdep questions board.csv {DAY} --folder out", tmp_path)
    line = next(
        line for line in reported.splitlines() if line.startswith("no workbook yet for `Sony`, `Yageo`")
    )
    file = "out/yourself.xlsx"
    match = re.search(
        rf"answer rows? ([0-9, ]+)(?: and [0-9]+ more)? of {file}, and run this command again", line
    )
    assert match is not None, line
    sheet = load_workbook(tmp_path / file)["Questions"]
    names = [cell.value for cell in sheet[1]]
    for row in match[1].split(", "):
        assert "Yageo" in str(sheet.cell(int(row), names.index("Manufacturer") + 1).value)
