"""Screens of the size people have."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from microdep_rules.output import summary, text
from microdep_rules.pipeline.check import run_check
from microdep_rules.pipeline.documents import CheckRequest
from microdep_rules.pipeline.packs import load_packs
from microdep_rules.pipeline.project import open_project
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

SCREEN = 40
CLASSES = ("resistor", "capacitor", "connector", "integrated-circuit", "inductor", "transistor", "")


def many_parts(number: int) -> str:
    parts = [
        f"  - {{name: Part {i}, mpn: P{i}{f', class: {word}' if (word := CLASSES[i % 7]) else ''}}}"
        for i in range(1, number + 1)
    ]
    return "\n".join(["schema: microdep-bom/1", "components:", *parts, ""])


@pytest.mark.parametrize("packs", [("micro-dependency",), ("all",)])
def test_a_document_without_any_origin_fits_one_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packs: tuple[str, ...]
) -> None:
    (tmp_path / "bom.yaml").write_text(many_parts(58), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    project, _, _ = open_project(start=tmp_path)
    assert project is not None
    checked = run_check(
        project, CheckRequest(date(2026, 11, 24)), load_packs(project, packs, {}, with_examples=False)
    )
    screen = text.render(checked)
    assert re.search(r"on 58 (?:of 58 )?components", screen)
    assert len(screen.splitlines()) <= SCREEN
    assert "unknown" == checked.verdict


def test_a_list_of_long_names_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = many_parts(9).replace("Part ", "A part with a name that goes on and on and on ")
    (tmp_path / "bom.yaml").write_text(long, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    project, _, _ = open_project(start=tmp_path)
    assert project is not None
    checked = run_check(
        project,
        CheckRequest(date(2026, 11, 24)),
        load_packs(project, ("dod-magnets",), {}, with_examples=False),
    )
    (later,) = [line for line in text.render(checked).splitlines() if line.startswith("LATER")]
    assert later.endswith("on 1, A part with a name that goes on and on and on 3 and 4 more")


FLAT = """\
schema: microdep-bom/1
components:
  - {name: Shell}
  - name: Magnet
    materials: [{substance: NdFeB}]
