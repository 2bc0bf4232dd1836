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

    from microdep_rules.lists.entries import ListedParty, PublishedList

KIND = ir.Type("text")
LASTING = 36_500
"""Days for which the list of an example is valid: a large number, because examples may use any year."""


def use_imported_lists(pack: ir.Pack, lists: Mapping[str, PublishedList], most: int) -> ir.Pack:
    """Return a pack with imported lists in place of its excerpts.

    An imported list is valid for `most` days.
    """
    tables = {
        name: _imported(table, lists[table.excerpt], most) if table.excerpt in lists else table
        for name, table in pack.tables.items()
    }
    return replace(pack, tables=tables) if tables != pack.tables else pack


def use_excerpts_as_whole_lists(pack: ir.Pack, day: date) -> ir.Pack:
    """Return a pack in which each excerpt counts as the whole published list of a day."""
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


def _imported(table: ir.Table, published: PublishedList, most: int) -> ir.Table:
    """Return a table with the imported entries.

    An imported entry also gets the further names that the excerpt states for the company. A company that is
    only in the excerpt counts as listed until the day of the import.
    """
    known = _by_name(table)
    used: set[ir.Company] = set()
    groups: dict[tuple[date | None, date | None, str], list[ir.Constant]] = {}
    for entry in published.entries:
        own = to_company(entry)
        same = next((known[name] for name in map(spelled, own.names) if name in known), None)
        if same is not None:
            used.add(same)
            own = _merged(own, same)
        about = (entry.from_, entry.through, entry.cites or published.form)
        groups.setdefault(about, []).append(ir.Constant(table.span, KIND, own))
    entries = [
        ir.Entry(table.span, (), _stretch(start, through), tuple(words), cites)
        for (start, through, cites), words in groups.items()
    ]
    entries += _entries_only_in_excerpt(table, used, published.day if published.complete else None)
    until = days_later(published.day, most)
    only = "" if published.complete else published.only
    imported = ir.ImportedList(published.name, published.day, until, published.source, published.digest, only)
    return replace(table, entries=tuple(entries), covers=None, contested="", imported=imported)


def _by_name(table: ir.Table) -> dict[str, ir.Company]:
    """Return the companies of an excerpt; each name of a company is a key."""
    return {
        spelled(name): word.value
        for entry in table.entries
        for word in words_of(entry)
        if isinstance(word.value, ir.Company)
        for name in word.value.names
    }


def words_of(entry: ir.Entry) -> list[ir.Constant]:
    """Return the companies and other constants in an entry of a pack's list."""
    words = entry.value if isinstance(entry.value, tuple) else ()
    return [word for word in words if isinstance(word, ir.Constant)]


def _merged(own: ir.Company, same: ir.Company) -> ir.Company:
    names = {spelled(name): name for name in reversed((*own.names, *same.names))}
    first = names.pop(spelled(own.names[0]))
    identifiers = {**dict(same.identifiers), **dict(own.identifiers)}
    return ir.Company((first, *reversed(names.values())), tuple(sorted(identifiers.items())), own.person)


def _entries_only_in_excerpt(table: ir.Table, used: set[ir.Company], day: date | None) -> list[ir.Entry]:
    """Return the entries that are in the excerpt but not in the imported list.

    The listing of these entries ends on `day`, the day of the imported list. If `day` is `None`, the imported
    list is only a selection of the published list, so the listing does not end.
    """
    entries = []
    for entry in table.entries:
        left = tuple(word for word in words_of(entry) if word.value not in used)
        ends = entry.stretch.before or entry.stretch.through
        continues = day is None or ends is not None
        stretch = entry.stretch if continues else replace(entry.stretch, before=ir.RuleMoment(date=day))
        begins = entry.stretch.start
        is_nothing = not entry.value
        is_before = day is None or begins is None or begins.date is None or begins.date < day
        if (left or is_nothing) and is_before:
            entries.append(replace(entry, value=left, stretch=stretch))
    return entries


def to_company(entry: ListedParty) -> ir.Company:
    """Convert an entry of a published list into a company of a pack's list."""
    identifiers = tuple(sorted(entry.identifiers.items()))
    return ir.Company((entry.name, *entry.aliases), identifiers, entry.person)


def _stretch(start: date | None, through: date | None) -> ir.Stretch:
    return ir.Stretch(
        start=ir.RuleMoment(date=start) if start is not None else None,
        through=ir.RuleMoment(date=through) if through is not None else None,
    )
