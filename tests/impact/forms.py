"""Every form of a small product, and the least remedies among them, by trying all choices of alternates.

Written from docs/how-to/remedy.md; it shares nothing with the product but the form of documents.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import product as every_combination
from typing import TYPE_CHECKING, Any

from tests import drawing as st
from tests.impact.products import Drawn, products

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Set = frozenset[tuple[int, int]]
"""Substitutions: the number of a component, and that of its alternate."""


@dataclass(frozen=True)
class Priced(Drawn):
    """A product with costs, and with quantities of its children."""

    costs: tuple[tuple[int, int | None] | None, ...] = ()
    """Of each component the least and the greatest cost of a piece."""
    quantities: tuple[int, ...] = ()
    """Of each component: how many of it there are wherever it is used."""

    def _component(self, number: int, part: Any) -> dict[str, Any]:
        found = super()._component(number, part)
        found["children"] = [{"ref": f"c{n}", "quantity": self.quantities[n]} for n in part.children]
        cost = self.costs[number]
        if cost is not None:
            low, high = cost
            amount: Any = low if low == high else {"at_least": low} | ({"at_most": high} if high else {})
            found["unit_cost"] = {"amount": amount, "currency": "USD"}
        return found


_COST = st.one_of(
    st.integers(1, 9).map(lambda n: (n, n)),
    st.integers(1, 9).map(lambda n: (n, n)),
    st.sampled_from((None, (2, 5), (3, None))),
)
_QUANTITY = st.integers(1, 3)


@cache
def _each_of(strategy: st.SearchStrategy[Any], many: int) -> st.SearchStrategy[list[Any]]:
    return st.lists(strategy, min_size=many, max_size=many)


@st.composite
def priced(draw: st.DrawFn, most: int = 7) -> Priced:
    """A product with costs, some of which are not stated or are ranges."""
    drawn = draw(products(most, stages=False))
    many = len(drawn.parts)
    costs = tuple(draw(_each_of(_COST, many)))
    quantities = tuple(draw(_each_of(_QUANTITY, many)))
    return Priced(drawn.parts, drawn.tree, costs, quantities)


def ways(drawn: Drawn, number: int) -> list[int]:
    """A component and all that may be built instead of it."""
    found = [number]
    for each in found:
        found += [other for other in drawn.parts[each].alternates if other not in found]
    return found


def built(drawn: Drawn, chosen: Mapping[int, int]) -> tuple[list[int], Set]:
    """The components of a form of the product, and the substitutions that are made in it."""
    first = chosen.get(0, 0)
    seen, waiting, used = [first], [first], {0}
    while waiting:
        for child in drawn.parts[waiting.pop()].children:
            used.add(child)
            way = chosen.get(child, child)
            if way not in seen:
                seen.append(way)
                waiting.append(way)
    return seen, frozenset((n, chosen.get(n, n)) for n in used if chosen.get(n, n) != n)


def forms(drawn: Drawn) -> dict[Set, list[int]]:
    """Every form of the product by its substitutions, with the components in it."""
    replaceable = [n for n in range(len(drawn.parts)) if drawn.parts[n].alternates]
    found: dict[Set, list[int]] = {}
    for chosen in every_combination(*(ways(drawn, n) for n in replaceable)):
        components, made = built(drawn, dict(zip(replaceable, chosen, strict=True)))
        found[made] = components
    return found


def without_blocked(drawn: Drawn, components: list[int]) -> bool | None:
    """Whether a form is viable where blocked components halt it."""
    states = {drawn.parts[n].blocked for n in components}
    return False if True in states else None if None in states else True


# ---- measures ------------------------------------------------------------------------------------


def days(drawn: Drawn, made: Set, *, least: bool) -> Fraction:
    """How long a form takes; a lead time without an end counts as the least it may be."""
    chosen = dict(made)

    def finish(number: int) -> int:
        low, high = drawn.parts[number].lead or (0, None)
        own = low if least or high is None else high
        return own + max((finish(chosen.get(n, n)) for n in drawn.parts[number].children), default=0)

    return Fraction(finish(chosen.get(0, 0)))


def takes_any_time(drawn: Drawn, number: int) -> bool:
    """Whether nothing bounds how long an alternate takes, with all in it as listed."""
    part = drawn.parts[number]
    return part.lead is None or part.lead[1] is None or any(takes_any_time(drawn, n) for n in part.children)


def unit_cost(drawn: Priced, number: int) -> tuple[int, int | None] | None:
    """The cost of a piece: as stated, else that of all in it."""
    children = drawn.parts[number].children
    if drawn.costs[number] is not None or not children:
        return drawn.costs[number]
    low = 0
    high: int | None = 0
    for child in children:
        own = unit_cost(drawn, child)
        if own is None:
            return None
        dearest, many = own[1], drawn.quantities[child]
        low += own[0] * many
        high = None if high is None or dearest is None else high + dearest * many
    return low, high


def added(drawn: Priced, number: int, other: int) -> tuple[int | None, int | None]:
    """What a piece of the alternate costs more, at the least and at the most."""
    old, new = unit_cost(drawn, number), unit_cost(drawn, other)
    if old is None or new is None:
        return None, None
    low = None if old[1] is None else new[0] - old[1]
    return low, None if new[1] is None else new[1] - old[0]


def pieces(drawn: Priced, made: Set) -> dict[int, int]:
    """How many of each use a form has."""
    chosen = dict(made)
    found: dict[int, int] = {}

    def count(use: int, many: int) -> None:
        found[use] = found.get(use, 0) + many
        for child in drawn.parts[chosen.get(use, use)].children:
            count(child, many * drawn.quantities[child])

    count(0, 1)
    return found


def cost(drawn: Priced, made: Set, *, least: bool) -> float:
    """What a form costs more; what may be any amount counts as little as it may."""
    many, total = pieces(drawn, made), 0.0
    for number, other in made:
        low, high = added(drawn, number, other)
        if least:
            total += float("-inf") if low is None else low * many[number]
        else:
            amount = high if high is not None else low
            total += (amount or 0) * many[number]
    return total


def costs_any_amount(drawn: Priced, number: int, other: int) -> bool:
    """Whether nothing bounds what an alternate costs more."""
    return added(drawn, number, other)[1] is None


# ---- the answer ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """The least remedies, and those that may be less."""

    best: frozenset[Set]
    value: Any
    open: frozenset[Set]

    @property
    def state(self) -> str:
        """What `remedy` calls it."""
        return "remedy" if self.best else "undetermined" if self.open else "none"


def answer(
    judged: Mapping[Set, bool | None],
    worst: Callable[[Set], Any],
    least: Callable[[Set], Any],
    any_amount: Callable[[tuple[int, int]], bool],
) -> Answer:
    """The answer by trying everything."""
    certain = _smallest(
        {made for made, value in judged.items() if value is True and not any(map(any_amount, made))}
    )
    certain = certain or _smallest({made for made, value in judged.items() if value is True})
    value = min(map(worst, certain), default=None)
    best = frozenset(made for made in certain if worst(made) == value)
    if frozenset() in best:
        return Answer(best, value, frozenset())
    perhaps = _smallest({made for made, each in judged.items() if each is not False})
    perhaps = {made for made in perhaps if not any(each <= made for each in best)}
    lowest = min(map(least, perhaps), default=None)
    if lowest is None or (value is not None and lowest >= value):
        return Answer(best, value, frozenset())
    return Answer(best, value, frozenset(made for made in perhaps if least(made) == lowest))


def _smallest(sets: set[Set]) -> set[Set]:
    """Those of which no part is among them."""
    return {made for made in sets if not any(other < made for other in sets)}


def stated(drawn: Priced) -> Priced:
    """The same with a cost and a lead time for everything."""
    parts = tuple(
        replace(part, lead=(part.lead[0], part.lead[0]) if part.lead else (1, 1)) for part in drawn.parts
    )
    costs = tuple((each[0], each[0]) if each else (4, 4) for each in drawn.costs)
    return replace(drawn, parts=parts, costs=costs)
