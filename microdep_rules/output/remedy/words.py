"""Texts for all outputs of `microdep remedy`, made from the record."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from microdep_rules.output.impact.words import listed, no_pass_in_words, span
from microdep_rules.output.remedy.run import MOST_DAYS
from microdep_rules.production.critical_path import Range
from microdep_rules.production.naming import all_of, reaches
from microdep_rules.production.numbers import as_stated
from microdep_rules.vocabulary.plurals import counted_noun
from microdep_rules.vocabulary.shortening import and_more

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from microdep_rules.production.judging import Objection
    from microdep_rules.production.remedy import Validity

BY = {"number": "the fewest substitutions", "cost": "the least cost", "time": "the shortest time"}
SMALLER = {"number": "smaller", "cost": "cheaper", "time": "faster"}
MOST_ASKED, MOST_WAIVERS, MOST_UNUSED, MOST_WHY = 5, 3, 10, 2
NO, AS_LISTED, MOST_SETS = "no substitution", "the product as listed", 3
OUTSIDE_FIX = "fix it, or remove it from the document"
DAY_STATES = {
    "none": "no remedy exists",
    "undetermined": "undetermined: insufficient data",
    "nothing_checked": "nothing was checked",
}
NOTES = {
    "": "",
    "cost": "difference in cost not stated",
    "currency": "no cost in a currency that both components state",
    "pieces": "number of pieces not stated",
    "time": "lead time not stated",
}
"""Notes about costs or times that are not stated for the components of a substitution."""


def under_words(under: Mapping[str, Any]) -> str:
    """Return the scenario, and the days on which the product must reach the goal, in words.

    >>> under_words({"name": "Gallium is cut off", "days": ["2027-03-01"], "named": True})
    'under the scenario `Gallium is cut off` on 2027-03-01'
    >>> under_words({"name": "Gallium is cut off", "days": ["2027-03-01"], "named": False})
    'under the scenario `Gallium is cut off`, from 2027-03-01'
    """
    first, *others = under["days"]
    when = f", from {first}" if others or not under["named"] else f" on {first}"
    return f"under the scenario `{under['name']}`{when}"


def proof(goal: str, by: str, names: Sequence[str] = (), *, waived: bool = False) -> str:
    """Return the sentence that a remedy is proved to be the smallest.

    `names` contains the products at the top of the parts list. With `waived`, the sentence does not mention a
    pass, because the set relies on waivers.

    >>> proof("viable", "number"), proof("pass", "cost"), proof("pass", "number", waived=True)
    ('no smaller set makes the product viable', 'no remedy is cheaper', 'no smaller set is sufficient')
    """
    return (
        f"no smaller set {enough(goal, names, waived=waived)}"
        if by == "number"
        else f"no remedy is {SMALLER[by]}"
    )


def enough(goal: str, names: Sequence[str] = (), *, waived: bool = False) -> str:
    """Return the effect of a set of substitutions in words.

    If the set relies on waivers, the text does not mention a pass.
    """
    return "is sufficient" if waived else reaches(goal, names)


def relies(product: Mapping[str, Any]) -> bool:
    """Return whether a remedy of a product relies on a waiver."""
    return any(isinstance(remedy, dict) and remedy["waived"] for remedy in product["remedies"])


def waived_by(ids: Sequence[str]) -> str:
    """Return the first ids of waivers, and the number of omitted ids.

    >>> waived_by(["W-1"]), waived_by(["a", "b", "c", "d", "e"])
    ('W-1', 'a, b, c and 2 more')
    """
    return and_more(ids, MOST_WAIVERS)


def each_once(against: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the findings against a product without repetitions; findings with equal texts become one."""
    unique: dict[tuple[str, ...], Mapping[str, Any]] = {}
    for finding in against:
        component = finding["component"]
        line = (
            component["id"],
            component["name"],
            finding_text(finding),
            by_rule(finding),
            finding["fix"],
        )
        unique.setdefault(line, finding)
    return list(unique.values())


