"""Tables beside a rule file, and names that are compared: what is large is answered, and quickly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microdep_rules.diagnostics import MOST
from microdep_rules.lang.pack import check_pack
from microdep_rules.source import SourceFile
from microdep_rules.suggest import LONGEST, distance, nearest

HEAD = 'pack p\n  version "1"\n  title "t"\n  authority "a"\n  reviewed 2026-01-01\n\n'
LIST = HEAD + 'list l of KIND from "l.csv"\n'
WORDS = st.text("abc", max_size=8)


def codes(rows: str, kind: str = "text") -> list[str]:
    table = SourceFile("p/l.csv", f"value,cites\n{rows}")
    pack = SourceFile("p/p.rule", LIST.replace("KIND", kind))
    return [diagnostic.code for diagnostic in check_pack([pack], None, "", {"l.csv": table})[1]]


@pytest.mark.parametrize(
    ("kind", "rows", "expected"),
    [
        ("country", "9" * 10**6 + ",x\n", ["syntax/number-form"]),
        ("text", "9" * 10**6 + ",x\n", []),
        ("text", '"""' + "x" * 10**6 + '""",x\n', []),
        ("text", "a\0b,x\n", ["file/character"]),
        ("text", '"x,y\n', ["file/ragged-row"]),
    ],
)
def test_a_hostile_cell_is_answered(kind: str, rows: str, expected: list[str]) -> None:
    assert expected == codes(rows, kind)


def test_a_mistake_in_every_row_is_not_reported_for_every_row() -> None:
    assert MOST <= len(codes('"Company 1 Ltd",x\n' * 10_000)) <= MOST + 1


@given(WORDS, WORDS, st.integers(0, 3))
def test_a_bounded_distance_is_the_distance_or_more_than_its_bound(left: str, right: str, most: int) -> None:
    found = distance(left, right)
    assert min(found, most + 1) == min(distance(left, right, most), most + 1)


def test_long_words_are_not_compared() -> None:
    assert [] == nearest("x" * LONGEST * 1000, ["x" * (LONGEST * 1000 - 1)])
