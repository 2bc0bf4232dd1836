"""Reader of the files of a custom page template; links out of the folder are refused."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from microdep_rules.output.visible import visible
from microdep_rules.report import errors as say
from microdep_rules.report.html import OURS, PAGE, our_files
from microdep_rules.signing.manifest import TEMPLATE, find_collision, is_portable
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
    """Error for a template that cannot be read; the message is the reason."""


def read_template(folder: Path, shown: str) -> tuple[dict[str, SourceFile], list[Diagnostic]]:
    """Return the files of a custom template by name, or diagnostics; standard files replace missing files.

    `shown` is the name of the folder in outputs. Links out of the folder are not followed.
    """
    sources = complete_template({})
    try:
        for path in _files(folder):
            name = path.relative_to(folder).as_posix()
            _require_portable(name, sources)
            sources[name] = SourceFile(f"{shown}/{name}", _text(path, folder, name))
    except OSError as problem:
        return {}, [say.template_unread(shown, problem.strerror or str(problem))]
    except _UnreadableError as problem:
        return {}, [say.template_unread(shown, str(problem))]
    if sources[PAGE].path == PAGE:
        return {}, [say.template_unread(shown, f"it has no {PAGE}")]
    return sources, []


def complete_template(sources: Mapping[str, SourceFile]) -> dict[str, SourceFile]:
    """Return the files of a template, completed with the standard files that the template lacks."""
    return {name: SourceFile(name, text) for name, text in our_files().items()} | dict(sources)


def custom_files(sources: Mapping[str, SourceFile]) -> dict[str, bytes]:
    """Return the files of a template to put into a bundle; empty if the template is the standard template."""
    if {name: source.text for name, source in sources.items()} == our_files():
        return {}
    return {
        name: source.text.encode()
        for name, source in sources.items()
        if name not in OURS or source.path != name
    }


def _files(folder: Path) -> Iterator[Path]:
    """Yield every template file in a folder, in a fixed order; raise an error for too many files."""
    count = 0
    waiting = [(folder, 0)]
    while waiting:
        at, depth = waiting.pop()
        for entry in sorted(os.scandir(at), key=lambda entry_: entry_.name):
            if entry.is_dir(follow_symlinks=False) and depth < DEEPEST:
                waiting.append((at / entry.name, depth + 1))
            elif entry.name.endswith(ENDINGS):
                count += 1
                if count > MOST_FILES:
                    raise _UnreadableError(f"it has more than {MOST_FILES} files")
                yield at / entry.name


def _require_portable(name: str, others: Iterable[str]) -> None:
    """Raise an error for a file name that a bundle cannot have, or that equals another on some systems."""
    if not is_portable(f"{TEMPLATE}/{name}"):
        raise _UnreadableError(f"a bundle cannot have the file `{visible(name)[:60]}`")
    if colliding := find_collision([*others, name]):
        raise _UnreadableError(f"`{colliding[0]}` and `{colliding[1]}` are one file on some systems")


def _text(path: Path, folder: Path, name: str) -> str:
    try:
        inside = behind_links(path).is_relative_to(behind_links(folder))
    except OSError:
        raise _UnreadableError(f"`{name}` is a circular link") from None
    if not inside:
        raise _UnreadableError(f"`{name}` leads out of the folder")
    if not path.is_file():
        raise _UnreadableError(f"`{name}` is not a file")
    with path.open("rb") as opened:
        data = opened.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise _UnreadableError(f"`{name}` is larger than 1 MiB")
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise _UnreadableError(f"`{name}` is not in UTF-8") from None