def finding_text(against: Mapping[str, Any]) -> str:
    """Return the message of a finding, or the questions if facts are missing.

    >>> finding_text({"blocks": True, "message": "D is from China", "missing": []})
    'D is from China'
    >>> finding_text({"blocks": False, "message": "from China", "missing": [{"ask": "from where is D?"}]})
    'insufficient data; ask: from where is D?'
    """
    if against["blocks"]:
        return str(against["message"])
    asks = list(dict.fromkeys(question["ask"] for question in against["missing"]))[:MOST_WHY]
    return f"insufficient data; ask: {' '.join(asks)}" if asks else f"possibly: {against['message']}"


def option(every: Sequence[Mapping[str, Any]], number: int, of: int) -> str:
    """Return one of several sets of components that need an alternate or more facts, in words.

    >>> b, c = ({"component": {"name": name}, "open": []} for name in "BC")
    >>> option([b, c], 1, 2), option([{**b, "open": [{"name": "D"}]}], 1, 1)
    ('either an alternate for B and for C', 'an alternate or more data for B')
    """
    either = "" if of == 1 else "either " if number == 1 else "or "
    names = [entry["component"]["name"] for entry in every]
    needed = "an alternate or more data" if any(entry["open"] for entry in every) else "an alternate"
    return f"{either}{needed} for {' and for '.join(names)}"


def outside(against: Mapping[str, Any]) -> str:
    """Return the text about a finding on a component that no product of the document contains.

    >>> outside({"blocks": True, "component": {"name": "B"}})
    'finding about B, which is not in the product'
    """
    word = "finding" if against["blocks"] else "open question"
    return f"{word} about {against['component']['name']}, which is not in the product"


def stated_alternates(needed: Mapping[str, Any]) -> str:
    """Return the effect of the stated alternates of a component in words; none of them is certainly enough.

    >>> b, d, e = ({"id": name, "name": name.upper()} for name in "bde")
    >>> stated_alternates({"component": b, "stated": [], "open": []})
    'no alternate is stated'
    >>> stated_alternates({"component": b, "stated": [d, e], "open": [e]})
    'D does not help; insufficient data about E'
    >>> stated_alternates({"component": b, "stated": [], "open": [b]})
    'insufficient data about B; no alternate is stated'
    """
    open_ = [alternate["name"] for alternate in needed["open"]]
    ids = {alternate["id"] for alternate in needed["open"]}
    names = [alternate["name"] for alternate in needed["stated"] if alternate["id"] not in ids]
    texts = [f"{listed(names)} {'does' if len(names) == 1 else 'do'} not help"] if names else []
    texts += [f"insufficient data about {listed(open_)}"] if open_ else []
    if not needed["stated"]:
        texts.append("no alternate is stated")
    return "; ".join(texts)


def least(product: Mapping[str, Any], goal: str, by: str) -> str:
    """Return the words for the certainty that the sets are the smallest.

    >>> found = {"remedies": [1], "more": 0, "cut_short": False, "proved": True}
    >>> least(found, "viable", "cost"), least({**found, "proved": False}, "viable", "cost")
    ('the least cost; no remedy is cheaper', 'may be the least cost; other sets may be cheaper')
    """
    is_one = len(product["remedies"]) + product["more"] == 1 and not product["cut_short"]
    if product["proved"]:
        proved = proof(goal, by, names_of(product), waived=relies(product))
        return f"{BY[by]}{'' if is_one else f', shared by {alike(product)}'}; {proved}"
    text = (
        f"may be {BY[by]}{'' if is_one else f', shared by {alike(product)}'}; other sets may be {SMALLER[by]}"
    )
    return f"{text}{unconverted(product)}"


