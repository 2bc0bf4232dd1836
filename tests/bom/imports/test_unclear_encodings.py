"""A text in an unknown encoding is never read with wrong letters: a banned company would get another name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from microdep_rules.bom.imports.encodings import decode_text
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

NAMES = {
    "gb18030": "华为技术有限公司",
    "big5": "華為技術有限公司",
    "cp932": "株式会社ファーウェイ",
    "euc-jp": "株式会社ファーウェイ",
    "euc-kr": "주식회사 한국전자",
    "cp1251": "Завод Ромашка",
}


@pytest.mark.parametrize("encoding", NAMES)
def test_a_text_in_another_script_is_refused_wherever_companies_are_read(
    encoding: str, tmp_path: Path
) -> None:
    name = NAMES[encoding].encode(encoding)
    (tmp_path / "banned.csv").write_bytes(b"Company\n" + name + b"\n")
    (tmp_path / "bom.csv").write_bytes(b"Name,Manufacturer,Supplier\nMotor," + name + b",Quill\n")
    for command in ("lists ban banned.csv", "check bom.csv", "bom import bom.csv"):
        out, err, code = run(f"microdep {command}", tmp_path)
        assert (4, True) == (code, "found another encoding" in out + err), (command, err)
        assert encoding in out + err
    (tmp_path / "bom.csv.mapping.yaml").write_text(
        f"schema: microdep-mapping/1\nencoding: {encoding}\n"
        "columns: {Name: name, Manufacturer: manufacturer}\n",
        encoding="utf-8",
    )
    (tmp_path / "banned.csv").write_text(f"Company\n{NAMES[encoding]}\n", encoding="utf-8")
    assert 0 == run("microdep lists ban banned.csv", tmp_path)[2]
    assert 1 == run("microdep check bom.csv --pack banned-companies", tmp_path)[2]


@pytest.mark.parametrize(
    "text",
    [
        "Müller, 2 µF",
        "Société Générale",
        "Ångström Ærø Øl",
        "Peñarroya",
        "±5 % … “x”",
        "Wert — \xd7 —",
        "Wert\xa0\xa0\xa0\xa01",
    ],
)
def test_a_western_text_is_still_read(text: str) -> None:
    decoded, problems = decode_text("a.csv", text.encode("cp1252"))
    assert (text, []) == (decoded.source.text if decoded is not None else "", problems)


def test_a_ban_with_a_guessed_encoding_has_a_warning(tmp_path: Path) -> None:
    (tmp_path / "banned.csv").write_bytes("Company\nMüller Werke\n".encode("cp1252"))
    _, err, code = run("microdep lists ban banned.csv", tmp_path)
    assert (0, True) == (code, "the file is read as cp1252" in err)
