"""Merging of the declarations of overlays into a document.

A statement about one component takes precedence over a statement about all components of a manufacturer.
Lists are merged entry by entry.
"""

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
    """Merger of declarations into a draft. The merger records the specificity of each value."""

    draft: DocumentDraft
    problems: list[Diagnostic] = field(default_factory=list)
    levels: dict[str, Specificity] = field(default_factory=dict)
    """Specificity of each merged value; the keys are pointers of fields and list entries."""
    added: dict[str, str] = field(default_factory=dict)
    """Pointer of each component that overlays added; the keys are ids of components."""
    designator_places: set[Span] | None = None
    """Positions of the designators in the text of the document; computed at the first use."""
    facts: dict[str, FactStatements] = field(default_factory=dict)
    """For each fact, the statements of several files; the keys are pointers of facts."""
    reported: set[str] = field(default_factory=set)
    """Pointers of disputed facts that the diagnostic about a correction already reports."""
    called: str = ""
    """Name of the current component, for messages."""
    corrections: list[StatedCorrection] = field(default_factory=list)
    """Corrections that overlays made."""
    text_evidence: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Ids of the evidence for texts in lists such as `distinct_from`, by the pointer of the list entry."""

    def merge(self, at: str, kind: str, new: PlacedValue, level: Specificity, links: EvidenceLinks) -> None:
        """Merge the fields of a record into the record at a pointer."""
        properties = schema("bom").records[kind]["properties"]
        if kind == "component" and "function" in new.value:
            self._drop_guessed_class(at)
        if "evidence" in self.draft.at(at).value:
            self._spread_evidence(at, kind)
        for name in new.value:
            # The match of an entry is not a fact. The evidence of an entry is added to each of its facts.
            if name in properties and name != "evidence":
                self._merge_field(at, kind, name, new.inside(name), level, links)

    def _drop_guessed_class(self, at: str) -> None:
        """Remove a class that is only guessed from a designator, because the overlay declares a function.

        Otherwise a motor with the designator `J5` would be a connector, and rules would not search the motor
        for magnets.
        """
        component = self.draft.at(at)
        if "class" in component.value and component.inside("class").span in self._find_designators():
            self.draft.drop(at, ("class",))

    def _find_designators(self) -> set[Span]:
        """Return the places of the designators in the document."""
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
        """Move the evidence of a record to each fact in the record.

        After that, the evidence does not support the facts that overlays add to the record.
        """
        record = self.draft.at(at)
        links, properties = evidence_links(record), schema("bom").records[kind]["properties"]
        self.draft.drop(at, ("evidence",))
        for name in [*record.value]:
            node = properties.get(name, {})
            if name in NAMING or node.get("x-type", {}).get("type") in {"list", "record"}:
                continue  # a nested record has its own evidence
            if isinstance(record.value[name], list):
                for index in range(len(record.value[name])):
                    entry = self.draft.at(join(at, name)).inside(index)
                    self._keep_evidence(join(at, name), index, node, links)
                    self.draft.put_item(
                        join(at, name), index, add_evidence(entry, node.get("items", {}), links)
                    )
            else:
                self.draft.put(at, name, add_evidence(self.draft.at(at).inside(name), node, links))

    def level(self, pointer: str) -> Specificity:
        """Return the specificity of the value at a pointer."""
        while pointer:
            if pointer in self.levels:
                return self.levels[pointer]
            pointer = pointer.rpartition("/")[0]
        return Specificity.ROW

    def _merge_field(
        self, at: str, kind: str, name: str, new: PlacedValue, level: Specificity, links: EvidenceLinks
    ) -> None:
        there, node = self.draft.at(at), schema("bom").records[kind]["properties"][name]
        pointer, type_ = join(at, name), node.get("x-type", {})
        if name in NAMING and name in there.value:
            if (kind, name) == ("party", "name") and new.value != there.value[name]:
                alias = PlacedValue([new.value], new.entry._replace(place=_listing(new)))
                self._merge_field(at, kind, "aliases", alias, level, [])
        elif isinstance(new.value, list):
            self._merge_list(at, name, node, new, level, links)
        elif name not in there.value:
            record = type_.get("type") == "record"
            held = add_nested_evidence(new, type_["of"], links) if record else add_evidence(new, node, links)
            self.draft.put(at, name, held)
            self.levels[pointer] = level
        elif type_.get("type") == "record":
            self.merge(pointer, type_["of"], new, level, [*links, *evidence_links(new)])
        elif name in ("ext", "identifiers"):
            self._merge_texts(pointer, new)
        elif name == "notes":
            self._append_note(at, there.inside(name), new)
        else:
            self._merge_fact(at, name, node, new, level, links)

    # ---- single facts ----

    def _merge_fact(
        self,
        at: str,
        name: str,
        node: dict[str, Any],
        new: PlacedValue,
        level: Specificity,
        links: EvidenceLinks,
    ) -> None:
        pointer = join(at, name)
        self.statements(at, name, node)
        statements = self.facts[pointer]
        self._add_statement(statements, FileStatement(add_evidence(new, node, links), level), file_of(new))
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

    def _add_statement(self, statements: FactStatements, new: FileStatement, file: str) -> None:
        """Add a statement of a file. Only the most specific statement of each file counts."""
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
        values, places = _state_both(new.content, own.content), (new.content.span, own.content.span)
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
        """Replace the statement of the file `wrong` by `new`, or remove the statement if `new` is `None`."""
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
        """Record that a fact is disputed, because the evidence of its correction does not count."""
        statements = self.facts[pointer]
        self.reported.add(pointer)
        at, _, name = pointer.rpartition("/")
        if new is None:
            self.draft.put(at, name, make_unknown(statements.together(), statements.node))
        elif can_be_either(statements.node):
            statements.by_file[f"correction in {file}"] = new
            self.draft.put(at, name, statements.together())

    def finish(self) -> None:
        """Report the facts about which files contradict each other."""
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

    def _merge_texts(self, pointer: str, new: PlacedValue) -> None:
        """Add missing entries to a record of custom fields or identifiers."""
        for name in new.value:
            there = self.draft.at(pointer)
            if name not in there.value:
                self.draft.put(pointer, name, new.inside(name))
            elif there.value[name] != new.value[name] and pointer.rpartition("/")[2] == "identifiers":
                here, before = new.inside(name), there.inside(name)
                values = _state_both(here, before)
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

    def _append_note(self, at: str, there: PlacedValue, new: PlacedValue) -> None:
        if new.value not in there.value:
            self.draft.put(at, "notes", PlacedValue(f"{there.value}\n{new.value}", there.entry))

    # ---- lists ----

    def _merge_list(
        self,
        at: str,
        name: str,
        node: dict[str, Any],
        new: PlacedValue,
        level: Specificity,
        links: EvidenceLinks,
    ) -> None:
        pointer, there = join(at, name), self.draft.at(at)
        of = node.get("x-type", {}).get("of", "")
        if name not in there.value and not new.value:
            self.draft.put(at, name, new)
            self.levels[pointer] = level
        elif name in there.value and bool(there.value[name]) != bool(new.value):
            if not self._merge_into_materials(at, name, of, new, level, links):
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
        before = len(self._entries(pointer))  # entries of the same overlay list do not match each other
        for item in new.items():
            if of == "usage":
                self._merge_child(pointer, item, level, links)
            elif of:
                self._merge_record(pointer, of, item, before, level, links)
            else:
                self._merge_word(pointer, node, item, before, level, links)

    def _entries(self, pointer: str) -> list[Any]:
        """Return the entries of a list; an empty list if the field is missing."""
        above, _, name = pointer.rpartition("/")
        entries: list[Any] = self.draft.at(above).value.get(name, [])
        return entries

    def _append(self, pointer: str, new: PlacedValue, level: Specificity) -> None:
        """Add an entry to a list.

        A missing list is created together with its first entry, because an empty list would mean "none".
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
        """Report an entry added to a list that a less specific statement declares complete."""
        words = self._entries(join(at, "complete"))
        index = next((number for number, word in enumerate(words) if exact(word) == name), None)
        if index is not None and self.level(join(at, "complete", index)) < level:
            place = self.draft.at(join(at, "complete")).inside(index).span
            self.problems.append(
                diagnose(
                    "overlay/adds-to-complete", new.span, also=(place,), field=name, component=self.called
                )
            )

    def _merge_word(
        self,
        pointer: str,
        node: dict[str, Any],
        item: PlacedValue,
        before: int,
        level: Specificity,
        links: EvidenceLinks,
    ) -> None:
        held = add_evidence(item, node.get("items", {}), links)
        for index, word in enumerate(self._entries(pointer)[:before]):
            if exact(word) == exact(item.value):
                there = self.draft.at(pointer)
                kept = add_evidence(there.inside(index), node.get("items", {}), evidence_links(held))
                self.draft.put_item(pointer, index, kept)
                self._keep_evidence(pointer, index, node, links)
                return
        self._append(pointer, held, level)
        self._keep_evidence(pointer, len(self._entries(pointer)) - 1, node, links)

    def _keep_evidence(self, pointer: str, index: int, node: dict[str, Any], links: EvidenceLinks) -> None:
        """Keep the evidence of a list entry that is only a text, such as a name in `distinct_from`."""
        if links and not schema("bom").takes_evidence(node.get("items", {})):
            at = join(pointer, index)
            ids = (*self.text_evidence.get(at, ()), *(id_ for id_, _ in links))
            self.text_evidence[at] = tuple(dict.fromkeys(ids))

    def _merge_record(
        self, pointer: str, of: str, item: PlacedValue, before: int, level: Specificity, links: EvidenceLinks
    ) -> None:
        at = self._find_entry_pointer(pointer, of, item, before)
        if at is not None:
            if of == "stage" and "country" in item.value:
                self.draft.drop(at, ("unknown", "reason"))  # the overlay states the country
            self.merge(at, of, item, level, [*links, *evidence_links(item)])
            return
        self._append(pointer, add_nested_evidence(item, of, links), level)

    def _merge_into_materials(
        self, at: str, name: str, of: str, new: PlacedValue, level: Specificity, links: EvidenceLinks
    ) -> bool:
        """Merge entries about materials into the lists of these materials.

        Return whether the entries were merged. Each entry must name an existing material.
        """
        materials = self.draft.at(at).value.get("materials", ())
        ids = {slug(material_id(material)): number for number, material in enumerate(materials)}
        if of not in SHARED or not new.value or not all(slug(str(e.get("of", ""))) in ids for e in new.value):
            return False
        for item in new.items():
            material = join(at, "materials", ids[slug(str(item.value["of"]))])
            place = replace(item.opened(), fields=None, items=[item.entry.place])
            single_entry = PlacedValue([item.value], item.entry._replace(place=place))
            self._merge_field(material, "material", name, single_entry, level, links)
        return True

    def _find_entry_pointer(self, pointer: str, of: str, item: PlacedValue, before: int) -> str | None:
        """Return the pointer of the entry that matches a new entry of a list; `None` if no entry matches.

        A stage or input of a material may be in the list of the material or in the list of the component.
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

    def _merge_usage(
        self, pointer: str, index: int, item: PlacedValue, level: Specificity, links: EvidenceLinks
    ) -> None:
        """Merge the quantity and designators of a child component that is already in the list."""
        there = self._entries(pointer)[index]
        if isinstance(item.value, str):
            return
        if isinstance(there, str):
            self.draft.put_item(pointer, index, item)
            return
        kind = "component" if _is_nested(there) else "usage"
        self.merge(join(pointer, index), kind, _without_fields(item, ("ref",)), level, links)

    def _merge_child(self, pointer: str, item: PlacedValue, level: Specificity, links: EvidenceLinks) -> None:
        """Merge a child component.

        If an overlay has already added the component, add only a reference to the component.
        """
        id_, there = _id_of(item.value), self._entries(pointer)
        same = next((index for index, child in enumerate(there) if _id_of(child) == id_), None)
        if same is not None and not _is_nested(item.value):
            self._merge_usage(pointer, same, item, level, links)
        elif same is not None and _is_nested(there[same]):
            self.merge(join(pointer, same), "component", item, level, links)
        elif not _is_nested(item.value):
            self._append(pointer, item, level)
        elif id_ in self.added:
            uses = {name: item.value[name] for name in ("quantity", "designators") if name in item.value}
            place = item.opened()
            assert place.fields is not None
            place.fields["ref"] = place.fields.get("id", place.fields["name"])
            self._append(pointer, PlacedValue({"ref": id_, **uses}, item.entry._replace(place=place)), level)
            self.merge(self.added[id_], "component", _without_fields(item, uses), level, links)
        else:
            self.added[id_] = join(pointer, len(there))
            self._append(pointer, add_nested_evidence(item, "component", links), level)


def _without_fields(record: PlacedValue, names: Iterable[str]) -> PlacedValue:
    """Return a record without the fields `names`."""
    names_ = set(names)
    return PlacedValue(
        {name: value for name, value in record.value.items() if name not in names_}, record.entry
    )


def _is_nested(child: Any) -> bool:
    """Return whether a child is a whole record of a component, and not only a reference to a component."""
    return isinstance(child, dict) and "ref" not in child


def _id_of(child: Any) -> str:
    if isinstance(child, str):
        return child
    return str(child.get("ref") or child.get("id") or slug(child["name"]))


def _state_both(new: PlacedValue, there: PlacedValue) -> tuple[str, str]:
    return stated(new.value), stated(there.value)


def _listing(value: PlacedValue) -> Place:
    place = value.entry.place
    return Place(place.start, place.end, items=[place], home=place.home)
