"""The fewest questions on real boards: how many there are, and how much made-up answers decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from microdep_rules.output.asking import lists
from microdep_rules.output.asking.questions import questions_of
from tests.each import SAMPLED
from tests.output.asking.answering import Answering, open_in

if TYPE_CHECKING:
    from pathlib import Path

BOARDS = (
    "cheap-focer-2.jlcpcb.csv",
    "odrive-v3.3.altium.csv",
    "px4-fmuv3-rev-d.altium.xlsx",
    "simplefoc-shield-v3.easyeda.csv",
    "upduino-v3.kicad.csv",
)
CONTRACTS: tuple[dict[str, str], ...] = ({"agency": "DoD"}, {})
AT_ONCE = 15
"""So many answers come between two checks."""
CASES = [(board, contract) for board in BOARDS for contract in CONTRACTS]


@pytest.mark.parametrize(("board", "contract"), CASES[::4] if SAMPLED else CASES)
def test_a_real_board_is_decided_to_four_fifths_by_sixty_answers(
    board: str, contract: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, real_data: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    answering = Answering(tmp_path, str(real_data / "ecad" / board), ("all",), **contract)
    checked = answering.checked()
    first = len(open_in(checked))
    assert len(lists.first(questions_of(checked), 90)) <= 60
    while len(open_in(checked)) > first / 5:
        before = answering.answered
        for question in questions_of(checked).questions[:AT_ONCE]:
            answering.answer(question)
        assert before < answering.answered <= 60
        checked = answering.checked()
