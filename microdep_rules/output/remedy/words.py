"""Words that the views of `remedy` share; they read the record."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from microdep_rules.output.impact.words import counted, listed, no_pass_in_words, span
from microdep_rules.output.remedy.run import MOST_DAYS
from microdep_rules.production.critical_path import Range
from microdep_rules.production.naming import all_of, reaches
from microdep_rules.production.numbers import as_stated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from microdep_rules.production.judging import Against
    from microdep_rules.production.remedy import Validity

BY = {"number": "the fewest substitutions", "cost": "the least cost", "time": "the shortest time"}
SMALLER = {"number": "smaller", "cost": "cheaper", "time": "faster"}
MOST_ASKED, MOST_WAIVERS, MOST_UNUSED, MOST_WHY = 5, 3, 10, 2
NO, AS_LISTED, MOST_SETS = "no substitution", "as it is listed", 3
OUTSIDE_FIX = "fix it, or remove it from the document"
DAY_STATES = {
    "none": "no remedy exists",
    "undetermined": "undetermined: missing facts decide",
    "nothing_checked": "nothing was checked",
}
NOTES = {
    "": "",
    "cost": "difference in cost not stated",
    "currency": "no cost in a currency that both state",
    "pieces": "number of pieces not stated",
    "time": "lead time not stated",
}
"""What is not stated of the measure of a substitution, in words."""


def under_words(under: Mapping[str, Any]) -> str:
    """The scenario and the days of a run.

    >>> under_words({"name": "Gallium is cut off", "days": ["2027-03-01"], "named": True})
    'under the scenario `Gallium is cut off` on 2027-03-01'
    >>> under_words({"name": "Gallium is cut off", "days": ["2027-03-01"], "named": False})
    'under the scenario `Gallium is cut off`, from 2027-03-01'
    """
    first, *others = under["days"]
    when = f", from {first}" if others or not under["named"] else f" on {first}"
    return f"under the scenario `{under['name']}`{when}"


def proof(goal: str, by: str, names: Sequence[str] = (), *, waived: bool = False) -> str:
    """The words for the proof that a remedy is the least.

    `names` are the products at the top of the list. By cost and by time a set may be less that does more than
    is needed: it is no remedy. A set that relies on waivers makes nothing pass.

    >>> proof("viable", "number"), proof("pass", "cost"), proof("pass", "number", waived=True)
    ('no smaller set makes the product viable', 'no remedy is cheaper', 'no smaller set is enough')
    """
    return (
        f"no smaller set {enough(goal, names, waived=waived)}"
        if by == "number"
        else f"no remedy is {SMALLER[by]}"
    )


def enough(goal: str, names: Sequence[str] = (), *, waived: bool = False) -> str:
    """The words for what a set does: with waivers it makes nothing pass."""
    return "is enough" if waived else reaches(goal, names)


def relies(product: Mapping[str, Any]) -> bool:
    """Return whether a remedy of a product relies on a waiver."""
    return any(isinstance(each, dict) and each["waived"] for each in product["remedies"])


def waived_by(ids: Sequence[str]) -> str:
    """The waivers, as many as fit.

    >>> waived_by(["W-1"]), waived_by(["a", "b", "c", "d"])
    ('W-1', 'a, b, c and 1 more')
    """
    more = len(ids) - MOST_WAIVERS
    return ", ".join(ids[:MOST_WAIVERS]) + (f" and {more} more" if more > 0 else "")


def each_once(against: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What is against a product, without what would read as a line that is there already."""
    found: dict[tuple[str, ...], Mapping[str, Any]] = {}
    for each in against:
        component = each["component"]
        line = (component["id"], component["name"], said_against(each), by_rule(each), each["fix"])
        found.setdefault(line, each)
    return list(found.values())


def said_against(against: Mapping[str, Any]) -> str:
    """What a rule says against a component; of one that nobody can decide, what to ask.

    >>> said_against({"blocks": True, "message": "D is from China", "missing": []})
    'D is from China'
    >>> said_against({"blocks": False, "message": "from China", "missing": [{"ask": "from where is D?"}]})
    'missing facts decide; ask from where is D?'
    """
    if against["blocks"]:
        return str(against["message"])
    asks = list(dict.fromkeys(each["ask"] for each in against["missing"]))[:MOST_WHY]
    return f"missing facts decide; ask {' '.join(asks)}" if asks else f"may be: {against['message']}"


def option(every: Sequence[Mapping[str, Any]], number: int, of: int) -> str:
    """One of several sets of components of which each needs an alternate, or facts.

    >>> b, c = ({"component": {"name": name}, "open": []} for name in "BC")
    >>> option([b, c], 1, 2), option([{**b, "open": [{"name": "D"}]}], 1, 1)
    ('either an alternate for B and for C', 'an alternate, or facts, for B')
    """
    either = "" if of == 1 else "either " if number == 1 else "or "
    names = [each["component"]["name"] for each in every]
    what = "an alternate, or facts," if any(each["open"] for each in every) else "an alternate"
    return f"{either}{what} for {' and for '.join(names)}"