def unconverted(product: Mapping[str, Any]) -> str:
    """Return the note about costs in several currencies, which cannot be compared.

    >>> costs = [{"currency": "EUR"}, {"currency": "USD"}]
    >>> unconverted({"remedies": [{"costs": costs}]}), unconverted({"remedies": [{"costs": costs[:1]}]})
    ('; costs in EUR and USD are not converted', '')
    """
    sets = [*product.get("remedies", ()), *product.get("may_be_smaller", ())]
    units = sorted({cost["currency"] for one in sets if isinstance(one, dict) for cost in one["costs"]})
    return f"; costs in {', '.join(units[:-1])} and {units[-1]} are not converted" if len(units) > 1 else ""


def open_because(product: Mapping[str, Any]) -> str:
    """Return the reason why the smallest set is unknown: missing facts, or costs in several currencies.

    >>> rivals = [{"state": "remedy", "costs": [{"currency": "USD", "low": "1", "high": "1"}]}]
    >>> open_because({"remedies": [], "may_be_smaller": rivals})
    'insufficient data'
    >>> found = [{"state": "remedy", "costs": [{"currency": "EUR", "low": "1", "high": "1"}]}]
    >>> open_because({"remedies": found, "may_be_smaller": rivals})
    'costs in EUR and USD are not converted'
    """
    every = [*product["remedies"], *product["may_be_smaller"]]
    is_priced = all(
        one["state"] == "remedy"
        and one["costs"]
        and all(cost["low"] == cost["high"] for cost in one["costs"])
        for one in every
    )
    reason = unconverted(product).removeprefix("; ") if is_priced else ""
    return reason or "insufficient data"


def names_of(product: Mapping[str, Any]) -> list[str]:
    """Return the names of the products at the top of a parts list."""
    return [root["name"] for root in product.get("roots", ())]


def alike(product: Mapping[str, Any]) -> str:
    """Return the number of smallest sets, in words.

    >>> alike({"remedies": [1], "more": 0, "cut_short": False})
    '1 set'
    >>> alike({"remedies": [1] * 10, "more": 91, "cut_short": True})
    'at least 101 sets'
    """
    number = counted_noun(len(product["remedies"]) + product["more"], "set")
    return f"at least {number}" if product["cut_short"] else number


def needs_none(product: Mapping[str, Any], goal: str) -> str:
    """Return the text about a product that needs no substitution.

    A waived fail is never called a pass.

    >>> needs_none({"waived": []}, "pass"), needs_none({"waived": ["W-1"]}, "pass")
    ('the document passes as listed', 'no substitution is needed, because all findings are waived by W-1')
    """
    if product["waived"]:
        by = waived_by(product["waived"])
        return f"no substitution is needed, because all findings are waived by {by}"
    if goal != "viable":
        return "the document passes as listed"
    names = names_of(product)
    return f"{all_of(names)} {'are' if len(names) > 1 else 'is'} viable as listed"


def notes(remedy: Mapping[str, Any]) -> list[str]:
    """Return the notes about a set of substitutions, each on its own line.

    The notes are about waivers, delivery, entries to remove from the document, fails that do not block, and
    the last day of validity.

    >>> b, d, x = ({"id": id_, "name": id_.upper()} for id_ in "bdx")
    >>> none = {"delivery": None, "left_out": [], "waived": ["W-1"], "substitutions": [1], "validity": None}
    >>> notes({"remove": [{"component": d, "alternate": x}], "unused": [b, x], **none})[0]
    'remove X from the alternates of D: while X is approved, the verdict of the document is unknown'
    >>> notes({"remove": [], "unused": [b, x], **none})
    ['remove unused components from the document: B, X', 'relies on the waiver W-1, so this is not a pass']
    """
    lines = [
        f"remove {entry['alternate']['name']} from the alternates of {entry['component']['name']}: "
        f"while {entry['alternate']['name']} is approved, the verdict of the document is unknown"
        for entry in remedy["remove"]
    ]
    if remedy["unused"]:
        names = listed([component["name"] for component in remedy["unused"]], MOST_UNUSED)
        lines.append(f"remove unused components from the document: {names}")
    lines += waivers(remedy)
    lines += [remedy["delivery"]["text"]] if remedy["delivery"] is not None else []
    lines += no_pass_in_words({"waived": [], "left_out": remedy["left_out"]})
    return [*lines, *([remedy["validity"]["text"]] if remedy["validity"] is not None else [])]


