"""Page about the result of `microdep impact`, and the section about it in the report.

The page and the section show the structure with the causes of a halt, the cut sets (joint causes), and the
plan as a Gantt chart.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from microdep_rules.output import looks
from microdep_rules.output.impact.run import INVALID
from microdep_rules.output.impact.schedule import stops_in_words
from microdep_rules.output.impact.words import (
    CRITICAL,
    KIND_WORDS,
    blocking_in_words,
    bounds,
    change,
    complete,
    cost_ranges,
    delivery_sentence,
    documents_in_words,
    halts_in_words,
    listed,
    most_in_words,
    not_stated_in_words,
    replaced_in_words,
    set_in_words,
    span,
    stated_in,
    swap_in_words,
    together,
)
from microdep_rules.output.looks import shown_in, worst_shown
from microdep_rules.production.critical_path import DayDifference, Range
from microdep_rules.production.distinct import apart, labels_of
from microdep_rules.production.naming import all_of, one_of
from microdep_rules.production.times import numeral
from microdep_rules.report.figures.gantt import gantt
from microdep_rules.report.figures.structure import shown_nodes, structure
from microdep_rules.report.views import filled
from microdep_rules.vocabulary.plurals import counted_noun

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

PAGE, OUTPUT = "impact.html.j2", "--format json"
MOST_HALTS, MOST_OPEN, MOST_POINTS, MOST_SETS, MOST_ROWS, MOST_NAMES = 20, 30, 60, 60, 200, 8
MOST_TITLES, MOST_PRODUCTS, MOST_DRAWN = 3, 1_000, 60
Data = dict[str, Any]


def render(record: Mapping[str, Any]) -> str:
    """Return the page for a record of `microdep impact`; equal records give equal bytes."""
    names = labels_of(record["products"])
    more = " and more" if len(names) > MOST_TITLES else ""
    sentences = list(dict.fromkeys(text for product in record["products"] for text in product["sentences"]))
    return filled(
        PAGE,
        {
            **section(record),
            "title": f"Halts of {', '.join(names[:MOST_TITLES])}{more}",
            "tool": record["tool"],
            "summary": {
                **record["summary"],
                "state": worst_shown(map(shown_in, record["products"]), record["summary"]["state"]),
            },
            "counts": _counts(record["products"]),
            "sentences": sentences[:MOST_HALTS],
            "more_sentences": max(len(sentences) - MOST_HALTS, 0),
            "packs": record["packs"],
            "inputs": record["inputs"],
        },
    )


def section(
    record: Mapping[str, Any], elsewhere: str = OUTPUT, most: int = MOST_PRODUCTS, drawn: int = MOST_DRAWN
) -> Data:
    """Return the data for the section of the report about `microdep impact`.

    `elsewhere` is the name of the file that contains the omitted rows. If there are more than `most`
    products, the section shows only the worst. Each figure has at most `drawn` rows.
    """
    shown, left = first_products(apart(record["products"]), looks.WORST_FIRST, most)
    portfolio = [entry for entry in record["portfolio"] if len(entry["halts"]) + len(entry["may_halt"]) > 1]
    analysed = [product for product in record["products"] if product["state"] != INVALID]
    return {
        "as_of": record["as_of"],
        "blocking": blocking_in_words(record["blocking"]),
        "signs": looks.SIGNS,
        "words": looks.WORDS,
        "elsewhere": elsewhere,
        "products": [_product(product, record["as_of"], drawn) for product in shown],
        "left": left,
        "documents": documents_in_words([product["roots"] for product in analysed]),
        "portfolio": portfolio[:MOST_POINTS],
        "more_portfolio": max(len(portfolio) - MOST_POINTS, 0),
    }


def first_products(
    products: Sequence[Mapping[str, Any]], worst_first: Iterable[str], most: int
) -> tuple[list[Mapping[str, Any]], int]:
    """Return at most `most` products in the given order, and the number of omitted products.

    The products with the worst states are kept; `worst_first` is the order of the states.
    """
    if len(products) <= most:
        return list(products), 0
    rank = {state: number for number, state in enumerate(worst_first)}
    order = sorted(range(len(products)), key=lambda at: rank[products[at]["state"]])
    return [products[at] for at in sorted(order[:most])], len(products) - most


def _counts(products: Iterable[Mapping[str, Any]]) -> list[Data]:
    """Return the number of products in each state; some states have a row even if the number is 0."""
    counts = Counter(map(shown_in, products))
    always = {"halted", "undetermined", "viable"}
    shown = [state for state in looks.WORST_FIRST if counts[state] or state in always]
    return [{"state": state, "count": counts[state], "word": looks.WORDS[state]} for state in shown]


def _product(product: Mapping[str, Any], as_of: str, drawn: int) -> Data:
    names = [root["name"] for root in product["roots"]]
    roots = [{"name": root["name"], "state": shown_in(root)} for root in product["roots"]]
    head = {"path": product["path"], "name": product["name"], "state": shown_in(product)}
    head |= {"one": one_of(names), "all": all_of(names), "roots": roots if len(names) > 1 else []}
    if "structure" not in product:
        problems = [d["message"] for d in product["diagnostics"] if d["severity"] == "error"]
        return {**head, "analysed": False, "problems": problems[:MOST_HALTS]}
    nodes = shown_nodes(product)
    points, sets = product["single_points"], product["cut_sets"]
    halts, replaced, open_ = (
        _halts(product, nodes),
        _replaced(product, nodes),
        _undetermined_components(product),
    )
    lists = (
        (product["waived"], MOST_HALTS, "waived fails"),
        (product["left_out"], MOST_HALTS, "prohibitions that the configuration excludes"),
        (halts, MOST_HALTS, "components that halt the product"),
        (replaced, MOST_OPEN, "blocked components that do not halt the product"),
        (open_, MOST_OPEN, "undetermined components"),
        (points, MOST_POINTS, "single points of failure"),
        (sets, MOST_SETS, "cut sets"),
        (product["replacements"], MOST_ROWS, "alternates"),
    )
    return {
        **head,
        "analysed": True,
        "waived": product["waived"][:MOST_HALTS],
        "more_waived": max(len(product["waived"]) - MOST_HALTS, 0),
        "left_out": product["left_out"][:MOST_HALTS],
        "more_left_out": max(len(product["left_out"]) - MOST_HALTS, 0),
        "halts": halts[:MOST_HALTS],
        "more_halts": max(len(halts) - MOST_HALTS, 0),
        "open": open_[:MOST_OPEN],
        "more_open": max(len(open_) - MOST_OPEN, 0),
        "more_replaced": max(len(replaced) - MOST_OPEN, 0),
        "more_replacements": max(len(product["replacements"]) - MOST_ROWS, 0),
        "more": [(len(every) - most, noun) for every, most, noun in lists if len(every) > most],
        "tree": structure(product, drawn),
        "points": [_point(point, nodes) for point in points[:MOST_POINTS]],
        "more_points": max(len(points) - MOST_POINTS, 0),
        "sets": [
            {
                "kind": KIND_WORDS[cut_set["kind"]],
                "together": together(cut_set["points"]),
                "halts": set_in_words(cut_set),
            }
            for cut_set in sets[:MOST_SETS]
        ],
        "more_sets": max(len(sets) - MOST_SETS, 0),
        "not_stated": [
            f"Not stated: {not_stated_in_words(kind, components, MOST_POINTS)}."
            for kind, components in product["not_stated"].items()
            if components
        ],
        "replaced": replaced[:MOST_OPEN],
        "gantt": gantt(_feasible(product), as_of, drawn),
        "schedule": _schedule(product, nodes),
        "countries": [_country(country, len(names)) for country in product["countries"]],
        "is_resourced": product["critical_path_with_alternates"] is not None,
        "cost_missing": _cost_missing(product, nodes),
    }


def _names(ids: Iterable[str], nodes: Mapping[str, Any]) -> list[str]:
    return [nodes[id_]["name"] if id_ in nodes else id_ for id_ in ids]


def _halts(product: Mapping[str, Any], nodes: Mapping[str, Any]) -> list[Data]:
    """Return the sentences about a halt, each with its causes and its fix, in the order of the page."""
    blocked = {component["id"]: component for component in product["blocked"]}
    halts = []
    for sentence, halt in zip(product["sentences"], product["halting"], strict=True):
        own = blocked.get(halt["id"], {"reasons": [], "alternates": []})
        reasons = [reason for reason in own["reasons"] if reason["blocks"]]
        halts.append(
            {
                "sentence": sentence,
                "reasons": [{"rule": reason["rule"], "at": _at(reason["at"])} for reason in reasons],
                "together": _names(halt["together"], nodes),
                "alternates": [nodes[id_] for id_ in own["alternates"]],
                "fix": "; or ".join(list(dict.fromkeys(e["fix"] for e in reasons if e["fix"]))[:2]),
            }
        )
    return halts


def _replaced(product: Mapping[str, Any], nodes: Mapping[str, Any]) -> list[Data]:
    """Return the blocked components that do not certainly halt the product, such as replaceable ones."""
    halting = {root["id"] for roots in product["halted_by"] for root in roots}
    return [
        {
            "name": component["name"],
            "rules": list(dict.fromkeys(r["rule"] for r in component["reasons"] if r["blocks"])),
            "alternates": [nodes[id_] for id_ in component["alternates"]],
        }
        for component in product["blocked"]
        if component["state"] == "blocked" and component["id"] not in halting
    ]


def _feasible(product: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the feasible plan, in which viable alternates replace blocked components."""
    plan: Mapping[str, Any] = product["critical_path_with_alternates"] or product["critical_path"]
    return plan