def outside(against: Mapping[str, Any]) -> str:
    """A component that is in the document and not in the product, and what something is about it.

    >>> outside({"blocks": True, "component": {"name": "B"}})
    'against B, which is not in the product'
    """
    word = "against" if against["blocks"] else "open about"
    return f"{word} {against['component']['name']}, which is not in the product"


def stated_alternates(needed: Mapping[str, Any]) -> str:
    """What is to be said of a component that needs an alternate, and of the alternates that are stated.

    >>> b, d, e = ({"id": name, "name": name.upper()} for name in "bde")
    >>> stated_alternates({"component": b, "stated": [], "open": []})
    'none is stated'
    >>> stated_alternates({"component": b, "stated": [d, e], "open": [e]})
    'D does not help; missing facts decide about E'
    >>> stated_alternates({"component": b, "stated": [], "open": [b]})
    'missing facts decide about B; no alternate is stated'
    """
    open_ = [each["name"] for each in needed["open"]]
    ids = {each["id"] for each in needed["open"]}
    names = [each["name"] for each in needed["stated"] if each["id"] not in ids]
    said = [f"{listed(names)} {'does' if len(names) == 1 else 'do'} not help"] if names else []
    said += [f"missing facts decide about {listed(open_)}"] if open_ else []
    if not needed["stated"]:
        said.append("no alternate is stated" if open_ else "none is stated")
    return "; ".join(said)


def least(product: Mapping[str, Any], goal: str, by: str) -> str:
    """How surely the sets that were found are the least ones.

    >>> found = {"remedies": [1], "more": 0, "cut_short": False, "proved": True}
    >>> least(found, "viable", "cost"), least({**found, "proved": False}, "viable", "cost")
    ('the least cost; no remedy is cheaper', 'may be the least cost; others may be cheaper')
    """
    is_one = len(product["remedies"]) + product["more"] == 1 and not product["cut_short"]
    if product["proved"]:
        proved = proof(goal, by, names_of(product), waived=relies(product))
        return f"{BY[by]}{'' if is_one else f', {alike(product)} alike'}; {proved}"
    found = f"may be {BY[by]}{'' if is_one else f', {alike(product)}'}; others may be {SMALLER[by]}"
    return f"{found}{unconverted(product)}"


def unconverted(product: Mapping[str, Any]) -> str:
    """That costs of sets are in several currencies, where that leaves open which is the least.

    >>> costs = [{"currency": "EUR"}, {"currency": "USD"}]
    >>> unconverted({"remedies": [{"costs": costs}]}), unconverted({"remedies": [{"costs": costs[:1]}]})
    ('; costs in EUR and USD are not converted', '')
    """
    sets = [*product.get("remedies", ()), *product.get("may_be_smaller", ())]
    units = sorted({each["currency"] for one in sets if isinstance(one, dict) for each in one["costs"]})
    return f"; costs in {', '.join(units[:-1])} and {units[-1]} are not converted" if len(units) > 1 else ""


def open_because(product: Mapping[str, Any]) -> str:
    """Why nobody knows whether a set is smaller: facts are missing, or costs are in several currencies.

    >>> rivals = [{"state": "remedy", "costs": [{"currency": "USD", "low": "1", "high": "1"}]}]
    >>> open_because({"remedies": [], "may_be_smaller": rivals})
    'missing facts decide'
    >>> found = [{"state": "remedy", "costs": [{"currency": "EUR", "low": "1", "high": "1"}]}]
    >>> open_because({"remedies": found, "may_be_smaller": rivals})
    'costs in EUR and USD are not converted'
    """
    every = [*product["remedies"], *product["may_be_smaller"]]
    is_priced = all(
        one["state"] == "remedy"
        and one["costs"]
        and all(each["low"] == each["high"] for each in one["costs"])
        for one in every
    )
    why = unconverted(product).removeprefix("; ") if is_priced else ""
    return why or "missing facts decide"


def names_of(product: Mapping[str, Any]) -> list[str]:
    """The names of the products at the top of a list."""
    return [each["name"] for each in product.get("roots", ())]


def alike(product: Mapping[str, Any]) -> str:
    """How many least sets there are.

    >>> alike({"remedies": [1], "more": 0, "cut_short": False})
    '1 set'
    >>> alike({"remedies": [1] * 10, "more": 91, "cut_short": True})
    'at least 101 sets'
    """
    number = counted(len(product["remedies"]) + product["more"], "set")
    return f"at least {number}" if product["cut_short"] else number


