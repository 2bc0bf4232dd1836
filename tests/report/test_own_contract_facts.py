"""A contract fact that a company defines, with its evidence, is in every output of a check."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.signing.contract import NO_FACTS
from tests.cli.replay import run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PACK = """\
pack own version 1
  title      "own"
  authority  "house"
  reviewed   2026-11-01

field contract.ext.repair_contract is true-or-false
  title  "repair contract"
  cites  "house 3"

list banned of party
  from "companies.csv"

rule banned-maker
  title       "the maker is banned"
  severity    prohibit
  cites       "house 1"
  applies to  every listed component
  forbid      any maker of component where maker.party is in banned
  message     "{component.name}: the maker is banned"

exception repair to banned-maker
  title  "repair contract"
  cites  "house 2"
  when   contract.ext.repair_contract is true

example fail of banned-maker "a banned company"
  bom      component a, manufacturer "Sable Connectors"
  context  repair_contract false
  expect   fail at a

example pass of banned-maker "another company"
  bom     component a, manufacturer "Example Works"
  expect  pass at a

example exempt of banned-maker "a repair contract"
  bom      component a, manufacturer "Sable Connectors"
  context  repair_contract true
  expect   exempt at a
"""
COMPANIES = (
    "name,aliases\nTaiping Power Devices,TPD\nQingdao Vega,QVS\nSable Connectors,\nLumen Optics Inc.,\n"
)
BOARD = """\
Reference,Name,Manufacturer,MPN,Quantity
U1,Driver,QVS,V1,1
Q1,Switch,TPD,T1,1
J1,Header,Sable Connectors,S1,1
LED1,Red LED,Lumen Optics Inc.,L1,1
D1,Laser,Lumen Optics,L2,1
R1,Resistor,Yageo,R1,1
"""
CONTEXT = """\
schema: microdep-context/1
ext:
  repair_contract: {value: VALUE, evidence: [proof]}
evidence:
  - {id: proof, type: contract, issuer: Delta Repair Ltd, issued: 2026-03-02, document: {number: R-88}}
