"""Whether a fact is evidenced: by a document of the type, tier and age that a rule wants."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from microdep_rules.bom import zeros
from microdep_rules.bom.amounts import bounds
from microdep_rules.bom.facts import exact
from microdep_rules.engine.calendar import later_day
from microdep_rules.engine.facts import home
from microdep_rules.engine.holders import kind_of, named_by
from microdep_rules.engine.party_names import core

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.readings import Reading
    from microdep_rules.engine.state import State
    from microdep_rules.lang import ir

HALF = 50
"""Percent of a company by which what one issues is taken for a statement of the other."""


def evidenced(engine: State, element: Element, reading: Reading) -> bool:
    """Whether the documents behind a fact are what the rule wants."""
    wanted = engine.evidenced
    assert wanted is not None
    if home(element) == "context":
        return True  # the deal itself is not a declaration of a supplier
    known = engine.reader.bom.evidence
    ids = {i for f in reading.facts for i in f.evidence if i in known}
    return any(
        _fits(engine, known[i], wanted) and not _is_own(engine, element, known[i], wanted)
        for i in sorted(ids)
    )


def shown(engine: State, element: Element, field: str | None) -> bool:
    """Whether a record, or what one of its fields says, is evidenced as the rule wants."""
    wanted = engine.evidenced
    assert wanted is not None
    found = engine.reader.bom.evidence_of(element, field)
    return any(_fits(engine, each, wanted) and not _is_own(engine, element, each, wanted) for each in found)


def _is_own(engine: State, element: Element, evidence: Element, wanted: ir.EvidenceWanted) -> bool:
    """Whether a document is a statement of the party that it clears; a rule may say that it counts."""
    if wanted.tier == "self":
        return False
    tiers, issuer = engine.reader.vocabularies.get("evidence-tier"), exact(evidence.data.get("issuer"))
    if tiers is not None and tiers.resolve(str(exact(evidence.data.get("tier")))) == "self":
        return True
    if not isinstance(issuer, str) or not has_issuer(evidence):
        return True  # it may be a statement of whoever it clears
    cleared = _cleared(engine, element)
    return cleared is not None and _is_of(engine, issuer, cleared)


def _is_of(engine: State, issuer: str, cleared: Element) -> bool:
    """Whether an issuer is a party under any of its names, owns it to a half, or is owned by it."""
    own = _group(engine, cleared)
    known = engine.reader.bom.party(issuer)
    names = {core(each) for party in own for each in (party.name, *_texts(party.data.get("aliases")))}
    issuing = [issuer] if known is None else [known.name, *_texts(known.data.get("aliases"))]
    return known in own or any(core(each) in names for each in issuing)


def _group(engine: State, party: Element) -> list[Element]:
    """A party, other records of it, and whoever it belongs to or who belongs to it."""
    bom = engine.reader.bom
    known = engine.groups.get(party.id)
    if known is None:
        records = [party, *engine.reader.same_as(party)]
        ids = {each.id for each in records}
        above = {id_ for each in records for id_ in _owners(engine, each)}
        naming = (each for record in records for each in named_by(engine, record))
        below = [each for each in naming if ids & set(_owners(engine, each))]
        found = [*records, *(owner for id_ in sorted(above) if (owner := bom.party(id_)) is not None), *below]
        same = [other for each in found for other in engine.reader.same_as(each)]
        known = engine.groups[party.id] = [*dict.fromkeys([*found, *same])]
    return known


def _owners(engine: State, party: Element) -> Iterator[str]:
    """Who holds half of a party, or may, who controls it, and to whom it is stated to belong."""
    bom = engine.reader.bom
    for owner in bom.owners(party):
        most = bounds(owner.data.get("share")).high
        if most is None or most >= HALF or zeros.cannot_be(owner, "share"):
            yield str(exact(owner.data.get("party")))
    for right in bom.records(party, "rights"):
        if exact(right.data.get("effective_control")) is True:
            yield str(exact(right.data.get("party")))
    for relation in bom.records(party, "relations"):
        if kind_of(engine, relation) != "joint-venture":
            yield str(exact(relation.data.get("party")))


def _texts(held: object) -> list[str]:
    return [each for each in held if isinstance(each, str)] if isinstance(held, list) else []


def _cleared(engine: State, element: Element) -> Element | None:
    """The party of which a record tells: who did a stage, who made a component, a party itself."""
    if element.kind == "party":
        return element
    key = {"stage": "party", "component": "manufacturer", "owner": ""}.get(element.kind)
    if key == "":
        return element.owner
    return engine.reader.bom.party(str(exact(element.data.get(key)))) if key is not None else None


def _fits(engine: State, evidence: Element, wanted: ir.EvidenceWanted) -> bool:
    """Whether a document is of the type, tier and age wanted, valid on the rule's date, and proven."""
    if evidence.id in engine.unproven:
        return False
    vocabulary = engine.reader.vocabularies
    types, tiers = vocabulary.get("evidence-type"), vocabulary.get("evidence-tier")
    found = types.resolve(str(exact(evidence.data.get("type")))) if types else None
    if found is None or types is None or not any(types.is_a(found, t) for t in wanted.types):
        return False
    if wanted.tier and tiers is not None:
        order = list(tiers.terms)
        tier = tiers.resolve(str(exact(evidence.data.get("tier"))))
        if tier is None or order.index(tier) < order.index(wanted.tier):
            return False
    return _valid(engine, evidence, wanted)


def _valid(engine: State, evidence: Element, wanted: ir.EvidenceWanted) -> bool:
    today = engine.day.day
    issued, expires = (iso(evidence.data.get(k)) for k in ("issued", "expires"))
    if expires is not None:
        engine.calendar.turns_after(expires)
    if issued is not None:
        engine.calendar.boundaries.add(issued)
    if today is None or issued is None or out_of_time(evidence, today):
        return False
    if wanted.older is not None:
        last = later_day(issued, *wanted.older)
        engine.calendar.turns_after(last)
        return today <= last
    return True


EXPIRED, LATER, NEVER_KNOWN, UNDATED = "expired", "issued later", "end not known", "not dated"


def out_of_time(evidence: Element, day: date) -> str:
    """Why a document shows nothing on a day, whatever a rule wants; empty where it may show something."""
    issued, expires = (iso(evidence.data.get(k)) for k in ("issued", "expires"))
    if expires is None and "expires" in evidence.data:
        return NEVER_KNOWN  # it expires, and nobody knows when
    if expires is not None and day > expires:
        return EXPIRED
    if issued is None:
        return UNDATED  # nobody knows on which days it counts
    return LATER if day < issued else ""


def has_issuer(evidence: Element) -> bool:
    """Whether it is exactly known who issued a document."""
    issuer = exact(evidence.data.get("issuer"))
    return isinstance(issuer, str) and bool(issuer.strip())


def iso(raw: object) -> date | None:
    """A date of a document, if it is one."""
    try:
        return date.fromisoformat(str(exact(raw)))
    except ValueError:
        return None
