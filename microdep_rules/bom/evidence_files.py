"""Files that evidence and determinations name: check of the paths, and results of opening the files.

This module opens no file. A document is untrusted input, and its paths may lead to other files. A path is
allowed only if it stays inside the folder of the document and is spelled the same on all systems.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.messages import phrase_of
from microdep_rules.messages.quoting import quoted
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.placeholder_names import names_somebody

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom, Element

AGREES, NO_DIGEST, DIFFERENT = "agrees", "no digest stated", "different"
MISSING, NOT_READ, NOT_OPENED = "missing", "not read", "not opened"
UNPROVEN = frozenset({DIFFERENT, MISSING, NOT_READ})
"""States of an evidence file that may not be the file that the record means.

Evidence with a file in one of these states proves nothing.
"""
DEEPEST = 32
"""Maximum number of folders in a path."""
LONGEST = 1000
READ = frozenset({AGREES, NO_DIGEST})
"""States of a file that was read: the file agrees with the record, or the record states no digest."""
NO_DOCUMENT = "no-document"
PROBLEMS = frozenset(
    {
        *("missing", "other-spelling", "not-a-path", "not-read", "own-file"),
        *("different", "no-path", NO_DOCUMENT),
    }
)
"""Problems with a file that diagnostics report."""
_URL = pattern(r"[A-Za-z][A-Za-z0-9+.-]+:")
_DRIVE = pattern(r"[A-Za-z]:")
_ADDRESS = pattern(
    r"(?:https?://[^\s/?#]+\S*|(?!https?:|file:|data:)[A-Za-z][A-Za-z0-9+.-]+:\S+)", re.IGNORECASE
)
"""Internet address, or another address such as `doi:10.1000/1`, from which other people can get a document.
"""


class OpenedFile(Struct, frozen=True):
    """Result of opening the file of an evidence record."""

    state: str
    because: str = ""
    """Reason why the file was not read or differs from the record; empty if the file agrees."""
    fix: str = ""
    problem: str = ""
    """One of `PROBLEMS`; empty if the file has no problem."""
    digest: str = ""
    """SHA-256 of the opened file, in hexadecimal."""
    size: int = 0
    named_in: str = ""
    """Name of the file that contains the record, as outputs show it."""
    path: str = ""
    """Path of the file, as the record states the path."""
    shown: str = ""
    """Name of the opened file, as outputs show it."""
    stated: bool = False
    """True if a bundle states the result and no file was opened."""
    marks: tuple[str, ...] = ()
    """Further reasons why the record proves nothing, such as that it has expired or has no issuer."""
    corrects: bool = False
    """True if a correction of a fact relies on this record, but the file of the record was not opened.

    Such a record proves nothing.
    """


class FileLook(Struct, frozen=True):
    """Result of opening a file of evidence, with the path and the digest that a document states for the file.

    `named_in` is the document that names the file.
    """

    named_in: str
    path: str
    digest: str
    opened: OpenedFile


FileOpener = Callable[[str, Mapping[str, object]], OpenedFile]
"""Function that opens the file of a record.

