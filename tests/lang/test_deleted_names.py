"""If an author deletes a declaration, the help of every later error offers to delete what still names it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 'pack ban version 2026-01-01\n  title "ban"\n  authority "company policy"\n  reviewed 2026-01-01\n'
KEPT = """rule origin
  title       "origin is Russia"
  severity    prohibit
  cites       "company policy"
  applies to  every listed component
  forbid      component.origin is RU

example fail of origin "made there"
  bom     component a, origin RU
  expect  fail at a

example pass of origin "made elsewhere"
  bom     component a, origin JP
  expect  pass at a
"""
PARTS = {
    "field": 'field contract.ext.prototype is true-or-false\n  title "prototype"\n  cites "company policy"\n',
    "list": 'list banned of party\n  "Example Banned Works" cites "company policy"\n',
    "definition": "define banned-component for component = component.manufacturer is in banned\n",
    "rule": 'rule zinc-maker\n  title "manufacturer is banned"\n  severity prohibit\n'
    '  cites "company policy"\n  applies to every listed component\n'
    "  forbid component is banned-component\n",
    "exception": 'exception for-tests to zinc-maker\n  title "for tests"\n  cites "company policy"\n'
    "  when contract.ext.prototype is true\n",
    "examples": 'example fail of zinc-maker "banned"\n'
    '  bom component a, manufacturer "Example Banned Works"\n'
    "  expect fail at a, not demonstrated for-tests\n\n"
    'example pass of zinc-maker "not banned"\n  bom component a, manufacturer "Good Works"\n'
    "  context prototype false\n  expect pass at a\n",
}
DELETED = [name for name in PARTS if name != "examples"]


def problems(folder: Path, without: str) -> list[tuple[str, str]]:
    (folder / "ban").mkdir()
    parts = [part for name, part in PARTS.items() if name != without]
    (folder / "ban/pack.rule").write_text("\n".join([HEAD, KEPT, *parts]), encoding="utf-8")
    out, err, code = run("microdep test ban", folder)
    assert (code == 0) is (without == ""), out + err
    blocks = [block for block in err.split("\n\n") if block.startswith("error[")]
    return [(block.split("\n", 1)[0], re.sub(r"\s+", " ", block.partition("help: ")[2])) for block in blocks]


def test_the_whole_pack_has_no_problem(tmp_path: Path) -> None:
    assert [] == problems(tmp_path, "")


@pytest.mark.parametrize("name", DELETED)
def test_the_help_offers_to_delete_what_names_the_deleted_declaration(name: str, tmp_path: Path) -> None:
    found = problems(tmp_path, name)
    assert found
    assert [] == [(error, help_) for error, help_ in found if "delete the " not in help_]


def test_the_help_of_a_missing_table_offers_to_delete_the_list(tmp_path: Path) -> None:
    (tmp_path / "ban").mkdir()
    text = f'{HEAD}\n{KEPT}\nlist banned of party\n  from "companies.csv"\n'
    (tmp_path / "ban/pack.rule").write_text(text, encoding="utf-8")
    _, err, _ = run("microdep test ban", tmp_path)
    assert "or delete the list or the table" in re.sub(r"\s+", " ", err)
