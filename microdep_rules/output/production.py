"""Production analyses in the record of a check, and lines about their results.

The lines appear beside the verdict of the rules, and never replace it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.output import looks
from microdep_rules.output.impact.run import GREEN
from microdep_rules.output.looks import shown_in, shown_on_days, shown_remedy, worst_shown
from microdep_rules.output.remedy.words import under_words
from microdep_rules.output.scenario.text import halted_in_words
from microdep_rules.production.distinct import apart
from microdep_rules.production.viability import HALTED, VIABLE
from microdep_rules.vocabulary.shortening import and_more

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Data = dict[str, Any]
SCHEMAS = {
    "impact": "microdep-impact-1",
    "scenarios": "microdep-scenario-result-1",
    "remedies": "microdep-remedy-1",
    "exposure": "microdep-exposure-1",
}
"""Analyses in a record, in order, each with the schema of its data.

A record may contain several remedies: one for the as-of date, and one for each scenario.
"""
WORDS = {**looks.WORDS, "none": "no remedy", "remedy": "exists"}
UNDECIDED = frozenset({"error", "invalid", "nothing_checked", "unknown", "unknown_waived", "incomplete"})
"""Verdicts of a check after which the state of production is undetermined."""
MOST_NAMES, MOST_SENTENCES = 4, 5


def lines_of(record: Mapping[str, Any]) -> list[Data]:
    """Return the lines about production, scenarios and remedies, each with a heading, a state and texts."""
    production = record.get("production") or {}
    lines = [_now(record, production["impact"])] if "impact" in production else []
    if "scenarios" in production:
        lines += [_under(scenario) for scenario in apart(production["scenarios"]["scenarios"])]
    return [*lines, *map(_remedies, with_distinct_scenarios(production.get("remedies", ())))]


def with_distinct_scenarios(remedies: Iterable[Mapping[str, Any]]) -> list[Data]:
    """Return the remedies, each with the name of its scenario.

    If two scenarios have one name, the name also contains the file.
    """
    every = [dict(remedy) for remedy in remedies]
    under = [remedy for remedy in every if remedy["under"] is not None]
    for remedy, named in zip(under, apart([one["under"] for one in under]), strict=True):
        remedy["under"] = named
    return every


def each_of(analysis: Any) -> list[Mapping[str, Any]]:  # noqa: ANN401 - an analysis, or several
    """Return one or several documents of an analysis as a list."""
    return analysis if isinstance(analysis, list) else [analysis]


def in_words(line: Mapping[str, Any]) -> str:
    """Return the heading and the texts of a line as one text."""
    return f"{line['heading']}: {'; '.join(line['texts'])}"


def is_green(record: Mapping[str, Any]) -> bool:
    """Return whether nothing is halted or undetermined at present and under every scenario."""
    production = record["production"]
    states = [
        product["state"]
        for scenario in production.get("scenarios", {}).get("scenarios", ())
        for product in scenario["products"]
    ]
    return (
        bool(production["impact"]["summary"]["green"])
        and record["summary"]["verdict"] not in UNDECIDED
        and all(state == VIABLE for state in states)
    )


def _now(record: Mapping[str, Any], impact: Mapping[str, Any]) -> Data:
    sentences = list(dict.fromkeys(text for product in impact["products"] for text in product["sentences"]))
    texts = sentences[:MOST_SENTENCES]
    if len(sentences) > MOST_SENTENCES:
        texts.append(f"and {len(sentences) - MOST_SENTENCES} more halt production")
    texts += _by_state((shown_in(product), product["name"]) for product in apart(impact["products"]))
    texts += _no_pass(impact["products"])
    if is_green(record):
        texts.insert(0, GREEN)
    state = worst_shown(map(shown_in, impact["products"]), impact["summary"]["state"])
    return {"heading": "Production now", "state": state, "texts": texts}


def _no_pass(products: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the numbers of waived and excluded fails and unknown outcomes, in words."""
    every = tuple(products)
    waived = len({(at, text) for at, product in enumerate(every) for text in product["waived"]})
    left = len({(at, text) for at, product in enumerate(every) for text in product["left_out"]})
    texts = [f"waived, not blocking: {waived}"] if waived else []
    return [*texts, *([f"excluded by configuration, not blocking: {left}"] if left else [])]


def _under(scenario: Mapping[str, Any]) -> Data:
    products = apart(scenario["products"])
    halted = [product for product in products if product["state"] == HALTED]
    texts = [_halt_in_words(product) for product in halted[:MOST_SENTENCES]]
    if len(halted) > MOST_SENTENCES:
        texts.append(f"{len(halted) - MOST_SENTENCES} more are halted")
    texts += _by_state(
        (shown_on_days(product), product["name"]) for product in products if product["state"] != HALTED
    )
    texts += _no_pass(map(_of_days, products))
    worst = worst_shown(map(shown_on_days, products), "nothing_checked")
    return {"heading": f"Scenario {scenario['name']}", "state": worst, "texts": texts}


def _of_days(product: Mapping[str, Any]) -> Data:
    """Return the texts about waived and excluded fails on all days of a scenario, each once."""
    every = [day["with"] for day in product["days"]]
    return {
        key: dict.fromkeys(text for state in every for text in state[key]) for key in ("waived", "left_out")
    }


def _halt_in_words(product: Mapping[str, Any]) -> str:
    """Return the date on which the production of a product halts, and the components that halt it."""
    sets = [" and ".join(root["name"] for root in roots) for roots in product["halted_by"]]
    return f"{product['name']} is {halted_in_words(product, ', or '.join(sets[:MOST_NAMES]))}"


def _remedies(remedy: Mapping[str, Any]) -> Data:
    texts = list(
        _by_state((_remedy_in_words(product), product["name"]) for product in apart(remedy["products"]))
    )
    under = remedy["under"]
    heading = "Remedies" if under is None else f"Remedies {under_words(under)}"
    state = worst_shown(map(shown_remedy, remedy["products"]), remedy["summary"]["state"])
    return {"heading": heading, "state": state, "texts": texts}


def _remedy_in_words(product: Mapping[str, Any]) -> str:
    """Return the remedy of a product in words, with the last day of its validity."""
    sets = product.get("remedies", ())
    if not sets:
        state: str = product["state"]
        return state
    words = ["none needed" if product["needs_none"] else WORDS["remedy"]]
    words += ["by waivers"] if product["needs_none"] and product["waived"] else []
    words += ["by configuration"] if all(found["left_out"] for found in sets) else []
    validity = [remedy["validity"] for remedy in sets]
    if all(period is not None and period["then"] != "not looked at" for period in validity):
        words.append(f"through {max(period['through'] for period in validity)} only")
    return ", ".join(words)


def _by_state(products: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Return the names of products by state, the worst first."""
    names: dict[str, list[str]] = {}
    for state, name in products:
        names.setdefault(state, []).append(name)
    order = looks.WORST_FIRST
    for state in sorted(names, key=lambda state: order.index(state) if state in order else len(order)):
        shown = names[state]
        yield f"{WORDS.get(state, state)}: {and_more(shown, MOST_NAMES)}"
