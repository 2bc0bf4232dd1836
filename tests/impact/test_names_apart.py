"""Documents, products and scenarios of one name are distinguished wherever they appear together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from microdep_rules.output.production import lines_of
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

BOM = """\
schema: microdep-bom/1
document: {{id: {id}, product: a, completeness: complete}}
components:
  - {{id: a, name: {name}, origin: US, restriction_index: 0.1, children: [b]}}
  - {{id: b, name: B, origin: {origin}, restriction_index: 0.9}}
"""
SCENARIO = "schema: microdep-scenario/1\nname: S\nevents:\n  - {from: 2027-03-01, cut: {country: JP}}\n"
FILES = {
    "one.yaml": BOM.format(id="one", name="A", origin="JP"),
    "two.yaml": BOM.format(id="two", name="A", origin="DE"),
    "three.yaml": BOM.format(id="three", name="a", origin="CN"),
    "s.scenario.yaml": SCENARIO,
    "t.scenario.yaml": SCENARIO.replace("JP", "DE"),
}
BOMS, SCENARIOS = "one.yaml two.yaml three.yaml", ("s.scenario.yaml", "t.scenario.yaml")
DAY = "--as-of 2026-11-24"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def printed(folder: Path, command: str) -> str:
    out, err, code = run(f"microdep {command} {DAY}", folder)
    assert code in {0, 1, 5}, err
    return " ".join(out.split())


def test_every_part_of_a_report_names_the_file(folder: Path) -> None:
    chosen = " ".join(f"--scenario {scenario}" for scenario in SCENARIOS)
    printed(folder, f"report {BOMS} --impact --remedy --exposure {chosen} --output b")
    markdown = (folder / "b" / "report.md").read_text(encoding="utf-8").replace("\\", "")
    html = (folder / "b" / "report.html").read_text(encoding="utf-8").replace("<wbr>", "")
    for text in (
        "viable: A (one.yaml), A (two.yaml)",
        "Scenario S (s.scenario.yaml)",
        "Scenario S (t.scenario.yaml)",
        "A (one.yaml) is halted from 2027-03-01",
        "A (two.yaml) is halted from 2027-03-01",
        "no remedy: A (one.yaml), a (three.yaml); none needed: A (two.yaml)",
        "no remedy: A (two.yaml), a (three.yaml); none needed: A (one.yaml)",
        "under the scenario `S (t.scenario.yaml)`",
    ):
        assert text in markdown
        assert text in html.replace("</p><p>", "; ")
    assert "#### A (one.yaml): halted" in markdown
    assert "#### A (two.yaml): halted" in markdown
    # What halts it, two scenarios, three times remedies, exposure.
    assert 7 == markdown.count("### A (one.yaml)")


@pytest.mark.parametrize(
    ("command", "texts"),
    [
        (
            f"scenario {' '.join(SCENARIOS)} {BOMS}",
            ["S (s.scenario.yaml): halted", "A (one.yaml)", "A (two.yaml)"],
        ),
        (f"impact {BOMS}", ["United States halts 3: A (one.yaml), A (two.yaml), a (three.yaml)"]),
        (f"compare {BOMS} --pack micro-dependency", ["A (one.yaml", "A (two.yaml", "a (three.yaml"]),
    ],
)
def test_every_text_names_the_file(command: str, texts: list[str], folder: Path) -> None:
    text = printed(folder, command)
    for each in texts:
        assert each in text


@pytest.mark.parametrize("command", ["impact", "remedy", "exposure"])
def test_the_title_of_a_page_names_the_files(command: str, folder: Path) -> None:
    day = "" if command == "exposure" else DAY
    run(f"microdep {command} {BOMS} {day} --format html --output o.html", folder)
    page = (folder / "o.html").read_text(encoding="utf-8").replace("<wbr>", "")
    title = page.partition("<title>")[2].partition("</title>")[0]
    assert "A (one.yaml), A (two.yaml), a" in title


def test_one_name_alone_stands_without_its_file() -> None:
    products = [{"name": name, "path": f"{name}.yaml", "state": "viable"} for name in ("A", "B")]
    every = [{**product, "sentences": [], "waived": [], "left_out": []} for product in products]
    impact = {"products": every, "summary": {"state": "viable", "green": False}}
    record = {"production": {"impact": impact}, "summary": {"verdict": "pass"}}
    (line,) = lines_of(record)
    assert ["viable: A, B"] == line["texts"]
