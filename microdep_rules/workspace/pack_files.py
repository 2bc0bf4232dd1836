"""Texts of a pack: its rule files, the CSV files that they name, and their digest."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.bom.decode import wide_encoding
from microdep_rules.bom.imports.encodings import decoded
from microdep_rules.lang.errors.syntax import too_large
from microdep_rules.source import SourceFile
from microdep_rules.vocabulary.resources import rules_folder
from microdep_rules.workspace.errors import not_utf8, table_encoding, table_not_decoded, wide
from microdep_rules.workspace.folders import ending, is_below, real_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.workspace.files import Workspace

LARGEST_OF_PACK = (1_000_000, 5_000_000)
"""The largest rule file, and the largest CSV file beside it, that are read."""
TERMS, CLAUSES = "terms.csv", "clauses.csv"
"""The files of a pack with the words that it adds to the vocabularies, and with its clause map."""


class PackFiles(Struct, frozen=True):
    """The texts of a pack, in order, with their digest and what could not be read."""

    name: str
    sources: tuple[SourceFile, ...]
    digest: str
    diagnostics: tuple[Diagnostic, ...] = ()
    tables: Mapping[str, SourceFile] = field(default_factory=dict)
    """The CSV files beside them that they name, and those that no rule has to name, by name."""

    @property
    def by_path(self) -> dict[str, SourceFile]:
        """All of them, by their paths."""
        return {each.path: each for each in (*self.sources, *self.tables.values())}


def pack_files(workspace: Workspace, folder: Path) -> PackFiles:
    """The rule files of a pack: all of a folder, or the one file that is named."""
    paths = [folder] if folder.is_file() else ending(folder, ".rule")
    paths.sort(key=lambda each: (each.name != "pack.rule", each.name))
    content: list[bytes] = []
    sources, problems = _texts(workspace, paths, content, named=folder.is_file())
    named = "".join(source.text for source in sources)
    beside = ending(folder.parent if folder.is_file() else folder, ".csv")
    paths = [each for each in beside if f'"{each.name}"' in named or each.name in (TERMS, CLAUSES)]
    tables, unread = _texts(workspace, paths, content, named=False)
    name = folder.stem if folder.is_file() else real_path(folder).name
    by_name = {Path(table.path).name: table for table in tables}
    digest = hashlib.sha256(b"".join(content)).hexdigest()
    return PackFiles(name, tuple(sources), digest, (*problems, *unread), by_name)


def _texts(
    workspace: Workspace, paths: Iterable[Path], content: list[bytes], *, named: bool
) -> tuple[list[SourceFile], list[Diagnostic]]:
    """The texts of some files of a pack, their bytes put to its content, and what could not be read."""
    sources, problems = [], []
    shipped = str(rules_folder())  # what an installer links to is no business of ours
    for path in paths:
        data, problem = workspace.read(
            str(path), "pack", None if named or is_below(str(path), shipped) else path.parent
        )
        if data is None:
            problems += [problem] if problem else []
            continue
        text = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
        # A name with a line end in it would be taken for the end of another file.
        name = path.name.replace("\\", "\\\\").replace("\n", "\\n")
        content += [f"{name}\n{len(text)}\n".encode("utf-8", "surrogateescape"), text]
        shown = workspace.shown(path)
        source, problem = table_text(shown, data) if shown.endswith(".csv") else rule_text(shown, text)
        if source is not None:
            sources.append(source)
        if problem is not None:
            problems.append(problem)
    return sources, problems


def table_text(path: str, data: bytes) -> tuple[SourceFile | None, Diagnostic | None]:
    """The text of a table of a pack, in whichever encoding a spreadsheet saved it."""
    if len(data) > LARGEST_OF_PACK[True]:
        return None, too_large(len(data), LARGEST_OF_PACK[True], path)
    try:
        return SourceFile(path, data.decode("utf-8-sig").replace("\r\n", "\n")), None
    except UnicodeDecodeError:
        text, problems = decoded(path, data)
    if text is None:
        return None, table_not_decoded(path, problems[0].message)
    source = SourceFile(path, text.source.text.replace("\r\n", "\n"))
    return source, table_encoding(path, text.encoding) if text.guessed else None


def rule_text(path: str, data: bytes) -> tuple[SourceFile | None, Diagnostic | None]:
    """The text of a file of a pack, or why its bytes are none."""
    limit = LARGEST_OF_PACK[path.endswith(".csv")]
    if len(data) > limit:
        return None, too_large(len(data), limit, path)
    if encoding := wide_encoding(data):
        return None, wide(path, encoding)
    try:
        return SourceFile(path, data.decode("utf-8")), None
    except UnicodeDecodeError as broken:
        return None, not_utf8(path, data, broken)
