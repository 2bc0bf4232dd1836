"""Conversion of lists and tables to their typed form: each entry has a value, a period and a citation."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.diagnostics import MOST, has_errors
from microdep_rules.lang import ast, ir
from microdep_rules.lang.companies import claimed_twice, companies
from microdep_rules.lang.constants import literal
from microdep_rules.lang.coverage import gaps, overlaps
from microdep_rules.lang.errors import bounds, names, sheets
from microdep_rules.lang.moments import stretch
from microdep_rules.lang.periods import days_of
from microdep_rules.lang.sheet import rows_of
from microdep_rules.lang.stage_items import stages
from microdep_rules.lang.words import cell_text, is_repeated, meaning, word_of
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.units import CURRENCIES

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang.scope import Checker

INFERRED = ("stage", "country", "substance", "function", "class", "form", "kind", "agency")
"""Vocabularies in which the program looks for the words of a table's values, in this order."""
WORD_CELLS = frozenset({"name", "text", ","})
COMPANY_CELLS = WORD_CELLS | {"or"}
WINDOW_CELLS = frozenset({"from", "through", "before"})
PAIR = 2


def table(checker: Checker, node: ast.Declaration) -> ir.Table | None:
    """Return the table of a `list` or `table` declaration; `None` if its type is not known."""
    if node.file is not None:
        node = _with_rows_of_file(checker, node, node.file)
    if not node.rows and (node.excerpt is None or node.broken or node.kind == "table"):
        if node.file is None and not node.broken:
            checker.report(
                diagnose(
                    "table/value-missing",
                    node.name.span,
                    "no-rows",
                    declaration=node.kind,
                    name=node.name.text,
                )
            )
        return None
    keys = _key_types(checker, node) if node.kind == "table" else ()
    if keys is None:
        return None
    mark = len(checker.diagnostics)
    rows: list[_Row | None] = []
    for row in node.rows:
        rows.append(_row(checker, node, row, keys))
        if len(checker.diagnostics) - mark > MOST:
            return None
    good = [row for row in rows if row is not None]
    empty = node.excerpt is not None and not node.rows
    typed = _typed(checker, node, good) if good or empty else None
    if typed is None or len(good) < len(rows):
        return None
    kind, entries = typed
    contested = node.clause("contested")
    result = ir.Table(
        node.span,
        node.name.text,
        keys,
        kind,
        tuple(entries),
        node.carry_forward,
        date.fromisoformat(node.covers.text) if node.covers else None,
        contested.values[0].text if contested else "",
        node.excerpt.text if node.excerpt is not None else "",
    )
    overlaps(checker, result, node)
    _report_entry_after_covers(checker, result, node)
    claimed_twice(checker, result)
    if node.broken:
        return None
    if node.file is not None and not node.carry_forward:
        gaps(checker, result)
    return result


def _report_entry_after_covers(checker: Checker, table: ir.Table, node: ast.Declaration) -> None:
    """Report an entry that begins after the `covers` date of its list; no look-up would use the entry."""
    last, word = table.covers, node.covers
    if last is None or word is None:
        return
    for entry in table.entries:
        if days_of(checker.names.parameters, entry.stretch)[0] > last:
            checker.report(diagnose("date/outside-covers", entry.span, also=[word.span], name=table.name))


def _with_rows_of_file(checker: Checker, node: ast.Declaration, file: ast.Word) -> ast.Declaration:
    """Return the declaration with the valid rows of `file`, the CSV file that the declaration names."""
    source = checker.files.get(file.text)
    if source is None:
        if file.text.lower().endswith(".csv"):
            checker.report(sheets.no_such_file(file.text, file.span, checker.files))
        else:
            checker.report(diagnose("file/wrong-format", file.span, "csv", name=file.text))
        return replace(node, rows=())
    rows, problems = rows_of(source, node)
    checker.diagnostics += problems
    return replace(node, rows=(*node.rows, *rows), broken=has_errors(problems))


def _key_types(checker: Checker, node: ast.Declaration) -> tuple[ir.Type, ...] | None:
    kinds = []
    for word in node.targets:
        if word.text == "country":
            kinds.append(ir.Type("country"))
        elif checker.vocabularies.get(word.text) is not None:
            kinds.append(ir.Type("code", word.text))
        elif (vocabulary := _vocabulary_of_field(checker, word.text)) is not None:
            kinds.append(ir.Type("code", vocabulary))
        else:
            known = ["country", *checker.vocabularies.names()]
            checker.report(names.unknown_kind(word.text, word.span, known, "a vocabulary"))
            return None
    return tuple(kinds)


def _vocabulary_of_field(checker: Checker, name: str) -> str | None:
    """Return the vocabulary of a field such as `technology`, whose words can be the keys of a table."""
    for record in ("component", "material", "contract", "party"):
        field = checker.records[record].fields.get(name)
        if field is not None and field.type.kind == "code":
            return field.type.vocabulary
    return None


