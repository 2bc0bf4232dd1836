"""A bill of materials as a subject of a comparison: each material at each stage, by its entries."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.bom.facts import exact
from microdep_rules.production.comparison import Node, Owner, Site, Subject
from microdep_rules.production.known import known_of
from microdep_rules.production.numbers import as_stated
from microdep_rules.production.owned import numbers
from microdep_rules.production.places import Places
from microdep_rules.production.roots import product_name
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.production.known import Known

GRADES = {"government": "high", "third_party": "high", "supplier": "medium", "self": "medium"}
"""How sure a stage is, by the tier of the best evidence for it; low without any."""
ORDER = ("high", "medium", "low")


def subject_of_bom(bom: Bom, name: str, unproven: frozenset[str] = frozenset()) -> Subject:
    """A product as a subject, with a node for each stage of each material that has a known substance.

    The records of evidence that are `unproven` show nothing.
    """
    places, known, many = Places(bom), known_of(bom), numbers(bom)
    materials = [m for c in bom.components.values() if c.id in many for m in bom.materials(c)]
    nodes, gaps = list[Node](), list[str]()
    grades, companies = Counter[str](), dict[str, None]()
    for material in materials:
        substance = places.lists.substance(material)
        if substance is None:
            gaps.append(f"{material.name}: substance")
            continue
        for node, entries in _nodes(places, known, material, substance, unproven):
            nodes.append(node)
            grades.update(_grade(bom, each, unproven) for each in entries)
            label = load_stages().vocabulary.label(node.stage)
            gaps += [f"{node.material}, {label}: country" for site in node.sites if not site.country]
            companies |= {word: None for each in entries if (word := _company(bom, each))}
    graded = tuple((grade, grades.get(grade, 0)) for grade in ORDER)
    owners = tuple(_owners(bom, companies))
    closed = frozenset(each.id for each in materials if places.lists.closed(each, "stages"))
    return Subject(name, product_name(bom), "product", tuple(nodes), owners, (), graded, tuple(gaps), closed)


def _nodes(
    places: Places, known: Known, material: Element, substance: str, unproven: frozenset[str]
) -> Iterator[tuple[Node, list[Element]]]:
    """The stages of a material that are recorded, in the order of the taxonomy."""
    recorded = dict.fromkeys(places.recorded_pairs(material, substance))
    for pair in sorted(recorded, key=lambda each: (places.rank(each[0]), each[1] or "")):
        entries = [entry for entry, _ in places.entries_at(material, substance, pair)]
        sites = tuple(_site(known, places.bom, each, _grade(places.bom, each, unproven)) for each in entries)
        yield Node(material.id, pair[0], pair[1] or "", sites), entries


def _site(known: Known, bom: Bom, entry: Element, grade: str) -> Site:
    """Who does a stage, and where: as its entry states it, and else as its site does."""
    raw, place = _company(bom, entry), _place(bom, entry)
    party, group = bom.party(raw), known.parties.find(raw)
    company = party.name if party is not None else raw
    country = exact(entry.data.get("country")) or exact(
        place.data.get("country") if place is not None else ""
    )
    seat = exact(party.data.get("country")) if party is not None else ""
    where = country if isinstance(country, str) else ""
    name = (place.name if place is not None else "") or company or where or "not stated"
    return Site(
        name,
        company,
        where,
        seat if isinstance(seat, str) else "",
        confidence=grade,
        party_id=group.key if group is not None else "",
    )


def _place(bom: Bom, entry: Element) -> Element | None:
    return bom.sites.get(str(exact(entry.data.get("site")) or ""))


def _company(bom: Bom, entry: Element) -> str:
    """The company of an entry, or of its site; empty where none, or one of several, is stated."""
    raw, place = exact(entry.data.get("party")), _place(bom, entry)
    owner = place.owner if place is not None and "party" not in entry.data else None
    return owner.id if owner is not None else raw if isinstance(raw, str) else ""


def _grade(bom: Bom, entry: Element, unproven: frozenset[str]) -> str:
    """How sure a stage is, by its evidence."""
    shown = [each for each in bom.evidence_of(entry) if each.id not in unproven]
    tiers = [str(exact(each.data.get("tier"))) for each in shown]
    found = [GRADES.get(each, "low") for each in tiers]
    return min(found, key=ORDER.index, default="low")


def _owners(bom: Bom, companies: dict[str, None]) -> Iterator[Owner]:
    for id_ in companies:
        party = bom.party(id_)
        for owner in bom.owners(party) if party is not None else ():
            holder = bom.party(str(owner.data.get("party")))
            share = exact(owner.data.get("share"))
            share_in_words = as_stated(share, "%") if share is not None else ""
            assert party is not None
            yield Owner(party.name, holder.name if holder is not None else owner.name, share_in_words)
