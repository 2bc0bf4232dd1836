"""What is said of files that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Label, error
from microdep_rules.source import Span

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic

CAUSES: dict[type[Exception], str] = {
    FileNotFoundError: "there is no such file",
    PermissionError: "it may not be read",
    IsADirectoryError: "it is a folder",
}
NOT_A_FILE = "it is not a regular file"
_WORDS = {
    "bom": "the bill of materials",
    "context": "the context",
    "pack": "the rule file",
    "config": "the configuration",
}
_PHASES = {"bom": "bom", "context": "context", "pack": "syntax", "config": "config"}


def unreadable(path: str, what: str, cause: str) -> Diagnostic:
    """A file that cannot be opened."""
    return error(
        f"{_PHASES[what]}/cannot-be-read",
        f"{_WORDS[what]} `{path}` cannot be read: {cause}",
        Label(Span(path, 0, 0)),
        help="check the path",
    )


def form_not_read(path: str, suffix: str) -> Diagnostic:
    """A file that is named like a bill of materials and has a form that is not read."""
    return error(
        "bom/form-not-read",
        f"a file that ends with `{suffix}` is not read as a bill of materials",
        Label(Span(path, 0, 0)),
        help="give it as YAML or JSON, or rename it if it is no bill of materials",
    )


def wide(path: str, encoding: str) -> Diagnostic:
    """A rule file in an encoding of two or four bytes."""
    return error(
        "syntax/not-utf-8",
        f"the rule file is in {encoding}, and only UTF-8 is read",
        Label(Span(path, 0, 0)),
        help="save the file as UTF-8",
    )


def not_utf8(path: str, data: bytes, problem: UnicodeDecodeError) -> Diagnostic:
    """A rule file in another encoding."""
    at = len(data[: problem.start].decode("utf-8"))
    return error(
        "syntax/not-utf-8",
        f"the rule file is not UTF-8: the byte {data[problem.start]:02X} has no meaning here",
        Label(Span(path, at, at)),
        help="save the file as UTF-8",
    )
