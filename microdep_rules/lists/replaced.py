"""Packs with imported lists in place of their excerpts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.lang import ir
from microdep_rules.vocabulary.days import days_later
from microdep_rules.vocabulary.names import spelled

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from microdep_rules.lists.entries import Entry, PublishedList

KIND = ir.Type("text")
LASTING = 36_500
"""For so many days a list of an example is not stale: its rules may be asked in any year."""


def with_imported(pack: ir.Pack, lists: Mapping[str, PublishedList], most: int) -> ir.Pack:
    """A pack in which each imported list stands in place of its excerpt, as whole for so many days."""
    tables = {
        name: _imported(table, lists[table.excerpt], most) if table.excerpt in lists else table
        for name, table in pack.tables.items()
    }
    return replace(pack, tables=tables) if tables != pack.tables else pack


def with_whole_lists(pack: ir.Pack, day: date) -> ir.Pack:
    """A pack whose excerpts are taken for the published lists as of a day: nobody else is on them."""
    tables = {
        name: replace(
            table,
            covers=None,
            imported=ir.ImportedList(table.excerpt, day, days_later(day, LASTING), "an example", "none"),
        )
        if table.excerpt
        else table
        for name, table in pack.tables.items()
    }
    return replace(pack, tables=tables)


def _imported(table: ir.Table, found: PublishedList, most: int) -> ir.Table:
    """A list with the entries of the imported one, and with other names that the excerpt has for them.

    Whoever stands in the excerpt alone was listed before the day of the import, as far as the pack knows.
    """
    known = _by_name(table)
    used: set[ir.Company] = set()
    groups: dict[tuple[date | None, date | None, str], list[ir.Constant]] = {}
    for entry in found.entries:
        own = company(entry)
        same = next((known[name] for name in map(spelled, own.names) if name in known), None)
        if same is not None:
            used.add(same)
            own = _joined(own, same)
        about = (entry.from_, entry.through, entry.cites or found.form)
        groups.setdefault(about, []).append(ir.Constant(table.span, KIND, own))
    entries = [
        ir.Entry(table.span, (), _stretch(start, through), tuple(words), cites)
        for (start, through, cites), words in groups.items()
    ]
    entries += _before(table, used, found.day if found.complete else None)
    until = days_later(found.day, most)
    only = "" if found.complete else found.only
    imported = ir.ImportedList(found.name, found.day, until, found.source, found.digest, only)
    return replace(table, entries=tuple(entries), covers=None, contested="", imported=imported)


def _by_name(table: ir.Table) -> dict[str, ir.Company]:
    """The companies of an excerpt by each of their names."""
    return {
        spelled(name): word.value
        for entry in table.entries
        for word in words_of(entry)
        if isinstance(word.value, ir.Company)
        for name in word.value.names
    }


def words_of(entry: ir.Entry) -> list[ir.Constant]:
    """The words of an entry of a list."""
    held = entry.value if isinstance(entry.value, tuple) else ()
    return [each for each in held if isinstance(each, ir.Constant)]


def _joined(own: ir.Company, same: ir.Company) -> ir.Company:
    names = {spelled(name): name for name in reversed((*own.names, *same.names))}
    first = names.pop(spelled(own.names[0]))
    identifiers = {**dict(same.identifiers), **dict(own.identifiers)}
    return ir.Company((first, *reversed(names.values())), tuple(sorted(identifiers.items())), own.person)


def _before(table: ir.Table, used: set[ir.Company], day: date | None) -> list[ir.Entry]:
    """The entries of an excerpt that the imported list does not have, as they stood before its day.

    Without a day the imported list is a part of the published one, and they go on.
    """
    found = []
    for entry in table.entries:
        left = tuple(word for word in words_of(entry) if word.value not in used)
        ends = entry.stretch.before or entry.stretch.through
        goes_on = day is None or ends is not None
        stretch = entry.stretch if goes_on else replace(entry.stretch, before=ir.When(date=day))
        begins = entry.stretch.start
        is_nothing = not entry.value
        is_before = day is None or begins is None or begins.date is None or begins.date < day
        if (left or is_nothing) and is_before:
            found.append(replace(entry, value=left, stretch=stretch))
    return found


def company(found: Entry) -> ir.Company:
    """An entry as lists of packs have it."""
    identifiers = tuple(sorted(found.identifiers.items()))
    return ir.Company((found.name, *found.aliases), identifiers, found.person)


def _stretch(start: date | None, through: date | None) -> ir.Stretch:
    return ir.Stretch(
        start=ir.When(date=start) if start is not None else None,
        through=ir.When(date=through) if through is not None else None,
    )
