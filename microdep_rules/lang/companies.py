"""Lists of parties: each entry one company, with its other names and identifiers.

In a rule file names of one company are joined by `or`, and an identifier is written with its scheme:
`"CATL" or "Contemporary Amperex Technology Co., Limited" or "lei:…"`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from microdep_rules.lang import ast, ir
from microdep_rules.lang.errors import companies as say
from microdep_rules.lang.moments import days_of
from microdep_rules.vocabulary.names import IDENTIFIER, folded, names_a_company

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from microdep_rules.lang.scope import Checker
    from microdep_rules.source import Span

KIND = ir.Type("text")


def companies(checker: Checker, cells: Sequence[ast.Cell]) -> list[ir.Constant]:
    """The companies of one row; what cannot be the name of one is reported."""
    for one, other in pairwise(cells):
        if one.kind == other.kind == "name":
            checker.report(say.name_not_quoted(_text(one), _text(other), one.span.to(other.span)))
            return []
    found = [_company(checker, each) for each in _joined(cells)]
    return [each for each in found if each is not None]


def _joined(cells: Iterable[ast.Cell]) -> Iterator[list[ast.Cell]]:
    """The names that `or` joins, together."""
    group: list[ast.Cell] = []
    goes_on = True
    for cell in cells:
        if cell.kind in {"or", ","}:
            goes_on = cell.kind == "or"
            continue
        if group and not goes_on:
            yield group
            group = []
        group.append(cell)
        goes_on = False
    if group:
        yield group


def _company(checker: Checker, cells: Sequence[ast.Cell]) -> ir.Constant | None:
    names, identifiers = [], []
    for cell in cells:
        text = _text(cell)
        if (found := IDENTIFIER.fullmatch(text)) is not None:
            identifiers.append((found[1], found[2]))
        elif names_a_company(text):
            names.append(text)
        else:
            checker.report(say.not_a_name(text, cell.span))
            return None
    first, last = cells[0].span, cells[-1].span
    span = first.to(last) if last.start >= first.start and _is_one_text(checker, first) else first
    value = ir.Company(tuple(dict.fromkeys(names)) or (_text(cells[0]),), tuple(dict.fromkeys(identifiers)))
    return ir.Constant(span, KIND, value)


def _is_one_text(checker: Checker, span: Span) -> bool:
    """Whether an entry stands in a rule file, where its names follow one another."""
    return span.path.lower().endswith(".rule") or span.path not in {f.path for f in checker.files.values()}


def _text(cell: ast.Cell) -> str:
    return cell.value.text if isinstance(cell.value, ast.Word) else str(cell.value.value)


def claimed_twice(checker: Checker, table: ir.Table) -> None:
    """Report names that two companies of a list have on the same day: whoever goes by one may be either."""
    seen: dict[str, list[tuple[ir.Entry, ir.Constant]]] = {}
    for entry in table.entries:
        for word in entry.value if isinstance(entry.value, tuple) else ():
            if isinstance(word, ir.Constant) and isinstance(word.value, ir.Company):
                for name in dict.fromkeys(map(folded, word.value.names)):
                    seen.setdefault(name, []).append((entry, word))
    for claims in seen.values():
        (entry, first), *others = claims
        for other, word in others:
            if str(word.value) != str(first.value) and _meet(checker, entry, other):
                name = _as_written(word, first)
                checker.report(
                    say.name_of_two(name, str(first.value), str(word.value), word.span, first.span)
                )
                break


def _as_written(word: ir.Constant, first: ir.Constant) -> str:
    assert isinstance(word.value, ir.Company)
    assert isinstance(first.value, ir.Company)
    known = {folded(each) for each in first.value.names}
    return next(each for each in word.value.names if folded(each) in known)


def _meet(checker: Checker, one: ir.Entry, other: ir.Entry) -> bool:
    (start, end), (begins, ends) = (days_of(checker.names.parameters, each.stretch) for each in (one, other))
    return start <= ends and begins <= end
