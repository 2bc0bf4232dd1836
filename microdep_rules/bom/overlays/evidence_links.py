"""Links from each declared fact of an entry to the evidence of the entry.

Evidence of a component supports all facts of the component. Evidence of an overlay supports only the facts
that the overlay declares. So the evidence of an overlay is added to these facts, not to the component.
"""

from __future__ import annotations

from typing import Any

from microdep_rules.bom.overlays.draft import PlacedValue
from microdep_rules.bom.schemas import schema
from microdep_rules.bom.spans import FieldPlace, Place

EvidenceLinks = list[tuple[str, Place]]
"""Ids of evidence, each with its place."""


def evidence_links(record: PlacedValue) -> EvidenceLinks:
    """Return the evidence of a record, or of a fact that is written as a record."""
    if not isinstance(record.value, dict) or "evidence" not in record.value:
        return []
    return [(id_.value, id_.entry.place) for id_ in record.inside("evidence").items()]


def add_evidence(fact: PlacedValue, node: dict[str, Any], links: EvidenceLinks) -> PlacedValue:
    """Return a fact with additional evidence; unchanged if the fact cannot have evidence."""
    known = schema("bom")
    if not links or not known.takes_evidence(node):
        return fact
    own = fact.value.get("evidence", []) if isinstance(fact.value, dict) else []
    added = {id_: place for id_, place in links if id_ not in own}
    if not added:
        return fact
    place = fact.opened()
    value = fact.value
    if not isinstance(value, dict):
        value = {"value": value}
        inner = fact.entry.place
        place = Place(inner.start, inner.end, fields={"value": FieldPlace(0, 0, inner)}, home=inner.home)
    assert place.fields is not None
    named = [id__.entry.place for id__ in fact.inside("evidence").items()] if own else []
    first = next(iter(added.values()))
    listing = Place(first.start, first.end, items=[*named, *added.values()], home=first.home)
    place.fields["evidence"] = FieldPlace(first.start, first.start, listing)
    return PlacedValue({**value, "evidence": [*own, *added]}, fact.entry._replace(place=place))


def add_nested_evidence(record: PlacedValue, kind: str, links: EvidenceLinks) -> PlacedValue:
    """Return a record with evidence added to all facts inside the record."""
    if not links:
        return record
    properties = schema("bom").records[kind]["properties"]
    changed: dict[str, PlacedValue] = {}
    for name in record.value:
        node = properties.get(name, {})
        type_ = node.get("x-type", {})
        of = type_.get("of", "")
        if type_.get("type") == "list":
            changed[name] = _add_to_entries(record.inside(name), "component" if of == "usage" else of, links)
        elif type_.get("type") == "record":
            changed[name] = add_nested_evidence(record.inside(name), of, links)
        elif "evidence" not in properties and name != "evidence":
            changed[name] = add_evidence(record.inside(name), node, links)
    result = _replace_fields(record, changed) if changed else record
    return add_evidence(result, schema("bom").records[kind], links) if "evidence" in properties else result


def _add_to_entries(entries: PlacedValue, kind: str, links: EvidenceLinks) -> PlacedValue:
    place = entries.opened()
    made = [
        add_nested_evidence(entry, kind, links)
        if isinstance(entry.value, dict) and "ref" not in entry.value
        else entry
        for entry in entries.items()
    ]
    place.items = [entry.entry.place for entry in made]
    return PlacedValue([entry.value for entry in made], entries.entry._replace(place=place))


def _replace_fields(record: PlacedValue, changed: dict[str, PlacedValue]) -> PlacedValue:
    place = record.opened()
    assert place.fields is not None
    place.fields.update({name: value_.entry for name, value_ in changed.items()})
    value = {**record.value, **{name: value_.value for name, value_ in changed.items()}}
    return PlacedValue(value, record.entry._replace(place=place))
