"""Analysis of one product, and of several products together, for `microdep impact`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.production.blocking import Recheck, blocks_of
from microdep_rules.production.critical_path import plan_of
from microdep_rules.production.delivery import due_of
from microdep_rules.production.exposure import origin_costs
from microdep_rules.production.exposure_by_country import exposures
from microdep_rules.production.failures import failures_of
from microdep_rules.production.identities import SharedIdentities
from microdep_rules.production.resourcing import added_by, fastest, replacements
from microdep_rules.production.structure import structure_of, swapped_in
from microdep_rules.production.supply import KINDS, Point
from microdep_rules.production.tolerated_failures import ToleratedFailures, relied_on, tolerated_failures_of
from microdep_rules.production.viability import HALTED, UNDETERMINED, VIABLE, viability_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from microdep_rules.bom.model import Bom
    from microdep_rules.bom.waivers import Waiver
    from microdep_rules.config import ImpactSettings
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.production.blocking import Blocks
    from microdep_rules.production.contributions import Contributions
    from microdep_rules.production.critical_path import DayDifference, ProductionPlan, Range
    from microdep_rules.production.delivery import Due
    from microdep_rules.production.exposure_by_country import CountryExposure
    from microdep_rules.production.failures import Failures
    from microdep_rules.production.resourcing import Replacement
    from microdep_rules.production.structure import ProductStructure
    from microdep_rules.production.viability import Viability

    Ask = Callable[[Bom], Iterable[Outcome]]


MOST_OPEN = 20
"""Largest number of components that are listed as the reason why an assembly is undetermined.

For the product, all such components are listed.
"""


class Changes(Protocol):
    """Changes that a scenario makes to a product, such as a supplier that is cut or a longer lead time."""

    def blocks(self, structure: ProductStructure, blocks: Blocks) -> Blocks:
        """Return `blocks` with the additional components that the scenario cuts."""
        ...

    def durations(self, structure: ProductStructure) -> Mapping[str, Range]:
        """Return the changed lead times by component id."""
        ...


class Halt(Struct, frozen=True):
    """Component, assembly or product, with its state: viable, halted or undetermined."""

    id: str
    state: str
    sets: tuple[tuple[tuple[str, str], ...], ...] = ()
    """Minimal sets of blocked components that halt the assembly or product, each member as (kind, id)."""
    cut_short: bool = False
    """True if more sets exist than `sets` contains."""
    open: tuple[str, ...] = ()
    """Components with missing facts, because of which the state of the assembly or product is undetermined.
    """


class Impact(Struct, frozen=True, eq=False):
    """Effect of findings on one product."""

    structure: ProductStructure
    viability: Viability
    product: Halt
    assemblies: tuple[Halt, ...]
    """All assemblies, including the assemblies of alternates, without the product."""
    failures: Failures
    plan: ProductionPlan
    """Production plan that uses the components as listed, without alternates."""
    resourced: ProductionPlan | None
    """Plan with the fastest alternates for all blocked components; `None` if no component is replaced.

    Viable alternates are used first, then alternates that may be viable.
    """
    added: DayDifference | None
    """Days by which `resourced` is longer than `plan`."""
    replacements: tuple[Replacement, ...]
    """Effect of each alternate that is not yet part of the plan `built`."""
    costs: Contributions | None
    exposures: tuple[CountryExposure, ...]
    """Share of the cost, and days on the longest path, of each country; alternates are not used."""
    tolerated: ToleratedFailures = ToleratedFailures()
    due: Due | None = None
    """Delivery date that the contract facts state."""

    @property
    def built(self) -> ProductionPlan:
        """Return the plan with alternates if components are blocked; otherwise return `plan`."""
        return self.resourced or self.plan

    @property
    def is_green(self) -> bool:
        """Return whether the product is viable, and no part of the product fails or is undetermined."""
        states = {self.product.state, *(assembly.state for assembly in self.assemblies)}
        judged = self.viability.blocks.judged
        return (
            judged
            and self.product.state == VIABLE
            and states <= {VIABLE, HALTED}
            and not self.viability.undetermined
            and not self.tolerated
            and not self.tolerated.open_aside
        )


class SharedPoint(Struct, frozen=True):
    """Point of failure, such as a company or a country, and the products that it halts."""

    point: Point
    halted: tuple[int, ...]
    """Positions in the list of products, for the products that the point certainly halts."""
    possible: tuple[int, ...]


def impact_of(
    bom: Bom,
    outcomes: Iterable[Outcome],
    settings: ImpactSettings,
    ask: Ask | None = None,
    waivers: Iterable[Waiver] = (),
) -> tuple[Impact | None, list[Diagnostic]]:
    """Return the effect of rule outcomes on the product of a document, or the problems of its structure.

    If the product relies on alternates, `ask` evaluates the rules again with these alternates.
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
    resourced = _plan_with_alternates(viability, chosen)
    costs, built = origin_costs(bom), resourced or plan
    tolerated = tolerated_failures_of(structure, outcomes, settings, built.activities, waivers)
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
        relied_on(tolerated, viability, built.replaced),
        due_of(bom),
    ), []


