"""Remedies under a scenario: what is cut, delayed or brought into force on its day, and bad input."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from microdep_rules.vocabulary.resources import schema_data
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

RECORD = Draft202012Validator(schema_data("microdep-remedy-1"))
BOM = """\
schema: microdep-bom/1
document: {product: motor}
components:
  - {id: motor, name: Motor, origin: US, lead_time: {value: 1, unit: days}, children: [magnet, wire]}
  - {id: magnet, name: Magnet, origin: JP, lead_time: {value: 5, unit: days}, alternates: [korean, german]}
  - {id: korean, name: Korean magnet, origin: KR, lead_time: {value: 9, unit: days}}
  - {id: german, name: German magnet, origin: DE, lead_time: {value: 8, unit: days}}
  - {id: wire, name: Wire, origin: US, lead_time: {value: 1, unit: days}}
"""
CUT = """\
schema: microdep-scenario/1
name: Japan is cut off
events:
  - {from: 2027-03-01, cut: {country: JP}}
  - {from: 2027-06-01, cut: {country: KR}}
  - {from: 2027-06-01, delay: {country: DE, by: {value: 4, unit: days}}}
"""
LAW = """\
schema: microdep-scenario/1
name: China restricts more
events:
  - {from: 2027-03-01, raise_index: {country: CN, to: 0.95}}
"""


CONTRACT = {
    "schema": "microdep-context/1",
    "agency": "DoD",
    "value": {"amount": 4200000, "currency": "USD"},
    "award": "2026-03-02",
    "delivery": "2027-06-01",
    "place_of_acquisition": "US",
    "place_of_use": "US",
    "contingency_operations": False,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"bom.yaml": BOM, "cut.yaml": CUT, "law.yaml": LAW}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def remedy(folder: Path, arguments: str) -> tuple[dict[str, Any], int]:
    """The data of a run, which is valid by its schema, and the exit code."""
    out, err, code = run(f"microdep remedy bom.yaml {arguments} --as-of 2026-11-24 --format json", folder)
    assert out, err
    found: dict[str, Any] = json.loads(out)
    assert [] == [error.message for error in RECORD.iter_errors(found)]
    return found, code


def alternates(found: dict[str, Any]) -> list[list[str]]:
    (product,) = found["products"]
    return [[one["alternate"]["id"] for one in each["substitutions"]] for each in product.get("remedies", ())]


@pytest.mark.parametrize(
    ("arguments", "best"),
    [
        ("", [[]]),
        ("--scenario cut.yaml", [["german"]]),
        ("--scenario cut.yaml --on 2027-03-01", [["korean"], ["german"]]),
        ("--scenario cut.yaml --on 2027-02-28", [[]]),
        ("--scenario cut.yaml --on 2027-06-01", [["german"]]),
        ("--scenario cut.yaml --minimize time", [["german"]]),
        ("--scenario cut.yaml --goal pass", [[]]),
    ],
)
def test_a_remedy_is_one_on_every_day_of_the_scenario_or_on_the_one_that_is_named(
    arguments: str, best: list[list[str]], folder: Path
) -> None:
    found, code = remedy(folder, arguments)
    assert (best, 0) == (alternates(found), code)


@pytest.mark.parametrize("goal", ["viable", "pass"])
def test_rules_judge_with_what_the_scenario_changes(goal: str, folder: Path) -> None:
    chinese = BOM.replace("origin: JP,", "origin: CN, restriction_index: 0.1,")
    (folder / "bom.yaml").write_text(chinese, encoding="utf-8")
    assert [[]] == alternates(remedy(folder, f"--goal {goal}")[0])
    found, _ = remedy(folder, f"--goal {goal} --scenario law.yaml")
    assert [["korean"], ["german"]] == alternates(found)


ENDS = """\
schema: microdep-scenario/1
name: Japan, then Korea and Germany
events:
  - {from: 2027-03-01, through: 2027-03-31, cut: {country: JP}}
  - {from: 2027-04-01, through: 2027-04-30, cut: {country: KR}}
  - {from: 2027-04-01, through: 2027-04-30, cut: {country: DE}}