class _Row:
    """Row of a list or table, divided into its keys, its period, and the cells of its value."""

    def __init__(
        self, row: ast.TableRow, keys: tuple[str, ...], span: ir.Stretch, cells: list[ast.RowCell]
    ) -> None:
        self.row = row
        self.keys = keys
        self.stretch = span
        self.cells = cells


def _row(
    checker: Checker, node: ast.Declaration, row: ast.TableRow, keys: tuple[ir.Type, ...]
) -> _Row | None:
    mark = len(checker.diagnostics)
    if (bound := _bound_in_other_words(row)) is not None:
        checker.report(bound)
        return None
    window: dict[str, ast.DateTerm] = {}
    cells = []
    for cell in row.cells:
        if cell.kind == "empty" and window:
            checker.report(diagnose("syntax/clause-order", cell.span, "empty-first"))
            return None
        if cell.kind in WINDOW_CELLS:
            value = cell.value.value if isinstance(cell.value, ast.Literal) else cell.value
            assert isinstance(value, date | ast.Word)
            window[cell.kind] = ast.DateTerm(cell.span, value)
        else:
            cells.append(cell)
    span = stretch(
        checker,
        ast.Window(window.get("from"), window.get("through"), window.get("before")),
        row.span,
    )
    if len(checker.diagnostics) > mark:
        return None
    if len(cells) < len(keys):
        checker.report(
            diagnose("table/value-missing", row.span, "key-missing", name=node.name.text, number=len(keys))
        )
        return None
    row_keys = [_key(checker, node.name.text, cell, key) for cell, key in zip(cells, keys, strict=False)]
    if any(key is None for key in row_keys):
        return None
    rest = cells[len(keys) :]
    if not rest:
        checker.report(diagnose("table/value-missing", row.span, name=node.name.text))
        return None
    return _Row(row, tuple(str(key) for key in row_keys), span, rest)


def _bound_in_other_words(row: ast.TableRow) -> Diagnostic | None:
    """Return the diagnostic for a row with `until 2027-01-01` or `since 2027-01-01`."""
    for word, day in pairwise(row.cells):
        if isinstance(word.value, ast.Word) and word.kind == "name" and day.kind == "date":
            said = bounds.of_a_day(word.value.text, word.span)
            if said is not None:
                return said
    return None


def _key(checker: Checker, name: str, cell: ast.RowCell, key: ir.Type) -> str | None:
    if not isinstance(cell.value, ast.Word):
        checker.report(diagnose("table/value-missing", cell.span, "key-missing", name=name, number=1))
        return None
    word = word_of(checker, cell.value, key.detail or key.kind)
    return str(word.value) if word is not None else None


def _typed(
    checker: Checker, node: ast.Declaration, rows: list[_Row]
) -> tuple[ir.Type, list[ir.Entry]] | None:
    """Return the type of a table's values, and the entries of the table with this type."""
    if node.kind == "list":
        return _typed_list(checker, node, rows)
    first = rows[0].cells
    if all(len(r.cells) == 1 and r.cells[0].kind in {"number", "date"} for r in rows):
        return _typed_numbers(checker, node, rows)
    if not node.targets and all(len(r.cells) == PAIR and r.cells[1].kind in {"number", "date"} for r in rows):
        checker.report(diagnose("table/value-missing", node.name.span, "no-key", name=node.name.text))
        return None
    if first[0].kind in {"number", "date"}:
        wanted = "one number" if first[0].kind == "number" else "one date"
        odd = next(r for r in rows if len(r.cells) > 1 or r.cells[0].kind != first[0].kind)
        checker.report(
            diagnose(
                "table/cell-not-read",
                odd.row.span,
                "mixed-values",
                name=node.name.text,
                a_kind_of_value=wanted,
            )
        )
        return None
    signs = any(c.kind in {"onward", "of", "or", ","} for r in rows for c in r.cells)
    kind = _infer_vocabulary(checker, [c for r in rows for c in r.cells if c.kind == "name"])
    if kind == "stage" or signs:
        return _typed_stages(checker, node, rows)
    entries = _entries(checker, rows, kind)
    return (ir.Type("set", kind), entries) if entries is not None else None


