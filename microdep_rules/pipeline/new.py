"""Functions for commands that add files to a pack: find the pack, and check the pack with the new files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.config import parse_config
from microdep_rules.diagnostics import has_errors
from microdep_rules.lang.pack import check_pack
from microdep_rules.messages import diagnose
from microdep_rules.output.from_here import from_here
from microdep_rules.pipeline.packs import loader_with_cache
from microdep_rules.source import SourceFile, Span
from microdep_rules.vocabulary.resources import DEFAULT_PACK, rules_folder
from microdep_rules.workspace.ban_pack import add_pack
from microdep_rules.workspace.folders import is_below, is_folder, names_ending, real_path
from microdep_rules.workspace.pack_files import read_pack_files
from microdep_rules.workspace.writing import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.pipeline.project import Project

TO_COMPLETE = frozenset({"type/clause-missing", "name/citation-without-clause"})
"""Problems of a new rule that end when its author completes the clause map of the pack."""


class CheckedFiles(Struct, frozen=True):
    """Problems of a pack with its new files."""

    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, SourceFile]
    is_valid: bool
    """True if the pack with the new files can be loaded after its clause map is completed."""


def find_own_packs(project: Project) -> list[Path]:
    """Return the folders of packs that can receive new files, from the first of four places with a pack.

    The places are the current folder itself, the configuration (without shipped packs), the folders in the
    current folder, and the folders beside the configuration.
    """
    here = Path()
    if is_pack(here):
        return [here]
    configured = [project.workspace.configured_pack(name) for name in project.config.packs]
    own = [folder for folder in configured if folder is not None and is_folder(folder)]
    own = [folder for folder in own if not is_shipped(folder)]
    own = own or sorted(folder for folder in here.iterdir() if is_pack(folder))
    return own or sorted(folder for folder in project.workspace.base.iterdir() if is_pack(folder))


def is_pack(folder: Path) -> bool:
    """Return whether a folder has a rule file."""
    return is_folder(folder) and bool(names_ending(folder, ".rule"))


def is_shipped(folder: Path) -> bool:
    """Return whether a folder is one of the shipped packs."""
    return is_below(str(real_path(folder)), str(real_path(rules_folder())))


def find_existing(project: Project, paths: Iterable[Path], command: str) -> list[Diagnostic]:
    """Return a diagnostic for each existing path; it suggests `command`, which uses another name."""
    shown = [project.workspace.shown(path) for path in paths if path.exists() or path.is_symlink()]
    return [diagnose("file/exists", Span(path, 0, 0), path=path, command=command) for path in shown]


def check_new_files(project: Project, folder: Path, files: Mapping[str, str]) -> CheckedFiles:
    """Check a pack together with its new files before the new files are written."""
    loader = loader_with_cache(project.workspace)
    used = loader.load(folder)
    if used.pack is None:
        problems = tuple(problem for pack in loader.done.values() for problem in pack.diagnostics)
        return CheckedFiles(problems, loader.sources, is_valid=False)
    now = read_pack_files(project.workspace, folder)
    new = {name: SourceFile(project.workspace.shown(folder / name), text) for name, text in files.items()}
    rules = [source for name, source in new.items() if name.endswith(".rule")]
    tables = {name: source for name, source in new.items() if not name.endswith(".rule")}
    packs = {pack.name: pack.pack for pack in used.uses if pack.pack is not None}
    pack, problems_of_pack = check_pack(
        [*now.sources, *rules], packs, files={**now.tables, **tables}, with_examples=True
    )
    codes = {problem.code for problem in problems_of_pack}
    sources = {**loader.sources, **{source.path: source for source in new.values()}}
    return CheckedFiles(tuple(problems_of_pack), sources, is_valid=pack is not None or codes <= TO_COMPLETE)


def find_failing_examples(project: Project, folder: Path) -> list[str]:
    """Return the positions of the failing examples of a pack, such as `banned-companies/pack.rule:24:1`."""
    from microdep_rules.testing import run_examples

    loader = loader_with_cache(project.workspace)
    used = loader.load(folder)
    if used.pack is None:
        return []

    def read(name: str) -> tuple[bytes | None, Diagnostic | None]:
        return project.workspace.read(str(folder / name), "bom", folder)

    spans = [result.example.span for result in run_examples(used.pack, loader.sources, read) if not result.ok]
    return [loader.sources[span.path].place(span.start) for span in spans]


def add_to_configuration(project: Project, folder: Path) -> str:
    """Add a pack to the configuration, and return a line about the change.

    The line is empty if the configuration already names the pack, or if the pack is outside its folder. If a
    change is not safe, the line asks the user to add the pack by hand.
    """
    assert project.path is not None
    shown = from_here(project.workspace.shown(project.path))
    name = Path(os.path.relpath(folder, project.workspace.base)).as_posix()
    if name in project.config.packs or name.startswith("../"):
        return ""
    before = project.path.read_text(encoding="utf-8")
    after = add_pack(before, name, DEFAULT_PACK)
    expected = (*(project.config.packs or (DEFAULT_PACK,)), name)
    config, problems = parse_config(SourceFile(project.path.name, after))
    if config is None or has_errors(problems) or config.packs != expected:
        return f'add "{name}" to `packs` in {shown}'
    try:
        write_atomically(project.path, after.encode())
    except OSError:
        return f'add "{name}" to `packs` in {shown}, which cannot be written'
    return f"added {name} to `packs` in {shown}"
