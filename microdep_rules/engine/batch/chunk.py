"""Some parts of a large document, as generated code reads them, and one by one as the interpreter does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.part import with_components
from microdep_rules.engine.evaluate import Evaluation, Shared
from microdep_rules.engine.judge import judge
from microdep_rules.engine.subjects import NOTHING_ASKED, Chosen, chosen_again

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.batch.run import Records
    from microdep_rules.engine.batch.stream import Stream
    from microdep_rules.engine.outcome import Outcome

Parts = list[tuple[int, dict[str, Any]]]
"""Components with their places in the file."""


class Chunk:
    """Some parts, as generated code reads them; and what the interpreter says of one where it is asked."""

    def __init__(self, stream: Stream, parts: Parts, records: Records) -> None:
        self.stream, self.parts, self.records = stream, parts, records
        self._boms: dict[int, tuple[Bom, Shared]] = {}
        self._said: dict[tuple[int, int, date | None], Outcome | None] = {}

    def element(self, number: int) -> Element:
        """A part as an element of a document that has no other."""
        return next(iter(self._bom(number)[0].components.values()))

    def outcome(self, rule: int, number: int, day: date | None = None) -> Outcome | None:
        """What a rule says of a part on its day, or on another; nothing of what is no subject."""
        key = (rule, number, day)
        if key not in self._said:
            self._said[key] = self._judged(rule, number, day)
        return self._said[key]

    def _judged(self, rule: int, number: int, day: date | None) -> Outcome | None:
        stream = self.stream
        bom, shared = self._bom(number)
        evaluation = Evaluation(stream.pack, bom, stream.pack.rules[rule], stream.query, shared)
        engine = evaluation.engine(day)
        bare = Chosen(self.element(number), True, NOTHING_ASKED)  # noqa: FBT003 - a truth value
        chosen = chosen_again(engine, evaluation.rule, bare)
        found = judge(engine, evaluation.rule, chosen) if chosen.applies is not False else None
        stream.boundaries |= engine.calendar.boundaries
        return found

    def _bom(self, number: int) -> tuple[Bom, Shared]:
        if number not in self._boms:
            stream = self.stream
            bom = with_components(stream.bom, [self.parts[number]], stream.on_route)
            self._boms[number] = (bom, Shared(stream.pack, bom))
        return self._boms[number]
