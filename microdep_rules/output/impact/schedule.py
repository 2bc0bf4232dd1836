"""The critical path, and the share of each country beside what stops without it, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.engine.values import Interval
from microdep_rules.output.impact.words import (
    against_plan,
    bounds,
    complete,
    cost_ranges,
    counted,
    delivery_in_words,
    listed,
    most_in_words,
    replaced_in_words,
    slack,
    span,
    stated_in,
    swap_in_words,
)
from microdep_rules.output.layout import Page
from microdep_rules.output.looks import WORDS
from microdep_rules.output.visible import visible
from microdep_rules.output.widths import padded
from microdep_rules.output.widths import width as cells
from microdep_rules.production.naming import all_of
from microdep_rules.production.numbers import percent, rounded
from microdep_rules.production.times import days
from microdep_rules.production.viability import HALTED, VIABLE

if TYPE_CHECKING:
    from fractions import Fraction

    from microdep_rules.output.impact.run import ImpactRun, Product
    from microdep_rules.output.style import Style
    from microdep_rules.production.critical_path import Plan

MOST_REPLACED = 5
MOST_COUNTRIES = 6
WIDEST_NAME = 40
STOPS = {True: "yes", False: "no", None: "undetermined"}
"""Whether production stops without a country, in the words of the record."""
CRITICAL = {True: "critical", None: "may be critical", False: ""}


def stops_in_words(stops: str, products: int) -> str:
    """How much of production stops without a country: of a list of several products, one at least.

    >>> stops_in_words("yes", 1), stops_in_words("yes", 2), stops_in_words("no", 1)
    ('yes, all of it', 'yes, one or more', 'no')
    """
    if stops != STOPS[True]:
        return stops
    return "yes, all of it" if products <= 1 else "yes, one or more"


def path_lines(run: ImpactRun, product: Product, style: Style, *, everything: bool, width: int) -> list[str]:
    """When the product can be there, by which path, and what alternates add.

    The path is that of the plan that can be followed: with alternates where something is blocked.
    """
    assert product.impact is not None
    plan = product.impact.built
    head = style.strong("CRITICAL PATH")
    if not any(each.stated for each in plan.activities.values()):
        return [f"{head}  not known: no component states a lead time", ""]
    page = Page(width)
    _dates(run, plan, page)
    for id_ in plan.path:
        activity = plan.activities[id_]
        time = span(activity.duration) if activity.stated else "lead time not stated"
        note = CRITICAL[activity.critical]
        text = ", ".join(filter(None, (product.name_of(id_), time, note)))
        page.tagged(f"  {_day(activity.earliest_finish.low)}", text, indent=12)
    most = most_in_words(plan.total, [product.name_of(each) for each in plan.path_at_most])
    if most and plan.path_at_most != plan.path:
        page.say(f"  {most}", hang=4)
    delivery = run.delivery(product)
    if delivery is not None:
        whole = f"{all_of([*product.roots.values()])}: " if len(product.roots) > 1 else ""
        page.say(f"  {whole}{delivery_in_words(delivery, product.name_of)}", hang=4)
    _open(product, plan, page)
    _without_alternates(product, page)
    _replacements(product, page, everything=everything)
    if everything:
        _slack(product, plan, page)
    of_all = f", for all of {all_of([*product.roots.values()])}" if len(product.roots) > 1 else ""
    return [f"{head}  {span(plan.total)}{of_all}", *page.lines, ""]


def _without_alternates(product: Product, page: Page) -> None:
    """What the plan is of: the product with alternates, or once nothing blocks it."""
    assert product.impact is not None
    resourced = product.impact.resourced
    if resourced is not None:
        state = product.impact.viability.state
        swaps = [
            swap_in_words(product.name_of(b), product.name_of(a), state(b))
            for a, b in resourced.replaced.items()
        ]
        assert product.impact.added is not None
        beside = replaced_in_words(product.impact.plan.total, product.impact.added)
        page.say(f"  with {listed(swaps)}: {beside}", hang=4)
    elif product.state == HALTED:
        page.say("  counted from the day on which nothing blocks it", hang=4)


def _replacements(product: Product, page: Page, *, everything: bool) -> None:
    """What each alternate adds, alone."""
    assert product.impact is not None
    replaced = product.impact.replacements
    for each in replaced if everything else replaced[:MOST_REPLACED]:
        names = f"{product.name_of(each.alternate)} for {product.name_of(each.component)}"
        state = product.shown_of(each.alternate)
        but = "" if state == VIABLE else f"; the alternate is {WORDS[state]}"
        page.say(f"  re-sourcing  {names}: {against_plan(each.added)}{but}", hang=4)
    if not everything and len(replaced) > MOST_REPLACED:
        page.say(f"  and {len(replaced) - MOST_REPLACED} more alternates (--all lists them)")


def _slack(product: Product, plan: Plan, page: Page) -> None:
    """How much later each component may be there that is not on the path, and the product is no later."""
    for activity in plan.activities.values():
        if activity.id not in plan.path and activity.critical is not True:
            page.say(
                f"  slack  {product.name_of(activity.id)}: {slack(activity.slack)}"
                f"{bounds(exact=activity.is_exact)}",
                hang=4,
            )


def _day(number: Fraction) -> str:
    return f"day {rounded(number, 0):>4}"


def _dates(run: ImpactRun, plan: Plan, page: Page) -> None:
    """From which day to which."""
    latest = None if plan.total.high is None else run.day(plan.total.high)
    when = complete(run.day(plan.total.low), latest)
    page.say(f"  ordered on {run.checked.as_of}, {when}", hang=4)


def _open(product: Product, plan: Plan, page: Page) -> None:
    """What lead times that are not known leave open."""
    may = [
        activity.id
        for activity in plan.activities.values()
        if activity.critical is None and activity.id not in plan.path
    ]
    if plan.unstated:
        page.say(
            f"  lead time without an upper bound for {counted(len(plan.unstated), 'component')} "
            f"({listed([product.name_of(each) for each in plan.unstated])}): it may take longer",
            hang=4,
        )
    if may:
        page.say(f"  may be critical, too: {listed([product.name_of(each) for each in may])}", hang=4)


def country_lines(product: Product, style: Style, *, everything: bool, width: int) -> list[str]:
    """Each country: its share of the cost, and whether all of production stops without it."""
    assert product.impact is not None
    found = product.impact.exposures
    if not found:
        return []
    costs = product.impact.costs
    shown = found if everything else found[:MOST_COUNTRIES]
    wide = max(min(max(cells(each.name) for each in shown), WIDEST_NAME), len("country"))
    lines = [f"{style.strong('SMALL SHARE, FULL STOP')}  share of cost beside what stops without the country"]
    lines.append(
        f"  {padded('country', wide)}  {'share of cost':<16}  {'stops production':<16}  longest path"
    )
    for each in shown:
        share = "not stated" if each.low is None else percent(Interval(each.low, each.high))
        time = days(each.path_days) if each.path_days else "-"
        stops = stops_in_words(STOPS[each.halts], len(product.roots))
        row = f"  {padded(visible(each.name), wide)}  {share:<16}  {stops:<16}  {time}"
        lines.append(row)
    page = Page(width)
    if product.impact.resourced is not None:
        what = all_of([*product.roots.values()])
        page.say(f"  share and days are of {what} as listed, without alternates", hang=4)
    if len(found) > len(shown):
        page.say(f"  and {counted(len(found) - len(shown), 'country')} more (--all lists them)")
    if costs is not None:
        units = {id_: unit for (_, unit), ids in costs.others.items() for id_ in ids}
        names = [stated_in(product.name_of(each), units.get(each, "")) for each in costs.missing]
        for line in cost_ranges(names, costs.unit, [product.roots[each] for each in costs.products]):
            page.say(f"  {line}", hang=4)
    return [*lines, *page.lines, ""]
