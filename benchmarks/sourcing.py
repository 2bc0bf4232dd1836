"""Benchmark of eight simple sourcing rules, compared with a Python loop for exactly these rules.

The loop decodes the fields that it needs into `msgspec` records, gives verdicts in three-valued logic, and
adds amounts exactly. The loop validates nothing: not the other fields, duplicate keys or ids, or dates. Both
programs must give the same verdicts, so the loop also tests the evaluator.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import msgspec

import microdep_rules
from benchmarks import documents
from benchmarks.measure import Goal, functions, table
from microdep_rules.engine.query import Query
from microdep_rules.pipeline.large_documents import stream_findings

if TYPE_CHECKING:
    from microdep_rules.lang import ir

AS_OF = date(2026, 11, 25)
PARTS = 10_000
MOST = 2.5
COVERED = frozenset({"CN", "RU"})
WATCHED = frozenset({"motor", "battery"})
LISTED = frozenset({"red-works"})
INDEX_LIMIT = Decimal("0.7")
COST_LIMIT = Fraction(1, 20)
PLACE_LIMIT = Fraction(3, 4)
WHOLE = 100

HEAD = """pack sourcing version 1
  title     "Eight simple sourcing rules"
  authority "none"
  reviewed  2026-11-24

list covered of country
  from 2020-01-01  CN RU  cites "none"

list watched of function
  from 2020-01-01  motor battery  cites "none"

list makers of party
  from 2020-01-01  "red-works"  cites "none"
