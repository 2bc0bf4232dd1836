"""What overlays declare is added to a document: facts by what is nearer, lists entry by entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.bom.errors import overlays as say
from microdep_rules.bom.facts import exact
from microdep_rules.bom.overlays.draft import Held
from microdep_rules.bom.overlays.entries import Level
from microdep_rules.bom.overlays.papers import evidenced, grafted, papers_of
from microdep_rules.bom.overlays.said import (
    Said,
    Statement,
    agreed,
    can_be_either,
    contradict,
    file_of,
    open_fact,
    own_fact,
)
from microdep_rules.bom.overlays.same import (
    SHARED,
    holder_of,
    material_id,
    material_meant,
    same_entry,
    shared_entries,
)
from microdep_rules.bom.schemas import schema
from microdep_rules.bom.spans import Place, join
from microdep_rules.bom.statements import stated
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.bom.overlays.draft import Draft
    from microdep_rules.bom.overlays.papers import Papers
    from microdep_rules.bom.overlays.showing import Corrected
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

NAMING = frozenset({"id", "name"})


class Layer(Struct):
    """Lays declarations on a draft, and keeps how near to the part each of its values was stated."""

    draft: Draft
    problems: list[Diagnostic] = field(default_factory=list)
    levels: dict[str, Level] = field(default_factory=dict)
    """Of what was laid: by the pointer of the field or of the entry of a list."""
    placed: dict[str, str] = field(default_factory=dict)
    """Components that overlays brought, by id: where they are."""
    designated: set[Span] | None = None
    """Where the document has designators, once that was asked."""
    said: dict[str, Said] = field(default_factory=dict)
    """What files state of a fact of which several do, by its pointer."""
    reported: set[str] = field(default_factory=set)
    """Disputed facts that are reported with the correction that disputes them."""
    called: str = ""
    """The name of the part that is spoken of, for messages."""
    corrected: list[Corrected] = field(default_factory=list)
    """The corrections that were made."""

    def lay(self, at: str, kind: str, new: Held, level: Level, papers: Papers) -> None:
        """Lays the fields of a record on the record at a pointer."""
        properties = schema("bom").records[kind]["properties"]
        if kind == "component" and "function" in new.value:
            self._no_class_by_place(at)
        if "evidence" in self.draft.at(at).value:
            self._show_each(at, kind)
        for name in new.value:
            # An entry also says whom it means, and its papers go along with each of its facts.
            if name in properties and name != "evidence":
                self._field(at, kind, name, new.inside(name), level, papers)

    def _no_class_by_place(self, at: str) -> None:
        """A class that nothing but a designator tells is a guess, and gives way to what is said of the part.

        Else a motor at `J5` would be a connector, in which no rule looks for magnets.
        """
        part = self.draft.at(at)
        if "class" in part.value and part.inside("class").span in self._designated():
            self.draft.drop(at, ("class",))

    def _designated(self) -> set[Span]:
        """Where the document has designators."""
        if self.designated is None:
            self.designated = set()
            whole = self.draft.at("")
            for part in whole.inside("components").items() if "components" in whole.value else ():
                uses = part.inside("children").items() if "children" in part.value else ()
                self.designated |= {u.inside("designators").span for u in uses if "designators" in u.value}
        return self.designated

    def _show_each(self, at: str, kind: str) -> None:
        """Writes the papers of a record to each of its facts: what is laid beside them they do not show."""
        record = self.draft.at(at)
        papers, properties = papers_of(record), schema("bom").records[kind]["properties"]
        self.draft.drop(at, ("evidence",))
        for name in [*record.value]:
            node = properties.get(name, {})
            if name in NAMING or node.get("x-type", {}).get("type") in {"list", "record"}:
                continue  # a nested record has papers of its own
            if isinstance(record.value[name], list):
                for index in range(len(record.value[name])):
                    entry = self.draft.at(join(at, name)).inside(index)
                    self.draft.put_item(
                        join(at, name), index, evidenced(entry, node.get("items", {}), papers)
                    )
            else:
                self.draft.put(at, name, evidenced(self.draft.at(at).inside(name), node, papers))

    def level(self, pointer: str) -> Level:
        """How near to the part the value at a pointer was stated."""
        while pointer:
            if pointer in self.levels:
                return self.levels[pointer]
            pointer = pointer.rpartition("/")[0]
        return Level.ROW

    def _field(self, at: str, kind: str, name: str, new: Held, level: Level, papers: Papers) -> None:
        there, node = self.draft.at(at), schema("bom").records[kind]["properties"][name]
        pointer, type_ = join(at, name), node.get("x-type", {})
        if name in NAMING and name in there.value:
            if (kind, name) == ("party", "name") and new.value != there.value[name]:
                alias = Held([new.value], new.entry._replace(place=_listing(new)))
                self._field(at, kind, "aliases", alias, level, [])
        elif isinstance(new.value, list):
            self._list(at, name, node, new, level, papers)
        elif name not in there.value:
            record = type_.get("type") == "record"
            held = grafted(new, type_["of"], papers) if record else evidenced(new, node, papers)
            self.draft.put(at, name, held)
            self.levels[pointer] = level
        elif type_.get("type") == "record":
            self.lay(pointer, type_["of"], new, level, [*papers, *papers_of(new)])
        elif name in ("ext", "identifiers"):
            self._texts(pointer, new)
        elif name == "notes":
            self._note(at, there.inside(name), new)
        else:
            self._fact(at, name, node, new, level, papers)

    # ---- single facts ----

    def _fact(
        self, at: str, name: str, node: dict[str, Any], new: Held, level: Level, papers: Papers
    ) -> None:
        pointer = join(at, name)
        self.statements(at, name, node)
        said = self.said[pointer]
        self._state(said, Statement(evidenced(new, node, papers), level), file_of(new))
        self.draft.put(at, name, said.together())
        self.levels[pointer] = max(self.level(pointer), level)

    def statements(self, at: str, name: str, node: dict[str, Any]) -> dict[str, Statement]:
        """What files state of a fact of the record at a pointer."""
        pointer, record = join(at, name), self.draft.at(at)
        if pointer not in self.said and name in record.value:
            there = record.inside(name)
            first = Statement(there, self.level(pointer))
            self.said[pointer] = Said(self.called, name, node, {file_of(there): first})
        return self.said[pointer].by_file if pointer in self.said else {}

    def _state(self, said: Said, new: Statement, file: str) -> None:
        """Adds a statement of a file; what the file says nearer to the part counts."""
        own = said.by_file.get(file)
        if own is None and can_be_either(said.node):
            said.by_file[file] = new
            return
        if own is None:
            file, own = next(reversed(said.by_file.items()))
        if not contradict(new.held, own.held, said.node):
            level = max(own.level, new.level)
            said.by_file[file] = Statement(agreed(own.held, new.held, said.node), level)
            return
        tell = say.contradiction if own.level == new.level else say.overrides
        values, places = _both(new.held, own.held), (new.held.span, own.held.span)
        self.problems.append(tell(said.name, said.called, values, *places))
        said.by_file[file] = new

    def correct(self, pointer: str, file: str, new: Statement | None, wrong: str) -> None:
        """Replace the statement of a file by a corrected one, or take it away."""
        said = self.said[pointer]
        del said.by_file[wrong]
        if new is not None:
            said.by_file[file] = new
        at, _, name = pointer.rpartition("/")
        if said.by_file:
            self.draft.put(at, name, said.together())
        else:
            self.draft.drop(at, (name,))

    def dispute(self, pointer: str, file: str, new: Statement | None) -> None:
        """Leave open a fact that a correction disputes without evidence that counts."""
        said = self.said[pointer]
        self.reported.add(pointer)
        at, _, name = pointer.rpartition("/")
        if new is None:
            self.draft.put(at, name, open_fact(said.together(), said.node))
        elif can_be_either(said.node):
            said.by_file[f"correction in {file}"] = new
            self.draft.put(at, name, said.together())

    def finish(self) -> None:
        """Report the facts on which files contradict each other."""
        for pointer, said in self.said.items():
            if pointer in self.reported:
                continue
            if said.by_file and (dispute := said.dispute()) is not None:
                new, there = dispute
                self.problems.append(
                    say.disputed(said.name, said.called, _both(new, there), new.span, there.span)
                )

    def _texts(self, pointer: str, new: Held) -> None:
        """A record of free fields: what is not there yet is added."""
        for name in new.value:
            there = self.draft.at(pointer)
            if name not in there.value:
                self.draft.put(pointer, name, new.inside(name))
            elif there.value[name] != new.value[name] and pointer.rpartition("/")[2] == "identifiers":
                here, before = new.inside(name), there.inside(name)
                fix = "one company has one identifier of a kind: correct one, or state two parties"
                problem = say.contradiction(
                    name, self.called, _both(here, before), here.span, before.span, fix
                )
                self.problems.append(problem)
            elif there.value[name] != new.value[name]:
                self.draft.put(pointer, name, own_fact(there.inside(name), new.inside(name)))

    def _note(self, at: str, there: Held, new: Held) -> None:
        if new.value not in there.value:
            self.draft.put(at, "notes", Held(f"{there.value}\n{new.value}", there.entry))

    # ---- lists ----

    def _list(
        self, at: str, name: str, node: dict[str, Any], new: Held, level: Level, papers: Papers
    ) -> None:
        pointer, there = join(at, name), self.draft.at(at)
        of = node.get("x-type", {}).get("of", "")
        if name not in there.value and not new.value:
            self.draft.put(at, name, new)
            self.levels[pointer] = level
        elif name in there.value and bool(there.value[name]) != bool(new.value):
            if not self._on_materials(at, name, of, new, level, papers):
                first = there.inside(name).span
                none_here = not new.value
                self.problems.append(say.emptiness(name, self.called, new.span, first, none_here=none_here))
            return
        before = len(self._entries(pointer))  # entries of one list speak of nothing in it
        for item in new.items():
            if of == "usage":
                self._child(pointer, item, level, papers)
            elif of:
                self._record(pointer, of, item, before, level, papers)
            else:
                self._word(pointer, node, item, before, level, papers)

    def _entries(self, pointer: str) -> list[Any]:
        """The entries of a list; none where it is not there."""
        above, _, name = pointer.rpartition("/")
        found: list[Any] = self.draft.at(above).value.get(name, [])
        return found

    def _append(self, pointer: str, new: Held, level: Level) -> None:
        """Adds an entry to a list, which is made where it is not there: an empty one would say something."""
        above, _, name = pointer.rpartition("/")
        if name not in self.draft.at(above).value:
            place = new.entry.place
            empty = Place(place.start, place.end, items=[], home=place.home)
            self.draft.put(above, name, Held([], new.entry._replace(place=empty)))
        self._closed(above, name, new, level)
        self.levels[join(pointer, len(self._entries(pointer)))] = level
        self.draft.append(pointer, new)

    def _closed(self, at: str, name: str, new: Held, level: Level) -> None:
        """Tells of an entry that is added to a list which is said to be complete, less near to the part."""
        said = self._entries(join(at, "complete"))
        index = next((number for number, each in enumerate(said) if exact(each) == name), None)
        if index is not None and self.level(join(at, "complete", index)) < level:
            place = self.draft.at(join(at, "complete")).inside(index).span
            self.problems.append(say.adds_to_complete(name, self.called, new.span, place))

    def _word(
        self, pointer: str, node: dict[str, Any], item: Held, before: int, level: Level, papers: Papers
    ) -> None:
        held = evidenced(item, node.get("items", {}), papers)
        for index, each in enumerate(self._entries(pointer)[:before]):
            if exact(each) == exact(item.value):
                there = self.draft.at(pointer)
                kept = evidenced(there.inside(index), node.get("items", {}), papers_of(held))
                self.draft.put_item(pointer, index, kept)
                return
        self._append(pointer, held, level)

    def _record(self, pointer: str, of: str, item: Held, before: int, level: Level, papers: Papers) -> None:
        at = self._spoken_of(pointer, of, item, before)
        if at is not None:
            if of == "stage" and "country" in item.value:
                self.draft.drop(at, ("unknown", "reason"))  # somebody knows now
            self.lay(at, of, item, level, [*papers, *papers_of(item)])
            return
        self._append(pointer, grafted(item, of, papers), level)

    def _on_materials(self, at: str, name: str, of: str, new: Held, level: Level, papers: Papers) -> bool:
        """Lays entries on the lists of the materials that they are of, where the part itself has none.

        Whether that could be done: every entry names a material that is there.
        """
        materials = self.draft.at(at).value.get("materials", ())
        ids = {slug(material_id(each)): number for number, each in enumerate(materials)}
        if of not in SHARED or not new.value or not all(slug(str(e.get("of", ""))) in ids for e in new.value):
            return False
        for item in new.items():
            material = join(at, "materials", ids[slug(str(item.value["of"]))])
            place = replace(item.opened(), fields=None, items=[item.entry.place])
            alone = Held([item.value], item.entry._replace(place=place))
            self._field(material, "material", name, alone, level, papers)
        return True

    def _spoken_of(self, pointer: str, of: str, item: Held, before: int) -> str | None:
        """The pointer of the entry that a new one of a list speaks of.

        A step, or an input, of a material stands in its own list or in that of its part.
        """
        found = self._entries(pointer)[:before]
        if of not in SHARED:
            index = same_entry(of, item.value, found)
            return None if index is None else join(pointer, index)
        part, material = holder_of(pointer)
        whole = self.draft.at(part).value
        wanted = material_meant(whole, item.value, material)
        places = [
            (join(where, at), entry)
            for where, at, entry in shared_entries(whole, part, SHARED[of], wanted)
            if where != pointer or at < before
        ]
        index = same_entry(of, item.value, [entry for _, entry in places])
        return None if index is None else places[index][0]

    def _use(self, pointer: str, index: int, item: Held, level: Level, papers: Papers) -> None:
        """Lays what is said of the use of a part that is listed already: how many, and where."""
        there = self._entries(pointer)[index]
        if isinstance(item.value, str):
            return
        if isinstance(there, str):
            self.draft.put_item(pointer, index, item)
            return
        kind = "component" if _is_written_out(there) else "usage"
        self.lay(join(pointer, index), kind, _without(item, ("ref",)), level, papers)

    def _child(self, pointer: str, item: Held, level: Level, papers: Papers) -> None:
        """A part of a part; a component that was laid once is referred to where it is laid again."""
        id_, there = _id_of(item.value), self._entries(pointer)
        same = next((index for index, each in enumerate(there) if _id_of(each) == id_), None)
        if same is not None and not _is_written_out(item.value):
            self._use(pointer, same, item, level, papers)
        elif same is not None and _is_written_out(there[same]):
            self.lay(join(pointer, same), "component", item, level, papers)
        elif not _is_written_out(item.value):
            self._append(pointer, item, level)
        elif id_ in self.placed:
            uses = {name: item.value[name] for name in ("quantity", "designators") if name in item.value}
            place = item.opened()
            assert place.fields is not None
            place.fields["ref"] = place.fields.get("id", place.fields["name"])
            self._append(pointer, Held({"ref": id_, **uses}, item.entry._replace(place=place)), level)
            self.lay(self.placed[id_], "component", _without(item, uses), level, papers)
        else:
            self.placed[id_] = join(pointer, len(there))
            self._append(pointer, grafted(item, "component", papers), level)


def _without(record: Held, names: Iterable[str]) -> Held:
    """A record without some of its fields."""
    apart = set(names)
    return Held({name: each for name, each in record.value.items() if name not in apart}, record.entry)


def _is_written_out(child: Any) -> bool:
    """Return whether a part stands in the list itself, and is not referred to."""
    return isinstance(child, dict) and "ref" not in child


def _id_of(child: Any) -> str:
    if isinstance(child, str):
        return child
    return str(child.get("ref") or child.get("id") or slug(child["name"]))


def _both(new: Held, there: Held) -> tuple[str, str]:
    return stated(new.value), stated(there.value)


def _listing(one: Held) -> Place:
    place = one.entry.place
    return Place(place.start, place.end, items=[place], home=place.home)
