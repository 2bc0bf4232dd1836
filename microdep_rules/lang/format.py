"""Formatter of rule files: one fixed layout for every file.

The formatter divides the words of the file into lines. The syntax tree only shows where a line begins.
Clauses, elements, entries and the comparison of a share have lines of their own, so that an author sees the
structure of a rule. The formatter never removes or reorders words. It changes words only to replace former
forms of the language with the present forms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import has_errors
from microdep_rules.lang import layout
from microdep_rules.lang.cut import cut
from microdep_rules.lang.former import rewritten
from microdep_rules.lang.grammar import parser
from microdep_rules.lang.layout import Line, WrittenWord
from microdep_rules.lang.parse import parse
from microdep_rules.lang.shape import breaks
from microdep_rules.patterns import pattern
from microdep_rules.source import SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lark import Token

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang import ast
    from microdep_rules.lang.cut import DeclarationText

NUMBER_AND_UNIT = pattern(r"([0-9.]+)\s*(\S+)")


def format_source(source: SourceFile) -> tuple[str | None, list[Diagnostic]]:
    r"""Return the text in its canonical form, or `None` after an error; also return the errors.

    >>> from microdep_rules.source import SourceFile
    >>> format_source(SourceFile("a.rule", 'list a of country CN   RU cites "s.1"'))[0]
    'list a of country\n  CN RU   cites "s.1"\n'
    """
    source = SourceFile(source.path, rewritten(source.text))
    declarations, problems = parse(source)
    if has_errors(problems):
        return None, problems
    pieces = cut(source)
    above = WrittenWord("", "START", 0)
    _place_comments(source.text[: pieces[0].start].lstrip("\ufeff"), None, above)
    text: list[str] = []
    height = 0
    for piece, node in zip(pieces, declarations, strict=True):
        words = list(_words(piece))
        lines = layout.laid_out(_divided_lines(node, words), len(node.targets) if node.kind == "table" else 0)
        apart = above.above[:1] == [""] or max(height, len(lines)) > 1
        text += _comments_above(text, above.above, apart=apart) + lines
        height = len(lines)
        above = words[-1]
    return "\n".join(text + _comments_above(text, above.above, apart=above.above[:1] == [""])).rstrip(
        "\n"
    ) + "\n", problems


def _comments_above(text: list[str], comments: list[str], *, apart: bool) -> list[str]:
    """Return the comments above a declaration, after an empty line if `apart` is true."""
    lines = comments[1:] if comments[:1] == [""] else comments
    return ["", *lines] if text and apart else lines


def _words(piece: DeclarationText) -> Iterator[WrittenWord]:
    """Yield the words of a declaration, each with its comments.

    The last item has the comments after the last word.
    """
    at = 0
    last: WrittenWord | None = None
    for token in _tokens(piece.text):
        word = WrittenWord(_written(token), token.type, (token.start_pos or 0) + piece.offset)
        _place_comments(piece.text[at : token.start_pos], last, word)
        yield word
        last = word
        at = token.end_pos or 0
    tail = WrittenWord("", "END", piece.offset + len(piece.text))
    _place_comments(piece.text[at:], last, tail)
    yield tail


def _divided_lines(node: ast.Declaration, words: list[WrittenWord]) -> list[Line]:
    """Return the words of a declaration, divided into lines at the places that the syntax tree shows."""
    begins = breaks(node, words)
    lines = [Line("header", 0, 0, [])]
    for word in words[:-1]:
        mark = begins.get(word.at)
        if mark is not None and lines[-1].words:
            lines.append(Line(mark.kind, mark.depth, mark.lead, []))
        lines[-1].words.append(word)
    return lines


def _tokens(text: str) -> list[Token]:
    return list(parser().parse_interactive(text).iter_parse())


def _written(token: Token) -> str:
    """Return a word in its canonical form, with one space between a number and its unit."""
    if token.type in {"PERCENT", "QUANTITY"}:
        return NUMBER_AND_UNIT.sub(r"\1 \2", str(token))
    return str(token)


def _place_comments(gap: str, before: WrittenWord | None, behind: WrittenWord) -> None:
    """Assign each comment between two words to one of these words.

    A comment belongs to the word on its line. A comment on a line without words belongs to the next word.
    """
    first, *rest = gap.split("\n")
    if before is not None and first.strip():
        before.comment = first.strip()
    elif first.strip():
        behind.above.append(first.strip())
    for index, line in enumerate(rest):
        comment = line.strip()
        if comment:
            behind.above.append(comment)
        elif index < len(rest) - 1 and (not behind.above or behind.above[-1]):
            behind.above.append("")
