"""Published lists of companies, read from a file of their publisher and kept in the folder of a project.

Only the command that imports needs what reads these forms; a check reads kept lists (`pipeline/lists.py`).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.imports.encodings import decoded
from microdep_rules.bom.imports.sheets import rows_of
from microdep_rules.cells import cells_of, delimiter_of
from microdep_rules.lang.company_sheet import is_one_column
from microdep_rules.lists import errors as say
from microdep_rules.lists.read import Imported, read_table, read_text
from microdep_rules.lists.stored import as_text
from microdep_rules.lists.tables import form_of_rows
from microdep_rules.pipeline.lists import place_of
from microdep_rules.workspace.folders import is_file
from microdep_rules.workspace.reading import digest_of
from microdep_rules.workspace.workbooks import read_workbook
from microdep_rules.workspace.writing import write_aside

if TYPE_CHECKING:
    from microdep_rules.cells import Cell
    from microdep_rules.lists.entries import PublishedList
    from microdep_rules.lists.read import Asked
    from microdep_rules.pipeline.lists import Texts
    from microdep_rules.pipeline.project import Project
    from microdep_rules.source import SourceFile

_END = b"\x1a\r\n "
"""What OFAC writes behind the last line."""
_WORKBOOK = b"PK\x03\x04"
_SDN = re.compile(r"sdn(?=\.csv$)", re.IGNORECASE)


def import_list(project: Project, path: str, asked: Asked) -> tuple[Imported, Texts]:
    """A published list in a file, with the texts that its diagnostics are about."""
    data, problem = project.workspace.read(path, "list")
    shown = project.workspace.shown(path)
    if data is None:
        return Imported(None, [problem] if problem is not None else []), {}
    asked = replace(asked, digest=digest_of(data), source=asked.source or shown.rpartition("/")[2])
    if data.startswith(_WORKBOOK):
        return _in_workbook(shown, data, asked)
    text, problems = decoded(shown, data.rstrip(_END))
    if text is None:
        return Imported(None, [say.unknown_form(shown, [])]), {}
    read = read_text(text.source, asked)
    if read is None:
        read = read_table(shown, _rows(text.source), _aliases(project, path), asked)
    told = [each for each in problems if each.code != "import/encoding"]
    return replace(read, diagnostics=[*told, *read.diagnostics]), {shown: text.source}


def _rows(source: SourceFile) -> list[list[Cell]]:
    first = source.text.lstrip().split("\n", 1)[0]
    return list(cells_of(source, "\x1f" if is_one_column(first) else delimiter_of(first)))


def _aliases(project: Project, path: str) -> list[list[Cell]] | None:
    """The rows of ALT.CSV beside SDN.CSV; nothing where there is no such file."""
    beside = _SDN.sub(lambda found: "alt" if found[0].islower() else "ALT", path)
    if beside == path or not is_file(Path(beside)):
        return None
    data, _ = project.workspace.read(beside, "list")
    text = decoded(beside, data.rstrip(_END))[0] if data is not None else None
    return _rows(text.source) if text is not None else None


def _in_workbook(shown: str, data: bytes, asked: Asked) -> tuple[Imported, Texts]:
    """The first sheet of a workbook that holds a list."""
    sheets = [rows_of(shown, each) for each in read_workbook(data).sheets if not each.hidden]
    for source, rows in sheets:
        if form_of_rows(rows):
            return read_table(shown, rows, None, asked), {shown: source}
    first = [cell.text for cell in sheets[0][1][0]] if sheets and sheets[0][1] else []
    return Imported(None, [say.unknown_form(shown, first)]), {}


def keep_list(project: Project, found: PublishedList) -> Path:
    """Keeps a list beside the configuration; raises `OSError`."""
    path = place_of(project, found.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_aside(path, as_text(found).encode())
    return path
