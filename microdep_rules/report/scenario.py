"""Page about scenarios, and the section about them in the report, made from data of `microdep scenario`.

Both show products side by side, each day without and with the scenario, and plans as charts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.output import looks
from microdep_rules.output.impact.words import CRITICAL, blocking_in_words, no_pass_in_words, span
from microdep_rules.output.looks import shown_in, shown_now, shown_on_days, worst_shown
from microdep_rules.output.scenario.path import path_lines
from microdep_rules.output.scenario.text import (
    NO_LEAD_TIME,
    complete,
    halted_in_words,
    is_known,
    number,
    reasons_of,
    roots_in_words,
    stand_in,
)
from microdep_rules.production.distinct import apart, labels_of
from microdep_rules.report.figures.gantt import gantt
from microdep_rules.report.impact import (
    MOST_DRAWN,
    MOST_PRODUCTS,
    OUTPUT,
    first_products,
    range_of,
)
from microdep_rules.report.views import filled
from microdep_rules.vocabulary.shortening import and_more

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PAGE = "scenario.html.j2"
QUANTILES = (10, 50, 80, 90)
"""Quantiles of the simulated days that the page shows, in percent; the data contain more quantiles."""
MOST_REASONS, MOST_CHANGES, MOST_ROWS, MOST_TITLES, MOST_NAMES = 6, 60, 200, 3, 4
Data = dict[str, Any]


def scenario_page(data: Mapping[str, Any]) -> str:
    """Return the page about scenarios as HTML; equal data give equal bytes."""
    names = labels_of(data["scenarios"])
    more = " and more" if len(names) > MOST_TITLES else ""
    return filled(
        PAGE,
        {
            **section(data),
            "title": f"{', '.join(names[:MOST_TITLES])}{more}",
            "tool": data["tool"],
            "summary": {**data["summary"], "state": _worst(data)},
            "packs": data["packs"],
            "inputs": data["inputs"],
        },
    )


def section(
    data: Mapping[str, Any], elsewhere: str = OUTPUT, most: int = MOST_PRODUCTS, drawn: int = MOST_DRAWN
) -> Data:
    """Return the data for the section of the report about scenarios.

    `elsewhere` is the name of the file that contains the omitted rows. If there are more than `most`
    products, the section shows only the worst products of each scenario day by day. Each plan has at most
    `drawn` rows.
    """
    return {
        "as_of": data["as_of"],
        "blocking": blocking_in_words(data["blocking"]),
        "signs": looks.SIGNS,
        "words": looks.WORDS,
        "elsewhere": elsewhere,
        "rows": [_row(data, at) for at in range(len(data["products"]))],
        "scenarios": [_scenario(scenario, most, drawn) for scenario in apart(data["scenarios"])],
    }


def _worst(data: Mapping[str, Any]) -> str:
    """Return the worst state of any product under any scenario."""
    every = (product for scenario in data["scenarios"] for product in scenario["products"])
    return worst_shown(map(shown_on_days, every), data["summary"]["state"])


def _row(data: Mapping[str, Any], at: int) -> Data:
    """Return the row of the product at the position `at`, with its state under each scenario."""
    product = data["products"][at]
    return {
        "name": product["name"],
        "path": product["path"],
        "state": shown_now(product),
        "cells": [_cell(scenario["products"][at]) for scenario in data["scenarios"]],
    }


def _cell(product: Mapping[str, Any]) -> Data:
    first = product["days"][0] if product["days"] else None
    plan = first["with"]["plan"] if first is not None else None
    names = [" and ".join(root["name"] for root in roots) for roots in product["halted_by"]]
    by = ", or ".join(names[:MOST_NAMES])
    return {
        "state": shown_on_days(product),
        "since": halted_in_words(product, by).removeprefix("halted ") if product["halted_from"] else "",
        "end": f"ordered on {first['day']}: {_end(first['with'])}"
        if first and plan and is_known(plan)
        else "",
    }


def _scenario(scenario: Mapping[str, Any], most: int, drawn: int) -> Data:
    shown, left = first_products(apart(scenario["products"]), looks.WORST_FIRST, most)
    return {**scenario, "products": [_product(product, drawn) for product in shown], "left": left}


def _product(product: Mapping[str, Any], drawn: int) -> Data:
    changes = [
        {
            "day": day["day"],
            "rule": change["rule"],
            "name": change["subject"]["name"],
            "without": change["without"].replace("_", " "),
            "with": change["with"].replace("_", " "),
        }
        for day in product["days"]
        for change in day["changes"]
    ]
    planned = [day for day in product["days"] if day["with"]["plan"] is not None]
    shown = planned[0] if planned else None
    return {
        "name": product["name"],
        "state": shown_on_days(product),
        "days": [_day(day) for day in product["days"]],
        "changes": changes[:MOST_CHANGES],
        "more_changes": max(len(changes) - MOST_CHANGES, 0),
        "drawn": [*_simulation_rows(product["days"])],
        "is_due": any(simulation["in_time"] for simulation in _simulation_rows(product["days"])),
        "not_drawn": _not_drawn(product["days"]),
        "gantt": gantt(_plan(shown), shown["day"], drawn) if shown is not None else None,
        "gantt_day": shown["day"] if shown is not None else "",
        "schedule": _schedule(shown) if shown is not None else [],
    }


def _plan(day: Mapping[str, Any]) -> Data:
    """Return the plan of a day under the scenario as data for the Gantt chart."""
    plan = day["with"]["plan"]
    return {**plan, "path": [component["id"] for component in plan["path"]]}


def _day(day: Mapping[str, Any]) -> Data:
    before, after = day["without"], day["with"]
    causes, no_pass = reasons_of(after), no_pass_in_words(after)
    states = [roots_in_words(after)] if len(after["roots"]) > 1 else []
    plan = after["plan"]
    names = [f"with {stand_in(replaced)}" for replaced in plan["replaced"]] if plan else []
    return {
        "day": day["day"],
        "before": shown_in(before),
        "after": shown_in(after),
        "why": [*states, *causes[:MOST_REASONS], *no_pass[:MOST_REASONS], *names[:MOST_NAMES]],
        "more_why": max(len(causes) - MOST_REASONS, 0) + max(len(no_pass) - MOST_REASONS, 0),
        "end_before": _end(before),
        "end_after": _end(after),
        "path": path_lines(plan, before["plan"]) if plan and is_known(plan) else [],
    }


def _end(outlook: Mapping[str, Any]) -> str:
    plan = outlook["plan"]
    if plan is None:
        return "cannot be completed"
    if not is_known(plan):
        return NO_LEAD_TIME
    delivery = outlook["delivery"]
    return complete(plan) if delivery is None else f"{complete(plan)}; {delivery['text']}"


def _simulation_rows(days: Sequence[Mapping[str, Any]]) -> Iterator[Data]:
    """Yield rows with the simulated times of each day: one row without the scenario, one with it."""
    for day in days:
        for which in ("without", "with"):
            drawn = day[which]["simulation"]
            if drawn is not None:
                yield {
                    "day": day["day"],
                    "which": which,
                    "runs": f"{drawn['runs']:,}",
                    "quantiles": [
                        {"percent": q["percent"], **_rounded(q)}
                        for q in drawn["quantiles"]
                        if q["percent"] in QUANTILES
                    ],
                    "mean": _rounded(drawn["mean"]),
                    "in_time": _share(drawn),
                }


def _rounded(quantile: Mapping[str, Any]) -> dict[str, str]:
    return {key: number(quantile[key]) for key in ("value", "low", "high")}


def _share(drawn: Mapping[str, Any]) -> str:
    share = drawn["in_time"]
    if share is None:
        return ""
    most = "at most " if drawn["at_least"] else ""
    return f"{most}{share['value'] * 100:.1f} % ({share['low'] * 100:.1f} to {share['high'] * 100:.1f})"


def _not_drawn(days: Sequence[Mapping[str, Any]]) -> str:
    open_ = [
        component["name"]
        for d in days
        for w in ("without", "with")
        for component in (d[w]["simulation"] or {"open": []})["open"]
    ]
    names = list(dict.fromkeys(open_))
    return and_more(names, MOST_NAMES)


def _schedule(day: Mapping[str, Any]) -> list[Data]:
    return [
        {
            "name": activity["name"],
            "lead_time": span(range_of(activity["lead_time"])) if activity["lead_time"] else "not stated",
            **{key: span(range_of(activity[key])) for key in ("earliest_finish", "latest_finish", "slack")},
            "critical": CRITICAL[activity["critical"]],
        }
        for activity in day["with"]["plan"]["activities"][-MOST_ROWS:]
    ]
