"""Conversion of the short-form document of an example into a complete document.

For example: `bom end-item frame, mass 90 kg; component fitting; material titanium, mass 979.9 g; melted US`.
Semicolons separate the entries. An entry begins with a kind and a name, or with a stage and its country.
Fields with values follow. A material belongs to the component before it. A stage belongs to the material
before it, or to the component if the component has no material. All positions refer to the rule file.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from microdep_rules.lang.errors import examples as errors
from microdep_rules.lang.errors.names import article, suggests_word
from microdep_rules.lang.inline_fields import ENTRIES, HELD, HOLDERS, Fields
from microdep_rules.lang.inline_values import Values, bare
from microdep_rules.lang.pack_fields import with_fields
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.slugs import slug
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang import ir
    from microdep_rules.lang.inline_fields import Part, Record
    from microdep_rules.lang.inline_values import Word
    from microdep_rules.lang.scope import Checker
    from microdep_rules.source import Span
    from microdep_rules.vocabulary.fields import RecordType
    from microdep_rules.vocabulary.terms import Vocabularies

NAMED = {
    "input": "component",
    "content": "element",
    "relation": "kind",
    "technology": "kind",
    "transformation": "country",
}
"""Field that takes the name of an entry: the entry `content Nd` states the field `element`."""

FOLLOWS = frozenset({"name/unknown-field", "type/repeated"})
"""Codes of errors that often follow from an earlier error in the same entry."""


@dataclass(slots=True)
class Document:
    """A document under construction: its content, and the position of each statement in the rule file."""

    content: dict[str, Any] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)


def bom_of(
    entries: list[ir.ExampleEntry],
    vocabularies: Vocabularies | None = None,
    fields: Iterable[ir.OwnField] = (),
) -> Document:
    """Return the bill of materials of an example; the entries from its `background` are first."""
    reader = _ExampleReader(with_fields(fields), vocabularies or load_vocabularies())
    for entry in entries:
        reader.read(entry)
    return reader.bom()


def context_of(
    entries: list[ir.ExampleEntry],
    vocabularies: Vocabularies | None = None,
    fields: Iterable[ir.OwnField] = (),
) -> Document:
    """Return the contract facts of an example. Facts of `background` that apply to the example are first.

    A later entry replaces an earlier entry for the same fact.
    """
    reader = _ExampleReader(with_fields(fields), vocabularies or load_vocabularies())
    for entry in entries:
        reader.read_context(entry)
    return Document(reader.contract, reader.pointers({"": reader.contract}))


def check_entries(
    entry: ir.ExampleEntry,
    word: str,
    checker: Checker,
    before: Iterable[ir.ExampleEntry] = (),
    *,
    beside: bool = False,
) -> list[Diagnostic]:
    """Return the errors in the short form of a document.

    The document may replace statements of the documents in `before`. If `beside` is true, all these documents
    form one background, and a repeated statement is an error.
    """
    reader = _ExampleReader(checker.records, checker.vocabularies)
    read = reader.read_context if word == "context" else reader.read
    for earlier in before:
        read(earlier, anew=not beside)
    reader.diagnostics.clear()
    read(entry, anew=not beside)
    return reader.diagnostics


class _ExampleReader:
    def __init__(self, records: Mapping[str, RecordType], vocabularies: Vocabularies) -> None:
        self.records = records
        self.values = Values(records, vocabularies, self._known_party)
        self.fields = Fields(self.values)
        self.diagnostics = self.values.diagnostics
        self.spans = self.fields.spans
        self.contract: Record = {"schema": "microdep-context/1"}
        self.document: Record = {"id": "example"}
        self.components: list[Record] = []
        self.ids: Counter[str] = Counter()
        """Number of components with each id, because a document may state the same id twice."""
        self.numbers: dict[str, int] = {}
        """By id, the last number that the reader appended, because the id was already used."""
        self.parties: list[Record] = []
        self.by_id: dict[str, Record] = {}
        """Records of the parties, by id."""
        self.evidence: list[Record] = []
        self.end_item: Record | None = None
        self.component: Record | None = None
        self.material: Record | None = None
        self.party: Record | None = None

    # ---- document -----------------------------------------------------------------------------

    def bom(self) -> Document:
        content: Record = {"schema": "microdep-bom/1", "document": self.document}
        used = {input_["ref"] for part in self.components for input_ in part.get("inputs", ())}
        for component in self.components:
            component["apart"] = component.get("apart", False) or component["id"] in used
        if self.end_item is not None:
            self.document["product"] = self.end_item["id"]
            children = [
                {"ref": c["id"], "quantity": c.pop("quantity", 1)}
                for c in self.components
                if c is not self.end_item and not c["apart"]
            ]
            if children:
                self.end_item["children"] = children
        for component in self.components:
            del component["apart"]
            for material in component.get("materials", ()):
                _add_empty_lists(material)
            _add_empty_lists(component)
        for party in self.parties:
            _add_empty_lists(party)
        content["components"] = self.components
        if self.parties:
            content["parties"] = self.parties
        if self.evidence:
            content["evidence"] = self.evidence
        lists = {"/components": self.components, "/parties": self.parties, "/evidence": self.evidence}
        return Document(content, self.pointers(lists))

    def pointers(self, values: Mapping[str, Any]) -> dict[str, Span]:
        """Return the positions in the rule file of all values in a document, by JSON pointer."""
        pointers: dict[str, Span] = {}

        def walk(node: Any, pointer: str) -> None:
            span = self.spans.get(f"#{id(node)}")
            if span is not None:
                pointers[pointer] = span
            if isinstance(node, dict):
                for key, value in node.items():
                    own = self.spans.get(f"#{id(node)}/{key}")
                    if own is not None:
                        pointers[f"{pointer}/{key}"] = own
                    walk(value, f"{pointer}/{key}")
            elif isinstance(node, list):
                for index, value in enumerate(node):
                    walk(value, f"{pointer}/{index}")

        for pointer, value in values.items():
            walk(value, pointer)
        return pointers

    def read(self, entry: ir.ExampleEntry, *, anew: bool = True) -> None:
        """Read the entries of a bill of materials.

        If `anew` is true, the entries may repeat a statement of earlier entries.
        """
        if anew:
            self.fields.said.clear()
        for parts in entry.entries:
            mark = len(self.diagnostics)
            self._entry(parts)
            self._drop_follow_up_errors(mark)

    def read_context(self, entry: ir.ExampleEntry, *, anew: bool = True) -> None:
        """Read the entries of the contract facts.

        If `anew` is true, the entries may repeat a statement of earlier entries.
        """
        if anew:
            self.fields.said.clear()
        for parts in entry.entries:
            mark = len(self.diagnostics)
            (word, _), *rest = parts[0]
            behind = (tuple(rest), *parts[1:])
            if word == "determination":
                record: Record = {}
                self.contract.setdefault("determinations", []).append(record)
                self.fields.read(record, "determination", behind)
            elif word == "annual_import":
                imports = self.contract.setdefault("company", {}).setdefault("annual_imports", [])
                imports.append({})
                self.fields.read(imports[-1], "annual_import", behind)
            elif word == "company":
                self.fields.read(self.contract.setdefault("company", {}), "company", behind)
            else:
                self.fields.read(self.contract, "contract", parts)
            self._drop_follow_up_errors(mark)

    def _drop_follow_up_errors(self, mark: int) -> None:
        """Remove the errors that probably follow from the first error of an entry.

        An error that suggests a similar word remains.
        """
        self.diagnostics[mark + 1 :] = [
            d for d in self.diagnostics[mark + 1 :] if d.code not in FOLLOWS or suggests_word(d)
        ]

    # ---- entries -------------------------------------------------------------------------------

    def _entry(self, parts: tuple[Part, ...]) -> None:
        (word, span), *rest = parts[0]
        if word in HOLDERS or word in self.fields.words("kind"):
            self._component(word, span, rest, parts[1:])
        elif word == "material":
            self._material(span, rest, parts[1:])
        elif word == "party":
            self._named_party(span, rest, parts[1:])
        elif word == "evidence":
            self._named_evidence(span, rest, parts[1:])
        elif word in HELD:
            self._inner_entry(word, span, rest, parts[1:])
        elif word in self.fields.words("stage"):
            self._stage(word, span, rest, parts[1:])
        elif word == "document":
            self.fields.read(self.document, "document", (tuple(rest), *parts[1:]))
        elif self.fields.last is not None and self.fields.named(word, self.fields.last) is not None:
            self.diagnostics.append(diagnose("name/unknown-field", span, "within-entry", name=word))
        else:
            known = [*ENTRIES, *self.fields.words("stage")]
            self.diagnostics.append(errors.word(word, span, known, "a kind of entry or a stage"))

    def _component(self, word: str, span: Span, rest: list[Word], fields: tuple[Part, ...]) -> None:
        name = bare(rest[0][0]) if rest else word
        record: Record = {"id": slug(name), "name": name}
        if word == "end-item":
            if self.end_item is not None:
                record = self.end_item
                self.ids[record["id"]] -= 1
                first = self.fields.said.get((id(record), "id"))
                if rest and first is not None and record["name"] != name:
                    self.diagnostics.append(
                        diagnose("type/repeated", span, "example-twice", also=[first], field="end-item")
                    )
                elif rest:
                    record["id"], record["name"] = slug(name), name
            else:
                record["kind"] = "end_item"
                self.components.insert(0, record)
            self.end_item = self.fields.end_item = record
            if rest:
                self.fields.said.setdefault((id(record), "id"), span)
        else:
            if word not in HOLDERS:
                record["kind"] = word
            base = record["id"]
            while self.ids[record["id"]] > 0:
                self.numbers[base] = self.numbers.get(base, 1) + 1
                record["id"] = f"{base}-{self.numbers[base]}"
            self.components.append(record)
        self.component, self.material = record, None
        self.spans[f"#{id(record)}"] = span
        self.fields.read(record, "component", (tuple(rest[1:]), *fields))
        self.ids[record["id"]] += 1

    def _holding_component(self, span: Span) -> Record:
        """Return the component to which a material or stage belongs.

        If the document has no component yet, create a component without a name.
        """
        if self.component is None:
            self._component("component", span, [("component", span)], ())
        assert self.component is not None
        return self.component

    def _material(self, span: Span, rest: list[Word], fields: tuple[Part, ...]) -> None:
        component = self._holding_component(span)
        word = bare(rest[0][0]) if rest else ""
        record: Record = {}
        if word:
            self.values.code("substance", rest[0])
            record["substance"] = word
        materials = component.setdefault("materials", [])
        base = slug(word) if word else "material"
        taken = {m["id"] for m in materials}
        record["id"] = base if base not in taken else f"{base}-{len(materials) + 1}"
        materials.append(record)
        self.material = record
        self.spans[f"#{id(record)}"] = span
        self.fields.read(record, "material", (tuple(rest[1:]), *fields))

    def _stage(self, word: str, span: Span, rest: list[Word], fields: tuple[Part, ...]) -> None:
        record: Record = {"stage": word}
        self._holding_component(span).setdefault("stages", []).append(record)
        if self.material is not None:
            record["of"] = self.material["id"]
        self.spans[f"#{id(record)}"] = span
        words = self._place(record, list(rest))
        while words and words[0][0] in {"by", "of"}:
            joint, words = words[0], words[1:]
            target = self.records["stage"].fields["party" if joint[0] == "by" else "substance"]
            value, words = self.values.read(target, joint, words)
            if value is not None:
                self.fields.state(record, target.document_name, value, joint)
        self.fields.read(record, "stage", (tuple(words), *fields))

    def _place(self, record: Record, words: list[Word]) -> list[Word]:
        """Read the country of a stage, such as `CN`, `unknown` or `one of A B`; return the words after it."""
        stage = self.records["stage"]
        if not words or words[0][0] in {"by", "of"} or self.fields.named(words[0][0], stage):
            return words
        if words[0][0] == "unknown":
            record.update(unknown=True, reason="not answered")
            return words[1:]
        end = next((i for i, (w, _) in enumerate(words) if i > 1 and w in {"by", "of"}), len(words))
        value, left = self.values.read(stage.fields["country"], ("country", words[0][1]), words[:end])
        if value is None:
            return []
        self.fields.state(record, "country", value, words[0])
        return [*left, *words[end:]]

    def _named_party(self, span: Span, rest: list[Word], fields: tuple[Part, ...]) -> None:
        """Read the entry of a party. If earlier entries only mention the party, add the fields to it."""
        if not rest:
            self.diagnostics.append(diagnose("type/example", span, "name-missing", entry="party"))
            return
        id_ = self._known_party(bare(rest[0][0]))
        self.party = self.by_id[id_]
        self.spans[f"#{id(self.party)}"] = span
        self.fields.read(self.party, "party", (tuple(rest[1:]), *fields))
        if self.party["id"] != id_:  # the entry may state another id
            self.by_id.setdefault(self.party["id"], self.by_id.pop(id_))

    def _named_evidence(self, span: Span, rest: list[Word], fields: tuple[Part, ...]) -> None:
        if not rest:
            self.diagnostics.append(diagnose("type/example", span, "name-missing", entry="evidence"))
            return
        record: Record = {}
        self.evidence.append(record)
        self.spans[f"#{id(record)}"] = span
        named = (("id", span), rest[0])
        self.fields.read(record, "evidence", (named, tuple(rest[1:]), *fields))

    def _inner_entry(self, word: str, span: Span, rest: list[Word], fields: tuple[Part, ...]) -> None:
        """Read an entry that belongs to an earlier record, such as an input of a component."""
        key, wanted = HELD[word]
        holder = {"component": self.component, "material": self.material, "party": self.party}[wanted]
        if holder is None:
            self.diagnostics.append(
                diagnose("type/example", span, "example-order", entry=word, a_valid_value=article(wanted))
            )
        elif not rest:
            self.diagnostics.append(diagnose("type/example", span, "name-missing", entry=word))
        else:
            record: Record = {}
            if word == "transformation":
                self.fields.state(holder, key, record, (word, span))
            else:
                holder.setdefault(key, []).append(record)
            self.spans[f"#{id(record)}"] = span
            named = NAMED.get(word, "party")
            if word == "input" and self.material is not None:
                record["of"] = self.material["id"]
            mark = len(self.diagnostics)
            self.fields.read(record, word, (((named, span), *rest), *fields))
            if word == "relation" and "party" not in record and len(self.diagnostics) == mark:
                self.diagnostics.append(errors.value("party", "reference", span))

    def _known_party(self, name: str) -> str:
        """Return the id of the party with this name.

        If no entry states the party, create the party from its name.
        """
        id_ = slug(name)
        if id_ not in self.by_id:
            self.by_id[id_] = {"id": id_, "name": name}
            self.parties.append(self.by_id[id_])
        return id_


def _add_empty_lists(record: Record) -> None:
    """Add an empty list if the example calls a list complete but has no entries for the list."""
    for name in record.get("complete", ()):
        record.setdefault(name, [])
