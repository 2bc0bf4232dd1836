"""Diagnostics: messages about problems in a text, for the person who wrote the text.

A function that reads a text returns its result and the diagnostics. A problem in the text raises no
exception, and this module prints nothing.
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
"""First parts of the codes of diagnostics, such as `syntax`. A pack must not have such a name."""


MOST = 200
"""Maximum number of reported problems for one text, so that their list needs little memory."""
LONGEST_NAME = 100
_LONG_NAME = rf"`([^`]{{{LONGEST_NAME}}})[^`]+`"


class Severity(StrEnum):
    """Severity of a diagnostic: a text with an error cannot be used."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Label(Struct, frozen=True):
    """Short text about a problem; it is displayed below the words at a span."""

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
    """Corrected line that can replace the wrong line; several lines are alternatives."""
    corrected_at: Span | None = None
    """Position of the text that `corrected` replaces; `None` if `corrected` contains several alternatives."""
    companies: tuple[tuple[int, str], ...] = ()
    """Companies in the rows that a table import leaves out, each with the line of its row."""

    @property
    def span(self) -> Span:
        """Return the position of the problem in its text."""
        return self.primary.span


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Return whether one of the diagnostics is an error, so that the text cannot be used."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def first_of(diagnostics: Sequence[Diagnostic], too_many: Callable[[], Diagnostic]) -> list[Diagnostic]:
    """Return the first `MOST` diagnostics of one text, with the errors first.

    If there are more, `too_many` makes a last diagnostic, which states how many were omitted.
    """
    if len(diagnostics) <= MOST:
        return list(diagnostics)
    ranked = sorted(diagnostics, key=lambda diagnostic: diagnostic.severity is not Severity.ERROR)
    return [*ranked[:MOST], too_many()]


def shortened(text: str) -> str:
    """Return a sentence with each name from the input shortened to at most 100 characters."""
    return text if len(text) <= LONGEST_NAME else re.sub(_LONG_NAME, r"`\1…`", text)


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return diagnostics without repetitions, ordered by file, position and code."""
    return sorted(
        dict.fromkeys(diagnostics),
        key=lambda diagnostic: (diagnostic.span, diagnostic.code, diagnostic.message),
    )
