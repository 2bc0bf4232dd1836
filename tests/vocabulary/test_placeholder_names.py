"""Names of nobody in particular, and names that look like them and are somebody."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from microdep_rules.vocabulary.placeholder_names import names_somebody
from microdep_rules.vocabulary.resources import placeholder_names_data
from tests.conftest import CHECKOUT
from tests.each import of_each

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "placeholder_names.json").read_text("utf-8")
)


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
    assert [] == [company for company in _shipped_companies() if not names_somebody(company)]


_WORD = st.from_regex(r"[A-Z][bcdfgklmprstvz]{2}[aeiou][bdfgkmprstz]{2}", fullmatch=True)
"""A word that is none of any language."""
_GENERIC = st.sampled_from(
    [word for name in ("missing", "short", "roles") for word in placeholder_names_data()[name]["words"]]
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


_TABLES = {
    name: placeholder_names_data()[name]["words"]
    for name in ("missing", "roles", "origins", "qualities", "titles", "surnames")
}
_FORM = st.sampled_from(["Ltd", "GmbH", "LLC", "Inc.", "Co., Ltd."])
_ROLE = st.sampled_from(
    ["supplier", "mill", "laboratory", "manufacturer", "foundry", "board", "officer", "team"]
)
_BEFORE = st.lists(
    st.sampled_from(
        ["our", "the", "a", "Chinese", "Japanese", "US", "certified", "external", "local", "tier 2"]
    ),
    max_size=3,
)


@given(before=_BEFORE, role=_ROLE)
def test_a_role_is_nobody_whatever_adjectives_stand_before_it(before: list[str], role: str) -> None:
    assert not names_somebody(" ".join([*before, role]))


@given(word=_WORD, role=_ROLE, article=st.sampled_from(["the", "our", "a", "this"]))
def test_a_role_in_small_letters_that_an_article_singles_out_is_nobody(
    word: str, role: str, article: str
) -> None:
    assert not names_somebody(f"{article} {word.lower()} {role}")
    assert names_somebody(f"{article.title()} {word} {role.title()}")


@given(word=st.sampled_from(_TABLES["qualities"]), role=_ROLE, form=_FORM)
def test_a_legal_form_makes_a_firm_of_a_role_with_a_quality(word: str, role: str, form: str) -> None:
    assert names_somebody(f"{word.title()} {role.title()} {form}")


@given(word=st.sampled_from([each for each in _TABLES["missing"] if each.isascii()]), form=_FORM)
def test_no_legal_form_makes_a_name_of_a_missing_one(word: str, form: str) -> None:
    assert not names_somebody(f"{word.title()} {form}")


@given(
    origin=st.sampled_from(_TABLES["origins"]), role=st.sampled_from(["supplier", "manufacturer"]), form=_FORM
)
def test_an_origin_makes_no_name_of_a_role(origin: str, role: str, form: str) -> None:
    assert not names_somebody(f"{origin} {role}")
    assert not names_somebody(f"{origin.title()} {role} {form}")


@given(
    title=st.sampled_from(["Dr.", "Ms", "Mr.", "Prof."]),
    given_name=st.sampled_from(_TABLES["surnames"]),
    surname=st.sampled_from(_TABLES["surnames"]),
)
def test_a_surname_that_is_a_word_for_nothing_is_somebodys(title: str, given_name: str, surname: str) -> None:
    assert names_somebody(f"{title} {surname.title()}")
    assert names_somebody(f"{given_name.title()} {surname.title()}")


@given(
    word=_WORD,
    frame=st.sampled_from(["{{%s}}", "{{ %s }}", "${%s}", "<%% %s %%>", "{%s}", "%%%s%%", "__%s__"]),
)
def test_a_place_that_a_program_fills_is_nobody(word: str, frame: str) -> None:
    assert not names_somebody(frame % word)


@given(
    word=_WORD, mark=st.sampled_from(["TBD - %s", "T.B.D.: %s", "TODO: %s", "%s?", "%s (?)", "unknown (%s)"])
)
def test_a_name_that_is_in_doubt_is_nobody(word: str, mark: str) -> None:
    assert not names_somebody(mark % word)
