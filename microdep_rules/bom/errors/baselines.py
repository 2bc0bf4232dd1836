"""Diagnostics about baseline files."""

from __future__ import annotations

from msgspec.structs import replace

from microdep_rules.diagnostics import Diagnostic, Severity
from microdep_rules.messages import phrase_of

_OF_ANOTHER_KIND = frozenset({"file/wrong-schema", "file/wrong-format"})
_COUNTED = frozenset({"file/too-many-problems"})


def of_a_baseline(diagnostic: Diagnostic) -> Diagnostic:
    """Return a diagnostic about a baseline file, with help that suggests to write the baseline again.

    Errors get this help, because the program writes only valid baselines: a person changed the file by hand.
    """
    if diagnostic.severity is not Severity.ERROR or diagnostic.code in _COUNTED:
        return diagnostic
    code = "file/wrong-schema" if diagnostic.code in _OF_ANOTHER_KIND else "file/syntax"
    return replace(diagnostic, code=code, help=phrase_of("file/syntax", "baseline-again"))
