"""Rules on a document that is gone through once, some parts at a time.

Only what every rule says of a listed part by its own facts can be said this way: a rule that looks at the
whole product, at other parts or at what a list may not show needs the whole document.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.engine.batch.chunk import Chunk
from microdep_rules.engine.batch.counted import QUIET, Counted
from microdep_rules.engine.batch.run import (
    ASK,
    COUNTED_AS,
    NO_SUBJECT,
    NOT_APPLICABLE,
    PASS,
    VERDICTS,
    Ready,
    answer,
    name_of,
    number_of,
)
from microdep_rules.engine.batch.source import program
from microdep_rules.engine.evaluate import Evaluation, Query
from microdep_rules.engine.grouping import grouped
from microdep_rules.engine.outcome import Change, Outcome, part_of
from microdep_rules.engine.shared import Shared
from microdep_rules.engine.timing import in_force_of
from microdep_rules.vocabulary.days import days_later
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from microdep_rules.bom.assign import OnRoute
    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.batch.chunk import Parts
    from microdep_rules.engine.interpret import Interpreter
    from microdep_rules.engine.verdict import Verdict
    from microdep_rules.lang import ir


Said = tuple[str, str, "Verdict"]
"""A rule, a part and a verdict, and nothing about them: what is listed of a very large document."""
MOST_TOLD = 100_000
"""So many findings of a document that is gone through once are explained; the others are counted."""
SAMPLE = 9973
"""One part in so many is judged by the interpreter too, as a check."""
FINDING = re.compile(b"[%b]" % bytes(number for number in range(len(VERDICTS)) if number not in QUIET))
LEFT = re.compile(b"[%b]" % bytes([ASK]))
TOLD = re.compile(b"[%b]" % bytes(number for number in range(ASK + 1) if number not in QUIET))
"""What the interpreter has to say something about: findings, and what is left to it."""


class Stream:
    """The rules of a pack, ready for parts of a document; `bom` is the document without them."""

    def __init__(self, pack: ir.Pack, bom: Bom, query: Query, on_route: OnRoute) -> None:
        self.pack, self.bom, self.query, self.on_route = pack, bom, query, on_route
        shared = Shared(pack, bom, query)
        self.evaluations = [Evaluation(pack, bom, rule, query, shared) for rule in pack.rules]
        self.engines = [each.engine(None) for each in self.evaluations]
        self.program = program(pack, pack.rules)
        self.ready = Ready(self.program, self.engines)
        self.later: dict[date, tuple[Ready, list[Interpreter]]] = {}
        self.counted = [
            Counted(*each) for each in zip(self.evaluations, self.engines, self.program.rules, strict=True)
        ]
        self.told: list[Outcome] = []
        self.parts: dict[int, dict[str, Any]] = {}
        """The parts of which something is told, by their places in the file."""
        self.more: Counter[tuple[int, int]] = Counter()
        self.boundaries: set[date] = set()
        """Those that only the interpreter has read."""

    def possible(self) -> bool:
        """Whether the day of every rule is one day."""
        return all(each.day.between is None for each in self.engines)

    # ---- verdicts ------------------------------------------------------------------------------

    def findings(self, parts: Parts) -> Iterator[Said]:
        """The verdict of every finding, by rule and part, and no more; all else is counted."""
        chunk = self._chunk(parts)
        ids = [data.get("id") or slug(data["name"]) for _, data in parts]
        for rule, (found, _) in enumerate(self._verdicts(chunk, self.ready, LEFT)):
            self.counted[rule].add_plain(PASS, found.count(PASS))
            self.counted[rule].add_plain(NOT_APPLICABLE, found.count(NOT_APPLICABLE))
            id_ = self.pack.rules[rule].id
            for match in FINDING.finditer(found):
                number = match.start()
                yield id_, ids[number], VERDICTS[found[number]]

    def add(self, parts: Parts) -> None:
        """What every rule says of some parts: findings as far as there is room for them, all else counted."""
        chunk = self._chunk(parts)
        today = self._verdicts(chunk, self.ready, TOLD if len(self.told) < MOST_TOLD else LEFT)
        changes, later = self._ahead(chunk, [found for found, _ in today])
        for rule, (found, asked) in enumerate(today):
            counted = self.counted[rule]
            counted.say_why(found, partial(chunk.outcome, rule))
            resting = self.ready.resting(rule, chunk.records)
            one_by_one = asked | {number for of, number in (*changes, *later) if of == rule}
            one_by_one |= {match.start() for match in FINDING.finditer(found)}
            if self.query.verify:
                one_by_one |= set(range(len(parts)))
            else:
                one_by_one |= {number for number, (index, _) in enumerate(parts) if index % SAMPLE == 0}
            if not resting and not counted.open(PASS):
                for verdict in (PASS, NOT_APPLICABLE):
                    quiet = sum(found[number] == verdict for number in one_by_one)
                    counted.add_plain(verdict, found.count(verdict) - quiet)
            else:
                judged = partial(chunk.outcome, rule)
                for number in range(len(parts)):
                    if number not in one_by_one and found[number] in QUIET:
                        counted.add(number, found[number], resting, judged)
            for number in sorted(one_by_one):
                self._tell(chunk, rule, number, found[number], changes.get((rule, number), ()), later)

    def outcomes(self) -> list[Outcome]:
        """Everything that was found, rule by rule."""
        untold = self._untold()
        found: list[Outcome] = []
        for rule, counted in zip(self.pack.rules, self.counted, strict=True):
            found += grouped([each for each in self.told if each.rule is rule], self.bom)
            found += [each for each in untold if each.rule is rule]
            found += counted.outcomes()
        return found

    def _chunk(self, parts: Parts) -> Chunk:
        nothing: dict[str, Any] = {}
        records = [(data, nothing) for _, data in parts]
        return Chunk(self, parts, records)

    def _verdicts(
        self, chunk: Chunk, ready: Ready, needed: re.Pattern[bytes], day: date | None = None
    ) -> list[tuple[bytearray, set[int]]]:
        """The verdicts on a day by rule, and for which of them the interpreter had to be asked.

        Of the parts with a verdict that is needed, elements are made together.
        """
        found: list[tuple[bytearray, set[int]]] = []
        drawn = ready.run(chunk.records)
        chunk.prepare(match.start() for verdicts in drawn for match in needed.finditer(verdicts))
        for rule, verdicts in enumerate(drawn):
            asked = answer(verdicts, partial(chunk.outcome, rule, day=day))
            found.append((verdicts, set(asked)))
        return found

    # ---- ahead ---------------------------------------------------------------------------------

    def _ahead(
        self, chunk: Chunk, today: Sequence[bytearray]
    ) -> tuple[dict[tuple[int, int], tuple[Change, ...]], dict[tuple[int, int], date]]:
        """Every later change by rule and number, and the day on which what is no subject becomes one."""
        changes: dict[tuple[int, int], tuple[Change, ...]] = {}
        later: dict[tuple[int, int], date] = {}
        last, done = list(today), date.min
        while days := [day for day in self._days() if day > done]:
            done = min(days)
            for rule, (found, _) in enumerate(self._verdicts(chunk, self._on(done), LEFT, done)):
                if not self._within(rule, done) or found == last[rule]:
                    continue
                for number, (before, now) in enumerate(zip(last[rule], found, strict=True)):
                    key = (rule, number)
                    if now != NO_SUBJECT and today[rule][number] == NO_SUBJECT:
                        later.setdefault(key, done)
                    if COUNTED_AS[now] != COUNTED_AS[before]:
                        changes[key] = (*changes.get(key, ()), Change(done, VERDICTS[COUNTED_AS[now]]))
                last[rule] = found
        return changes, later

    def _days(self) -> set[date]:
        """The later days on which something may change, as far as anything has read."""
        engines = [*self.engines, *(engine for _, each in self.later.values() for engine in each)]
        found = self.boundaries.union(*(engine.calendar.boundaries for engine in engines))
        return {day for day in found if any(self._within(rule, day) for rule in range(len(self.engines)))}

    def _within(self, rule: int, day: date) -> bool:
        start = self.engines[rule].day.day
        if start is None or not self.query.horizon:
            return False
        return start < day <= days_later(start, self.query.horizon.days)

    def _on(self, day: date) -> Ready:
        if day not in self.later:
            engines = [each.engine(day) for each in self.evaluations]
            self.later[day] = (Ready(self.program, engines), engines)
        return self.later[day][0]

    # ---- telling -------------------------------------------------------------------------------

    def _tell(
        self,
        chunk: Chunk,
        rule: int,
        number: int,
        verdict: int,
        changes: tuple[Change, ...],
        later: Mapping[tuple[int, int], date],
    ) -> None:
        """One outcome, by the interpreter: told, or counted where it is quiet; or that the two disagree."""
        evaluation = self.evaluations[rule]
        if (verdict not in QUIET or changes) and len(self.told) >= MOST_TOLD and not self.query.verify:
            self.more[rule, COUNTED_AS[verdict]] += 1
            return
        if (rule, number) in later:
            there = chunk.outcome(rule, number, later[rule, number])
            if there is not None:
                self.told.append(evaluation.not_yet(there, changes))
                self.parts[chunk.parts[number][0]] = chunk.parts[number][1]
            return
        outcome = chunk.outcome(rule, number)
        if verdict not in QUIET or changes:
            self.parts[chunk.parts[number][0]] = chunk.parts[number][1]
        if number_of(outcome) != verdict:
            said = evaluation.disagreement(chunk.element(number), outcome, name_of(verdict))
            self.told.append(said)
        elif outcome is not None and verdict in QUIET and not changes:
            self.counted[rule].add_told(outcome, verdict)
        elif outcome is not None:
            self.told.append(replace(outcome, changes=changes))

    def _untold(self) -> list[Outcome]:
        """What there was no room to explain: how many, by rule and verdict."""
        product = part_of(self.bom.product)
        message = f"counted and not explained: there are more than {MOST_TOLD} findings"
        found = []
        for (number, verdict), many in sorted(self.more.items()):
            rule = self.pack.rules[number]
            _, timing = in_force_of(self.engines[number], rule.in_force)
            said = Outcome(rule, product, VERDICTS[verdict], timing, message=message, many=many)
            found.append(said)
        return found
