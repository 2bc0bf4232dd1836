"""Whether the coded words of a document are words of the vocabularies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from microdep_rules.bom.errors import links as say
from microdep_rules.bom.repeats import told_in
from microdep_rules.bom.schemas import schema
from microdep_rules.bom.walk import leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from microdep_rules.bom.load import Loaded
    from microdep_rules.diagnostics import Diagnostic


_CODES = frozenset({"code"})
MOST_COMPARED = 1000
"""So many different words that no vocabulary has are compared with those that one has; it takes time."""


class Words(Protocol):
    """What is asked of one vocabulary."""

    def resolve(self, word: str) -> str | None:
        """The term that a word stands for."""

    def nearest(self, word: str) -> Sequence[str]:
        """The known words that are spelt most like it, or share parts of it."""

    def words(self) -> Sequence[str]:
        """Every word that it has."""


class WordLists(Protocol):
    """What is asked of the vocabularies that the loaded packs see."""

    def get(self, name: str) -> Words | None:
        """The vocabulary with a name."""


def check_words(files: Iterable[Loaded | None], vocabularies: WordLists) -> list[Diagnostic]:
    """Every word that no vocabulary has. It is kept, and is unknown to every rule."""
    readable = [each.fields for each in files if each is not None]
    return [
        said
        for each in readable
        if each is not None
        for said in told_in(each.path, _unknown(each, vocabularies))
    ]


def _unknown(loaded: Loaded, vocabularies: WordLists) -> Iterator[Diagnostic]:
    near: dict[tuple[str, str], Sequence[str]] = {}
    for leaf in leaves(loaded.value or {}, schema(loaded.kind), _CODES):
        name = leaf.type["vocabulary"]
        vocabulary = vocabularies.get(name)
        if vocabulary is None or vocabulary.resolve(leaf.value) is not None:
            continue
        word = (name, leaf.value)
        if word not in near and len(near) < MOST_COMPARED:
            near[word] = vocabulary.nearest(leaf.value)
        at = loaded.spans.value(leaf.pointer)
        yield say.unknown_word(leaf.value, name, leaf.field, near.get(word, ()), vocabulary.words(), at)
