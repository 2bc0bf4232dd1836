"""Search and reading of user files; no other module searches or reads them.

Paths in outputs are relative to the folder of the configuration; without a configuration, to the current
folder. Paths in outputs use `/`, so that the outputs are equal on all systems.
"""

from __future__ import annotations

import os
import posixpath
import re
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.config import configures
from microdep_rules.patterns import pattern
from microdep_rules.source import STDIN_SHOWN
from microdep_rules.vocabulary.resources import rules_folder
from microdep_rules.workspace.errors import CONFIGURED, unreadable
from microdep_rules.workspace.folders import (
    files_under,
    find_matching_files,
    is_below,
    is_file,
    is_folder,
    names_ending,
    real_path,
    walk,
    within,
)
from microdep_rules.workspace.names import MAPPING, READABLE, is_document, is_table
from microdep_rules.workspace.own_files import OwnFiles
from microdep_rules.workspace.reading import STDIN, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from microdep_rules.bom.evidence_files import FileLook
    from microdep_rules.diagnostics import Diagnostic

LARGEST_PROJECT = 1_000_000
"""Largest size, in bytes, of a `pyproject.toml` in which the program searches for its configuration."""
RULES = ".rule"
"""Ending of a rule file."""
IN_USE = ("~$", ".~", ".")
"""Starts of the names of hidden files and of lock files that office programs make for open documents."""
CONFIG_FILES = ("microdep.toml", "pyproject.toml")
ALL_PACKS = "all"
_HEAD = pattern(r"^[ \t\ufeff]*pack\s+(?P<name>[A-Za-z][\w-]*)", re.MULTILINE)


class FoundDocuments(Struct, frozen=True):
    """Bills of materials that the user requested, and the number of files that were ignored."""

    files: tuple[str, ...]
    ignored: int = 0
    empty: tuple[str, ...] = ()
    """Requested folders that contain no bill of materials."""


