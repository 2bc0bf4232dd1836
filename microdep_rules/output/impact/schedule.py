"""Text about the critical path of a product, and about the effect of losing each country."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.engine.values import Interval
from microdep_rules.output.impact.words import (
    against_plan,
    bounds,
    complete,
    cost_ranges,
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
from microdep_rules.vocabulary.plurals import counted_noun

if TYPE_CHECKING:
    from fractions import Fraction

    from microdep_rules.output.impact.run import ImpactRun, ProductImpact
    from microdep_rules.output.style import Style
    from microdep_rules.production.critical_path import ProductionPlan

MOST_REPLACED = 5
MOST_COUNTRIES = 6
WIDEST_NAME = 40
STOPS = {True: "yes", False: "no", None: "undetermined"}
"""Words for whether the loss of a country stops production."""
CRITICAL = {True: "critical", None: "may be critical", False: ""}


def stops_in_words(stops: str, products: int) -> str:
    """Return the effect of the loss of a country on production, in words.

    With several products, `yes` means that at least one product stops.

    >>> stops_in_words("yes", 1), stops_in_words("yes", 2), stops_in_words("no", 1)
    ('yes, all of it', 'yes, one or more', 'no')
    """
    if stops != STOPS[True]:
        return stops
    return "yes, all of it" if products <= 1 else "yes, one or more"


def path_lines(
    run: ImpactRun, product: ProductImpact, style: Style, *, everything: bool, width: int
) -> list[str]:
    """Return the earliest completion of the product, its critical path, and the days that alternates add.

    The critical path is that of the plan in which alternates replace blocked components.
    """
    assert product.impact is not None
    plan = product.impact.built
    head = style.strong("CRITICAL PATH")
    if not any(activity.stated for activity in plan.activities.values()):
        return [f"{head}  not known: no component states a lead time", ""]
    page = Page(width)
    _dates(run, plan, page)
    for id_ in plan.path:
        activity = plan.activities[id_]
        time = span(activity.duration) if activity.stated else "lead time not stated"
        note = CRITICAL[activity.critical]
        text = ", ".join(filter(None, (product.name_of(id_), time, note)))
        page.tagged(f"  {_day(activity.earliest_finish.low)}", text, indent=12)
    most = most_in_words(plan.total, [product.name_of(id_) for id_ in plan.path_at_most])
    if most and plan.path_at_most != plan.path:
        page.say(f"  {most}", hang=4)
    delivery = run.delivery(product)
    if delivery is not None:
        whole = f"{all_of([*product.roots.values()])}: " if len(product.roots) > 1 else ""
        page.say(f"  {whole}{delivery_in_words(delivery, product.name_of)}", hang=4)
    _uncertain_components(product, plan, page)
    _without_alternates(product, page)
    _replacements(product, page, everything=everything)
    if everything:
        _slack(product, plan, page)
    of_all = f", for all of {all_of([*product.roots.values()])}" if len(product.roots) > 1 else ""
    return [f"{head}  {span(plan.total)}{of_all}", *page.lines, ""]


def _without_alternates(product: ProductImpact, page: Page) -> None:
    """Write the alternates in the plan, or a note that the days count from the end of all blocks."""
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
        page.say("  days count from the day on which no component is blocked", hang=4)


def _replacements(product: ProductImpact, page: Page, *, everything: bool) -> None:
    """Write, for each alternate, the days that the alternate alone adds to the plan."""
    assert product.impact is not None
    replaced = product.impact.replacements
    for replacement in replaced if everything else replaced[:MOST_REPLACED]:
        alternate, component = map(product.name_of, (replacement.alternate, replacement.component))
        names = f"{alternate} instead of {component}"
        state = product.shown_of(replacement.alternate)
        but = "" if state == VIABLE else f"; the alternate is {WORDS[state]}"
        page.say(f"  re-sourcing  {names}: {against_plan(replacement.added)}{but}", hang=4)
    if not everything and len(replaced) > MOST_REPLACED:
        page.say(f"  and {len(replaced) - MOST_REPLACED} more alternates (--verbose lists them)")


def _slack(product: ProductImpact, plan: ProductionPlan, page: Page) -> None:
    """Write the slack of each component that is not on the critical path."""
    for activity in plan.activities.values():
        if activity.id not in plan.path and activity.critical is not True:
            page.say(
                f"  slack  {product.name_of(activity.id)}: {slack(activity.slack)}"
                f"{bounds(exact=activity.is_exact)}",
                hang=4,
            )


def _day(number: Fraction) -> str:
    return f"day {rounded(number, 0):>4}"


def _dates(run: ImpactRun, plan: ProductionPlan, page: Page) -> None:
    """Write the first and the last day of the plan."""
    latest = None if plan.total.high is None else run.day(plan.total.high)
    when = complete(run.day(plan.total.low), latest)
    page.say(f"  ordered on {run.checked.as_of}, {when}", hang=4)


def _uncertain_components(product: ProductImpact, plan: ProductionPlan, page: Page) -> None:
    """Write the components without a known longest lead time, and the components that may be critical."""
    may = [
        activity.id
        for activity in plan.activities.values()
        if activity.critical is None and activity.id not in plan.path
    ]
    if plan.unstated:
        page.say(
            f"  lead time without an upper bound for {counted_noun(len(plan.unstated), 'component')} "
            f"({listed([product.name_of(id_) for id_ in plan.unstated])}): production may take longer",
            hang=4,
        )
    if may:
        page.say(f"  may be critical, too: {listed([product.name_of(id_) for id_ in may])}", hang=4)


def country_lines(product: ProductImpact, style: Style, *, everything: bool, width: int) -> list[str]:
    """Return each country with its share of the cost, and the effect of its loss on production."""
    assert product.impact is not None
    exposures = product.impact.exposures
    if not exposures:
        return []
    costs = product.impact.costs
    shown = exposures if everything else exposures[:MOST_COUNTRIES]
    wide = max(min(max(cells(country.name) for country in shown), WIDEST_NAME), len("country"))
    lines = [f"{style.strong('COUNTRIES')}  share of the cost, and effect of the loss of the country"]
    lines.append(
        f"  {padded('country', wide)}  {'share of cost':<16}  {'stops production':<16}  longest path"
    )
    for country in shown:
        share = "not stated" if country.low is None else percent(Interval(country.low, country.high))
        time = days(country.path_days) if country.path_days else "-"
        stops = stops_in_words(STOPS[country.halts], len(product.roots))
        row = f"  {padded(visible(country.name), wide)}  {share:<16}  {stops:<16}  {time}"
        lines.append(row)
    page = Page(width)
    if product.impact.resourced is not None:
        product_words = all_of([*product.roots.values()])
        page.say(f"  share and days are for {product_words} as listed, without alternates", hang=4)
    if len(exposures) > len(shown):
        page.say(f"  and {len(exposures) - len(shown)} more (--verbose lists them)")
    if costs is not None:
        units = {id_: unit for (_, unit), ids in costs.others.items() for id_ in ids}
        names = [stated_in(product.name_of(id_), units.get(id_, "")) for id_ in costs.missing]
        for line in cost_ranges(names, costs.unit, [product.roots[id_] for id_ in costs.products]):
            page.say(f"  {line}", hang=4)
    return [*lines, *page.lines, ""]
