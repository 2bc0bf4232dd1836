"""Imported lists of companies of a project; an imported list replaces the excerpts of it in packs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.lang.ended_lists import find_ended_lists
from microdep_rules.lists import errors as say
from microdep_rules.lists.replaced import use_imported_lists
from microdep_rules.lists.stored import entries_digest, excess_age, parse_list
from microdep_rules.messages import diagnose
from microdep_rules.output.checked import Input, ListUsed
from microdep_rules.patterns import pattern
from microdep_rules.source import SourceFile, Span
from microdep_rules.workspace.folders import is_file
from microdep_rules.workspace.reading import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang import ir
    from microdep_rules.lists.entries import PublishedList
    from microdep_rules.output.checked import PackUsed
    from microdep_rules.pipeline.project import Project

FOLDER = "company-lists"
"""Name of the folder of imported lists beside the configuration."""
STALE_AFTER = 90
"""Number of days for which a list counts as complete after its publication."""
NAME = pattern(r"[a-z0-9][a-z0-9-]*")
Texts = dict[str, SourceFile]


class RunLists(Struct, frozen=True):
    """Imported lists for which a pack of the check has an excerpt."""

    by_name: dict[str, PublishedList] = field(default_factory=dict)
    inputs: tuple[Input, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Texts = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)


def most_days(project: Project) -> int:
    """Return the number of days from publication after which a list is stale."""
    stated = project.config.lists_stale_after
    return STALE_AFTER if stated is None else stated


def list_path(project: Project, name: str) -> Path:
    """Return the path of the stored list `name`."""
    return project.workspace.base / FOLDER / f"{name}.json"


def read_lists(project: Project, packs: Iterable[PackUsed]) -> RunLists:
    """Read the imported lists for which a pack has an excerpt; report the unreadable lists."""
    lists = RunLists()
    inputs, problems = [], []
    for name in sorted({name for used in packs for name in excerpts(used)}):
        path = list_path(project, name)
        if not is_file(path):
            continue
        shown = project.workspace.shown(path)
        data, list_, problem = _read_list(project, path)
        if data is not None:
            lists.sources[shown] = SourceFile(shown, data.decode("utf-8", "replace"))
        if list_ is not None and list_.name != name:
            problem = say.cannot_be_read(shown, f"it is the list `{list_.name}`")
        if problem is not None:
            problems.append(problem)
        elif list_ is not None and data is not None:
            lists.by_name[name] = list_
            lists.paths[name] = shown
            inputs.append(Input(shown, digest_of(data), "company list"))
    return replace(lists, inputs=tuple(inputs), diagnostics=tuple(problems))


def _read_list(project: Project, path: Path) -> tuple[bytes | None, PublishedList | None, Diagnostic | None]:
    """Return the bytes of an imported list and the list itself, or the problem of an unreadable list."""
    shown = project.workspace.shown(path)
    data, problem = project.workspace.read(str(path), "list", shown=shown)
    if data is None:
        return None, None, problem
    list_ = parse_list(data)
    return (data, None, say.cannot_be_read(shown, list_)) if isinstance(list_, str) else (data, list_, None)


def excerpts(used: PackUsed) -> dict[str, list[str]]:
    """Return the published lists for which a pack has excerpts, each with the names of the excerpts."""
    excerpts_by_list: dict[str, list[str]] = {}
    for table in used.pack.tables.values() if used.pack is not None else ():
        if table.excerpt:
            excerpts_by_list.setdefault(table.excerpt, []).append(table.name)
    return excerpts_by_list


def insert_lists(used: PackUsed, lists: Mapping[str, PublishedList], most: int) -> PackUsed:
    """Return a pack and the packs that it uses, with imported lists in place of their excerpts."""
    if used.pack is None or not lists:
        return used
    uses = tuple(insert_lists(use, lists, most) for use in used.uses)
    return replace(used, pack=use_imported_lists(used.pack, lists, most), uses=uses)


def lists_used(
    project: Project, packs: Iterable[PackUsed], lists: RunLists, as_of: date
) -> tuple[ListUsed, ...]:
    """Return the facts that identify each list of a check, such as its day and its digest."""
    most, packs = most_days(project), list(packs)
    return tuple(
        ListUsed(
            name,
            list_.form,
            list_.day,
            list_.source,
            list_.digest,
            len(list_.entries),
            tuple(f"{used.name}/{own}" for used in packs for own in excerpts(used).get(name, ())),
            excess_age(list_, as_of, most) > 0,
            list_.only,
            list_.complete,
            entries_digest(list_),
        )
        for name, list_ in lists.by_name.items()
    )


def stale_lists(project: Project, lists: RunLists, as_of: date) -> list[Diagnostic]:
    """Return warnings about lists that were published too long ago."""
    most = most_days(project)
    return [
        diagnose("list/stale", Span(lists.paths[name], 0, 0), name=name, day=list_.day, days=days, most=most)
        for name, list_ in lists.by_name.items()
        if (days := excess_age(list_, as_of, most))
    ]


def ended_lists(packs: Iterable[tuple[str, ir.Pack | None]], as_of: date) -> list[Diagnostic]:
    """Return warnings about lists of banned companies whose entries all end before the ban begins.

    `packs` contains the packs with their names.
    """
    return [
        diagnose(
            "list/stale",
            found.entry.span,
            "ended",
            name=f"{name}/{found.table.name}",
            last_day=found.last,
            day=found.day,
        )
        for name, pack in packs
        if pack is not None
        for found in find_ended_lists(pack, as_of)
    ]


def read_stored_lists(project: Project) -> tuple[dict[str, PublishedList], list[Diagnostic]]:
    """Read every stored list of a project."""
    folder = project.workspace.base / FOLDER
    lists: dict[str, PublishedList] = {}
    problems = []
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else []:
        _, list_, problem = _read_list(project, path)
        problems += [problem] if problem is not None else []
        if list_ is not None:
            lists[path.stem] = list_
    return lists, problems
