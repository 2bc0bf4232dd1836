"""Data of `microdep impact` as a JSON object; its schema is `schemas/microdep-impact-1.schema.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.engine.values import Interval
from microdep_rules.output.impact.run import GREEN
from microdep_rules.output.impact.words import delivery_in_words
from microdep_rules.output.places import place_of
from microdep_rules.output.record import diagnostic_of, inputs_data, packs_data, text_of, tool_data
from microdep_rules.production.numbers import percent
from microdep_rules.production.unstated import COUNTED, not_stated
from microdep_rules.production.viability import HALTED, UNDETERMINED, VIABLE

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from microdep_rules.config import ImpactSettings
    from microdep_rules.output.impact.run import ImpactRun, ProductImpact
    from microdep_rules.production.analysis import Halt, Impact
    from microdep_rules.production.critical_path import DayDifference, ProductionPlan, Range
    from microdep_rules.production.delivery import Delivery
    from microdep_rules.production.failures import CutSet
    from microdep_rules.production.supply import Point

SCHEMA = "microdep-impact/1"
_TRUTH_WORDS = {True: "yes", False: "no", None: UNDETERMINED}


def render(run: ImpactRun) -> str:
    """Return the result of `microdep impact` as JSON text."""
    return text_of(record(run))


def record(run: ImpactRun) -> dict[str, Any]:
    """Return the result of `microdep impact` as data."""
    checked = run.checked
    states = [product.state for product in run.products]
    return {
        "schema": SCHEMA,
        "tool": tool_data(),
        "as_of": checked.as_of.isoformat(),
        "blocking": blocking_of(run.settings),
        "packs": packs_data(checked.packs),
        "inputs": inputs_data(checked.inputs),
        "products": [_product(run, product) for product in run.products],
        "portfolio": [
            {
                **point_of(shared.point),
                "halts": [run.analysed[number].document.path for number in shared.halted],
                "may_halt": [run.analysed[number].document.path for number in shared.possible],
            }
            for shared in run.shared
        ],
        "diagnostics": [diagnostic_of(diagnostic, checked.sources) for diagnostic in checked.diagnostics],
        "summary": {
            "products": len(states),
            "state": run.state,
            **{state: states.count(state) for state in (HALTED, UNDETERMINED, VIABLE)},
            "green": run.is_green,
            "sentence": GREEN if run.is_green else None,
        },
    }


def blocking_of(settings: ImpactSettings) -> dict[str, Any]:
    """Return the settings that decide which outcomes block a component, as data."""
    index = settings.restriction_index_above
    return {
        "severities": list(settings.severities),
        "rules": list(settings.rules),
        "not_rules": list(settings.not_rules),
        "restriction_index_above": None if index is None else str(index),
    }


def _product(run: ImpactRun, product: ProductImpact) -> dict[str, Any]:
    document, impact = product.document, product.impact
    sources = {path: loaded.source for path, loaded in document.files.items()}
    diagnostics = [*document.diagnostics, *product.diagnostics]
    return {
        "path": document.path,
        "id": document.id,
        "name": product.name,
        "roots": _roots(product),
        "state": product.state,
        "green": product.is_green,
        "sentences": list(product.sentences) if impact is not None else [],
        "waived": list(product.no_pass.waived),
        "left_out": list(product.no_pass.left_out),
        **(_impact(run, product, impact) if impact is not None else {}),
        "diagnostics": [diagnostic_of(diagnostic, sources) for diagnostic in diagnostics],
    }


def _roots(product: ProductImpact) -> list[dict[str, Any]]:
    """Return each product at the top of the parts list with its state.

    There are several products only if the list does not name its product.
    """
    own, several = product.no_pass, product.impact is not None and len(product.roots) > 1
    whole = {"state": product.state, "waived": bool(own.waived), "left_out": bool(own.left_out)}
    return [
        {"id": id_, "name": name, **(product.state_of(id_) if several else whole)}
        for id_, name in product.roots.items()
    ]


def not_stated_of(impact: Impact) -> dict[str, list[dict[str, Any]]]:
    """Return the components without a stated country, and the components without a stated party.

    The missing fact of such a component could show another single point of failure.
    """
    structure = impact.viability.structure
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for kind in COUNTED:
        every = [structure.component(id_) for id_ in impact.failures.unstated.get(kind, ())]
        missing = [not_stated(structure.bom, structure.known, component, kind) for component in every]
        by_kind[kind] = [{"id": c.id, "of": list(words)} for c, words in zip(every, missing, strict=True)]
    return by_kind


def _impact(run: ImpactRun, product: ProductImpact, impact: Impact) -> dict[str, Any]:
    failures = impact.failures
    return {
        "halted_by": _sets(product, impact.product),
        "halted_by_cut_short": impact.product.cut_short,
        "halting": [{"id": id_, "together": list(others)} for id_, others in product.halting],
        "undetermined_by": list(impact.product.open),
        "blocked": _blocked(product, impact),
        "structure": _structure(product, impact),
        "assemblies": [
            {
                "id": assembly.id,
                "name": product.name_of(assembly.id),
                **product.state_of(assembly.id),
                "halted_by": _sets(product, assembly),
                "undetermined_by": list(assembly.open),
            }
            for assembly in impact.assemblies
        ],
        "single_points": [
            {**point_of(single.point), "certain": single.certain, "components": list(single.components)}
            for single in failures.singles
        ],
        "cut_sets": [cut_set_of(cut_set) for cut_set in failures.sets],
        "cut_sets_cut_short": list(failures.cut_short),
        "not_stated": not_stated_of(impact),
        "delivery": delivery_data(run.delivery(product), product.name_of),
        "critical_path": _plan(run, product, impact.plan),
        "critical_path_with_alternates": _plan(run, product, impact.resourced) if impact.resourced else None,
        "added_by_alternates": None if impact.added is None else range_of(impact.added),
        "replacements": [
            {
                "component": replacement.component,
                "alternate": replacement.alternate,
                **product.state_of(replacement.alternate),
                "finish": range_of(replacement.finish),
                "total": range_of(replacement.total),
                "added": range_of(replacement.added),
            }
            for replacement in impact.replacements
        ],
        "cost": _cost(impact),
        "countries": [
            {
                "code": exposure.country,
                "name": exposure.name,
                "cost_share": None
                if exposure.low is None
                else {
                    "low": _share(exposure.low),
                    "high": _share(exposure.high),
                    "text": percent(Interval(exposure.low, exposure.high)),
                },
                "stops_production": _TRUTH_WORDS[exposure.halts],
                "components": exposure.components,
                "path_days": _days(exposure.path_days),
            }
            for exposure in impact.exposures
        ],
    }


def _structure(product: ProductImpact, impact: Impact) -> list[dict[str, Any]]:
    """Return every component with the components that it needs, which come first in the list."""
    structure = impact.structure
    return [
        {
            "id": id_,
            "name": product.name_of(id_),
            **product.state_of(id_),
            "needs": list(needs),
            "alternates": list(structure.alternates(id_)),
        }
        for id_, needs in structure.needs.items()
    ]


def _blocked(product: ProductImpact, impact: Impact) -> list[dict[str, Any]]:
    """Return every component that is blocked or may be blocked."""
    components = []
    for id_, value in impact.viability.blocked.items():
        if value is False:
            continue
        components.append(
            {
                "id": id_,
                "name": product.name_of(id_),
                "state": UNDETERMINED if value is None else "blocked",
                "alternates": list(impact.structure.alternates(id_)),
                "reasons": [
                    {
                        "rule": reason.rule,
                        "blocks": reason.blocked,
                        "message": reason.message,
                        "fix": reason.fix,
                        "missing": [{"name": name, "ask": ask} for name, ask in reason.missing],
                        "unless_replaced": list(reason.depends_on),
                        "at": place_of(
                            product.document.locate(reason.file, reason.pointer) if reason.file else None
                        ),
                    }
                    for reason in impact.viability.reasons(id_)
                ],
            }
        )
    return components


def _sets(product: ProductImpact, halt: Halt) -> list[list[dict[str, str]]]:
    return [
        [
            {"kind": kind, "id": id_, "name": product.name_of(id_) if kind == "component" else id_}
            for kind, id_ in found_set
        ]
        for found_set in halt.sets
    ]


def _plan(run: ImpactRun, product: ProductImpact, plan: ProductionPlan) -> dict[str, Any]:
    total, impact = plan.total, product.impact
    assert impact is not None
    return {
        "total": range_of(total),
        "earliest": run.day(total.low),
        "latest": None if total.high is None else run.day(total.high),
        "path": list(plan.path),
        "path_at_most": list(plan.path_at_most),
        "replaced": [
            {"component": a, "alternate": b, "state": impact.viability.state(b)}
            for a, b in plan.replaced.items()
        ],
        "not_stated": list(plan.unstated),
        "activities": activities_data(plan, product.name_of),
    }


def activities_data(plan: ProductionPlan, name_of: Callable[[str], str]) -> list[dict[str, Any]]:
    """Return the activities of a production plan as data; `name_of` returns the name of a component."""
    return [
        {
            "id": activity.id,
            "name": name_of(activity.id),
            "lead_time": range_of(activity.duration) if activity.stated else None,
            "earliest_start": range_of(activity.earliest_start),
            "earliest_finish": range_of(activity.earliest_finish),
            "latest_start": range_of(activity.latest_start),
            "latest_finish": range_of(activity.latest_finish),
            "slack": range_of(activity.slack),
            "exact": activity.is_exact,
            "critical": _TRUTH_WORDS[activity.critical],
        }
        for activity in plan.activities.values()
    ]


def _cost(impact: Impact) -> dict[str, Any] | None:
    costs = impact.costs
    if costs is None:
        return None
    return {
        "currency": costs.unit,
        "stated": f"{float(costs.total.low or 0):.2f}",
        "missing": list(costs.missing),
        "products_without_number": list(costs.products),
        "others": [
            {"kind": kind, "currency": unit, "components": list(ids)}
            for (kind, unit), ids in costs.others.items()
        ],
    }


def delivery_data(delivery: Delivery | None, name_of: Callable[[str], str]) -> dict[str, Any] | None:
    """Return the state of the delivery as data; `None` if no delivery date is stated."""
    if delivery is None:
        return None
    sooner = delivery.sooner
    return {
        "due": delivery.due.first.isoformat(),
        "due_at_last": delivery.due.last.isoformat(),
        "days_left": delivery.left,
        "late": _TRUTH_WORDS[delivery.late],
        "least_days": _days(delivery.least),
        "sooner": None
        if sooner is None
        else {
            "total": range_of(sooner.total),
            "instead": [
                {"component": use, "built": way, "undetermined": way in sooner.open}
                for use, way in sooner.instead.items()
            ],
        },
        "text": delivery_in_words(delivery, name_of),
    }


def point_of(point: Point) -> dict[str, str]:
    """Return a point of failure (a component, country or party) as data."""
    return {"kind": point.kind, "key": point.key, "name": point.name}


def cut_set_of(found: CutSet) -> dict[str, Any]:
    """Return a cut set as data: components, countries or parties that halt the product only together."""
    return {
        "kind": found.points[0].kind,
        "points": [point_of(point) for point in found.points],
        "certain": found.certain,
        "may_halt_alone": [point.key for point in found.alone],
    }


def range_of(days: Range | DayDifference) -> dict[str, int | float | None]:
    """Return a number of days or a range of days as data."""
    return {
        "low": None if days.low is None else _days(days.low),
        "high": None if days.high is None else _days(days.high),
    }


def _days(days: Fraction) -> int | float:
    """Return a number of days; a number that is not whole gets two decimals."""
    return int(days) if days.denominator == 1 else round(float(days), 2)


def _share(share: Fraction | None) -> float | None:
    return None if share is None else round(float(share), 6)
