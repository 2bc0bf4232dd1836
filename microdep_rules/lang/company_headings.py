"""Headings of company tables: columns of names, other names, identifiers, dates and citations.

The words of a heading show its meaning: `Company (legal name)` and `Banned companies` are headings of names,
and `Company address` is not. A table may have titles above its header row.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.cells import DELIMITERS, cells_of, delimiter_of
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern
from microdep_rules.source import SourceFile
from microdep_rules.vocabulary.names import SCHEMES
from microdep_rules.vocabulary.resources import company_headings_data, names_of_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

    Rows = Sequence[list[Cell]]

NAME_HEADERS = ("name", "company", "company name", "value", "entity", "manufacturer", "supplier", "vendor")
"""Headings of the column of names; the help of a message suggests the first of these headings."""
_DATA = company_headings_data()
_WORDS = pattern(r"[^\W_]+")
_IN_SPREADSHEETS: dict[str, str] = {
    heading: meaning for meaning, several in _DATA["in_spreadsheets"]["words"].items() for heading in several
}
"""Headings such as `Since` and `Reason` that have a meaning only in a spreadsheet of banned companies."""
EXACT = {heading: meaning for meaning, several in _DATA["whole"]["words"].items() for heading in several}
"""Headings such as `Company` that the program recognizes only as a whole, without further words."""
_IN_BILLS_OF_MATERIALS = frozenset(
    " ".join(_WORDS.findall(name.casefold())) for name in names_of_columns("manufacturer", "supplier")
)
"""Headings of the columns of companies in bills of materials, such as `Mfr`."""
_COMPANY, _BESIDE, _SAME, _OTHER, _FORMER, _ALONE, _PHRASE, _OTHER_CONTENT = (
    frozenset(_DATA[name]["words"])
    for name in ("company", "beside", "same", "other", "former", "alone", "phrase", "other_content")
)
_VERBS = frozenset(("as", "called", "known", "named"))
"""Words that introduce a name in a heading without the word `name`, such as `also called`."""
_CODE = pattern(r" (?:code|number|no)$")
_NO_DELIMITER = "\x1f"
_QUOTED = pattern(r'"[^"]*"')
_SEPARATES = pattern(r"[;\t]|,(?!\s*(?:ltd|inc|llc|llp|lp|co|corp|limited|plc|s\.?a|gmbh)\b)", re.IGNORECASE)
"""Characters that separate the cells of a row in a file without headings: `;`, a tab, or a comma.

