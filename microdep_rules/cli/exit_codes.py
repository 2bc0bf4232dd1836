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
    OK: "checked; no unwaived fail and no unwaived unknown of a deciding severity",
    FAIL: "at least one unwaived fail of a deciding severity (test: an example fails; verify: too few)",
    USAGE: "wrong usage or configuration",
    PACK: "a rule pack does not load",
    INPUT: "a bill of materials, context, file of waivers or baseline cannot be read or is not valid",
    UNKNOWN: "no such fail, but at least one unwaived unknown (with --fail-on fail: 0)",
    NOTHING: "nothing was checked: no bill of materials found, no rule applicable",
    TAMPERED: "verify, export: tampered or incomplete",
    BUG: "a bug in microdep, or a rule that could not be evaluated",
    INTERRUPTED: "interrupted",
    CLOSED_PIPE: "the pipe was closed",
}

PRECEDENCE = (BUG, USAGE, PACK, INPUT, TAMPERED, FAIL, UNKNOWN, NOTHING, OK)
"""When several hold, the first of these is returned."""

_OF_VERDICT = {
    "error": BUG,
    "invalid": INPUT,
    "fail": FAIL,
    "unknown": UNKNOWN,
    "nothing_checked": NOTHING,
    "pass": OK,
}


def first(codes: Iterable[int]) -> int:
    """The code that prevails.

    >>> first([0, 5, 4]), first([])
    (4, 0)
    """
    return min(codes, key=PRECEDENCE.index, default=OK)


def of_run(checked: Checked) -> int:
    """The code of a check: the worst of the packs, the context, and every document."""
    codes = [OK]
    if not checked.packs_loaded:
        return PACK
    if has_errors(checked.diagnostics):
        codes.append(INPUT)
    for document in checked.documents:
        code = _OF_VERDICT[document.news]
        codes.append(OK if code == UNKNOWN and checked.fail_on == "fail" else code)
    if not checked.documents:
        codes.append(NOTHING)
    if checked.failing_waivers:
        codes.append(FAIL)
    return first(codes)


def table() -> str:
    """The codes as the help prints them."""
    return "\n".join(f"  {code:>3}  {means}" for code, means in MEANINGS.items())
