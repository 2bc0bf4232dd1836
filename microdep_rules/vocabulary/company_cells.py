"""Cells of company tables: one name, several names, or a text that is no name."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from microdep_rules.cells import is_open, unguarded
from microdep_rules.patterns import pattern
from microdep_rules.source import Span
from microdep_rules.vocabulary.company_words import (
    EAST_ASIAN_FORMS,
    GENERIC,
    LEGAL_FORMS,
    PLACES,
    SHORT_FORMS,
)
from microdep_rules.vocabulary.names import east_asian, folded
from microdep_rules.vocabulary.placeholder_names import names_somebody

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.cells import Cell
    from microdep_rules.source import SourceFile

BETWEEN = pattern(r"\s*(?:[;|\uff1b\uff5c\u3001\r\n]\s*)+")
"""Signs, or a line end, between several other names or identifiers in one cell."""
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
_SEPARATORS = pattern(r"\s*[;|\uff1b\uff5c\u3001\u2022]\s*")
"""Signs that separate names and are never a part of the name of a company."""
_SPACED_SLASH = pattern(r"\s*\uff0f\s*|\s+[/\\]\s+")
_SLASH = pattern(r"/")
_HARD = pattern(r"[;|/\\\uff1b\uff5c\u3001\u2022\uff0f\r\n\"\u201c\u201d]")
"""Signs that separate names, and quotation marks.

In a text with such a sign, an apostrophe at the end is not a closing quotation mark.
"""
_LINE_END = pattern(r"\s*[\r\n]\s*")
_COMMA = pattern(r"\s*[,\uff0c\u060c](?!(?<=\d,)(?:\d{3}(?!\w)|\d-))\s*")
"""Comma that may separate names, unlike the comma in a number such as `1,000`."""
_AND = pattern(r"\s(?:and|or|und|et|y|&)\s", re.IGNORECASE)
_BETWEEN_NAMES = pattern(r"\s(?:and|or|und|oder|et|y|\+)\s", re.IGNORECASE)
"""Words such as `and`, and the plus sign: between names of several words, they may separate two names."""
_JOINED = pattern(r"\s(?:and|und|et|y)\s", re.IGNORECASE)
"""Words such as `and` that may join two names, or that may be inside one name.

The sign `&` is not included, because it is usually inside one name.
"""
_INSIDE_A_NAME = frozenset(("of", "for", "the", "de", "des", "du", "del", "der", "die", "f\u00fcr"))
"""Words that show that `and` is inside the name of an institution: `Institute of Optics and Electronics`."""
_RELATIVES = frozenset(
    ("bros", "co", "company", "daughters", "fils", "hijos", "hermanos", "son", "sohn", "soehne")
)
"""Words after `and` that show that a text is the name of one company, as in `Foo and Company`."""
_SOFT = pattern(
    r"\s*(?:[,\uff0c\u060c]\s*(?:and|or|und|et|y)\s|[,\uff0c\u060c]|\s(?:and|or|und|et|y|&)\s"
    r"|(?<=\u516c\u53f8)\s*[\u548c\u53ca\u4e0e\u8207])\s*",
    re.IGNORECASE,
)
"""Commas and words that may separate names; after `公司` (company), also the Chinese word `和` (and)."""
_ENCLOSED = pattern(
    r"\([^()]*\)|\uff08[^\uff08\uff09]*\uff09|\"[^\"]*\"|\u201c[^\u201d]*\u201d|\u201e[^\u201c]*\u201c|\u00ab[^\u00bb]*\u00bb"
    r"|(?<!\w)'[^']*'(?!\w)|(?<!\w)\u2018[^\u2019]*\u2019(?!\w)"
)
"""Text in brackets or quotation marks; commas and other signs in such a text do not separate names."""
_BRACKETS = pattern(r"\([^()]*\)|\uff08[^\uff08\uff09]*\uff09")
_FORMS = LEGAL_FORMS | {word for word, form in SHORT_FORMS.items() if form in LEGAL_FORMS}
_AFTER_COMMA = _FORMS.union(
    ("asa", "cia", "cv", "de", "doo", "eurl", "kft", "lda", "limitee", "ltda", "ltee", "mbh", "pllc", "rl"),
    ("sasu", "sca", "snc", "sro", "tbk", "the", "ug", "zrt"),
)
"""Words after a comma that show that the text continues a name, as in `Foo, S.A. de C.V.`."""
FEWEST = 3
"""Smallest number of comma-separated names that suggests several companies."""


LONGEST = 1000
"""Largest length of a text that the program examines; a longer text counts as one name."""
SHORTEST = 3
"""Smallest length of the words before and after a slash that separates names.

