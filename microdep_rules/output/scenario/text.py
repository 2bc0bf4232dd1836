"""Text of scenarios, made from their data: products and scenarios side by side, then each day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from microdep_rules.output.from_here import from_here
from microdep_rules.output.impact.words import complete as complete_in_words
from microdep_rules.output.impact.words import no_pass_in_words, swap_in_words
from microdep_rules.output.layout import WIDTH, Page
from microdep_rules.output.looks import WORDS, shown_in, shown_now, shown_on_days
from microdep_rules.output.scenario.path import path_lines
from microdep_rules.output.visible import visible
from microdep_rules.output.widths import padded
from microdep_rules.output.widths import width as cells
from microdep_rules.production.distinct import labels_of
from microdep_rules.production.viability import HALTED, UNDETERMINED
from microdep_rules.vocabulary.days import days_later
from microdep_rules.vocabulary.shortening import and_more

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_CHANGES, MOST_SETS, MOST_NAMES, MOST_SPANS = 8, 6, 3, 3
NO_LEAD_TIME = "not known: no component states a lead time"
STOPPED = ("halted", "undetermined")
Data = dict[str, Any]


def render(
    data: Mapping[str, Any], columns: int = WIDTH, *, everything: bool = False, repeated: str = ""
) -> str:
    """Return the text about all scenarios; with `everything`, no entry is left out.

    `repeated` contains the options for the next command, with a space before them.
    """
    page = Page(columns)
    _side_by_side(page, data)
    for scenario in data["scenarios"]:
        _scenario(page, scenario, everything=everything)
    _closing(page, data, repeated)
    return page.text()


# ---- side by side --------------------------------------------------------------------------------


def _side_by_side(page: Page, data: Mapping[str, Any]) -> None:
    """Write one row for each product: its present state, and its worst state in each scenario."""
    scenarios = data["scenarios"]
    names = [visible(label) for label in labels_of(data["products"])]
    heads = ["product", f"now ({data['as_of']})", *(visible(label) for label in labels_of(scenarios))]
    rows = [
        [
            name,
            in_words(shown_now(product)),
            *(worst_in_words(scenario["products"][number]) for scenario in scenarios),
        ]
        for number, (name, product) in enumerate(zip(names, data["products"], strict=True))
    ]
    widths = [max(cells(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    if sum(widths) + 2 * len(widths) <= page.width:
        for row in [heads, *rows]:
            line = "  ".join(padded(cell, wide) for cell, wide in zip(row, widths, strict=True))
            page.lines.append(line.rstrip())
        return
    for row in rows:  # too wide for a table, so the cells become a list
        page.say(row[0])
        for head, cell in zip(heads[1:], row[1:], strict=True):
            page.say(f"{head}: {cell}", 2, 4)


def in_words(state: str) -> str:
    """Return a state in words."""
    return WORDS[state]


def worst_in_words(product: Mapping[str, Any]) -> str:
    """Return the worst state of a product under a scenario, with the first day of a halt, in words."""
    return halted_in_words(product) if product["halted_from"] else in_words(shown_on_days(product))


def halted_in_words(product: Mapping[str, Any], by: str = "") -> str:
    """Return the days and the cause of a halt, and the days with an undetermined state, in words.

    >>> halted_in_words({"halted_from": "2027-03-01", "halted_without_from": None, "days": []})
    'halted from 2027-03-01'
    >>> halted_in_words({"halted_from": "2027-03-01", "halted_without_from": "2027-03-01", "days": []})
    'halted from 2027-03-01, with or without the scenario'
    >>> days = [("2027-03-01", "halted"), ("2027-04-01", "undetermined"), ("2027-05-01", "viable")]
    >>> days = [{"day": day, "with": {"state": state}} for day, state in days]
    >>> halted_in_words({"halted_from": "2027-03-01", "halted_without_from": None, "days": days})
    'halted from 2027-03-01 through 2027-03-31; undetermined from 2027-04-01 through 2027-04-30'
    """
    since, without = product["halted_from"], product["halted_without_from"]
    when = f"halted from {since}{_end_of_halt(since, product['days'])}"
    if without is not None and without <= since:
        when += ", with or without the scenario"
    elif without is not None:
        when += f", and without the scenario from {without}"
    when += f", by {by}" if by else ""
    open_ = _periods(product["days"], UNDETERMINED)
    return f"{when}; undetermined {_listed(open_)}" if open_ else when


def _end_of_halt(since: str, days: Sequence[Mapping[str, Any]]) -> str:
    """Return the last day of a halt that ends, and the first day of the next halt, in words.

    >>> days = [("2027-03-01", "halted"), ("2027-04-01", "viable"), ("2027-05-01", "halted")]
    >>> _end_of_halt("2027-03-01", [{"day": day, "with": {"state": state}} for day, state in days])
    ' through 2027-03-31, and again from 2027-05-01'
    """
    later = [{"day": since, "with": {"state": HALTED}}, *(day for day in days if day["day"] > since)]
    first, *again = _periods(later, HALTED)
    return first.removeprefix(f"from {since}") + (f", and again {_listed(again)}" if again else "")


def _periods(days: Sequence[Mapping[str, Any]], state: str) -> list[str]:
    """Return the periods in which a product has a state under a scenario, with their first and last days.

    >>> days = [("2027-03-01", "halted"), ("2027-04-01", "viable"), ("2027-05-01", "halted")]
    >>> _periods([{"day": day, "with": {"state": state}} for day, state in days], "halted")
    ['from 2027-03-01 through 2027-03-31', 'from 2027-05-01']
    """
    spans: list[str] = []
    is_so = False
    for day in days:
        if (day["with"]["state"] == state) is not is_so:
            last = days_later(date.fromisoformat(day["day"]), -1)
            is_so = not is_so
            if is_so:
                spans.append(f"from {day['day']}")
            else:
                spans[-1] += f" through {last}"
    return spans


def _listed(spans: Sequence[str]) -> str:
    """Return the first periods, and the number of omitted periods."""
    more = [f"{len(spans) - MOST_SPANS} more times"] if len(spans) > MOST_SPANS else []
    return " and ".join([*spans[:MOST_SPANS], *more])


# ---- one scenario --------------------------------------------------------------------------------


def _scenario(page: Page, scenario: Mapping[str, Any], *, everything: bool) -> None:
    page.head(f"{scenario['name']}  ({from_here(scenario['path'])})")
    if scenario["description"]:
        page.say(scenario["description"], 2)
    for event in scenario["events"]:
        page.say(f"{event['number']}. {_when(event)}: {event['change']}{_because(event)}", 2, 3)
    for product in scenario["products"]:
        page.blank()
        page.say(f"{product['name']}  ({from_here(product['path'])}): {worst_in_words(product)}", 2, 2)
        for day in product["days"]:
            _day(page, day, everything=everything)


def _when(event: Mapping[str, Any]) -> str:
    return f"{event['from']} through {event['through']}" if event["through"] else f"from {event['from']}"


def _because(event: Mapping[str, Any]) -> str:
    return f" ({event['because']})" if event["because"] else ""


def _day(page: Page, day: Mapping[str, Any], *, everything: bool) -> None:
    """Write one day: the state without and with the scenario, the causes, and other changes."""
    after, without = day["with"], day["without"]
    turn = in_words(shown_in(after))
    if shown_in(without) != shown_in(after):
        turn += f" (without the scenario: {in_words(shown_in(without))})"
    page.say(f"{day['day']}  {turn}", 4, 12)
    if len(after["roots"]) > 1:
        page.say(roots_in_words(after), 6, 4)
    _reasons(page, after, everything=everything)
    changes = day["changes"]
    for change in changes if everything else changes[:MOST_CHANGES]:
        page.say(f"{change['rule']}: {_turn(change)} for {change['subject']['name']}", 6, 4)
    if not everything and len(changes) > MOST_CHANGES:
        page.say(f"and {len(changes) - MOST_CHANGES} more verdicts (--verbose lists them)", 6)
    _plan(page, without, after)
    _simulation(page, after)


def roots_in_words(outlook: Mapping[str, Any]) -> str:
    """Return the products at the top of a parts list that names no product, each with its state."""
    return "; ".join(f"{root['name']}: {in_words(shown_in(root))}" for root in outlook["roots"])


def _turn(change: Mapping[str, Any]) -> str:
    return f"{change['without'].replace('_', ' ')} -> {change['with'].replace('_', ' ')}"


def _reasons(page: Page, outlook: Mapping[str, Any], *, everything: bool) -> None:
    """Write the causes of a halt, the open questions, and the fails that do not block."""
    for lines, noun in (
        (reasons_of(outlook, everything=everything), "more"),
        (no_pass_in_words(outlook), "more that do not block"),
    ):
        for line in lines if everything else lines[:MOST_SETS]:
            page.say(line, 6, 4)
        if not everything and len(lines) > MOST_SETS:
            page.say(f"and {len(lines) - MOST_SETS} {noun} (--verbose lists them)", 6)


def reasons_of(outlook: Mapping[str, Any], *, everything: bool = True) -> list[str]:
    """Return one line for each cause of a halt, and for each open question.

    With `everything`, all questions are returned.
    """
    blocked = {component["id"]: component for component in outlook["blocked"]}
    lines = [
        f"halted by {' and '.join(root['name'] for root in roots)}: {_causes(roots, blocked)}"
        for roots in outlook["halted_by"]
    ]
    for component in outlook["undetermined_by"]:
        reasons = blocked.get(component["id"], {"reasons": []})["reasons"]
        lines.append(
            "; ".join(
                [f"undetermined: {component['name']}", *_possible_effects(reasons, everything=everything)]
            )
        )
    return lines


def _possible_effects(reasons: Sequence[Mapping[str, Any]], *, everything: bool) -> list[str]:
    """Return the possible effects of the scenario on a component, and the questions about the component."""
    effects = [reason["message"] for reason in reasons if reason["rule"] == "scenario"]
    asks = list(dict.fromkeys(ask for reason in reasons for ask in reason["ask"]))
    shown = asks if everything else asks[:1]
    left = len(asks) - len(shown)
    more = [f"and {left} more question{'s' if left > 1 else ''} (--verbose)"] if left else []
    return [*dict.fromkeys(effects), *(f"ask: {ask}" for ask in shown), *more]


def _causes(roots: Sequence[Mapping[str, Any]], blocked: Mapping[str, Any]) -> str:
    """Return the causes that block the components in `roots`, which halt the product together.

    With several components, each cause has the name of its component.
    """
    texts = [_rules(blocked.get(root["id"], {"reasons": []})["reasons"]) for root in roots]
    if len(texts) == 1:
        return texts[0]
    return "; ".join(f"{root['name']} ({text})" for root, text in zip(roots, texts, strict=True))


def _rules(reasons: Sequence[Mapping[str, Any]]) -> str:
    names = dict.fromkeys(
        reason["message"] if reason["rule"] == "scenario" else reason["rule"]
        for reason in reasons
        if reason["blocks"]
    )
    return "; ".join([*names][:MOST_NAMES]) or "a component that it needs is blocked"


# ---- plans ---------------------------------------------------------------------------------------


def _plan(page: Page, without: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Write when an order placed on this day is complete, without and with the scenario."""
    plan, before = after["plan"], without["plan"]
    if plan is None:
        if before is not None and is_known(before):
            before_it = f"(without the scenario: {complete(before)})"
            page.say(f"ordered on this day: cannot be completed {before_it}", 6, 4)
        return
    if not is_known(plan):
        page.say(f"ordered on this day: {NO_LEAD_TIME}", 6, 4)
        return
    text = f"ordered on this day: {complete(plan)}"
    if before is not None and before["total"] != plan["total"]:
        text += f" (without the scenario: {complete(before)})"
    page.say(text, 6, 4)
    for line in path_lines(plan, before):
        page.say(line, 6, 4)
    if after["delivery"] is not None:
        page.say(after["delivery"]["text"], 6, 4)
    for replaced in plan["replaced"][:MOST_NAMES]:
        page.say(f"with {stand_in(replaced)}", 6, 4)


