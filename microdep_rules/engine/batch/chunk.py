"""Some parts of a large document, as generated code reads them, and one by one as the interpreter does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.part import with_components
from microdep_rules.engine.judge import judge
from microdep_rules.engine.shared import Shared
from microdep_rules.engine.subjects import NOTHING_ASKED, Chosen, chosen_again

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.batch.run import Records
    from microdep_rules.engine.batch.stream import Stream
    from microdep_rules.engine.interpret import Interpreter
    from microdep_rules.engine.outcome import Outcome

Parts = list[tuple[int, dict[str, Any]]]
"""Components with their places in the file."""


class Group:
    """Some parts as elements of a document that has no others, with an engine for each rule and day."""

    def __init__(self, stream: Stream, parts: Iterable[tuple[int, dict[str, Any]]]) -> None:
        self.stream = stream
        self.bom = with_components(stream.bom, parts, stream.on_route)
        self.shared = Shared(stream.pack, self.bom, stream.query)
        self.elements = list(self.bom.components.values())
        self._engines: dict[tuple[int, date | None], Interpreter] = {}

    def engine(self, rule: int, day: date | None) -> Interpreter:
        """The engine of a rule for its day, or for another one."""
        key = (rule, day)
        if key not in self._engines:
            evaluation = self.stream.evaluations[rule].on(self.bom, self.shared)
            self._engines[key] = evaluation.engine(day)
        return self._engines[key]


class Chunk:
    """Some parts, as generated code reads them; and what the interpreter says of one where it is asked."""

    def __init__(self, stream: Stream, parts: Parts, records: Records) -> None:
        self.stream, self.parts, self.records = stream, parts, records
        self._groups: dict[int, tuple[Group, int]] = {}
        """The group of each part that was asked about, and its place in it."""
        self._said: dict[tuple[int, int, date | None], Outcome | None] = {}

    def prepare(self, numbers: Iterable[int]) -> None:
        """Makes elements of parts together, which takes less than of one at a time."""
        new = sorted({*numbers} - self._groups.keys())
        if new:
            group = Group(self.stream, [self.parts[number] for number in new])
            self._groups |= {number: (group, place) for place, number in enumerate(new)}

    def element(self, number: int) -> Element:
        """A part as an element."""
        group, place = self._group(number)
        return group.elements[place]

    def outcome(self, rule: int, number: int, day: date | None = None) -> Outcome | None:
        """What a rule says of a part on its day, or on another; nothing of what is no subject."""
        key = (rule, number, day)
        if key not in self._said:
            self._said[key] = self._judged(rule, number, day)
        return self._said[key]

    def _judged(self, rule: int, number: int, day: date | None) -> Outcome | None:
        engine, asked = self._group(number)[0].engine(rule, day), self.stream.pack.rules[rule]
        bare = Chosen(self.element(number), True, NOTHING_ASKED)  # noqa: FBT003 - a truth value
        chosen = chosen_again(engine, asked, bare)
        found = judge(engine, asked, chosen) if chosen.applies is not False else None
        self.stream.boundaries |= engine.calendar.boundaries
        return found

    def _group(self, number: int) -> tuple[Group, int]:
        self.prepare([number])
        return self._groups[number]
