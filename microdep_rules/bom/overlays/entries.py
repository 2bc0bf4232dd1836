"""An overlay as it is read: whom each of its entries speaks of, and what it declares."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom.errors import overlays as say
from microdep_rules.bom.load import LoadedDocument, check_document
from microdep_rules.bom.overlays.draft import Held, held
from microdep_rules.bom.overlays.makers import names_of
from microdep_rules.bom.schemas import nested_kind, schema
from microdep_rules.bom.spans import FieldPlace as Placed
from microdep_rules.bom.spans import Place, Spans, join
from microdep_rules.bom.walk import leaves
from microdep_rules.diagnostics import has_errors
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.diagnostics import Diagnostic

PLAIN = {"stage": "mined", "element": "Co"}
"""Words for fields that a record needs, where a correction leaves them as they are."""
ANY = "*"
"""What stands at the end of a part number for anything."""


class Level(IntEnum):
    """How near to the part a statement is made; what is nearer prevails."""

    ROW = 0
    MANUFACTURER = 1
    PATTERN = 2
    PART = 3
    ID = 4


class Entry(Struct, frozen=True, eq=False):
    """What an overlay declares of some parts."""

    held: Held
    level: Level
    file: str
    pointer: str
    makers: tuple[str, ...] = ()
    """What the entry calls the maker, in any of these ways; nothing where every maker is meant."""
    names: tuple[str, ...] = ()
    """Names of it: of a party of the overlay that is meant by its id, its own."""
    ids: tuple[str, ...] = ()
    """What may be its id in a document."""
    called: dict[str, tuple[str, ...]] = {}
    """The names of the parties of the overlay, by their ids."""
    mpn: str = ""
    id: str = ""
    document: str = ""

    @property
    def match(self) -> Held:
        """The part of it that says whom it speaks of."""
        return self.held.inside("match")


class Overlay(Struct, frozen=True, eq=False):
    """A file of declarations."""

    loaded: LoadedDocument
    entries: tuple[Entry, ...]
    parties: dict[str, Held]
    """Its parties, by id."""
    evidence: dict[str, Held]
    """Its papers, by id."""
    makers: tuple[tuple[tuple[str, ...], str], ...]
    """Names of one maker, with the id of the party that it is."""

    @property
    def path(self) -> str:
        """The name under which the file is shown."""
        return self.loaded.path


def overlay_of(loaded: LoadedDocument) -> tuple[Overlay | None, list[Diagnostic]]:
    """The overlay in a file that was read; with an error in it, nothing."""
    value = loaded.value
    if value is None:
        return None, loaded.diagnostics
    problems: list[Diagnostic] = []
    parties = _by_id(loaded, value, "parties", problems)
    evidence = _by_id(loaded, value, "evidence", problems)
    called = {id_: tuple(names_of(id_, each.value)) for id_, each in parties.items()}
    entries = [
        _entry(loaded, name, index, each, called)
        for name in ("manufacturers", "parts")
        for index, each in enumerate(value.get(name, ()))
    ]
    makers = [
        (entry.names, entry.held.value.get("party", ""))
        for entry in entries
        if entry.level is Level.MANUFACTURER
    ]
    for leaf in leaves(value, schema("overlay"), frozenset({"reference"})):
        if leaf.type.get("to") == "evidence" and leaf.value not in evidence:
            problems.append(say.no_evidence(leaf.value, evidence, loaded.spans.value(leaf.pointer)))
        if (leaf.record, leaf.field) == ("manufacturer", "party") and leaf.value not in parties:
            problems.append(say.no_party(leaf.value, parties, loaded.spans.value(leaf.pointer)))
    problems += [said for entry in entries for said in _incomplete(entry)]
    problems += _empty(entries, value, loaded)
    told = [*loaded.diagnostics, *problems]
    found = Overlay(loaded, tuple(entries), parties, evidence, tuple(makers))
    return (None if has_errors(told) else found), told


def _by_id(
    loaded: LoadedDocument, value: dict[str, Any], name: str, problems: list[Diagnostic]
) -> dict[str, Held]:
    from microdep_rules.vocabulary.slugs import slug

    found: dict[str, Held] = {}
    for index, each in enumerate(value.get(name, ())):
        here = held(loaded, join("", name, index), each)
        id_ = each.get("id") or slug(each["name"])
        if id_ in found:
            field = "id" if "id" in each else "name"
            other = found[id_]
            first = other.inside("id" if "id" in other.value else "name").span
            problems.append(
                diagnose("bom/duplicate-id", here.inside(field).span, also=[first], records="records", id=id_)
            )
        else:
            found[id_] = here
    return found


def _entry(
    loaded: LoadedDocument, name: str, index: int, data: dict[str, Any], called: dict[str, tuple[str, ...]]
) -> Entry:
    pointer = join("", name, index)
    here, match = held(loaded, pointer, data), data["match"]
    makers = _names(match["name"] if name == "manufacturers" else match.get("manufacturer", []))
    mpn = match.get("mpn", "")
    level = Level.MANUFACTURER
    if name != "manufacturers":
        level = Level.ID if "id" in match else Level.PATTERN if mpn.endswith(ANY) else Level.PART
    return Entry(
        here,
        level,
        loaded.path,
        pointer,
        makers,
        tuple(each for word in makers for each in called.get(word, (word,))),
        tuple(word for word in makers if word not in called),
        called,
        mpn,
        match.get("id", ""),
        match.get("document", ""),
    )


def _names(said: str | list[str]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def _incomplete(entry: Entry) -> Iterator[Diagnostic]:
    """An entry that does not say which part it means, and corrections that nothing shows to be right."""
    if entry.level is not Level.MANUFACTURER and not entry.id and not entry.mpn:
        yield say.means_no_part(entry.match.span)
    for each in entry.held.inside("correct").items() if "correct" in entry.held.value else ():
        if not each.value["evidence"]:
            yield say.correction_without_evidence(each.inside("evidence").span)
        if "replace" in each.value:
            yield from _replaced(each)


def _replaced(correction: Held) -> list[Diagnostic]:
    """What is wrong with that which replaces a fact or an entry: it is looked at as such a fact or entry."""
    new, home = correction.inside("replace"), correction.inside("replace").home
    if "fact" in correction.value:
        return _as_declared(correction.value["fact"], new.value, new.entry.place, home)
    name = correction.value["list"]
    record = nested_kind("component", name)
    needed = schema("overlay").records[record].get("required", ()) if record else ()
    place, value = new.opened(), new.value
    if isinstance(value, dict):
        lacking = {field: PLAIN.get(field, "x") for field in needed if field not in value}
        value = {**value, **lacking}
        assert place.fields is not None
        place.fields.update({field: new.entry._replace(place=new.entry.place) for field in lacking})
    return _as_declared(name, [value], Place(place.start, place.end, items=[place], home=home), home)


def _as_declared(name: str, value: Any, place: Place, home: Spans) -> list[Diagnostic]:
    """What is wrong with a fact or a list of a component, where it is declared."""
    match = Place(place.start, place.end, fields={"id": Placed(0, 0, place)}, home=home)
    part = Place(place.start, place.end, fields={name: Placed(0, 0, place), "match": Placed(0, 0, match)})
    parts = Place(place.start, place.end, items=[part])
    root = Place(place.start, place.end, fields={"parts": Placed(0, 0, parts)})
    document = {"schema": "microdep-overlay/1", "parts": [{"match": {"id": "x"}, name: value}]}
    read = LoadedDocument(home.source, document, [], Spans(home.source, root), "overlay")
    return check_document(read).diagnostics


def _empty(entries: list[Entry], value: dict[str, Any], loaded: LoadedDocument) -> list[Diagnostic]:
    """Entries that declare nothing, and an overlay without any."""
    found = [
        say.declares_nothing(entry.match.span)
        for entry in entries
        if entry.held.value.keys() <= {"match", "evidence", "notes"}
        and not (entry.level is Level.MANUFACTURER and len(entry.makers) > 1)
    ]
    told = {diagnostic.code for diagnostic in loaded.diagnostics}
    if not entries and not value.get("parties") and "overlay/not-answered" not in told:
        found.append(say.empty_overlay(loaded.spans.head("")))
    return found
