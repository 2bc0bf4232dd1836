"""People of a trust store who may be one person under two ids.

Whoever has two ids could sign twice where a policy asks for two persons. Two people count as one where their
names or addresses are those of one person, as for waivers, unless the trust store states that they are two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom import people as names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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
    first, second = (f"{e.name} <{e.id}>" if "@" in e.id else e.name for e in (one, other))
    why = names.likeness(first, second) or ("look" if names.likeness(_glance(one), _glance(other)) else "")
    return f"{WORDS[why]}, `{one.name}` and `{other.name}`" if why else ""


def _glance(person: Person) -> str:
    name = person.name
    for two, single in _PAIRS:
        name = name.replace(two, single)
    return name


def alike(people: Sequence[Person], others: Sequence[Person] = ()) -> Iterator[tuple[Person, Person, str]]:
    """Each two people who may be one, with what they have in common; both of the first, or one of each."""
    for at, one in enumerate(people):
        for other in (*people[at + 1 :], *others):
            if why := likeness(one, other):
                yield one, other, why


def counted_as(people: Iterable[Person]) -> dict[str, str]:
    """The id under which each person counts, by their own id: the first of all who may be one person."""
    everybody = list(people)
    found = {each.id: each.id for each in everybody}
    for one, other, _ in alike(everybody):
        first, second = found[one.id], found[other.id]
        found = {id_: first if to == second else to for id_, to in found.items()}
    return found
