"""Everything that `impact` says of one product, and of several together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.production.blocking import Rechecked, blocks_of
from microdep_rules.production.critical_path import plan_of
from microdep_rules.production.delivery import due_of
from microdep_rules.production.exposure import origin_costs
from microdep_rules.production.exposure_by_country import exposures
from microdep_rules.production.failures import failures_of
from microdep_rules.production.known import Across
from microdep_rules.production.no_pass import NoPass, no_pass_of, relied_on
from microdep_rules.production.resourcing import added_by, fastest, replacements
from microdep_rules.production.structure import structure_of, swapped_in
from microdep_rules.production.supply import KINDS, Point
from microdep_rules.production.viability import HALTED, UNDETERMINED, VIABLE, viability_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from microdep_rules.bom.model import Bom
    from microdep_rules.bom.waivers import Waiver
    from microdep_rules.config import ImpactSettings
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.production.blocking import Blocks
    from microdep_rules.production.critical_path import Change, Plan, Range
    from microdep_rules.production.delivery import Due
    from microdep_rules.production.exposure_by_country import Exposure
    from microdep_rules.production.failures import Failures
    from microdep_rules.production.owned import Measured
    from microdep_rules.production.resourcing import Replacement
    from microdep_rules.production.structure import Structure
    from microdep_rules.production.viability import Viability

    Ask = Callable[[Bom], Iterable[Outcome]]


MOST_OPEN = 20
"""So many components are named that leave an assembly undetermined; of a product all are."""


class Changes(Protocol):
    """What a scenario changes of a product, in whatever form it is asked about."""

    def blocks(self, structure: Structure, blocks: Blocks) -> Blocks:
        """What blocks the components, with what is cut."""
        ...

    def durations(self, structure: Structure) -> Mapping[str, Range]:
        """The lead times that are not those that are stated."""
        ...


class Halt(Struct, frozen=True):
    """A component, assembly or product, and its state."""

    id: str
    state: str
    sets: tuple[tuple[tuple[str, str], ...], ...] = ()
    """Of what is halted: the minimal sets of blocked components that halt it, each as (kind, id)."""
    cut_short: bool = False
    """Whether there are more sets than were followed."""
    open: tuple[str, ...] = ()
    """Of what is undetermined: the components that decide it."""


class Impact(Struct, frozen=True, eq=False):
    """What a finding does to one product."""

    structure: Structure
    viability: Viability
    product: Halt
    assemblies: tuple[Halt, ...]
    """Every assembly, alternates included, without the product."""
    failures: Failures
    plan: Plan
    """The plan of the product as it is stated."""
    resourced: Plan | None
    """The plan with the fastest alternates for all that is blocked; nothing if nothing is.

    They are viable, or where none is, may be.
    """
    added: Change | None
    """How much longer that takes than the plan of the product as it is stated."""
    replacements: tuple[Replacement, ...]
    """What each other alternate does to the plan that is built."""
    costs: Measured | None
    exposures: tuple[Exposure, ...]
    """Of the product as it is listed: costs, and days of the longest path."""
    no_pass: NoPass = NoPass()
    due: Due | None = None
    """The day of delivery that the contract facts state."""

    @property
    def built(self) -> Plan:
        """The plan that can be followed: with alternates where something is blocked."""
        return self.resourced or self.plan

    @property
    def is_green(self) -> bool:
        """Return whether the product is viable, nothing in it is undetermined, and nothing fails."""
        states = {self.product.state, *(assembly.state for assembly in self.assemblies)}
        judged = self.viability.blocks.judged
        return (
            judged
            and self.product.state == VIABLE
            and states <= {VIABLE, HALTED}
            and not self.viability.undetermined
            and not self.no_pass
            and not self.no_pass.open_aside
        )


class Shared(Struct, frozen=True):
    """A point, and the products that it halts."""

    point: Point
    halted: tuple[int, ...]
    """The products that it surely halts, by their numbers."""
    possible: tuple[int, ...]


def impact_of(
    bom: Bom,
    outcomes: Iterable[Outcome],
    settings: ImpactSettings,
    ask: Ask | None = None,
    waivers: Iterable[Waiver] = (),
) -> tuple[Impact | None, list[Diagnostic]]:
    """What outcomes of rules do to the product of a document; or what is wrong with its structure.

    `ask` asks the rules about another form of the product: with it, a product that relies on alternates is
    judged with these built in.
    """
    structure, problems = structure_of(bom)
    if structure is None:
        return None, problems
    outcomes = tuple(outcomes)
    viability = settled(structure, outcomes, settings, ask)
    failures = failures_of(viability)
    plan = plan_of(structure)
    product, assemblies = halts_of(viability)
    chosen = stand_ins(viability)
    resourced = _resourced(viability, chosen)
    costs, built = origin_costs(bom), resourced or plan
    no_pass = no_pass_of(structure, outcomes, settings, built.activities, waivers)
    return Impact(
        structure,
        viability,
        product,
        assemblies,
        failures,
        plan,
        resourced,
        added_by(structure, chosen, plan, resourced) if resourced is not None else None,
        replacements(structure, chosen),
        costs[0] if costs is not None else None,
        exposures(structure, failures, plan, costs[1] if costs is not None else None),
        relied_on(no_pass, viability, built.replaced),
        due_of(bom),
    ), []


def settled(
    structure: Structure,
    outcomes: Iterable[Outcome],
    settings: ImpactSettings,
    ask: Ask | None = None,
    changes: Changes | None = None,
) -> Viability:
    """The state of everything in a product, judged with alternates built in where it relies on them."""
    blocks = blocks_of(structure, outcomes, settings)
    blocks = changes.blocks(structure, blocks) if changes is not None else blocks
    viability = viability_of(structure, blocks)
    if ask is None or viability.product != UNDETERMINED:
        return viability
    again = _rechecked(structure, blocks, settings, ask, changes)
    return viability_of(structure, replace(blocks, rechecked=again)) if again else viability


def halts_of(viability: Viability) -> tuple[Halt, tuple[Halt, ...]]:
    """The state of the product, and of each assembly."""
    structure, (sets, short) = viability.structure, viability.halting_sets()
    place = {id_: number for number, id_ in enumerate(structure.bom.components)}
    found = []
    for id_ in structure.assemblies():
        product = id_ == structure.bom.product.id
        number = structure.product if product else structure.made[id_]
        state = viability.product if product else viability.state(id_)
        minimal = _in_order(sets.get(number, ()), place)
        most = None if product else MOST_OPEN
        open_ = viability.open_for(number, most) if viability.values[number] is None else ()
        found.append(Halt(id_, state, minimal, number in short, open_))
    return found[-1], tuple(found[:-1])


def _in_order(
    sets: Iterable[frozenset[tuple[str, str]]], place: Mapping[str, int]
) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Minimal sets as tuples: the smallest first, else as their components stand in the document."""

    def rank(each: tuple[str, str]) -> tuple[int, tuple[str, str]]:
        return place.get(each[1], len(place)), each

    ordered = (tuple(sorted(each, key=rank)) for each in sets)
    return tuple(sorted(ordered, key=lambda each: (len(each), [rank(one) for one in each])))


