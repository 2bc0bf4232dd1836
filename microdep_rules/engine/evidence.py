"""Evidence: checks whether an evidence document has the type, tier and age that a rule requires."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.evidence_validity import exact_date, rejection_reason
from microdep_rules.bom.facts import exact
from microdep_rules.engine.calendar import later_day
from microdep_rules.engine.issuers import is_listed, is_of
from microdep_rules.engine.register import names_of
from microdep_rules.vocabulary.placeholder_names import names_somebody

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.readings import Reading
    from microdep_rules.engine.state import State
    from microdep_rules.lang import ir


def is_evidenced(engine: State, element: Element, reading: Reading) -> bool:
    """Return whether a fact has an evidence document that meets the rule's requirements."""
    required = engine.evidenced
    assert required is not None
    known = engine.reader.bom.evidence
    ids = {i for f in reading.facts for i in f.evidence if i in known}
    return any(
        _meets_requirements(engine, known[i], required)
        and not _predates(element, known[i])
        and not _is_own(engine, element, known[i], required)
        for i in sorted(ids)
    )


def is_shown(engine: State, element: Element, field: str | None) -> bool:
    """Return whether a record or one of its fields has an evidence document that the rule accepts."""
    required = engine.evidenced
    assert required is not None
    documents = engine.reader.bom.evidence_of(element, field)
    return any(
        _meets_requirements(engine, document, required)
        and not _predates(element, document)
        and not _is_own(engine, element, document, required)
        for document in documents
    )


def _is_own(engine: State, element: Element, evidence: Element, required: ir.RequiredEvidence) -> bool:
    """Return whether the party that a fact is about may have issued the evidence itself.

    Such evidence counts only if the rule accepts the tier `self`.
    """
    if required.tier == "self":
        return False
    tiers, issuer = engine.reader.vocabularies.get("evidence-tier"), exact(evidence.data.get("issuer"))
    if tiers is not None and tiers.resolve(str(exact(evidence.data.get("tier")))) == "self":
        return True
    if not isinstance(issuer, str) or not has_issuer(engine.reader.bom, evidence):
        return True  # the issuer may be the party itself
    if is_listed(engine, issuer, engine.forbidden_lists, evidence):
        return True
    supported_party = _supported_party(engine, element)
    return supported_party is not None and is_of(engine, issuer, supported_party)


def _predates(element: Element, evidence: Element) -> bool:
    """Return whether evidence for a stage was, or may have been, issued before the date of the stage."""
    if element.kind != "stage":
        return False
    raw, issued = element.data.get("date"), exact_date(evidence.data.get("issued"))
    value = raw.get("value", raw) if isinstance(raw, dict) else raw
    days = value.get("one_of", []) if isinstance(value, dict) else [value]
    done = [day for stated in days if (day := exact_date(stated)) is not None]
    return bool(done) and (issued is None or issued < max(done))


def _supported_party(engine: State, element: Element) -> Element | None:
    """Return the party whose own statement would not be independent evidence for a record.

    For a component, this is its manufacturer; for a stage, the party that performed the stage.
    """
    if element.kind == "party":
        return element
    key = {"stage": "party", "component": "manufacturer", "owner": ""}.get(element.kind)
    if key == "":
        return element.owner
    return engine.reader.bom.party(str(exact(element.data.get(key)))) if key is not None else None


def _meets_requirements(engine: State, evidence: Element, required: ir.RequiredEvidence) -> bool:
    """Return whether an evidence document has the type, tier, age and validity that a rule requires."""
    vocabulary = engine.reader.vocabularies
    types, tiers = vocabulary.get("evidence-type"), vocabulary.get("evidence-tier")
    kind = types.resolve(str(exact(evidence.data.get("type")))) if types else None
    if kind is None or types is None or not any(types.is_a(kind, t) for t in required.types):
        return False
    if required.tier and tiers is not None:
        order = list(tiers.terms)
        tier = tiers.resolve(str(exact(evidence.data.get("tier"))))
        if tier is None or order.index(tier) < order.index(required.tier):
            return False
    return _is_valid(engine, evidence, required)


def _is_valid(engine: State, evidence: Element, required: ir.RequiredEvidence) -> bool:
    today, issued = engine.day.day, exact_date(evidence.data.get("issued"))
    if not counts(engine, evidence, asked_for=True) or today is None or issued is None:
        return False
    if required.older is not None:
        last = later_day(issued, *required.older)
        engine.calendar.turns_after(last)
        return today <= last
    return True


def counts(engine: State, evidence: Element, *, asked_for: bool = False) -> bool:
    """Return whether an evidence document is valid on the check date and on the rule's date."""
    day, record = engine.day, evidence.data
    issued, expires = (exact_date(record.get(k)) for k in ("issued", "expires"))
    if expires is not None:
        engine.calendar.turns_after(expires)
    if issued is not None:
        engine.calendar.boundaries.add(issued)
    by_as_of = day.day is not None and (day.basis == "as of" or day.assumed)
    file = "shows nothing" if evidence.id in engine.unproven else ""
    if not asked_for:
        record = {**record, "issuer": _issuer_by_name(engine.reader.bom, evidence)}
    return not rejection_reason(
        record, file, day.day if by_as_of else engine.as_of, day.day, asked_for=asked_for
    )


def _issuer_by_name(bom: Bom, evidence: Element) -> object:
    """Return the name of the issuer of an evidence document.

    If the document states the id of a party, the name of this party is returned, because the id has a meaning
    only inside its file.
    """
    issuer = exact(evidence.data.get("issuer"))
    known = bom.party(issuer) if isinstance(issuer, str) else None
    return next(iter(names_of(known)), "") if known is not None else issuer


def has_issuer(bom: Bom, evidence: Element) -> bool:
    """Return whether the issuer of an evidence document is exactly stated, and not a placeholder."""
    issuer = exact(evidence.data.get("issuer"))
    if not isinstance(issuer, str):
        return False
    known = bom.party(issuer)
    return bool(names_of(known)) if known is not None else names_somebody(issuer)


def stated_issuer(bom: Bom, evidence: Element) -> str:
    """Return the name of the issuer of an evidence document; empty if no exact name is stated."""
    issuer = exact(evidence.data.get("issuer"))
    if not isinstance(issuer, str):
        return ""
    known = bom.party(issuer)
    return str(known.data.get("name") or issuer) if known is not None else issuer.strip()
