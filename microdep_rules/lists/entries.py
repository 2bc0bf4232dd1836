"""Entries of published lists: names, other names and identifiers of one company."""

from __future__ import annotations

import re
from datetime import date, datetime

from msgspec import Struct, field

from microdep_rules.vocabulary.names import folded, names_a_company


class Entry(Struct, frozen=True, omit_defaults=True):
    """One company, or one person, of a published list."""

    name: str
    aliases: tuple[str, ...] = ()
    """Other names, former ones and those in other scripts."""
    identifiers: dict[str, str] = field(default_factory=dict)
    person: bool = False
    from_: date | None = field(default=None, name="from")
    """The first day on which it is listed; nothing where the list does not state it."""
    through: date | None = None
    cites: str = ""
    """The list, programme or notice that has it, where the file states one."""


class PublishedList(Struct, frozen=True):
    """A list as it was published on a day."""

    name: str
    """The name by which packs name it: `uflpa-entity-list`."""
    form: str
    """What the file was: `Consolidated Screening List (CSV)`."""
    day: date
    source: str
    """The file, or the address that was given for it."""
    digest: str
    """Of the file."""
    entries: tuple[Entry, ...]
    only: str = ""
    """The text by which entries were chosen; empty where all were taken."""
    complete: bool = True
    """Whether whoever is not in it is not on the published list of its name."""


LONGEST = 4000
"""A longer text is no entry that somebody wrote, and is not taken apart."""
_PIECES = re.compile(r"\s*;\s*")
_BRACKETS = re.compile(r"\s*\(((?:[^()]|\([^()]*\))*)\)")
_LEAD = (
    r"(?:(?:the )?(?:following )?(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+) )?"
    r"(?:(?:other|former) )?(?:(?:(?:also|now|previously|formerly|previously also) )?known as|formerly"
    r"|alias(?:es)?|other names?|[afn]\.?/?k\.?/?a\.?|d\.?/?b\.?/?a\.?|doing business as)(?=[\s:,.])[:,.]*)"
)
_CONNECTIVES = r"(?:(?:and|or|including|with|as well as|under)\s+)*"
_LEADS = re.compile(rf"{_CONNECTIVES}{_LEAD}(?:\s*{_LEAD})*\s*[\u2014\u2013-]?\s*", re.IGNORECASE)
"""The words before other names: `including two aliases:`, `and a.k.a., the following three aliases:`."""
_NEXT_LEAD = re.compile(rf"\s*[,;]\s*(?={_CONNECTIVES}{_LEAD})|\s+(?=and\s+{_LEAD})", re.IGNORECASE)
_OUTSIDE = re.compile(
    r"\s*,?\s+(?=(?:(?:also|formerly|now|previously) known as|[af]\.k\.a\.|[af]/k/a|d/b/a|[af]ka)(?=[\s:,]))",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&.-]{1,11}")
_DAYS = ("%Y-%m-%d", "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d")
_IN_NUMBERS = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
MOST_MONTHS = 12


def split_names(text: str) -> tuple[str, list[str]]:
    """A name, and the other names that stand in brackets behind it.

    >>> split_names("Contemporary Amperex Technology Co., Ltd. (CATL)")
    ('Contemporary Amperex Technology Co., Ltd.', ['CATL'])
    >>> split_names("Hotan Haolin Co., Ltd. (including two aliases: Hollin Hair; and Haolin Hair)")
    ('Hotan Haolin Co., Ltd.', ['Hollin Hair', 'Haolin Hair'])
    >>> split_names("China Telecom (Americas) Corp.")
    ('China Telecom (Americas) Corp.', [])
    """
    if len(text) > LONGEST:
        return " ".join(text.split()), []
    others: list[str] = []

    def taken(found: re.Match[str]) -> str:
        inside = found[1].strip()
        if (names := _other_names(inside)) is not None:
            others.extend(names)
            return ""
        if _ACRONYM.fullmatch(inside) and not text[found.end() :].strip():
            others.append(inside)
            return ""
        return found[0]

    name, *behind = _OUTSIDE.split(_BRACKETS.sub(taken, text), maxsplit=1)
    for each in behind if name.strip() else ():
        others.extend(_other_names(each) or [])
    return " ".join((name if name.strip() else text).split()).strip(" ,"), others


def _other_names(text: str) -> list[str] | None:
    """The names in a text that announces other names; nothing where it announces none.

    >>> _other_names("also known as X; and two aliases: Hollin Hair; and Haolin")
    ['X', 'Hollin Hair', 'Haolin']
    """
    pieces = [piece for each in _PIECES.split(text) for piece in _NEXT_LEAD.split(each)]
    if not any(_LEADS.match(each) for each in pieces):
        return None
    bare = (re.sub(r"^(?:and|or)\s+", "", _LEADS.sub("", each, count=1)) for each in pieces)
    return [each for each in (name.strip(" ,.\u2014\u2013") for name in bare) if each]


def entry(
    name: str,
    aliases: list[str],
    *,
    identifiers: dict[str, str] | None = None,
    person: bool = False,
    start: date | None = None,
    through: date | None = None,
    cites: str = "",
) -> Entry | None:
    """An entry with each of its names once; nothing where the name is none."""
    first, inside = split_names(name)
    if not names_a_company(first):
        return None
    seen = {folded(first)}
    others = []
    for each in (" ".join(text.split()) for text in (*inside, *aliases)):
        if names_a_company(each) and folded(each) not in seen:
            seen.add(folded(each))
            others.append(each)
    stated = {scheme: value for scheme, value in sorted((identifiers or {}).items()) if value}
    return Entry(first, tuple(others), stated, person, start, through, " ".join(cites.split()))


def day_of(text: str, *, american: bool = False) -> date | None:
    """A day as lists write it; nothing where it can be read in two ways.

    >>> day_of("June 21, 2022"), day_of("2022-06-21"), day_of("6/21/2022") == day_of("21/6/2022")
    (datetime.date(2022, 6, 21), datetime.date(2022, 6, 21), True)
    >>> day_of("6/5/2022"), day_of("6/5/2022", american=True)
    (None, datetime.date(2022, 6, 5))
    """
    text = " ".join(text.split()).removesuffix(" 00:00:00")
    if not text:
        return None
    for form in _DAYS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    if (found := _IN_NUMBERS.fullmatch(text)) is None:
        return None
    one, other, year = (int(each) for each in found.groups())
    if not american and one <= MOST_MONTHS and other <= MOST_MONTHS and one != other:
        return None
    month, day = (one, other) if one <= MOST_MONTHS else (other, one)
    try:
        return date(year, month, day)
    except ValueError:
        return None


SCHEMES = {
    "d-u-n-s number": "duns",
    "duns number": "duns",
    "legal entity number": "lei",
    "legal entity identifier": "lei",
    "lei": "lei",
    "unified social credit code (uscc)": "uscc",
    "cage code": "cage",
    "unique entity identifier": "uei",
}
"""Identifiers as the published lists call them, by the schemes in which parties state them."""