The words in `A/S` and `c/o` are shorter.
"""
NEAR = 80
"""Largest number of spaces that may be between a quotation mark and the text inside the quotation marks."""


def one_name(text: str) -> str:
    """Return the text of a cell as one name, without quotation marks around it and without line ends.

    >>> one_name('"Foo Co., Ltd."'), one_name("Bar  Telecom")
    ('Foo Co., Ltd.', 'Bar Telecom')
    """
    text = " ".join(unguarded(text).split())
    while len(text) > 1 and _QUOTES.get(text[0]) == text[-1]:
        text = text[1:-1].strip()
    return text


def in_quotation_marks(text: str) -> str:
    """Put a name in quotation marks of a kind that the name does not contain.

    An apostrophe is the second choice, because a spreadsheet program hides the first apostrophe of a cell.

    >>> in_quotation_marks("Foo; Bar"), in_quotation_marks("“Foo”; Bar")
    ('“Foo; Bar”', "'“Foo”; Bar'")
    """
    return f"'{text}'" if {"\u201c", "\u201d"} & {*text} else f"\u201c{text}\u201d"


def with_hidden_apostrophe(text: str) -> str:
    """Return a text in quotation marks if the only apostrophe in the text is the last character.

    A spreadsheet program hides the first apostrophe of `'Foo, Bar'`, so that the cell contains `Foo, Bar'`. A
    sign such as `;` still separates names, so that no name is lost.

    >>> [with_hidden_apostrophe(text) for text in ("Foo, Bar'", "Foo; Bar'", "Foo's")]
    ['“Foo, Bar”', "Foo; Bar'", "Foo's"]
    """
    is_hidden = text.endswith("'") and len(text) > 1 and text.count("'") == 1
    return in_quotation_marks(text[:-1].strip()) if is_hidden and _HARD.search(text) is None else text


def is_in_quotation_marks(text: str) -> bool:
    """Return whether one pair of quotation marks encloses the whole text, which is then a single name.

    >>> is_in_quotation_marks('"Smith, Jones & Co."'), is_in_quotation_marks('"Foo", "Bar"')
    (True, False)
    """
    return not text.startswith(("(", "\uff08")) and _ENCLOSED.fullmatch(text) is not None


def may_be_companies(text: str) -> bool:
    """Return whether an answer to a question about one company may name several companies.

    A place after a name, as in `Foo Mill, Japan`, belongs to the name. `Johnson and Johnson` is one name.

    >>> [may_be_companies(text) for text in ("Foo A, Foo B", "Foo Ltd and Bar GmbH", "Foo A and Foo B")]
    [True, True, True]
    >>> [may_be_companies(text) for text in ("Foo, Inc.", "Foo Mill, Japan", "A&B", "'Foo, Bar'")]
    [False, False, False, False]
    """
    if is_in_quotation_marks(text):
        return False
    if len(other_names(text)) > 1 or separate_names(text) or may_be_several(text):
        return True
    if (unclear := unclear_names(text)) is not None:
        return not all(map(_is_place, unclear[1][1:]))
    pieces = _split(_BETWEEN_NAMES, text)
    return len(pieces) > 1 and all(
        len([word for word in folded(piece).split() if word not in _FORMS]) > 1 and _may_be_name(piece)
        for piece in pieces
    )


def why_no_name(text: str) -> str:
    """Return the reason why a cell cannot be the name of a company; empty for a possible name.

    The reason is the key of a message in the diagnostic `list/entry-not-read`.

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


def other_names(text: str) -> list[str]:
    r"""Return the names in a cell of other names.

    If it is unclear where a name ends, `unclear_names` returns the text.

    >>> other_names("Foo Co., Ltd.; Bar"), other_names("HLM、Bar"), other_names("Foo Co.,\nLtd.\nBar")
    (['Foo Co., Ltd.', 'Bar'], ['HLM', 'Bar'], ['Foo Co., Ltd.', 'Bar'])
    >>> other_names("SMC, Smart Power, 3M"), other_names("Foo Ltd, Bar GmbH"), other_names("'Foo; Bar'|Baz")
    (['SMC', 'Smart Power', '3M'], ['Foo Ltd', 'Bar GmbH'], ["'Foo; Bar'", 'Baz'])
    """
    if len(text) > LONGEST:
        return [piece for piece in BETWEEN.split(text) if piece]
    return [
        name
        for piece in _split(_SEPARATORS, text)
        for line in _lines(piece)
        for name in (_at_clear_commas(line) or [line])
    ]


