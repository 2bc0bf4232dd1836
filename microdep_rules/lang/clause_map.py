"""Clause map of a pack: the file `clauses.csv` lists the paragraphs of the law and their declarations.

The column `clause` names the paragraph, and `content` summarizes the paragraph. `encoded` is `whole`,
`partly` or `no`. `by` has the declarations that encode the paragraph, separated by `|`. `read` is `in full`,
`in a report` about the text, or `not read`. `version` is the version of the text that was read, and `on` is
the date of the reading. `note` explains how a part is encoded, or why the rest is not encoded. Every citation
of the pack must be a line of the map.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from microdep_rules.lang import ast, ir
from microdep_rules.lang.errors import names
from microdep_rules.lang.sheet import records_of
from microdep_rules.lang.walk import walk
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern
from microdep_rules.source import Span
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang.sheet import SheetRow
    from microdep_rules.source import SourceFile

FILE = "clauses.csv"
WANTED = ["clause", "content", "encoded", "read"]
COLUMNS = ["clause", "content", "encoded", "by", "read", "version", "on", "note"]
WHOLE, PARTLY, NO = "whole", "partly", "no"
IN_FULL, IN_A_REPORT, NOT_READ = READ = ("in full", "in a report", "not read")
UNNAMED = frozenset({"pack", "background", "example"})
"""Kinds of declarations that the clause map does not name, because they encode no paragraph of a law."""
OWN = "this pack"
"""Start of a citation that refers to the interpretation of the pack, and not to a paragraph of a law."""
DEEPER = pattern(r"(?:\(\w+\))*(?=$|[ :]|,(?! (?:and )?\d))")
"""Text that may follow a listed paragraph in a citation, such as `(a)(1)` or `, class`.

A second section may not follow, as in `FAR 25.003, 25.101`.
"""


def clauses_of(
    source: SourceFile, declarations: Sequence[ast.Declaration], tables: Mapping[str, ir.Table]
) -> tuple[tuple[ir.LawClause, ...], list[Diagnostic]]:
    """Return the paragraphs of a clause map, with diagnostics.

    Every rule of the pack must appear in a line of the map, and every citation must belong to a line of the
    map.
    """
    records, diagnostics = records_of(source, COLUMNS, WANTED)
    named = {
        declaration.name.text: declaration
        for declaration in declarations
        if declaration.kind not in UNNAMED and declaration.name.text
    }
    clauses = []
    for record in records:
        by = tuple(_names(record))
        diagnostics += _problems(record, [name for name, _ in by])
        for name, span in by:
            if name not in named:
                diagnostics.append(names.unknown_name(name, span, named, "a declaration of this pack"))
        clauses.append(
            ir.LawClause(
                record.span,
                record.text("clause"),
                record.text("content"),
                record.text("encoded"),
                tuple(name for name, _ in by),
                record.text("note"),
                record.text("read"),
                record.text("version"),
                record.text("on"),
            )
        )
    if not diagnostics:
        encoding = {name for clause in clauses for name in clause.by}
        whole = Span(source.path, 0, 0)
        diagnostics += (
            diagnose("type/clause-missing", node.name.span, "rule-without-clause", also=[whole], name=name)
            for name, node in named.items()
            if node.kind == "rule" and name not in encoding
        )
        listed = [piece for clause in clauses for piece in pieces_of(clause.clause)]
        diagnostics += _unresolved(_citations(declarations, tables), listed, whole)
    return tuple(clauses), diagnostics


def pieces_of(citation: str) -> list[str]:
    """Return the sections that a citation names, separated by semicolons.

    >>> pieces_of("10 U.S.C. 4872(a)(1); DFARS 225.7018-2(a)")
    ['10 U.S.C. 4872(a)(1)', 'DFARS 225.7018-2(a)']
    """
    return [piece.strip() for piece in citation.split(";") if piece.strip()]


def resolves(piece: str, listed: Iterable[str]) -> bool:
    """Return whether a citation names a paragraph in `listed`, or a paragraph inside a listed paragraph.

    >>> resolves("FAR 25.103(b)(1), class", ["FAR 25.103(b)"]), resolves("FAR 25.103", ["FAR 25.103(b)"])
    (True, False)
    >>> resolves("FAR 25.003, 25.101", ["FAR 25.003"]), resolves("FAR 25.1031", ["FAR 25.103"])
    (False, False)
    """
    return any(piece.startswith(clause) and DEEPER.match(piece, len(clause)) is not None for clause in listed)


def _citations(
    declarations: Sequence[ast.Declaration], tables: Mapping[str, ir.Table]
) -> Iterator[tuple[str, Span]]:
    """Yield each citation of a pack with its position; in a table, the position is the row."""
    for declaration in declarations:
        if declaration.kind in {"list", "table"} and declaration.name.text in tables:
            yield from ((entry.cites, entry.span) for entry in tables[declaration.name.text].entries)
        for node in walk(declaration):
            if isinstance(node, ast.Clause) and node.word == "cites":
                yield from ((value.text, value.span) for value in node.values)
            elif (
                isinstance(node, ast.LabelledElement | ast.Conditional | ast.CountingClause)
                and node.cites is not None
            ):
                yield node.cites.text, node.cites.span


def _unresolved(
    citations: Iterable[tuple[str, Span]], listed: Sequence[str], clause_map: Span
) -> Iterator[Diagnostic]:
    known: dict[str, bool] = {}
    for citation, span in citations:
        for piece in pieces_of(citation):
            if piece not in known:
                known[piece] = piece.startswith(OWN) or resolves(piece, listed)
            if not known[piece]:
                yield diagnose(
                    "name/citation-without-clause",
                    span,
                    also=[clause_map],
                    citation=piece,
                    near=did_you_mean(piece, listed) or "",
                )


def _names(record: SheetRow) -> Iterator[tuple[str, Span]]:
    """Yield the declarations in the column `by`, each with its position."""
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
        yield diagnose("table/clause-map", at, word=encoded)
        return
    if encoded == NO and by:
        yield diagnose("table/clause-map", at, "encoded-and-not")
    if encoded != NO and not by:
        yield diagnose("table/clause-map", at, "encoded-by-nothing", encoded=encoded)
    if encoded != WHOLE and not note:
        yield diagnose(
            "table/clause-map",
            at,
            "encoded-without-reason",
            not_encoded_or_in_part="not encoded" if encoded == "no" else "encoded in part",
        )
    read, on = record.cells["read"], record.cells.get("on")
    if read.text not in READ:
        yield diagnose("table/clause-map", read.span, "read-how", word=read.text)
    elif read.text != NOT_READ and not (record.text("version") and on is not None and _is_day(on.text)):
        yield diagnose("table/clause-map", (on or read).span, "read-when", read=read.text)
    elif read.text == NOT_READ and (record.text("version") or record.text("on")):
        yield diagnose("table/clause-map", read.span, "read-and-not")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
