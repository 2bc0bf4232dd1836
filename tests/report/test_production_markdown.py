"""Names that look like markup are text in every analysis of a Markdown report; no list ends in silence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.output.markdown import escape
from microdep_rules.production.solving import is_installed
from microdep_rules.report.impact import MOST_OPEN
from tests.cli.replay import run
from tests.report.test_markdown import cells, rows

if TYPE_CHECKING:
    from pathlib import Path

NAME = "A|B `c` *d* _e_ <b>x</b> [l](http://x.example) ~s~ $m$ &amp; #"
needs_solver = pytest.mark.skipif(
    not is_installed(), reason="the solver is not here; install the extra remedy"
)


def called(name: str) -> str:
    """A name that ends with what ends a heading."""
    return f"{name} {NAME}"


def part(id_: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "name": called(id_), "restriction_index": 0.1, **more}


BOM = {
    "schema": "microdep-bom/1",
    "document": {"product": "top", "completeness": "complete"},
    "context": {"delivery": {"one_of": ["2027-01-01", "2027-03-01"]}},
    "parties": [{"id": "maker", "name": called("maker")}],
    "components": [
        part(
            "top",
            origin="US",
            manufacturer="maker",
            children=["m", "k", "u"],
            lead_time={"value": 3, "unit": "days"},
        ),
        {**part("m", origin="CN", alternates=["o"]), "restriction_index": 0.95},
        part("o", origin={"one_of": ["JP", "KR"]}, lead_time={"value": 30, "unit": "days"}),
        part("k", origin="JP", alternates=["l"]),
        part("l", origin="DE"),
        part("u"),
    ],
}
SCENARIO = {
    "schema": "microdep-scenario/1",
    "name": called("scenario"),
    "description": called("description"),
    "events": [
        {
            "from": "2027-01-10",
            "through": "2027-02-10",
            "because": called("because"),
            "cut": {"country": "JP"},
        },
        {"from": "2027-01-10", "cut": {"component": called("l")}},
        {"from": "2027-01-12", "delay": {"component": "o", "by": {"value": 4, "unit": "days"}}},
    ],
}


def markdown(folder: Path, bom: dict[str, Any], options: str) -> str:
    (folder / "bom.json").write_text(json.dumps(bom), encoding="utf-8")
    (folder / "s.json").write_text(json.dumps(SCENARIO), encoding="utf-8")
    out, err, _ = run(f"microdep report bom.json {options} --as-of 2026-11-24 --format md", folder)
    assert out, err
    return out


@needs_solver
def test_every_name_is_text_and_every_row_has_the_cells_of_its_head(tmp_path: Path) -> None:
    page = markdown(tmp_path, BOM, "--impact --remedy --exposure --scenario s.json")
    for name in ("top", "m", "o", "k", "l", "u", "maker", "scenario", "description", "because"):
        assert escape(called(name)).removesuffix("\\#") in page, name
    left = page.replace(escape(NAME), "").replace(escape(NAME).replace("\\#", "#"), "")
    assert not any(sign in left for sign in ("http", "<b>", "`c", "*d*", "_e_", "$m"))
    assert [] == [row for head, row in rows(page) if cells(head) != cells(row)]
    headings = [line for line in page.splitlines() if line.startswith("#")]
    assert [] == [heading for heading in headings if heading.endswith(" #")]


@needs_solver
def test_each_analysis_of_remedies_is_under_a_heading_of_its_own(tmp_path: Path) -> None:
    page = markdown(tmp_path, BOM, "--remedy --scenario s.json")
    section = page.partition("## Remedies")[2].partition("\n## ")[0]
    headings = [line for line in section.splitlines() if line.startswith("### ")]
    assert ["### As of 2026-11-24", "### Under the scenario"] == [
        headings[0],
        headings[1].partition(" \\`")[0],
    ]
    assert 2 == section.count("\n#### ")


def test_what_a_page_leaves_out_is_counted(tmp_path: Path) -> None:
    ids = [f"c{number}" for number in range(MOST_OPEN + 3)]
    parts = [{"id": each, "name": each} for each in ids]
    top = part("top", origin="US", children=ids)
    bom = {"schema": "microdep-bom/1", "document": {"product": "top"}, "components": [top, *parts]}
    assert "- 3 more undetermined components are in record.json" in markdown(tmp_path, bom, "--impact")
