"""Company lists in a CSV file that people have typed into a spreadsheet.

A cell contains one name, even if the name contains a word such as `or`. The column of names can have many
headings, and the other columns are optional. An entry without a citation cites the file. The lists in the
shipped packs have the same form.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from microdep_rules.cells import Cell, unguarded
from microdep_rules.diagnostics import MOST, has_errors
from microdep_rules.lang import ast
from microdep_rules.lang.characters import without_unseen
from microdep_rules.lang.company_headings import Columns, columns_of, is_heading, no_names, rows_in
from microdep_rules.lang.company_tables import tables_of
from microdep_rules.lang.errors import sheets
from microdep_rules.lang.headless import HEADING, with_heading
from microdep_rules.lang.name_texts import find_second_text, name_without_remark
from microdep_rules.messages import diagnose, phrase_of
from microdep_rules.patterns import pattern
from microdep_rules.suggest import did_you_mean
from microdep_rules.vocabulary.company_cells import (
    BETWEEN,
    in_quotation_marks,
    may_be_joined,
    may_be_several,
    one_name,
    open_quote,
    other_names,
    separate_names,
    unclear_names,
    why_no_name,
)
from microdep_rules.vocabulary.identifiers import expected_form
from microdep_rules.vocabulary.names import SCHEMES, identifier_in
from microdep_rules.vocabulary.placeholder_names import names_somebody

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import SourceFile, Span

DAMAGED = pattern(r"\?\?\?|\ufffd")
"""Signs that replace letters in a damaged file, such as `???` for Chinese letters."""
COLUMNS = ["name", "aliases", "former", "identifiers", *SCHEMES, "cites", "from", "through", "before"]
"""Column names that the help of a message suggests for an unknown column."""
NO_OTHER_NAME = frozenset(
    (
        *("none", "no", "nil", "na", "n a", "not applicable", "null", "no other name", "no other names"),
        *("keine", "keiner", "aucun", "aucune", "neant", "ninguno", "ninguna", "nessuno", "nessuna"),
        *("nenhum", "nenhuma", "geen", "ingen", "brak", "无", "無", "没有", "なし", "нет", "없음"),
    )
)
"""Texts, such as `none`, that state in a column of other names that the company has no other name.

