"""Exposure of a product: how much of its cost, its mass and of what halts it depends on each country.

A component counts for a country where it was made, and for a stage and a country where any of it went through
that stage. What is unknown makes a share an interval; nothing is left out.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.amounts import Bounds, bounds
from microdep_rules.engine.values import Interval
from microdep_rules.production.concentration import Concentration, concentration
from microdep_rules.production.failures import Single, singles_of
from microdep_rules.production.losses import halting_components
from microdep_rules.production.owned import (
    ONCE,
    ZERO,
    Measured,
    costs,
    masses,
    numbers,
    unstated_products,
    unstated_quantities,
)
from microdep_rules.production.places import Places
from microdep_rules.production.roots import product_name, root_names
from microdep_rules.production.splits import split
from microdep_rules.production.tally import Amount, Sum, Tally, amounts_of
from microdep_rules.vocabulary.countries import parent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.values import Truth
    from microdep_rules.production.tally import Number, Touch
    from microdep_rules.production.viability import Viability

Amounts = dict[str, dict[str, Amount]]
"""By measure and component, how much of the product it is itself."""
WHOLE = ""
"""The name of the whole among the amounts of components; no component has it for its id."""
UNNAMED = ""
"""Stands for every country that nothing names; no country has it for its code."""


class Row(Struct, frozen=True):
    """Shares of one country, by measure; nothing for a measure that has no amounts."""

    country: str
    shares: Mapping[str, Interval | None]


class StageRows(Struct, frozen=True):
    """Shares of one stage by country, and of what has no known country there."""

    stage: str
    rows: tuple[Row, ...]
    unknown: Mapping[str, Interval | None]
    elsewhere: Mapping[str, Interval | None]
    """Shares of any one country that nothing names: of what may be of any country, and of nothing else."""

    def share(self, country: str, measure: str) -> Interval | None:
        """The share of a country, whether it has a row or not.

        A region has no row: nobody knows how much of its country is there.
        """
        row = next((each for each in self.rows if each.country == country), None)
        if row is not None:
            return row.shares[measure]
        whole = parent(country)
        if whole is None:
            return self.elsewhere[measure]
        found = self.share(whole, measure)
        return None if found is None else Interval(ZERO, found.high)


class Group(Struct, frozen=True):
    """One material at one stage: by which countries it goes, over all components that have it."""

    substance: str
    stage: str
    of: str
    """The constituent that is worked on; empty for the material itself."""
    materials: int
    found: Concentration


class ProductExposure(Struct, frozen=True):
    """Exposure of one product."""

    product: str
    roots: Mapping[str, str]
    """The products at the top of the list, by their ids."""
    components: int
    needed: int | None
    """So many components are in its structure: it, children, inputs and alternates; nothing where that was
    not asked."""
    judged: bool
    """Whether a rule that blocks applied: else what halts it is counted from its structure alone."""
    halting: int | None
    """So many of them surely halt the product when they are lost."""
    alone: tuple[Single, ...]
    """The countries whose loss alone halts the product, or may halt it."""
    unplaced: int
    """So many components need a country that is not stated: any may be one more."""
    measures: Mapping[str, Measured]
    origin: StageRows
    stages: tuple[StageRows, ...]
    unrecorded: tuple[StageRows, ...]
    """Stages that a material may have gone through, and that no entry names."""
    groups: tuple[Group, ...]
    unstated_quantities: int
    unstated_products: tuple[str, ...]
    """Of a list of several products, those of which it does not state how many there are."""
    open: bool
    """Whether a list of components is not stated to be complete: what is not listed is in no share."""


def exposure_of(bom: Bom, viability: Viability | None = None) -> ProductExposure:
    """Exposure of the product of a document; `viability` is the state of its structure, as in `impact`."""
    many = numbers(bom)
    used = [each for each in _every(bom) if each.id in many]
    measured = {"cost": costs(bom), "mass": masses(bom)}
    amounts = {name: _amounts(each) for name, each in measured.items() if each.stated}
    needed = [] if viability is None else _needed(viability)
    if viability is not None:
        amounts["halts"] = _halting(needed, halting_components(viability))
    places = Places(bom)
    counted = list({each.id: each for each in (*used, *needed)}.values())
    return ProductExposure(
        product_name(bom),
        root_names(bom),
        sum(1 for each in used if not each.synthesized),
        None if viability is None else len(needed),
        viability is not None and viability.blocks.judged,
        sum(1 for each in amounts["halts"].values() if each.low) if "halts" in amounts else None,
        *_alone(viability),
        measured,
        _rows("", counted, amounts, places.made),
        tuple(_stages(counted, amounts, places)),
        tuple(_unrecorded(counted, amounts, places)),
        tuple(_groups(used, many, places)),
        unstated_quantities(bom),
        unstated_products(bom),
        any(not bom.said_complete(each, "children") for each in used if bom.usages(each)),
    )


def _needed(viability: Viability) -> list[Element]:
    """Every component of a structure: the product, children, inputs and alternates."""
    every = (viability.structure.component(each) for each in viability.structure.made)
    return [each for each in every if not each.synthesized]


def _alone(viability: Viability | None) -> tuple[tuple[Single, ...], int]:
    """The countries whose loss halts the product, and how many components need one that is not stated."""
    if viability is None:
        return (), 0
    singles, unstated = singles_of(viability)
    countries = tuple(single for single in singles if single.point.kind == "country")
    return countries, len(unstated.get("country", ()))


def origin_costs(bom: Bom) -> tuple[Measured, StageRows] | None:
    """The cost of a product, and the share of each country in which its components are made.

    Nothing where no cost is stated.
    """
    many, measured = numbers(bom), costs(bom)
    if not measured.stated:
        return None
    used = [each for each in _every(bom) if each.id in many]
    return measured, _rows("", used, {"cost": _amounts(measured)}, Places(bom).made)


def _every(bom: Bom) -> Iterator[Element]:
    yield bom.product
    yield from (component for component in bom.components.values() if component is not bom.product)


def _amounts(measured: Measured) -> dict[str, Amount]:
    """Own amounts by component, with the whole where it is exact."""
    total = measured.total
    return amounts_of({**measured.own, **({WHOLE: total} if total.exact and total.low else {})})


def _halting(needed: list[Element], halts: Mapping[str, Truth]) -> dict[str, Amount]:
    """Each component that halts the product counts once; one that may halt it counts once or not at all."""
    answers = {each.id: halts.get(each.id) for each in needed}
    return {id_: Amount(int(answer is True), 1) for id_, answer in answers.items() if answer is not False}


# ---- shares by country ---------------------------------------------------------------------------


def _rows(
    stage: str,
    used: list[Element],
    amounts: Amounts,
    place: Callable[[Element], Touch],
) -> StageRows:
    """Shares of every country at a stage, by each measure."""
    tallies = {name: Tally(whole=_whole(own)) for name, own in amounts.items()}
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
    rows = [Row(each, {name: tally.share(each) for name, tally in tallies.items()}) for each in named]
    unknown = {name: tally.undetermined() for name, tally in tallies.items()}
    elsewhere = {name: tally.share(UNNAMED) for name, tally in tallies.items()}
    return StageRows(stage, tuple(sorted(rows, key=_largest_first)), unknown, elsewhere)


def _at_most(share: Interval | None) -> Interval | None:
    """The share of one country of what may be of any: nothing, all of it, or anything between."""
    return None if share is None else Interval(ZERO, share.high)


def _whole(own: dict[str, Amount]) -> Number | None:
    return own[WHOLE].low if WHOLE in own else None


def _largest_first(row: Row) -> tuple[object, ...]:
    known = [share for share in row.shares.values() if share is not None]
    return (*((-(each.low or 0), -(each.high or 0)) for each in known), row.country)


def _stages(used: list[Element], amounts: Amounts, places: Places) -> Iterator[StageRows]:
    """Every stage that is recorded of a component that is used, in the order of the taxonomy."""
    recorded = _recorded(used, places)
    for stage in places.stages.vocabulary.terms:
        if stage in recorded:
            yield _rows(stage, used, amounts, partial(places.worked, stage=stage))


def _recorded(used: list[Element], places: Places) -> set[str]:
    found: set[str] = set()
    for component in used:
        for holder in (component, *places.bom.materials(component)):
            found |= places.recorded_stages(holder)
    return found


def _unrecorded(used: list[Element], amounts: Amounts, places: Places) -> Iterator[StageRows]:
    """Stages on the routes of listed materials that no entry names, with what may have gone through them.

    A component that does not list all its materials may have gone through any of them.
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
            name: Tally(whole[name], unknown=each.plus(opened[name]), whole=_whole(amounts[name]))
            for name, each in sums[stage].items()
        }
        open_ = {name: tally.undetermined() for name, tally in tallies.items()}
        at_most = {name: _at_most(each) for name, each in open_.items()}
        yield StageRows(stage, (), open_, at_most)


