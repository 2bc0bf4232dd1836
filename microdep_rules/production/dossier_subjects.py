"""Subjects of a dossier: its chains, suppliers or facilities, and each as a document for rules."""

from __future__ import annotations

from collections import Counter
from itertools import count
from typing import TYPE_CHECKING, Any

from microdep_rules.production.comparison import Company, Listing, Node, Owner, Site, Subject
from microdep_rules.production.numbers import as_stated
from microdep_rules.vocabulary.slugs import slug
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from microdep_rules.production.dossier import Dossier

Data = "Mapping[str, Any]"
BY = ("chain", "supplier", "facility")
GRADES = ("high", "medium", "low")


def subjects_of(dossier: Dossier, by: str) -> list[Subject]:
    """The subjects of a dossier, by chain, supplier or facility."""
    facilities = dossier.facilities
    if by == "facility":
        groups = [(each["id"], each["name"], [each["id"]]) for each in facilities.values()]
    elif by == "supplier":
        groups = [
            (party["id"], party["name"], [f["id"] for f in facilities.values() if f["party"] == party["id"]])
            for party in dossier.parties.values()
        ]
    else:
        groups = [(each["id"], each["name"], each["facilities"]) for each in dossier.chains]
    return [_subject(dossier, *each, by) for each in groups if each[2]]


def _subject(dossier: Dossier, id_: str, name: str, ids: list[str], kind: str) -> Subject:
    facilities = [dossier.facilities[each] for each in ids]
    parties = [dossier.parties[id_] for id_ in dict.fromkeys(each["party"] for each in facilities)]
    nodes = tuple(
        Node(dossier.data["substance"], stage, of, tuple(_sites(dossier, facilities, stage, of)))
        for stage, of in dossier.route
    )
    owners = tuple(_owner(party, each) for party in parties for each in party.get("owners", ()))
    listings = tuple(_listing(party, each) for party in parties for each in party.get("lists", ()))
    grades = Counter(each["confidence"] for each in _facts(parties, facilities))
    gaps = tuple(_gaps(parties, facilities))
    companies = tuple(
        Company(
            each["name"],
            each.get("seat", {}).get("value", ""),
            each.get("control", {}).get("value", ""),
            tuple(f"site {f['name']}" for f in facilities if f["party"] == each["id"]),
        )
        for each in parties
    )
    return Subject(
        id_,
        name,
        kind,
        nodes,
        owners,
        listings,
        _graded(grades),
        gaps,
        companies=companies,
        not_compared=_not_compared(parties, facilities),
    )


