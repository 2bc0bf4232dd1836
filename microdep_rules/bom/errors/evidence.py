"""Diagnostics for corrections by evidence that nobody opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Label, warning
from microdep_rules.messages.quoting import quoted

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span


class Named(NamedTuple):
    """What names a file of evidence, and what follows while the file is not there."""

    kind: str
    id: str
    follows: str

    @property
    def words(self) -> str:
        """As messages name it."""
        return f"{self.kind} {quoted(self.id)}"


def of_record(id_: str) -> Named:
    """A record of evidence."""
    return Named("evidence", id_, SHOWS_NOTHING)


def of_determination(id_: str) -> Named:
    """A determination, which names the document of the authority."""
    return Named("determination", id_, PERMITS_NOTHING)


def of_waiver(id_: str) -> Named:
    """A waiver, which relies on a file."""
    return Named("waiver", id_, NO_EFFECT)


def missing(by: Named, opened: Opened, at: Span) -> Diagnostic:
    """No file is at the path that is stated."""
    return warning(
        "evidence/missing",
        f"the file {quoted(opened.path)} of {by.words} is missing: {opened.because}",
        Label(at),
        help=f"put the file there, or correct the path; {by.follows}",
    )


def other_spelling(by: Named, opened: Opened, at: Span) -> Diagnostic:
    """A file is there whose name is spelt otherwise; on another system it would be another file."""
    return warning(
        "evidence/other-spelling",
        f"the file {quoted(opened.path)} of {by.words} is missing: {opened.because}",
        Label(at),
        help=f"{opened.fix}; {by.follows}",
    )


def not_a_path(by: Named, opened: Opened, at: Span) -> Diagnostic:
    """A path of evidence that is not opened, whatever it leads to."""
    return warning(
        "evidence/not-a-path",
        f"the path {quoted(opened.path)} of {by.words} is not opened: {opened.because}",
        Label(at),
        help=f"{opened.fix}; {by.follows}",
    )


def not_read(by: Named, opened: Opened, at: Span) -> Diagnostic:
    """Something is at the path that is stated, and it cannot be read."""
    return warning(
        "evidence/not-read",
        f"the file {quoted(opened.path)} of {by.words} is not read: {opened.because}",
        Label(at),
        help=f"{opened.fix}; {by.follows}",
    )


def different(by: Named, opened: Opened, at: Span) -> Diagnostic:
    """A file of evidence is not the one whose digest is stated."""
    return warning(
        "evidence/different",
        f"the file {quoted(opened.path)} of {by.words} has SHA-256 {opened.digest},"
        " and another one is stated",
        Label(at, "stated here"),
        help=f"find out which of them is right, and correct the file or the digest; {by.follows}",
    )


def no_path(by: Named, opened: Opened, at: Span) -> Diagnostic:
    """A document that is named without a path, by a digest or by nothing: nobody has opened it."""
    return warning(
        "evidence/no-path",
        f"the document of {by.words} is not compared with any file: {opened.because}",
        Label(at),
        help=f"{opened.fix}; {by.follows}",
    )


def no_document(by: Named, opened: Opened, at: Span) -> Diagnostic:
    """A record of evidence that names no document, so that nobody could ever open it."""
    return warning(
        "evidence/no-document",
        f"{by.words} names no document",
        Label(at),
        help=f"{opened.fix}, under `document`; if it is kept elsewhere, its `url` or `number`; {by.follows}",
    )


def own_file(by: Named, opened: Opened, at: Span) -> Diagnostic:
    """A file of the check itself, or of this program: it repeats what is declared, and shows none of it."""
    return warning(
        "evidence/own-file",
        f"the file {quoted(opened.path)} of {by.words} shows nothing: {opened.because}",
        Label(at),
        help=f"{opened.fix}; {by.follows}",
    )
