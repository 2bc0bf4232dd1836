"""The paradox of a small share: what a country has of the cost, beside what stops without it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.amounts import bounds
from microdep_rules.bom.zeros import bounds_of
from microdep_rules.impact.supply import countries_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.values import Truth
    from microdep_rules.impact.critical_path import Plan
    from microdep_rules.impact.failures import Failures
    from microdep_rules.impact.structure import Structure


class Costs(Struct, frozen=True):
    """The cost of one product as far as it is stated, by the country that each amount comes from."""

    currency: str
    total: Fraction
    """What is stated; more where `missing` names components."""
    by_country: Mapping[str, Fraction]
    elsewhere: Fraction
    """Amounts of which no single country is stated."""
    missing: tuple[str, ...]
    """Components with neither a cost of their own nor costs below them, or without a quantity."""


class Exposure(Struct, frozen=True):
    """One country: its share of the cost, and what of production depends on it."""

    country: str
    name: str
    low: Fraction | None
    """Its least share of the stated cost, as a fraction of 1; nothing where no cost is stated."""
    high: Fraction | None
    halts: Truth
    """Whether its loss alone halts the product: then all of production is on its path."""
    components: int
    path_days: Fraction
    """The days of the critical path that components from it take, at the least."""


def costs_of(structure: Structure) -> Costs | None:
    """What a product costs, by country; nothing where no cost is stated, or several currencies are."""
    inside = _in_product(structure)
    order = [id_ for id_ in structure.made if id_ in inside]
    stated = {id_: _unit_cost(structure.component(id_)) for id_ in order}
    currencies = {each[1] for each in stated.values() if each is not None}
    if len(currencies) != 1:
        return None
    values: dict[str, Fraction] = {}
    own: dict[str, Fraction] = {}
    missing: dict[str, None] = {}
    quantities = {id_: _quantities(structure, id_) for id_ in order}
    for id_ in order:
        below = Fraction(0)
        for child, many in quantities[id_].items():
            if many is None:
                missing[child] = None
            else:
                below += many * values[child]
        cost = stated[id_]
        if cost is None and not quantities[id_] and not structure.component(id_).synthesized:
            missing[id_] = None
        values[id_] = max(cost[0], below) if cost is not None else below
        own[id_] = values[id_] - below
    by_country: dict[str, Fraction] = {}
    elsewhere = Fraction(0)
    for id_, many in _multiples(structure, order, quantities).items():
        amount, countries = own[id_] * many, countries_of(structure.component(id_))
        gaps = any(child in missing for child in quantities[id_])
        if len(countries) == 1 and not gaps:
            by_country[countries[0]] = by_country.get(countries[0], Fraction(0)) + amount
        else:
            elsewhere += amount
    total = values[structure.bom.product.id]
    return Costs(currencies.pop(), total, by_country, elsewhere, tuple(missing)) if total else None


def exposures(
    structure: Structure, failures: Failures, plan: Plan, costs: Costs | None
) -> tuple[Exposure, ...]:
    """Every country that the product names, those first without which it halts."""
    single = {each.point.key: each for each in failures.singles if each.point.kind == "country"}
    points = {p.key: p for gate in structure.gates for p in gate.points if p.kind == "country"}
    found = []
    for code, point in points.items():
        share = costs.by_country.get(code, Fraction(0)) / costs.total if costs is not None else None
        rest = costs.elsewhere / costs.total if costs is not None else Fraction(0)
        halts: Truth = (True if single[code].certain else None) if code in single else False
        if not halts and failures.unstated.get("country"):
            halts = None
        days = sum(
            (
                plan.activities[id_].duration.low
                for id_ in plan.path
                if code in countries_of(structure.component(id_))
            ),
            Fraction(0),
        )
        users = len(single[code].components) if code in single else _users(structure, code)
        high = None if share is None else share + rest
        found.append(Exposure(code, point.name, share, high, halts, users, days))
    rank = {True: 0, None: 1, False: 2}
    return tuple(
        sorted(found, key=lambda each: (rank[each.halts], -(each.low or 0), -each.components, each.country))
    )


def _users(structure: Structure, code: str) -> int:
    return sum(1 for id_ in structure.made if code in countries_of(structure.component(id_)))


def _in_product(structure: Structure) -> set[str]:
    """The components of the product as it is stated, without alternates."""
    product = structure.bom.product.id
    seen, waiting = {product}, [product]
    while waiting:
        for each in structure.needs[waiting.pop()]:
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return seen


def _quantities(structure: Structure, id_: str) -> dict[str, Fraction | None]:
    """How many of each child a component has; nothing where that is not exactly known."""
    found: dict[str, Fraction | None] = {}
    for usage in structure.bom.usages(structure.component(id_)):
        child, many = usage.child.id, bounds(usage.data.get("quantity")).exact
        if child in found:
            before = found[child]
            found[child] = None if many is None or before is None else many + before
        elif many != 0:
            found[child] = many
    return found


def _multiples(
    structure: Structure, order: Iterable[str], quantities: Mapping[str, Mapping[str, Fraction | None]]
) -> dict[str, Fraction]:
    """How many of each component the product has in all, as far as quantities are known."""
    found = {structure.bom.product.id: Fraction(1)}
    for id_ in reversed(list(order)):
        for child, many in quantities[id_].items() if id_ in found else ():
            if many is not None:
                found[child] = found.get(child, Fraction(0)) + many * found[id_]
    return found


def _unit_cost(component: Element) -> tuple[Fraction, str] | None:
    """What one piece costs, where that is exactly stated; of several costs, the first."""
    raw = component.data.get("unit_cost") or next(iter(component.data.get("costs", ())), None)
    if not isinstance(raw, dict):
        return None
    amount = bounds_of(raw).exact
    return (amount, str(raw["currency"])) if amount is not None else None
