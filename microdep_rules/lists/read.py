"""A published list of any form: known by its content, read, and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.diagnostics import has_errors
from microdep_rules.lang.company_headings import columns_of, head_of
from microdep_rules.lang.company_tables import tables_of
from microdep_rules.lists import errors as say
from microdep_rules.lists.entries import PublishedList
from microdep_rules.lists.published import is_complete, title_of, wrong_list
from microdep_rules.lists.sanctions import is_sanctions, read_sanctions, root_of
from microdep_rules.lists.screening import day_in, read_screening, results_in
from microdep_rules.lists.shape import uneven
from microdep_rules.lists.tables import PLAIN, SDN, SDN_ALIASES, Found, form_of_rows, read_rows
from microdep_rules.messages import diagnose
from microdep_rules.source import Span
from microdep_rules.vocabulary.names import as_identifier, folded

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
    stated: date | None = None
    """The day that the file states itself."""


def read_text(source: SourceFile, asked: Asked) -> Imported | None:
    """A list in JSON or XML; nothing where the text is neither."""
    start = source.text.lstrip()[:1]
    if start in {"{", "["}:
        return _json(source, asked)
    if start == "<":
        root = root_of(source.text)
        if root is None:
            return Imported(None, [_broken_or_unknown(source, is_sanctions(source.text))])
        found, day = read_sanctions(source, root)
        return _imported(source.path, found, asked, day)
    return None


def _json(source: SourceFile, asked: Asked) -> Imported:
    try:
        data = msgspec.json.decode(source.text.encode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError):
        return Imported(None, [_broken_or_unknown(source, '"results"' in source.text)])
    results = results_in(data)
    if results is None:
        return Imported(None, [say.unknown_form(source.path, [])])
    found = read_screening(source, results)
    total = data.get("total") if isinstance(data, dict) else None
    if isinstance(total, int) and total > len(results):
        because = f"it has {len(results)} of {total} entries"
        found.problems.append(say.cut_off(because, Span(source.path, 0, 0)))
    return _imported(source.path, found, asked, day_in(data))


def _broken_or_unknown(source: SourceFile, is_ours: bool) -> Diagnostic:  # noqa: FBT001 - one question
    if not is_ours:
        return say.unknown_form(source.path, [])
    return say.cut_off("it ends too early, or is not well formed", Span(source.path, 0, len(source.text[:1])))


def read_table(
    path: str,
    rows: Sequence[list[Cell]],
    aliases: Sequence[list[Cell]] | None,
    asked: Asked,
    *,
    ends: bool = True,
) -> Imported:
    """A list in a table; `aliases` are the rows of ALT.CSV, nothing where there is no such file.

    `ends` is whether the text ends with the end of a line, as whole files do.
    """
    form = form_of_rows(rows)
    if not form or form == SDN_ALIASES:
        return Imported(None, [say.unknown_form(path, [cell.text for cell in rows[0]] if rows else [])])
    if form == PLAIN:
        tables, other = tables_of(rows)
        if other is not None:
            return Imported(None, [diagnose("table/several-tables", other.span, heading=other.text)])
        if len({_columns(table) for table in tables}) > 1 or (
            len(tables) > 1 and len(tables[0][0]) < len(rows[0])
        ):
            return joined([read_table(path, table, None, asked, ends=ends) for table in tables])
    problem = uneven(form, rows, ends=ends) or (uneven(SDN_ALIASES, aliases) if aliases else None)
    if problem is not None:
        return Imported(None, [problem])
    found = read_rows(rows, aliases or ())
    if form == SDN and aliases is None:
        found.problems.append(say.no_aliases(path))
    at = head_of(rows) if form == PLAIN else None
    return _imported(path, found, asked, None, rows[at] if at is not None else ())


def _columns(rows: Sequence[list[Cell]]) -> tuple[str, ...]:
    """What the columns of a table hold."""
    columns = columns_of(rows)
    return columns.meanings if columns is not None else ()


def joined(parts: Sequence[Imported]) -> Imported:
    """One list of several tables; nothing where one of them cannot be read."""
    told = [found for part in parts for found in part.diagnostics]
    lists = [part.found for part in parts if part.found is not None]
    if len(parts) == 1 or len(lists) < len(parts):
        return parts[0] if len(parts) == 1 else Imported(None, told)
    entries = tuple(entry for each in lists for entry in each.entries)
    return Imported(replace(lists[0], entries=entries), told)


def _imported(
    path: str, found: Found, asked: Asked, stated: date | None, header: Sequence[Cell] = ()
) -> Imported:
    placed = [
        (each, at)
        for each, at in zip(found.entries, found.places, strict=True)
        if asked.only.casefold() in each.cites.casefold()
    ]
    entries = tuple(each for each, _ in placed)
    problems = [*found.problems, *_named_twice(placed)]
    day = asked.published or stated
    if not has_errors(problems):
        wrong = wrong_list(path, asked.name, found.form, header, entries) if entries else None
        if wrong is not None:
            problems = [wrong]
        elif not entries:
            titles = sorted({title_of(entry) for entry in found.entries} - {""})
            problems.append(
                say.nothing_chosen(asked.only, titles, path)
                if found.entries
                else say.no_entries(path, found.form)
            )
        elif day is None:
            problems.append(say.no_day(path))
    if has_errors(problems) or day is None:
        return Imported(
            None, sorted(problems, key=lambda problem: problem.severity != "error"), found.passed_over
        )
    whole = not asked.only or is_complete(asked.name, entries, found.entries)
    if not whole:
        problems.append(say.excerpt(asked.name, asked.only, path))
    made = PublishedList(asked.name, found.form, day, asked.source, asked.digest, entries, asked.only, whole)
    return Imported(made, problems, found.passed_over, stated)


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
