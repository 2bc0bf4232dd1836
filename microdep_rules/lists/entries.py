"""Entries of published lists: names, other names and identifiers of one company."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct, field

from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.names import folded
from microdep_rules.vocabulary.placeholder_names import names_somebody


class ListedParty(Struct, frozen=True, omit_defaults=True):
    """A company or person of a published list."""

    name: str
    aliases: tuple[str, ...] = ()
    """Other names, former names and names in other scripts."""
    identifiers: dict[str, str] = field(default_factory=dict)
    person: bool = False
    from_: date | None = field(default=None, name="from")
    """First day of the listing; `None` if the list does not state this day."""
    through: date | None = None
    cites: str = ""
    """List, programme or notice of the entry, if the file states one."""


class PublishedList(Struct, frozen=True):
    """A published list as of one day."""

    name: str
    """Name of the list in packs: `uflpa-entity-list`."""
    form: str
    """Form of the file: `Consolidated Screening List (CSV)`."""
    day: date
    source: str
    """File, or address of the file as the user stated it."""
    digest: str
    """Digest of the file."""
    entries: tuple[ListedParty, ...]
    only: str = ""
    """Text that selected the entries; empty if all entries were imported."""
    complete: bool = True
    """True if this list has every entry of the published list."""


_DAYS = ("%Y-%m-%d", "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d")
_IN_NUMBERS = pattern(r"(\d{1,2})/(\d{1,2})/(\d{4})")
MOST_MONTHS = 12


def listed_party(
    name: str,
    aliases: list[str],
    *,
    identifiers: dict[str, str] | None = None,
    person: bool = False,
    start: date | None = None,
    through: date | None = None,
    cites: str = "",
) -> ListedParty | None:
    """Return an entry without repeated names; `None` if the text names no company or person."""
    from microdep_rules.lists.other_names import split_names

    first, inside = split_names(name)
    if not names_somebody(first):
        return None
    seen = {folded(first)}
    others = []
    for alias in (" ".join(text.split()) for text in (*inside, *aliases)):
        if names_somebody(alias) and folded(alias) not in seen:
            seen.add(folded(alias))
            others.append(alias)
    stated = {scheme: value for scheme, value in sorted((identifiers or {}).items()) if value}
    return ListedParty(first, tuple(others), stated, person, start, through, " ".join(cites.split()))


def parse_day(text: str, *, american: bool = False) -> date | None:
    """Return the day that a list states; `None` if the text is no day or may mean two days.

    >>> parse_day("June 21, 2022"), parse_day("2022-06-21"), parse_day("6/21/2022") == parse_day("21/6/2022")
    (datetime.date(2022, 6, 21), datetime.date(2022, 6, 21), True)
    >>> parse_day("6/5/2022"), parse_day("6/5/2022", american=True)
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
    if (match := _IN_NUMBERS.fullmatch(text)) is None:
        return None
    one, other, year = (int(group) for group in match.groups())
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
"""For each name of an identifier in published lists, the scheme, such as `duns`."""
