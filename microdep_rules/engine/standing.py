"""Standing: one word that summarizes the outcomes of a rule, a document or a whole check.

A waiver does not change a verdict. A waived fail is *fail, waived*: a person takes responsibility, but the
result is not a pass. A waived unknown makes a document *incomplete*. Every output takes the standing from
this module.
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
    """Standing of a document; the worst standing comes first.

    The standing of a whole check is the worst standing of its documents. `exit_class` names the exit code of
    a check with this standing. Standings with only waived findings have no `exit_class`, because waived
    findings do not affect the exit code.
    """

    appearance: Appearance
    meaning: str
    exit_class: str

    def __new__(cls, name: str, appearance: Appearance, meaning: str, exit_class: str = "") -> Self:
        """Create a member of the enumeration with its properties."""
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
        "At least one rule fails on declared data. Deciding fails are waived; a waived fail is not a pass.",
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
"""Ending of the standing of a waived outcome, as in `fail_waived`."""
AGAINST_LAW = "company decision against a rule of law"
"""Label of a waiver that is against a rule of law and names no provision of law."""


class StandingInput(Struct, frozen=True):
    """Data for a standing: the verdict, the waiver, and missing facts for a disclosure."""

    verdict: str
    waived: bool = False
    lacking: bool = False


def standing_of(name: str) -> Standing:
    """Return the standing that has this name in a record.

    >>> standing_of("incomplete").meaning
    'Each unknown is waived and remains unknown. This is not a pass.'
    """
    return _BY_NAME[name]


def standing_input(outcome: Outcome) -> StandingInput:
    """Return the fields of an outcome that determine a standing."""
    stated = outcome.verdict.value
    lacking = stated == "disclose" and bool(outcome.missing)
    return StandingInput(for_the_document(stated, alternate=outcome.alternate), bool(outcome.waiver), lacking)


def recorded_standing_input(outcome: Mapping[str, Any]) -> StandingInput:
    """Return the fields of a recorded outcome that determine a standing."""
    verdict = for_the_document(outcome["verdict"], alternate=outcome["alternate"])
    return StandingInput(verdict, bool(outcome["waiver"]), bool(outcome["missing"]))


def for_the_document(verdict: str, *, alternate: bool) -> str:
    """Return the verdict that an outcome contributes to the standing of the document.

    A fail of an approved alternate counts as unknown.

    >>> for_the_document("fail", alternate=True), for_the_document("fail", alternate=False)
    ('unknown', 'fail')
    """
    return "unknown" if alternate and verdict == "fail" else verdict


def standing(outcomes: Iterable[StandingInput]) -> Standing:
    """Return the standing that summarizes outcomes.

    >>> standing([StandingInput("pass"), StandingInput("fail", waived=True)]).value
    'fail_waived'
    >>> standing([StandingInput("pass"), StandingInput("unknown", waived=True)]).value
    'incomplete'
    >>> standing([StandingInput("fail", waived=True), StandingInput("fail")]).value
    'fail'
    >>> standing([StandingInput("not_applicable")]).value
    'nothing_checked'
    """
    every = set(outcomes)
    fails = [outcome for outcome in every if outcome.verdict == "fail"]
    undecided = [outcome for outcome in every if is_undecided(outcome)]
    if any(outcome.verdict == "error" for outcome in every):  # an incomplete evaluation never passes
        return Standing.ERROR
    if fails:
        return FAIL_WAIVED if all(fail.waived for fail in fails) else Standing.FAIL
    if undecided:
        return INCOMPLETE if all(outcome.waived for outcome in undecided) else Standing.UNKNOWN
    if any(outcome.verdict in {"pass", "exempt", "disclose"} for outcome in every):
        return Standing.PASS
    return NOTHING_CHECKED


def is_undecided(outcome: StandingInput) -> bool:
    """Return whether an outcome is undecided: it is unknown, or facts for a disclosure are missing."""
    return outcome.verdict == "unknown" or (outcome.verdict == "disclose" and outcome.lacking)


def of_outcome(verdict: str, *, waived: bool) -> str:
    """Return the standing of one outcome.

    >>> of_outcome("fail", waived=True), of_outcome("unknown", waived=False)
    ('fail_waived', 'unknown')
    """
    return f"{verdict}{WAIVED}" if waived else verdict


def in_words(standing_or_verdict: str) -> str:
    """Return the text that all outputs show for a standing or a verdict.

    >>> in_words("fail_waived"), in_words("not_applicable"), in_words("incomplete")
    ('fail, waived', 'not applicable', 'incomplete')
    """
    bare = standing_or_verdict.removesuffix(WAIVED)
    return bare.replace("_", " ") + (", waived" if bare != standing_or_verdict else "")


def _waived(bare: Appearance) -> Appearance:
    return Appearance(f"{bare.word}, waived", bare.sign, CYAN)


WAIVABLE = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.DISCLOSE)
"""Verdicts that a waiver can cover."""
OF_OUTCOMES = tuple(
    of_outcome(verdict, waived=waived)
    for verdict in Verdict
    for waived in (False, True)
    if verdict in WAIVABLE or not waived
)
"""Standings of single outcomes, the worst first."""
APPEARANCES: dict[str, Appearance] = {
    **{of_outcome(verdict, waived=True): _waived(verdict.appearance) for verdict in WAIVABLE},
    **{verdict.value: verdict.appearance for verdict in Verdict},
    **{state.value: state.appearance for state in Standing},
}
"""How outputs show each verdict, each waived verdict, and each standing of a document."""
