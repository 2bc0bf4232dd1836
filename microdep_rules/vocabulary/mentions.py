"""Substances that the texts of a component mention.

`NdFeB rotor magnet` mentions a substance, and so does the part number `X-SMCO-26`. `Magnet-free` and `without
cobalt` mention no substance. A mention does not prove that a substance is present, but it contradicts a
statement that the substance is absent.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct

from microdep_rules.patterns import pattern
from microdep_rules.vocabulary import designations, makeup, resources
from microdep_rules.vocabulary.implied_contents import ROOTS, SYMBOL
from microdep_rules.vocabulary.naming import FIRST_FOREIGN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAGNETS = makeup.MAGNETS
PIECE = pattern(r"[^\W\d_]+|\d+")
JOINER = pattern(r"[\s\-_\u2010-\u2015]*")
"""Separators inside one name of a substance, as in `Ti-6Al-4V` or `Sm_Co`."""
BOUNDARY = pattern(r"[.;:!?()\[\]{}|\n]")
"""Sign at which the effect of a negation ends, such as a semicolon: `no cobalt; magnet` mentions a magnet."""
LONGEST, SHORTEST = 8, 4
"""Maximum number of pieces of a substance's name, and minimum number of its letters.

A formula such as `GaN` may have fewer letters.
"""
MOST_KEPT = 50_000


class _Piece(Struct, frozen=True):
    """Consecutive letters, or consecutive digits, in a text."""

    start: int
    end: int
    folded: str


class _Mention(Struct, frozen=True):
    """Mention of a substance in a text, with the positions of the first and last piece of its name."""

    substance: str
    first: int
    last: int


@lru_cache(maxsize=MOST_KEPT)
def substances_named(text: str, field: str = "name") -> frozenset[str]:
    """Return the substances that a name, a part number (`mpn`) or notes mention without a negation.

    >>> sorted(substances_named("NdFeB rotor, N52")), substances_named("Lead screw, tin plated")
    (['NdFeB'], frozenset())
    >>> sorted(substances_named("X_SMCO-26", "mpn")), substances_named("Ring, free of cobalt, magnet-free")
    (['SmCo'], frozenset())
    """
    text = text if text.isascii() else unicodedata.normalize("NFKC", text)
    pieces = [_Piece(piece.start(), piece.end(), piece[0].casefold()) for piece in PIECE.finditer(text)]
    mentions = _longest_only([*_mentions(text, pieces), *_designated(text, pieces, field)])
    inside = frozenset(place for mention in mentions for place in range(mention.first, mention.last + 1))
    substances = {
        mention.substance
        for mention in mentions
        if field == "mpn" or not _is_denied(text, pieces, inside, mention, field)
    }
    substances |= frozenset[str]() if text.isascii() else frozenset(_substances_without_spaces(text))
    is_a = makeup.substances().is_a
    return frozenset(a for a in substances if not any(a != b and is_a(b, a) for b in substances))


def substances_held(name: str) -> frozenset[str]:
    """Return the substances that a material with this name contains.

    `Adhesive for NdFeB magnets` names NdFeB, but the adhesive does not contain NdFeB. Coatings do not count
    either.

    >>> sorted(substances_held("NdFeB-PA12 compound")), substances_held("Adhesive for NdFeB magnets")
    (['NdFeB'], frozenset())
    >>> substances_held("NdFeB coating"), substances_held("Nickel on NdFeB")
    (frozenset(), frozenset())
    """
    words = [*PIECE.finditer(name)]
    laid = next((word.start() for word in words if word[0].casefold() in _data()["laid_on"]), len(name))
    glues = {word.casefold() for word in _data()["no_material_of"]}
    if not glues.isdisjoint(word[0].casefold() for word in words):
        return frozenset()
    return substances_named(name[:laid], "notes") - {MAGNETS}


# ---- mentions ------------------------------------------------------------------------------------


def _mentions(text: str, pieces: list[_Piece]) -> Iterator[_Mention]:
    beginnings = _beginnings()
    for first, piece in enumerate(pieces):
        if len(piece.folded) == 1 or piece.folded[:2] in beginnings:
            yield from _beginning_at(text, pieces, first)
        if _is_magnet(text, pieces, first):
            yield _Mention(MAGNETS, first, first)


def _designated(text: str, pieces: list[_Piece], field: str) -> Iterator[_Mention]:
    """Yield the mentions of substances by a designation such as `N52`, with the pieces of the designation."""
    for designation in designations.designated(text, field):
        places = [
            at
            for at, piece in enumerate(pieces)
            if designation.start < piece.end and piece.start < designation.end
        ]
        if places:
            yield _Mention(designation.substance, places[0], places[-1])


def _longest_only(mentions: list[_Mention]) -> list[_Mention]:
    """Return the mentions that are not inside a longer mention: `samarium cobalt` does not mention cobalt."""
    return [
        mention
        for mention in mentions
        if not any(
            other.first <= mention.first
            and mention.last <= other.last
            and other.last - other.first > mention.last - mention.first
            for other in mentions
        )
    ]


def _beginning_at(text: str, pieces: list[_Piece], first: int) -> Iterator[_Mention]:
    """Yield the mentions of substances that begin at a given piece of the text.

    Only spaces and dashes may be between the pieces of a name.
    """
    words, formulas, longest, joined = _words(), _formulas(), _longest(), ""
    for last in range(first, min(first + LONGEST, len(pieces))):
        if last > first and JOINER.fullmatch(text, pieces[last - 1].end, pieces[last].start) is None:
            return
        joined += pieces[last].folded
        if len(joined) > longest:
            return
        substance, is_whole = words.get(joined), not joined.isalpha()
        if substance is None and last == first:
            substance = formulas.get(text[pieces[first].start : pieces[first].end])
            is_whole = True  # `NCA9555` is the part number of a circuit
        if substance is None or _names_another_thing(pieces, joined, first, last):
            continue
        if not is_whole or _is_alone(text, pieces[first], pieces[last]):
            yield _Mention(substance, first, last)


def _names_another_thing(pieces: list[_Piece], name: str, first: int, last: int) -> bool:
    """Return whether the word next to a name changes its meaning, as in `ferrite bead` or `cobalt blue`."""
    beside = {piece.folded for piece in (*pieces[max(first - 1, 0) : first], *pieces[last + 1 : last + 2])}
    return not beside.isdisjoint(_data()["other_things"].get(name, ()))


def _is_alone(text: str, first: _Piece, last: _Piece) -> bool:
    """Return whether no letter and no digit is directly next to a name: `TI64A` does not name `TI64`."""
    before, behind = text[max(first.start - 1, 0) : first.start], text[last.end : last.end + 1]
    return not before.isalnum() and not behind.isalnum()


def _is_magnet(text: str, pieces: list[_Piece], place: int) -> bool:
    """Return whether a word means a permanent magnet, in English, German or Dutch.

    `electromagnet` and `magnet wire` do not count.
    """
    word, others = pieces[place].folded, tuple(_data()["no_permanent_magnet"])
    if not word.endswith(("magnet", "magnets", "magnete", "magneten")) or word.startswith(others):
        return False
    if place and pieces[place - 1].folded in others:
        return JOINER.fullmatch(text, pieces[place - 1].end, pieces[place].start) is None
    return place + 1 == len(pieces) or pieces[place + 1].folded not in {"wire", "wires"}


def _substances_without_spaces(text: str) -> Iterator[str]:
    """Yield the substances that a text in a script without spaces names, unless the text negates them."""
    denied = _data()["denials_without_spaces"]
    before, behind = tuple(denied["before"]), tuple(denied["behind"])
    for word in _foreign_words().finditer(text):
        if not text[: word.start()].endswith(before) and not text[word.end() :].startswith(behind):
            yield _spellings()[word[0]]


# ---- denials -------------------------------------------------------------------------------------


def _is_denied(
    text: str, pieces: list[_Piece], inside: frozenset[int], mention: _Mention, field: str
) -> bool:
    """Return whether a mention does not count, because the words around it negate it.

    In notes, a mention also does not count if the words around it show that it is about another thing.
    """
    if _is_free(text, pieces, mention.last):
        return True
    data = _data()
    for place in range(mention.first - 1, -1, -1):
        word, between = pieces[place].folded, text[pieces[place].end : pieces[place + 1].start]
        if BOUNDARY.search(between) or ("," in between and not _is_a_list(text[pieces[place].end :])):
            return False
        if word in data["free"]:
            return pieces[place + 1].folded in data["free_from"]
        if word in data["denials"] or (word == "o" and text[: pieces[place].end].casefold().endswith("w/o")):
            before = pieces[place - 1].folded if place else ""
            return before not in data["numbered"] and before not in data["denials"]
        if field == "notes" and word in data["of_another_thing"]:
            return True
        if word not in data["between_denial_and_substance"] and place not in inside:
            return False
    return False


def _is_free(text: str, pieces: list[_Piece], last: int) -> bool:
    """Return whether the word `free` follows a mention and negates it, as in `magnet free`.

    In `free of` and `free-standing`, the word `free` does not negate the word before it.
    """
    place = last + 1
    while place < len(pieces) and pieces[place].folded in {"magnet", "magnets", "material", "materials"}:
        place += 1
    if place == len(pieces) or pieces[place].folded not in _data()["free"]:
        return False
    between = text[pieces[place - 1].end : pieces[place].start].replace(":", "")
    if JOINER.fullmatch(between) is None:
        return False
    if place + 1 == len(pieces):
        return True
    joined = text[pieces[place].end : pieces[place + 1].start] == "-"
    return not joined and pieces[place + 1].folded not in _data()["free_from"]


def _is_a_list(text: str) -> bool:
    """Return whether a negation covers a list, because `or` follows: `no cobalt, tantalum or tungsten`."""
    clause = BOUNDARY.split(text, maxsplit=1)[0]
    return any(word.casefold() in _data()["or"] for word in PIECE.findall(clause))


# ---- data ----------------------------------------------------------------------------------------


def _data() -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", resources.component_names_data()["mentions"])


@cache
def _spellings() -> Mapping[str, str]:
    """Return the substance for each spelling of its name, for the substances that laws mention.

    Spellings with another meaning in the names of components, such as `lead`, are not included.
    """
    known = makeup.substances()
    substances: dict[str, str] = {}
    for term in {known_term.id: known_term for known_term in known.terms.values()}.values():
        own = (term.id, *term.parts)
        if any(known.is_a(part, root) for part in own for root in ROOTS):
            substances |= {
                word: term.id for word in (term.id, *term.names, term.label, *term.aliases) if word
            }
    substances = {
        word: id_ for word, id_ in substances.items() if word.casefold() not in _data()["ambiguous"]
    }
    marks = designations.spelled(in_vocabulary=False)
    return substances | {word: id_ for id_, words in marks.items() for word in words}


@cache
def _words() -> Mapping[str, str]:
    """Return the substance for each name that the program recognizes in upper and lower case."""
    substances = {
        _without_joiners(word): id_
        for word, id_ in _spellings().items()
        if len(_without_joiners(word)) >= SHORTEST
    }
    return substances | {
        _without_joiners(word): id_ for id_, words in _data()["words"].items() for word in words
    }


@cache
def _formulas() -> Mapping[str, str]:
    """Return the substance for each formula, such as `GaN`.

    A formula is so short that the program recognizes it only with exactly these capitals and small letters.
    """
    own = {word: id_ for word, id_ in _spellings().items() if SYMBOL < len(word) < SHORTEST and word == id_}
    return own | {word: id_ for id_, words in _data()["formulas"].items() for word in words}


@cache
def _longest() -> int:
    return max(map(len, _words()))


@cache
def _beginnings() -> frozenset[str]:
    """Return the first two letters of the names of all substances, for a quick search.

    A single letter may be the beginning of any name.
    """
    return frozenset(word[:2].casefold() for word in (*_words(), *_formulas()))


@cache
def _foreign_words() -> re.Pattern[str]:
    """Return a pattern of all names in scripts without spaces, longer ones first."""
    words = sorted((word for word in _spellings() if word[0] >= FIRST_FOREIGN), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


def _without_joiners(word: str) -> str:
    return "".join(PIECE.findall(unicodedata.normalize("NFKC", word))).casefold()