def settled(
    structure: ProductStructure,
    outcomes: Iterable[Outcome],
    settings: ImpactSettings,
    ask: Ask | None = None,
    changes: Changes | None = None,
) -> Viability:
    """Return the viability of the product and its components.

    If the product may be viable only with alternates, `ask` evaluates the rules again with these alternates.
    """
    blocks = blocks_of(structure, outcomes, settings)
    blocks = changes.blocks(structure, blocks) if changes is not None else blocks
    viability = viability_of(structure, blocks)
    if ask is None or viability.product != UNDETERMINED:
        return viability
    again = _rechecked(structure, blocks, settings, ask, changes)
    return viability_of(structure, replace(blocks, rechecked=again)) if again else viability


def halts_of(viability: Viability) -> tuple[Halt, tuple[Halt, ...]]:
    """Return the state of the product, and the states of its assemblies."""
    structure, (sets, short) = viability.structure, viability.halting_sets()
    place = {id_: number for number, id_ in enumerate(structure.bom.components)}
    halts = []
    for id_ in structure.assemblies():
        product = id_ == structure.bom.product.id
        number = structure.product if product else structure.made[id_]
        state = viability.product if product else viability.state(id_)
        minimal = _in_order(sets.get(number, ()), place)
        most = None if product else MOST_OPEN
        open_ = viability.open_for(number, most) if viability.values[number] is None else ()
        halts.append(Halt(id_, state, minimal, number in short, open_))
    return halts[-1], tuple(halts[:-1])


