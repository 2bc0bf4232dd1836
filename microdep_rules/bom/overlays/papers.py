"""The evidence of an entry goes along with each fact that it declares, and with nothing else.

A paper that stands beside a part speaks for all that is recorded of it. One that an overlay brings speaks
for what the overlay declares, so that it is written to those facts, and not to the part.
"""

from __future__ import annotations

from typing import Any

from microdep_rules.bom.overlays.draft import Held
from microdep_rules.bom.schemas import schema
from microdep_rules.bom.spans import FieldPlace, Place

Papers = list[tuple[str, Place]]
"""Ids of papers, each with the place at which it is named."""


def papers_of(record: Held) -> Papers:
    """The papers that a record, or a fact that is written out, names for what it says."""
    if not isinstance(record.value, dict) or "evidence" not in record.value:
        return []
    return [(each.value, each.entry.place) for each in record.inside("evidence").items()]


def evidenced(fact: Held, node: dict[str, Any], papers: Papers) -> Held:
    """A fact that is shown by papers, besides those that it names; nothing is added where none can stand."""
    known = schema("bom")
    if not papers or not known.takes_evidence(node):
        return fact
    own = fact.value.get("evidence", []) if isinstance(fact.value, dict) else []
    more = {id_: place for id_, place in papers if id_ not in own}
    if not more:
        return fact
    place = fact.opened()
    value = fact.value
    if not isinstance(value, dict):
        value = {"value": value}
        inner = fact.entry.place
        place = Place(inner.start, inner.end, fields={"value": FieldPlace(0, 0, inner)}, home=inner.home)
    assert place.fields is not None
    named = [each.entry.place for each in fact.inside("evidence").items()] if own else []
    first = next(iter(more.values()))
    listing = Place(first.start, first.end, items=[*named, *more.values()], home=first.home)
    place.fields["evidence"] = FieldPlace(first.start, first.start, listing)
    return Held({**value, "evidence": [*own, *more]}, fact.entry._replace(place=place))


def grafted(record: Held, kind: str, papers: Papers) -> Held:
    """A record that is added as it is, with everything in it shown by papers."""
    if not papers:
        return record
    properties = schema("bom").records[kind]["properties"]
    changed: dict[str, Held] = {}
    for name in record.value:
        node = properties.get(name, {})
        type_ = node.get("x-type", {})
        of = type_.get("of", "")
        if type_.get("type") == "list":
            changed[name] = _list(record.inside(name), "component" if of == "usage" else of, papers)
        elif type_.get("type") == "record":
            changed[name] = grafted(record.inside(name), of, papers)
        elif "evidence" not in properties and name != "evidence":
            changed[name] = evidenced(record.inside(name), node, papers)
    found = _with(record, changed) if changed else record
    return evidenced(found, schema("bom").records[kind], papers) if "evidence" in properties else found


def _list(entries: Held, kind: str, papers: Papers) -> Held:
    place = entries.opened()
    made = [
        grafted(each, kind, papers) if isinstance(each.value, dict) and "ref" not in each.value else each
        for each in entries.items()
    ]
    place.items = [each.entry.place for each in made]
    return Held([each.value for each in made], entries.entry._replace(place=place))


def _with(record: Held, changed: dict[str, Held]) -> Held:
    place = record.opened()
    assert place.fields is not None
    place.fields.update({name: each.entry for name, each in changed.items()})
    value = {**record.value, **{name: each.value for name, each in changed.items()}}
    return Held(value, record.entry._replace(place=place))
