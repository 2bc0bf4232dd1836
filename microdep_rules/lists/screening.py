"""The Consolidated Screening List in JSON, as trade.gov publishes it and its search gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.cells import Cell
from microdep_rules.lists.entries import SCHEMES, day_of, entry
from microdep_rules.lists.tables import Found
from microdep_rules.source import Span

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.source import SourceFile

FORM = "Consolidated Screening List (JSON)"
DAY = len("2026-11-01")
"""So many letters of a time are its day."""


def results_in(data: object) -> list[Any] | None:
    """The entries of the list; nothing where the data is something else."""
    held = data.get("results") if isinstance(data, dict) else None
    if not isinstance(held, list) or not held:
        return None
    first = held[0]
    is_entry = isinstance(first, dict) and "name" in first and bool({"source", "alt_names"} & first.keys())
    return held if is_entry else None


def day_in(data: object) -> date | None:
    """The day on which the list was put together; nothing where the file does not state it.

    It states when it was made, and when each of its sources was last imported. The earliest counts: of what a
    source published later, the file knows nothing.

    >>> day_in({"search_performed_at": "2026-11-02T05:00:00+00:00",
    ...         "sources_used": [{"last_imported": "2026-11-01T05:00:00+00:00"}, {}]})
    datetime.date(2026, 11, 1)
    """
    if not isinstance(data, dict):
        return None
    sources = (each for each in _list(data.get("sources_used")) if isinstance(each, dict))
    texts = [data.get("search_performed_at"), *(source.get("last_imported") for source in sources)]
    days = [day_of(_text(text)[:DAY]) for text in texts]
    return min((day for day in days if day is not None), default=None)


def read_screening(source: SourceFile, results: list[Any]) -> Found:
    """The entries of the list."""
    found = Found(FORM)
    at = 0
    for result in results:
        if not isinstance(result, dict):
            continue
        name = _text(result.get("name"))
        place = source.text.find(name, at) if name else -1
        at = place if place >= 0 else at
        kind = _text(result.get("type")).casefold()
        if kind in {"vessel", "aircraft"}:
            found.pass_over(kind)
            continue
        cites = filter(None, (_text(result.get("source")), _text(result.get("federal_register_notice"))))
        made = entry(
            name,
            [_text(alias) for alias in _list(result.get("alt_names"))],
            identifiers=_identifiers(result.get("ids")),
            person=kind == "individual",
            start=day_of(_text(result.get("start_date"))),
            through=day_of(_text(result.get("end_date"))),
            cites="; ".join(cites),
        )
        found.put(made, Cell(name, Span(source.path, at, at + len(name))))
    return found


def _identifiers(held: object) -> dict[str, str]:
    found = {}
    for each in (each for each in _list(held) if isinstance(each, dict)):
        scheme = SCHEMES.get(_text(each.get("type")).casefold().rstrip("."))
        if scheme:
            found[scheme] = _text(each.get("number"))
    return found


def _list(held: object) -> list[Any]:
    return held if isinstance(held, list) else []


def _text(held: object) -> str:
    return held.strip() if isinstance(held, str) else ""
