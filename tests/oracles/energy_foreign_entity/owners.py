"""Who is a prohibited foreign entity: names, seats, and shares along chains of owners, between bounds.

A share without a basis is one of equity and of votes alike; each of the two is a whole. What the stated
owners leave of a whole may belong to anybody, unless the list of owners is closed.

What a corporation holds is credited to those alone who have half of it or more, in proportion
(s.318(a)(2)(C)); what a partnership holds to each partner. A body is a partnership where a holding in it is
called one, and may be one where its name says so.

A relation says something of the share too: a subsidiary is held to more than half, a successor is as good as
held wholly, an affiliate or joint venture may be held to any share.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.oracles.energy_foreign_entity import law
from tests.oracles.facts import Record, is_in, number, plain, slug
from tests.oracles.logic import Truth, all_of, any_of
from tests.oracles.makers import known_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

NONE, ONE = Fraction(0), Fraction(1)
MORE_THAN_HALF = Fraction(500_001, 1_000_000)
OWNERSHIP = ("equity", "votes")
SOMEBODY = "*"
"""Whoever is not named; the documents of the oracle have no party of this name."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One owner of a party on one basis, with the least and the most that it may hold."""

    party: str
    least: Fraction
    most: Fraction


@dataclass(frozen=True, slots=True)
class Reading:
    """How the law is read, and with what in hand."""

    together: bool = False
    """Whether several entities control together."""
    lists_in_full: bool = True
    """Whether the published lists are at hand, so that who is on none of them is known."""


