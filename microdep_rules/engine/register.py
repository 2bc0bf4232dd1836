"""Companies of a list, found by identifier, by name and by similar names."""

from __future__ import annotations

import operator
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from microdep_rules.engine.party_names import PartyNameIndex, core, is_same_word, scripts_of
from microdep_rules.lang.ir import Company
from microdep_rules.vocabulary.names import as_identifier, spelled
from microdep_rules.vocabulary.placeholder_names import names_somebody

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.bom.model import Element

REGISTERS_KEPT = 500
"""Maximum number of lists whose indexes are cached."""


MATCHES_KEPT = 50_000
"""Maximum number of cached comparisons of a party with a list."""
PartyFeatures = tuple[tuple[str, ...], frozenset[tuple[str, str]], frozenset[str]]
"""Identifying features of a party: its names, its identifiers, and the companies from which it differs."""


class Match(Struct, frozen=True):
    """Result of comparing a party with a list; `listed` is the matching name in the list."""

    by: Literal["identifier", "name", "contrary", "near", "script", "unnamed", ""]
    """The reason for the result; empty if nothing matches.

    `identifier` and `name`: an entry has this identifier or name. `contrary`: an entry has the name, but the
    document states that the party is another company. `near`: an entry has a similar name. `script`: an entry
    has no name in the script of the party's name, so that the names cannot be compared. `unnamed`: the party
    has no name.
    """
    listed: str = ""
    schemes: tuple[str, ...] = ()
    """Schemes of the identifiers of the listed companies with a similar name."""
    certain: bool = False
    """True if identifiers prove that no company in the list is the party; only if nothing matches."""


class NearName(Struct, frozen=True):
    """A listed name that is similar to the name of a party."""

    listed: str
    """Listed name; empty if the list has no name in the script of the party's name."""
    schemes: tuple[str, ...] = ()
    """Schemes of the identifiers that the list states for the company, such as `lei`.

    An identifier of the party helps only if it has one of these schemes.
    """
    with_group: bool = False
    """True if the rule also covers the companies of the listed company's group."""
    is_contrary: bool = False
    """True if the names are equal, and the document states that the party is another company."""


class Register:
    """The companies of a list, with indexes of their names and identifiers."""

    def __init__(self, companies: Iterable[Company]) -> None:
        self.companies = tuple(companies)
        self.by_name: dict[str, list[Company]] = {}
        self.by_identifier: dict[tuple[str, str], Company] = {}
        for company in self.companies:
            for name in company.names:
                self.by_name.setdefault(spelled(name), []).append(company)
            for scheme, value in company.identifiers:
                self.by_identifier[as_identifier(scheme, value)] = company
        self.scripts: dict[frozenset[str], list[Company]] = {}
        """Companies by the scripts of their names."""
        for company in self.companies:
            written = frozenset().union(*map(scripts_of, company.names))
            self.scripts.setdefault(written, []).append(company)
        self.kept: dict[PartyFeatures, Match] = {}
        self.names = PartyNameIndex(
            (name for company in self.companies if not company.person for name in company.names),
            (name for company in self.companies if company.person for name in company.names),
        )

    def match(self, party: Element) -> Match:
        """Compare a party with the list.

        If the party and an entry state identifiers of one scheme, only these identifiers are compared.
        """
        return self.match_features(features_of(party))

    def match_features(self, features: PartyFeatures) -> Match:
        """Compare a party with the list; `features` may come from several records of the party."""
        if features not in self.kept:
            if len(self.kept) >= MATCHES_KEPT:
                self.kept.clear()
            self.kept[features] = self._match(*features)
        return self.kept[features]

    def _match(
        self, names: tuple[str, ...], stated: frozenset[tuple[str, str]], others: frozenset[str]
    ) -> Match:
        same = next(
            (known for identifier in sorted(stated) if (known := self.by_identifier.get(identifier))), None
        )
        if same is not None:
            return Match("identifier", str(same))
        named = [company for name in names for company in self.by_name.get(spelled(name), ())]
        if named:
            other = all(
                _has_other_identifier(company, stated) or _is_declared_distinct(company, others)
                for company in named
            )
            return Match("contrary" if other else "name", str(named[0]))
        for listed in (near for name in names for near in self.names.near(name)):
            companies = [
                company
                for company in self.by_name[spelled(listed)]
                if not _has_other_identifier(company, stated) and not _is_declared_distinct(company, others)
            ]
            if companies:
                schemes = {scheme for company in companies for scheme in _schemes(company)}
                return Match("near", _nearest_name(names, listed, companies), tuple(sorted(schemes)))
        if not names:
            return Match("unnamed")
        if (apart := self._in_another_script(names, stated, others)) is not None:
            return Match("script", apart)
        schemes = {scheme for scheme, _ in stated}
        return Match("", certain=all(schemes & _schemes(company) for company in self.companies))

    def _in_another_script(
        self, names: tuple[str, ...], stated: frozenset[tuple[str, str]], others: frozenset[str]
    ) -> str | None:
        """Return a listed company that cannot be compared, because it has no name in the party's script.

        A company with a name in another script may also have a Latin name. If the party has a Latin name,
        only this name is compared.
        """
        own = frozenset().union(*map(scripts_of, names))
        if "latin" in own:
            return None
        for scripts, companies in self.scripts.items():
            if own and scripts and own.isdisjoint(scripts):
                open_ = (
                    c
                    for c in companies
                    if not _has_other_identifier(c, stated) and not _is_declared_distinct(c, others)
                )
                if (company := next(open_, None)) is not None:
                    return str(company)
        return None

    def like(self, name: str) -> tuple[str, ...]:
        """Return the names of the list that equal a given name or are similar to it."""
        same = (alias for company in self.by_name.get(spelled(name), ()) for alias in company.names)
        return tuple(dict.fromkeys((*same, *self.names.near(name))))


