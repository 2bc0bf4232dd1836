"""People who may be one are found among thousands as they are two by two."""

from __future__ import annotations

import time
from itertools import combinations, product

from microdep_rules.bom.people import NameIndex, is_same_person
from microdep_rules.signing.persons import find_same_people, likeness, merge_people
from microdep_rules.signing.trust import Person
from tests.each import SAMPLED, sample_of

FIRST = [
    "Dana",
    "D\u00e4na",
    "D\u0430na",
    "D.",
    "Jos\u00e9",
    "Rni",
    "Mi",
    "\u660e",
    "Da\u0448a",
    "Dr. Dana",
    "Danaito",
]
LAST = ["Ito", "ITO", "I.", "Itoe", "It\u00f6", "\u674e", "Officer", "", "(Sales)", "It\u200bo"]
FORMS = ["{0} {1}", "{1}, {0}", "{0}{1}", "{0} {1} <d.ito+x@example.com>", "dana.ito@example.com"]
NAMES = sorted({form.format(*pair).strip() for form in FORMS for pair in product(FIRST, LAST)} - {""})


def _person(number: int, name: str, id_: str = "") -> Person:
    return Person(id_ or f"p{number}", name, "", (), ())


def test_whoever_may_be_one_person_is_near() -> None:
    near = NameIndex()
    for name in NAMES:
        near.add(name)
    for one in sample_of(NAMES[::5], 3):
        found = near.of(one)
        assert [at for at in found if is_same_person(one, NAMES[at])] == [
            at for at, other in enumerate(NAMES) if is_same_person(one, other)
        ], one


def test_people_are_found_as_they_are_two_by_two() -> None:
    people = [_person(at, name) for at, name in enumerate(NAMES[::4])]
    others = [_person(1000 + at, name) for at, name in enumerate(NAMES[1::9])]
    expected = [*combinations(people, 2), *product(people, others)]
    pairs = {(one.id, other.id): why for one, other in expected if (why := likeness(one, other))}
    assert {(one.id, other.id): why for one, other, why in find_same_people(people, others)} == pairs


def test_who_is_one_person_through_another_counts_once() -> None:
    names = ["Kim Berg", "Dana Ito", "D. Ito", "Dario Ito", "Berg, Kim"]
    counted = merge_people(_person(at, each) for at, each in enumerate(names))
    assert {"p0": "p0", "p1": "p1", "p2": "p1", "p3": "p1", "p4": "p0"} == counted


def test_thousands_of_people_are_compared_in_seconds() -> None:
    """In a sample hundreds, in a smaller part of the time: it may grow with the pairs of them."""
    many, most = (800, 2) if SAMPLED else (2_000, 10)
    began = time.process_time()
    given = ["".join(each) for each in product("BDKL", "aeiou", "lmnr", "aeo")][:200]
    people = [
        _person(
            at,
            f"{given[at % 200]} Of{at // 200:b}x".replace("0", "o").replace("1", "i"),
            f"p{at}@example.com",
        )
        for at in range(many)
    ]
    assert not list(find_same_people(people[: many // 2], people[many // 2 :]))
    assert time.process_time() - began < most
