"""Characters that a pack may not contain, because people would see another text than the program reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang.errors import syntax
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern
from microdep_rules.source import HIDDEN, SourceFile, Span

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic

CONTROL = r"\x00-\x08\x0b\x0e-\x1f\x7f-\x9f"
"""Control characters of terminals, such as escape and backspace; tabs and line ends are allowed."""

NEVER = HIDDEN.replace("\ufeff", "") + "\ufffe\uffff"
"""Invisible characters that a pack may not contain anywhere. The byte-order mark is not among them."""

UNSEEN = pattern(rf"[{CONTROL}{NEVER}]|(?<!\A)\ufeff")
"""All characters that a pack may not contain. The byte-order mark is allowed only at the start of a file."""

IS_CONTROL = pattern(rf"[{CONTROL}]")
LONE_RETURN = pattern(r"\r(?!\n)")


def without_unseen(source: SourceFile) -> tuple[SourceFile, list[Diagnostic]]:
    """Return the file with a space in the place of each forbidden character, and one diagnostic a line."""
    first = {source.position(m.start()).line: m.start() for m in reversed([*UNSEEN.finditer(source.text)])}
    if not first:
        return source, []
    spans = [Span(source.path, at, at + 1) for at in sorted(first.values())]
    plain = SourceFile(source.path, UNSEEN.sub(" ", source.text))
    return plain, [_character_problem(source.slice(place), place) for place in spans]


def _character_problem(char: str, span: Span) -> Diagnostic:
    if IS_CONTROL.match(char):
        return syntax.control_character(char, span)
    return syntax.invisible_character(char, span)


def with_line_ends(source: SourceFile) -> tuple[SourceFile, list[Diagnostic]]:
    """Return the file with line feeds in the place of single carriage returns; report the first one.

    A single carriage return is not accepted as a line end. Some editors would show the text after it as a new
    line, and the parser would still read this text as a part of a comment.
    """
    match = LONE_RETURN.search(source.text)
    if match is None:
        return source, []
    plain = SourceFile(source.path, LONE_RETURN.sub("\n", source.text))
    return plain, [
        diagnose("file/character", Span(source.path, match.start(), match.end()), "carriage-return")
    ]
