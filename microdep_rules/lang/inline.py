"""The short-hand document of an example, made into a real one.

`bom end-item frame, mass 90 kg; part fitting; material titanium, mass 979.9 g; melted US` reads entry
by entry: a kind with a name, or a stage with its place, then fields with values. A material belongs to
the part before it, a stage to the material before it or else to the part. Positions stay those of the
rule file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from microdep_rules.lang.errors import rules as errors
from microdep_rules.lang.errors.names import says_what_was_meant
from microdep_rules.lang.scope import COSTS, Checker
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.terms import load_vocabularies
from microdep_rules.vocabulary.units import CURRENCIES, UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang import ir
    from microdep_rules.source import Span
    from microdep_rules.vocabulary.fields import Field, RecordType
    from microdep_rules.vocabulary.terms import Vocabularies

Word = tuple[str, "Span"]
Part = tuple[Word, ...]

HOLDERS = {"end-item": "component", "part": "component", "component": "component"}
RECORDS = ("material", "party", "evidence", "input", "owner", "determination", "right", "relation")
PLURAL = {
    "party": "parties",
    "evidence": "evidence",
    "input": "inputs",
    "owner": "owners",
    "determination": "determinations",
    "right": "rights",
    "relation": "relations",
}
LISTS = frozenset({"texts", "codes", "references"})


@dataclass(slots=True)
class Document:
    """A document in the making: its content, and where each thing was written."""

    content: dict[str, Any] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)


def bom_of(entries: list[ir.ExampleEntry], vocabularies: Vocabularies | None = None) -> Document:
    """The BOM of an example, the background first."""
    reader = _Reader(record_types(), vocabularies or load_vocabularies())
    for each in entries:
        reader.read(each)
    return reader.bom()


def context_of(entries: list[ir.ExampleEntry]) -> Document:
    """The context of an example, the background first; later entries win."""
    reader = _Reader(record_types(), load_vocabularies())
    for each in entries:
        reader.read_context(each)
    return Document(reader.contract, reader.spans)


def check_entries(
    entry: ir.ExampleEntry, word: str, checker: Checker, before: Iterable[ir.ExampleEntry] = ()
) -> list[Diagnostic]:
    """What is wrong with a short-hand document, behind the entries of the background."""
    reader = _Reader(checker.records, checker.vocabularies)
    if word == "context":
        reader.read_context(entry)
        return reader.diagnostics
    for each in before:
        reader.read(each)
    reader.diagnostics.clear()
    reader.read(entry)
    return reader.diagnostics


class _Reader:
    def __init__(self, records: Mapping[str, RecordType], vocabularies: Vocabularies) -> None:
        self.records = records
        self.vocabularies = vocabularies
        self.diagnostics: list[Diagnostic] = []
        self.spans: dict[str, Span] = {}
        self.contract: dict[str, Any] = {"schema": "microdep-context/1"}
        self.document: dict[str, Any] = {"id": "example"}
        self.components: list[dict[str, Any]] = []
        self.parties: list[dict[str, Any]] = []
        self.evidence: list[dict[str, Any]] = []
        self.end_item: dict[str, Any] | None = None
        self.part: dict[str, Any] | None = None
        self.material: dict[str, Any] | None = None
        self.party: dict[str, Any] | None = None

    # ---- the whole -----------------------------------------------------------------------------

    def bom(self) -> Document:
        content: dict[str, Any] = {"schema": "microdep-bom/1", "document": self.document}
        if self.end_item is not None:
            self.document["product"] = self.end_item["id"]
            children = [
                {"ref": c["id"], "quantity": c.pop("quantity", 1)}
                for c in self.components
                if c is not self.end_item and not c.pop("apart", False)
            ]
            if children:
                self.end_item["children"] = children
        for each in self.components:
            each.pop("apart", None)
            for material in each.get("materials", ()):
                _spell_out(material)
            _spell_out(each)
        for each in self.parties:
            _spell_out(each)
        content["components"] = self.components
        if self.parties:
            content["parties"] = self.parties
        if self.evidence:
            content["evidence"] = self.evidence
        return Document(content, self._pointers())

    def _pointers(self) -> dict[str, Span]:
        """Spans by pointer, from spans by identity."""
        found: dict[str, Span] = {}

        def walk(node: Any, pointer: str) -> None:
            span = self.spans.get(f"#{id(node)}")
            if span is not None:
                found[pointer] = span
            if isinstance(node, dict):
                for key, value in node.items():
                    own = self.spans.get(f"#{id(node)}/{key}")
                    if own is not None:
                        found[f"{pointer}/{key}"] = own
                    walk(value, f"{pointer}/{key}")
            elif isinstance(node, list):
                for index, value in enumerate(node):
                    walk(value, f"{pointer}/{index}")

        walk(self.components, "/components")
        walk(self.parties, "/parties")
        walk(self.evidence, "/evidence")
        return found

    def read(self, entry: ir.ExampleEntry) -> None:
        for parts in entry.entries:
            mark = len(self.diagnostics)
            self._entry(parts)
            self._leave_out(mark)

    def _leave_out(self, mark: int) -> None:
        """Behind a mistake, words of the same entry that are like nothing known are hardly others."""
        self.diagnostics[mark + 1 :] = [d for d in self.diagnostics[mark + 1 :] if says_what_was_meant(d)]

    def read_context(self, entry: ir.ExampleEntry) -> None:
        known = self.records["contract"]
        for parts in entry.entries:
            mark = len(self.diagnostics)
            word, _ = parts[0][0]
            if word == "determination":
                record: dict[str, Any] = {}
                self.contract.setdefault("determinations", []).append(record)
                self._fields(record, self.records["determination"], parts[1:])
            elif word == "company":
                self._fields(self.contract.setdefault("company", {}), self.records["company"], parts[1:])
            else:
                self._fields(self.contract, known, parts)
            self._leave_out(mark)

    # ---- entries -------------------------------------------------------------------------------

    def _entry(self, parts: tuple[Part, ...]) -> None:
        (word, span), *rest = parts[0]
        stage = self.vocabularies.get("stage")
        kinds = self.vocabularies.get("kind")
        if word in HOLDERS or (kinds is not None and word in kinds.terms):
            self._component(word, span, rest, parts[1:])
        elif word == "material":
            self._material(span, rest, parts[1:])
        elif word in PLURAL:
            self._record(word, span, rest, parts[1:])
        elif stage is not None and word in stage.terms:
            self._stage(word, span, rest, parts[1:])
        elif word == "document":
            self._fields(self.document, self.records["document"], parts[1:])
        else:
            known = [*HOLDERS, *RECORDS, *(stage.terms if stage else ())]
            self.diagnostics.append(errors.example_word(word, span, known, "a kind of entry or a stage"))

    def _component(self, word: str, span: Span, rest: list[Word], fields: tuple[Part, ...]) -> None:
        name = _bare(rest[0][0]) if rest else word
        record: dict[str, Any] = {"id": _slug(name), "name": name}
        kinds = self.vocabularies.get("kind")
        if word == "end-item":
            if self.end_item is not None:
                record = self.end_item
                if rest:
                    record["id"], record["name"] = _slug(name), name
            else:
                record["kind"] = "end_item"
                self.components.insert(0, record)
            self.end_item = record
        else:
            if word not in HOLDERS and kinds is not None and word in kinds.terms:
                record["kind"] = word
            taken = {c["id"] for c in self.components}
            base, number = record["id"], 2
            while record["id"] in taken:
                record["id"] = f"{base}-{number}"
                number += 1
            self.components.append(record)
        self.part, self.material = record, None
        self.spans[f"#{id(record)}"] = span
        self._fields(record, self.records["component"], (tuple(rest[1:]), *fields))

    def _material(self, span: Span, rest: list[Word], fields: tuple[Part, ...]) -> None:
        if self.part is None:
            self._component("part", span, [("part", span)], ())
        assert self.part is not None
        word = _bare(rest[0][0]) if rest else ""
        record: dict[str, Any] = {}
        substances = self.vocabularies.get("substance")
        if word and substances is not None and substances.resolve(word) is None:
            self.diagnostics.append(
                errors.example_word(word, rest[0][1], substances.words(), "a known substance")
            )
        if word:
            record["substance"] = word
        materials = self.part.setdefault("materials", [])
        base = _slug(word) or "material"
        taken = {m["id"] for m in materials}
        record["id"] = base if base not in taken else f"{base}-{len(materials) + 1}"
        materials.append(record)
        self.material = record
        self.spans[f"#{id(record)}"] = span
        self._fields(record, self.records["material"], (tuple(rest[1:]), *fields))

    def _stage(self, word: str, span: Span, rest: list[Word], fields: tuple[Part, ...]) -> None:
        if self.part is None:
            self._component("part", span, [("part", span)], ())
        assert self.part is not None
        record: dict[str, Any] = {"stage": word}
        if self.material is not None:
            record["of"] = self.material["id"]
        words = list(rest)
        if words and words[0][0] not in {"by", "of"}:
            self._place(record, words)
        while len(words) > 1 and words[0][0] in {"by", "of"}:
            key = "party" if words[0][0] == "by" else "substance"
            record[key] = _bare(words[1][0])
            if key == "party":
                record[key] = self._known_party(record[key])
            del words[:2]
        self.part.setdefault("stages", []).append(record)
        self.spans[f"#{id(record)}"] = span
        self._fields(record, self.records["stage"], (tuple(words), *fields))

    def _place(self, record: dict[str, Any], words: list[Word]) -> None:
        """The place of a stage: a country, `unknown`, or `one of A B`."""
        text, span = words[0]
        if text == "unknown":
            record.update(unknown=True, reason="not answered")
            del words[0]
        elif text == "one" and len(words) > 2 and words[1][0] == "of":  # noqa: PLR2004 - `one of X`
            codes = [w for w, _ in words[2:]]
            record["country"] = {"one_of": codes}
            words.clear()
        elif countries.is_country(text):
            record["country"] = text
            self.spans[f"#{id(record)}/country"] = span
            del words[0]
        elif text not in self.records["stage"].fields:
            found = countries.find(text)
            known = [found] if found else []
            self.diagnostics.append(errors.example_word(text, span, known, "a country code"))
            words.clear()

    def _record(self, word: str, span: Span, rest: list[Word], fields: tuple[Part, ...]) -> None:
        record: dict[str, Any] = {}
        key = PLURAL[word]
        name = _bare(rest[0][0]) if rest else ""
        if word == "party":
            # A party that was only named before is this one.
            record = next((p for p in self.parties if p["id"] == _slug(name)), record)
            if not record:
                record.update(id=_slug(name), name=name)
                self.parties.append(record)
            self.party = record
        elif word == "evidence":
            record["id"] = name
            self.evidence.append(record)
        elif word == "input":
            record["ref"] = _slug(name)
            if self.material is not None:
                record["of"] = self.material["id"]
            for each in self.components:
                if each["id"] == record["ref"]:
                    each["apart"] = True
            self._hold(self.part, key, record, word, span, "part")
        else:
            record["kind" if word == "relation" else "party"] = _slug(name) if word != "relation" else name
            if word != "relation":
                record["party"] = self._known_party(name)
            self._hold(self.party, key, record, word, span, "party")
        self.spans[f"#{id(record)}"] = span
        self._fields(record, self.records[word], (tuple(rest[1:]), *fields))

    def _hold(
        self,
        holder: dict[str, Any] | None,
        key: str,
        record: dict[str, Any],
        word: str,
        span: Span,
        wanted: str,
    ) -> None:
        if holder is not None:
            holder.setdefault(key, []).append(record)
        else:
            self.diagnostics.append(errors.example_holder(word, wanted, span))

    def _known_party(self, name: str) -> str:
        """The id of a party; one that is only named is a party all the same."""
        id_ = _slug(name)
        if all(p["id"] != id_ for p in self.parties):
            self.parties.append({"id": id_, "name": name})
        return id_

    # ---- fields --------------------------------------------------------------------------------

    def _fields(self, record: dict[str, Any], known: RecordType, parts: tuple[Part, ...]) -> None:
        for part in parts:
            words = list(part)
            while words:
                words = self._field(record, known, words)

    def _field(self, record: dict[str, Any], known: RecordType, words: list[Word]) -> list[Word]:
        word, span = words[0]
        rest = words[1:]
        if word == "complete":
            record["complete"] = [w for w, _ in rest] or ["materials", "children"]
            return []
        if word == "quantity" and known.name == "component":
            record["quantity"] = _number(rest[0][0]) if rest else 1
            return rest[1:]
        if word == "apart" and known.name == "component":
            record["apart"] = True
            return rest
        if word == "as-of" and known.name == "contract" and rest:
            record["as_of"] = rest[0][0]
            return rest[1:]
        if word in COSTS:
            record.setdefault("costs", []).append({"kind": COSTS[word], **_money(rest)})
            self.spans[f"#{id(record)}/costs"] = span
            return rest[1:]
        found = known.fields.get(word) or known.fields.get(word.replace("-", "_"))
        if found is None:
            self.diagnostics.append(
                errors.example_word(word, span, [*known.fields, *COSTS], f"a field of a {known.name}")
            )
            return []
        if not rest:
            self.diagnostics.append(errors.example_value(word, found.type.kind, span))
            return []
        record[found.document_name] = self._value(found, rest)
        self.spans[f"#{id(record)}/{found.document_name}"] = span
        whole = found.type.kind in LISTS or [w for w, _ in rest[:2]] == ["one", "of"]
        return [] if whole else rest[1:]

    def _value(self, found: Field, rest: list[Word]) -> Any:
        """The value of a field: partly known, not known, a list, or plain."""
        kind = found.type.kind
        texts = [_bare(w) for w, _ in rest]
        if texts[0] == "unknown":
            return {"unknown": True, "reason": "not answered"}
        if texts[:2] == ["one", "of"]:
            return {"one_of": texts[2:]}
        if kind in LISTS:
            return texts
        if kind == "reference" and found.type.target == "party":
            return self._known_party(texts[0])
        match kind:
            case "boolean":
                if texts[0] not in {"true", "false"}:
                    self.diagnostics.append(errors.example_value(found.name, "true or false", rest[0][1]))
                return texts[0] == "true"
            case "money":
                return _money(rest)
            case "mass" | "percent" | "number" | "density":
                if not texts[0][0].isdigit():
                    self.diagnostics.append(errors.example_value(found.name, kind, rest[0][1]))
                    return 0
                return _number(texts[0])
            case "code" if found.type.vocabulary:
                vocabulary = self.vocabularies.get(found.type.vocabulary)
                if vocabulary is not None and vocabulary.resolve(texts[0]) is None:
                    self.diagnostics.append(
                        errors.example_word(
                            texts[0], rest[0][1], vocabulary.words(), f"a known {found.type.vocabulary}"
                        )
                    )
                return texts[0]
            case "record":
                return {"country": texts[0]}
            case _:
                return texts[0]


def _spell_out(record: dict[str, Any]) -> None:
    """A list that the short-hand calls complete and gives no entries of is an empty one."""
    for name in record.get("complete", ()):
        record.setdefault(name, [])


def _bare(text: str) -> str:
    return text[1:-1] if text.startswith('"') else text


def _slug(name: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())


def _number(text: str) -> int | Decimal:
    """A number in the unit of the document: grams, percent, or none."""
    number, _, unit = text.replace("%", " %").partition(" ")
    unit = unit.strip()
    factor = UNITS[unit].factor if unit in UNITS and unit != "%" else Fraction(1)
    exact = Fraction(number) * factor
    return Decimal(exact.numerator) / Decimal(exact.denominator) if exact.denominator > 1 else int(exact)


def _money(rest: list[Word]) -> dict[str, str]:
    amount, _, currency = rest[0][0].partition(" ") if rest else ("0", "", "")
    currency = currency.strip()
    return {"amount": amount, "currency": currency if currency in CURRENCIES else "USD"}
