from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from microdep_rules.bom.people import is_same_person, likeness
from microdep_rules.bom.waivers import Waiver, load_waivers
from microdep_rules.cli.main import call
from microdep_rules.engine.verdict import Verdict
from microdep_rules.engine.waivers import DocumentOutcomes, apply, state_of
from microdep_rules.pipeline.check import run_check
from microdep_rules.pipeline.documents import CheckRequest
from microdep_rules.pipeline.packs import load_packs
from microdep_rules.pipeline.project import open_project
from tests.conftest import CHECKOUT
from tests.each import of_each
from tests.shown import shown
from tests.waivers.cases import AS_OF, WAIVER

HOW_TO = CHECKOUT / "docs" / "how-to" / "waivers-and-baseline.md"

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.output.checked import Checked

ANNA, POPOV = "\u0410\u043d\u043d\u0430", "\u041f\u043e\u043f\u043e\u0432"
"""Names of the Cyrillic script, some letters of which look like Latin ones."""
HEAD = "schema: microdep-waivers/1\nwaivers:\n"
DAY = date.fromisoformat(AS_OF)
PACK = shown("""\
pack own version 1 title "Our own rules" authority "purchasing policy" reviewed 2026-11-24

rule made-elsewhere
  title       "made elsewhere"
  severity    prohibit
  cites       "policy 3"
  in force    by check date
  applies to  every listed component where component.function is motor
  forbid      component.origin is CN

rule magnets
  title       "magnets"
  severity    prohibit
  cites       "policy 4"
  in force    by check date
  applies to  every material at any tier where material.substance is NdFeB
  forbid      material.form is magnet

rule mass-shown
  title       "mass of a motor"
  severity    prohibit
  cites       "policy 5"
  in force    by check date
  applies to  every listed component where component.function is motor
  disclose    component.mass
""")
BOM = """\
schema: microdep-bom/1
document: {id: drone, completeness: complete}
components:
  - {name: First, origin: CN, function: motor, mass_g: 4, materials: []}
  - {name: Second, origin: CN, function: motor, materials: [{substance: NdFeB, form: magnet}]}
  - {name: Third, materials: []}
  - {name: Fourth, materials: []}
"""
FIRST = "name: First, origin: CN, function: motor, materials: [{substance: NdFeB, form: magnet}]"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.rule").write_text(PACK, "utf-8")
    (tmp_path / "bom.yaml").write_text(BOM, "utf-8")
    return tmp_path


def waiver(*changes: tuple[str, str]) -> str:
    text = WAIVER
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def one(*changes: tuple[str, str]) -> Waiver:
    _, (found,), problems = load_waivers("w.yaml", (HEAD + waiver(*changes)).encode())
    assert [] == problems
    return found


def checked(folder: Path, *waivers: str) -> Checked:
    (folder / "w.yaml").write_text(HEAD + "".join(waivers), "utf-8")
    project, _, _ = open_project(start=folder)
    assert project is not None
    request = CheckRequest(DAY, ("bom.yaml",), waivers=("w.yaml",) if waivers else ())
    return run_check(project, request, load_packs(project, ("./own.rule",), {}, with_examples=False))


def waived(run: Checked) -> list[tuple[str, str, str]]:
    return [
        (
            outcome.rule.name,
            ", ".join(part.id for part in outcome.parts or (outcome.subject,)),
            outcome.waiver,
        )
        for outcome in run.documents[0].outcomes
        if outcome.waiver
    ]


@pytest.mark.parametrize(
    ("day", "covered", "status", "days"),
    [
        ("2026-10-31", 1, "pending", 1),
        ("2026-11-01", 1, "active", 211),
        ("2027-04-07", 1, "active", 54),
        ("2027-04-08", 1, "expiring", 53),
        ("2027-05-31", 1, "expiring", 0),
        ("2027-06-01", 1, "expired", 1),
        ("2026-11-24", 0, "unused", 188),
        ("2027-06-01", 0, "expired", 1),
        ("2026-10-31", 0, "pending", 1),
    ],
)
def test_one_function_says_what_a_waiver_is_on_a_day(day: str, covered: int, status: str, days: int) -> None:
    found = state_of(one(), date.fromisoformat(day), covered)
    assert (status, days) == (found.status, found.days)


