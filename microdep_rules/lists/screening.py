"""The Consolidated Screening List in JSON, as a file of trade.gov or as a search result of that site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.cells import Cell
from microdep_rules.lists.entries import SCHEMES, listed_party, parse_day
from microdep_rules.lists.tables import ListContents
from microdep_rules.source import Span

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.source import SourceFile

FORM = "Consolidated Screening List (JSON)"
DAY = len("2026-11-01")
"""Length of the date in a timestamp."""


def find_results(data: object) -> list[Any] | None:
    """Return the entries of the list; `None` if the data are another document."""
    results = data.get("results") if isinstance(data, dict) else None
    if not isinstance(results, list) or not results:
        return None
    first = results[0]
    is_entry = isinstance(first, dict) and "name" in first and bool({"source", "alt_names"} & first.keys())
    return results if is_entry else None


def find_day(data: object) -> date | None:
    """Return the day on which the list was compiled; `None` if the file does not state this day.

    The file states the day on which the file was made, and the day on which each source was last imported.
    The earliest of these days counts, because the file lacks everything that a source published later.

    >>> find_day({"search_performed_at": "2026-11-02T05:00:00+00:00",
    ...         "sources_used": [{"last_imported": "2026-11-01T05:00:00+00:00"}, {}]})
    datetime.date(2026, 11, 1)
    """
    if not isinstance(data, dict):
        return None
    sources = (source for source in _list(data.get("sources_used")) if isinstance(source, dict))
    texts = [data.get("search_performed_at"), *(source.get("last_imported") for source in sources)]
    days = [parse_day(_text(text)[:DAY]) for text in texts]
    return min((day for day in days if day is not None), default=None)


def read_screening_list(source: SourceFile, results: list[Any]) -> ListContents:
    """Return the entries of the list."""
    contents = ListContents(FORM)
    at = 0
    for result in results:
        if not isinstance(result, dict):
            continue
        name = _text(result.get("name"))
        place = source.text.find(name, at) if name else -1
        at = place if place >= 0 else at
        kind = _text(result.get("type")).casefold()
        if kind in {"vessel", "aircraft"}:
            contents.skip(kind)
            continue
        cites = filter(None, (_text(result.get("source")), _text(result.get("federal_register_notice"))))
        party = listed_party(
            name,
            [_text(alias) for alias in _list(result.get("alt_names"))],
            identifiers=_identifiers(result.get("ids")),
            person=kind == "individual",
            start=parse_day(_text(result.get("start_date"))),
            through=parse_day(_text(result.get("end_date"))),
            cites="; ".join(cites),
        )
        contents.put(party, Cell(name, Span(source.path, at, at + len(name))))
    return contents


def _identifiers(value: object) -> dict[str, str]:
    identifiers = {}
    for record in (record for record in _list(value) if isinstance(record, dict)):
        scheme = SCHEMES.get(_text(record.get("type")).casefold().rstrip("."))
        if scheme:
            identifiers[scheme] = _text(record.get("number"))
    return identifiers


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
