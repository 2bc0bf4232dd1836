"""Who made what: parties of a document, in a list by name, or held by a listed one.

A party is in a list when its name or another name of it is there, in whatever case; of one without a
name it is not known. The documents of the oracles hold no names that are nearly a listed one.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tests.oracles.facts import number, plain, slug
from tests.oracles.logic import all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from tests.oracles.facts import Record
    from tests.oracles.logic import Truth

TIED = ("subsidiary", "affiliate", "successor")
LEAST_WHOLE = 99
"""Percent that owners of a whole company hold at least, as their shares are rounded."""


class Parties:
    """The parties of a document, by id."""

    def __init__(self, document: Record) -> None:
        self._known: dict[str, Record] = {
            str(party.get("id") or slug(party["name"])): party for party in document["parties"]
        }

    def record(self, party: str) -> Record:
        """What is said of a party; of one that is only named, its name."""
        return self._known.get(party, {"name": party})

    def seated_in(self, party: str | None, places: Collection[str]) -> Truth:
        """Whether a party has its seat in one of the countries."""
        country = None if party is None else plain(self.record(party), "country")
        return None if country is None else country.split("-")[0] in places

    def named(self, party: str, names: Collection[str]) -> bool:
        """Whether a party itself is one of the names."""
        record = self.record(party)
        own = {record.get("name", ""), *record.get("aliases", [])}
        return bool({name.casefold() for name in own} & {name.casefold() for name in names})

    def listed(self, party: str | None, names: Collection[str], affiliates_at: int | None = None) -> Truth:
        """Whether a party is one of the names or, where it says so, tied to one or held by one to a share."""
        if party is None:
            return None
        if self.named(party, names):
            return True
        if affiliates_at is None:
            return None if "name" not in self.record(party) else False
        low, high = self._held(party, names)
        held = True if low >= affiliates_at else None if high >= affiliates_at else False
        return any_of((held, self._tied(party, names)))

    def _tied(self, party: str, names: Collection[str]) -> Truth:
        record = self.record(party)
        known = record.get("relations", [])
        if any(each.get("kind") in TIED and self.named(each["party"], names) for each in known):
            return True
        return False if known_whole(record, "relations") else None

    def _held(self, party: str, names: Collection[str]) -> tuple[Decimal, Decimal]:
        """The least and the most that the named ones hold of a party, in percent, through chains."""
        record = self.record(party)
        low = high = stated = Decimal(0)
        for owner in record.get("owners", []):
            share = number(owner, "share") or None  # an owner holds something
            least, most = self._held_by(owner["party"], names)
            low += (share or Decimal(0)) * least / 100
            high += (Decimal(100) if share is None else share) * most / 100
            stated += share or Decimal(0)
        rest = Decimal(0) if known_whole(record, "owners") else max(Decimal(0), 100 - stated)
        return low, min(Decimal(100), high + rest)

    def _held_by(self, owner: str, names: Collection[str]) -> tuple[Decimal, Decimal]:
        return (Decimal(100), Decimal(100)) if self.named(owner, names) else self._held(owner, names)


def known_whole(record: Record, name: str) -> bool:
    """Whether a list of a record names everything there is. Nothing is made by no stage."""
    if name == "stages" and not record.get("stages") and not record.get("inputs"):
        return False
    if name == "owners" and not may_be_all_owners(record.get("owners", [])):
        return False
    return record.get(name) == [] or name in record.get("complete", [])


def may_be_all_owners(owners: list[Record]) -> bool:
    """Whether owners may hold the whole of a company, in equity and in votes; a share is rounded."""
    for sort in ("equity", "votes"):
        bases = (None, sort, "partnership-interest")
        shares = [number(owner, "share") or None for owner in owners if plain(owner, "basis") in bases]
        if shares and None not in shares and sum(filter(None, shares)) < LEAST_WHOLE:
            return False
    return True


def among(found: Iterable[Truth], *, whole: bool) -> Truth:
    """Whether one element of a list is so; a list that is not whole may hold another."""
    return any_of([*found, False if whole else None])


def every(found: Iterable[Truth], *, whole: bool) -> Truth:
    """Whether each element of a list is so; a list that is not whole may hold another."""
    return all_of([*found, True if whole else None])