def waivers(remedy: Mapping[str, Any]) -> list[str]:
    """Return the note about the waivers on which a remedy relies; empty if the remedy changes nothing."""
    if not remedy["waived"] or not (remedy["substitutions"] or remedy["remove"]):
        return []
    return [f"{by_waivers(remedy['waived'])}, so this is not a pass"]


def by_waivers(ids: Sequence[str]) -> str:
    """Return the text that a result relies on waivers.

    >>> by_waivers(["W-1"]), by_waivers(["W-1", "W-2"])
    ('relies on the waiver W-1', 'relies on the waivers W-1, W-2')
    """
    return f"relies on the {'waiver' if len(ids) == 1 else 'waivers'} {waived_by(ids)}"


def on_day(day: Mapping[str, Any], by: str) -> str:
    """Return the remedies for one day of a scenario, and whether smaller sets may exist, in words.

    >>> swaps = [{"component": {"name": "B"}, "alternate": {"name": "D"}, "note": ""}]
    >>> two = {"sets": [swaps, []], "waived": [[], ["W-1"]], "more": 2}
    >>> on_day({"state": "remedy", **two, "proved": True}, "number")
    'D instead of B; or the product as listed, which relies on the waiver W-1; or 2 more'
    >>> on_day({"state": "remedy", "sets": [swaps], "waived": [[]], "more": 0, "proved": False}, "time")
    'may be D instead of B; other sets may be faster'
    >>> on_day({"state": "none", "sets": [], "more": 0, "proved": False}, "number")
    'no remedy exists'
    """
    if day["state"] != "remedy":
        return DAY_STATES[day["state"]]
    pairs = zip(day["sets"], day["waived"], strict=True)
    sets = [
        (" with ".join(map(swap, swaps)) or AS_LISTED) + (f", which {by_waivers(ids)}" if ids else "")
        for swaps, ids in pairs
    ]
    more = len(sets) - MOST_SETS + day["more"] if len(sets) > MOST_SETS else day["more"]
    text = "; or ".join([*sets[:MOST_SETS], *([f"{more} more"] if more else [])])
    return text if day["proved"] else f"may be {text}; other sets may be {SMALLER[by]}"


def too_many_days(product: Mapping[str, Any]) -> str:
    """Return the reason why a scenario has no remedies for single days; empty if it has.

    >>> too_many_days({"too_many_days": True, "days": ["2027-03-01"] * 41})
    'not shown, because there are 41 days and at most 40 are shown; --on DAY shows one day'
    """
    if not product["too_many_days"]:
        return ""
    many = len(product["days"])
    return (
        f"not shown, because there are {many} days and at most {MOST_DAYS} are shown; --on DAY shows one day"
    )


def by_rule(against: Mapping[str, Any]) -> str:
    """Return the rule of a finding; under a scenario, with the first day of the finding."""
    return f"{against['rule']}, on {against['from']}" if against["from"] else str(against["rule"])


def reason_data(against: Objection) -> dict[str, Any]:
    """Return the reason of an objection against a component as data: rule, message, fix and missing facts."""
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
    """Return the last day on which a set is valid, and the state after this day."""
    if not validity.ends:
        text = f"valid through {validity.through}"
        if validity.due is None:
            return f"{text}; later days were not analysed"
        last = "the day of delivery" if validity.due == validity.through else "the last day of the scenario"
        return f"{text}, {last}"
    fails = "production is halted" if goal == "viable" else "the document fails"
    after = fails if validity.fails else "the data is insufficient"
    then = f"valid through {validity.through} only; after that, {after}"
    reasons = dict.fromkeys(
        f"{name_of(finding.component)}: {finding_text(reason_data(finding))} ({finding.reason.rule})"
        for finding in validity.objections
    )
    return f"{then}; {'; '.join([*reasons][:MOST_WHY])}" if reasons else then


