"""Diagnostics: messages about problems in a text, for the person who wrote the text.

Problems are returned, not raised. Every phase returns its result together with its diagnostics. This module
prints nothing and raises nothing.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from microdep_rules.source import Span

PHASES = (
    "file",
    "syntax",
    "name",
    "type",
    "date",
    "table",
    "bom",
    "import",
    "overlay",
    "context",
    "evidence",
    "waiver",
    "list",
    "baseline",
    "config",
    "template",
    "bundle",
    "impact",
    "report",
    "cited",
    "scenario",
    "lint",
)
"""Possible first parts of the codes of diagnostics. A pack must not have the name of a phase."""


MOST = 200
"""Maximum number of reported problems of one text. Untrusted input must not fill the memory."""
LONGEST_NAME = 100
_LONG_NAME = rf"`([^`]{{{LONGEST_NAME}}})[^`]+`"


class Severity(StrEnum):
    """Severity of a diagnostic. After an error, the text cannot be used."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Label(Struct, frozen=True):
    """A short text about the problem at a span."""

    span: Span
    text: str = ""


class Diagnostic(Struct, frozen=True):
    """One problem in a text.

    `code` is `phase/kebab-name` and has a page (`microdep explain CODE`). `message` is one complete line:
    lower case, no full stop, names from the input in backticks. `help` is the next action, in the imperative.
    """

    code: str
    severity: Severity
    message: str
    primary: Label
    labels: tuple[Label, ...] = ()
    help: str | None = None
    notes: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    """The corrected line. If there are several lines, each is a possible correction of the original line."""
    corrected_at: Span | None = None
    """Position of the text that the corrected line replaces; `None` if there are several corrected lines."""

    @property
    def span(self) -> Span:
        """Return the position of the problem."""
        return self.primary.span


def error(
    code: str,
    message: str,
    primary: Label,
    *,
    help: str | None = None,  # noqa: A002 - the name of the field
    labels: tuple[Label, ...] = (),
    notes: tuple[str, ...] = (),
) -> Diagnostic:
    """Return a diagnostic that makes the text unusable."""
    return Diagnostic(
        code, Severity.ERROR, shortened(message), primary, labels, shortened(help or "") or help, notes
    )


def warning(
    code: str,
    message: str,
    primary: Label,
    *,
    help: str | None = None,  # noqa: A002 - the name of the field
    labels: tuple[Label, ...] = (),
    notes: tuple[str, ...] = (),
) -> Diagnostic:
    """Return a diagnostic that leaves the text usable."""
    return Diagnostic(
        code, Severity.WARNING, shortened(message), primary, labels, shortened(help or "") or help, notes
    )


def note(
    code: str,
    message: str,
    primary: Label,
    *,
    help: str | None = None,  # noqa: A002 - the name of the field
) -> Diagnostic:
    """Return a diagnostic that requires no action yet."""
    return Diagnostic(code, Severity.INFO, shortened(message), primary, (), shortened(help or "") or help)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Return whether one of the diagnostics is an error. A text with an error cannot be used."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def first_of(diagnostics: Sequence[Diagnostic], too_many: Callable[[], Diagnostic]) -> list[Diagnostic]:
    """Return at most `MOST` diagnostics of one text; `too_many` makes the diagnostic about the rest.

    Errors come first, because they prevent the use of the text.
    """
    if len(diagnostics) <= MOST:
        return list(diagnostics)
    ranked = sorted(diagnostics, key=lambda diagnostic: diagnostic.severity is not Severity.ERROR)
    return [*ranked[:MOST], too_many()]


def shortened(text: str) -> str:
    """Return a sentence with shortened names: at most 100 characters of a name from the input."""
    return text if len(text) <= LONGEST_NAME else re.sub(_LONG_NAME, r"`\1…`", text)


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return diagnostics without repetitions, ordered by file, position and code."""
    return sorted(
        dict.fromkeys(diagnostics),
        key=lambda diagnostic: (diagnostic.span, diagnostic.code, diagnostic.message),
    )
