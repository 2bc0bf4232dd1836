"""`microdep impact` as somebody runs it: states, sentences, exit codes, and bad input."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run
from tests.impact.runs import record, text, write

if TYPE_CHECKING:
    from pathlib import Path

GREEN = "Production Green."
HALT = "SYSTEM HALT: Magnet (Micro-Dependency) is blocked."
TREE = """\
document: {product: drone}
components:
  - {id: drone, name: Drone, origin: US, children: [motor, frame]}
  - {id: motor, name: Motor, origin: JP, children: [magnet]}
  - {id: magnet, name: Magnet, origin: MAGNET, alternates: [ALTERNATES]}
  - {id: frame, name: Frame, origin: US}
"""
SECOND = "  - {id: second, name: Second magnet, origin: KR}\n"
UNKNOWN = "  - {id: second, name: Second magnet}\n"


def tree(origin: str = "CN", alternates: str = "", more: str = "") -> str:
    return TREE.replace("MAGNET", origin, 1).replace("ALTERNATES", alternates) + more


@pytest.mark.parametrize(
    ("bom", "state", "code", "halts", "green"),
    [
        (tree("US"), "viable", 0, False, True),
        (tree("CN"), "halted", 1, True, False),
        (tree("CN", "second", SECOND), "viable", 0, False, True),
        (tree("CN", "second", UNKNOWN), "undetermined", 5, False, False),
        (tree("US", "second", UNKNOWN), "viable", 0, False, False),
        (tree("{one_of: [CN, US]}"), "undetermined", 5, False, False),
        (tree("CN", "second", SECOND.replace("KR", "CN")), "halted", 1, True, False),
    ],
)
def test_each_state_has_its_sentence_and_exit_code(
    bom: str, state: str, code: int, halts: bool, green: bool, tmp_path: Path
) -> None:
    write(tmp_path, bom)
    found, ended = record(tmp_path)
    printed, same = text(tmp_path)
    lines = printed.splitlines()
    assert (state, code, code) == (found["products"][0]["state"], ended, same)
    assert (halts, green) == (HALT in lines, GREEN in lines)
    assert (halts, green) == (
        HALT in found["products"][0]["sentences"],
        found["summary"]["sentence"] == GREEN,
    )


def test_an_assembly_is_halted_with_the_component_that_halts_it(tmp_path: Path) -> None:
    write(tmp_path, tree())
    found, _ = record(tmp_path)
    (product,) = found["products"]
    assert [("motor", "halted")] == [(each["id"], each["state"]) for each in product["assemblies"]]
    magnet = [{"kind": "component", "id": "magnet", "name": "Magnet"}]
    assert [magnet] == product["assemblies"][0]["halted_by"] == product["halted_by"]


def test_what_is_blocked_together_is_one_set(tmp_path: Path) -> None:
    write(tmp_path, tree("CN", "second", SECOND.replace("KR", "CN")))
    printed, _ = text(tmp_path)
    assert 1 == printed.count("SYSTEM HALT")
    assert "also blocked Second magnet" in printed


def test_a_waived_fail_does_not_block(tmp_path: Path) -> None:
    waiver = (
        "schema: microdep-waivers/1\nwaivers:\n"
        "  - {id: w, rule: own/not-from-china, scope: {components: [magnet]}, reason: enough in stock,"
        " legal_basis: policy 7, requested_by: A. Doe, approved_by: B. Roe,"
        " from: 2026-11-01, until: 2026-12-31}\n"
    )
    write(tmp_path, tree(), waivers=waiver)
    found, code = record(tmp_path, "bom.yaml --waivers waivers.yaml")
    assert ("viable", 0) == (found["products"][0]["state"], code), found["diagnostics"]
    assert (
        ["Magnet, own/not-from-china, by w; legal basis as the company states it: \u00ab policy 7 \u00bb"],
        False,
    ) == (
        found["products"][0]["waived"],
        found["summary"]["green"],
    )
    printed, _ = text(tmp_path, "bom.yaml --waivers waivers.yaml")
    assert "WAIVED  by a waiver: not blocking" in printed
    assert "Production Green." not in printed
    found, code = record(tmp_path)
    assert ("halted", 1) == (found["products"][0]["state"], code)


@pytest.mark.parametrize(
    ("severity", "config", "state"),
    [
        ("warn", "", "nothing_checked"),
        ("warn", '[impact]\nseverities = ["warn"]\n', "halted"),
        ("warn", '[impact]\nrules = ["own/*"]\n', "halted"),
        ("prohibit", '[impact]\nnot_rules = ["own/not-from-china"]\n', "nothing_checked"),
        ("warn", "[impact]\nrestriction_index_above = 0.5\n", "undetermined"),
    ],
)
def test_the_configuration_says_what_blocks(severity: str, config: str, state: str, tmp_path: Path) -> None:
    write(tmp_path, tree(), severity=severity, config=config)
    found, code = record(tmp_path)
    assert state == found["products"][0]["state"]
    assert not found["summary"]["green"]
    assert {"nothing_checked": 6, "halted": 1, "undetermined": 5}[state] == code


def test_an_index_above_the_threshold_blocks_and_one_at_it_does_not(tmp_path: Path) -> None:
    bom = """\
