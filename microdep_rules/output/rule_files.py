"""Positions of rules and of list entries in the files of packs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from microdep_rules.output.from_here import from_here
from microdep_rules.output.places import place_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.engine.readings import Fact, ListEntry
    from microdep_rules.source import SourceFile, Span


def place_in_pack(span: Span | None, sources: Mapping[str, SourceFile]) -> str:
    """Return a file of a pack with a line, such as `banned-companies/companies.csv:3`.

    The result is empty if the file is not among the sources, or if the path leads to no file in the current
    folder. For example, a shipped pack is a part of the installation.
    """
    source = sources.get(span.path) if span is not None else None
    path = from_here(source.path) if source is not None else ""
    if source is None or span is None or not Path(path).is_file():
        return ""
    return f"{path}:{source.position(span.start).line}"


def entry_lines(facts: Iterable[Fact], sources: Mapping[str, SourceFile]) -> list[str]:
    """Return a line about each list entry with a company of the facts: company, dates and position."""
    entries = dict.fromkeys(entry for fact in facts for entry in entries_of(fact))
    return [
        f"{entry.company}, {dates_of(entry)}{f'  ({place})' if place else ''}"
        for entry in entries
        for place in [place_in_pack(entry.span, sources)]
    ]


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
