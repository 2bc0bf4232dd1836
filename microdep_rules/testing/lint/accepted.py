"""Findings that a comment accepts: `# allow lint/unused because "the pack of the motors uses it"`.

The comment is on the line of the finding, directly above that line, or directly above the declaration. A
comment accepts only the findings with the stated code at this place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.diagnostics import in_order
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern
from microdep_rules.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import SourceFile
    from microdep_rules.testing.lint.subject import LintedPack

_ALLOW = pattern(r'(?m)^(?P<before>(?:[^"#\n]|"[^"\n]*")*)#\s*allow\s+(?P<code>\S*)[ \t]*(?P<rest>[^\n]*)$')
_REASON = pattern(r'because\s+"(?P<reason>[^"]*\S[^"]*)"\s*')


class AcceptedFinding(Struct, frozen=True):
    """A finding that a comment accepts, with the reason."""

    finding: Diagnostic
    reason: str


class LintResult(Struct, frozen=True):
    """The findings of lint about a pack, and those that comments in the pack accept."""

    findings: tuple[Diagnostic, ...]
    accepted: tuple[AcceptedFinding, ...] = ()


class Acceptance(Struct, frozen=True):
    """A comment that accepts findings: the code and the lines of the findings, and the reason."""

    span: Span
    code: str
    reason: str
    lines: frozenset[int]


def judge_findings(linted: LintedPack, findings: Sequence[Diagnostic]) -> LintResult:
    """Divide findings into reported and accepted findings; report also mistakes in the comments."""
    acceptances = [a for source in linted.rule_files() for a in _acceptances(source)]
    starts = {
        node.span.path: sorted(n.span for n in linted.declarations if n.span.path == node.span.path)
        for node in linted.declarations
    }
    left: list[Diagnostic] = []
    accepted: list[AcceptedFinding] = []
    used: set[Span] = set()
    for finding in findings:
        places = set(_lines_of_finding(linted, finding, starts))
        match = next((a for a in acceptances if _accepts(a, finding, places)), None)
        if match is None:
            left.append(finding)
            continue
        used.add(match.span)
        if match.reason:
            accepted.append(AcceptedFinding(finding, match.reason))
    for acceptance in acceptances:
        if not acceptance.reason:
            left.append(diagnose("lint/allow", acceptance.span, "no-reason", code=acceptance.code))
        elif acceptance.span not in used:
            left.append(diagnose("lint/allow", acceptance.span, code=acceptance.code))
    return LintResult(tuple(in_order(left)), tuple(accepted))


def _accepts(acceptance: Acceptance, finding: Diagnostic, places: set[tuple[str, int]]) -> bool:
    path = acceptance.span.path
    return acceptance.code == finding.code and any((path, line) in places for line in acceptance.lines)


def _lines_of_finding(
    linted: LintedPack, finding: Diagnostic, declared: dict[str, list[Span]]
) -> Iterator[tuple[str, int]]:
    """Yield the lines of a finding: its own line, and the line of the declaration around it.

    The rows of a table can be in another file than the declaration of the table.
    """
    span = finding.span
    source = linted.sources[span.path]
    yield span.path, source.position(span.start).line
    around = [other for other in declared.get(span.path, []) if other.start <= span.start <= other.end]
    if not around:  # the finding is in the file with the rows of a table
        name = source.path.rsplit("/", 1)[-1]
        around = [
            node.span for node in linted.declarations if node.file is not None and node.file.text == name
        ]
    for other in around:
        yield other.path, linted.sources[other.path].position(other.start).line


def _acceptances(source: SourceFile) -> Iterator[Acceptance]:
    """Yield the comments in a rule file that accept findings."""
    lines = source.text.splitlines()
    for match in _ALLOW.finditer(source.text):
        start = match.end("before")
        number = source.position(start).line
        reason = _REASON.fullmatch(match["rest"])
        after = number
        while (
            not match["before"].strip() and after <= len(lines) and lines[after - 1].lstrip().startswith("#")
        ):
            after += 1
        span = Span(source.path, start, match.end())
        yield Acceptance(span, match["code"], reason["reason"] if reason else "", frozenset({number, after}))
