"""Law: the verdict table is total, and each of its lines is reached."""

from __future__ import annotations

from itertools import product

from microdep_rules.engine.verdict import Decision, Verdict, decide, due
from tests.properties.evaluating import outcomes
from tests.properties.generators import sample

TRUTHS = (True, False, None)
EXCEPTIONS: tuple[list[bool | None], ...] = (
    [],
    [True],
    [False],
    [None],
    [True, None],
    [False, None],
    [False, True],
)


def _line(in_force: object, applies: object, requirement: object, exceptions: list[bool | None]) -> int:
    """The line of the table in the specification, written again from its words."""
    if in_force is False or applies is False:
        return 2
    if requirement is True:
        return 3
    if any(exception is True for exception in exceptions):
        return 4
    if None in (in_force, applies, requirement):
        return 5
    return 7


OF_LINE = {2: "not_applicable", 3: "pass", 4: "exempt", 5: "unknown", 6: "unknown", 7: "fail"}


def test_every_combination_has_the_verdict_of_the_first_line_that_holds() -> None:
    reached = set()
    for in_force, applies, requirement in product(TRUTHS, TRUTHS, TRUTHS):
        for exceptions in EXCEPTIONS:
            for claimed in (True, False) if None in exceptions else (False,):
                line = _line(in_force, applies, requirement, exceptions)
                line = 6 if line == 7 and claimed else line
                found = decide(in_force, applies, requirement, exceptions, claimed=claimed)
                assert OF_LINE[line] == found.verdict
                reached.add(line)
    assert set(OF_LINE) == reached


def test_an_unknown_says_what_is_open_and_whether_the_requirement_is_already_false() -> None:
    assert Decision(Verdict.UNKNOWN, "in force", violated=True) == decide(
        None, None, False, [], claimed=False
    )
    assert Decision(Verdict.UNKNOWN, "applies", violated=True) == decide(True, None, False, [], claimed=False)
    assert Decision(Verdict.UNKNOWN, "requirement") == decide(True, True, None, [None], claimed=True)
    assert Decision(Verdict.UNKNOWN, "exception", violated=True) == decide(
        True, True, False, [None], claimed=True
    )
    assert Verdict.FAIL is decide(True, True, False, [None], claimed=False).verdict


def test_an_exception_says_what_the_verdict_would_be_without_it() -> None:
    assert Verdict.FAIL is decide(True, True, False, [True], claimed=False).base
    assert Verdict.UNKNOWN is decide(True, True, None, [True], claimed=False).base
    assert Verdict.UNKNOWN is decide(None, True, False, [True], claimed=False).base


def test_a_duty_is_due_or_not_or_not_decided() -> None:
    for in_force, applies in product(TRUTHS, TRUTHS):
        found = due(in_force, applies).verdict
        if in_force is False or applies is False:
            assert Verdict.NOT_APPLICABLE is found
        elif None in (in_force, applies):
            assert Verdict.UNKNOWN is found
        else:
            assert Verdict.DISCLOSE is found


def test_random_packs_reach_every_line() -> None:
    reached = set()
    for case in sample():
        for outcome in outcomes(case.pack, case.less_bom).values():
            reached.add((outcome.verdict.value, outcome.open))
    wanted = {(verdict, "") for verdict in ("pass", "fail", "exempt", "not_applicable", "disclose")}
    wanted |= {("unknown", what) for what in ("requirement", "applies", "in force", "exception")}
    assert set() == wanted - reached
