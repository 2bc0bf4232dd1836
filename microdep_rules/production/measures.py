"""What substitutions add to the cost of a product.

Exact: amounts are fractions. What is not stated is open, and is named.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from microdep_rules.bom.amounts import bounds
from microdep_rules.bom.facts import exact
from microdep_rules.bom.zeros import bounds_of
from microdep_rules.production.options import Substitution

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from microdep_rules.bom.model import Element
    from microdep_rules.production.options import Choice, Options

ZERO = Fraction(0)
MOST_TERMS = 2_000
"""So many products of choices are followed for the quantity of one component; of more it is not known."""
PURCHASE = "purchase-price"
Poly = dict[frozenset[Substitution], Fraction]
"""A sum of numbers, each of which counts where some substitutions are made together."""


class Term(NamedTuple):
    """A weight that counts where all of some substitutions are chosen together."""

    together: frozenset[Substitution]
    weight: int


class Amount(Struct, frozen=True):
    """A number between two bounds; each missing where nothing bounds it."""

    low: Fraction | None
    high: Fraction | None

    @property
    def is_exact(self) -> bool:
        """Whether it is one number."""
        return self.low is not None and self.low == self.high


class Cost(Struct, frozen=True):
    """The cost of one piece in one currency, of one kind."""

    low: Fraction
    high: Fraction | None


class Costs:
    """What substitutions add to the cost of a product: the difference of prices times the pieces."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._costs: dict[str, dict[tuple[str, str], Cost]] = {}
        for id_ in options.structure.made:
            self._costs[id_] = self._of(id_)
        self.pieces = _pieces(options)
        self.added = {each: self._added(each) for each in options.every}

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies in which differences are."""
        return tuple(dict.fromkeys(unit for found in self.added.values() if found for unit in [found[1]]))

    def _of(self, id_: str) -> dict[tuple[str, str], Cost]:
        """What a piece costs, by kind and currency: as stated, else what all in it costs together."""
        component = self.options.structure.component(id_)
        stated = dict(_stated(component))
        if stated:
            return stated
        children = self.options.structure.bom.usages(component)
        if not children or self.options.structure.bom.inputs(component):
            return {}
        shared: set[tuple[str, str]] | None = None
        for each in children:
            own = self._costs.get(each.child.id, {})
            shared = {*own} if shared is None else shared & {*own}
        found = {}
        for key in sorted(shared or ()):
            sums = [_times(self._costs[each.child.id][key], _quantity(each.data)) for each in children]
            high = (
                None if any(each.high is None for each in sums) else sum((e.high or ZERO for e in sums), ZERO)
            )
            found[key] = Cost(sum((each.low for each in sums), ZERO), high)
        return found

    def _added(self, each: Substitution) -> tuple[Amount, str] | None:
        """What a substitution adds for one piece, and in which currency; nothing where no prices compare."""
        old, new = self._costs[each.component], self._costs[each.alternate]
        key = next((key for key in new if key in old), None)
        if key is None:
            return None
        most, dearest = old[key].high, new[key].high
        low = None if most is None else new[key].low - most
        high = None if dearest is None else dearest - old[key].low
        return Amount(low, high), key[1]

    def is_open(self, each: Substitution) -> bool:
        """Whether nothing bounds what a substitution costs more."""
        added, pieces = self.added[each], self.pieces[each.component]
        return added is None or added[0].high is None or pieces is None or len(self.currencies) > 1

    def terms(self, *, least: bool) -> Iterator[tuple[frozenset[Substitution], Fraction | None]]:
        """What is added where substitutions are made together; nothing where it may be any amount less."""
        for each in self.options.every:
            added, pieces = self.added[each], self.pieces[each.component]
            if added is None or pieces is None or len(self.currencies) > 1:
                yield frozenset({each}), None if least else ZERO
                continue
            amount = added[0].low
            if not least:
                amount = amount or ZERO if added[0].high is None else added[0].high
            for together, number in pieces.items():
                yield together | {each}, None if amount is None else amount * number

    def of(self, choice: Choice) -> Amount:
        """What a choice adds to the cost of the product."""
        low: Fraction | None = ZERO
        high: Fraction | None = ZERO
        many = pieces_with(self.options, choice)
        for each in choice:
            added, number = self.added[each], many.get(each.component)
            if added is None or number is None or len(self.currencies) > 1:
                return Amount(None, None)
            low = None if low is None or added[0].low is None else low + added[0].low * number
            high = None if high is None or added[0].high is None else high + added[0].high * number
        return Amount(low, high)


def whole(terms: Iterable[tuple[frozenset[Substitution], Fraction | None]]) -> tuple[list[Term], int]:
    """Weights as whole numbers, and how many of them make one.

    What may be any amount less weighs less than everything else together.
    """
    found = list(terms)
    known = [amount for _, amount in found if amount is not None]
    scale = lcm(*(each.denominator for each in known)) if known else 1
    much = sum(abs(int(each * scale)) for each in known) + 1
    weights = [
        Term(together, -much if amount is None else int(amount * scale))
        for together, amount in found
        if amount != 0
    ]
    return weights, scale


def _stated(component: Element) -> Iterator[tuple[tuple[str, str], Cost]]:
    """The stated costs of one piece, by kind and currency; of two of one kind the first."""
    listed = [component.data.get("unit_cost"), *component.data.get("costs", ())]
    seen = set()
    for raw in listed:
        if not isinstance(raw, dict) or "currency" not in raw:
            continue
        stated, kind = bounds_of(raw), exact(raw.get("kind")) or PURCHASE
        key = (str(kind), str(exact(raw["currency"])))
        if key in seen or (stated.low is None and stated.high is None):
            continue
        seen.add(key)
        yield key, Cost(stated.low or ZERO, stated.high)


def _quantity(data: Mapping[str, Any]) -> Fraction | None:
    return bounds(data.get("quantity")).exact


def _times(cost: Cost, many: Fraction | None) -> Cost:
    if many is None:
        return Cost(ZERO, None)
    return Cost(cost.low * many, None if cost.high is None else cost.high * many)


def _direct(options: Options, id_: str) -> dict[str, Fraction | None]:
    """How many of each need a component has; nothing where that is not exactly stated."""
    structure = options.structure
    found: dict[str, Fraction | None] = dict.fromkeys(structure.needs[id_])
    stated: dict[str, Fraction | None] = {}
    for usage in structure.bom.usages(structure.component(id_)):
        many, before = _quantity(usage.data), stated.get(usage.child.id, ZERO)
        stated[usage.child.id] = None if many is None or before is None else before + many
    made_from = {
        entry.data["ref"]
        for holder in (structure.component(id_), *structure.bom.materials(structure.component(id_)))
        for entry in structure.bom.inputs(holder)
    }
    return {each: stated.get(each) if each not in made_from else None for each in found}


def _pieces(options: Options) -> dict[str, Poly | None]:
    """How many pieces of each use the product has, by the choices above it."""
    built: dict[str, Poly | None] = {id_: {} for id_ in options.structure.made}
    uses: dict[str, Poly | None] = {id_: {} for id_ in options.ways}
    users: dict[str, list[str]] = {}
    for id_, needs in options.structure.needs.items():
        for each in needs:
            users.setdefault(each, []).append(id_)
    direct = {id_: _direct(options, id_) for id_ in options.structure.made}
    uses[options.product] = {frozenset(): Fraction(1)}
    as_way: dict[str, list[str]] = {}
    for id_, ways in options.ways.items():
        for way in ways:
            as_way.setdefault(way, []).append(id_)
    for id_ in _from_the_top(options):
        own = _summed([(uses[use], _chosen(options, use, id_), Fraction(1)) for use in as_way.get(id_, ())])
        built[id_] = own
        for need, many in direct[id_].items():
            before = uses[need]
            uses[need] = _summed([(before, frozenset(), Fraction(1)), (own, frozenset(), many)])
    return uses


def _from_the_top(options: Options) -> list[str]:
    """All components, each behind those that need it or that it may replace."""
    return list(options.structure.made)[::-1]


def _chosen(options: Options, use: str, way: str) -> frozenset[Substitution]:
    """The choice by which a use is made in some way, as a product of substitutions; of itself: none other."""
    return frozenset() if len(options.ways[use]) == 1 else frozenset({Substitution(use, way)})


def _summed(
    parts: Iterable[tuple[Poly | None, frozenset[Substitution], Fraction | None]],
) -> Poly | None:
    """The sum of several, each where something more is chosen, and so many times."""
    found: Poly = {}
    for poly, chosen, many in parts:
        if poly is None or (many is None and poly):
            return None
        for together, number in poly.items():
            key = together | chosen
            found[key] = found.get(key, ZERO) + number * (many or ZERO)
    return found if len(found) <= MOST_TERMS else None


def pieces_with(options: Options, choice: Choice) -> dict[str, Fraction | None]:
    """How many pieces of each use the product has with a choice."""
    chosen, built = dict(choice), options.built(choice)
    product = chosen.get(options.product, options.product)
    uses: dict[str, Fraction | None] = {options.product: Fraction(1)}
    pieces: dict[str, Fraction | None] = {product: Fraction(1)}
    for id_ in (each for each in _from_the_top(options) if each in built):
        own = pieces.get(id_, ZERO)
        for need, many in _direct(options, id_).items():
            more = None if many is None or own is None else many * own
            before, way = uses.get(need, ZERO), chosen.get(need, need)
            uses[need] = None if more is None or before is None else before + more
            held = pieces.get(way, ZERO)
            pieces[way] = None if more is None or held is None else held + more
    return uses
