"""Diagnostics about baseline files."""

from __future__ import annotations

from msgspec.structs import replace

from microdep_rules.diagnostics import Diagnostic, Severity

AGAIN = "write it again with `--write-baseline`, or take it as it was from the history of the repository"
_OF_ANOTHER_KIND = frozenset({"file/wrong-schema", "file/wrong-format"})
_COUNTED = frozenset({"file/too-many-problems"})


def of_a_baseline(found: Diagnostic) -> Diagnostic:
    """Return a diagnostic in terms of a baseline: microdep writes the file, so an error was made later."""
    if found.severity is not Severity.ERROR or found.code in _COUNTED:
        return found
    code = "file/wrong-schema" if found.code in _OF_ANOTHER_KIND else "file/syntax"
    return replace(found, code=code, help=AGAIN)