class Workspace(Struct, frozen=True):
    """Reader of the user's files; paths in outputs are relative to the folder `base`."""

    base: Path = field(default_factory=Path.cwd)
    own: OwnFiles = field(default_factory=OwnFiles)
    """Files that this run of the program has read or will write."""
    looks: list[FileLook] | None = None
    """Evidence files that were opened, for a caller that watches them for changes; `None` if no caller does.
    """
    folder_names: Mapping[str, str] = {}
    """Names of the folders that contained tables at the first check, by the path of the table in outputs.

    The command `verify --reproduce` sets these names, because a table such as `bom.csv` names its product
    after its folder.
    """

    # ---- paths ----

    def shown(self, path: str | Path) -> str:
        """Return a path as outputs show it: relative to the folder of the configuration, with `/`."""
        if str(path) == STDIN:
            return STDIN_SHOWN
        full = os.path.abspath(path)  # noqa: PTH100 - links stay as the user wrote them
        shipped, base = os.fspath(rules_folder()), os.fspath(self.base)
        if is_below(full, shipped) and not is_below(full, base):
            return f"rules{full[len(shipped) :]}".replace(os.sep, "/")
        try:
            return os.path.relpath(full, base).replace(os.sep, "/")
        except ValueError:  # the paths are on different drives
            return full.replace(os.sep, "/")

    def from_current_folder(self, shown: str) -> str:
        """Return the path of a file for use in the current folder, from its path in outputs (`shown`)."""
        path = self.base / shown
        shipped = shown.startswith("rules/") and not path.exists()
        is_option = "--" in shown and not path.exists()  # such as `option --pack`
        if shown == STDIN_SHOWN or shipped or is_option or self.base.absolute() == Path.cwd():
            return shown
        try:
            return os.path.relpath(path).replace(os.sep, "/")
        except ValueError:  # the paths are on different drives
            return str(path)

    def folders(self) -> list[str]:
        """Return the names of the subfolders, except hidden names and names with invisible characters."""
        try:
            inside = sorted(self.base.iterdir())
        except OSError:  # the folder cannot be read
            return []
        return [e.name for e in inside if e.name[0] != "." and e.name.isprintable() and is_folder(e)]

    def real(self, shown: str) -> Path:
        """Return the location of a file on disk, from its path in outputs (`shown`)."""
        shipped = rules_folder()
        if shown.startswith("rules/") and not shipped.is_relative_to(self.base):
            shipped_file = shipped / shown.removeprefix("rules/")
            if shipped_file.exists():
                return shipped_file
        return self.base / shown

    def folder_of(self, shown: str) -> Path:
        """Return the folder of a file on disk, from the path of the file in outputs (`shown`).

        For standard input, return the current folder.
        """
        return Path.cwd() if shown == STDIN_SHOWN else self.real(shown).parent

    # ---- documents ----

    def find(
        self, paths: Sequence[str], patterns: Iterable[str] = (), beside: Iterable[str | Path] = ()
    ) -> FoundDocuments:
        """Return the documents at `paths`; search for documents in each folder of `paths`.

        Without `paths`, the result has the documents that match the configured patterns; without patterns,
        the documents of the folder. A file in `paths` is always a document. A file in a searched folder is a
        document in three cases: it has the name of a document, it matches a configured pattern, or it is a
        table with a mapping file. A table that a rule file reads needs a mapping file to be a document. Files
        in `beside`, such as overlays, are not documents. An unreadable subfolder is part of the result, so
        that reading it gives an error.
        """
        document_patterns, excluded = tuple(patterns), {os.path.realpath(path) for path in beside}
        files: dict[str, None] = {}
        ignored = 0
        empty = []
        for path in paths or (os.path.relpath(self.base),):
            if path == STDIN or not is_folder(Path(path)):
                files[path] = None
                continue
            inside, unreadable = walk(Path(path))
            if excluded:
                inside = [file for file in inside if os.path.realpath(file) not in excluded]
            mapped = {str(file).removesuffix(MAPPING) for file in inside if file.name.endswith(MAPPING)}
            # Reading a missing table fails, which reports that it is missing.
            alone = _missing_tables(sorted(mapped.difference(map(str, inside))))
            inside = [file for file in inside if not file.name.endswith(MAPPING)]
            chosen = [
                file for file in inside if str(file) in mapped or self.is_document(file, document_patterns)
            ]
            ignored += len(inside) - len(chosen)
            chosen += [*map(Path, alone), *unreadable]
            files.update(dict.fromkeys(str(file) for file in chosen))
            if not chosen:
                shown = self.shown(path)
                empty.append("this folder" if shown == "." else shown)
        return FoundDocuments(tuple(_unique(files)), ignored, tuple(empty))

    def expand(self, named: Iterable[str]) -> list[str]:
        """Return the files that configured paths name; `*` in a path stands for any characters of a name.

        A pattern in a missing folder, or outside the repository, is returned unchanged, so that reading it
        gives an error. Lock files of office programs are left out.
        """
        files: dict[str, None] = {}
        for given in named:
            several = [self.base / given]
            if "*" in given:
                folder, rest = self._split_pattern(given)
                if is_folder(folder) and within(folder, self.base):
                    several = find_matching_files(folder, rest)
            files.update(dict.fromkeys(str(path) for path in several if not path.name.startswith(IN_USE)))
        return list(files)

    def has_readable(self, pattern: str) -> bool:
        """Return whether the folder in a pattern, such as `boms` in `boms/*.yaml`, has a readable file."""
        return any(
            file.name.lower().endswith(READABLE) for file in files_under(self._split_pattern(pattern)[0])
        )

    def _split_pattern(self, pattern: str) -> tuple[Path, str]:
        """Split a pattern at the folder before the first `*`, for example into `boms` and `*.yaml`."""
        before = pattern.partition("*")[0].rpartition("/")[0]
        folder = Path(f"{before}/") if pattern.startswith("/") else self.base / before
        return folder, pattern[len(before) :].lstrip("/")

    def is_document(self, path: Path, patterns: Iterable[str]) -> bool:
        """Return whether a file is named like a document, or matches a pattern and is no table of a pack."""
        return is_document(path.name) or (self.matches(path, patterns) and not is_table_of_pack(path))

    def matches(self, path: Path, patterns: Iterable[str]) -> bool:
        """Return whether a file matches one of the configured patterns."""
        shown = {self.shown(path), self.shown(os.path.realpath(path))}
        return any(
            fnmatch(path_shown, pattern) for path_shown in shown for pattern in self._spellings(patterns)
        )

    def _spellings(self, patterns: Iterable[str]) -> Iterator[str]:
        """Yield the variants of each pattern: with and without `**/`, with and without links resolved."""
        for given in patterns:
            folder, rest = self._split_pattern(given)
            real = self.shown(Path(os.path.realpath(folder)) / rest) if "*" in given else given
            for spelling in dict.fromkeys((posixpath.normpath(given), posixpath.normpath(real))):
                yield from dict.fromkeys((spelling, spelling.replace("**/", "")))

    def tables(self) -> list[str]:
        """Return the paths of the tables in the folder, relative to the folder."""
        tables = (path for path in walk(self.base)[0] if is_table(path.name))
        return [table.relative_to(self.base).as_posix() for table in tables]

    def read(
        self, path: str, kind: str = "bom", named_in: Path | None = None, shown: str = ""
    ) -> tuple[bytes | None, Diagnostic | None]:
        """Return the bytes of a file, or a diagnostic; the path `-` means standard input.

        If another file names this file, `named_in` is the folder of that other file. Both files must then be
        in the same repository. `shown` is the path of this file in the diagnostic.
        """
        data = read_bytes(path, named_in)
        if isinstance(data, bytes):
            self.own.note(path, kind)
            return data, None
        mapped = kind == "bom" and path != STDIN and is_file(Path(f"{path}{MAPPING}"))
        configured = named_in is not None and kind in CONFIGURED
        shown = shown or self.shown(path)
        return None, unreadable(shown, kind, data, mapped=mapped, configured=configured)

    # ---- packs ----

    def pack_folder(self, name: str, beside: Path | None = None) -> Path | None:
        """Return the folder of the pack `name` (a name or a path); search the folder `beside` first."""
        if beside is not None and _has_rules(beside / name):
            return beside / name
        given = Path(name)
        if (os.sep in name or "/" in name or name.endswith(".rule") or name in {".", ".."}) or (
            _has_rules(given) and not _has_rules(rules_folder() / name)
        ):
            single = given.suffix == ".rule" and is_file(given)
            return given if single or _has_rules(given) else None
        return self.shipped_pack(name)

    @staticmethod
    def shipped_pack(name: str) -> Path | None:
        """Return the folder of the pack `name` if the program ships such a pack; otherwise `None`."""
        folder = rules_folder() / name
        return folder if "/" not in name and _has_rules(folder) else None

    def shown_pack(self, name: str) -> str:
        """Return the argument for a pack on a command line: the name of a shipped pack, or a path."""
        folder = self.pack_folder(name)
        return name if folder in (None, rules_folder() / name) else f"./{self.shown(folder)}"

    def configured_pack(self, name: str) -> Path | None:
        """Return the location of a pack in the configuration, which is a relative path or a shipped pack."""
        own = self.base / name
        if not within(own, self.base):
            return None
        if is_file(own) or (_has_rules(own) and not _has_rules(rules_folder() / name)):
            return own
        return None if "/" in name else self.pack_folder(name)

    def pack_name(self, folder: Path) -> str:
        """Return the name that a pack states, or else the name of its folder or file."""
        for path in [folder] if folder.is_file() else names_ending(folder, RULES):
            data, _ = self.read(str(path), "pack")
            head = _HEAD.search((data or b"").decode("utf-8", "replace"))
            if head is not None:
                return head["name"]
        return folder.stem if folder.is_file() else real_path(folder).name

    def rule_files(self, paths: Sequence[str]) -> list[Path]:
        """Return the rule files among `paths`, and the rule files in the folders among `paths`.

        Folders that cannot be read are included, so that an error is reported.
        """
        files: dict[Path, None] = {}
        for path in paths:
            given = Path(path)
            inside, unreadable = walk(given) if is_folder(given) else ([given], [])
            files.update(dict.fromkeys(p for p in inside if p == given or p.suffix == ".rule"))
            files.update(dict.fromkeys(unreadable))
        return list(files)

    def pack_folders(self, paths: Sequence[str]) -> list[Path]:
        """Return the packs at or below `paths`: folders with rule files, and single rule files."""
        folders: dict[Path, None] = {}
        for file in self.rule_files(paths):
            single = str(file) in paths and not (file.parent / "pack.rule").exists()
            folders[file if single or is_folder(file) else file.parent] = None
        return list(folders)


