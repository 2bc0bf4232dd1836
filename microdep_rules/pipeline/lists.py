"""Published lists of companies of a project: imported into its folder, and put into packs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.bom.imports.encodings import decoded
from microdep_rules.bom.imports.sheets import rows_of
from microdep_rules.cells import cells_of, delimiter_of
from microdep_rules.lang.company_sheet import is_one_column
from microdep_rules.lists import errors as say
from microdep_rules.lists.read import Imported, read_table, read_text
from microdep_rules.lists.replaced import with_imported
from microdep_rules.lists.stored import as_text, days_too_old, from_text
from microdep_rules.lists.tables import form_of_rows
from microdep_rules.output.checked import Input, ListUsed
from microdep_rules.source import SourceFile
from microdep_rules.workspace.files import digest_of
from microdep_rules.workspace.folders import is_file
from microdep_rules.workspace.workbooks import read_workbook
from microdep_rules.workspace.writing import write_aside

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lists.entries import PublishedList
    from microdep_rules.lists.read import Asked
    from microdep_rules.output.checked import PackUsed
    from microdep_rules.pipeline.project import Project

FOLDER = "company-lists"
"""Where imported lists are kept, beside the configuration."""
STALE_AFTER = 90
"""So many days after its publication a list counts as whole, where the configuration does not state it."""
NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
KIND = "company list"
_END = b"\x1a\r\n "
"""What OFAC writes behind the last line."""
_WORKBOOK = b"PK\x03\x04"
_SDN = re.compile(r"sdn(?=\.csv$)", re.IGNORECASE)
Texts = dict[str, SourceFile]


class Lists(Struct, frozen=True):
    """The imported lists that packs of a run have an excerpt of."""

    by_name: dict[str, PublishedList] = field(default_factory=dict)
    inputs: tuple[Input, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Texts = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)


# ---- in use --------------------------------------------------------------------------------------


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
            inputs.append(Input(shown, digest_of(data), KIND))
    return replace(found, inputs=tuple(inputs), diagnostics=tuple(problems))


def _kept(project: Project, path: Path) -> tuple[bytes | None, PublishedList | None, Diagnostic | None]:
    """The bytes of a kept list, and the list or what is wrong with it."""
    shown = project.workspace.shown(path)
    data, problem = project.workspace.read(str(path), "list", shown=shown)
    if data is None:
        return None, None, problem
    kept = from_text(data)
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
    uses = tuple(with_lists(each, lists, most) for each in used.uses)
    return replace(used, pack=with_imported(used.pack, lists, most), uses=uses)


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
            days_too_old(kept, as_of, most) > 0,
        )
        for name, kept in lists.by_name.items()
    )


def stale_lists(project: Project, lists: Lists, as_of: date) -> list[Diagnostic]:
    """What is said of lists that are too old."""
    most = most_days(project)
    return [
        say.stale(name, kept.day, days, most, lists.paths[name])
        for name, kept in lists.by_name.items()
        if (days := days_too_old(kept, as_of, most))
    ]


# ---- importing -----------------------------------------------------------------------------------


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
