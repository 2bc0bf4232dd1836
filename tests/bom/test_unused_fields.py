"""Fields that nothing reads are noted once, with their first place, by `microdep bom validate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom import unused_fields
from microdep_rules.diagnostics import Severity
from tests.bom.corpus_files import load_text
from tests.cli.replay import run
from tests.shown import shown

if TYPE_CHECKING:
    from pathlib import Path

BOM = """schema: microdep-bom/1
document: {version: "2", notes: for people}
context: {performance_place: US}
components:
  - name: Drone
    kind: end_item
    children:
      - {name: Motor, origin: CN, eccn: EAR99, notes: a remark, ext: {tool: x}}
      - {ref: frame, quantity: 1}
  - name: Frame
    origin: JP
    eccn: EAR99
    materials: [{substance: steel, grade: 316L, stages: [{stage: rolled, country: JP, date: 2026-01-02}]}]
"""
PACK = shown("""\
pack own version 1 title "Our own rule" authority "policy" reviewed 2026-11-24

rule made-elsewhere
  title       "made elsewhere"
  severity    prohibit
  cites       "policy 3"
  in force    by check date
  applies to  every listed component
  forbid      component.origin is CN
""")
READ = {("component", "origin"), ("component", "materials"), ("material", "substance")}
READ |= {("material", "stages"), ("stage", "stage"), ("stage", "country")}


def notes(read: set[tuple[str, str]], packs: tuple[str, ...] = ("one",)) -> list[str]:
    return [each.message for each in unused_fields.check([load_text(BOM)], read, packs)]


def test_a_field_is_noted_once_with_its_first_place_and_how_often_it_is_stated() -> None:
    found = unused_fields.check([load_text(BOM)], READ, ["one"])
    assert {("bom/not-used", Severity.INFO)} == {(each.code, each.severity) for each in found}
    assert [
        "no rule of `one` reads `contract.performance_place`; the document states it 1 time",
        "no rule of `one` reads `component.eccn`; the document states it 2 times",
        "no rule of `one` reads `material.grade`; the document states it 1 time",
        "no rule of `one` reads `stage.date`; the document states it 1 time",
    ] == [each.message for each in found]
    stated = found[1].primary.span
    assert "eccn" == BOM[stated.start : stated.end]
    assert BOM.index("eccn") == stated.start


def test_remarks_and_what_the_product_reads_are_not_noted() -> None:
    found = " ".join(notes(set()))
    assert [] == [
        each for each in ("notes", "ext", "version", "children", "ref", "name") if f".{each}`" in found
    ]
    assert "component.origin" in found


def test_the_packs_are_named_where_they_are_few() -> None:
    assert "no rule of `one` or `two` reads" in notes(READ, ("one", "two"))[0]
    assert "no rule of the 4 packs reads" in notes(READ, ("one", "two", "three", "four"))[0]
    assert notes(READ, ())[0].startswith("no rule of this check reads")


def test_validate_notes_them_over_the_shipped_packs_and_over_those_that_are_named(tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    said, _, code = run("microdep bom validate bom.yaml", tmp_path)
    (tmp_path / "own.rule").write_text(PACK, encoding="utf-8")
    named, _, also = run("microdep bom validate bom.yaml --pack ./own.rule", tmp_path)
    assert (0, 0) == (code, also)
    assert "packs reads `contract.performance_place`" in said
    assert "material.stages" not in said
    assert "no rule of `own` reads `material.stages`" in named
