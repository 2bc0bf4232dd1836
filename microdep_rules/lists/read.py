"""Reader of published lists. The reader recognizes the form of a list by its content, and checks the list."""

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
from microdep_rules.lists.published import check_list_name, is_complete, list_title
from microdep_rules.lists.sanctions import is_sdn_list, parse_root, read_sdn_list
from microdep_rules.lists.screening import find_day, find_results, read_screening_list
from microdep_rules.lists.shape import find_uneven_row
from microdep_rules.lists.tables import PLAIN, SDN, SDN_ALIASES, ListContents, find_form, read_rows
from microdep_rules.messages import diagnose
from microdep_rules.source import Span
from microdep_rules.vocabulary.names import as_identifier, folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lists.entries import ListedParty
    from microdep_rules.source import SourceFile


class ImportRequest(Struct, frozen=True):
    """Request to import a list: its name, its day, and the selection of its entries."""

    name: str
    published: date | None = None
    source: str = ""
    digest: str = ""
    only: str = ""
    """Text that the list title or programme of an entry must contain; empty to import all entries."""


class ListImport(Struct, frozen=True):
    """Result of an import: the list, and all diagnostics."""

    published: PublishedList | None
    diagnostics: list[Diagnostic]
    skipped: dict[str, int] = {}
    stated: date | None = None
    """Day that the file itself states."""


def read_text(source: SourceFile, request: ImportRequest) -> ListImport | None:
    """Read a list in JSON or XML; return `None` for a text in another format."""
    start = source.text.lstrip()[:1]
    if start in {"{", "["}:
        return _json(source, request)
    if start == "<":
        root = parse_root(source.text)
        if root is None:
            return ListImport(None, [_broken_or_unknown(source, is_sdn_list(source.text))])
        contents, day = read_sdn_list(source, root)
        return _imported(source.path, contents, request, day)
    return None


def _json(source: SourceFile, request: ImportRequest) -> ListImport:
    try:
        data = msgspec.json.decode(source.text.encode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError):
        return ListImport(None, [_broken_or_unknown(source, '"results"' in source.text)])
    results = find_results(data)
    if results is None:
        return ListImport(None, [say.unknown_form(source.path, [])])
    contents = read_screening_list(source, results)
    total = data.get("total") if isinstance(data, dict) else None
    if isinstance(total, int) and total > len(results):
        span = Span(source.path, 0, 0)
        contents.problems.append(
            diagnose("file/truncated", span, "list-entries", found=len(results), stated=total)
        )
    return _imported(source.path, contents, request, find_day(data))


def _broken_or_unknown(source: SourceFile, is_ours: bool) -> Diagnostic:  # noqa: FBT001 - the only flag
    if not is_ours:
        return say.unknown_form(source.path, [])
    return diagnose("file/truncated", Span(source.path, 0, len(source.text[:1])), "list-form")


def read_table(
    path: str,
    rows: Sequence[list[Cell]],
    aliases: Sequence[list[Cell]] | None,
    request: ImportRequest,
    *,
    ends: bool = True,
) -> ListImport:
    """Read a list in a table.

    `aliases` are the rows of ALT.CSV; `None` if there is no such file. `ends` states whether the text ends
    with a line end. A complete file ends with a line end.
    """
    form = find_form(rows)
    if not form or form == SDN_ALIASES:
        return ListImport(None, [say.unknown_form(path, [cell.text for cell in rows[0]] if rows else [])])
    if form == PLAIN:
        tables, other = tables_of(rows)
        if other is not None:
            return ListImport(None, [diagnose("table/several-tables", other.span, heading=other.text)])
        if len({_columns(table) for table in tables}) > 1 or (
            len(tables) > 1 and len(tables[0][0]) < len(rows[0])
        ):
            return join_imports([read_table(path, table, None, request, ends=ends) for table in tables])
    problem = find_uneven_row(form, rows, ends=ends) or (
        find_uneven_row(SDN_ALIASES, aliases) if aliases else None
    )
    if problem is not None:
        return ListImport(None, [problem])
    contents = read_rows(rows, aliases or ())
    if form == SDN and aliases is None:
        contents.problems.append(diagnose("list/no-aliases", Span(path, 0, 0)))
    at = head_of(rows) if form == PLAIN else None
    return _imported(path, contents, request, None, rows[at] if at is not None else ())