"""
COST = "share by purchase-price of children of end-item"
RULES = {
    "origin": ("every listed component", "forbid component.origin is in covered"),
    "index": (
        "every listed component",
        "forbid component.origin is US and component.restriction_index is more than 0.7",
    ),
    "stage": (
        "every listed component",
        "forbid any stage of component where stage is assembled and stage.country is in covered",
    ),
    "function": ("every listed component", "forbid component.function is in watched"),
    "maker": ("every listed component", "forbid component.manufacturer is in makers"),
    "missing": ("every listed component", "require component.cots is true or component.cots is false"),
    "cost": (
        "end-item",
        f"require {COST} where component.origin is in covered is at most 5 %",
    ),
    "largest": (
        "every listed component",
        "require largest share by country of stages of component where stage is assembled is at most 75 %",
    ),
}


def pack(folder: Path) -> ir.Pack:
    """Write the eight rules into a file, and return the loaded pack."""
    rules = [
        f'rule {name}\n  title "{name}"\n  severity prohibit\n  cites "none"\n  in force by check date\n'
        f"  applies to {subject}\n  {clause}\n\n"
        f'example not_applicable of {name} "nothing"\n  expect not_applicable\n'
        for name, (subject, clause) in RULES.items()
    ]
    path = folder / "sourcing.rule"
    path.write_text("\n".join([HEAD, *rules]), encoding="utf-8")
    loaded = microdep_rules.load_pack(path).pack
    assert loaded is not None
    return loaded


def document() -> bytes:
    """Return a flat document with quantities and prices; some components are assembled in two countries."""
    chance = Random(1)  # noqa: S311 - not a secret
    components = [_component(chance, number) for number in range(PARTS)]
    parties = [{"id": maker, "name": maker} for maker in documents.MAKERS]
    head = {"schema": "microdep-bom/1", "document": {"completeness": "complete"}, "parties": parties}
    return json.dumps({**head, "components": components}).encode()


def _component(chance: Random, number: int) -> dict[str, Any]:
    component = documents.component(chance, number) | {"quantity": chance.randrange(1, 10)}
    stages = component.get("stages", [])
    if len(stages) > 1:
        least = chance.choice((20, 30, 50))
        stages[0]["share"], stages[1]["share"] = least, WHOLE - least
    return component


# ---- by hand -------------------------------------------------------------------------------------


class Stage(msgspec.Struct):
    """Fields of a stage that the loop reads."""

    stage: str
    country: str | None = None
    share: Decimal | None = None


class Price(msgspec.Struct):
    """Price of a component."""

    amount: Decimal
    currency: str


class Component(msgspec.Struct):
    """Fields of a component that the loop reads."""

    id: str
    origin: str | None = None
    restriction_index: Decimal | None = None
    function: str | None = None
    manufacturer: str | None = None
    cots: bool | None = None
    quantity: Decimal | None = None
    unit_cost: Price | None = None
    stages: list[Stage] | None = None
    complete: list[str] = msgspec.field(default_factory=list)


class Bom(msgspec.Struct):
    """Fields of a document that the loop reads."""

    components: list[Component]


Report = Callable[[tuple[str, str, str]], None]
"""Function that receives each finding: the rule, the component and the verdict."""
_DECODER = msgspec.json.Decoder(Bom)


def by_hand(data: bytes, report: Report) -> None:
    """Apply the eight rules in a Python loop, and pass each finding to `report`."""
    inside = outside = open_ = Decimal(0)
    endless = False
    for part in _DECODER.decode(data).components:
        origin, id_ = part.origin, part.id
        if origin is None:
            report(("sourcing/origin", id_, "unknown"))
        elif origin in COVERED:
            report(("sourcing/origin", id_, "fail"))
        index = part.restriction_index
        if (origin is None or origin == "US") and (index is None or index > INDEX_LIMIT):
            report(("sourcing/index", id_, "unknown" if origin is None or index is None else "fail"))
        if part.function is None:
            report(("sourcing/function", id_, "unknown"))
        elif part.function in WATCHED:
            report(("sourcing/function", id_, "fail"))
        if part.manufacturer is None:
            report(("sourcing/maker", id_, "unknown"))
        elif part.manufacturer in LISTED:
            report(("sourcing/maker", id_, "fail"))
        if part.cots is None:
            report(("sourcing/missing", id_, "unknown"))
        _stages(part, report)
        if part.unit_cost is None or part.quantity is None:
            endless = True
            continue
        cost = part.unit_cost.amount * part.quantity
        if origin is None:
            open_ += cost
        elif origin in COVERED:
            inside += cost
        else:
            outside += cost
    _cost(inside, outside, open_, endless, report)


def _stages(part: Component, report: Report) -> None:
    """Apply the two rules about stages; if a component lists no stages, its verdicts are unknown."""
    stages = part.stages or ()
    maybe = False
    for stage in stages:
        if stage.country in COVERED:
            report(("sourcing/stage", part.id, "fail"))
            break
        maybe = maybe or stage.country is None
    else:
        if maybe or not stages:
            report(("sourcing/stage", part.id, "unknown"))
    if not stages:
        report(("sourcing/largest", part.id, "unknown"))
        return
    weights: dict[str, Decimal] = {}
    for stage in stages:
        share = Decimal(WHOLE) if stage.share is None else stage.share
        assert stage.country is not None
        weights[stage.country] = weights.get(stage.country, Decimal(0)) + share
    if max(weights.values()) > PLACE_LIMIT * WHOLE:
        report(("sourcing/largest", part.id, "fail"))


def _cost(
    inside: Decimal,
    outside: Decimal,
    open_: Decimal,
    endless: bool,  # noqa: FBT001 - an amount without a bound
    report: Report,
) -> None:
    least = Fraction(0) if endless else Fraction(inside) / Fraction(inside + outside + open_)
    most = Fraction(1) if endless else Fraction(inside + open_) / Fraction(inside + outside + open_)
    if most > COST_LIMIT:
        report(("sourcing/cost", "product", "fail" if least > COST_LIMIT else "unknown"))


def by_rules(data: bytes, rules: ir.Pack, report: Report) -> None:
    """Apply the eight rules with microdep, and pass each finding to `report`."""
    stream_findings(
        "bom.json",
        data,
        [rules],
        Query(AS_OF),
        lambda finding: report((finding[0], finding[1], finding[2].value)),
    )


def run() -> list[str]:
    """Return the row of the result table, after a test that both programs give the same verdicts."""
    with tempfile.TemporaryDirectory() as name:
        rules = pack(Path(name))
    data = document()
    one, other = list[tuple[str, str, str]](), list[tuple[str, str, str]]()
    by_rules(data, rules, one.append)
    by_hand(data, other.append)
    differ = {*one} ^ {*other}
    assert not differ, sorted(differ)[:5]
    sides = {
        "rules": lambda: by_rules(data, rules, list[tuple[str, str, str]]().append),
        "by hand": lambda: by_hand(data, list[tuple[str, str, str]]().append),
    }
    each = {side: seconds / PARTS for side, seconds in functions(sides).items()}
    what = f"eight sourcing rules for {PARTS:,} components, against a loop written by hand"
    return table(each, [Goal(what, "rules", "by hand", MOST)])
