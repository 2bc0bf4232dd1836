"""Additional cost of a product with substitutions.

Amounts are exact fractions. If facts are missing, an amount has no bound, and the result names the missing
facts.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from microdep_rules.bom.amounts import bounds
from microdep_rules.bom.facts import exact
from microdep_rules.bom.zero_amounts import bounds_of
from microdep_rules.production.options import Substitution, as_listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from microdep_rules.bom.model import Element
    from microdep_rules.production.options import Choice, RemedyOptions

ZERO = Fraction(0)
MOST_TERMS = 2_000
"""Largest number of terms in the formula for the pieces of one component; with more, it is unknown."""
PURCHASE = "purchase-price"
Poly = dict[frozenset[Substitution], "Cost"]
"""Sum of amounts; an amount counts only if all substitutions in its key are part of the choice."""


class WeightTerm(NamedTuple):
    """Weight that counts only if all substitutions in `together` are part of the choice."""

    together: frozenset[Substitution]
    weight: int


class BoundedAmount(Struct, frozen=True):
    """Amount between two bounds; a missing bound is `None`."""

    low: Fraction | None
    high: Fraction | None

    @property
    def is_exact(self) -> bool:
        """True if both bounds are equal."""
        return self.low is not None and self.low == self.high


class Cost(Struct, frozen=True):
    """Bounds of an amount of at least zero: the cost of one piece, or a number of pieces."""

    low: Fraction
    high: Fraction | None


NOTHING, ONE, ANY = Cost(ZERO, ZERO), Cost(Fraction(1), Fraction(1)), Cost(ZERO, None)


class Costs:
    """Additional cost of a product with substitutions: price differences multiplied by numbers of pieces."""

    def __init__(self, options: RemedyOptions) -> None:
        self.options = options
        self._costs: dict[str, dict[tuple[str, str], Cost]] = {}
        for id_ in options.structure.made:
            self._costs[id_] = self._cost_of_piece(id_)
        self.pieces = _pieces(options)
        self.added = {substitution: self._cost_added(substitution) for substitution in options.every}
        self.currency = self._currency()
        """Currency of the comparison, preferably that of the components to replace."""

    def _currency(self) -> str:
        clear = as_listed(self.options, perhaps=False)
        priced = [(substitution, amounts) for substitution, amounts in self.added.items() if amounts]
        priced.sort(key=lambda item: (len(item[1]), clear[item[0].component]))
        return next((currency for _, amounts in priced for currency in amounts), "")

    def _cost_of_piece(self, id_: str) -> dict[tuple[str, str], Cost]:
        """Return the cost of one piece by (kind, currency): the stated cost, or the sum of its components."""
        component = self.options.structure.component(id_)
        stated = dict(_stated_costs(component))
        if stated:
            return stated
        children = self.options.structure.bom.usages(component)
        if not children or self.options.structure.bom.inputs(component):
            return {}
        shared: set[tuple[str, str]] | None = None
        for child in children:
            own = self._costs.get(child.child.id, {})
            shared = {*own} if shared is None else shared & {*own}
        costs = {}
        for key in sorted(shared or ()):
            sums = [_product(self._costs[child.child.id][key], _quantity(child.data)) for child in children]
            costs[key] = _sum(sums)
        return costs

    def _cost_added(self, substitution: Substitution) -> dict[str, BoundedAmount] | None:
        """Return the additional cost of a substitution for one piece, by currency; `None` if it is unknown.

        Currencies are not converted: for costs in two currencies, one amount is negative and the other
        positive.
        """
        key = self._common_currency(substitution.component, substitution.alternate)
        if key is not None:
            return {key[1]: self._cost_difference(substitution.alternate, substitution.component, key)}
        new, old = self._costs[substitution.alternate], self._costs[substitution.component]
        pair = next(((a, b) for a in new for b in old if a[0] == b[0]), None)
        if pair is None:
            return None
        saved = old[pair[1]]
        less = BoundedAmount(None if saved.high is None else -saved.high, -saved.low)
        return {pair[0][1]: BoundedAmount(new[pair[0]].low, new[pair[0]].high), pair[1][1]: less}

    def _common_currency(self, one: str, other: str) -> tuple[str, str] | None:
        """Return a (kind, currency) of cost that both components state; `None` if there is none."""
        return next((key for key in self._costs[other] if key in self._costs[one]), None)

    def _cost_difference(self, one: str, other: str, key: tuple[str, str]) -> BoundedAmount:
        """Return the cost of one piece of `one` minus the cost of one piece of `other`."""
        most, least = self._costs[one][key], self._costs[other][key]
        low = None if least.high is None else most.low - least.high
        return BoundedAmount(low, None if most.high is None else most.high - least.low)

    def is_open(self, substitution: Substitution) -> bool:
        """Return whether the additional cost of a substitution has no upper bound in `currency`."""
        return self.is_unknown(substitution) or {*(self.added[substitution] or ())} != {self.currency}

    def is_unknown(self, substitution: Substitution) -> bool:
        """Return whether the additional cost of a substitution has no upper bound in some currency."""
        added, pieces = self.added[substitution], self.pieces[substitution.component]
        if added is None or pieces is None:
            return True
        return any(
            _cost_of_pieces(a, number).high is None for a in added.values() for number in pieces.values()
        )

    def lacks(self, substitution: Substitution) -> str:
        """Return the missing fact for the cost of a substitution: `cost`, `currency`, `pieces` or empty."""
        old, new = self._costs[substitution.component], self._costs[substitution.alternate]
        if (
            self.added[substitution] is None
            or self._common_currency(substitution.component, substitution.alternate) is None
        ):
            return "currency" if old and new else "cost"
        pieces = self.pieces[substitution.component]
        return "pieces" if pieces is None or any(number == ANY for number in pieces.values()) else ""

    def terms(self, *, least: bool) -> Iterator[tuple[frozenset[Substitution], Fraction | None]]:
        """Yield sets of substitutions, each with the additional cost of the whole set.

        With `least`, the cost is the lower bound, and `None` means a saving without a limit.
        """
        for substitution in self.options.every:
            added, pieces = self.added[substitution], self.pieces[substitution.component]
            if added is None or pieces is None or {*added} != {self.currency}:
                yield frozenset({substitution}), None if least else ZERO
                continue
            for together, number in pieces.items():
                amount = _cost_of_pieces(added[self.currency], number)
                most = amount.high if amount.high is not None else amount.low or ZERO
                yield together | {substitution}, amount.low if least else most

    def by_currency(self, choice: Choice) -> dict[str, BoundedAmount] | None:
        """Return the additional cost of the product with a choice, by currency; `None` if unknown."""
        many = pieces_with(self.options, choice)
        amounts: dict[str, BoundedAmount] = {}
        for substitution in choice:
            added, number = self.added[substitution], many.get(substitution.component)
            if added is None or number is None:
                return None
            for currency, amount in added.items():
                amounts[currency] = _plus(amounts.get(currency, NO_MORE), _cost_of_pieces(amount, number))
        return amounts

    def of(self, choice: Choice) -> BoundedAmount:
        """Return the additional cost of the product with a choice, in the currency of the comparison.

        If a part of the cost is in another currency, the result is unknown.
        """
        amounts = self.by_currency(choice)
        if amounts is None or not {*amounts} <= {self.currency}:
            return BoundedAmount(None, None)
        return amounts.get(self.currency, NO_MORE)

    def at_most(self, choice: Choice, other: Choice) -> bool:
        """Return whether a choice certainly costs at most as much as another choice.

        Costs that are part of both choices do not count. With several currencies, the result must be true for
        each.
        """
        one, two = dict(choice), dict(other)
        many, many_other = (pieces_with(self.options, choice_) for choice_ in (choice, other))
        used, used_other = ({*self.options.used(choice_).items()} for choice_ in (choice, other))
        totals: dict[str, BoundedAmount] = {}
        for component in {*one, *two}:
            a, b = one.get(component), two.get(component)
            parts: list[dict[str, BoundedAmount] | None] = []
            key = self._common_currency(a, b) if a is not None and b is not None else None
            if a == b and self._are_same(component, used, used_other):
                continue
            if key is not None and self._are_same(component, used, used_other):
                assert a is not None
                assert b is not None
                keys = {self._common_currency(component, other) for other in (a, b)}
                if keys in ({key}, {None}):
                    parts = [
                        {key[1]: _cost_of_pieces(self._cost_difference(a, b, key), many.get(component, ANY))}
                    ]
            if not parts:
                parts = [self._part(component, a, many)] if a is not None else []
                parts += [_negated(self._part(component, b, many_other))] if b is not None else []
            for part in parts:
                if part is None:
                    return False
                for currency, amount in part.items():
                    totals[currency] = _plus(totals.get(currency, NO_MORE), amount)
        return all(total.high is not None and total.high <= 0 for total in totals.values())

    def _part(self, component: str, way: str, many: Mapping[str, Cost]) -> dict[str, BoundedAmount] | None:
        added = self.added[Substitution(component, way)]
        number = many.get(component, ANY)
        return (
            None if added is None else {unit: _cost_of_pieces(cost, number) for unit, cost in added.items()}
        )

    def _are_same(self, component: str, used: set[tuple[str, str]], other: set[tuple[str, str]]) -> bool:
        """Return whether two choices need the same number of pieces of a component, known or unknown."""
        pieces = self.pieces[component]
        return pieces is not None and all((piece <= used) == (piece <= other) for piece in pieces)


NO_MORE = BoundedAmount(ZERO, ZERO)


def _cost_of_pieces(added: BoundedAmount, number: Cost) -> BoundedAmount:
    """Return the additional cost of `number` pieces from the additional cost of one piece."""
    low = _multiplied(added.low, number.low if added.low is not None and added.low >= 0 else number.high)
    is_saved = added.high is not None and added.high <= 0
    return BoundedAmount(low, _multiplied(added.high, number.low if is_saved else number.high))


def _multiplied(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    """Return the product of two numbers; zero multiplied by an unlimited number is zero."""
    if ZERO in (one, other):
        return ZERO
    return None if one is None or other is None else one * other


def _plus(one: BoundedAmount, other: BoundedAmount) -> BoundedAmount:
    low = None if one.low is None or other.low is None else one.low + other.low
    return BoundedAmount(low, None if one.high is None or other.high is None else one.high + other.high)


def _negated(part: dict[str, BoundedAmount] | None) -> dict[str, BoundedAmount] | None:
    """Return the amounts with the opposite sign."""
    if part is None:
        return None
    return {
        unit: BoundedAmount(
            None if amount.high is None else -amount.high, None if amount.low is None else -amount.low
        )
        for unit, amount in part.items()
    }


def whole(terms: Iterable[tuple[frozenset[Substitution], Fraction | None]]) -> tuple[list[WeightTerm], int]:
    """Return the terms with whole numbers as weights, and the common denominator of the weights.

    A saving without a limit gets a weight lower than minus the sum of all other weights.
    """
    listed = list(terms)
    known = [amount for _, amount in listed if amount is not None]
    scale = lcm(*(weight.denominator for weight in known)) if known else 1
    much = sum(abs(int(weight * scale)) for weight in known) + 1
    weights = [
        WeightTerm(together, -much if amount is None else int(amount * scale))
        for together, amount in listed
        if amount != 0
    ]
    return weights, scale


def _stated_costs(component: Element) -> Iterator[tuple[tuple[str, str], Cost]]:
    """Yield the stated costs of one piece as ((kind, currency), cost)."""
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


def _quantity(data: Mapping[str, Any]) -> Cost:
    stated = bounds(data.get("quantity"))
    return Cost(stated.low or ZERO, stated.high)


def _product(one: Cost, other: Cost) -> Cost:
    return Cost(one.low * other.low, _multiplied(one.high, other.high))


def _sum(every: Iterable[Cost]) -> Cost:
    total = NOTHING
    for term in every:
        high = None if total.high is None or term.high is None else total.high + term.high
        total = Cost(total.low + term.low, high)
    return total


def _direct_quantities(options: RemedyOptions, id_: str) -> dict[str, Cost]:
    """Return the number of pieces of each directly needed component in one piece of `id_`.

    A quantity that is not stated may be any number.
    """
    structure = options.structure
    stated: dict[str, Cost] = {}
    for usage in structure.bom.usages(structure.component(id_)):
        before = stated.get(usage.child.id, NOTHING)
        stated[usage.child.id] = _sum([before, _quantity(usage.data)])
    made_from = {
        entry.data["ref"]
        for holder in (structure.component(id_), *structure.bom.materials(structure.component(id_)))
        for entry in structure.bom.inputs(holder)
    }
    return {need: stated.get(need, ANY) if need not in made_from else ANY for need in structure.needs[id_]}


def _pieces(options: RemedyOptions) -> dict[str, Poly | None]:
    """Return the number of pieces of each used component, as a sum of terms for the substitutions."""
    built: dict[str, Poly | None] = {id_: {} for id_ in options.structure.made}
    uses: dict[str, Poly | None] = {id_: {} for id_ in options.ways}
    users: dict[str, list[str]] = {}
    for id_, needs in options.structure.needs.items():
        for need in needs:
            users.setdefault(need, []).append(id_)
    direct = {id_: _direct_quantities(options, id_) for id_ in options.structure.made}
    uses[options.product] = {frozenset(): ONE}
    as_way: dict[str, list[str]] = {}
    for id_, ways in options.ways.items():
        for way in ways:
            as_way.setdefault(way, []).append(id_)
    for id_ in _from_the_top(options):
        own = _summed([(uses[use], _chosen(options, use, id_), ONE) for use in as_way.get(id_, ())])
        built[id_] = own
        for need, many in direct[id_].items():
            before = uses[need]
            uses[need] = _summed([(before, frozenset(), ONE), (own, frozenset(), many)])
    return uses


def _from_the_top(options: RemedyOptions) -> list[str]:
    """Return all components, in an order in which each follows the components that contain it."""
    return list(options.structure.made)[::-1]


def _chosen(options: RemedyOptions, use: str, way: str) -> frozenset[Substitution]:
    """Return the substitution of `use` by `way`; an empty set if `use` has no alternates."""
    return frozenset() if len(options.ways[use]) == 1 else frozenset({Substitution(use, way)})


def _summed(parts: Iterable[tuple[Poly | None, frozenset[Substitution], Cost]]) -> Poly | None:
    """Return the sum of several parts; `None` if it has too many terms.

    Each part is (sum, substitutions of which the sum is a part, factor).
    """
    summed: Poly = {}
    for poly, chosen, many in parts:
        if poly is None:
            return None
        for together, number in poly.items():
            key = together | chosen
            summed[key] = _sum([summed.get(key, NOTHING), _product(number, many)])
    return summed if len(summed) <= MOST_TERMS else None


def pieces_with(options: RemedyOptions, choice: Choice) -> dict[str, Cost]:
    """Return the number of pieces of each used component in the product with a choice."""
    chosen, built = dict(choice), options.built(choice)
    product = chosen.get(options.product, options.product)
    uses: dict[str, Cost] = {options.product: ONE}
    pieces: dict[str, Cost] = {product: ONE}
    for id_ in (id_ for id_ in _from_the_top(options) if id_ in built):
        own = pieces.get(id_, NOTHING)
        for need, many in _direct_quantities(options, id_).items():
            more, way = _product(many, own), chosen.get(need, need)
            uses[need] = _sum([uses.get(need, NOTHING), more])
            pieces[way] = _sum([pieces.get(way, NOTHING), more])
    return uses
