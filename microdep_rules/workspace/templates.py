"""The folder of a template that somebody brings: its files, and nothing that lies elsewhere."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from microdep_rules.output.visible import visible
from microdep_rules.report import errors as say
from microdep_rules.report.html import OURS, PAGE, our_files
from microdep_rules.signing.manifest import TEMPLATE, collision, is_portable
from microdep_rules.source import SourceFile
from microdep_rules.workspace.folders import behind_links

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from microdep_rules.diagnostics import Diagnostic

ENDINGS = (".j2", ".css", ".svg")
MOST_FILES, LARGEST = 100, 1024 * 1024
DEEPEST = 4


class _UnreadableError(Exception):
    """Why a template cannot be read."""


def read_template(folder: Path, shown: str) -> tuple[dict[str, SourceFile], list[Diagnostic]]:
    """The files of a template by their names in it; a style sheet that is left out is ours.

    `shown` is what outputs call the folder. Links are followed inside of the folder alone.
    """
    found = with_ours({})
    try:
        for path in _files(folder):
            name = path.relative_to(folder).as_posix()
            _named(name, found)
            found[name] = SourceFile(f"{shown}/{name}", _text(path, folder, name))
    except OSError as problem:
        return {}, [say.template_unread(shown, problem.strerror or str(problem))]
    except _UnreadableError as problem:
        return {}, [say.template_unread(shown, str(problem))]
    if found[PAGE].path == PAGE:
        return {}, [say.template_unread(shown, f"it has no {PAGE}")]
    return found, []


def with_ours(sources: Mapping[str, SourceFile]) -> dict[str, SourceFile]:
    """The files of a template with ours in the place of those that it leaves out."""
    return {name: SourceFile(name, text) for name, text in our_files().items()} | dict(sources)


def own_files(sources: Mapping[str, SourceFile]) -> dict[str, bytes]:
    """The files of a custom template that a bundle keeps; none where all of them are ours, word by word."""
    if {name: each.text for name, each in sources.items()} == our_files():
        return {}
    return {
        name: each.text.encode() for name, each in sources.items() if name not in OURS or each.path != name
    }


def _files(folder: Path) -> Iterator[Path]:
    """Every file of a template, in order."""
    many = 0
    waiting = [(folder, 0)]
    while waiting:
        at, depth = waiting.pop()
        for entry in sorted(os.scandir(at), key=lambda each: each.name):
            if entry.is_dir(follow_symlinks=False) and depth < DEEPEST:
                waiting.append((at / entry.name, depth + 1))
            elif entry.name.endswith(ENDINGS):
                many += 1
                if many > MOST_FILES:
                    raise _UnreadableError(f"it has more than {MOST_FILES} files")
                yield at / entry.name


def _named(name: str, others: Iterable[str]) -> None:
    """Refuses a name that no bundle has, since it would be another one on some systems."""
    if not is_portable(f"{TEMPLATE}/{name}"):
        raise _UnreadableError(f"no bundle has a file `{visible(name)[:60]}`")
    if colliding := collision([*others, name]):
        raise _UnreadableError(f"`{colliding[0]}` and `{colliding[1]}` are one file on some systems")


def _text(path: Path, folder: Path, name: str) -> str:
    try:
        inside = behind_links(path).is_relative_to(behind_links(folder))
    except OSError:
        raise _UnreadableError(f"`{name}` leads in a circle") from None
    if not inside:
        raise _UnreadableError(f"`{name}` leads out of it")
    if not path.is_file():
        raise _UnreadableError(f"`{name}` is no file")
    with path.open("rb") as opened:
        data = opened.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise _UnreadableError(f"`{name}` is larger than 1 MiB")
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise _UnreadableError(f"`{name}` is not written in UTF-8") from None
