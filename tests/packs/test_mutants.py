"""Which changes of a pack are made: those that a rule of it could tell."""

from __future__ import annotations

from microdep_rules.lang.pack import check_pack
from microdep_rules.source import SourceFile
from microdep_rules.testing.mutants import Mutant, MutantTrial, example_witnesses

PACK = """
pack cans version 1
  title     "Cans"
  authority "nobody"
  reviewed  2026-01-01
measure tariff
  cites  "a law"
  status not yet before 2026-01-01, in force from 2026-01-01
rule no-lead
  title      "no lead"
  severity   warn
  cites      "a law"
  applies to every listed component
  forbid     component.origin is CN and status of tariff is in-force
define heavy for component
  cites "for other packs"
  any of
    (-) component.mass is more than 5 kg
example fail of no-lead "on the first day"
  context as-of 2026-01-01
  bom     component can, origin CN
  expect  fail at can
example pass of no-lead "the day before"
  context as-of 2025-12-31
  bom     component can, origin CN
  expect  pass at can
"""


def mutants() -> list[Mutant]:
    """The mutants of the pack, tried on its examples."""
    source = SourceFile("cans.rule", PACK)
    pack, problems = check_pack([source])
    assert pack is not None, problems
    return list(
        MutantTrial(pack, [source.path], list(example_witnesses(pack, {source.path: source}))).mutants()
    )


def test_what_no_rule_of_the_pack_reads_is_not_changed() -> None:
    assert {"rule no-lead", "measure tariff"} == {mutant.of for mutant in mutants()}


def test_a_measure_of_which_a_rule_asks_the_status_is_changed_and_noticed() -> None:
    days = [mutant for mutant in mutants() if mutant.of == "measure tariff"]
    assert days
    assert all(day.killed for day in days)
