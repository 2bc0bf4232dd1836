"""Conversion of the outcomes of a document into the grouped form.

The module `grouped` describes this form and reads it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from microdep_rules.output.grouped import (
    AT,
    BY_ROW,
    OF_A_FACT,
    OF_A_QUESTION,
    SUBJECT_FIELDS,
    TEXTS,
    filled,
    member_of,
    with_texts,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from microdep_rules.output.grouped import Data, Row

    Find = Callable[[str], tuple[int, Data] | None]
    """Function that takes an id and returns the number and the data of the component with this id."""


class _Table:
    """Table in which each value is written once; a value gets a number at its first use."""

    def __init__(self) -> None:
        self.members: list[Any] = []
        self._numbers: dict[bytes, int] = {}

    def number(self, member: Any) -> int:  # noqa: ANN401 - any JSON
        """Return the number of a value; a new value gets the next number."""
        key = msgspec.json.encode(member)
        number = self._numbers.setdefault(key, len(self.members))
        if number == len(self.members):
            self.members.append(member)
        return number


def abstract(value: Any, component: Data) -> Any:  # noqa: ANN401 - any JSON
    """Return a value in which placeholders replace the id, name and pointer of a component."""
    id_, name, pointer = component["id"], component["name"], component["pointer"]
    pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")

    def change(text: str) -> str:
        if text == id_ or text.startswith(f"{id_}/"):
            return "{id}" + text[len(id_) :]
        if pointer and (text == pointer or text.startswith(f"{pointer}/")):
            return "{pointer}" + text[len(pointer) :]
        return pattern.sub("{name}", text) if name and name in text else text

    return with_texts(value, change)


def _folded(table: _Table, of: str, by_row: tuple[str, ...], find: Find) -> tuple[list[Data], list[int]]:
    """Return the entries of a table in the grouped form, and the new number of each old entry.

    `of` is the field with the id of the component. The fields in `by_row` may differ between the values of
    one entry.
    """
    groups: dict[bytes, list[tuple[int, Data, Data]]] = {}
    for old, member in enumerate(table.members):
        template, row = member, {}
        if whose := find(member[of]):
            number, component = whose
            own = {name: member[name] for name in by_row}
            changed = abstract({k: v for k, v in member.items() if k not in {*by_row, "at"}}, component)
            if place := member.get("at"):
                changed["at"] = AT if place == component["at"] else None
                own |= {"at": place} if changed["at"] is None else {}
            elif "at" in member:
                changed["at"] = None
            if member_of(changed, component, own) == member:
                template, row = changed, {"component": number, **own}
        groups.setdefault(msgspec.json.encode([bool(row), template]), []).append((old, template, row))
    entries: list[Data] = []
    new = [0] * len(table.members)
    count = 0
    for members in groups.values():
        together = len(members) > 1
        entries += [_entry(members)] if together else [table.members[members[0][0]]]
        for old, _, _ in members:
            new[old], count = count, count + 1
    return entries, new


def _entry(members: list[tuple[int, Data, Data]]) -> Data:
    """Return one entry for values that are equal except for their component."""
    rows = [row for _, _, row in members]
    same = {
        name: value
        for name, value in rows[0].items()
        if name != "component" and all(name in row and row[name] == value for row in rows)
    }
    subjects: list[Row] = []
    for row in rows:
        left = {name: value for name, value in row.items() if name not in same}
        subjects.append(left["component"] if len(left) == 1 else left)
    return {**members[0][1], **same, "subjects": subjects}


class Folder:
    """Collector of the outcomes of a document; it returns the outcomes in the grouped form."""

    def __init__(self, place: Callable[[str], Data | None], known: Callable[[str], Data | None]) -> None:
        self._place = place
        self._known = known
        """Function that describes an element that has no outcome, such as a party with missing facts."""
        self._by_id: dict[str, tuple[int, Data] | None] = {}
        self._components, self._facts, self._questions, self._needs, self._reliances, self._lists = (
            _Table() for _ in range(6)
        )
        self._groups: dict[bytes, tuple[Data, Data, list[Data]]] = {}
        self.count = 0

    def add(self, outcome: Data) -> None:
        """Add an outcome; its facts, missing facts and components become entries of the tables."""
        subject = self._component(outcome["subject"])
        bare = [
            {name: value for name, value in exception.items() if name != "needs"}
            for exception in outcome["exceptions"]
        ]
        needs = [
            [self._needs.number(need) for need in exception["needs"]] for exception in outcome["exceptions"]
        ]
        outcome = {**outcome, "exceptions": bare, "needs": needs}
        row = {name: outcome[name] for name in BY_ROW}
        row |= {
            "facts": [self._facts.number(entry) for entry in outcome["facts"]],
            "missing": [self._questions.number(entry) for entry in outcome["missing"]],
            "components": [self._component(entry) for entry in outcome["components"]],
            "relies_on": self._lists.number(
                [self._reliances.number(entry) for entry in outcome["relies_on"]]
            ),
            "fingerprint": outcome["fingerprint"],
        }
        own = {"subject", "fingerprint", *BY_ROW}
        common = {name: value for name, value in outcome.items() if name not in own}
        texts = {name: outcome[name] for name in TEXTS}
        component = self._components.members[subject]
        changed = {**common, **abstract(texts, component)}
        if filled({name: changed[name] for name in TEXTS}, component) == texts:
            key = msgspec.json.encode(changed)
        else:  # a text of the document looks like a placeholder
            key = b"%d" % self.count
        row = {"nr": self.count, "component": subject, **row}
        self._groups.setdefault(key, (common, changed, []))[2].append(row)
        self.count += 1

    def _component(self, component: Data) -> int:
        return self._components.number({**component, "at": self._place(component["pointer"])})

    def _find(self, id_: str) -> tuple[int, Data] | None:
        """Return the number and data of the component to which an id, such as `c1/manufacturer`, belongs."""
        subject = self._by_id.get(id_)
        if subject is None and id_ not in self._by_id:
            if component := self._known(id_):
                number = self._component(component)
                subject = number, self._components.members[number]
            elif "/" in id_:
                subject = self._by_id.get(id_.split("/", maxsplit=1)[0])
            self._by_id[id_] = subject
        return subject

    def document(self) -> Data:
        """Return the outcomes and the tables in the grouped form."""
        components = self._components.members
        for number, component in enumerate(components):
            self._by_id.setdefault(component["id"], (number, component))
        facts, of_facts = _folded(self._facts, OF_A_FACT, ("value",), self._find)
        questions, of_questions = _folded(self._questions, OF_A_QUESTION, (), self._find)
        needs, of_needs = _folded(self._needs, OF_A_QUESTION, (), self._find)
        entries = []
        for common, changed, rows in self._groups.values():
            for row in rows:
                row["facts"] = [of_facts[number] for number in row["facts"]]
                row["missing"] = [of_questions[number] for number in row["missing"]]
                row["needs"] = [[of_needs[number] for number in own] for own in row["needs"]]
            entries.append(
                _entry_of_equal_outcomes(changed, rows)
                if len(rows) > 1
                else _entry_of_single_outcome(common, rows[0], components)
            )
        return {
            "subjects": components,
            "facts": facts,
            "questions": questions,
            "needs": needs,
            "reliances": self._reliances.members,
            "reliance_lists": self._lists.members,
            "outcomes": entries,
        }


def _entry_of_single_outcome(common: Data, row: Data, components: Sequence[Data]) -> Data:
    """Return the entry of an outcome that shares no entry with other outcomes."""
    subject = {name: value for name, value in components[row["component"]].items() if name in SUBJECT_FIELDS}
    own = {name: value for name, value in row.items() if name not in {"nr", "component"}}
    return {"rule": common["rule"], "subject": subject, **common, **own}


def _entry_of_equal_outcomes(common: Data, rows: list[Data]) -> Data:
    """Return one entry for outcomes that are equal except for their component and the fields of `BY_ROW`."""
    same = {name: rows[0][name] for name in BY_ROW if all(row[name] == rows[0][name] for row in rows)}
    subjects = [{name: value for name, value in row.items() if name not in same} for row in rows]
    return {"rule": common["rule"], "subjects": subjects, **common, **same}
