"""Unique ids in a document for the parties and evidence of overlays.

A company is one party, even if one file writes `Acme` and another file `ACME Inc.` Different records of
evidence have different ids.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.facts import exact, reading
from microdep_rules.bom.overlays.correction_evidence import EvidenceRecord
from microdep_rules.bom.overlays.draft import PlacedValue
from microdep_rules.bom.overlays.entries import Specificity
from microdep_rules.bom.overlays.evidence_links import evidence_links
from microdep_rules.bom.overlays.manufacturers import party_names
from microdep_rules.bom.overlays.matching import parties_by_id
from microdep_rules.bom.schemas import schema
from microdep_rules.bom.spans import FieldPlace as Placed
from microdep_rules.bom.spans import Place, join, split
from microdep_rules.bom.walk import leaves
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.placeholder_names import names_somebody
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.bom.overlays.draft import DocumentDraft
    from microdep_rules.bom.overlays.entries import Overlay, OverlayEntry
    from microdep_rules.bom.overlays.manufacturers import ManufacturerNames
    from microdep_rules.bom.overlays.merging import Merger
    from microdep_rules.bom.walk import ValueLeaf
    from microdep_rules.diagnostics import Diagnostic

_REFERENCES = frozenset({"reference"})
Ids = dict[tuple[str, str], str]
"""Id that a record has in the document; the key is the kind of record and the id in the overlay."""


class IdResolver:
    """Resolver of the ids of overlays in one document."""

    def __init__(
        self, loaded: LoadedDocument, overlays: tuple[Overlay, ...], makers: ManufacturerNames
    ) -> None:
        value: dict[str, Any] = loaded.value or {}
        self._loaded = loaded
        self._overlays = overlays
        self._ids: dict[str, Ids] = {overlay_.path: {} for overlay_ in overlays}
        self._values: dict[str, dict[str, Any]] = {}
        self._evidence = {record["id"]: record for record in value.get("evidence", ())}
        self._taken = dict(self._evidence)
        """All evidence by id, including evidence to which no record refers."""
        self.parties: dict[str, list[tuple[Overlay, PlacedValue]]] = {}
        """For each party of the document, the declarations of overlays."""
        self._new_parties: list[tuple[str, Overlay, PlacedValue]] = []
        """Parties that only overlays have, each with its id in the document."""
        self.problems: list[Diagnostic] = []
        self._document_parties = parties_by_id(value)
        self._parties = set(self._document_parties)
        """Ids of all parties, of the document and of the overlays."""
        own: dict[str, list[str]] = {}
        for id_, party in self._document_parties.items():
            own.setdefault(makers.of(party_names(id_, party)[0]), []).append(id_)
            if "name" in party:  # an overlay may refer to the party by its id
                own.setdefault(makers.of(id_), []).append(id_)
        for overlay in overlays:
            self._assign_party_ids(overlay, own, makers)
            self._assign_evidence_ids(overlay)

    def entry(self, entry: OverlayEntry) -> PlacedValue:
        """Return the content of an overlay entry with ids of the document in place of ids of the overlay."""
        return self._translate(entry.file, entry.pointer, entry.content)

    def issuers(self) -> dict[str, str]:
        """For each record of evidence in the overlays, return the issuer; the keys are ids in documents."""
        return {
            self._ids[overlay.path].get(("evidence", id_), id_): reading(placed.value.get("issuer"))
            for overlay in self._overlays
            for id_, placed in overlay.evidence.items()
        }

    def evidence(self) -> dict[str, EvidenceRecord]:
        """Return the evidence of the document and its overlays by id, with the names of issuers."""
        records = {}
        for number, record in enumerate((self._loaded.value or {}).get("evidence", ())):
            named_in = self._loaded.spans.source_of(join("/evidence", number)).path
            records[record["id"]] = EvidenceRecord(
                _with_issuer_name(record, self._document_parties), named_in
            )
        for overlay in self._overlays:
            parties = {
                **self._document_parties,
                **{id_: party.value for id_, party in overlay.parties.items()},
            }
            for id_, placed in overlay.evidence.items():
                own = self._ids[overlay.path].get(("evidence", id_), id_)
                records[own] = EvidenceRecord(_with_issuer_name(placed.value, parties), overlay.path)
        return records

    def party_id(self, path: str, id_: str) -> str:
        """Return the id in the document for the id of a party in an overlay."""
        return self._ids[path].get(("party", id_), id_)

    def merge_parties(self, layer: Merger) -> None:
        """Merge the declarations of overlays about the parties of the document."""
        index = {
            party.get("id") or slug(party["name"]): number
            for number, party in enumerate(layer.draft.at("").value.get("parties", ()))
        }
        for id_, declarations in self.parties.items():
            layer.called = id_
            for overlay, placed in declarations:
                self._merge(layer, index[id_], overlay, placed)

    def add_named_records(self, layer: Merger, contents: Iterable[PlacedValue]) -> None:
        """Add the parties and evidence of overlays to which the merged declarations (`contents`) refer."""
        named = {word for content in contents for word in _texts(content.value)}
        named |= {
            w
            for declarations in self.parties.values()
            for _, content in declarations
            for w in _texts(content.value)
        }
        waiting = list(self._new_parties)
        places: dict[str, int] = {}
        while ready := [party for party in waiting if party[0] in named]:
            for id_, overlay, placed in ready:
                if id_ not in places:
                    places[id_] = _append(layer.draft, "parties", self._party(overlay, placed, id_))
                else:
                    layer.called = id_
                    self._merge(layer, places[id_], overlay, placed)
                named |= set(_texts(placed.value))
            waiting = [party for party in waiting if party not in ready]
        known = {
            component["id"]
            for component in layer.draft.at("").value.get("components", ())
            if "id" in component
        }
        for overlay in self._overlays:
            for own, placed in overlay.evidence.items():
                id_ = self._ids[overlay.path].get(("evidence", own), own)
                if id_ in self._evidence or id_ not in named:
                    continue
                self._evidence[id_] = placed.value
                _append(layer.draft, "evidence", _limit_coverage(_with_id(placed, id_), known))

    # ---- ids ----

    def _assign_party_ids(
        self, overlay: Overlay, own: dict[str, list[str]], makers: ManufacturerNames
    ) -> None:
        ids = self._ids[overlay.path]
        new = {id_ for id_, _, _ in self._new_parties}
        for id_, placed in overlay.parties.items():
            root = makers.of(party_names(id_, placed.value)[0])
            known = own.get(root)
            if known is None:
                free = _unused_id(id_, overlay, lambda name: name not in self._parties)
                if free != id_ and "name" in placed.value and id_ in self._document_parties:
                    self.problems.append(self._report_other_party(id_, placed))
                self._parties.add(free)
                own[root] = known = [free]
                self._new_parties.append((free, overlay, placed))
                new.add(free)
            elif known[0] in new:
                self._new_parties.append((known[0], overlay, placed))
            else:
                for party_id in known:
                    self.parties.setdefault(party_id, []).append((overlay, placed))
            ids["party", id_] = known[0]

    def _report_other_party(self, id_: str, placed: PlacedValue) -> Diagnostic:
        names = (str(placed.value["name"]), str(self._document_parties[id_].get("name", id_)))
        return diagnose(
            "overlay/conflict", placed.inside("name").span, "party", id=id_, here=names[0], there=names[1]
        )

    def _assign_evidence_ids(self, overlay: Overlay) -> None:
        ids = self._ids[overlay.path]
        for id_, placed in overlay.evidence.items():
            value = placed.value
            free = _unused_id(id_, overlay, partial(self._is_unused_or_equal, value))
            ids["evidence", id_] = free
            self._taken[free] = value

    def _is_unused_or_equal(self, evidence: dict[str, Any], id_: str) -> bool:
        return bool(self._taken.get(id_, evidence) == evidence)

    # ---- values ----

    def _translate(self, path: str, pointer: str, placed: PlacedValue) -> PlacedValue:
        changed = {key: new for key, new in self._ids[path].items() if key[1] != new}
        if not changed:
            return placed
        if path not in self._values:
            overlay = next(overlay_ for overlay_ in self._overlays if overlay_.path == path)
            self._values[path] = _with_document_ids(overlay, changed)
        value: Any = self._values[path]
        for step in split(pointer):
            value = value[int(step) if isinstance(value, list) else step]
        return PlacedValue(value, placed.entry)

    def _party(self, overlay: Overlay, placed: PlacedValue, id_: str) -> PlacedValue:
        number = list(overlay.parties).index(next(k for k, v in overlay.parties.items() if v is placed))
        return _with_id(self._translate(overlay.path, join("/parties", number), placed), id_)

    def _merge(self, layer: Merger, number: int, overlay: Overlay, placed: PlacedValue) -> None:
        new = self._party(overlay, placed, placed.value.get("id") or slug(placed.value["name"]))
        layer.merge(join("/parties", number), "party", new, Specificity.MANUFACTURER, evidence_links(new))


def _with_issuer_name(record: dict[str, Any], parties: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return a record of evidence with the name of its issuer in place of the id."""
    issuer = exact(record.get("issuer"))
    if not isinstance(issuer, str) or issuer not in parties:
        return record
    names = party_names(issuer, parties[issuer])
    return {**record, "issuer": next(filter(names_somebody, names), names[0])}


