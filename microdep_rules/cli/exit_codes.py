"""Exit codes and their meanings; the meaning of a number never changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import has_errors

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.output.checked import Checked

OK = 0
FAIL = 1
USAGE = 2
PACK = 3
INPUT = 4
UNKNOWN = 5
NOTHING = 6
TAMPERED = 7
BUG = 70
INTERRUPTED = 130
CLOSED_PIPE = 141

MEANINGS = {
    OK: "success: no fail and no unknown is counted",
    FAIL: "a fail is counted, or the command has another result (see its help)",
    USAGE: "wrong usage or configuration",
    PACK: "a rule pack cannot be loaded",
    INPUT: "an input file is invalid or cannot be read",
    UNKNOWN: "an unknown is counted, but no fail",
    NOTHING: "nothing was checked, or only advisory rules applied",
    TAMPERED: "a bundle was changed or is incomplete",
    BUG: "internal error in microdep, or a rule that cannot be evaluated",
    INTERRUPTED: "interrupted",
    CLOSED_PIPE: "the output pipe was closed",
}

OF_CHECK = {
    OK: "no fail and no unknown is counted",
    FAIL: "a fail is counted",
    USAGE: MEANINGS[USAGE],
    PACK: MEANINGS[PACK],
    INPUT: MEANINGS[INPUT],
    UNKNOWN: "an unknown is counted, but no fail",
    NOTHING: "nothing was checked, or only advisory rules applied",
    BUG: "internal error",
}
"""Meanings of the exit codes of a check, as short texts for the help."""

PRECEDENCE = (BUG, USAGE, PACK, INPUT, TAMPERED, FAIL, UNKNOWN, NOTHING, OK)
"""Exit codes in their order of precedence; if several apply, the first one is used."""

_OF_CLASS = {"bug": BUG, "input": INPUT, "fail": FAIL, "unknown": UNKNOWN, "nothing": NOTHING, "ok": OK}
"""Exit code for each class of the result of a check, such as `fail`."""

_OF_STATE = {
    "error": BUG,
    "invalid": INPUT,
    "halted": FAIL,
    "none": FAIL,
    "undetermined": UNKNOWN,
    "nothing_checked": NOTHING,
    "viable": OK,
    "remedy": OK,
}
"""Exit code for each state of a product in an analysis of production, such as `halted`."""


def first(codes: Iterable[int]) -> int:
    """Return the exit code with the highest precedence; 0 if there are no codes.

    >>> first([0, 5, 4]), first([])
    (4, 0)
    """
    return min(codes, key=PRECEDENCE.index, default=OK)


def of_run(checked: Checked) -> int:
    """Return the exit code of a check: the highest precedence among packs, context and documents."""
    from microdep_rules.engine.standing import standing_of

    codes = [OK]
    if not checked.packs_loaded:
        return PACK
    if has_errors(checked.diagnostics):
        codes.append(INPUT)
    for document in checked.documents:
        code = _OF_CLASS[standing_of(document.unanswered).exit_class]
        codes.append(OK if code == UNKNOWN and checked.fail_on == "fail" else code)
    if not checked.documents:
        codes.append(NOTHING)
    if checked.failing_waivers:
        codes.append(FAIL)
    return first(codes)


def of_products(states: Iterable[str], checked: Checked) -> int:
    """Return the exit code of an analysis: the highest precedence among products and diagnostics."""
    codes = [_OF_STATE[state] for state in states] or [NOTHING]
    return first([*codes, *([INPUT] if has_errors(checked.diagnostics) else [])])
