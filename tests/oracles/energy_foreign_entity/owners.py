"""Who is a prohibited foreign entity: names, seats, and shares along chains of owners, between bounds.

A share without a basis is one of equity and of votes alike; each of the two is a whole. What the stated
owners leave of a whole may belong to anybody, unless the list of owners is closed. Owners of owners count by
the product of the shares on one basis.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.oracles.energy_foreign_entity import law
from tests.oracles.facts import Record, is_in, number, plain, slug
from tests.oracles.logic import Truth, all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

ONE = Fraction(1)
OWNERSHIP = ("equity", "votes")


@dataclass(frozen=True, slots=True)
class Holding:
    """One owner of a party on one basis, with the least and the most that it may hold."""

    party: str
    least: Fraction
    most: Fraction


class Parties:
    """The parties of a document, asked about one day."""

    def __init__(self, document: Record, day: date | None) -> None:
        self._records = {_party_id(party): party for party in document.get("parties", [])}
        self._day = day

    def prohibited(self, party: str | None) -> Truth:
        """A specified foreign entity, or a foreign-influenced one; a party nobody names is unknown."""
        return None if party is None else any_of((self.specified(party), self.influenced(party)))

    def specified(self, party: str) -> Truth:
        """By name, by seat, or because specified ones hold more than half of it."""
        record = self._records.get(party, {})
        return any_of(
            (
                self._listed(party),
                is_in(plain(record, "country"), law.COVERED_NATIONS),
                self._controlled(party),
            )
        )

    def influenced(self, party: str) -> Truth:
        """The five ways to influence: an officer, one share, shares together, debt, effective control."""
        return any_of(
            (
                self._has_right(party, "appoints_officers"),
                self._holds(party, law.ONE_HOLDS_AT_LEAST, together=False),
                self._holds(party, law.TOGETHER_HOLD_AT_LEAST, together=True),
                self._debt(party),
                self._has_right(party, "effective_control"),
            )
        )

    def _listed(self, party: str) -> Truth:
        record = self._records.get(party, {"id": party})
        for name in (party, record.get("name", party), *record.get("aliases", [])):
            if name in law.SPECIFIED_BY_NAME:
                begins = law.SPECIFIED_BY_NAME[name]
                if begins is None:
                    return True
                # Before its day it is not listed, and its name is nearly `CATL`: the two may be confused.
                return True if self._day is not None and self._day >= begins else None
        return False

    def _controlled(self, party: str) -> Truth:
        found = [
            all_of((_is_subsidiary(relation), self.specified(relation["party"])))
            for relation in self._records.get(party, {}).get("relations", [])
        ]
        related = any_of([*found, False if self._closed(party, "relations") else None])
        return any_of((related, self._holds(party, law.CONTROL_MORE_THAN, together=True, beyond=True)))

    def _has_right(self, party: str, name: str) -> Truth:
        found = [
            all_of((self.specified(right["party"]), plain(right, name)))
            for right in self._records.get(party, {}).get("rights", [])
        ]
        return any_of([*found, False if self._closed(party, "rights") else None])

    def _debt(self, party: str) -> Truth:
        return self._reaches(party, "debt", law.DEBT_AT_LEAST, together=True, beyond=False, deep=False)

    def _holds(self, party: str, limit: Fraction, *, together: bool, beyond: bool = False) -> Truth:
        """Whether specified ones hold so much of equity or of votes."""
        return any_of(
            self._reaches(party, basis, limit, together=together, beyond=beyond) for basis in OWNERSHIP
        )

    def _reaches(
        self,
        party: str,
        basis: str,
        limit: Fraction,
        *,
        together: bool,
        beyond: bool,
        deep: bool = True,
    ) -> Truth:
        holders = self._above(party) - {party}
        if together:
            reach = [self._chain(party, basis, holders, deep=deep)]
        else:
            reach = [self._chain(party, basis, {holder}, deep=deep) for holder in sorted(holders)]
            reach.append((Fraction(0), self._chain(party, basis, set(), deep=deep)[1]))
        return any_of(_at_least(bounds, limit, beyond=beyond) for bounds in reach)

    def _chain(self, party: str, basis: str, holders: set[str], *, deep: bool) -> tuple[Fraction, Fraction]:
        """What specified ones among the holders have of a party, at least and at most."""
        holdings, rest = self._holdings(party, basis)
        least, most = Fraction(0), rest
        for held in holdings:
            is_holder = self.specified(held.party) if held.party in holders else False
            low, high = (ONE, ONE) if is_holder else (Fraction(0), Fraction(0))
            if is_holder is not True and deep:
                low, high = self._chain(held.party, basis, holders, deep=True)
            if is_holder is None:
                low, high = low if deep else Fraction(0), ONE
            least += held.least * low
            most += held.most * high
        return least, min(most, ONE)

    def _holdings(self, party: str, basis: str) -> tuple[list[Holding], Fraction]:
        record = self._records.get(party, {})
        fitting = [owner for owner in record.get("owners", []) if basis in _bases(owner)]
        stated = sum((Fraction(share) / 100 for share in _shares(fitting)), Fraction(0))
        left = max(ONE - stated, Fraction(0))
        found = []
        for owner in fitting:
            share = number(owner, "share")
            exact = None if share is None else Fraction(share) / 100
            found.append(Holding(owner["party"], exact or Fraction(0), left if exact is None else exact))
        return found, Fraction(0) if self._closed(party, "owners") else left

    def _above(self, party: str) -> set[str]:
        """The party, its owners, and theirs, however far up."""
        found: set[str] = set()
        waiting = [party]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += [owner["party"] for owner in self._records.get(name, {}).get("owners", [])]
        return found

    def _closed(self, party: str, name: str) -> bool:
        record = self._records.get(party, {})
        return record.get(name) == [] or name in record.get("complete", [])


def _bases(owner: Record) -> tuple[str, ...]:
    basis = plain(owner, "basis")
    return OWNERSHIP if basis is None else (basis,)


def _party_id(party: Record) -> str:
    return str(party["id"]) if "id" in party else slug(str(party["name"]))


def _shares(owners: list[Record]) -> Iterator[Fraction]:
    for owner in owners:
        share = number(owner, "share")
        if share is not None:
            yield Fraction(share)


def _is_subsidiary(relation: Record) -> Truth:
    kind = plain(relation, "kind")
    return None if kind is None else kind in ("subsidiary", "successor")


def _at_least(bounds: tuple[Fraction, Fraction], limit: Fraction, *, beyond: bool) -> Truth:
    """Whether a share between bounds is at least the limit, or beyond it."""
    least, most = bounds
    if least > limit or (least == limit and not beyond):
        return True
    return False if most < limit or (most == limit and beyond) else None
