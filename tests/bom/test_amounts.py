"""Amounts that cannot be: which fields are never 0, and what costs more than the whole that it is in."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.build import build
from microdep_rules.bom.levels import MOST_LEVELS
from microdep_rules.bom.load import LoadedDocument, load_document
from microdep_rules.bom.model import Element
from microdep_rules.bom.overruns import overruns
from microdep_rules.bom.zero_amounts import NEVER, NOTHING_GRANTED, table
from microdep_rules.engine.facts import FactReader
from microdep_rules.engine.values import Unknown
from microdep_rules.lang.ir import Type
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom

WITH_A_NUMBER = {"number", "percent", "mass", "density", "money", "duration"}
READ_BY_NO_RULE = {("component", "lead_time"), ("component", "quantity")}
"""Fields with a number that the language has no word for, or has one of another record."""
USD = {"currency": "USD"}


def price(amount: Any, **more: str) -> dict[str, Any]:
    return {"amount": amount, **USD, **more}


def built(components: list[dict[str, Any]], context: dict[str, Any] | None = None) -> tuple[Bom, list[str]]:
    loaded = load_document("bom.json", content(components), kind="bom")
    beside = context_file(context) if context is not None else None
    bom, problems = build(loaded, beside, on_route=load_stages(()).on_route)
    assert bom is not None, [each.message for each in (*loaded.diagnostics, *problems)]
    return bom, [problem.message for problem in problems]


def content(components: list[dict[str, Any]]) -> bytes:
    return json.dumps({"schema": "microdep-bom/1", "components": components}).encode()


def context_file(context: dict[str, Any]) -> LoadedDocument:
    data = json.dumps({"schema": "microdep-context/1", **context}).encode()
    return load_document("context.json", data, kind="context")


# ---- nothing -------------------------------------------------------------------------------------


def test_the_table_says_of_every_field_with_a_number_what_0_means() -> None:
    fields = {
        (record, field.document_name)
        for record, known in record_types().items()
        for field in known.fields.values()
        if field.type.kind in WITH_A_NUMBER
    }
    assert fields | READ_BY_NO_RULE == table().keys()


def test_no_amount_of_0_is_known_that_cannot_be() -> None:
    bom, _ = built([{"name": "a"}])
    reader = FactReader(bom, load_vocabularies())
    for (record, field), amount in table().items():
        for zero in (0, "at most 0", {"value": 0}, price(0), price("0.00")):
            element = Element(record, "x", {field: zero}, "/components/0", None, "x", bom.file)
            found = reader.read(element, f"{record}.{field}", field, Type("number"))
            if amount.zero == NEVER:
                assert isinstance(found.value, Unknown), (record, field, zero)


def test_every_amount_of_0_that_cannot_be_is_reported() -> None:
    context = {
        "value": price(0),
        "funds_year": 0,
        "determinations": [{"kind": "nonavailability", "quantity": 0}],
        "exchange_rates": [{"from": "EUR", "to": "USD", "rate": 0, "date": "2026-01-01"}],
        "company": {"staff": 0, "turnover": price(0), "annual_imports": [{"mass_g": 0, "value": price(0)}]},
    }
    material = {"substance": "W", "mass_g": 0, "share": 0, "density": 0, "cost": price(0)}
    pump = {"name": "Pump", "mass_g": 0, "unit_cost": price(0), "materials": [material], "quantity": 0}
    _, problems = built([pump, {"name": "Code", "kind": "software", "unit_cost": price(0)}], context)
    assert [
        "expected more than 0 as the mass of `Pump`, found 0",
        "expected more than 0 as the cost of `Pump`, found 0",
        *(
            f"expected more than 0 as the {field} of `W`, found 0"
            for field in ("mass", "share", "density", "cost")
        ),
        "expected more than 0 as the value of the contract, found 0",
        "expected 1900 to 2200 as the fiscal year of the funds of the contract, found 0",
        "expected more than 0 as the quantity of a determination, found 0",
        "expected more than 0 as the rate of an exchange rate, found 0",
        "expected more than 0 as the staff of the company, found 0",
        "expected more than 0 as the turnover of the company, found 0",
        "expected more than 0 as the mass of an import, found 0",
        "expected more than 0 as the value of an import, found 0",
        "expected more than 0 as the quantity of `Pump`, found 0",
    ] == [problem for problem in problems if problem.startswith("expected ")]


def test_a_year_that_cannot_be_is_not_known() -> None:
    for year, known in ((0, False), (22, False), ("at most 99", False), (20222, False), (2022, True)):
        bom, problems = built([{"name": "a"}], {"funds_year": year})
        assert bom.context is not None
        reader = FactReader(bom, load_vocabularies())
        found = reader.read(bom.context, "contract.funds_year", "funds_year", Type("number"))
        assert known is not isinstance(found.value, Unknown), year
        assert known is not any("expected 1900 to 2200" in problem for problem in problems), year


def test_only_a_determination_grants_nothing_with_0() -> None:
    granting = [place for place, amount in table().items() if amount.zero == NOTHING_GRANTED]
    assert [("determination", "quantity")] == granting


# ---- wholes and pieces ---------------------------------------------------------------------------


def in_a_chain(depth: int, *, priced_at: int) -> list[dict[str, Any]]:
    """Components of which each holds two of the next, down to one that costs 1 USD."""
    chain: list[dict[str, Any]] = [
        {"id": f"c{number}", "name": f"c{number}", "children": [{"ref": f"c{number + 1}", "quantity": 2}]}
        for number in range(depth)
    ]
    chain[0]["unit_cost"] = price(priced_at)
    return [*chain, {"id": f"c{depth}", "name": f"c{depth}", "unit_cost": price(1)}]


def test_a_whole_is_compared_with_pieces_at_any_depth() -> None:
    assert [] == overruns(built(in_a_chain(10, priced_at=1024))[0])
    (found,) = overruns(built(in_a_chain(10, priced_at=1023))[0])
    assert ("c0", Fraction(1024), ["c10"]) == (
        found.whole.holder.id,
        found.least,
        [piece.holder.id for piece in found.pieces],
    )


def test_a_deep_document_with_many_uses_is_gone_through_once() -> None:
    (found,) = overruns(built(in_a_chain(MOST_LEVELS, priced_at=5))[0])
    assert Fraction(2**MOST_LEVELS) == found.least


def test_costs_of_another_kind_or_currency_contradict_no_whole() -> None:
    pieces = [price(50, kind="landed"), {"amount": 50, "currency": "CNY", "kind": "purchase-price"}]
    whole = {"id": "whole", "name": "Whole", "children": ["piece"], "unit_cost": price(10)}
    assert [] == overruns(built([whole, {"id": "piece", "name": "Piece", "costs": pieces}])[0])


def test_a_range_contradicts_only_where_none_of_it_can_be_true() -> None:
    whole = {"id": "whole", "name": "Whole", "children": ["piece"], "unit_cost": price("10..60")}
    piece = {"id": "piece", "name": "Piece", "unit_cost": price("at least 60")}
    assert [] == overruns(built([whole, piece])[0])
    assert overruns(built([whole, piece | {"unit_cost": price("at least 61")}])[0])


def test_a_mass_is_compared_with_those_of_pieces_at_any_depth() -> None:
    drone = {"id": "drone", "name": "Drone", "mass_g": 140, "children": ["arm"]}
    arm = {"id": "arm", "name": "Arm", "children": [{"ref": "motor", "quantity": 2}]}
    motor = {"id": "motor", "name": "Motor", "materials": [{"substance": "steel", "mass_g": 100}]}
    bom, problems = build(
        load_document("bom.json", content([drone, arm, motor]), kind="bom"),
        None,
        on_route=load_stages(()).on_route,
    )
    assert bom is None
    assert ["bom/impossible-amount"] == [
        problem.code for problem in problems if problem.severity.value == "error"
    ]
