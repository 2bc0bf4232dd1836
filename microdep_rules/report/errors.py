"""All sentences about templates and pages on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Label, error, warning
from microdep_rules.source import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.diagnostics import Diagnostic

PDF = "report.pdf"
EVIDENCE = "evidence"
MOST, FEW = 12, 3
"""So many letters or addresses are listed, and so many files."""
_WAYS = {
    "syntax": (
        "template/syntax",
        "mend the line; `microdep report --new-template DIR` writes a template that is well-formed",
    ),
    "not-found": (
        "template/not-found",
        "put the file into the folder of the template; nothing outside of it is read",
    ),
    "undefined": (
        "template/undefined",
        "take a name of schemas/microdep-report-1.schema.json, or test it with `is defined`",
    ),
    "forbidden": (
        "template/forbidden",
        "templates have plain data, a few filters, and values that are escaped; see docs/how-to/reports.md",
    ),
    "limits": (
        "template/limits",
        "take out what repeats without an end",
    ),
    "failed": (
        "template/failed",
        "mend the expression in this line",
    ),
}


def template(kind: str, message: str, path: str, start: int, end: int) -> Diagnostic:
    """What is wrong with a template, at its line."""
    code, way_out = _WAYS[kind]
    return error(
        code, f"the template cannot be filled: {message}", Label(Span(path, start, end)), help=way_out
    )


def not_laid_out(kind: str, message: str, *, ours: bool) -> Diagnostic:
    """A page that does not become a PDF: by somebody's template, or by ours with what a document says."""
    if ours:
        code, way_out = "report/not-laid-out", "leave out --pdf: report.html has all of it; and report this"
    else:
        code, way_out = f"template/{kind}", "take out of the page what it fails on; without --pdf it is made"
    told = f"the page cannot be laid out as a PDF: {message}"
    return error(code, told, Label(Span(PDF, 0, 0)), help=way_out)


def template_unread(path: str, because: str) -> Diagnostic:
    """A folder of a template that cannot be used."""
    return error(
        "template/unreadable",
        f"the template cannot be read: {because}",
        Label(Span(path, 0, 0)),
        help="`microdep report --new-template DIR` writes one to begin with",
    )


def without_glyph(letters: Sequence[str]) -> Diagnostic:
    """Letters that no font has."""
    told = ", ".join(f"U+{ord(letter):04X} {letter}" for letter in letters[:MOST])
    more = f" and {len(letters) - MOST} more" if len(letters) > MOST else ""
    one = len(letters) == 1
    return warning(
        "report/no-glyph",
        f"{len(letters)} {'letter has' if one else 'letters have'} no glyph in the fonts of the PDF, and "
        f"{'stands' if one else 'stand'} there as {'its code' if one else 'their codes'}: {told}{more}",
        Label(Span(PDF, 0, 0)),
        help="name a font that has them with --font FILE; the page in HTML has the letters themselves",
    )


def nothing_attached(unread: Sequence[tuple[str, str]]) -> Diagnostic:
    """A bundle without a file of evidence, although they were to be attached; `unread` are those it names.

    Each of them is a path, and the reason why it was not read.
    """
    listed = "; ".join(f"`{path[:80]}`: {because}" for path, because in unread[:FEW])
    more = f"; and {len(unread) - FEW} more" if len(unread) > FEW else ""
    if unread:
        because = f"none of the files that are named was read ({listed}{more})"
        help_ = "put each file where the document names it, or write the path at which it is"
    else:
        because = "no document and no waiver names a file by its path"
        help_ = "name the file in the evidence that it is: `path: certificates/origin.pdf`"
    return warning(
        "report/nothing-attached", f"nothing was attached: {because}", Label(Span(EVIDENCE, 0, 0)), help=help_
    )


def not_fetched(addresses: Sequence[str]) -> Diagnostic:
    """What a template wanted from elsewhere."""
    told = ", ".join(f"`{address[:80]}`" for address in addresses[:MOST])
    more = f" and {len(addresses) - MOST} more" if len(addresses) > MOST else ""
    return warning(
        "report/not-fetched",
        f"the template names what is not in it, or a file to attach; the PDF is without it: {told}{more}",
        Label(Span(PDF, 0, 0)),
        help="put pictures into the page itself, as SVG or with an address `data:`",
    )
