"""The clause map of a pack: `clauses.csv` in its folder says what encodes each paragraph.

The columns are `clause`, `says` (what the law says there, in short), `encoded` (`whole`, `partly` or `no`),
`by` (the declarations that do so, parted by `|`) and `note` (how a part of it is, or why not). It is read
with the statute beside it: what the pack leaves out is said there, and nowhere passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang import ir
from microdep_rules.lang.errors import clause_map as errors
from microdep_rules.lang.errors import names
from microdep_rules.lang.sheet import records_of
from microdep_rules.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang import ast
    from microdep_rules.lang.sheet import SheetRow
    from microdep_rules.source import SourceFile

FILE = "clauses.csv"
WANTED = ["clause", "says", "encoded"]
COLUMNS = [*WANTED, "by", "note"]
WHOLE, PARTLY, NO = "whole", "partly", "no"
UNNAMED = frozenset({"pack", "background", "example"})
"""Declarations that encode nothing."""


def clauses_of(
    source: SourceFile, declarations: Sequence[ast.Declaration]
) -> tuple[tuple[ir.Clause, ...], list[Diagnostic]]:
    """The clauses of a map, and what is wrong with it; every rule of the pack stands in one of them."""
    records, diagnostics = records_of(source, COLUMNS, WANTED)
    named = {each.name.text: each for each in declarations if each.kind not in UNNAMED and each.name.text}
    clauses = []
    for record in records:
        by = tuple(_names(record))
        diagnostics += _problems(record, [each for each, _ in by])
        for name, span in by:
            if name not in named:
                diagnostics.append(names.unknown_name(name, span, named, "a declaration of this pack"))
        clauses.append(
            ir.Clause(
                record.span,
                record.text("clause"),
                record.text("says"),
                record.text("encoded"),
                tuple(name for name, _ in by),
                record.text("note"),
            )
        )
    if not diagnostics:
        shown = {name for each in clauses for name in each.by}
        diagnostics += (
            errors.rule_without_clause(name, node.name.span, Span(source.path, 0, 0))
            for name, node in named.items()
            if node.kind == "rule" and name not in shown
        )
    return tuple(clauses), diagnostics


def _names(record: SheetRow) -> Iterator[tuple[str, Span]]:
    """The declarations named under `by`, each with its place."""
    cell: Cell | None = record.cells.get("by")
    at = 0
    for part in cell.text.split("|") if cell is not None else ():
        name = part.strip()
        if cell is not None and name:
            start = cell.span.start + at + part.index(name)
            inside = start + len(name) <= cell.span.end
            yield name, Span(cell.span.path, start, start + len(name)) if inside else cell.span
        at += len(part) + 1


def _problems(record: SheetRow, by: list[str]) -> Iterator[Diagnostic]:
    encoded, note = record.text("encoded"), record.text("note")
    at = record.cells["encoded"].span
    if encoded not in {WHOLE, PARTLY, NO}:
        yield errors.encoded_how(encoded, at)
        return
    if encoded == NO and by:
        yield errors.encoded_and_not(at)
    if encoded != NO and not by:
        yield errors.encoded_by_nothing(encoded, at)
    if encoded != WHOLE and not note:
        yield errors.without_reason(encoded, at)