def _resourced(viability: Viability, chosen: Mapping[str, str]) -> Plan | None:
    """The plan with the alternates that are built for what is not viable."""
    if not chosen:
        return None
    plan = plan_of(viability.structure, chosen)
    return plan if plan.replaced else None


def stand_ins(viability: Viability, durations: Mapping[str, Range] | None = None) -> Mapping[str, str]:
    """What is built: for each component that is not viable, the viable alternate that is there first.

    Where none is viable, nothing is built with what is certainly blocked: the alternate that may be viable
    and is there first replaces it. Where the rules were asked about the product with alternates,
    these are built.
    """
    again = viability.blocks.rechecked
    if again is not None and again.passes:
        return again.chosen
    ways = {id_: _best_ways(viability, id_) for id_ in _not_viable(viability)}
    return fastest(viability.structure, lambda use: ways.get(use, ()), durations)


def _best_ways(viability: Viability, id_: str) -> tuple[str, ...]:
    """The viable alternates of a component; of a halted one without any, those that may be viable."""
    viable = _alternates(viability, id_, VIABLE)
    return viable or (_alternates(viability, id_, UNDETERMINED) if viability.state(id_) == HALTED else ())


def _not_viable(viability: Viability) -> frozenset[str]:
    made = viability.structure.made.items()
    return frozenset(id_ for id_, gate in made if viability.values[gate] is not True)


def _replacing(
    viability: Viability, ids: Collection[str], durations: Mapping[str, Range] | None
) -> dict[str, str]:
    """For each of some components the viable alternate that is there first."""
    ways = {id_: _alternates(viability, id_, VIABLE) for id_ in ids}
    return fastest(viability.structure, lambda use: ways.get(use, ()), durations)


