"""`explain` shows the lines of an overlay for a missing word and for a missing yes or no of a component."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

TABLE = 'Reference,Qty,Value,Manufacturer,MPN\nU1,1,Flash,"Winbond ""W""",W25Q128\nU2,1,Radio,,\n'
CONTEXT = "schema: microdep-context/1\nagency: DoD\naward: 2026-06-01\n"
ARGUMENTS = "board.csv --context contract.yaml --as-of 2026-12-01"


def test_the_lines_are_a_valid_overlay_that_states_the_fact(tmp_path: Path) -> None:
    (tmp_path / "board.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "contract.yaml").write_text(CONTEXT, encoding="utf-8")
    for place in ("U1", "U2"):
        explain = f"microdep explain telecom-and-chips/covered-telecom {place} {ARGUMENTS}"
        words = " ".join(run(explain, tmp_path)[0].split())
        lines = re.findall(r"as (components: \[\{match: .*?\}\]) in an overlay", words)
        (line,) = dict.fromkeys(line for line in lines if "substantial_or_essential: true" in line)
        assert ("manufacturer: " in line) is (place == "U1")
        assert any("kind: \u2026" in line for line in lines)
        overlay = tmp_path / f"{place}.yaml"
        overlay.write_text(f"schema: microdep-overlay/1\n{line}\n", encoding="utf-8")
        out, err, code = run(f"{explain} --overlay {place}.yaml", tmp_path)
        assert 0 == code, err
        assert "missing: component.substantial_or_essential" not in " ".join(out.split())
