"""Paths in outputs for people, relative to the current folder.

A record states each path relative to the folder of the configuration. A person who starts a command in a
subfolder needs paths that are valid in this subfolder.
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from microdep_rules.source import SourceFile

_TO_CURRENT_FOLDER: ContextVar[Callable[[str], str] | None] = ContextVar("paths", default=None)


def convert_paths_with(function: Callable[[str], str] | None) -> None:
    """Set the function that converts a path of a record; with `None`, paths stay as in the record."""
    _TO_CURRENT_FOLDER.set(function)


def from_here(path: str) -> str:
    """Return a path of a record as a path that is valid in the current folder.

    >>> from_here("boards/bom.yaml")
    'boards/bom.yaml'
    """
    convert = _TO_CURRENT_FOLDER.get()
    return convert(path) if convert is not None and path else path


def place_from_here(source: SourceFile, offset: int) -> str:
    """Return a position such as `bom.yaml:12:3`, with a path that is valid in the current folder."""
    return from_here(source.path) + source.place(offset).removeprefix(source.path)


def with_paths_from_here(text: str, paths: Iterable[str]) -> str:
    """Return a text of a record in which the given paths are converted for the current folder."""
    for path in paths if _TO_CURRENT_FOLDER.get() is not None else ():
        if path in text and (new := from_here(path)) != path:
            literal = new.replace("\\", r"\\")
            text = re.sub(rf"(?<![\w./-]){re.escape(path)}(?![\w/-])", literal, text)
    return text


def with_quoted_paths_from_here(text: str) -> str:
    """Return a text in which every quoted word is a path, with the paths converted for the current folder.

    >>> with_quoted_paths_from_here("the overlay `more.yaml` cannot be used")
    'the overlay `more.yaml` cannot be used'
    """
    return re.sub(r"`([^`]+)`", lambda quoted: f"`{from_here(quoted[1])}`", text)
