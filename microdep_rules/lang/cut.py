"""Division of a rule file into its declarations, even if their first words are misspelt.

A declaration begins on a line that begins with a declaration word such as `rule`. These words are reserved,
and no clause has such a word at the beginning of a line. Therefore any layout of the file is possible. After
an error, the program also tries lines without a declaration word, such as `eception small to …` or `small to
…`. In a file without errors, indentation has no meaning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from microdep_rules.lang.grammar import BOUNDARY
from microdep_rules.lang.reserved import CLAUSES, DECLARATIONS, RESERVED
from microdep_rules.patterns import pattern
from microdep_rules.source import Span
from microdep_rules.suggest import distance, nearest

if TYPE_CHECKING:
    from microdep_rules.source import SourceFile

DECLARATION_LINE = pattern(rf"^[ \t\ufeff]*(?=(?:{'|'.join(DECLARATIONS)}){BOUNDARY})", re.MULTILINE)
WORDED_LINE = pattern(r"^(?P<margin>[ \t]*)(?P<word>[A-Za-z][\w-]*)(?P<rest>[^\n]*)", re.MULTILINE)

BEGINNERS = tuple(w for w in CLAUSES if w not in {"in", "because"})
OF_TEXT = frozenset({"title", "authority", "cites", "contested", "message", "ask", "fix"})
TEXT_FOLLOWS = pattern(r"[ \t]+\"")
CONDITION_FOLLOWS = pattern(r"[ \t]+(?!(?:is|of|in|where|and|or|has|at)(?![\w-]))[A-Za-z(0-9]")
"""Pattern for the beginning of a condition after a clause word such as `when`.

If a word such as `is` follows instead, the clause word is a name.
"""

OF_OTHER_LANGUAGES = {
    "if": "when",
    "elif": "when",
    "must": "require",
    "shall": "require",
    "prohibit": "forbid",
    "disallow": "forbid",
    "deny": "forbid",
    "ban": "forbid",
}
"""Words such as `if` and `must` that authors know from other languages, each with the clause to write
instead.
"""
SHORT = 6
"""Smallest length of a word that counts as misspelt even if two of its letters are wrong."""

NEVER_FIRST = RESERVED - {"unknown"}
"""Words that are never the first word of a declaration, if the declaration word is missing or misspelt.

`unknown` is a reserved word that may be the first word: in `unknown of RULE`, the word `example` is missing.
"""

NAMED = r"[A-Za-z][\w-]*"
END = r"[ \t]*(?:#.*)?$"
TYPES = "date|number|percent|mass|money|country|text"
SHAPES = (
    (pattern(rf"[ \t]+version{BOUNDARY}"), "pack"),
    (pattern(rf"[ \t]+to[ \t]+{NAMED}"), "exception"),
    (pattern(rf"[ \t]+for[ \t]+{NAMED}|[ \t]+=[ \t]"), "define"),
    (pattern(rf"[ \t]+of[ \t]+{NAMED}[ \t]+\""), "example"),
    (pattern(rf"[ \t]+of[ \t]+{NAMED}{END}"), "list"),
    (pattern(rf"[ \t]+by[ \t]+{NAMED}"), "table"),
    (pattern(rf"[ \t]+is[ \t]+(?:{TYPES}){BOUNDARY}"), "parameter"),
)
"""Patterns of the text after a name, and the declaration word that is probably missing before the name.

