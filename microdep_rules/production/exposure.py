"""Exposure of a product to each country: shares of its cost, its mass and its halting components.

A component counts for the country in which it was made. For a stage, it counts for each country in which this
stage of its materials was done. If facts are unknown, a share is an interval.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.amounts import Bounds, bounds
from microdep_rules.engine.values import Interval
from microdep_rules.production.concentration import Concentration, concentration
from microdep_rules.production.contributions import (
    ONCE,
    ZERO,
    Contributions,
    costs,
    masses,
    numbers,
    unstated_products,
    unstated_quantities,
)
from microdep_rules.production.failures import Single, singles_of
from microdep_rules.production.losses import halting_components
from microdep_rules.production.places import PlaceReader
from microdep_rules.production.roots import product_name, root_names
from microdep_rules.production.splits import split
from microdep_rules.production.tally import PlaceAmount, PlaceTally, Sum, amounts_of
from microdep_rules.vocabulary.countries import parent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.values import Truth
    from microdep_rules.production.tally import Number, Touch
    from microdep_rules.production.viability import Viability

Amounts = dict[str, dict[str, PlaceAmount]]
"""Amounts by measure, such as `cost`, and then by component id."""
WHOLE = ""
"""Key for the amount of the whole product; no component has this id."""
UNNAMED = ""
"""Code for the countries that the document does not name; no country has this code."""


class CountryShares(Struct, frozen=True):
    """Shares of one country by measure, such as `cost`; `None` for a measure without amounts."""

    country: str
    shares: Mapping[str, Interval | None]


class StageRows(Struct, frozen=True):
    """Shares of the countries in which one stage was done, and the share without a known country."""

    stage: str
    rows: tuple[CountryShares, ...]
    unknown: Mapping[str, Interval | None]
    elsewhere: Mapping[str, Interval | None]
    """Possible share of each country without a row, from amounts without a known country."""

    def share(self, country: str, measure: str) -> Interval | None:
        """Return the share of a country.

        A country without a row has the share `elsewhere`. A region without a row has a share between 0 and
        the share of its country.
        """
        row = next((row for row in self.rows if row.country == country), None)
        if row is not None:
            return row.shares[measure]
        whole = parent(country)
        if whole is None:
            return self.elsewhere[measure]
        whole_share = self.share(whole, measure)
        return None if whole_share is None else Interval(ZERO, whole_share.high)


class StageConcentration(Struct, frozen=True):
    """Concentration of the stage of a material in few countries, over all components with this material."""

    substance: str
    stage: str
    of: str
    """Constituent that the stage processes; empty for the material itself."""
    materials: int
    concentration: Concentration


class ProductExposure(Struct, frozen=True):
    """Exposure of a product to each country, by stage and measure."""

    product: str
    roots: Mapping[str, str]
    """Names of the products at the top of the parts list, by id."""
    components: int
    needed: int | None
    """Number of components, inputs and alternates that the product may need; `None` without a structure."""
    judged: bool
    """True if blocking rules applied to the product; otherwise, the counts are based only on the parts list.
    """
    halting: int | None
    """Number of components that certainly halt the product if they are lost."""
    alone: tuple[Single, ...]
    """Countries whose loss alone halts the product or may halt it."""
    unplaced: int
    """Number of components for which a country is required but not stated."""
    measures: Mapping[str, Contributions]
    origin: StageRows
    stages: tuple[StageRows, ...]
    unrecorded: tuple[StageRows, ...]
    """Shares of the stages that a material may have without an entry in the document."""
    groups: tuple[StageConcentration, ...]
    unstated_quantities: int
    unstated_products: tuple[str, ...]
    """Products without a stated quantity, if the list has several products."""
    open: bool
    """True if a list of components may be incomplete; unlisted components are not in the shares."""


def exposure_of(bom: Bom, viability: Viability | None = None) -> ProductExposure:
    """Return the exposure of the product of a document; `viability` is the state of the product."""
    many = numbers(bom)
    used = [component for component in _every(bom) if component.id in many]
    measured = {"cost": costs(bom), "mass": masses(bom)}
    amounts = {name: _amounts(measure) for name, measure in measured.items() if measure.stated}
    needed = [] if viability is None else _needed(viability)
    if viability is not None:
        amounts["halts"] = _halting(needed, halting_components(viability))
    places = PlaceReader(bom)
    counted = list({component.id: component for component in (*used, *needed)}.values())
    return ProductExposure(
        product_name(bom),
        root_names(bom),
        sum(1 for component in used if not component.synthesized),
        None if viability is None else len(needed),
        viability is not None and viability.blocks.judged,
        sum(1 for amount in amounts["halts"].values() if amount.low) if "halts" in amounts else None,
        *_halting_countries(viability),
        measured,
        _rows("", counted, amounts, places.made),
        tuple(_stages(counted, amounts, places)),
        tuple(_unrecorded(counted, amounts, places)),
        tuple(_concentrations(used, many, places)),
        unstated_quantities(bom),
        unstated_products(bom),
        any(not bom.is_stated_complete(component, "children") for component in used if bom.usages(component)),
    )


def _needed(viability: Viability) -> list[Element]:
    """Return all components that the product may need: subcomponents, inputs and alternates."""
    every = (viability.structure.component(id_) for id_ in viability.structure.made)
    return [component for component in every if not component.synthesized]


def _halting_countries(viability: Viability | None) -> tuple[tuple[Single, ...], int]:
    """Return the countries that halt the product if they are lost.

    The second value is the number of components without a stated country.
    """
    if viability is None:
        return (), 0
    singles, unstated = singles_of(viability)
    countries = tuple(single for single in singles if single.point.kind == "country")
    return countries, len(unstated.get("country", ()))


def origin_costs(bom: Bom) -> tuple[Contributions, StageRows] | None:
    """Return the cost of a product, and the share of each country in which its components are made.

    Return `None` if no cost is stated.
    """
    many, measured = numbers(bom), costs(bom)
    if not measured.stated:
        return None
    used = [component for component in _every(bom) if component.id in many]
    return measured, _rows("", used, {"cost": _amounts(measured)}, PlaceReader(bom).made)


def _every(bom: Bom) -> Iterator[Element]:
    yield bom.product
    yield from (component for component in bom.components.values() if component is not bom.product)


def _amounts(measured: Contributions) -> dict[str, PlaceAmount]:
    """Return the amount of each component; the key `WHOLE` has the amount of the product, if exact."""
    total = measured.total
    return amounts_of({**measured.own, **({WHOLE: total} if total.is_exact and total.low else {})})


def _halting(needed: list[Element], halts: Mapping[str, Truth]) -> dict[str, PlaceAmount]:
    """Return the amount of each component: 1 if it halts the product, and 0 to 1 if it may halt it."""
    answers = {component.id: halts.get(component.id) for component in needed}
    return {
        id_: PlaceAmount(int(answer is True), 1) for id_, answer in answers.items() if answer is not False
    }


# ---- shares by country ---------------------------------------------------------------------------


def _rows(
    stage: str,
    used: list[Element],
    amounts: Amounts,
    place: Callable[[Element], Touch],
) -> StageRows:
    """Return the share of each country in the stage `stage`; `place` gives the countries of a component."""
    tallies = {name: PlaceTally(whole=_whole(own)) for name, own in amounts.items()}
    named: set[str] = set()
    for component in used:
        touch = None
        for name, own in amounts.items():
            amount = own.get(component.id)
            if amount is None or amount.high == 0:
                continue
            touch = place(component) if touch is None else touch
            tallies[name].add(amount, touch)
            named |= touch.sure | touch.may
    rows = [
        CountryShares(country, {name: tally.share(country) for name, tally in tallies.items()})
        for country in named
    ]
    unknown = {name: tally.undetermined() for name, tally in tallies.items()}
    elsewhere = {name: tally.share(UNNAMED) for name, tally in tallies.items()}
    return StageRows(stage, tuple(sorted(rows, key=_largest_first)), unknown, elsewhere)


def _possible_share(share: Interval | None) -> Interval | None:
    """Return the possible share of one unlisted country: from 0 to the upper bound of `share`."""
    return None if share is None else Interval(ZERO, share.high)


def _whole(own: dict[str, PlaceAmount]) -> Number | None:
    return own[WHOLE].low if WHOLE in own else None


def _largest_first(row: CountryShares) -> tuple[object, ...]:
    known = [share for share in row.shares.values() if share is not None]
    return (*((-(share.low or 0), -(share.high or 0)) for share in known), row.country)


def _stages(used: list[Element], amounts: Amounts, places: PlaceReader) -> Iterator[StageRows]:
    """Yield the shares of each stated stage of the components in `used`, in the order of the vocabulary."""
    recorded = _recorded(used, places)
    for stage in places.stages.vocabulary.terms:
        if stage in recorded:
            yield _rows(stage, used, amounts, partial(places.worked, stage=stage))


def _recorded(used: list[Element], places: PlaceReader) -> set[str]:
    stages: set[str] = set()
    for component in used:
        for holder in (component, *places.bom.materials(component)):
            stages |= places.recorded_stages(holder)
    return stages


def _unrecorded(used: list[Element], amounts: Amounts, places: PlaceReader) -> Iterator[StageRows]:
    """Yield the shares of stages that a material may have without an entry in the document.

    A component with an incomplete list of materials may have any of these stages.
    """
    sums: dict[str, dict[str, Sum]] = {}
    whole, opened = ({name: Sum() for name in amounts} for _ in range(2))
    for component in used:
        stages = places.open_stages(component)
        for name, own in amounts.items():
            if component.id not in own:
                continue
            whole[name].add(own[component.id])
            if stages is None:
                opened[name].add(own[component.id])
            for stage in stages or ():
                sums.setdefault(stage, {n: Sum() for n in amounts})[name].add(own[component.id])
    for stage in sorted(sums.keys() - _recorded(used, places), key=places.rank):
        tallies = {
            name: PlaceTally(whole[name], unknown=sum_.plus(opened[name]), whole=_whole(amounts[name]))
            for name, sum_ in sums[stage].items()
        }
        open_ = {name: tally.undetermined() for name, tally in tallies.items()}
        at_most = {name: _possible_share(share) for name, share in open_.items()}
        yield StageRows(stage, (), open_, at_most)


# ---- concentration -------------------------------------------------------------------------------


def _concentrations(
    used: list[Element], many: Mapping[str, Interval], places: PlaceReader
) -> Iterator[StageConcentration]:
    """Yield, for each material and stated stage, the concentration of the stage in few countries.

    Amounts are measured by mass.
    """
    holders: dict[str, list[tuple[Element, Interval]]] = {}
    for component in used:
        for material in places.bom.materials(component):
            substance = places.lists.substance(material)
            if substance is not None:
                holders.setdefault(substance, []).append((material, _mass(material, many[component.id])))
    for substance, weighed in sorted(holders.items()):
        pairs = dict.fromkeys(
            pair for material, _ in weighed for pair in places.recorded_pairs(material, substance)
        )
        for stage, of in sorted(pairs, key=lambda pair: (places.rank(pair[0]), pair[1] or "")):
            yield _group(substance, stage, of, weighed, places)


def _group(
    substance: str, stage: str, of: str | None, weighed: list[tuple[Element, Interval]], places: PlaceReader
) -> StageConcentration:
    tally = PlaceTally()
    one = len(weighed) == 1
    for material, mass in weighed:
        weight = ONCE if one else mass  # for a single component, the mass has no influence on the shares
        for part, touch in split(places, material, substance, (stage, of), weight):
            tally.add(PlaceAmount(part.low or 0, part.high), touch)
    shares = {place: share for place in tally.places() if (share := tally.share(place)) is not None}
    rest = tally.undetermined() or Interval(ZERO, ZERO)
    return StageConcentration(substance, stage, of or "", len(weighed), concentration(shares, rest))


def _mass(material: Element, many: Interval) -> Interval:
    """Return the mass of a material in all `many` pieces of its component."""
    mass = bounds(material.data.get("mass_g"))
    share, whole = bounds(material.data.get("share")), None
    if mass.low is None and mass.high is None and material.owner is not None:
        whole = bounds(material.owner.data.get("mass_g")).exact
    if whole is not None and share.exact is not None:
        mass = Bounds(whole * share.exact / 100, whole * share.exact / 100)
    low = (mass.low or ZERO) * (many.low or ZERO)
    return Interval(low, None if mass.high is None or many.high is None else mass.high * many.high)
