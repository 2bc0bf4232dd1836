"""The exit codes and what each promises. A number is never given another meaning."""

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
    OK: "success: no fail and no unknown counts; a waiver may answer for one",
    FAIL: "at least one fail counts; for other commands, see their help",
    USAGE: "wrong usage or configuration",
    PACK: "a rule pack cannot be loaded",
    INPUT: "an input file is invalid or cannot be read",
    UNKNOWN: "no fail counts, but at least one unknown does",
    NOTHING: "nothing was checked: no bill of materials found, or no rule applies",
    TAMPERED: "a bundle was changed after it was made, or is incomplete",
    BUG: "internal error in microdep, or a rule that cannot be evaluated",
    INTERRUPTED: "interrupted",
    CLOSED_PIPE: "the output pipe was closed",
}

OF_CHECK = {
    OK: "pass, or a person answers for what is not",
    FAIL: "fail",
    USAGE: MEANINGS[USAGE],
    PACK: MEANINGS[PACK],
    INPUT: MEANINGS[INPUT],
    UNKNOWN: "unknown",
    NOTHING: "nothing was checked",
    BUG: "internal error",
}
"""The codes of a check in short, as its help prints them."""

PRECEDENCE = (BUG, USAGE, PACK, INPUT, TAMPERED, FAIL, UNKNOWN, NOTHING, OK)
"""If several apply, the first of these is returned."""

_OF_CLASS = {"bug": BUG, "input": INPUT, "fail": FAIL, "unknown": UNKNOWN, "nothing": NOTHING, "ok": OK}
"""The code of each exit class that a standing can have."""

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
"""The codes of the states of a product, as the analyses of production report them."""


def first(codes: Iterable[int]) -> int:
    """Return the code that takes precedence.

    >>> first([0, 5, 4]), first([])
    (4, 0)
    """
    return min(codes, key=PRECEDENCE.index, default=OK)


def of_run(checked: Checked) -> int:
    """The code of a check: the worst of the packs, the context, and every document."""
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
    """The code of an analysis: of the worst product, and of what is wrong beside it."""
    codes = [_OF_STATE[state] for state in states] or [NOTHING]
    return first([*codes, *([INPUT] if has_errors(checked.diagnostics) else [])])