"""
DEAL = "schema: microdep-context/1\nagency: DoD\ndelivery: 2026-06-01\n"


def screen_of(
    folder: Path, monkeypatch: pytest.MonkeyPatch, document: str, *packs: str, everything: bool = False
) -> str:
    (folder / "bom.yaml").write_text(document, encoding="utf-8")
    (folder / "deal.yaml").write_text(DEAL, encoding="utf-8")
    monkeypatch.chdir(folder)
    project, _, _ = open_project(start=folder)
    assert project is not None
    request = CheckRequest(date(2026, 11, 24), context="deal.yaml")
    return text.render(
        run_check(project, request, load_packs(project, packs, {}, with_examples=False)),
        everything=everything,
    )


def test_the_product_of_a_flat_list_is_counted_apart_and_it_is_said_how_to_give_it_facts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = screen_of(tmp_path, monkeypatch, FLAT, "dod-magnets")
    assert "missing on 2 components and the product;" in screen
    assert "component.place_of_manufacture is missing on the product of bom.yaml;" in screen
    assert (
        "as a component {id: …, name: …, kind: end_item, children: [{ref: shell}, …]} that has this" in screen
    )


def test_a_question_is_followed_by_the_form_of_its_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = screen_of(tmp_path, monkeypatch, FLAT, "dod-magnets")
    assert "(bom.yaml:5:17, as stages: [{stage: alloy_melted, country: …}])" in screen
    assert ", as children: […] with complete: [children])" in screen


def test_a_short_screen_ends_with_the_command_that_lists_the_questions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hint = "next: microdep questions bom.yaml --pack all --context deal.yaml --output questions.xlsx"
    assert hint in screen_of(tmp_path, monkeypatch, FLAT, "all")
    assert hint not in screen_of(tmp_path, monkeypatch, FLAT, "all", everything=True)


def test_of_a_material_that_nobody_knows_nothing_but_the_substance_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = FLAT.replace(
        "{substance: NdFeB}", "{substance: tantalum-oxide, stages: [{stage: refined, country: CN}]}"
    )
    screen = screen_of(tmp_path, monkeypatch, document, "dod-magnets")
    assert "what exactly is the substance of tantalum-oxide?" in screen
    assert "the stage" not in screen
    assert len(screen.splitlines()) <= SCREEN


def test_what_is_exempt_without_being_decided_names_nothing_that_is_not_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = FLAT.replace(
        "  - name: Magnet\n", "  - name: Camera\n    kind: end_item\n    electronic_device: true\n"
    )
    screen = screen_of(tmp_path, monkeypatch, document.replace("  - {name: Shell}\n", ""), "dod-magnets")
    assert "exempt; without the exception, insufficient data: covered material processed" in screen
    assert "(not known)" not in screen


def test_the_fix_of_a_violation_that_may_not_apply_is_to_state_the_fact(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = FLAT.replace("{name: Shell}", "{name: Shell, origin: CN}")
    screen = screen_of(tmp_path, monkeypatch, document, "chokepoints")
    fix = "state component.function; if the rule applies: qualify a manufacturer of Shell"
    assert f"fix        {fix}" in screen


def test_of_a_step_without_its_constituent_the_constituent_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stages = "{substance: NdFeB, stages: [{stage: separated, substance: rare-earth, country: CN}]}"
    screen = screen_of(tmp_path, monkeypatch, FLAT.replace("{substance: NdFeB}", stages), "chokepoints")
    constituents = "dysprosium, neodymium, praseodymium, terbium"
    assert f"which constituent of NdFeB was separated ({constituents})? (recorded: rare-earth)" in screen


def test_the_command_that_lists_the_questions_asks_for_the_same_packs(tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(FLAT, encoding="utf-8")
    packs = "--pack uas --pack china-export-controls --pack telecom-and-chips --pack buy-american"
    out, _, _ = run(f"microdep check bom.yaml {packs}", tmp_path)
    assert f"next: microdep questions bom.yaml {packs} --output contract.yaml" in out


def test_of_many_missing_facts_the_screen_has_the_questions_that_settle_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = screen_of(tmp_path, monkeypatch, FLAT, "all")
    head = (
        r"^  unknown    \d+ open checks on 2 of 2 components and the product; "
        r"\d+ answers decide up to 80 % of these checks\. Answer"
    )
    assert re.search(head, screen, re.MULTILINE)
    assert re.search(
        r"^ +1\. To which country does the product go, for example US\?  "
        r"\(contract.destination; affects \d+ rules\)$",
        screen,
        re.MULTILINE,
    )
    assert len(re.findall(r"^ +\d\. ", screen, re.MULTILINE)) == summary.MOST_QUESTIONS
    heads = [line for line in screen.splitlines() if line.startswith("UNKNOWN  ")]
    assert len(heads) < len(screen_of(tmp_path, monkeypatch, FLAT, "all", everything=True).splitlines()) / 10


def test_the_screen_begins_with_components_that_likely_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("Resistor 10k", "Brushless motor 2207", "LED red", "Tantalum capacitor 10uF", "disc 10x2 N52")
    parts = [f"  - {{name: {name}}}" for name in names]
    document = "\n".join(["schema: microdep-bom/1", "components:", *parts, ""])
    likely = [
        line for line in screen_of(tmp_path, monkeypatch, document, "all").splitlines() if "LIKELY" in line
    ]
    assert [
        "LIKELY   permanent magnets, rare earths or their alloys in: Brushless motor 2207, disc 10x2 N52",
        "LIKELY   gallium or germanium, or compounds of them in: LED red",
        "LIKELY   tantalum, tin, tungsten or gold in: Tantalum capacitor 10uF",
    ] == likely


def test_advisory_violations_come_after_all_that_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = screen_of(tmp_path, monkeypatch, FLAT, "all").splitlines()
    counted = [number for number, each in enumerate(lines) if ": advisory)" in each]
    deciding = [number for number, each in enumerate(lines) if "open checks on " in each]
    assert deciding
    assert all(each > max(deciding) for each in counted)
    assert not [line for line in lines if line.startswith("  share")]


def test_what_changes_later_names_a_part_once_and_five_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = screen_of(tmp_path, monkeypatch, many_parts(9), "all")
    reported = [line.rpartition("): ")[2] for line in screen.splitlines() if line.startswith("LATER")]
    assert reported
    for each in reported:
        names = each.partition(" and ")[0].split(", ")
        assert len(names) <= 5
        assert len(set(names)) == len(names)


EXEMPTING = """pack exempting version 1
  title "exempting" authority "a handbook" reviewed 2026-06-01

rule origin
  title "t" severity prohibit cites "c"
  applies to every listed component
  forbid component.origin is CN

exception bought-before to origin
  title "e" cites "c"
  when contract.agency is DoD

example fail of origin "a Chinese component"
  bom component lid, origin CN
  context agency GSA
  expect fail at lid
"""


@pytest.mark.parametrize("number", [3, 9])
def test_exempted_violations_come_before_exempted_unknowns(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "exempting").mkdir()
    (tmp_path / "exempting" / "pack.rule").write_text(EXEMPTING, encoding="utf-8")
    parts = [
        f"  - {{id: p{i}, name: Part {i}{', origin: CN' if i == number else ''}}}"
        for i in range(1, number + 1)
    ]
    document = "\n".join(["schema: microdep-bom/1", "components:", *parts, ""])
    (tmp_path / "contract.yaml").write_text("schema: microdep-context/1\nagency: DoD\n", encoding="utf-8")
    screen = screen_of(tmp_path, monkeypatch, document, str(tmp_path / "exempting"))
    exempt = screen[screen.index("EXEMPT") :].splitlines()
    assert f"Part {number}" in exempt[0], screen