def test_a_waiver_has_effect_on_each_of_its_days_and_on_no_other() -> None:
    each = one()
    first, last = each.start - timedelta(3), each.until + timedelta(3)
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    in_effect = [day for day in days if state_of(each, day, 1).status in {"active", "expiring"}]
    assert [day for day in days if each.start <= day <= each.until] == in_effect


def test_what_covers_nothing_where_nobody_looked_is_elsewhere() -> None:
    assert "elsewhere" == state_of(one(), DAY, 0, elsewhere=True).status


@pytest.mark.parametrize(
    ("requested", "approved", "same"),
    [
        ("Dana Ito", "dana  ito", True),
        ("Dana Ito", "Ito, Dana", True),
        ("D\N{LATIN SMALL LETTER A WITH DIAERESIS}na Ito", "Dana Ito", True),
        ("Dana Ito <d@example.com>", "D. Ito (d@example.com)", True),
        ("d@example.com", "D@EXAMPLE.COM", True),
        ("Dana Ito <d@example.com>", "Kim Berg <k@example.com>", False),
        ("Dana Ito", "Kim Ito", False),
        ("Dana Ito", "Nada Ito", False),
        ("Dana Ito", "", False),
        ("Dana Ito", "...", False),
        ("\u0928\u093f\u0924\u093e", "\u0928\u0940\u0924\u0942", False),
        ("Kim Berg (Sales)", "Ana Ruiz (Sales)", False),
        ("Kim Berg (for Dana Ito)", "Dana Ito", False),
    ],
)
def test_two_people_are_two_however_their_names_are_written(
    requested: str, approved: str, same: bool
) -> None:
    assert same == is_same_person(requested, approved)


@pytest.mark.parametrize(
    ("approved", "how"),
    [
        ("ITO; Dana", "name"),
        ("Dana_Ito", "name"),
        ("DanaIto", "name"),
        ("Da-na Ito", "name"),
        ("Ito, D'ana", "name"),
        ("Dana Ito (CTO)", "name"),
        ("Dana Ito [CTO (acting)]", "name"),
        ("(Dana Ito)", "name"),
        ("Dana\N{NO-BREAK SPACE}Ito", "name"),
        ("\N{FULLWIDTH LATIN CAPITAL LETTER D}ana Ito", "name"),
        ("Da\N{ZERO WIDTH SPACE}na Ito", "look"),
        ("Da\N{SOFT HYPHEN}na Ito", "look"),
        ("Da\N{COMBINING GRAPHEME JOINER}na Ito", "look"),
        ("Dana Ito\N{HANGUL FILLER}", "look"),
        ("dana ito \N{RIGHT-TO-LEFT OVERRIDE}", "look"),
        ("D\N{CYRILLIC SMALL LETTER A}na Ito", "look"),
        ("DANA \N{CYRILLIC CAPITAL LETTER BYELORUSSIAN-UKRAINIAN I}TO", "look"),
        ("Dana It\N{GREEK SMALL LETTER OMICRON}", "look"),
        ("Dana Ito Jr", "part"),
        ("Dr. Dana M. Ito", "part"),
        ("Dana It\N{CYRILLIC SMALL LETTER O} Jr", "part"),
        ("Dana", "part"),
        ("Kim Berg", ""),
    ],
)
def test_one_person_stays_one_however_the_name_is_disguised(approved: str, how: str) -> None:
    assert (how, how) == (likeness("Dana Ito", approved), likeness(approved, "Dana Ito"))


def test_a_mail_address_is_compared_as_it_looks() -> None:
    disguised = "K <d\N{ZERO WIDTH SPACE}@ex\N{CYRILLIC SMALL LETTER A}mple.com>"
    assert "mail" == likeness("Dana Ito <d@example.com>", disguised)


def test_case_makes_no_difference_in_other_scripts() -> None:
    nina = "\u041d\u0438\u043d\u0430 \u0412\u043e\u043b\u043a"
    assert "name" == likeness(nina, nina.upper())


