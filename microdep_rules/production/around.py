"""Approved alternates that go around a stage of a component: they need no site, company or country of it.

As for single points of failure, what rules block is no way around. What nobody knows decides nothing: where
the stage or the alternate does not state its country or its company, the alternate *may* go around it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.production.supply import Point, needs_of_entries
from microdep_rules.production.unstated import COUNTED
from microdep_rules.production.viability import value_without

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.values import Truth
    from microdep_rules.production.supply import Need
    from microdep_rules.production.viability import Viability

PLACES = frozenset({"country", "party", "site"})
"""The kinds of points that are lost with a stage; another maker of the material may do the stage, too."""


class Around(Struct, frozen=True):
    """The names of the alternates that go around a stage."""

    surely: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()


class _Dependence(Struct, frozen=True):
    """What a stage depends on."""

    certain: frozenset[Point]
    possible: frozenset[Point]
    """The certain points included."""
    is_stated: bool
    """Whether each entry states a country and a company."""


class Detours:
    """The alternates around each stage of one product."""

    def __init__(self, viability: Viability) -> None:
        self._viability, self._structure = viability, viability.structure
        listed = self._structure.listed()
        self._place = {id_: n for n, id_ in enumerate(reversed(tuple(self._structure.made))) if id_ in listed}
        """The order of what is listed: each after all that it is in."""
        self._users: dict[str, list[str]] = {}
        for id_ in self._place:
            for needed in self._structure.needs[id_]:
                self._users.setdefault(needed, []).append(id_)

    def around(self, component: Element, entries: Sequence[Element]) -> Around:
        """The alternates of a component, or of all that it is in, that go around these entries of a stage."""
        above = self._above(component.id)
        if not any(self._structure.alternates(each) for each in above):
            return Around()
        structure = self._structure
        depends = _dependence(needs_of_entries(structure.bom, structure.known, component, entries))
        own = Point("component", component.id, component.name)
        found: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
        for id_ in above:
            states = {
                alternate: self._is_there(alternate, depends, own) for alternate in structure.alternates(id_)
            }
            surely = {structure.called(each): None for each, state in states.items() if state is True}
            may = {structure.called(each): None for each, state in states.items() if state is not False}
            found[id_] = (
                surely | _of_all([found[user][0] for user in self._users.get(id_, ())]),
                may | _of_all([found[user][1] for user in self._users.get(id_, ())]),
            )
        surely, may = found[component.id]
        return Around(tuple(surely), tuple(each for each in may if each not in surely))

    def _above(self, id_: str) -> list[str]:
        """A component that is listed and all that it is in, the upper ones first."""
        found = {id_} & self._place.keys()
        waiting = [*found]
        for each in waiting:
            new = [user for user in self._users.get(each, ()) if user not in found]
            found.update(new)
            waiting += new
        return sorted(found, key=self._place.__getitem__)

    def _is_there(self, alternate: str, depends: _Dependence, own: Point) -> Truth:
        """Whether an alternate is there when a stage is lost, with the component that it is a stage of."""
        number = self._structure.made[alternate]
        if value_without(self._viability, number, depends.certain | {own}) is False:
            return False
        there = value_without(self._viability, number, depends.possible | {own}) is True
        return True if there and depends.is_stated else None


def _of_all(above: Sequence[Mapping[str, None]]) -> dict[str, None]:
    """The alternates of all that a component is in; none where one of these has none."""
    return {name: None for each in above for name in each} if all(above) else {}


def _dependence(needs: Iterable[Need]) -> _Dependence:
    certain, possible = set[Point](), set[Point]()
    is_stated = True
    waiting = [(need, True) for need in needs]
    for need, is_certain in waiting:
        points = [point for point in need.points if point.kind in PLACES]
        possible.update(points)
        certain.update(points if is_certain else ())
        is_stated = is_stated and set(COUNTED).isdisjoint(need.unstated)
        waiting += [(member, is_certain and need.mode == "all") for member in need.members]
    return _Dependence(frozenset(certain), frozenset(possible), is_stated)