def value(remedy: Mapping[str, Any], by: str, currency: str | None, names: Sequence[str] = ()) -> str:
    """Return the size of a remedy (its cost, time or number of substitutions) in words.

    >>> value({"substitutions": [1], "value": {"low": "-3.5", "high": "-3.5"}}, "cost", "USD")
    '1 substitution, -3.5 USD for one product'
    >>> value({"substitutions": [1], "value": {"low": "7", "high": None}}, "time", None)
    '1 substitution, the product takes at least 7 days'
    >>> value({"substitutions": [1], "value": {"low": "0", "high": None}}, "time", None)
    '1 substitution, time not known'
    """
    number = counted_noun(len(remedy["substitutions"]), "substitution") if remedy["substitutions"] else NO
    low, high = remedy["value"]["low"], remedy["value"]["high"]
    if by == "cost":
        return f"{number}, {_costs(remedy, low, high, currency)}"
    if by == "time":
        time = Range(Fraction(low), None if high is None else Fraction(high))
        known = time.low or time.high is not None
        last = f"the last of {all_of(names)}" if len(names) > 1 else "the product"
        return f"{number}, {last} takes {span(time)}" if known else f"{number}, time not known"
    return number


def _costs(remedy: Mapping[str, Any], low: str | None, high: str | None, currency: str | None) -> str:
    """Return the costs of a remedy in words, with one amount for each currency."""
    stated = remedy.get("costs") or [{"low": low, "high": high, "currency": currency}]
    if all(cost["low"] is None and cost["high"] is None for cost in stated):
        return "cost not known"
    return f"{' and '.join(_money(**cost) for cost in stated)} for one product"


def _money(low: str | None, high: str | None, currency: str | None) -> str:
    unit = f" {currency}" if currency else ""
    if low is None and high is None:
        return f"any amount{unit}"
    if low == high:
        return f"{_with_sign(low)}{unit}"
    if high is None:
        return f"at least {_with_sign(low)}{unit}"
    if low is None:
        return f"at most {_with_sign(high)}{unit}"
    return f"{_with_sign(low)} to {_with_sign(high)}{unit}"


def _with_sign(number: str | None) -> str:
    """Return an amount with its sign; an amount with infinitely many decimals is rounded to cents."""
    exact = Fraction(number or 0)
    text = number if number is not None and "/" not in number else f"{float(exact):.2f}"
    grouped = as_stated(Fraction(text).__abs__())
    return f"{'-' if exact < 0 else '+'}{grouped}" if exact else "no more"


def rival(remedy: Mapping[str, Any], goal: str, by: str, names: Sequence[str] = ()) -> list[str]:
    """Return a note that a remedy cannot be compared with other remedies; empty if it can.

    Remedies cannot be compared if a cost, time or size is a range, or if costs are in several currencies.
    """
    if remedy["state"] != "remedy":
        return []
    does = enough(goal, names, waived=bool(remedy.get("waived")))
    open_ = {"cost": "its cost", "time": "its time"}.get(by, "its size")
    known = [cost["low"] is not None and cost["low"] == cost["high"] for cost in remedy.get("costs", ())]
    if by == "cost" and known and all(known):
        return [f"this set {does}; costs in several currencies are not compared"]
    return [f"this set {does}; {open_} is not known well enough to compare"]


def swap(substitution: Mapping[str, Any]) -> str:
    """Return one substitution in words, with a note about a missing cost or time."""
    text = f"{substitution['alternate']['name']} instead of {substitution['component']['name']}"
    return text if not substitution["note"] else f"{text} ({substitution['note']})"
