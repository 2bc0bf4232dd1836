"""The page about shapes of rules has all 35, names what there is, and quotes what stands in the packs."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.docs.declarations import NAMED, declared, rows
from tests.docs.pages import ROOT
from tests.packs.loading import shipped_pack, sources_of

PAGE = ROOT / "docs" / "reference" / "rule-shapes.md"
ROWS = rows(PAGE, 4)
QUOTED = re.compile(r"`([^`]+)`")


@cache
def _text(pack: str) -> str:
    """The rule files of a pack, which parse, with every run of blanks as one."""
    texts = [source.text for source in sources_of(pack)]
    return " ".join(" ".join(texts).split())


def test_the_page_has_the_35_shapes_in_order() -> None:
    assert [str(number) for number in range(1, 36)] == [row[0] for row in ROWS]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_what_a_line_names_is_declared_and_a_rule_or_something_that_rules_use(row: list[str]) -> None:
    named = NAMED.findall(row[3])
    assert named
    assert [] == [f"{pack}/{name}" for pack, name in named if name not in declared(pack)]
    assert any(shipped_pack(pack).rules for pack, _ in named)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_what_a_line_quotes_stands_in_a_pack_that_it_names(row: list[str]) -> None:
    texts = [_text(pack) for pack in sorted({pack for pack, _ in NAMED.findall(row[3])})]
    quoted = QUOTED.findall(row[2])
    assert quoted
    assert [] == [each for each in quoted if not any(each in text for text in texts)]
