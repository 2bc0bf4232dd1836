"""Subjects of a dossier for a comparison: its chains, suppliers or facilities."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from microdep_rules.production.comparison import (
    ComparedCompany,
    ComparedSubject,
    GovernmentListing,
    Owner,
    SourcedFact,
    StageNode,
    StageSite,
)
from microdep_rules.production.numbers import as_stated
from microdep_rules.production.sources import GRADES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from microdep_rules.production.dossier import Dossier


COMPARED = {
    "dossier": frozenset(
        {
            *("schema", "title", "reviewed", "substance", "form", "route"),
            *("sources", "parties", "facilities", "chains"),
        }
    ),
    "chain": frozenset({"id", "name", "facilities"}),
    "party": frozenset({"id", "name", "seat", "control", "owners", "lists"}),
    "facility": frozenset({"id", "name", "party", "country", "stages"}),
    "stage": frozenset({"stage", "substance", "status", "capacity", "source", "confidence", "note"}),
    "owner": frozenset({"name", "share", "government", "source", "confidence", "note"}),
    "listing": frozenset({"list", "from", "effect", "source", "confidence"}),
}
"""Fields of each kind of record that the comparison uses; the output names all other fields."""


def subjects_of(dossier: Dossier, by: str) -> list[ComparedSubject]:
    """Return one subject for each chain, supplier or facility of a dossier, depending on `by`."""
    facilities = dossier.facilities
    groups: list[tuple[Mapping[str, Any], str, str, list[str]]]
    if by == "facility":
        groups = [
            ({}, facility["id"], facility["name"], [facility["id"]]) for facility in facilities.values()
        ]
    elif by == "supplier":
        groups = [
            (
                {},
                party["id"],
                party["name"],
                [f["id"] for f in facilities.values() if f["party"] == party["id"]],
            )
            for party in dossier.parties.values()
        ]
    else:
        groups = [(chain, chain["id"], chain["name"], chain["facilities"]) for chain in dossier.chains]
    return [_subject(dossier, *group, by) for group in groups if group[3]]


def _subject(
    dossier: Dossier, chain: Mapping[str, Any], id_: str, name: str, ids: list[str], kind: str
) -> ComparedSubject:
    facilities = [dossier.facilities[id_] for id_ in dict.fromkeys(ids)]
    parties = [dossier.parties[id_] for id_ in dict.fromkeys(facility["party"] for facility in facilities)]
    nodes = tuple(
        StageNode(dossier.data["substance"], stage, of, tuple(_sites(dossier, facilities, stage, of)))
        for stage, of in dossier.route
    )
    owners = tuple(_owner(party, owner) for party in parties for owner in party.get("owners", ()))
    listings = tuple(_listing(party, entry) for party in parties for entry in party.get("lists", ()))
    grades = Counter(fact["confidence"] for fact in _facts(parties, facilities))
    gaps = tuple(_places_not_stated(facilities))
    companies = tuple(
        ComparedCompany(
            party["name"],
            _fact(party.get("seat", {})),
            _fact(party.get("control", {})),
            tuple(f"site {f['name']}" for f in facilities if f["party"] == party["id"]),
        )
        for party in parties
    )
    return ComparedSubject(
        id_,
        name,
        kind,
        nodes,
        owners,
        listings,
        _count_grades(grades),
        gaps,
        companies=companies,
        not_compared=_not_compared(dossier, chain, parties, facilities),
    )


def _count_grades(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((grade, counts.get(grade, 0)) for grade in GRADES)


def _not_compared(
    dossier: Dossier,
    chain: Mapping[str, Any],
    parties: Sequence[Mapping[str, Any]],
    facilities: Sequence[Mapping[str, Any]],
) -> tuple[str, ...]:
    """Return the names of stated fields that the comparison does not use."""
    records = {
        "dossier": [dossier.data],
        "chain": [chain],
        "party": parties,
        "facility": facilities,
        "stage": [stage for facility in facilities for stage in facility.get("stages", ())],
        "owner": [owner for party in parties for owner in party.get("owners", ())],
        "listing": [listing for party in parties for listing in party.get("lists", ())],
    }
    return tuple(
        sorted(
            {
                f"{kind}.{field}"
                for kind, stated in records.items()
                for record in stated
                for field in record
                if field not in COMPARED[kind]
            }
        )
    )


def _sites(
    dossier: Dossier, facilities: Iterable[Mapping[str, Any]], stage: str, of: str
) -> Iterator[StageSite]:
    for facility in facilities:
        party = dossier.parties[facility["party"]]
        for entry in facility.get("stages", ()):
            if (entry["stage"], entry.get("substance", "")) == (stage, of):
                yield StageSite(
                    facility["name"],
                    party["name"],
                    _fact(facility["country"]),
                    _fact(party.get("seat", {})),
                    _fact(party.get("control", {})),
                    _fact(entry, entry["status"]),
                    _fact(entry.get("capacity", {}), _capacity(entry.get("capacity", {}))),
                    tuple(_fact(listing, listing["list"]) for listing in party.get("lists", ())),
                    party["id"],
                )


def _fact(stated: Mapping[str, Any], value: str = "") -> SourcedFact:
    """Return a fact with its sources, its confidence and its remark."""
    return SourcedFact(
        value or stated.get("value", ""),
        stated.get("confidence", ""),
        tuple(stated.get("source", ())),
        stated.get("note", ""),
    )


def _capacity(fact: Mapping[str, Any]) -> str:
    """Return a capacity in words: amount, unit, substance and kind of figure."""
    if "value" not in fact:
        return ""
    of = f" of {fact['of']}" if "of" in fact else ""
    return f"{as_stated(fact['value'], fact['unit'])}{of}, {fact.get('kind', 'capacity')}"


def _owner(party: Mapping[str, Any], owner: Mapping[str, Any]) -> Owner:
    return Owner(
        party["name"],
        owner["name"],
        as_stated(owner["share"], "%") if "share" in owner else "",
        owner.get("government", ""),
        owner["confidence"],
        tuple(owner["source"]),
        owner.get("note", ""),
    )


def _listing(party: Mapping[str, Any], listing: Mapping[str, Any]) -> GovernmentListing:
    return GovernmentListing(
        party["name"],
        listing["list"],
        listing.get("from", ""),
        listing.get("effect", ""),
        listing["confidence"],
        tuple(listing["source"]),
    )


def _facts(
    parties: Iterable[Mapping[str, Any]], facilities: Iterable[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    """Yield all facts about companies and facilities that have a confidence."""
    for party in parties:
        yield from (party[key] for key in ("seat", "control") if "confidence" in party.get(key, {}))
        yield from (*party.get("owners", ()), *party.get("lists", ()))
    for facility in facilities:
        yield from (facility[e] for e in ("country", "place") if "confidence" in facility.get(e, {}))
        for stage in facility.get("stages", ()):
            yield stage
            if "confidence" in stage.get("capacity", {}):
                yield stage["capacity"]


def _places_not_stated(facilities: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the names of the facilities without a stated place, because no other field shows the gap."""
    for facility in facilities:
        place = facility.get("place", {})
        if "value" not in place:
            note = f" ({place['note'].rstrip('.')})" if "note" in place else ""
            yield f"{facility['name']}: place{note}"
