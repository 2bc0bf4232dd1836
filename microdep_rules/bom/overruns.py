"""Wholes that are stated to cost less than what is in them.

What a component costs at the least follows from its own statement, from its materials, and from its children
in the number that is used. Costs are compared within one kind and one currency; a contract is worth no less
than its product costs, by whichever kind.
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
"""The default kind of `unit_cost`."""
OF_MATERIALS = ""
"""The kind of what materials cost, which is compared with every kind."""
FLAT = frozenset({"amount", "currency", "kind"})
"""All keys of a plain cost."""
LANDED = "landed"
WITHIN = (("direct-material", "direct"), ("direct", "manufacturing"), (PURCHASE, LANDED))
"""Kinds of cost of one component, each with one that covers it and more."""
COVERING = frozenset(whole for _, whole in WITHIN)
"""Kinds of cost that are compared with others of the same component."""
WITHOUT_FREIGHT_OR_DUTY = ("EXW", "FCA", "FAS", "FOB", "CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DAT", "DAF")
"""Delivery terms by which the buyer pays freight or duty besides (Incoterms 2010 and 2020): all but DDP."""
DOMESTIC = "destination"
"""`FOB destination` is a term of domestic trade, with freight in it."""
ZERO = Fraction(0)
KINDS_KEPT = 256
"""So many words for kinds of cost are resolved once: documents write few."""
CostKey = tuple[str, str]
"""Kind and currency of a cost."""
NOTHING: Mapping[CostKey, Fraction] = {}


class Price(Struct, frozen=True, gc=False):
    """One statement of what something costs or is worth."""

    holder: Element
    key: str
    kind: str
    currency: str
    amount: Bounds

    @property
    def about(self) -> CostKey:
        """Kind and currency, by which prices are compared."""
        return self.kind, self.currency


class Overrun(Struct, frozen=True):
    """A whole that is stated to cost less than what is in it."""

    whole: Price
    least: Fraction
    """Minimum cost of the pieces."""
    pieces: tuple[Price, ...]
    """Statements that cannot be true beside that of the whole."""


def prices(bom: Bom, component: Element) -> tuple[Price, ...]:
    """Return the stated costs of a component, the first one for each kind and currency."""
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
        kind, currency = _kind(word) if isinstance(word, str) else None, str(data.get("currency", ""))
        if kind is not None and (kind, currency) not in seen:
            seen.add((kind, currency))
            yield Price(holder, key, kind, currency, bounds(data.get("amount")))


@lru_cache(maxsize=KINDS_KEPT)
def _kind(word: str) -> str | None:
    """Return the kind of cost that a word means."""
    kinds = load_vocabularies().get("cost-kind")
    return kinds.resolve(word) if kinds is not None else None


def contradicting_prices(stated: Iterable[Price]) -> Iterator[Overrun]:
    """Costs of one component that cannot be: one below another that it covers, and landed without freight."""
    known = {price.about: price for price in stated}
    for price in known.values():
        if price.kind not in COVERING:
            continue
        term = _sibling_field(price, "incoterm").split()
        excludes = term and term[0].strip(".,()").upper() in WITHOUT_FREIGHT_OR_DUTY
        if price.kind == LANDED and excludes and DOMESTIC not in map(str.casefold, term):
            key = price.key if price.key == "unit_cost" else "incoterm"
            terms = Price(price.holder, key, "", price.currency, price.amount)
            yield Overrun(price, price.amount.high or ZERO, (terms,))
        for narrower, wider in WITHIN:
            narrow = known.get((narrower, price.currency)) if price.kind == wider else None
            if narrow is None or narrow.amount.low is None or price.amount.high is None:
                continue
            days = {_sibling_field(price, "date") for price in (price, narrow)} - {""}
            if price.amount.high < narrow.amount.low and len(days) <= 1:
                yield Overrun(price, narrow.amount.low, (narrow,))


def has_comparable_costs(component: dict[str, Any]) -> bool:
    """Return whether a component states costs that can be compared, or one with a delivery term."""
    kinds = {kind for kind, _ in flat_cost(component)}
    return LANDED in kinds or any(part in kinds and whole in kinds for part, whole in WITHIN)


def _sibling_field(price: Price, key: str) -> str:
    """Return another field of the record of a price."""
    record = price.holder.data if price.key == "amount" else price.holder.data.get(price.key)
    raw = exact(record.get(key)) if isinstance(record, dict) else None
    return raw if isinstance(raw, str) else ""


def flat_cost(component: dict[str, Any]) -> dict[CostKey, Fraction]:
    """Return the minimum cost of a row of a flat list, in the used quantity, by kind."""
    costs = dict[CostKey, Fraction]()
    entries = component.get("costs") or []
    many = bounds(component.get("quantity")).low
    if isinstance(component.get("unit_cost"), dict):
        entries = [*entries, {"kind": PURCHASE, **component["unit_cost"]}]
    for entry in entries:
        word, low = exact(entry.get("kind")), bounds(entry.get("amount")).low
        kind = _kind(word) if isinstance(word, str) else None
        if kind is not None and low:
            costs.setdefault((kind, str(entry.get("currency", ""))), low * (1 if many is None else many))
    return costs


def material_price(material: Element) -> Price | None:
    """Return the stated cost of a material in one component."""
    data = material.data.get("cost")
    if not isinstance(data, dict):
        return None
    return Price(material, "cost", OF_MATERIALS, str(data.get("currency", "")), bounds(data.get("amount")))


def flat_price(component: dict[str, Any], kind: str) -> tuple[str, int | Decimal] | None:
    """Return the currency and amount of a cost of one kind; `None` unless it is one plain number."""
    own = component.get("unit_cost")
    if own.__class__ is not dict or "costs" in component or not own.keys() <= FLAT:
        return None
    word, currency = own.get("kind", PURCHASE), own.get("currency", "")
    amount: int | Decimal | None = own["amount"] if own.get("amount").__class__ in NUMBERS else None
    if amount is None or amount <= 0 or word.__class__ is not str or _kind(word) != kind:
        return None
    return (currency, amount) if currency.__class__ is str else None


def used_quantity(usage: Usage) -> Fraction:
    """Return the minimum quantity of a component in its parent: one, if none is stated."""
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
    """Return every component, and the contract, whose stated cost is below that of its contents."""
    wholes = [component for component in bom.components.values() if _may_cost_less(bom, component)]
    if bom.context is not None and "value" in bom.context.data:
        wholes += (
            [bom.product] if any(_has_costs(bom, component) for component in bom.components.values()) else []
        )
    if not wholes:
        return []
    costs, inside = _Costs(bom), _inside(bom, wholes)
    below_contract = [
        e for component in bottom_up(bom) if component.id in inside for e in costs.add(component)
    ]
    return [*below_contract, *costs.above_contract()]


def _has_costs(bom: Bom, component: Element) -> bool:
    data = component.data
    return "unit_cost" in data or "costs" in data or any("cost" in m.data for m in bom.materials(component))


def _may_cost_less(bom: Bom, component: Element) -> bool:
    """Return whether a component states a cost that can be compared with another one or with its contents."""
    data = component.data
    if "costs" in data:
        return True
    if "unit_cost" not in data:
        return False
    return "kind" in data["unit_cost"] or bool(bom.usages(component) or bom.materials(component))


def _inside(bom: Bom, wholes: Iterable[Element]) -> set[str]:
    """Ids of some components and of all their descendants."""
    ids: set[str] = set()
    waiting = [*wholes]
    while waiting:
        component = waiting.pop()
        if component.id not in ids:
            ids.add(component.id)
            waiting += [usage.child for usage in bom.usages(component)]
    return ids


class _Costs:
    """Minimum costs of components, computed from the bottom."""

    def __init__(self, bom: Bom) -> None:
        self.bom = bom
        self.least: dict[str, dict[CostKey, Fraction]] = {}
        self.named: set[tuple[str, CostKey]] = set()
        """Components whose statements are among the pieces of an overrun."""

    def add(self, component: Element) -> list[Overrun]:
        """Record the minimum cost of a component, and return its overruns."""
        stated = {price.about: price for price in prices(self.bom, component)}
        below = self._below(component, stated)
        self.least[component.id], overruns = below, [*contradicting_prices(stated.values())]
        for about, price in stated.items():
            least, high = below.get(about, ZERO), price.amount.high
            if (
                least
                and high is not None
                and high < least
                and not zero_amounts.is_impossible(price.holder, price.key)
            ):
                overruns.append(Overrun(price, least, tuple(self._pieces(component, about, high))))
            below[about] = max(least, price.amount.low or ZERO)
        return overruns

    def above_contract(self) -> Iterator[Overrun]:
        """Yield the overruns of the contract, where the product costs more than the contract value."""
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
                yield Overrun(value, least, tuple(self._statements([product], about)))
            else:
                yield Overrun(value, least, tuple(self._pieces(product, about, most)))

    def _below(self, component: Element, stated: Iterable[CostKey]) -> dict[CostKey, Fraction]:
        """Minimum cost of the contents, by kind: the greater of its children and its materials."""
        uses, materials = self.bom.usages(component), self._material_prices(component)
        if not uses and not materials:
            return dict.fromkeys(stated, ZERO)
        kinds = {about for usage in uses for about in self.least.get(usage.child.id, {})}
        kinds |= {*stated, *(material.about for material in materials)}
        least = {}
        for about in kinds:
            children = sum_of_products((used_quantity(use), self._of(use.child, about)) for use in uses)
            least[about] = max(children, _sum(materials, about[1]))
        return least

    def _of(self, component: Element, about: CostKey) -> Fraction:
        """Minimum cost of a component; costs of materials count for every kind."""
        least = self.least.get(component.id, NOTHING)
        own, materials = least.get(about, ZERO), least.get((OF_MATERIALS, about[1]))
        return own if materials is None else max(own, materials)

    def _material_prices(self, component: Element) -> list[Price]:
        prices = (material_price(material) for material in self.bom.materials(component))
        return [price for price in prices if price is not None and price.amount.low]

    def _pieces(self, component: Element, about: CostKey, most: Fraction) -> Iterator[Price]:
        """Yield the prices of the contents that are too high alone, else of all."""
        materials = [price for price in self._material_prices(component) if price.currency == about[1]]
        if _sum(materials, about[1]) > most:
            yield from materials
            return
        least = [
            (use.child, used_quantity(use) * self._of(use.child, about)) for use in self.bom.usages(component)
        ]
        alone = [child for child, amount in least if amount > most]
        yield from self._statements(alone or [child for child, amount in least if amount], about)

    def _statements(self, components: list[Element], about: CostKey) -> Iterator[Price]:
        """Yield the stated costs of components; without one, the costs of their contents."""
        waiting = components[::-1]
        while waiting:
            component = waiting.pop()
            if (component.id, about) in self.named:
                continue
            self.named.add((component.id, about))
            price = next((own for own in prices(self.bom, component) if own.about == about), None)
            if price is not None:
                yield price
            if price is None or (price.amount.low or ZERO) < self._of(component, about):
                yield from (
                    material for material in self._material_prices(component) if material.currency == about[1]
                )
                waiting += [usage.child for usage in self.bom.usages(component)][::-1]


def _sum(materials: Iterable[Price], currency: str) -> Fraction:
    return sum_of(material.amount.low or ZERO for material in materials if material.currency == currency)
