"""The same reasons on every page: what a finding rests on, its waiver, and what a pass was decided on."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from microdep_rules.report.passes import MOST_PARTS, passed
from tests.cli.replay import run
from tests.shown import shown

if TYPE_CHECKING:
    from pathlib import Path

PACK = shown("""\
pack own version 1 title "Our own rule" authority "policy" reviewed 2026-11-24

parameter unstated-place is country US
  cites "this pack: who states no place is asked no more"

rule made-elsewhere
  title       "made elsewhere"
  severity    prohibit
  cites       "policy 3"
  in force    by check date
  applies to  every listed component
  forbid any of
    (a)       component.origin is KP
    (b)       component.class else "magnet" is battery
    (c)       component.place_of_manufacture else unstated-place is CN
    (d)       component.kind else "software" is software and component.cots is true
""")
BOM = """\
schema: microdep-bom/1
components:
  - {name: Motor, origin: KP, cots: true}
  - {name: Bolt, origin: US, cots: false}
  - {name: Nut, origin: US, cots: false}
  - {name: Washer, cots: false}
  - {name: Rivet, cots: false}
"""
WAIVERS = """\
schema: microdep-waivers/1
waivers:
  - id: W-1
    rule: own/made-elsewhere
    scope: {components: [motor]}
    reason: |
      Two prototypes,
      replaced before delivery.
    legal_basis: Board decision 7
    requested_by: Dana Ito <dana.ito@example.com>
    approved_by: Kim Berg <kim.berg@example.com>
    from: 2026-11-01
    until: 2027-01-31
    evidence: [memo 2026-118]