The arguments of the function are the file that contains the record, and the record.
"""


class PathRefusal(Struct, frozen=True):
    """Reason why a path is not opened, and the fix."""

    because: str
    fix: str


DETERMINATION = "determination"
"""Word before the id of a determination in lists of evidence, as in `determination d-1`."""


def records_with_files(bom: Bom) -> dict[str, Element]:
    """Return evidence and determinations, which may name a file; the keys are their names in outputs."""
    return {**bom.evidence, **determinations(bom)}


def determinations(bom: Bom) -> dict[str, Element]:
    """Return the determinations that name a document, each with a name such as `determination d-1`.

    These names differ from the ids of evidence.
    """
    records: dict[str, Element] = {}
    for record in bom.records(bom.context, "determinations") if bom.context is not None else ():
        if "document" in record.data:
            name = f"{DETERMINATION} {record.id}"
            records[f"{name} ({len(records) + 1})" if name in records else name] = record
    return records


def unproven(evidence: Mapping[str, OpenedFile]) -> frozenset[str]:
    """Return the ids of records with missing, unread or different files; these records prove nothing."""
    return frozenset(id_ for id_, opened in evidence.items() if file_problem(opened))


def file_problem(opened: OpenedFile) -> str:
    """Return the reason why a file proves nothing; empty if the file may prove a fact.

    >>> file_problem(OpenedFile(MISSING, path="gone.pdf")), file_problem(OpenedFile(AGREES))
    ('names the file `gone.pdf`, which is missing', '')
    """
    if opened.state == NOT_OPENED and opened.corrects:
        return "names a document that nobody opened, by which a fact is corrected"
    if opened.state not in UNPROVEN:
        return ""
    if opened.problem == NO_DOCUMENT:
        return "names no document"
    if not opened.path:
        return f"names a document that was not opened: {opened.because}"
    problem = {MISSING: "is missing", DIFFERENT: "has another SHA-256 than is stated"}
    return f"names the file {quoted(opened.path)}, which {problem.get(opened.state, 'is not read')}"


def path_of(record: Mapping[str, object]) -> str:
    """Return the path that a record of evidence states; empty if the record states no path."""
    return str(_document(record).get("path", ""))


def stated_digest(record: Mapping[str, object]) -> str:
    """Return the SHA-256 that a record of evidence states, in lower case; empty if the record states none."""
    return str(_document(record).get("sha256", "")).lower()


def result_without_path(record: Mapping[str, object]) -> OpenedFile:
    """Return the result for a record without a path. No file is opened for a record without a path.

    A document with only a digest proves nothing, because no file was compared with the digest. A record that
    names no document proves nothing. A record with only an internet address or a document number may prove a
    fact.
    """
    if "document" not in record:
        return OpenedFile(NOT_READ, phrase_of("evidence/incomplete", "no-document"), problem=NO_DOCUMENT)
    if because := path_problem(record):
        return OpenedFile(NOT_READ, because, problem="no-path")
    name = "url-not-opened" if _document(record).get("url") else "number-not-opened"
    return OpenedFile(NOT_OPENED, phrase_of("evidence/incomplete", name))


def path_problem(record: Mapping[str, object]) -> str:
    """Return the reason why a record without a path proves nothing; empty if the record may prove a fact.

    >>> path_problem({"document": {"sha256": "0" * 64}})
    'the record states a SHA-256, but no path'
    >>> path_problem({"document": {"url": "https://a.example/d.pdf"}}), path_problem({})
    ('', '')
    >>> path_problem({"document": {"url": "letter.pdf"}})
    'the `url` of the document is not an address, and the record states no path'
    >>> path_problem({"document": {"number": "n/a"}})
    'the `number` of the document is not a number, and the record states no path'
    """
    document = _document(record)
    if "document" not in record or document.get("path"):
        return ""
    if document.get("sha256"):
        return phrase_of("evidence/incomplete", "only-digest")
    url, number = (str(document.get(name, "")).strip() for name in ("url", "number"))
    if _ADDRESS.fullmatch(url) or _is_number(number):
        return ""
    if url:
        return phrase_of("evidence/incomplete", "no-address")
    return phrase_of("evidence/incomplete", "no-number" if number else "nothing")


def _is_number(text: str) -> bool:
    """Return whether a text may be a document number; `n/a` and `-` are not."""
    return any(character.isdigit() for character in text) or names_somebody(text)


def _document(record: Mapping[str, object]) -> dict[str, object]:
    document = record.get("document")
    return document if isinstance(document, dict) else {}


def split_path(path: str) -> tuple[str, ...] | PathRefusal:
    """Return the folders and the file name of a path, or the reason why the path is not opened.

    >>> split_path("./papers//mill.pdf")
    ('papers', 'mill.pdf')
    >>> split_path("../mill.pdf").because
    'the path leads out of the folder of the document'
    """
    below = phrase_of("evidence/file-missing", "below")
    if not path.isprintable():
        return PathRefusal(
            phrase_of("evidence/file-missing", "invisible"), phrase_of("evidence/file-missing", "rename")
        )
    if len(path) > LONGEST:
        return PathRefusal(phrase_of("evidence/file-missing", "long", count=LONGEST), below)
    if path.startswith(("/", "\\")) or _DRIVE.match(path):
        return PathRefusal(phrase_of("evidence/file-missing", "absolute"), below)
    if _URL.match(path):
        return PathRefusal(
            phrase_of("evidence/file-missing", "url"), phrase_of("evidence/file-missing", "write-url")
        )
    if "\\" in path:
        right = f"`{path.replace(chr(92), '/')}`"
        return PathRefusal(
            phrase_of("evidence/file-missing", "backslash"),
            phrase_of("evidence/file-missing", "write-path", path=right),
        )
    names = tuple(name for name in path.split("/") if name not in {"", "."})
    if ".." in names:
        return PathRefusal(phrase_of("evidence/file-missing", "outside"), below)
    if not names or path.endswith(("/", "/.")):
        return PathRefusal(
            phrase_of("evidence/file-missing", "folder"), phrase_of("evidence/file-missing", "name-file")
        )
    if len(names) > DEEPEST:
        return PathRefusal(phrase_of("evidence/file-missing", "deep", count=DEEPEST), below)
    if any(name.startswith(".") for name in names):
        return PathRefusal(
            phrase_of("evidence/file-missing", "hidden"), phrase_of("evidence/file-missing", "no-dot")
        )
    return names
