"""Check of a trust store for persons who have two ids.

A person with two ids could sign twice where a policy requires two persons. Two entries count as one person if
their names or addresses match, by the same comparison as for approvers of waivers. The trust store can state
that two entries are different persons.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom import people as names
from microdep_rules.bom.people import NameIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microdep_rules.signing.trust import Person

WORDS = {
    "name": "the same name",
    "mail": "the same mail address",
    "look": "names that look alike",
    "part": "names of which one may be a short form of the other",
}
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
"""Pairs of Latin letters that look alike."""


def likeness(one: Person, other: Person) -> str:
    """Return a text about the name or mail address that two people share or nearly share; otherwise empty.

    Such people may be one person, unless the trust store states that they are distinct.
    """
    if other.id in one.distinct_from or one.id in other.distinct_from:
        return ""
    (first, look), (second, other_look) = _texts(one), _texts(other)
    why = names.likeness(first, second) or ("look" if names.likeness(look, other_look) else "")
    return f"{WORDS[why]}, `{one.name}` and `{other.name}`" if why else ""


def _texts(person: Person) -> tuple[str, str]:
    """Return the name with the mail address, and the name with `rn`, `vv` and `cl` as `m`, `w` and `d`."""
    look = person.name
    for two, single in _PAIRS:
        look = look.replace(two, single)
    return f"{person.name} <{person.id}>" if "@" in person.id else person.name, look


def find_same_people(
    people: Iterable[Person], others: Iterable[Person] = ()
) -> Iterator[tuple[Person, Person, str]]:
    """Return the pairs of people who may be one person, with the names or addresses that they share.

    At least one person of each pair is in `people`; the other may be in `others`. The time grows with the
    number of people, and with the number of people who share a word of their names.
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
    """Return a dictionary from the id of each person to the first id of this person.

    Two ids belong to one person if the names or mail addresses match.
    """
    everybody = list(people)
    id_of = {person.id: person.id for person in everybody}
    members = {person.id: [person.id] for person in everybody}
    for one, other, _ in find_same_people(everybody):
        first, second = id_of[one.id], id_of[other.id]
        if first != second:
            id_of |= dict.fromkeys(members[second], first)
            members[first] += members.pop(second)
    return id_of
