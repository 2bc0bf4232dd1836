"""Agreement of the production analyses in a record with the rest of the record.

The analyses are not repeated here. An analysis must have the inputs of the record, and its sums must agree
with its entries. `reproduce` shows whether the analysis follows from the inputs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from microdep_rules.output.impact.run import GREEN
from microdep_rules.output.impact.run import WORST_FIRST as IMPACT_STATES
from microdep_rules.output.production import each_of
from microdep_rules.output.remedy.run import WORST_FIRST as REMEDY_STATES
from microdep_rules.output.scenario.run import WORST_FIRST as SCENARIO_STATES
from microdep_rules.production.viability import HALTED, UNDETERMINED, VIABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microdep_rules.pipeline.index import BundleProduction

Data = Mapping[str, Any]
INVALID = "invalid"


def disagreements(record: Data, asked: BundleProduction | None) -> Iterator[str]:
    """Yield disagreements as text; raise `KeyError` or `TypeError` for a record with other fields."""
    production = record.get("production", {})
    requested = asked.names() if asked is not None else set()
    if production.keys() != requested:
        others = ", ".join(sorted(production.keys() ^ requested))
        yield f"its analyses of production are not those that were requested: {others}"
    for name in ("impact", "scenarios", "remedies"):
        for data in each_of(production.get(name, [])):
            yield from (f"production, {name}: {source}" for source in _differing_inputs(record, data))
    if "impact" in production:
        yield from (f"production, impact: {wrong}" for wrong in _impact(production["impact"]))
    if "scenarios" in production:
        yield from (
            f"production, scenarios: {scenario}" for scenario in _scenarios(record, production["scenarios"])
        )
        paths = [scenario["path"] for scenario in production["scenarios"]["scenarios"]]
        if asked is not None and paths != asked.scenarios:
            yield "production, scenarios: they are not the requested files"
    if "remedies" in production:
        for data in production["remedies"]:
            yield from (f"production, remedies: {remedy}" for remedy in _remedies(data, asked))
        scenarios = production["scenarios"]["scenarios"] if "scenarios" in production else []
        under = [None, *((scenario["path"], scenario["name"]) for scenario in scenarios)]
        days_and_scenarios = [
            (own["path"], own["name"]) if (own := e["under"]) else None for e in production["remedies"]
        ]
        if days_and_scenarios != under:
            yield "production, remedies: they are not those for the day and for each scenario"
    if "exposure" in production:
        yield from (f"production, exposure: {wrong}" for wrong in _exposure(record, production["exposure"]))


def _differing_inputs(record: Data, data: Data) -> Iterator[str]:
    """Yield the inputs of an analysis that differ from the inputs of the record."""
    if (data["as_of"], data["tool"]) != (record["as_of"], record["tool"]):
        yield "its day or tool differs from the record"
    if data["packs"] != [
        {name: pack[name] for name in ("name", "version", "digest")} for pack in record["packs"]
    ]:
        yield "its packs differ from the record"
    inputs = [input_ for input_ in record["inputs"] if input_["kind"] != "scenario"]
    own = [input_ for input_ in data["inputs"] if input_["kind"] != "scenario"]
    if own != inputs or any(input_ not in record["inputs"] for input_ in data["inputs"]):
        yield "its inputs differ from the record"
    documents = [(document["path"], document["id"]) for document in record["documents"]]
    if [(product["path"], product["id"]) for product in data["products"]] != documents:
        yield "its products are not the documents of the record"
        return
    for product, document in zip(data["products"], record["documents"], strict=True):
        if document["verdict"] == INVALID and product["state"] not in {INVALID, "error"}:
            yield f"{product['path']} is {product['state']}, and the document is not valid"


def _wrong_summary(summary: Data, states: Sequence[str], worst_first: Sequence[str]) -> Iterator[str]:
    """Yield differences between a summary and the states of the listed products."""
    worst = min(states, key=worst_first.index, default="nothing_checked")
    if summary["state"] != worst:
        yield f"its state is {summary['state']}, and a product is {worst}"
    wrong = next(
        (state for state in worst_first if summary.get(state, states.count(state)) != states.count(state)), ""
    )
    if wrong:
        yield f"{summary[wrong]} products are counted as {wrong}, and {states.count(wrong)} are listed"


# ---- checks of each analysis ---------------------------------------------------------------------------


def _impact(data: Data) -> Iterator[str]:
    products, summary = data["products"], data["summary"]
    yield from _wrong_summary(summary, [product["state"] for product in products], IMPACT_STATES)
    if summary["green"] and not (products and all(product["green"] for product in products)):
        yield "it is green, and a product is not"
    if summary["sentence"] != (GREEN if summary["green"] else None):
        yield f"it states {summary['sentence']!r} beside green: {summary['green']}"
    for product in products:
        yield from (f"{product['path']}: {wrong}" for wrong in _check_product(product))


def _check_product(product: Data) -> Iterator[str]:
    """Yield contradictions within one product: its state, its findings and its sentences."""
    if product["green"] and product["state"] != VIABLE:
        yield f"it is green and {product['state']}"
    if "structure" not in product:
        if product["state"] in {HALTED, UNDETERMINED, VIABLE}:
            yield f"it is {product['state']} without a structure"
        return
    if product["green"] and any(component["state"] != "blocked" for component in product["blocked"]):
        yield "it is green, and something in it is undetermined"
    if product["green"] and (product["waived"] or product["left_out"]):
        yield "it is green, and a fail in it blocks nothing"
    if product["state"] == VIABLE and product["halted_by"]:
        yield "it is viable, and a component halts it"
    if len(product["sentences"]) != len(product["halting"]):
        yield "its sentences are not those of its halting components"


def _scenarios(record: Data, data: Data) -> Iterator[str]:
    states = [product["state"] for scenario in data["scenarios"] for product in scenario["products"]]
    yield from _wrong_summary(data["summary"], states, SCENARIO_STATES)
    files = {input_["path"] for input_ in record["inputs"] if input_["kind"] == "scenario"}
    if {scenario["path"] for scenario in data["scenarios"]} != files:
        yield "they differ from the scenarios among the inputs"
    paths = [product["path"] for product in data["products"]]
    for scenario in data["scenarios"]:
        if [product["path"] for product in scenario["products"]] != paths:
            yield f"{scenario['path']}: its products differ from the record"
            continue
        for product, now in zip(scenario["products"], data["products"], strict=True):
            contradictions = _check_product_under_scenario(product, now, data["as_of"])
            yield from (f"{scenario['path']}, {product['path']}: {wrong}" for wrong in contradictions)


def _check_product_under_scenario(product: Data, now: Data, as_of: str) -> Iterator[str]:
    """Yield contradictions within one product under one scenario."""
    if now["now"] is not None and now["state"] != now["now"]["state"]:
        yield f"it is {now['state']} now, and listed as {now['now']['state']}"
    states = [day["with"]["state"] for day in product["days"]] or [now["state"]]
    worst = min(states, key=SCENARIO_STATES.index)
    if product["state"] != worst:
        yield f"it is {product['state']}, and {worst} on a day of the scenario"
    days = [(day["day"], day["with"]) for day in product["days"]]
    if now["now"] is not None:
        days.insert(0, (as_of, now["now"]))
    nothing: tuple[Any, Any] = (None, [])
    halted = next(((day, state["halted_by"]) for day, state in days if state["state"] == HALTED), nothing)
    if halted != (product["halted_from"], product["halted_by"]):
        yield "the day or the cause of its halt differs from its days"


def _remedies(data: Data, requested: BundleProduction | None) -> Iterator[str]:
    yield from _wrong_summary(
        data["summary"], [product["state"] for product in data["products"]], REMEDY_STATES
    )
    aim = requested.remedy if requested is not None else None
    if aim is not None and (data["goal"], data["by"], data["limit"]) != (aim.goal, aim.by, aim.limit):
        yield "its goal is not the requested one"
    for product in data["products"]:
        sets = len(product.get("remedies", ()))
        if product["state"] in {"remedy", "none"} and (product["state"] == "remedy") != bool(sets):
            yield f"{product['path']}: its state is {product['state']}, and it lists {sets} sets"


def _exposure(record: Data, data: Data) -> Iterator[str]:
    if data["tool"] != record["tool"]:
        yield "its tool differs from the record"
    paths = [document["path"] for document in record["documents"]]
    own = [document["path"] for document in data["documents"]]
    if [path for path in paths if path in own] != own:
        yield "its documents differ from the record"
