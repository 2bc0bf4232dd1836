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

from microdep_rules.bom import zeros
from microdep_rules.bom.amounts import NUMBERS, Bounds, bounds, sum_of, sum_of_products
from microdep_rules.bom.facts import exact
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    from microdep_rules.bom.model import Bom, Element, Usage

PURCHASE = "purchase-price"
"""What `unit_cost` is when it does not say."""
OF_MATERIALS = ""
"""The kind of what materials cost, which is compared with every kind."""
FLAT = frozenset({"amount", "currency", "kind"})
"""What says all of a cost, where it says no more."""
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
Kind = tuple[str, str]
"""Of which kind a cost is, and in which currency."""
NOTHING: Mapping[Kind, Fraction] = {}


class Price(Struct, frozen=True, gc=False):
    """One statement of what something costs or is worth."""

    holder: Element
    key: str
    kind: str
    currency: str
    amount: Bounds

    @property
    def about(self) -> Kind:
        """What it is compared with."""
        return self.kind, self.currency


class Overrun(Struct, frozen=True):
    """A whole that is stated to cost less than what is in it."""

    whole: Price
    least: Fraction
    """What the pieces cost at the least."""
    pieces: tuple[Price, ...]
    """Statements that cannot be true beside that of the whole."""


def prices(bom: Bom, component: Element) -> tuple[Price, ...]:
    """What a component is stated to cost, by the first statement of each kind in each currency."""
    known = bom.links.prices.get(component)
    if known is None:
        known = bom.links.prices[component] = tuple(_stated_prices(bom, component))
    return known


def _stated_prices(bom: Bom, component: Element) -> Iterator[Price]:
    own = component.data.get("unit_cost")
    entries = [(record, "amount", record.data) for record in bom.records(component, "costs")]
    if isinstance(own, dict):
        entries.append((component, "unit_cost", own if "kind" in own else {"kind": PURCHASE, **own}))
    seen = set[Kind]()
    for holder, key, data in entries:
        word = exact(data.get("kind"))
        kind, currency = _kind(word) if isinstance(word, str) else None, str(data.get("currency", ""))
        if kind is not None and (kind, currency) not in seen:
            seen.add((kind, currency))
            yield Price(holder, key, kind, currency, bounds(data.get("amount")))


@lru_cache(maxsize=KINDS_KEPT)
def _kind(word: str) -> str | None:
    """The kind of cost that a word stands for."""
    kinds = load_vocabularies().get("cost-kind")
    return kinds.resolve(word) if kinds is not None else None


def against_each_other(stated: Iterable[Price]) -> Iterator[Overrun]:
    """Costs of one component that cannot be: one below another that it covers, and landed without freight."""
    known = {each.about: each for each in stated}
    for price in known.values():
        if price.kind not in COVERING:
            continue
        term = _said_with(price, "incoterm").split()
        excludes = term and term[0].strip(".,()").upper() in WITHOUT_FREIGHT_OR_DUTY
        if price.kind == LANDED and excludes and DOMESTIC not in map(str.casefold, term):
            key = price.key if price.key == "unit_cost" else "incoterm"
            terms = Price(price.holder, key, "", price.currency, price.amount)
            yield Overrun(price, price.amount.high or ZERO, (terms,))
        for part, whole in WITHIN:
            narrow = known.get((part, price.currency)) if price.kind == whole else None
            if narrow is None or narrow.amount.low is None or price.amount.high is None:
                continue
            days = {_said_with(each, "date") for each in (price, narrow)} - {""}
            if price.amount.high < narrow.amount.low and len(days) <= 1:
                yield Overrun(price, narrow.amount.low, (narrow,))


def may_contradict_itself(component: dict[str, Any]) -> bool:
    """Whether a component states costs that are compared with each other, or one with a delivery term."""
    kinds = {kind for kind, _ in flat_cost(component)}
    return LANDED in kinds or any(part in kinds and whole in kinds for part, whole in WITHIN)


def _said_with(price: Price, key: str) -> str:
    """What the record of a price states besides the amount."""
    record = price.holder.data if price.key == "amount" else price.holder.data.get(price.key)
    raw = exact(record.get(key)) if isinstance(record, dict) else None
    return raw if isinstance(raw, str) else ""


def flat_cost(component: dict[str, Any]) -> dict[Kind, Fraction]:
    """What a row of a flat list costs at the least, in the quantity that is used, by kinds."""
    found = dict[Kind, Fraction]()
    entries = component.get("costs") or []
    many = bounds(component.get("quantity")).low
    if isinstance(component.get("unit_cost"), dict):
        entries = [*entries, {"kind": PURCHASE, **component["unit_cost"]}]
    for entry in entries:
        word, low = exact(entry.get("kind")), bounds(entry.get("amount")).low
        kind = _kind(word) if isinstance(word, str) else None
        if kind is not None and low:
            found.setdefault((kind, str(entry.get("currency", ""))), low * (1 if many is None else many))
    return found


def material_price(material: Element) -> Price | None:
    """What a material is stated to cost in one component."""
    data = material.data.get("cost")
    if not isinstance(data, dict):
        return None
    return Price(material, "cost", OF_MATERIALS, str(data.get("currency", "")), bounds(data.get("amount")))


def flat_price(component: dict[str, Any], kind: str) -> tuple[str, int | Decimal] | None:
    """The currency and amount of a cost of one kind; nothing where more than one plain number is stated."""
    own = component.get("unit_cost")
    if own.__class__ is not dict or "costs" in component or not own.keys() <= FLAT:
        return None
    word, currency = own.get("kind", PURCHASE), own.get("currency", "")
    amount: int | Decimal | None = own["amount"] if own.get("amount").__class__ in NUMBERS else None
    if amount is None or amount <= 0 or word.__class__ is not str or _kind(word) != kind:
        return None
    return (currency, amount) if currency.__class__ is str else None