def unclear_names(text: str) -> tuple[str, list[str]] | None:
    """Return the part of a cell that may be one name or several, and the several names.

    The result is `None` if no part of the cell is unclear.

    >>> unclear_names("Qux | Foo, Bar"), unclear_names("Smith, Jones & Co.")
    (('Foo, Bar', ['Foo', 'Bar']), ('Smith, Jones & Co.', ['Smith', 'Jones & Co.']))
    >>> unclear_names("Foo Ltd and Bar GmbH")
    ('Foo Ltd and Bar GmbH', ['Foo Ltd', 'Bar GmbH'])
    >>> [unclear_names(text) for text in ("Foo, Inc.", "Procter & Gamble", "Foo, Bar, Baz", "'Foo, Bar'")]
    [None, None, None, None]
    """
    if len(text) > LONGEST:
        return None
    for piece in _split(_SEPARATORS, text):
        lines = _lines(piece)
        if any(_continues(line, before) for before, line in pairwise(lines)):
            return one_name(piece), lines
        for line in lines:
            names = _at_clear_commas(line)
            if names is None:
                return line, _several_companies(line) or _pieces(_COMMA, line)
            for name in names:
                if _ENCLOSED.fullmatch(name) is None and separate_names(name):
                    return name, separate_names(name)
    return None


def _at_clear_commas(text: str) -> list[str] | None:
    """Return the names that commas separate; `None` if it is unclear whether the text is one name."""
    pieces = _pieces(_COMMA, text)
    if len(pieces) < len(("one", "two")) or _is_enumeration(pieces):
        return [text]
    quoted = all(_ENCLOSED.fullmatch(piece) for piece in pieces)
    closed = [piece for piece in pieces if _has_own_form(piece)]
    if quoted or len(closed) == len(pieces):
        return pieces
    is_clear = len(pieces) >= FEWEST and not closed and not _AND.search(pieces[-1])
    return pieces if is_clear and not any(map(_is_place, pieces)) else None


def _is_enumeration(pieces: Sequence[str]) -> bool:
    """Return whether pieces of a text name one company, as in `Foo Import, Export and Tools Ltd.`."""
    trades = [word for piece in pieces[1:] for word in folded(piece).split()]
    return (
        _AND.search(pieces[-1]) is not None
        and _ends_with_legal_form(pieces[-1])
        and not _ends_with_legal_form(pieces[0])
        and all(word in GENERIC or word in _FORMS or word in {"and", "or"} for word in trades)
        and folded(pieces[0]).split()[-1] in GENERIC
    )


def _lines(text: str) -> list[str]:
    """Return the lines of a text as names; a line with only a legal form continues the previous line."""
    return [
        line.strip(" ,\uff0c") if line.endswith((",", "\uff0c")) else line
        for line in _pieces(_LINE_END, text)
    ]


def _continues(text: str, before: str) -> bool:
    """Return whether a line may continue the name in the previous line.

    For example, `Technology Co., Ltd.` continues `Foo Digital`.
    """
    return not _distinguishes(text) and _ends_with_legal_form(text) and not _ends_with_legal_form(before)


def _pieces(separators: re.Pattern[str], text: str) -> list[str]:
    """Return the pieces of a text between separators.

    A piece with only a legal form, such as `Ltd.`, belongs to the previous piece.
    """
    names: list[str] = []
    for piece in _split(separators, text):
        words = folded(_BRACKETS.sub(" ", piece)).split()
        if names and all(word in _AFTER_COMMA for word in words):
            sign = " " if names[-1].endswith((",", "\uff0c")) or separators is _LINE_END else ", "
            names[-1] += sign + piece
        else:
            names.append(piece)
    return names


def _split(separators: re.Pattern[str], text: str) -> list[str]:
    """Return the pieces of a text between separators.

    A sign inside brackets or quotation marks is no separator.
    """
    hidden = _ENCLOSED.sub(lambda enclosed: "\0" * len(enclosed[0]), text)
    pieces, start = [], 0
    for sign in separators.finditer(hidden):
        pieces.append(text[start : sign.start()])
        start = sign.end()
    return [piece.strip() for piece in (*pieces, text[start:]) if piece.strip()]


def may_be_several(text: str) -> bool:
    r"""Return whether a cell may contain several names, because of a comma, `and` or a line end in its text.

    >>> [may_be_several(text) for text in ("Huawei, ZTE", "HLM, Smart Optics", "Foo Mill\nBar Co., Ltd.")]
    [True, True, True]
    >>> [may_be_several(text) for text in ("Foo Co., Ltd.", "Foo Import, Export and Tools Ltd.")]
    [False, False]
    """
    if len(text) > LONGEST:
        return False
    commas = _pieces(_COMMA, text)
    lines = [line for line in _lines(text) if _may_be_name(line)]
    several = len([piece for piece in commas if _may_be_name(piece)]) > 1
    return len(lines) > 1 or (several and not _is_enumeration(commas))


