"""Approved alternates that avoid a stage of a component: they do not need its site, company or country.

Blocked alternates do not count. If the stage or the alternate does not state its country or company, the
alternate *may* avoid the stage.
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
    from microdep_rules.production.supply import SupplyNeed
    from microdep_rules.production.viability import Viability

PLACES = frozenset({"country", "party", "site"})
"""Kinds of points that can be lost together with a stage: its country, its company or its site."""


class DetourNames(Struct, frozen=True):
    """Names of the alternates that certainly (`surely`) or possibly (`perhaps`) avoid one stage."""

    surely: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()


class _Dependence(Struct, frozen=True):
    """Countries, companies and sites that a stage cannot do without."""

    certain: frozenset[Point]
    possible: frozenset[Point]
    """Points on which the stage may depend, including the points on which it certainly depends."""
    is_stated: bool
    """True if each entry of the stage states a country and a company."""


class Detours:
    """Finder of the alternates that avoid stages of a product."""

    def __init__(self, viability: Viability) -> None:
        self._viability, self._structure = viability, viability.structure
        listed = self._structure.listed()
        self._place = {id_: n for n, id_ in enumerate(reversed(tuple(self._structure.made))) if id_ in listed}
        """Position of each listed component by id; the product is first, and the smallest component last."""
        self._users: dict[str, list[str]] = {}
        for id_ in self._place:
            for needed in self._structure.needs[id_]:
                self._users.setdefault(needed, []).append(id_)

    def around(self, component: Element, entries: Sequence[Element]) -> DetourNames:
        """Return the alternates that avoid a stage of a component.

        An alternate can replace the component itself or an assembly that contains the component. `entries`
        has the entries of the stage.
        """
        above = self._with_parents(component.id)
        if not any(self._structure.alternates(id_) for id_ in above):
            return DetourNames()
        structure = self._structure
        depends = _dependence(needs_of_entries(structure.bom, structure.known, component, entries))
        own = Point("component", component.id, component.name)
        names: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
        for id_ in above:
            states = {
                alternate: self._is_available(alternate, depends, own)
                for alternate in structure.alternates(id_)
            }
            surely = {
                structure.name_of(alternate): None for alternate, state in states.items() if state is True
            }
            may = {
                structure.name_of(alternate): None
                for alternate, state in states.items()
                if state is not False
            }
            names[id_] = (
                surely | _alternates_of_all([names[user][0] for user in self._users.get(id_, ())]),
                may | _alternates_of_all([names[user][1] for user in self._users.get(id_, ())]),
            )
        surely, may = names[component.id]
        return DetourNames(tuple(surely), tuple(name for name in may if name not in surely))

    def _with_parents(self, id_: str) -> list[str]:
        """Return the ids of a component and of all assemblies that contain it, the product first."""
        reached = {id_} & self._place.keys()
        waiting = [*reached]
        for current in waiting:
            new = [user for user in self._users.get(current, ()) if user not in reached]
            reached.update(new)
            waiting += new
        return sorted(reached, key=self._place.__getitem__)

    def _is_available(self, alternate: str, depends: _Dependence, own: Point) -> Truth:
        """Return whether an alternate can still be made after the loss of a stage and its component."""
        number = self._structure.made[alternate]
        if value_without(self._viability, number, depends.certain | {own}) is False:
            return False
        there = value_without(self._viability, number, depends.possible | {own}) is True
        return True if there and depends.is_stated else None


def _alternates_of_all(above: Sequence[Mapping[str, None]]) -> dict[str, None]:
    """Return the alternates of all parents of a component; empty if one of the parents has none."""
    return {name: None for names in above for name in names} if all(above) else {}


def _dependence(needs: Iterable[SupplyNeed]) -> _Dependence:
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
