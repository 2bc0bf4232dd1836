"""No value of a document looks like a line of ours, whatever blanks it has, and a reason says something."""

from __future__ import annotations

import io
import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microdep_rules.cli import screen
from microdep_rules.output.style import Style
from microdep_rules.output.visible import LONGEST, visible, whole
from microdep_rules.output.widths import width
from microdep_rules.signing.contract import ContractFact, contract_lines
from microdep_rules.signing.scope import RecordDocument, RecordWaiver, waiver_lines
from microdep_rules.vocabulary.blanks import INVISIBLE, as_value, says_something
from tests.each import of_each

EVERY = [chr(each) for each in range(sys.maxunicode + 1)]
BLANKS = [each for each in EVERY if each.isspace() or unicodedata.category(each) in {"Zs", "Zl", "Zp"}]
UNSEEN = [each for each in re.findall(INVISIBLE, "".join(EVERY)) if not "\ud800" <= each <= "\udfff"]
MARKS = [each for each in EVERY if unicodedata.category(each) in {"Mn", "Me"}]
INKLESS = ["\u2800", "\u3164", "\uffa0", "\u115f", "\u1160", "\U0001d159"]
"""Signs that Unicode counts among letters and symbols, and that nobody sees."""
PADDING = st.text(st.sampled_from([*BLANKS, *INKLESS]), min_size=2, max_size=130)
WORDS = st.sampled_from(["N1", "verdict", "PASS: 3 pass", "VERIFIED", '"', "\u4fe1\u8d8a", "x" * 300])
VALUES = st.lists(st.one_of(PADDING, WORDS), min_size=1, max_size=8).map("".join)


@of_each(BLANKS, ascii)
def test_every_blank_of_unicode_is_one_space_or_is_named(blank: str) -> None:
    for many in (1, 2, 7, 8, 105):
        shown = visible(f"N1{blank * many}verdict")
        assert not re.search(r"\s{3}|  ", shown) or (blank, many) == (" ", 2)
        assert " " not in shown or set(filter(str.isspace, shown)) == {" "}
        if many > 7:
            assert f"<{many} blanks>" in shown or shown.count("<U+") == many


@given(VALUES)
def test_a_value_has_two_blanks_together_at_most_and_no_line_end(value: str) -> None:
    for shown in (visible(value), whole(value), as_value(whole(value), 200)):
        assert not re.search(r"\S\s{3}|\s{8}|[^\S ]", shown)
        assert [shown] == (shown.splitlines() or [""])


@given(VALUES)
def test_a_line_that_is_signed_is_short_and_marks_what_was_cut(value: str) -> None:
    (line,) = contract_lines([RecordDocument(contract=[ContractFact("number", value)])])
    assert len(line) <= 300
    assert line.startswith("number: ")
    assert not re.search(" {3}", line)
    waiver = RecordWaiver("W-1", "active", "2027-01-01", rule="own/rule", legal_basis=value, against_law=True)
    (waived,) = waiver_lines([waiver])
    assert len(waived) <= 500
    assert waived.startswith("W-1 of own/rule until 2027-01-01: COMPANY DECISION AGAINST A RULE OF LAW; ")


class Terminal(io.StringIO):
    """A stream that people look at."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("columns", [40, 80, 133])
def test_on_a_terminal_no_value_reaches_the_column_of_labels(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))

    @given(VALUES)
    def holds(value: str) -> None:
        lines = [f"contract   number: {as_value(whole(value), 200)}", f"role       {value}"]
        rows = screen.with_labels(lines, 11, Terminal(), Style()).split("\n")
        assert ["contract   ", "role       "] == [row[:11] for row in rows if row[:11].strip()]
        assert all(width(row) <= columns for row in rows)

    holds()


def test_a_line_about_a_decision_against_law_is_red() -> None:
    lines = ["waivers    W-1: COMPANY DECISION AGAINST A RULE OF LAW; legal basis", "role       x"]
    red, plain = screen.with_labels(lines, 11, io.StringIO(), Style(colored=True)).split("\n")
    assert (red, plain) == (f"\x1b[1;31m{lines[0]}\x1b[0m", lines[1])


def test_a_long_value_is_cut_and_says_so() -> None:
    shown = visible("x" * 50_000)
    assert shown == f"{'x' * LONGEST}… (46,000 more characters)"
    assert "x" * 50_000 == whole("x" * 50_000)


@given(st.text(st.sampled_from([*BLANKS, *UNSEEN, *INKLESS, *MARKS])))
def test_a_text_of_which_nothing_is_seen_says_nothing(text: str) -> None:
    assert not says_something(text)


@of_each(("", "-", "...", "?", "\u2014", "!!"))
def test_punctuation_alone_is_no_reason(text: str) -> None:
    assert not says_something(text)


@of_each(("no", "7", "\u5f85\u5b9a", "\u0648", "\u00e9", " a\u200b", "N/A"))
def test_a_letter_or_a_digit_says_something(text: str) -> None:
    assert says_something(text)