"""
FACT, AT = "ext.repair_contract", "contract.yaml:3:20"
KEYS = "--pack ./own --context contract.yaml --as-of 2026-11-24"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the pack, the bill of materials, and a bundle for each value of the fact."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "own").mkdir()
    (folder / "own" / "pack.rule").write_text(PACK, "utf-8")
    (folder / "own" / "companies.csv").write_text(COMPANIES, "utf-8")
    (folder / "board.csv").write_text(BOARD, "utf-8")
    for value in ("true", "false"):
        (folder / "contract.yaml").write_text(CONTEXT.replace("VALUE", value), "utf-8")
        _, err, code = run(f"microdep report board.csv {KEYS} --output {value}", folder)
        assert int(value == "false") == code, err
    return folder


@pytest.fixture
def given(folder: Path, tmp_path: Path) -> Path:
    """A copy of the folder, which a test may change."""
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return tmp_path


def _checked(folder: Path, value: str, options: str = "") -> str:
    (folder / "contract.yaml").write_text(CONTEXT.replace("VALUE", value), "utf-8")
    return run(f"microdep check board.csv {KEYS} {options}", folder)[0]


def _page(folder: Path, value: str, name: str) -> str:
    """A page of the bundle of a value, without the places where a browser may break a word."""
    return (folder / value / name).read_text("utf-8").replace("<wbr>", "")


def _outcomes(folder: Path, value: str, verdict: str) -> list[dict[str, Any]]:
    record = json.loads((folder / value / "record.json").read_text("utf-8"))
    return [outcome for outcome in record["documents"][0]["outcomes"] if outcome["verdict"] == verdict]


SHOWN: Mapping[str, tuple[str, ...]] = {
    "report.md": (f"| {FACT} | yes | {AT} | proof |",),
    "report.html": (f">{FACT}<", f">{AT}<", "<td>proof</td>"),
}
"""The row of the fact among the contract facts of each page."""


@pytest.mark.parametrize(("name", "texts"), SHOWN.items())
def test_a_page_shows_the_fact_with_its_value_its_place_and_its_evidence(
    name: str, texts: tuple[str, ...], folder: Path
) -> None:
    page = _page(folder, "true", name)
    assert [] == [text for text in texts if text not in page]
    assert "No contract facts were stated" not in page


def test_what_a_signer_reads_and_signs_states_the_fact(folder: Path) -> None:
    out, _, _ = run("microdep verify true", folder)
    assert f"contract  {FACT}: yes\n" in out
    assert NO_FACTS not in out


@pytest.mark.parametrize(
    ("stated", "value"),
    [
        ("7", "7"),
        ("{one_of: [a, b]}", "a or b"),
        ("[a, b]", "a, b"),
        ("{amount: 5, currency: USD}", "5 USD"),
        ("{unknown: true, reason: lost}", "not known"),
        ("false", "no"),
    ],
)
def test_an_own_fact_of_any_kind_is_a_contract_fact(stated: str, value: str, given: Path) -> None:
    (given / "contract.yaml").write_text(
        f"schema: microdep-context/1\nagency: DoD\next: {{other: {stated}}}\n", "utf-8"
    )
    record = json.loads(run(f"microdep check board.csv {KEYS} --format json", given)[0])
    facts = {fact["name"]: fact["value"] for fact in record["documents"][0]["contract"]}
    assert {"agency": "DoD", "ext.other": value} == facts


def test_an_exemption_states_the_fact_its_place_and_its_evidence_in_every_output(given: Path) -> None:
    text = _checked(given, "true", "--verbose")
    assert f"exempt by  repair: contract.{FACT} is true  ({AT}, evidence proof)" in text
    facts = [fact for outcome in _outcomes(given, "true", "exempt") for fact in outcome["facts"]]
    (own, *_) = [fact for fact in facts if fact["name"] == f"contract.{FACT}"]
    assert ["proof"] == own["evidence"]
    section = _page(given, "true", "report.md").partition("## Exceptions that apply")[2]
    assert f"  - contract.{FACT}: true ({AT}, evidence: proof)" in section
    assert f"contract.{FACT}: true" in _page(given, "true", "report.html")
    assert f"contract.{FACT} true ({AT}, evidence: proof)" in (given / "true" / "findings.csv").read_text(
        "utf-8"
    )
    assert f"contract.{FACT} is true" in _checked(given, "true", "--format sarif")


def test_evidence_belongs_to_the_file_that_states_it_and_counts_as_evidence(folder: Path) -> None:
    (entry,) = json.loads((folder / "true" / "evidence.json").read_text("utf-8"))
    assert ("contract.yaml", "R-88") == (entry["stated_in"], entry["number"])
    page = _page(folder, "true", "report.md")
    assert "| contract.yaml | proof | Delta Repair Ltd | 2026-03-02 |  | R-88 |" in page
    assert re.search(r"recorded facts, \d+ of them without evidence", page)
    page = _page(folder, "true", "report.html")
    assert "in contract.yaml" in page
    assert "R-88" in page


def test_an_exception_with_a_false_fact_is_named_in_every_output(given: Path) -> None:
    because = f"contract.{FACT} is false"
    text = _checked(given, "false")
    assert f"exception  repair does not apply: {because}  ({AT}, evidence proof)  [house 2]" in text
    for name in ("report.md", "report.html"):
        page = _page(given, "false", name)
        assert "Exception does not apply" in page
        assert f"because {because}" in page
    outcome, *_ = _outcomes(given, "false", "fail")
    states = [(e["name"], e["state"], e["because"]) for e in outcome["exceptions"]]
    assert [("repair", "does_not_apply", because)] == states
    assert f"exception: repair does not apply [house 2]: {because}; evidence: proof" in _checked(
        given, "false", "--format sarif"
    )
    command = f"microdep explain own/banned-maker {outcome['subject']['id']} board.csv {KEYS}"
    explained, _, _ = run(command, given)
    assert "repair does not apply: house 2" in explained


def test_exemptions_of_known_and_of_possible_violations_are_counted_apart(given: Path) -> None:
    lines = [line for line in _checked(given, "true").splitlines() if line.startswith("EXEMPT")]
    fails, unknown = lines
    assert fails == (
        "EXEMPT  own/banned-maker  4 components fail without the exception: Driver (U1), Switch (Q1),"
        " Header (J1), Red LED (LED1), by repair"
    )
    assert unknown == (
        "EXEMPT  own/banned-maker  1 component and the product are unknown without the exception: board,"
        " Laser (D1), by repair"
    )
    words = "4 outcomes fail without the exception; 2 outcomes are unknown without the exception"
    summary = _page(given, "true", "report.md").partition("## Findings")[0]
    assert f"own/banned-maker: exempt; {words}" in summary
    assert words in _page(given, "true", "report.html")


def test_every_further_finding_of_a_ban_names_the_listed_company(given: Path) -> None:
    text = _checked(given, "false")
    assert (
        "board / Switch (Q1): maker.party is TPD, banned contains Taiping Power Devices  (board.csv:3:1)"
        in text
    )
    assert "and 1 more" not in text


@pytest.mark.parametrize(("as_of", "dated"), [("2026-11-24", "2026-11-24"), ("2026-01-05", "2026-01-05")])
def test_the_as_of_date_dates_a_bundle_and_a_date_of_its_evidence_does_not(
    as_of: str, dated: str, given: Path
) -> None:
    options = KEYS.replace("2026-11-24", as_of)
    run(f"microdep report board.csv {options} --output dated", given)
    assert f"dated {dated}T00:00:00Z" in run("microdep verify dated", given)[0]
    assert {f"{dated}T00:00:00Z"} == {
        json.loads((given / "dated" / name).read_text("utf-8"))["generated_at"]
        for name in ("manifest.json", "bundle.json")
    }


def test_a_bundle_of_a_check_in_the_future_is_not_dated_in_the_future(given: Path) -> None:
    options = KEYS.replace("2026-11-24", "2999-01-01")
    run(f"microdep report board.csv {options} --output later", given)
    made = json.loads((given / "later" / "manifest.json").read_text("utf-8"))["generated_at"]
    assert made < "2999"


def test_evidence_of_a_context_that_two_documents_share_is_one_record(given: Path) -> None:
    shutil.copy(given / "board.csv", given / "second.csv")
    (given / "contract.yaml").write_text(CONTEXT.replace("VALUE", "true"), "utf-8")
    run(f"microdep report board.csv second.csv {KEYS} --output two", given)
    page = (given / "two" / "report.md").read_text("utf-8")
    assert 1 == page.count("| contract.yaml | proof |")
    assert "1 of 1 record of evidence was not opened." in page
    assert "records of evidence that were not opened: 1\n" in run("microdep verify two", given)[0]


def test_an_exemption_in_a_format_for_programs_states_the_verdict_without_the_exception(given: Path) -> None:
    text = _checked(given, "true", "--format junit")
    assert "Header (J1), Red LED (LED1)): exempt by repair; fail without the exception: " in text
    assert "exempt by repair; unknown without the exception: insufficient data: the maker is banned" in text
