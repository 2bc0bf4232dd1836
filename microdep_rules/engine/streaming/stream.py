"""Evaluation of rules about single components on a streamed document.

Each group of components is judged as a separate document, which is possible only for rules that judge a
component by its own facts. Results by row are reused for the next group (`equivalence/tables.py`).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.excerpts import with_components
from microdep_rules.engine.evaluation import Evaluation
from microdep_rules.engine.grouping import grouped
from microdep_rules.engine.lazy_outcomes import complete
from microdep_rules.engine.outcome import Outcome, part_of
from microdep_rules.engine.outcome_counts import QUIET, OutcomeCounter
from microdep_rules.engine.shared import SharedState
from microdep_rules.engine.timing import in_force_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.assign import RouteTest
    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.query import Query
    from microdep_rules.engine.verdict import Verdict
    from microdep_rules.lang import ir

Parts = list[tuple[int, dict[str, Any]]]
"""Components, each with its position in the file."""
ShortFinding = tuple[str, str, "Verdict"]
"""A finding in a very large document: its rule, its component and its verdict, but no details."""
MOST_WITH_DETAILS = 100_000
"""Maximum number of findings with details in a streamed document; further findings are only counted."""


class Stream:
    """Evaluator of the rules of a pack for groups of components; `bom` is the document without components."""

    def __init__(self, pack: ir.Pack, bom: Bom, query: Query, on_route: RouteTest) -> None:
        self.pack, self.bom, self.query, self.on_route = pack, bom, query, on_route
        shared = SharedState(pack, bom, query)
        self.counted = [self._counter_for(Evaluation(pack, bom, rule, query, shared)) for rule in pack.rules]
        self.by_rule: list[list[Outcome]] = [[] for _ in pack.rules]
        self.parts: dict[int, dict[str, Any]] = {}
        """Components with findings, by position in the file."""
        self.quiet = 0
        """Number of passes and inapplicable rules, without those in `counted`."""
        self.more: Counter[tuple[int, Verdict]] = Counter()
        """Number of findings beyond `MOST_WITH_DETAILS`, by rule and verdict."""

    def _counter_for(self, evaluation: Evaluation) -> OutcomeCounter:
        in_force, timing = in_force_of(evaluation.engine(None), evaluation.rule.in_force)
        return OutcomeCounter(evaluation.rule, self.bom, in_force, timing)

    def findings(self, parts: Parts) -> Iterator[ShortFinding]:
        """Yield each finding as rule, component and verdict; count all other verdicts."""
        for outcomes in self._outcomes(with_components(self.bom, parts, self.on_route)):
            findings = [outcome for outcome in outcomes if outcome.verdict not in QUIET]
            self.quiet += len(outcomes) - len(findings)
            yield from ((outcome.rule.id, outcome.subject.id, outcome.verdict) for outcome in findings)

    def add(self, parts: Parts) -> None:
        """Judge some components by every rule.

        At most `MOST_WITH_DETAILS` findings are stored with details; all others are only counted.
        """
        chunk = with_components(self.bom, parts, self.on_route)
        by_id = dict(zip(chunk.components, parts, strict=True))
        for number, outcomes in enumerate(self._outcomes(chunk)):
            for outcome in self.counted[number].take(outcomes):
                if sum(map(len, self.by_rule)) >= MOST_WITH_DETAILS and not self.query.verify:
                    self.more[number, outcome.verdict] += 1
                    continue
                self.by_rule[number].append(complete(outcome))
                place, data = by_id[outcome.subject.id]
                self.parts[place] = data

    def outcomes(self) -> list[Outcome]:
        """Return all outcomes, rule by rule."""
        product = part_of(self.bom.product)
        message = f"counted without details: there are more than {MOST_WITH_DETAILS} findings"
        outcomes: list[Outcome] = []
        for number, (rule, counted) in enumerate(zip(self.pack.rules, self.counted, strict=True)):
            outcomes += grouped(self.by_rule[number], self.bom)
            for (rule_number, verdict), many in sorted(
                self.more.items(), key=lambda entry: entry[0][1].value
            ):
                if rule_number == number:
                    outcomes.append(
                        Outcome(rule, product, verdict, counted.timing, message=message, many=many)
                    )
            outcomes += counted.outcomes()
        return outcomes

    def _outcomes(self, chunk: Bom) -> Iterator[list[Outcome]]:
        """Yield the outcomes of each rule for a group of components."""
        shared = SharedState(self.pack, chunk, self.query)
        for rule, counted in zip(self.pack.rules, self.counted, strict=True):
            yield Evaluation(self.pack, chunk, rule, self.query, shared).ungrouped(counted)
        shared.forget()
