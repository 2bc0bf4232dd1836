"""People in a trust store who may be one person with two ids.

A person with two ids could sign twice where a policy requires two persons. Two people count as one if their
names or addresses match, as for waivers, unless the trust store states that they are two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom import people as names
from microdep_rules.bom.people import NameIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microdep_rules.signing.trust import Person

WORDS = {
    "name": "one name",
    "mail": "one mail address",
    "look": "names that look alike",
    "part": "names of which one may be a short form of the other",
}
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
"""Latin letters that look alike at a glance."""


def likeness(one: Person, other: Person) -> str:
    """Return what two people have in common, so that they may be one; empty if they are two."""
    if other.id in one.distinct_from or one.id in other.distinct_from:
        return ""
    (first, look), (second, other_look) = _texts(one), _texts(other)
    why = names.likeness(first, second) or ("look" if names.likeness(look, other_look) else "")
    return f"{WORDS[why]}, `{one.name}` and `{other.name}`" if why else ""


def _texts(person: Person) -> tuple[str, str]:
    """Return the name and address of a person, and the name with lookalike letters merged."""
    look = person.name
    for two, single in _PAIRS:
        look = look.replace(two, single)
    return f"{person.name} <{person.id}>" if "@" in person.id else person.name, look


def find_same_people(
    people: Iterable[Person], others: Iterable[Person] = ()
) -> Iterator[tuple[Person, Person, str]]:
    """Return pairs of people who may be one, with what they have in common; from the first, or one of each.

    The work grows with their number, and with how many share a word of their names.
    """
    known = list(others)
    near, first = NameIndex(), len(known)
    for person in known:
        near.add(*_texts(person))
    for one in people:
        texts = _texts(one)
        for at in near.of(*texts):
            pair = (one, known[at]) if at < first else (known[at], one)
            if why := likeness(*pair):
                yield *pair, why
        near.add(*texts)
        known.append(one)


def merge_people(people: Iterable[Person]) -> dict[str, str]:
    """Return the id under which each person counts, by their own id: the first of all who may be one."""
    everybody = list(people)
    id_of = {person.id: person.id for person in everybody}
    members = {person.id: [person.id] for person in everybody}
    for one, other, _ in find_same_people(everybody):
        first, second = id_of[one.id], id_of[other.id]
        if first != second:
            id_of |= dict.fromkeys(members[second], first)
            members[first] += members.pop(second)
    return id_of
