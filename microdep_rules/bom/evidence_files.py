"""Files that records name: the paths that may be opened, and the results of opening them.

Records of evidence name files, and so do determinations: the document by which an authority decided.

Nothing is opened here. A document is untrusted, and its paths may aim at other files: only paths below the
folder of the document count, and only if every system spells them alike.
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
"""States of a file that is not the stated one, or may not be: such a record shows nothing."""
DEEPEST = 32
"""A path has so many folders at most."""
LONGEST = 1000
READ = frozenset({AGREES, NO_DIGEST})
"""States of a file that was opened and read, and does not differ from the stated one."""
NO_DOCUMENT = "no-document"
PROBLEMS = frozenset(
    {
        *("missing", "other-spelling", "not-a-path", "not-read", "own-file"),
        *("different", "no-path", NO_DOCUMENT),
    }
)
"""Problems of a file that diagnostics report."""
_URL = pattern(r"[A-Za-z][A-Za-z0-9+.-]+:")
_DRIVE = pattern(r"[A-Za-z]:")
_ADDRESS = pattern(
    r"(?:https?://[^\s/?#]+\S*|(?!https?:|file:|data:)[A-Za-z][A-Za-z0-9+.-]+:\S+)", re.IGNORECASE
)
"""An address from which a third party can fetch a document."""


class OpenedFile(Struct, frozen=True):
    """Result of opening the file that one record of evidence names."""

    state: str
    because: str = ""
    """The reason for which the file was not read, or differs; empty where there is nothing to explain."""
    fix: str = ""
    problem: str = ""
    """One of `PROBLEMS`; empty if nothing is wrong."""
    digest: str = ""
    """SHA-256 of the file that was read, in hexadecimal."""
    size: int = 0
    named_in: str = ""
    """The file in which the record is written, as outputs name it."""
    path: str = ""
    """The path that the record states."""
    shown: str = ""
    """The file that was read, as outputs name it."""
    stated: bool = False
    """True if a bundle states it, so that no file was opened."""
    marks: tuple[str, ...] = ()
    """Reasons for which the record shows nothing, whatever its file is: expired, issued later, no issuer."""
    corrects: bool = False
    """True if a correction relies on it and on no opened file, so that it is evidence of no fact."""


class FileLook(Struct, frozen=True):
    """One file of evidence that was opened: where it is named, the digest stated there, and the result."""

    named_in: str
    path: str
    digest: str
    opened: OpenedFile


FileOpener = Callable[[str, Mapping[str, object]], OpenedFile]
"""Opens the file that a record names, which is written in the file of this name."""


class PathRefusal(Struct, frozen=True):
    """The reason for not opening a path, and the fix."""

    because: str
    fix: str


DETERMINATION = "determination"
"""The kind of record, which precedes its id in lists of evidence."""


def records_with_files(bom: Bom) -> dict[str, Element]:
    """Records that may name a file, evidence and determinations, by their names in lists."""
    return {**bom.evidence, **determinations(bom)}


def determinations(bom: Bom) -> dict[str, Element]:
    """Determinations that name a document, by their names in lists; no id of evidence has a blank."""
    records: dict[str, Element] = {}
    for record in bom.records(bom.context, "determinations") if bom.context is not None else ():
        if "document" in record.data:
            name = f"{DETERMINATION} {record.id}"
            records[f"{name} ({len(records) + 1})" if name in records else name] = record
    return records


def unproven(evidence: Mapping[str, OpenedFile]) -> frozenset[str]:
    """Ids of the records that show nothing because their files are missing, unread or different."""
    return frozenset(id_ for id_, opened in evidence.items() if file_problem(opened))


def file_problem(opened: OpenedFile) -> str:
    """Return the reason by which a file shows nothing; empty where it may show something.

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
    what = {MISSING: "is missing", DIFFERENT: "has another SHA-256 than is stated"}
    return f"names the file {quoted(opened.path)}, which {what.get(opened.state, 'is not read')}"


def path_of(record: Mapping[str, object]) -> str:
    """Return the path that a record of evidence states; empty if none."""
    return str(_document(record).get("path", ""))


def stated_digest(record: Mapping[str, object]) -> str:
    """Return the SHA-256 that a record of evidence states, in lower case; empty if none."""
    return str(_document(record).get("sha256", "")).lower()


def result_without_path(record: Mapping[str, object]) -> OpenedFile:
    """Result for a record without a path, for which no file is opened.

    A document with only a digest was compared with nothing, and shows nothing; nor does a record that names
    no document. One with only an address or a number is a statement like any other.
    """
    if "document" not in record:
        return OpenedFile(NOT_READ, phrase_of("evidence/incomplete", "no-document"), problem=NO_DOCUMENT)
    if because := path_problem(record):
        return OpenedFile(NOT_READ, because, problem="no-path")
    name = "url-not-opened" if _document(record).get("url") else "number-not-opened"
    return OpenedFile(NOT_OPENED, phrase_of("evidence/incomplete", name))


def path_problem(record: Mapping[str, object]) -> str:
    """Return why no file can be compared with the document that a record names; empty where one can be.

    >>> path_problem({"document": {"sha256": "0" * 64}})
    'it states a SHA-256 and no path'
    >>> path_problem({"document": {"url": "https://a.example/d.pdf"}}), path_problem({})
    ('', '')
    >>> path_problem({"document": {"url": "letter.pdf"}}), path_problem({"document": {"number": "n/a"}})
    ('its `url` is no address, and it states no path', 'its `number` names nothing, and it states no path')
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
    """Return whether a text can be the number of a document: `n/a` and `-` are none."""
    return any(character.isdigit() for character in text) or names_somebody(text)


def _document(record: Mapping[str, object]) -> dict[str, object]:
    held = record.get("document")
    return held if isinstance(held, dict) else {}


def split_path(path: str) -> tuple[str, ...] | PathRefusal:
    """Return the folders and the name of a path, or the reason for not opening it.

    >>> split_path("./papers//mill.pdf")
    ('papers', 'mill.pdf')
    >>> split_path("../mill.pdf").because
    'it leads out of the folder of the document'
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
