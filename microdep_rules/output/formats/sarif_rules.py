"""Rules in a SARIF log: rules of packs and codes of diagnostics that have a result.

SARIF grades weaknesses of software with `security-severity`, from 0 to 10. The rules have no such grade,
because it is not meant for the origin of a component. GitHub therefore shows the level of the rule, which
follows from its severity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.messages.pages import page_of
from microdep_rules.output.markdown import escape
from microdep_rules.output.pages import code_page
from microdep_rules.output.visible import exact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.output.formats.entries import FormatEntry

LONGEST = 1024
"""Longest description of a rule that GitHub accepts, in characters."""
LEVELS = {
    "prohibit": "error",
    "ineligible": "error",
    "error": "error",
    "warn": "warning",
    "warning": "warning",
}
"""SARIF level for each severity of a rule; all other severities have the level `note`.

The level of a result may differ from the level of its rule.
"""


def level(severity: str) -> str:
    """Return the level of a severity.

    >>> level("prohibit"), level("report")
    ('error', 'note')
    """
    return LEVELS.get(severity, "note")


def rules(entries: Iterable[FormatEntry]) -> list[dict[str, Any]]:
    """Return the rules that have a result, by name."""
    first: dict[str, FormatEntry] = {}
    for entry in entries:
        first.setdefault(entry.rule, entry)
    return [_rule(first[name]) for name in sorted(first)]


def _rule(entry: FormatEntry) -> dict[str, Any]:
    of_pack = entry.kind not in {"diagnostic", "listed_company", "not_checked"}
    own = level(entry.severity)
    return {
        "id": entry.rule,
        "name": entry.rule,
        "shortDescription": {"text": _described(entry.title)},
        "fullDescription": {"text": _described("; ".join((entry.title, *entry.cites)))},
        "defaultConfiguration": {"level": own},
        "help": _help(entry) if of_pack else _page(entry),
        "properties": {
            "tags": ["sourcing", entry.rule.partition("/")[0]] if of_pack else ["document"],
            "problem.severity": "recommendation" if own == "note" else own,
        },
    }


def _described(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def _help(entry: FormatEntry) -> dict[str, str]:
    lines = [
        entry.title,
        *(f"clause: {cites}" for cites in entry.cites),
        f"severity: {entry.severity}; `microdep explain {entry.rule}` prints the whole rule",
    ]
    return {
        "text": "\n".join(lines),
        "markdown": "\n\n".join(map(escape, lines[:-1])) + f"\n\n{lines[-1]}",
    }


def _page(entry: FormatEntry) -> dict[str, str]:
    """Return the documentation page of a diagnostic code as plain text and as Markdown.

    If the code has no page, return the title of the entry.
    """
    plain, markdown = code_page(entry.rule), page_of(entry.rule)
    if plain is None or markdown is None:
        return {"text": entry.title, "markdown": entry.title}
    shown = "\n".join(exact(line) for line in markdown.split("\n"))
    return {"text": plain, "markdown": shown}
