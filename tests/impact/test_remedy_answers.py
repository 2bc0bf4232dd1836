"""Answers of `microdep remedy` that are no plain yes: waivers, open alternates, several days and causes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from microdep_rules.vocabulary.resources import schema_data
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

RECORD = Draft202012Validator(schema_data("microdep-remedy-1"))
HEAD = "schema: microdep-bom/1\ndocument: {product: a, id: doc}\ncomponents:\n"
A = "  - {id: a, name: A, origin: ORIGIN, restriction_index: 0.9, children: [{ref: b, quantity: 1}]}\n"
GOOD, ALSO = A.replace("ORIGIN", "US"), "  - {id: c, name: C, origin: PLACE, restriction_index: 0.9}\n"
B = "  - {id: b, name: B, origin: PLACE, restriction_index: 0.9, alternates: [c]}\n"
ALONE = "  - {id: b, name: B, origin: CN, restriction_index: 0.9}\n"
WAIVER = """\
schema: microdep-waivers/1
waivers:
  - id: W-1
    rule: micro-dependency/blocked-component
    scope: {components: [b], document: doc}
    reason: Stock of five years is in the warehouse, and nothing is bought before.
    legal_basis: Purchasing policy 7.3
    requested_by: Dana Ito <dana.ito@example.com>
    approved_by: Kim Berg <kim.berg@example.com>
    from: 2026-11-01
    until: 2027-01-31
    evidence: [memo 2026-118]
"""


def remedy(folder: Path, bom: str, arguments: str = "") -> tuple[dict[str, Any], str, int]:
    """The only product of a run, what it prints, and the exit code."""
    (folder / "bom.yaml").write_text(HEAD + bom, encoding="utf-8")
    command = f"microdep remedy bom.yaml --as-of 2026-11-24 {arguments}"
    out, err, _ = run(f"{command} --format json", folder)
    assert out, err
    found = json.loads(out)
    assert [] == [error.message for error in RECORD.iter_errors(found)]
    text, _, code = run(command, folder)
    (product,) = found["products"]
    return product, text, code


@pytest.mark.parametrize("place", ["CN", "unknown: true"])
def test_an_approved_alternate_that_leaves_the_document_unknown_has_to_go(place: str, tmp_path: Path) -> None:
    alternate = ALSO.replace("PLACE", f"{{{place}}}" if ":" in place else place)
    product, text, code = remedy(tmp_path, GOOD + B.replace("PLACE", "JP") + alternate, "--goal pass")
    assert (False, 0) == (product["needs_none"], code)
    (best,) = product["remedies"]
    assert [] == best["substitutions"]
    assert [("b", "c")] == [(one["component"]["id"], one["alternate"]["id"]) for one in best["remove"]]
    assert "it is a pass" not in text
    assert "remove C from the alternates of B" in text
    without = GOOD + ALONE.replace("CN", "JP")
    assert "the document passes as listed" in remedy(tmp_path, without, "--goal pass")[1]


@pytest.mark.parametrize("goal", ["viable", "pass"])
def test_a_waived_fail_is_named_and_called_no_pass(goal: str, tmp_path: Path) -> None:
    (tmp_path / "waivers.yaml").write_text(WAIVER, encoding="utf-8")
    product, text, code = remedy(tmp_path, GOOD + ALONE, f"--waivers waivers.yaml --goal {goal}")
    assert (True, ["W-1"], 0) == (product["needs_none"], product["waived"], code)
    assert "no substitution is needed, because all findings are waived by W-1" in text
    assert "as listed" not in text


def test_a_product_that_is_blocked_itself_is_not_all_that_is_missing(tmp_path: Path) -> None:
    product, text, code = remedy(tmp_path, A.replace("ORIGIN", "CN") + ALONE)
    assert 1 == code
    assert "makes the product viable: the product `A` itself is blocked\n" in text
    assert "makes the product viable: `B` needs an alternate\n" in text
    assert ["b"] == [
        one["component"]["id"] for every in product["lacking"]["alternates_for"] for one in every
    ]
    assert ["a"] == [one["component"]["id"] for one in product["lacking"]["product"]]


def test_a_remedy_under_a_scenario_holds_on_each_of_its_days(tmp_path: Path) -> None:
    events = "".join(
        f"  - {{from: 2027-0{month}-01, raise_index: {{component: {id_}, to: 0.95}}}}\n"
        for month, id_ in ((1, "b"), (2, "c"))
    )
    scenario = f"schema: microdep-scenario/1\nname: Rise\nevents:\n{events}"
    (tmp_path / "rise.yaml").write_text(scenario, encoding="utf-8")
    bom = GOOD + (B + ALSO).replace("PLACE", "CN").replace("index: 0.9,", "index: 0.1,").replace(
        "0.9}", "0.1}"
    )
    product, text, code = remedy(tmp_path, bom, "--scenario rise.yaml")
    assert ("none", 1) == (product["state"], code)
    assert "under the scenario `Rise`, from 2027-01-01" in text
    product, text, code = remedy(tmp_path, bom, "--scenario rise.yaml --on 2027-01-01")
    assert ("remedy", 0) == (product["state"], code)
    assert "on 2027-01-01" in text


def test_components_of_one_name_are_distinguished_by_their_ids(tmp_path: Path) -> None:
    bom = GOOD + (B + ALSO).replace("name: B", "name: Magnet").replace("name: C", "name: Magnet")
    bom = bom.replace("PLACE, restriction_index: 0.9, alt", "CN, restriction_index: 0.9, alt").replace(
        "PLACE", "JP"
    )
    assert "Magnet (c) instead of Magnet (b)" in remedy(tmp_path, bom)[1]


def test_more_sets_than_were_followed_are_at_least_so_many(tmp_path: Path) -> None:
    uses = ", ".join(f"{{ref: b{n}, quantity: 1}}" for n in range(5))
    bom = f"  - {{id: a, name: A, origin: US, restriction_index: 0.1, children: [{uses}]}}\n"
    for n in range(5):
        others = [f"{letter}{n}" for letter in "cde"]
        ways = ", ".join(others)
        bom += f"  - {{id: b{n}, name: B{n}, origin: CN, restriction_index: 0.9, alternates: [{ways}]}}\n"
        bom += "".join(f"  - {{id: {o}, name: {o}, origin: JP, restriction_index: 0.1}}\n" for o in others)
    product, text, _ = remedy(tmp_path, bom)
    assert product["cut_short"]
    assert "shared by at least 101 sets" in text


def test_what_saves_more_and_is_not_needed_is_no_remedy_that_is_cheaper(tmp_path: Path) -> None:
    cost = "unit_cost: {amount: %s, currency: USD}"
    bom = GOOD + (B + ALSO).replace("index: 0.9", f"index: 0.9, {cost % 4}").replace("PLACE", "CN", 1)
    text = remedy(tmp_path, bom.replace("PLACE", "JP"), "--minimize cost")[1]
    assert "REMEDY  the least cost; no remedy is cheaper" in text
