"""Costs that cannot be, in documents that are gone through once, and by both evaluators."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

import microdep_rules
from microdep_rules.bom.build import build
from microdep_rules.bom.load import load_document
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from microdep_rules.pipeline import large_documents
from microdep_rules.vocabulary.stages import load_stages
from tests.properties.alike import counts, findings
from tests.shown import shown

if TYPE_CHECKING:
    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.lang import ir

RULES = """pack costs version 1
  title     "What contracts and components cost"
  authority "none"
  reviewed  2026-11-24

rule small-contract
  title       "a small contract"
  severity    prohibit
  cites       "law 1"
  in force    by check date
  applies to  end-item
  require     contract.value is at most 15000 USD

rule cheap-component
  title       "a cheap component"
  severity    prohibit
  cites       "law 2"
  in force    by check date
  applies to  every listed component
  require     purchase-price of component is at most 100 USD

rule from-here
  title       "mostly from here"
  severity    prohibit
  cites       "law 3"
  in force    by check date
  applies to  end-item
  require     share by purchase-price of children of item where component.origin is US is more than 50 %
"""
QUERY = Query(date(2026, 12, 1))


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> ir.Pack:
    path = tmp_path_factory.mktemp("pack") / "pack.rule"
    path.write_text(shown(RULES), encoding="utf-8")
    found = microdep_rules.load_pack(path).pack
    assert found is not None
    return found


def rows(last: int) -> bytes:
    """300 rows that cost 10 USD each, but for the last one."""
    parts: list[dict[str, Any]] = [
        {"name": f"r{n}", "origin": "US", "quantity": 2, "unit_cost": {"amount": 5, "currency": "USD"}}
        for n in range(300)
    ]
    parts[-1] |= {"unit_cost": {"amount": last, "currency": "USD"}, "origin": "CN"}
    complete = {"completeness": "complete"}
    return json.dumps({"schema": "microdep-bom/1", "document": complete, "components": parts}).encode()


def contract(worth: int) -> LoadedDocument:
    data = {"schema": "microdep-context/1", "value": {"amount": worth, "currency": "USD"}}
    return load_document("context.json", json.dumps(data).encode(), kind="context")


def built(document: bytes, context: LoadedDocument) -> Bom:
    bom, _ = build(
        load_document("bom.json", document, kind="bom"), context, on_route=load_stages(()).on_route
    )
    assert bom is not None
    return bom


def verdicts(outcomes: list[Outcome]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for outcome in outcomes:
        found.setdefault(outcome.rule.name, set()).add(outcome.verdict.value)
    return found


@pytest.mark.parametrize(
    ("last", "wanted"),
    [
        (5, {"small-contract": {"pass"}, "cheap-component": {"pass"}, "from-here": {"pass"}}),
        (0, {"small-contract": {"pass"}, "cheap-component": {"pass", "unknown"}, "from-here": {"unknown"}}),
    ],
)
def test_a_cost_of_nothing_is_as_unknown_in_pieces_as_in_the_whole(
    pack: ir.Pack, last: int, wanted: dict[str, set[str]]
) -> None:
    document, context = rows(last), contract(5000)
    found = large_documents.check_in_pieces("bom.json", document, context, [pack], QUERY, most=-1)
    assert found is not None
    whole = evaluate(pack, built(document, context), QUERY)
    assert wanted == verdicts(whole)
    assert counts(whole) == counts(found.outcomes)
    assert findings(whole) == findings(found.outcomes)


def test_a_document_that_costs_more_than_its_contract_is_read_as_a_whole(pack: ir.Pack) -> None:
    document, context = rows(4000), contract(5000)
    assert large_documents.check_in_pieces("bom.json", document, context, [pack], QUERY, most=-1) is None
    whole = evaluate(pack, built(document, context), QUERY)
    assert {"unknown"} == verdicts(whole)["small-contract"]


@pytest.mark.parametrize("worth", [5000, 100_000])
def test_both_evaluators_know_the_same_costs(pack: ir.Pack, worth: int) -> None:
    bom = built(rows(4000), contract(worth))
    slow = evaluate(pack, bom, QUERY)
    fast = evaluate(pack, bom, Query(QUERY.as_of, count=True))
    assert counts(slow) == counts(fast)
    assert findings(slow) == findings(fast)
    assert {"pass", "unknown" if worth == 5000 else "fail"} == verdicts(slow)["cheap-component"]
