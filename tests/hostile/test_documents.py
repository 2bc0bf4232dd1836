from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from microdep_rules.output.visible import INVISIBLE
from tests.hostile import documents
from tests.hostile.bounded import LONGEST, Answer, answers
from tests.hostile.cyclonedx import CYCLONEDX
from tests.hostile.cyclonedx import SOUND as SOUND_CYCLONEDX

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENTS = documents.DOCUMENTS | CYCLONEDX
LARGEST_ANSWER = 200_000
SOUND = {0, 5}
NOT_VALID = 4
SOUND_DOCUMENTS = {
    "one long line.yaml",
    "blank lines.yaml",
    "a million ways.json",
    "unknown words.json",
    "turned around.yaml",
    *SOUND_CYCLONEDX,
}
"""Documents that are judged all the same."""


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    folder: Path = tmp_path_factory.mktemp("hostile")
    names = []
    for name, case in DOCUMENTS.items():
        made = case.made()
        file = folder / name.replace(".", ".bom.")
        file.write_bytes(made.encode() if isinstance(made, str) else made)
        names.append(file.name)
    found = answers((("check", each) for each in names), folder)
    for each in names:
        (folder / each).unlink()
    return dict(zip(DOCUMENTS, found, strict=True))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_hostile_document_is_answered_with_its_code_at_its_place(
    name: str, answered: dict[str, Answer]
) -> None:
    case, answer = DOCUMENTS[name], answered[name]
    place = name.replace(".", ".bom.") + (f":{case.at}" if case.at else "")
    assert not case.code or [case.code, place] in answer.told, answer.told
    assert answer.exit_code in (SOUND if name in SOUND_DOCUMENTS else {NOT_VALID})


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_answer_is_short_and_quick_and_hides_nothing(name: str, answered: dict[str, Answer]) -> None:
    answer = answered[name]
    assert answer.seconds < LONGEST
    assert answer.size < LARGEST_ANSWER
    assert not re.search(INVISIBLE, answer.text.replace("\n", ""))
