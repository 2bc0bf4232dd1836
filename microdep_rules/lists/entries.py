"""Entries of published lists: names, other names and identifiers of one company."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct, field

from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.names import folded
from microdep_rules.vocabulary.nobody import names_somebody


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


_DAYS = ("%Y-%m-%d", "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d")
_IN_NUMBERS = pattern(r"(\d{1,2})/(\d{1,2})/(\d{4})")
MOST_MONTHS = 12


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
    from microdep_rules.lists.other_names import split_names

    first, inside = split_names(name)
    if not names_somebody(first):
        return None
    seen = {folded(first)}
    others = []
    for each in (" ".join(text.split()) for text in (*inside, *aliases)):
        if names_somebody(each) and folded(each) not in seen:
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
    one, other, year = (int(group) for group in found.groups())
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
