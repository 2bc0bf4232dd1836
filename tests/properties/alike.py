"""What two ways to judge the same have to agree on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.engine.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.engine.outcome import Outcome

QUIET = frozenset({Verdict.PASS, Verdict.NOT_APPLICABLE})


def counts(outcomes: Iterable[Outcome]) -> Counter[tuple[object, ...]]:
    """How many of each verdict by rule, with what they rest on."""
    found: Counter[tuple[object, ...]] = Counter()
    for outcome in outcomes:
        rests = () if outcome.parts else outcome.relies_on
        found[outcome.rule.id, outcome.verdict, outcome.alternate, rests] += outcome.many or 1
    return found


def findings(outcomes: Iterable[Outcome]) -> set[tuple[object, ...]]:
    """All outcomes, one by one."""
    return {
        (o.rule.id, o.subject, o.verdict, o.changes, o.missing_names, o.message)
        for o in outcomes
        if o.verdict not in QUIET or o.changes
    }
