"""Published lists of companies that a project keeps, put into packs in place of their excerpts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.lists import errors as say
from microdep_rules.lists.replaced import use_imported_lists
from microdep_rules.lists.stored import entries_digest, excess_age, parse_list
from microdep_rules.output.checked import Input, ListUsed
from microdep_rules.patterns import pattern
from microdep_rules.source import SourceFile
from microdep_rules.workspace.folders import is_file
from microdep_rules.workspace.reading import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lists.entries import PublishedList
    from microdep_rules.output.checked import PackUsed
    from microdep_rules.pipeline.project import Project

FOLDER = "company-lists"
"""Where imported lists are kept, beside the configuration."""
STALE_AFTER = 90
"""So many days after its publication a list counts as whole, where the configuration does not state it."""
NAME = pattern(r"[a-z0-9][a-z0-9-]*")
Texts = dict[str, SourceFile]


class Lists(Struct, frozen=True):
    """The imported lists that packs of a run have an excerpt of."""

    by_name: dict[str, PublishedList] = field(default_factory=dict)
    inputs: tuple[Input, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Texts = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)


def most_days(project: Project) -> int:
    """After how many days a list is stale."""
    stated = project.config.lists_stale_after
    return STALE_AFTER if stated is None else stated


def place_of(project: Project, name: str) -> Path:
    """Where a list of a name is kept."""
    return project.workspace.base / FOLDER / f"{name}.json"


def read_lists(project: Project, packs: Iterable[PackUsed]) -> Lists:
    """The imported lists that some packs have an excerpt of; one that cannot be read is reported."""
    found = Lists()
    inputs, problems = [], []
    for name in sorted({name for used in packs for name in excerpts(used)}):
        path = place_of(project, name)
        if not is_file(path):
            continue
        shown = project.workspace.shown(path)
        data, kept, problem = _kept(project, path)
        if data is not None:
            found.sources[shown] = SourceFile(shown, data.decode("utf-8", "replace"))
        if kept is not None and kept.name != name:
            problem = say.cannot_be_read(shown, f"it is the list `{kept.name}`")
        if problem is not None:
            problems.append(problem)
        elif kept is not None and data is not None:
            found.by_name[name] = kept
            found.paths[name] = shown
            inputs.append(Input(shown, digest_of(data), "company list"))
    return replace(found, inputs=tuple(inputs), diagnostics=tuple(problems))


def _kept(project: Project, path: Path) -> tuple[bytes | None, PublishedList | None, Diagnostic | None]:
    """The bytes of a kept list, and the list or what is wrong with it."""
    shown = project.workspace.shown(path)
    data, problem = project.workspace.read(str(path), "list", shown=shown)
    if data is None:
        return None, None, problem
    kept = parse_list(data)
    return (data, None, say.cannot_be_read(shown, kept)) if isinstance(kept, str) else (data, kept, None)


def excerpts(used: PackUsed) -> dict[str, list[str]]:
    """The published lists of which a pack has excerpts, each with the names of those."""
    found: dict[str, list[str]] = {}
    for table in used.pack.tables.values() if used.pack is not None else ():
        if table.excerpt:
            found.setdefault(table.excerpt, []).append(table.name)
    return found


def with_lists(used: PackUsed, lists: Mapping[str, PublishedList], most: int) -> PackUsed:
    """A pack, and those that it uses, with imported lists in place of their excerpts."""
    if used.pack is None or not lists:
        return used
    uses = tuple(with_lists(use, lists, most) for use in used.uses)
    return replace(used, pack=use_imported_lists(used.pack, lists, most), uses=uses)


def lists_used(
    project: Project, packs: Iterable[PackUsed], lists: Lists, as_of: date
) -> tuple[ListUsed, ...]:
    """What is said of each list of a run."""
    most, packs = most_days(project), list(packs)
    return tuple(
        ListUsed(
            name,
            kept.form,
            kept.day,
            kept.source,
            kept.digest,
            len(kept.entries),
            tuple(f"{used.name}/{own}" for used in packs for own in excerpts(used).get(name, ())),
            excess_age(kept, as_of, most) > 0,
            kept.only,
            kept.complete,
            entries_digest(kept),
        )
        for name, kept in lists.by_name.items()
    )


def stale_lists(project: Project, lists: Lists, as_of: date) -> list[Diagnostic]:
    """What is said of lists that are too old."""
    most = most_days(project)
    return [
        say.stale(name, kept.day, days, most, lists.paths[name])
        for name, kept in lists.by_name.items()
        if (days := excess_age(kept, as_of, most))
    ]


def kept_lists(project: Project) -> tuple[dict[str, PublishedList], list[Diagnostic]]:
    """Every list that is kept in the folder of a project."""
    folder = project.workspace.base / FOLDER
    found: dict[str, PublishedList] = {}
    problems = []
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else []:
        _, kept, problem = _kept(project, path)
        problems += [problem] if problem is not None else []
        if kept is not None:
            found[path.stem] = kept
    return found, problems
