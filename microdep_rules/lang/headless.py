"""Tables of companies without a header row.

The program recognizes a column of names only if every cell is clearly a name, and if no other column can have
names. Otherwise the user must add a header row. A heading that is read as a company does no harm. But a
company that is read as a heading would be missing from the list.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from microdep_rules.cells import Cell
from microdep_rules.lang.company_headings import head_of, header_of
from microdep_rules.patterns import pattern
from microdep_rules.source import Span
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.company_cells import one_name, other_names, why_no_name
from microdep_rules.vocabulary.company_words import EAST_ASIAN_FORMS, LEGAL_FORMS, SHORT_FORMS
from microdep_rules.vocabulary.names import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    Rows = Sequence[list[Cell]]

HEADING = "Company"
FEWEST = 2
"""Smallest number of cells in a column of names; a single cell may be a title."""
LONGEST = 12
"""Largest number of words of a name; a text with more words is a sentence."""
_FORMS = LEGAL_FORMS | set(SHORT_FORMS.values())
_CODE = pattern(r"[A-Z]{0,4}[-_/]?\d[\w./-]*", re.IGNORECASE)
_SHORT = pattern(r"[A-Z]{1,3}")


def with_heading(rows: Rows) -> tuple[Rows, Cell | None]:
    """Return the rows with a heading added above the column of names, and the cell with the first name.

    If no column has names, return the unchanged rows and `None`.

    >>> cells = [[Cell(text, Span("a.csv", 0, 0))] for text in ("Huawei Ltd", "ZTE Corp")]
    >>> [row[0].text for row in with_heading(cells)[0]]
    ['Company', 'Huawei Ltd', 'ZTE Corp']
    """
    if len(rows) < FEWEST or head_of(rows) is not None:
        return rows, None
    at = _column_of_names(rows)
    if at is None:
        return rows, None
    first = rows[0][at]
    place = Span(first.span.path, first.span.start, first.span.start)
    width = max(map(len, rows))
    heading = [Cell(HEADING if column == at else "", place) for column in range(width)]
    return [heading, *rows], first


def _column_of_names(rows: Rows) -> int | None:
    """Return the position of the only column that has a name in every row; `None` without such a column.

    The result is also `None` if several columns have a name in every row.
    """
    columns = [
        [cell.text if cell is not None else "" for cell in column]
        for column in zip_longest(*rows, fillvalue=None)
    ]
    names = [at for at, texts in enumerate(columns) if _are_names(texts)]
    beside = [texts for at, texts in enumerate(columns) if at not in names and any(texts)]
    if len(names) != 1 or not all(map(_has_no_names, beside)):
        return None
    return names[0]


def may_have_names(texts: list[str]) -> bool:
    """Return whether most texts of a column look like names, and most of these names differ.

    >>> may_have_names(["Foo Mill", "", "Bar"]), may_have_names(["stopped in 2025", "late"])
    (True, False)
    >>> may_have_names(["High", "High", "Low"]), may_have_names(["China", "Japan"])
    (False, False)
    """
    filled = [text for text in texts if text]
    if not filled or _has_no_names(filled):
        return False
    names = [text for text in filled if any(map(_is_name, other_names(text)))]
    return len(names) * 2 > len(filled) and (len(filled) == 1 or len(set(names)) * 3 > len(names) * 2)


def may_have_a_name(texts: list[str]) -> bool:
    """Return whether a column has a text other than numbers, dates, codes and countries.

    >>> may_have_a_name(["", "asked in May"]), may_have_a_name(["1", "2"]), may_have_a_name(["", "China"])
    (True, False, False)
    """
    return not _has_no_names([text for text in texts if text])


def find_first_company(rows: Rows) -> str:
    """Return the first company of a table with or without a heading; empty if there is no column of names."""
    at = head_of(rows)
    if at is not None:
        column = next(place for place, cell in enumerate(rows[at]) if header_of(cell.text) == "name")
        return next(
            (row[column].text for row in rows[at + 1 :] if column < len(row) and row[column].text), ""
        )
    first = with_heading(rows)[1]
    return first.text if first is not None else ""


def find_possible_company(rows: Rows) -> str:
    """Return the first cell that looks like a company, below any heading; empty without a column of names."""
    for column in zip_longest(*rows[1:], fillvalue=None):
        texts = [cell.text for cell in column if cell is not None and cell.text]
        if may_have_names(texts):
            return next(text for text in texts if any(map(_is_name, other_names(text))))
    return ""


def _are_names(texts: list[str]) -> bool:
    """Return whether every text is clearly the name of a company."""
    if not all(map(_is_name, texts)) or _has_no_names(texts):
        return False
    with_form = [bool(_has_form(text)) for text in texts]
    return with_form[0] or sum(with_form[1:]) * 2 < len(texts) - 1


def _is_name(text: str) -> bool:
    name = one_name(text)
    words = name.split()
    if not name or why_no_name(name) or header_of(name) or not 1 <= len(words) <= LONGEST:
        return False
    may_be_another_thing = _CODE.fullmatch(name) or name[:1].isdecimal() or name[:1].islower()
    return _has_form(name) or not (may_be_another_thing or name.endswith((".", ":", "?", "!")))


def _has_form(name: str) -> bool:
    last = {SHORT_FORMS.get(word, word) for word in folded(name).split()[1:]}
    return bool(last & _FORMS) or any(form in name for form in EAST_ASIAN_FORMS)


def _has_no_names(texts: list[str]) -> bool:
    """Return whether a column contains only numbers, dates, codes or countries, and no name."""
    return all(
        not text
        or not any(map(str.isalpha, text))
        or why_no_name(text) in {"day", "number"}
        or countries.meant(text) is not None
        or (len(texts) > 1 and bool(_CODE.fullmatch(text)))
        or (bool(_SHORT.fullmatch(text)) and len(set(texts)) < len(texts))
        for text in texts
    )
