"""Passes with their reasons: the citation, and the facts with their positions.

Auditors check some passes as samples. Passes of one rule with equal facts become one entry, so that a page
about thousands of passes stays short. An entry shows the facts once, and their positions for each component.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from microdep_rules.report.findings import CONTRACT, fact_row, in_force, labelled, list_reliances, subject

if TYPE_CHECKING:
    from collections.abc import Iterable

Data = dict[str, Any]
Key = tuple[Any, ...]
MOST_PASSES = 200
"""Largest number of entries about passes on a page, if the page sets no other limit."""
MOST_LOOKED_AT = 500
"""Largest number of passes of one rule in one document that are grouped into entries.

The tables in the bundle contain all passes.
"""
MOST_FACTS = 40
"""Largest number of facts that the page shows for an entry, and of positions for a component."""
MOST_PARTS = 20
"""Largest number of components that an entry about passes lists."""


def passed(rows: Iterable[tuple[str, Data]], most: int) -> tuple[list[Data], int]:
    """Return at most `most` entries about passes, and the number of passes without an entry.

    The first entries cover every rule.
    """
    entries: dict[tuple[str, str], dict[Key, Data]] = {}
    looked_at: Counter[tuple[str, str]] = Counter()
    for document, outcome in rows:
        if outcome["verdict"] != "pass":
            continue
        of = (outcome["rule"], document)
        looked_at[of] += 1
        if not most or looked_at[of] > MOST_LOOKED_AT:
            continue
        facts, key = _basis(outcome)
        own = entries.setdefault(of, {})
        if key in own:
            _add(own[key], outcome, facts)
        elif len(own) < most:
            own[key] = _entry(document, outcome, facts)
    ranked = [(number, at, e) for at, own in sorted(entries.items()) for number, e in enumerate(own.values())]
    first = sorted(ranked, key=lambda entry: entry[:2])[:most]
    shown = [
        entry for _, _, entry in sorted(first, key=lambda ranked_entry: (ranked_entry[1], ranked_entry[0]))
    ]
    return shown, looked_at.total() - sum(entry["count"] for entry in shown)


def _basis(outcome: Data) -> tuple[list[tuple[Data, bool]], Key]:
    """Return the facts of a pass, and a key; passes with equal keys become one entry."""
    facts = [_fact(fact, outcome["subject"]["id"]) for fact in outcome["facts"]]
    common = (
        (row["name"], row["value"], row["evidence"], "" if is_own else row["at"]) for row, is_own in facts
    )
    reliances = ((reliance["kind"], reliance["text"]) for reliance in outcome["relies_on"])
    timing, notes = outcome["in_force"], outcome["notes"]
    return facts, (*common, *reliances, *notes, in_force(timing), outcome["alternate"])


def _fact(fact: Data, of: str) -> tuple[Data, bool]:
    """Return a fact as a row of a table, and whether the fact belongs to the component `of`."""
    row, about = fact_row(fact), fact["of"]
    is_own = about == of or about.startswith(f"{of}/")
    within = about.removeprefix(of).lstrip("/") if is_own else about
    row["name"] += f" of {within}" if within and within != CONTRACT else ""
    return row, is_own


def _entry(document: str, outcome: Data, facts: list[tuple[Data, bool]]) -> Data:
    """Return a new entry for a pass, with the positions of its facts."""
    shown = _shown_facts(facts)
    return {
        "document": document,
        "rule": outcome["rule"],
        "title": outcome["title"],
        "severity": outcome["severity"],
        "cites": "; ".join(outcome["cites"]),
        "in_force": in_force(outcome["in_force"]),
        "facts": shown,
        "more_facts": len(facts) - len(shown),
        "rows": labelled(list_reliances(outcome, {})),
        "component": subject(outcome),
        "alternate": outcome["alternate"],
        "others": [],
        "more": 0,
        "count": 1,
    }


def _add(entry: Data, outcome: Data, facts: Iterable[tuple[Data, bool]]) -> None:
    """Add another pass with equal facts to an entry, with the positions of its facts."""
    entry["count"] += 1
    if len(entry["others"]) < MOST_PARTS:
        places = dict.fromkeys(row["at"] for row, is_own in facts if is_own)
        entry["others"].append({"component": subject(outcome), "at": ", ".join(list(places)[:MOST_FACTS])})
    else:
        entry["more"] += 1


def _shown_facts(facts: list[tuple[Data, bool]]) -> list[Data]:
    """Return the facts of a pass to show on the page, including thresholds from the pack."""
    stated = [row for row, is_own in facts if is_own]
    left_out = set(map(id, stated[max(0, MOST_FACTS - (len(facts) - len(stated))) :]))
    return [row for row, _ in facts if id(row) not in left_out]
