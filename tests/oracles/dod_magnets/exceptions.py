"""The exceptions of 225.7018-3, 252.225-7052(c) and the statute, each a plain function of the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.oracles.dod_magnets import law
from tests.oracles.dod_magnets.deal import Deal, State, Subject, carved, statute_only
from tests.oracles.dod_magnets.materials import Reading, accounted, constituent, family, stated_in_part
from tests.oracles.dod_magnets.shares import at_least_limit
from tests.oracles.dod_magnets.waivers import national_security, nonavailability, specialty_metals_waiver
from tests.oracles.facts import Material, Record, is_in, number, plain
from tests.oracles.logic import Truth, agreed, all_of, any_of, negated
from tests.oracles.stages import is_stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal


def _simplified_acquisition(deal: Deal, _subject: Subject) -> State:
    value: Record = deal.context.get("value") or {}
    value = value.get("value", value)
    if value.get("unknown") or value.get("currency") != "USD":
        return State(None)
    amount = number(value, "amount")
    award = plain(deal.context, "award")
    rows = [limit for start, limit in law.SIMPLIFIED_ACQUISITION_THRESHOLD if award is None or start <= award]
    matching = rows if award is None else rows[-1:]
    return State(None if amount is None else agreed(0 < amount <= limit for limit in matching))


def _outside_us(deal: Deal, _subject: Subject) -> State:
    acquired, used = (
        negated(is_in(plain(deal.context, name), law.UNITED_STATES))
        for name in ("place_of_acquisition", "place_of_use")
    )
    contingency = plain(deal.context, "contingency_operations")
    return State(
        deal.reading.on_every_date(
            lambda date: all_of(
                (acquired, any_of((used, contingency if deal.reading.is_amended(date) else False)))
            )
        )
    )


def _cots(deal: Deal, _subject: Subject) -> State:
    product = deal.tree.product
    carve_outs = {
        "modified": plain(product, "modified_before_acceptance"),
        "share": deal.reading.on_every_date(lambda date: _half_by_weight(deal, date)),
        "mill-product": deal.reading.on_every_date(lambda date: _is_mill_product(deal, date)),
    }
    return carved(plain(product, "cots"), carve_outs)


def _half_by_weight(deal: Deal, date: str) -> Truth:
    """Whether tungsten (from 2027: covered material) is at least 50 % of the weight of the end item."""
    weighed: list[tuple[Truth, Decimal | None]] = []
    for material in deal.materials:
        if date >= law.EXPANSION_FROM:
            match = Reading(deal.reading.variant, date).covered(material)
        else:
            match = _is_tungsten(material)
        mass, count = number(material.record, "mass_g"), deal.tree.numbers[material.part]
        weighed.append((match, None if mass is None or count is None else mass * count))
    if deal.open_parts():
        weighed.append((None, None))
    return at_least_limit(weighed, number(deal.tree.product, "mass_g"))


def _is_tungsten(material: Material) -> Truth:
    substance = material.substance
    if substance in law.TUNGSTEN_WORDS:
        return True
    return False if substance in law.FAMILY or substance in law.OTHER_SUBSTANCES else None


def _is_mill_product(deal: Deal, date: str) -> Truth:
    """Whether the end item is a mill product of a named material, not yet incorporated."""
    kind = plain(deal.tree.product, "kind")
    families = law.MILL_PRODUCT_FAMILIES[date >= law.EXPANSION_FROM]
    reading = Reading(deal.reading.variant, date)
    named: list[Truth] = []
    for material in deal.materials:
        rows = _possible_rows(material)
        listed = agreed(row in families for row in rows) if rows else None
        named.append(all_of((reading.covered(material), listed)))
    return all_of(
        (
            kind == law.MILL_PRODUCT if kind in law.KNOWN_KINDS else None,
            negated(plain(deal.tree.product, "incorporated")),
            any_of([*named, None if deal.hiding_parts() else False]),
        )
    )


def _possible_rows(material: Material) -> list[str]:
    """The rows of a material: tungsten of a form that is not stated may be a powder or an alloy."""
    if material.substance in law.TUNGSTEN_BASE and plain(material.record, "form") is None:
        return ["tungsten-powder", "tungsten-heavy-alloy"]
    row, _ = family(material)
    return [] if row is None else [row]


def _electronic_device(deal: Deal, _subject: Subject) -> State:
    kind = plain(deal.tree.product, "kind")
    bare = kind in law.BARE_METAL if kind in law.KNOWN_KINDS else None
    return carved(plain(deal.tree.product, "electronic_device"), {"bare-metal": bare})


def _recycled_magnet(deal: Deal, subject: Subject) -> State:
    """A magnet of recycled material; of the end item, whether each covered material in it is one."""
    if subject.is_product:
        return _only_recycled_magnets(deal)
    material = subject.material
    if material is None:
        return State(None)
    row, _ = family(material)
    if row is None:
        return State(None)
    done_in_us = all_of(
        _all_done_in(material, row, name, (law.US,)) for name in ("recycled_milled", "sintered")
    )
    return State(
        deal.reading.on_every_date(
            lambda date: all_of(
                (row in law.RECYCLED_MAGNET_FAMILIES[deal.reading.is_amended(date)], done_in_us)
            )
        )
    )


def _only_recycled_magnets(deal: Deal) -> State:
    """225.7018-3(c)(3) is worded for both prohibitions."""
    needed = [
        any_of(
            (
                negated(deal.reading.covered(material)),
                _recycled_magnet(deal, Subject(material.part, material)).holds,
            )
        )
        for material in deal.materials
    ]
    return State(all_of([*needed, None if deal.hiding_parts() else True]))


def _all_done_in(material: Material, row: str, name: str, places: Iterable[str]) -> Truth:
    """Whether one stage, for the whole of the material, was done in the places."""
    whole = accounted(((name, None),), material.entries, row)
    return all_of([*_done_in(material, row, (name,), tuple(places)), True if whole else None])


def _done_in(material: Material, row: str, names: Iterable[str], places: Iterable[str]) -> list[Truth]:
    found: list[Truth] = []
    for entry in material.entries:
        if entry.share == 0:
            continue
        matches = is_stage(entry.stage, names) if constituent(entry, row) is None else False
        found.append(any_of((negated(matches), is_in(entry.country, places))))
    return found


def _recycled_metal(deal: Deal, subject: Subject) -> State:
    material = subject.material
    if material is None:
        return State(None)
    row, _ = family(material)
    if row is None:
        return State(None)
    near = law.QUALIFYING_COUNTRIES | {law.US}
    away_from_covered = [
        any_of((negated(matches), negated(is_in(entry.country, law.COVERED_COUNTRIES))))
        for entry in material.entries
        if entry.share != 0
        for matches in (is_stage(entry.stage, ("recycled",)),)
    ]
    steps = [*((((name, None),)) for name in ("recycled", "melted")), *law.MILESTONES[row][0]]
    whole = all(accounted(step, material.entries, row) for step in steps)
    rest = [
        None
        for entry in stated_in_part(material, row, steps)
        if is_stage(entry.stage, law.AFTER_MELTING | {"recycled"}) is not False
    ]
    holds = all_of(
        [
            row in law.RECYCLED_METAL_FAMILIES,
            *away_from_covered,
            *_done_in(material, row, law.AFTER_MELTING, near),
            *rest,
            True if whole else None,
        ]
    )
    return statute_only(deal, holds)


def state(deal: Deal, name: str, subject: Subject) -> State:
    """How one exception stands for one subject."""
    return _EXCEPTIONS[name](deal, subject)


_EXCEPTIONS: dict[str, Callable[[Deal, Subject], State]] = {
    law.SIMPLIFIED_ACQUISITION: _simplified_acquisition,
    law.OUTSIDE_US: _outside_us,
    law.COTS: _cots,
    law.ELECTRONIC_DEVICE: _electronic_device,
    law.RECYCLED_MAGNET: _recycled_magnet,
    law.RECYCLED_METAL: _recycled_metal,
    law.NONAVAILABILITY: nonavailability,
    law.NATIONAL_SECURITY: national_security,
    law.SPECIALTY_METALS_WAIVER: specialty_metals_waiver,
}
