"""Diagnostics of lists of companies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label

if TYPE_CHECKING:
    from microdep_rules.source import Span


def name_not_quoted(one: str, other: str, span: Span) -> Diagnostic:
    """Two bare words side by side, which may be one company or two."""
    return error(
        "table/name-not-quoted",
        f'read two names, "{one}" and "{other}"',
        Label(span),
        help=f'for one company, write "{one} {other}"; for two, put each into quotes',
    )


def not_a_name(text: str, span: Span) -> Diagnostic:
    """A cell that names nobody."""
    return error(
        "table/not-a-name",
        f"expected the name of a company, found `{text}`",
        Label(span),
        help="write the name as the list has it, or take the entry out",
    )


def not_an_identifier(text: str, span: Span) -> Diagnostic:
    """A cell of identifiers that does not say of which scheme one is."""
    return error(
        "table/not-an-identifier",
        f"expected an identifier with its scheme, found `{text}`",
        Label(span),
        help=f"write the scheme before it, as in `lei:{text}`, or put it into a column of the scheme",
    )
