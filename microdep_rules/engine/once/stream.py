"""Rules on a document that is gone through once: each chunk of parts is judged as a document of its own.

Only what every rule says of a listed part by its own facts can be said this way: a rule that looks at the
whole product, at other parts or at what a list may not show needs the whole document. What is said of rows in
one chunk is known in the next (`alike/tables.py`).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.part import with_components
from microdep_rules.engine.counted import QUIET, Counted
from microdep_rules.engine.evaluation import Evaluation
from microdep_rules.engine.grouping import grouped
from microdep_rules.engine.outcome import Outcome, part_of
from microdep_rules.engine.promised import made
from microdep_rules.engine.shared import Shared
from microdep_rules.engine.timing import in_force_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.assign import OnRoute
    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.query import Query
    from microdep_rules.engine.verdict import Verdict
    from microdep_rules.lang import ir

Parts = list[tuple[int, dict[str, Any]]]
"""Components with their places in the file."""
Said = tuple[str, str, "Verdict"]
"""A rule, a part and a verdict, and nothing about them: what is listed of a very large document."""
MOST_TOLD = 100_000
"""So many findings of a document that is gone through once are explained; the others are counted."""


class Stream:
    """The rules of a pack, ready for parts of a document; `bom` is the document without them."""

    def __init__(self, pack: ir.Pack, bom: Bom, query: Query, on_route: OnRoute) -> None:
        self.pack, self.bom, self.query, self.on_route = pack, bom, query, on_route
        shared = Shared(pack, bom, query)
        self.counted = [self._counted(Evaluation(pack, bom, rule, query, shared)) for rule in pack.rules]
        self.told: list[list[Outcome]] = [[] for _ in pack.rules]
        self.parts: dict[int, dict[str, Any]] = {}
        """The parts with findings, by their places in the file."""
        self.quiet = 0
        """How many pass, or a rule does not apply to, besides those that are counted by what they rest on."""
        self.more: Counter[tuple[int, Verdict]] = Counter()
        """By rule and verdict, the findings that there was no room to explain."""

    def _counted(self, evaluation: Evaluation) -> Counted:
        in_force, timing = in_force_of(evaluation.engine(None), evaluation.rule.in_force)
        return Counted(evaluation.rule, self.bom, in_force, timing)

    def findings(self, parts: Parts) -> Iterator[Said]:
        """The verdict of every finding, by rule and part, and no more; all else is counted."""
        for outcomes in self._outcomes(with_components(self.bom, parts, self.on_route)):
            found = [outcome for outcome in outcomes if outcome.verdict not in QUIET]
            self.quiet += len(outcomes) - len(found)
            yield from ((each.rule.id, each.subject.id, each.verdict) for each in found)

    def add(self, parts: Parts) -> None:
        """What every rule says of some parts: findings as far as there is room for them, all else counted."""
        chunk = with_components(self.bom, parts, self.on_route)
        by_id = dict(zip(chunk.components, parts, strict=True))
        for number, outcomes in enumerate(self._outcomes(chunk)):
            for each in self.counted[number].take(outcomes):
                if sum(map(len, self.told)) >= MOST_TOLD and not self.query.verify:
                    self.more[number, each.verdict] += 1
                    continue
                self.told[number].append(made(each))
                place, data = by_id[each.subject.id]
                self.parts[place] = data

    def outcomes(self) -> list[Outcome]:
        """Everything that was found, rule by rule."""
        product = part_of(self.bom.product)
        message = f"counted and not explained: there are more than {MOST_TOLD} findings"
        found: list[Outcome] = []
        for number, (rule, counted) in enumerate(zip(self.pack.rules, self.counted, strict=True)):
            found += grouped(self.told[number], self.bom)
            for (of, verdict), many in sorted(self.more.items(), key=lambda each: each[0][1].value):
                if of == number:
                    found.append(Outcome(rule, product, verdict, counted.timing, message=message, many=many))
            found += counted.outcomes()
        return found

    def _outcomes(self, chunk: Bom) -> Iterator[list[Outcome]]:
        """What each rule says of the parts of a chunk."""
        shared = Shared(self.pack, chunk, self.query)
        for rule, counted in zip(self.pack.rules, self.counted, strict=True):
            yield Evaluation(self.pack, chunk, rule, self.query, shared).ungrouped(counted)
        shared.forget()
