"""Verdicts with alternates: for the document as listed, and with each approved alternate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.engine.lazy_outcomes import update_outcome
from microdep_rules.engine.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.engine.outcome import Outcome

OPEN = "as listed, it {listed}; with an approved alternate, it {built}"
ALTERNATE = "alternate"
"""Reason for a verdict that is unknown only because no document states which alternate is used."""
CLEAR = frozenset({Verdict.PASS, Verdict.EXEMPT, Verdict.DISCLOSE, Verdict.NOT_APPLICABLE})
"""Verdicts, such as `pass`, that become unknown if an approved alternate has a worse verdict."""


def may_be_clearer(listed: Outcome | None) -> bool:
    """Return whether an approved alternate could have a worse verdict than this outcome (yes for a pass).

    A subject without an outcome (None) counts as not applicable. An alternate can be worse than that, too.
    """
    return listed is None or listed.verdict in CLEAR


def combine_with_alternates(listed: Outcome | None, built: Outcome | None) -> Outcome | None:
    """Combine two outcomes of one subject: without alternates (`listed`) and with alternates (`built`).

    If an alternate makes the verdict worse, the outcome is unknown, because no document states which
    alternate is used.
    """
    clear = listed.verdict if listed is not None else Verdict.NOT_APPLICABLE
    if built is None:
        return listed
    match clear, built.verdict:
        case _, Verdict.ERROR | Verdict.FAIL | Verdict.UNKNOWN:
            pass
        case ((Verdict.PASS | Verdict.EXEMPT | Verdict.NOT_APPLICABLE), Verdict.DISCLOSE):
            pass
        case Verdict.DISCLOSE, Verdict.DISCLOSE if built.missing or listed is None:
            return built
        case _:
            return listed
    note = OPEN.format(listed=clear.verb, built=built.verdict.verb)
    return update_outcome(built, verdict=Verdict.UNKNOWN, open=ALTERNATE, notes=(note, *built.notes))


def drop_known(outcomes: Iterable[Outcome], known: Iterable[Outcome]) -> list[Outcome]:
    """Return the outcomes for subjects that only an alternate adds, each with `alternate` set to true.

    `known` contains the outcomes without alternates. An outcome for a subject in `known` is left out.
    """
    subjects = {_identity(outcome) for outcome in known}
    return [
        update_outcome(outcome, alternate=True) for outcome in outcomes if _identity(outcome) not in subjects
    ]


def _identity(outcome: Outcome) -> tuple[object, ...]:
    return (
        outcome.rule.name,
        outcome.subject.pointer,
        outcome.verdict,
        tuple(e.pointer for e in outcome.parts),
    )