# ---- concentration -------------------------------------------------------------------------------


def _groups(used: list[Element], many: Mapping[str, Interval], places: Places) -> Iterator[Group]:
    """Every material at every stage that is recorded of it, weighted by mass over all its components."""
    holders: dict[str, list[tuple[Element, Interval]]] = {}
    for component in used:
        for material in places.bom.materials(component):
            substance = places.lists.substance(material)
            if substance is not None:
                holders.setdefault(substance, []).append((material, _mass(material, many[component.id])))
    for substance, found in sorted(holders.items()):
        pairs = dict.fromkeys(
            pair for material, _ in found for pair in places.recorded_pairs(material, substance)
        )
        for stage, of in sorted(pairs, key=lambda pair: (places.rank(pair[0]), pair[1] or "")):
            yield _group(substance, stage, of, found, places)


def _group(
    substance: str, stage: str, of: str | None, found: list[tuple[Element, Interval]], places: Places
) -> Group:
    tally = Tally()
    one = len(found) == 1
    for material, mass in found:
        weight = ONCE if one else mass  # the mass of the only one has no influence on a share
        for part, touch in split(places, material, substance, (stage, of), weight):
            tally.add(Amount(part.low or 0, part.high), touch)
    shares = {place: share for place in tally.places() if (share := tally.share(place)) is not None}
    rest = tally.undetermined() or Interval(ZERO, ZERO)
    return Group(substance, stage, of or "", len(found), concentration(shares, rest))


def _mass(material: Element, many: Interval) -> Interval:
    """Mass of a material in all components that have it."""
    found = bounds(material.data.get("mass_g"))
    share, whole = bounds(material.data.get("share")), None
    if found.low is None and found.high is None and material.owner is not None:
        whole = bounds(material.owner.data.get("mass_g")).exact
    if whole is not None and share.exact is not None:
        found = Bounds(whole * share.exact / 100, whole * share.exact / 100)
    low = (found.low or ZERO) * (many.low or ZERO)
    return Interval(low, None if found.high is None or many.high is None else found.high * many.high)
