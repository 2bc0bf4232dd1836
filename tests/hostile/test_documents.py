from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from microdep_rules.vocabulary.blanks import INVISIBLE
from tests.hostile import documents
from tests.hostile.bounded import LONGEST, Answer, answers
from tests.hostile.cyclonedx import CYCLONEDX
from tests.hostile.cyclonedx import SOUND as SOUND_CYCLONEDX
from tests.shown import shown

if TYPE_CHECKING:
    from pathlib import Path

    from tests.hostile.documents import Case

PACK = shown("""\
pack own version 1
  title "Own"
  authority "nobody"
  reviewed 2026-11-24

rule r
  title "r"
  severity prohibit
  cites "1"
  applies to every listed component
  forbid component.origin is CN or any enclosing-items of component where item.origin is CN
""")
"""A small pack that asks for each part wherever it is used: a shipped one takes seconds for it."""
LARGEST_ANSWER = 200_000
SOUND = {0, 1, 5, 6}
NOT_VALID = 4
SOUND_DOCUMENTS = {
    "one long line.yaml",
    "blank lines.yaml",
    "a million ways.json",
    "as many levels as a document may have.yaml",
    "as many owners as a document may have.yaml",
    "unknown words.json",
    "turned around.yaml",
    *SOUND_CYCLONEDX,
}
"""Documents that are judged all the same."""
FAMILIES = {
    **{
        ending: {name: case for name, case in documents.DOCUMENTS.items() if name.endswith(ending)}
        for ending in (".yaml", ".json")
    },
    "CycloneDX": CYCLONEDX,
}
assert len(documents.DOCUMENTS) == sum(map(len, FAMILIES.values())) - len(CYCLONEDX)


# All of a family in one process and one test: starting a process for each takes longer than the answers.
@pytest.mark.parametrize("cases", FAMILIES.values(), ids=FAMILIES)
def test_a_hostile_document_is_answered_at_its_place_short_and_quick(
    cases: dict[str, Case], tmp_path: Path, subtests: pytest.Subtests
) -> None:
    for name, answer in answered(cases, tmp_path).items():
        case = cases[name]
        with subtests.test(name):
            place = name.replace(".", ".bom.") + (f":{case.at}" if case.at else "")
            assert not case.code or [case.code, place] in answer.reported, answer.reported
            assert answer.exit_code in (SOUND if name in SOUND_DOCUMENTS else {NOT_VALID})
            assert answer.seconds < LONGEST
            assert answer.size < LARGEST_ANSWER
            assert not re.search(INVISIBLE, answer.text.replace("\n", ""))


def answered(cases: dict[str, Case], folder: Path) -> dict[str, Answer]:
    (folder / "own").mkdir()
    (folder / "own" / "pack.rule").write_text(PACK, encoding="utf-8")
    names = []
    for name, case in cases.items():
        made = case.made()
        file = folder / name.replace(".", ".bom.")
        file.write_bytes(made.encode() if isinstance(made, str) else made)
        names.append(file.name)
    found = answers((("check", each, "--pack", "./own") for each in names), folder)
    for each in names:
        (folder / each).unlink()
    return dict(zip(cases, found, strict=True))
