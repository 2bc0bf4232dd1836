"""Fields of an entry in the short-form document of an example."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from microdep_rules.lang.errors import examples as errors
from microdep_rules.lang.errors.names import article
from microdep_rules.lang.scope import COSTS
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.fields import Field, FieldType
from microdep_rules.vocabulary.own_fields import HOLDER, PREFIX, is_own

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang.inline_values import Values, Word
    from microdep_rules.source import Span
    from microdep_rules.vocabulary.fields import RecordType

Part = tuple["Word", ...]
Record = dict[str, Any]

HOLDERS = ("end-item", "component")
HELD = {
    "input": ("inputs", "component"),
    "content": ("composition", "material"),
    "transformation": ("substantial_transformation", "component"),
    "technology": ("technology", "component"),
    "owner": ("owners", "party"),
    "right": ("rights", "party"),
    "relation": ("relations", "party"),
}
"""For each kind of inner entry, the list that contains the entry, and the kind of record with this list.

For example, an entry `content` is in the list `composition` of a material.
"""

ENTRIES = (*HOLDERS, "material", "party", "evidence", *HELD, "document")
AS_OF = Field("as-of", "as_of", FieldType("date"), "As-of date of the example.", plain=True)
LISTS_AS_OF = Field(
    "lists-as-of",
    "lists_as_of",
    FieldType("date"),
    "Date of the published lists; the example treats the excerpts in the pack as complete.",
    plain=True,
)
OF_THE_EXAMPLE = {own_field.name: own_field for own_field in (AS_OF, LISTS_AS_OF)}
"""Fields that authors write among the contract facts, although the fields describe the example."""


UNITS = {"mass": "g", "density": "g/cm3"}


def _with_unit(field_: Field, value: object) -> object:
    """Return the value of a field that a pack adds with its unit, as a document states the value: `5 g`."""
    unit = UNITS.get(field_.type.kind)
    return value if unit is None or isinstance(value, dict) else f"{value} {unit}"


@dataclass(slots=True)
class Fields:
    """Reader of the fields of an entry.

    The reader collects the errors, and the position of each statement.
    """

    values: Values
    spans: dict[str, Span] = field(default_factory=dict)
    said: dict[tuple[int, str], Span] = field(default_factory=dict)
    """Position of each statement in the example; the key is the record and the field of the statement."""
    end_item: Record | None = None
    last: RecordType | None = None
    """Kind of the record that the last entry stated."""

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """Return all errors in the fields that the reader has read so far."""
        return self.values.diagnostics

    def words(self, vocabulary: str) -> Iterable[str]:
        """Return the words of a vocabulary."""
        known = self.values.vocabularies.get(vocabulary)
        return known.terms if known is not None else ()

    def read(self, record: Record, kind: str, parts: tuple[Part, ...]) -> None:
        """Read the fields of an entry into a record of the kind `kind`.

        A comma separates two fields: each item of `parts` has the words of one field.
        """
        self.last = known = self.values.records[kind]
        for part in parts:
            words = list(part)
            while words:
                words = self._field(record, known, words)

    def _field(self, record: Record, known: RecordType, words: list[Word]) -> list[Word]:
        """Read the field at the start of `words`.

        Return the words after the field, or an empty list after an error.
        """
        (word, span), *rest = words
        of_part = known.name == "component" and record is not self.end_item
        if word == "complete" and known.closable:
            self._complete(record, known, words)
            return []
        if word == "apart" and of_part:
            self.state(record, word, value=True, word=words[0])
            return rest
        if word in COSTS and known.name == "component":
            return self._cost(record, words)
        whole = known.name == "component" and not of_part
        field_ = None if whole and word == "quantity" else self.named(word, known)
        if field_ is None:
            self.diagnostics.append(self._unknown_field(word, span, known))
            return []
        value, left = self.values.read(field_, words[0], rest)
        if value is not None and is_own(field_.document_name):
            self.state(record.setdefault(HOLDER, {}), word, _with_unit(field_, value), words[0])
        elif value is not None:
            self.state(record, field_.document_name, value, words[0])
        return left

    def named(self, word: str, known: RecordType) -> Field | None:
        """Return the field that a word in an example's short form names; `None` for other words."""
        if known.name == "component" and word == "quantity":
            return self.values.records["usage"].fields["quantity"]
        if known.name == "contract" and word in OF_THE_EXAMPLE:
            return OF_THE_EXAMPLE[word]
        field_ = known.fields.get(word) or known.fields.get(word.replace("-", "_"))
        field_ = field_ or known.fields.get(f"{PREFIX}{word}")
        return field_ if field_ is not None and not field_.derived else None

    def _unknown_field(self, word: str, span: Span, known: RecordType) -> Diagnostic:
        if word in ENTRIES or word in self.words("stage") or word in self.words("kind"):
            return diagnose("name/unknown-field", span, "new-entry", name=word, a_record=article(known.name))
        fields = [
            n for n, f in known.fields.items() if f.type.kind not in {"list", "record"} and not f.derived
        ]
        more = ["complete"] if known.closable else []
        costs = COSTS if known.name == "component" else ()
        if known.name == "contract":
            return errors.contract_fact(word, span, [*fields, *more])
        return errors.word(word, span, [*fields, *more, *costs], f"a field of {article(known.name)}")

    def state(self, record: Record, key: str, value: object, word: Word) -> None:
        """Store one statement of a record, and its position.

        An example may state a fact only once, but it may override a fact of its background.
        """
        first = self.said.setdefault((id(record), key), word[1])
        if first != word[1]:
            self.diagnostics.append(
                diagnose("type/repeated", word[1], "example-twice", also=[first], field=word[0])
            )
            return
        record[key] = value
        self.spans[f"#{id(record)}/{key}"] = word[1]

    def _complete(self, record: Record, known: RecordType, words: list[Word]) -> None:
        name, *lists = words
        if not lists and known.name != "component":
            self.diagnostics.append(errors.value("complete", "codes", name[1]))
        odd = [listed for listed in lists if listed[0] not in known.closable]
        if odd:
            what = f"a list of {article(known.name)}"
            self.diagnostics.append(errors.word(odd[0][0], odd[0][1], known.closable, what))
            return
        self.state(record, "complete", [w for w, _ in lists] or ["materials", "children"], name)

    def _cost(self, record: Record, words: list[Word]) -> list[Word]:
        name = words[0]
        value, left = self.values.money(name, words[1:])
        if value is not None:
            first = self.said.setdefault((id(record), name[0]), name[1])
            if first != name[1]:
                self.diagnostics.append(
                    diagnose("type/repeated", name[1], "example-twice", also=[first], field=name[0])
                )
                return left
            record.setdefault("costs", []).append({"kind": COSTS[name[0]], **value})
            self.spans[f"#{id(record)}/costs"] = name[1]
        return left