The texts are in lower case.
"""
_NO_LETTER = pattern(r"[\W_]+")
Moment = Callable[[str, Cell], "ast.RowCell | Diagnostic"]
"""Function that reads a date of a row; for a wrong date, the function returns a diagnostic."""


def rows_of_companies(source: SourceFile, moment: Moment) -> tuple[list[ast.TableRow], list[Diagnostic]]:
    """Return the rows of a company list, with all diagnostics."""
    source, problems = without_unseen(source)
    lines = rows_in(source)
    if not lines:
        return [], [*problems, sheets.no_rows(source.path)]
    headed, first = with_heading(lines)
    lines = [*headed]
    if first is not None:
        problems.append(
            diagnose("table/column-missing", first.span, "no-heading", name=first.text, heading=HEADING)
        )
    other = tables_of(lines)[1]
    if other is not None:
        return [], [*problems, diagnose("table/several-tables", other.span, heading=other.text)]
    columns = columns_of(lines)
    if columns is None:
        headings, whole = [cell.text for cell in lines[0]], lines[0][0].span.to(lines[0][-1].span)
        return [], [*problems, no_names(headings, whole)]
    problems += problems_of(columns)
    header, rest = lines[columns.at], lines[columns.at + 1 :]
    quote = open_quote(source, rest)
    if quote is not None:
        return [], [*problems, diagnose("file/truncated", quote, "cell")]
    if not rest:
        return [], [*problems, sheets.no_rows(source.path)]
    rows, wrong = _read(source, columns, header, rest, moment)
    if not rows and not has_errors(wrong):
        wrong.append(sheets.no_rows(source.path))  # with an empty list, every company would pass
    return rows, [*problems, *wrong]


def _read(
    source: SourceFile, columns: Columns, header: list[Cell], rest: list[list[Cell]], moment: Moment
) -> tuple[list[ast.TableRow], list[Diagnostic]]:
    """Return the rows of companies below the header row, with all diagnostics.

    After `MOST` errors, the program reads no further row, and does not use the list.
    """
    rows: list[ast.TableRow] = []
    errors: list[Diagnostic] = []
    warnings: list[Diagnostic] = []
    for line in rest:
        if len(errors) >= MOST:
            break
        left = left_out(columns, header, line)
        if left is not None:
            warnings.append(
                diagnose(
                    "table/not-a-name",
                    left[0].span,
                    "row-left-out",
                    text=left[0].text,
                    reason=left[1],
                )
            )
            continue
        mixed = find_mixed_cell(columns, header, line)
        if mixed is not None:
            errors.append(mixed)
            continue
        warnings += [
            *several(columns, line),
            *unread_other_names(columns, line),
            *_wrong_identifiers(columns, line),
        ]
        row = _row(source, columns, line, moment)
        if isinstance(row, ast.TableRow):
            rows.append(row)
        else:
            errors.append(row)
    return rows, [*errors, *warnings[:MOST]]


def problems_of(columns: Columns) -> list[Diagnostic]:
    """Return the diagnostics for unclear or unknown headings of a company table."""
    problems = [
        diagnose(
            "table/unknown-column",
            cell.span,
            "ignored" if cell.text else "ignored-without-name",
            name=cell.text,
            near=did_you_mean(cell.text, COLUMNS) or "",
        )
        for cell in columns.unread
    ]
    problems += [diagnose("table/column-twice", cell.span, name=cell.text) for cell in columns.twice]
    if columns.rivals:
        texts = [cell.text for cell in columns.rivals]
        problems.append(
            diagnose("table/column-twice", columns.rivals[1].span, "columns-of-names", columns=texts)
        )
    return problems


def left_out(columns: Columns, header: list[Cell], line: list[Cell]) -> tuple[Cell, str] | None:
    """Return the cell that shows that a row describes no company, and the reason; `None` for a company.

    If the name is missing or only a placeholder, the program takes the first of the other names as the name.
    """
    by_meaning = cells_by_meaning(columns, line)
    if "name" not in by_meaning:
        return None
    cell = by_meaning["name"][0]
    if is_heading(line, header):
        return cell, phrase_of("list/entry-not-read", "columns-again")
    why = why_no_name(cell.text)
    return (cell, phrase_of("list/entry-not-read", why)) if why and not names_in(by_meaning) else None


def several(columns: Columns, line: list[Cell], bare: Callable[[str], str] = str) -> list[Diagnostic]:
    """Return warnings for names that may be several companies, and for names with damaged letters.

    The function `bare` removes words that do not belong to a name.
    """
    damaged = [
        diagnose("table/not-a-name", cell.span, "damaged", text=one_name(cell.text))
        for meaning in ("name", "aliases", "former")
        for cell in cells_by_meaning(columns, line).get(meaning, ())
        if DAMAGED.search(cell.text)
    ]
    names = [
        (bare(cell.text), one_name(cell.text), cell)
        for cell in cells_by_meaning(columns, line).get("name", ())
    ]
    unclear = [(text, cell) for name, text, cell in names if may_be_several(name) or may_be_joined(name)]
    unclear += [
        (name, cell)
        for meaning in ("aliases", "former")
        for cell in cells_by_meaning(columns, line).get(meaning, ())
        for name in other_names(unguarded(cell.text))
        if may_be_joined(name)
    ]
    return damaged + [
        diagnose(
            "table/name-not-quoted",
            cell.span,
            "several-names",
            text=text,
            quoted=in_quotation_marks(text),
        )
        for text, cell in unclear
    ]


def unread_other_names(columns: Columns, line: list[Cell]) -> list[Diagnostic]:
    """Return warnings for other names that are left out, such as `DJI?` or `see annex`.

    There is no warning for a text that states that the company has no other name, such as `none`.
    """
    by_meaning = cells_by_meaning(columns, line)
    texts = [
        (one_name(text), cell)
        for meaning in ("aliases", "former")
        for cell in by_meaning.get(meaning, ())
        for text in other_names(unguarded(cell.text))
    ]
    return [
        diagnose(
            "table/not-a-name",
            cell.span,
            "other-name-left-out",
            text=text,
            reason=phrase_of("list/entry-not-read", "nobody"),
        )
        for text, cell in texts
        if not names_somebody(text) and not _states_no_other_name(text)
    ]


def _states_no_other_name(text: str) -> bool:
    words = _NO_LETTER.sub(" ", text).strip().casefold()
    return words in NO_OTHER_NAME or (not words and "?" not in text)


def find_mixed_cell(
    columns: Columns, header: list[Cell], line: list[Cell], bare: Callable[[str], str] = str
) -> Diagnostic | None:
    """Return an error if one cell has a name together with a remark, an identifier or a second name."""
    by_meaning = cells_by_meaning(columns, line)
    texts = [(bare(unguarded(cell.text)), cell) for cell in by_meaning.get("name", ())]
    for text, cell in texts:
        if not why_no_name(text) and (name := name_without_remark(text)) is not None:
            return _remark(cell, text, name)
    for meaning in ("aliases", "former"):
        for cell in by_meaning.get(meaning, ()):
            unclear = unclear_names(unguarded(cell.text))
            if unclear is not None:
                return _unclear(cell, *unclear)
            for text in other_names(unguarded(cell.text)):
                name = name_without_remark(text, is_other_name=True)
                if name is not None and names_somebody(text) and not _states_no_other_name(text):
                    return _remark(cell, text, name)
                texts.append((text, cell))
    for text, cell in texts:
        identifier = identifier_in(one_name(text))
        if identifier is not None and identifier[0] not in SCHEMES:  # would be an identifier, not a name
            return diagnose("table/not-a-name", cell.span, "identifier", text=one_name(text))
    for cell in by_meaning.get("identifiers", ()):
        texts += [(text, cell) for text in BETWEEN.split(unguarded(cell.text))]
    for scheme in SCHEMES:
        for cell in by_meaning.get(scheme, ()):
            texts += [(f"{scheme}:{text}", cell) for text in BETWEEN.split(unguarded(cell.text))]
    for text, cell in texts:
        kind = find_second_text(text)
        if kind is not None:
            return _second_text(kind, text, cell, columns, header)
    return None


def _remark(cell: Cell, text: str, name: str) -> Diagnostic:
    """Return the error for a name with a remark, such as `formerly Acme`."""
    text = one_name(text)
    return diagnose(
        "table/not-a-name",
        cell.span,
        "remark",
        text=text,
        name=name,
        quoted=in_quotation_marks(text),
    )


def _unclear(cell: Cell, text: str, names: list[str]) -> Diagnostic:
    """Return the error for an unclear cell, such as `Acme and Bolt`: one other name, or two?"""
    names = [one_name(name) for name in names]
    return diagnose(
        "table/not-a-name",
        cell.span,
        "between-other-names",
        text=text,
        separated=" | ".join(names),
        quoted=in_quotation_marks(text),
    )


def _second_text(kind: str, text: str, cell: Cell, columns: Columns, header: list[Cell]) -> Diagnostic:
    """Return the error for a cell with a name and a second text; the help names the columns of this file."""
    headings = dict(zip(columns.meanings, (cell.text for cell in header), strict=False))
    names, text = separate_names(text), one_name(text)
    aliases, former = headings.get("aliases", "aliases"), headings.get("former", "former")
    match kind:
        case "separated":
            quoted = in_quotation_marks(text)
            return diagnose(
                "table/not-a-name",
                cell.span,
                "separated",
                text=text,
                names=names,
                aliases=aliases,
                quoted=quoted,
            )
        case "two-names":
            quoted = in_quotation_marks(text)
            return diagnose(
                "table/not-a-name", cell.span, "two-names", text=text, aliases=aliases, quoted=quoted
            )
        case "other-name":
            return diagnose(
                "table/not-a-name", cell.span, "other-name", text=text, aliases=aliases, former=former
            )
        case _:
            return diagnose("table/not-a-name", cell.span, "identifier", text=text)


def names_in(by_meaning: dict[str, list[Cell]]) -> list[tuple[str, Cell]]:
    """Return the company's name in a row, then its other names, without placeholders such as `n/a`."""
    names = [(one_name(cell.text), cell) for cell in by_meaning.get("name", ()) if not why_no_name(cell.text)]
    for meaning in ("aliases", "former"):
        for cell in by_meaning.get(meaning, ()):
            texts = (one_name(text) for text in other_names(unguarded(cell.text)))
            names += [(text, cell) for text in texts if names_somebody(text)]
    return names