def _graded(found: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((grade, found.get(grade, 0)) for grade in GRADES)


def _not_compared(
    parties: Iterable[Mapping[str, Any]], facilities: Iterable[Mapping[str, Any]]
) -> tuple[str, ...]:
    """The fields that these state, and that stand beside nothing."""
    found: set[str] = set()
    for kind, records in (("party", parties), ("facility", facilities)):
        found |= {f"{kind}.{name}" for each in records for name in ("note", "place") if name in each}
    stages = (stage for each in facilities for stage in each.get("stages", ()))
    found |= {"stage.since" for each in stages if "since" in each}
    return tuple(sorted(found))


def _sites(dossier: Dossier, facilities: Iterable[Mapping[str, Any]], stage: str, of: str) -> Iterator[Site]:
    for facility in facilities:
        party = dossier.parties[facility["party"]]
        for each in facility.get("stages", ()):
            if (each["stage"], each.get("substance", "")) == (stage, of):
                yield Site(
                    facility["name"],
                    party["name"],
                    facility["country"].get("value", ""),
                    party.get("seat", {}).get("value", ""),
                    party.get("control", {}).get("value", ""),
                    each["status"],
                    _capacity(each.get("capacity", {})),
                    each["confidence"],
                    tuple(each["source"]),
                    tuple(listing["list"] for listing in party.get("lists", ())),
                    each.get("note", ""),
                    party["id"],
                )


def _capacity(fact: Mapping[str, Any]) -> str:
    """A capacity in words: how much, in which unit, of what; and which kind of figure it is."""
    if "value" not in fact:
        return ""
    of = f" of {fact['of']}" if "of" in fact else ""
    kind = fact.get("kind", "capacity")
    note = f" ({fact['note'].rstrip('.')})" if "note" in fact else ""
    return f"{as_stated(fact['value'], fact.get('unit', ''))}{of}, {kind}{note}"


def _owner(party: Mapping[str, Any], owner: Mapping[str, Any]) -> Owner:
    share = as_stated(owner["share"], "%") if "share" in owner else ""
    return Owner(party["name"], owner["name"], share, owner.get("government", ""), owner["confidence"])


def _listing(party: Mapping[str, Any], listing: Mapping[str, Any]) -> Listing:
    return Listing(party["name"], listing["list"], listing.get("from", ""), listing.get("effect", ""))


def _facts(
    parties: Iterable[Mapping[str, Any]], facilities: Iterable[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    """Every fact that has a confidence."""
    for party in parties:
        yield from (party[each] for each in ("seat", "control") if "confidence" in party.get(each, {}))
        yield from (*party.get("owners", ()), *party.get("lists", ()))
    for facility in facilities:
        yield from (facility[e] for e in ("country", "place") if "confidence" in facility.get(e, {}))
        for stage in facility.get("stages", ()):
            yield stage
            if "confidence" in stage.get("capacity", {}):
                yield stage["capacity"]


def _gaps(parties: Iterable[Mapping[str, Any]], facilities: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """What is stated to be unknown."""
    for party in parties:
        for name, what in (("seat", "seat"), ("control", "who controls it")):
            if "value" not in party.get(name, {}):
                yield _gap(party["name"], what, party.get(name, {}))
    for facility in facilities:
        for name in ("country", "place"):
            if "value" not in facility.get(name, {}):
                yield _gap(facility["name"], name, facility.get(name, {}))
        for stage in facility.get("stages", ()):
            label = load_stages().vocabulary.label(stage["stage"])
            what = f"{label} of {stage['substance']}" if "substance" in stage else label
            if stage["status"] == "unknown":
                yield _gap(facility["name"], f"{what}: whether it runs", stage)
            if "value" not in stage.get("capacity", {}):
                yield _gap(facility["name"], f"{what}: capacity", stage.get("capacity", {}))


def _gap(name: str, what: str, fact: Mapping[str, Any]) -> str:
    note = f" ({fact['note'].rstrip('.')})" if "note" in fact else ""
    return f"{name}: {what}{note}"


# ---- as a document for rules ---------------------------------------------------------------------


def bom_value(dossier: Dossier, subject: Subject) -> dict[str, Any]:
    """A document with one product of the subject: what is stated of it, and nothing else.

    Sites that are not stated to run supply nothing. Where several run, it may be each of their countries.
    """
    stages, named = [], dict[str, None]()
    for node in subject.nodes:
        running = node.running
        if not running:
            continue
        entry: dict[str, Any] = {"stage": node.stage, **({"substance": node.of} if node.of else {})}
        entry |= _where(running)
        companies = list(dict.fromkeys(each.party_id for each in running))
        if len(companies) == 1:
            entry["party"] = companies[0]
            named[companies[0]] = None
        stages.append(entry)
    material: dict[str, Any] = {"id": "product", "substance": dossier.data["substance"]}
    if "form" in dossier.data:
        material["form"] = dossier.data["form"]
    if stages:
        material["stages"] = stages
    return {
        "schema": "microdep-bom/1",
        "document": {"id": subject.id, "completeness": "complete"},
        "parties": _parties(dossier, named),
        "components": [
            {
                "id": "product",
                "name": f"{dossier.data['substance']} of {subject.name}",
                "quantity": 1,
                "materials": [material],
                "complete": ["materials", "children"],
            }
        ],
    }


def _where(running: tuple[Site, ...]) -> dict[str, Any]:
    places = list(dict.fromkeys(each.country for each in running))
    if "" in places:
        return {}
    return {"country": places[0] if len(places) == 1 else {"one_of": places, "reason": "several sites run"}}


def _parties(dossier: Dossier, named: Iterable[str]) -> list[dict[str, Any]]:
    """The companies with these ids, with their seats and owners; an owner is a company of its own."""
    owners = _OwnerIds(dossier)
    found: dict[str, dict[str, Any]] = {}
    waiting = [(id_, dossier.parties[id_]["name"]) for id_ in named]
    for id_, name in waiting:
        if id_ in found:
            continue
        party = dossier.parties.get(id_, {})
        found[id_] = {"id": id_, "name": name}
        if "value" in party.get("seat", {}):
            found[id_]["country"] = party["seat"]["value"]
        shares = [(each["name"], each["share"]) for each in party.get("owners", ()) if "share" in each]
        if shares:
            found[id_]["owners"] = [
                {"party": owners.id_of(name), "share": _share(share)} for name, share in shares
            ]
            waiting += [(owners.id_of(name), name) for name, _ in shares]
    return list(found.values())


class _OwnerIds:
    """Ids of owners, of which a dossier has only the name: that of the party with the name, or a new one."""

    def __init__(self, dossier: Dossier) -> None:
        named = Counter(each["name"] for each in dossier.parties.values())
        self.ids: dict[str, str] = {
            each["name"]: each["id"] for each in dossier.parties.values() if named[each["name"]] == 1
        }
        self.taken = set(dossier.parties)

    def id_of(self, name: str) -> str:
        """The id of the owner with a name."""
        if name not in self.ids:
            tries = (f"{slug(name)}{'-' * bool(n)}{n or ''}" for n in count())
            self.ids[name] = next(each for each in tries if each not in self.taken)
            self.taken.add(self.ids[name])
        return self.ids[name]


def _share(raw: Any) -> Any:  # noqa: ANN401 - a number as it is written
    """A share as a document for rules has it; `about` is not exact, so that it is left open."""
    worded = isinstance(raw, str) and raw.startswith(("about", "more", "less"))
    return {"unknown": True, "reason": f"stated as {raw}"} if worded else raw
