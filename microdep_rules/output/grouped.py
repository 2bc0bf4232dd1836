"""Grouped form of the outcomes of a large document, in which equal outcomes are one entry.

A document in this form has four tables: subjects of outcomes (`subjects`), facts (`facts`), missing facts
(`questions`), and reliances (`reliances`). An outcome refers to an entry of a table by its number. Outcomes
that differ only in their subject become one entry with a row for each subject. The texts of the entry have
placeholders: `{id}`, `{name}`, `{pointer}` and `{at}` for the id, name, pointer and position of the subject.
No information is lost: two outcomes share an entry only if each can be restored exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

Data = dict[str, Any]
Row = int | Data
"""Row of an entry: the number of a component, or an object with `component` and the fields that differ."""

MOST_IN_FULL = 200
"""Largest number of outcomes that a record lists one by one, without the grouped form."""
MOST_REFERENCES = 50_000_000
"""Largest number of references from the outcomes of a document to entries of tables."""
TABLES = ("subjects", "facts", "questions", "needs", "reliances", "reliance_lists")
SUBJECT_FIELDS = frozenset({"kind", "id", "name", "path", "pointer", "designators"})
"""Fields of a subject in an outcome; only a component with designators has the field `designators`."""
TEXTS = ("message", "reason", "fix", "notes", "exceptions")
"""Fields of an outcome with texts that may name the component of the outcome."""
BY_ROW = ("facts", "missing", "needs", "components", "relies_on", "baseline", "waiver", "changes")
"""Fields that may differ between the rows of an entry, besides component and fingerprint."""
AT = "{at}"
"""Placeholder for the position of the component."""
LISTS = ("facts", "missing", "components")
"""Fields that contain numbers of entries in tables."""
OF_A_FACT, OF_A_QUESTION = "of", "subject"


class NotGroupedError(ValueError):
    """Error for a record in the grouped form that contradicts itself."""


# ---- templates -----------------------------------------------------------------------------------------


def with_texts(value: Any, change: Callable[[str], str]) -> Any:  # noqa: ANN401 - any JSON
    """Return a value with every text changed by the function `change`; the names of fields do not change."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [with_texts(entry, change) for entry in value]
    if isinstance(value, dict):
        return {name: with_texts(entry, change) for name, entry in value.items()}
    return value


def filled(value: Any, component: Data) -> Any:  # noqa: ANN401 - any JSON
    """Return a value in which the fields of a component replace the placeholders.

    The function is the inverse of `folding.abstract`.
    """

    def change(text: str) -> str:
        if "{" not in text:
            return text
        if text.startswith("{id}"):
            return str(component["id"]) + text[len("{id}") :]
        if text.startswith("{pointer}"):
            return str(component["pointer"]) + text[len("{pointer}") :]
        return str(text.replace("{name}", component["name"]))

    return with_texts(value, change)


# ---- tables --------------------------------------------------------------------------------------------


def _table(entries: Iterable[Data], components: Sequence[Data]) -> list[Data]:
    members: list[Data] = []
    for entry in entries:
        if "subjects" not in entry:
            members.append(entry)
            continue
        common = {name: value for name, value in entry.items() if name != "subjects"}
        for row in entry["subjects"]:
            component, own = _row(row, components)
            members.append(member_of(common, component, own))
    return members


def member_of(common: Data, component: Data, own: Data) -> Data:
    """Return a complete table entry: the common fields with the component's data, and the fields in `own`."""
    member = {**filled(common, component), **own}
    if OF_A_FACT in member and "value" not in member:
        raise NotGroupedError("neither a fact nor its row states a value")
    return {**member, "at": component["at"]} if member.get("at") == AT else member


def _row(row: Row, components: Sequence[Data]) -> tuple[Data, Data]:
    """Return the component of a row, and the other fields of the row."""
    if isinstance(row, int):
        return _of(components, row), {}
    return _of(components, row["component"]), {
        name: value for name, value in row.items() if name != "component"
    }


def _of(components: Sequence[Data], number: int) -> Data:
    _in_table(number, len(components))
    return components[number]


def _in_table(number: int, size: int) -> None:
    if not 0 <= number < size:
        raise NotGroupedError(f"a table has no entry with the number {number}")


# ---- reading -------------------------------------------------------------------------------------------


