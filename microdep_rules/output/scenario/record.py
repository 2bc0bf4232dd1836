"""Scenarios as data; the schema is `schemas/microdep-scenario-result-1.schema.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.output.impact.record import activities_data, blocking_of, delivery_data, range_of
from microdep_rules.output.impact.run import INVALID
from microdep_rules.output.impact.words import day_after
from microdep_rules.output.looks import state_data
from microdep_rules.output.record import diagnostic_of, inputs_data, packs_data, tool_data
from microdep_rules.output.scenario.run import WORST_FIRST, state_of, worst
from microdep_rules.production.roots import root_names
from microdep_rules.production.scenarios.words import change_in_words
from microdep_rules.production.viability import HALTED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from microdep_rules.config import ImpactSettings
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import Input, PackUsed
    from microdep_rules.output.scenario.run import DayRun, ProductRun, ScenarioRun
    from microdep_rules.production.critical_path import ProductionPlan
    from microdep_rules.production.scenarios.outlook import Outlook
    from microdep_rules.production.scenarios.simulation import Estimate, SimulationResult
    from microdep_rules.source import SourceFile

SCHEMA = "microdep-scenario-result/1"
Data = dict[str, Any]


def record(
    runs: Sequence[ScenarioRun],
    packs: Sequence[PackUsed],
    inputs: Sequence[Input],
    settings: ImpactSettings,
    as_of: date,
    problems: tuple[Sequence[Diagnostic], Mapping[str, SourceFile]] = ((), {}),
) -> Data:
    """Return all results of the command `microdep scenario` as data.

    `problems` contains the diagnostics and the texts of their files.
    """
    states = [product.state for run in runs for product in run.products]
    return {
        "schema": SCHEMA,
        "tool": tool_data(),
        "as_of": as_of.isoformat(),
        "blocking": blocking_of(settings),
        "packs": packs_data(packs),
        "inputs": inputs_data(inputs),
        "products": [_product(product) for product in (runs[0].products if runs else ())],
        "scenarios": [_scenario(run) for run in runs],
        "diagnostics": [diagnostic_of(diagnostic, problems[1]) for diagnostic in problems[0]],
        "summary": {
            "state": worst(states),
            **{state: states.count(state) for state in WORST_FIRST},
        },
    }


def _product(run: ProductRun) -> Data:
    document = run.document
    sources = {path: loaded.source for path, loaded in document.files.items()}
    return {
        "path": document.path,
        "id": document.id,
        "name": run.document.product_name,
        "state": INVALID if run.first is None else state_of(run.first),
        "now": None if run.first is None else _outlook(run.first),
        "diagnostics": [diagnostic_of(d, sources) for d in (*document.diagnostics, *run.problems)],
    }


def _scenario(run: ScenarioRun) -> Data:
    scenario = run.scenario
    return {
        "name": scenario.name,
        "description": scenario.description,
        "path": scenario.file.path,
        "runs": scenario.drawing.runs,
        "seed": scenario.drawing.seed,
        "events": [
            {
                "number": event.number,
                "from": event.start.isoformat(),
                "through": None if event.through is None else event.through.isoformat(),
                "kind": event.kind,
                "change": change_in_words(event.change),
                "because": event.because,
            }
            for event in scenario.events
        ],
        "products": [_under(product) for product in run.products],
    }


def _under(run: ProductRun) -> Data:
    first = [run.first] if run.first is not None else []
    halted = _first_halted([*first, *(day.after for day in run.days)])
    without = _first_halted([*first, *(day.before for day in run.days)])
    return {
        "path": run.document.path,
        "name": run.document.product_name,
        "state": run.state,
        "halted_from": None if halted is None else halted.day.isoformat(),
        "halted_without_from": None if without is None else without.day.isoformat(),
        "halted_by": [] if halted is None else _sets(halted),
        "days": [_day(day) for day in run.days],
    }


def _first_halted(outlooks: Sequence[Outlook]) -> Outlook | None:
    return next((outlook for outlook in outlooks if state_of(outlook) == HALTED), None)


def _day(run: DayRun) -> Data:
    return {
        "day": run.day.isoformat(),
        "events": list(run.events),
        "without": _outlook(run.before),
        "with": _outlook(run.after),
        "changes": [
            {
                "rule": change.rule,
                "subject": {"kind": change.kind, "id": change.id, "name": change.name},
                "without": change.before,
                "with": change.after,
                "message": change.message,
            }
            for change in run.changes
        ],
    }


# ---- one product on one day ----------------------------------------------------------------------


def _outlook(outlook: Outlook) -> Data:
    structure = outlook.viability.structure
    return {
        "state": state_of(outlook),
        "roots": _roots(outlook),
        "halted_by": _sets(outlook),
        "halted_by_cut_short": outlook.halt.cut_short,
        "undetermined_by": [{"id": id_, "name": structure.name_of(id_)} for id_ in outlook.halt.open],
        "waived": list(outlook.tolerated.waived),
        "left_out": list(outlook.tolerated.left_out),
        "blocked": _blocked(outlook),
        "plan": None if outlook.plan is None else _plan(outlook, outlook.plan),
        "delivery": delivery_data(outlook.delivery, structure.name_of),
        "simulation": None if outlook.drawn is None else _drawn(outlook, outlook.drawn),
    }


def _roots(outlook: Outlook) -> list[Data]:
    """Return each product at the top of the parts list with its state.

    There are several only if the list does not name its product.
    """
    viability, own = outlook.viability, outlook.tolerated
    names = root_names(viability.structure.bom)
    whole = {"state": state_of(outlook), "waived": bool(own.waived), "left_out": bool(own.left_out)}
    return [
        {"id": id_, "name": name, **(state_data(viability, own, id_) if len(names) > 1 else whole)}
        for id_, name in names.items()
    ]


def _sets(outlook: Outlook) -> list[list[Data]]:
    structure = outlook.viability.structure
    return [
        [
            {"kind": kind, "id": id_, "name": structure.name_of(id_) if kind == "component" else id_}
            for kind, id_ in found_set
        ]
        for found_set in outlook.halt.sets
    ]


def _blocked(outlook: Outlook) -> list[Data]:
    viability = outlook.viability
    structure = viability.structure
    return [
        {
            "id": id_,
            "name": structure.name_of(id_),
            "state": "undetermined" if value is None else "blocked",
            "alternates": [
                {
                    "id": alternate,
                    "name": structure.name_of(alternate),
                    **state_data(viability, outlook.tolerated, alternate),
                }
                for alternate in structure.alternates(id_)
            ],
            "reasons": [
                {
                    "rule": reason.rule,
                    "blocks": reason.blocked,
                    "message": reason.message,
                    "ask": [ask for _, ask in reason.missing],
                }
                for reason in viability.reasons(id_)
            ],
        }
        for id_, value in viability.blocked.items()
        if value is not False
    ]


def _plan(outlook: Outlook, plan: ProductionPlan) -> Data:
    name, total = outlook.viability.structure.name_of, plan.total

    return {
        "total": range_of(total),
        "earliest": day_after(outlook.day, total.low),
        "latest": None if total.high is None else day_after(outlook.day, total.high),
        "path": [{"id": id_, "name": name(id_)} for id_ in plan.path],
        "path_at_most": [{"id": id_, "name": name(id_)} for id_ in plan.path_at_most],
        "replaced": [
            {
                "component": a,
                "component_name": name(a),
                "alternate": b,
                "alternate_name": name(b),
                "state": outlook.viability.state(b),
            }
            for a, b in plan.replaced.items()
        ],
        "not_stated": [{"id": id_, "name": name(id_)} for id_ in plan.unstated],
        "activities": activities_data(plan, name),
    }


def _drawn(outlook: Outlook, drawn: SimulationResult) -> Data:
    structure = outlook.viability.structure
    return {
        "runs": drawn.runs,
        "seed": drawn.seed,
        "confidence": 95,
        "at_least": bool(drawn.open),
        "mean": _interval(drawn.mean),
        "quantiles": [
            {
                "percent": percent,
                **_interval(found),
                "day": day_after(outlook.day, found.value),
            }
            for percent, found in drawn.quantiles
        ],
        "in_time": None if drawn.in_time is None else _interval(drawn.in_time, 4),
        "drawn": [
            {
                "id": component,
                "name": structure.name_of(component),
                "distribution": "triangular" if component in drawn.triangular else "uniform",
            }
            for component in drawn.drawn
        ],
        "open": [{"id": id_, "name": structure.name_of(id_)} for id_ in drawn.open],
    }


def _interval(interval: Estimate, places: int = 1) -> Data:
    return {
        "value": round(interval.value, places),
        "low": round(interval.low, places),
        "high": round(interval.high, places),
    }
