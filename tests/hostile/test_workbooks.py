"""Workbooks that expand are refused with the place, the reason and a fix, or read within time and memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from microdep_rules.workspace.xlsx import bounds
from tests.each import SAMPLED
from tests.hostile import open_documents
from tests.hostile.bounded import LONGEST, Answer, answers
from tests.hostile.workbooks import ATTACKS, PARTS, cell, sheet_of, workbook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

READ, REFUSED = 0, 4
LARGEST_ANSWER = 50_000
PILES = 2
"""Processes of the test: workers share them."""
LIMITS = ("MOST_STRINGS", "MOST_WITH_EMPTY", "MOST_ELEMENTS")
LONG = ("millions of empty cells", "millions of empty elements", "ten million shared texts")
"""Attacks that are read up to a limit of millions: in a sample, up to a fortieth of it."""
NAMES = sorted(ATTACKS)
FAR = {
    "xlsx": workbook(sheet_of(PARTS + cell("XFD1048576"))),
    "ods": open_documents.ATTACKS["a cell in the far corner"].made(),
}
SOUND = {"xlsx": workbook(), "ods": open_documents.document(open_documents.table(open_documents.HEAD))}
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
    names = [name for name in NAMES if not SAMPLED or name not in LONG][pile::PILES]
    for name, answer in zip(names, _shown(names, tmp_path), strict=True):
        with subtests.test(name):
            reported = ATTACKS[name].reported
            assert reported in answer.text
            assert answer.exit_code == (REFUSED if reported else READ), answer.text
            assert bool(reported) == ("help: " in answer.text)
            assert answer.seconds < LONGEST
            assert answer.size < LARGEST_ANSWER


def test_a_workbook_of_millions_of_entries_is_answered_at_a_fortieth_of_its_limit(tmp_path: Path) -> None:
    fortieth = {name: getattr(bounds, name) // 40 for name in LIMITS}
    for name, answer in zip(LONG, _shown(LONG, tmp_path, fortieth), strict=True):
        reported = ATTACKS[name].reported
        for limit in LIMITS:
            many = getattr(bounds, limit)
            reported = reported.replace(f"{many:,}", f"{many // 40:,}")
        assert reported in answer.text
        assert (REFUSED, True) == (answer.exit_code, "help: " in answer.text), answer.text
        assert answer.seconds < LONGEST / 2


def _shown(names: Sequence[str], folder: Path, limits: Mapping[str, int] | None = None) -> list[Answer]:
    for name in names:
        (folder / f"{name}.xlsx").write_bytes(ATTACKS[name].made())
    return answers((("bom", "show", f"{name}.xlsx") for name in names), folder, limits)


def test_an_open_document_that_expands_is_answered_short_and_quick(
    tmp_path: Path, subtests: pytest.Subtests
) -> None:
    attacks = open_documents.ATTACKS
    for number, attack in enumerate(attacks.values()):
        (tmp_path / f"{number}.ods").write_bytes(attack.made())
    shown = answers((("bom", "show", f"{number}.ods") for number in range(len(attacks))), tmp_path, None)
    for (name, attack), answer in zip(attacks.items(), shown, strict=True):
        with subtests.test(name):
            assert attack.reported in answer.text
            assert answer.exit_code == (REFUSED if attack.reported else READ), answer.text
            assert bool(attack.reported) == ("help: " in answer.text)
            assert answer.seconds < LONGEST
            assert answer.size < LARGEST_ANSWER


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_every_reader_of_workbooks_has_the_same_limits(
    form: str, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    (tmp_path / f"far.{form}").write_bytes(FAR[form])
    (tmp_path / f"sound.{form}").write_bytes(SOUND[form])
    gates = [[word.replace(".xlsx", f".{form}") for word in words] for words in GATES.values()]
    for gate, answer in zip(GATES, answers(gates, tmp_path), strict=True):
        with subtests.test(gate):
            assert "in the sheet `Parts`, the cell XFD1048576 makes a table of" in answer.text
            assert "help: if XFD1048576 is not in the table, clear it" in answer.text
            assert answer.exit_code in {2, REFUSED}
