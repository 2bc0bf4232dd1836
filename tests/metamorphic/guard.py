"""Relations between the verdicts of a document before and after a change, and what is found against them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from microdep_rules.engine.verdict import Verdict
from tests.metamorphic.judging import CLEAR, OPEN_OR_BAD, judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.metamorphic.accepted import Accepted, Entry
    from tests.metamorphic.cases import Case, Mutation
    from tests.metamorphic.judging import Judged, Key

WHOLE = "the whole document"


@dataclass(frozen=True)
class Finding:
    """One verdict that a change made clearer, or another where it must stay the same."""

    case: Case
    mutation: Mutation
    rule: str
    subject: str
    before: str
    after: str
    contradicted: bool = False
    """Whether the verdict was unknown because the document contradicted itself."""
    assumed: bool = False
    """Whether the check date stands in for a date of the contract after the change."""
    of_rule: str = ""
    """Verdict of the rule as a whole after the change."""

    def __str__(self) -> str:
        change = f"{self.mutation.kind}: {self.mutation.name} at {self.mutation.place}"
        verdicts = f"{self.case.pack}/{self.rule} of {self.subject}: {self.before} -> {self.after}"
        return f"{verdicts}; {change}; {self.case.name}"


@dataclass
class Tally:
    """Counts of a run."""

    documents: Counter[str] = field(default_factory=Counter)
    packs: set[tuple[str, str]] = field(default_factory=set)
    mutations: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    """Changed documents that the readers refuse with a diagnostic."""
    pairs: int = 0
    """Pairs of verdicts that were compared."""
    accepted: Counter[Entry] = field(default_factory=Counter)
    """Findings by the entry that accepts them."""
    unexplained: list[Finding] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count what another run counted."""
        self.documents += other.documents
        self.packs |= other.packs
        self.mutations += other.mutations
        self.refused += other.refused
        self.pairs += other.pairs
        self.accepted += other.accepted
        self.unexplained += other.unexplained


def guard(tally: Tally, case: Case, before: Judged, changes: Iterable[Mutation], accepted: Accepted) -> None:
    """Judge a document after each change, by the rules that are not clear before, and tally what is found."""
    rules = open_rules(before)
    for mutation in changes if rules else ():
        tally.mutations[mutation.kind] += 1
        after = judge(case, mutation.documents, rules)
        if after is None:
            tally.refused[mutation.kind] += 1
            continue
        tally.pairs += sum(rule in rules for rule, _ in before.subjects) + len(rules) + 1
        for found in clearer(before, after):
            _count(tally, _finding(case, mutation, found, before, after), accepted)


def open_rules(before: Judged) -> frozenset[str]:
    """Rules of which the verdict is not clear."""
    return frozenset(rule for rule, verdict in before.rules.items() if verdict not in CLEAR)


def _finding(case: Case, mutation: Mutation, found: Difference, before: Judged, after: Judged) -> Finding:
    rule, subject, *_ = found
    contradicted = (rule, subject) in before.contradicted
    assumed, of_rule = rule in after.assumed, after.of(rule)
    return Finding(case, mutation, *found, contradicted=contradicted, assumed=assumed, of_rule=of_rule)


def _count(tally: Tally, finding: Finding, accepted: Accepted) -> None:
    entry = accepted.entry(finding)
    if entry is None:
        tally.unexplained.append(finding)
    else:
        tally.accepted[entry] += 1


Difference = tuple[str, str, str, str]
"""A rule, its subject, the verdict before and the verdict after."""


def clearer(before: Judged, after: Judged) -> Iterator[Difference]:
    """Verdicts that were not clear and are: of subjects; else of rules; else of the whole document."""
    found = [each for key in before.subjects if (each := _clearer(before, after, key)) is not None]
    yield from found
    if not found and before.whole in OPEN_OR_BAD and after.whole not in OPEN_OR_BAD:
        yield "", WHOLE, before.whole, after.whole


def _clearer(before: Judged, after: Judged, key: Key) -> Difference | None:
    rule, subject = key
    was = before.subjects[key]
    if was in CLEAR:
        return None
    now = _now(after, rule, subject)
    return (rule, subject, was, now) if now in CLEAR else None


def _now(after: Judged, rule: str, subject: str) -> Verdict:
    """Verdict of a rule on what was a subject.

    A component that may hide a subject is as clear as all that the rule says of it and in it. What is no
    longer in the product has no verdict of its own, and the rule as a whole stands for it; so it does for a
    component that may hide a subject where what holds it may hide one.
    """
    id_ = subject.removesuffix("?")
    if id_ not in after.ids and (rule, subject) not in after.subjects:
        return after.of(rule)
    related = [
        verdict
        for (name, other), verdict in after.subjects.items()
        if name == rule
        and (other.removesuffix("?") == id_ or (subject != id_ and other.startswith(f"{id_}/")))
    ]
    if not related and subject != id_:
        return after.of(rule)
    return next((v for v in related if v not in CLEAR), related[0] if related else Verdict.NOT_APPLICABLE)
