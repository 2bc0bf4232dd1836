"""Packs with imported lists in place of their excerpts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.lang import ir

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from microdep_rules.lists.entries import Entry, PublishedList

KIND = ir.Type("text")


def with_imported(pack: ir.Pack, lists: Mapping[str, PublishedList], most: int) -> ir.Pack:
    """A pack in which each imported list stands in place of its excerpt, as whole for so many days."""
    tables = {
        name: _imported(table, lists[table.excerpt], most) if table.excerpt in lists else table
        for name, table in pack.tables.items()
    }
    return replace(pack, tables=tables) if tables != pack.tables else pack


def _imported(table: ir.Table, found: PublishedList, most: int) -> ir.Table:
    """A list with the entries of the imported one."""
    groups: dict[tuple[date | None, date | None, str], list[ir.Constant]] = {}
    for each in found.entries:
        about = (each.from_, each.through, each.cites or found.form)
        groups.setdefault(about, []).append(ir.Constant(table.span, KIND, company(each)))
    entries = [
        ir.Entry(table.span, (), _stretch(start, through), tuple(words), cites)
        for (start, through, cites), words in groups.items()
    ]
    until = found.day + timedelta(days=most)
    imported = ir.ImportedList(found.name, found.day, until, found.source, found.digest)
    return replace(table, entries=tuple(entries), covers=None, contested="", imported=imported)


def company(found: Entry) -> ir.Company:
    """An entry as lists of packs have it."""
    identifiers = tuple(sorted(found.identifiers.items()))
    return ir.Company((found.name, *found.aliases), identifiers, found.person)


def _stretch(start: date | None, through: date | None) -> ir.Stretch:
    return ir.Stretch(
        start=ir.When(date=start) if start is not None else None,
        through=ir.When(date=through) if through is not None else None,
    )
