"""What halts a product certainly, and what may, is what does so in all worlds, and in some.

A world settles everything that a document leaves open (docs/how-to/impact.md). All of them are tried.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations, product
from math import prod
from typing import TYPE_CHECKING, Any

import hypothesis.strategies as st
from hypothesis import assume, given, settings

from tests.each import of_each, tries
from tests.impact import products as brute
from tests.impact.test_by_brute_force import impact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from microdep_rules.production.failures import Failures

ALL, ANY = "all", "any"
MOST_WORLDS = 256
Sets = set[frozenset[str]]
World = tuple[dict[int, str], dict[int, str], dict[int, bool], frozenset[int]]
"""Where each component is from, what its entries without shares need, which have another source, and the
undetermined ones that are not there."""


@dataclass(frozen=True)
class Open(brute.Drawn):
    """A product of which some origins are one of several."""

    origins: tuple[tuple[str, ...], ...] = ()

    def _component(self, number: int, part: brute.Part) -> dict[str, Any]:
        found = super()._component(number, part)
        places = self.origins[number]
        return found | {"origin": places[0] if len(places) == 1 else {"one_of": list(places)}}

    def choices(self) -> list[list[Any]]:
        """What each component leaves open, one list after the other."""
        parts = self.parts
        unsaid = [sum(share is None for _, share in part.stages) > 1 for part in parts]
        shares = [sum(share for _, share in part.stages if share not in {None, 100}) for part in parts]
        return [
            *([*places] for places in self.origins),
            *([ALL, ANY] if each else [ALL] for each in unsaid),
            *([True, False] if 0 < each < 100 else [False] for each in shares),
            *([False, True] if part.blocked is None else [False] for part in parts),
        ]

    def worlds(self) -> Iterator[World]:
        """All of them."""
        many = len(self.parts)
        for each in product(*self.choices()):
            where, how, rest, gone = (each[n * many : (n + 1) * many] for n in range(4))
            yield (
                dict(enumerate(where)),
                dict(enumerate(how)),
                dict(enumerate(rest)),
                frozenset(n for n, is_gone in enumerate(gone) if is_gone),
            )


@st.composite
def open_products(draw: st.DrawFn) -> Open:
    """A small product with facts that are one of several, alternates and shares."""
    drawn = draw(brute.products(6))
    places = st.lists(st.sampled_from(brute.COUNTRIES), min_size=1, max_size=2, unique=True).map(tuple)
    origins = tuple(draw(places) for _ in drawn.parts)
    return Open(drawn.parts, drawn.tree, origins)


def has_stage(part: brute.Part, how: str, lost: frozenset[str], *, is_elsewhere: bool) -> bool:
    """Whether a stage is still to be had in a world."""
    whole = [c for c, share in part.stages if share == 100]
    shared = [c for c, share in part.stages if share not in {None, 100}]
    unsaid = [c for c, share in part.stages if share is None]
    if any(c in lost for c in whole):
        return False
    if shared and all(c in lost for c in shared) and not is_elsewhere:
        return False
    return not unsaid or not (any if how == ALL else all)(c in lost for c in unsaid)


def states(drawn: Open, blocked: Mapping[int, bool | None]) -> tuple[dict[int, Any], dict[int, Any]]:
    """Of each component whether it can be made and whether a use of it is satisfied, by what blocks."""
    made: dict[int, bool | None] = {}
    used: dict[int, bool | None] = {}
    for number in reversed(range(len(drawn.parts))):
        needs = [used[child] for child in drawn.parts[number].children]
        own = {True: False, False: True, None: None}[blocked[number]]
        every = [own, *needs]
        made[number] = False if False in every else None if None in every else True
        ways = [made[way] for way in ways_of(drawn, number)]
        used[number] = True if True in ways else None if None in ways else False
    return made, used


def ways_of(drawn: Open, number: int) -> list[int]:
    found = [number]
    for way in found:
        found += [alternate for alternate in drawn.parts[way].alternates if alternate not in found]
    return found


def halts(drawn: Open, world: World, lost: frozenset[str]) -> bool:
    """Whether a loss halts the product in a world; what all is blocked counts as if it were not."""
    where, how, rest, gone = world
    before, _ = states(drawn, {n: part.blocked for n, part in enumerate(drawn.parts)})
    here, _ = states(
        drawn, {n: n in gone if part.blocked is None else part.blocked for n, part in enumerate(drawn.parts)}
    )
    made: dict[int, bool] = {}

    def use(number: int) -> bool:
        every = ways_of(drawn, number)
        counted = [each for each in every if before[each] is not False] or every
        there = [each for each in counted if here[each]] or counted
        return any(made[each] for each in there)

    for number in reversed(range(len(drawn.parts))):
        part = drawn.parts[number]
        made[number] = (
            where[number] not in lost
            and has_stage(part, how[number], lost, is_elsewhere=rest[number])
            and all(use(child) for child in part.children)
        )
    return not use(0)


def expected(drawn: Open) -> tuple[Sets, Sets]:
    """The minimal sets that halt the product in every world, and those that halt it in some."""
    worlds = list(drawn.worlds())
    surely: list[frozenset[str]] = []
    may: list[frozenset[str]] = []
    for size in range(1, 4):
        for lost in map(frozenset, combinations(brute.COUNTRIES, size)):
            results = [halts(drawn, world, lost) for world in worlds]
            if all(results) and not any(other <= lost for other in surely):
                surely.append(lost)
            if any(results) and not any(other <= lost for other in may):
                may.append(lost)
    return set(surely), set(may)


def found_in(failures: Failures) -> tuple[Sets, Sets]:
    """The same of the product; of those that halt it certainly, which are minimal among those that may."""
    own = [single for single in failures.singles if single.point.kind == "country"]
    sets = [each for each in failures.sets if each.points[0].kind == "country"]
    surely = {frozenset({each.point.key}) for each in own if each.certain}
    surely |= {frozenset(p.key for p in each.points) for each in sets if each.certain}
    every = {frozenset({each.point.key}) for each in own}
    every |= {frozenset(p.key for p in each.points) for each in sets}
    return surely, {each for each in every if not any(other < each for other in every)}


@settings(max_examples=tries(200), deadline=None)
@given(open_products())
def test_what_halts_certainly_does_so_in_every_world_and_what_may_does_so_in_some(drawn: Open) -> None:
    parts = tuple(replace(part, blocked=part.blocked is True) for part in drawn.parts)
    drawn = replace(drawn, parts=parts)
    assume(prod(map(len, drawn.choices())) <= MOST_WORLDS)
    assert expected(drawn) == found_in(impact(drawn).failures)


@settings(max_examples=tries(200), deadline=None)
@given(open_products())
def test_with_undetermined_components_what_is_certain_is_exact_and_all_that_may_halt_is_found(
    drawn: Open,
) -> None:
    assume(prod(map(len, drawn.choices())) <= MOST_WORLDS)
    (surely, may), (found, perhaps) = expected(drawn), found_in(impact(drawn).failures)
    assert surely == found
    assert all(any(one <= each for one in perhaps) for each in may)


@of_each(
    [
        ("one component", (("CN", "JP"),), [({"CN", "JP"}, True, {"CN", "JP"})]),
        ("one country is certain", (("CN", "JP"), ("CN",)), []),
        (
            "two components",
            (("CN", "JP"), ("JP", "KR")),
            [({"CN", "JP"}, True, {"CN", "JP"}), ({"JP", "KR"}, True, {"JP", "KR"})],
        ),
    ]
)
def test_a_set_says_how_surely_it_halts_and_which_of_it_may_halt_alone(
    case: tuple[str, tuple[tuple[str, ...], ...], list[tuple[set[str], bool, set[str]]]],
) -> None:
    _, origins, sets = case
    parts = [brute.Part(tuple(range(1, len(origins)))), *(brute.Part() for _ in origins[1:])]
    failures = impact(Open(tuple(parts), origins=origins)).failures
    found = [({p.key for p in e.points}, e.certain, {p.key for p in e.alone}) for e in failures.sets]
    assert sets == found


def test_sources_that_may_be_one_of_several_halt_in_pairs_that_may() -> None:
    parts = (brute.Part(children=(1,)), brute.Part(alternates=(2,)), brute.Part())
    failures = impact(Open(parts, origins=(("US",), ("CN", "JP"), ("KR",)))).failures
    found = [({p.key for p in e.points}, e.certain, e.alone) for e in failures.sets]
    assert [
        ({"CN", "JP", "KR"}, True, ()),
        ({"CN", "KR"}, False, ()),
        ({"JP", "KR"}, False, ()),
    ] == found
