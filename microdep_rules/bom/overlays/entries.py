"""Overlay after parsing: the components that each entry describes, and the declarations of the entry."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom.load import LoadedDocument, check_document
from microdep_rules.bom.overlays.draft import PlacedValue, place_value
from microdep_rules.bom.overlays.manufacturers import party_names
from microdep_rules.bom.schemas import nested_kind, schema
from microdep_rules.bom.spans import FieldPlace as Placed
from microdep_rules.bom.spans import Place, Spans, join
from microdep_rules.bom.walk import leaves
from microdep_rules.diagnostics import has_errors
from microdep_rules.messages import diagnose
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

PLACEHOLDERS = {"stage": "mined", "element": "Co"}
"""Values for required fields that a replacement lacks. They serve only for the check of the replacement."""
ANY = "*"
"""Wildcard as the last character of an `mpn`."""


class Specificity(IntEnum):
    """Specificity of a statement about a component. The more specific statement takes precedence.

    A statement about one id takes precedence over a statement about all components of a manufacturer.
    """

    ROW = 0
    MANUFACTURER = 1
    PATTERN = 2
    PART = 3
    ID = 4


class OverlayEntry(Struct, frozen=True, eq=False):
    """Entry of an overlay: declarations about one or several components."""

    content: PlacedValue
    level: Specificity
    file: str
    pointer: str
    manufacturers: tuple[str, ...] = ()
    """Manufacturer in the entry; empty if the entry matches components of any manufacturer."""
    names: tuple[str, ...] = ()
    """Names of the manufacturer. If the entry states the id of a party, these are the names of the party."""
    ids: tuple[str, ...] = ()
    """Possible ids of the manufacturer in a document."""
    called: dict[str, tuple[str, ...]] = {}
    """Names of each party of the overlay, by the id of the party."""
    mpn: str = ""
    id: str = ""
    document: str = ""

    @property
    def match(self) -> PlacedValue:
        """Condition that selects the components of the entry."""
        return self.content.inside("match")


class Overlay(Struct, frozen=True, eq=False):
    """File of declarations."""

    loaded: LoadedDocument
    entries: tuple[OverlayEntry, ...]
    parties: dict[str, PlacedValue]
    """Parties of the overlay, by id."""
    evidence: dict[str, PlacedValue]
    """Evidence of the overlay, by id."""
    manufacturers: tuple[tuple[tuple[str, ...], str], ...]
    """Pairs of the names of a manufacturer and the id of its party."""

    @property
    def path(self) -> str:
        """Name of the file in messages."""
        return self.loaded.path


def parse_overlay(loaded: LoadedDocument) -> tuple[Overlay | None, list[Diagnostic]]:
    """Return the overlay in a parsed file; `None` if the file has an error."""
    value = loaded.value
    if value is None:
        return None, loaded.diagnostics
    problems: list[Diagnostic] = []
    parties = _by_id(loaded, value, "parties", problems)
    evidence = _by_id(loaded, value, "evidence", problems)
    called = {id_: tuple(party_names(id_, party.value)) for id_, party in parties.items()}
    entries = [
        _build_entry(loaded, name, index, record, called)
        for name in ("manufacturers", "components")
        for index, record in enumerate(value.get(name, ()))
    ]
    makers = [
        (entry.names, entry.content.value.get("party", ""))
        for entry in entries
        if entry.level is Specificity.MANUFACTURER
    ]
    for leaf in leaves(value, schema("overlay"), frozenset({"reference"})):
        if leaf.type.get("to") == "evidence" and leaf.value not in evidence:
            problems.append(
                _unknown_reference("evidence", leaf.value, evidence, loaded.spans.value(leaf.pointer))
            )
        if (leaf.record, leaf.field) == ("manufacturer", "party") and leaf.value not in parties:
            problems.append(
                _unknown_reference("party", leaf.value, parties, loaded.spans.value(leaf.pointer))
            )
    problems += [problem for entry in entries for problem in _check_entry(entry)]
    problems += _warn_of_empty_entries(entries, value, loaded)
    diagnostics = [*loaded.diagnostics, *problems]
    overlay = Overlay(loaded, tuple(entries), parties, evidence, tuple(makers))
    return (None if has_errors(diagnostics) else overlay), diagnostics


def _unknown_reference(kind: str, id_: str, known: Iterable[str], at: Span) -> Diagnostic:
    """Report a reference to a party or evidence that the overlay does not have."""
    return diagnose(
        "bom/unknown-reference",
        at,
        "overlay",
        kind=kind,
        id=id_,
        near=did_you_mean(id_, known) or "",
        list="parties" if kind == "party" else kind,
    )


def _by_id(
    loaded: LoadedDocument, value: dict[str, Any], name: str, problems: list[Diagnostic]
) -> dict[str, PlacedValue]:
    from microdep_rules.vocabulary.slugs import slug

    by_id: dict[str, PlacedValue] = {}
    for index, record in enumerate(value.get(name, ())):
        placed = place_value(loaded, join("", name, index), record)
        id_ = record.get("id") or slug(record["name"])
        if id_ in by_id:
            field = "id" if "id" in record else "name"
            other = by_id[id_]
            first = other.inside("id" if "id" in other.value else "name").span
            problems.append(
                diagnose(
                    "bom/duplicate-id",
                    placed.inside(field).span,
                    also=[first],
                    records="parties" if name == "parties" else "records of evidence",
                    id=id_,
                )
            )
        else:
            by_id[id_] = placed
    return by_id


def _build_entry(
    loaded: LoadedDocument, name: str, index: int, data: dict[str, Any], called: dict[str, tuple[str, ...]]
) -> OverlayEntry:
    pointer = join("", name, index)
    content, match = place_value(loaded, pointer, data), data["match"]
    makers = _as_tuple(match["name"] if name == "manufacturers" else match.get("manufacturer", []))
    mpn = match.get("mpn", "")
    level = Specificity.MANUFACTURER
    if name != "manufacturers":
        level = (
            Specificity.ID
            if "id" in match
            else Specificity.PATTERN
            if mpn.endswith(ANY)
            else Specificity.PART
        )
    return OverlayEntry(
        content,
        level,
        loaded.path,
        pointer,
        makers,
        tuple(name_ for word in makers for name_ in called.get(word, (word,))),
        tuple(word for word in makers if word not in called),
        called,
        mpn,
        match.get("id", ""),
        match.get("document", ""),
    )


def _as_tuple(names: str | list[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _check_entry(entry: OverlayEntry) -> Iterator[Diagnostic]:
    """Yield errors in an entry: no target, no evidence for a correction, or a wrong replacement."""
    if entry.level is not Specificity.MANUFACTURER and not entry.id and not entry.mpn:
        yield diagnose("overlay/no-match", entry.match.span, "no-target")
    for correction in entry.content.inside("correct").items() if "correct" in entry.content.value else ():
        if not correction.value["evidence"]:
            yield diagnose("overlay/correction-without-evidence", correction.inside("evidence").span)
        if "replace" in correction.value:
            yield from _check_replacement(correction)


def _check_replacement(correction: PlacedValue) -> list[Diagnostic]:
    """Return the errors in a replacement, such as a wrong country code in a new origin."""
    new, home = correction.inside("replace"), correction.inside("replace").home
    if "fact" in correction.value:
        return _check_as_declaration(correction.value["fact"], new.value, new.entry.place, home)
    name = correction.value["list"]
    record = nested_kind("component", name)
    needed = schema("overlay").records[record].get("required", ()) if record else ()
    place, value = new.opened(), new.value
    if isinstance(value, dict):
        lacking = {field: PLACEHOLDERS.get(field, "x") for field in needed if field not in value}
        value = {**value, **lacking}
        assert place.fields is not None
        place.fields.update({field: new.entry._replace(place=new.entry.place) for field in lacking})
    return _check_as_declaration(name, [value], Place(place.start, place.end, items=[place], home=home), home)


def _check_as_declaration(name: str, value: Any, place: Place, home: Spans) -> list[Diagnostic]:
    """Return the errors in a fact or list. The value is checked like a value that a component declares."""
    match = Place(place.start, place.end, fields={"id": Placed(0, 0, place)}, home=home)
    component = Place(
        place.start, place.end, fields={name: Placed(0, 0, place), "match": Placed(0, 0, match)}
    )
    components = Place(place.start, place.end, items=[component])
    root = Place(place.start, place.end, fields={"components": Placed(0, 0, components)})
    document = {"schema": "microdep-overlay/1", "components": [{"match": {"id": "x"}, name: value}]}
    read = LoadedDocument(home.source, document, [], Spans(home.source, root), "overlay")
    return check_document(read).diagnostics


def _warn_of_empty_entries(
    entries: list[OverlayEntry], value: dict[str, Any], loaded: LoadedDocument
) -> list[Diagnostic]:
    """Return warnings about entries without declarations and about an empty overlay."""
    problems = [
        diagnose("overlay/declares-nothing", entry.match.span)
        for entry in entries
        if entry.content.value.keys() <= {"match", "evidence", "notes"}
        and not (entry.level is Specificity.MANUFACTURER and len(entry.manufacturers) > 1)
    ]
    codes = {diagnostic.code for diagnostic in loaded.diagnostics}
    if not entries and not value.get("parties") and "overlay/not-answered" not in codes:
        problems.append(diagnose("overlay/declares-nothing", loaded.spans.head(""), "overlay"))
    return problems
