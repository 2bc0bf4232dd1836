"""A list of stages that is said to be complete, against what a rule wants accounted for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from microdep_rules.config import Config
from microdep_rules.pipeline.check import run_check
from microdep_rules.pipeline.documents import CheckRequest
from microdep_rules.pipeline.packs import load_packs
from microdep_rules.pipeline.project import Project
from microdep_rules.workspace.files import Workspace

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "schema: microdep-bom/1\ncomponents:\n  - name: Motor\n    materials:\n      - substance: NdFeB\n"
WHOLE = (
    "{stage: alloy_melted}, {stage: powder_formed}, {stage: pressed}, {stage: sintered}, {stage: magnetized}"
)


@pytest.mark.parametrize(
    ("written", "reported"),
    [
        (
            "        stages: [{stage: sintered}]\n        complete: [stages]\n",
            [("bom/impossible-list", 7, 19)],
        ),
        ("        stages: []\n", [("bom/impossible-list", 6, 17)]),
        ("        stages: [{stage: sintered}]\n", []),
        (f"        stages: [{WHOLE}]\n        complete: [stages]\n", []),
    ],
    ids=["said to be complete", "said to be none", "not said to be complete", "with all milestones"],
)
def test_a_complete_list_without_a_milestone_is_reported_at_the_statement(
    written: str, reported: list[tuple[str, int, int]], tmp_path: Path
) -> None:
    path = tmp_path / "motor.bom.yaml"
    path.write_text(HEAD + written, encoding="utf-8")
    project = Project(Workspace(tmp_path), Config())
    packs = load_packs(project, ("dod-magnets",), {}, with_examples=False)
    checked = run_check(project, CheckRequest(date(2026, 6, 1), (str(path),), ("dod-magnets",)), packs)
    found = []
    for diagnostic in checked.documents[0].diagnostics:
        at = next(iter(checked.documents[0].files.values())).source.position(diagnostic.span.start)
        found.append((diagnostic.code, at.line, at.column))
    assert reported == found
