"""The standing of a rule, a document or a run: what its outcomes come to.

A waiver changes no verdict. What fails and is waived is *fail, waived*: a fail for which a person answers,
and no pass. What is unknown and is waived leaves a document *incomplete*: nothing was decided by it. Every
output takes the standing from here, be it made of outcomes or of their record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from microdep_rules.engine.outcome import Outcome

FAIL_WAIVED = "fail_waived"
INCOMPLETE = "incomplete"
NOTHING_CHECKED = "nothing_checked"
WORST_FIRST = (
    "error",
    "invalid",
    "fail",
    FAIL_WAIVED,
    "unknown",
    INCOMPLETE,
    NOTHING_CHECKED,
    "pass",
)
"""The standings of a document. The standing of a run is the worst of its documents."""
WAIVED = "_waived"
"""The end of the standing of an outcome for which a person answers."""
AGAINST_LAW = "company decision against a rule of law"
"""A waiver of a rule of law that names no provision of law."""


class Said(Struct, frozen=True):
    """What decides the standing: a verdict, whether it is waived, and whether a duty lacks facts."""

    verdict: str
    waived: bool = False
    lacking: bool = False


def said_of(outcome: Outcome) -> Said:
    """An outcome, as far as it decides a standing."""
    verdict = for_the_document(outcome.verdict.value, alternate=outcome.alternate)
    return Said(verdict, bool(outcome.waiver), bool(outcome.missing))


def said_in(outcome: Mapping[str, Any]) -> Said:
    """An outcome of a record, as far as it decides a standing."""
    verdict = for_the_document(outcome["verdict"], alternate=outcome["alternate"])
    return Said(verdict, bool(outcome["waiver"]), bool(outcome["missing"]))


def for_the_document(verdict: str, *, alternate: bool) -> str:
    """What a verdict says of the document: of an approved alternate that fails, that nothing is decided.

    >>> for_the_document("fail", alternate=True), for_the_document("fail", alternate=False)
    ('unknown', 'fail')
    """
    return "unknown" if alternate and verdict == "fail" else verdict


def standing(said: Iterable[Said]) -> str:
    """What outcomes come to: one of `WORST_FIRST`.

    >>> standing([Said("pass"), Said("fail", waived=True)])
    'fail_waived'
    >>> standing([Said("pass"), Said("unknown", waived=True)])
    'incomplete'
    >>> standing([Said("fail", waived=True), Said("fail")]), standing([Said("not_applicable")])
    ('fail', 'nothing_checked')
    """
    every = list(said)
    fails = [each for each in every if each.verdict == "fail"]
    undecided = [each for each in every if is_undecided(each)]
    if any(each.verdict == "error" for each in every):  # what could not be evaluated is never well
        return "error"
    if fails:
        return FAIL_WAIVED if all(each.waived for each in fails) else "fail"
    if undecided:
        return INCOMPLETE if all(each.waived for each in undecided) else "unknown"
    if any(each.verdict in {"pass", "exempt", "disclose"} for each in every):
        return "pass"
    return NOTHING_CHECKED


def is_undecided(said: Said) -> bool:
    """Whether an outcome leaves a rule open: it is unknown, or is to be disclosed and lacks facts."""
    return said.verdict == "unknown" or (said.verdict == "disclose" and said.lacking)


def of_outcome(verdict: str, *, waived: bool) -> str:
    """The standing of one outcome.

    >>> of_outcome("fail", waived=True), of_outcome("unknown", waived=False)
    ('fail_waived', 'unknown')
    """
    return f"{verdict}{WAIVED}" if waived else verdict


def in_words(standing_or_verdict: str) -> str:
    """A standing or a verdict in the words of every output.

    >>> in_words("fail_waived"), in_words("not_applicable"), in_words("incomplete")
    ('fail, waived', 'not applicable', 'incomplete')
    """
    bare = standing_or_verdict.removesuffix(WAIVED)
    return bare.replace("_", " ") + (", waived" if bare != standing_or_verdict else "")
