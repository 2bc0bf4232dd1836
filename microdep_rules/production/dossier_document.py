"""A subject of a dossier as a document for rules: what is stated of it, and nothing of low confidence."""

from __future__ import annotations

from collections import Counter
from itertools import count
from typing import TYPE_CHECKING, Any

from microdep_rules.production.sources import LOW
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.production.comparison import Fact, Site, Subject
    from microdep_rules.production.dossier import Dossier


def bom_value(dossier: Dossier, subject: Subject) -> dict[str, Any]:
    """A document with one product of the subject: what is stated of it, and nothing else.

    Sites that are not stated to run supply nothing. Where several run, it may be each of their countries.
    A fact of low confidence is left open: no verdict relies on it.
    """
    stages, named = [], dict[str, None]()
    for node in subject.nodes:
        running = node.running
        if not running:
            continue
        entry: dict[str, Any] = {"stage": node.stage, **({"substance": node.of} if node.of else {})}
        entry |= _where(running)
        companies = list(dict.fromkeys(each.party_id for each in running))
        if len(companies) == 1 and not all(each.status.is_low for each in running):
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
    places = list(dict.fromkeys(_relied_on(each.country) for each in running))
    if "" in places or all(each.status.is_low for each in running):
        return {}
    return {"country": places[0] if len(places) == 1 else {"one_of": places, "reason": "several sites run"}}


def _relied_on(fact: Fact) -> str:
    """A value for rules; nothing where it is of low confidence."""
    return "" if fact.is_low else fact.value


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
        seat = party.get("seat", {})
        if "value" in seat and seat["confidence"] != LOW:
            found[id_]["country"] = seat["value"]
        shares = [(each["name"], _share(each)) for each in party.get("owners", ()) if "share" in each]
        if shares:
            found[id_]["owners"] = [{"party": owners.id_of(name), "share": share} for name, share in shares]
            waiting += [(owners.id_of(name), name) for name, _ in shares]
    return list(found.values())


class _OwnerIds:
    """Ids of owners, of which a dossier has only the name: that of the party with the name, or a new one."""

    def __init__(self, dossier: Dossier) -> None:
        named = Counter(party["name"] for party in dossier.parties.values())
        self.ids: dict[str, str] = {
            party["name"]: party["id"] for party in dossier.parties.values() if named[party["name"]] == 1
        }
        self.taken = set(dossier.parties)

    def id_of(self, name: str) -> str:
        """The id of the owner with a name."""
        if name not in self.ids:
            tries = (f"{slug(name)}{'-' * bool(n)}{n or ''}" for n in count())
            self.ids[name] = next(each for each in tries if each not in self.taken)
            self.taken.add(self.ids[name])
        return self.ids[name]


def _share(owner: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a number as it is written
    """A share as a document for rules has it; what is not exact or not sure is left open."""
    raw = owner["share"]
    if owner["confidence"] == LOW:
        return {"unknown": True, "reason": f"stated as {raw}, with low confidence"}
    worded = isinstance(raw, str) and raw.startswith(("about", "more", "less"))
    return {"unknown": True, "reason": f"stated as {raw}"} if worded else raw
