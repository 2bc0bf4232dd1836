"""What is said when a file cannot be read as one exact document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.errors.allowed import FACT
from microdep_rules.bom.scalars import MAX_DIGITS, Refusal
from microdep_rules.diagnostics import Diagnostic, Label, error, warning
from microdep_rules.messages.quoting import quoted

if TYPE_CHECKING:
    from microdep_rules.bom.schemas import Kind
    from microdep_rules.source import Span

MEGABYTE = 1024 * 1024
BEGIN: dict[Kind, str] = {
    "bom": "begin with `schema: microdep-bom/1` and a list of `components`",
    "context": "begin with `schema: microdep-context/1`, and the contract facts below it",
    "mapping": "begin with `schema: microdep-mapping/1` and a record of `columns`",
    "overlay": "begin with `schema: microdep-overlay/1` and a list of `parts`",
    "waivers": "begin with `schema: microdep-waivers/1` and a list of `waivers`",
    "baseline": "begin with `schema: microdep-baseline/1`; `--write-baseline` writes the file",
    "figures": "begin with `schema: microdep-figures/1` and a list of `sources`",
    "dossier": "begin with `schema: microdep-dossier/1`, a `title` and the day on which it was `reviewed`",
    "scenario": "begin with `schema: microdep-scenario/1`, a `name` and a list of `events`",
}
"""How a document of each kind begins."""
BEGINS = frozenset({"bom/empty-file", "bom/not-a-document"})
"""What is said of a file that does not begin as a document."""
WITH_UNKNOWN = frozenset({"bom", "context", "overlay"})
"""Kinds of documents whose facts may be stated to be unknown, with a reason."""


def too_large(size: int, limit: int, kind: str, at: Span) -> Diagnostic:
    """The file is larger than anything that is read."""
    help_line = (
        "split it into several documents" if kind == "JSON" else "write it as JSON, which is read much faster"
    )
    return error(
        "bom/file-too-large",
        f"the file has {size // MEGABYTE} MB, and {kind} is read up to {limit // MEGABYTE} MB",
        Label(at),
        help=help_line,
    )


def too_many_values(limit: int, at: Span) -> Diagnostic:
    """A YAML file that would fill the memory, although it is not too large as a file."""
    return error(
        "bom/file-too-large",
        f"the file has more than {limit:,} values, and YAML is read up to so many",
        Label(at, "one value too many"),
        help="write it as JSON, which is read much faster",
    )


def empty_file(at: Span) -> Diagnostic:
    """There is nothing in the file."""
    return error(
        "bom/empty-file",
        "the file is empty",
        Label(at, "nothing here"),
        help=BEGIN["bom"],
    )


def not_a_text(what: str, at: Span) -> Diagnostic:
    """The bytes are those of another kind of file."""
    return error(
        "bom/not-a-text",
        f"the file is {what}, not YAML or JSON",
        Label(at),
        help="give the document as YAML or JSON",
    )


def wide_encoding(encoding: str, at: Span) -> Diagnostic:
    """The text is in an encoding of two or four bytes."""
    return error(
        "bom/not-utf-8",
        f"the file is in {encoding}, and only UTF-8 is read",
        Label(at),
        help="save the file as UTF-8",
    )


def not_utf8(byte: int, at: Span) -> Diagnostic:
    """A byte does not belong to any UTF-8 text."""
    return error(
        "bom/not-utf-8",
        f"the file is not UTF-8: the byte {byte:02X} has no meaning here",
        Label(at, "here"),
        help="save the file as UTF-8; it may be in Windows-1252 or Latin-1",
    )


def control_character(char: str, at: Span) -> Diagnostic:
    """A character that no text has."""
    return error(
        "bom/control-character",
        f"the control character U+{ord(char):04X} stands in the file",
        Label(at, "here"),
        help="remove it; the file may be damaged or not be a text",
    )


def invisible_character(found: str, at: Span) -> Diagnostic:
    """A character that cannot be seen, or that changes the order in which text is shown."""
    return warning(
        "bom/invisible-character",
        f"a character that cannot be seen stands in the text: {_code(found)}",
        Label(at, "here"),
        help="remove it, unless the language of the text needs it",
    )


def half_a_character(at: Span) -> Diagnostic:
    r"""A `\ud800`-like escape without its other half."""
    return error(
        "bom/half-a-character",
        "the text has one half of a character",
        Label(at, "`\\ud…` needs its other half"),
        help="write the character itself, in UTF-8",
    )


def duplicate_key(key: str, again: Span, first: Span) -> Diagnostic:
    """The same key twice in one record."""
    return error(
        "bom/duplicate-key",
        f"the key {quoted(key)} is given twice",
        Label(again, "again here"),
        labels=(Label(first, "first here"),),
        help="keep one of them",
    )


def too_deep(limit: int, at: Span) -> Diagnostic:
    """More lists and records inside one another than any document needs."""
    return error(
        "bom/too-deep",
        f"lists and records are nested more than {limit} deep",
        Label(at, "one level too many"),
        help="write the components in a flat list and refer to them with `ref`",
    )


def refused_number(why: Refusal, text: str, at: Span) -> Diagnostic:
    """A number that cannot be kept as an exact number."""
    if why is Refusal.NOT_FINITE:
        return error(
            "bom/not-a-finite-number",
            f"{quoted(text)} is not a number that can be compared",
            Label(at, "not a number"),
            help=FACT.fixed("write the number"),
        )
    return error(
        "bom/number-too-long",
        f"the number is too long: it may have {MAX_DIGITS} digits, and powers of ten up to {MAX_DIGITS}",
        Label(at, quoted(text)),
        help="write the number with fewer digits, or put it in quotes if it is a text",
    )


def not_a_record(found: str, at: Span) -> Diagnostic:
    """The document is a text, a number or a list."""
    return error(
        "bom/not-a-document",
        f"a document is a record of fields, and this is {found}",
        Label(at, "the whole of the file"),
        help=BEGIN["bom"],
    )


def too_many_problems(kept: int, at: Span) -> Diagnostic:
    """More mistakes than anybody reads."""
    return warning(
        "bom/too-many-problems",
        f"only the first {kept} problems of this file are shown",
        Label(at),
        help="mend these and run again",
    )


def many_problems(looked_at: int, at: Span) -> Diagnostic:
    """So many mistakes that not all of them are looked at."""
    return warning(
        "bom/too-many-problems",
        f"this file has more than {looked_at} problems, and no more were looked at",
        Label(at),
        help="mend the first of them and run again; many of them may have one cause",
    )


def not_looked_at(entries: int, at: Span) -> Diagnostic:
    """Something is wrong where lists are too long to be gone through entry by entry."""
    return error(
        "bom/too-many-problems",
        f"something is wrong behind entry {entries} of a list that is in another list as long",
        Label(at),
        help="divide the file, and check the parts of it one by one",
    )


def of_kind(found: Diagnostic, kind: Kind) -> Diagnostic:
    """What is said of a file as a whole, for the kind of document that it is to be."""
    if found.code in BEGINS:
        return replace(found, help=BEGIN[kind])
    if found.code == "bom/not-a-finite-number" and kind not in WITH_UNKNOWN:
        return replace(found, help="write the number")
    return found


def _code(found: str) -> str:
    return ", ".join(dict.fromkeys(f"U+{ord(each):04X}" for each in found))