def stand_in(replaced: Mapping[str, Any]) -> str:
    """Return an alternate that replaces a component in the plan, in words."""
    return swap_in_words(replaced["alternate_name"], replaced["component_name"], replaced["state"])


def is_known(plan: Mapping[str, Any]) -> bool:
    """Return whether a plan states any lead time."""
    return any(activity["lead_time"] for activity in plan["activities"])


def complete(plan: Mapping[str, Any]) -> str:
    """Return when a plan is complete, in words."""
    return complete_in_words(plan["earliest"], plan["latest"])


def _simulation(page: Page, outlook: Mapping[str, Any]) -> None:
    drawn = outlook["simulation"]
    if drawn is None:
        return
    page.say(drawn_in_words(drawn), 6, 4)
    if drawn["open"]:
        names = and_more([component["name"] for component in drawn["open"]], MOST_NAMES)
        page.say(f"lead time without an upper bound, counted with its lowest value: {names}", 6, 4)


def drawn_in_words(drawn: Mapping[str, Any]) -> str:
    """Return the quantiles of the simulated times, with their confidence intervals."""
    by_percent = {quantile["percent"]: quantile for quantile in drawn["quantiles"]}
    head = "the time for {} % of runs is at least" if drawn["at_least"] else "{} % of runs complete within"
    texts = [f"{head.format(percent)} {number(by_percent[percent]['value'])} days" for percent in (50, 90)]
    texts[1] += f" ({number(by_percent[90]['low'])} to {number(by_percent[90]['high'])})"
    if drawn["in_time"] is not None:
        share = drawn["in_time"]
        most = "at most " if drawn["at_least"] else ""
        texts.append(
            f"in time in {most}{_percent(share['value'])} of runs "
            f"({_percent(share['low'])} to {_percent(share['high'])})"
        )
    return (
        f"simulation of {drawn['runs']:,} runs (seed {drawn['seed']}; 95 % confidence intervals in brackets):"
        f" {'; '.join(texts)}"
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def number(days: float) -> str:
    """Return a number of days in words, without unnecessary decimals.

    >>> number(84.0), number(84.25)
    ('84', '84.2')
    """
    return f"{days:.0f}" if days == int(days) else f"{days:.1f}"


def _closing(page: Page, data: Mapping[str, Any], repeated: str) -> None:
    page.blank()
    packs = ", ".join(f"{pack['name']} {pack['version']}" for pack in data["packs"]) or "none"
    page.say(
        f"As of {data['as_of']}; packs: {packs}. A state without the scenario is the state on the same day. "
        "Undetermined is neither viable nor halted."
    )
    path = next(
        (s["path"] for s in data["scenarios"] for product in s["products"] if product["state"] in STOPPED),
        None,
    )
    if path is not None:
        command = f"microdep remedy BOM --scenario {from_here(path)}{repeated}"
        page.say(f"next: `{command}` shows which stated alternates make a product viable under the scenario")
