from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from microdep_rules.lang.pack import check_pack
from microdep_rules.lang.parse import parse
from microdep_rules.source import SourceFile
from tests.each import sample_of
from tests.lang.mutations import Mutation, deletions, misspellings, texts, truncations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EVERY_TEXT = pytest.mark.parametrize("name", sorted(texts()))
SWEPT = ("corpus", "chokepoints", "micro-dependency")
"""Whose texts are swept word by word: together they have nearly every form of the language."""


def codes(mutation: Mutation) -> list[str]:
    return [each.code for each in parse(SourceFile("x.rule", mutation.text))[1]]


def with_two(mutations: Iterator[Mutation]) -> list[tuple[str, list[str]]]:
    seen = [(each.name, codes(each)) for each in sample_of(mutations, 13)]
    return [(name, found) for name, found in seen if len(found) > 1]


@EVERY_TEXT
def test_a_text_of_the_corpus_has_no_syntax_mistake(name: str) -> None:
    assert [] == codes(Mutation(name, texts()[name]))


@pytest.mark.parametrize("name", sorted(name for name in texts() if name.split("/")[0] in SWEPT))
@pytest.mark.parametrize("mistakes", [deletions, misspellings, truncations], ids=lambda m: m.__name__)
def test_one_mistake_never_gives_two_syntax_diagnostics(
    name: str, mistakes: Callable[[str], Iterator[Mutation]]
) -> None:
    assert [] == with_two(mistakes(texts()[name]))


# ---- all phases ----------------------------------------------------------------------------------

WHOLE = 1000
EVERY = 6
"""Checking a whole pack takes longer than reading a declaration: one mutation in six will do."""


SEEN_TWICE = {"'' without 'table'", "'' without 'example'"}
"""The losses that are seen more than once. Without its first word, a table that has no `by` reads as
entries of the table before it, all of them wrong; and the first line of an example reads as more of the
background before it, so that its `expect` is astray as well."""


def checked(mutation: Mutation) -> list[str]:
    return [each.code for each in check_pack([SourceFile("x.rule", mutation.text)])[1]]


def test_one_missing_word_gives_one_diagnostic_over_all_phases() -> None:
    mutations = sample_of([*deletions(texts()["corpus/tin.rule"], WHOLE)][::EVERY], 7)
    found = [(each.name, checked(each)) for each in mutations]
    assert SEEN_TWICE >= {name for name, codes in found if len(codes) > 1}


def test_a_misspelt_structural_word_is_always_noticed() -> None:
    mutations = sample_of([*misspellings(texts()["corpus/tin.rule"], WHOLE)][:: EVERY // 2], 7)
    assert [] == [each.name for each in mutations if not checked(each)]
