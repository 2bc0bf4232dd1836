"""Selection of the documents to check after files of a repository have changed.

The selection depends on the kind of the changed file. A bill of materials is checked. After a change of a
mapping file, its table is checked. After a change of a file that every check reads (configuration, pack,
context, overlay), every document is checked. Any other file may be evidence, so the documents that contain
its name are checked. Other files are ignored.
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
from microdep_rules.workspace.names import MAPPING, may_be_table
from microdep_rules.workspace.reading import LARGEST, STDIN, read_bytes, read_regular

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from microdep_rules.workspace.files import Workspace

RULES = ".rule"
TEXTS = (".yaml", ".yml", ".json")

Role = Literal["all", "document", "table", "none"]
"""Documents to check again because of a changed file: all, the file itself, the table of a mapping, or none.
"""


class ChangedFile(Struct, frozen=True):
    """Changed or deleted file of a repository, with the facts that decide which documents to check again."""

    path: str
    is_read_by_all: bool = False
    """True for the configuration, and for a file that every check reads, such as a context."""
    is_listed: bool = False
    """True if the name or the configuration shows that the file is a bill of materials."""
    has_rules_beside: bool = False
    has_mapping: bool = False
    is_bom_by_content: bool = False
    """True if the content shows that the file is a bill of materials."""
    exists: bool = True


def role(change: ChangedFile) -> Role:
    """Return the documents to check again because of a changed file: `all`, `document`, `table` or `none`.

    >>> [role(ChangedFile(path)) for path in ("rules/own/pack.rule", "board.csv.mapping.yaml", "notes.yaml")]
    ['all', 'table', 'none']
    """
    lower = change.path.lower()
    if change.is_read_by_all or lower.endswith(RULES):
        return "all"
    if lower.endswith(MAPPING):
        return "table"
    if change.has_mapping:  # also for a deleted table, because its mapping file is then reported
        return "document"
    if change.is_listed or change.is_bom_by_content:
        return "document" if change.exists else "none"
    return "all" if change.has_rules_beside and lower.endswith(".csv") else "none"


def affected_paths(
    changes: Iterable[ChangedFile], everything: str, tables: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return the paths of the documents to check again, without duplicates.

    `everything` is the path that stands for all documents. For a changed mapping file, the result has its
    table, if the table is in `tables`.

    >>> context = ChangedFile("contract.yaml", is_read_by_all=True)
    >>> affected_paths([ChangedFile("bom.yaml", is_listed=True), context], ".")
    ('bom.yaml', '.')
    """
    known_tables = frozenset(tables)
    result: dict[str, None] = {}
    for change in changes:
        match role(change):
            case "all":
                result[everything] = None
            case "document":
                result[change.path] = None
            case "table" if (table := change.path[: -len(MAPPING)]) in known_tables:
                result[table] = None
            case "table" | "none":
                pass
    return tuple(result)


def select_documents(
    workspace: Workspace, paths: Sequence[str], patterns: Iterable[str], read_by_all: Iterable[str | Path]
) -> tuple[str, ...]:
    """Return the paths of the documents to check again after the files at `paths` have changed.

    `patterns` are the configured names of documents. `read_by_all` are the files that every check reads.
    """
    shared = frozenset(os.path.realpath(path) for path in read_by_all)
    bom_patterns = tuple(patterns)
    changes = [_inspect(workspace, path, bom_patterns, shared) for path in paths]
    # A link and its target may have any names.
    unknown = [change for change in changes if role(change) == "none" or _lacks_table(change.path)]
    linked = _links_to(workspace, [change.path for change in unknown if change.exists]) if unknown else []
    changes += [_inspect(workspace, path, bom_patterns, shared) for path in linked]
    passed_over = [change.path for change in changes if role(change) == "none"]
    changes += _documents_naming(workspace, passed_over, bom_patterns, shared) if passed_over else []
    mapped = [path for path in (*paths, *linked) if path.lower().endswith(MAPPING)]
    tables = (path[: -len(MAPPING)] for path in mapped)
    everything = os.path.relpath(workspace.base)
    # A mapping file without its table is kept, so that the check reports the missing table.
    existing = [table for table in tables if is_file(Path(table)) or is_mapping(Path(f"{table}{MAPPING}"))]
    selection = affected_paths(changes, everything, existing)
    if everything not in selection:
        return selection
    return (
        *selection,
        *(path for path in _known_by_content(workspace, bom_patterns) if path not in selection),
    )