def _columns(rows: Sequence[list[Cell]]) -> tuple[str, ...]:
    """Return the meanings of the columns of a table."""
    columns = columns_of(rows)
    return columns.meanings if columns is not None else ()


def join_imports(imports: Sequence[ListImport]) -> ListImport:
    """Join several tables into one list. If one table cannot be read, the result has no list."""
    diagnostics = [diagnostic for import_ in imports for diagnostic in import_.diagnostics]
    lists = [import_.published for import_ in imports if import_.published is not None]
    if len(imports) == 1 or len(lists) < len(imports):
        return imports[0] if len(imports) == 1 else ListImport(None, diagnostics)
    entries = tuple(entry for list_ in lists for entry in list_.entries)
    return ListImport(replace(lists[0], entries=entries), diagnostics)


def _imported(
    path: str,
    contents: ListContents,
    request: ImportRequest,
    stated: date | None,
    header: Sequence[Cell] = (),
) -> ListImport:
    placed = [
        (entry, at)
        for entry, at in zip(contents.entries, contents.places, strict=True)
        if request.only.casefold() in entry.cites.casefold()
    ]
    entries = tuple(entry for entry, _ in placed)
    problems = [*contents.problems, *_report_shared_names(placed)]
    day = request.published or stated
    if not has_errors(problems):
        mismatch = check_list_name(path, request.name, contents.form, header, entries) if entries else None
        if mismatch is not None:
            problems = [mismatch]
        elif not entries:
            titles = sorted({list_title(entry) for entry in contents.entries} - {""})
            problems.append(
                diagnose(
                    "list/not-used",
                    Span(path, 0, 0),
                    "nothing-chosen" if titles else "no-titles",
                    selected_list=request.only,
                    lists_of_the_file=titles,
                )
                if contents.entries
                else say.no_entries(path, contents.form)
            )
        elif day is None:
            problems.append(diagnose("list/no-day", Span(path, 0, 0)))
    if has_errors(problems) or day is None:
        return ListImport(
            None, sorted(problems, key=lambda problem: problem.severity != "error"), contents.skipped
        )
    whole = not request.only or is_complete(request.name, entries, contents.entries)
    if not whole:
        problems.append(
            diagnose("list/excerpt", Span(path, 0, 0), name=request.name, selected_list=request.only)
        )
    list_ = PublishedList(
        request.name, contents.form, day, request.source, request.digest, entries, request.only, whole
    )
    return ListImport(list_, problems, contents.skipped, stated)


def _report_shared_names(placed: Iterable[tuple[ListedParty, Span]]) -> list[Diagnostic]:
    """Report the first name or identifier that two entries share, and count the others."""
    seen: dict[object, tuple[ListedParty, Span]] = {}
    twice: dict[object, tuple[str, ListedParty, Span, ListedParty, Span]] = {}
    for entry, at in placed:
        for claim, text in _claims(entry).items():
            first, before = seen.setdefault(claim, (entry, at))
            if folded(first.name) != folded(entry.name):
                twice.setdefault(claim, (text, first, before, entry, at))
    if not twice:
        return []
    text, first, before, second, at = next(iter(twice.values()))
    return [
        diagnose(
            "list/ambiguous-name",
            at,
            "and-more" if len(twice) > 1 else "",
            also=(before,),
            name=text,
            first_entry=first.name,
            second_entry=second.name,
            number=len(twice) - 1,
        )
    ]


def _claims(entry: ListedParty) -> dict[object, str]:
    names: dict[object, str] = {folded(name): name for name in (entry.name, *entry.aliases)}
    stated = {as_identifier(*pair): ":".join(pair) for pair in entry.identifiers.items()}
    return names | stated
