"""Whether the coded words of a document are words of the vocabularies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from microdep_rules.bom.errors import links as say
from microdep_rules.bom.schemas import schema
from microdep_rules.bom.walk import leaves

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microdep_rules.bom.load import Loaded
    from microdep_rules.bom.model import Bom
    from microdep_rules.diagnostics import Diagnostic


_CODES = frozenset({"code"})


class Words(Protocol):
    """What is asked of one vocabulary."""

    def resolve(self, word: str) -> str | None:
        """The term that a word stands for."""

    def nearest(self, word: str) -> Sequence[str]:
        """The known words that are spelt most like it."""


class WordLists(Protocol):
    """What is asked of the vocabularies that the loaded packs see."""

    def get(self, name: str) -> Words | None:
        """The vocabulary with a name."""


def check_words(bom: Bom, vocabularies: WordLists) -> list[Diagnostic]:
    """Every word that no vocabulary has. It is kept, and is unknown to every rule."""
    files = dict.fromkeys([bom.file, *(each.file for each in bom.contexts)])
    return [said for each in files for said in _unknown(each, vocabularies, is_bom=each is bom.file)]


def _unknown(loaded: Loaded, vocabularies: WordLists, *, is_bom: bool) -> Iterator[Diagnostic]:
    if loaded.value is None:
        return
    for leaf in leaves(loaded.value, schema("bom" if is_bom else "context"), _CODES):
        name = leaf.type["vocabulary"]
        vocabulary = vocabularies.get(name)
        if vocabulary is None or vocabulary.resolve(leaf.value) is not None:
            continue
        near = vocabulary.nearest(leaf.value)
        yield say.unknown_word(leaf.value, name, leaf.field, near, loaded.spans.value(leaf.pointer))
