"""Meanings of the columns in a spreadsheet of banned companies, and warnings for unread columns.

A list in a pack may have technical columns: `variant`, for example, limits a row to a variant of the pack. In
a spreadsheet of companies, a column `Variant` contains other names, or the program does not read it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.diagnostics import MOST, has_errors
from microdep_rules.lang.company_headings import (
    Columns,
    columns_of,
    header_of,
    is_heading,
    is_word_of_headings,
    may_be_heading_of_names,
    meaning_in_spreadsheet,
)
from microdep_rules.lang.company_sheet import COLUMNS, find_mixed_cell, left_out, problems_of
from microdep_rules.lang.headless import may_have_a_name, may_have_names
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import listed
from microdep_rules.patterns import pattern
from microdep_rules.suggest import did_you_mean
from microdep_rules.vocabulary.company_cells import in_quotation_marks, one_name, why_no_name
from microdep_rules.vocabulary.names import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic

    Rows = Sequence[list[Cell]]

TECHNICAL = frozenset(("variant", "contested"))
"""Meanings of columns that only a list in a pack has, such as `variant`."""
DAYS = ("from", "through", "before")
"""Meanings of the columns of days."""
_EAST_ASIAN_DAY = pattern(r"\d{4}\s*[年년]\s*\d{1,2}\s*[月월]\s*\d{1,2}\s*[日일]")
_OTHER_NAME = pattern(
    r"\b(?:formerly|previously|f\s?/\s?k\s?/\s?a|fka|a\s?/\s?k\s?/\s?a|aka|a\.k\.a|d\s?/\s?b\s?/\s?a|dba|also"
    r"|trading as|trades as|renamed|ehemals|vormals|früher|auch|anciennement|aussi|antes|también|già)\b"
    r"|曾用名|原名|又名|别名|別名|旧称|旧社名|前称",
    re.IGNORECASE,
)
"""Words that introduce another name of a company in a remark."""
_LEGAL_FORM = pattern(
    r"(?<=[\w.)][\s,])\s*(?:Ltd|LTD|Limited|GmbH|Inc|INC|Incorporated|Corp|Corporation|LLC|LLP|PLC|plc|AG|KG|SAS"
    r"|SARL|S\.A\.|S\.r\.l|Srl|SpA|S\.p\.A|BV|B\.V|NV|N\.V|Oy|AB|A/S|Pte|Pty|JSC|OOO)(?![\w])"
    r"|有限公司|股份公司|集团|集團|株式会社|有限会社|주식회사|(?:ООО|ОАО|ЗАО|АО)\s"  # noqa: RUF001
)
"""Legal forms that show that a remark contains the name of a company."""


class BanColumns(Struct, frozen=True):
    """Columns of a spreadsheet of banned companies."""

    columns: Columns
    rows: Rows
    """Rows with the header row at the top."""

    def headings(self, *meanings: str) -> list[Cell]:
        """Return the headings of the columns with one of these meanings."""
        return [
            cell
            for cell, meaning in zip(self.rows[0], self.columns.meanings, strict=False)
            if meaning in meanings
        ]

    @property
    def unread(self) -> list[Cell]:
        """Headings of the unread columns; a column without a heading is not included."""
        return [cell for cell in self.headings("") if cell.text]


def read_columns(rows: Rows) -> BanColumns | None:
    """Return the columns of a table with the header row at the top; `None` without a column of names."""
    columns = columns_of(rows[:1])
    if columns is None:
        return None
    meanings = list(columns.meanings)
    for at, meaning in enumerate(meanings):
        if meaning in TECHNICAL:
            meanings[at] = "aliases" if may_have_names(_texts(rows, at)) else ""
    for at, (heading, meaning) in enumerate(zip(rows[0], meanings, strict=True)):
        known = meaning_in_spreadsheet(heading.text)
        if not meaning and known and known not in meanings:
            has_dates = any(map(is_day, _texts(rows, at)))
            meanings[at] = known if known not in DAYS or has_dates else ""
    changed = replace(
        columns,
        meanings=tuple(meanings),
        unread=tuple(
            cell for cell, meaning in zip(rows[0], meanings, strict=True) if cell.text and not meaning
        ),
    )
    return BanColumns(changed, rows)


def is_day(text: str) -> bool:
    """Return whether a cell contains a date.

    >>> is_day("2026-03-01"), is_day("1 March 2026"), is_day("2026年3月1日"), is_day("ASAP")
    (True, True, True, False)
    """
    return why_no_name(text) == "day" or bool(_EAST_ASIAN_DAY.fullmatch(text))


def column_warnings(table: BanColumns) -> list[Diagnostic]:
    """Return the warnings for unread columns that may contain banned names or dates."""
    problems = []
    for at, (heading, meaning) in enumerate(zip(table.rows[0], table.columns.meanings, strict=False)):
        texts = _texts(table.rows, at)
        if meaning in {"", "cites"}:
            problem = _unread_column(heading, texts) if not meaning else _mentioned_name(heading, texts)
            problems += [problem] if problem is not None else []
    return problems


def find_mistakes(table: BanColumns) -> list[Diagnostic]:
    """Return the mistakes in the columns and rows of a table, such as two columns with one meaning."""
    return [
        *_unclear_columns(table),
        *_long_rows(table.rows),
        *_mixed_cells(table),
        *heading_words_as_names(table),
    ]


def _unread_column(heading: Cell, texts: list[str]) -> Diagnostic | None:
    """Return the warning for an unread column; `None` if the column has neither names nor dates."""
    may_be_names = may_have_names(texts) if heading.text else may_have_a_name(texts)
    if may_be_heading_of_names(heading.text) and may_be_names:
        form = "may-have-names" if heading.text else "may-have-names-without-heading"
        text = next(text for text in texts if text)
        return diagnose("table/unknown-column", heading.span, form, name=heading.text, text=text)
    day = next(filter(is_day, texts), "")
    if day and heading.text:
        return diagnose("table/unknown-column", heading.span, "dates", name=heading.text, text=day)
    mentioned = _mentioned_name(heading, texts)
    if mentioned is not None:
        return mentioned
    if header_of(heading.text) in TECHNICAL:
        return diagnose("table/unknown-column", heading.span, "technical", name=heading.text)
    near = did_you_mean(heading.text, COLUMNS) if may_be_heading_of_names(heading.text) else ""
    if not near:
        return None
    return diagnose("table/unknown-column", heading.span, "ignored", name=heading.text, near=near)


def _mentioned_name(heading: Cell, texts: list[str]) -> Diagnostic | None:
    """Return the warning for a column of remarks that mentions a name, such as `formerly Foo Ltd`."""
    mentions = [text for text in dict.fromkeys(texts) if _OTHER_NAME.search(text) or _LEGAL_FORM.search(text)]
    if not mentions:
        return None
    if len(mentions) == 1:
        text = mentions[0]
        return diagnose("table/unknown-column", heading.span, "mentions-a-name", name=heading.text, text=text)
    return diagnose(
        "table/unknown-column",
        heading.span,
        "mentions-names",
        name=heading.text,
        count=len(mentions),
        texts=listed(mentions),
    )


def heading_words_as_names(table: BanColumns) -> list[Diagnostic]:
    """Return the errors for names that are usual headings, such as `Country`.

    A table with such names has one company in each column, instead of one in each row.
    """
    at = table.columns.meanings.index("name")
    cells = [row[at] for row in table.rows[1:] if at < len(row) and not is_heading(row, table.rows[0])]
    return [
        diagnose(
            "table/not-a-name", cell.span, "heading", text=cell.text, quoted=in_quotation_marks(cell.text)
        )
        for cell in cells
        if cell.text == one_name(cell.text) and is_word_of_headings(cell.text)
    ][:MOST]


def _texts(rows: Rows, at: int) -> list[str]:
    """Return the texts of a column below its heading."""
    return [row[at].text for row in rows[1:] if at < len(row)]


def _unclear_columns(table: BanColumns) -> list[Diagnostic]:
    """Return the errors for columns with the same meaning; the messages use the headings of the file."""
    return [problem for problem in problems_of(table.columns) if has_errors([problem])]


def _long_rows(rows: Rows) -> list[Diagnostic]:
    """Return the errors for rows with more cells than headings; such a cell may contain a name."""
    width = len(rows[0])
    return [
        diagnose("file/ragged-row", row[0].span.to(row[-1].span), "pack", expected=width, found=len(row))
        for row in rows[1:]
        if any(cell.text for cell in row[width:])
    ][:MOST]


def _mixed_cells(table: BanColumns) -> list[Diagnostic]:
    """Return the errors for cells with several names; the messages use the headings of the file."""
    columns, (heading, *rows) = table.columns, table.rows
    cells = [find_mixed_cell(columns, heading, row) for row in rows if not left_out(columns, heading, row)]
    return [problem for problem in cells if problem is not None][:MOST]


def rows_with_names(table: BanColumns) -> tuple[BanColumns, list[Diagnostic]]:
    """Return the rows that have a company name, and the errors for all other rows.

    Rows that contain only a number, and rows that only repeat a name, are ignored.
    """
    rows, meanings = table.rows, table.columns.meanings
    name = meanings.index("name")
    named_rows, problems = [rows[0]], []
    seen: set[str] = set()
    for row in rows[1:]:
        if name < len(row) and row[name].text:
            known_cells = [cell for cell, meaning in zip(row, meanings, strict=False) if meaning]
            if folded(row[name].text) not in seen or any(c.text for c in known_cells if c is not row[name]):
                named_rows.append(row)
            seen.add(folded(row[name].text))
        elif not all(cell.text.rstrip(".").isdecimal() for cell in row if cell.text):
            problems.append(
                diagnose(
                    "table/value-missing", row[0].span.to(row[-1].span), "empty-cell", name=rows[0][name].text
                )
            )
    return BanColumns(table.columns, named_rows), problems
