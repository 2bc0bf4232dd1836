"""An independent reading of FAR 25.1 and DFARS 225.1, to hold the pack `buy-american` against.

Six rules on the end item: `domestic-end-product` and `fallback` for agencies outside of DoD; the same two
with `dod-` before them, and `qualifying-country-end-product`, for DoD; and for all of them `iron-and-steel`,
of what is predominantly of them. Who buys is what the contract says. Choices where the law or the language
leaves one:

- Of `federal` it is not known whether it is DoD, and it is an agency that the statute binds all the same.
- The test of an end product asks all of the test of every end item: made in the US, and the content that its
  sort has to have. For what is predominantly of iron or steel that is the same test that `iron-and-steel`
  asks.
- All by delivery from 2022-10-25; the fallback by award from that day before 2030-01-01. The threshold of
  the award year decides only when it is the lower one: who keeps to that of the delivery year keeps to
  both.
- The cost of a component is its landed cost, that of the iron and steel in it the cost of these materials,
  at any tier, and no more than the components that hold them. A cost that is missing is 0 to any amount,
  and so is what an open list does not show.
- A component is of the origin that it declares, or of where it was made; statements that contradict each
  other leave it open. One of unknown origin is foreign (FAR 25.003, *domestic end product* (1)(ii)(A), and
  the clause of DoD). Qualifying countries and public-interest findings count under the rules for DoD.
- A product is predominantly of iron or steel when its iron and steel, without that in COTS fasteners, is more
  than half of the cost of all components, the fasteners with them.
- A component of a class found non-available counts as domestic: the determination names it, or the one
  material of which it consists; for DoD a public-interest finding does too. Whether there is one is not
  known as long as the list of determinations is open.
- Iron or steel is domestic only if a melting is stated and all that was done since smelting was done there.
  What is not stated is held against it where the agency is known, and else nothing is decided.
- COTS is what the document says to be, and what is not modified before acceptance; of an end item of iron or
  steel only a COTS fastener is let off.
- `qualifying-country-end-product` is asked of what is made in a qualifying country; Austria needs a public-
  interest determination for the item.
- The fallback asks that there be no domestic offer, and that the product is not predominantly of iron or
  steel; outside of DoD also: not COTS, and a low offer that is foreign and no better.
- An exception by determination names the end item and is in its period on the day of delivery. All eight
  exceptions answer to both tests of a domestic end product and to `iron-and-steel`, none to the others.
- Information technology is what the contract states to be that, and mobile electronic devices; commercial is
  what the contract states to be that, and what is COTS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.oracles.buy_american import law
from tests.oracles.buy_american.costs import exceeds, interval, ratio_exceeds, ratio_is_below
from tests.oracles.facts import Material, Record, Tree, component_id, is_in, number, plain
from tests.oracles.limits import covers_component
from tests.oracles.logic import Truth, agreed, all_of, any_of, negated
from tests.oracles.statements import made_in, off_the_shelf, produced_in
from tests.oracles.trade_agreements import law as places
from tests.oracles.trade_agreements.judge import (
    EXEMPT,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Verdict,
    covered,
    in_dod,
    is_federal,
    usd_of,
)

if TYPE_CHECKING:
    from decimal import Decimal

Content = dict[str, tuple[Truth, "Decimal | None"]]
"""Materials by name: whether each matches, and what it costs."""

DOMESTIC, DOD_DOMESTIC = "domestic-end-product", "dod-domestic-end-product"
FALLBACK, DOD_FALLBACK = "fallback", "dod-fallback"
STEEL, QUALIFYING = "iron-and-steel", "qualifying-country-end-product"


def judge(document: Record, context: Record, *, variant: str = "") -> dict[tuple[str, str], Verdict]:
    """The verdicts of the six rules on the product of a plain document and its context."""
    if variant:
        raise ValueError(f"no variant {variant}")
    deal = _Deal(document, context)
    dod = in_dod(context)
    civilian = all_of((is_federal(context), negated(dod)))
    delivered, awarded = _since(deal.delivery), _fallback_runs(deal.award)
    listed = made_in(deal.tree.product, law.QUALIFYING_PLACES | {law.BY_DETERMINATION})
    steel = all_of((is_federal(context), deal.predominant()))
    qualifying = all_of((deal.qualifying_place(), deal.content(for_dod=True)))
    presumed = dod is not None  # which test is meant is asked first, and nothing is held against anybody
    for_dod = all_of((dod, deal.steel_test(for_dod=True, presumed=presumed)))
    little_foreign = any_of((deal.steel_test(for_dod=False, presumed=presumed), for_dod))
    found = {
        DOMESTIC: deal.verdict(delivered, civilian, deal.domestic(for_dod=False), excepted=True),
        DOD_DOMESTIC: deal.verdict(delivered, dod, deal.domestic(for_dod=True), excepted=True),
        STEEL: deal.verdict(delivered, steel, little_foreign, excepted=True),
        QUALIFYING: deal.verdict(delivered, all_of((dod, listed)), qualifying),
        FALLBACK: deal.verdict(awarded, civilian, deal.fallback(for_dod=False)),
        DOD_FALLBACK: deal.verdict(awarded, dod, deal.fallback(for_dod=True)),
    }
    product = component_id(deal.tree.product)
    return {(rule, product): verdict for rule, verdict in found.items()}


def _since(delivery: str | None) -> Truth:
    return None if delivery is None else delivery >= law.IN_FORCE_FROM


def _fallback_runs(award: str | None) -> Truth:
    return None if award is None else law.IN_FORCE_FROM <= award < law.FALLBACK_BEFORE


class _Deal:
    """One product under one contract."""

    def __init__(self, document: Record, context: Record) -> None:
        self.tree = Tree(document)
        self.context = context
        self.delivery: str | None = plain(context, "delivery")
        self.award: str | None = plain(context, "award")

    def verdict(self, in_force: Truth, applies: Truth, met: Truth, *, excepted: bool = False) -> Verdict:
        """The verdict table of the rule language, line by line."""
        if in_force is False or applies is False:
            return Verdict(NOT_APPLICABLE)
        if met is True:
            return Verdict(PASS)
        states = self._exceptions() if excepted else {}
        held = frozenset(name for name, holds in states.items() if holds is True)
        if held:
            return Verdict(EXEMPT, held)
        holders = (self.context, self.tree.head, self.tree.product)
        claims = {name for holder in holders for name in holder.get("claims", [])}
        undecided = any(states[name] is None for name in claims & set(states))
        return Verdict(UNKNOWN if None in (in_force, applies, met) or undecided else FAIL)

    # ---- the end item ---------------------------------------------------------------------------------

    def made_in_us(self) -> Truth:
        return made_in(self.tree.product, places.UNITED_STATES)

    def qualifying_place(self) -> Truth:
        product = self.tree.product
        determined = self._determined(("public-interest",), component_id(product))
        by_determination = all_of((made_in(product, {law.BY_DETERMINATION}), determined))
        return any_of((made_in(product, law.QUALIFYING_PLACES), by_determination))

    def domestic(self, *, for_dod: bool) -> Truth:
        """Both parts of the test."""
        return all_of((self.made_in_us(), self.content(for_dod=for_dod)))

    def content(self, *, for_dod: bool) -> Truth:
        """The test of content that the sort of product has to meet."""
        steel = self.predominant()
        other = any_of((self._product_off_the_shelf(), self.share_exceeds_threshold(for_dod=for_dod)))
        little = self.steel_test(for_dod=for_dod)
        return any_of((all_of((steel, little)), all_of((negated(steel), other))))

    def _product_off_the_shelf(self) -> Truth:
        """Off the shelf, unless the contract buys nothing commercial: then either may be true."""
        found = off_the_shelf(self.tree.product)
        return None if found and plain(self.context, "commercial_status") == "non-commercial" else found

    def fallback(self, *, for_dod: bool) -> Truth:
        """Whether the product may count as domestic because there is no domestic offer."""
        asked = [
            self.made_in_us(),
            exceeds(self._weighed(for_dod=for_dod), law.FALLBACK_THRESHOLD),
            negated(plain(self.context, "domestic_offer")),
            negated(self.predominant()),
        ]
        if not for_dod:
            asked += [negated(self._product_off_the_shelf()), plain(self.context, "low_foreign_offer")]
        return all_of(asked)

    # ---- shares of cost -------------------------------------------------------------------------------

    def share_exceeds_threshold(self, *, for_dod: bool) -> Truth:
        weighed = self._weighed(for_dod=for_dod)
        by_delivery, by_award = (
            None if limit is None else exceeds(weighed, limit)
            for limit in (_threshold(self.delivery), _threshold(self.award))
        )
        held = plain(self.context, "threshold_of_award_year")
        return any_of((by_delivery, all_of((held, by_award))))

    def _weighed(self, *, for_dod: bool) -> list[tuple[Truth, Decimal | None]]:
        """Direct components with their costs; one of which it is not known whether it counts is foreign."""
        found: list[tuple[Truth, Decimal | None]] = [
            (self._is_domestic(component, for_dod=for_dod) is True, cost)
            for component, cost in self._direct_components()
        ]
        if not self.tree.closed(component_id(self.tree.product), "children"):
            found.append((False, None))
        return found

    def _direct_components(self) -> list[tuple[Record, Decimal | None]]:
        found = []
        for usage in self.tree.product.get("children", []):
            component = self.tree.components[usage["ref"]]
            quantity = number(usage, "quantity")
            costs = [held for held in component.get("costs", []) if held.get("kind") == "landed"]
            cost = usd_of(costs[0]) if costs else None
            found.append((component, None if cost is None or quantity is None else cost * quantity))
        return found

    def _is_domestic(self, component: Record, *, for_dod: bool) -> Truth:
        item = component_id(component)
        kinds = ("class-nonavailability", "public-interest") if for_dod else ("class-nonavailability",)
        counted = places.UNITED_STATES | (places.QUALIFYING if for_dod else frozenset())
        return any_of((produced_in(component, counted), self._determined(kinds, item, component)))

    def _whole_cost(self) -> tuple[Decimal, Decimal | None]:
        costs = [cost for _, cost in self._direct_components()]
        closed = self.tree.closed(component_id(self.tree.product), "children")
        return interval([(True, cost) for cost in costs], still_open=not closed)

    # ---- iron and steel -------------------------------------------------------------------------------

    def predominant(self) -> Truth:
        """Whether iron and steel are more than half of the cost of all components."""
        iron = {
            made.name: (all_of((_is_iron_or_steel(made), self._counts(made.part))), self._cost(made))
            for made in self.tree.materials()
        }
        by_content = ratio_exceeds(self._content_cost(iron), self._whole_cost(), law.PREDOMINANT)
        return all_of((by_content, exceeds(self._holding(iron), law.PREDOMINANT)))

    def steel_test(self, *, for_dod: bool, presumed: bool = True) -> Truth:
        """Whether foreign iron and steel stay below 5 %; COTS fasteners are let off."""
        foreign = {
            made.name: (
                all_of(
                    (
                        _is_iron_or_steel(made),
                        negated(self._is_domestic_steel(made, for_dod=for_dod, presumed=presumed)),
                        self._counts(made.part),
                    )
                ),
                self._cost(made),
            )
            for made in self.tree.materials()
        }
        below = ratio_is_below(self._content_cost(foreign), self._whole_cost(), law.FOREIGN_STEEL_BELOW)
        free = [(negated(holds), cost) for holds, cost in self._holding(foreign)]
        little = exceeds(free, 100 - law.FOREIGN_STEEL_BELOW)
        return any_of((below, little, negated(self._counts(component_id(self.tree.product)))))

    def _holding(self, found: Content) -> list[tuple[Truth, Decimal | None]]:
        """Direct components by whether any material in them matches: it costs no more than they do."""
        weighed: list[tuple[Truth, Decimal | None]] = []
        for usage, (_, cost) in zip(
            self.tree.product.get("children", []), self._direct_components(), strict=True
        ):
            below = {
                part
                for paths in self.tree.paths.values()
                for path in paths
                if usage["ref"] in path
                for part in path[path.index(usage["ref"]) :]
            }
            shut = all(self.tree.closed(part, name) for part in below for name in ("materials", "children"))
            held = [found[made.name][0] for part in below for made in self.tree.materials_of(part)]
            weighed.append((any_of([*held, False if shut else None]), cost))
        if not self.tree.closed(component_id(self.tree.product), "children"):
            weighed.append((None, None))
        return weighed

    def _content_cost(self, held: Content) -> tuple[Decimal, Decimal | None]:
        lists = ("materials", "children")
        closed = all(self.tree.closed(part, name) for part in self.tree.paths for name in lists)
        return interval(held.values(), still_open=not closed)

    def _cost(self, material: Material) -> Decimal | None:
        cost, count = usd_of(material.record.get("cost")), self.tree.numbers[material.part]
        return None if cost is None or count is None else cost * count

    def _counts(self, part: str) -> Truth:
        """Whether a part is anything but a COTS fastener."""
        component = self.tree.components[part]
        sort = plain(component, "class")
        fastener = None if sort is None else sort == law.FASTENER
        return negated(all_of((fastener, off_the_shelf(component))))

    @staticmethod
    def _is_domestic_steel(material: Material, *, for_dod: bool, presumed: bool) -> Truth:
        """Whether all manufacturing of the iron or steel was domestic; what is not stated was not."""
        made = [entry for entry in material.entries if entry.stage not in law.NOT_MANUFACTURING]
        there = places.UNITED_STATES | (places.QUALIFYING if for_dod else frozenset())
        stated = [is_in(entry.country, there) for entry in made]
        melted = True if any(entry.stage in law.MELTING for entry in made) else None
        found = all_of((*stated, melted))
        return False if found is None and presumed else found

    # ---- exceptions -----------------------------------------------------------------------------------

    def _exceptions(self) -> dict[str, Truth]:
        product = component_id(self.tree.product)
        return {
            "trade-agreements": covered(self.context),
            "micro-purchase": self._micro_purchase(),
            "outside-us": negated(is_in(plain(self.context, "place_of_use"), places.UNITED_STATES)),
            "nonavailability": self._determined(("nonavailability", "class-nonavailability"), product),
            "public-interest": self._determined(("public-interest",), product),
            "unreasonable-cost": self._determined(("unreasonable-cost",), product),
            "commissary-resale": self._determined(("commissary-resale",), product),
            "information-technology": self._information_technology(),
        }

    def _information_technology(self) -> Truth:
        product = self.tree.product
        function, status = plain(product, "function"), plain(self.context, "commercial_status")
        is_device = None if function is None else function in law.INFORMATION_TECHNOLOGY
        commercial = None if status is None else status in law.COMMERCIAL_PRODUCTS
        return all_of(
            (
                any_of((plain(self.context, "information_technology"), is_device)),
                any_of((commercial, self._product_off_the_shelf())),
            )
        )

    def _micro_purchase(self) -> Truth:
        amount = usd_of(self.context.get("value"))
        rows = [limit for day, limit in law.MICRO_PURCHASE if self.award is None or day <= self.award]
        matching = rows if self.award is None else rows[-1:]
        return None if amount is None else agreed(0 < amount <= limit for limit in matching)

    def _determined(self, kinds: tuple[str, ...], item: str, component: Record | None = None) -> Truth:
        """Whether a determination in its period names the item, or all that the component consists of."""
        given = self.context.get("determinations")
        held = [
            all_of((each.get("kind") in kinds, self._in_period(each), self._is_about(each, item, component)))
            for each in given or []
        ]
        return any_of([*held, False if given == [] else None])

    def _in_period(self, given: Record) -> Truth:
        start, end = plain(given, "from"), plain(given, "through")
        day = self.delivery
        return all_of(
            (
                None if start is None or day is None else start <= day,
                None if end is None or day is None else day <= end,
            )
        )

    def _is_about(self, given: Record, item: str, component: Record | None) -> Truth:
        named, material = plain(given, "item"), plain(given, "material")
        by_item = None if named is None else named == item
        limits = covers_component(self.tree, given, item)
        if component is None:
            return all_of((by_item, limits))
        held = [plain(each, "substance") for each in component.get("materials", [])]
        closed = held and self.tree.closed(item, "materials")
        all_named = all_of(
            [None if None in (word, material) else word == material for word in held]
            + ([] if closed else [None])
        )
        return all_of((any_of((by_item, all_named)), limits))


def _threshold(day: str | None) -> Decimal | None:
    rows = [limit for start, limit in law.CONTENT_THRESHOLDS if day is not None and start <= day]
    return rows[-1] if rows else None


def _is_iron_or_steel(material: Material) -> Truth:
    if material.substance in law.IRON_AND_STEEL:
        return True
    return False if material.substance in law.OTHER_SUBSTANCES else None
