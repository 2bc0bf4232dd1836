"""Listed companies that the texts of a component name, such as `Huawei ME909s LTE module`.

A name in a text does not prove who the manufacturer is, because records often name a seller. If a text names
another listed company than the stated manufacturer, the manufacturer is unknown.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom.facts import exact
from microdep_rules.engine import notions
from microdep_rules.engine.party_names import core, distinctive_words, leading
from microdep_rules.engine.register import names_of
from microdep_rules.lang.ir import Company, Constant
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.company_words import (
    EAST_ASIAN_FORMS,
    EAST_ASIAN_TRADES,
    FOR_ANOTHER,
    GENERIC,
    LIKE_ANOTHER,
    MADE_BY,
    PLAIN_WORDS,
)
from microdep_rules.vocabulary.names import east_asian, folded, spelled
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.state import State
    from microdep_rules.lang import ir

MAKER = {"component": "manufacturer", "equipment": "maker"}
"""Field that states the manufacturer, for each kind of record with a manufacturer.

Software is recorded as a component.
"""
FIELDS = ("name", "mpn", "notes")
"""Fields with texts that may name a company."""
PHRASE = pattern(r"[,;:()/|\[\]\n]|\s[-\u2013\u2014]\s|[.!?](?=\s)")
"""Pattern for the end of a phrase in a text, such as a comma.

Phrases matter because in `cover for Huawei router`, the company makes the router and not the cover.
"""
SHORTEST, SHORT, EAST_ASIAN_NAME = 3, 5, 2
"""Minimum lengths of a company name, in letters.

A name with fewer letters than `SHORTEST` is ignored. A name with fewer letters than `SHORT` must be written
in capitals.
"""
LONG_ENOUGH = 8
"""Minimum total number of letters in several words that name a company only together."""
MOST_KEPT = 100_000


class Mention(Struct, frozen=True):
    """A listed company that a text of a component names."""

    field: str
    company: Company
    word: str
    """The word that names the company, or the first of several such words."""


class NamedCompanies:
    """Companies of lists, indexed by the distinctive words of their names.

    >>> known = NamedCompanies([Company(("Huawei Technologies Co., Ltd.",)), Company(("ZTE Corp",))], [])
    >>> [str(each.company) for each in known.named("Huawei ME909s LTE module", "name")]
    ['Huawei Technologies Co., Ltd.']
    >>> [*known.named("Cable for Huawei routers", "name"), *known.named("DJI-style arm, zte", "name")]
    []
    """

    def __init__(self, own: Iterable[Company], imported: Iterable[Company]) -> None:
        """Store the companies in lists of the pack (`own`) and in long published lists (`imported`)."""
        self.words: dict[str, Company] = {}
        self.short: dict[str, Company] = {}
        self.phrases: dict[str, list[tuple[tuple[str, ...], Company]]] = {}
        self.east_asian: dict[str, Company] = {}
        for company in own:
            self._add(company, is_short=True)
        for company in imported:
            self._add(company, is_short=False)
        self._known: dict[tuple[str, str], tuple[Mention, ...]] = {}

    def _add(self, company: Company, *, is_short: bool) -> None:
        """Add a company to the index.

        With `is_short`, the first distinctive word of its name is enough to recognize the company.
        """
        for name in () if company.person else company.names:
            words, bare = distinctive_words(name), _without_trades(name)
            first = leading(name) if is_short or len(words) == 1 else ""
            if east_asian().search(name):
                if len(bare) >= EAST_ASIAN_NAME and bare not in PLAIN_WORDS:
                    self.east_asian.setdefault(bare, company)
            elif first and first not in _words_that_name_no_company():
                self.words.setdefault(first, company)
            elif len(words) == 1 and SHORTEST <= len(words[0]) < SHORT:
                if is_short and words[0] not in _words_that_name_no_company():
                    self.short.setdefault(words[0], company)
            else:
                self._add_phrase(words if len(words) > 1 else core(name)[:2], company)

    def _add_phrase(self, words: tuple[str, ...], company: Company) -> None:
        """Add a company that is recognized only by several words together."""
        if len(words) > 1 and len("".join(words)) >= LONG_ENOUGH and not GENERIC.issuperset(words):
            self.phrases.setdefault(words[0], []).append((words, company))

    def of(self, data: Mapping[str, Any]) -> tuple[Mention, ...]:
        """Return the companies that the texts of a component name."""
        mentions: list[Mention] = []
        for field in FIELDS:
            text = exact(data.get(field))
            if isinstance(text, str):
                mentions += self.named(text, field)
        return tuple(mentions)

    def naming_fields(self, data: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the text fields of a component that name a listed company; None if there are none."""
        fields = {mention.field for mention in self.of(data)}
        return {field: data[field] for field in FIELDS if field in fields} or None

    def named(self, text: str, field: str) -> tuple[Mention, ...]:
        """Return the companies that a text names as the manufacturer."""
        if not (self.words or self.short or self.phrases or self.east_asian):
            return ()
        if (text, field) not in self._known:
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            self._known[text, field] = tuple(self._mentions(text, field))
        return self._known[text, field]

    def _mentions(self, text: str, field: str) -> Iterator[Mention]:
        for bare, company in self.east_asian.items() if not text.isascii() else ():
            if bare in text:
                yield Mention(field, company, bare)
        goes_with = False
        for phrase in PHRASE.split(text):
            words = folded(phrase).split()
            if not words:
                continue
            at = [(place, many, company) for place, many, company in self._places(words, text, field)]
            goes_with = not FOR_ANOTHER.isdisjoint(words) or (goes_with and len(words) == 1)
            for place, many, company in at:
                if _is_maker(words, place, many, field) and not (goes_with and len(words) == many):
                    yield Mention(field, company, words[place])

    def _places(self, words: list[str], text: str, field: str) -> Iterator[tuple[int, int, Company]]:
        """Yield each position at which a company is named, with the number of its words and the company."""
        for place, word in enumerate(words):
            if word in self.words:
                yield place, 1, self.words[word]
            elif word in self.short and (place == 0 or field != "mpn") and _is_in_capitals(word, text):
                yield place, 1, self.short[word]
            for phrase, company in self.phrases.get(word, ()):
                if tuple(words[place : place + len(phrase)]) == phrase:
                    yield place, len(phrase), company


