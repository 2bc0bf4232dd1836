"""Lists, tables and parameters: values that live in time, each entry cited."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from microdep_rules.lang import ast, ir
from microdep_rules.lang.constants import literal
from microdep_rules.lang.errors import names, sheets, tables, types
from microdep_rules.lang.moments import days_of, stretch
from microdep_rules.lang.sheet import rows_of
from microdep_rules.vocabulary import countries

if TYPE_CHECKING:
    from microdep_rules.lang.scope import Checker

INFERRED = ("stage", "country", "substance", "function", "class", "form", "kind", "agency")
"""Where the words of a table's values are looked for, in this order."""
PARAMETER_TYPES = frozenset({"date", "number", "percent", "mass", "money", "country", "text"})
WORD_CELLS = frozenset({"name", "text", ","})
WINDOW_CELLS = frozenset({"from", "through", "before"})
PAIR = 2


def table(checker: Checker, node: ast.Declaration) -> ir.Table | None:
    """A `list` or `table` declaration; nothing when its type cannot be told."""
    if node.file is not None:
        node = _with_rows(checker, node, node.file)
    if not node.rows:
        if node.file is None and not node.broken:
            checker.report(tables.empty(node.kind, node.name.text, node.name.span))
        return None
    keys = _key_types(checker, node) if node.kind == "table" else ()
    if keys is None:
        return None
    rows = [_row(checker, node, row, keys) for row in node.rows]
    good = [row for row in rows if row is not None]
    found = _typed(checker, node, good) if good else None
    if found is None or len(good) < len(rows):
        return None
    kind, entries = found
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
    )
    _overlaps(checker, result, node)
    if node.broken:
        return None
    if node.file is not None and not node.carry_forward:
        _gaps(checker, result)
    return result


def _with_rows(checker: Checker, node: ast.Declaration, file: ast.Word) -> ast.Declaration:
    """The declaration with the rows of the file it names, those without a mistake."""
    source = checker.files.get(file.text)
    if source is None:
        if file.text.lower().endswith(".csv"):
            checker.report(sheets.no_such_file(file.text, file.span, checker.files))
        else:
            checker.report(sheets.form_not_read(file.text, file.span))
        return replace(node, rows=())
    rows, problems = rows_of(source, node)
    checker.diagnostics += problems
    return replace(node, rows=(*node.rows, *rows), broken=bool(problems))


def _key_types(checker: Checker, node: ast.Declaration) -> tuple[ir.Type, ...] | None:
    found = []
    for word in node.targets:
        if word.text == "country":
            found.append(ir.Type("country"))
        elif checker.vocabularies.get(word.text) is not None:
            found.append(ir.Type("code", word.text))
        elif (vocabulary := _vocabulary_of_field(checker, word.text)) is not None:
            found.append(ir.Type("code", vocabulary))
        else:
            known = ["country", *checker.vocabularies.names()]
            checker.report(names.unknown_name(word.text, word.span, known, "a vocabulary"))
            return None
    return tuple(found)


def _vocabulary_of_field(checker: Checker, name: str) -> str | None:
    """The vocabulary of a coded field: a table may be keyed by `technology` as rules write it."""
    for record in ("component", "material", "contract", "party"):
        field = checker.records[record].fields.get(name)
        if field is not None and field.type.kind == "code":
            return field.type.vocabulary
    return None


class _Row:
    """A row taken apart: keys, stretch, and the cells of its value."""

    def __init__(self, row: ast.Row, keys: tuple[str, ...], span: ir.Stretch, cells: list[ast.Cell]) -> None:
        self.row = row
        self.keys = keys
        self.stretch = span
        self.cells = cells


def _row(checker: Checker, node: ast.Declaration, row: ast.Row, keys: tuple[ir.Type, ...]) -> _Row | None:
    mark = len(checker.diagnostics)
    window: dict[str, ast.Moment] = {}
    cells = []
    for cell in row.cells:
        if cell.kind in WINDOW_CELLS:
            value = cell.value.value if isinstance(cell.value, ast.Literal) else cell.value
            assert isinstance(value, date | ast.Word)
            window[cell.kind] = ast.Moment(cell.span, value)
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
        checker.report(tables.key_missing(node.name.text, len(keys), row.span))
        return None
    found = [_key(checker, node.name.text, cell, key) for cell, key in zip(cells, keys, strict=False)]
    if any(each is None for each in found):
        return None
    rest = cells[len(keys) :]
    if not rest:
        checker.report(tables.value_missing(node.name.text, row.span))
        return None
    return _Row(row, tuple(str(each) for each in found), span, rest)


def _key(checker: Checker, name: str, cell: ast.Cell, key: ir.Type) -> str | None:
    if not isinstance(cell.value, ast.Word):
        checker.report(tables.key_missing(name, 1, cell.span))
        return None
    found = _word(checker, cell.value, key.detail or key.kind)
    return str(found.value) if found is not None else None


