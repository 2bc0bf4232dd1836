"""Workbooks that expand are refused with the place, the reason and a fix, or read within time and memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.hostile.bounded import LONGEST, Answer, answers
from tests.hostile.workbooks import ATTACKS, PARTS, cell, sheet_of, workbook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

READ, REFUSED = 0, 4
LARGEST_ANSWER = 50_000
PILES = 4
"""Processes of the test; all attacks in one would take a minute."""
NAMES = sorted(ATTACKS)
FAR = workbook(sheet_of(PARTS + cell("XFD1048576")))
GATES = {
    "the bill of materials of a check": ["check", "far.xlsx"],
    "an import": ["bom", "import", "far.xlsx"],
    "a look at a document": ["bom", "show", "far.xlsx"],
    "an overlay": ["check", "sound.xlsx", "--overlay", "far.xlsx"],
    "answers to questions": ["questions", "--read", "far.xlsx"],
    "a list of companies": ["lists", "import", "far.xlsx", "--as", "far"],
    "a ban": ["lists", "ban", "far.xlsx", "--as", "far"],
}


@pytest.mark.parametrize("pile", range(PILES))
def test_a_workbook_that_expands_is_answered_short_and_quick(
    pile: int, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    names = NAMES[pile::PILES]
    for name, answer in zip(names, _shown(names, tmp_path), strict=True):
        with subtests.test(name):
            reported = ATTACKS[name].reported
            assert reported in answer.text
            assert answer.exit_code == (REFUSED if reported else READ), answer.text
            assert bool(reported) == ("help: " in answer.text)
            assert answer.seconds < LONGEST
            assert answer.size < LARGEST_ANSWER


def _shown(names: Sequence[str], folder: Path) -> list[Answer]:
    for name in names:
        (folder / f"{name}.xlsx").write_bytes(ATTACKS[name].made())
    return answers((("bom", "show", f"{name}.xlsx") for name in names), folder)


def test_every_reader_of_workbooks_has_the_same_limits(tmp_path: Path, subtests: pytest.Subtests) -> None:
    (tmp_path / "far.xlsx").write_bytes(FAR)
    (tmp_path / "sound.xlsx").write_bytes(workbook())
    for gate, answer in zip(GATES, answers(GATES.values(), tmp_path), strict=True):
        with subtests.test(gate):
            assert "in the sheet `Parts` the cell XFD1048576 makes a table of" in answer.text
            assert "help: clear XFD1048576" in answer.text
            assert answer.exit_code in {2, REFUSED}