def test_a_part_stands_for_its_materials_and_a_material_for_itself(folder: Path) -> None:
    rule = ("own/made-elsewhere", "own/magnets")
    for id_ in ("second", "second/ndfeb"):
        run = checked(folder, waiver(rule, ("[motor]", f"[{id_}]")))
        assert [("magnets", "second/ndfeb", "W-1")] == waived(run)


def test_a_material_is_named_as_the_document_writes_it_where_no_other_has_its_id(folder: Path) -> None:
    rule = ("own/made-elsewhere", "own/magnets")
    run = checked(folder, waiver(rule, ("[motor]", "[ndfeb]")))
    assert [("magnets", "second/ndfeb", "W-1")] == waived(run)
    assert [] == [diagnostic.code for diagnostic in run.diagnostics if diagnostic.code == "waiver/scope"]


@pytest.mark.parametrize(("parts", "names"), [("[ndfeb]", []), ("[second, ndfeb]", ["second/ndfeb"])])
def test_an_id_of_several_materials_waives_none_and_all_are_named(
    parts: str, names: list[str], folder: Path
) -> None:
    text = BOM.replace("name: First, origin: CN, function: motor, mass_g: 4, materials: []", FIRST)
    (folder / "bom.yaml").write_text(text, "utf-8")
    run = checked(folder, waiver(("own/made-elsewhere", "own/magnets"), ("[motor]", parts)))
    (reported,) = [diagnostic for diagnostic in run.diagnostics if diagnostic.code == "waiver/scope"]
    assert "the id of 2 materials" in reported.message
    assert "`first/ndfeb`, `second/ndfeb`" in (reported.help or "")
    assert names == [id_ for _, id_, _ in waived(run)]


@pytest.mark.parametrize("parts", ["", "{manufacturer: first, mpn: N-1}, "])
def test_a_pattern_in_a_part_number_names_nothing_and_is_reported(parts: str, folder: Path) -> None:
    text = BOM.replace("name: First,", "name: First, mpn: N-1, manufacturer: first,")
    parties = "parties: [{id: first, name: First Ltd}]\ncomponents:"
    (folder / "bom.yaml").write_text(text.replace("components:", parties), "utf-8")
    scope = f"scope: {{part_numbers: [{parts}{{manufacturer: first, mpn: N-*}}]}}"
    run = checked(folder, waiver(("scope: {components: [motor]}", scope)))
    (reported,) = [diagnostic for diagnostic in run.diagnostics if diagnostic.code == "waiver/scope"]
    assert ("first N-*" in reported.message, "`*` has no special meaning" in (reported.help or "")) == (
        True,
        True,
    )
    assert ([("made-elsewhere", "first", "W-1")] if parts else []) == waived(run)


def test_each_of_many_waivers_covers_its_own_part(folder: Path) -> None:
    many = 400
    rows = "".join(f"  - {{name: P{n}, origin: CN, function: motor, mass_g: 4}}\n" for n in range(many))
    (folder / "bom.yaml").write_text(BOM.partition("  - ")[0] + rows, "utf-8")
    waivers = [waiver(("id: W-1", f"id: W-{n}"), ("[motor]", f"[p{n}]")) for n in range(many + 30)]
    run = checked(folder, *waivers)
    covered = {each.waiver.id: [of.outcome.subject.id for of in each.covers] for each in run.waivers}
    assert {f"W-{n}": [f"p{n}"] if n < many else [] for n in range(many + 30)} == covered
    assert 30 == len([diagnostic for diagnostic in run.diagnostics if diagnostic.code == "waiver/scope"])


def test_a_waiver_for_one_rule_leaves_the_others(folder: Path) -> None:
    run = checked(folder, waiver(("{components: [motor]}", "{components: [second]}")))
    assert [("made-elsewhere", "second", "W-1")] == waived(run)
    assert "fail" == run.verdict


def test_the_components_of_a_group_that_a_waiver_covers_are_shown_separately(folder: Path) -> None:
    before = checked(folder).documents[0].outcomes
    (group,) = [each for each in before if each.parts and each.rule.name == "made-elsewhere"]
    assert ["third", "fourth"] == [part.id for part in group.parts]
    unknown = ("    reason", "    verdicts: [unknown]\n    reason")
    run = checked(folder, waiver(("[motor]", "[third]"), unknown))
    found = [
        outcome
        for outcome in run.documents[0].outcomes
        if outcome.parts and outcome.rule.name == group.rule.name
    ]
    assert [("fourth", ""), ("third", "W-1")] == [(each.parts[0].id, each.waiver) for each in found]
    whole = checked(folder, waiver(("{components: [motor]}", "{all_components: true}"), unknown))
    assert [("made-elsewhere", "third, fourth", "W-1")] == waived(whole)