def needs_none(product: Mapping[str, Any], goal: str) -> str:
    """The words for a product that needs no substitution: by waivers it passes nothing.

    >>> needs_none({"waived": []}, "pass"), needs_none({"waived": ["W-1"]}, "pass")
    ('it is a pass as it is listed', 'no substitution is needed, as what is against it is waived by W-1')
    """
    if product["waived"]:
        by = waived_by(product["waived"])
        return f"no substitution is needed, as what is against it is waived by {by}"
    return f"it is {'viable' if goal == 'viable' else 'a pass'} as it is listed"


def notes(remedy: Mapping[str, Any]) -> list[str]:
    """What is to be known of a set besides its substitutions, each as a line.

    What a document must not list any more, whether the product is in time, what fails and blocks nothing, and
    up to which day the set is valid.

    >>> b, d, x = ({"id": each, "name": each.upper()} for each in "bdx")
    >>> none = {"delivery": None, "left_out": [], "waived": ["W-1"], "substitutions": [1], "validity": None}
    >>> notes({"remove": [{"component": d, "alternate": x}], "unused": [b, x], **none})[0]
    'remove X from the alternates of D: approved, it leaves the document unknown'
    >>> notes({"remove": [], "unused": [b, x], **none})
    ['remove from the document what nothing needs any more: B, X', 'relies on the waiver W-1, and is no pass']
    """
    lines = [
        f"remove {each['alternate']['name']} from the alternates of {each['component']['name']}: "
        "approved, it leaves the document unknown"
        for each in remedy["remove"]
    ]
    if remedy["unused"]:
        names = listed([each["name"] for each in remedy["unused"]], MOST_UNUSED)
        lines.append(f"remove from the document what nothing needs any more: {names}")
    lines += waivers(remedy)
    lines += [remedy["delivery"]["text"]] if remedy["delivery"] is not None else []
    lines += no_pass_in_words({"waived": [], "left_out": remedy["left_out"]})
    return [*lines, *([remedy["validity"]["text"]] if remedy["validity"] is not None else [])]


def waivers(remedy: Mapping[str, Any]) -> list[str]:
    """The waivers that a set relies on; where nothing is changed, the words for that name them."""
    if not remedy["waived"] or not (remedy["substitutions"] or remedy["remove"]):
        return []
    return [f"{by_waivers(remedy['waived'])}, and is no pass"]


def by_waivers(ids: Sequence[str]) -> str:
    """The words for what relies on some waivers.

    >>> by_waivers(["W-1"]), by_waivers(["W-1", "W-2"])
    ('relies on the waiver W-1', 'relies on the waivers W-1, W-2')
    """
    return f"relies on the {'waiver' if len(ids) == 1 else 'waivers'} {waived_by(ids)}"


def on_day(day: Mapping[str, Any], by: str) -> str:
    """The remedies of one day of a scenario, and whether others may be less on it.

    >>> swaps = [{"component": {"name": "B"}, "alternate": {"name": "D"}, "note": ""}]
    >>> two = {"sets": [swaps, []], "waived": [[], ["W-1"]], "more": 2}
    >>> on_day({"state": "remedy", **two, "proved": True}, "number")
    'D for B; or as it is listed, which relies on the waiver W-1; or 2 more'
    >>> on_day({"state": "remedy", "sets": [swaps], "waived": [[]], "more": 0, "proved": False}, "time")
    'may be D for B; others may be faster'
    >>> on_day({"state": "none", "sets": [], "more": 0, "proved": False}, "number")
    'no remedy exists'
    """
    if day["state"] != "remedy":
        return DAY_STATES[day["state"]]
    found = zip(day["sets"], day["waived"], strict=True)
    sets = [
        (" with ".join(map(swap, each)) or AS_LISTED) + (f", which {by_waivers(ids)}" if ids else "")
        for each, ids in found
    ]
    more = len(sets) - MOST_SETS + day["more"] if len(sets) > MOST_SETS else day["more"]
    text = "; or ".join([*sets[:MOST_SETS], *([f"{more} more"] if more else [])])
    return text if day["proved"] else f"may be {text}; others may be {SMALLER[by]}"


def too_many_days(product: Mapping[str, Any]) -> str:
    """Why the days of a scenario are not answered one by one, where they are too many; else nothing.

    >>> too_many_days({"too_many_days": True, "days": ["2027-03-01"] * 41})
    'not shown for 41 days, which are more than 40; --on DAY answers one of them'
    """
    if not product["too_many_days"]:
        return ""
    many = len(product["days"])
    return f"not shown for {many} days, which are more than {MOST_DAYS}; --on DAY answers one of them"


