"""Lists of companies in a CSV file, as a person types them into a spreadsheet.

A cell is one name, whatever it holds. The column of names goes by many headers, a file may have nothing
else, and an entry without a citation cites the file. The shipped lists have the same form.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.cells import DELIMITERS, Cell, cells_of, delimiter_of, unguarded
from microdep_rules.diagnostics import MOST
from microdep_rules.lang import ast
from microdep_rules.lang.characters import without_unseen
from microdep_rules.lang.errors import companies as say
from microdep_rules.lang.errors import sheets
from microdep_rules.source import Span
from microdep_rules.vocabulary.names import SCHEMES, identifier_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import SourceFile

NAME_HEADERS = (
    *("name", "company", "company name", "value", "entity", "entity name", "name of entity", "listed entity"),
    *(
        "party",
        "party name",
        "organization",
        "organisation",
        "firm",
        "manufacturer",
        "manufacturer name",
        "maker",
    ),
    *("supplier", "supplier name", "vendor", "vendor name", "brand"),
)
"""What people call the column of names; the first ones are those that are proposed."""
HEADERS = {
    **dict.fromkeys(NAME_HEADERS, "name"),
    **dict.fromkeys(("aliases", "alias", "aka", "also known as", "other names", "alt names"), "aliases"),
    **dict.fromkeys(("former", "former name", "former names", "formerly", "fka"), "former"),
    **dict.fromkeys(("identifiers", "identifier", "ids"), "identifiers"),
    **dict.fromkeys(("cites", "citation", "source", "reference", "legal basis"), "cites"),
    **dict.fromkeys(("from", "effective date", "date added", "listed since", "start date"), "from"),
    **dict.fromkeys(("through", "end date"), "through"),
    **{each: each for each in ("before", "contested", "variant")},
}
COLUMNS = ["name", "aliases", "former", "identifiers", *SCHEMES, "cites", "from", "through", "before"]
"""The columns that are proposed for one that is not known."""
_NO_DELIMITER = "\x1f"
_CODE = re.compile(r"[ _-]*(?:code|number|no\.?)$")
_BETWEEN = re.compile(r"[|;]")
_QUOTES = {'"': '"', "\u201c": "\u201d", "\u201e": "\u201c", "'": "'", "\u2018": "\u2019", "\u00ab": "\u00bb"}


def header_of(text: str) -> str:
    """What the header of a column stands for; nothing where it is not known.

    >>> header_of("Company name"), header_of("CAGE code"), header_of("Also_known_as"), header_of("Country")
    ('name', 'cage', 'aliases', '')
    """
    words = " ".join(re.sub(r"[_\s]+", " ", text).casefold().split())
    scheme = _CODE.sub("", words).replace(" ", "_")
    return HEADERS.get(words) or (scheme if scheme in SCHEMES else "")


def is_one_column(line: str) -> bool:
    """Whether a header names a single column, so that a comma is part of a name."""
    return not any(each in line for each in DELIMITERS)


def one_name(text: str) -> str:
    """The text of a cell as one name: without quotes around it, and without line breaks.

    >>> one_name('"Foo Co., Ltd."'), one_name("Bar  Telecom")
    ('Foo Co., Ltd.', 'Bar Telecom')
    """
    text = " ".join(unguarded(text).split())
    while len(text) > 1 and _QUOTES.get(text[0]) == text[-1]:
        text = text[1:-1].strip()
    return text


def rows_of_companies(
    source: SourceFile, moment: Callable[[str, Cell], ast.Cell | Diagnostic]
) -> tuple[list[ast.Row], list[Diagnostic]]:
    """The rows of a list of companies, and everything that is wrong with them."""
    source, problems = without_unseen(source)
    first = source.text.lstrip().split("\n", 1)[0]
    delimiter = _NO_DELIMITER if is_one_column(first) else delimiter_of(first)
    lines = list(cells_of(source, delimiter))
    if not lines:
        return [], [*problems, sheets.no_rows(source.path)]
    header, *rest = lines
    columns, said = _columns(header)
    if "name" not in columns:
        found, whole = [cell.text for cell in header], header[0].span.to(header[-1].span)
        return [], [*problems, say.no_name_column(found, whole, list(NAME_HEADERS))]
    problems += said
    if not rest:
        return [], [*problems, sheets.no_rows(source.path)]
    rows = []
    for line in rest:
        if len(problems) >= MOST:
            break
        row = _row(source, columns, line, moment)
        if isinstance(row, ast.Row):
            rows.append(row)
        else:
            problems.append(row)
    return rows, problems


def _columns(header: list[Cell]) -> tuple[list[str], list[Diagnostic]]:
    """What each column stands for, nothing for one that is not read, and what is wrong with them."""
    columns: list[str] = []
    problems: list[Diagnostic] = []
    for cell in header:
        name = header_of(cell.text)
        if not name:
            if cell.text:
                problems.append(say.column_not_read(cell.text, cell.span, COLUMNS))
        elif name in columns:
            problems.append(sheets.column_twice(cell.text, cell.span))
        columns.append(name)
    return columns, problems


def _row(
    source: SourceFile,
    columns: list[str],
    line: list[Cell],
    moment: Callable[[str, Cell], ast.Cell | Diagnostic],
) -> ast.Row | Diagnostic:
    whole = line[0].span.to(line[-1].span)
    if any(cell.text for cell in line[len(columns) :]):
        return sheets.ragged_row(len(line), len(columns), whole)
    told = {name: cell for name, cell in zip(columns, line, strict=False) if name and cell.text}
    across = next((cell for cell in told.values() if "\n" in cell.text or "\r" in cell.text), None)
    if across is not None:
        return sheets.unclosed_quote(Span(source.path, across.span.start, across.span.start + 1))
    if "name" not in told:
        return sheets.empty_cell("name", whole)
    cells: list[ast.Cell] = []
    for bound in ("from", "through", "before"):
        if bound in told:
            found = moment(bound, told[bound])
            if not isinstance(found, ast.Cell):
                return found
            cells.append(found)
    unread = _without_scheme(told)
    if unread is not None:
        return unread
    for text, span in _names(told):
        sign = [ast.Cell(span, "or", ast.Word(span, "or"))] if cells and cells[-1].kind == "text" else []
        cells += [*sign, ast.Cell(span, "text", ast.Word(span, text))]
    cites = told.get("cites") or Cell(f"this pack: {source.path.rpartition('/')[2]}", whole)
    marks = {
        each: ast.Word(told[each].span, told[each].text) for each in ("variant", "contested") if each in told
    }
    word = ast.Word(cites.span, cites.text)
    return ast.Row(whole, tuple(cells), word, marks.get("variant"), marks.get("contested"))


def _without_scheme(told: dict[str, Cell]) -> Diagnostic | None:
    """A cell of identifiers in which one does not say of which scheme it is: it would be taken for a name."""
    if "identifiers" not in told:
        return None
    cell = told["identifiers"]
    texts = [one_name(each) for each in _BETWEEN.split(cell.text)]
    wrong = next((each for each in texts if each and identifier_in(each) is None), None)
    return say.not_an_identifier(wrong, cell.span) if wrong is not None else None


def _names(told: dict[str, Cell]) -> list[tuple[str, Span]]:
    """The name of a row, then its other names and identifiers as a rule file has them."""
    found = [(one_name(told["name"].text), told["name"].span)]
    for column in ("aliases", "former", "identifiers", *SCHEMES):
        if column in told:
            cell = told[column]
            texts = [one_name(each) for each in _BETWEEN.split(cell.text)]
            prefix = f"{column}:" if column in SCHEMES else ""
            found += [(prefix + each, cell.span) for each in texts if each]
    return found
