"""Policy engines to compare; each is a function from a document to its findings (rule and component)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

import microdep_rules

Findings = set[tuple[str, str]]
Engine = Callable[[bytes], Findings]
"""Findings are the outcomes `fail`. An engine stores its rules between two documents, but nothing else."""
HERE = Path(__file__).parent
AS_OF = date(2026, 11, 30)
COVERED = frozenset({"CN", "RU", "IR", "KP"})
CONTROLLED_STAGES = frozenset({"separated", "refined", "alloy_melted", "magnetized"})
CONTROLLED = frozenset(
    {"flight-controller", "electronic-speed-controller", "motor", "camera", "gps-receiver", "radio"}
)
RESTRICTED = frozenset({"magnet", "motor", "battery-cell"})
BANNED = frozenset(f"red-works-{number}" for number in range(4))
HARD_TO_GET, DOMESTIC, MOST_OF_ONE = 0.8, 0.65, 0.5


def engines(*, tree: bool) -> dict[str, Engine]:
    """Return every installed engine by its name.

    With `tree`, the engines do not apply the rules on cost shares.
    """
    installed: dict[str, Engine] = {"microdep": _microdep(tree), "loop": _loop(tree)}
    if find_spec("opa_bindings") is not None:
        installed["OPA"] = _opa(tree)
    if find_spec("opa_eval") is not None:
        installed["regorus"] = _regorus(tree)
    if find_spec("datalogic_py") is not None:
        installed["datalogic"] = _datalogic(tree)
    return installed


def answers_all_but(engine: str) -> frozenset[str]:
    """Return the rules that an engine cannot express; JSONLogic, for example, has no groups."""
    return frozenset({"one-source"}) if engine == "datalogic" else frozenset()


def _microdep(tree: bool) -> Engine:  # noqa: FBT001 - as all of these
    """Return microdep as an engine; it validates each document, and lists every outcome."""
    files = ["sourcing.rule"] if tree else ["sourcing.rule", "shares.rule"]
    packs = [microdep_rules.load_pack(HERE / file) for file in files]

    def run(data: bytes) -> Findings:
        bom = microdep_rules.load_bom(data, packs=packs)
        outcomes = microdep_rules.check(bom, packs, as_of=AS_OF, horizon_days=0).outcomes
        return {
            (outcome.rule.name, part.id)
            for outcome in outcomes
            if outcome.verdict.value == "fail"
            for part in outcome.parts or (outcome.subject,)
        }

    return run


class _Stage(msgspec.Struct, gc=False):
    stage: str
    country: str


class _Price(msgspec.Struct, gc=False):
    amount: float


class _Part(msgspec.Struct, gc=False):
    id: str
    function: str = ""
    origin: str = ""
    restriction_index: float = 0.0
    supplier: str = ""
    quantity: int = 1
    unit_cost: _Price | None = None
    stages: list[_Stage] = []


class _Document(msgspec.Struct):
    components: list[_Part]


def _loop(tree: bool) -> Engine:  # noqa: FBT001 - as all of these
    """Return a loop in Python that a programmer would write for exactly these rules."""
    decode = msgspec.json.Decoder(_Document).decode

    def run(data: bytes) -> Findings:
        found: Findings = set()
        costs: dict[tuple[str, str], float] = {}
        for part in decode(data).components:
            _of_one(part, found)
            if part.unit_cost is not None:
                pair = part.function, part.origin
                costs[pair] = costs.get(pair, 0.0) + part.unit_cost.amount * part.quantity
        if not tree:
            _of_all(costs, found)
        return found

    return run


def _of_one(part: _Part, findings: Findings) -> None:
    origin = part.origin
    if origin in COVERED:
        if origin == "CN" and part.restriction_index > HARD_TO_GET:
            findings.add(("hard-to-get", part.id))
        if part.function in CONTROLLED:
            findings.add(("controlled-function", part.id))
    elif not origin:
        findings.add(("no-origin", part.id))
    if part.supplier in BANNED:
        findings.add(("banned-supplier", part.id))
    if part.function in RESTRICTED:
        if not part.stages:
            findings.add(("no-stage", part.id))
        elif part.function == "magnet" and any(
            stage.country in COVERED and stage.stage in CONTROLLED_STAGES for stage in part.stages
        ):
            findings.add(("magnet-stage", part.id))


def _of_all(costs: dict[tuple[str, str], float], findings: Findings) -> None:
    """Add the findings of the two rules on cost shares; `costs` has the cost by function and origin."""
    of_function: dict[str, float] = {}
    for (function, _), cost in costs.items():
        of_function[function] = of_function.get(function, 0.0) + cost
    domestic = sum(cost for (_, origin), cost in costs.items() if origin == "US")
    if domestic / sum(of_function.values()) < DOMESTIC:
        findings.add(("domestic-share", "product"))
    if any(
        origin not in {"US", ""} and cost / of_function[function] > MOST_OF_ONE
        for (function, origin), cost in costs.items()
    ):
        findings.add(("one-source", "product"))


def _queries(tree: bool) -> list[str]:  # noqa: FBT001 - as all of these
    return ["findings"] if tree else ["findings", "shares"]


def _opa(tree: bool) -> Engine:  # noqa: FBT001 - as all of these
    from opa_bindings import engine  # type: ignore[import-not-found] # an optional package

    engine._encode_input = bytes  # noqa: SLF001 - pass the text directly, without Python objects
    opa = engine.OpaEngine()
    opa.add_policy("sourcing.rego", (HERE / "sourcing.rego").read_text("utf-8"))

    def run(data: bytes) -> Findings:
        found: list[Any] = []
        for query in _queries(tree):
            found += opa.eval_document(f"peers.{query}", data)
        return set(map(tuple, found))

    return run


def _regorus(tree: bool) -> Engine:  # noqa: FBT001 - as all of these
    import json

    from opa_eval import OpaEval  # type: ignore[import-not-found] # an optional package

    policy = str(HERE / "sourcing.rego")
    asked = [OpaEval(policy, "{}", f"data.peers.{query}") for query in _queries(tree)]

    def run(data: bytes) -> Findings:
        text, found = data.decode(), list[Any]()
        for each in asked:
            result = each.evaluate_parsed(text)
            found += json.loads(result) if isinstance(result, str) else result
        return set(map(tuple, found))

    return run


def _datalogic(tree: bool) -> Engine:  # noqa: FBT001 - as all of these
    """Return a JSONLogic engine with one expression for each rule.

    As in OPA, the numbers are floating-point numbers.
    """
    import datalogic_py  # type: ignore[import-not-found] # an optional package

    engine = datalogic_py.Engine()
    rules = _OF_PARTS if tree else _OF_PARTS | {"domestic-share": _too_little_domestic()}
    compiled = [(name, engine.compile(each)) for name, each in rules.items()]

    def run(data: bytes) -> Findings:
        handle = datalogic_py.DataHandle(data.decode())
        return {(name, subject) for name, each in compiled for subject in each.evaluate_data(handle)}

    return run


_Logic = dict[str, Any]


def _var(name: str) -> _Logic:
    return {"var": name}


def _parts(test: _Logic) -> _Logic:
    """Return a JSONLogic expression for the ids of the components for which `test` is true."""
    return {"map": [{"filter": [_var("components"), test]}, _var("id")]}


_COVERED = {"in": [_var("origin"), sorted(COVERED)]}
_REFINED_THERE = {
    "and": [
        {"in": [_var("stage"), sorted(CONTROLLED_STAGES)]},
        {"in": [_var("country"), sorted(COVERED)]},
    ]
}
_OF_PARTS: dict[str, _Logic] = {
    "hard-to-get": _parts(
        {"and": [{"===": [_var("origin"), "CN"]}, {">": [_var("restriction_index"), HARD_TO_GET]}]}
    ),
    "controlled-function": _parts({"and": [{"in": [_var("function"), sorted(CONTROLLED)]}, _COVERED]}),
    "no-origin": _parts({"missing": ["origin"]}),
    "banned-supplier": _parts({"in": [_var("supplier"), sorted(BANNED)]}),
    "no-stage": _parts({"and": [{"in": [_var("function"), sorted(RESTRICTED)]}, {"!": [_var("stages")]}]}),
    "magnet-stage": _parts(
        {"and": [{"===": [_var("function"), "magnet"]}, {"some": [_var("stages"), _REFINED_THERE]}]}
    ),
}


def _too_little_domestic() -> _Logic:
    domestic = {"filter": [_var("components"), {"===": [_var("origin"), "US"]}]}
    share = {"/": [_cost(domestic), _cost(_var("components"))]}
    return {"if": [{"<": [share, DOMESTIC]}, ["product"], []]}


def _cost(parts: _Logic) -> _Logic:
    of_one = {"*": [_var("current.unit_cost.amount"), _var("current.quantity")]}
    return {"reduce": [parts, {"+": [_var("accumulator"), of_one]}, 0]}
