from __future__ import annotations

import re
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microdep_rules.lang.format import format_source
from microdep_rules.source import SourceFile
from tests.lang.mutations import declarations, texts, tokens
from tests.lang.trees import tree

EVERY_TEXT = pytest.mark.parametrize("name", sorted(texts()))
WIDTH = 110


@lru_cache(maxsize=128)  # each text of the corpus is looked at in several ways
def formatted(text: str) -> str:
    found, problems = format_source(SourceFile("x.rule", text))
    assert [] == problems
    assert found is not None
    return found


def comments(text: str) -> list[str]:
    """The comments of a text, in order."""
    found = re.findall(r'"[^"\n]*"|(#[^\n]*)', text)
    return [each.rstrip() for each in found if each]


# ---- laws ----------------------------------------------------------------------------------------


@EVERY_TEXT
def test_a_formatted_text_says_the_same(name: str) -> None:
    text = texts()[name]
    assert tree(text) == tree(formatted(text))


@EVERY_TEXT
def test_formatting_twice_changes_nothing(name: str) -> None:
    once = formatted(texts()[name])
    assert once == formatted(once)


@EVERY_TEXT
def test_every_comment_is_kept_in_its_order(name: str) -> None:
    text = texts()[name]
    assert comments(text) == comments(formatted(text))


@EVERY_TEXT
def test_lines_are_short_unless_one_text_or_word_is_long(name: str) -> None:
    long = [line for line in formatted(texts()[name]).split("\n") if len(line) > WIDTH]
    assert [] == [line for line in long if '"' not in line and "#" not in line]


GAPS = st.sampled_from(
    [
        " ",
        "   ",
        "\n",
        "\n    ",
        "\n\n  ",
        "\t",
        ' # a "comment\n',
        "\n# one # two\n",
        "\n\n  # apart\n\n\n",
        "\r\n",
    ]
)
WHOLE = [each for name in ("corpus/tin.rule", "corpus/paint.rule") for each in declarations(texts()[name])]


@st.composite
def respaced(draw: st.DrawFn) -> str:
    """Some declarations with other blanks, lines and comments between their words."""
    text = ""
    for declaration in draw(st.lists(st.sampled_from(WHOLE), min_size=1, max_size=3)):
        found = tokens(declaration)
        text += draw(st.sampled_from(["\n", "\n\n", "\n# above\n", " # behind\n\n\n"])) if text else ""
        for index, token in enumerate(found):
            touches = index > 0 and found[index - 1].end_pos == token.start_pos
            if index:
                text += "" if touches else draw(GAPS)
            text += str(token)
    return text + draw(st.sampled_from(["", "\n", "  # the end", "\n\n# the end\n"]))


@given(respaced())
def test_blanks_lines_and_comments_change_nothing_that_is_said(text: str) -> None:
    once = formatted(text)
    assert tree(text) == tree(once)
    assert comments(text.replace("\r", "")) == comments(once)
    assert once == formatted(once)


# ---- taste ---------------------------------------------------------------------------------------


def test_clauses_elements_entries_and_comparisons_of_shares_stand_on_their_own_lines() -> None:
    text = """
rule r title "t" severity warn cites "c" applies to end-item # all of it
require all of (a) share by mass of materials of end-item where material.form is foil out of mass of end-item
is at least 50% cites "c(a)" (b) any of (i) end-item.cots is true (ii) end-item.name is "x"
list a of country CN RU cites "c" variant x from 2026-01-01 US cites "c" contested "no"
"""
    assert """\
rule r
  title       "t"
  severity    warn
  cites       "c"
  applies to  end-item  # all of it
  require all of
    (a)       share by mass of materials of end-item where material.form is foil
              out of mass of end-item
              is at least 50 %   cites "c(a)"
    (b)       any of
      (i)       end-item.cots is true
      (ii)      end-item.name is "x"

list a of country
                    CN RU   cites "c"   variant x
  from 2026-01-01   US      cites "c"   contested "no"
""" == formatted(text)


def test_a_long_condition_goes_on_below_where_it_began() -> None:
    text = """
exception e to r
  cites "c"
  when contract.place_of_acquisition is not US and contract.contingency_operations is true and
any determination of contract where determination.kind is nonavailability
and determination.quantity is at least 100
"""
    assert """\
exception e to r
  cites  "c"
  when   contract.place_of_acquisition is not US
         and contract.contingency_operations is true
         and any determination of contract
         where determination.kind is nonavailability and determination.quantity is at least 100
""" == formatted(text)


def test_a_text_with_a_mistake_is_left_alone() -> None:
    found, problems = format_source(SourceFile("x.rule", "rule r\n  titel 5\n"))
    assert (None, ["syntax/unexpected"]) == (found, [each.code for each in problems])