"""
ASKED = "bom.yaml --pack own.rule --waivers waivers.yaml --as-of 2026-11-24"
FORMS = ("terminal", "html", "md", "pdf")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("reasons")
    for name, text in (("own.rule", PACK), ("bom.yaml", BOM), ("waivers.yaml", WAIVERS)):
        (made / name).write_text(text, encoding="utf-8")
    run(f"microdep report {ASKED} --output out", made)
    return made


def said(folder: Path, form: str) -> str:
    """Text of a form, as words with single blanks."""
    if form == "terminal":
        text = run(f"microdep check {ASKED}", folder)[0]
    elif form == "md":
        text = (folder / "out" / "report.md").read_text("utf-8").replace("\\", "")
    elif form == "html":
        text = words((folder / "out" / "report.html").read_text("utf-8"))
    else:
        from microdep_rules.report.context import PAPER, Views, context
        from microdep_rules.report.html import render

        read = {
            each: json.loads((folder / "out" / f"{each}.json").read_text("utf-8"))
            for each in ("record", "supply", "evidence")
        }
        text = words(render(context(Views(**read), "2026-11-24", PAPER), paper=True))
    return " ".join(text.split())


def words(page: str) -> str:
    """The text of a page, with code in backticks as in a text; each other element ends a word."""
    coded = re.sub(r"</?code>", "`", page.replace("<wbr>", ""))
    return html.unescape(re.sub(r"<[^>]*>", " ", coded))


@pytest.mark.parametrize("form", FORMS)
def test_a_waived_finding_states_its_reason_approver_expiry_basis_and_evidence(
    form: str, folder: Path
) -> None:
    text = said(folder, form)
    for each in (
        "W-1 until 2027-01-31",
        "approved by Kim Berg <kim.berg@example.com>",
        "Two prototypes,",
        "replaced before delivery.",
        "Board decision 7",
        "memo 2026-118",
    ):
        assert each in text


@pytest.mark.parametrize("form", FORMS)
def test_a_finding_states_its_clause_its_facts_and_on_what_it_relies(form: str, folder: Path) -> None:
    text = said(folder, form)
    assert "policy 3" in text
    assert "bom.yaml:3:27" in text
    assert re.search(r"[Rr]elies on:? derived fact: ", text)
    assert "derived fact: `kind` is not stated, so the rule uses `software` instead" in text


@pytest.mark.parametrize("form", FORMS)
def test_a_word_that_the_rule_does_not_name_is_shown_as_no_value_of_a_fact(form: str, folder: Path) -> None:
    text = said(folder, form)
    assert re.search(
        r"[Rr]elies on:? derived fact: `class` is not stated, so it counts as different from the values", text
    )
    assert "`magnet`" not in text
    assert "unstated-place" not in text
    assert (
        "place_of_manufacture` is not stated, so it counts as different from the values in the rule" in text
    )


@pytest.mark.parametrize("form", ["html", "md", "pdf"])
def test_a_pass_states_its_clause_and_the_facts_with_their_places(form: str, folder: Path) -> None:
    text = said(folder, form).partition("Passes and their facts Each")[2]
    text = text or said(folder, form).partition("## Passes and their facts")[2]
    assert "Bolt (component bolt) and Nut (component nut)" in text
    assert "policy 3" in text
    assert "component.origin" in text
    assert "bom.yaml:4:26" in text
    assert "Nut (component nut)" in text
    assert "bom.yaml:5:25" in text


@pytest.mark.parametrize("form", FORMS)
def test_an_unknown_names_the_components_it_is_about(form: str, folder: Path) -> None:
    text = said(folder, form)
    assert "component.origin" in text
    assert re.search(r"2 components.{0,150}Washer.{0,100}Rivet", text)


def test_the_sheet_of_passes_has_clause_facts_and_sources_and_no_fix(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "out" / "findings.xlsx")
    rows = list(book["Passes"].iter_rows(values_only=True))
    first = dict(zip(rows[0], rows[1], strict=True))
    assert not {"Fix", "Finding"} & set(rows[0])
    assert "policy 3" == first["Clause"]
    assert "component.origin US" in str(first["Facts"])
    assert "bom.yaml:4:26, evidence: none" in str(first["Source"])
    assert "is not stated" in str(first["Relies on"])


def a_pass(id_: str, origin: str, line: int, rule: str = "own/r") -> dict[str, Any]:
    """An outcome of a record that passes by one fact."""
    fact = {"name": "component.origin", "of": id_, "value": origin, "cites": ""}
    evidence: dict[str, Any] = {"evidence": [], "evidence_not_counted": []}
    timing = {"from": None, "until": None, "date": "2026-11-24", "assumed": False, "basis": "as of"}
    return {
        "rule": rule,
        "verdict": "pass",
        "title": "made elsewhere",
        "severity": "prohibit",
        "cites": ["policy 3"],
        "subject": {"id": id_, "name": id_, "path": id_, "kind": "component"},
        "components": [],
        "facts": [{**fact, **evidence, "at": {"file": "bom.yaml", "line": line, "column": 5}}],
        "in_force": timing,
        **{name: [] for name in ("relies_on", "notes", "stands_for", "changes")},
        "alternate": False,
    }


def test_passes_with_equal_facts_are_one_entry_with_the_places_of_each() -> None:
    rows = [("bom.yaml", a_pass(f"p{n}", "US", n)) for n in range(1, 41)]
    rows.append(("bom.yaml", a_pass("q", "JP", 90)))
    (many, one), left = passed(rows, 200)
    assert (40, MOST_PARTS, 40 - 1 - MOST_PARTS) == (many["count"], len(many["others"]), many["more"])
    assert {"component": "p2 (component p2)", "at": "bom.yaml:2:5"} == many["others"][0]
    assert (1, "q (component q)", 0) == (one["count"], one["component"], left)


def test_of_many_passes_every_rule_is_shown_and_the_others_are_counted() -> None:
    rows = [("bom.yaml", a_pass(f"p{n}", f"C{n}", n, "own/a")) for n in range(900)]
    rows.append(("bom.yaml", a_pass("q", "JP", 90, "own/b")))
    entries, left = passed(rows, 40)
    assert {"own/a": 39, "own/b": 1} == {r: sum(e["rule"] == r for e in entries) for r in ("own/a", "own/b")}
    assert 901 - 40 == left