def is_table_of_pack(file: Path) -> bool:
    """Return whether a table belongs to a pack: a rule file in its folder contains its name."""
    rules = (read_bytes(str(rule)) for rule in file.parent.glob(f"*{RULES}"))
    return any(isinstance(data, bytes) and f'"{file.name}"'.encode() in data for data in rules)


def _missing_tables(tables: Iterable[str]) -> list[str]:
    """Return the tables that are missing although their mapping file exists.

    Other programs also use the ending `.mapping.yaml`, so the file must state the schema of a mapping file.
    """
    from microdep_rules.workspace.content import is_mapping  # rarely needed

    return [table for table in tables if is_mapping(Path(f"{table}{MAPPING}"))]


def find_config(start: Path) -> Path | None:
    """Return the configuration for a folder: the nearest file in the folder or in a folder above.

    The path may be a folder or a broken link called `microdep.toml`, so that the caller reports an error
    instead of ignoring it.
    """
    for folder in (start, *start.parents):
        for name in CONFIG_FILES:
            path = folder / name
            if _configures(path) if name == "pyproject.toml" else os.path.lexists(path):
                return path
    return None


def _configures(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return configures(file.read(LARGEST_PROJECT))
    except OSError:  # an unreadable file may have the table
        return True


def _has_rules(folder: Path) -> bool:
    try:
        return any(name.endswith(RULES) for name in os.listdir(folder))  # noqa: PTH208 - no path is made
    except (OSError, ValueError):  # the path is not a folder, or the name is impossible
        return False


def _unique(paths: Iterable[str]) -> Iterator[str]:
    """Yield each file once, even if several names or paths lead to it."""
    seen = set()
    for path in paths:
        key = path if path == STDIN else os.path.realpath(path)
        if key not in seen:
            seen.add(key)
            yield path