components:
  - {name: Above, restriction_index: 0.81}
  - {name: At, restriction_index: 0.8}
"""
    write(tmp_path, bom, severity="warn", config="[impact]\nrestriction_index_above = 0.8\n")
    found, _ = record(tmp_path)
    assert ["above"] == [each["id"] for each in found["products"][0]["blocked"]]


@pytest.mark.parametrize(
    ("bom", "error"),
    [
        (tree("US", "magnet"), "bom/cycle"),
        (
            tree("US", "second", "  - {id: second, name: Second, children: [magnet]}\n"),
            "bom/cycle",
        ),
        (tree().replace("children: [magnet]", "children: [magnet, drone]"), "bom/cycle"),
        (
            tree().replace("name: Frame", "name: Frame, lead_time: {value: 6}"),
            "bom/",
        ),
    ],
)
def test_bad_input_gets_a_place_and_a_fix_and_nothing_is_green(bom: str, error: str, tmp_path: Path) -> None:
    write(tmp_path, bom)
    printed, code = text(tmp_path)
    assert 4 == code
    assert f"error[{error}" in printed
    assert "bom.yaml:" in printed
    assert "help: " in printed
    assert GREEN not in printed


def test_a_key_that_impact_does_not_have_is_an_error_of_the_configuration(tmp_path: Path) -> None:
    write(tmp_path, tree(), config='[impact]\nseverity = ["warn"]\n')
    printed, code = text(tmp_path)
    assert 2 == code
    assert "`[impact]` has no key `severity`" in printed
    assert "use one of `not_rules`, `restriction_index_above`, `rules`, `severities`" in printed


def test_across_products_each_point_says_how_many_it_halts(tmp_path: Path) -> None:
    write(tmp_path, tree("US"))
    (tmp_path / "radio.yaml").write_text(
        "schema: microdep-bom/1\ncomponents:\n  - {name: Case, origin: US}\n  - {name: Chip, origin: TW}\n",
        encoding="utf-8",
    )
    found, code = record(tmp_path, "bom.yaml radio.yaml")
    assert 0 == code
    halts = {each["key"]: each["halts"] for each in found["portfolio"]}
    assert {"US": ["bom.yaml", "radio.yaml"], "JP": ["bom.yaml"], "TW": ["radio.yaml"]} == halts
    assert "US" == found["portfolio"][0]["key"]
    printed, _ = text(tmp_path, "bom.yaml radio.yaml")
    assert "country  United States  halts 2: Drone, radio.yaml" in printed


def test_one_product_that_is_not_green_keeps_the_run_from_being_green(tmp_path: Path) -> None:
    write(tmp_path, tree("US"))
    (tmp_path / "radio.yaml").write_text(
        "schema: microdep-bom/1\ncomponents:\n  - {name: Case}\n  - {name: Chip, origin: TW}\n",
        encoding="utf-8",
    )
    printed, code = text(tmp_path, "bom.yaml radio.yaml")
    assert 5 == code
    assert GREEN not in printed


def test_a_document_that_is_not_valid_is_named_and_the_others_are_analysed(tmp_path: Path) -> None:
    write(tmp_path, tree())
    (tmp_path / "broken.yaml").write_text("schema: microdep-bom/1\ncomponents: 3\n", encoding="utf-8")
    printed, code = text(tmp_path, "bom.yaml broken.yaml")
    assert 4 == code
    assert HALT in printed
    assert "broken.yaml: not valid" in printed


def test_without_any_document_nothing_was_checked(tmp_path: Path) -> None:
    printed, code = text(tmp_path, ".")
    assert 6 == code
    assert GREEN not in printed


def test_a_page_is_written_to_a_file(tmp_path: Path) -> None:
    write(tmp_path, tree())
    _, err, code = run(
        "microdep impact bom.yaml --as-of 2026-11-24 --format html --output page.html", tmp_path
    )
    assert (1, "") == (code, err)
    assert HALT in (tmp_path / "page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["impact", "remedy", "exposure", "scenario cut.yaml"])
def test_a_folder_without_a_bill_of_materials_ends_with_one_code(command: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    cut = "schema: microdep-scenario/1\nname: Cut\nevents: [{from: 2027-03-01, cut: {country: CN}}]\n"
    (tmp_path / "cut.yaml").write_text(cut, encoding="utf-8")
    _, reported, code = run(f"microdep {command} empty --as-of 2026-11-29", tmp_path)
    assert (6, True) == (code, "no bill of materials found" in reported)
