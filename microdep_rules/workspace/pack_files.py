"""Texts of a pack: its rule files, the CSV files that the rule files name, and a digest of all texts."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.bom.decode import wide_encoding
from microdep_rules.bom.imports.encodings import decode_text
from microdep_rules.lang.errors.syntax import too_large
from microdep_rules.source import SourceFile
from microdep_rules.vocabulary.resources import rules_folder
from microdep_rules.workspace.errors import not_utf8, table_encoding, table_not_decoded, wide
from microdep_rules.workspace.folders import is_below, names_ending, real_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.workspace.files import Workspace

LARGEST_OF_PACK = (1_000_000, 5_000_000)
"""Largest sizes in bytes: of a rule file, and of a CSV file in a pack."""
TERMS, CLAUSES = "terms.csv", "clauses.csv"
"""Names of CSV files that are always read: the vocabulary terms, and the clause map of the law."""


class PackFiles(Struct, frozen=True):
    """Texts of a pack in a fixed order, a digest of all texts, and the diagnostics about unreadable files."""

    name: str
    sources: tuple[SourceFile, ...]
    digest: str
    diagnostics: tuple[Diagnostic, ...] = ()
    tables: Mapping[str, SourceFile] = field(default_factory=dict)
    """CSV files of the pack by file name: files that a rule file names, `terms.csv` and `clauses.csv`."""

    @property
    def by_path(self) -> dict[str, SourceFile]:
        """Return the rule files and CSV files of the pack by path."""
        return {source.path: source for source in (*self.sources, *self.tables.values())}


def read_pack_files(workspace: Workspace, folder: Path) -> PackFiles:
    """Read the rule files of a pack and the CSV files that they name; `folder` may be a single rule file."""
    paths = [folder] if folder.is_file() else names_ending(folder, ".rule")
    paths.sort(key=lambda path: (path.name != "pack.rule", path.name))
    content: list[bytes] = []
    sources, problems = _texts(workspace, paths, content, named=folder.is_file())
    named = "".join(source.text for source in sources)
    beside = names_ending(folder.parent if folder.is_file() else folder, ".csv")
    paths = [path for path in beside if f'"{path.name}"' in named or path.name in (TERMS, CLAUSES)]
    tables, unreadable = _texts(workspace, paths, content, named=False)
    name = folder.stem if folder.is_file() else real_path(folder).name
    by_name = {Path(table.path).name: table for table in tables}
    digest = hashlib.sha256(b"".join(content)).hexdigest()
    return PackFiles(name, tuple(sources), digest, (*problems, *unreadable), by_name)


def _texts(
    workspace: Workspace, paths: Iterable[Path], content: list[bytes], *, named: bool
) -> tuple[list[SourceFile], list[Diagnostic]]:
    """Return the texts of `paths` and the problems of reading; append each file's bytes to `content`."""
    sources, problems = [], []
    shipped = str(rules_folder())  # an installer may replace files by links
    for path in paths:
        data, problem = workspace.read(
            str(path), "pack", None if named or is_below(str(path), shipped) else path.parent
        )
        if data is None:
            problems += [problem] if problem else []
            continue
        text = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
        # A name with a line end would look like the end of another file.
        name = path.name.replace("\\", "\\\\").replace("\n", "\\n")
        content += [f"{name}\n{len(text)}\n".encode("utf-8", "surrogateescape"), text]
        shown = workspace.shown(path)
        source, problem = decode_table(shown, data) if shown.endswith(".csv") else decode_rule(shown, text)
        if source is not None:
            sources.append(source)
        if problem is not None:
            problems.append(problem)
    return sources, problems


def decode_table(path: str, data: bytes) -> tuple[SourceFile | None, Diagnostic | None]:
    """Return the text of a CSV file of a pack; detect the encoding if it is not UTF-8.

    Return a diagnostic if the file cannot be decoded, or if its encoding is a guess.
    """
    if len(data) > LARGEST_OF_PACK[True]:
        return None, too_large(LARGEST_OF_PACK[True], path)
    try:
        return SourceFile(path, data.decode("utf-8-sig").replace("\r\n", "\n")), None
    except UnicodeDecodeError:
        text, problems = decode_text(path, data)
    if text is None:
        return None, table_not_decoded(path, problems[0].message)
    source = SourceFile(path, text.source.text.replace("\r\n", "\n"))
    return source, table_encoding(path, text.encoding) if text.guessed else None


def decode_rule(path: str, data: bytes) -> tuple[SourceFile | None, Diagnostic | None]:
    """Return the text of a rule file, or a diagnostic if the file is too large or not in UTF-8."""
    limit = LARGEST_OF_PACK[path.endswith(".csv")]
    if len(data) > limit:
        return None, too_large(limit, path)
    if encoding := wide_encoding(data):
        return None, wide(path, encoding)
    try:
        return SourceFile(path, data.decode("utf-8")), None
    except UnicodeDecodeError as broken:
        return None, not_utf8(path, data, broken)
