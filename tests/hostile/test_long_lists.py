"""Lists with very many entries: each mistake is reported with its place, in little memory."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.bom.load import load_document
from tests.each import SAMPLED, sample_of
from tests.hostile.bounded import LONGEST, answers

if TYPE_CHECKING:
    from pathlib import Path

MANY = 25_000
STAGE = {"stage": "refined"}
MEMORY = 450 if SAMPLED else 700
"""Megabytes of address space for as many entries."""
ENTRIES = 80_000 if SAMPLED else 200_000


def document(components: list[Any]) -> bytes:
    return json.dumps({"schema": "microdep-bom/1", "components": components}).encode()


def with_one(entries: list[Any], at: int, wrong: object) -> list[Any]:
    return [*entries[:at], wrong, *entries[at + 1 :]]


PARTS: list[Any] = [{"name": "a"}] * MANY
STAGES: list[Any] = [STAGE] * MANY
CASES = {
    "a part": with_one(PARTS, 24_321, {"name": 5}),
    "the last part": with_one(PARTS, MANY - 1, {"nme": "b", "name": "b"}),
    "a stage": [{"name": "a"}, {"name": "b", "stages": with_one(STAGES, 20_001, {"stage": 5})}],
    "a stage of a later part": with_one(
        PARTS, 15_000, {"name": "b", "stages": with_one(STAGES, 15_001, {"stage": 5})}
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_one_entry_that_is_wrong_is_found_with_its_place(name: str) -> None:
    found = load_document("bom.json", document(CASES[name]), kind="bom")
    (said,) = found.diagnostics
    assert ("error", True) == (said.severity.value, said.span.start > MANY)
    assert found.source.text[said.span.start : said.span.end] in {"5", '"nme"'}


def test_what_is_far_down_in_a_long_list_in_a_long_list_is_an_error_all_the_same() -> None:
    inner = {"name": "b", "stages": with_one(STAGES, 5, {"stage": 5})}
    found = load_document("bom.json", document(with_one(PARTS, 15_000, inner)), kind="bom")
    assert found.value is None
    assert ["file/too-many-problems"] == [diagnostic.code for diagnostic in found.diagnostics]


@pytest.mark.parametrize("entry", sample_of(["- ", "- {}", "- [[]]"], 2))
def test_a_long_list_of_nothing_takes_little_memory(entry: str, tmp_path: Path) -> None:
    path = tmp_path / "bom.yaml"
    path.write_text("schema: microdep-bom/1\ncomponents:\n" + f"{entry}\n" * ENTRIES, encoding="utf-8")

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY * 2**20, MEMORY * 2**20))

    command = [sys.executable, "-m", "microdep_rules", "bom", "validate", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=bounded, check=False)
    reported = done.stdout + done.stderr
    assert (4, True) == (done.returncode, "too-many-problems" in reported), reported[-500:]


SHARES = [{"stage": "sintered", "country": "CN", "share": {"at_least": 0}}] * 2000
FEW = 200
FREE = {"id": "a", "name": "a", "children": [{"ref": f"p{number}"} for number in range(FEW)]}
HELD: list[Any] = [
    {"id": f"p{number}", "name": f"P {number}", "materials": [{"substance": "NdFeB"}]}
    for number in range(FEW)
]
LONG = {
    "shares of one stage": [{"name": "a", "materials": [{"substance": "NdFeB", "stages": SHARES}]}],
    "one word again and again": [{**FREE, "free_of": ["W"] * 4000}, *HELD],
}


@pytest.mark.parametrize("name", LONG)
def test_what_stands_in_a_list_again_and_again_is_looked_at_once(name: str, tmp_path: Path) -> None:
    (tmp_path / "bom.json").write_bytes(document(LONG[name]))
    ((said, _, _, seconds, reported),) = answers([("check", "bom.json", "--pack", "dod-magnets")], tmp_path)
    assert said == 5, reported
    assert seconds < LONGEST
