"""Reading a file of declarations so that one mistake stays one diagnostic.

The file is cut at lines that begin with a declaration word. Within a declaration the parser's state is
kept before each clause; after a mistake, reading goes on at the next line that begins with a clause
word, from the latest kept state that accepts it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from microdep_rules.lang.errors import syntax
from microdep_rules.lang.grammar import BOUNDARY, parser
from microdep_rules.lang.reserved import BODY_CLAUSES, DECLARATIONS, HEAD_CLAUSES
from microdep_rules.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lark import Token, Tree
    from lark.parsers.lalr_interactive_parser import InteractiveParser

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import SourceFile

DECLARATION_LINE = re.compile(rf"^[ \t]*(?=(?:{'|'.join(DECLARATIONS)}){BOUNDARY})", re.MULTILINE)
CLAUSE_LINE = re.compile(
    rf"^[ \t]*(?:\)\s*)?(?P<word>{'|'.join((*HEAD_CLAUSES, *BODY_CLAUSES))}){BOUNDARY}", re.MULTILINE
)
FIRST_WORD = re.compile(r"[^\s#]\S*")
NEXT_WORD = re.compile(r"[A-Za-z0-9][\w.,/-]*|\S")
COMMENT_LINES = re.compile(r"(?:\s*(?:#[^\n]*)?(?:\n|$))*")


@dataclass(frozen=True, slots=True)
class Piece:
    """One declaration as cut from the file, with its tree where it could be read."""

    span: Span
    tree: Tree[Token] | None
    broken: bool


def pieces(source: SourceFile) -> tuple[list[Piece], list[Diagnostic]]:
    """Every declaration of a file, and what is wrong with its syntax."""
    found: list[Diagnostic] = []
    starts = [m.end() for m in DECLARATION_LINE.finditer(source.text)]
    lead = source.text[: starts[0]] if starts else source.text
    first = re.search(r"^[ \t\ufeff]*(?P<word>[^\s#\ufeff][^\n]*)", lead, re.MULTILINE)
    if first is not None:
        at = first.start("word")
        word = cast("re.Match[str]", FIRST_WORD.match(source.text, at))
        found.append(
            syntax.text_before_declaration(word[0], Span(source.path, at, word.end()))
        )
    elif not starts:
        found.append(syntax.nothing_here(Span(source.path, 0, 0)))
    result = []
    for start, end in zip(starts, [*starts[1:], len(source.text)], strict=True):
        reader = _Reader(source, start, end)
        result.append(reader.read())
        found.extend(reader.diagnostics)
    return result, found


class _Reader:
    """Reads one declaration."""

    def __init__(self, source: SourceFile, start: int, end: int) -> None:
        self.source = source
        self.start = start
        self.text = source.text[start:end]
        self.diagnostics: list[Diagnostic] = []
        self.states: list[InteractiveParser] = []
        self.read_tokens: list[Token] = []
        self.clause_starts = {
            m.start("word"): m["word"].upper() for m in CLAUSE_LINE.finditer(self.text)
        }

    def read(self) -> Piece:
        """The tree, or as much of it as could be read."""
        span = Span(self.source.path, self.start, self.start + len(self.text.rstrip()))
        state: InteractiveParser | None = parser().parse_interactive(self.text)
        tree = None
        while state is not None:
            tree, state = self._run(state)
        return Piece(span, tree, broken=bool(self.diagnostics))

    def _run(
        self, state: InteractiveParser
    ) -> tuple[Tree[Token] | None, InteractiveParser | None]:
        """Feed tokens until the end or a mistake; the tree, or the state to go on from."""
        from lark import UnexpectedCharacters, UnexpectedToken

        try:
            for token in self._tokens(state):
                self.read_tokens.append(token)
                state.feed_token(token)
            return cast("Tree[Token]", state.feed_eof(self._last())), None
        except UnexpectedToken as mistake:
            token = cast("Token", mistake.token)
            at = token.start_pos if token.type != "$END" else len(self.text.rstrip())
            text = "" if token.type == "$END" else str(token)
            return None, self._recover(at or 0, text, token.type, set(mistake.accepts or mistake.expected))
        except UnexpectedCharacters as mistake:
            at = mistake.pos_in_stream or 0
            return None, self._recover(at, None, "", set(mistake.allowed or ()))

    def _tokens(self, state: InteractiveParser) -> Iterator[Token]:
        """The tokens of a state's lexer; before a clause word at a line start the state is kept."""
        for token in state.lexer_thread.lex(state.parser_state):
            if token.start_pos in self.clause_starts:
                self.states.append(state.copy())
            yield token

    def _last(self) -> Token | None:
        return self.read_tokens[-1] if self.read_tokens else None

    def _recover(
        self, at: int, text: str | None, kind: str, expected: set[str]
    ) -> InteractiveParser | None:
        self._report(at, text, kind, expected)
        for start in sorted(s for s in self.clause_starts if s > at):
            word = self.clause_starts[start]
            for state in reversed(self.states):
                if word in state.accepts():
                    return self._resume(state, start)
        return None

    def _resume(self, kept: InteractiveParser, start: int) -> InteractiveParser:
        """A kept state, its lexer set on to `start`."""
        state = kept.copy()
        counter = state.lexer_thread.state.line_ctr
        counter.char_pos = start
        state.lexer_thread.state.last_token = None
        return state

    def _report(self, at: int, text: str | None, kind: str, expected: set[str]) -> None:
        before = " ".join(
            self.text[t.start_pos : t.end_pos]
            for t in self.read_tokens[-7:]
            if t.end_pos is not None and t.end_pos <= at
        )
        if text is None:
            rest = self.text[at:].split("\n", 1)[0]
            word = NEXT_WORD.match(rest)
            text = word[0] if word else rest[:1]
            span = self._span(at, at + max(1, len(text)))
            if not (text[:1].isalpha() and text[:1].isascii()):
                whole = rest.split(maxsplit=1)[0] if rest.strip() else rest[:1]
                self.diagnostics.append(syntax.unreadable(rest, self._span(at, at + len(whole))))
                return
        else:
            span = self._span(at, at + len(text))
        self.diagnostics.append(syntax.unexpected(text, kind, expected, before, span))

    def _span(self, start: int, end: int) -> Span:
        return Span(self.source.path, self.start + start, self.start + end)