class Parties:
    """The parties of a document, asked about one day."""

    def __init__(self, document: Record, day: date | None, reading: Reading) -> None:
        self._records = {_party_id(party): party for party in document.get("parties", [])}
        self._day = day
        self._reading = reading

    def prohibited(self, party: str | None) -> Truth:
        """A specified foreign entity, or a foreign-influenced one; a party nobody names is unknown."""
        return None if party is None else any_of((self.specified(party), self.influenced(party)))

    def specified(self, party: str) -> Truth:
        """By name, by seat, or because one that is either holds more than half of it."""
        return any_of((self._of_concern(party), self._controlled(party)))

    def influenced(self, party: str) -> Truth:
        """The ways to influence: an officer, a seat, one share, shares together, debt, effective control."""
        holders = {each: self.specified(each) for each in self._above(party) - {party}}
        return any_of(
            (
                self._has_right(party, "appoints_officers"),
                self._fills_a_seat(party),
                self._one_holds(party, holders, law.ONE_HOLDS_AT_LEAST),
                self._all_hold(party, holders, law.TOGETHER_HOLD_AT_LEAST),
                self._lent(party),
                self._has_right(party, "effective_control"),
            )
        )

    def _of_concern(self, party: str) -> Truth:
        country = plain(self._records.get(party, {}), "country")
        return any_of((self._listed(party), is_in(country, law.COVERED_NATIONS)))

    def _listed(self, party: str) -> Truth:
        record = self._records.get(party, {"id": party})
        found: Truth = False
        for name in (record.get("name", party), *record.get("aliases", [])):
            if name in law.SPECIFIED_BY_NAME:
                begins = law.SPECIFIED_BY_NAME[name]
                if begins is None:
                    return True
                found = None if self._day is None else self._day >= begins
        return found or (found if self._reading.lists_in_full else None)

    def _controlled(self, party: str) -> Truth:
        """More than half, of an entity of (C)(i) to (iv); in the variant of all of them together."""
        holders = {each: self._of_concern(each) for each in self._above(party) - {party}}
        related = [
            all_of((_is_successor(relation), self._of_concern(relation["party"])))
            for relation in self._records.get(party, {}).get("relations", [])
        ]
        related.append(False if self._closed(party, "relations") else None)
        ways = [*related, self._one_holds(party, holders, law.CONTROL_MORE_THAN, beyond=True)]
        if self._reading.together:
            ways.append(self._all_hold(party, holders, law.CONTROL_MORE_THAN, beyond=True))
        return any_of(ways)

    def _has_right(self, party: str, name: str) -> Truth:
        found = [
            all_of((self.specified(right["party"]), plain(right, name)))
            for right in self._records.get(party, {}).get("rights", [])
        ]
        return any_of([*found, False if self._closed(party, "rights") else None])

    def _fills_a_seat(self, party: str) -> Truth:
        """A member of the board is a covered officer."""
        found = [
            all_of((self.specified(owner["party"]), _is_of(owner, "board")))
            for owner in self._records.get(party, {}).get("owners", [])
        ]
        return any_of([*found, False if self._closed(party, "owners") else None])

    def _lent(self, party: str) -> Truth:
        """Debt is owed to whoever it was issued to: no chain."""
        holdings, rest = self._holdings(party, "debt")
        least, most = NONE, rest
        for held in holdings:
            holder = self.specified(held.party)
            least += held.least if holder is True else NONE
            most += NONE if holder is False else held.most
        for owner in self._records.get(party, {}).get("owners", []):
            if _is_of(owner, "debt") is None and self.specified(owner["party"]) is not False:
                share = number(owner, "share") or None  # an owner holds something
                most += ONE if share is None else Fraction(share) / 100
        return _at_least((least, most), law.DEBT_AT_LEAST)

    def _one_holds(
        self, party: str, holders: dict[str, Truth], limit: Fraction, *, beyond: bool = False
    ) -> Truth:
        found = []
        for basis in OWNERSHIP:
            found.append(_at_least((NONE, self._credited(party, basis, (), most=True)), limit, beyond=beyond))
            for each, holder in holders.items():
                if holder is False:
                    continue
                low = self._credited(party, basis, (each,), most=False) if holder else NONE
                high = self._credited(party, basis, (each,), most=True)
                found.append(_at_least((low, high), limit, beyond=beyond))
        return any_of(found)

    def _all_hold(
        self, party: str, holders: dict[str, Truth], limit: Fraction, *, beyond: bool = False
    ) -> Truth:
        sure = tuple(each for each, holder in holders.items() if holder is True)
        perhaps = tuple(each for each, holder in holders.items() if holder is not False)
        return any_of(
            _at_least(
                (
                    self._credited(party, basis, sure, most=False),
                    self._credited(party, basis, perhaps, most=True),
                ),
                limit,
                beyond=beyond,
            )
            for basis in OWNERSHIP
        )

    def _credited(self, party: str, basis: str, holders: tuple[str, ...], *, most: bool) -> Fraction:
        """What the holders are credited with of a party, and at the most with what is not stated besides."""
        asked = {*holders, SOMEBODY} if most else set(holders)
        return self._share(party, basis, frozenset(asked), most=most)

    def _share(self, party: str, basis: str, holders: frozenset[str], *, most: bool) -> Fraction:
        holdings, rest = self._holdings(party, basis)
        total = rest if SOMEBODY in holders else NONE
        for held in holdings:
            total += (held.most if most else held.least) * self._through(
                held.party, basis, holders, most=most
            )
        if most and self._said_affiliates(party) & holders:
            return ONE
        for relation in self._records.get(party, {}).get("relations", []):
            low = {"subsidiary": MORE_THAN_HALF, "successor": ONE}.get(plain(relation, "kind") or "", NONE)
            through = self._through(relation["party"], basis, holders, most=most)
            total = max(total, (ONE if most else low) * through)
        return min(total, ONE)

    def _said_affiliates(self, party: str) -> set[str]:
        """Whoever says to be an affiliate of a party."""
        return {
            name
            for name, record in self._records.items()
            for relation in record.get("relations", [])
            if relation["party"] == party and plain(relation, "kind") == "affiliate"
        }

    def _through(self, owner: str, basis: str, holders: frozenset[str], *, most: bool) -> Fraction:
        """How much of what an owner holds is credited to the holders."""
        if owner in holders:
            return ONE
        partnership = self._is_partnership(owner)
        if partnership is not True and not (partnership is None and most):
            somebody = holders & {SOMEBODY}
            enough = {
                holder
                for holder in holders
                if self._share(owner, basis, somebody | {holder}, most=most) >= law.PASSED_ON_AT_LEAST
            }
            holders = frozenset(enough) | somebody if enough else frozenset()
        return self._share(owner, basis, holders, most=most) if holders else NONE

    def _is_partnership(self, party: str) -> Truth:
        record = self._records.get(party, {})
        if any(plain(owner, "basis") == law.PARTNERSHIP for owner in record.get("owners", [])):
            return True
        return None if str(record.get("name", party)).endswith(" LP") else False

    def _holdings(self, party: str, basis: str) -> tuple[list[Holding], Fraction]:
        record = self._records.get(party, {})
        fitting = [owner for owner in record.get("owners", []) if basis in _bases(owner)]
        stated = sum((Fraction(share) / 100 for share in _shares(fitting)), NONE)
        left = max(ONE - stated, NONE)
        found = []
        for owner in fitting:
            share = number(owner, "share") or None  # an owner holds something
            exact = None if share is None else Fraction(share) / 100
            found.append(Holding(owner["party"], exact or NONE, left if exact is None else exact))
        return found, NONE if self._closed(party, "owners") else left

    def _above(self, party: str) -> set[str]:
        """The party, whoever owns it or is related to it, and those above them."""
        found: set[str] = set()
        waiting = [party]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                record = self._records.get(name, {})
                waiting += [each["party"] for key in ("owners", "relations") for each in record.get(key, [])]
        beside = {affiliate for name in found for affiliate in self._said_affiliates(name)}
        return found | beside

    def _closed(self, party: str, name: str) -> bool:
        return known_whole(self._records.get(party, {}), name)


def _bases(owner: Record) -> tuple[str, ...]:
    basis = plain(owner, "basis")
    return OWNERSHIP if basis in (None, law.PARTNERSHIP) else (basis,)


def _is_of(owner: Record, basis: str) -> Truth:
    """Whether a holding is of this sort; one of nobody says what may be."""
    stated = plain(owner, "basis")
    return None if stated is None else stated == basis


def _party_id(party: Record) -> str:
    return str(party["id"]) if "id" in party else slug(str(party["name"]))


def _shares(owners: list[Record]) -> Iterator[Fraction]:
    for owner in owners:
        share = number(owner, "share") or None  # an owner holds something
        if share is not None:
            yield Fraction(share)


def _is_successor(relation: Record) -> Truth:
    kind = plain(relation, "kind")
    return None if kind is None else kind == "successor"


def _at_least(bounds: tuple[Fraction, Fraction], limit: Fraction, *, beyond: bool = False) -> Truth:
    """Whether a share between bounds is at least the limit, or beyond it."""
    least, most = bounds
    if least > limit or (least == limit and not beyond):
        return True
    return False if most < limit or (most == limit and beyond) else None
