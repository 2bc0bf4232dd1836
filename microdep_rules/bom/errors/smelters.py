"""What is said when a declaration about minerals (CMRT, EMRT, AMRT) cannot be read, or not all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, Severity, error
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import listed, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.source import Span

ANEW = "ask for it in a template of CMRT 5 or 6, EMRT 1 or 2, or AMRT 1"


def no_parts(kind: str, at: Span) -> Diagnostic:
    """Return the error for a declaration in place of a bill of materials."""
    return diagnose("file/wrong-format", at, "smelters", kind=kind)


def no_smelter_list(at: Span, there: Sequence[str]) -> Diagnostic:
    """A declaration without the sheet that names smelters."""
    return error(
        "import/no-smelter-list",
        f"the declaration has no sheet `Smelter List`; its sheets are {listed(list(there))}",
        Label(at),
        help="ask for the whole workbook, as it was filled in",
    )


def unknown_version(kind: str, version: str, at: Span) -> Diagnostic:
    """A template that is not read, or one that does not say which it is."""
    what = f"{kind} {quoted(version)} is not read" if version else "the declaration does not say its revision"
    return error(
        "import/declaration-version",
        f"{what}; CMRT 5 and 6, EMRT 1 and 2 and AMRT 1 are",
        Label(at),
        help=ANEW,
    )


def columns_missing(names: Sequence[str], at: Span) -> Diagnostic:
    """The list of smelters lacks columns without which a row says nothing."""
    return error(
        "import/smelter-columns",
        f"the sheet `Smelter List` has no column {listed(list(names))}",
        Label(at),
        help="ask for the workbook as the template has it, with all of its columns",
    )


def no_smelters(at: Span) -> Diagnostic:
    """A list of smelters that names none."""
    return error(
        "import/no-smelters",
        "the sheet `Smelter List` names no smelter",
        Label(at),
        help="ask the supplier for the smelters; a declaration without them shows nothing",
    )


def mines_not_read(many: int, at: Span) -> Diagnostic:
    """A list of mines beside the list of smelters."""
    rows = "1 row" if many == 1 else f"{many} rows"
    return Diagnostic(
        "import/mines-not-read",
        Severity.INFO,
        f"the sheet `Mine List` has {rows}, which are not read: no part is named whose material they mined",
        Label(at),
    )


def not_identified(many: int, at: Span) -> Diagnostic:
    """Rows in which the supplier says that it does not know the smelter."""
    rows = "1 row names" if many == 1 else f"{many} rows name"
    return Diagnostic(
        "import/smelters-not-identified",
        Severity.INFO,
        f"{rows} no smelter: it is not identified yet, and is left out",
        Label(at),
    )
