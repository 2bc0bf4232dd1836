"""Merging of equal outcomes into groups, and the verdict of a whole document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.engine.lazy_outcomes import RowOutcome, update_outcome
from microdep_rules.engine.outcome import ElementReference, Outcome, VerdictChange, part_of
from microdep_rules.engine.standing import NOTHING_CHECKED, standing, standing_input
from microdep_rules.engine.verdict import Verdict, worst

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from microdep_rules.bom.model import Bom


KNOWN = "known"
"""State of an outcome that the baseline contains."""


def grouped(outcomes: Iterable[Outcome], bom: Bom) -> list[Outcome]:
    """Merge outcomes with the same missing fact, so that reports show one outcome for many components.

    Two kinds of outcomes are merged: candidates (components that may contain an unlisted subject), and
    elements that are only possibly subjects.
    """
    single: list[Outcome] = []
    groups: dict[tuple[object, ...], list[Outcome]] = {}
    alone: set[int] = set()
    """Python identities of the stored row results whose outcomes stay separate."""
    for outcome in outcomes:
        like = outcome.like if isinstance(outcome, RowOutcome) else None
        if like is not None and id(like) in alone:
            single.append(outcome)
            continue
        key = _group(outcome)
        if key is None and like is not None:
            alone.add(id(like))
        if key is None:
            single.append(outcome)
        else:
            groups.setdefault(key, []).append(outcome)
    return single + [merged(members, bom) for members in groups.values()]


def _group(outcome: Outcome) -> tuple[object, ...] | None:
    if outcome.candidate and outcome.verdict is Verdict.NOT_APPLICABLE:
        return ("not applicable", outcome.reason, outcome.alternate)
    if outcome.candidate and outcome.verdict is Verdict.EXEMPT:
        return ("exempt", tuple(e.name for e in outcome.exceptions), outcome.alternate)
    undecided = outcome.verdict is Verdict.UNKNOWN and outcome.open in {"applies", "in force"}
    if outcome.candidate or (undecided and not outcome.violated and _may_be_subject(outcome)):
        return ("unknown", outcome.open, outcome.missing_names, outcome.alternate)
    return None


def _may_be_subject(outcome: Outcome) -> bool:
    """Return whether missing facts leave open whether the element is a subject."""
    return all(q.missing.record != "contract" for q in outcome.missing)


def merged(members: Sequence[Outcome], bom: Bom) -> Outcome:
    """Merge equal outcomes of one rule into one outcome about the product; `parts` lists their subjects."""
    parts: dict[ElementReference, None] = {}
    for member in members:
        parts[member.subject] = None
    first = members[0]
    seen = {q.missing: q for m in members for q in m.missing}
    changes: dict[date, list[Verdict]] = {}
    for member in members:
        for change in member.changes:
            changes.setdefault(change.day, []).append(change.verdict)
    return update_outcome(
        first,
        subject=part_of(bom.product),
        parts=tuple(parts),
        missing=tuple(seen.values()),
        candidate=all(m.candidate for m in members),
        message=first.message or first.rule.title,
        facts=(),
        changes=tuple(VerdictChange(d, worst(v)) for d, v in sorted(changes.items())),
        proof=None,
        applies_proof=None,
        members=tuple(members),
    )


def roll_up(
    outcomes: Iterable[Outcome],
    *,
    warn: bool = False,
    without_known: bool = False,
    without_waived: bool = False,
) -> str:
    """Return the standing of a document: the combined verdict of its outcomes, such as `fail`.

    Only rules with a severity that affects the verdict on a product count; with `warn`, all rules count. A
    rule that could not be evaluated makes the standing an error, at any severity. If only an approved
    alternate fails, the standing is unknown, because the alternate may never be used. The options
    `without_known` and `without_waived` leave out findings in the baseline and waived findings. Without
    findings, the standing is `pass`.
    """
    every = list(outcomes)
    if any(o.verdict is Verdict.ERROR for o in every):  # an incomplete evaluation never passes
        return "error"
    deciding = [o for o in every if o.decides or warn]
    left = [
        o
        for o in deciding
        if not (without_waived and o.waiver) and not (without_known and o.baseline == KNOWN)
    ]
    result = standing(map(standing_input, left))
    return "pass" if result == NOTHING_CHECKED and len(left) < len(deciding) else result
