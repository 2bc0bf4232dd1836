"""Other names of a company, which a published list writes after the name, with or without brackets.

Words announce the other names: `(including two aliases: A; and B)`, `(formerly known as A (also known as
B))`. An announced name may itself have brackets, other names and subsidiaries, at any depth.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 4000
"""Maximum length of a text that is split into names. No list has a longer entry."""
OPEN, CLOSE = "([\uff08", ")]\uff09"
HIDDEN = "\x00"
"""Replacement for each character inside brackets, so that no separator inside brackets is found."""
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_LEAD = (
    r"(?:(?:the )?(?:following )?(?:(?P<many{0}>" + "|".join(NUMBERS) + r"|\d+) )?"
    r"(?:(?:other|former) )?(?:(?:(?:also|now|previously|formerly|previously also) )?known as|formerly"
    r"|alias(?:es)?|other names?|[afn]\.?/?k\.?/?a\.?|d\.?/?b\.?/?a\.?|doing business as)(?=[\s:,.])[:,.]*)"
)
_CONNECTIVES = r"(?:(?:and|or|including|with|as well as|under)\s+)*"
_ONE_LEAD = re.sub(r"\?P<many\{0\}>", "?:", _LEAD)
_LEADS = pattern(
    rf"{_CONNECTIVES}{_LEAD.format(1)}(?:\s*{_LEAD.format(2)})?(?:\s*{_ONE_LEAD})*\s*[\u2014\u2013-]?\s*",
    re.IGNORECASE,
)
"""Words before other names: `including two aliases:`, `and a.k.a., the following three aliases:`."""
_PIECES = pattern(rf"\s*;\s*|\s*,\s*(?={_CONNECTIVES}{_ONE_LEAD})|\s+(?=and\s+{_ONE_LEAD})", re.IGNORECASE)
_OUTSIDE = pattern(
    r"\s*[,;]?\s+(?=(?:(?:also|formerly|now|previously) known as|[af]\.k\.a\.|[af]/k/a|d/b/a|[af]ka)"
    r"(?=[\s:,]))",
    re.IGNORECASE,
)
_ACRONYM = pattern(r"[A-Z][A-Z0-9&.-]{1,11}|[\"\u201c'\u2018][^\"\u201d]+[\"\u201d'\u2019]")
_AND = pattern(r",?\s+(?:and|or)\s+|,\s+")
_BEFORE = pattern(r"(?:and|or)\s+", re.IGNORECASE)
_FORM = (
    r"(?:co|corp|inc|ltd|llc|llp|plc|limited|company|corporation|incorporated|gmbh|ag|bv|nv|srl|sarl|jsc|ooo)"
)
_ENDS_IN_A_FORM = pattern(rf"(?:^|.*[\s,.]){_FORM}\.?", re.IGNORECASE)
_BEGINS_WITH_A_FORM = pattern(rf"{_FORM}\b", re.IGNORECASE)
_BELONGING = pattern(
    r",?\s+(?:and|as well as|together with)\s+(?:"
    r"(?:(?:any|all)\s+(?:of\s+)?)?(?:its|their)\s+(?:[\w-]+\s+){0,6}?(?:subsidiar(?:y|ies)|affiliates?|branch(?:es)?|entities)"
    r"(?:\s+and\s+affiliates)?|(?:any\s+|all\s+)?(?:subsidiaries|affiliates)(?:\s+and\s+(?:subsidiaries|affiliates))?(?=\s*$))"
    r"(?:\s*$|,?\s+(?:(?:which\s+)?(?:include|includes|including|are|is)|namely|:)?\s*)",
    re.IGNORECASE,
)
"""Words for entities that belong to a company and are listed with the company, with or without names."""
_ABOUT = pattern(r"(?:an?|which|located|based|in|of|near|at)\s")
"""First words of a description that names no company."""
_AROUND = ' ,;:.\u2014\u2013"\u201c\u201d'
MOST_LEVELS = 8
"""Maximum depth of names inside names. Deeper names are not split."""


def split_names(text: str, level: int = 0) -> tuple[str, list[str]]:
    """Return a name, and the other names after the name.

    >>> split_names("Contemporary Amperex Technology Co., Ltd. (CATL)")
    ('Contemporary Amperex Technology Co., Ltd.', ['CATL'])
    >>> split_names("Hotan Haolin Co., Ltd. (including two aliases: Hollin Hair; and Haolin Hair)")
    ('Hotan Haolin Co., Ltd.', ['Hollin Hair', 'Haolin Hair'])
    >>> split_names("Foo Mill (formerly known as Bar Mill (also known as Baz (Hotan) Mill))")
    ('Foo Mill', ['Bar Mill', 'Baz (Hotan) Mill'])
    >>> split_names("China Telecom (Americas) Corp.")
    ('China Telecom (Americas) Corp.', [])
    """
    text = " ".join(text.split())
    if len(text) > LONGEST or level > MOST_LEVELS:
        return text, []
    text, others = _without_belonging(text, level)
    kept, inside = _without_brackets(text, level)
    others = [*inside, *others]
    pieces = _split(_OUTSIDE, kept, most=1)
    if len(pieces) > 1 and pieces[0].strip(" ,;"):
        others[:0] = _announced_names(pieces[1], level) or []
        kept = pieces[0]
    name = " ".join(kept.split()).strip(" ,;")
    return name or text, others


def _without_belonging(text: str, level: int) -> tuple[str, list[str]]:
    """Return a text without the words for related entities, and the names of these entities."""
    match = _BELONGING.search(_hide_brackets(text))
    if match is None or not text[: match.start()].strip():
        return text, []
    behind = text[match.end() :]
    names = (
        [name for piece in _split_at_legal_forms(behind) for name in _all_names(piece, level + 1)]
        if behind.strip()
        else []
    )
    return text[: match.start()], names


def _without_brackets(text: str, level: int) -> tuple[str, list[str]]:
    """Return a text without the brackets that contain other names, and the names in these brackets."""
    others: list[str] = []
    kept, end = "", len(text)
    for start, close in reversed(list(_bracket_positions(text))):
        inside = text[start + 1 : close].strip()
        names = _announced_names(inside, level)
        last = not text[close + 1 : end].strip() and not kept.strip()
        if names is None and not (last and _ACRONYM.fullmatch(inside)):
            continue
        others[:0] = names if names is not None else [inside.strip(_AROUND)]
        kept, end = text[close + 1 : end] + kept, start
    return text[:end].rstrip() + kept if kept[:1] in {"", " ", ",", ";"} else text[:end] + kept, others


def _announced_names(text: str, level: int = 0) -> list[str] | None:
    """Return the names in a text such as `also known as X`; `None` if the text announces no name.

    >>> _announced_names("also known as X; and two aliases: Hollin Hair and Haolin")
    ['X', 'Hollin Hair', 'Haolin']
    """
    series: list[tuple[int, list[str]]] = []
    before: list[str] = []
    for piece in _split(_PIECES, text):
        lead = _LEADS.match(piece)
        if lead is not None:
            series.append((_announced_number(lead), [piece[lead.end() :]]))
        elif series:
            series[-1][1].append(piece)
        elif not _ABOUT.match(piece):
            before.append(piece)
    if not series:
        return None
    texts = [text_ for text_ in before if not text_[:1].islower()]
    for many, pieces in series:
        texts += _split_into(pieces, many)
    return [name for text_ in texts for name in _all_names(text_, level + 1)]


def _announced_number(lead: re.Match[str]) -> int:
    """Return the announced number of names; 0 if no number is stated."""
    word = (lead["many2"] or lead["many1"] or "").casefold()
    return NUMBERS.index(word) + 1 if word in NUMBERS else int(word) if word.isdecimal() else 0


def _split_into(pieces: list[str], many: int) -> list[str]:
    """Split the pieces further if this gives the announced number of names (`many`).

    Otherwise, split only between names that end with a legal form.
    """
    if len(pieces) >= many:
        return [name for piece in pieces for name in _split_at_legal_forms(piece)] if not many else pieces
    ways = (_split_at_legal_forms, lambda piece: _split(_ANDS, piece), lambda piece: _split(_AND, piece))
    for way in ways:
        names = [name for piece in pieces for name in way(piece)]
        if len(names) == many:
            return names
    return [name for piece in pieces for name in _split_at_legal_forms(piece)]


_ANDS = pattern(r",?\s+(?:and|or)\s+")


def _split_at_legal_forms(text: str) -> list[str]:
    """Split a text into names, if each name ends with a legal form.

    >>> _split_at_legal_forms("Foo Co., Ltd., Bar Co., Ltd. and Baz Inc.")
    ['Foo Co., Ltd.', 'Bar Co., Ltd.', 'Baz Inc.']
    >>> _split_at_legal_forms("Foo and Bar Co.")
    ['Foo and Bar Co.']
    """
    mask, names, start = _hide_brackets(text), [], 0
    for separator in _AND.finditer(mask):
        left, right = mask[start : separator.start()], mask[separator.end() :]
        if _ENDS_IN_A_FORM.fullmatch(left) and not _BEGINS_WITH_A_FORM.match(right):
            names.append(text[start : separator.start()])
            start = separator.end()
    return [*names, text[start:]]


def _all_names(text: str, level: int) -> list[str]:
    """Return a name and all other names in its text; an empty list if the text names no company."""
    bare = text.strip(_AROUND.replace(".", ""))
    name, others = split_names(_BEFORE.sub("", bare, count=1) if _BEFORE.match(bare) else bare, level)
    named = name.strip(_AROUND)
    return [*([named] if named and not _ABOUT.match(f"{named} ") else []), *others]


# ---- brackets ------------------------------------------------------------------------------------


def _bracket_positions(text: str) -> Iterator[tuple[int, int]]:
    """Yield the positions of the outermost pairs of brackets."""
    depth, start = 0, 0
    for at, letter in enumerate(text):
        if letter in OPEN:
            depth, start = depth + 1, start if depth else at
        elif letter in CLOSE and depth:
            depth -= 1
            if not depth:
                yield start, at


def _hide_brackets(text: str) -> str:
    """Return a text of the same length in which the content of brackets is replaced."""
    masked = text
    for start, close in _bracket_positions(text):
        masked = masked[: start + 1] + HIDDEN * (close - start - 1) + masked[close:]
    return masked


def _split(separator: re.Pattern[str], text: str, most: int = 0) -> list[str]:
    """Split a text at separators outside brackets."""
    pieces: list[str] = []
    start = 0
    for match in separator.finditer(_hide_brackets(text)):
        if most and len(pieces) == most:
            break
        pieces.append(text[start : match.start()])
        start = match.end()
    return [piece for piece in (*pieces, text[start:]) if piece.strip()]
