"""Check of the periods in a table: the periods of one key must neither overlap nor leave a gap."""

from __future__ import annotations

from datetime import date
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from microdep_rules.lang import ast, ir
from microdep_rules.lang.periods import days_of
from microdep_rules.lang.words import meaning
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.days import days_later

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from microdep_rules.lang.scope import Checker

MOST_OVERLAPS = 200
"""Largest number of reported pairs of overlapping entries; 10 000 equal words have fifty million pairs."""


def overlaps(checker: Checker, table: ir.Table, node: ast.Declaration) -> None:
    """Report two rows for one key, or two list entries with one word, that apply on the same day."""
    for one, other in meeting(table, checker.names.parameters):
        checker.report(diagnose("table/overlap", other.span, also=[one.span], name=node.name.text))


def meeting(table: ir.Table, parameters: Mapping[str, ir.Parameter]) -> list[tuple[ir.Entry, ir.Entry]]:
    """Return the pairs of entries with the same key that apply on the same day."""
    about: dict[tuple[str, ...], list[tuple[date, date, int]]] = {}
    for index, entry in enumerate(table.entries):
        begins, ends = days_of(parameters, entry.stretch)
        for key in _subjects_of(table, entry) if begins <= ends else ():
            about.setdefault(key, []).append((begins, ends, index))
    pairs: dict[tuple[int, int], None] = {}
    for same in about.values():
        pairs |= dict.fromkeys(islice(_overlapping_pairs(table.entries, sorted(same)), MOST_OVERLAPS))
    return [(table.entries[one], table.entries[other]) for one, other in sorted(pairs)]


def _overlapping_pairs(
    entries: Sequence[ir.Entry], same: list[tuple[date, date, int]]
) -> Iterator[tuple[int, int]]:
    """Yield pairs of positions of entries that apply on the same day.

    `same` has the first day, the last day and the position of each entry, in the order of first days.
    """
    for at, (_, last, one) in enumerate(same):
        for begins, _, other in islice(same, at + 1, None):
            if begins > last:
                break
            variants = {entries[one].variant, entries[other].variant} - {""}
            if len(variants) <= 1:
                yield min(one, other), max(one, other)


def _subjects_of(table: ir.Table, entry: ir.Entry) -> frozenset[tuple[str, ...]]:
    """Return the subjects of an entry: the keys of a table row, or the words of a list entry."""
    if table.keys or table.type.kind != "set" or not isinstance(entry.value, tuple):
        return frozenset({entry.keys})
    return frozenset((str(meaning(c)),) for c in entry.value if isinstance(c, ir.Constant))


def gaps(checker: Checker, table: ir.Table) -> None:
    """Report the days between two rows with the same key that no row covers.

    The author has probably forgotten these days.
    """
    about: dict[tuple[tuple[str, ...], str], list[ir.Entry]] = {}
    for entry in table.entries:
        for key in sorted(_subjects_of(table, entry)):
            about.setdefault((key, entry.variant), []).append(entry)
    reported = set()
    for entries in about.values():
        entries.sort(key=lambda entry: days_of(checker.names.parameters, entry.stretch))
        for one, other in pairwise(entries):
            _, last = days_of(checker.names.parameters, one.stretch)
            begins, _ = days_of(checker.names.parameters, other.stretch)
            gap = (one.span, other.span)
            if last < date.max and begins > days_later(last, 1) and gap not in reported:
                checker.report(diagnose("table/gap", other.span, also=[one.span], name=table.name))
                reported.add(gap)
