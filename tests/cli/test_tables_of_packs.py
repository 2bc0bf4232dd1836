"""A table that a rule file reads is no bill of materials, also if a pattern of the configuration matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

BOM = "Reference,Qty,Value,MPN,Manufacturer\nM1,1,Motor,A-1,Acme\n"
TABLE = "company-rules/restricted-countries.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert 0 == run("microdep init", tmp_path)[2]
    (tmp_path / "bom.yaml").unlink()
    (tmp_path / "board.csv").write_text(BOM, encoding="utf-8")
    (tmp_path / "stock.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    settings = (tmp_path / "microdep.toml").read_text("utf-8")
    (tmp_path / "microdep.toml").write_text(
        settings.replace("boms = []", 'boms = ["*.csv"]\nnot_boms = ["stock.csv"]'), encoding="utf-8"
    )
    return tmp_path


@pytest.mark.parametrize("paths", ["", f"--changed {TABLE} board.csv stock.csv", "."])
def test_a_check_reads_neither_tables_of_packs_nor_excluded_tables(paths: str, folder: Path) -> None:
    out, err, code = run(f"microdep check {paths}", folder)
    assert 0 == code, err
    assert "board.csv" in out
    assert "stock.csv" not in out
    assert TABLE not in out


def test_the_status_reads_neither_tables_of_packs_nor_excluded_tables(folder: Path) -> None:
    out = run("microdep status", folder)[0]
    assert "stock.csv" not in out
    assert TABLE not in out


def test_a_table_that_is_no_bill_of_materials_names_the_setting(folder: Path) -> None:
    out, err, code = run("microdep check stock.csv", folder)
    assert 4 == code
    assert "name it under `not_boms` in the configuration" in " ".join((out + err).split())
