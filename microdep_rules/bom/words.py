"""Whether the coded words of a document are words of the vocabularies, and its tariff codes are codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from microdep_rules.bom.errors import links as say
from microdep_rules.bom.repeats import told_in
from microdep_rules.bom.schemas import schema
from microdep_rules.bom.walk import doubted, leaves
from microdep_rules.vocabulary.fillers import is_filler
from microdep_rules.vocabulary.tariff import tariff_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from microdep_rules.bom.load import Loaded
    from microdep_rules.bom.walk import Alike
    from microdep_rules.diagnostics import Diagnostic


_CODES, _TARIFF_CODES = frozenset({"code"}), frozenset({"tariff-code"})
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
    readable = [file.fields for file in files if file is not None]
    return [
        said
        for each in readable
        if each is not None
        for found in (_unknown(each, vocabularies), _no_tariff_codes(each))
        for said in told_in(each.path, found)
    ]


def _no_tariff_codes(loaded: Loaded) -> Iterator[Diagnostic]:
    """Every text in the place of a tariff code that is not one code; it is unknown to every rule."""
    known = schema(loaded.kind)
    among = doubted(loaded.columns, known, _TARIFF_CODES, lambda each: any(map(_is_no_code, each.values)))
    for leaf in leaves(loaded.value or {}, known, _TARIFF_CODES, among):
        if _is_no_code(leaf.value):
            yield say.not_a_tariff_code(leaf.value, loaded.spans.value(leaf.pointer))


def _is_no_code(value: object) -> bool:
    """Return whether a text is no tariff code, and no word for one that is missing."""
    return isinstance(value, str) and not is_filler(value) and tariff_code(value) is None


def _unknown(loaded: Loaded, vocabularies: WordLists) -> Iterator[Diagnostic]:
    def is_unknown(alike: Alike) -> bool:
        vocabulary = vocabularies.get(alike.type["vocabulary"])
        return vocabulary is not None and any(vocabulary.resolve(value) is None for value in alike.values)

    near: dict[tuple[str, str], Sequence[str]] = {}
    among = doubted(loaded.columns, schema(loaded.kind), _CODES, is_unknown)
    for leaf in leaves(loaded.value or {}, schema(loaded.kind), _CODES, among):
        name = leaf.type["vocabulary"]
        vocabulary = vocabularies.get(name)
        if vocabulary is None or vocabulary.resolve(leaf.value) is not None:
            continue
        word = (name, leaf.value)
        if word not in near and len(near) < MOST_COMPARED:
            near[word] = vocabulary.nearest(leaf.value)
        at = loaded.spans.value(leaf.pointer)
        yield say.unknown_word(leaf.value, name, leaf.field, near.get(word, ()), vocabulary.words(), at)