def _word(checker: Checker, word: ast.Word, kind: str) -> ir.Constant | None:
    """A word of a vocabulary, a country, or a plain text."""
    if kind == "country":
        if countries.is_country(word.text):
            return ir.Constant(word.span, ir.Type("country"), word.text)
        checker.report(names.not_a_country(word.text, word.span, countries.meant(word.text), ()))
        return None
    vocabulary = checker.vocabularies.get(kind)
    if vocabulary is None:
        return ir.Constant(word.span, ir.Type("text"), word.text)
    if word.text in vocabulary.terms:
        return ir.Constant(word.span, ir.Type("code", kind), vocabulary.terms[word.text].id)
    checker.report(names.unknown_word(word.text, kind, word.span, vocabulary.words()))
    return None


def _typed(
    checker: Checker, node: ast.Declaration, rows: list[_Row]
) -> tuple[ir.Type, list[ir.Entry]] | None:
    """The type of a table's values, and its entries."""
    if node.kind == "list":
        return _typed_list(checker, node, rows)
    first = rows[0].cells
    if all(len(r.cells) == 1 and r.cells[0].kind in {"number", "date"} for r in rows):
        return _typed_numbers(checker, node, rows)
    if not node.targets and all(len(r.cells) == PAIR and r.cells[1].kind in {"number", "date"} for r in rows):
        checker.report(tables.no_key(node.name.text, node.name.span))
        return None
    if first[0].kind in {"number", "date"}:
        wanted = "one number" if first[0].kind == "number" else "one date"
        odd = next(r for r in rows if len(r.cells) > 1 or r.cells[0].kind != first[0].kind)
        checker.report(tables.mixed_values(node.name.text, odd.row.span, wanted))
        return None
    signs = any(c.kind in {"onward", "of", "or", ","} for r in rows for c in r.cells)
    kind = _inferred(checker, [c for r in rows for c in r.cells if c.kind == "name"])
    if kind == "stage" or signs:
        return _typed_stages(checker, node, rows)
    entries = _entries(checker, rows, kind)
    return (ir.Type("set", kind), entries) if entries is not None else None


def _entries(checker: Checker, rows: list[_Row], kind: str) -> list[ir.Entry] | None:
    """The entries of a list of words; nothing after a mistake in one of them."""
    entries = []
    astray = False
    for row in rows:
        at, stray = next(((i, c) for i, c in enumerate(row.cells) if c.kind not in WORD_CELLS), (0, None))
        if stray is not None:
            if not astray:  # the others are likely of the same making
                checker.report(tables.stray(_shown(stray), kind, stray.span))
            if stray.kind == "of":  # `name of kind`: the word `list` was left out
                checker.names.broken.update(_shown(c) for c in row.cells[max(0, at - 1) : at])
            astray = True
            continue
        mark = len(checker.diagnostics)
        cells = [c.value for c in row.cells if c.kind != ","]
        words = [_word(checker, each, kind) for each in cells if isinstance(each, ast.Word)]
        # Words behind an unknown one that are like nothing known are hardly mistakes of their own.
        later = checker.diagnostics[mark + 1 :]
        checker.diagnostics[mark + 1 :] = [d for d in later if names.says_what_was_meant(d)]
        if all(w is not None for w in words):
            entries.append(_entry(row, tuple(w for w in words if w is not None)))
    return entries if len(entries) == len(rows) else None


def _typed_list(
    checker: Checker, node: ast.Declaration, rows: list[_Row]
) -> tuple[ir.Type, list[ir.Entry]] | None:
    kind = node.targets[0].text
    known = ["country", "party", "text", *checker.vocabularies.names()]
    if kind not in known:
        checker.report(names.unknown_name(kind, node.targets[0].span, known, "a kind of list"))
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
        found = literal(cell)
        if kind is not None and found.type != kind:
            checker.report(tables.mixed_values(node.name.text, cell.span, str(kind)))
            return None
        kind = found.type
        entries.append(_entry(row, found))
    assert kind is not None
    return kind, entries


def _inferred(checker: Checker, cells: list[ast.Cell]) -> str:
    """The vocabulary that knows most of these words."""
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
    if node.kind == "table" and not node.targets and _begin_with_keys(checker, rows):
        checker.report(tables.no_key(node.name.text, node.name.span))
        return None
    values = [(row, stages(checker, row.cells)) for row in rows]
    entries = [_entry(row, value) for row, value in values if value is not None]
    return (ir.Type("stages"), entries) if len(entries) == len(rows) else None


def _begin_with_keys(checker: Checker, rows: list[_Row]) -> bool:
    """Whether every row begins with a word that is no stage, and goes on with more."""
    known = checker.vocabularies.get("stage")
    return known is not None and all(
        len(r.cells) > 1 and r.cells[0].kind == "name" and _shown(r.cells[0]) not in known.terms for r in rows
    )


