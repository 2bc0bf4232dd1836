"""The Lark parser of the language, built once and only when a rule file has to be read.

Lark stops at this door: the rest of the package sees `ast` nodes and diagnostics.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from microdep_rules.lang.reserved import RESERVED
from microdep_rules.vocabulary.resources import grammar_text

if TYPE_CHECKING:
    from lark import Lark

EXPECTED_WORDS = frozenset(
    {"affiliates", "an", "appoints", "chains", "control", "counts", "directly", "effective", "evidence"}
    | {"expired", "force", "forward", "hold", "holds", "lost", "matching", "missing", "officer", "older"}
    | {"on", "only", "past", "recovered", "requirement", "shown", "status", "suspended", "the", "tier"}
    | {"together", "version", "want", "yet"}
)
"""Words of the language that are words only where they are expected; elsewhere they are names."""

BOUNDARY = r"(?![\w-])"
GAP = r"(?:\s|#[^\n]*\n)+"
"""What may stand between two words: blanks, lines and comments."""


def words() -> dict[str, str]:
    """The terminal of every word of the language: its name and its pattern."""
    found = {word.upper(): f"/{word}{BOUNDARY}/" for word in sorted({*RESERVED, *EXPECTED_WORDS})}
    found["COVERS"] = rf"/covers(?={GAP}through{BOUNDARY})/"
    return found


def text() -> str:
    """The grammar with its words filled in."""
    name = rf"(?!(?:{'|'.join(sorted(RESERVED))}){BOUNDARY})[A-Za-z][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*"
    terminals = "\n".join(f"{word}.4: {pattern}" for word, pattern in words().items())
    return grammar_text().replace("%WORDS%", terminals).replace("%NAME%", name).replace("%GAP%", GAP)


@cache
def parser() -> Lark:
    """The LALR parser of one declaration."""
    from lark import Lark, lexer

    # Where `interegular` is installed, Lark proves at every start that no two words collide, and takes
    # seconds for it. A test proves it once.
    proves = lexer.has_interegular
    lexer.has_interegular = False
    try:
        return Lark(
            text(),
            parser="lalr",
            lexer="contextual",
            propagate_positions=True,
            maybe_placeholders=False,
        )
    finally:
        lexer.has_interegular = proves
