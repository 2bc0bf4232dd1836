"""Published lists in a plain table: a column of names, and further columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import MOST, has_errors
from microdep_rules.lang.company_headings import columns_of
from microdep_rules.lang.company_sheet import (
    cells_by_meaning,
    find_mixed_cell,
    left_out,
    names_in,
    problems_of,
    several,
)
from microdep_rules.lists.entries import listed_party, parse_day
from microdep_rules.lists.other_names import split_names
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.company_cells import BETWEEN
from microdep_rules.vocabulary.names import SCHEMES, identifier_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from microdep_rules.cells import Cell
    from microdep_rules.lang.company_headings import Columns
    from microdep_rules.lists.tables import ListContents


def read_plain(contents: ListContents, rows: Sequence[list[Cell]]) -> None:
    """Add the companies of a table to the contents of a list."""
    columns = columns_of(rows)
    assert columns is not None
    contents.problems += problems_of(columns)
    header = rows[columns.at]
    for row in rows[columns.at + 1 :]:
        reason = left_out(columns, header, row)
        if reason is None:
            mixed = find_mixed_cell(columns, header, row, _first_name)
            if mixed is not None and (len(contents.problems) < MOST or not has_errors(contents.problems)):
                contents.problems.append(mixed)  # many warnings do not hide the first error
            elif mixed is None and len(contents.problems) < MOST:
                contents.problems += several(columns, row, _first_name)
            _add_row(contents, columns, row)
        elif len(contents.problems) < MOST:
            cell, why = reason
            contents.problems.append(
                diagnose("list/entry-not-read", cell.span, "row", text=cell.text, reason=why)
            )


def _first_name(text: str) -> str:
    """Return a name without the other names in the text; without such names, the text with its line ends."""
    name = split_names(text)[0]
    return text if name == " ".join(text.split()) else name


def _add_row(contents: ListContents, columns: Columns, row: list[Cell]) -> None:
    by_meaning = cells_by_meaning(columns, row)
    names = names_in(by_meaning)
    if not names:
        cell = next((cell for cell in row if cell.text), None)
        if cell is not None and len(contents.problems) < MOST:
            contents.problems.append(diagnose("list/entry-not-read", cell.span, text=cell.text))
        return
    (name, at), *more = names
    start, through = (_day(contents, by_meaning, meaning) for meaning in ("from", "through"))
    party = listed_party(
        name,
        [text for text, _ in more],
        identifiers=_identifiers(contents, by_meaning),
        start=start,
        through=through,
        cites=by_meaning["cites"][0].text if "cites" in by_meaning else "",
    )
    contents.put(party, at)


def _day(contents: ListContents, by_meaning: dict[str, list[Cell]], meaning: str) -> date | None:
    """Return the day of a row. An unreadable day is reported, and the entry is kept without a day."""
    if meaning not in by_meaning:
        return None
    cell = by_meaning[meaning][0]
    day = parse_day(cell.text)
    if day is None:
        contents.problems.append(diagnose("list/no-day", cell.span, "entry", text=cell.text))
    return day


def _identifiers(contents: ListContents, by_meaning: dict[str, list[Cell]]) -> dict[str, str]:
    """Return the identifiers of a row. An identifier without a scheme is reported, and the entry is kept."""
    read = {scheme: by_meaning[scheme][0].text for scheme in SCHEMES if scheme in by_meaning}
    for cell in by_meaning.get("identifiers", ()):
        for text in filter(None, map(str.strip, BETWEEN.split(cell.text))):
            if (identifier := identifier_in(text)) is not None:
                read[identifier[0]] = identifier[1]
            elif len(contents.problems) < MOST:
                contents.problems.append(diagnose("list/entry-not-read", cell.span, "identifier", text=text))
    return read