def test_a_due_disclosure_is_waived_where_it_lacks_facts_and_the_waiver_says_so(folder: Path) -> None:
    rule = ("own/made-elsewhere", "own/mass-shown")
    asked = ("    reason", "    verdicts: [disclose]\n    reason")
    run = checked(folder, waiver(rule, asked, ("{components: [motor]}", "{components: [first, second]}")))
    assert [("mass-shown", "second", "W-1")] == waived(run)
    assert [] == waived(checked(folder, waiver(rule, ("[motor]", "[second]"))))


def test_an_error_is_never_waived(folder: Path) -> None:
    document = checked(folder).documents[0]
    assert document.bom is not None
    errors = tuple(replace(outcome, verdict=Verdict.ERROR) for outcome in document.outcomes)
    every = one(("{components: [motor]}", "{all_components: true}"))
    rules = {error.rule.id for error in errors}
    on = DocumentOutcomes(document.id, document.path, document.bom, errors)
    found = apply([every], [on], DAY, rules)
    assert {""} == {outcome.waiver for (outcomes) in found.outcomes for outcome in outcomes}


def test_the_waiver_that_ends_last_prevails_and_of_equals_the_first_by_its_id(folder: Path) -> None:
    named = ("[motor]", "[second]")
    longer = waiver(named, ("W-1", "W-9"), ("2027-05-31", "2027-06-30"))
    assert ["W-9"] == [each for _, _, each in waived(checked(folder, waiver(named), longer))]
    equal = waiver(named, ("W-1", "W-0"))
    assert ["W-0"] == [each for _, _, each in waived(checked(folder, waiver(named), equal))]


def test_with_an_error_in_one_file_no_waiver_has_effect_and_everything_is_judged(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "good.yaml").write_text(HEAD + waiver(("[motor]", "[second]")), "utf-8")
    (folder / "bad.yaml").write_text(HEAD + waiver(("W-1", "W-2"), ("until", "untill")), "utf-8")
    files = ["--waivers", "good.yaml", "--waivers", "bad.yaml"]
    where = ["--pack", "./own.rule", "--as-of", AS_OF]
    assert 4 == call(["check", "bom.yaml", *where, *files, "--format", "json"])
    record = json.loads(capsys.readouterr().out)
    assert ([], 3) == (record["waivers"], record["summary"]["counts"]["fail"])


