"""What is said of a baseline: of a file that is none, and of one that was written under other packs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.diagnostics import Diagnostic, Severity
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from microdep_rules.source import Span

AGAIN = "write it again with `--write-baseline`, or take it as it was from the history of the repository"
_OF_ANOTHER_KIND = frozenset({"file/wrong-schema", "file/wrong-format"})
_COUNTED = frozenset({"file/too-many-problems"})


def of_a_baseline(found: Diagnostic) -> Diagnostic:
    """What is said of a file that no person writes: what is wrong in it was done to it later."""
    if found.severity is not Severity.ERROR or found.code in _COUNTED:
        return found
    code = "file/wrong-schema" if found.code in _OF_ANOTHER_KIND else "file/syntax"
    return replace(found, code=code, help=AGAIN)


def entry_twice(what: str, again: Span, first: Span) -> Diagnostic:
    """Return the error for a finding, pack or document that appears twice."""
    return diagnose("bom/duplicate-id", again, "baseline", also=[first], entry=what)
