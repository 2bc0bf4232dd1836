"""Several company tables on one sheet, one below the other or one beside the other.

Two company tables without a title are one list, and each table has its own header row. If the second table
has a title, one table may be the banned companies, and the other the approved ones. The program then asks the
user.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from microdep_rules.lang.company_headings import columns_of, header_of
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.company_cells import one_name, why_no_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.cells import Cell

    Rows = Sequence[list[Cell]]

_TITLE = pattern(
    r"(?:.*\b)?(?:approved?|allowed|permitted|accepted|cleared|removed|delisted|unlisted|exempt(?:ed)?"
    r"|preferred|white ?list(?:ed)?|examples?|archived?|expired|freigegeben|zugelassen|erlaubt|banned|blocked"
    r"|denied|listed|black ?list(?:ed)?|sanctioned|restricted)(?:\b.*)?",
    re.IGNORECASE,
)
"""Title above a table, which states the kind of companies in the table, such as `Approved`."""
MOST_WORDS = 4


def tables_of(rows: Rows) -> tuple[list[Rows], Cell | None]:
    """Return the tables of a sheet, each from its header row, and the heading below a second title."""
    columns = columns_of(rows)
    if columns is None:
        return [rows], None
    beside = _beside(rows, columns.at, [cell.text.casefold() for cell in columns.rivals])
    if beside:
        return beside, None
    start = _earlier(rows, columns.at)
    heads = [start, *(at for at in range(start + 1, len(rows)) if _is_heading(rows[at], rows[start]))]
    ends = [*heads[1:], len(rows)]
    tables = [rows[start:end] for start, end in zip(heads, ends, strict=True)]
    for place, at in enumerate(heads[1:]):
        if _is_title(rows[at - 1], tables[place]):
            return [rows], rows[at][0]
    return tables if len(tables) > 1 else [rows], None


def _earlier(rows: Rows, at: int) -> int:
    """Return the first header row that has companies below it, at the latest the row `at`."""
    for place, row in enumerate(rows[:at]):
        named = [which for which, cell in enumerate(row) if header_of(cell.text) == "name"]
        short = all(len(cell.text.split()) < len(("one", "two", "three")) for cell in row)
        below = [other[named[0]].text for other in rows[place + 1 : at] if named and named[0] < len(other)]
        if named and short and any(text and not why_no_name(text) for text in below):
            return place
    return at


def _is_heading(row: list[Cell], header: list[Cell]) -> bool:
    """Return whether a row below the header row is another header row.

    A row with a company may contain a word that is a heading in other tables: `Huawei; Manufacturer`.
    """
    if not any(header_of(cell.text) == "name" for cell in row):
        return False
    above = {cell.text.casefold() for cell in header if cell.text}
    name = next(at for at, cell in enumerate(header) if header_of(cell.text) == "name")
    text = row[name].text if name < len(row) else ""
    return bool(header_of(text)) or text.casefold() in above or bool(why_no_name(text))


def _is_title(row: list[Cell], table: Rows) -> bool:
    """Return whether the last row above a header row is the title of the next table, and not a company."""
    filled = [cell.text for cell in row if cell.text]
    if len(filled) != 1 or len(table) < len(("heading", "title")):
        return False
    text = one_name(filled[0])
    others = [sum(bool(cell.text) for cell in other) for other in table[:-1]]
    alone = min(others) > 1
    return (
        alone or bool(header_of(text)) or (len(text.split()) <= MOST_WORDS and bool(_TITLE.fullmatch(text)))
    )


def _beside(rows: Rows, at: int, rivals: Sequence[str]) -> list[Rows]:
    """Return tables beside each other: equal headings of names, with an empty column between the tables."""
    if len(rivals) < len(("one", "another")) or len(set(rivals)) > 1:
        return []
    if any(cell.text for row in rows[:at] for cell in row):
        return []  # a title over one of them
    width = max(map(len, rows))
    empty = [place for place in range(width) if not any(row[place].text for row in rows if place < len(row))]
    bounds = [-1, *empty, width]
    blocks = [(left + 1, right) for left, right in pairwise(bounds) if left + 1 < right]
    tables = [
        [row[left:right] for row in rows[at:] if any(cell.text for cell in row[left:right])]
        for left, right in blocks
    ]
    named = [sum(header_of(cell.text) == "name" for cell in table[0]) for table in tables]
    return list(tables) if named == [1] * len(rivals) else []