def test_one_id_in_two_files_is_one_too_many(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one.yaml", "two.yaml"):
        (folder / name).write_text(HEAD + waiver(("[motor]", "[second]")), "utf-8")
    files = ["--waivers", "one.yaml", "--waivers", "two.yaml"]
    assert 4 == call(["check", "bom.yaml", "--pack", "./own.rule", "--as-of", AS_OF, *files])
    assert "error[bom/duplicate-id]" in capsys.readouterr().err


def test_a_file_that_is_given_twice_is_read_once(folder: Path) -> None:
    (folder / "w.yaml").write_text(HEAD + waiver(("[motor]", "[second]")), "utf-8")
    asked = ["--pack", "./own.rule", "--as-of", AS_OF, "--waivers", "w.yaml", "--waivers", "./w.yaml"]
    assert 1 == call(["check", "bom.yaml", *asked])


@pytest.mark.parametrize("value", ['"waivers.yaml"', '["waivers.yaml"]'])
def test_the_configuration_names_files_of_waivers(
    value: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "microdep.toml").write_text(f'packs = ["own.rule"]\nwaivers = {value}\n', "utf-8")
    (folder / "waivers.yaml").write_text(
        HEAD + waiver(("{components: [motor]}", "{all_components: true}")), "utf-8"
    )
    (folder / "inner").mkdir()
    call(["check", "bom.yaml", "--as-of", AS_OF])
    assert "(2 waived)" in capsys.readouterr().out
    call(["check", "bom.yaml", "--as-of", AS_OF, "--no-waivers"])
    assert "waivers were ignored (--no-waivers)" in capsys.readouterr().out


def test_a_file_of_waivers_is_not_written_over(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = HEAD + waiver(("[motor]", "[second]"))
    (folder / "w.yaml").write_text(text, "utf-8")
    asked = ["bom.yaml", "--pack", "./own.rule", "--waivers", "w.yaml", "--output", "w.yaml"]
    assert [2, 2] == [call([command, *asked]) for command in ("check", "report")]
    assert 2 == call(["check", *asked[:-2], "--write-baseline", "w.yaml"])
    assert 2 == call(["explain", "own/made-elsewhere", "second", *asked])
    assert text == (folder / "w.yaml").read_text("utf-8")
    assert "is not overwritten" in capsys.readouterr().err


def test_waivers_may_be_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fields = dict(re.findall(r"^ +(?:- )?(\w+): (?!\|)(.+)$", waiver(), re.MULTILINE))
    entry: dict[str, Any] = {**fields, "scope": {"components": ["second"]}, "reason": "few"}
    data = {"schema": "microdep-waivers/1", "waivers": [entry]}
    (folder / "w.json").write_text(json.dumps(data), "utf-8")
    call(["check", "bom.yaml", "--pack", "./own.rule", "--as-of", AS_OF, "--waivers", "w.json"])
    assert "WAIVED  Second  own/made-elsewhere\n" in capsys.readouterr().out


def test_the_example_of_the_page_is_a_file_of_waivers() -> None:
    (text,) = re.findall(r"```yaml waivers\n(.*?)```", HOW_TO.read_text("utf-8"), re.DOTALL)
    _, found, problems = load_waivers("w.yaml", text.encode())
    assert ([], 1) == (problems, len(found))


def test_the_waiver_of_the_quadcopter_covers_its_focus_magnets(capsys: pytest.CaptureFixture[str]) -> None:
    folder = CHECKOUT / "examples" / "quadcopter"
    beside = ["--context", str(folder / "contract.yaml"), "--waivers", str(folder / "waivers.yaml")]
    asked = ["--pack", "dod-magnets", "--as-of", AS_OF, *beside, "--format", "json"]
    assert 5 == call(["check", str(folder / "bom.yaml"), *asked])
    (found,) = json.loads(capsys.readouterr().out)["waivers"]
    assert ("active", "focus-coil/magnets") == (found["status"], found["covers"][0]["subject"])


@pytest.mark.parametrize(
    ("requested", "approved"),
    [
        ("Jan \u00d8st", "Jan Ost"),
        ("Jan \u00d8st", "OEST, Jan"),
        ("\u0141ukasz Nowak", "Lukasz Nowak"),
        ("Jan M\u00fcller", "Jan Mueller"),
        ("Jan M\u00fcller", "Jan Muller"),
        ("\u0130lk\u0131n \u015een", "Ilkin Sen"),
        ("\u00c6gir Dahl", "Aegir Dahl"),
    ],
)
def test_letters_that_a_keyboard_has_not_got_make_no_second_person(requested: str, approved: str) -> None:
    assert is_same_person(requested, approved)
    assert is_same_person(approved, requested)


@pytest.mark.parametrize(
    "name", ["--", ".", "\N{ZERO WIDTH SPACE}", "\N{HANGUL FILLER}", "\N{BRAILLE PATTERN BLANK}"]
)
def test_what_has_no_letter_names_nobody(name: str) -> None:
    _, _, problems = load_waivers("w.yaml", (HEAD + waiver(("Kim Berg", json.dumps(name)))).encode())
    assert "waiver/approver" == problems[-1].code


@of_each(("Tbd", "N.N.", "the board", "management", "Compliance", "info@example.com", "\u5f85\u5b9a"))
def test_a_role_or_a_text_that_fills_the_place_approves_nothing(name: str) -> None:
    _, _, problems = load_waivers("w.yaml", (HEAD + waiver(("Kim Berg", json.dumps(name)))).encode())
    assert f"expected a person in `approved_by`, found `{name}`" == problems[-1].message


IN_DOUBT = {
    "@dito": "it is an account",
    "ci-bot": "it is an account",
    "github-actions[bot] <a@example.com>": "",
    "dependabot": "it is an account",
    "CI Bot <ci@example.com>": "it is an account",
    "Claude": "it is a single word, as accounts and programs have",
    "KB": "it has initials alone",
    "K. B.": "it has initials alone",
    "p.p. Kim Berg": "it shows that one person signs for another",
    "i.V. Kim Berg": "it shows that one person signs for another",
    "Kim Berg (signed by Max Frank)": "it shows that one person signs for another",
    "\u674e\u660e": "not comparable with `Dana Ito`",
    "\u041a\u0438\u043c \u0411\u0435\u0440\u0433": ("not comparable with `Dana Ito`"),
}
NAMES = ("Kim Berg", "B. Roe", "Suharto <suharto@example.com>", "Kim van den Berg", "Ci Li", "Scott Botha")


@of_each(IN_DOUBT)
def test_an_approver_who_may_be_nobody_or_the_requester_is_in_doubt(name: str) -> None:
    _, _, problems = load_waivers("w.yaml", (HEAD + waiver(("Kim Berg", json.dumps(name)))).encode())
    expected = "warning" if IN_DOUBT[name] else "error"
    assert [("waiver/approver", expected)] == [(problem.code, problem.severity.value) for problem in problems]
    assert not IN_DOUBT[name] or IN_DOUBT[name] == problems[0].primary.text


@of_each(NAMES)
def test_a_full_name_or_a_name_with_an_address_is_in_no_doubt(name: str) -> None:
    _, _, problems = load_waivers("w.yaml", (HEAD + waiver(("Kim Berg", json.dumps(name)))).encode())
    assert [] == problems


@of_each(
    ("p.p. Kim Berg (signed by Dana Ito)", "Kim Berg [Dana Ito]", "Kim Berg (Ito, Dana)", "Dana Ito (CEO)")
)
def test_a_requester_in_an_addition_to_the_approver_approves_nothing(name: str) -> None:
    _, _, problems = load_waivers("w.yaml", (HEAD + waiver(("Kim Berg", json.dumps(name)))).encode())
    assert ["waiver/approver"] == [problem.code for problem in problems]


@of_each(("TBD", "n/a", "ok", "x", "pending", "Approved.", "to be determined", "see above", "-"))
def test_a_reason_that_only_fills_the_place_is_none(reason: str) -> None:
    stated = "|\n      five prototypes\n      that stay in the laboratory"
    text = HEAD + waiver((stated, json.dumps(reason)))
    _, _, problems = load_waivers("w.yaml", text.encode())
    assert ["bom/empty-value"] == [problem.code for problem in problems]


ROWS = "Ref,Name,Manufacturer,MPN,Qty,Origin,Restriction index\n"
SPLIT = "".join(f"M{n},Magnet,Example,EA-12,1,CN,0.95\n" for n in (1, 2, 3))
WHOLE = '"M1,M2,M3",Magnet,Example,EA-12,3,CN,0.95\n'
OF_A_NUMBER = "{part_numbers: [{manufacturer: Example, mpn: EA-12}], quantity: 1}"


@pytest.mark.parametrize("rows", [SPLIT, WHOLE, SPLIT.replace("M2,Magnet,Example", "M2,Magnet,")])
@pytest.mark.parametrize(("quantity", "code"), [(1, 1), (2, 1), (3, 0)])
def test_pieces_of_a_number_are_added_up_however_the_rows_are_split(
    rows: str, quantity: int, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "b.csv").write_text(ROWS + rows, "utf-8")
    scope = OF_A_NUMBER.replace("quantity: 1", f"quantity: {quantity}")
    text = WAIVER.replace("{components: [motor]}", scope).replace(
        "own/made-elsewhere", "micro-dependency/blocked-component"
    )
    (tmp_path / "w.yaml").write_text(HEAD + text, "utf-8")
    expected = code if "M2,Magnet,," not in rows else 1  # one of the rows has no maker, and is not named
    found = call(["check", "b.csv", "--waivers", "w.yaml", "--fail-on", "fail", "--as-of", AS_OF])
    assert expected == found


@pytest.mark.parametrize(
    ("requested", "approved"),
    [
        ("Dana Ito", "Dana It\u0585"),
        ("Dana Ito", "D\u0251na Ito"),
        ("Dana Ito", "Dana lto"),
        ("Dana Ito", "Dana It0"),
        ("Dana Ito", "Dana 1to"),
        ("Dana Ito", "D. Ito"),
        ("Dana Ito", "\u13a0ana Ito"),
        ("Ms. Dana Ito", "Dr. Dana Ito"),
        ("Dana Ito, Purchasing", "Dana Ito, Compliance"),
        ("Dana Ito / QA", "Dana Ito - Purchasing"),
        ("Dana <d@example.com>", "Mara <d+1@example.com>"),
        ("Dana Ito", "dana.ito@example.com"),
        ("Dana Ito", "<dito@example.com>"),
        ("d.ito@example.com", "dito@example.com"),
        ("Hans Muller", "Mueller, H."),
        ("S\u00f8ren Kj\u00e6r", "Soren Kjaer"),
    ],
)
def test_one_person_stays_one_by_title_office_and_letters_that_look_alike(
    requested: str, approved: str
) -> None:
    assert is_same_person(requested, approved)
    assert is_same_person(approved, requested)


@pytest.mark.parametrize(
    ("requested", "approved"),
    [
        ("Dana Ito, Purchasing", "Kim Berg, Purchasing"),
        ("Lia Tan", "Ila Tan"),
        ("Dr. Kim Berg", "Dr. Ana Ruiz"),
        ("Prof. Berg", "Prof. Ruiz"),
        ("\u738b\u4f1f", "\u674e\u5a1c"),
        ("\u0410\u043d\u043d\u0430 \u0418\u0432\u0430\u043d\u043e\u0432\u0430", "Kim Berg"),
        ("Ivan Petrov", "Olga Petrov"),
        (
            "\u0410\u043d\u043d\u0430 \u0418\u0432\u0430\u043d\u043e\u0432\u0430",
            "\u0410\u043b\u043b\u0430 \u0418\u0432\u0430\u043d\u043e\u0432\u0430",
        ),
        (
            "\u0410\u043d\u043d\u0430 \u041f\u043e\u043f\u043e\u0432",
            "\u0410\u043d\u043d\u0430 \u041a\u043e\u0442\u043e\u0432",
        ),
        ("\u0531\u0580\u0561\u0574", "Anna"),
        ("van der Berg, Kim", "van der Berg, Dana"),
        ("Lopez Garcia, Juan", "Lopez Garcia, Maria"),
        ("Quality Assurance - Dana Ito", "Quality Assurance - Kim Berg"),
        ("VP Quality, Dana Ito", "VP Quality, Kim Berg"),
        ("Acme Motors, Dana Ito", "Acme Motors, Kim Berg"),
        ("Mr. Smith", "Mrs. Smith"),
        ("Kim Berg", "dana.ito@example.com"),
    ],
)
def test_two_people_with_something_in_common_are_two(requested: str, approved: str) -> None:
    assert not is_same_person(requested, approved)
    assert not is_same_person(approved, requested)


def test_one_maker_under_two_names_is_counted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "b.yaml").write_text(
        """\
schema: microdep-bom/1
document: {id: d, product: p}
parties: [{id: acme, name: Acme, aliases: [ACME Corp]}, {id: acme2, name: ACME Corp}]
components:
  - {name: P, id: p, kind: end_item, origin: US, children: [{ref: a, quantity: 2}, {ref: b, quantity: 3}]}
  - {name: A, id: a, manufacturer: acme, mpn: X1, origin: CN, restriction_index: 0.9}
  - {name: B, id: b, manufacturer: acme2, mpn: X1, origin: CN, restriction_index: 0.9}
""",
        "utf-8",
    )
    for quantity, code in ((4, 1), (5, 0)):
        text = WAIVER.replace("{components: [motor]}", f"{{components: [a, b], quantity: {quantity}}}")
        text = text.replace("own/made-elsewhere", "micro-dependency/blocked-component")
        (tmp_path / "w.yaml").write_text(HEAD + text, "utf-8")
        asked = ["check", "b.yaml", "--waivers", "w.yaml", "--fail-on", "fail", "--as-of", AS_OF]
        assert code == call(asked)
