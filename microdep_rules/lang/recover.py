"""Reader of a file of declarations that continues after a syntax error.

The reader stores the state of the parser before each clause, and after each entry of a list or table. After
an error, the reader continues at the next line that begins with a clause word, or after the next entry. The
parser continues with the latest stored state that accepts the next word. If the first line of a declaration
has an error, the reader uses a valid first line in its place.
"""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from microdep_rules.lang import former
from microdep_rules.lang.characters import with_line_ends, without_unseen
from microdep_rules.lang.cut import DeclarationText, cut, presumed, presumed_clauses, split
from microdep_rules.lang.errors import spots, syntax, unexpected
from microdep_rules.lang.errors.wrong_word import WrongWord
from microdep_rules.lang.grammar import BOUNDARY, parser
from microdep_rules.lang.reserved import BODY_CLAUSES, HEAD_CLAUSES
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern
from microdep_rules.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lark import Token, Tree
    from lark.parsers.lalr_interactive_parser import InteractiveParser

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import SourceFile

CLAUSE_WORDS = "|".join((*HEAD_CLAUSES, *BODY_CLAUSES))
CLAUSE_LINE = pattern(rf"^[ \t]*(?:\)\s*)?(?P<word>{CLAUSE_WORDS}){BOUNDARY}", re.MULTILINE)
ENTRY_END = pattern(
    r'cites\s+"[^"\n]*"'
    r'(?:\s+(?:variant[ \t]+(?!contested)[A-Za-z][\w-]*|contested\s+"[^"\n]*"))*'
    r'|#[^\n]*|"[^"\n]*"'
)
LABEL = pattern(r"\((?:-|[A-Za-z]|[ivxIVX]{2,5}|[0-9]{1,2})\)")
RUN = pattern(r"[!-~\u00a1-\uffff]+")
SIGNED = pattern(r"[-+][0-9]")
NEXT_WORD = pattern(r"[A-Za-z0-9][\w.,/-]*|\S")

DEEPEST = 64
"""Largest depth of nested brackets and lists in a declaration; documents have the same limit."""
MOST_SIGNS = 100
"""Largest number of signs `+`, `-`, `*` and `/` in one term of a condition."""
MOST_MISTAKES = 50
"""Largest number of syntax errors in one declaration that the reader reports.

After the last of these errors, the reader skips the rest of the declaration.
"""
NESTING = frozenset({"LPAR", "LOOKUP", "NOT", "WHERE", "HAS", "OF", "LATER", "EARLIER"})
LISTS_OF = frozenset({(word, "OF") for word in ("ANY", "ALL", "LATER", "EARLIER")})
"""Pairs of words, such as `any of`, that count as one level of nesting and not as two.

After any other word, `of` counts as a level of its own.
"""
SIGNS = frozenset({"PLUS", "MINUS", "TIMES", "OVER"})
PARTS = frozenset({"AND", "OR", "LABEL"})
"""Words after which a new operand of a condition, or a new lettered element, begins."""

BODY_WORDS = frozenset(w.upper() for w in BODY_CLAUSES) | {"UNKNOWN_COUNTS", "STATUS", "LABEL", "EQUAL"}
WITH_ENTRIES = frozenset({"list", "table"})

