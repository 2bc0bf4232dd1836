"""People of a trust store who may be one person under two ids.

Whoever has two ids could sign twice where a policy asks for two persons. Two people count as one where their
names or addresses are those of one person, as for waivers, unless the trust store states that they are two.
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
    "part": "names of which one may be short for the other",
}
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
"""Latin letters that nobody tells apart at a glance."""


def likeness(one: Person, other: Person) -> str:
    """What two people have in common, so that they may be one; nothing where they are two."""
    if other.id in one.distinct_from or one.id in other.distinct_from:
        return ""
    (first, look), (second, other_look) = _texts(one), _texts(other)
    why = names.likeness(first, second) or ("look" if names.likeness(look, other_look) else "")
    return f"{WORDS[why]}, `{one.name}` and `{other.name}`" if why else ""


def _texts(person: Person) -> tuple[str, str]:
    """A person as they are named, and their name as it looks at a glance."""
    look = person.name
    for two, single in _PAIRS:
        look = look.replace(two, single)
    return f"{person.name} <{person.id}>" if "@" in person.id else person.name, look


def alike(people: Iterable[Person], others: Iterable[Person] = ()) -> Iterator[tuple[Person, Person, str]]:
    """Each two people who may be one, with what they have in common; both of the first, or one of each.

    The work grows with their number, and with how many have a word of their names in common.
    """
    known = list(others)
    near, first = NameIndex(), len(known)
    for each in known:
        near.add(*_texts(each))
    for one in people:
        texts = _texts(one)
        for at in near.of(*texts):
            pair = (one, known[at]) if at < first else (known[at], one)
            if why := likeness(*pair):
                yield *pair, why
        near.add(*texts)
        known.append(one)


def counted_as(people: Iterable[Person]) -> dict[str, str]:
    """The id under which each person counts, by their own id: the first of all who may be one person."""
    everybody = list(people)
    found = {each.id: each.id for each in everybody}
    members = {each.id: [each.id] for each in everybody}
    for one, other, _ in alike(everybody):
        first, second = found[one.id], found[other.id]
        if first != second:
            found |= dict.fromkeys(members[second], first)
            members[first] += members.pop(second)
    return found
