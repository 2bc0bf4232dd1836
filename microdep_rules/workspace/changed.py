"""What is to be checked when some files of a repository have changed.

A bill of materials that has changed is checked, and so is the table of a mapping file. What is read with
every document, as the configuration, a pack, a context or an overlay, has every document checked. Of any
other file those documents are checked in which its name is written: it may be their evidence. All else is
passed over: a hook is given the names of files that have nothing to do with us.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.workspace.content import is_mapping
from microdep_rules.workspace.files import CONFIG_FILES
from microdep_rules.workspace.folders import is_file, is_folder, walk
from microdep_rules.workspace.names import MAPPING, is_document, is_table
from microdep_rules.workspace.reading import LARGEST, STDIN, bytes_of, plain_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from microdep_rules.workspace.files import Workspace

RULES = ".rule"
TEXTS = (".yaml", ".yml", ".json")

Role = Literal["all", "document", "table", "none"]
"""What a change of a file affects: every document, the file itself, the table that it maps, or nothing."""


class Change(Struct, frozen=True):
    """A file that has changed, or is gone, and what can be told of it at a glance."""

    path: str
    is_read_by_all: bool = False
    """Whether it is the configuration, or one of the files that are read with every document."""
    is_listed: bool = False
    """Whether it is a bill of materials by its name or by the configuration."""
    has_rules_beside: bool = False
    has_mapping: bool = False
    says_so: bool = False
    """Whether it is a bill of materials by what is in it."""
    is_there: bool = True


def role(change: Change) -> Role:
    """What the change of a file affects.

    >>> [role(Change(each)) for each in ("rules/own/pack.rule", "board.csv.mapping.yaml", "notes.yaml")]
    ['all', 'table', 'none']
    """
    lower = change.path.lower()
    if change.is_read_by_all or lower.endswith(RULES):
        return "all"
    if lower.endswith(MAPPING):
        return "table"
    if change.has_mapping:  # gone or not: a mapping file without its table is told
        return "document"
    if change.is_listed or change.says_so:
        return "document" if change.is_there else "none"
    return "all" if change.has_rules_beside and lower.endswith(".csv") else "none"


def affected(changes: Iterable[Change], everything: str, there: Iterable[str] = ()) -> tuple[str, ...]:
    """The paths that are to be checked: `everything` stands for every document. A mapping needs its table.

    >>> affected([Change("bom.yaml", is_listed=True), Change("deal.yaml", is_read_by_all=True)], ".")
    ('bom.yaml', '.')
    """
    tables = frozenset(there)
    found: dict[str, None] = {}
    for change in changes:
        match role(change):
            case "all":
                found[everything] = None
            case "document":
                found[change.path] = None
            case "table" if (table := change.path[: -len(MAPPING)]) in tables:
                found[table] = None
            case "table" | "none":
                pass
    return tuple(found)


def to_check(
    workspace: Workspace, paths: Sequence[str], patterns: Iterable[str], read_by_all: Iterable[str | Path]
) -> tuple[str, ...]:
    """Of the paths that have changed, and of what is read with every document: what is to be checked."""
    shared = frozenset(os.path.realpath(each) for each in read_by_all)
    wanted = tuple(patterns)
    changes = [_seen(workspace, path, wanted, shared) for path in paths]
    # A link has whatever name it has; what it leads to may have any.
    unknown = [change for change in changes if role(change) == "none" or _is_alone(change.path)]
    linked = _links_to(workspace, [each.path for each in unknown if each.is_there]) if unknown else []
    changes += [_seen(workspace, each, wanted, shared) for each in linked]
    passed_over = [change.path for change in changes if role(change) == "none"]
    changes += _naming(workspace, passed_over, wanted, shared) if passed_over else []
    mapped = [each for each in (*paths, *linked) if each.lower().endswith(MAPPING)]
    tables = (each[: -len(MAPPING)] for each in mapped)
    everything = os.path.relpath(workspace.base)
    # One of the two is there; of a mapping file without its table it is told that this is gone.
    there = [table for table in tables if is_file(Path(table)) or is_mapping(Path(f"{table}{MAPPING}"))]
    found = affected(changes, everything, there)
    if everything not in found:
        return found
    return (*found, *(each for each in _known_by_content(workspace, wanted) if each not in found))


def _naming(
    workspace: Workspace, paths: Iterable[str], patterns: Sequence[str], shared: frozenset[str]
) -> list[Change]:
    """The documents, and what is read with all, that name one of some files: it may be their evidence."""
    names = {name for path in paths if (name := Path(path).name).isprintable() and name.strip()}
    written = {form.encode() for name in names for form in (name, json.dumps(name)[1:-1])}
    documents = workspace.find((os.path.relpath(workspace.base),), patterns).files
    every = dict.fromkeys([*documents, *_known_by_content(workspace, patterns)])
    found = [Change(os.path.relpath(each), is_listed=True) for each in every if _names(each, written)]
    return found + [Change(each, is_read_by_all=True) for each in sorted(shared) if _names(each, written)]


def _names(path: str, written: Iterable[bytes]) -> bool:
    """Return whether one of some names is written in a file."""
    data = bytes_of(path)
    return isinstance(data, bytes) and any(each in data for each in written)


def _is_alone(path: str) -> bool:
    """Return whether it is called like a mapping file, and no table lies beside it."""
    return path.lower().endswith(MAPPING) and not is_file(Path(path[: -len(MAPPING)]))


def _links_to(workspace: Workspace, paths: Iterable[str]) -> list[str]:
    """The links in the workspace that lead to one of some files."""
    targets = {os.path.realpath(path) for path in paths}
    found = (each for each in walk(workspace.base)[0] if each.is_symlink())
    return [os.path.relpath(each) for each in found if os.path.realpath(each) in targets]


def _known_by_content(workspace: Workspace, patterns: Sequence[str]) -> Iterator[str]:
    """Bills of materials that no folder is searched for: only what is in them says what they are."""
    for each in walk(workspace.base)[0]:
        named = is_document(each.name) or workspace.matches(each, patterns)
        if not named and each.name.lower().endswith(TEXTS) and is_file(each) and _says_so(each):
            yield os.path.relpath(each)


def concern(
    workspace: Workspace, paths: Iterable[str], patterns: Iterable[str], read_by_all: Iterable[str | Path]
) -> list[str]:
    """Of the paths that have changed, or are gone, those that may change what a check says."""
    shared = frozenset(os.path.realpath(each) for each in read_by_all)
    wanted = tuple(patterns)
    seen = {each: _seen(workspace, each, wanted, shared) for each in paths}
    return [path for path, each in seen.items() if role(replace(each, is_there=True)) != "none"]


def packs_changed(paths: Iterable[str]) -> tuple[str, ...]:
    """The packs of which something has changed, as `test` is given them: rule files, and folders of such."""
    found: dict[str, None] = {}
    for each in map(Path, paths):
        if each.suffix.lower() == RULES and is_file(each):
            found[str(each)] = None
        elif each.suffix.lower() in {RULES, ".csv"} and _has_rules_beside(each):  # it is gone, or a table
            found[str(each.parent)] = None
    return tuple(found)


def _has_rules_beside(file: Path) -> bool:
    return any(file.parent.glob(f"*{RULES}"))


def _seen(workspace: Workspace, path: str, patterns: Sequence[str], shared: frozenset[str]) -> Change:
    file = Path(path)
    # A folder is one that is another repository: links to folders are not looked into.
    folder = is_folder(file) and not file.is_symlink()
    listed = path == STDIN or folder or is_document(file.name) or workspace.matches(file, patterns)
    there = path == STDIN or is_file(file) or folder
    return Change(
        path,
        os.path.realpath(path) in shared or (file.name in CONFIG_FILES and not there),
        listed,
        file.suffix.lower() == ".csv" and _has_rules_beside(file),
        is_table(path) and not folder and is_mapping(Path(f"{path}{MAPPING}")),
        there and not listed and path.lower().endswith(TEXTS) and _says_so(file),
        there or (os.path.lexists(path) and not is_folder(file)),
    )


def _says_so(file: Path) -> bool:
    """Return whether a file is a bill of materials by what is in it."""
    from microdep_rules.workspace.content import is_bom

    try:
        data = plain_bytes(file, LARGEST)
    except OSError:  # who checks it is told why
        return True
    return is_bom(data, is_json=file.suffix.lower() == ".json")