def _in_order(
    sets: Iterable[frozenset[tuple[str, str]]], place: Mapping[str, int]
) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Return minimal sets as tuples: the smallest first, then in the order of the document."""

    def rank(point: tuple[str, str]) -> tuple[int, tuple[str, str]]:
        return place.get(point[1], len(place)), point

    ordered = (tuple(sorted(members, key=rank)) for members in sets)
    return tuple(sorted(ordered, key=lambda members: (len(members), [rank(one) for one in members])))


def _plan_with_alternates(viability: Viability, chosen: Mapping[str, str]) -> ProductionPlan | None:
    """Return the plan with the chosen alternates; `None` if the plan replaces no component."""
    if not chosen:
        return None
    plan = plan_of(viability.structure, chosen)
    return plan if plan.replaced else None


def stand_ins(viability: Viability, durations: Mapping[str, Range] | None = None) -> Mapping[str, str]:
    """Return, for each component that is not viable, the id of the fastest viable alternate.

    A blocked component without a viable alternate gets the fastest alternate that may be viable. If the rules
    already accepted certain alternates, the result contains these.
    """
    again = viability.blocks.rechecked
    if again is not None and again.passes:
        return again.chosen
    ways = {id_: _best_ways(viability, id_) for id_ in _not_viable(viability)}
    return fastest(viability.structure, lambda use: ways.get(use, ()), durations)


def _best_ways(viability: Viability, id_: str) -> tuple[str, ...]:
    """Return the viable alternates of a component.

    If a blocked component has none, return the alternates that may be viable.
    """
    viable = _alternates(viability, id_, VIABLE)
    return viable or (_alternates(viability, id_, UNDETERMINED) if viability.state(id_) == HALTED else ())


def _not_viable(viability: Viability) -> frozenset[str]:
    made = viability.structure.made.items()
    return frozenset(id_ for id_, gate in made if viability.values[gate] is not True)


def _viable_replacements(
    viability: Viability, ids: Collection[str], durations: Mapping[str, Range] | None
) -> dict[str, str]:
    """Return the fastest viable alternate for each component in `ids`, by component id."""
    ways = {id_: _alternates(viability, id_, VIABLE) for id_ in ids}
    return fastest(viability.structure, lambda use: ways.get(use, ()), durations)


def _alternates(viability: Viability, id_: str, state: str) -> tuple[str, ...]:
    alternates = viability.structure.alternates(id_)
    return tuple(alternate for alternate in alternates if viability.state(alternate) == state)


def _rechecked(
    structure: ProductStructure, blocks: Blocks, settings: ImpactSettings, ask: Ask, changes: Changes | None
) -> Recheck | None:
    """Return the verdict of the rules on the product with alternates; `None` if no alternate can be used.

    The first evaluation uses the fastest alternate of each component. If the product fails, the second
    evaluation uses the first listed alternates. The result is a certain halt only if no other choice exists.
    """
    stated = viability_of(structure, _without_possible_alternates(blocks))
    blamed = _blamed_components(stated)
    ids = _not_viable(stated) | blamed
    quick = _viable_replacements(stated, ids, changes.durations(structure) if changes is not None else None)
    listed = {id_: ways[0] for id_ in ids if (ways := _alternates(stated, id_, VIABLE))}
    recheck: Recheck | None = None
    for chosen in (quick, listed):
        if recheck is None or (not recheck.passes and chosen != quick):
            swapped = swapped_in(structure.bom, chosen)
            other, _ = structure_of(swapped, alternates=False)
            used = {a for a, b in chosen.items() if other is not None and b in other.made}
            if other is None or not used:
                continue
            blocked_so = blocks_of(other, ask(swapped), settings)
            again = viability_of(
                other, changes.blocks(other, blocked_so) if changes is not None else blocked_so
            )
            only = all(_is_only_replacement(stated, a, blamed) for a in used) and (
                len(used) == 1 or used.isdisjoint(blamed)
            )
            recheck = _recheck_of(again, chosen, only=only)
    return recheck


def _recheck_of(again: Viability, chosen: Mapping[str, str], *, only: bool) -> Recheck:
    """Convert the viability of the product with the alternates `chosen` to a `Recheck`.

    `only` is true if the document allows no other choice of alternates.
    """
    components = frozenset(again.structure.made)
    if again.product == VIABLE:
        return Recheck(passes=True, components=components, blocked=frozenset(), chosen=chosen)
    blocked = frozenset(id_ for id_, value in again.blocked.items() if value is True)
    sure = blocked if only and again.product == HALTED else frozenset[str]()
    return Recheck(passes=False, components=components, blocked=sure)


def _without_possible_alternates(blocks: Blocks) -> Blocks:
    """Return the blocked components, without blocks that only a possible alternate causes."""
    reasons = {
        id_: kept
        for id_, every in blocks.reasons.items()
        if (kept := tuple(reason for reason in every if not reason.by_alternates))
    }
    return replace(blocks, reasons=reasons)


def _blamed_components(viability: Viability) -> frozenset[str]:
    """Return the components with alternates whose facts make an assembly above them fail."""
    reasons = (r for every in viability.blocks.reasons.values() for r in every)
    return frozenset(id_ for r in reasons for id_ in r.depends_on if id_ in viability.structure.made)


def _is_only_replacement(viability: Viability, id_: str, blamed: Collection[str]) -> bool:
    """Return whether a component must be replaced, and only one of its alternates is usable."""
    others = [viability.state(alternate) for alternate in viability.structure.alternates(id_)]
    has_to_be = viability.state(id_) == HALTED or id_ in blamed
    return has_to_be and sum(1 for other in others if other != HALTED) == 1


def portfolio(products: Sequence[Impact]) -> tuple[SharedPoint, ...]:
    """Return the points of failure of all products, such as a company; those that halt most come first."""
    surely: dict[tuple[str, str], dict[int, None]] = {}
    possibly: dict[tuple[str, str], dict[int, None]] = {}
    points: dict[tuple[str, str], Point] = {}
    known = SharedIdentities([product.structure.known for product in products])
    for number, product in enumerate(products):
        for single in product.failures.singles:
            point = single.point
            same, perhaps = known.of(number, point)
            points.setdefault((point.kind, same), known.distinct_point(number, point))
            (surely if single.certain else possibly).setdefault((point.kind, same), {})[number] = None
            for other in perhaps:
                possibly.setdefault((point.kind, other), {})[number] = None
    shared = []
    for key, point in points.items():
        sure = surely.get(key, {})
        may = tuple(sorted(point for point in possibly.get(key, ()) if point not in sure))
        shared.append(SharedPoint(point, tuple(sure), may))
    order: Mapping[str, int] = {kind: number for number, kind in enumerate(KINDS)}
    return tuple(
        sorted(shared, key=lambda s: (-len(s.halted), -len(s.possible), order[s.point.kind], s.point.key))
    )
