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
    return any(_fits(engine, known[i], wanted) for i in sorted(ids))


def shown(engine: State, element: Element, field: str | None) -> bool:
    """Whether a record, or what one of its fields says, is evidenced as the rule wants."""
    wanted = engine.evidenced
    assert wanted is not None
    return any(_fits(engine, each, wanted) for each in engine.reader.bom.evidence_of(element, field))


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
    if issued is None and "issued" in evidence.data:
        return False
    if issued is not None:
        engine.calendar.boundaries.add(issued)
        if today is None or today < issued:  # a paper of a later day shows nothing on this one
            return False
    if wanted.older is not None:
        if issued is None or today is None:
            return False
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
