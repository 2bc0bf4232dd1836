"""Custom fields have the checks of built-in facts: contradictions, value forms, evidence references."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.bom.corpus_files import built
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

KINDS = {"proto": "true-or-false", "signed": "date", "customer": "text", "load": "mass", "land": "country"}
PACK = (
    'pack own version 1\n  title "t"\n  authority "a"\n  reviewed 2026-06-01\n'
    + "".join(
        f'\nfield {record}.ext.{name} is {kind}\n  title "t"\n  cites "c"\n'
        for record in ("component", "contract")
        for name, kind in KINDS.items()
    )
    + """
rule proto
  title "t"
  severity prohibit
  cites "c"
  applies to every listed component
  require contract.ext.proto is true

example fail of proto "not a prototype"
  bom component a
  context proto false
  expect fail at a
"""
)
EVIDENCE = "evidence: [{id: e, type: contract, issuer: Orion Aerospace, issued: 2026-01-01}]\n"
DISJOINT = {
    "proto": [("true", "false"), ("{value: true}", "no")],
    "signed": [("2026-10-01", "2026-09-30")],
    "customer": [("Orion", "Zed"), ("{one_of: [Orion, Zed]}", "Acme")],
    "load": [("5 kg", "6 kg"), ("{at_least: 5 kg}", "4000 g")],
    "land": [("JP", "CN")],
}
TOGETHER = {
    "proto": [
        ("true", "yes"),
        ("true", "{unknown: true, reason: asked}"),
        ("{one_of: [true, false]}", "true"),
    ],
    "customer": [("Orion  Aerospace", "ORION Aerospace"), ("{one_of: [Orion, Zed]}", "Zed")],
    "load": [("5 kg", "5000 g")],
    "land": [("CN", "CN-NM")],
}


def _codes(
    folder: Path, block: str, context: str | None = None, component: str = ""
) -> tuple[list[str], int]:
    (folder / "own.rule").write_text(PACK)
    (folder / "b.yaml").write_text(f"schema: microdep-bom/1\n{block}\ncomponents: [{{name: a{component}}}]\n")
    beside = ""
    if context is not None:
        (folder / "c.yaml").write_text(f"schema: microdep-context/1\n{context}\n")
        beside = " --context c.yaml"
    out, error, code = run(f"microdep check b.yaml --pack own.rule{beside} --format json", folder)
    assert "error" not in error, error
    (document,) = json.loads(out)["documents"]
    return [problem["code"] for problem in document["diagnostics"]], code


def _pairs(table: dict[str, list[tuple[str, str]]]) -> list[tuple[str, str, str]]:
    return [(name, *order) for name, pairs in table.items() for pair in pairs for order in (pair, pair[::-1])]


@pytest.mark.parametrize(("name", "first", "second"), _pairs(DISJOINT))
def test_a_contradiction_of_the_context_file_is_an_error(
    tmp_path: Path, name: str, first: str, second: str
) -> None:
    codes, code = _codes(tmp_path, f"context: {{ext: {{{name}: {first}}}}}", f"ext: {{{name}: {second}}}")
    assert ("bom/contradiction" in codes, code) == (True, 4), codes


@pytest.mark.parametrize(("name", "first", "second"), _pairs(TOGETHER))
def test_two_statements_that_can_both_be_true_are_no_error(
    tmp_path: Path, name: str, first: str, second: str
) -> None:
    codes, code = _codes(tmp_path, f"context: {{ext: {{{name}: {first}}}}}", f"ext: {{{name}: {second}}}")
    assert ([], True) == (codes, code != 4), codes


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("{value: true, unknown: true, reason: nobody knows}", "bom/two-statements"),
        ("{value: true, one_of: [true, false]}", "bom/two-statements"),
        ("{value: true, evidence: [nope]}", "bom/unknown-reference"),
        ("{value: true, evidence: e}", "bom/wrong-type"),
        ("{value: true, evidence: [1]}", "bom/wrong-type"),
        ("{value: true, foo: 1}", "bom/unknown-field"),
        ('""', "bom/empty-value"),
        ("{value: ' '}", "bom/empty-value"),
    ],
)
@pytest.mark.parametrize("record", ["block", "file", "component"])
def test_a_wrong_statement_is_an_error_in_each_record(
    tmp_path: Path, statement: str, expected: str, record: str
) -> None:
    ext = f"ext: {{proto: {statement}}}"
    codes, code = _codes(
        tmp_path,
        EVIDENCE + (f"context: {{{ext}}}" if record == "block" else ""),
        ext if record == "file" else None,
        f", {ext}" if record == "component" else "",
    )
    assert (expected in codes, code) == (True, 4), codes


def test_a_day_that_does_not_exist_is_reported(tmp_path: Path) -> None:
    codes, _ = _codes(tmp_path, "context: {ext: {signed: 2026-02-30}}")
    assert ["bom/own-field"] == codes


def test_a_value_with_evidence_is_read_in_each_form(tmp_path: Path) -> None:
    for statement in ("{value: 5, unit: kg, evidence: [e]}", "{at_least: 5 kg, evidence: [e]}"):
        codes, _ = _codes(tmp_path, f"{EVIDENCE}context: {{ext: {{load: {statement}}}}}")
        assert "bom/own-field" not in codes


def test_each_fact_is_cited_at_its_own_file() -> None:
    bom = built(
        "components: [{name: a}]\ncontext: {ext: {customer: Orion, proto: true}}\n",
        "ext: {priority: 6, proto: {unknown: true}, signed: {value: 2026-01-01}}\n",
    )
    assert bom.context is not None
    keys = ("ext.customer", "ext.proto", "ext.priority", "ext.signed")
    places = [bom.locate(bom.context, key) for key in keys]
    assert [
        ("bom.yaml", "/context/ext/customer"),
        ("bom.yaml", "/context/ext/proto"),
        ("contract.yaml", "/ext/priority"),
        ("contract.yaml", "/ext/signed"),
    ] == [(loaded.path, pointer) for loaded, pointer in places]


def test_two_exact_values_are_both_possible_until_the_kind_is_known() -> None:
    bom = built("components: [{name: a}]\ncontext: {ext: {load: 5 kg}}\n", "ext: {load: 6 kg}\n")
    assert bom.context is not None
    assert {"one_of": ["6 kg", "5 kg"]} == bom.context.data["ext"]["load"]
