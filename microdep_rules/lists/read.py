"""A published list of any form: known by its content, read, and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from microdep_rules.diagnostics import has_errors
from microdep_rules.lists import errors as say
from microdep_rules.lists.entries import PublishedList
from microdep_rules.lists.sanctions import read_sanctions, root_of
from microdep_rules.lists.screening import read_screening, results_in
from microdep_rules.lists.tables import SDN, SDN_ALIASES, Found, form_of_rows, read_rows
from microdep_rules.vocabulary.names import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lists.entries import Entry
    from microdep_rules.source import SourceFile


class Asked(Struct, frozen=True):
    """What is to be made of a file: under which name, of which day, and which entries of it."""

    name: str
    published: date | None = None
    source: str = ""
    digest: str = ""
    only: str = ""
    """A text in the list or programme of the entries that are taken; empty for all."""


class Imported(Struct, frozen=True):
    """A list that was read, and everything that is to be said of it."""

    found: PublishedList | None
    diagnostics: list[Diagnostic]
    passed_over: dict[str, int] = {}


def read_text(source: SourceFile, asked: Asked) -> Imported | None:
    """A list in JSON or XML; nothing where the text is neither."""
    start = source.text.lstrip()[:1]
    if start in {"{", "["}:
        try:
            results = results_in(msgspec.json.decode(source.text.encode("utf-8", "replace")))
        except (msgspec.DecodeError, RecursionError):
            results = None
        if results is None:
            return Imported(None, [say.unknown_form(source.path, [])])
        return _imported(source.path, read_screening(source, results), asked, None)
    if start == "<":
        root = root_of(source.text)
        if root is None:
            return Imported(None, [say.unknown_form(source.path, [])])
        found, day = read_sanctions(source, root)
        return _imported(source.path, found, asked, day)
    return None


def read_table(
    path: str, rows: Sequence[list[Cell]], aliases: Sequence[list[Cell]] | None, asked: Asked
) -> Imported:
    """A list in a table; `aliases` is what stands beside SDN.CSV, nothing where there is no such file."""
    form = form_of_rows(rows)
    if not form or form == SDN_ALIASES:
        return Imported(None, [say.unknown_form(path, [cell.text for cell in rows[0]] if rows else [])])
    found = read_rows(rows, aliases or ())
    if form == SDN and aliases is None:
        found.problems.append(say.no_aliases(path))
    return _imported(path, found, asked, None)


def _imported(path: str, found: Found, asked: Asked, stated: date | None) -> Imported:
    entries = tuple(each for each in found.entries if asked.only.casefold() in each.cites.casefold())
    problems = [*found.problems, *_named_twice(path, entries)]
    day = asked.published or stated
    if not entries:
        problems.append(say.no_entries(path, found.form))
    elif day is None:
        problems.append(say.no_day(path))
    if has_errors(problems) or day is None:
        return Imported(None, problems, found.passed_over)
    made = PublishedList(asked.name, found.form, day, asked.source, asked.digest, entries)
    return Imported(made, problems, found.passed_over)


def _named_twice(path: str, entries: Iterable[Entry]) -> list[Diagnostic]:
    """Names that two entries of a list have; one of them is told, and how many there are."""
    by_name: dict[str, str] = {}
    twice: dict[str, tuple[str, str, str]] = {}
    for each in entries:
        for name in (each.name, *each.aliases):
            first = by_name.setdefault(folded(name), each.name)
            if folded(first) != folded(each.name):
                twice.setdefault(folded(name), (name, first, each.name))
    if not twice:
        return []
    name, first, second = next(iter(twice.values()))
    return [say.name_of_two(name, first, second, len(twice) - 1, path)]
