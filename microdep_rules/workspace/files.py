"""Finds and reads what users wrote, and nothing else does.

Paths are shown relative to the folder of the configuration, else to the current one, with `/`, so that two
checkouts give the same bytes.
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
from microdep_rules.vocabulary.resources import rules_folder
from microdep_rules.workspace.errors import unreadable
from microdep_rules.workspace.folders import (
    ending,
    files_under,
    fitting,
    is_below,
    is_file,
    is_folder,
    real_path,
    walk,
    within,
)
from microdep_rules.workspace.names import MAPPING, READABLE, is_document, is_table
from microdep_rules.workspace.own_files import OwnFiles
from microdep_rules.workspace.reading import STDIN, bytes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from microdep_rules.bom.evidence_files import Look
    from microdep_rules.diagnostics import Diagnostic

STDIN_SHOWN = "<stdin>"
LARGEST_PROJECT = 1_000_000
"""So far a `pyproject.toml` is looked through for a table of ours."""
RULES = ".rule"
"""How the name of a rule file ends."""
IN_USE = ("~$", ".~", ".")
"""How names begin of files that programs keep beside those that they have open, and of hidden ones."""
CONFIG_FILES = ("microdep.toml", "pyproject.toml")
ALL_PACKS = "all"
_HEAD = pattern(r"^[ \t\ufeff]*pack\s+(?P<name>[A-Za-z][\w-]*)", re.MULTILINE)


class Found(Struct, frozen=True):
    """The bills of materials that were asked for, and what was passed over."""

    files: tuple[str, ...]
    ignored: int = 0
    empty: tuple[str, ...] = ()
    """Folders in which there is none."""


class Workspace(Struct, frozen=True):
    """The files of a user, seen from one folder."""

    base: Path = field(default_factory=Path.cwd)
    own: OwnFiles = field(default_factory=OwnFiles)
    """The files that were read, and those that will be written."""
    looks: list[Look] | None = None
    """The files of evidence that were opened, for those who want to know whether they change."""

    # ---- paths ----

    def shown(self, path: str | Path) -> str:
        """A path as every output names it."""
        if str(path) == STDIN:
            return STDIN_SHOWN
        full = os.path.abspath(path)  # noqa: PTH100 - links stay as the user wrote them
        shipped, base = os.fspath(rules_folder()), os.fspath(self.base)
        if is_below(full, shipped) and not is_below(full, base):
            return f"rules{full[len(shipped) :]}".replace(os.sep, "/")
        try:
            return os.path.relpath(full, base).replace(os.sep, "/")
        except ValueError:  # another drive
            return full.replace(os.sep, "/")

    def folders(self) -> list[str]:
        """The names of the folders in it, without those that are hidden or have what nobody sees in them."""
        try:
            inside = sorted(self.base.iterdir())
        except OSError:  # it may not be read
            return []
        return [e.name for e in inside if e.name[0] != "." and e.name.isprintable() and is_folder(e)]

    def real(self, shown: str) -> Path:
        """Where a file lies that outputs name so."""
        shipped = rules_folder()
        if shown.startswith("rules/") and not shipped.is_relative_to(self.base):
            ours = shipped / shown.removeprefix("rules/")
            if ours.exists():
                return ours
        return self.base / shown

    def folder_of(self, shown: str) -> Path:
        """The folder of a file that outputs name so; that of the standard input is the current one."""
        return Path.cwd() if shown == STDIN_SHOWN else self.real(shown).parent

    # ---- documents ----

    def find(
        self, paths: Sequence[str], patterns: Iterable[str] = (), beside: Iterable[str | Path] = ()
    ) -> Found:
        """The documents under the given paths; without any, those of the patterns, else of the folder.

        A file that is named is a document. In a folder, those with the name of one are, those that a pattern
        of the configuration names, and tables that have a mapping file; not what is read `beside` them. So
        is a folder in it that cannot be read, of which that is told.
        """
        wanted, apart = tuple(patterns), {os.path.realpath(each) for each in beside}
        files: dict[str, None] = {}
        ignored = 0
        empty = []
        for path in paths or (os.path.relpath(self.base),):
            if path == STDIN or not is_folder(Path(path)):
                files[path] = None
                continue
            inside, unread = walk(Path(path))
            if apart:
                inside = [each for each in inside if os.path.realpath(each) not in apart]
            mapped = {str(each).removesuffix(MAPPING) for each in inside if each.name.endswith(MAPPING)}
            # Reading a table fails that is not there, which tells that it is gone.
            alone = _without_their_tables(sorted(mapped.difference(map(str, inside))))
            inside = [each for each in inside if not each.name.endswith(MAPPING)]
            chosen = [
                each
                for each in inside
                if is_document(each.name) or str(each) in mapped or self.matches(each, wanted)
            ]
            ignored += len(inside) - len(chosen)
            chosen += [*map(Path, alone), *unread]
            files.update(dict.fromkeys(str(each) for each in chosen))
            if not chosen:
                shown = self.shown(path)
                empty.append("this folder" if shown == "." else shown)
        return Found(tuple(_once(files)), ignored, tuple(empty))

    def spread(self, named: Iterable[str]) -> list[str]:
        """The files that paths of the configuration name; one with `*` in it names all that fit it.

        Of a folder that is not there, or lies outside of the repository, the pattern is returned as it is, so
        that reading it fails. Files that programs keep beside those that they have open are none.
        """
        found: dict[str, None] = {}
        for each in named:
            several = [self.base / each]
            if "*" in each:
                folder, rest = self._cut(each)
                if is_folder(folder) and within(folder, self.base):
                    several = fitting(folder, rest)
            found.update(dict.fromkeys(str(path) for path in several if not path.name.startswith(IN_USE)))
        return list(found)

    def has_readable(self, pattern: str) -> bool:
        """Return whether in the folder of a pattern is any file that could be read."""
        return any(each.name.lower().endswith(READABLE) for each in files_under(self._cut(pattern)[0]))

    def _cut(self, pattern: str) -> tuple[Path, str]:
        """The folder of a pattern, and the rest of it, which has a `*`."""
        before = pattern.partition("*")[0].rpartition("/")[0]
        folder = Path(f"{before}/") if pattern.startswith("/") else self.base / before
        return folder, pattern[len(before) :].lstrip("/")

    def matches(self, path: Path, patterns: Iterable[str]) -> bool:
        """Return whether one of the patterns of the configuration names a file."""
        shown = {self.shown(path), self.shown(os.path.realpath(path))}
        return any(fnmatch(one, each) for one in shown for each in self._spelt(patterns))

    def _spelt(self, patterns: Iterable[str]) -> Iterator[str]:
        """Patterns with and without the folders of `**`, as they are written and as their links lead."""
        for each in patterns:
            folder, rest = self._cut(each)
            real = self.shown(Path(os.path.realpath(folder)) / rest) if "*" in each else each
            for way in dict.fromkeys((posixpath.normpath(each), posixpath.normpath(real))):
                yield from dict.fromkeys((way, way.replace("**/", "")))

    def tables(self) -> list[str]:
        """The tables in the folder, by their ways from there."""
        found = (each for each in walk(self.base)[0] if is_table(each.name))
        return [each.relative_to(self.base).as_posix() for each in found]

    def read(
        self, path: str, what: str = "bom", named_in: Path | None = None, shown: str = ""
    ) -> tuple[bytes | None, Diagnostic | None]:
        """The bytes of a file, or why there are none. `-` is the standard input.

        A file that was not named by the user, but in something that lies in the folder `named_in`, has to lie
        in the same repository. `shown` is what it is called where it cannot be read.
        """
        found = bytes_of(path, named_in)
        if isinstance(found, bytes):
            self.own.note(path, what)
            return found, None
        mapped = what == "bom" and path != STDIN and is_file(Path(f"{path}{MAPPING}"))
        return None, unreadable(shown or self.shown(path), what, found, mapped=mapped)

    # ---- packs ----

    def pack_folder(self, name: str, beside: Path | None = None) -> Path | None:
        """Where the pack of a name, or at a path, lies; packs beside another one come first."""
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
        """The folder of the pack that comes with the product under a name."""
        folder = rules_folder() / name
        return folder if "/" not in name and _has_rules(folder) else None

    def shown_pack(self, name: str) -> str:
        """A pack as it is asked for from the folder that paths are shown from: by name, else by its path."""
        folder = self.pack_folder(name)
        return name if folder in (None, rules_folder() / name) else f"./{self.shown(folder)}"

    def configured_pack(self, name: str) -> Path | None:
        """The pack that the configuration names: a path relative to it, else one of the product."""
        own = self.base / name
        if not within(own, self.base):
            return None
        if is_file(own) or (_has_rules(own) and not _has_rules(rules_folder() / name)):
            return own
        return None if "/" in name else self.pack_folder(name)

    def pack_name(self, folder: Path) -> str:
        """What the pack in a folder, or a rule file, calls itself; else what the folder or file is called."""
        for path in [folder] if folder.is_file() else ending(folder, RULES):
            data, _ = self.read(str(path), "pack")
            head = _HEAD.search((data or b"").decode("utf-8", "replace"))
            if head is not None:
                return head["name"]
        return folder.stem if folder.is_file() else real_path(folder).name

    def rule_files(self, paths: Sequence[str]) -> list[Path]:
        """Rule files that are named, and those in folders, with folders that cannot be read."""
        found: dict[Path, None] = {}
        for path in paths:
            given = Path(path)
            inside, unread = walk(given) if is_folder(given) else ([given], [])
            found.update(dict.fromkeys(p for p in inside if p == given or p.suffix == ".rule"))
            found.update(dict.fromkeys(unread))
        return list(found)

    def pack_folders(self, paths: Sequence[str]) -> list[Path]:
        """The packs under some paths: folders with rule files, and single rule files."""
        found: dict[Path, None] = {}
        for file in self.rule_files(paths):
            single = str(file) in paths and not (file.parent / "pack.rule").exists()
            found[file if single or is_folder(file) else file.parent] = None
        return list(found)


def _without_their_tables(tables: Iterable[str]) -> list[str]:
    """Tables that are gone, and have left their mapping files: other programs call files so, too."""
    from microdep_rules.workspace.content import is_mapping  # hardly ever is there one

    return [table for table in tables if is_mapping(Path(f"{table}{MAPPING}"))]


def find_config(start: Path) -> Path | None:
    """The configuration of a folder: the nearest one upwards.

    A `microdep.toml` that is no file, or leads nowhere, is one, too, so that none is passed over in silence.
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
    except OSError:  # it may have it
        return True


def _has_rules(folder: Path) -> bool:
    try:
        return any(each.endswith(RULES) for each in os.listdir(folder))  # noqa: PTH208 - no path is made
    except (OSError, ValueError):  # no folder, or a name that none can have
        return False


def _once(paths: Iterable[str]) -> Iterator[str]:
    """Each file once, however often and in whatever way it is named."""
    seen = set()
    for path in paths:
        key = path if path == STDIN else os.path.realpath(path)
        if key not in seen:
            seen.add(key)
            yield path
