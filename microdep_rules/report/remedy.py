"""Page about remedies, and the section about them in the report, from the data of `microdep remedy`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.output import looks
from microdep_rules.output.impact.words import blocking_in_words
from microdep_rules.output.looks import shown_remedy, worst_shown
from microdep_rules.output.remedy.text import SHORT
from microdep_rules.output.remedy.words import (
    BY,
    OUTSIDE_FIX,
    SMALLER,
    by_rule,
    each_once,
    finding_text,
    least,
    names_of,
    needs_none,
    notes,
    on_day,
    open_because,
    option,
    proof,
    relies,
    rival,
    stated_alternates,
    swap,
    too_many_days,
    under_words,
    value,
)
from microdep_rules.production.distinct import apart, labels_of
from microdep_rules.production.naming import all_of, reaches
from microdep_rules.report.impact import MOST_PRODUCTS, OUTPUT, first_products
from microdep_rules.report.views import filled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Data = dict[str, Any]
MOST_LINES = 60


def render(record: Mapping[str, Any]) -> str:
    """Return the page for a record of `microdep remedy`; equal records give equal bytes."""
    names = labels_of(record["products"])
    more = " and more" if len(names) > 3 else ""  # noqa: PLR2004 - three names fit on a line
    return filled(
        "remedy.html.j2",
        {
            **section(record),
            "title": f"Remedies for {', '.join(names[:3])}{more}" if names else "Remedies",
            "tool": record["tool"],
            "packs": record["packs"],
            "inputs": record["inputs"],
        },
    )


def section(record: Mapping[str, Any], elsewhere: str = OUTPUT, most: int = MOST_PRODUCTS) -> Data:
    """Return the data for the section of the report about remedies.

    `elsewhere` is the name of the file that contains the omitted rows.
    """
    states = [shown_remedy(product) for product in record["products"]]
    shown, left = first_products(apart(record["products"]), looks.WORST_FIRST, most)
    under = under_words(record["under"]) if record["under"] is not None else ""
    return {
        "as_of": record["as_of"],
        "under": under,
        "heading": f"{under[0].upper()}{under[1:]}" if under else f"As of {record['as_of']}",
        "goal": record["goal"],
        "reaches": _goal_phrase(record),
        "by": BY[record["by"]],
        "smaller": SMALLER[record["by"]],
        "blocking": blocking_in_words(record["blocking"]),
        "elsewhere": elsewhere,
        "summary": _state(worst_shown(states, record["summary"]["state"])),
        "counts": [
            {**_state(state), "word": SHORT.get(state, looks.WORDS[state]), "count": states.count(state)}
            for state in reversed(looks.WORST_FIRST)
            if state in states or state in {"remedy", "none", "undetermined"}
        ],
        "products": [_product(product, record["goal"], record["by"]) for product in shown],
        "left": left,
    }


def _goal_phrase(record: Mapping[str, Any]) -> str:
    """Return the goal of the remedies as a verb phrase, such as `makes each product viable`."""
    products = record["products"]
    if len(products) > 1:
        return "makes each product viable" if record["goal"] == "viable" else "makes each document pass"
    return reaches(record["goal"], names_of(products[0]) if products else ())


def _state(state: str) -> Data:
    look = looks.LOOKS[state]
    return {"sign": look.sign, "word": look.word, "kind": look.kind}


def _product(product: Mapping[str, Any], goal: str, by: str) -> Data:
    head = {"name": product["name"], "path": product["path"], "state": _state(shown_remedy(product))}
    problems = [d for d in product["diagnostics"] if d["severity"] == "error"]
    head["problems"] = [f"{problem['message']}; {problem['help']}" for problem in problems[:MOST_LINES]]
    if "remedies" not in product:
        return {**head, "analysed": False}
    lacking = product["lacking"]
    return {
        **head,
        "analysed": True,
        "needs_none": _sentence(needs_none(product, goal)) if product["needs_none"] else "",
        "notes": [_sentence(note) for note in notes(product["remedies"][0])] if product["needs_none"] else [],
        "proof": proof(goal, by, names_of(product), waived=relies(product)),
        "proved": product["proved"],
        "unproved": f"another set may be {SMALLER[by]}: {open_because(product)}",
        "complete": product["complete"],
        "forms": f"{product['forms_judged']} variants of {all_of(names_of(product))}",
        "remedies": [
            _remedy(remedy, by, product["currency"], names_of(product)) for remedy in product["remedies"]
        ],
        "least": least(product, goal, by),
        "more": product["more"],
        "cut_short": product["cut_short"],
        "open": [_possible_set(remedy, product, goal, by) for remedy in product["may_be_smaller"]],
        "by_day": [{"day": day["day"], "sets": on_day(day, by)} for day in product["by_day"]],
        "too_many_days": too_many_days(product),
        "lacking": None if lacking is None else _lacking(lacking),
    }


def _remedy(remedy: Mapping[str, Any], by: str, currency: str | None, names: Sequence[str]) -> Data:
    return {
        "value": value(remedy, by, currency, names),
        "notes": [_sentence(note) for note in notes(remedy)],
        "swaps": [
            {
                "component": substitution["component"]["name"],
                "alternate": substitution["alternate"]["name"],
                "note": swap(substitution).removeprefix(
                    f"{substitution['alternate']['name']} instead of {substitution['component']['name']}"
                ),
            }
            for substitution in remedy["substitutions"]
        ],
    }


def _possible_set(remedy: Mapping[str, Any], product: Mapping[str, Any], goal: str, by: str) -> Data:
    """Return the data of a set that may be smaller than the best sets, or that may be a remedy."""
    shown = _remedy(remedy, by, product["currency"], names_of(product))
    known = rival(remedy, goal, by, names_of(product)) if product["remedies"] else []
    return {
        **shown,
        "notes": [*shown["notes"], *map(_sentence, known)],
        "asks": _questions(remedy["unless"]),
    }


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _questions(against: Sequence[Mapping[str, Any]]) -> list[Data]:
    """Return the questions about missing facts, each with its component and the rule that asks."""
    asks = [
        {"component": entry["component"]["name"], "rule": entry["rule"], "ask": one}
        for entry in against
        for one in [missing["ask"] for missing in entry["missing"]][:2] or [entry["message"]]
    ]
    return [ask for at, ask in enumerate(asks) if ask not in asks[:at]][:MOST_LINES]


def _lacking(lacking: Mapping[str, Any]) -> Data:
    sets = lacking["alternates_for"]
    return {
        "sets": [
            {
                "option": option(every, number, len(sets)),
                "needed": [
                    {
                        "component": entry["component"]["name"],
                        "stated": stated_alternates(entry),
                        "because": [_against(one) for one in each_once(entry["because"])[:MOST_LINES]],
                    }
                    for entry in every
                ],
            }
            for number, every in enumerate(sets, 1)
        ],
        "more": lacking["more"],
        "against": [
            *map(_against, each_once((*lacking["product"], *lacking["refuted_by"]))),
            *map(_objection_outside_product, each_once(lacking["unused"])),
        ][:MOST_LINES],
    }


def _objection_outside_product(against: Mapping[str, Any]) -> Data:
    """Return an objection to a component that the product does not use, with the fix."""
    name = f"{against['component']['name']}, which is not in the product"
    return {**_against(against), "component": name, "fix": OUTSIDE_FIX}


def _against(against: Mapping[str, Any]) -> Data:
    return {
        "component": against["component"]["name"],
        "message": finding_text(against),
        "fix": against["fix"],
        "rule": by_rule(against),
    }