def _entries(checker: Checker, rows: list[_Row], kind: str) -> list[ir.Entry] | None:
    """Return the entries of a list of words, or `None` if one of the entries has an error."""
    entries = []
    astray = False
    begun = len(checker.diagnostics)
    for row in rows:
        if len(checker.diagnostics) - begun > MOST:
            return None
        if [cell.kind for cell in row.cells] == ["empty"]:
            entries.append(_entry(row, ()))
            continue
        fitting = COMPANY_CELLS if kind == "party" else WORD_CELLS
        at, stray = next(((i, c) for i, c in enumerate(row.cells) if c.kind not in fitting), (0, None))
        if stray is not None:
            if not astray:  # further rows probably have the same error
                checker.report(diagnose("table/stray-word", stray.span, word=cell_text(stray), kind=kind))
            if stray.kind == "of":  # in `name of kind`, the word `list` is missing
                checker.names.broken.update(cell_text(c) for c in row.cells[max(0, at - 1) : at])
            astray = True
            continue
        mark = len(checker.diagnostics)
        if kind == "party":
            good = tuple(companies(checker, row.cells))
            if not has_errors(checker.diagnostics[mark:]):
                entries.append(_entry(row, good))
            continue
        cells = [c.value for c in row.cells if isinstance(c.value, ast.Word) and c.kind != ","]
        words = [word_of(checker, value, kind) for value in cells if len(checker.diagnostics) - mark <= MOST]
        # After an unknown word, a word without a similar known word is probably no further mistake.
        later = checker.diagnostics[mark + 1 :]
        checker.diagnostics[mark + 1 :] = [d for d in later if names.suggests_word(d)]
        good = tuple(w for w in words if w is not None)
        seen: dict[object, ast.Word] = {}
        if len(good) == len(cells) and not any(
            is_repeated(checker, seen, meaning(value), written)
            for value, written in zip(good, cells, strict=True)
        ):
            entries.append(_entry(row, good))
    return entries if len(entries) == len(rows) else None


def _typed_list(
    checker: Checker, node: ast.Declaration, rows: list[_Row]
) -> tuple[ir.Type, list[ir.Entry]] | None:
    kind = node.targets[0].text
    known = ["country", "party", "tariff-code", "text", *checker.vocabularies.names()]
    if kind not in known:
        checker.report(names.unknown_kind(kind, node.targets[0].span, known, "a kind of list"))
        return None
    if kind == "stage":
        return _typed_stages(checker, node, rows)
    entries = _entries(checker, rows, kind)
    return (ir.Type("set", kind), entries) if entries is not None else None


def _typed_numbers(
    checker: Checker, node: ast.Declaration, rows: list[_Row]
) -> tuple[ir.Type, list[ir.Entry]] | None:
    entries = []
    kind: ir.Type | None = None
    for row in rows:
        cell = row.cells[0].value
        assert isinstance(cell, ast.Literal)
        number = literal(cell)
        if number.type.kind == "money" and number.type.detail not in CURRENCIES:
            continue  # the error was already reported
        if kind is not None and number.type != kind:
            checker.report(
                diagnose(
                    "table/cell-not-read",
                    cell.span,
                    "mixed-values",
                    name=node.name.text,
                    a_kind_of_value=str(kind),
                )
            )
            return None
        kind = number.type
        entries.append(_entry(row, number))
    return kind or ir.Type("money"), entries


def _infer_vocabulary(checker: Checker, cells: list[ast.RowCell]) -> str:
    """Return the name of the vocabulary that contains more words of the cells than the other vocabularies."""
    words = [c.value.text for c in cells if isinstance(c.value, ast.Word)]

    def known(kind: str) -> int:
        if kind == "country":
            return sum(countries.is_country(w) for w in words)
        vocabulary = checker.vocabularies.get(kind)
        return sum(w in vocabulary.terms for w in words) if vocabulary is not None else 0

    best = max(INFERRED, key=known)
    return best if known(best) else "text"


def _typed_stages(
    checker: Checker, node: ast.Declaration, rows: list[_Row]
) -> tuple[ir.Type, list[ir.Entry]] | None:
    if node.kind == "table" and not node.targets and _has_keys(checker, rows):
        checker.report(diagnose("table/value-missing", node.name.span, "no-key", name=node.name.text))
        return None
    begun = len(checker.diagnostics)
    values = [
        (row, stages(checker, row.cells) if len(checker.diagnostics) - begun <= MOST else None)
        for row in rows
    ]
    entries = [_entry(row, value) for row, value in values if value is not None]
    return (ir.Type("stages"), entries) if len(entries) == len(rows) else None


def _has_keys(checker: Checker, rows: list[_Row]) -> bool:
    """Return whether the rows have keys: each has several words, of which the first is no stage."""
    known = checker.vocabularies.get("stage")
    return known is not None and all(
        len(r.cells) > 1 and r.cells[0].kind == "name" and cell_text(r.cells[0]) not in known.terms
        for r in rows
    )


def _entry(
    row: _Row, value: tuple[ir.Constant, ...] | ir.Constant | tuple[tuple[ir.StageItem, ...], ...]
) -> ir.Entry:
    cites = row.row.cites.text if row.row.cites else ""
    contested = row.row.contested.text if row.row.contested else ""
    variant = row.row.variant.text if row.row.variant else ""
    return ir.Entry(row.row.span, row.keys, row.stretch, value, cites, contested, variant)
