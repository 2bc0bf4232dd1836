"""Diagnostics for files, characters and numbers that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.scalars import MAX_DIGITS, Refusal
from microdep_rules.messages import diagnose, phrase_of

if TYPE_CHECKING:
    from microdep_rules.bom.schemas import Kind
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

MEGABYTE = 1024 * 1024
WITHOUT_BEGINNING = frozenset({"file/empty"})
"""Codes of diagnostics for a file without any document. `of_kind` replaces the help of these diagnostics."""


def too_large(limit: int, kind: str, at: Span) -> Diagnostic:
    """Return the error for a file larger than the limit."""
    return diagnose("file/too-large", at, limit=limit // MEGABYTE, format=kind)


def empty_file(at: Span) -> Diagnostic:
    """Return the error for an empty file."""
    return diagnose("file/empty", at, begin=phrase_of("file/empty", "bom"))


def control_character(char: str, at: Span) -> Diagnostic:
    """Return the error for a control character."""
    return diagnose("file/character", at, "control", code=_code(char))


def invisible_character(characters: str, at: Span) -> Diagnostic:
    """Return the warning for invisible characters, and for characters that change the order of a text."""
    return diagnose("file/character", at, code=_code(characters))


def refused_number(why: Refusal, text: str, at: Span) -> Diagnostic:
    """Return the error for a number that cannot be stored exactly."""
    if why is Refusal.NOT_FINITE:
        return diagnose("bom/out-of-range", at, "infinite", text=text)
    return diagnose("bom/out-of-range", at, "digits", text=text, limit=MAX_DIGITS)


def not_a_record(found: str, at: Span) -> Diagnostic:
    """Return the error for a document that is a text, a number or a list instead of a record."""
    return diagnose("file/empty", at, "not-a-record", found=found, begin=phrase_of("file/empty", "bom"))


def of_kind(diagnostic: Diagnostic, kind: Kind) -> Diagnostic:
    """Add help for this kind of document to a diagnostic about a file that contains no document.

    Any other diagnostic stays unchanged.
    """
    return (
        replace(diagnostic, help=phrase_of("file/empty", kind))
        if diagnostic.code in WITHOUT_BEGINNING
        else diagnostic
    )


def _code(characters: str) -> str:
    return ", ".join(dict.fromkeys(f"U+{ord(character):04X}" for character in characters))