def in_use(usage: Usage) -> Fraction:
    """How many of a component its parent holds at the least: one, where nobody says how many."""
    low = bounds(usage.data.get("quantity")).low
    if low is not None:
        return low
    return ZERO if "/inputs/" in usage.pointer else Fraction(1)


def bottom_up(bom: Bom) -> Iterator[Element]:
    """All components and the product, each after what is in it."""
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
    """Every component, and the contract, that is stated to cost less than what is in it."""
    wholes = [each for each in bom.components.values() if _may_cost_less(bom, each)]
    if bom.context is not None and "value" in bom.context.data:
        wholes += [bom.product] if any(_has_costs(bom, each) for each in bom.components.values()) else []
    if not wholes:
        return []
    costs, inside = _Costs(bom), _inside(bom, wholes)
    found = [e for component in bottom_up(bom) if component.id in inside for e in costs.add(component)]
    return [*found, *costs.above_contract()]


def _has_costs(bom: Bom, component: Element) -> bool:
    data = component.data
    return "unit_cost" in data or "costs" in data or any("cost" in m.data for m in bom.materials(component))


def _may_cost_less(bom: Bom, component: Element) -> bool:
    """Whether a component states a cost that can be compared: with another one, or with what is in it."""
    data = component.data
    if "costs" in data:
        return True
    if "unit_cost" not in data:
        return False
    return "kind" in data["unit_cost"] or bool(bom.usages(component) or bom.materials(component))


def _inside(bom: Bom, wholes: Iterable[Element]) -> set[str]:
    """Some components, with all that is in them."""
    found: set[str] = set()
    waiting = [*wholes]
    while waiting:
        component = waiting.pop()
        if component.id not in found:
            found.add(component.id)
            waiting += [usage.child for usage in bom.usages(component)]
    return found


class _Costs:
    """What components cost at the least, gone through from the bottom."""

    def __init__(self, bom: Bom) -> None:
        self.bom = bom
        self.least: dict[str, dict[Kind, Fraction]] = {}
        self.named: set[tuple[str, Kind]] = set()
        """Components whose statements are among the pieces of an overrun."""

    def add(self, component: Element) -> list[Overrun]:
        """Notes what a component costs at the least, and returns where it is stated to cost less."""
        stated = {each.about: each for each in prices(self.bom, component)}
        below = self._below(component, stated)
        self.least[component.id], found = below, [*against_each_other(stated.values())]
        for about, price in stated.items():
            least, high = below.get(about, ZERO), price.amount.high
            if least and high is not None and high < least and not zeros.cannot_be(price.holder, price.key):
                found.append(Overrun(price, least, tuple(self._pieces(component, about, high))))
            below[about] = max(least, price.amount.low or ZERO)
        return found

    def above_contract(self) -> Iterator[Overrun]:
        """The contract, where its product costs more than it is worth."""
        contract, product = self.bom.context, self.bom.product
        raw = contract.data.get("value") if contract is not None else None
        if contract is None or not isinstance(raw, dict) or zeros.cannot_be(contract, "value"):
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

    def _below(self, component: Element, stated: Iterable[Kind]) -> dict[Kind, Fraction]:
        """What is in a component costs at the least, by kinds: the more of its children and its materials."""
        uses, materials = self.bom.usages(component), self._material_prices(component)
        if not uses and not materials:
            return dict.fromkeys(stated, ZERO)
        kinds = {about for usage in uses for about in self.least.get(usage.child.id, {})}
        kinds |= {*stated, *(material.about for material in materials)}
        found = {}
        for about in kinds:
            children = sum_of_products((in_use(use), self._of(use.child, about)) for use in uses)
            found[about] = max(children, _sum(materials, about[1]))
        return found

    def _of(self, component: Element, about: Kind) -> Fraction:
        """What a component costs at the least; what materials cost counts for every kind."""
        least = self.least.get(component.id, NOTHING)
        own, materials = least.get(about, ZERO), least.get((OF_MATERIALS, about[1]))
        return own if materials is None else max(own, materials)

    def _material_prices(self, component: Element) -> list[Price]:
        found = (material_price(material) for material in self.bom.materials(component))
        return [each for each in found if each is not None and each.amount.low]

    def _pieces(self, component: Element, about: Kind, most: Fraction) -> Iterator[Price]:
        """The statements on what is in a component: of those that are too much alone, else of all."""
        materials = [price for price in self._material_prices(component) if price.currency == about[1]]
        if _sum(materials, about[1]) > most:
            yield from materials
            return
        least = [(use.child, in_use(use) * self._of(use.child, about)) for use in self.bom.usages(component)]
        alone = [child for child, amount in least if amount > most]
        yield from self._statements(alone or [child for child, amount in least if amount], about)

    def _statements(self, components: list[Element], about: Kind) -> Iterator[Price]:
        """What components are stated to cost; of those that do not state it, what is in them."""
        waiting = components[::-1]
        while waiting:
            component = waiting.pop()
            if (component.id, about) in self.named:
                continue
            self.named.add((component.id, about))
            price = next((each for each in prices(self.bom, component) if each.about == about), None)
            if price is not None:
                yield price
            if price is None or (price.amount.low or ZERO) < self._of(component, about):
                yield from (each for each in self._material_prices(component) if each.currency == about[1])
                waiting += [usage.child for usage in self.bom.usages(component)][::-1]


def _sum(materials: Iterable[Price], currency: str) -> Fraction:
    return sum_of(material.amount.low or ZERO for material in materials if material.currency == currency)
