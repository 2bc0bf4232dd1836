"""Facts from a document, and readings: values with the facts from which they were computed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.engine.values import MissingFact, Unknown
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.source import Span

NAMES_KEPT = 50_000

NOTHING_APPLIES = "nothing to which the requirement applies"
"""Reason for an unknown requirement: no element could satisfy or violate it."""
CONTRADICTION = "the document contradicts itself"
"""Reason why a fact is unknown: two statements about it cannot both be true."""
COMPUTED = "computed from these facts"
"""Text that a disclosure shows instead of a source, for a computed share."""


class ListEntry(Struct, frozen=True):
    """Entry of a company list that contains a company of the document."""

    company: str
    """Name of the company in the list."""
    first: date | None = None
    """First day on which the entry applies; `None` without such a day."""
    last: date | None = None
    """Last day on which the entry applies; `None` without such a day."""
    span: Span | None = None
    """Position of the entry in a file of the pack; `None` for an entry of an imported list."""


class ListWords(Struct, frozen=True, eq=False):
    """Words of a list that a fact shows; a comparison of facts ignores them."""

    words: frozenset[str] = frozenset()
    contested: frozenset[str] = frozenset()
    """Words that are in the list only because of a disputed entry."""
    whole: bool = False
    """True if the whole list is disputed; the dispute then also affects words that the list lacks."""
    entries: tuple[ListEntry, ...] = ()
    """Entries with the company that a condition found in a company list; otherwise empty."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ListWords)

    def __hash__(self) -> int:
        return 0


class Fact(Struct, frozen=True, cache_hash=True, gc=False):
    """A fact that was read: its name in rules, its value as text, and its position in a file."""

    name: str
    text: str
    pointer: str
    file: str = ""
    evidence: tuple[str, ...] = ()
    element: str = ""
    cites: str = ""
    """Citation of an entry of a list or table in the pack; empty if the fact is no such entry."""
    contested: str = ""
    """Disputed interpretation of an entry of a list or table; empty if the fact is no such entry."""
    of_list: ListWords | None = None
    """Words of a list, if the fact shows entries of a list."""


class Reading(Struct, frozen=True, gc=False):
    """A value with the facts from which it was computed, and the missing facts that would make it exact."""

    value: Any
    facts: tuple[Fact, ...] = ()
    missing: tuple[MissingFact, ...] = ()
    reason: str = ""
    """Reason, apart from missing facts, why the value is not exact."""


@lru_cache(maxsize=NAMES_KEPT)
def shown_party(name: str, id_: str) -> str:
    """Return the name of a party for reports, with its id if the id adds information.

    >>> shown_party("Hangzhou Hikvision", "hik"), shown_party("AT&T Radio", "at-t-radio")
    ('Hangzhou Hikvision (hik)', 'AT&T Radio')
    """
    return name if name == id_ or id_ == slug(name) else f"{name} ({id_})"


def as_unknown(reading: Reading) -> Reading:
    """Return the reading `unknown` for a stated fact that lacks the required evidence."""
    lacks = tuple(replace(lack, defect="no-evidence") for lack in reading.missing)
    return Reading(Unknown("not evidenced"), reading.facts, lacks)
