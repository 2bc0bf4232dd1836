"""Owners that are people: the company that they own answers the questions about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

BOM = """
schema: microdep-bom/1
document: {id: kit}
parties:
  - {id: works, name: Example Magnetics GmbH, owners: [OWNERS], complete: [owners]}
  - {id: petra, name: Petra Kessler}
  - {id: staff, name: employees of Example Magnetics}
  - {id: holding, name: Example Holding}
components:
  - {id: motor, name: Motor, class: motor, manufacturer: works, mpn: M-1}
"""


def test_people_get_no_workbook(tmp_path: Path) -> None:
    for owners, names in (
        ("{party: petra, share: 60}, {party: staff, share: 40}", {"petra-kessler", "employees-of"}),
        ("{party: petra, share: 60}, {party: holding, share: 40}", {"petra-kessler"}),
    ):
        (tmp_path / "bom.yaml").write_text(BOM.replace("OWNERS", owners), encoding="utf-8")
        (tmp_path / "deal.yaml").write_text("schema: microdep-context/1\nagency: DoD\n", encoding="utf-8")
        command = "microdep questions bom.yaml --pack all --context deal.yaml --folder out --force --verbose"
        _, err, _ = run(command, tmp_path)
        files = {path.name for path in (tmp_path / "out").iterdir()}
        assert [] == [file for file in files for name in names if file.startswith(name)], err
        assert any("Example Magnetics GmbH" in line for line in err.splitlines()), err
        assert ("holding" in owners) == ("example-holding.xlsx" in files), files