def may_be_joined(text: str) -> bool:
    """Return whether `and` in a name may join the names of two companies.

    >>> [may_be_joined(text) for text in ("Foo and Bar", "Foo Ltd und Bar", "Foo Works and Bar Mill")]
    [True, True, True]
    >>> [may_be_joined(text) for text in ("Marks & Spencer", "Johnson and Johnson", "Foo and Bar Inc.")]
    [False, False, False]
    >>> [may_be_joined(text) for text in ("Institute of Optics and Ions", "Foo and Sons", "'Foo and Bar'")]
    [False, False, False]
    """
    if len(text) > LONGEST:
        return False
    pieces = _split(_JOINED, text)
    if len(pieces) != len(("one", "two")) or _ends_with_legal_form(pieces[-1]):
        return False
    words = [folded(_BRACKETS.sub(" ", piece)).split() for piece in pieces]
    return (
        words[0] != words[1]
        and all(map(_distinguishes, pieces))
        and _INSIDE_A_NAME.isdisjoint(words[0])
        and not _RELATIVES.issuperset(words[1])
    )


def separate_names(text: str) -> list[str]:
    r"""Return the names in a cell that clearly has several names; none if the cell may have one name.

    A slash in brackets or beside a short word belongs to the name: `A/S`.

    >>> separate_names("Foo Ltd / Bar GmbH"), separate_names("Foo;Bar"), separate_names("Foo AG/Bar AG")
    (['Foo Ltd', 'Bar GmbH'], ['Foo', 'Bar'], ['Foo AG', 'Bar AG'])
    >>> separate_names("Foo Ltd, Bar GmbH"), separate_names("A1, ZTE and Dahua"), separate_names("Foo\nBar")
    (['Foo Ltd', 'Bar GmbH'], ['A1', 'ZTE', 'Dahua'], ['Foo', 'Bar'])
    >>> separate_names("Foo A/S"), separate_names("Foo Works c/o Bar Ltd"), separate_names("Foo / Co. KG")
    ([], [], [])
    >>> [separate_names(text) for text in ("Foo Co., Ltd.", "AT&T", "Foo Import, Export and Tools Ltd.")]
    [[], [], []]
    """
    if len(text) > LONGEST:
        return []
    lines = [line for line in _lines(text) if _distinguishes(line)]
    closed = [line for line in lines if _ends_with_legal_form(line)]
    if len(lines) > 1 and closed != lines[-1:]:  # a single form at the end may end one long name
        return [one_name(line) for line in lines]
    for candidates in (
        [piece for piece in _split(_SEPARATORS, text) if not _is_form(piece)],
        [piece for piece in _split(_SPACED_SLASH, text) if _may_be_name(piece)],
        [piece for piece in _split_at_slash(text) if _distinguishes(piece)],
    ):
        if len(candidates) > 1:
            return [one_name(name) for name in candidates]
    return _several_companies(text)


def _several_companies(text: str) -> list[str]:
    """Return the names that commas or `and` separate, if the text clearly names several companies.

    This is clear if more than one name has a legal form, or if there are many names. Otherwise the result is
    empty.
    """
    pieces = _pieces(_SOFT, text)
    closed = [piece for piece in pieces if _has_own_form(piece)]
    if len(closed) > 1:
        return closed
    names = [piece for piece in pieces if _may_be_name(piece)]
    return names if len(names) >= FEWEST and not closed else []


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
    words = folded(_BRACKETS.sub(" ", text)).split()
    return bool(words) and (words[-1] in _FORMS or words[-1].endswith(EAST_ASIAN_FORMS))


def _has_own_form(text: str) -> bool:
    """Return whether a text ends with a legal form, such as `Ltd.`, after at least one other word."""
    return _ends_with_legal_form(text) and not _is_form(text)


def _is_form(text: str) -> bool:
    return all(word in _FORMS or word in EAST_ASIAN_FORMS for word in folded(text).split())


def _is_place(text: str) -> bool:
    return all(word in PLACES or word in _FORMS for word in folded(text).split())


def _may_be_name(text: str) -> bool:
    """Return whether a text may be a full name: `Smart Optics` may be one, `Export` may not."""
    words = [word for word in folded(text).split() if word not in _FORMS]
    return _distinguishes(text) or (
        len(words) > 1 and not all(word in PLACES for word in words) and not why_no_name(text)
    )


def _distinguishes(text: str) -> bool:
    words = folded(text).split()
    return any(word not in _FORMS and word not in GENERIC for word in words) and not why_no_name(text)


def open_quote(source: SourceFile, rows: Sequence[list[Cell]]) -> Span | None:
    """Return the position of an opening quotation mark without a closing one; `None` if there is none.

    The program may have read the rows after such a mark as a part of one cell.
    """
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