def _unused_id(id_: str, overlay: Overlay, may_be: Callable[[str], bool]) -> str:
    """Return an id that no other record has; if necessary, the id begins with the name of the file."""
    if may_be(id_):
        return id_
    other = f"{slug(overlay.path.rpartition('/')[2].partition('.')[0])}/{id_}"
    while not may_be(other):
        other += "+"
    return other


@lru_cache(maxsize=16)
def _references(overlay: Overlay) -> tuple[ValueLeaf, ...]:
    """Return the references in an overlay."""
    assert overlay.loaded.value is not None
    return tuple(leaves(overlay.loaded.value, schema("overlay"), _REFERENCES))


def _with_document_ids(overlay: Overlay, ids: Ids) -> dict[str, Any]:
    """Return the content of an overlay, in which ids of the document replace the ids of the overlay."""
    import copy

    value: dict[str, Any] = copy.deepcopy(overlay.loaded.value or {})
    for leaf in _references(overlay):
        new = ids.get((leaf.type.get("to", ""), leaf.value))
        if new is not None:
            *above, last = split(leaf.pointer)
            holder: Any = value
            for step in above:
                holder = holder[int(step) if isinstance(holder, list) else step]
            holder[int(last) if isinstance(holder, list) else last] = new
    return value


def _texts(value: Any) -> Iterator[str]:
    """Yield all texts in a value. Some of these texts are ids."""
    if isinstance(value, dict):
        for child in value.values():
            yield from _texts(child)
    elif isinstance(value, list):
        for child in value:
            yield from _texts(child)
    elif isinstance(value, str):
        yield value


def _with_id(record: PlacedValue, id_: str) -> PlacedValue:
    if record.value.get("id") == id_:
        return record
    place = record.opened()
    assert place.fields is not None
    if "id" not in place.fields:
        place.fields["id"] = place.fields.get("name", record.entry._replace(place=record.entry.place))
    return PlacedValue({**record.value, "id": id_}, record.entry._replace(place=place))


def _limit_coverage(evidence: PlacedValue, known: set[str]) -> PlacedValue:
    """Return a record of evidence without the ids of components that this document does not have."""
    covered = evidence.value.get("covers", {}).get("components")
    if covered is None:
        return evidence
    covers = {
        **evidence.value["covers"],
        "components": [component_id for component_id in covered if component_id in known],
    }
    return PlacedValue({**evidence.value, "covers": covers}, evidence.entry)


def _append(draft: DocumentDraft, name: str, new: PlacedValue) -> int:
    """Add a record to a list of the document, and return its position."""
    top = draft.at("")
    if name not in top.value:
        start = top.entry.place.end
        draft.put(
            "", name, PlacedValue([], Placed(start, start, Place(start, start, items=[], home=top.home)))
        )
    draft.append(f"/{name}", new)
    return len(draft.at(f"/{name}").value) - 1