def cells_by_meaning(columns: Columns, line: list[Cell]) -> dict[str, list[Cell]]:
    """Return the filled cells of a row, grouped by the meaning of their columns."""
    by_meaning: dict[str, list[Cell]] = {}
    for meaning, cell in zip(columns.meanings, line, strict=False):
        if meaning and cell.text:
            by_meaning.setdefault(meaning, []).append(cell)
    return by_meaning


def _row(source: SourceFile, columns: Columns, line: list[Cell], moment: Moment) -> ast.TableRow | Diagnostic:
    whole = line[0].span.to(line[-1].span)
    if any(cell.text for cell in line[len(columns.meanings) :]):
        return diagnose("file/ragged-row", whole, "pack", expected=len(columns.meanings), found=len(line))
    by_meaning = cells_by_meaning(columns, line)
    if not names_in(by_meaning):
        return diagnose("table/value-missing", whole, "empty-cell", name="name")
    cells: list[ast.RowCell] = []
    for bound in ("from", "through", "before"):
        if bound in by_meaning:
            day = moment(bound, by_meaning[bound][0])
            if not isinstance(day, ast.RowCell):
                return day
            cells.append(day)
    unread = _without_scheme(by_meaning)
    if unread is not None:
        return unread
    for text, span in _names(by_meaning):
        sign = [ast.RowCell(span, "or", ast.Word(span, "or"))] if cells and cells[-1].kind == "text" else []
        cells += [*sign, ast.RowCell(span, "text", ast.Word(span, text))]
    cites = by_meaning.get("cites", [Cell(f"this pack: {source.path.rpartition('/')[2]}", whole)])[0]
    marks = {
        mark: ast.Word(by_meaning[mark][0].span, by_meaning[mark][0].text)
        for mark in ("variant", "contested")
        if mark in by_meaning
    }
    word = ast.Word(cites.span, cites.text)
    return ast.TableRow(whole, tuple(cells), word, marks.get("variant"), marks.get("contested"))


