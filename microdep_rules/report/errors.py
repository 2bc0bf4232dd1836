"""Diagnostics for custom templates, and for pages that are turned into a PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose
from microdep_rules.source import Span
from microdep_rules.vocabulary.shortening import and_more

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.diagnostics import Diagnostic

PDF = Span("report.pdf", 0, 0)
EVIDENCE = Span("evidence", 0, 0)
MOST, FEW = 12, 3
"""Largest numbers of letters (12) and files (3) that one message names."""


def template_problem(kind: str, reason: str, span: Span) -> Diagnostic:
    """Return the diagnostic for a problem in a custom template.

    `kind` is the kind of problem, such as wrong syntax.
    """
    match kind:
        case "syntax" | "undefined":
            return diagnose(
                "template/failed", span, "syntax" if kind == "syntax" else "undefined", reason=reason
            )
        case "limits" | "not-found":
            return diagnose(
                "template/forbidden", span, "limits" if kind == "limits" else "not-found", reason=reason
            )
        case "forbidden":
            return diagnose("template/forbidden", span, reason=reason)
        case _:
            return diagnose("template/failed", span, reason=reason)


def rendering_problem(kind: str, reason: str, *, ours: bool) -> Diagnostic:
    """Return the diagnostic for a page that cannot be converted to PDF.

    `ours` is true if the page is made from the standard template.
    """
    if ours:
        return diagnose("report/not-laid-out", PDF, reason=reason)
    if kind == "limits":
        return diagnose("template/forbidden", PDF, "pdf-limits", reason=reason)
    return diagnose("template/failed", PDF, "pdf", reason=reason)


def template_unread(path: str, because: str) -> Diagnostic:
    """Return the error for a template folder that the program cannot use, with the reason."""
    return diagnose("file/cannot-be-read", Span(path, 0, 0), "template", cause=because)


def missing_glyphs(letters: Sequence[str]) -> Diagnostic:
    """Return the warning that no available font contains certain letters, such as Chinese characters."""
    shown = and_more([f"U+{ord(letter):04X} {letter}" for letter in letters], MOST)
    return diagnose("report/incomplete", PDF, count=len(letters), letters=shown)


def missing_resources(addresses: Sequence[str]) -> Diagnostic:
    """Return the warning about pictures and other resources that are missing in the PDF."""
    return diagnose("report/incomplete", PDF, "not-fetched", count=len(addresses), addresses=list(addresses))


def no_attachment(unread: Sequence[tuple[str, str]]) -> Diagnostic:
    """Return the warning that the bundle does not contain certain evidence files.

    `unread` has the path of each file and the reason.
    """
    if not unread:
        return diagnose("report/incomplete", EVIDENCE, "no-file")
    shown = "; ".join(f"`{path[:80]}`: {because}" for path, because in unread[:FEW])
    more = f"; and {len(unread) - FEW} more" if len(unread) > FEW else ""
    return diagnose("report/incomplete", EVIDENCE, "no-readable-file", files=f"{shown}{more}")
