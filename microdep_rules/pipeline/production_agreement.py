"""Analyses of production in a record against the rest of it, and each against itself.

Whether the inputs give them, `reproduce` shows. Here nothing is judged again: an analysis has to be made of
what the record was made of, and what it sums up has to be what it lists.
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

    from microdep_rules.pipeline.index import Production

Data = Mapping[str, Any]
INVALID = "invalid"


def disagreements(record: Data, asked: Production | None) -> Iterator[str]:
    """What does not agree, in words; a record that is not in its form raises `KeyError` or `TypeError`."""
    production = record.get("production", {})
    wanted = asked.names() if asked is not None else set()
    if production.keys() != wanted:
        others = ", ".join(sorted(production.keys() ^ wanted))
        yield f"it has other analyses of production than were asked for: {others}"
    for name in ("impact", "scenarios", "remedies"):
        for data in each_of(production.get(name, [])):
            yield from (f"production, {name}: {source}" for source in _sources(record, data))
    if "impact" in production:
        yield from (f"production, impact: {each}" for each in _impact(production["impact"]))
    if "scenarios" in production:
        yield from (
            f"production, scenarios: {scenario}" for scenario in _scenarios(record, production["scenarios"])
        )
        paths = [each["path"] for each in production["scenarios"]["scenarios"]]
        if asked is not None and paths != asked.scenarios:
            yield "production, scenarios: they are not the files that were asked for"
    if "remedies" in production:
        for data in production["remedies"]:
            yield from (f"production, remedies: {remedy}" for remedy in _remedies(data, asked))
        scenarios = production["scenarios"]["scenarios"] if "scenarios" in production else []
        under = [None, *((scenario["path"], scenario["name"]) for scenario in scenarios)]
        found = [(own["path"], own["name"]) if (own := e["under"]) else None for e in production["remedies"]]
        if found != under:
            yield "production, remedies: they are not those of the day and of each scenario"
    if "exposure" in production:
        yield from (f"production, exposure: {each}" for each in _exposure(record, production["exposure"]))


def _sources(record: Data, data: Data) -> Iterator[str]:
    """What an analysis says that it was made of, where it is not what the record was made of."""
    if (data["as_of"], data["tool"]) != (record["as_of"], record["tool"]):
        yield "its day or tool is another one than that of the record"
    if data["packs"] != [
        {name: each[name] for name in ("name", "version", "digest")} for each in record["packs"]
    ]:
        yield "its packs are other ones than those of the record"
    inputs = [each for each in record["inputs"] if each["kind"] != "scenario"]
    own = [each for each in data["inputs"] if each["kind"] != "scenario"]
    if own != inputs or any(each not in record["inputs"] for each in data["inputs"]):
        yield "its inputs are other ones than those of the record"
    documents = [(each["path"], each["id"]) for each in record["documents"]]
    if [(each["path"], each["id"]) for each in data["products"]] != documents:
        yield "its products are other ones than the documents of the record"
        return
    for product, document in zip(data["products"], record["documents"], strict=True):
        if document["verdict"] == INVALID and product["state"] not in {INVALID, "error"}:
            yield f"{product['path']} is {product['state']}, and the document is not valid"


def _summed(summary: Data, states: Sequence[str], worst_first: Sequence[str]) -> Iterator[str]:
    """A summary that is not that of the states that are listed."""
    worst = min(states, key=worst_first.index, default="nothing_checked")
    if summary["state"] != worst:
        yield f"its state is {summary['state']}, and that of a product is {worst}"
    wrong = next(
        (each for each in worst_first if summary.get(each, states.count(each)) != states.count(each)), ""
    )
    if wrong:
        yield f"{summary[wrong]} products are counted as {wrong}, and {states.count(wrong)} are listed"


# ---- each of them --------------------------------------------------------------------------------------


def _impact(data: Data) -> Iterator[str]:
    products, summary = data["products"], data["summary"]
    yield from _summed(summary, [product["state"] for product in products], IMPACT_STATES)
    if summary["green"] and not (products and all(product["green"] for product in products)):
        yield "it is green, and a product is not"
    if summary["sentence"] != (GREEN if summary["green"] else None):
        yield f"it states {summary['sentence']!r} beside green: {summary['green']}"
    for product in products:
        yield from (f"{product['path']}: {wrong}" for wrong in _product(product))


def _product(product: Data) -> Iterator[str]:
    """Contradictions in what halts one product."""
    if product["green"] and product["state"] != VIABLE:
        yield f"it is green and {product['state']}"
    if "structure" not in product:
        if product["state"] in {HALTED, UNDETERMINED, VIABLE}:
            yield f"it is {product['state']} without a structure"
        return
    if product["green"] and any(each["state"] != "blocked" for each in product["blocked"]):
        yield "it is green, and something in it is undetermined"
    if product["green"] and (product["waived"] or product["left_out"]):
        yield "it is green, and something fails and blocks nothing"
    if product["state"] == VIABLE and product["halted_by"]:
        yield "it is viable, and something halts it"
    if len(product["sentences"]) != len(product["halting"]):
        yield "its sentences are not about what halts it"


def _scenarios(record: Data, data: Data) -> Iterator[str]:
    states = [each["state"] for scenario in data["scenarios"] for each in scenario["products"]]
    yield from _summed(data["summary"], states, SCENARIO_STATES)
    files = {each["path"] for each in record["inputs"] if each["kind"] == "scenario"}
    if {each["path"] for each in data["scenarios"]} != files:
        yield "they are not the scenarios among the inputs"
    paths = [each["path"] for each in data["products"]]
    for scenario in data["scenarios"]:
        if [each["path"] for each in scenario["products"]] != paths:
            yield f"{scenario['path']}: it is about other products than those of the record"
            continue
        for product, now in zip(scenario["products"], data["products"], strict=True):
            found = _under(product, now, data["as_of"])
            yield from (f"{scenario['path']}, {product['path']}: {wrong}" for wrong in found)


def _under(product: Data, now: Data, as_of: str) -> Iterator[str]:
    """Contradictions in one product under one scenario."""
    if now["now"] is not None and now["state"] != now["now"]["state"]:
        yield f"it is {now['state']} now, and listed as {now['now']['state']}"
    states = [each["with"]["state"] for each in product["days"]] or [now["state"]]
    worst = min(states, key=SCENARIO_STATES.index)
    if product["state"] != worst:
        yield f"it is {product['state']}, and {worst} on a day of the scenario"
    days = [(each["day"], each["with"]) for each in product["days"]]
    if now["now"] is not None:
        days.insert(0, (as_of, now["now"]))
    nothing: tuple[Any, Any] = (None, [])
    halted = next(((day, each["halted_by"]) for day, each in days if each["state"] == HALTED), nothing)
    if halted != (product["halted_from"], product["halted_by"]):
        yield "it is halted from another day, or by something else, than its days say"


def _remedies(data: Data, asked: Production | None) -> Iterator[str]:
    yield from _summed(data["summary"], [each["state"] for each in data["products"]], REMEDY_STATES)
    aim = asked.remedy if asked is not None else None
    if aim is not None and (data["goal"], data["by"], data["limit"]) != (aim.goal, aim.by, aim.limit):
        yield "its goal is another one than was asked for"
    for each in data["products"]:
        sets = len(each.get("remedies", ()))
        if each["state"] in {"remedy", "none"} and (each["state"] == "remedy") != bool(sets):
            yield f"{each['path']}: its state is {each['state']}, and it lists {sets} sets"


def _exposure(record: Data, data: Data) -> Iterator[str]:
    if data["tool"] != record["tool"]:
        yield "its tool is another one than that of the record"
    paths = [each["path"] for each in record["documents"]]
    own = [each["path"] for each in data["documents"]]
    if [path for path in paths if path in own] != own:
        yield "its documents are other ones than those of the record"
