"""Merging of overlay declarations into a document: facts by specificity, lists entry by entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.bom.facts import exact
from microdep_rules.bom.overlays.draft import PlacedValue
from microdep_rules.bom.overlays.entries import Specificity
from microdep_rules.bom.overlays.evidence_links import add_evidence, add_nested_evidence, evidence_links
from microdep_rules.bom.overlays.list_entries import (
    SHARED,
    entry_material,
    find_entry,
    list_holder,
    material_id,
    shared_entries,
)
from microdep_rules.bom.overlays.statements import (
    FactStatements,
    FileStatement,
    can_be_either,
    combine_custom_fields,
    combine_statements,
    file_of,
    is_contradiction,
    make_unknown,
)
from microdep_rules.bom.schemas import schema
from microdep_rules.bom.spans import Place, join
from microdep_rules.bom.statements import stated
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.bom.overlays.correction_evidence import StatedCorrection
    from microdep_rules.bom.overlays.draft import DocumentDraft
    from microdep_rules.bom.overlays.evidence_links import EvidenceLinks
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

NAMING = frozenset({"id", "name"})


class Merger(Struct):
    """Merges declarations into a draft, and records the specificity of each value."""

    draft: DocumentDraft
    problems: list[Diagnostic] = field(default_factory=list)
    levels: dict[str, Specificity] = field(default_factory=dict)
    """Specificity of merged values, by pointer of the field or list entry."""
    added: dict[str, str] = field(default_factory=dict)
    """Pointers of components that overlays added, by id."""
    designator_places: set[Span] | None = None
    """Places of the document's designators, computed at first use."""
    facts: dict[str, FactStatements] = field(default_factory=dict)
    """Statements of facts that several files make, by pointer."""
    reported: set[str] = field(default_factory=set)
    """Pointers of disputed facts that are reported with the disputing correction."""
    called: str = ""
    """Name of the current component, for messages."""
    corrections: list[StatedCorrection] = field(default_factory=list)
    """Corrections that were made."""

    def merge(self, at: str, kind: str, new: PlacedValue, level: Specificity, papers: EvidenceLinks) -> None:
        """Merge the fields of a record into the record at a pointer."""
        properties = schema("bom").records[kind]["properties"]
        if kind == "component" and "function" in new.value:
            self._drop_guessed_class(at)
        if "evidence" in self.draft.at(at).value:
            self._spread_evidence(at, kind)
        for name in new.value:
            # The target of an entry is not a fact, and its evidence goes to each of its facts.
            if name in properties and name != "evidence":
                self._field(at, kind, name, new.inside(name), level, papers)

    def _drop_guessed_class(self, at: str) -> None:
        """Drop a class that was only guessed from a designator, because a declaration is better.

        Otherwise a motor at `J5` would be a connector, and no rule would search it for magnets.
        """
        component = self.draft.at(at)
        if "class" in component.value and component.inside("class").span in self._find_designators():
            self.draft.drop(at, ("class",))

    def _find_designators(self) -> set[Span]:
        """Return the places of the document's designators."""
        if self.designator_places is None:
            self.designator_places = set()
            whole = self.draft.at("")
            for component in whole.inside("components").items() if "components" in whole.value else ():
                uses = component.inside("children").items() if "children" in component.value else ()
                self.designator_places |= {
                    u.inside("designators").span for u in uses if "designators" in u.value
                }
        return self.designator_places

    def _spread_evidence(self, at: str, kind: str) -> None:
        """Move the evidence of a record to each of its facts, because it does not support merged facts."""
        record = self.draft.at(at)
        papers, properties = evidence_links(record), schema("bom").records[kind]["properties"]
        self.draft.drop(at, ("evidence",))
        for name in [*record.value]:
            node = properties.get(name, {})
            if name in NAMING or node.get("x-type", {}).get("type") in {"list", "record"}:
                continue  # a nested record has papers of its own
            if isinstance(record.value[name], list):
                for index in range(len(record.value[name])):
                    entry = self.draft.at(join(at, name)).inside(index)
                    self.draft.put_item(
                        join(at, name), index, add_evidence(entry, node.get("items", {}), papers)
                    )
            else:
                self.draft.put(at, name, add_evidence(self.draft.at(at).inside(name), node, papers))

    def level(self, pointer: str) -> Specificity:
        """Return the specificity of the value at a pointer."""
        while pointer:
            if pointer in self.levels:
                return self.levels[pointer]
            pointer = pointer.rpartition("/")[0]
        return Specificity.ROW

    def _field(
        self, at: str, kind: str, name: str, new: PlacedValue, level: Specificity, papers: EvidenceLinks
    ) -> None:
        there, node = self.draft.at(at), schema("bom").records[kind]["properties"][name]
        pointer, type_ = join(at, name), node.get("x-type", {})
        if name in NAMING and name in there.value:
            if (kind, name) == ("party", "name") and new.value != there.value[name]:
                alias = PlacedValue([new.value], new.entry._replace(place=_listing(new)))
                self._field(at, kind, "aliases", alias, level, [])
        elif isinstance(new.value, list):
            self._list(at, name, node, new, level, papers)
        elif name not in there.value:
            record = type_.get("type") == "record"
            held = (
                add_nested_evidence(new, type_["of"], papers) if record else add_evidence(new, node, papers)
            )
            self.draft.put(at, name, held)
            self.levels[pointer] = level
        elif type_.get("type") == "record":
            self.merge(pointer, type_["of"], new, level, [*papers, *evidence_links(new)])
        elif name in ("ext", "identifiers"):
            self._texts(pointer, new)
        elif name == "notes":
            self._note(at, there.inside(name), new)
        else:
            self._fact(at, name, node, new, level, papers)

    # ---- single facts ----

    def _fact(
        self,
        at: str,
        name: str,
        node: dict[str, Any],
        new: PlacedValue,
        level: Specificity,
        papers: EvidenceLinks,
    ) -> None:
        pointer = join(at, name)
        self.statements(at, name, node)
        statements = self.facts[pointer]
        self._state(statements, FileStatement(add_evidence(new, node, papers), level), file_of(new))
        self.draft.put(at, name, statements.together())
        self.levels[pointer] = max(self.level(pointer), level)

    def statements(self, at: str, name: str, node: dict[str, Any]) -> dict[str, FileStatement]:
        """Return the statements of files about a fact of the record at a pointer."""
        pointer, record = join(at, name), self.draft.at(at)
        if pointer not in self.facts and name in record.value:
            there = record.inside(name)
            first = FileStatement(there, self.level(pointer))
            self.facts[pointer] = FactStatements(self.called, name, node, {file_of(there): first})
        return self.facts[pointer].by_file if pointer in self.facts else {}

    def _state(self, statements: FactStatements, new: FileStatement, file: str) -> None:
        """Add a statement of a file; the most specific statement of a file counts."""
        own = statements.by_file.get(file)
        if own is None and can_be_either(statements.node):
            statements.by_file[file] = new
            return
        if own is None:
            file, own = next(reversed(statements.by_file.items()))
        if not is_contradiction(new.content, own.content, statements.node):
            level = max(own.level, new.level)
            statements.by_file[file] = FileStatement(
                combine_statements(own.content, new.content, statements.node), level
            )
            return
        values, places = _both(new.content, own.content), (new.content.span, own.content.span)
        self.problems.append(
            diagnose(
                "overlay/conflict",
                places[0],
                "" if own.level == new.level else "overrides",
                also=places[1:],
                field=statements.name,
                component=statements.called,
                here=values[0],
                there=values[1],
            )
        )
        statements.by_file[file] = new

    def correct(self, pointer: str, file: str, new: FileStatement | None, wrong: str) -> None:
        """Replace the statement of a file by a corrected one, or remove it."""
        statements = self.facts[pointer]
        del statements.by_file[wrong]
        if new is not None:
            statements.by_file[file] = new
        at, _, name = pointer.rpartition("/")
        if statements.by_file:
            self.draft.put(at, name, statements.together())
        else:
            self.draft.drop(at, (name,))

    def dispute(self, pointer: str, file: str, new: FileStatement | None) -> None:
        """Leave open a fact that a correction disputes without evidence that counts."""
        statements = self.facts[pointer]
        self.reported.add(pointer)
        at, _, name = pointer.rpartition("/")
        if new is None:
            self.draft.put(at, name, make_unknown(statements.together(), statements.node))
        elif can_be_either(statements.node):
            statements.by_file[f"correction in {file}"] = new
            self.draft.put(at, name, statements.together())

    def finish(self) -> None:
        """Report the facts on which files contradict each other."""
        for pointer, statements in self.facts.items():
            if pointer in self.reported:
                continue
            if statements.by_file and (dispute := statements.dispute()) is not None:
                new, there = dispute
                self.problems.append(
                    diagnose(
                        "overlay/conflict",
                        new.span,
                        "files",
                        also=(there.span,),
                        field=statements.name,
                        component=statements.called,
                        here=stated(new.value),
                        there=stated(there.value),
                    )
                )

    def _texts(self, pointer: str, new: PlacedValue) -> None:
        """Add missing entries to a record of user-defined fields."""
        for name in new.value:
            there = self.draft.at(pointer)
            if name not in there.value:
                self.draft.put(pointer, name, new.inside(name))
            elif there.value[name] != new.value[name] and pointer.rpartition("/")[2] == "identifiers":
                here, before = new.inside(name), there.inside(name)
                values = _both(here, before)
                self.problems.append(
                    diagnose(
                        "overlay/conflict",
                        here.span,
                        "identifier",
                        also=(before.span,),
                        field=name,
                        component=self.called,
                        here=values[0],
                        there=values[1],
                    )
                )
            elif there.value[name] != new.value[name]:
                self.draft.put(pointer, name, combine_custom_fields(there.inside(name), new.inside(name)))

    def _note(self, at: str, there: PlacedValue, new: PlacedValue) -> None:
        if new.value not in there.value:
            self.draft.put(at, "notes", PlacedValue(f"{there.value}\n{new.value}", there.entry))

    # ---- lists ----

    def _list(
        self,
        at: str,
        name: str,
        node: dict[str, Any],
        new: PlacedValue,
        level: Specificity,
        papers: EvidenceLinks,
    ) -> None:
        pointer, there = join(at, name), self.draft.at(at)
        of = node.get("x-type", {}).get("of", "")
        if name not in there.value and not new.value:
            self.draft.put(at, name, new)
            self.levels[pointer] = level
        elif name in there.value and bool(there.value[name]) != bool(new.value):
            if not self._merge_into_materials(at, name, of, new, level, papers):
                first = there.inside(name).span
                none_here = not new.value
                self.problems.append(
                    diagnose(
                        "overlay/conflict",
                        new.span,
                        "empty-here" if none_here else "empty-there",
                        also=(first,),
                        field=name,
                        component=self.called,
                    )
                )
            return
        before = len(self._entries(pointer))  # entries of one list do not match each other
        for item in new.items():
            if of == "usage":
                self._child(pointer, item, level, papers)
            elif of:
                self._record(pointer, of, item, before, level, papers)
            else:
                self._word(pointer, node, item, before, level, papers)

    def _entries(self, pointer: str) -> list[Any]:
        """Return the entries of a list; an empty list if it is missing."""
        above, _, name = pointer.rpartition("/")
        entries: list[Any] = self.draft.at(above).value.get(name, [])
        return entries

    def _append(self, pointer: str, new: PlacedValue, level: Specificity) -> None:
        """Add an entry to a list.

        A missing list is created only here, because an empty list is a statement.
        """
        above, _, name = pointer.rpartition("/")
        if name not in self.draft.at(above).value:
            place = new.entry.place
            empty = Place(place.start, place.end, items=[], home=place.home)
            self.draft.put(above, name, PlacedValue([], new.entry._replace(place=empty)))
        self._check_complete(above, name, new, level)
        self.levels[join(pointer, len(self._entries(pointer)))] = level
        self.draft.append(pointer, new)

    def _check_complete(self, at: str, name: str, new: PlacedValue, level: Specificity) -> None:
        """Report an entry that is added to a list declared complete by a less specific statement."""
        words = self._entries(join(at, "complete"))
        index = next((number for number, word in enumerate(words) if exact(word) == name), None)
        if index is not None and self.level(join(at, "complete", index)) < level:
            place = self.draft.at(join(at, "complete")).inside(index).span
            self.problems.append(
                diagnose(
                    "overlay/adds-to-complete", new.span, also=(place,), field=name, component=self.called
                )
            )

    def _word(
        self,
        pointer: str,
        node: dict[str, Any],
        item: PlacedValue,
        before: int,
        level: Specificity,
        papers: EvidenceLinks,
    ) -> None:
        held = add_evidence(item, node.get("items", {}), papers)
        for index, word in enumerate(self._entries(pointer)[:before]):
            if exact(word) == exact(item.value):
                there = self.draft.at(pointer)
                kept = add_evidence(there.inside(index), node.get("items", {}), evidence_links(held))
                self.draft.put_item(pointer, index, kept)
                return
        self._append(pointer, held, level)

    def _record(
        self, pointer: str, of: str, item: PlacedValue, before: int, level: Specificity, papers: EvidenceLinks
    ) -> None:
        at = self._find_entry_pointer(pointer, of, item, before)
        if at is not None:
            if of == "stage" and "country" in item.value:
                self.draft.drop(at, ("unknown", "reason"))  # the country is known now
            self.merge(at, of, item, level, [*papers, *evidence_links(item)])
            return
        self._append(pointer, add_nested_evidence(item, of, papers), level)

    def _merge_into_materials(
        self, at: str, name: str, of: str, new: PlacedValue, level: Specificity, papers: EvidenceLinks
    ) -> bool:
        """Merge entries into the lists of their materials if the component has no such list.

        Return whether that was possible, for which every entry must name an existing material.
        """
        materials = self.draft.at(at).value.get("materials", ())
        ids = {slug(material_id(material)): number for number, material in enumerate(materials)}
        if of not in SHARED or not new.value or not all(slug(str(e.get("of", ""))) in ids for e in new.value):
            return False
        for item in new.items():
            material = join(at, "materials", ids[slug(str(item.value["of"]))])
            place = replace(item.opened(), fields=None, items=[item.entry.place])
            alone = PlacedValue([item.value], item.entry._replace(place=place))
            self._field(material, "material", name, alone, level, papers)
        return True

    def _find_entry_pointer(self, pointer: str, of: str, item: PlacedValue, before: int) -> str | None:
        """Return the pointer of the entry that a new list entry matches.

        A stage or input of a material is in its own list or in the list of its component.
        """
        entries = self._entries(pointer)[:before]
        if of not in SHARED:
            index = find_entry(of, item.value, entries)
            return None if index is None else join(pointer, index)
        part, material = list_holder(pointer)
        whole = self.draft.at(part).value
        material_id_ = entry_material(whole, item.value, material)
        places = [
            (join(where, at), entry)
            for where, at, entry in shared_entries(whole, part, SHARED[of], material_id_)
            if where != pointer or at < before
        ]
        index = find_entry(of, item.value, [entry for _, entry in places])
        return None if index is None else places[index][0]

    def _use(
        self, pointer: str, index: int, item: PlacedValue, level: Specificity, papers: EvidenceLinks
    ) -> None:
        """Merge a declaration about the use of a listed component: its quantity and designators."""
        there = self._entries(pointer)[index]
        if isinstance(item.value, str):
            return
        if isinstance(there, str):
            self.draft.put_item(pointer, index, item)
            return
        kind = "component" if _is_written_out(there) else "usage"
        self.merge(join(pointer, index), kind, _without(item, ("ref",)), level, papers)

    def _child(self, pointer: str, item: PlacedValue, level: Specificity, papers: EvidenceLinks) -> None:
        """Merge a child component; a component that was added once is referenced afterwards."""
        id_, there = _id_of(item.value), self._entries(pointer)
        same = next((index for index, child in enumerate(there) if _id_of(child) == id_), None)
        if same is not None and not _is_written_out(item.value):
            self._use(pointer, same, item, level, papers)
        elif same is not None and _is_written_out(there[same]):
            self.merge(join(pointer, same), "component", item, level, papers)
        elif not _is_written_out(item.value):
            self._append(pointer, item, level)
        elif id_ in self.added:
            uses = {name: item.value[name] for name in ("quantity", "designators") if name in item.value}
            place = item.opened()
            assert place.fields is not None
            place.fields["ref"] = place.fields.get("id", place.fields["name"])
            self._append(pointer, PlacedValue({"ref": id_, **uses}, item.entry._replace(place=place)), level)
            self.merge(self.added[id_], "component", _without(item, uses), level, papers)
        else:
            self.added[id_] = join(pointer, len(there))
            self._append(pointer, add_nested_evidence(item, "component", papers), level)


def _without(record: PlacedValue, names: Iterable[str]) -> PlacedValue:
    """Return a record without some of its fields."""
    names_ = set(names)
    return PlacedValue(
        {name: value for name, value in record.value.items() if name not in names_}, record.entry
    )


def _is_written_out(child: Any) -> bool:
    """Return whether a child component is written in the list itself, and not referenced."""
    return isinstance(child, dict) and "ref" not in child


def _id_of(child: Any) -> str:
    if isinstance(child, str):
        return child
    return str(child.get("ref") or child.get("id") or slug(child["name"]))


def _both(new: PlacedValue, there: PlacedValue) -> tuple[str, str]:
    return stated(new.value), stated(there.value)


def _listing(value: PlacedValue) -> Place:
    place = value.entry.place
    return Place(place.start, place.end, items=[place], home=place.home)
