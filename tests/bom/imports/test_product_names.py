"""Name of a product that its table does not state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

LIST = "Reference,Qty,Name,Manufacturer,Part number\nM1,1,Brushless motor,Example Works,EW-1\n"
CHECK = "--pack micro-dependency --as-of 2026-11-24"


def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "rotor" / "answers"
    folder.mkdir(parents=True)
    for name in ("bom.csv", "board.csv"):
        (tmp_path / "rotor" / name).write_text(LIST, encoding="utf-8")
    return folder


def test_no_product_is_named_after_a_path(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    for place, file in ((folder, "../bom.csv"), (folder.parent, "bom.csv"), (folder.parent, "./bom.csv")):
        for command in (f"check {file} {CHECK}", f"questions {file} {CHECK} --verbose"):
            out, err, _ = run(f"microdep {command}", place)
            assert " .. " not in out.replace("../bom", ""), out
            assert "rotor" in out + err


def test_a_product_that_is_named_after_its_folder_is_reported_with_the_way_to_name_it(tmp_path: Path) -> None:
    folder = _folder(tmp_path).parent
    out, err, _ = run(f"microdep check bom.csv {CHECK}", folder)
    assert "so the product has the name `rotor` of its folder" in out + err
    assert "write `name:` below `product:` in the mapping file" in out + err
    out, err, _ = run(f"microdep check board.csv {CHECK}", folder)
    assert "of its folder" not in out + err


def test_a_row_of_level_0_states_the_name_of_the_product(tmp_path: Path) -> None:
    table = "Level,Name,Manufacturer\n0,Field terminal,Polar\n1,Motor,Bosch\n"
    (tmp_path / "bom.csv").write_text(table, encoding="utf-8")
    out, err, _ = run(f"microdep check bom.csv {CHECK}", tmp_path)
    assert "of its folder" not in out + err
