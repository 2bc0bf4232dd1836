"""Checks that the words of a document are in the vocabularies, and that its tariff codes are valid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from microdep_rules.bom.errors import links as say
from microdep_rules.bom.repeats import merge_and_limit
from microdep_rules.bom.schemas import schema
from microdep_rules.bom.walk import leaves, suspect_fields
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.fillers import is_filler
from microdep_rules.vocabulary.tariff import tariff_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.bom.walk import ColumnValues
    from microdep_rules.diagnostics import Diagnostic


_CODES, _TARIFF_CODES = frozenset({"code"}), frozenset({"tariff-code"})
MOST_COMPARED = 1000
"""Maximum number of unknown words for which similar words are searched, because the search takes time."""


class WordList(Protocol):
    """Interface of a vocabulary."""

    def resolve(self, word: str) -> str | None:
        """Return the term that a word means; `None` for an unknown word."""

    def nearest(self, word: str) -> Sequence[str]:
        """Return the known words with similar spelling or with common parts."""

    def words(self) -> Sequence[str]:
        """Return all words of the vocabulary."""


class WordLists(Protocol):
    """Interface of the vocabularies that the loaded packs use."""

    def get(self, name: str) -> WordList | None:
        """Return the vocabulary with a name."""


def check_words(files: Iterable[LoadedDocument | None], vocabularies: WordLists) -> list[Diagnostic]:
    """Return diagnostics for words that are in no vocabulary.

    If a fact has an unknown word, every rule treats the fact as unknown.
    """
    readable = [file.fields for file in files if file is not None]
    return [
        problem
        for loaded in readable
        if loaded is not None
        for problems in (_check_vocabulary(loaded, vocabularies), _check_tariff_codes(loaded))
        for problem in merge_and_limit(loaded.path, problems)
    ]


def _check_tariff_codes(loaded: LoadedDocument) -> Iterator[Diagnostic]:
    """Yield diagnostics for texts that are not a tariff code, because no rule recognizes such a text."""
    known = schema(loaded.kind)
    among = suspect_fields(
        loaded.columns, known, _TARIFF_CODES, lambda column: any(map(_is_no_code, column.values))
    )
    for leaf in leaves(loaded.value or {}, known, _TARIFF_CODES, among):
        if _is_no_code(leaf.value):
            yield diagnose(
                "bom/unknown-word", loaded.spans.value(leaf.pointer), "tariff-code", text=leaf.value
            )


def _is_no_code(value: object) -> bool:
    """Return whether a text is neither a tariff code nor a placeholder such as `n/a`."""
    return isinstance(value, str) and not is_filler(value) and tariff_code(value) is None


def _check_vocabulary(loaded: LoadedDocument, vocabularies: WordLists) -> Iterator[Diagnostic]:
    def is_unknown(column: ColumnValues) -> bool:
        vocabulary = vocabularies.get(column.type["vocabulary"])
        return vocabulary is not None and any(vocabulary.resolve(value) is None for value in column.values)

    near: dict[tuple[str, str], Sequence[str]] = {}
    among = suspect_fields(loaded.columns, schema(loaded.kind), _CODES, is_unknown)
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
