"""Whether a fact is evidenced: by a document of the type, tier and age that a rule wants."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from microdep_rules.bom.facts import exact
from microdep_rules.engine.calendar import later_day
from microdep_rules.engine.facts import home

if TYPE_CHECKING:
    from microdep_rules.bom.model import Element
    from microdep_rules.engine.readings import Reading
    from microdep_rules.engine.state import State
    from microdep_rules.lang import ir


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
    cleared = _cleared(engine, element)
    return cleared is not None and str(issuer) in {cleared.id, cleared.name}


def _cleared(engine: State, element: Element) -> Element | None:
    """The party of which a record tells: who did a stage, who made a component, a party itself."""
    if element.kind == "party":
        return element
    key = {"stage": "party", "component": "manufacturer", "owner": ""}.get(element.kind)
    if key == "":
        return element.owner
    return engine.reader.bom.party(str(exact(element.data.get(key)))) if key is not None else None


def _fits(engine: State, evidence: Element, wanted: ir.EvidenceWanted) -> bool:
    """Whether a document is of the type, tier and age wanted, and valid on the rule's date."""
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
    if expires is None and "expires" in evidence.data:
        return False  # it expires, and nobody knows when
    if expires is not None:
        engine.calendar.turns_after(expires)
        if today is None or today > expires:
            return False
    if issued is None:
        return False  # nobody knows on which days it counts
    engine.calendar.boundaries.add(issued)
    if today is None or today < issued:  # a document of a later day shows nothing on this one
        return False
    if wanted.older is not None:
        last = later_day(issued, *wanted.older)
        engine.calendar.turns_after(last)
        return today <= last
    return True


def iso(raw: object) -> date | None:
    """A date of a document, if it is one."""
    try:
        return date.fromisoformat(str(exact(raw)))
    except ValueError:
        return None
