"""Benchmark of the command that makes a report as PDF."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import Goal, functions, table

if TYPE_CHECKING:
    from collections.abc import Callable

GOALS = (
    Goal("report with a PDF of 100 findings, against the import of WeasyPrint", "100", "import", 10),
    Goal("report with a PDF of 1,000 findings, against one of 100", "1000", "100", 20),
)


def document(findings: int) -> str:
    """Return a bill of materials with `findings` components, each of which fails one rule."""
    parts = [
        {"id": f"p{n}", "name": f"Part {n}", "origin": "CN", "restriction_index": 0.95}
        for n in range(findings)
    ]
    return json.dumps({"schema": "microdep-bom/1", "document": {"id": "many"}, "components": parts})


def run() -> list[str]:
    """Return the rows of the result table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def runs(command: list[str]) -> Callable[[], object]:
            return lambda: subprocess.run(command, cwd=folder, capture_output=True, check=False)

        sides = {"import": runs([sys.executable, "-c", "import weasyprint"])}
        for many in (100, 1000):
            (folder / f"{many}.json").write_text(document(many), encoding="utf-8")
            report = [sys.executable, "-m", "microdep_rules", "report", f"{many}.json", "--force"]
            sides[str(many)] = runs([*report, "--pdf", "--as-of", "2026-11-24", "--output", str(many)])
        return table(functions(sides), GOALS)