For example, the text `small to …` is probably an `exception`.
"""

BELOW = tuple(
    (pattern(rf"\s+(?:#[^\n]*\n\s*)*{shape}{BOUNDARY}"), kind)
    for shape, kind in (
        (r"(?:cites[^\n]*\s+)?status", "measure"),
        (r"(?:title|severity|cites|in[ \t]+force|applies)", "rule"),
        (r"(?:from|before|through)", "table"),
    )
)
"""Patterns for the lines below a line with only a name, each with the declaration word that is missing."""


@dataclass(frozen=True, slots=True)
class DeclarationText:
    """Text of one declaration of a file, from `start` to `end`.

    If the first word of the declaration is missing or misspelt, `text` has the correct word, and `mistake` is
    the position of the mistake. `offset` converts a position in `text` to a position in the file. `kind` is
    the declaration word such as `rule`; `kind` is empty if the word is unknown.
    """

    start: int
    end: int
    kind: str
    text: str
    offset: int
    mistake: Span | None = None

    @property
    def meant(self) -> str:
        """Probable declaration word, if this word is missing or misspelt in the file; otherwise empty."""
        return self.kind if self.mistake is not None else ""


def cut(source: SourceFile) -> list[DeclarationText]:
    """Return all declarations of a file.

    Words before the first declaration count as a declaration with a misspelt first word.
    """
    text = source.text
    starts = [m.end() for m in DECLARATION_LINE.finditer(text)]
    cuts = []
    lead = text[: starts[0]] if starts else text
    first = re.search(r"^[ \t\ufeff]*(?P<word>[^\s#\ufeff])", lead, re.MULTILINE)
    if first is not None:
        cuts.append(presumed(source, first.start("word"), len(lead)))
    for start, end in zip(starts, [*starts[1:], len(text)], strict=False):
        kind = next(w for w in DECLARATIONS if re.compile(w + BOUNDARY).match(text, start))
        cuts.append(DeclarationText(start, end, kind, text[start:end], start))
    return cuts


def presumed(source: SourceFile, start: int, end: int) -> DeclarationText:
    """Return the declaration that probably begins at `start`, although no declaration word is there."""
    text = source.text[start:end]
    written = re.match(r"[^\s:#]+", text)
    word = written[0] if written else text[:1]
    span = Span(source.path, start, start + len(word))
    named = re.match(rf"{NAMED}(?=[ \t]+\w|{END})", text, re.MULTILINE)
    kind = _probable_kind(text[len(word) :]) if named and word not in NEVER_FIRST else ""
    near = nearest(word, DECLARATIONS) if named else []
    if near and kind != "example":
        fixed = near[0] + text[len(word) :]
        return DeclarationText(start, end, near[0], fixed, start + len(word) - len(near[0]), span)
    if kind:
        return DeclarationText(start, end, kind, f"{kind} {text}", start - len(kind) - 1, span)
    return DeclarationText(start, end, "", text, start, span)


def split(source: SourceFile, piece: DeclarationText, after: int, at: int) -> int | None:
    """Return the start of a further declaration, if the error at `at` is probably in that declaration.

    The start is the last suitable line between the previous error (`after`) and this error. A suitable line
    looks like a declaration, does not begin with a reserved word, and is not indented deeper than the
    declaration.
    """
    margin = source.position(piece.start).column  # columns are counted from 1, so one more column is allowed
    place = None
    for line in WORDED_LINE.finditer(source.text, piece.start, piece.end):
        start = line.start("word")
        if start > at:
            break
        further_in = len(line["margin"]) > margin
        if start <= max(piece.start, after) or further_in or line["word"] in NEVER_FIRST:
            continue
        if _is_clause(line["word"]) or line["rest"].startswith(")"):  # `a)` is an incomplete label
            continue
        meant = presumed(source, start, piece.end)
        if meant.kind or line.start() <= at <= line.end():
            place = start
    return place


def presumed_clauses(text: str) -> dict[int, str]:
    """Return the clause word that the author probably meant, for each misspelt word at the start of a line.

    The keys of the result are positions. A clause word in capitals counts as misspelt. A word similar to a
    clause word counts as misspelt only if the text after the word fits that clause.
    """
    clauses = {}
    for line in WORDED_LINE.finditer(text):
        word = line["word"]
        if word.lower() in OF_OTHER_LANGUAGES and CONDITION_FOLLOWS.match(line["rest"]):
            clauses[line.start("word")] = OF_OTHER_LANGUAGES[word.lower()]
            continue
        meant = word.lower() if word.lower() in BEGINNERS else next(iter(nearest(word, BEGINNERS)), "")
        if not meant or word in RESERVED:
            continue
        in_capitals = word.lower() == meant
        reach = 1 if len(word) < SHORT else 2
        is_near = distance(word, meant) <= reach and (len(word) > SHORT - 2 or meant in OF_TEXT)
        follows = TEXT_FOLLOWS if meant in OF_TEXT else CONDITION_FOLLOWS
        if (in_capitals or is_near) and follows.match(line["rest"]):
            clauses[line.start("word")] = meant
    return clauses


def _is_clause(word: str) -> bool:
    """Return whether a word is probably a misspelt clause word, and not a misspelt declaration word."""
    reach = 1 if len(word) < SHORT else 2
    near = [w for w in nearest(word, CLAUSES) if distance(word, w) <= reach]
    return len(word) > 3 and bool(near) and not nearest(word, DECLARATIONS)  # noqa: PLR2004 - `tin` is not `in`


def _probable_kind(rest: str) -> str:
    line = rest.split("\n", 1)[0]
    for shape, kind in SHAPES:
        if shape.match(line):
            return kind
    if re.fullmatch(END.removesuffix("$"), line):
        return next((kind for shape, kind in BELOW if shape.match(rest)), "")
    return ""