def _alternates(viability: Viability, id_: str, state: str) -> tuple[str, ...]:
    alternates = viability.structure.alternates(id_)
    return tuple(alternate for alternate in alternates if viability.state(alternate) == state)


def _rechecked(
    structure: Structure, blocks: Blocks, settings: ImpactSettings, ask: Ask, changes: Changes | None
) -> Rechecked | None:
    """What the rules say of the product with alternates in it; nothing where it relies on none.

    The alternates that are there first are tried, and then those that are stated first. That it is halted so
    is certain only where there was no other choice.
    """
    stated = viability_of(structure, _as_if_asked(blocks))
    blamed = _blamed(stated)
    ids = _not_viable(stated) | blamed
    quick = _replacing(stated, ids, changes.durations(structure) if changes is not None else None)
    listed = {id_: ways[0] for id_ in ids if (ways := _alternates(stated, id_, VIABLE))}
    found: Rechecked | None = None
    for chosen in (quick, listed):
        if found is None or (not found.passes and chosen != quick):
            swapped = swapped_in(structure.bom, chosen)
            other, _ = structure_of(swapped, alternates=False)
            used = {a for a, b in chosen.items() if other is not None and b in other.made}
            if other is None or not used:
                continue
            blocked_so = blocks_of(other, ask(swapped), settings)
            again = viability_of(
                other, changes.blocks(other, blocked_so) if changes is not None else blocked_so
            )
            only = all(_is_only(stated, a, blamed) for a in used) and (
                len(used) == 1 or used.isdisjoint(blamed)
            )
            found = _judged_so(again, chosen, only=only)
    return found


def _judged_so(again: Viability, chosen: Mapping[str, str], *, only: bool) -> Rechecked:
    """What is known of a product by one form of it; `only` says that there is no other."""
    components = frozenset(again.structure.made)
    if again.product == VIABLE:
        return Rechecked(passes=True, components=components, blocked=frozenset(), chosen=chosen)
    blocked = frozenset(id_ for id_, value in again.blocked.items() if value is True)
    sure = blocked if only and again.product == HALTED else frozenset[str]()
    return Rechecked(passes=False, components=components, blocked=sure)


def _as_if_asked(blocks: Blocks) -> Blocks:
    """What blocks, without what is open only because alternates may be built."""
    reasons = {
        id_: kept
        for id_, every in blocks.reasons.items()
        if (kept := tuple(each for each in every if not each.by_alternates))
    }
    return replace(blocks, reasons=reasons)


def _blamed(viability: Viability) -> frozenset[str]:
    """Components because of which something above them fails."""
    reasons = (r for every in viability.blocks.reasons.values() for r in every)
    return frozenset(id_ for r in reasons for id_ in r.depends_on if id_ in viability.structure.made)


def _is_only(viability: Viability, id_: str, blamed: Collection[str]) -> bool:
    """Whether a component can be replaced in one way only, and has to be: as it is stated, it fails."""
    others = [viability.state(alternate) for alternate in viability.structure.alternates(id_)]
    has_to_be = viability.state(id_) == HALTED or id_ in blamed
    return has_to_be and sum(1 for other in others if other != HALTED) == 1


def portfolio(products: Sequence[Impact]) -> tuple[Shared, ...]:
    """What halts the most products first: every point that halts one, or may halt it."""
    surely: dict[tuple[str, str], dict[int, None]] = {}
    possibly: dict[tuple[str, str], dict[int, None]] = {}
    points: dict[tuple[str, str], Point] = {}
    known = Across([each.structure.known for each in products])
    for number, product in enumerate(products):
        for single in product.failures.singles:
            point = single.point
            same, perhaps = known.of(number, point)
            points.setdefault((point.kind, same), known.called(number, point))
            (surely if single.certain else possibly).setdefault((point.kind, same), {})[number] = None
            for other in perhaps:
                possibly.setdefault((point.kind, other), {})[number] = None
    shared = []
    for key, point in points.items():
        sure = surely.get(key, {})
        may = tuple(sorted(each for each in possibly.get(key, ()) if each not in sure))
        shared.append(Shared(point, tuple(sure), may))
    order: Mapping[str, int] = {kind: number for number, kind in enumerate(KINDS)}
    return tuple(
        sorted(shared, key=lambda s: (-len(s.halted), -len(s.possible), order[s.point.kind], s.point.key))
    )
