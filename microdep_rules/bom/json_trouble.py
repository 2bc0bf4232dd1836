"""Diagnostics for each mistake in a JSON text, with its place.

The parser reads only texts that the exact decoder has refused. The parser reports all duplicate keys, values
such as `NaN`, and numbers that are too long. The parser stops at a syntax error.
"""

from __future__ import annotations

from json.decoder import scanstring  # type: ignore[attr-defined] # untyped
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.bom.errors import reading, syntax
from microdep_rules.bom.scalars import Refusal, number
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern
from microdep_rules.source import SourceFile, Span

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic

_BLANK = pattern(r"[ \t\n\r]*")
_NUMBER = pattern(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_WORD = pattern(r"[-+]?[A-Za-z_$][\w$]*|[-+.]?[0-9][\w.+-]*")
_LITERALS = frozenset({"true", "false", "null"})
_NOT_FINITE = frozenset({"NaN", "Infinity", "-Infinity", "+Infinity"})
_SURROGATE = pattern("[\ud800-\udfff]")


class _BrokenStructureError(Exception):
    """Syntax error, after which the text cannot be read further.

    The diagnostic of the error is already recorded.
    """


def find_trouble(source: SourceFile, max_depth: int) -> tuple[list[Diagnostic], bool]:
    """Return the diagnostics of a JSON text, and whether its structure is valid."""
    whole = False
    trouble = _Trouble(source, max_depth)
    try:
        end = trouble.value(trouble.blank(0), 0)
        end = trouble.blank(end)
        if end < len(source.text):
            trouble.note(diagnose("file/truncated", trouble.span(end, end + 1), "more-text"))
        whole = end == len(source.text)
    except _BrokenStructureError:
        pass
    return trouble.problems, whole


class _Trouble(Struct):
    source: SourceFile
    max_depth: int
    problems: list[Diagnostic] = field(default_factory=list)

    def note(self, problem: Diagnostic) -> None:
        self.problems.append(problem)

    def span(self, start: int, end: int) -> Span:
        length = len(self.source.text)
        return Span(self.source.path, min(start, length), min(end, length))

    def blank(self, at: int) -> int:
        match = _BLANK.match(self.source.text, at)
        return match.end() if match else at

    def value(self, at: int, depth: int) -> int:
        """Read the value at a position, and return the position of the end of the value."""
        char = self.source.text[at : at + 1]
        if char in ("{", "["):
            if depth >= self.max_depth:
                self.stop(diagnose("file/too-deep", self.span(at, at + 1), limit=self.max_depth))
            return self.record(at, depth + 1) if char == "{" else self.list(at, depth + 1)
        if char == '"':
            return self.text(at)[1]
        return self.number_or_word(at)

    def stop(self, problem: Diagnostic) -> None:
        self.note(problem)
        raise _BrokenStructureError

    def record(self, start: int, depth: int) -> int:
        seen: dict[str, Span] = {}
        at = self.blank(start + 1)
        if self.source.text[at : at + 1] == "}":
            return at + 1
        while True:
            if self.source.text[at : at + 1] != '"':
                self.wrong(at, "a key in double quotes", start)
            key, end = self.text(at)
            here = self.span(at, end)
            if key in seen:
                self.note(diagnose("file/duplicate-key", here, also=[seen[key]], key=key))
            seen.setdefault(key, here)
            at = self.blank(end)
            if self.source.text[at : at + 1] != ":":
                self.wrong(at, "`:`", start)
            at = self.blank(self.value(self.blank(at + 1), depth))
            at = self.next(at, "}", start)
            if self.source.text[at - 1] == "}":
                return at
            at = self.blank(at)

    def list(self, start: int, depth: int) -> int:
        at = self.blank(start + 1)
        if self.source.text[at : at + 1] == "]":
            return at + 1
        while True:
            at = self.blank(self.value(at, depth))
            at = self.next(at, "]", start)
            if self.source.text[at - 1] == "]":
                return at
            at = self.blank(at)

    def next(self, at: int, closing: str, start: int) -> int:
        """Skip a comma or the closing character, and return the next position.

        `start` is the start of the record or list.
        """
        char = self.source.text[at : at + 1]
        if char not in (",", closing):
            self.wrong(at, f"`,` or `{closing}`", start)
        after = self.blank(at + 1)
        if char == "," and self.source.text[after : after + 1] == closing:
            self.stop(diagnose("file/syntax", self.span(at, at + 1), "comma"))
        return at + 1

    def wrong(self, at: int, expected: str, start: int) -> None:
        if at >= len(self.source.text):
            self.stop(syntax.truncated_file(self.span(at - 1, at), self.span(start, start + 1)))
        self.stop(syntax.json_syntax(expected, self.source.text[at], self.span(at, at + 1)))

    def text(self, at: int) -> tuple[str, int]:
        try:
            value, end = scanstring(self.source.text, at + 1, True)  # noqa: FBT003 - a positional argument of the library
        except ValueError as problem:
            place = getattr(problem, "pos", at)
            if str(problem).startswith("Unterminated"):
                self.stop(diagnose("file/truncated", self.span(at, at + 1), "text"))
            self.stop(syntax.json_text(self.source.text[place : place + 1], self.span(place, place + 1)))
            raise _BrokenStructureError from problem
        if _SURROGATE.search(value):
            self.note(diagnose("file/encoding", self.span(at, end), "half-a-character"))
        return value, end

    def number_or_word(self, at: int) -> int:
        """Read a number, `true`, `false` or `null`, and return the position of its end."""
        text = self.source.text
        word = _WORD.match(text, at)
        if word is None:
            self.wrong(at, "a value", 0)
            raise _BrokenStructureError
        literal_text, span = word.group(), self.span(*word.span())
        if _NUMBER.fullmatch(literal_text):
            value = number(literal_text)
            if isinstance(value, Refusal):
                self.note(reading.refused_number(value, literal_text, span))
        elif literal_text in _NOT_FINITE:
            self.note(reading.refused_number(Refusal.NOT_FINITE, literal_text, span))
        elif literal_text not in _LITERALS:
            if word.end() == len(text) and any(literal.startswith(literal_text) for literal in _LITERALS):
                self.stop(syntax.truncated_file(span, span))
            self.stop(syntax.json_word(literal_text, span))
        return word.end()