def _documents_naming(
    workspace: Workspace, paths: Iterable[str], patterns: Sequence[str], shared: frozenset[str]
) -> list[ChangedFile]:
    """Return the documents and shared files whose text contains the file name of one of `paths`.

    A file that a document names may be its evidence.
    """
    names = {name for path in paths if (name := Path(path).name).isprintable() and name.strip()}
    written = {form.encode() for name in names for form in (name, json.dumps(name)[1:-1])}
    documents = workspace.find((os.path.relpath(workspace.base),), patterns).files
    candidates = dict.fromkeys([*documents, *_known_by_content(workspace, patterns)])
    documents_naming = [
        ChangedFile(os.path.relpath(path), is_listed=True)
        for path in candidates
        if _contains_a_name(path, written)
    ]
    return documents_naming + [
        ChangedFile(path, is_read_by_all=True) for path in sorted(shared) if _contains_a_name(path, written)
    ]


def _contains_a_name(path: str, names: Iterable[bytes]) -> bool:
    """Return whether the content of a file contains one of `names`."""
    data = read_bytes(path)
    return isinstance(data, bytes) and any(name in data for name in names)


def _lacks_table(path: str) -> bool:
    """Return whether a path is named like a mapping file, but the table of this mapping file is missing."""
    return path.lower().endswith(MAPPING) and not is_file(Path(path[: -len(MAPPING)]))


def _links_to(workspace: Workspace, paths: Iterable[str]) -> list[str]:
    """Return the symbolic links in the workspace that lead to one of the files at `paths`."""
    targets = {os.path.realpath(path) for path in paths}
    links = (path for path in walk(workspace.base)[0] if path.is_symlink())
    return [os.path.relpath(link) for link in links if os.path.realpath(link) in targets]


def _known_by_content(workspace: Workspace, patterns: Sequence[str]) -> Iterator[str]:
    """Yield the bills of materials in the workspace with a name that no configured pattern matches.

    Only their content shows that they are bills of materials.
    """
    for path in walk(workspace.base)[0]:
        if (
            not workspace.is_document(path, patterns)
            and path.name.lower().endswith(TEXTS)
            and is_file(path)
            and _is_bom_by_content(path)
        ):
            yield os.path.relpath(path)


def relevant_paths(
    workspace: Workspace, paths: Iterable[str], patterns: Iterable[str], read_by_all: Iterable[str | Path]
) -> list[str]:
    """Return the changed or deleted files that affect the result of at least one document.

    `read_by_all` contains the files that every check reads.
    """
    shared = frozenset(os.path.realpath(path) for path in read_by_all)
    bom_patterns = tuple(patterns)
    seen = {path: _inspect(workspace, path, bom_patterns, shared) for path in paths}
    return [path for path, change in seen.items() if role(replace(change, exists=True)) != "none"]


def changed_packs(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the changed rule files and the folders of changed packs, as arguments of `microdep test`."""
    packs: dict[str, None] = {}
    for file in map(Path, paths):
        if file.suffix.lower() == RULES and is_file(file):
            packs[str(file)] = None
        elif file.suffix.lower() in {RULES, ".csv"} and has_rules_beside(
            file
        ):  # deleted, or a table of a pack
            packs[str(file.parent)] = None
    return tuple(packs)


def has_rules_beside(file: Path) -> bool:
    """Return whether the folder of a file contains rule files; the file may then be a table of a pack."""
    return any(file.parent.glob(f"*{RULES}"))


def _inspect(workspace: Workspace, path: str, patterns: Sequence[str], shared: frozenset[str]) -> ChangedFile:
    file = Path(path)
    # A changed folder is another repository: links to folders are not followed.
    folder = is_folder(file) and not file.is_symlink()
    listed = path == STDIN or folder or workspace.is_document(file, patterns)
    exists = path == STDIN or is_file(file) or folder
    return ChangedFile(
        path,
        os.path.realpath(path) in shared or (file.name in CONFIG_FILES and not exists),
        listed,
        file.suffix.lower() == ".csv" and has_rules_beside(file),
        may_be_table(path) and not folder and is_mapping(Path(f"{path}{MAPPING}")),
        exists and not listed and path.lower().endswith(TEXTS) and _is_bom_by_content(file),
        exists or (os.path.lexists(path) and not is_folder(file)),
    )


def _is_bom_by_content(file: Path) -> bool:
    """Return whether the content of a file shows that it is a bill of materials."""
    from microdep_rules.workspace.content import is_bom

    try:
        data = read_regular(file, LARGEST)
    except OSError:  # the check reports the reason
        return True
    return is_bom(data, is_json=file.suffix.lower() == ".json")
