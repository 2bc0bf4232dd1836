"""Number of fails by the source of the obligation: law, company policy, or advice (warnings)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.engine.standing import AGAINST_LAW
from microdep_rules.engine.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.engine.outcome import Outcome

STATUTORY, COMPANY_POLICY, WARNING = "statutory", "company_policy", "warning"
KINDS = {STATUTORY: "statutory", COMPANY_POLICY: "company policy", WARNING: "warning"}
"""Text for each kind of fail.

A fail of an advisory rule is a warning, even if the rule is part of a law.
"""
FIXABLE = frozenset({"fail", "unknown"})
"""Verdicts that are shown with a fix."""
NUMBERS = ("fail", "waived", "against_law")

Failures = dict[str, dict[str, int]]


def kind_of(outcome: Outcome) -> str:
    """Return the kind of a fail: statutory, company policy, or warning."""
    if not outcome.decides:
        return WARNING
    return STATUTORY if outcome.rule.obligation == "statutory" else COMPANY_POLICY


def failures(outcomes: Iterable[Outcome]) -> Failures:
    """Return the number of fails of each kind, of waived fails, and of waived fails of a law.

    Fails of approved alternates do not count, as in all other totals.
    """
    found: Failures = {kind: dict.fromkeys(NUMBERS, 0) for kind in KINDS}
    for outcome in outcomes:
        if outcome.verdict is Verdict.FAIL and not outcome.alternate:
            counted = found[kind_of(outcome)]
            counted["fail"] += outcome.many or 1
            counted["waived"] += bool(outcome.waiver)
            counted["against_law"] += outcome.against_law
    return found


def summed(several: Iterable[Mapping[str, Mapping[str, int]]]) -> Failures:
    """Return the total number of fails in several documents."""
    every = list(several)
    return {kind: {name: sum(counts[kind][name] for counts in every) for name in NUMBERS} for kind in KINDS}


def failure_words(found: Mapping[str, Mapping[str, int]]) -> str:
    """Return the number of fails on one line; empty if there are no fails.

    >>> none, some = {"fail": 0, "waived": 0, "against_law": 0}, {"fail": 2, "waived": 1, "against_law": 1}
    >>> failure_words({"statutory": some, "company_policy": none, "warning": none})
    '2 statutory (1 waived, 1 a company decision against a rule of law), 0 company policy, 0 warnings'
    """
    if not any(counts["fail"] for counts in found.values()):
        return ""
    return ", ".join(_kind_words(kind, found[kind]) for kind in KINDS)


def _kind_words(kind: str, found: Mapping[str, int]) -> str:
    word = "warnings" if kind == WARNING and found["fail"] != 1 else KINDS[kind]
    of_them = [f"{found['waived']} waived"] if found["waived"] else []
    of_them += [f"{found['against_law']} a {AGAINST_LAW}"] if found["against_law"] else []
    return f"{found['fail']} {word}" + (f" ({', '.join(of_them)})" if of_them else "")
