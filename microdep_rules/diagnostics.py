"""Diagnostics: what a person reads about a text that somebody wrote.

Problems are values. Every phase returns what it could make together with its diagnostics; nothing is
printed here and nothing raised.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.source import Span

PHASES = (
    "syntax",
    "name",
    "type",
    "date",
    "table",
    "bom",
    "overlay",
    "context",
    "waiver",
    "config",
    "template",
    "bundle",
)
"""The first half of every code. A pack may not take the name of a phase."""


class Severity(StrEnum):
    """How bad it is: an error means that the text cannot be used as it stands."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Label(Struct, frozen=True):
    """A short text on a span: what is wrong *there*."""

    span: Span
    text: str = ""


class Diagnostic(Struct, frozen=True):
    """One problem of a text.

    `code` is `phase/kebab-name` and has a page (`microdep explain CODE`). `message` is one line that
    stands alone: lower case, no full stop, names from the input in backticks. `help` says in the
    imperative what to do.
    """

    code: str
    severity: Severity
    message: str
    primary: Label
    labels: tuple[Label, ...] = ()
    help: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def span(self) -> Span:
        """Where the problem is."""
        return self.primary.span


def error(
    code: str,
    message: str,
    primary: Label,
    *,
    help: str | None = None,  # noqa: A002 - the field's own word
    labels: tuple[Label, ...] = (),
    notes: tuple[str, ...] = (),
) -> Diagnostic:
    """A diagnostic that makes the text unusable."""
    return Diagnostic(code, Severity.ERROR, message, primary, labels, help, notes)


def warning(
    code: str,
    message: str,
    primary: Label,
    *,
    help: str | None = None,  # noqa: A002 - the field's own word
    labels: tuple[Label, ...] = (),
    notes: tuple[str, ...] = (),
) -> Diagnostic:
    """A diagnostic that leaves the text usable."""
    return Diagnostic(code, Severity.WARNING, message, primary, labels, help, notes)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether one of them makes its text unusable."""
    return any(each.severity is Severity.ERROR for each in diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By file, position and code, each once."""
    return sorted(dict.fromkeys(diagnostics), key=lambda each: (each.span, each.code, each.message))
