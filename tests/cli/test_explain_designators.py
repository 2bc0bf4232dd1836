"""`explain` with a designator that several rows of a board have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

BOARD = """\
Reference,Value,Qty,Manufacturer,MPN
"U2,U5",Radio,2,Bar Telecom,R-1
U2,Other,1,Zed Works,R-2
R1,10k,1,Zed Works,R-3
R1,22k,1,Yageo,
"""


@pytest.mark.parametrize(
    ("designator", "components"), [("U2", ["Radio (U2, U5)", "Other (U2)"]), ("R1", ["10k (R1)", "22k (R1)"])]
)
def test_every_component_with_the_designator_is_explained(
    designator: str, components: list[str], tmp_path: Path
) -> None:
    (tmp_path / "board.csv").write_text(BOARD, encoding="utf-8")
    (tmp_path / "banned.csv").write_text("company\nBar Telecom\n", encoding="utf-8")
    assert 0 == run("microdep lists ban banned.csv", tmp_path)[2]
    pack = "--pack ./banned-companies"
    out, err, code = run(f"microdep explain banned-manufacturer {designator} board.csv {pack}", tmp_path)
    assert (0, True) == (code, f"`{designator}` is a designator of `" in out), err
    assert all(f"the component {component}" in out for component in components), out
    assert "left out" not in err