def stages(checker: Checker, cells: list[ast.Cell]) -> tuple[tuple[ir.StageItem, ...], ...] | None:
    """`mined onward of Sm Co, recycled onward`; `sintered or bonded` is one item of two."""
    items: list[list[ir.StageItem]] = []
    joining = of = False
    good = True
    for cell in cells:
        if not good:
            break  # of one entry the first mistake is reported
        match cell.kind:
            case "onward" if items:
                items[-1][-1] = replace(items[-1][-1], onward=True)
            case "of":
                of = True
            case "or":
                joining, of = True, False
            case ",":
                joining = of = False
            case "name" | "text" if isinstance(cell.value, ast.Word):
                found = _word(checker, cell.value, "substance" if of else "stage")
                if found is None:
                    good = False
                elif of and items:
                    last = items[-1][-1]
                    items[-1][-1] = replace(last, of=(*last.of, str(found.value)))
                elif joining and items:
                    items[-1].append(ir.StageItem(str(found.value), onward=False, of=()))
                    joining = False
                else:
                    items.append([ir.StageItem(str(found.value), onward=False, of=())])
            case _:
                checker.report(types.only_stages(_shown(cell), cell.span))
                good = False
    return tuple(tuple(each) for each in items) if good and items else None


def _shown(cell: ast.Cell) -> str:
    if isinstance(cell.value, ast.Word):
        return cell.value.text
    unit = cell.value.unit
    value = cell.value.value
    if isinstance(value, Fraction):
        shown = value * 100 if unit == "%" else value
        return f"{Decimal(shown.numerator) / shown.denominator} {unit}".rstrip()
    return str(value)


def _entry(
    row: _Row, value: tuple[ir.Constant, ...] | ir.Constant | tuple[tuple[ir.StageItem, ...], ...]
) -> ir.Entry:
    cites = row.row.cites.text if row.row.cites else ""
    contested = row.row.contested.text if row.row.contested else ""
    variant = row.row.variant.text if row.row.variant else ""
    return ir.Entry(row.row.span, row.keys, row.stretch, value, cites, contested, variant)


def _overlaps(checker: Checker, found: ir.Table, node: ast.Declaration) -> None:
    """Two rows for one key, or two entries of a list with one word, on the same day."""
    for one, other in combinations(found.entries, 2):
        if one.variant and other.variant and one.variant != other.variant:
            continue
        if not _about(found, one) & _about(found, other):
            continue
        first, last = days_of(checker, one.stretch)
        begins, ends = days_of(checker, other.stretch)
        if first <= ends and begins <= last and first <= last and begins <= ends:
            checker.report(tables.overlap(node.name.text, other.span, one.span))


def _about(found: ir.Table, entry: ir.Entry) -> frozenset[tuple[str, ...]]:
    """What an entry speaks of: its keys, or the words of a list."""
    if found.keys or found.type.kind != "set" or not isinstance(entry.value, tuple):
        return frozenset({entry.keys})
    return frozenset((str(c.value),) for c in entry.value if isinstance(c, ir.Constant))


def _gaps(checker: Checker, found: ir.Table) -> None:
    """Days between two rows of a file that no row covers: more likely forgotten than meant."""
    about: dict[tuple[tuple[str, ...], str], list[ir.Entry]] = {}
    for each in found.entries:
        for key in sorted(_about(found, each)):
            about.setdefault((key, each.variant), []).append(each)
    reported = set()
    for entries in about.values():
        entries.sort(key=lambda each: days_of(checker, each.stretch))
        for one, other in pairwise(entries):
            _, last = days_of(checker, one.stretch)
            begins, _ = days_of(checker, other.stretch)
            gap = (one.span, other.span)
            if last < date.max and begins > last + timedelta(days=1) and gap not in reported:
                checker.report(tables.gap(found.name, other.span, one.span))
                reported.add(gap)


# ---- parameters ----------------------------------------------------------------------------------


def parameter(checker: Checker, node: ast.Declaration) -> ir.Parameter | None:
    """A `parameter` declaration."""
    word = node.targets[0]
    if word.text not in PARAMETER_TYPES:
        checker.report(tables.parameter_type(word.text, word.span))
        return None
    found = _parameter_value(checker, node, word.text)
    if found is None:
        return None
    kind, value = found
    cites = node.clause("cites")
    contested = node.clause("contested")
    return ir.Parameter(
        node.span,
        node.name.text,
        kind,
        value,
        cites.values[0].text if cites else "",
        contested.values[0].text if contested else "",
    )


def _parameter_value(
    checker: Checker, node: ast.Declaration, wanted: str
) -> tuple[ir.Type, Fraction | date | str | bool | None] | None:
    value = node.value
    assert value is not None
    if isinstance(value, ast.Word):
        if value.text == "not yet" and wanted == "date":
            return ir.Type("date"), None
        if wanted == "country":
            found = _word(checker, value, "country")
            return (found.type, found.value) if found is not None else None
    else:
        constant = literal(value)
        if constant.type.kind == wanted:
            return constant.type, constant.value
    checker.report(tables.parameter_value(node.name.text, ir.Type(wanted), value.span))
    return None