def _at(place: Mapping[str, Any] | None) -> str:
    if place is None:
        return ""
    where = (place["sheet"], place["cell"]) if "cell" in place else (place["line"], place["column"])
    return ":".join(map(str, (place["file"], *where)))


def _undetermined_components(product: Mapping[str, Any]) -> list[Data]:
    """Return the components with an undetermined state, in order of importance.

    Components that make the product undetermined come first.
    """
    deciding = set(product["undetermined_by"])
    components = [component for component in product["blocked"] if component["state"] == "undetermined"]
    components.sort(key=lambda component: component["id"] not in deciding)
    return [
        {
            "name": component["name"],
            "rules": list(dict.fromkeys(reason["rule"] for reason in component["reasons"])),
            "ask": next((m["ask"] for reason in component["reasons"] for m in reason["missing"]), ""),
        }
        for component in components
    ]


def _point(point: Mapping[str, Any], nodes: Mapping[str, Any]) -> Data:
    names = _names(point["components"], nodes)
    return {
        "kind": KIND_WORDS[point["kind"]],
        "name": point["name"],
        "halts": halts_in_words(point["certain"]),
        "components": names[:MOST_NAMES],
        "more": max(len(names) - MOST_NAMES, 0),
    }


def _plan_in_words(product: Mapping[str, Any], nodes: Mapping[str, Any]) -> str:
    """Return the text about the time of the feasible plan, and about the plan without alternates."""
    plan, listed_plan = _feasible(product), product["critical_path"]
    if not any(activity["lead_time"] for activity in plan["activities"]):
        return "Not known: no component states a lead time."
    names = _names(plan["path"], nodes)
    along = f", along {' → '.join(names[-6:])}" if names else ""
    lead = f"{span(range_of(plan['total']))}, {complete(plan['earliest'], plan['latest'])}{along}."
    most = most_in_words(range_of(plan["total"]), _names(plan["path_at_most"], nodes))
    if most and plan["path_at_most"] != plan["path"]:
        lead += f" B{most[1:]}."
    if plan is not listed_plan:
        swaps = [
            swap_in_words(
                nodes[replaced["alternate"]]["name"], nodes[replaced["component"]]["name"], replaced["state"]
            )
            for replaced in plan["replaced"]
        ]
        beside = replaced_in_words(range_of(listed_plan["total"]), _change(product["added_by_alternates"]))
        lead += f" With {listed(swaps)}: {beside}."
    elif product["state"] == "halted":
        lead += " Days count from the day on which no component is blocked."
    if plan["not_stated"]:
        open_ = counted_noun(len(plan["not_stated"]), "component")
        lead += f" {open_} without an upper bound for the lead time: production may take longer."
    delivery = product["delivery"]
    return lead if delivery is None else f"{lead} {delivery_sentence(delivery)}"


