"""Selection of the documents to check if a pre-commit hook passes changed files."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from microdep_rules.output.checked import Checked
    from microdep_rules.pipeline.project import Project

MOST_EXAMINED = 100
"""Largest number of tables in the checked folders that are examined."""
MOST_NAMED = 3
"""Largest number of tables that a note names."""


def to_check(project: Project, settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the paths to check, selected from the changed paths.

    If a file changed that every check reads, all documents are selected.
    """
    from microdep_rules.workspace import changes

    paths, is_known = with_deleted(settings["paths"])
    shared = [*shared_files(project, settings), *overlays_among(project, paths)]
    affected = changes.select_documents(project.workspace, paths, project.config.boms, shared)
    affected = tuple(path for path in affected if not _is_excluded(project, path))
    _refuse_unchecked_tables(project, paths, {*affected, *map(str, shared)})
    return affected if is_known else (os.path.relpath(project.workspace.base),)


def _is_excluded(project: Project, path: str) -> bool:
    """Return whether the setting `not_boms` of the configuration excludes a table."""
    from microdep_rules.workspace.names import may_be_table

    return may_be_table(path) and project.workspace.matches(Path(path), project.config.not_boms)


def _refuse_unchecked_tables(project: Project, paths: Iterable[str], read: Iterable[str]) -> None:
    """End the command if a changed table looks like a bill of materials that no check would read.

    For each other unchecked table, print a note, because the program may not know its headings.
    """
    from microdep_rules.cli import exit_codes, screen
    from microdep_rules.output.visible import visible
    from microdep_rules.pipeline.tables import is_component_table
    from microdep_rules.workspace.changes import has_rules_beside
    from microdep_rules.workspace.names import TEXT_TABLES, may_be_table

    unchecked = _unchecked_tables(project, filter(may_be_table, paths), read)
    likely = [path for path in unchecked if is_component_table(project, path)]
    others = [
        path
        for path in unchecked
        if path not in likely and not has_rules_beside(Path(path)) and not path.lower().endswith(TEXT_TABLES)
    ]
    for path in likely:
        is_text = path.lower().endswith(TEXT_TABLES)
        table = f"{os.path.splitext(path)[0]}.csv" if is_text else path  # noqa: PTH122 - keeps `./`
        command = visible(f"microdep bom import {shlex.quote(table)}")
        screen.echo(
            f"error: {visible(path)} looks like a bill of materials, and is not checked; "
            f"{'save it as .csv, and ' if is_text else ''}run `{command}`, "
            "or name the table under `not_boms` in the configuration",
            err=True,
        )
    if others:
        names = ", ".join(visible(path) for path in others[:MOST_NAMED])
        more = f" and {len(others) - MOST_NAMED} more" if len(others) > MOST_NAMED else ""
        screen.echo(
            f"note: not checked, because no bill of materials was recognized: {names}{more}; "
            "to check a table, run `microdep bom import` on it",
            err=True,
        )
    if likely:
        screen.stop(exit_codes.USAGE, "a changed table is not checked")


def report_unread_sheets(checked: Checked) -> bool:
    """Report the sheets of checked spreadsheets that have tables and are not read.

    Return true if such a spreadsheet has no mapping file that states the sheet to read.
    """
    from microdep_rules.cli import screen
    from microdep_rules.diagnostics import Severity
    from microdep_rules.output.visible import visible

    unread = [
        (document.path, problem)
        for document in checked.documents
        for problem in document.diagnostics
        if problem.code == "import/sheet" and problem.severity is not Severity.ERROR
    ]
    unnamed = [problem for _, problem in unread if problem.severity is Severity.WARNING]
    for path, problem in unread:
        word = "error" if problem.severity is Severity.WARNING else "note"
        screen.echo(f"{word}: {visible(path)}: {problem.message}; {problem.help}", err=True)
    return bool(unnamed)


def _unchecked_tables(project: Project, paths: Iterable[str], read: Iterable[str]) -> list[str]:
    """Return the tables among `paths` that no check reads; `read` contains the files that a check reads."""
    from microdep_rules.workspace.files import is_table_of_pack
    from microdep_rules.workspace.folders import is_file

    known = set(map(os.path.realpath, read))
    return [
        path
        for path in dict.fromkeys(paths)
        if is_file(Path(path))
        and os.path.realpath(path) not in known
        and not is_table_of_pack(Path(path))
        and not _is_excluded(project, path)
    ]


def warn_of_unchecked_tables(project: Project, settings: Mapping[str, Any], checked: Checked) -> None:
    """Print a note that names the tables that look like bills of materials and that no check reads."""
    from microdep_rules.cli import screen
    from microdep_rules.output.visible import visible
    from microdep_rules.pipeline.tables import is_component_table
    from microdep_rules.workspace.folders import is_folder, walk
    from microdep_rules.workspace.names import is_table

    folders = [path for path in settings["paths"] if is_folder(Path(path))]
    if not settings["paths"] and not project.config.boms:
        folders = [os.path.relpath(project.workspace.base)]
    tables = [str(path) for folder in folders for path in walk(Path(folder))[0] if is_table(path.name)]
    if not tables:
        return
    overlays = project.workspace.expand(project.config.overlays)
    read = [*(str(project.workspace.real(document.path)) for document in checked.documents), *overlays]
    read += map(str, shared_files(project, settings))
    unchecked = _unchecked_tables(project, tables[:MOST_EXAMINED], read)
    likely = [path for path in unchecked if is_component_table(project, path)]
    if likely:
        names = ", ".join(visible(path) for path in likely[:MOST_NAMED])
        more = f" and {len(likely) - MOST_NAMED} more" if len(likely) > MOST_NAMED else ""
        screen.echo(
            f"warning: not checked, although it looks like a bill of materials: {names}{more}; "
            f"run `{visible(f'microdep bom import {shlex.quote(likely[0])}')}`, "
            "or name the table under `not_boms` in the configuration",
            err=True,
        )


def with_deleted(paths: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """Return the paths that a hook passes and the paths that the commit deletes.

    The second value is false if git cannot name the deleted paths.
    """
    from microdep_rules.workspace.deletions import deleted_files

    deleted = deleted_files(os.environ)
    return tuple(dict.fromkeys([*paths, *(deleted or ())])), deleted is not None


def overlays_among(project: Project, paths: Iterable[str]) -> list[str]:
    """Return the paths that the configuration names as overlays, including deleted files."""
    own = project.config.overlays
    return [path for path in paths if own and project.workspace.matches(Path(path), own)]


def shared_files(project: Project, settings: Mapping[str, Any]) -> list[str | Path]:
    """Return the files that every check reads, such as contract facts and overlays, without packs.

    A file on the command line replaces the configured file.
    """
    config = project.config
    configured = {
        "context": (config.context,),
        "overlays": project.workspace.expand(config.overlays),
        "waiver_files": config.waivers,
        "baseline": (config.baseline,),
    }
    from microdep_rules.workspace.files import CONFIG_FILES

    # The change of `pyproject.toml` may have deleted the table with the configuration.
    own = project.path if project.path is not None else project.workspace.base / CONFIG_FILES[1]
    files: list[str | Path] = [own]
    for name, paths in configured.items():
        named = settings.get(name) or ()
        given = (named,) if isinstance(named, str) else named
        files += given or [project.workspace.base / path for path in paths if path]
    return files


def empty_run(day: date) -> Checked:
    """Return the result of a check of no documents."""
    from microdep_rules.output.checked import Checked

    return Checked(day, (), ())
