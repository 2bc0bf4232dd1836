"""Counts of one check on all screens: the check, the questions, the status, and the format for GitHub."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

ASSEMBLY = """\
schema: microdep-bom/1
document: {id: drone, product: drone}
components:
  - {id: drone, name: Drone, kind: end_item, children: [{ref: motor}, {ref: frame}]}
  - {id: motor, name: Motor}
  - {id: frame, name: Frame, origin: CN, restriction_index: 0.9}
"""
FLAT = "schema: microdep-bom/1\ncomponents:\n  - {name: Motor}\n  - {name: Frame}\n"
ONE = "schema: microdep-bom/1\ncomponents:\n  - {name: Motor}\n"
TABLE = "name,manufacturer\nMotor,Example Motors\nFrame,\n"
EXAMPLES = {
    "assembly.yaml": (ASSEMBLY, 2),
    "flat.yaml": (FLAT, 2),
    "one.yaml": (ONE, 1),
    "table.csv": (TABLE, 2),
    "founding.yaml": ("examples/founding-example/bom.yaml", 3),
    "quadcopter.yaml": ("examples/quadcopter/bom.yaml", 42),
    "charger.yaml": ("examples/gallium/charger.yaml", 3),
}
PACKS = "--pack micro-dependency --pack dod-magnets --as-of 2026-12-01"


@pytest.mark.parametrize("name", EXAMPLES)
def test_all_screens_have_the_same_counts(name: str, tmp_path: Path) -> None:
    text, components = EXAMPLES[name]
    if text.startswith("examples/"):
        text = (CHECKOUT / text).read_text(encoding="utf-8")
    (tmp_path / name).write_text(text, encoding="utf-8")

    screen, _, _ = run(f"microdep check {name} {PACKS}", tmp_path)
    fails, open_checks = map(int, re.findall(r"1 document: .*?(\d+) fail, (\d+) open", screen)[0])

    github, _, _ = run(f"microdep check {name} {PACKS} --format github", tmp_path)
    assert f"1 document: {fails} fail, {open_checks} open" in github.partition("\n")[0]

    status = json.loads(run(f"microdep status {name} {PACKS} --format json", tmp_path)[0])
    (document,) = status["documents"]
    assert open_checks == document["open_checks"]

    questions, _, _ = run(f"microdep questions {name} {PACKS}", tmp_path)
    stated = re.search(r"(\d+) open checks? \(one rule", questions)
    assert open_checks == (int(stated[1]) if stated else 0)

    record = json.loads(run(f"microdep check {name} {PACKS} --format json", tmp_path)[0])
    unknown = record["summary"]["counts"]["unknown"]
    quiet, _, _ = run(f"microdep check {name} {PACKS} --quiet", tmp_path)
    report, _, _ = run(f"microdep report {name} {PACKS} --output out", tmp_path)
    both = rf"\b{open_checks} open" + (rf" \({unknown} unknown outcomes?" if unknown != open_checks else ",")
    for output, lines in ((screen, 1), (quiet, 2), (report, 1), (github.partition("\n")[0], 1)):
        assert lines == len(re.findall(both, output)), output
    document_line, total, *_ = quiet.splitlines()
    assert document_line.partition(": ")[2] == total.partition(": ")[2]
    page = (tmp_path / "out" / "report.md").read_text("utf-8")
    assert f"{unknown} | " in page

    totals = {int(number) for number in re.findall(r"of (\d+) components?", screen)}
    assert totals <= {components}
    tree, _, _ = run(f"microdep bom show {name}", tmp_path)
    assert f"{components} component{'s' if components != 1 else ''}" in tree.partition("\n")[0]