A comma before a legal form, as in `Acme, Inc.`, belongs to the name.
"""
HEAD = 30
"""Number of rows at the top of a table among which the program looks for the header row."""
_HEAD_TEXT = 65_536


class Columns(Struct, frozen=True):
    """Columns of a table, with their meanings; the program does not read a column without a meaning."""

    at: int
    """Position of the header row, counted from the top of the table."""
    meanings: tuple[str, ...]
    rivals: tuple[Cell, ...] = ()
    """Headings of the columns that may contain the names, if there is more than one such column."""
    unread: tuple[Cell, ...] = ()
    twice: tuple[Cell, ...] = ()


def header_of(text: str) -> str:
    """Return the meaning of a heading; empty if the heading is unknown.

    >>> header_of("Company name"), header_of("CAGE code"), header_of("Also_known_as"), header_of("Country")
    ('name', 'cage', 'aliases', '')
    >>> header_of("Banned companies"), header_of("Chinese name"), header_of("Alias(es)"), header_of("Firma")
    ('name', 'aliases', 'aliases', 'name')
    >>> header_of("also traded as"), header_of("Brand names"), header_of("previously called")
    ('aliases', 'name', 'former')
    """
    return _meaning(text).removeprefix("same ")


def _meaning(text: str) -> str:
    words = _WORDS.findall(text.casefold().replace("(es)", "es").replace("(s)", "s"))
    whole = " ".join(words)
    scheme = _CODE.sub("", whole).replace(" ", "_")
    if whole in EXACT or scheme in SCHEMES:
        return EXACT.get(whole) or scheme
    if "#" in text or "\N{NUMERO SIGN}" in text:
        return ""
    if whole in _IN_BILLS_OF_MATERIALS:
        return "name"
    tokens = set(words) - _BESIDE
    names, rest = tokens & _COMPANY, tokens - _COMPANY
    phrase = len(tokens) > 1 and tokens <= _PHRASE | _FORMER and bool(tokens & _VERBS)
    if phrase:
        return "former" if tokens & _FORMER else "aliases"
    if not tokens or not (names or tokens <= _ALONE | _FORMER) or not rest <= _SAME | _OTHER | _FORMER:
        return ""
    if rest & _FORMER:
        return "former" if names else ""
    if rest & _OTHER:
        return "aliases"
    return "same name" if rest else "name"


def meaning_in_spreadsheet(text: str) -> str:
    """Return the meaning that a heading has only in a spreadsheet of banned companies; else return "".

    >>> meaning_in_spreadsheet("Since"), meaning_in_spreadsheet("Reason"), meaning_in_spreadsheet("Country")
    ('from', 'cites', '')
    """
    return _IN_SPREADSHEETS.get(" ".join(_WORDS.findall(text.casefold())), "")


def may_be_heading_of_names(text: str) -> bool:
    """Return whether a column under an unknown heading may contain company names.

    >>> may_be_heading_of_names("Group members"), may_be_heading_of_names("Country")
    (True, False)
    """
    return not header_of(text) and _OTHER_CONTENT.isdisjoint(_WORDS.findall(text.casefold()))


def is_word_of_headings(text: str) -> bool:
    """Return whether a text is only the heading of a column, such as `Country`, and not a company.

    >>> is_word_of_headings("Country"), is_word_of_headings("Valid from"), is_word_of_headings("Bar Country")
    (True, True, False)
    """
    words = _WORDS.findall(text.casefold())
    whole = " ".join(words)
    return whole in EXACT or whole in _IN_SPREADSHEETS or whole in _OTHER_CONTENT


def head_of(rows: Rows) -> int | None:
    """Return the position of the row that is probably the header row: the row with the most known headings.

    Of several such rows, the function returns the row with the most filled cells.
    """
    able = [at for at, row in enumerate(rows[:HEAD]) if any(header_of(cell.text) == "name" for cell in row)]
    return max(able, key=lambda at: (*_known(rows[at]), -at), default=None)


def _known(row: list[Cell]) -> tuple[int, int]:
    return sum(bool(header_of(cell.text)) for cell in row), sum(bool(cell.text) for cell in row)


def columns_of(rows: Rows) -> Columns | None:
    """Return the columns of a table; `None` if no column contains names.

    A column `Legal name` next to a column `Company` contains other names of the same company. A column
    `Supplier` next to a column `Company` could also be the column of names, so both are in `rivals`.
    """
    at = head_of(rows)
    if at is None:
        return None
    header = rows[at]
    meanings = [_meaning(cell.text) for cell in header]
    plain = [place for place, meaning in enumerate(meanings) if meaning == "name"]
    same = [place for place, meaning in enumerate(meanings) if meaning == "same name"]
    for place in same if plain else same[1:]:
        meanings[place] = "aliases"
    meanings = ["name" if meaning == "same name" else meaning for meaning in meanings]
    several = ("", "name", "aliases", "former")
    return Columns(
        at,
        tuple(meanings),
        tuple(header[place] for place in plain) if len(plain) > 1 else (),
        tuple(cell for cell, meaning in zip(header, meanings, strict=True) if cell.text and not meaning),
        tuple(
            cell
            for place, (cell, meaning) in enumerate(zip(header, meanings, strict=True))
            if meaning not in several and meaning in meanings[:place]
        ),
    )


def is_heading(row: list[Cell], header: list[Cell]) -> bool:
    """Return whether a row below the header repeats the headings of the columns."""
    above = {cell.text.casefold() for cell in header if cell.text}
    filled = [cell.text for cell in row if cell.text]
    names = any(header_of(text) == "name" for text in filled)
    return names and all(header_of(text) or text.casefold() in above for text in filled)


def rows_in(source: SourceFile) -> list[list[Cell]]:
    """Return the rows of a text, split by the separator of its header row.

    If the header row has only one cell, the program does not split rows at commas: a comma belongs to a name.
    """
    return list(cells_of(source, _delimiter(source)))


def _delimiter(source: SourceFile) -> str:
    start = SourceFile(source.path, source.text[:_HEAD_TEXT])
    candidates = []
    for delimiter in DELIMITERS:
        rows = list(islice(cells_of(start, delimiter), HEAD))
        at = head_of(rows)
        if at is not None:
            candidates.append((*_known(rows[at]), len(rows[at]), delimiter))
    if not candidates:
        lines = [line for line in islice(start.text.splitlines(), HEAD) if line.strip()]
        head = next((line for line in lines if "covered equipment" in line.casefold()), "")
        if not head and all(not _SEPARATES.search(_QUOTED.sub("", line)) for line in lines):
            return _NO_DELIMITER
        line = head or next(iter(lines), "")
        return delimiter_of(line) if any(delimiter in line for delimiter in DELIMITERS) else _NO_DELIMITER
    _, _, cells, best = max(candidates, key=lambda candidate: candidate[:3])
    return best if cells > 1 else _NO_DELIMITER


def no_names(headings: list[str], span: Span) -> Diagnostic:
    """Return the error for a table in which no column contains the names of companies."""
    first, second = NAME_HEADERS[:2]
    return diagnose(
        "table/column-missing", span, "no-names", other_columns=headings, first=first, second=second
    )
