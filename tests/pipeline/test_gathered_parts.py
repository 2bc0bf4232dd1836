"""Rules about the whole product on a large document: parts that say the same are put together."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

import microdep_rules
from microdep_rules.cli.main import call
from microdep_rules.engine.query import Query
from microdep_rules.engine.streaming import product
from microdep_rules.engine.streaming.product import NeedsTheWholeError, ProductReads, find_product_reads
from microdep_rules.output import checked
from microdep_rules.pipeline import documents, large_documents
from microdep_rules.vocabulary.notions import NAMED_MAKER, OWN_FACTS
from tests.conftest import CHECKOUT
from tests.shown import shown

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.lang import ir

AS_OF = date(2026, 11, 25)
PACK = """pack shares version 1
  title     "Rules about the whole product"
  authority "none"
  reviewed  2026-11-24

rule home-share
  title       "at least a quarter from home"
  severity    prohibit
  cites       "law 1"
  in force    by check date
  applies to  end-item
  {clause}
"""
MAKER = ("class", "function", "kind", "manufacturer", "materials", "stages", NAMED_MAKER)
"""What states who made a component."""
BY_MASS = "require share by mass of children of end-item"
NAMED = "any determination of contract where determination.item.origin is US"
SHARE = "share by purchase-price of children of end-item where component.origin is US"


def pack_of(tmp_path: Path, clause: str) -> ir.Pack:
    path = tmp_path / "pack.rule"
    path.write_text(shown(PACK.format(clause=clause)), encoding="utf-8")
    found = microdep_rules.load_pack(path).pack
    assert found is not None
    return found


def part(number: int, origin: str | None, amount: object, quantity: object = 1) -> dict[str, Any]:
    reported = {"origin": origin, "quantity": quantity}
    price = {"amount": amount, "currency": "USD", "kind": "purchase-price"}
    kept = {name: value for name, value in reported.items() if value is not None}
    return {"id": f"p{number}", "name": f"Part {number}", "unit_cost": price, **kept}


def written(components: list[dict[str, Any]]) -> bytes:
    head = {"schema": "microdep-bom/1", "document": {"completeness": "complete"}}
    return json.dumps({**head, "components": components}).encode()


def judged(pack: ir.Pack, components: list[dict[str, Any]]) -> Outcome:
    found = large_documents.check_in_pieces(
        "bom.json", written(components), None, [pack], Query(AS_OF), most=0
    )
    assert found is not None
    (outcome,) = found.outcomes
    return outcome


def test_a_share_of_exactly_a_quarter_is_a_quarter_whatever_the_amounts_are(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, f"require {SHARE} is at least 25 %")
    home = [part(number, "US", 0.1, 3) for number in range(100)]
    abroad = [part(100 + number, "JP", 0.3, 3) for number in range(100)]
    assert "pass" == judged(pack, [*home, *abroad]).verdict
    assert "fail" == judged(pack, [*home, *abroad, part(200, "JP", 0.000001)]).verdict


def test_what_is_asked_about_one_part_says_for_how_many_it_stands(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, f"require {SHARE} is at least 25 %")
    found = judged(pack, [part(number, None, number + 1) for number in range(50)])
    assert ("unknown", ("component.origin",), (("p0", 50),)) == (
        found.verdict,
        found.missing_names,
        found.stands_for,
    )


def test_parts_that_do_not_say_how_many_are_used_leave_the_share_open(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, f"require {SHARE} is at least 25 %")
    certain = [part(number, "US", 1) for number in range(10)]
    found = judged(pack, [*certain, *(part(10 + number, "JP", 5, None) for number in range(10))])
    assert ("unknown", ("component.quantity",)) == (found.verdict, found.missing_names)


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        (f"require {SHARE} is at least 25 %", ProductReads(("origin",), "unit_cost")),
        (
            "require mass of components of end-item at any tier is at most 5 kg",
            ProductReads(("complete",), "mass_g"),
        ),
        (
            f"require {SHARE} is at least 25 % and mass of children of end-item is at most 5 kg",
            ProductReads(("complete", "costs", "mass_g", "origin", "unit_cost"), ""),
        ),
        ("require number of children of end-item is at most 5", ProductReads(("complete",), "")),
        ("require end-item.kind is end_item", ProductReads((OWN_FACTS, "kind"), "")),
        ("require contract.mission_critical is false", ProductReads((), "")),
        ("require count of children of end-item is at most 5", None),
        ("forbid any child of end-item where component.origin is CN", None),
        ("require every child of end-item has component.origin is US", None),
        (f"require {SHARE} is at least 25 % or {NAMED}", None),
        (f"require {SHARE} is at least 25 %\n  passes only on evidence of mill_test_report", None),
        (
            f"{BY_MASS} where component.manufacturer.country is US is at least 5 %",
            ProductReads((*MAKER, "complete"), "mass_g"),
        ),
    ],
)
def test_what_a_rule_reads_of_parts(clause: str, expected: ProductReads | None, tmp_path: Path) -> None:
    pack = pack_of(tmp_path, clause)
    found = find_product_reads(pack, pack.rules[0])
    if expected is not None:  # the list of the children is read too
        expected = ProductReads(tuple(sorted({*expected.fields, *_lists(clause)})), expected.amount)
    assert expected == found


def _lists(clause: str) -> set[str]:
    return {"complete"} if "children" in clause or "parts" in clause else set()


def test_of_parts_that_all_say_something_else_the_document_is_read_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(product, "MOST_KINDS", 3)
    light = "number of children of end-item where component.mass is 1 g"
    pack = pack_of(tmp_path, f"require {light} is at most 9")
    data = written([{"id": f"p{number}", "name": f"{number}", "mass_g": number + 1} for number in range(4)])
    assert None is large_documents.check_in_pieces("bom.json", data, None, [pack], Query(AS_OF), most=0)
    with pytest.raises(NeedsTheWholeError):
        large_documents.stream_findings("bom.json", data, [pack], Query(AS_OF), lambda _: None)


def test_to_verify_a_share_the_document_is_read_as_a_whole(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, f"require {SHARE} is at least 25 %")
    data = written([part(1, "US", 1)])
    assert None is large_documents.check_in_pieces(
        "bom.json", data, None, [pack], Query(AS_OF, verify=True), most=0
    )


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The command that checks a document of which parts are gathered."""
    pack_of(tmp_path, f"require {SHARE} is at least 50 %")
    parts = [part(number, None if number % 3 else "US", number + 1) for number in range(40)]
    (tmp_path / "bom.json").write_bytes(written(parts))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(checked, "MOST_OUTCOMES", 10)
    monkeypatch.setattr(documents, "MOST_IN_TEXT", 10)
    monkeypatch.setattr(documents, "LARGE", 0)
    return ["check", "bom.json", "--pack", "pack.rule", "--as-of", "2026-11-25"]


def test_the_text_says_on_how_many_parts_a_fact_is_missing(
    asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert 5 == call(asked)
    reported = capsys.readouterr().out
    assert "component.origin is missing on 26 components; 1 rule needs this fact" in reported
    assert "25 further components are equal to the named one" in reported


def test_the_record_says_for_how_many_a_part_stands(
    asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert 5 == call([*asked, "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    schema = json.loads((CHECKOUT / "schemas/microdep-record-1.schema.json").read_text(encoding="utf-8"))
    assert [] == [error.message for error in Draft202012Validator(schema).iter_errors(found)]
    (outcome,) = found["documents"][0]["outcomes"]
    assert [{"id": "p1", "components": 26}, {"id": "p0", "components": 14}] == outcome["stands_for"]
