"""The verdict table: it gives the verdict for the results of a rule's conditions.

Every evaluator uses this table.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Self

from msgspec import Struct

from microdep_rules.engine.values import conjunction, disjunction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.engine.values import Truth


class Appearance(Struct, frozen=True):
    """Word, verb, color and sign with which all outputs show a verdict or a standing.

    `word` is the text in a table. `verb` follows the name of a component. `color` is a color code for
    terminals, and `sign` is a single character, so that no output relies on color alone. `sarif` is the
    `kind` of a result in SARIF 2.1.0 (3.27.9).
    """

    word: str
    sign: str
    color: str
    verb: str = ""
    sarif: str = ""


RED, YELLOW, CYAN, GREEN, NO_COLOR = "1;31", "1;33", "1;36", "1;32", ""


class Verdict(StrEnum):
    """The verdict of one rule for one subject; the worst verdict comes first."""

    appearance: Appearance

    def __new__(cls, name: str, appearance: Appearance) -> Self:
        """Create a member of the enumeration with its properties."""
        member = str.__new__(cls, name)
        member._value_, member.appearance = name, appearance
        return member

    ERROR = "error", Appearance("error", "!", RED, "cannot be evaluated", "fail")
    FAIL = "fail", Appearance("fails", "✗", RED, "fails", "fail")
    UNKNOWN = "unknown", Appearance("unknown", "?", YELLOW, "is unknown", "open")
    DISCLOSE = "disclose", Appearance("to disclose", "§", CYAN, "must be disclosed", "review")
    EXEMPT = "exempt", Appearance("exempt", "○", CYAN, "is exempt", "informational")
    PASS = "pass", Appearance("passes", "✓", GREEN, "passes", "pass")
    NOT_APPLICABLE = (
        "not_applicable",
        Appearance("does not apply", "·", NO_COLOR, "does not apply", "notApplicable"),
    )

    @property
    def verb(self) -> str:
        """Return the verb that follows the name of a component, as in `Magnets fails`."""
        return self.appearance.verb


WORST_FIRST = tuple(Verdict)
_BY_NAME = {verdict.value: verdict for verdict in Verdict}


def verdict_of(name: str) -> Verdict:
    """Return the verdict that has this name in a record.

    >>> verdict_of("disclose").verb
    'must be disclosed'
    """
    return _BY_NAME[name]


class Decision(Struct, frozen=True):
    """A verdict; for an unknown verdict, also the clause that makes the verdict unknown.

    `open` names this clause: `requirement`, `applies`, `in force` or `exception`. `violated` is true if the
    requirement is already known to be false. For an exempt outcome, `base` is the verdict without the
    exception.
    """

    verdict: Verdict
    open: str = ""
    violated: bool = False
    base: Verdict | None = None


def decide(
    in_force: Truth, applies: Truth, requirement: Truth, exceptions: list[Truth], *, claimed: bool
) -> Decision:
    """Return the verdict for the results of a rule's clauses: the first matching row of the verdict table.

    `claimed` is true if the document claims an exception that is still undecided.

    >>> decide(True, True, None, [], claimed=False).verdict
    <Verdict.UNKNOWN: 'unknown'>
    """
    violated = requirement is False
    if conjunction([in_force, applies]) is False:
        return Decision(Verdict.NOT_APPLICABLE)
    if requirement is True:
        return Decision(Verdict.PASS)
    missing = _unknown_condition(in_force, applies, requirement)
    if disjunction(exceptions) is True:
        return Decision(Verdict.EXEMPT, base=Verdict.UNKNOWN if missing else Verdict.FAIL)
    if missing:
        return Decision(Verdict.UNKNOWN, missing, violated)
    if claimed:
        return Decision(Verdict.UNKNOWN, "exception", violated)
    return Decision(Verdict.FAIL, violated=True)


def _unknown_condition(in_force: Truth, applies: Truth, requirement: Truth) -> str:
    if in_force is None:
        return "in force"
    if applies is None:
        return "applies"
    return "requirement" if requirement is None else ""


def due(in_force: Truth, applies: Truth) -> Decision:
    """Return the verdict of a duty to disclose; it depends on the dates and the condition of the duty."""
    value = conjunction([in_force, applies])
    if value is False:
        return Decision(Verdict.NOT_APPLICABLE)
    if value is None:
        return Decision(Verdict.UNKNOWN, "in force" if in_force is None else "applies")
    return Decision(Verdict.DISCLOSE)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the worst of several verdicts, for example for a component with several places of use."""
    return min(verdicts, key=WORST_FIRST.index)
