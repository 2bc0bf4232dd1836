"""What is said of records of evidence: of the files that they name, and of the days on which they count."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.diagnostics import Label, error, warning
from microdep_rules.messages.quoting import quoted
from microdep_rules.source import Span

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.bom.evidence_files import Opened
    from microdep_rules.diagnostics import Diagnostic

SHOWS_NOTHING = "until then it counts as no evidence"
PERMITS_NOTHING = "until then it is not known whether the determination applies"
NO_EFFECT = "until then the waiver has no effect"


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


OF_A_FILE = {
    "evidence/no-path": no_path,
    "evidence/no-document": no_document,
    "evidence/own-file": own_file,
    "evidence/missing": missing,
    "evidence/other-spelling": other_spelling,
    "evidence/not-a-path": not_a_path,
    "evidence/not-read": not_read,
    "evidence/different": different,
}


LENGTH = 64
OTHERS = {32: "MD5", 40: "SHA-1", 56: "SHA-224", 96: "SHA-384", 128: "SHA-512"}
"""How many digits the digests of other algorithms have."""


def digest_form(value: str, at: Span) -> Diagnostic:
    """A digest of evidence that is no SHA-256."""
    name, _, digits = value.rpartition(":")
    found = f"{len(digits)} characters" if len(digits) != LENGTH else "other characters among them"
    if len(digits) in OTHERS:
        found += f", as a digest by {OTHERS[len(digits)]} has"
    if name and len(digits) == LENGTH:
        found = f"{quoted(name + ':')} before them"
    return error(
        "evidence/digest-form",
        f"expected 64 hexadecimal digits of a SHA-256, found {found}",
        Label(at),
        help="write what `sha256sum FILE` prints, without the name of the file",
    )


def expired(id_: str, day: date, on: date, at: Span) -> Diagnostic:
    """A record of evidence has expired on a day by which a rule is judged."""
    return warning(
        "evidence/expired",
        f"evidence {quoted(id_)} expired on {day}, and facts that it shows are judged by {on}",
        Label(at),
        help="ask its issuer for a valid document, and record it; on that day it counts as no evidence",
    )


def issued_later(id_: str, day: date, on: date, at: Span) -> Diagnostic:
    """A record of evidence was issued after a day by which a rule is judged."""
    return warning(
        "evidence/issued-later",
        f"evidence {quoted(id_)} was issued on {day}, and facts that it shows are judged by {on}",
        Label(at),
        help="name the document that was valid on that day; on that day this one counts as no evidence",
    )


def issued_after_check(id_: str, day: date, as_of: date, at: Span) -> Diagnostic:
    """A record of evidence is issued after the day of the check, so that nobody has it on that day."""
    return warning(
        "evidence/issued-later",
        f"evidence {quoted(id_)} is issued on {day}, and the check is as of {as_of}",
        Label(at),
        help=f"correct the day of issue, or check as of {day} or later; until then it counts as no evidence",
    )


def incomplete(id_: str, lacking: str, at: Span) -> Diagnostic:
    """A record of evidence without an issuer or a day of issue."""
    return warning(
        "evidence/incomplete",
        f"evidence {quoted(id_)} states no {lacking}",
        Label(at),
        help=f"state what the document says, as `issuer: mill-co` and `issued: 2026-05-04`; {SHOWS_NOTHING}",
    )


def names_nobody(id_: str, issuer: str, at: Span) -> Diagnostic:
    """A record of evidence whose issuer is a text such as `third party`."""
    return warning(
        "evidence/names-nobody",
        f"{quoted(issuer)} as the issuer of evidence {quoted(id_)} names nobody in particular",
        Label(at),
        help=f"write the name of the company or authority that the document shows; {SHOWS_NOTHING}",
    )


def too_large_to_attach(most: int, files: int, path: str) -> Diagnostic:
    """A bundle would carry more evidence than a bundle may."""
    return error(
        "evidence/not-attached",
        f"the files of evidence have more than {most // 1024**2} MB together, or are more than {files:,},"
        " and are not attached",
        Label(Span(path, 0, 0)),
        help="write the report without `--attach-evidence`: it names each file by its digest",
    )