def by_rule(against: Mapping[str, Any]) -> str:
    """The rule, and of a scenario the day on which it is so first."""
    return f"{against['rule']}, on {against['from']}" if against["from"] else str(against["rule"])


def reason_data(against: Against) -> dict[str, Any]:
    """The reason that something is against a component, as data."""
    reason = against.reason
    return {
        "rule": reason.rule,
        "blocks": reason.blocked,
        "message": reason.message,
        "from": None if against.day is None else against.day.isoformat(),
        "fix": reason.fix,
        "missing": [{"name": name, "ask": ask} for name, ask in reason.missing],
    }


def validity_in_words(validity: Validity, goal: str, name_of: Callable[[str], str]) -> str:
    """Up to which day a set is valid, and what comes after that."""
    if not validity.ends:
        text = f"valid through {validity.through}"
        if validity.due is None:
            return f"{text}, as far as was looked ahead"
        last = "the day of delivery" if validity.due == validity.through else "the last day of the scenario"
        return f"{text}, {last}"
    fails = "it is halted" if goal == "viable" else "the document fails"
    after = fails if validity.fails else "missing facts decide"
    then = f"valid through {validity.through} only: then {after}"
    why = dict.fromkeys(
        f"{name_of(each.component)}: {said_against(reason_data(each))} ({each.reason.rule})"
        for each in validity.against
    )
    return f"{then}; {'; '.join([*why][:MOST_WHY])}" if why else then


def value(remedy: Mapping[str, Any], by: str, currency: str | None, names: Sequence[str] = ()) -> str:
    """What a remedy comes to.

    >>> value({"substitutions": [1], "value": {"low": "-3.5", "high": "-3.5"}}, "cost", "USD")
    '1 substitution, -3.5 USD for one product'
    >>> value({"substitutions": [1], "value": {"low": "7", "high": None}}, "time", None)
    '1 substitution, the product takes at least 7 days'
    >>> value({"substitutions": [1], "value": {"low": "0", "high": None}}, "time", None)
    '1 substitution, time not known'
    """
    number = counted(len(remedy["substitutions"]), "substitution") if remedy["substitutions"] else NO
    low, high = remedy["value"]["low"], remedy["value"]["high"]
    if by == "cost":
        return f"{number}, {_costs(remedy, low, high, currency)}"
    if by == "time":
        time = Range(Fraction(low), None if high is None else Fraction(high))
        known = time.low or time.high is not None
        what = f"the last of {all_of(names)}" if len(names) > 1 else "the product"
        return f"{number}, {what} takes {span(time)}" if known else f"{number}, time not known"
    return number


def _costs(remedy: Mapping[str, Any], low: str | None, high: str | None, currency: str | None) -> str:
    """What a set adds to the cost, in each currency."""
    stated = remedy.get("costs") or [{"low": low, "high": high, "currency": currency}]
    if all(each["low"] is None and each["high"] is None for each in stated):
        return "cost not known"
    return f"{' and '.join(_money(**each) for each in stated)} for one product"


def _money(low: str | None, high: str | None, currency: str | None) -> str:
    unit = f" {currency}" if currency else ""
    if low is None and high is None:
        return f"any amount{unit}"
    if low == high:
        return f"{_signed(low)}{unit}"
    if high is None:
        return f"at least {_signed(low)}{unit}"
    if low is None:
        return f"at most {_signed(high)}{unit}"
    return f"{_signed(low)} to {_signed(high)}{unit}"


def _signed(number: str | None) -> str:
    """An amount with its sign, rounded to cents where it has no end."""
    exact = Fraction(number or 0)
    text = number if number is not None and "/" not in number else f"{float(exact):.2f}"
    grouped = as_stated(Fraction(text).__abs__())
    return f"{'-' if exact < 0 else '+'}{grouped}" if exact else "no more"


def rival(remedy: Mapping[str, Any], goal: str, by: str, names: Sequence[str] = ()) -> list[str]:
    """Of a set that may be smaller: that it surely reaches the goal, where only its measure is open."""
    if remedy["state"] != "remedy":
        return []
    does = enough(goal, names, waived=bool(remedy.get("waived")))
    open_ = {"cost": "what it costs", "time": "how long it takes"}.get(by, "its size")
    known = [each["low"] is not None and each["low"] == each["high"] for each in remedy.get("costs", ())]
    if by == "cost" and known and all(known):
        return [f"it {does}; costs in several currencies are not compared"]
    return [f"it {does}; {open_} is not known well enough"]


def swap(substitution: Mapping[str, Any]) -> str:
    """One substitution in words, with what is not stated of it."""
    text = f"{substitution['alternate']['name']} for {substitution['component']['name']}"
    return text if not substitution["note"] else f"{text} ({substitution['note']})"