def _schedule(product: Mapping[str, Any], nodes: Mapping[str, Any]) -> Data:
    lead, activities = _plan_in_words(product, nodes), _feasible(product)["activities"]
    return {
        "lead": lead,
        "rows": [
            {
                "name": activity["name"],
                "lead_time": span(range_of(activity["lead_time"])) if activity["lead_time"] else "not stated",
                "earliest_finish": span(range_of(activity["earliest_finish"])),
                **{
                    key: span(range_of(activity[key])) + bounds(exact=activity["exact"])
                    for key in ("latest_finish", "slack")
                },
                "critical": CRITICAL[activity["critical"]],
            }
            for activity in activities[-MOST_ROWS:]
        ],
        "replacements": [
            {
                "component": nodes[replacement["component"]]["name"],
                "alternate": nodes[replacement["alternate"]]["name"],
                "total": span(range_of(replacement["total"])),
                "added": change(_change(replacement["added"])),
                "state": looks.WORDS[shown_in(replacement)],
            }
            for replacement in product["replacements"][:MOST_ROWS]
        ],
    }


def _country(country: Mapping[str, Any], products: int) -> Data:
    share = country["cost_share"]
    days = country["path_days"]
    return {
        "name": country["name"],
        "share": share["text"] if share else "not stated",
        "stops": stops_in_words(country["stops_production"], products),
        "days": numeral(Fraction(days)) if days else "",
    }


def _cost_missing(product: Mapping[str, Any], nodes: Mapping[str, Any]) -> str:
    cost = product["cost"]
    if cost is None:
        return ""
    units = {id_: other["currency"] for other in cost["others"] for id_ in other["components"]}
    names: Sequence[str] = [stated_in(nodes[id_]["name"], units.get(id_, "")) for id_ in cost["missing"]]
    open_ = {*cost["products_without_number"]}
    products = [root["name"] for root in product["roots"] if root["id"] in open_]
    return " ".join(
        f"{line[0].upper()}{line[1:]}." for line in cost_ranges(names, cost["currency"], products)
    )


def range_of(days: Mapping[str, Any]) -> Range:
    """Return a range of days in a record as a `Range` object."""
    return Range(_fraction(days["low"]) or Fraction(0), _fraction(days["high"]))


def _change(days: Mapping[str, Any]) -> DayDifference:
    """Return a difference of days in a record as a `DayDifference` object."""
    return DayDifference(_fraction(days["low"]), _fraction(days["high"]))


def _fraction(number: float | None) -> Fraction | None:
    return None if number is None else Fraction(str(number))