"""


def test_where_no_set_does_on_all_days_each_day_has_its_own_in_every_form(folder: Path) -> None:
    (folder / "cut.yaml").write_text(ENDS, encoding="utf-8")
    found, code = remedy(folder, "--scenario cut.yaml")
    (product,) = found["products"]
    days = [
        (each["day"], each["state"], [[one["alternate"]["id"] for one in every] for every in each["sets"]])
        for each in product["by_day"]
    ]
    assert ("none", 1) == (product["state"], code)
    assert [("2027-03-01", "remedy", [["korean"], ["german"]]), ("2027-04-01", "remedy", [[]])] == days
    for form in ("text", "html"):
        command = f"microdep remedy bom.yaml --scenario cut.yaml --as-of 2026-11-24 --format {form}"
        page, _, _ = run(command, folder)
        assert "Korean magnet instead of Magnet; or German magnet instead of Magnet" in " ".join(page.split())
        assert "as listed" in page


def test_a_delay_counts_in_the_time_that_a_remedy_takes(folder: Path) -> None:
    found, _ = remedy(folder, "--scenario cut.yaml --on 2027-06-01 --minimize time")
    (each,) = found["products"][0]["remedies"]
    assert {"low": "13", "high": "13"} == each["value"]


def test_the_data_names_the_scenario_its_day_and_its_file(folder: Path) -> None:
    found, _ = remedy(folder, "--scenario cut.yaml --on 2027-06-01")
    assert {
        "path": "cut.yaml",
        "name": "Japan is cut off",
        "days": ["2027-06-01"],
        "named": True,
        "events": [1, 2, 3],
    } == found["under"]
    assert ["cut.yaml"] == [each["path"] for each in found["inputs"] if each["kind"] == "scenario"]
    assert remedy(folder, "")[0]["under"] is None


def test_every_view_names_the_scenario(folder: Path) -> None:
    said = "under the scenario `Japan is cut off`, from 2027-03-01"
    out, _, _ = run("microdep remedy bom.yaml --scenario cut.yaml --as-of 2026-11-24", folder)
    page, _, _ = run("microdep remedy bom.yaml --scenario cut.yaml --as-of 2026-11-24 --format html", folder)
    assert said in out
    assert said in page


def test_what_is_against_a_product_is_stated_once_in_every_form(folder: Path) -> None:
    parts = [
        {"id": "motor", "name": "Motor", "origin": "US", "children": ["magnet"]},
        {
            "id": "magnet",
            "name": "Magnet",
            "origin": "CN",
            "restriction_index": 0.95,
            "alternates": ["other"],
        },
        {"id": "other", "name": "Other magnet", "origin": "DE", "manufacturer": "vac"},
    ]
    bom = {"schema": "microdep-bom/1", "parties": [{"id": "vac", "name": "Vac"}], "components": parts}
    (folder / "parts.json").write_text(json.dumps(bom), encoding="utf-8")
    event = "{from: 2027-03-01, through: 2027-06-30, cut: {party: vac}}"
    cut = f"schema: microdep-scenario/1\nname: Cut\nevents: [{event}]\n"
    (folder / "vac.yaml").write_text(cut, encoding="utf-8")
    (folder / "law.json").write_text(json.dumps(CONTRACT), encoding="utf-8")
    command = "microdep remedy parts.json --scenario vac.yaml --context law.json --as-of 2026-11-24"
    command += " --pack dod-magnets --pack micro-dependency"
    text = run(command, folder)[0].partition("NEEDED")[2].partition("\n\n")[0]
    reported = ["".join(each.split()) for each in text.split("  open question about ")[1:]]
    assert sorted(set(reported)) == sorted(reported) != []
    run(f"{command} --output page.html", folder)
    page = (folder / "page.html").read_text(encoding="utf-8")
    tables = re.findall(r"Findings</caption>.*?</table>", page, re.DOTALL)
    for table in tables:
        rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", table, re.DOTALL)
        assert sorted(set(rows)) == sorted(rows)
    assert tables


def test_without_an_alternate_that_is_left_there_is_none(folder: Path) -> None:
    (folder / "bom.yaml").write_text(BOM.replace("[korean, german]", "[korean]"), encoding="utf-8")
    out, err, code = run(
        "microdep remedy bom.yaml --scenario cut.yaml --on 2027-06-01 --as-of 2026-11-24", folder
    )
    assert 1 == code, out + err
    assert "Magnet: needs a supply that is cut: Japan" in out
    assert "`Magnet` needs another alternate" in out + err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ("--on 2027-06-01", 2, "--on is a day of a scenario; add --scenario"),
        ("--scenario cut.yaml --on 2026-01-01", 2, "before the day of the check"),
        ("--scenario nowhere.yaml", 4, "file/cannot-be-read"),
        ("--scenario bom.yaml", 4, "scenario/"),
        ("--scenario cut.yaml --scenario law.yaml", 2, "takes one value, and is given 2 times"),
    ],
)
def test_what_cannot_be_used_is_refused(arguments: str, code: int, said: str, folder: Path) -> None:
    out, err, found = run(f"microdep remedy bom.yaml {arguments} --as-of 2026-11-24", folder)
    assert (code, True) == (found, said in out + err), out + err
