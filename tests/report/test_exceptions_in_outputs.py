"""Every output names the exception that applies or is claimed, with its clause and its evidence."""

from __future__ import annotations

import csv
import html
import io
import json
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.cli.replay import run
from tests.report.test_own_contract_facts import BOARD, COMPANIES, CONTEXT, PACK

if TYPE_CHECKING:
    from pathlib import Path

KEYS = "--pack ./own --context contract.yaml --as-of 2026-11-24"
TRUE = CONTEXT.replace("VALUE", "true")
APPLIES = "repair applies [house 2]: contract.ext.repair_contract is true; evidence: proof"
CASES = {
    "counted": (TRUE, APPLIES),
    "not counted": (TRUE.replace("Delta Repair Ltd", "X"), f"{APPLIES} (does not count)"),
    "without": (
        "schema: microdep-context/1\next: {repair_contract: true}\n",
        APPLIES.replace("evidence: proof", "evidence: none"),
    ),
    "claimed": (
        "schema: microdep-context/1\nclaims: [repair]\n",
        "repair is claimed, not proven [house 2]; it needs contract.ext.repair_contract",
    ),
}
FORMATS = ("sarif", "junit", "github", "gitlab", "cyclonedx")


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """A folder with a pack, a bill of materials and a context file, and the words that an output shows."""
    context, words = CASES[request.param]
    (tmp_path / "own").mkdir()
    pack = PACK.replace('  message     "{comp', '  fix         "choose another maker"\n  message     "{comp')
    (tmp_path / "own" / "pack.rule").write_text(pack, "utf-8")
    (tmp_path / "own" / "companies.csv").write_text(COMPANIES, "utf-8")
    (tmp_path / "board.csv").write_text(BOARD, "utf-8")
    (tmp_path / "contract.yaml").write_text(context, "utf-8")
    return tmp_path, words


@pytest.mark.parametrize("form", FORMATS)
def test_a_format_for_programs_shows_the_exception(form: str, case: tuple[Path, str]) -> None:
    folder, words = case
    out, err, _ = run(f"microdep check board.csv {KEYS} --format {form}", folder)
    assert words in out, err


def test_the_summary_of_a_workflow_shows_the_exception(
    case: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, words = case
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(folder / "summary.md"))
    run(f"microdep check board.csv {KEYS} --format github", folder)
    summary = (folder / "summary.md").read_text("utf-8").replace("\\", "")
    assert (words if " applies " in words else "claimed, not proven: repair") in summary


def test_the_record_states_the_evidence_of_the_exception(case: tuple[Path, str]) -> None:
    folder, words = case
    record = json.loads(run(f"microdep check board.csv {KEYS} --format json", folder)[0])
    (judged,) = {
        (e["state"], tuple(e["evidence"]), tuple(e["evidence_not_counted"]))
        for outcome in record["documents"][0]["outcomes"]
        for e in outcome["exceptions"]
    }
    ids = (
        ((), ("proof",))
        if "does not count" in words
        else (("proof",), ())
        if "proof" in words[-5:]
        else ((), ())
    )
    assert ("claimed" if "claimed" in words else "applies", *ids) == judged


def test_the_tables_show_the_exception_and_no_fix_for_an_exempt_row(case: tuple[Path, str]) -> None:
    folder, words = case
    run(f"microdep report board.csv {KEYS} --output out", folder)
    with (folder / "out" / "findings.csv").open(encoding="utf-8-sig", newline="") as opened:
        table = list(csv.reader(opened))
    book = openpyxl.load_workbook(io.BytesIO((folder / "out" / "findings.xlsx").read_bytes()))
    assert table == [[cell or "" for cell in row] for row in book["Findings"].iter_rows(values_only=True)]
    rows = [dict(zip(table[0], row, strict=True)) for row in table[1:]]
    assert rows
    for row in rows:
        assert words == row["Exceptions"]
        assert ("" if row["Verdict"] == "exempt" else "choose another maker") == row["Fix"]


@pytest.mark.parametrize("name", ["report.md", "report.html"])
def test_a_page_shows_the_exception(name: str, case: tuple[Path, str]) -> None:
    folder, words = case
    run(f"microdep report board.csv {KEYS} --output out", folder)
    page = html.unescape((folder / "out" / name).read_text("utf-8").replace("<wbr>", "").replace("\\", ""))
    if "claimed" in words:
        assert words in page
    else:
        assert "repair (house 2): contract.ext.repair_contract is true" in page
