"""Relations between the verdicts of a document before and after a change, and what is found against them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from microdep_rules.engine.verdict import Verdict
from tests.metamorphic.judging import CLEAR, OPEN_OR_BAD, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tests.metamorphic.accepted import Accepted
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
    accepted: Counter[str] = field(default_factory=Counter)
    """Findings by the accepted reason that explains them."""
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


def guard(cases: Iterable[Case], mutate: Callable[[Case], Iterable[Mutation]], accepted: Accepted) -> Tally:
    """Judge documents before and after each change, and tally what is found."""
    tally = Tally()
    for case in cases:
        before = judge(case, case.documents)
        if before is None:
            tally.refused["as it is"] += 1
            continue
        tally.documents[case.source] += 1
        tally.packs.add((case.pack, case.variant))
        open_ = frozenset(rule for rule, verdict in before.rules.items() if verdict not in CLEAR)
        for mutation in mutate(case) if open_ else ():
            _try(tally, case, mutation, before, open_, accepted)
    return tally


def _try(
    tally: Tally, case: Case, mutation: Mutation, before: Judged, rules: frozenset[str], accepted: Accepted
) -> None:
    tally.mutations[mutation.kind] += 1
    after = judge(case, mutation.documents, rules)
    if after is None:
        tally.refused[mutation.kind] += 1
        return
    tally.pairs += sum(rule in rules for rule, _ in before.subjects) + len(rules) + 1
    for rule, subject, was, now in clearer(before, after):
        finding = Finding(case, mutation, rule, subject, was, now, (rule, subject) in before.contradicted)
        reason = accepted.reason(finding)
        if reason:
            tally.accepted[reason] += 1
        else:
            tally.unexplained.append(finding)


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
    longer in the product has no verdict of its own, and the rule as a whole stands for it.
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
    return next((v for v in related if v not in CLEAR), related[0] if related else Verdict.NOT_APPLICABLE)
