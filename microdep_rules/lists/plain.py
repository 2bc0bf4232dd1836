"""Published lists in a plain table: a column of names, and what is beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import MOST
from microdep_rules.lang.company_cells import BETWEEN
from microdep_rules.lang.company_headings import columns_of
from microdep_rules.lang.company_sheet import cells_by_meaning, left_out, names_in, problems_of, several
from microdep_rules.lists import errors as say
from microdep_rules.lists.entries import day_of, entry
from microdep_rules.lists.other_names import split_names
from microdep_rules.vocabulary.names import SCHEMES, identifier_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from microdep_rules.cells import Cell
    from microdep_rules.lang.company_headings import Columns
    from microdep_rules.lists.tables import Found


def read_plain(found: Found, rows: Sequence[list[Cell]]) -> None:
    """Puts the companies of a table to what was found."""
    columns = columns_of(rows)
    assert columns is not None
    found.problems += problems_of(columns)
    header = rows[columns.at]
    for row in rows[columns.at + 1 :]:
        left = left_out(columns, header, row)
        if left is None:
            if len(found.problems) < MOST:
                found.problems += several(columns, row, _bare)
            _put(found, columns, row)
        elif len(found.problems) < MOST:
            cell, why = left
            found.problems.append(say.entry_not_read(cell.text, why, cell.span))


def _bare(text: str) -> str:
    return split_names(text)[0]


def _put(found: Found, columns: Columns, row: list[Cell]) -> None:
    by_meaning = cells_by_meaning(columns, row)
    names = names_in(by_meaning)
    if not names:
        cell = next((each for each in row if each.text), None)
        if cell is not None and len(found.problems) < MOST:
            found.problems.append(say.entry_not_read(cell.text, "it has no name", cell.span))
        return
    (name, at), *more = names
    start, through = (_day(found, by_meaning, meaning) for meaning in ("from", "through"))
    made = entry(
        name,
        [text for text, _ in more],
        identifiers=_identifiers(found, by_meaning),
        start=start,
        through=through,
        cites=by_meaning["cites"][0].text if "cites" in by_meaning else "",
    )
    found.put(made, at)


def _day(found: Found, by_meaning: dict[str, list[Cell]], meaning: str) -> date | None:
    """A day of a row; one that cannot be read is reported, and the entry holds without it."""
    if meaning not in by_meaning:
        return None
    cell = by_meaning[meaning][0]
    day = day_of(cell.text)
    if day is None:
        found.problems.append(say.day_not_read(cell.text, cell.span))
    return day


def _identifiers(found: Found, by_meaning: dict[str, list[Cell]]) -> dict[str, str]:
    """The identifiers of a row; one without a scheme is reported, and the entry stands without it."""
    read = {scheme: by_meaning[scheme][0].text for scheme in SCHEMES if scheme in by_meaning}
    for cell in by_meaning.get("identifiers", ()):
        for text in filter(None, map(str.strip, BETWEEN.split(cell.text))):
            if (one := identifier_in(text)) is not None:
                read[one[0]] = one[1]
            elif len(found.problems) < MOST:
                found.problems.append(say.identifier_not_read(text, cell.span))
    return read
