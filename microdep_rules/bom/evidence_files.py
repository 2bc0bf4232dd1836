"""Files that records name: the paths that may be opened, and what opening them has shown.

Records of evidence name files, and so do determinations: the document by which an authority decided.

Nothing is opened here. A document may come from anybody, and its paths may be written to read other files:
only those count that lead from its folder downwards, spelt the same on every system.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.messages.quoting import quoted
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.nobody import names_somebody

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom, Element

AGREES, NO_DIGEST, DIFFERENT = "agrees", "no digest stated", "different"
MISSING, NOT_READ, NOT_OPENED = "missing", "not read", "not opened"
UNPROVEN = frozenset({DIFFERENT, MISSING, NOT_READ})
"""States in which the file is not the one that is stated, or nobody knows: such a record shows nothing."""
DEEPEST = 32
"""A path has so many folders at most."""
LONGEST = 1000
READ = frozenset({AGREES, NO_DIGEST})
"""States of a file that was opened and read, and is not another than is stated."""
NAME_IT = "write the `path` of the file, from the folder of this file"
NO_DOCUMENT = "evidence/no-document"
_URL = pattern(r"[A-Za-z][A-Za-z0-9+.-]+:")
_DRIVE = pattern(r"[A-Za-z]:")
_ADDRESS = pattern(
    r"(?:https?://[^\s/?#]+\S*|(?!https?:|file:|data:)[A-Za-z][A-Za-z0-9+.-]+:\S+)", re.IGNORECASE
)
"""An address from which somebody else can fetch a document."""


class Opened(Struct, frozen=True):
    """Result of opening the file that one record of evidence names."""

    state: str
    because: str = ""
    """Why the file was not read, or differs; empty where there is nothing to explain."""
    fix: str = ""
    code: str = ""
    """The diagnostic that reports it; empty where nothing is wrong."""
    digest: str = ""
    """SHA-256 of the file that was read, in hexadecimal."""
    size: int = 0
    named_in: str = ""
    """The file in which the record is written, as outputs name it."""
    path: str = ""
    """As the record states it."""
    shown: str = ""
    """The file that was read, as outputs name it."""
    stated: bool = False
    """Whether a bundle states it, so that no file was opened."""
    marks: tuple[str, ...] = ()
    """Why the record shows nothing whatever its file is: expired, issued later, issued by nobody."""
    corrects: bool = False
    """Whether a correction relies on it and on nothing that was opened, so that it is evidence of no fact."""


class Look(Struct, frozen=True):
    """One file of evidence that was opened: where it is named, the digest stated there, and the result."""

    named_in: str
    path: str
    digest: str
    opened: Opened


Opening = Callable[[str, Mapping[str, object]], Opened]
"""Opens the file that a record names, which is written in the file of this name."""


class Refused(Struct, frozen=True):
    """Why a path is not opened, and what to write instead."""

    because: str
    fix: str


DETERMINATION = "determination"
"""The kind of record, which stands before its id where it is listed among the evidence."""


def naming_files(bom: Bom) -> dict[str, Element]:
    """The records that may name a file by the names under which they are listed: evidence, determinations."""
    return {**bom.evidence, **determinations(bom)}


def determinations(bom: Bom) -> dict[str, Element]:
    """The determinations that name a document; no id of evidence has a blank."""
    found: dict[str, Element] = {}
    for record in bom.records(bom.context, "determinations") if bom.context is not None else ():
        if "document" in record.data:
            name = f"{DETERMINATION} {record.id}"
            found[f"{name} ({len(found) + 1})" if name in found else name] = record
    return found


def unproven(evidence: Mapping[str, Opened]) -> frozenset[str]:
    """The records that show nothing, because their files are missing, not read, or others."""
    return frozenset(id_ for id_, each in evidence.items() if why_file(each))


def why_file(opened: Opened) -> str:
    """Return the reason by which a file shows nothing; empty where it may show something.

    >>> why_file(Opened(MISSING, path="gone.pdf")), why_file(Opened(AGREES))
    ('names the file `gone.pdf`, which is missing', '')
    """
    if opened.state == NOT_OPENED and opened.corrects:
        return "names a document that nobody opened, by which a fact is corrected"
    if opened.state not in UNPROVEN:
        return ""
    if opened.code == NO_DOCUMENT:
        return "names no document"
    if not opened.path:
        return f"names a document that was not opened: {opened.because}"
    what = {MISSING: "is missing", DIFFERENT: "has another SHA-256 than is stated"}
    return f"names the file {quoted(opened.path)}, which {what.get(opened.state, 'is not read')}"


def path_of(record: Mapping[str, object]) -> str:
    """The path that a record of evidence states; empty where it states none."""
    return str(_document(record).get("path", ""))


def stated_digest(record: Mapping[str, object]) -> str:
    """The SHA-256 that a record of evidence states, in lower case; empty where it states none."""
    return str(_document(record).get("sha256", "")).lower()


def unopened(record: Mapping[str, object]) -> Opened:
    """Result for a record without a path, of which no file is opened.

    A document that is named by a digest alone was compared with nothing, and shows nothing; nor does a record
    that names no document. One with an address or a number alone is a statement like any other.
    """
    if "document" not in record:
        return Opened(NOT_READ, "it names no document", NAME_IT, NO_DOCUMENT)
    if because := lacks_path(record):
        return Opened(NOT_READ, because, NAME_IT, "evidence/no-path")
    what = "a URL" if _document(record).get("url") else "a number"
    return Opened(NOT_OPENED, f"{what} is not opened")


def lacks_path(record: Mapping[str, object]) -> str:
    """Return why no file can be compared with the document that a record names; empty where one can be.

    >>> lacks_path({"document": {"sha256": "0" * 64}})
    'it states a SHA-256 and no path'
    >>> lacks_path({"document": {"url": "https://a.example/d.pdf"}}), lacks_path({})
    ('', '')
    >>> lacks_path({"document": {"url": "letter.pdf"}}), lacks_path({"document": {"number": "n/a"}})
    ('its `url` is no address, and it states no path', 'its `number` names nothing, and it states no path')
    """
    document = _document(record)
    if "document" not in record or document.get("path"):
        return ""
    if document.get("sha256"):
        return "it states a SHA-256 and no path"
    url, number = (str(document.get(name, "")).strip() for name in ("url", "number"))
    if _ADDRESS.fullmatch(url) or _is_number(number):
        return ""
    if url:
        return "its `url` is no address, and it states no path"
    return "its `number` names nothing, and it states no path" if number else "it states nothing and no path"


def _is_number(text: str) -> bool:
    """Return whether a text can be the number of a document: `n/a` and `-` are none."""
    return any(each.isdigit() for each in text) or names_somebody(text)


def _document(record: Mapping[str, object]) -> dict[str, object]:
    held = record.get("document")
    return held if isinstance(held, dict) else {}


def steps_of(path: str) -> tuple[str, ...] | Refused:
    """The folders and the name that a path consists of, or why it is not opened.

    >>> steps_of("./papers//mill.pdf")
    ('papers', 'mill.pdf')
    >>> steps_of("../mill.pdf").because
    'it leads out of the folder of the document'
    """
    below = "save the file in the folder of the document or below it, and write the path from there"
    if not path.isprintable():
        return Refused("it has characters that nobody sees", "rename the file, and write its name in letters")
    if len(path) > LONGEST:
        return Refused(f"it is longer than {LONGEST} characters", below)
    if path.startswith(("/", "\\")) or _DRIVE.match(path):
        return Refused("it is an absolute path", below)
    if _URL.match(path):
        return Refused("it is a URL, and no URL is opened", f"write the URL under `url`; {below}")
    if "\\" in path:
        return Refused("it has a backslash", f"write `{path.replace(chr(92), '/')}`")
    steps = tuple(each for each in path.split("/") if each not in {"", "."})
    if ".." in steps:
        return Refused("it leads out of the folder of the document", below)
    if not steps or path.endswith(("/", "/.")):
        return Refused("it is a folder", "name the file in it")
    if len(steps) > DEEPEST:
        return Refused(f"it has more than {DEEPEST} folders", below)
    if any(step.startswith(".") for step in steps):
        return Refused(
            "it names a hidden file or folder", "save the file under a name without a dot in front"
        )
    return steps
