"""Lint of a pack: problems in declarations, names and examples that do not change a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import in_order
from microdep_rules.testing.lint.accepted import judge_findings
from microdep_rules.testing.lint.boundaries import find_untested_boundaries
from microdep_rules.testing.lint.declarations import find_unused
from microdep_rules.testing.lint.exceptions import find_exceptions_without_evidence
from microdep_rules.testing.lint.names import find_generic_names
from microdep_rules.testing.lint.results import find_without_effect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.testing.lint.accepted import LintResult
    from microdep_rules.testing.lint.subject import LintedPack

__all__ = ["lint"]


def lint(linted: LintedPack, users: Sequence[str] = ()) -> LintResult:
    """Return the findings about a pack, and the findings that comments in the pack accept.

    `users` are the texts of the rule files of other packs, which may use the declarations of this pack.
    """
    return judge_findings(
        linted,
        in_order(
            [
                *find_unused(linted, users),
                *find_without_effect(linted),
                *find_generic_names(linted),
                *find_exceptions_without_evidence(linted),
                *find_untested_boundaries(linted),
            ]
        ),
    )
