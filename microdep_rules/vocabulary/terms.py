"""Vocabularies: terms with parents, aliases and definitions.

A rule writes the words of a vocabulary exactly. A document may also write an alias, or another case. `is`
follows parents: what is true of `rare-earth-magnet` is true of `NdFeB`.
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
"""Data files of another shape than a list of terms; stages are added to the words by `stages.py`."""


class ImpliedSubstances(Struct, frozen=True):
    """Substances of which a component of a class or function contains one or more."""

    one_of: frozenset[str] = frozenset()
    always: bool = False
    """True by definition, for any list of materials; otherwise usually, if nothing is listed."""


NOTHING = ImpliedSubstances()


class Term(Struct, frozen=True):
    """One value of a coded field."""

    id: str
    parent: str | None = None
    label: str = ""
    """Display name in a sentence; the id if it has none."""
    names: tuple[str, ...] = ()
    """Other exact words for the same thing, which rules may write too: `tantalum` for `Ta`."""
    aliases: tuple[str, ...] = ()
    """Other words for it in documents."""
    definition: str = ""
    source: str = ""
    """The law or standard behind the definition."""
    parts: tuple[str, ...] = ()
    """Constituents of a compound, alloy or mixture, in terms of the same vocabulary."""
    designators: tuple[str, ...] = ()
    """Reference designator prefixes of components of this class in drawings: `R` for a resistor."""
    form: str = ""
    """The form that makes the parent this term: tungsten as powder is tungsten powder."""
    called: tuple[tuple[str, str], ...] = ()
    """Usual meaning of this word in some forms: a magnet of neodymium is one of NdFeB."""
    functions: tuple[str, ...] = ()
    """For a class: all possible functions of its components; empty for any."""
    never: tuple[str, ...] = ()
    """For a class: functions that its components never have."""
    holds: ImpliedSubstances = NOTHING
    """For a class or function: the substances that it implies."""


def folded(word: str) -> str:
    """Return a word without variations of spelling: case, width, blanks, dashes and underscores.

    >>> folded("Brushless  DC_Motor") == folded("brushless-dc motor")
    True
    >>> folded("\uff2d\uff4f\uff54\uff4f\uff52")
    'motor'
    """
    word = word if word.isascii() else unicodedata.normalize("NFKC", word)
    return "".join(word.replace("-", " ").replace("_", " ").split()).casefold()


MOST_NEAR = 10_000
"""Maximum number of unknown words whose similar words are kept."""


class Vocabulary(Struct, frozen=True, eq=False):
    """The words of one kind and how they hang together.

    `terms` has every word that a rule may write. Where a thing has two such words (`Ta`, `tantalum`),
    both lead to one term; `resolve` gives its id, and every comparison here takes them as equal.
    """

    name: str
    terms: Mapping[str, Term]
    ordered: bool = False
    """The terms rise from weak to strong, in the order of the file."""
    definition: str = ""
    _by_fold: dict[str, str] = field(default_factory=dict)
    _near: dict[str, list[str]] = field(default_factory=dict)
    """Similar words of earlier unknown words; a search takes milliseconds."""
    _below: dict[str, frozenset[str]] = field(default_factory=dict)
    _above: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def resolve(self, word: str) -> str | None:
        """The id that a word of a document stands for: exact, an alias, or spelt in another case."""
        exact = self.terms.get(word)
        if exact is not None:
            return exact.id
        if not self._by_fold:
            self._by_fold.update(_folds(self.terms.values()))
        return self._by_fold.get(folded(word))

    def in_form(self, word: str, form: str) -> str:
        """The term that a word is in a form, where there is one: `W` as powder, `Nd` as a magnet."""
        known = self.terms.get(word)
        meant = dict(known.called) if known is not None else {}
        if form in meant:
            return meant[form]
        for term in self.terms.values():
            if term.parent == word and term.form == form and form:
                return term.id
        return word

    def parent(self, word: str) -> str | None:
        """The next wider term, if there is one."""
        term = self.terms.get(word)
        return term.parent if term is not None else None

    def ancestors(self, word: str) -> tuple[str, ...]:
        """Return every other word that is true where this one is, nearest first.

        These are the other names of the same thing, and all wider terms with theirs.
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
        """The ids of a term and of all terms below it; of an unknown word, nothing."""
        term = self.terms.get(word)
        if term is None:
            return frozenset()
        if not self._below:
            self._below.update(_descendants(self.terms))
        return self._below[term.id]

    def is_a(self, word: str, wider: str) -> bool:
        """Return whether one word is equal to another or narrower.

        A word outside the vocabulary is only equal to itself.
        """
        term, above = self.terms.get(word), self.terms.get(wider)
        if term is None or above is None:
            return word == wider
        return term is above or term.id in self.descendants(above.id)

    def rank(self, word: str) -> int | None:
        """The place of a word in an ordered vocabulary, counted from 0; else nothing."""
        term = self.terms.get(word)
        if term is None or not self.ordered:
            return None
        return list(dict.fromkeys(known_term.id for known_term in self.terms.values())).index(term.id)

    def label(self, word: str) -> str:
        """Return the display name for a sentence."""
        term = self.terms.get(word)
        return (term.label or term.id) if term is not None else word

    def words(self) -> list[str]:
        """Every word that a rule may write, sorted."""
        return sorted(self.terms)

    def nearest(self, word: str) -> list[str]:
        """Return the known words with the most similar spelling, else those with common parts.

        Similar aliases count as well.
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
        """The vocabulary with the terms of a pack added; a term that is there already stays."""
        added = {word: term for term in terms for word in (term.id, *term.names)}
        return Vocabulary(self.name, {**added, **self.terms}, self.ordered, self.definition)


class Vocabularies(Struct, frozen=True, eq=False):
    """All vocabularies by name; each is read when it is first asked for."""

    _names: tuple[str, ...]
    _read: dict[str, Vocabulary] = field(default_factory=dict)

    def get(self, name: str) -> Vocabulary | None:
        """The vocabulary of that name, if there is one."""
        if name not in self._read and name in self._names:
            self._read[name] = _vocabulary(name)
        return self._read.get(name)

    def names(self) -> tuple[str, ...]:
        """The names of all vocabularies, sorted."""
        return self._names

    def extended(self, name: str, terms: Iterable[Term]) -> Vocabularies:
        """The vocabularies with terms added to one of them, or with a new one."""
        known = self.get(name) or Vocabulary(name, {})
        names = tuple(sorted({*self._names, name}))
        return Vocabularies(names, {**self._read, name: known.extended(terms)})


@cache
def extended_by(terms: tuple[tuple[str, Term], ...]) -> Vocabularies:
    """The vocabularies that come with the product, with the terms of packs."""
    vocabularies = load_vocabularies()
    for name, term in terms:
        vocabularies = vocabularies.extended(name, [term])
    return vocabularies


@cache
def load_vocabularies() -> Vocabularies:
    """The vocabularies that come with the product."""
    return Vocabularies(tuple(sorted({*resources.vocabulary_names(), "stage"} - NOT_WORDS)))


def _vocabulary(name: str) -> Vocabulary:
    return from_data(name, resources.vocabulary_data("stages" if name == "stage" else name))


def from_data(name: str, data: Mapping[str, Any]) -> Vocabulary:
    """A vocabulary from the content of its file."""
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


def _folds(terms: Iterable[Term]) -> dict[str, str]:
    """Return the term of each folded spelling; a term's own name takes precedence over an alias."""
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
