"""Detection of lists of components among tables, from headings and cells.

A hook must not pass a list of components only because one heading is unknown. Therefore the detection
requires less than the importer: `Kram,Hersteller` is probably a list of components, because a column precedes
the manufacturers.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.imports.fitting import has_part_numbers, is_designator_list
from microdep_rules.bom.imports.heading import FIRST
from microdep_rules.bom.imports.names import column_meanings
from microdep_rules.lang.company_headings import header_of, may_be_heading_of_names
from microdep_rules.lang.headless import may_have_a_name
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.resources import columns_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Texts = Sequence[str]

MOST_ROWS = 300
"""Number of filled rows at the top of a table that are examined."""
MOST_HEADERS = 60
"""Number of filled rows at the top of a table among which the header is searched."""
MOST_KEPT = 10_000
FEWEST = 2
"""Smallest number of known headings in a header."""
SHORTEST_WORD, SHORTEST_PART, SHORTEST_EAST_ASIAN = 3, 6, 2
"""Smallest lengths of words for companies: of a word, of a part of a word, and of an East Asian word."""
_COORDINATE = pattern(
    r"(?:mid|ref|pad|pos|center|centre)?[ _-]?[xy](?:[ _-]?pos)?(?:[ _]*\([^)]*\))?", re.IGNORECASE
)
"""Pattern of the name of a column with coordinates: `Mid X`, `PosY`, `Center-X(mm)`."""
_WORDS = pattern(r"[^\W_]+")
_MAKERS = frozenset({"manufacturer", "other_manufacturer"})
_COMPANIES = _MAKERS | {"supplier", "other_supplier"}
"""Fields of columns that name companies."""
_PART_NUMBERS = frozenset({"mpn", "other_mpn", "other_parts", "supplier_part"})
_OF_COMPONENTS = frozenset({"number", "package", "parent", "level"})
"""Fields that only occur in lists of components."""
_NAMES = frozenset({"name", "description", "mpn"})
"""Fields that name components; other lists have columns of names and descriptions, too."""


def is_coordinate(heading: str) -> bool:
    """Return whether a heading is the name of a column with coordinates, such as `Mid X`."""
    return _COORDINATE.fullmatch(heading.strip()) is not None


def is_likely_table(rows: Iterable[Texts]) -> bool:
    """Return whether a sheet or a text is probably a list of components.

    >>> is_likely_table([["Teil", "Hersteller"], ["Motor", "Foo Works"]])
    True
    >>> is_likely_table([["Name", "Company", "Phone"], ["Ada", "Foo Works", "123"]])
    False
    """
    filled = list(islice((row for row in rows if any(row)), MOST_ROWS))
    return (
        any(_is_list_of_components(header, below) for header, below in _headers(filled))
        or _is_transposed_list(filled)
        or _has_components_in_cells(filled)
    )


def _is_transposed_list(rows: Sequence[Texts]) -> bool:
    """Return whether a small table has its headings in the first column, and one component in each column."""
    headings = [row[0] for row in rows if row]
    if not FEWEST <= len(headings) <= FIRST or sum(map(_is_known, headings)) < FEWEST:
        return False
    width = max(map(len, rows))
    return _is_list_of_components(
        headings, [[row[at] if at < len(row) else "" for row in rows] for at in range(1, width)]
    )


def _headers(rows: Sequence[Texts]) -> Iterator[tuple[Texts, Sequence[Texts]]]:
    """Yield each row that may be the header, with the rows below it.

    A header has at least two known headings; if no row has two, it has one.
    """
    known = {at: sum(map(_is_known, filter(None, row))) for at, row in enumerate(rows[:MOST_HEADERS])}
    most = max(known.values(), default=0)
    for at, number in known.items():
        if number >= min(FEWEST, most) > 0:
            yield rows[at], rows[at + 1 :]
        if number and at + 1 in known:  # a header of two rows
            yield _joined(rows[at], rows[at + 1]), rows[at + 2 :]


def _joined(first: Texts, second: Texts) -> Texts:
    """Return the headings of two rows as one header; a heading above empty cells applies to all of them."""
    width = max(len(first), len(second))
    texts, above = [], ""
    for at in range(width):
        above = (first[at] if at < len(first) else "") or above
        texts.append(f"{above} {second[at] if at < len(second) else ''}".strip())
    return texts


@lru_cache(maxsize=MOST_KEPT)
def _is_known(heading: str) -> bool:
    """Return whether a heading is known, also as a heading of an address list or a log."""
    return any(map(str.isalpha, heading)) and bool(
        column_meanings(heading)
        or header_of(heading)
        or _names_company(heading)
        or _is_elsewhere(heading, "contacts")
        or _is_elsewhere(heading, "times")
    )


class _Heading(Struct, frozen=True):
    """Heading of a column with its meanings, and the filled cells of the column."""

    text: str
    texts: Texts
    fields: frozenset[str]
    """Fields that the heading means in any table."""
    weak: frozenset[str]
    fitting: frozenset[str]
    """Fields that the heading means if the cells of the column suit the field."""
    is_ignored: bool
    """True if the importer can leave out such a column, such as `No`."""

    @property
    def names_company(self) -> bool:
        """True if the column names companies."""
        return bool((self.fields | self.weak) & _COMPANIES) or _names_company(self.text)

    @property
    def names_designators(self) -> bool:
        """True if the column has designators; an empty column counts if its heading has no other meaning."""
        if "designators" not in self.fields | self.fitting:
            return False
        return _are_designators(self.texts) if self.texts else "designators" in self.fields

    @property
    def names_kind(self) -> bool:
        """True if the heading is a word for a component, such as `Part` or `Bauteil`."""
        return "name" in self.fitting and (not self.is_ignored or may_have_a_name([*self.texts]))

    @property
    def may_name_components(self) -> bool:
        """True if the column has an unknown heading and may name components."""
        unknown = not (self.fields or self.weak or self.fitting or self.is_ignored or self.names_company)
        elsewhere = _is_elsewhere(self.text, "contacts") or _is_elsewhere(self.text, "times")
        is_free = not self.text or (may_be_heading_of_names(self.text) and not elsewhere)
        return unknown and is_free and may_have_a_name([*self.texts])


def _heading(text: str, texts: Texts) -> _Heading:
    meanings = column_meanings(text)
    by_strength = {
        strength: frozenset(m.field for m in meanings if m.field and m.strength == strength)
        for strength in ("own", "weak", "fitting")
    }
    return _Heading(
        text,
        texts,
        by_strength["own"],
        by_strength["weak"],
        by_strength["fitting"],
        any(meaning.because for meaning in meanings),
    )


def _is_list_of_components(header: Texts, rows: Sequence[Texts]) -> bool:
    """Return whether a table with this header is probably a list of components."""
    asked = {meaning.field for text in header for meaning in column_meanings(text, "declarations")}
    if asked >= {"fact", "answer"}:  # a questionnaire
        return False
    headings = [
        _heading(text, [row[at] for row in rows if at < len(row) and row[at]])
        for at, text in enumerate(header)
    ]
    fields = frozenset().union(*(heading.fields for heading in headings))
    weak = frozenset().union(*(heading.weak for heading in headings))
    is_numbered = bool(fields & _PART_NUMBERS) or any(heading.names_designators for heading in headings)
    is_of_components = bool(fields & _OF_COMPONENTS or "number" in weak)
    has_kinds = any(heading.names_kind for heading in headings)
    has_names = bool((fields | weak) & _NAMES)
    is_of_persons = any(_is_elsewhere(text, "contacts") for text in header)
    is_log = any(_is_elsewhere(text, "times") for text in header)
    is_placement = any(map(is_coordinate, header))
    if any(heading.names_company for heading in headings):
        if is_numbered or has_kinds:
            return True
        if is_of_persons and not fields & _MAKERS:
            return False
        is_order = is_log and not fields & _MAKERS
        return is_of_components or has_names or (not is_order and _stands_beside_companies(headings))
    if "quantity" in fields | weak:
        is_clear = is_of_components or has_kinds or ("quantity" in fields and has_names)
        return is_numbered or (is_clear and not is_of_persons and not is_log)
    if is_numbered and not is_placement:
        return has_names or is_of_components or has_kinds or len(fields & _PART_NUMBERS) > 1
    return (
        _has_column_of_companies(headings)
        and not (is_of_persons or is_log or is_placement)
        and (is_numbered or is_of_components or has_kinds or has_names)
    )


def _stands_beside_companies(headings: Sequence[_Heading]) -> bool:
    """Return whether a column with an unknown heading may name the components of the companies.

    In a list of companies, in contrast, the companies are the first column, and each company has one row.
    """
    if not any(heading.may_name_components for heading in headings):
        return False
    if any(header_of(heading.text) in {"aliases", "former"} for heading in headings):
        return False
    filled = [heading for heading in headings if heading.texts and not heading.is_ignored]
    first = filled[0] if filled else headings[0]
    return not first.names_company or len(set(first.texts)) < len(first.texts)


def _has_column_of_companies(headings: Sequence[_Heading]) -> bool:
    """Return whether a heading means companies, such as `Company`, and no heading means their other names."""
    meanings = {
        header_of(heading.text)
        for heading in headings
        if not (heading.fields | heading.weak | heading.fitting)
    }
    return "name" in meanings and not meanings & {"aliases", "former"}


def _has_components_in_cells(rows: Sequence[Texts]) -> bool:
    """Return whether one column has designators and another column has part numbers, under any headings."""
    width = max(map(len, rows), default=0)
    columns = [[row[at] for row in rows[1:] if at < len(row) and row[at]] for at in range(width)]
    if any(is_coordinate(text) for row in rows[:FIRST] for text in row):
        return False
    placed = [at for at, texts in enumerate(columns) if texts and _are_designators(texts)]
    numbers = [at for at, texts in enumerate(columns) if texts and has_part_numbers(texts)]
    return any(first != second for first in placed for second in numbers)


def _are_designators(texts: Texts) -> bool:
    return 2 * sum(map(is_designator_list, texts)) > len(texts)


def _names_company(heading: str) -> bool:
    """Return whether an unknown heading contains a word for manufacturers or suppliers.

    >>> [_names_company(text) for text in ("Preferred Mfr", "Hauptlieferant", "Maker country", "Hue")]
    [True, True, False, False]
    """
    other_meaning = header_of(heading) not in {"", "name"} or _has_other_content(heading)
    if other_meaning or column_meanings(heading):
        return False
    tokens = _WORDS.findall(heading.casefold())
    words, parts = _company_words()
    return any(token in words for token in tokens) or any(part in token for token in tokens for part in parts)


def _has_other_content(heading: str) -> bool:
    """Return whether an unknown heading has a word such as `country`, so that it does not name companies."""
    return not header_of(heading) and not may_be_heading_of_names(heading)


@cache
def _company_words() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the words for companies, and those of them that may be parts of longer words."""
    names = {
        name.casefold()
        for field in columns_data()["fields"]
        if field["field"] in {"manufacturer", "supplier"}
        for name in field["names"]
    }
    words = {name for name in names if _WORDS.fullmatch(name) and not name.isascii()}
    words |= {name for name in names if _WORDS.fullmatch(name) and len(name) >= SHORTEST_WORD}
    parts = {
        word for word in words if len(word) >= (SHORTEST_PART if word < "\u2e80" else SHORTEST_EAST_ASIAN)
    }
    return frozenset(words), tuple(parts)


def _is_elsewhere(heading: str, sort: str) -> bool:
    """Return whether an unknown heading has a word of an address list (`contacts`) or of a log (`times`)."""
    meanings = column_meanings(heading)
    if any(meaning.strength == "own" and not meaning.because for meaning in meanings):
        return False
    text = f" {' '.join(_WORDS.findall(heading.casefold()))} "
    words, parts = _words_elsewhere(sort)
    return any(f" {word} " in text for word in words) or any(part in text for part in parts)


@cache
def _words_elsewhere(sort: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of other tables: words between blanks, and East Asian words without blanks."""
    words = [" ".join(_WORDS.findall(word.casefold())) for word in columns_data()["elsewhere"][sort]]
    return tuple(word for word in words if word < "\u2e80"), tuple(word for word in words if word >= "\u2e80")
