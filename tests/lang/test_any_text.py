from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from microdep_rules.lang.format import format_source
from microdep_rules.lang.pack import check_pack
from microdep_rules.lang.reserved import CLAUSES, DECLARATIONS, SMALL_WORDS
from microdep_rules.source import SourceFile
from tests.lang.mutations import texts

WORDS = [*DECLARATIONS, *CLAUSES, *SMALL_WORDS, "material", "stage", "component", "tin", "CN", "a", "b-c"]
SIGNS = [
    "(a)",
    "(-)",
    "(",
    ")",
    ",",
    ";",
    "=",
    "==",
    ".form",
    "x(",
    '"t"',
    '"',
    "5",
    "5 %",
    "5 kg",
    "2026-01-01",
]
WILD = [
    ":",
    "#",
    "2026-02-30",
    "\u00a0",
    "\u201c",
    "\ufeff",
    "\x00",
    "\ud800",
    "7.",
    ".",
    "-",
    "'",
    "{",
    "é",
    "😀",
]
SOUP = st.lists(st.tuples(st.sampled_from(WORDS + SIGNS + WILD), st.sampled_from([" ", "\n", "\n  ", ""])))


def read(text: str) -> None:
    source = SourceFile("x.rule", text)
    pack, found = check_pack([source])
    assert (pack is None) == any(each.severity == "error" for each in found)
    assert all(0 <= each.span.start <= each.span.end <= len(text) for each in found)
    format_source(source)


@given(SOUP)
def test_no_soup_of_words_raises(words: list[tuple[str, str]]) -> None:
    read("".join(word + gap for word, gap in words))


@given(st.text())
def test_no_text_raises(text: str) -> None:
    read(text)


@given(st.data())
def test_no_two_pieces_of_rules_raise_when_put_together(data: st.DataObject) -> None:
    text = texts()["corpus/tin.rule"]
    cuts = [data.draw(st.integers(0, len(text))) for _ in range(4)]
    read(text[cuts[0] : cuts[0] + 400] + text[cuts[1] : cuts[1] + 400] + text[cuts[2] : cuts[2] + 60])
