"""Facts as read, and values with the facts they came from."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.engine.values import Missing, Unknown
from microdep_rules.vocabulary.slugs import slug

NAMES_KEPT = 50_000

CONTRADICTION = "the document contradicts itself"
"""Why a fact is not known that two statements make, and that cannot both be true."""
COMPUTED = "computed from these facts"
"""Who says so of a share that is disclosed."""


class OfList(Struct, frozen=True, eq=False):
    """The words of a list that a fact tells of. The fact is the same whatever they are."""

    words: frozenset[str] = frozenset()
    contested: frozenset[str] = frozenset()
    """The words for which it matters that it is contested: those that the list would not hold without it."""
    whole: bool = False
    """Whether the list as a whole is contested: that matters to what is not in it, too."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OfList)

    def __hash__(self) -> int:
        return 0


class Fact(Struct, frozen=True, cache_hash=True, gc=False):
    """A fact as read: its name in the rule's words, its value as text, and where it stands."""

    name: str
    text: str
    pointer: str
    file: str = ""
    evidence: tuple[str, ...] = ()
    element: str = ""
    cites: str = ""
    """Of an entry of the pack: who says so."""
    contested: str = ""
    """Of an entry of the pack: what is not settled about it."""
    of_list: OfList | None = None
    """Of entries of a list."""


class Reading(Struct, frozen=True, gc=False):
    """A value with the facts it came from and what would sharpen it."""

    value: Any
    facts: tuple[Fact, ...] = ()
    missing: tuple[Missing, ...] = ()
    reason: str = ""
    """Of a value with bounds: what leaves it open besides missing facts."""


@lru_cache(maxsize=NAMES_KEPT)
def shown_party(name: str, id_: str) -> str:
    """A party as facts show it: its name, with its id behind unless that says nothing more.

    >>> shown_party("Hangzhou Hikvision", "hik"), shown_party("AT&T Radio", "at-t-radio")
    ('Hangzhou Hikvision (hik)', 'AT&T Radio')
    """
    return name if name == id_ or id_ == slug(name) else f"{name} ({id_})"


def unshown(found: Reading) -> Reading:
    """A fact that is recorded, and not evidenced as the rule wants: as if it were not known."""
    lacks = tuple(replace(each, held="bare") for each in found.missing)
    return Reading(Unknown("not evidenced"), found.facts, lacks)
