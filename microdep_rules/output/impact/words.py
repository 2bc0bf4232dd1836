"""Texts that all outputs of `microdep impact` share."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any

from microdep_rules.production.critical_path import Range
from microdep_rules.production.times import between, days, numeral
from microdep_rules.production.viability import HALTED, UNDETERMINED, VIABLE
from microdep_rules.vocabulary.days import days_later
from microdep_rules.vocabulary.plurals import counted_noun
from microdep_rules.vocabulary.shortening import and_more

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence, Sized

    from microdep_rules.output.impact.run import ProductImpact
    from microdep_rules.production.critical_path import DayDifference
    from microdep_rules.production.delivery import Delivery, Sooner

KIND_WORDS = {
    "country": "country",
    "party": "party",
    "site": "site",
    "stage": "stage",
    "component": "component",
}
CRITICAL = {"yes": "critical", "undetermined": "may be critical", "no": "no"}
"""Words for whether a component is on the longest path, by the value in the record."""
MOST = 4
BEYOND = "after 9999"
"""Text for a day after 9999-12-31, the last possible date.

In sorted lists, the text follows all dates.
"""


def blocking_in_words(blocking: Mapping[str, Any]) -> str:
    """Return the end of a sentence with the subject `A component is blocked`.

    >>> more = {"rules": ["a/b"], "not_rules": [], "restriction_index_above": None}
    >>> blocking_in_words({"severities": ["prohibit"], **more})
    'if it has an unwaived fail of severity prohibit or a/b'
    >>> blocking_in_words({"severities": [], **more, "rules": [], "restriction_index_above": None})
    'by nothing, because the configuration names no severity and no rule'
    """
    fails = [f"severity {severity}" for severity in blocking["severities"]] + blocking["rules"]
    index = blocking["restriction_index_above"]
    above = [f"a stated restriction index above {index}"] if index is not None else []
    if not fails and not above:
        return "by nothing, because the configuration names no severity and no rule"
    if not fails:
        return f"if it has {above[0]}"
    excluded = f" (never of {', '.join(blocking['not_rules'])})" if blocking["not_rules"] else ""
    rules = f"an unwaived fail of {' or '.join(fails)}{excluded}"
    return f"if it has {', or '.join([rules, *above])}"


def not_stated_in_words(kind: str, components: Iterable[Mapping[str, Any]], most: int = MOST) -> str:
    """Return the components without a stated country or party, in words.

    >>> not_stated_in_words("country", [{"id": "m", "of": ["Ga in Laser"]}, {"id": "n", "of": ["Nut"]}])
    'no country for Ga in Laser; Nut, so any country may be a further single point of failure'
    """
    elements = [text for component in components for text in component["of"]]
    names = listed(elements, most, "; ")
    return f"no {kind} for {names}, so any {kind} may be a further single point of failure"


def halts_in_words(certain: bool) -> str:  # noqa: FBT001 - as a record has it
    """Return the words for the certainty of a halt.

    >>> halts_in_words(True), halts_in_words(False)
    ('halts certainly', 'may halt')
    """
    return "halts certainly" if certain else "may halt"


def alone_in_words(cut_set: Mapping[str, Any]) -> str:
    """Return the members of a cut set (joint cause) that may halt the product even alone, in words.

    >>> points = [{"key": "CN", "name": "China"}, {"key": "JP", "name": "Japan"}]
    >>> alone_in_words({"points": points, "may_halt_alone": ["CN"]})
    'China alone may halt it'
    >>> alone_in_words({"points": points, "may_halt_alone": ["CN", "JP"]})
    'each alone may halt it'
    """
    names = [point["name"] for point in cut_set["points"] if point["key"] in cut_set["may_halt_alone"]]
    if len(names) == len(cut_set["points"]):
        return "each alone may halt it"
    return f"{' or '.join(names)} alone may halt it" if names else ""


def set_in_words(cut_set: Mapping[str, Any]) -> str:
    """Return the words for the certainty with which a cut set (joint cause) halts the product.

    >>> set_in_words({"points": [], "certain": False, "may_halt_alone": []})
    'may halt'
    >>> points = [{"key": "CN", "name": "China"}]
    >>> set_in_words({"points": points, "certain": True, "may_halt_alone": ["CN"]})
    'halts certainly, each alone may halt it'
    """
    alone = alone_in_words(cut_set) if cut_set["may_halt_alone"] else ""
    return f"{halts_in_words(cut_set['certain'])}{', ' if alone else ''}{alone}"


def listed(names: Sequence[str], most: int = MOST, between: str = ", ") -> str:
    """Return the first names of a list, and the number of omitted names.

    >>> listed(["a", "b", "c", "d"], 2), listed(["a, b", "c"], 2, "; ")
    ('a, b and 2 more', 'a, b; c')
    """
    return and_more(names, most, between)


def no_pass_in_words(data: Mapping[str, Any]) -> list[str]:
    """Return a line for each waived or excluded fail of a product, which does not halt production.

    >>> no_pass_in_words({"waived": [], "left_out": ["B, own/rule: fail"]})
    ['excluded by configuration: not blocking, but not a pass: B, own/rule: fail']
    """
    waived = [f"waived: not blocking, but not a pass: {text}" for text in data["waived"]]
    excluded = "excluded by configuration: not blocking, but not a pass"
    return [*waived, *(f"{excluded}: {text}" for text in data["left_out"])]


def together(points: Iterable[Mapping[str, Any]]) -> str:
    """Return the names of the members of a cut set (joint cause).

    The separator is not a comma, because names may contain commas.

    >>> together([{"name": "Ga, refined"}, {"name": "silicon-carbide, fabricated on a wafer"}])
    'Ga, refined + silicon-carbide, fabricated on a wafer'
    """
    return " + ".join(point["name"] for point in points)


def names_of(product: ProductImpact, ids: Iterable[str], between: str = ", ") -> str:
    """Return the names of components; a party appears by its key."""
    assert product.impact is not None
    made = product.impact.structure.made
    return between.join(product.name_of(id_) if id_ in made else id_ for id_ in ids)


def day_after(first: date, number: Fraction | float) -> str:
    """Return the date that is this number of days after `first`; `after 9999` if there is no such date.

    >>> from datetime import date
    >>> day_after(date(2026, 11, 29), 7), day_after(date(2026, 11, 29), 4_000_000)
    ('2026-12-06', 'after 9999')
    """
    whole = ceil(number)
    if whole > (date.max - first).days:
        return BEYOND
    return days_later(first, whole).isoformat()


def complete(earliest: str, latest: str | None) -> str:
    """Return when a plan is complete, in words; `latest` is `None` if there is no upper bound.

    >>> complete("2027-01-01", "2027-01-01"), complete("2027-01-01", None)
    ('complete on 2027-01-01', 'complete on 2027-01-01 at the earliest')
    >>> complete("2027-01-01", "after 9999"), complete("after 9999", None)
    ('complete between 2027-01-01 and a day after 9999', 'complete after 9999')
    """
    if earliest == BEYOND:
        return f"complete {BEYOND}"
    if latest is None:
        return f"complete on {earliest} at the earliest"
    if latest == earliest:
        return f"complete on {earliest}"
    return f"complete between {earliest} and {f'a day {latest}' if latest == BEYOND else latest}"


def delivery_in_words(delivery: Delivery, name_of: Callable[[str], str]) -> str:
    """Return the state of the delivery in words; `name_of` returns the name of a component."""
    left, last, total = delivery.left, delivery.left_at_last, delivery.total
    due, is_one = f"the delivery on {due_in_words(delivery.due.days)}", left == last
    if delivery.late is True:
        is_exact = is_one and delivery.state == VIABLE and total.is_exact
        by = f"by {_over(total.low, last)}{'' if is_exact else ' at least'}"
        own = Range(total.low, total.low if is_exact else None)
        if delivery.least == total.low:
            return f"late for {due}: {by} ({_dates(delivery, own)})"
        other = f"any other choice of alternates by {_over(delivery.least, last)} at least"
        return f"late for {due}: this plan {by} ({_dates(delivery, own)}), {other}"
    if delivery.late is False:
        assert total.high is not None
        spare = f"{days(-_more(total.high, left))} to spare{'' if is_one else ' at least'}"
        return f"in time for {due}: {spare} ({_dates(delivery, total)})"
    if delivery.state == HALTED:
        return f"may be late for {due}: the product is halted, and the day of the order is not known"
    return f"may be late for {due}: {'; '.join(_reasons_of(delivery, name_of))}"


def _reasons_of(delivery: Delivery, name_of: Callable[[str], str]) -> list[str]:
    """Return the reasons why it is unknown whether the delivery is on time."""
    left, last, total = delivery.left, delivery.left_at_last, delivery.total
    dates = _dates(delivery, total)
    reasons = (
        ["insufficient data to decide whether production is possible"]
        if delivery.state == UNDETERMINED
        else []
    )
    if total.low > last:
        by = f"{_over(total.low, last)}{'' if left == last and total.is_exact else ' at least'}"
        reasons.append(f"this plan is late by {by} ({dates})")
        reasons += [_shorter_plan(delivery.sooner, name_of)] if delivery.sooner is not None else []
    elif total.high is None or total.high > left:
        are = "is" if left == last == 1 else "are"
        there = between(Range(Fraction(left), Fraction(last)))
        there = there if left >= 0 else f"at most {days(Fraction(last))}"
        reasons.append(f"this plan takes {between(total)}, and {there} {are} left ({dates})")
    else:
        reasons.append(f"if production is possible, it is in time ({dates})")
    return reasons


def _dates(delivery: Delivery, total: Range) -> str:
    """Return the day of the order and the day of completion."""
    ordered = days_later(delivery.due.first, -delivery.left)
    latest = None if total.high is None else day_after(ordered, total.high)
    return f"ordered on {ordered}, {complete(day_after(ordered, total.low), latest)}"


def due_in_words(due: Sequence[date]) -> str:
    """Return the day on which the delivery is due, or the possible days.

    >>> from datetime import date
    >>> due_in_words([date(2027, 1, 1), date(2027, 3, 1)])
    '2027-01-01 or 2027-03-01'
    >>> due_in_words([date(2027, 1, day) for day in range(1, 6)])
    'one of 5 days from 2027-01-01 to 2027-01-05'
    """
    if len(due) <= MOST:
        return " or ".join(day.isoformat() for day in due)
    return f"one of {len(due)} days from {due[0]} to {due[-1]}"


def delivery_sentence(delivery: Mapping[str, Any]) -> str:
    """Return a sentence about the state of the delivery, from its data.

    >>> delivery_sentence({"late": "undetermined", "text": "may be late for the delivery"})
    'The product may be late for the delivery.'
    """
    return f"The product {'' if delivery['late'] == UNDETERMINED else 'is '}{delivery['text']}."


def _more(number: Fraction, left: int) -> Fraction:
    return Fraction(ceil(number) - left)


def _over(number: Fraction, left: int) -> str:
    return days(_more(number, left))


def _shorter_plan(sooner: Sooner, name_of: Callable[[str], str]) -> str:
    """Return a shorter plan with other alternates in words, with its days; this plan may be on time."""
    swaps = [
        f"{name_of(way)}{note} as listed" if way == use else f"{name_of(way)}{note} instead of {name_of(use)}"
        for use, way in sooner.instead.items()
        for note in [" (undetermined)" if way in sooner.open else ""]
    ]
    comma = "," if len(swaps) > 1 else ""
    return f"with {listed(swaps, between=', and with ')}{comma} it takes {between(sooner.total)}"


def documents_in_words(every: Sequence[Sized]) -> str:
    """Return the number of products; or of bills of materials, if one of them has several products.

    >>> documents_in_words([["Pump"], ["Valve"]]), documents_in_words([["Pump", "Valve"]])
    ('2 products', '1 bill of materials')
    """
    if all(len(roots) <= 1 for roots in every):
        return counted_noun(len(every), "product")
    return f"{len(every)} {'bill' if len(every) == 1 else 'bills'} of materials"


def span(time: Range) -> str:
    """Return a time in days: a number, a range, or a lower bound.

    >>> from fractions import Fraction
    >>> from microdep_rules.production.critical_path import Range
    >>> span(Range(Fraction(7), Fraction(14))), span(Range(Fraction(7), None)), span(Range(Fraction(0), None))
    ('7 to 14 days', 'at least 7 days', 'not known')
    """
    return between(time) if time.low or time.high is not None else "not known"


def most_in_words(total: Range, names: Sequence[str]) -> str:
    """Return the days and names of the longest path with the greatest lead times, in words.

    The text is empty if the greatest lead times are unknown, or equal the smallest.

    >>> from fractions import Fraction
    >>> from microdep_rules.production.critical_path import Range
    >>> most_in_words(Range(Fraction(7), Fraction(14)), ["Board", "Buoy"])
    'with the longest lead times: 14 days, along Board -> Buoy'
    """
    if total.high is None or total.is_exact or not names:
        return ""
    return f"with the longest lead times: {days(total.high)}, along {' -> '.join(names[-6:])}"


def slack(time: Range) -> str:
    """Return the slack of a component in words.

    >>> from fractions import Fraction
    >>> from microdep_rules.production.critical_path import Range
    >>> slack(Range(Fraction(0), None)), slack(Range(Fraction(0), Fraction(7)))
    ('any', '0 to 7 days')
    """
    return "any" if time.high is None and not time.low else span(time)


def bounds(*, exact: bool) -> str:
    """Return a note that the true range may be smaller than the shown range; empty if `exact` is true."""
    return "" if exact else ", between bounds"


def stated_in(name: str, currency: str) -> str:
    """Return the name of a component, with the currency of a cost that was not converted.

    >>> stated_in("Frame", "JPY"), stated_in("Frame", "")
    ('Frame (stated in JPY, not converted)', 'Frame')
    """
    return f"{name} (stated in {currency}, not converted)" if currency else name


def missing_cost(number: int, currency: str) -> str:
    """Return the reason why shares of the cost are ranges.

    >>> missing_cost(1, "USD")
    'the shares are ranges, because 1 component has no cost in USD or no quantity'
    """
    has = "has" if number == 1 else "have"
    without = f"{has} no cost in {currency} or no quantity"
    return f"the shares are ranges, because {counted_noun(number, 'component')} {without}"


def number_not_stated(names: Sequence[str]) -> str:
    """Return the text that the parts list states no number of units for some products.

    >>> number_not_stated(["Pump", "Valve"])
    'the number of units is not stated for: Pump, Valve'
    """
    return f"the number of units is not stated for: {listed(names)}"


def cost_ranges(missing: Sequence[str], currency: str, products: Sequence[str]) -> list[str]:
    """Return the reasons why shares are ranges: a cost or a number of units is not stated.

    >>> cost_ranges([], "USD", ["Pump", "Valve"])
    ['the shares are ranges, because the number of units is not stated for: Pump, Valve']
    >>> cost_ranges(["Bolt"], "USD", [])
    ['the shares are ranges, because 1 component has no cost in USD or no quantity: Bolt']
    """
    lines = [f"{missing_cost(len(missing), currency)}: {listed(missing)}"] if missing else []
    return [*lines, *([f"the shares are ranges, because {number_not_stated(products)}"] if products else [])]


def change(time: DayDifference) -> str:
    """Return a difference of two times in words.

    >>> from fractions import Fraction
    >>> from microdep_rules.production.critical_path import DayDifference
    >>> change(DayDifference(Fraction(-7), Fraction(-7))), change(DayDifference(Fraction(0), None))
    ('7 days sooner', 'the same or more')
    >>> change(DayDifference(Fraction(-28), Fraction(-18))), change(DayDifference(Fraction(-7), Fraction(7)))
    ('18 to 28 days sooner', '7 days sooner to 7 days more')
    """
    low, high = time.low, time.high
    if low is not None and low == high:
        return "no change" if low == 0 else _sooner_or_later(low)
    if high is None:
        return (
            "not known"
            if low is None or low < 0
            else "the same or more"
            if low == 0
            else f"at least {days(low)} more"
        )
    if low is None:
        return f"at most {days(high)} more"
    if low >= 0:
        return f"{numeral(low)} to {days(high)} more"
    if high < 0:
        return f"{numeral(-high)} to {days(-low)} sooner"
    return f"{_sooner_or_later(low)} to {_sooner_or_later(high)}"


def against_plan(time: DayDifference) -> str:
    """Return the difference of a plan from the shown plan in words.

    >>> from fractions import Fraction
    >>> from microdep_rules.production.critical_path import DayDifference
    >>> against_plan(DayDifference(Fraction(7), Fraction(7)))
    '7 days more than this plan'
    >>> against_plan(DayDifference(Fraction(0), Fraction(0)))
    'no change'
    """
    text = change(time)
    is_compared = text.endswith((" more", " sooner")) and not text.startswith("the same")
    return f"{text} than this plan" if is_compared else text


def swap_in_words(alternate: str, component: str, state: str) -> str:
    """Return the words `ALTERNATE instead of COMPONENT`, with the state if it is not `viable`.

    >>> swap_in_words("Seal B", "Seal A", "viable"), swap_in_words("Seal B", "Seal A", "undetermined")
    ('Seal B instead of Seal A', 'Seal B (undetermined) instead of Seal A')
    """
    return f"{alternate}{'' if state == VIABLE else f' ({state})'} instead of {component}"


def replaced_in_words(stated: Range, added: DayDifference) -> str:
    """Return in words the days that alternates add to the plan.

    >>> from fractions import Fraction
    >>> from microdep_rules.production.critical_path import DayDifference
    >>> replaced_in_words(Range(Fraction(7), Fraction(7)), DayDifference(Fraction(2), Fraction(2)))
    '2 days more than without alternates (7 days)'
    >>> replaced_in_words(Range(Fraction(7), Fraction(7)), DayDifference(Fraction(0), Fraction(0)))
    'no change from the plan without alternates (7 days)'
    """
    text, listed_time = change(added), f"({span(stated)})"
    if text == "no change":
        return f"no change from the plan without alternates {listed_time}"
    if text == "not known":
        return f"the difference from the plan without alternates {listed_time} is not known"
    return f"{text} than without alternates {listed_time}"


def _sooner_or_later(number: Fraction) -> str:
    return f"{days(-number)} sooner" if number < 0 else f"{days(number)} more"
