"""Positions of rules and of list entries in the files of packs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from microdep_rules.output.from_here import from_here
from microdep_rules.output.places import place_in
from microdep_rules.vocabulary.resources import rules_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.engine.readings import Fact, ListEntry
    from microdep_rules.source import SourceFile, Span

OWN_FILE = "this pack: "
"""First words of the citation of a list entry that states no citation."""


def place_in_pack(span: Span | None, sources: Mapping[str, SourceFile]) -> str:
    """Return a file of a pack with a line, such as `banned-companies/companies.csv:3`.

    The result is empty if the file is not among the sources, or if it belongs to a shipped pack of the
    installation, whose path is not valid in the current folder.
    """
    source = sources.get(span.path) if span is not None else None
    path = from_here(source.path) if source is not None else ""
    if source is None or span is None or (is_shipped_file(source.path) and not Path(path).is_file()):
        return ""
    return f"{path}:{source.position(span.start).line}"


def is_shipped_file(path: str) -> bool:
    """Return whether a shipped pack has a file with this path, such as `rules/uas/pack.rule`."""
    return (rules_folder().parent / path).is_file()


def entry_lines(facts: Iterable[Fact], sources: Mapping[str, SourceFile]) -> list[str]:
    """Return a line about each list entry with a company of the facts: company, dates and position."""
    entries = dict.fromkeys(entry for fact in facts for entry in entries_of(fact))
    return [
        f"{entry.company}, {dates_of(entry)}{f'  ({place})' if place else ''}"
        for entry in entries
        for place in [place_in_pack(entry.span, sources)]
    ]


def entry_and_reason(fact: Fact, sources: Mapping[str, SourceFile]) -> str:
    """Return the line, dates and reason of a company in a CSV file of a pack, in words.

    An example is `companies.csv:3, banned since 2025-06-01, reason: forged certificates`. The result is empty
    for any other fact.
    """
    entries = entries_of(fact)
    if len(entries) != 1:
        return ""
    place = place_in_pack(entries[0].span, sources).rpartition("/")[2]
    if ".csv:" not in place:
        return ""
    entry = entries[0]
    word = "banned" if fact.name == "banned" else "listed"
    dated = f"{word} since {entry.first}" if entry.last is None else f"{word} {dates_of(entry)}"
    has_dates = entry.first is not None or entry.last is not None
    reason = "" if fact.cites.startswith(OWN_FILE) else f"reason: {fact.cites}"
    return ", ".join(filter(None, [place, dated if has_dates else "", reason]))


def entries_of(fact: Fact) -> tuple[ListEntry, ...]:
    """Return the list entries with the company that a fact shows; empty for any other fact."""
    return fact.of_list.entries if fact.of_list is not None else ()


def dates_of(entry: ListEntry) -> str:
    """Return the days on which a list entry applies, in words.

    >>> from datetime import date
    >>> from microdep_rules.engine.readings import ListEntry
    >>> dates_of(ListEntry("Acme", date(2026, 3, 1), date(2027, 2, 28))), dates_of(ListEntry("Acme"))
    ('from 2026-03-01 through 2027-02-28', 'on any date')
    """
    bounds = [f"from {entry.first}"] if entry.first is not None else []
    bounds += [f"through {entry.last}"] if entry.last is not None else []
    return " ".join(bounds) or "on any date"


def entry_of_record(entry: ListEntry, sources: Mapping[str, SourceFile]) -> dict[str, Any]:
    """Return a list entry in the form of the record."""
    return {
        "company": entry.company,
        "from": entry.first.isoformat() if entry.first is not None else None,
        "through": entry.last.isoformat() if entry.last is not None else None,
        "at": place_of_record(entry.span, sources),
    }


def place_of_record(span: Span | None, sources: Mapping[str, SourceFile]) -> dict[str, Any] | None:
    """Return a position in a file of a pack in the form of the record; `None` for an unknown file."""
    source = sources.get(span.path) if span is not None else None
    if source is None or span is None:
        return None
    return place_in(source.path, source.position(span.start), source.cell(span.start))
