"""The verdict table: one place for every evaluator."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.engine.values import conjunction, disjunction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.engine.values import Truth


class Verdict(StrEnum):
    """What is said of one rule and one subject."""

    PASS = "pass"  # noqa: S105 - a verdict
    FAIL = "fail"
    UNKNOWN = "unknown"
    EXEMPT = "exempt"
    NOT_APPLICABLE = "not_applicable"
    DISCLOSE = "disclose"
    ERROR = "error"


WORST_FIRST = (
    Verdict.ERROR,
    Verdict.FAIL,
    Verdict.UNKNOWN,
    Verdict.DISCLOSE,
    Verdict.EXEMPT,
    Verdict.PASS,
    Verdict.NOT_APPLICABLE,
)


class Decision(Struct, frozen=True):
    """A verdict with what it leaves open.

    `open` is `requirement`, `applies`, `in force` or `exception` of an unknown; `violated` that the
    requirement is already false; `base` what an exempt outcome would be without the exception.
    """

    verdict: Verdict
    open: str = ""
    violated: bool = False
    base: Verdict | None = None


def decide(
    in_force: Truth, applies: Truth, requirement: Truth, exceptions: list[Truth], *, claimed: bool
) -> Decision:
    """The first line of the table that holds.

    `claimed` says that an undecided exception has been claimed for the subject.

    >>> decide(True, True, None, [], claimed=False).verdict
    <Verdict.UNKNOWN: 'unknown'>
    """
    violated = requirement is False
    if conjunction([in_force, applies]) is False:
        return Decision(Verdict.NOT_APPLICABLE)
    if requirement is True:
        return Decision(Verdict.PASS)
    missing = _open(in_force, applies, requirement)
    if disjunction(exceptions) is True:
        return Decision(Verdict.EXEMPT, base=Verdict.UNKNOWN if missing else Verdict.FAIL)
    if missing:
        return Decision(Verdict.UNKNOWN, missing, violated)
    if claimed:
        return Decision(Verdict.UNKNOWN, "exception", violated)
    return Decision(Verdict.FAIL, violated=True)


def _open(in_force: Truth, applies: Truth, requirement: Truth) -> str:
    if in_force is None:
        return "in force"
    if applies is None:
        return "applies"
    return "requirement" if requirement is None else ""


def due(in_force: Truth, applies: Truth) -> Decision:
    """The verdict of a duty to disclose."""
    value = conjunction([in_force, applies])
    if value is False:
        return Decision(Verdict.NOT_APPLICABLE)
    if value is None:
        return Decision(Verdict.UNKNOWN, "in force" if in_force is None else "applies")
    return Decision(Verdict.DISCLOSE)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict that stands when a part is judged in several places."""
    return min(verdicts, key=WORST_FIRST.index)
