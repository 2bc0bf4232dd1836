from __future__ import annotations

import textwrap

from hypothesis import given
from hypothesis import strategies as st

from microdep_rules.output.layout import WIDTH, Page
from microdep_rules.output.widths import width, wrapped

WORDS = st.text("ab -_,.()\u4fe1\u8d8a\u0301\u00f6", max_size=200)


@given(st.text("ab -_,.()", max_size=200).map(str.strip), st.integers(10, 60))
def test_plain_text_is_wrapped_as_the_standard_library_wraps_it(text: str, cells: int) -> None:
    expected = textwrap.wrap(
        text,
        cells,
        initial_indent="- ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    assert expected == wrapped(text, cells, "- ", "    ")


@given(WORDS, st.integers(10, 60))
def test_no_character_is_lost_and_wide_writing_keeps_to_its_width(text: str, cells: int) -> None:
    lines = wrapped(text, cells)
    assert "".join(text.split()) == "".join("".join(lines).split())
    runs = text.replace("\u4fe1", " ").replace("\u8d8a", " ").split()
    longest = max((width(run) for run in runs), default=0)
    assert all(width(line) <= max(cells, longest) for line in lines)


def test_a_page_as_wide_as_a_terminal_is_set_wider() -> None:
    text = "word " * 40
    narrow, wide = Page(), Page(120)
    narrow.say(text)
    wide.say(text)
    assert (79, 119) == (max(map(len, narrow.lines)), max(map(len, wide.lines)))


def test_the_second_column_starts_at_the_same_cell_behind_wide_characters() -> None:
    page = Page()
    page.apart("material.name: \u4fe1\u8d8a\u5316\u5b66", "bom.yaml:1:1")
    page.apart("material.name: Shin-Etsu", "bom.yaml:1:1")
    assert [WIDTH * 5 // 8] * 2 == [width(line.partition("bom.yaml")[0]) for line in page.lines]
