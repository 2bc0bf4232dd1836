"""Diagnostics of declarations of materials (IPC-1752A/B, IPC-1754) that are not read, or not all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error, warning
from microdep_rules.messages.quoting import quoted

if TYPE_CHECKING:
    from microdep_rules.source import Span

ASK = "ask the supplier for IPC-1752A or IPC-1752B, Class D, as XML"


AS_EXPORTED = "ask for it as the program of the supplier exports it"


def unreadable(because: str, at: Span, way_out: str = AS_EXPORTED) -> Diagnostic:
    """A declaration whose XML is damaged, exceeds a limit, or defines entities."""
    return error(
        "import/declaration-unreadable",
        f"the declaration is not read: {because}",
        Label(at),
        help=way_out,
    )


def unknown_standard(found: str, at: Span) -> Diagnostic:
    """A declaration in a version of the standard that is not read."""
    return error(
        "import/declaration-version",
        f"a declaration in the namespace {quoted(found)} is not read; IPC-1752A, IPC-1752B and IPC-1754 are"
        if found
        else "the declaration does not state its standard by a namespace",
        Label(at),
        help=ASK,
    )


def declares_nothing(because: str, at: Span) -> Diagnostic:
    """A request, or a declaration about no part number."""
    return error(
        "import/declares-nothing", f"the declaration declares nothing: {because}", Label(at), help=ASK
    )


def not_accepted(at: Span) -> Diagnostic:
    """A declaration whose legal statement its supplier did not accept."""
    return warning(
        "import/declaration-not-accepted",
        "the supplier did not accept the legal statement of the declaration, which is no evidence then",
        Label(at),
        help='ask for a declaration with `supplierAcceptance="true"`',
    )