def _without_scheme(by_meaning: dict[str, list[Cell]]) -> Diagnostic | None:
    """Return the error for an identifier without a scheme such as `lei:`, which would be read as a name."""
    for cell in by_meaning.get("identifiers", ()):
        texts = [one_name(text) for text in BETWEEN.split(cell.text)]
        wrong = next((text for text in texts if text and not _has_scheme(text)), None)
        if wrong is not None:
            return diagnose("table/cell-not-read", cell.span, "not-an-identifier", text=wrong)
    return None


def _has_scheme(text: str) -> bool:
    """Return whether a text is an identifier; the value of an unknown scheme must have a digit."""
    identifier = identifier_in(text)
    return identifier is not None and (identifier[0] in SCHEMES or any(map(str.isdigit, identifier[1])))


def _wrong_identifiers(columns: Columns, line: list[Cell]) -> list[Diagnostic]:
    """Return warnings for identifiers that no company can have, such as an LEI with wrong check digits."""
    by_meaning = cells_by_meaning(columns, line)
    identifiers = [(cell, identifier_in(text)) for text, cell in _identifiers(by_meaning)]
    return [
        diagnose(
            "table/cell-not-read",
            cell.span,
            "wrong-identifier",
            text=identifier[1],
            a_valid_identifier=expected,
        )
        for cell, identifier in identifiers
        if identifier is not None and (expected := expected_form(*identifier))
    ]


def _names(by_meaning: dict[str, list[Cell]]) -> list[tuple[str, Span]]:
    """Return the names and identifiers of a row, in the form of a rule file."""
    texts = [*names_in(by_meaning), *_identifiers(by_meaning)]
    return [(text, cell.span) for text, cell in texts]


def _identifiers(by_meaning: dict[str, list[Cell]]) -> list[tuple[str, Cell]]:
    """Return the identifiers of a row with their schemes, such as `lei:…`, each with its cell."""
    identifiers = []
    for column in ("identifiers", *SCHEMES):
        for cell in by_meaning.get(column, ()):
            texts = [one_name(text) for text in BETWEEN.split(cell.text)]
            prefix = f"{column}:" if column in SCHEMES else ""
            identifiers += [
                (text if identifier_in(text) is not None else prefix + text, cell) for text in texts if text
            ]
    return identifiers
