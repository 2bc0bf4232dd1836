"""Numbers that are none, or that no memory holds: each input reads them, or names their place."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.cli.replay import run
from tests.each import of_each, sample_of

if TYPE_CHECKING:
    from pathlib import Path

STRANGE = (
    *(".nan", "nan", "-nan", "NaN", ".inf", "inf", "-inf", "-.Inf", "Infinity"),
    *("-0", "-0.0", "1e400", "1e999999999", "1e-999999999", "-1e999999999", "9" * 300, "0x10", "1_000"),
)
SCENARIO = """\
schema: microdep-scenario/1
name: S
events:
  - {from: 2027-03-01, raise_index: {component: b, to: 0.5}}
  - {from: 2027-03-01, delay: {component: b, by: {value: 3, unit: weeks, likely: 3}}}
simulation: {runs: 20, seed: 7, likely: [{component: a, value: 3, unit: weeks}]}
"""
BOM = """\
schema: microdep-bom/1
document: {id: d, product: a}
parties: [{id: p, name: P Works, owners: [{party: q, share: 40}]}, {id: q, name: Q Works}]
components:
  - id: a
    name: A
    origin: US
    restriction_index: 0.5
    unit_cost: {amount: 5, currency: EUR}
    lead_time: {value: 3..5, unit: weeks}
    mass_g: 7
    children: [{ref: b, quantity: 2}]
  - id: b
    name: B
    origin: CN
    manufacturer: p
    restriction_index: 0.25
    unit_cost: {amount: 4, currency: EUR}
    lead_time: {value: {at_least: 3}, unit: days}
    materials:
      - substance: NdFeB
        share: 40
        composition: [{element: Nd, share: 29}]
        stages: [{stage: sintered, country: CN, share: 60}]
"""
CONTEXT = """\
schema: microdep-context/1
agency: DoD
value: {amount: 42, currency: USD}
delivery: 2027-12-31
"""
FIGURES = """\
schema: microdep-figures/1
sources:
  - {id: s, title: Survey, publisher: A survey, kind: statistics, read: 2026-11-29}
quantities:
  - {id: a, title: A, value: 45, unit: kt, year: 2024, source: s, confidence: high}
  - {id: b, title: B, value: "380..390", unit: kt, year: 2024, source: s, confidence: medium}
ratios:
  - {id: r, title: R, of: a, out_of: b, claimed: "11.8", claimed_by: s}
"""
TABLE = """\
Part Number,Description,Quantity,Unit Price,Currency,Mass,Lead Time,Restriction Index
P1,Nut,5,4 ,EUR,7 kg,3 weeks,0.5
"""
PACK = """\
pack own version 1
  title     "Own"
  authority "none"
  reviewed  2026-11-24

parameter index-limit is number 0.5 cites "own 1"

rule high-index
  title       "a high index"
  severity    prohibit
  cites       "own 1"
  in force    by check date
  applies to  every listed component
  forbid      component.restriction_index is more than index-limit

example fail of high-index "it is high"
  bom     component nut, restriction_index 0.9
  expect  fail at nut

example pass of high-index "it is low"
  bom     component nut, restriction_index 0.1
  expect  pass at nut
"""
CONFIG = """\
packs = ["own.rule"]
horizon = 30
lists_stale_after = 30
waiver_longest_days = 30
[impact]
restriction_index_above = 0.5
[parameters.own]
index-limit = 0.5
"""
FILES = {
    "bom.yaml": BOM,
    "s.scenario.yaml": SCENARIO,
    "contract.yaml": CONTEXT,
    "figures.yaml": FIGURES,
    "table.csv": TABLE,
    "own.rule": PACK,
    "microdep.toml": CONFIG,
}
COMMANDS = {
    "bom.yaml": (
        "check bom.yaml",
        "impact bom.yaml",
        "scenario s.scenario.yaml bom.yaml",
        "exposure bom.yaml",
    ),
    "s.scenario.yaml": ("scenario s.scenario.yaml bom.yaml", "remedy bom.yaml --scenario s.scenario.yaml"),
    "contract.yaml": ("check bom.yaml --context contract.yaml",),
    "figures.yaml": ("exposure --figures figures.yaml",),
    "table.csv": ("check table.csv", "impact table.csv"),
    "microdep.toml": (
        *(
            "check bom.yaml",
            "impact bom.yaml",
            "remedy bom.yaml",
            "exposure bom.yaml",
            "compare bom.yaml bom.yaml",
        ),
        *("scenario s.scenario.yaml bom.yaml", "report bom.yaml --impact --output out --force"),
    ),
}
OPTIONS = (
    *("check bom.yaml --horizon", "remedy bom.yaml --limit", "scenario s.scenario.yaml bom.yaml --runs"),
    *("scenario s.scenario.yaml bom.yaml --seed", "report bom.yaml --output out --horizon"),
)
NUMBER = re.compile(r"(?<=[ \[\",])\d+(?:\.\d+)?(?=[ ,}\]\n\"]|\.\.)(?!-)")


PLACE = re.compile(r"┌─ \S+:\d+:\d+")


class Case(NamedTuple):
    """A file with a strange number in one place, and a command that reads it."""

    id: str
    file: str
    text: str
    command: str


def _cases() -> list[Case]:
    found = []
    for file, commands in COMMANDS.items():
        for number, place in product(STRANGE, NUMBER.finditer(FILES[file])):
            text = FILES[file][: place.start()] + number + FILES[file][place.end() :]
            found += [
                Case(f"{command}: {number[:20]} at {place.start()}", file, text, command)
                for command in commands
            ]
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_every_number_of_a_file_is_read_or_answered_with_its_place(folder: Path) -> None:
    @of_each(sample_of(_cases(), 13))
    def answered(case: Case) -> None:
        (folder / case.file).write_text(case.text)
        out, err, code = run(f"microdep {case.command}", folder)
        (folder / case.file).write_text(FILES[case.file])
        said = out + err
        assert code in {0, 1, 2, 4, 5, 6}, said[-400:]
        if code in {2, 4}:
            assert "help: " in said, said
            assert PLACE.search(said), said

    answered()


def test_every_number_of_an_option_is_read_or_wrong_usage(folder: Path) -> None:
    @of_each([f"{command}={number}" for command in OPTIONS for number in sample_of(STRANGE, 5)])
    def answered(command: str) -> None:
        _, err, code = run(f"microdep {command}", folder)
        assert code in {0, 1, 2, 5}, err
        assert code != 2 or err.startswith("error: --"), err

    answered()