STAND_INS = {
    "pack": "PACK NAME",
    "rule": "RULE NAME",
    "exception": "EXCEPTION NAME TO NAME",
    "define": "DEFINE NAME FOR NAME",
    "list": "LIST NAME OF NAME",
    "table": "TABLE NAME",
    "field": "OWN_FIELD NAME FIELD IS NAME",
    "measure": "MEASURE NAME",
    "background": "BACKGROUND",
    "example": "EXAMPLE NAME OF NAME STRING",
}
"""For each kind of declaration, the terminals of a valid first line. This line replaces a first line with an
error.
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """One declaration of a file, with its tree if the parser could read its text.

    `kind` is the declaration word; `kind` is empty if the word is unknown. `offset` converts a position in
    the text of the declaration to a position in the file. `stand_in` is true if the reader replaced the first
    line of the declaration.
    """

    span: Span
    kind: str
    text: str
    offset: int
    tree: Tree[Token] | None
    broken: bool
    stand_in: bool = False


def pieces(source: SourceFile) -> tuple[list[Piece], list[Diagnostic]]:
    """Return every declaration of a file, and the diagnostics of its syntax."""
    source, ends = with_line_ends(source)
    source, unseen = without_unseen(source)
    found = [*ends, *unseen]
    result = []
    waiting = cut(source)
    if not waiting:
        found.append(syntax.nothing_here(Span(source.path, 0, 0)))
    while waiting:
        each = waiting.pop(0)
        if each.mistake is not None:
            written = source.slice(each.mistake)
            found.append(syntax.unknown_declaration(written, each.kind, each.mistake))
        reader = _Reader(source, each)
        piece = reader.read()
        if reader.split is not None:  # another declaration begins inside this text
            waiting.insert(0, presumed(source, reader.split, each.end))
            shorter = each.text[: reader.split - each.offset]
            reader = _Reader(
                source,
                DeclarationText(each.start, reader.split, each.kind, shorter, each.offset, each.mistake),
            )
            piece = reader.read()
        result.append(piece)
        found.extend(reader.diagnostics)
    return result, found


# The interactive parser of Lark has no types, so these four functions add types.


def _copy(state: InteractiveParser) -> InteractiveParser:
    """Return an independent copy of a state of the parser.

    Only the stack of the state is copied, because the parser never changes the items on the stack.
    """
    from lark import Tree

    found = cast("InteractiveParser", state.copy(deepcopy_values=False))  # type: ignore[no-untyped-call] # lark has no types here
    stack = found.parser_state.value_stack
    stack[:] = [
        Tree(each.data, list(each.children), copy(each.meta)) if isinstance(each, Tree) else each
        for each in stack
    ]
    return found


def _accepts(state: InteractiveParser) -> set[str]:
    return set(state.accepts())  # type: ignore[no-untyped-call] # lark has no types here


def _lex(state: InteractiveParser) -> Iterator[Token]:
    yield from state.lexer_thread.lex(state.parser_state)  # type: ignore[no-untyped-call] # lark has no types here


def _feed_eof(state: InteractiveParser, last: Token | None) -> Tree[Token]:
    return cast("Tree[Token]", state.feed_eof(last))  # type: ignore[no-untyped-call] # lark has no types here


def _restore_positions(tree: Tree[Token], replaced: former.Replaced) -> None:
    """Convert the positions of the words of a tree back to positions in the original text."""
    for each in tree.iter_subtrees():
        for token in each.children:
            if not hasattr(token, "children"):
                token.start_pos = replaced.place(token.start_pos or 0)
                token.end_pos = replaced.place(token.end_pos or 0)
        if not each.meta.empty:
            each.meta.start_pos = replaced.place(each.meta.start_pos)
            each.meta.end_pos = replaced.place(each.meta.end_pos)


class _Reader:
    """Reader of one declaration."""

    def __init__(self, source: SourceFile, piece: DeclarationText) -> None:
        self.source = source
        self.piece = piece
        self.text = piece.text
        self.replaced: former.Replaced | None = None
        self.diagnostics: list[Diagnostic] = []
        self.split: int | None = None
        self.keeping = False
        self.states: list[InteractiveParser] = []
        self.entry_state: InteractiveParser | None = None
        self.read_tokens: list[Token] = []
        self.last_mistake = 0
        self.signs = 0
        self.stand_in = False
        self._record_starts()

    def _record_starts(self) -> None:
        """Find and store the positions at which clauses begin and entries end."""
        self.clause_starts = {m.start("word"): m["word"].upper() for m in CLAUSE_LINE.finditer(self.text)}
        ends = [m.end() for m in ENTRY_END.finditer(self.text) if m[0].startswith("cites")]
        self.entry_ends = ends if self.piece.kind in WITH_ENTRIES else []
        self.behind_entries = frozenset(self.entry_ends)

    def read(self) -> Piece:
        """Return the tree of the declaration, or the tree of the part that the reader could read."""
        piece = self.piece
        end = max(piece.start, piece.offset + len(self.text.rstrip()))
        span = Span(self.source.path, piece.start, end)
        tree = self._without_recovery() if piece.kind else None
        if tree is None and piece.kind and self._replace_former_forms():
            tree = self._without_recovery()
        state: InteractiveParser | None = None
        if tree is None and piece.kind:
            self.keeping = True
            state = parser().parse_interactive(self.text)
        while state is not None and len(self.diagnostics) < MOST_MISTAKES:
            tree, state = self._run(state)
        broken = bool(self.diagnostics) or piece.mistake is not None
        if self.replaced is not None and tree is not None:
            _restore_positions(tree, self.replaced)
        return Piece(span, piece.kind, piece.text, piece.offset, tree, broken, self.stand_in)

    def _replace_former_forms(self) -> bool:
        """Report outdated forms of the language in an unreadable declaration, and replace these forms."""
        replaced = former.Replaced(self.text)
        if not replaced.forms:
            return False
        for form in replaced.forms:
            span = self._span(form.start, form.end)
            written = self.text[form.start : form.end]
            self.diagnostics.append(
                diagnose(
                    "syntax/former-form",
                    span,
                    old_form=" ".join(written.split()),
                    new_form=" ".join(form.instead.split()),
                )
            )
        self.text, self.replaced = replaced.text, replaced
        self._record_starts()
        return True

    def _without_recovery(self) -> Tree[Token] | None:
        """Return the tree of a declaration without errors; `None` for a declaration with an error."""
        from lark import UnexpectedInput

        state = parser().parse_interactive(self.text)
        try:
            for token in self._tokens(state):
                state.feed_token(token)
                if self._too_deep(state, token) is not None:
                    break
                self.read_tokens.append(token)
            else:
                return _feed_eof(state, self._last())
        except UnexpectedInput:
            pass
        self.read_tokens.clear()
        self.signs = 0
        return None

    def _run(self, state: InteractiveParser) -> tuple[Tree[Token] | None, InteractiveParser | None]:
        """Read tokens until the end of the declaration, or until an error.

        Return the complete tree, or the state in which the reader continues after the error.
        """
        from lark import UnexpectedCharacters, UnexpectedToken

        try:
            for token in self._tokens(state):
                state.feed_token(token)
                if (too_deep := self._too_deep(state, token)) is not None:
                    self.diagnostics.append(too_deep)
                    return None, self._recover(state, token.end_pos or 0, None, is_reported=True)
                self.read_tokens.append(token)
            return _feed_eof(state, self._last()), None
        except UnexpectedToken as mistake:
            token = cast("Token", mistake.token)
            ended = token.type == "$END"
            at = self._end_of_last() if ended else token.start_pos or 0
            return None, self._recover(state, at, "" if ended else str(token), token.type)
        except UnexpectedCharacters as mistake:
            return None, self._recover(state, cast("int", mistake.pos_in_stream), None)

    def _tokens(self, state: InteractiveParser) -> Iterator[Token]:
        """Yield the tokens that a state of the parser reads.

        Store the state before each clause and after each entry.
        """
        for token in _lex(state):
            if self.keeping and token.start_pos in self.clause_starts:
                self.states.append(_copy(state))
            last = self.read_tokens[-1].end_pos if self.read_tokens else None
            if self.keeping and last in self.behind_entries:
                self.entry_state = _copy(state)
            yield token

    def _too_deep(self, state: InteractiveParser, token: Token) -> Diagnostic | None:
        """Return the diagnostic for too many nested levels, or for too many signs in a calculation.

        The reader skips the rest of a declaration with such an error.
        """
        nested = 0
        if token.type in NESTING or token.type in PARTS or token.start_pos in self.clause_starts:
            open_ = [getattr(each, "type", "") for each in state.parser_state.value_stack]
            nested = sum(map(NESTING.__contains__, open_)) - sum(map(LISTS_OF.__contains__, pairwise(open_)))
            self.signs = 0 if nested == 0 else self.signs
        self.signs += token.type in SIGNS
        if nested <= DEEPEST and self.signs <= MOST_SIGNS:
            return None
        span = self._span(token.start_pos or 0, token.end_pos or 0)
        if nested <= DEEPEST:
            return diagnose("file/too-deep", span, "operators", limit=MOST_SIGNS)
        return diagnose("file/too-deep", span, "expression", limit=DEEPEST)

    def _last(self) -> Token | None:
        return self.read_tokens[-1] if self.read_tokens else None

    def _end_of_last(self) -> int:
        last = self._last()
        return last.end_pos or 0 if last is not None else 0

    # ---- recovery ----------------------------------------------------------------------------

    def _recover(
        self,
        state: InteractiveParser,
        at: int,
        text: str | None,
        kind: str = "",
        *,
        is_reported: bool = False,
    ) -> InteractiveParser | None:
        """Report an error, and return the state in which the reader continues.

        The function reports no error if the text after `at` is probably a further declaration.
        """
        offset = self.piece.offset
        if self.replaced is None:
            self.split = split(self.source, self.piece, offset + self.last_mistake, offset + at)
        if self.split is not None:
            return None
        self.last_mistake = at
        if not is_reported and (self.piece.mistake is None or "\n" in self.text[:at].strip()):
            self._report(at, text, kind, _accepts(state))  # the error in the first line was already reported
        if self.piece.kind in WITH_ENTRIES and (self.entry_state is not None or not self.states):
            return self._after_entry(at)
        return self._at_clause(state, at)

    def _at_clause(self, failed: InteractiveParser, at: int) -> InteractiveParser | None:
        """Return the state in which reading continues at the next line that begins with a clause word."""
        begun = any(t.type in BODY_WORDS for t in self.read_tokens)
        if self.piece.kind == "define" and begun:
            return None
        states = list(self.states) or self._states_after_valid_header()
        last = self._last()
        if self._begins_line(at) and last is not None and last.type != "OF":
            states.append(failed)  # the clause before is complete, so it is kept
        behind = {s: w for s, w in presumed_clauses(self.text).items() if s > at}
        behind |= {s: w for s, w in self.clause_starts.items() if s >= at}
        for start, meant in sorted(behind.items()):
            word = meant.upper()
            if begun and word not in BODY_WORDS:
                continue  # after a condition, `cites` and `in` belong to the condition
            for state in reversed(states):
                if word in _accepts(state):
                    return self._resume(state, start)
        return self._at_end(states, at)

    def _after_entry(self, at: int) -> InteractiveParser | None:
        """Return the state in which reading continues after the next entry of a list or table."""
        states = [self.entry_state] if self.entry_state is not None else self._states_after_valid_header()
        for end in self.entry_ends:
            if end > at and states:
                return self._resume(states[-1], end)
        return self._at_end(states, at)

    def _at_end(self, states: list[InteractiveParser], at: int) -> InteractiveParser | None:
        """Return the state in which the parser accepts the end of the declaration.

        The reader skips the rest of the text.
        """
        for state in reversed(states):
            if "$END" in _accepts(state) and at < len(self.text):
                return self._resume(state, len(self.text))
        return None

    def _begins_line(self, at: int) -> bool:
        return not self.text[:at].rsplit("\n", 1)[-1].strip()

    def _states_after_valid_header(self) -> list[InteractiveParser]:
        """Return the states of the parser after a valid first line that replaces the wrong first line."""
        from lark import Token

        if self.piece.kind not in STAND_INS:
            return []
        self.stand_in = True
        state = parser().parse_interactive(self.text)
        for terminal in STAND_INS[self.piece.kind].split():
            state.feed_token(Token(terminal, terminal.lower(), 0, end_pos=0))
        return [state]

    def _resume(self, kept: InteractiveParser, start: int) -> InteractiveParser:
        """Return a copy of the stored state `kept` that reads the text from the position `start`."""
        state = _copy(kept)
        lexer = state.lexer_thread.state
        assert lexer is not None
        lexer.line_ctr.char_pos = start
        lexer.last_token = None
        return state

    # ---- reporting ---------------------------------------------------------------------------

    def _report(self, at: int, text: str | None, kind: str, expected: set[str]) -> None:
        before = [t for t in self.read_tokens if t.end_pos is not None and t.end_pos <= at]
        label = self._label_read_as_bracket(before, at, expected)
        if label is not None:
            at, text, kind = label.start(), label[0], "LABEL"
            expected = {"NAME", "LPAR"}
            before = [t for t in before if (t.start_pos or 0) < at]
        rest = self.text[at:].split("\n", 1)[0]
        from microdep_rules.lang.errors import days  # only errors need this module

        if (day := days.day_at(self.text, at)) is not None:
            self.diagnostics.append(days.other_form(day[0], self._span(day.start(), day.end())))
            return
        if text is None:
            word = NEXT_WORD.match(rest)
            text = word[0] if word else rest[:1]
            if not (text[:1].isalpha() and text[:1].isascii()):
                if text == '"':
                    at = self._opening_quote(at)
                    rest = self.text[at:].split("\n", 1)[0]
                run = RUN.match(rest)
                whole = run[0] if run else rest[:1]
                span = self._span(at, at + len(whole))
                is_version = bool(before) and before[-1].type == "VERSION" and whole[:1].isdigit()
                if is_version:
                    found = diagnose("syntax/number-form", span, text=whole)
                elif "NUMBER" in expected and SIGNED.match(rest):
                    found = diagnose("syntax/number-form", span, "signed")
                else:
                    found = spots.unreadable(rest, span)
                self.diagnostics.append(found)
                return
        self.diagnostics.append(
            unexpected.explain(
                WrongWord(
                    text,
                    kind,
                    expected,
                    [(t.type, str(t)) for t in before],
                    [self._span(t.start_pos or 0, t.end_pos or 0) for t in before],
                    self._span(at, at + len(text)),
                    rest,
                    new_line=self._begins_line(at),
                )
            )
        )

    def _opening_quote(self, at: int) -> int:
        """Return the start of a text without a closing quotation mark before `at`; `at` if there is none.

        Such a text makes the next quotation mark look like a closing one, with a letter directly after it.
        """
        begins = self.text.rfind("\n", 0, at) + 1
        for each in re.finditer(r'"[^"\n]*"(?=\w)', self.text[begins:at]):
            return begins + each.start()
        return at

    def _label_read_as_bracket(
        self, before: list[Token], at: int, expected: set[str]
    ) -> re.Match[str] | None:
        """Return a label, such as `(a)`, that the parser has wrongly read as a condition in brackets."""
        for back, until in ((1, at), (3, before[-1].end_pos if before else 0)):
            if len(before) >= back and before[-back].type == "LPAR":
                label = LABEL.match(self.text, before[-back].start_pos or 0)
                if label is not None and (back == 1 or (label.end() == until and "IS" in expected)):
                    return label
        return None

    def _span(self, start: int, end: int) -> Span:
        offset = self.piece.offset
        if self.replaced is not None:
            start, end = self.replaced.place(start), self.replaced.place(end)
        first = max(offset + start, self.piece.start)
        return Span(self.source.path, first, max(offset + end, first))
