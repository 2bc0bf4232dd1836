"""Standing of a rule, a document or a run: the summary of its outcomes.

A waiver changes no verdict. A waived fail is *fail, waived*: a fail with a responsible person, not a pass. A
waived unknown leaves a document *incomplete*: it remains unknown. Every output takes the standing from here,
from outcomes or their record.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Self

from msgspec import Struct

from microdep_rules.engine.verdict import CYAN, RED, YELLOW, Appearance, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from microdep_rules.engine.outcome import Outcome


class Standing(StrEnum):
    """Standing of a document, the worst first. That of a run is the worst of its documents.

    `exit_class` names the exit code of a check; waived fails and unknowns have none, because only unwaived
    findings set the code.
    """

    appearance: Appearance
    meaning: str
    exit_class: str

    def __new__(cls, name: str, appearance: Appearance, meaning: str, exit_class: str = "") -> Self:
        """Create a member with its properties."""
        member = str.__new__(cls, name)
        member._value_, member.appearance = name, appearance
        member.meaning, member.exit_class = meaning, exit_class
        return member

    ERROR = "error", Verdict.ERROR.appearance, "At least one rule could not be evaluated.", "bug"
    INVALID = (
        "invalid",
        Appearance("not valid", "!", RED),
        "A document, the context or a rule pack could not be used, so not everything was judged.",
        "input",
    )
    FAIL = "fail", Verdict.FAIL.appearance, "At least one rule fails on declared data.", "fail"
    FAIL_WAIVED = (
        "fail_waived",
        Appearance("fail, waived", "✗", CYAN),
        "At least one rule fails on declared data. Each fail is waived; a waived fail is not a pass.",
    )
    UNKNOWN = (
        "unknown",
        Verdict.UNKNOWN.appearance,
        "No binding rule fails on declared data; for at least one rule or duty, data are missing.",
        "unknown",
    )
    INCOMPLETE = (
        "incomplete",
        Appearance("incomplete", "?", YELLOW),
        "Each unknown is waived and remains unknown. This is not a pass.",
    )
    NOTHING_CHECKED = (
        "nothing_checked",
        Appearance("nothing checked", "·", YELLOW),
        "No binding rule applies; only advisory rules may apply. This is not a pass.",
        "nothing",
    )
    PASS = (
        "pass",
        Verdict.PASS.appearance,
        "Every binding rule that applies passes, or is exempt, on declared data.",
        "ok",
    )


FAIL_WAIVED, INCOMPLETE, NOTHING_CHECKED = (
    Standing.FAIL_WAIVED,
    Standing.INCOMPLETE,
    Standing.NOTHING_CHECKED,
)
WORST_FIRST = tuple(Standing)
_BY_NAME = {state.value: state for state in Standing}
WAIVED = "_waived"
"""The end of the standing of an outcome for which a person answers."""
AGAINST_LAW = "company decision against a rule of law"
"""A waiver of a rule of law that names no provision of law."""


class StandingInput(Struct, frozen=True):
    """Inputs of a standing: a verdict, whether it is waived, and whether a duty lacks facts."""

    verdict: str
    waived: bool = False
    lacking: bool = False


def standing_of(name: str) -> Standing:
    """Return the standing that a record names.

    >>> standing_of("incomplete").meaning
    'Each unknown is waived and remains unknown. This is not a pass.'
    """
    return _BY_NAME[name]


def standing_input(outcome: Outcome) -> StandingInput:
    """Return the parts of an outcome that decide a standing."""
    stated = outcome.verdict.value
    lacking = stated == "disclose" and bool(outcome.missing)
    return StandingInput(for_the_document(stated, alternate=outcome.alternate), bool(outcome.waiver), lacking)


def said_in(outcome: Mapping[str, Any]) -> StandingInput:
    """Return the parts of a recorded outcome that decide a standing."""
    verdict = for_the_document(outcome["verdict"], alternate=outcome["alternate"])
    return StandingInput(verdict, bool(outcome["waiver"]), bool(outcome["missing"]))


def for_the_document(verdict: str, *, alternate: bool) -> str:
    """Return the verdict for the document: an approved alternate that fails leaves it unknown.

    >>> for_the_document("fail", alternate=True), for_the_document("fail", alternate=False)
    ('unknown', 'fail')
    """
    return "unknown" if alternate and verdict == "fail" else verdict


def standing(said: Iterable[StandingInput]) -> Standing:
    """Return the standing of outcomes.

    >>> standing([StandingInput("pass"), StandingInput("fail", waived=True)]).value
    'fail_waived'
    >>> standing([StandingInput("pass"), StandingInput("unknown", waived=True)]).value
    'incomplete'
    >>> standing([StandingInput("fail", waived=True), StandingInput("fail")]).value
    'fail'
    >>> standing([StandingInput("not_applicable")]).value
    'nothing_checked'
    """
    every = set(said)
    fails = [outcome for outcome in every if outcome.verdict == "fail"]
    undecided = [outcome for outcome in every if is_undecided(outcome)]
    if any(outcome.verdict == "error" for outcome in every):  # what could not be evaluated is never well
        return Standing.ERROR
    if fails:
        return FAIL_WAIVED if all(fail.waived for fail in fails) else Standing.FAIL
    if undecided:
        return INCOMPLETE if all(outcome.waived for outcome in undecided) else Standing.UNKNOWN
    if any(outcome.verdict in {"pass", "exempt", "disclose"} for outcome in every):
        return Standing.PASS
    return NOTHING_CHECKED


def is_undecided(said: StandingInput) -> bool:
    """Return whether an outcome leaves a rule open: it is unknown, or is to be disclosed and lacks facts."""
    return said.verdict == "unknown" or (said.verdict == "disclose" and said.lacking)


def of_outcome(verdict: str, *, waived: bool) -> str:
    """Return the standing of one outcome.

    >>> of_outcome("fail", waived=True), of_outcome("unknown", waived=False)
    ('fail_waived', 'unknown')
    """
    return f"{verdict}{WAIVED}" if waived else verdict


def in_words(standing_or_verdict: str) -> str:
    """Return a standing or a verdict in the words of every output.

    >>> in_words("fail_waived"), in_words("not_applicable"), in_words("incomplete")
    ('fail, waived', 'not applicable', 'incomplete')
    """
    bare = standing_or_verdict.removesuffix(WAIVED)
    return bare.replace("_", " ") + (", waived" if bare != standing_or_verdict else "")


def _waived(bare: Appearance) -> Appearance:
    return Appearance(f"{bare.word}, waived", bare.sign, CYAN)


WAIVABLE = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.DISCLOSE)
"""Verdicts for which a person can answer."""
OF_OUTCOMES = tuple(
    of_outcome(verdict, waived=waived)
    for verdict in Verdict
    for waived in (False, True)
    if verdict in WAIVABLE or not waived
)
"""The standings of outcomes, the worst first."""
APPEARANCES: dict[str, Appearance] = {
    **{of_outcome(verdict, waived=True): _waived(verdict.appearance) for verdict in WAIVABLE},
    **{verdict.value: verdict.appearance for verdict in Verdict},
    **{state.value: state.appearance for state in Standing},
}
"""Appearance of a verdict, a waived verdict, and the standing of a document."""