@lru_cache(maxsize=REGISTERS_KEPT)
def register(members: frozenset[Company | str]) -> Register:
    """Return the index of a list's companies; a text in the list stands for a company with this name."""
    companies = [member if isinstance(member, Company) else Company((str(member),)) for member in members]
    return Register(sorted(companies, key=lambda company: (company.names, company.identifiers)))


def features_of(party: Element) -> PartyFeatures:
    """Return the names, identifiers and distinct companies of a party, for comparison with a list."""
    return names_of(party), frozenset(_identifiers(party)), _spelled_of(party, "distinct_from")


def names_of(party: Element) -> tuple[str, ...]:
    """Return the names of a party for a comparison with lists.

    The id of the party is left out, because an id has a meaning only in its own file.
    """
    names = (party.data.get("name"), *(party.data.get("aliases") or ()))
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str) and names_somebody(name)))


def is_named(party: Element) -> bool:
    """Return whether a party has an identifier, or a name that is not a placeholder."""
    return bool(names_of(party) or _identifiers(party))


def _identifiers(party: Element) -> set[tuple[str, str]]:
    identifiers = party.data.get("identifiers") or {}
    stated = {as_identifier(str(scheme), str(value)) for scheme, value in identifiers.items()}
    return {(scheme, value) for scheme, value in stated if value and names_somebody(value)}


def _nearest_name(names: tuple[str, ...], listed: str, companies: Iterable[Company]) -> str:
    """Return the name of similar companies that has the most words in common with the names of a party.

    The result is `listed`, the name that the index found, unless another name is nearer.
    """

    def likeness(name: str) -> tuple[int, bool]:
        common = [sum(any(is_same_word(a, b) for b in core(name)) for a in core(party)) for party in names]
        apart = [abs(len(core(name)) - len(core(party))) for party in names]
        return max(map(operator.sub, common, apart)), name == listed

    return max((name for company in companies for name in company.names), key=likeness)


def _schemes(company: Company) -> set[str]:
    return {scheme.casefold() for scheme, _ in company.identifiers}


def _has_other_identifier(company: Company, stated: frozenset[tuple[str, str]]) -> bool:
    """Return whether a party and a listed company state different identifiers of the same scheme."""
    listed = {as_identifier(scheme, value) for scheme, value in company.identifiers}
    return bool(_schemes(company) & {scheme for scheme, _ in stated}) and not listed & stated


def _spelled_of(party: Element, field: str) -> frozenset[str]:
    names = party.data.get(field) or ()
    return frozenset(spelled(str(name)) for name in names)


def _is_declared_distinct(company: Company, others: frozenset[str]) -> bool:
    """Return whether the document states that a party and a listed company are different companies.

    The document can use any name of the listed company.
    """
    return any(spelled(name) in others for name in company.names)
