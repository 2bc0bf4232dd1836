"""Cells of company tables: one name each, and cells without a name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.cells import is_open, unguarded
from microdep_rules.patterns import pattern
from microdep_rules.source import Span
from microdep_rules.vocabulary.company_words import GENERIC, LEGAL_FORMS
from microdep_rules.vocabulary.names import east_asian, folded
from microdep_rules.vocabulary.placeholder_names import names_somebody

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.cells import Cell
    from microdep_rules.source import SourceFile

BETWEEN = pattern(r"\s*[;|]\s*")
"""Signs that separate several other names, or several identifiers, in a cell."""
_QUOTES = {'"': '"', "\u201c": "\u201d", "\u201e": "\u201c", "'": "'", "\u2018": "\u2019", "\u00ab": "\u00bb"}
_REMARK = pattern(
    r"(?:note|notes|remark|remarks|comment|source|updated|last updated|generated|footnote|disclaimer|legend"
    r"|hinweis|anmerkung|stand|nota|remarque)\s*(?:\d+\s*)?[:=].*"
    r"|(?:grand |sub)?(?:total|sum|summe|count)\s*(?:[:=].*|(?:of )?\d[\d.,\s]*\w*)"
    r"|see (?:below|above|also|note|notes|attached|page|annex|appendix|list|next|remarks?|sheet)\b.*"
    r"|(?:siehe|voir|véase) \S.*"
    r"|(?:end of (?:list|file|table|document|report|data))\b.*"
    r"|page \d+.*",
    re.IGNORECASE | re.DOTALL,
)
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|june|july|august"
    r"|september|october|november|december)\.?"
)
_DAY = pattern(
    rf"(?:as of |on |updated )?(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{2,4}}"
    rf"|\d{{1,2}}\.? {_MONTH},? \d{{2,4}}|{_MONTH},? \d{{4}}|\d{{1,2}}-{_MONTH}-\d{{2,4}}"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ][\d:.]+Z?)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})",
    re.IGNORECASE,
)
_FORMULA = pattern(r"=.*|[+@-]\$?[A-Z]{1,3}\$?\d+.*|[+@-]?[A-Z][A-Z.]*\(.*\)", re.DOTALL)
_ADDRESS = pattern(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+", re.IGNORECASE)
_SEPARATORS = pattern(r"\s*[;|\uff1b\uff5c\u3001\u2022\uff0f]\s*|\s+[/\\]\s+")
"""Signs that separate names and are never a part of the name of a company."""
_SLASH = pattern(r"/")
_SOFT = pattern(r"\s*(?:,\s*(?:and|or|und|et|y)\s|,|\s(?:and|or|und|et|y|&)\s)\s*", re.IGNORECASE)
FEWEST = 3
"""Smallest number of comma-separated names that suggests several companies; `Procter & Gamble` is one."""


LONGEST = 1000
"""Largest length of a text that the program examines; a longer text counts as one name."""
SHORTEST = 3
"""Smallest length of the two words at a slash that separates names: `A/S` and `c/o` are not two names."""
NEAR = 80
"""Largest number of spaces between a text and the quotation marks around it."""


def one_name(text: str) -> str:
    """Return the text of a cell as one name, without quotation marks around it and without line ends.

    >>> one_name('"Foo Co., Ltd."'), one_name("Bar  Telecom")
    ('Foo Co., Ltd.', 'Bar Telecom')
    """
    text = " ".join(unguarded(text).split())
    while len(text) > 1 and _QUOTES.get(text[0]) == text[-1]:
        text = text[1:-1].strip()
    return text


def why_no_name(text: str) -> str:
    """Return the reason why the text of a cell cannot be the name of a company; empty if it can.

    The reason is the name of a text in the diagnostic `list/entry-not-read`.

    >>> [why_no_name(text) for text in ("Note: prices in euros", "Total: 5", "360", "2026-01-31")]
    ['remark', 'remark', 'number', 'day']
    >>> [why_no_name(text) for text in ("=A1", "n/a", "3M", "Total SE", "Note Works")]
    ['formula', 'nobody', '', '', '']
    """
    text = one_name(text)
    if _DAY.fullmatch(text):
        return "day"
    if not names_somebody(text):
        return "nobody"
    if len(text) > LONGEST:
        return ""
    if not any(map(str.isalpha, text)):
        return "number"
    patterns = (
        (_FORMULA, "formula"),
        (_REMARK, "remark"),
        (_ADDRESS, "address"),
    )
    return next((why for pattern, why in patterns if pattern.fullmatch(text)), "")


def looks_like_several(text: str) -> bool:
    r"""Return whether one cell seems to contain the names of several companies.

    >>> [looks_like_several(each) for each in ("Huawei, ZTE and Dahua", "Huawei\nZTE")]
    [True, True]
    >>> [looks_like_several(each) for each in ("Foo Co., Ltd.", "AT&T", "Foo Import, Export and Tools Ltd.")]
    [False, False, False]
    """
    if len(text) > LONGEST:
        return False
    if sum(map(_distinguishes, text.splitlines())) > 1:
        return True
    pieces = [piece for piece in _SOFT.split(text) if _distinguishes(piece)]
    closed = [piece for piece in pieces if _ends_with_legal_form(piece)]
    return len(closed) > 1 or (len(pieces) >= FEWEST and not closed)


def separate_names(text: str) -> list[str]:
    """Return the names in a cell that signs or line ends separate; none if the cell has one name.

    A slash in brackets or beside a short word belongs to the name: `A/S`.

    >>> separate_names("Foo Ltd / Bar GmbH"), separate_names("Foo;Bar"), separate_names("Foo AG/Bar AG")
    (['Foo Ltd', 'Bar GmbH'], ['Foo', 'Bar'], ['Foo AG', 'Bar AG'])
    >>> separate_names("Foo A/S"), separate_names("Foo Works c/o Bar Ltd"), separate_names("Foo / Co. KG")
    ([], [], [])
    """
    if len(text) > LONGEST:
        return []
    lines = [line for line in text.splitlines() if _distinguishes(line)]
    if len(lines) > 1 and all(map(_ends_with_legal_form, lines)):
        return [one_name(line) for line in lines]
    names = [one_name(name) for piece in _SEPARATORS.split(text) for name in _split_at_slash(piece)]
    distinctive = [name for name in names if _distinguishes(name)]
    return distinctive if len(distinctive) > 1 else []


def _split_at_slash(text: str) -> list[str]:
    """Return the names in a text such as `Acme/Globex`, which a slash without spaces separates."""
    names = []
    start = 0
    for slash in _SLASH.finditer(text):
        before, after = text[start : slash.start()], text[slash.end() :]
        if _is_between_names(before, after):
            names.append(before)
            start = slash.end()
    return [*names, text[start:]]


def _is_between_names(before: str, after: str) -> bool:
    following = after.partition("/")[0]
    if before.count("(") > before.count(")"):
        return False
    if not _distinguishes(before) or not _distinguishes(following):
        return False
    if _ends_with_legal_form(before) and _ends_with_legal_form(following):
        return True
    beside = (before.rsplit(maxsplit=1)[-1], following.split()[0])
    return all(len(word) >= SHORTEST or east_asian().match(word) for word in beside)


def _ends_with_legal_form(text: str) -> bool:
    return folded(text).split()[-1] in LEGAL_FORMS


def _distinguishes(text: str) -> bool:
    words = folded(text).split()
    return any(word not in LEGAL_FORMS and word not in GENERIC for word in words) and not why_no_name(text)


def open_quote(source: SourceFile, rows: Sequence[list[Cell]]) -> Span | None:
    """Return a quotation mark without a closing one, which may hide rows; `None` without one."""
    text = source.text
    for row in rows:
        for cell in row:
            if "\n" not in cell.text and "\r" not in cell.text:
                continue
            after = text[cell.span.end : cell.span.end + NEAR].lstrip()[:1]
            begins = text[max(0, cell.span.start - NEAR) : cell.span.start].rstrip()[-1:]
            if begins != '"' or after != '"':
                return Span(source.path, cell.span.start, cell.span.start + 1)
    return is_open(source, rows[-1]) if rows else None
