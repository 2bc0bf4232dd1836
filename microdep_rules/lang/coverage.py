"""Which days the entries of a table cover: none twice, and none forgotten between two of them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from microdep_rules.lang import ast, ir
from microdep_rules.lang.errors import tables
from microdep_rules.lang.moments import days_of

if TYPE_CHECKING:
    from microdep_rules.lang.scope import Checker


def overlaps(checker: Checker, found: ir.Table, node: ast.Declaration) -> None:
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


def gaps(checker: Checker, found: ir.Table) -> None:
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
