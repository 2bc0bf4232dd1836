"""Whether a fact is evidenced: by a document of the type, tier and age that a rule wants."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from microdep_rules.bom.facts import exact
from microdep_rules.engine.calendar import later_day
from microdep_rules.engine.facts import home
from microdep_rules.engine.issuers import is_listed, is_of
from microdep_rules.engine.register import names_of
from microdep_rules.vocabulary.nobody import names_somebody

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom, Element
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
        _fits(engine, known[i], wanted)
        and not _predates(element, known[i])
        and not _is_own(engine, element, known[i], wanted)
        for i in sorted(ids)
    )


def shown(engine: State, element: Element, field: str | None) -> bool:
    """Whether a record, or what one of its fields says, is evidenced as the rule wants."""
    wanted = engine.evidenced
    assert wanted is not None
    found = engine.reader.bom.evidence_of(element, field)
    return any(
        _fits(engine, each, wanted)
        and not _predates(element, each)
        and not _is_own(engine, element, each, wanted)
        for each in found
    )


def _is_own(engine: State, element: Element, evidence: Element, wanted: ir.EvidenceWanted) -> bool:
    """Whether a document is a statement of the party that it clears; a rule may say that it counts."""
    if wanted.tier == "self":
        return False
    tiers, issuer = engine.reader.vocabularies.get("evidence-tier"), exact(evidence.data.get("issuer"))
    if tiers is not None and tiers.resolve(str(exact(evidence.data.get("tier")))) == "self":
        return True
    if not isinstance(issuer, str) or not has_issuer(engine.reader.bom, evidence):
        return True  # it may be a statement of whoever it clears
    if is_listed(engine, issuer, engine.forbidden_lists, evidence):
        return True
    cleared = _cleared(engine, element)
    return cleared is not None and is_of(engine, issuer, cleared)


def _predates(element: Element, evidence: Element) -> bool:
    """Whether a document was issued before the stage was done that it shows."""
    if element.kind != "stage":
        return False
    raw, issued = element.data.get("date"), iso(evidence.data.get("issued"))
    held = raw.get("value", raw) if isinstance(raw, dict) else raw
    days = held.get("one_of", []) if isinstance(held, dict) else [held]
    done = [day for each in days if (day := iso(each)) is not None]
    return bool(done) and (issued is None or issued < max(done))


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


def has_issuer(bom: Bom, evidence: Element) -> bool:
    """Whether it is exactly known who issued a document, and that is somebody in particular."""
    issuer = exact(evidence.data.get("issuer"))
    if not isinstance(issuer, str):
        return False
    known = bom.party(issuer)
    return bool(names_of(known)) if known is not None else names_somebody(issuer)


def stated_issuer(bom: Bom, evidence: Element) -> str:
    """Return the name that a document states as its issuer; empty where it states none, or none exactly."""
    issuer = exact(evidence.data.get("issuer"))
    if not isinstance(issuer, str):
        return ""
    known = bom.party(issuer)
    return str(known.data.get("name") or issuer) if known is not None else issuer.strip()


def iso(raw: object) -> date | None:
    """A date of a document, if it is one."""
    try:
        return date.fromisoformat(str(exact(raw)))
    except ValueError:
        return None
