"""The result of `impact` as a section of the report and as a page of its own.

It has the structure with what halts it, cut sets, and the plan as a Gantt chart, filled from the data of
`impact` alone.
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
    counted,
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
from microdep_rules.production.critical_path import Change, Range
from microdep_rules.production.distinct import apart, labels_of
from microdep_rules.production.naming import all_of, one_of
from microdep_rules.production.times import numeral
from microdep_rules.report.figures.gantt import gantt
from microdep_rules.report.figures.structure import shown_nodes, structure
from microdep_rules.report.views import filled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

PAGE, OUTPUT = "impact.html.j2", "--format json"
MOST_HALTS, MOST_OPEN, MOST_POINTS, MOST_SETS, MOST_ROWS, MOST_NAMES = 20, 30, 60, 60, 200, 8
MOST_TITLES, MOST_PRODUCTS, MOST_DRAWN = 3, 1_000, 60
Data = dict[str, Any]


def render(record: Mapping[str, Any]) -> str:
    """The page of a record; the same bytes for the same record."""
    names = labels_of(record["products"])
    more = " and more" if len(names) > MOST_TITLES else ""
    sentences = list(dict.fromkeys(each for product in record["products"] for each in product["sentences"]))
    return filled(
        PAGE,
        {
            **section(record),
            "title": f"What halts {', '.join(names[:MOST_TITLES])}{more}",
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
    """What the section is filled from: plain data. `elsewhere` has what is left out.

    Of more products than `most` the worst are shown, of each picture so many rows as are `drawn`.
    """
    shown, left = first_products(apart(record["products"]), looks.WORST_FIRST, most)
    portfolio = [each for each in record["portfolio"] if len(each["halts"]) + len(each["may_halt"]) > 1]
    analysed = [each for each in record["products"] if each["state"] != INVALID]
    return {
        "as_of": record["as_of"],
        "blocking": blocking_in_words(record["blocking"]),
        "signs": looks.SIGNS,
        "words": looks.WORDS,
        "elsewhere": elsewhere,
        "products": [_product(each, record["as_of"], drawn) for each in shown],
        "left": left,
        "documents": documents_in_words([each["roots"] for each in analysed]),
        "portfolio": portfolio[:MOST_POINTS],
        "more_portfolio": max(len(portfolio) - MOST_POINTS, 0),
    }


def first_products(
    products: Sequence[Mapping[str, Any]], worst_first: Iterable[str], most: int
) -> tuple[list[Mapping[str, Any]], int]:
    """Products as they are listed, and of more than `most` the worst of them; how many are left out."""
    if len(products) <= most:
        return list(products), 0
    rank = {state: number for number, state in enumerate(worst_first)}
    order = sorted(range(len(products)), key=lambda at: rank[products[at]["state"]])
    return [products[at] for at in sorted(order[:most])], len(products) - most


def _counts(products: Iterable[Mapping[str, Any]]) -> list[Data]:
    """How many products there are of each state; those that a reader asks for also where there is none."""
    found = Counter(map(shown_in, products))
    always = {"halted", "undetermined", "viable"}
    shown = [each for each in looks.WORST_FIRST if found[each] or each in always]
    return [{"state": each, "count": found[each], "word": looks.WORDS[each]} for each in shown]


def _product(product: Mapping[str, Any], as_of: str, drawn: int) -> Data:
    names = [each["name"] for each in product["roots"]]
    roots = [{"name": each["name"], "state": shown_in(each)} for each in product["roots"]]
    head = {"path": product["path"], "name": product["name"], "state": shown_in(product)}
    head |= {"one": one_of(names), "all": all_of(names), "roots": roots if len(names) > 1 else []}
    if "structure" not in product:
        problems = [each["message"] for each in product["diagnostics"] if each["severity"] == "error"]
        return {**head, "analysed": False, "problems": problems[:MOST_HALTS]}
    nodes = shown_nodes(product)
    points, sets = product["single_points"], product["cut_sets"]
    halts, replaced, open_ = _halts(product, nodes), _replaced(product, nodes), _open(product)
    lists = (
        (product["waived"], MOST_HALTS, "fails that are waived"),
        (product["left_out"], MOST_HALTS, "prohibitions that are left out by configuration"),
        (halts, MOST_HALTS, "components that halt it"),
        (replaced, MOST_OPEN, "components that are blocked and halt nothing"),
        (open_, MOST_OPEN, "components that are undetermined"),
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
        "more": [(len(every) - most, what) for every, most, what in lists if len(every) > most],
        "tree": structure(product, drawn),
        "points": [_point(point, nodes) for point in points[:MOST_POINTS]],
        "more_points": max(len(points) - MOST_POINTS, 0),
        "sets": [
            {
                "kind": KIND_WORDS[each["kind"]],
                "together": together(each["points"]),
                "halts": set_in_words(each),
            }
            for each in sets[:MOST_SETS]
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
        "countries": [_country(each, len(names)) for each in product["countries"]],
        "is_resourced": product["critical_path_with_alternates"] is not None,
        "cost_missing": _cost_missing(product, nodes),
    }


def _names(ids: Iterable[str], nodes: Mapping[str, Any]) -> list[str]:
    return [nodes[each]["name"] if each in nodes else each for each in ids]


def _halts(product: Mapping[str, Any], nodes: Mapping[str, Any]) -> list[Data]:
    """Each sentence with why, and what to do; in the order of the sentences."""
    blocked = {each["id"]: each for each in product["blocked"]}
    found = []
    for sentence, halt in zip(product["sentences"], product["halting"], strict=True):
        own = blocked.get(halt["id"], {"reasons": [], "alternates": []})
        reasons = [each for each in own["reasons"] if each["blocks"]]
        found.append(
            {
                "sentence": sentence,
                "reasons": [{"rule": reason["rule"], "at": _at(reason["at"])} for reason in reasons],
                "together": _names(halt["together"], nodes),
                "alternates": [nodes[each] for each in own["alternates"]],
                "fix": "; or ".join(list(dict.fromkeys(e["fix"] for e in reasons if e["fix"]))[:2]),
            }
        )
    return found


def _replaced(product: Mapping[str, Any], nodes: Mapping[str, Any]) -> list[Data]:
    """What is blocked and is not shown to halt the product."""
    halting = {each["id"] for found in product["halted_by"] for each in found}
    return [
        {
            "name": each["name"],
            "rules": list(dict.fromkeys(r["rule"] for r in each["reasons"] if r["blocks"])),
            "alternates": [nodes[id_] for id_ in each["alternates"]],
        }
        for each in product["blocked"]
        if each["state"] == "blocked" and each["id"] not in halting
    ]


def _feasible(product: Mapping[str, Any]) -> Mapping[str, Any]:
    """The plan that can be followed: with viable alternates where something is blocked."""
    plan: Mapping[str, Any] = product["critical_path_with_alternates"] or product["critical_path"]
    return plan


def _at(place: Mapping[str, Any] | None) -> str:
    if place is None:
        return ""
    where = (place["sheet"], place["cell"]) if "cell" in place else (place["line"], place["column"])
    return ":".join(map(str, (place["file"], *where)))


def _open(product: Mapping[str, Any]) -> list[Data]:
    """The components of which nobody knows whether they are blocked, those first that decide the product."""
    deciding = set(product["undetermined_by"])
    found = [each for each in product["blocked"] if each["state"] == "undetermined"]
    found.sort(key=lambda each: each["id"] not in deciding)
    return [
        {
            "name": each["name"],
            "rules": list(dict.fromkeys(reason["rule"] for reason in each["reasons"])),
            "ask": next((m["ask"] for reason in each["reasons"] for m in reason["missing"]), ""),
        }
        for each in found
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


def _lead(product: Mapping[str, Any], nodes: Mapping[str, Any]) -> str:
    """The plan that can be followed in words, and beside it that of the product as it is listed."""
    plan, listed_plan = _feasible(product), product["critical_path"]
    if not any(each["lead_time"] for each in plan["activities"]):
        return "Not known: no component states a lead time."
    names = _names(plan["path"], nodes)
    along = f", along {' → '.join(names[-6:])}" if names else ""
    lead = f"{span(range_of(plan['total']))}, {complete(plan['earliest'], plan['latest'])}{along}."
    most = most_in_words(range_of(plan["total"]), _names(plan["path_at_most"], nodes))
    if most and plan["path_at_most"] != plan["path"]:
        lead += f" B{most[1:]}."
    if plan is not listed_plan:
        swaps = [
            swap_in_words(nodes[each["alternate"]]["name"], nodes[each["component"]]["name"], each["state"])
            for each in plan["replaced"]
        ]
        beside = replaced_in_words(range_of(listed_plan["total"]), _change(product["added_by_alternates"]))
        lead += f" With {listed(swaps)}: {beside}."
    elif product["state"] == "halted":
        lead += " Counted from the day on which nothing blocks it."
    if plan["not_stated"]:
        open_ = counted(len(plan["not_stated"]), "component")
        lead += f" {open_} without an upper bound for the lead time: it may take longer."
    delivery = product["delivery"]
    return lead if delivery is None else f"{lead} {delivery_sentence(delivery)}"


def _schedule(product: Mapping[str, Any], nodes: Mapping[str, Any]) -> Data:
    lead, activities = _lead(product, nodes), _feasible(product)["activities"]
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
                "component": nodes[each["component"]]["name"],
                "alternate": nodes[each["alternate"]]["name"],
                "total": span(range_of(each["total"])),
                "added": change(_change(each["added"])),
                "state": looks.WORDS[shown_in(each)],
            }
            for each in product["replacements"][:MOST_ROWS]
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
    units = {id_: each["currency"] for each in cost["others"] for id_ in each["components"]}
    names: Sequence[str] = [stated_in(nodes[id_]["name"], units.get(id_, "")) for id_ in cost["missing"]]
    open_ = {*cost["products_without_number"]}
    products = [each["name"] for each in product["roots"] if each["id"] in open_]
    return " ".join(
        f"{line[0].upper()}{line[1:]}." for line in cost_ranges(names, cost["currency"], products)
    )


def range_of(days: Mapping[str, Any]) -> Range:
    """A time of a record."""
    return Range(_fraction(days["low"]) or Fraction(0), _fraction(days["high"]))


def _change(days: Mapping[str, Any]) -> Change:
    """A change of a record."""
    return Change(_fraction(days["low"]), _fraction(days["high"]))


def _fraction(number: float | None) -> Fraction | None:
    return None if number is None else Fraction(str(number))
