"""Document that rules can check, made from one subject of a dossier, such as a supply chain.

Facts of low confidence are omitted.
"""

from __future__ import annotations

from collections import Counter
from itertools import count
from typing import TYPE_CHECKING, Any

from microdep_rules.production.sources import LOW
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.production.comparison import ComparedSubject, SourcedFact, StageSite
    from microdep_rules.production.dossier import Dossier


def bom_value(dossier: Dossier, subject: ComparedSubject) -> dict[str, Any]:
    """Return a document with one product, which is supplied by the sites of the subject.

    The product is invented, because a dossier states no product. Only sites with the stated status
    `operating` supply it. If several sites operate, their countries are alternatives. Facts of low confidence
    are left out, so that no verdict relies on them.
    """
    stages, named = [], dict[str, None]()
    for node in subject.nodes:
        running = node.running
        if not running:
            continue
        entry: dict[str, Any] = {"stage": node.stage, **({"substance": node.of} if node.of else {})}
        entry |= _where(running)
        companies = list(dict.fromkeys(site.party_id for site in running))
        if len(companies) == 1 and not all(site.status.is_low for site in running):
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


def _where(running: tuple[StageSite, ...]) -> dict[str, Any]:
    places = list(dict.fromkeys(_confident_value(site.country) for site in running))
    if "" in places or all(site.status.is_low for site in running):
        return {}
    return {"country": places[0] if len(places) == 1 else {"one_of": places, "reason": "several sites run"}}


def _confident_value(fact: SourcedFact) -> str:
    """Return the value of a fact; empty if its confidence is low."""
    return "" if fact.is_low else fact.value


def _parties(dossier: Dossier, named: Iterable[str]) -> list[dict[str, Any]]:
    """Return the companies with the ids in `named`, with their countries and owners.

    Each owner is also a company in the result.
    """
    owners = _OwnerIds(dossier)
    parties: dict[str, dict[str, Any]] = {}
    waiting = [(id_, dossier.parties[id_]["name"]) for id_ in named]
    for id_, name in waiting:
        if id_ in parties:
            continue
        party = dossier.parties.get(id_, {})
        parties[id_] = {"id": id_, "name": name}
        seat = party.get("seat", {})
        if "value" in seat and seat["confidence"] != LOW:
            parties[id_]["country"] = seat["value"]
        shares = [(owner["name"], _share(owner)) for owner in party.get("owners", ()) if "share" in owner]
        if shares:
            parties[id_]["owners"] = [{"party": owners.id_of(name), "share": share} for name, share in shares]
            waiting += [(owners.id_of(name), name) for name, _ in shares]
    return list(parties.values())


class _OwnerIds:
    """Ids of owners, because a dossier states only the name of an owner.

    If exactly one party has this name, its id is used; otherwise the owner gets a new id.
    """

    def __init__(self, dossier: Dossier) -> None:
        named = Counter(party["name"] for party in dossier.parties.values())
        self.ids: dict[str, str] = {
            party["name"]: party["id"] for party in dossier.parties.values() if named[party["name"]] == 1
        }
        self.taken = set(dossier.parties)

    def id_of(self, name: str) -> str:
        """Return the id of the owner with the name `name`."""
        if name not in self.ids:
            tries = (f"{slug(name)}{'-' * bool(n)}{n or ''}" for n in count())
            self.ids[name] = next(candidate for candidate in tries if candidate not in self.taken)
            self.taken.add(self.ids[name])
        return self.ids[name]


def _share(owner: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any stated number
    """Return the stated share of an owner; unknown if its confidence is low, or if it is inexact."""
    raw = owner["share"]
    if owner["confidence"] == LOW:
        return {"unknown": True, "reason": f"stated as {raw}, with low confidence"}
    worded = isinstance(raw, str) and raw.startswith(("about", "more", "less"))
    return {"unknown": True, "reason": f"stated as {raw}"} if worded else raw
