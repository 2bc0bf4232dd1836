"""A list of software passes no rule about hardware, and nobody is asked where a program was made."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

HARDWARE = ("micro-dependency", "dod-magnets", "specialty-metals", "chokepoints", "conflict-minerals")
TYPES = ("library", "application", "framework", "operating-system", "container", "file", "firmware")
REASON = "the document lists software only, and the rule is about hardware"


def sbom(*components: dict[str, Any], product: str = "application") -> str:
    """A CycloneDX document with these components."""
    top = {"type": product, "name": "top", "bom-ref": "top"}
    value = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": {"component": top}}
    return json.dumps(
        {**value, "components": [{"bom-ref": component["name"], **component} for component in components]}
    )


def checked(text: str, folder: Path, packs: tuple[str, ...] = HARDWARE) -> tuple[dict[str, Any], int]:
    """The document in the record of a check, and its exit code."""
    (folder / "list.cdx.json").write_text(text, encoding="utf-8")
    chosen = " ".join(f"--pack {pack}" for pack in packs)
    out, _, code = run(f"microdep check list.cdx.json {chosen} --as-of 2026-11-24 --format json", folder)
    document: dict[str, Any] = json.loads(out)["documents"][0]
    return document, code


@pytest.mark.parametrize("sort", TYPES)
def test_rules_about_hardware_do_not_apply_to_a_list_of_software(sort: str, tmp_path: Path) -> None:
    document, code = checked(sbom({"type": sort, "name": "one"}, {"type": sort, "name": "two"}), tmp_path)
    assert ("nothing_checked", 6, []) == (document["verdict"], code, document["outcomes"])
    assert REASON in {each["reason"] for each in document["not_applicable"]}


def test_a_rule_that_names_software_is_asked_all_the_same(tmp_path: Path) -> None:
    document, _ = checked(sbom({"type": "application", "name": "autopilot"}), tmp_path, ("uas",))
    assert "uas/covered-uas-software" in {each["rule"] for each in document["outcomes"]}


def test_software_that_fails_as_stated_fails(tmp_path: Path) -> None:
    facts = [
        {"name": "microdep:origin", "value": "CN"},
        {"name": "microdep:restriction_index", "value": "0.95"},
    ]
    part = {"type": "library", "name": "one", "properties": facts}
    assert ("fail", 1) == ((found := checked(sbom(part), tmp_path))[0]["verdict"], found[1])


@pytest.mark.parametrize("product", ["device", "application"])
def test_hardware_among_software_is_judged(product: str, tmp_path: Path) -> None:
    parts = [{"type": "library", "name": "one"}, {"type": "device", "name": "motor"}]
    parts = parts[:1] if product == "device" else parts
    document, code = checked(sbom(*parts, product=product), tmp_path, ("dod-magnets",))
    assert ("unknown", 5) == (document["verdict"], code)


@pytest.mark.parametrize(
    ("name", "value"),
    [("materials", '[{"substance": "NdFeB"}]'), ("mass_g", "12"), ("place_of_manufacture", "CN")],
)
def test_software_of_which_something_is_stated_that_only_things_have_is_judged_as_a_thing(
    name: str, value: str, tmp_path: Path
) -> None:
    part = {"type": "library", "name": "one", "properties": [{"name": f"microdep:{name}", "value": value}]}
    assert 6 != checked(sbom(part), tmp_path, ("dod-magnets",))[1]