class Outcomes(Sequence[Data]):
    """Sequence of the outcomes of a document that is in the grouped form, in the order of the check.

    The class builds an outcome only when the caller reads it.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._components: list[Data] = document["subjects"]
        self._subjects = [
            {name: value for name, value in component.items() if name in SUBJECT_FIELDS}
            for component in self._components
        ]
        self._facts = _table(document["facts"], self._components)
        self._questions = _table(document["questions"], self._components)
        self._needs = _table(document["needs"], self._components)
        self._reliances: list[Data] = document["reliances"]
        self._lists: list[list[int]] = document["reliance_lists"]
        self._order = _order(document["outcomes"])
        self._check(document["outcomes"])
        self._relied = [[self._reliances[number] for number in numbers] for numbers in self._lists]
        self._commons: dict[int, tuple[Data, tuple[str, ...]]] = {}

    def _check(self, entries: Iterable[Data]) -> None:
        """Raise an error if the number of an entry in a table is too large."""
        sizes = [len(table) for table in (self._facts, self._questions, self._subjects)]
        for numbers in self._lists:
            for number in numbers:
                _in_table(number, len(self._reliances))
        relied = 0
        for entry in entries:
            for row in entry.get("subjects", ()):
                if any(name not in row and name not in entry for name in BY_ROW):
                    raise NotGroupedError("neither an entry nor its row states a field of an outcome")
            for row in entry.get("subjects", (entry,)):
                number = row.get("relies_on", entry.get("relies_on"))
                _in_table(number, len(self._lists))
                relied += len(self._lists[number])
            if relied > MOST_REFERENCES:
                raise NotGroupedError(f"its outcomes have more than {MOST_REFERENCES:,} reliances")
            for holder in (entry, *entry.get("subjects", ())):
                _in_table(holder.get("component", 0), len(self._components) or 1)
                if len(holder.get("needs", entry["exceptions"])) != len(entry["exceptions"]):
                    raise NotGroupedError("there are more or fewer lists of needs than exceptions")
                for needs in holder.get("needs", ()):
                    for number in needs:
                        _in_table(number, len(self._needs))
                for name, size in zip(LISTS, sizes, strict=True):
                    if numbers := holder.get(name):
                        _in_table(min(numbers), size)
                        _in_table(max(numbers), size)

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, at: int) -> Data: ...

    @overload
    def __getitem__(self, at: slice) -> list[Data]: ...

    def __getitem__(self, at: int | slice) -> Data | list[Data]:
        if isinstance(at, slice):
            return [self._build_outcome(*pair) for pair in self._order[at]]
        return self._build_outcome(*self._order[at])

    def __iter__(self) -> Iterator[Data]:
        return (self._build_outcome(*pair) for pair in self._order)

    def _build_outcome(self, entry: Data, row: Data | None) -> Data:
        """Return the complete outcome for an entry, or for one row of an entry.

        Fields that several outcomes share are stored only once in memory.
        """
        common, own = self._common(entry)
        if row is None:
            return dict(common)
        number = row["component"]
        component = self._components[number]
        outcome = {**common, **{name: filled(entry[name], component) for name in own}}
        outcome |= {name: self._field_value(name, value) for name, value in row.items() if name in BY_ROW}
        outcome["fingerprint"] = row["fingerprint"]
        outcome["subject"] = self._subjects[number]
        if "exceptions" in own or "needs" in row:
            outcome["exceptions"] = self._with_needs(
                outcome["exceptions"], row["needs"] if "needs" in row else entry["needs"]
            )
        outcome.pop("needs", None)
        return outcome

    def _common(self, entry: Data) -> tuple[Data, tuple[str, ...]]:
        """Return the common fields of an entry, and the names of the fields with texts about a component."""
        known = self._commons.get(id(entry))
        if known is None:
            alone = "subjects" not in entry
            own = () if alone else tuple(name for name in TEXTS if _names_a_component(entry[name]))
            common = {
                name: self._field_value(name, value) for name, value in entry.items() if name != "subjects"
            }
            if "needs" in entry and "exceptions" not in own:
                common["exceptions"] = self._with_needs(entry["exceptions"], common.pop("needs"))
            known = self._commons[id(entry)] = common, own
        return known

    def _field_value(self, name: str, value: Any) -> Any:  # noqa: ANN401 - any JSON
        """Return the value of a field, with entries of tables instead of their numbers."""
        match name:
            case "facts":
                return [self._facts[number] for number in value]
            case "missing":
                return [self._questions[number] for number in value]
            case "components":
                return [self._subjects[number] for number in value]
            case "relies_on":
                return self._relied[value]
            case _:
                return value

    def _with_needs(self, exceptions: list[Data], needs: list[list[int]]) -> list[Data]:
        return [
            {**exception, "needs": [self._needs[number] for number in numbers]}
            for exception, numbers in zip(exceptions, needs, strict=True)
        ]


def _names_a_component(value: Any) -> bool:  # noqa: ANN401 - any JSON
    """Return whether a text in a value has a placeholder for the component of its row."""
    if isinstance(value, str):
        return "{" in value
    if isinstance(value, list):
        return any(map(_names_a_component, value))
    return isinstance(value, dict) and any(map(_names_a_component, value.values()))


def _order(entries: Iterable[Data]) -> list[tuple[Data, Data | None]]:
    """Return the entry and the row of each outcome, in the order of the outcomes.

    Each row states its position. Outcomes without rows have the positions between the rows.
    """
    entries = list(entries)
    numbered = {row["nr"]: (entry, row) for entry in entries for row in entry.get("subjects", ())}
    alone = [entry for entry in entries if "subjects" not in entry]
    rows = sum(len(entry.get("subjects", ())) for entry in entries)
    total = rows + len(alone)
    if len(numbered) != rows or any(not 0 <= number < total for number in numbered):
        raise NotGroupedError("the outcomes are not numbered one after the other")
    names = sum(
        len(entry.get(name, ())) * len(entry.get("subjects", ())) for entry in entries for name in LISTS
    )
    if names > MOST_REFERENCES:
        raise NotGroupedError(f"its outcomes name more than {MOST_REFERENCES:,} facts")
    rest = iter(alone)
    return [numbered[n] if n in numbered else (next(rest), None) for n in range(total)]


def is_grouped(document: Mapping[str, Any]) -> bool:
    """Return whether a document is in the grouped form."""
    return any(name in document for name in TABLES)


def opened(record: Mapping[str, Any]) -> Data:
    """Return a record in which each document lists its outcomes one by one."""
    return {**record, "documents": [_opened(document) for document in record["documents"]]}


def _opened(document: Mapping[str, Any]) -> Mapping[str, Any]:
    if not is_grouped(document):
        return document
    left = {name: value for name, value in document.items() if name not in TABLES}
    return {**left, "outcomes": Outcomes(document)}
