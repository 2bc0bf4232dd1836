"""What each component adds to the cost and the mass of a product: its own, without what its children have.

A stated amount of an assembly is shared out to its children, and the rest is its own. An assembly without
an amount is what its children are together: the work on it is not counted. A component without an amount may
have any, up to what is left of the product.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom import zeros
from microdep_rules.bom.amounts import OPEN, bounds
from microdep_rules.bom.overruns import bottom_up, in_use, prices
from microdep_rules.engine.values import Interval
from microdep_rules.production.roots import root_names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from microdep_rules.bom.model import Bom, Usage
    from microdep_rules.bom.overruns import Price

ZERO = Fraction(0)
NOTHING, UNKNOWN, ONCE = Interval(ZERO, ZERO), Interval(ZERO, None), Interval(Fraction(1), Fraction(1))


class Measured(Struct, frozen=True):
    """A measure of a product: what each component adds to it, and how much of it is stated."""

    name: str
    unit: str
    own: Mapping[str, Interval]
    """By component, what all of it in the product has itself."""
    stated: int
    """So many components state an amount."""
    total: Interval
    others: Mapping[tuple[str, str], tuple[str, ...]] = {}
    """The components that state an amount of another kind or unit only, by these: nothing is converted, and
    they count as not stated."""
    missing: tuple[str, ...] = ()
    """The components whose amount or quantity is not stated."""
    products: tuple[str, ...] = ()
    """Of a list of several products, those of which it does not state how many there are."""


def numbers(bom: Bom, once: Collection[str] = ()) -> dict[str, Interval]:
    """How many of each component the product has; where no quantity is stated, one or more.

    Of the products of a list that are in `once`, there is one.
    """
    found: dict[str, Interval] = {bom.product.id: ONCE}
    for component in reversed(list(bottom_up(bom))):
        above = found.get(component.id)
        if above is None:
            continue
        for usage in bom.usages(component):
            is_once = component is bom.product and usage.child.id in once
            many = _times(ONCE if is_once else _quantity(usage), above)
            found[usage.child.id] = _added([found.get(usage.child.id, NOTHING), many])
    return found


def unstated_quantities(bom: Bom) -> int:
    """Number of uses that do not state how many there are; the products of a list are no uses."""
    every = sum(1 for each in bottom_up(bom) for usage in bom.usages(each) if _quantity(usage).high is None)
    return every - len(unstated_products(bom))


def unstated_products(bom: Bom) -> tuple[str, ...]:
    """The products of a list of several of which it does not state how many there are."""
    if len(root_names(bom)) <= 1:
        return ()
    return tuple(usage.child.id for usage in bom.usages(bom.product) if _quantity(usage).high is None)


def costs(bom: Bom) -> Measured:
    """Costs of the kind and in the currency that most components state."""
    many = numbers(bom)
    stated = {
        each.id: [one for one in prices(bom, each) if not zeros.cannot_be(one.holder, one.key)]
        for each in bottom_up(bom)
        if each.id in many
    }
    often = Counter(price.about for each in stated.values() for price in each if price.currency)
    about = min(often, key=lambda each: (-often[each], each), default=("", ""))
    amounts = {
        id_: _interval(price) for id_, each in stated.items() for price in each if price.about == about
    }
    others: dict[tuple[str, str], list[str]] = {}
    for id_, each in stated.items():
        if each and id_ not in amounts:
            others.setdefault(each[0].about, []).append(id_)
    kind, currency = about
    apart = {key: tuple(ids) for key, ids in sorted(others.items())}
    return _measured(bom, amounts, Measured(kind or "cost", currency, {}, 0, UNKNOWN, apart))


def masses(bom: Bom) -> Measured:
    """Masses in grams."""
    amounts = {}
    for each in bottom_up(bom):
        stated = bounds(each.data.get("mass_g"))
        if stated != OPEN and not zeros.cannot_be(each, "mass_g"):
            amounts[each.id] = Interval(stated.low or ZERO, stated.high)
    return _measured(bom, amounts, Measured("mass", "g", {}, 0, UNKNOWN))


def _interval(price: Price) -> Interval:
    return Interval(price.amount.low or ZERO, price.amount.high)


def _measured(bom: Bom, amounts: Mapping[str, Interval], measure: Measured) -> Measured:
    """The measure, from what components state of it."""
    many, wholes, own = numbers(bom), dict[str, Interval](), dict[str, Interval]()
    missing: list[str] = []
    products = unstated_products(bom)
    known = numbers(bom, products)
    for component in bottom_up(bom):
        stated, below = amounts.get(component.id), bom.usages(component)
        children = _added(_times(_quantity(each), wholes[each.child.id]) for each in below)
        if stated is None:
            wholes[component.id] = children if below else UNKNOWN
            rest = NOTHING if below else UNKNOWN
        else:
            wholes[component.id] = stated
            rest = _left(stated, children) if below else stated
        if component.id in many:
            own[component.id] = _times(rest, many[component.id])
            if (stated is None and not below) or known[component.id].high is None:
                missing.append(component.id)
    total = wholes[bom.product.id]
    least = sum((each.low or ZERO for each in own.values()), ZERO)
    if total.high is not None and total.high >= least:
        own = {id_: _at_most(each, (each.low or ZERO) + total.high - least) for id_, each in own.items()}
    counted = sum(1 for id_ in amounts if id_ in many)
    return Measured(measure.name, measure.unit, own, counted, total, measure.others, tuple(missing), products)


def _quantity(usage: Usage) -> Interval:
    """How many a use says there are; one or more where it does not say, and any number where it says 0."""
    raw = usage.data.get("quantity")
    return UNKNOWN if zeros.is_zero(raw) else Interval(in_use(usage), bounds(raw).high)


def _times(one: Interval, other: Interval) -> Interval:
    low = (one.low or ZERO) * (other.low or ZERO)
    if one.high == 0 or other.high == 0:
        return Interval(low, ZERO)
    return Interval(low, None if one.high is None or other.high is None else one.high * other.high)


def _added(amounts: Iterable[Interval]) -> Interval:
    low, high = ZERO, ZERO
    endless = False
    for amount in amounts:
        low += amount.low or ZERO
        high += amount.high or ZERO
        endless |= amount.high is None
    return Interval(low, None if endless else high)


def _left(whole: Interval, children: Interval) -> Interval:
    """What is left of a whole; anything where it is stated to be less than what is in it."""
    if whole.high is not None and whole.high < (children.low or ZERO):
        return UNKNOWN
    low = ZERO if children.high is None else max(ZERO, (whole.low or ZERO) - children.high)
    high = None if whole.high is None else whole.high - (children.low or ZERO)
    return Interval(low, high)


def _at_most(amount: Interval, most: Fraction) -> Interval:
    return amount if amount.high is not None and amount.high <= most else Interval(amount.low, most)
