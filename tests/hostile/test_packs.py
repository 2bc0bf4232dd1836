from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from microdep_rules.vocabulary.blanks import INVISIBLE
from microdep_rules.workspace.files import Workspace
from tests.hostile.bounded import LONGEST, Answer, answers
from tests.hostile.packs import CONFIGURATIONS, HEAD, PACKS

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

BOM = "schema: microdep-bom/1\ncomponents: [{name: a, origin: CN}]\n"
OWN = HEAD + 'parameter n is number 3 cites "x"\n'
LARGEST_ANSWER = 200_000
IN_A_PACK = 3
SHOWS_NO_PLACE = "file/encoding"


def written(path: Path, made: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(made.encode() if isinstance(made, str) else made)


# All of a family in one process and one test: starting a process for each takes longer than the answers.
def test_a_hostile_pack_is_answered_at_its_place_short_and_quick(
    tmp_path: Path, subtests: pytest.Subtests
) -> None:
    for name, case in PACKS.items():
        written(tmp_path / name / "p.rule", case.made())
    found = answers((("packs", "show", f"./{name}") for name in PACKS), tmp_path)
    for (name, case), answer in zip(PACKS.items(), found, strict=True):
        with subtests.test(name):
            place = f"{name}/p.rule" + (f":{case.at}" if case.at else "")
            assert [case.code, place] in answer.reported, answer.text
            assert IN_A_PACK == answer.exit_code
            is_short_and_quick_and_hides_nothing(answer)


def test_a_hostile_configuration_is_answered_at_its_place_short_and_quick(
    tmp_path: Path, subtests: pytest.Subtests
) -> None:
    for name, case in CONFIGURATIONS.items():
        written(tmp_path / name / "microdep.toml", case.made())
        written(tmp_path / name / "bom.yaml", BOM)
        written(tmp_path / name / "p" / "p.rule", OWN)
    lines = [("check", f"{name}/bom.yaml", "--config", f"{name}/microdep.toml") for name in CONFIGURATIONS]
    for (name, case), answer in zip(CONFIGURATIONS.items(), answers(lines, tmp_path), strict=True):
        with subtests.test(name):
            if case.at:
                assert [case.code, f"{name}/microdep.toml:{case.at}"] in answer.reported, answer.text
            assert case.code in [code for code, _ in answer.reported], answer.text
            assert answer.exit_code in {2, 4}
            is_short_and_quick_and_hides_nothing(answer)


def is_short_and_quick_and_hides_nothing(answer: Answer) -> None:
    assert answer.seconds < LONGEST
    assert answer.size < LARGEST_ANSWER
    assert not re.search(INVISIBLE, answer.text.replace("\n", ""))


def test_the_name_of_a_pack_behind_many_empty_lines_is_found_at_once(tmp_path: Path) -> None:
    written(tmp_path / "own" / "p.rule", "\n" * 200_000 + HEAD)
    written(tmp_path / "other" / "p.rule", "\n" * 200_000 + "x")
    began = time.monotonic()
    found = [Workspace(tmp_path).pack_name(tmp_path / name) for name in ("own", "other")]
    assert ["p", "other"] == found
    assert time.monotonic() - began < LONGEST
