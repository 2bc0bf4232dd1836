"""Components and contracts whose stated cost is lower than the cost of their contents.

The minimum cost of a component is the largest of three amounts: the stated cost, the cost of the materials,
and the cost of the children. Only costs of the same kind and currency are compared. The value of a contract
is compared with each kind of cost of the product.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom import zero_amounts
from microdep_rules.bom.amounts import NUMBERS, Bounds, bounds, sum_of, sum_of_products
from microdep_rules.bom.facts import exact
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from microdep_rules.bom.model import Bom, Element, Usage

PURCHASE = "purchase-price"
"""Kind of cost of a `unit_cost` without a stated kind."""
OF_MATERIALS = ""
"""Kind of cost of materials. The cost of materials is compared with each kind of cost."""
FLAT = frozenset({"amount", "currency", "kind"})
"""Keys of a cost record that has no further details."""
LANDED = "landed"
INCLUDED_COSTS = (("direct-material", "direct"), ("direct", "manufacturing"), (PURCHASE, LANDED))
"""Pairs of kinds of cost; the second kind of cost includes the first."""
INCLUDING_KINDS = frozenset(whole for _, whole in INCLUDED_COSTS)
"""Kinds of cost that include another kind."""
WITHOUT_FREIGHT_OR_DUTY = ("EXW", "FCA", "FAS", "FOB", "CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DAT", "DAF")
"""Delivery terms of Incoterms 2010 and 2020 without freight or duty in the price: all terms except DDP."""
DOMESTIC = "destination"
"""Word in `FOB destination`, a term of domestic trade with freight in the price."""
ZERO = Fraction(0)
KINDS_KEPT = 256
"""Largest number of words for kinds of cost in the cache."""
CostKey = tuple[str, str]
"""Kind and currency of a cost."""
NOTHING: Mapping[CostKey, Fraction] = {}


class Price(Struct, frozen=True, gc=False):
    """Stated cost of a component or material, or stated value of the contract."""

    holder: Element
    key: str
    kind: str
    currency: str
    amount: Bounds

    @property
    def about(self) -> CostKey:
        """Kind and currency of the price. Only prices with the same kind and currency are compared."""
        return self.kind, self.currency


class Overrun(Struct, frozen=True):
    """Component or contract with a stated cost below the cost of its contents."""

    whole: Price
    least: Fraction
    """Minimum cost of the contents."""
    pieces: tuple[Price, ...]
    """Prices of contents that contradict the price of the whole."""


def prices(bom: Bom, component: Element) -> tuple[Price, ...]:
    """Return the stated costs of a component. For each kind and currency, only the first cost counts."""
    known = bom.links.prices.get(component)
    if known is None:
        known = bom.links.prices[component] = tuple(_stated_prices(bom, component))
    return known


def _stated_prices(bom: Bom, component: Element) -> Iterator[Price]:
    own = component.data.get("unit_cost")
    entries = [(record, "amount", record.data) for record in bom.records(component, "costs")]
    if isinstance(own, dict):
        entries.append((component, "unit_cost", own if "kind" in own else {"kind": PURCHASE, **own}))
    seen = set[CostKey]()
    for holder, key, data in entries:
        word = exact(data.get("kind"))
        kind, currency = _resolve_kind(word) if isinstance(word, str) else None, str(data.get("currency", ""))
        if kind is not None and (kind, currency) not in seen:
            seen.add((kind, currency))
            yield Price(holder, key, kind, currency, bounds(data.get("amount")))


@lru_cache(maxsize=KINDS_KEPT)
def _resolve_kind(word: str) -> str | None:
    """Return the kind of cost that a word means; `None` for an unknown word."""
    kinds = load_vocabularies().get("cost-kind")
    return kinds.resolve(word) if kinds is not None else None


def contradicting_prices(stated: Iterable[Price]) -> Iterator[Overrun]:
    """Yield impossible costs of a component.

    A cost is impossible if it is below another cost that it includes. A landed cost is impossible with a
    delivery term that excludes freight or duty.
    """
    known = {price.about: price for price in stated}
    for price in known.values():
        if price.kind not in INCLUDING_KINDS:
            continue
        term = _sibling_field(price, "incoterm").split()
        excludes = term and term[0].strip(".,()").upper() in WITHOUT_FREIGHT_OR_DUTY
        if price.kind == LANDED and excludes and DOMESTIC not in map(str.casefold, term):
            key = price.key if price.key == "unit_cost" else "incoterm"
            terms = Price(price.holder, key, "", price.currency, price.amount)
            yield Overrun(price, price.amount.high or ZERO, (terms,))
        for narrower, wider in INCLUDED_COSTS:
            narrow = known.get((narrower, price.currency)) if price.kind == wider else None
            if narrow is None or narrow.amount.low is None or price.amount.high is None:
                continue
            days = {_sibling_field(price, "date") for price in (price, narrow)} - {""}
            if price.amount.high < narrow.amount.low and len(days) <= 1:
                yield Overrun(price, narrow.amount.low, (narrow,))


def has_comparable_costs(component: dict[str, Any]) -> bool:
    """Return whether a component states a landed cost, or two costs of which one includes the other.

    A landed cost alone may contradict the delivery term.
    """
    kinds = {kind for kind, _ in flat_cost(component)}
    return LANDED in kinds or any(part in kinds and whole in kinds for part, whole in INCLUDED_COSTS)


def _sibling_field(price: Price, key: str) -> str:
    """Return the text of the field `key` in the record of a price; empty if the field is missing."""
    record = price.holder.data if price.key == "amount" else price.holder.data.get(price.key)
    raw = exact(record.get(key)) if isinstance(record, dict) else None
    return raw if isinstance(raw, str) else ""


def flat_cost(component: dict[str, Any]) -> dict[CostKey, Fraction]:
    """For each kind and currency, return the minimum cost of a component of a flat list.

    The cost is the cost of one piece, times the quantity.
    """
    costs = dict[CostKey, Fraction]()
    entries = component.get("costs") or []
    quantity = bounds(component.get("quantity")).low
    if isinstance(component.get("unit_cost"), dict):
        entries = [*entries, {"kind": PURCHASE, **component["unit_cost"]}]
    for entry in entries:
        word, low = exact(entry.get("kind")), bounds(entry.get("amount")).low
        kind = _resolve_kind(word) if isinstance(word, str) else None
        if kind is not None and low:
            costs.setdefault(
                (kind, str(entry.get("currency", ""))), low * (1 if quantity is None else quantity)
            )
    return costs


def material_price(material: Element) -> Price | None:
    """Return the stated cost of a material of a component."""
    data = material.data.get("cost")
    if not isinstance(data, dict):
        return None
    return Price(material, "cost", OF_MATERIALS, str(data.get("currency", "")), bounds(data.get("amount")))


def flat_price(component: dict[str, Any], kind: str) -> tuple[str, int | Decimal] | None:
    """Return the currency and the amount of `unit_cost`.

    The result is `None` for a cost of another kind, and for an amount that is not one exact number.
    """
    own = component.get("unit_cost")
    if own.__class__ is not dict or "costs" in component or not own.keys() <= FLAT:
        return None
    word, currency = own.get("kind", PURCHASE), own.get("currency", "")
    amount: int | Decimal | None = own["amount"] if own.get("amount").__class__ in NUMBERS else None
    if amount is None or amount <= 0 or word.__class__ is not str or _resolve_kind(word) != kind:
        return None
    return (currency, amount) if currency.__class__ is str else None


def used_quantity(usage: Usage) -> Fraction:
    """Return the minimum quantity of a component in its parent.

    Without a stated quantity, the result is 1 for a child, and 0 for an input.
    """
    low = bounds(usage.data.get("quantity")).low
    if low is not None:
        return low
    return ZERO if "/inputs/" in usage.pointer else Fraction(1)


def bottom_up(bom: Bom) -> Iterator[Element]:
    """Yield all components and the product, each after its contents."""
    done: set[str] = set()
    for root in (*bom.components.values(), bom.product):
        waiting = [(root, False)]
        while waiting:
            component, below_done = waiting.pop()
            if below_done:
                yield component
            elif component.id not in done:
                done.add(component.id)
                waiting.append((component, True))
                waiting += [(usage.child, False) for usage in bom.usages(component)]


def overruns(bom: Bom) -> list[Overrun]:
    """Return the components whose stated cost is below the cost of their contents.

    The contract follows, if the product costs more than the value of the contract.
    """
    wholes = [component for component in bom.components.values() if _may_cost_less(bom, component)]
    if bom.context is not None and "value" in bom.context.data:
        wholes += (
            [bom.product] if any(_has_costs(bom, component) for component in bom.components.values()) else []
        )
    if not wholes:
        return []
    costs, inside = _Costs(bom), _with_descendants(bom, wholes)
    below_contract = [
        e for component in bottom_up(bom) if component.id in inside for e in costs.add(component)
    ]
    return [*below_contract, *costs.above_contract()]


def _has_costs(bom: Bom, component: Element) -> bool:
    data = component.data
    return "unit_cost" in data or "costs" in data or any("cost" in m.data for m in bom.materials(component))


def _may_cost_less(bom: Bom, component: Element) -> bool:
    """Return whether a component states a cost that another cost or its contents may contradict."""
    data = component.data
    if "costs" in data:
        return True
    if "unit_cost" not in data:
        return False
    return "kind" in data["unit_cost"] or bool(bom.usages(component) or bom.materials(component))


def _with_descendants(bom: Bom, wholes: Iterable[Element]) -> set[str]:
    """Return the ids of components and of all their descendants."""
    ids: set[str] = set()
    waiting = [*wholes]
    while waiting:
        component = waiting.pop()
        if component.id not in ids:
            ids.add(component.id)
            waiting += [usage.child for usage in bom.usages(component)]
    return ids


class _Costs:
    """Minimum costs of components.

    The costs of the contents of a component are computed before the cost of the component.
    """

    def __init__(self, bom: Bom) -> None:
        self.bom = bom
        self.least: dict[str, dict[CostKey, Fraction]] = {}
        self.named: set[tuple[str, CostKey]] = set()
        """Components and kinds of cost that an earlier overrun already reports."""

    def add(self, component: Element) -> list[Overrun]:
        """Record the minimum cost of a component, and return its overruns."""
        stated = {price.about: price for price in prices(self.bom, component)}
        below = self._minimum_of_contents(component, stated)
        self.least[component.id], overruns = below, [*contradicting_prices(stated.values())]
        for about, price in stated.items():
            least, high = below.get(about, ZERO), price.amount.high
            if (
                least
                and high is not None
                and high < least
                and not zero_amounts.is_impossible(price.holder, price.key)
            ):
                overruns.append(
                    Overrun(price, least, tuple(self._contradicting_contents(component, about, high)))
                )
            below[about] = max(least, price.amount.low or ZERO)
        return overruns

    def above_contract(self) -> Iterator[Overrun]:
        """Yield the overruns of the contract: the product costs more than the value of the contract."""
        contract, product = self.bom.context, self.bom.product
        raw = contract.data.get("value") if contract is not None else None
        if contract is None or not isinstance(raw, dict) or zero_amounts.is_impossible(contract, "value"):
            return
        value = Price(contract, "value", "", str(raw.get("currency", "")), bounds(raw.get("amount")))
        stated, most = {price.about for price in prices(self.bom, product)}, value.amount.high
        for about, least in self.least.get(product.id, {}).items():
            if about[1] != value.currency or most is None or most >= least:
                continue
            if about in stated:
                yield Overrun(value, least, tuple(self._stated_costs([product], about)))
            else:
                yield Overrun(value, least, tuple(self._contradicting_contents(product, about, most)))

    def _minimum_of_contents(self, component: Element, stated: Iterable[CostKey]) -> dict[CostKey, Fraction]:
        """For each kind of cost, return the minimum cost of the contents of a component.

        This cost is the larger cost of the children and the materials.
        """
        uses, materials = self.bom.usages(component), self._material_prices(component)
        if not uses and not materials:
            return dict.fromkeys(stated, ZERO)
        kinds = {about for usage in uses for about in self.least.get(usage.child.id, {})}
        kinds |= {*stated, *(material.about for material in materials)}
        least = {}
        for about in kinds:
            children = sum_of_products(
                (used_quantity(use), self._minimum_of(use.child, about)) for use in uses
            )
            least[about] = max(children, _sum(materials, about[1]))
        return least

    def _minimum_of(self, component: Element, about: CostKey) -> Fraction:
        """Return the minimum cost of a component.

        The costs of materials count for each kind of cost.
        """
        least = self.least.get(component.id, NOTHING)
        own, materials = least.get(about, ZERO), least.get((OF_MATERIALS, about[1]))
        return own if materials is None else max(own, materials)

    def _material_prices(self, component: Element) -> list[Price]:
        prices = (material_price(material) for material in self.bom.materials(component))
        return [price for price in prices if price is not None and price.amount.low]

    def _contradicting_contents(self, component: Element, about: CostKey, most: Fraction) -> Iterator[Price]:
        """Yield the prices that make the contents of a component more expensive than `most`.

        If the materials together cost more, yield their prices. Otherwise, yield the prices of each child
        that alone costs more. If no child alone costs more, yield the prices of all children.
        """
        materials = [price for price in self._material_prices(component) if price.currency == about[1]]
        if _sum(materials, about[1]) > most:
            yield from materials
            return
        least = [
            (use.child, used_quantity(use) * self._minimum_of(use.child, about))
            for use in self.bom.usages(component)
        ]
        exceeding = [child for child, amount in least if amount > most]
        yield from self._stated_costs(exceeding or [child for child, amount in least if amount], about)

    def _stated_costs(self, components: list[Element], about: CostKey) -> Iterator[Price]:
        """Yield the stated costs of components.

        If a component states no cost, or a cost below the cost of its contents, the costs of the contents
        follow.
        """
        waiting = components[::-1]
        while waiting:
            component = waiting.pop()
            if (component.id, about) in self.named:
                continue
            self.named.add((component.id, about))
            price = next((own for own in prices(self.bom, component) if own.about == about), None)
            if price is not None:
                yield price
            if price is None or (price.amount.low or ZERO) < self._minimum_of(component, about):
                yield from (
                    material for material in self._material_prices(component) if material.currency == about[1]
                )
                waiting += [usage.child for usage in self.bom.usages(component)][::-1]


def _sum(materials: Iterable[Price], currency: str) -> Fraction:
    return sum_of(material.amount.low or ZERO for material in materials if material.currency == currency)
