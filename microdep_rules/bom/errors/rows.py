"""Diagnostics about rows and cells of an imported table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose, phrase_of
from microdep_rules.vocabulary.shortening import and_more

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

MOST = 12
"""Maximum number of lines or cells that a message names."""


def decimal_comma(name: str, because: str, fix: str, at: Span) -> Diagnostic:
    """Return the error for a number with an ambiguous comma."""
    return diagnose("import/decimal-comma", at, field=spelled(name), reason=because, fix=fix)


def not_of_a_piece(name: str, because: str, at: Span) -> Diagnostic:
    """Return the warning for a price or mass per unit if the unit is not a piece, such as a meter."""
    reason = phrase_of("import/cell-not-read", "one-unit", reason=because)
    return left_out(name, reason, phrase_of("import/cell-not-read", "state-piece"), at)


def cell_not_read(name: str, because: str, fix: str, at: Span) -> Diagnostic:
    """Return the error for a cell that cannot be read."""
    return diagnose("import/cell-not-read", at, field=spelled(name), reason=because, fix=fix)


def broken_cell(name: str, text: str, at: Span, *, stops: bool = True) -> Diagnostic:
    """Return the diagnostic for a cell with a spreadsheet error such as `#REF!`.

    `stops` is true if the import stops at the cell, and false if the importer skips the cell.
    """
    return diagnose(
        "import/cell-not-read",
        at,
        "formula-error" if stops else "formula-error-skipped",
        field=spelled(name),
        text=text,
    )


def left_out(name: str, because: str, fix: str, at: Span) -> Diagnostic:
    """Return the warning for a value that is left out, such as a price without a currency."""
    return diagnose("import/cell-not-read", at, "left-out", field=spelled(name), reason=because, fix=fix)


def no_first(name: str, text: str, at: Span) -> Diagnostic:
    """Return the warning for an alternate in a row that does not name the component that it replaces."""
    word = "part number" if name == "mpn" else name
    because = phrase_of("import/cell-not-read", "no-first", text=text, word=word)
    return left_out(word, because, phrase_of("import/cell-not-read", "write-first", word=word), at)


def rows_left_out(
    lines: Sequence[int], reason: str, at: Span, *, among_components: bool = False
) -> Diagnostic:
    """Return the diagnostic for rows that are left out.

    `among_components` is true if the rows are between rows of components, because such rows may be
    components, too.
    """
    return diagnose(
        "import/rows-left-out",
        at,
        "among-components" if among_components else "",
        count=len(lines),
        reason=reason,
        lines=first_of(lines),
    )


def names_differ(names: tuple[str, str], count: int, at: Span, first: Span) -> Diagnostic:
    """Return the warning for rows with the same component number but different names."""
    return diagnose(
        "import/duplicate-row",
        at,
        "more-names" if count > 1 else "names",
        also=(first,),
        first=names[0],
        second=names[1],
        more=count - 1,
    )


def spelled(field: str) -> str:
    """Return the name of a field with spaces, for a message."""
    return field.replace("_", " ")


def first_of(places: Sequence[object]) -> str:
    """Return the first `MOST` lines or cells of a list in words, and the number of the others.

    >>> first_of(["A1", "B2"])
    'A1, B2'
    """
    return and_more(map(str, places), MOST)
