from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from microdep_rules.lang.pack import check_pack
from microdep_rules.output.diagnostics import render
from microdep_rules.source import SourceFile

if TYPE_CHECKING:
    from collections.abc import Callable

PACK = Path(__file__).parent / "corpus" / "invalid" / "thirty-mistakes.rule"
SOURCE = SourceFile(PACK.name, PACK.read_text(encoding="utf-8"))


def test_thirty_mistakes_in_thirty_clauses_give_thirty_diagnostics() -> None:
    pack, found = check_pack([SOURCE])
    lines = [SOURCE.position(each.span.start).line for each in found]
    assert (None, 30, 30) == (pack, len(found), len(set(lines)))


def test_they_come_from_every_phase_of_the_language() -> None:
    _, found = check_pack([SOURCE])
    assert {"syntax", "name", "type", "date", "table"} == {each.code.split("/")[0] for each in found}


def test_they_are_printed_as_in_the_golden_file(golden: Callable[[Path, str], None]) -> None:
    _, found = check_pack([SOURCE])
    golden(PACK.with_suffix(".txt"), render(found, {SOURCE.path: SOURCE}))
