"""Code quality: fingerprints that GitLab can tell apart."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from microdep_rules.output.formats import gitlab
from tests.output.formats.running import check

if TYPE_CHECKING:
    from pathlib import Path


def test_two_copies_of_a_document_have_two_fingerprints(workspace: Path) -> None:
    (workspace / "copy.bom.yaml").write_bytes((workspace / "board.bom.yaml").read_bytes())
    found = json.loads(gitlab.render(check(workspace, "board.bom.yaml", "copy.bom.yaml")))
    marks = [each["fingerprint"] for each in found]
    assert len(marks) == len(set(marks))
    alone = json.loads(gitlab.render(check(workspace, "board.bom.yaml")))
    first = {each["fingerprint"] for each in found if each["location"]["path"] == "board.bom.yaml"}
    assert {each["fingerprint"] for each in alone} == first
