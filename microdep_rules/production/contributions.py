"""Contribution of each component to the cost and the mass of a product; subcomponents are counted separately.

The contribution of an assembly is its stated amount minus the amounts of its subcomponents. An assembly
without a stated amount contributes 0, because the cost of assembly work is not counted. A component without a
stated amount may contribute any amount, up to the amount that the other components leave.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom import zero_amounts
from microdep_rules.bom.amounts import OPEN, bounds
from microdep_rules.bom.overruns import bottom_up, prices, used_quantity
from microdep_rules.engine.values import Interval
from microdep_rules.production.roots import root_names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from microdep_rules.bom.model import Bom, Usage
    from microdep_rules.bom.overruns import Price

ZERO = Fraction(0)
NOTHING, UNKNOWN, ONCE = Interval(ZERO, ZERO), Interval(ZERO, None), Interval(Fraction(1), Fraction(1))


class Contributions(Struct, frozen=True):
    """Contributions of components to a measure of a product, such as its cost."""

    name: str
    unit: str
    own: Mapping[str, Interval]
    """Amount of each component, for all its pieces in the product, without its subcomponents."""
    stated: int
    """Number of components with a stated amount."""
    total: Interval
    others: Mapping[tuple[str, str], tuple[str, ...]] = {}
    """Components with an amount in another unit or kind, such as a price in euros, by (kind, unit).

    Amounts are not converted: these components count as components without an amount.
    """
    missing: tuple[str, ...] = ()
    """Components without a stated amount or quantity."""
    products: tuple[str, ...] = ()
    """Products without a stated quantity, if the list has several products."""


def numbers(bom: Bom, once: Collection[str] = ()) -> dict[str, Interval]:
    """Return the number of pieces of each component in the product.

    A quantity that is not stated counts as one or more. The products in `once` have the quantity 1.
    """
    numbers: dict[str, Interval] = {bom.product.id: ONCE}
    for component in reversed(list(bottom_up(bom))):
        above = numbers.get(component.id)
        if above is None:
            continue
        for usage in bom.usages(component):
            is_once = component is bom.product and usage.child.id in once
            many = _times(ONCE if is_once else _quantity(usage), above)
            numbers[usage.child.id] = _sum([numbers.get(usage.child.id, NOTHING), many])
    return numbers


def unstated_quantities(bom: Bom) -> int:
    """Return the number of lines of the parts list without a quantity; lines of products do not count."""
    every = sum(
        1 for component in bottom_up(bom) for usage in bom.usages(component) if _quantity(usage).high is None
    )
    return every - len(unstated_products(bom))


def unstated_products(bom: Bom) -> tuple[str, ...]:
    """Return the products without a stated quantity; empty if the list has only one product."""
    if len(root_names(bom)) <= 1:
        return ()
    return tuple(usage.child.id for usage in bom.usages(bom.product) if _quantity(usage).high is None)


def costs(bom: Bom) -> Contributions:
    """Return the costs of the components; kind and currency are those that most components state."""
    many = numbers(bom)
    stated = {
        component.id: [
            price
            for price in prices(bom, component)
            if not zero_amounts.is_impossible(price.holder, price.key)
        ]
        for component in bottom_up(bom)
        if component.id in many
    }
    often = Counter(price.about for prices_ in stated.values() for price in prices_ if price.currency)
    about = min(often, key=lambda unit: (-often[unit], unit), default=("", ""))
    amounts = {
        id_: _interval(price) for id_, prices_ in stated.items() for price in prices_ if price.about == about
    }
    others: dict[tuple[str, str], list[str]] = {}
    for id_, costs_ in stated.items():
        if costs_ and id_ not in amounts:
            others.setdefault(costs_[0].about, []).append(id_)
    kind, currency = about
    other_units = {key: tuple(ids) for key, ids in sorted(others.items())}
    return _measure(bom, amounts, Contributions(kind or "cost", currency, {}, 0, UNKNOWN, other_units))


def masses(bom: Bom) -> Contributions:
    """Return the masses of the components in grams."""
    amounts = {}
    for component in bottom_up(bom):
        stated = bounds(component.data.get("mass_g"))
        if stated != OPEN and not zero_amounts.is_impossible(component, "mass_g"):
            amounts[component.id] = Interval(stated.low or ZERO, stated.high)
    return _measure(bom, amounts, Contributions("mass", "g", {}, 0, UNKNOWN))


def _interval(price: Price) -> Interval:
    return Interval(price.amount.low or ZERO, price.amount.high)


def _measure(bom: Bom, amounts: Mapping[str, Interval], measure: Contributions) -> Contributions:
    """Return `measure` with the contributions of all components, computed from their stated amounts."""
    many, wholes, own = numbers(bom), dict[str, Interval](), dict[str, Interval]()
    missing: list[str] = []
    products = unstated_products(bom)
    known = numbers(bom, products)
    for component in bottom_up(bom):
        stated, below = amounts.get(component.id), bom.usages(component)
        children = _sum(_times(_quantity(usage), wholes[usage.child.id]) for usage in below)
        if stated is None:
            wholes[component.id] = children if below else UNKNOWN
            rest = NOTHING if below else UNKNOWN
        else:
            wholes[component.id] = stated
            rest = _subtract(stated, children) if below else stated
        if component.id in many:
            own[component.id] = _times(rest, many[component.id])
            if (stated is None and not below) or known[component.id].high is None:
                missing.append(component.id)
    total = wholes[bom.product.id]
    least = sum((amount.low or ZERO for amount in own.values()), ZERO)
    if total.high is not None and total.high >= least:
        own = {
            id_: _at_most(amount, (amount.low or ZERO) + total.high - least) for id_, amount in own.items()
        }
    counted = sum(1 for id_ in amounts if id_ in many)
    return Contributions(
        measure.name, measure.unit, own, counted, total, measure.others, tuple(missing), products
    )


def _quantity(usage: Usage) -> Interval:
    """Return the quantity of a usage; not stated: one or more; 0: unknown."""
    raw = usage.data.get("quantity")
    return UNKNOWN if zero_amounts.is_zero(raw) else Interval(used_quantity(usage), bounds(raw).high)


def _times(left: Interval, right: Interval) -> Interval:
    low = (left.low or ZERO) * (right.low or ZERO)
    if left.high == 0 or right.high == 0:
        return Interval(low, ZERO)
    return Interval(low, None if left.high is None or right.high is None else left.high * right.high)


def _sum(amounts: Iterable[Interval]) -> Interval:
    low, high = ZERO, ZERO
    endless = False
    for amount in amounts:
        low += amount.low or ZERO
        high += amount.high or ZERO
        endless |= amount.high is None
    return Interval(low, None if endless else high)


def _subtract(whole: Interval, children: Interval) -> Interval:
    """Return the amount of an assembly minus the amounts of its children.

    If the difference is negative, the result is unknown.
    """
    if whole.high is not None and whole.high < (children.low or ZERO):
        return UNKNOWN
    low = ZERO if children.high is None else max(ZERO, (whole.low or ZERO) - children.high)
    high = None if whole.high is None else whole.high - (children.low or ZERO)
    return Interval(low, high)


def _at_most(amount: Interval, most: Fraction) -> Interval:
    return amount if amount.high is not None and amount.high <= most else Interval(amount.low, most)
