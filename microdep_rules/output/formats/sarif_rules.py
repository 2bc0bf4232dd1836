"""The rules of a SARIF log: those of the packs and the codes of diagnostics that it has results of.

None has a `security-severity`: that is a grade of a weakness in software, from 0 to 10, and nobody has graded
where a part comes from. What GitHub shows instead is the level, which comes from the severity of the rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.messages.pages import page_of
from microdep_rules.output.markdown import escape
from microdep_rules.output.pages import code_page
from microdep_rules.output.visible import exact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.output.formats.entries import Entry

LONGEST = 1024
"""GitHub takes so many characters of a description."""
LEVELS = {
    "prohibit": "error",
    "ineligible": "error",
    "error": "error",
    "warn": "warning",
    "warning": "warning",
}
"""The level of a severity; any other one is a note. A result may have another level than its rule."""


def level(severity: str) -> str:
    """The level of a severity by itself.

    >>> level("prohibit"), level("report")
    ('error', 'note')
    """
    return LEVELS.get(severity, "note")


def rules(found: Iterable[Entry]) -> list[dict[str, Any]]:
    """What results refer to, by name."""
    first: dict[str, Entry] = {}
    for each in found:
        first.setdefault(each.rule, each)
    return [_rule(first[name]) for name in sorted(first)]


def _rule(each: Entry) -> dict[str, Any]:
    of_pack = each.said not in {"diagnostic", "not_checked"}
    own = level(each.severity)
    return {
        "id": each.rule,
        "name": each.rule,
        "shortDescription": {"text": _described(each.title)},
        "fullDescription": {"text": _described("; ".join((each.title, *each.cites)))},
        "defaultConfiguration": {"level": own},
        "help": _help(each) if of_pack else _page(each),
        "properties": {
            "tags": ["sourcing", each.rule.partition("/")[0]] if of_pack else ["document"],
            "problem.severity": "recommendation" if own == "note" else own,
        },
    }


def _described(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def _help(each: Entry) -> dict[str, str]:
    lines = [
        each.title,
        *(f"clause: {cites}" for cites in each.cites),
        f"severity: {each.severity}; `microdep explain {each.rule}` prints the whole rule",
    ]
    return {
        "text": "\n".join(lines),
        "markdown": "\n\n".join(map(escape, lines[:-1])) + f"\n\n{lines[-1]}",
    }


def _page(each: Entry) -> dict[str, str]:
    """The page about a diagnostic, which comes with the product and is shown as it stands."""
    plain, markdown = code_page(each.rule), page_of(each.rule)
    if plain is None or markdown is None:
        return {"text": each.title, "markdown": each.title}
    shown = "\n".join(exact(line) for line in markdown.split("\n"))
    return {"text": plain, "markdown": shown}
