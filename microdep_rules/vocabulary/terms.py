"""Vocabularies: terms with broader terms, aliases and definitions.

A rule must use the exact words of a vocabulary. A document may also use an alias, or other capital letters.
The test `is` includes narrower terms: a rule about `rare-earth-magnet` also applies to `NdFeB`.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules import suggest
from microdep_rules.vocabulary import designations, resources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NOT_WORDS = frozenset({"countries", "country-names", "stages", "makeup", "designations"})
"""Data files in the folder of vocabularies that are not lists of terms.

The module `stages.py` reads the stages.
"""


class ImpliedSubstances(Struct, frozen=True):
    """Substances of which a component of a certain class or function contains at least one."""

    one_of: frozenset[str] = frozenset()
    always: bool = False
    """True if each such component contains one of the substances by definition; False if most do."""


NOTHING = ImpliedSubstances()


class Term(Struct, frozen=True):
    """One term of a vocabulary."""

    id: str
    parent: str | None = None
    label: str = ""
    """Display name of the term inside a sentence; if it is empty, the id is displayed."""
    names: tuple[str, ...] = ()
    """Other exact words for the term that rules may use, such as `tantalum` for `Ta`."""
    aliases: tuple[str, ...] = ()
    """Other words for the term that documents may use."""
    definition: str = ""
    source: str = ""
    """Law or standard that defines the term."""
    parts: tuple[str, ...] = ()
    """Constituents of the compound, alloy or mixture, as terms of the same vocabulary."""
    designators: tuple[str, ...] = ()
    """Prefixes of reference designators for components of this class, such as `R` for a resistor."""
    form: str = ""
    """Form that distinguishes the term from its broader term, such as `powder` for tungsten powder."""
    called: tuple[tuple[str, str], ...] = ()
    """Meaning that the word has for a material in a certain form, as pairs of form and substance.

    For example, a magnet called `neodymium` is an NdFeB magnet.
    """
    functions: tuple[str, ...] = ()
    """Possible functions of components of this class; empty if any function is possible."""
    never: tuple[str, ...] = ()
    """Functions that components of this class never have."""
    holds: ImpliedSubstances = NOTHING
    """Substances of which a component of this class or function contains at least one."""


def folded(word: str) -> str:
    """Return a word in the form for comparison: without case, width, spaces, dashes and underscores.

    >>> folded("Brushless  DC_Motor") == folded("brushless-dc motor")
    True
    >>> folded("\uff2d\uff4f\uff54\uff4f\uff52")
    'motor'
    """
    word = word if word.isascii() else unicodedata.normalize("NFKC", word)
    return "".join(word.replace("-", " ").replace("_", " ").split()).casefold()


MOST_NEAR = 10_000
"""Maximum number of unknown words whose similar words are cached."""


class Vocabulary(Struct, frozen=True, eq=False):
    """Terms of one kind and their hierarchy.

    `terms` has every word that a rule may use. Two words for the same thing (`Ta`, `tantalum`) have one term.
    `resolve` returns the id of this term, and all comparisons treat the words as equal.
    """

    name: str
    terms: Mapping[str, Term]
    ordered: bool = False
    """True if the order of the terms in the file is an order from weak to strong."""
    definition: str = ""
    _by_fold: dict[str, str] = field(default_factory=dict)
    _near: dict[str, list[str]] = field(default_factory=dict)
    """Similar known words for each unknown word (cache).

    The cache is needed because a search takes milliseconds.
    """
    _below: dict[str, frozenset[str]] = field(default_factory=dict)
    _above: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def resolve(self, word: str) -> str | None:
        """Return the id of the term that a word in a document means; `None` for an unknown word.

        The word may be a name or an alias of the term, with any capitals.
        """
        exact = self.terms.get(word)
        if exact is not None:
            return exact.id
        if not self._by_fold:
            self._by_fold.update(_ids_by_spelling(self.terms.values()))
        return self._by_fold.get(folded(word))

    def in_form(self, word: str, form: str) -> str:
        """Return the term for a substance in a form, such as tungsten powder for `W` as powder.

        Without such a term, return the word itself.
        """
        known = self.terms.get(word)
        meant = dict(known.called) if known is not None else {}
        if form in meant:
            return meant[form]
        for term in self.terms.values():
            if term.parent == word and term.form == form and form:
                return term.id
        return word

    def parent(self, word: str) -> str | None:
        """Return the next broader term; None if there is none."""
        term = self.terms.get(word)
        return term.parent if term is not None else None

    def ancestors(self, word: str) -> tuple[str, ...]:
        """Return the other names of a term, then all broader terms with their names, the nearest first.

        For `NdFeB`, the result has `rare-earth-magnet`.
        """
        if word not in self._above:
            self._above[word] = self._ancestors(word)
        return self._above[word]

    def _ancestors(self, word: str) -> tuple[str, ...]:
        ancestors: list[str] = []
        term = self.terms.get(word)
        while term is not None:
            ancestors += (name for name in (term.id, *term.names) if name != word)
            term = None if term.parent is None else self.terms[term.parent]
        return tuple(ancestors)

    def descendants(self, word: str) -> frozenset[str]:
        """Return the ids of a term and of all narrower terms; empty for an unknown word."""
        term = self.terms.get(word)
        if term is None:
            return frozenset()
        if not self._below:
            self._below.update(_descendants(self.terms))
        return self._below[term.id]

    def is_a(self, word: str, wider: str) -> bool:
        """Return whether one word equals another or is narrower than the other.

        A word that is not in the vocabulary equals only itself.
        """
        term, above = self.terms.get(word), self.terms.get(wider)
        if term is None or above is None:
            return word == wider
        return term is above or term.id in self.descendants(above.id)

    def is_kind_either_way(self, word: str, other: str) -> bool:
        """Return whether two words are equal, or either of them is a kind of the other."""
        return self.is_a(word, other) or self.is_a(other, word)

    def rank(self, word: str) -> int | None:
        """Return the position of a word in an ordered vocabulary, from 0; None in any other vocabulary."""
        term = self.terms.get(word)
        if term is None or not self.ordered:
            return None
        return list(dict.fromkeys(known_term.id for known_term in self.terms.values())).index(term.id)

    def label(self, word: str) -> str:
        """Return the display name of a word, in the form used inside a sentence."""
        term = self.terms.get(word)
        return (term.label or term.id) if term is not None else word

    def words(self) -> list[str]:
        """Return every word that a rule may use, sorted."""
        return sorted(self.terms)

    def nearest(self, word: str) -> list[str]:
        """Return the known words and aliases with the spelling nearest to an unknown word.

        If no spelling is near, return known words that have a piece in common with the unknown word.
        """
        if word not in self._near:
            if len(self._near) >= MOST_NEAR:
                self._near.clear()
            self._near[word] = self._nearest(word)
        return [*self._near[word]]

    def _nearest(self, word: str) -> list[str]:
        spelt: dict[str, str] = {}
        for term in self.terms.values():
            for spelling in (*term.aliases, *term.names, term.id):
                spelt[spelling] = term.id
        spellings = suggest.nearest(word, spelt) or suggest.sharing(word, spelt)
        return list(
            dict.fromkeys(spelling if spelling in self.terms else spelt[spelling] for spelling in spellings)
        )

    def extended(self, terms: Iterable[Term]) -> Vocabulary:
        """Return the vocabulary with the terms of a pack.

        A term of a pack does not replace an existing term.
        """
        added = {word: term for term in terms for word in (term.id, *term.names)}
        return Vocabulary(self.name, {**added, **self.terms}, self.ordered, self.definition)


class Vocabularies(Struct, frozen=True, eq=False):
    """All vocabularies by name. Each vocabulary is read when it is first used."""

    _names: tuple[str, ...]
    _read: dict[str, Vocabulary] = field(default_factory=dict)

    def get(self, name: str) -> Vocabulary | None:
        """Return the vocabulary with this name; None if there is none."""
        if name not in self._read and name in self._names:
            self._read[name] = _vocabulary(name)
        return self._read.get(name)

    def names(self) -> tuple[str, ...]:
        """Return the sorted names of all vocabularies."""
        return self._names

    def extended(self, name: str, terms: Iterable[Term]) -> Vocabularies:
        """Return vocabularies in which terms are added to one vocabulary; a missing vocabulary is created."""
        known = self.get(name) or Vocabulary(name, {})
        names = tuple(sorted({*self._names, name}))
        return Vocabularies(names, {**self._read, name: known.extended(terms)})


@cache
def extended_by(terms: tuple[tuple[str, Term], ...]) -> Vocabularies:
    """Return the shipped vocabularies, together with the terms that packs add."""
    vocabularies = load_vocabularies()
    for name, term in terms:
        vocabularies = vocabularies.extended(name, [term])
    return vocabularies


@cache
def load_vocabularies() -> Vocabularies:
    """Return the shipped vocabularies."""
    return Vocabularies(tuple(sorted({*resources.vocabulary_names(), "stage"} - NOT_WORDS)))


def _vocabulary(name: str) -> Vocabulary:
    return from_data(name, resources.vocabulary_data("stages" if name == "stage" else name))


def from_data(name: str, data: Mapping[str, Any]) -> Vocabulary:
    """Return the vocabulary that the data of a file describes."""
    terms: dict[str, Term] = {}
    also = designations.spelled(in_vocabulary=True) if data.get("vocabulary") == "substance" else {}
    for entry in data["terms"]:
        term = Term(
            entry["id"],
            entry.get("parent"),
            entry.get("label", ""),
            tuple(entry.get("names", ())),
            tuple(dict.fromkeys((*entry.get("aliases", ()), *also.get(entry["id"], ())))),
            entry.get("definition", ""),
            entry.get("source", ""),
            tuple(entry.get("parts", ())),
            tuple(entry.get("designators", ())),
            entry.get("form", ""),
            tuple(entry.get("called", {}).items()),
            tuple(entry.get("functions", ())),
            tuple(entry.get("never", ())),
            _implied_substances(entry.get("holds", {})),
        )
        for word in (term.id, *term.names):
            terms[word] = term
    return Vocabulary(name, terms, bool(data.get("ordered")), data.get("description", ""))


def _implied_substances(data: Mapping[str, Any]) -> ImpliedSubstances:
    return ImpliedSubstances(frozenset(data["one_of"]), data.get("always", False)) if data else NOTHING


def _ids_by_spelling(terms: Iterable[Term]) -> dict[str, str]:
    """Return the id of the term for each word, in the spelling for comparisons.

    If a word is the name of one term and an alias of another term, the word means the first term.
    """
    folds: dict[str, str] = {}
    known = list(terms)
    for term in known:
        for word in (term.id, *term.names):
            folds.setdefault(folded(word), term.id)
    for term in known:
        for word in (term.label, *term.aliases):
            if word:
                folds.setdefault(folded(word), term.id)
    return folds


def _descendants(terms: Mapping[str, Term]) -> dict[str, frozenset[str]]:
    below: dict[str, set[str]] = {term.id: {term.id} for term in terms.values()}
    for term in terms.values():
        parent = term.parent
        while parent is not None:
            below[parent].add(term.id)
            parent = terms[parent].parent
    return {word: frozenset(words) for word, words in below.items()}
