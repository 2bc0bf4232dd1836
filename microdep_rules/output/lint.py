"""Output of `microdep lint`: text, JSON, and GitHub annotations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.output import diagnostics as rendered
from microdep_rules.output.formats import github
from microdep_rules.output.record import diagnostic_of, tool_data
from microdep_rules.vocabulary.plurals import counted_noun

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.style import Style
    from microdep_rules.source import SourceFile

    Accepted = Sequence[tuple[Diagnostic, str]]


def lint_text(
    findings: Sequence[Diagnostic], accepted: Accepted, sources: Mapping[str, SourceFile], style: Style
) -> str:
    """Return the text about the findings in a pack.

    `accepted` contains the findings that the author accepts; they are shown with the reasons.
    """
    texts = [rendered.render(findings, sources, style)] if findings else []
    for finding, reason in accepted:
        place = rendered.place_of(finding, sources)
        texts.append(f"accepted[{finding.code}]: {finding.message}\n  at {place}\n  because {reason}\n")
    return "\n".join(texts)


def lint_summary(name: str, version: str, findings: int, accepted: int) -> str:
    """Return the last line about a pack, with the number of its findings.

    >>> lint_summary("tin-act", "1", 1, 2), lint_summary("tin-act", "1", 0, 0)
    ('tin-act 1: 1 finding; 2 accepted by the author', 'tin-act 1: no findings')
    """
    number = counted_noun(findings, "finding") if findings else "no findings"
    return f"{name} {version}: {number}" + (f"; {accepted} accepted by the author" if accepted else "")


def lint_data(packs: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the results of `microdep lint` for all packs as data."""
    return {"tool": tool_data(), "packs": list(packs)}


def lint_pack_data(
    name: str,
    version: str,
    findings: Sequence[Diagnostic],
    accepted: Accepted,
    sources: Mapping[str, SourceFile],
) -> dict[str, Any]:
    """Return the result of `microdep lint` for one pack as data."""
    return {
        "name": name,
        "version": version,
        "findings": [diagnostic_of(finding, sources) for finding in findings],
        "accepted": [{**diagnostic_of(finding, sources), "reason": reason} for finding, reason in accepted],
    }


def lint_annotations(findings: Iterable[Diagnostic], sources: Mapping[str, SourceFile]) -> list[str]:
    """Return a workflow command for GitHub for each finding."""
    commands = []
    for finding in findings:
        data = diagnostic_of(finding, sources)
        place = {"file": data["at"]["file"], "line": str(data["at"].get("line", 1))}
        place |= {"col": str(data["at"].get("column", 1)), "title": finding.code}
        named = ",".join(f"{name}={github.value(text)}" for name, text in place.items())
        text = f"{finding.message}\n{finding.help or ''}".rstrip()
        commands.append(f"::warning {named}::{github.message(text)}")
    return commands
