"""What overlays declare is added to a document: facts by what is nearer, lists entry by entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.bom.errors import overlays as say
from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.bom.overlays.draft import Held
from microdep_rules.bom.overlays.entries import Level
from microdep_rules.bom.overlays.papers import evidenced, grafted, papers_of
from microdep_rules.bom.overlays.same import same_entry
from microdep_rules.bom.schemas import schema
from microdep_rules.bom.spans import Place, join
from microdep_rules.bom.statements import amount, disjoint, stated
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from microdep_rules.bom.overlays.draft import Draft
    from microdep_rules.bom.overlays.papers import Papers
    from microdep_rules.diagnostics import Diagnostic

NAMING = frozenset({"id", "name"})


class Layer(Struct):
    """Lays declarations on a draft, and keeps how near to the part each of its values was stated."""

    draft: Draft
    problems: list[Diagnostic] = field(default_factory=list)
    levels: dict[str, Level] = field(default_factory=dict)
    """Of what was laid: by the pointer of the field or of the entry of a list."""
    placed: dict[str, str] = field(default_factory=dict)
    """Components that overlays brought, by id: where they are."""
    called: str = ""
    """The name of the part that is spoken of, for messages."""

    def lay(self, at: str, kind: str, new: Held, level: Level, papers: Papers) -> None:
        """Lays the fields of a record on the record at a pointer."""
        properties = schema("bom").records[kind]["properties"]
        for name in new.value:
            # An entry also says whom it means, and its papers go along with each of its facts.
            if name in properties and name != "evidence":
                self._field(at, kind, name, new.inside(name), level, papers)

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
            self._texts(pointer, new, level, papers)
        elif name == "notes":
            self._note(at, there.inside(name), new)
        else:
            self._fact(at, name, node, new, level, papers)

    # ---- single facts ----

    def _fact(
        self, at: str, name: str, node: dict[str, Any], new: Held, level: Level, papers: Papers
    ) -> None:
        pointer, there = join(at, name), self.draft.at(at).inside(name)
        before, type_ = self.level(pointer), node.get("x-type", {})
        held = evidenced(new, node, papers)
        mine, theirs = amount(there.value), amount(new.value)
        if disjoint(there.value, new.value, type_) or (not type_ and there.value != new.value):
            if before == level:
                told = say.contradiction(name, self.called, _both(new, there), new.span, there.span)
            else:
                told = say.overrides(name, self.called, _both(new, there), new.span, there.span)
            self.problems.append(told)
            self.draft.put(at, name, held)
        elif mine is not None and mine == theirs:
            self.draft.put(at, name, evidenced(there, node, papers_of(held)))
            return
        elif mine is None and (theirs is not None or _says_more(new.value, there.value)):
            self.draft.put(at, name, held)
        else:
            return
        self.levels[pointer] = level

    def _texts(self, pointer: str, new: Held, level: Level, papers: Papers) -> None:
        """A record of free fields: what is not there yet is added."""
        for name in new.value:
            there = self.draft.at(pointer)
            if name not in there.value:
                self.draft.put(pointer, name, new.inside(name))
            elif there.value[name] != new.value[name] and pointer.rpartition("/")[2] == "identifiers":
                self._fact(pointer, name, {"x-type": {"type": "text"}}, new.inside(name), level, papers)

    def _note(self, at: str, there: Held, new: Held) -> None:
        if new.value not in there.value:
            self.draft.put(at, "notes", Held(f"{there.value}\n{new.value}", there.entry))

    # ---- lists ----

    def _list(
        self, at: str, name: str, node: dict[str, Any], new: Held, level: Level, papers: Papers
    ) -> None:
        pointer, there = join(at, name), self.draft.at(at)
        if name not in there.value:
            empty = replace(new.opened(), items=[])
            self.draft.put(at, name, Held([], new.entry._replace(place=empty)))
            self.levels[pointer] = level
        elif bool(there.value[name]) != bool(new.value):
            self.problems.append(
                say.emptiness(name, self.called, new.span, there.inside(name).span, none_here=not new.value)
            )
            return
        of = node.get("x-type", {}).get("of", "")
        before = len(self.draft.at(pointer).value)  # entries of one list speak of nothing in it
        for item in new.items():
            if of == "usage":
                self._child(pointer, item, level, papers)
            elif of:
                self._record(pointer, of, item, before, level, papers)
            else:
                self._word(pointer, node, item, before, level, papers)

    def _word(
        self, pointer: str, node: dict[str, Any], item: Held, before: int, level: Level, papers: Papers
    ) -> None:
        held = evidenced(item, node.get("items", {}), papers)
        there = self.draft.at(pointer)
        for index, each in enumerate(there.value[:before]):
            if exact(each) == exact(item.value):
                kept = evidenced(there.inside(index), node.get("items", {}), papers_of(held))
                self.draft.put_item(pointer, index, kept)
                return
        self.levels[join(pointer, len(there.value))] = level
        self.draft.append(pointer, held)

    def _record(self, pointer: str, of: str, item: Held, before: int, level: Level, papers: Papers) -> None:
        there = self.draft.at(pointer)
        index = same_entry(of, item.value, there.value[:before])
        if index is not None:
            at = join(pointer, index)
            if of == "stage" and "country" in item.value:
                self.draft.drop(at, ("unknown", "reason"))  # somebody knows now
            self.lay(at, of, item, level, [*papers, *papers_of(item)])
            return
        self.levels[join(pointer, len(there.value))] = level
        self.draft.append(pointer, grafted(item, of, papers))

    def _child(self, pointer: str, item: Held, level: Level, papers: Papers) -> None:
        """A part of a part; a component that was laid once is referred to where it is laid again."""
        id_ = _id_of(item.value)
        there = self.draft.at(pointer)
        for index, each in enumerate(there.value):
            if _id_of(each) == id_:
                if isinstance(each, dict) and isinstance(item.value, dict) and "ref" not in item.value:
                    self.lay(join(pointer, index), "component", item, level, papers)
                return
        where = join(pointer, len(there.value))
        self.levels[where] = level
        if not isinstance(item.value, dict) or "ref" in item.value:
            self.draft.append(pointer, item)
        elif id_ in self.placed:
            uses = {name: item.value[name] for name in ("quantity", "designators") if name in item.value}
            place = item.opened()
            assert place.fields is not None
            place.fields["ref"] = place.fields.get("id", place.fields["name"])
            self.draft.append(pointer, Held({"ref": id_, **uses}, item.entry._replace(place=place)))
        else:
            self.placed[id_] = where
            self.draft.append(pointer, grafted(item, "component", papers))


def _id_of(child: Any) -> str:
    if isinstance(child, str):
        return child
    return str(child.get("ref") or child.get("id") or slug(child["name"]))


def _says_more(new: Any, there: Any) -> bool:
    """Whether a statement that is not exact leaves less open than another one."""
    mine, theirs = alternatives(new), alternatives(there)
    return bool(mine) and (not theirs or set(mine) < set(theirs))


def _both(new: Held, there: Held) -> tuple[str, str]:
    return stated(new.value), stated(there.value)


def _listing(one: Held) -> Place:
    place = one.entry.place
    return Place(place.start, place.end, items=[place], home=place.home)
