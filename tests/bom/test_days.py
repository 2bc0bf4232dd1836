"""Days that have an order, in every document and wherever they are written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.bom.days import CONTRACT_DATES, IN_NO_ORDER, PERIODS
from tests.cli.replay import run
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DOCUMENTS = ("bom", "context", "overlay", "waivers", "config", "mapping", "baseline")
OF_WAIVERS = {("waiver", "from"), ("waiver", "until")}
"""They have a diagnostic of their own: bom/dates-out-of-order."""


def _days(name: str) -> Iterator[tuple[str, str]]:
    """Every day in a record of a schema that has several of them."""
    schema = json.loads((CHECKOUT / "schemas" / f"microdep-{name}-1.schema.json").read_text("utf-8"))
    for record in (schema, *schema.get("$defs", {}).values()):
        kind, fields = record.get("x-record", ""), record.get("properties", {})
        days = [key for key, node in fields.items() if _is_day(node)]
        if len(days) > 1:
            yield from ((kind or "waiver", day) for day in days)


def _is_day(node: Any) -> bool:
    return isinstance(node, dict) and node.get("$ref", "").endswith(("/date", "/fact_date"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_day_beside_another_one_is_compared_or_has_no_order(name: str) -> None:
    known = {(p.record, each) for p in (*PERIODS, *CONTRACT_DATES) for each in (p.first, p.second)}
    assert set() == set(_days(name)) - known - IN_NO_ORDER - OF_WAIVERS


def _check(folder: Path, context: str = "", *, evidence: str = "", file: str = "") -> tuple[str, int]:
    lines = [
        "schema: microdep-bom/1",
        f"evidence: [{evidence}]",
        "components: [{id: motor, name: Motor, origin: JP}]",
    ]
    lines += [f"context: {{{context}}}"] if context else []
    (folder / "bom.yaml").write_text("\n".join(lines), encoding="utf-8")
    (folder / "contract.yaml").write_text(f"schema: microdep-context/1\n{file}\n", encoding="utf-8")
    beside = " --context contract.yaml" if file else ""
    out, err, code = run(f"microdep check bom.yaml --as-of 2026-11-24{beside}", folder)
    return out + err, code


@pytest.mark.parametrize("pair", CONTRACT_DATES)
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2026-05-04", "2026-05-03"),
        ("{value: 2026-05-04, note: by mail}", "{value: 2026-05-03}"),
        ("{one_of: [2026-05-04, 2026-06-01]}", "{one_of: [2026-05-03, 2025-01-01]}"),
    ],
)
def test_days_of_a_contract_that_are_the_wrong_way_round_are_named_with_both_places(
    pair: tuple[str, str, str], first: str, second: str, tmp_path: Path
) -> None:
    _, one, other = pair
    reported, _ = _check(tmp_path, f"{one}: {first}, {other}: {second}")
    assert "warning[bom/dates-out-of-order]" in reported
    assert f"expected `{one}` on or before `{other}`, found 2026-05-04 and 2026-05-03" in reported
    assert 2 == reported.count("─ bom.yaml:4:")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2026-05-03", "2026-05-03"),
        ("2026-05-03", "2026-05-04"),
        ("{one_of: [2026-05-02, 2026-06-01]}", "2026-05-03"),
        ("{unknown: true}", "2026-05-03"),
    ],
)
def test_days_that_may_be_in_order_are_not_named(first: str, second: str, tmp_path: Path) -> None:
    reported, _ = _check(tmp_path, f"award: {first}, delivery: {second}")
    assert "days-out-of-order" not in reported


def test_an_award_in_the_document_is_compared_with_a_delivery_in_the_context_file(tmp_path: Path) -> None:
    reported, _ = _check(tmp_path, "award: 2026-05-04", file="delivery: 2026-05-03")
    assert "warning[bom/dates-out-of-order]" in reported
    assert "─ contract.yaml:2:" in reported
    assert "─ bom.yaml:4:" in reported


@pytest.mark.parametrize("pair", PERIODS)
def test_evidence_and_determinations_that_end_before_they_begin_are_an_error(
    pair: tuple[str, str, str], tmp_path: Path
) -> None:
    record, first, second = pair
    kind = "type: mill_test_report" if record == "evidence" else "kind: waiver"
    entry = f"{{id: d1, {kind}, {first}: 2026-05-04, {second}: 2026-05-03}}"
    if record == "evidence":
        reported, code = _check(tmp_path, evidence=entry)
    else:
        reported, code = _check(tmp_path, f"determinations: [{entry}]")
    assert 4 == code
    assert f"the {record} `d1` ends on 2026-05-03, before its first day, 2026-05-04" in reported
    in_file = f"{'evidence' if record == 'evidence' else 'determinations'}: [{entry}]"
    reported, code = _check(tmp_path, file=in_file)
    assert 4 == code
    assert "error[bom/dates-out-of-order]" in reported
    assert "─ contract.yaml:2:" in reported


def test_evidence_of_an_overlay_that_ends_before_it_begins_is_an_error(tmp_path: Path) -> None:
    _check(tmp_path)
    (tmp_path / "overlay.yaml").write_text(
        "schema: microdep-overlay/1\n"
        "evidence: [{id: e1, issued: 2026-05-04, expires: 2026-05-03}]\n"
        "components: [{match: {id: motor}, place_of_manufacture: {value: JP, evidence: [e1]}}]\n",
        encoding="utf-8",
    )
    out, err, _ = run("microdep check bom.yaml --as-of 2026-11-24 --overlay overlay.yaml", tmp_path)
    assert "error[bom/dates-out-of-order]" in out + err
