"""What is said when a file cannot be read as one exact document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.scalars import MAX_DIGITS, Refusal
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from microdep_rules.bom.schemas import Kind
    from microdep_rules.diagnostics import Diagnostic
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
BEGINS = frozenset({"file/empty"})
"""What is said of a file that does not begin as a document."""


def too_large(size: int, limit: int, kind: str, at: Span) -> Diagnostic:
    """Return the error for a file larger than the limit."""
    return diagnose("file/too-large", at, megabytes=size // MEGABYTE, limit=limit // MEGABYTE, format=kind)


def too_many_values(limit: int, at: Span) -> Diagnostic:
    """Return the error for a YAML file with too many values."""
    return diagnose("file/too-large", at, "values", count=limit)


def empty_file(at: Span) -> Diagnostic:
    """Return the error for an empty file."""
    return diagnose("file/empty", at, begin=BEGIN["bom"])


def not_a_text(what: str, at: Span) -> Diagnostic:
    """Return the error for a file of another kind."""
    return diagnose("file/wrong-format", at, "binary", found=what)


def wide_encoding(encoding: str, at: Span) -> Diagnostic:
    """Return the error for a text in an encoding of two or four bytes."""
    return diagnose("file/encoding", at, encoding=encoding)


def not_utf8(byte: int, at: Span) -> Diagnostic:
    """Return the error for a byte that is in no UTF-8 text."""
    return diagnose("file/encoding", at, "byte", byte=f"{byte:02X}")


def control_character(char: str, at: Span) -> Diagnostic:
    """Return the error for a control character."""
    return diagnose("file/character", at, "control", code=_code(char))


def invisible_character(found: str, at: Span) -> Diagnostic:
    """Return the warning for invisible characters, or those that change the order of a text."""
    return diagnose("file/character", at, code=_code(found))


def half_a_character(at: Span) -> Diagnostic:
    r"""Return the error for a `\ud800`-like escape without its other half."""
    return diagnose("file/encoding", at, "half-a-character")


def duplicate_key(key: str, again: Span, first: Span) -> Diagnostic:
    """Return the error for a key that appears twice in one record."""
    return diagnose("file/duplicate-key", again, also=[first], key=key)


def too_deep(limit: int, at: Span) -> Diagnostic:
    """Return the error for lists and records that are nested too deep."""
    return diagnose("file/too-deep", at, limit=limit)


def refused_number(why: Refusal, text: str, at: Span) -> Diagnostic:
    """Return the error for a number that cannot be kept exactly."""
    if why is Refusal.NOT_FINITE:
        return diagnose("bom/out-of-range", at, "infinite", text=text)
    return diagnose("bom/out-of-range", at, "digits", text=text, limit=MAX_DIGITS)


def not_a_record(found: str, at: Span) -> Diagnostic:
    """Return the error for a document that is a text, a number or a list."""
    return diagnose("file/empty", at, "not-a-record", found=found, begin=BEGIN["bom"])


def too_many_problems(kept: int, at: Span) -> Diagnostic:
    """Return the warning for more mistakes than are shown."""
    return diagnose("file/too-many-problems", at, count=kept, kind="this file")


def many_problems(looked_at: int, at: Span) -> Diagnostic:
    """Return the warning for more mistakes than are examined."""
    return diagnose("file/too-many-problems", at, "not-examined", count=looked_at)


def not_looked_at(entries: int, at: Span) -> Diagnostic:
    """Return the error for a mistake in lists that are too long for a search."""
    return diagnose("file/too-many-problems", at, "long-lists", entries=entries)


def of_kind(found: Diagnostic, kind: Kind) -> Diagnostic:
    """Return a diagnostic about a whole file with the help for its kind of document."""
    return replace(found, help=BEGIN[kind]) if found.code in BEGINS else found


def _code(found: str) -> str:
    return ", ".join(dict.fromkeys(f"U+{ord(each):04X}" for each in found))
