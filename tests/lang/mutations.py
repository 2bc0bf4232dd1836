"""Rule texts taken apart: their declarations and tokens, and one mistake made in them at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from microdep_rules.lang.cut import cut
from microdep_rules.lang.grammar import parser
from microdep_rules.source import SourceFile
from microdep_rules.vocabulary.resources import rules_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lark import Token

CORPUS = Path(__file__).parent / "corpus"
WORD = re.compile(r"[a-z]{3,}")


@dataclass(frozen=True, slots=True)
class Mutation:
    """A text with one mistake in it, and what was done to it."""

    name: str
    text: str


MANY = 24
"""So many declarations of a file are looked at."""


@cache
def texts() -> dict[str, str]:
    """The rule files of the corpus and of every shipped pack, by a short name.

    Of a shipped file with many declarations, as those with hundreds of examples alike, some from end to end.
    """
    paths = sorted([*CORPUS.glob("*.rule"), *rules_folder().glob("*/*.rule")])
    found = {p: p.read_text(encoding="utf-8") for p in paths}
    return {f"{p.parent.name}/{p.name}": t if p.parent == CORPUS else _some(t) for p, t in found.items()}


def _some(text: str) -> str:
    found = declarations(text)
    return text if len(found) <= MANY else "".join(found[:: -(-len(found) // MANY)])


def declarations(text: str) -> list[str]:
    """The text of each declaration of a file."""
    return [each.text for each in cut(SourceFile("x.rule", text)) if each.mistake is None]


def in_turn(text: str, around: int = 1) -> Iterator[tuple[str, str, str]]:
    """Each declaration with some before it and behind it."""
    found = declarations(text)
    for index, each in enumerate(found):
        before = found[max(0, index - around) : index]
        yield "".join(before), each, "".join(found[index + 1 : index + 1 + around])


def tokens(declaration: str) -> list[Token]:
    """The tokens of a declaration without mistakes."""
    return list(parser().parse_interactive(declaration).iter_parse())


def deletions(text: str, around: int = 1) -> Iterator[Mutation]:
    """Every token left out, one at a time."""
    for before, each, behind in in_turn(text, around):
        for token in tokens(each):
            start, end = token.start_pos or 0, token.end_pos or 0
            name = f"{each[:start][-30:]!r} without {str(token)!r}"
            yield _between(before, each, start, each[:start] + each[end:], behind, name, around)


def misspellings(text: str, around: int = 1) -> Iterator[Mutation]:
    """Every structural word with a letter too few, a letter too many, or two letters swapped, in turn."""
    turns = cycle(range(3))
    for before, each, behind in in_turn(text, around):
        for token in tokens(each):
            word = str(token)
            if token.type == "NAME" or not WORD.fullmatch(word):
                continue
            start, end = token.start_pos or 0, token.end_pos or 0
            slips = (word[0] + word[2:], word + word[-1], word[:-2] + word[-1] + word[-2])
            wrong = slips[next(turns)]
            if wrong != word:
                name = f"{each[:start][-30:]!r} with {wrong!r} for {word!r}"
                mutated = each[:start] + wrong + each[end:]
                yield _between(before, each, start, mutated, behind, name, around)


def truncations(text: str, step: int = 7) -> Iterator[Mutation]:
    """Every declaration cut off at every seventh character."""
    for before, each, _ in in_turn(text):
        for at in range(step, len(each), step):
            name = f"cut off behind {each[:at][-30:]!r}"
            yield _between(before, each, at, each[:at], "", name, around=1)


def _between(before: str, each: str, at: int, mutated: str, behind: str, name: str, around: int) -> Mutation:
    """A declaration with a mistake, its neighbours around it where they can matter.

    Declarations are read one by one; only what happens to a first line can reach a neighbour.
    """
    alone = around == 1 and "\n" in each[:at]
    return Mutation(name, mutated if alone else before + mutated + behind)