def of(pack: ir.Pack) -> NamedCompanies:
    """Return the companies of all lists of a pack, at any date."""
    lists = [table for table in pack.tables.values() if not table.keys and table.type.detail == "party"]
    pack_companies = [company for table in lists if table.imported is None for company in _companies(table)]
    imported = [company for table in lists if table.imported is not None for company in _companies(table)]
    return _named_companies(frozenset(pack_companies), frozenset(imported))


@lru_cache(maxsize=100)
def _named_companies(own: frozenset[Company], imported: frozenset[Company]) -> NamedCompanies:
    by_name = [sorted(companies, key=lambda company: company.names) for companies in (own, imported)]
    return NamedCompanies(*by_name)


def companies_of(table: ir.Table) -> frozenset[Company]:
    """Return the companies of a list, at any date."""
    return frozenset(_companies(table))


def _companies(table: ir.Table) -> Iterator[Company]:
    for entry in table.entries:
        for member in entry.value if isinstance(entry.value, tuple) else (entry.value,):
            if isinstance(member, Constant) and isinstance(member.value, Company):
                yield member.value


def unrecorded_manufacturer(engine: State, component: Element) -> Mention | None:
    """Return a listed company that a text of a component names, if it is not the stated manufacturer.

    The component can also be equipment. The result is None if the document states that the two companies are
    different.
    """
    mentions = engine.named_companies.of(component.data)
    if not mentions:
        return None
    makers = [*_makers(engine, component)]
    recorded_words = {word for party in makers for name in names_of(party) for word in _words_of(name)}
    others = {spelled(str(name)) for party in makers for name in party.data.get("distinct_from") or ()}
    return next(
        (
            mention
            for mention in mentions
            if mention.word not in recorded_words and others.isdisjoint(map(spelled, mention.company.names))
        ),
        None,
    )


def _makers(engine: State, component: Element) -> Iterator[Element]:
    stages = (stage for stage, _ in notions.stages_of_making(engine.reader, component))
    for raw in (component.data.get(MAKER[component.kind]), *(stage.data.get("party") for stage in stages)):
        named = exact(raw)
        party = engine.reader.bom.party(named) if isinstance(named, str) else None
        if party is not None:
            yield from (party, *engine.reader.same_as(party))


# ---- words ---------------------------------------------------------------------------------------


def _is_maker(words: list[str], place: int, many: int, field: str) -> bool:
    """Return whether a phrase names a company as the maker of the component, and not of something else."""
    before, behind = words[:place], words[place + many : place + many + 1]
    if not FOR_ANOTHER.isdisjoint(before) or not LIKE_ANOTHER.isdisjoint(behind):
        return False
    return field != "notes" or not before or before[-1] in MADE_BY


def _is_in_capitals(word: str, text: str) -> bool:
    return re.search(rf"(?<![A-Za-z0-9]){re.escape(word.upper())}(?![A-Za-z0-9])", text) is not None


def _words_of(name: str) -> set[str]:
    return {*core(name), _without_trades(name)}


def _without_trades(name: str) -> str:
    """Return a name in an East Asian script without its legal form, its line of business and its place."""
    bare = folded(name).replace(" ", "")
    for affix in (*EAST_ASIAN_FORMS, *sorted(EAST_ASIAN_TRADES, key=len, reverse=True)):
        bare = bare.replace(affix, "")
    return bare


@lru_cache(maxsize=1)
def _words_that_name_no_company() -> frozenset[str]:
    """Return words that cannot name a company, such as kinds of components, substances and stages."""
    words = {*PLAIN_WORDS}
    for name in ("class", "function", "substance", "form", "stage"):
        known = load_vocabularies().get(name)
        for term in known.terms.values() if known is not None else ():
            for word in (term.id, *term.names, *term.aliases):
                words |= {*folded(word).split()}
    return frozenset(words)
