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
from microdep_rules.vocabulary.names import as_identifier, folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lists.entries import Entry
    from microdep_rules.source import SourceFile, Span


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
    placed = [
        (each, at)
        for each, at in zip(found.entries, found.places, strict=True)
        if asked.only.casefold() in each.cites.casefold()
    ]
    entries = tuple(each for each, _ in placed)
    problems = [*found.problems, *_named_twice(placed)]
    day = asked.published or stated
    if not entries:
        problems.append(say.no_entries(path, found.form))
    elif day is None:
        problems.append(say.no_day(path))
    if has_errors(problems) or day is None:
        return Imported(None, problems, found.passed_over)
    made = PublishedList(asked.name, found.form, day, asked.source, asked.digest, entries)
    return Imported(made, problems, found.passed_over)


def _named_twice(placed: Iterable[tuple[Entry, Span]]) -> list[Diagnostic]:
    """Names and identifiers that two entries of a list have: the first, and how many more there are."""
    seen: dict[object, tuple[Entry, Span]] = {}
    twice: dict[object, tuple[str, Entry, Span, Entry, Span]] = {}
    for each, at in placed:
        for claim, text in _claims(each).items():
            first, before = seen.setdefault(claim, (each, at))
            if folded(first.name) != folded(each.name):
                twice.setdefault(claim, (text, first, before, each, at))
    if not twice:
        return []
    text, first, before, second, at = next(iter(twice.values()))
    return [say.name_of_two(text, (first.name, second.name), len(twice) - 1, at, before)]


def _claims(entry: Entry) -> dict[object, str]:
    names: dict[object, str] = {folded(each): each for each in (entry.name, *entry.aliases)}
    stated = {as_identifier(*each): ":".join(each) for each in entry.identifiers.items()}
    return names | stated
