"""Names of nobody in particular, and names that look like them and are somebody."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from microdep_rules.vocabulary.nobody import names_somebody
from microdep_rules.vocabulary.resources import nobody_data
from tests.conftest import CHECKOUT
from tests.each import of_each

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES: dict[str, list[str]] = json.loads((Path(__file__).parent / "nobody.json").read_text("utf-8"))


@of_each([*CASES["placeholders"], *CASES["roles"]])
def test_a_placeholder_or_a_role_names_nobody(text: str) -> None:
    assert not names_somebody(text)


@of_each(CASES["names"])
def test_a_name_that_has_such_a_word_in_it_names_somebody(text: str) -> None:
    assert names_somebody(text)


def _shipped_companies() -> Iterator[str]:
    for path in sorted((CHECKOUT / "rules").glob("**/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield from (row[each] for each in ("name", "company", "manufacturer") if row.get(each))


def test_every_company_of_a_shipped_list_is_somebody() -> None:
    assert [] == [each for each in _shipped_companies() if not names_somebody(each)]


_WORD = st.from_regex(r"[A-Z][bcdfgklmprstvz]{2}[aeiou][bdfgkmprstz]{2}", fullmatch=True)
"""A word that is none of any language."""
_GENERIC = st.sampled_from(
    [word for name in ("missing", "short", "roles") for word in nobody_data()[name]["words"]]
)


@given(word=_WORD, generic=_GENERIC, behind=st.booleans())
def test_a_word_of_ones_own_makes_a_name_of_any_text(word: str, generic: str, behind: bool) -> None:
    assert names_somebody(f"{generic} {word}" if behind else f"{word} {generic}")


@given(
    generic=_GENERIC,
    signs=st.sampled_from(["", ".", "?", " -", "!", "()", "\u200b"]),
    seed=st.integers(0, 99),
)
def test_case_and_signs_make_no_name_of_a_word_for_nobody(generic: str, signs: str, seed: int) -> None:
    drawn = random.Random(seed)  # noqa: S311 - nothing secret
    written = "".join(drawn.choice((each.upper(), each.lower())) for each in generic)
    assert names_somebody(f"{signs}{written}{signs}") is False
