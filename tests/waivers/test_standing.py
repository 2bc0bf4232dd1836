"""What is waived stays what it is: no command and no format shows it as met, and all of them agree."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.replay import run
from tests.waivers.cases import AS_OF, BOM, PACK, WAIVER

if TYPE_CHECKING:
    from pathlib import Path

ARGUMENTS = f"--pack own.rule --waivers waivers.yaml --as-of {AS_OF}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository whose one failure is waived."""
    (tmp_path / "own.rule").write_text(PACK, encoding="utf-8")
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    (tmp_path / "waivers.yaml").write_text(
        f"schema: microdep-waivers/1\nwaivers:\n{WAIVER}", encoding="utf-8"
    )
    return tmp_path


def conformances(text: str) -> dict[str, tuple[Any, str, bool, bool]]:
    """Of each requirement the score, the verdict, and whether there are claims for and against it."""
    (attestation,) = json.loads(text)["declarations"]["attestations"]
    return {
        each["requirement"].removeprefix("rule:"): (
            each["conformance"].get("score"),
            each["conformance"]["rationale"].split(":")[0],
            bool(each.get("claims", ())),
            bool(each.get("counterClaims", ())),
        )
        for each in attestation["map"]
    }


def test_a_check_and_an_export_give_a_waived_failure_one_standing(folder: Path) -> None:
    checked, _, _ = run(f"microdep check bom.yaml {ARGUMENTS} --format cyclonedx", folder)
    run(f"microdep report bom.yaml {ARGUMENTS} --output out", folder)
    exported, problem, code = run("microdep export out --format cyclonedx", folder)
    assert (0, "") == (code, problem)
    assert conformances(checked) == conformances(exported)
    assert (0, "fail") == conformances(checked)["own/made-elsewhere"][:2]


def test_oscal_is_not_satisfied_by_a_waiver(folder: Path) -> None:
    run(f"microdep report bom.yaml {ARGUMENTS} --output out", folder)
    out, _, _ = run("microdep export out --format oscal", folder)
    found = json.loads(out)["assessment-results"]["results"][0]["findings"]
    states = {each["target"]["target-id"]: each["target"]["status"]["state"] for each in found}
    assert "not-satisfied" == states["own.made-elsewhere"]


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("check bom.yaml {}", "apart from what is waived"),
        ("report bom.yaml {} --format md", "PASS, APART FROM WHAT IS WAIVED"),
        ("check bom.yaml {} --format github", "pass, apart from what is waived"),
    ],
)
def test_a_pass_says_that_something_is_waived(command: str, shown: str, folder: Path) -> None:
    out, _, code = run(f"microdep {command.format(ARGUMENTS)}", folder)
    assert 0 == code
    assert shown in out


def test_no_page_is_green_where_something_is_waived(folder: Path) -> None:
    run(f"microdep report bom.yaml {ARGUMENTS} --output out", folder)
    page = (folder / "out" / "report.html").read_text(encoding="utf-8")
    assert '<section class="verdict waived"' in page
    assert '<section class="verdict pass"' not in page
