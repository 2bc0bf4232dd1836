"""Limits of tables in text: cells, letters and levels; each is refused with its place, in little time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from microdep_rules.bom.imports import heading
from microdep_rules.bom.levels import MOST_LEVELS
from tests.bom.imports.test_tables import codes, read

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS: dict[str, tuple[str, Callable[[int], str]]] = {
    "levels": ("Level,Name", str),
    "dots": ("Level,Name", lambda at: "." * (at - 1) + str(at)),
    "dotted numbers": ("Level,Name", lambda at: ".".join(["1"] * at)),
    "parents": ("Parent,Part Number,Name", lambda at: f"{f'P-{at - 1}' if at > 1 else ''},P-{at}"),
}
SECONDS = 20


def nested(way: str, levels: int) -> str:
    head, row = ROWS[way]
    return f"{head}\n" + "".join(f"{row(at)},Part {at}\n" for at in range(1, levels + 1))


@pytest.mark.parametrize("way", ROWS)
def test_a_table_has_so_many_levels_at_most(way: str) -> None:
    assert [] == codes(read(nested(way, MOST_LEVELS)))
    found = read(nested(way, MOST_LEVELS + 1))
    assert ["file/too-deep"] == codes(found)
    (problem,) = [diagnostic for diagnostic in found.loaded.diagnostics if diagnostic.code == "file/too-deep"]
    assert MOST_LEVELS + 2 == found.loaded.source.position(problem.span.start).line


@pytest.mark.parametrize("way", ROWS)
def test_a_table_of_too_many_levels_is_refused_in_little_time(way: str) -> None:
    before = time.process_time()
    assert ["file/too-deep"] == codes(read(nested(way, 2_000)))
    assert time.process_time() - before < SECONDS


def test_a_table_has_so_many_cells_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heading, "MOST_CELLS", 40)
    assert [] == codes(read("Part Number,Name\n" + "A-1,Motor\n" * 1))
    assert ["file/wrong-format"] == codes(read("Part Number,Name\n" + "," * 40 + "\n"))
    assert ["file/wrong-format"] == codes(read("Part Number,Name\n" + "\n" * 41))


def test_a_cell_has_so_many_letters_at_most() -> None:
    longest = "x" * heading.LONGEST_TEXT
    assert "file/wrong-format" not in codes(read(f"Part Number,Name,Notes\nA-1,Motor,{longest}\n"))
    found = read(f"Part Number,Name,Notes\nA-1,Motor,{longest}x\n")
    assert ["file/wrong-format"] == codes(found)
    (problem,) = found.loaded.diagnostics
    place = found.loaded.source.position(problem.span.start)
    assert (2, 11) == (place.line, place.column)


def test_a_quotation_mark_that_is_never_closed_costs_little() -> None:
    before = time.process_time()
    assert "file/wrong-format" in codes(read('Part Number,Name\n"' + "A-1,Motor\n" * 100_000))
    assert time.process_time() - before < SECONDS
