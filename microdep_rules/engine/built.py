"""Verdicts where alternates may be built: as the document lists it, and whichever of them is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.engine.promised import changed
from microdep_rules.engine.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.engine.outcome import Outcome

OPEN = "as listed it {listed}, and it {built} where an approved alternate is built"
ALTERNATE = "alternate"
"""What an outcome leaves open that is clear as listed: which alternate is built."""
CLEAR = frozenset({Verdict.PASS, Verdict.EXEMPT, Verdict.DISCLOSE, Verdict.NOT_APPLICABLE})
"""Verdicts that alternates may make worse."""


def may_be_clearer(listed: Outcome | None) -> bool:
    """Whether a verdict is clearer than that of what may be built: one that is not clear stays as it is."""
    return listed is None or listed.verdict in CLEAR


def whichever_is_built(listed: Outcome | None, built: Outcome | None) -> Outcome | None:
    """The outcome of a subject that is clear as it is listed.

    What its alternates make worse is unknown: nobody states which of them is built.
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
    return changed(built, verdict=Verdict.UNKNOWN, open=ALTERNATE, notes=(note, *built.notes))


def without_known(outcomes: Iterable[Outcome], known: Iterable[Outcome]) -> list[Outcome]:
    """Outcomes about alternates of the product, without what was said of its own components."""
    subjects = {_about(each) for each in known}
    return [changed(outcome, alternate=True) for outcome in outcomes if _about(outcome) not in subjects]


def _about(outcome: Outcome) -> tuple[object, ...]:
    return (
        outcome.rule.name,
        outcome.subject.pointer,
        outcome.verdict,
        tuple(e.pointer for e in outcome.parts),
    )
