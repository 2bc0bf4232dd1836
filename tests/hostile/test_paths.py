"""What a pack or a configuration names has to lie in their repository; what the user names lies anywhere."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from microdep_rules.workspace.files import Workspace
from microdep_rules.workspace.folders import behind_links, within
from microdep_rules.workspace.pack_files import read_pack_files
from tests.cli.replay import run
from tests.shown import shown

if TYPE_CHECKING:
    from pathlib import Path

INSIDE = "root:x:0:0"
BOM = "schema: microdep-bom/1\ncomponents: [{name: a, origin: CN, restriction_index: 0.9}]\n"
HEAD = 'pack own\n  version "1"\n  title "t"\n  authority "a"\n  reviewed 2026-01-01\n\n'
RULE = (
    'rule r\n  title "t"\n  severity prohibit\n  cites "law"\n  in force by check date\n'
    "  applies to every listed component\n  forbid component.origin is CN\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_text(f"{INSIDE}\n", encoding="utf-8")
    (tmp_path / "outside" / "real.yaml").write_text(BOM, encoding="utf-8")
    home = tmp_path / "home"
    (home / "own").mkdir(parents=True)
    (home / "own" / "pack.rule").write_text(shown(HEAD + RULE), encoding="utf-8")
    (home / "bom.yaml").write_text(BOM, encoding="utf-8")
    return home


def test_a_linked_file_that_the_user_names_is_read(folder: Path) -> None:
    (folder / "linked.yaml").symlink_to(folder.parent / "outside" / "real.yaml")
    assert 1 == run("microdep check linked.yaml --pack ./own", folder)[2]


@pytest.mark.parametrize("name", ["more.rule", "rows.csv"])
def test_a_link_of_a_pack_that_leads_out_is_not_followed(folder: Path, name: str) -> None:
    (folder / "own" / "pack.rule").write_text(
        shown(HEAD + 'list l of text from "rows.csv"\n' + RULE), encoding="utf-8"
    )
    (folder / "own" / "rows.csv").write_text("value,cites\nx,y\n", encoding="utf-8")
    (folder / "own" / name).unlink(missing_ok=True)
    (folder / "own" / name).symlink_to(folder.parent / "outside" / "secret")
    out, err, code = run("microdep check bom.yaml --pack ./own", folder)
    assert (3, True, False) == (code, "outside the repository" in err, INSIDE in out + err)


def test_a_link_within_the_repository_is_followed(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / "shared").mkdir()
    (folder / "shared" / "rows.csv").write_text('value,cites\n"x","y"\n', encoding="utf-8")
    (folder / "own" / "rows.csv").symlink_to(folder / "shared" / "rows.csv")
    (folder / "own" / "pack.rule").write_text(
        shown(HEAD + 'list l of text from "rows.csv"\n' + RULE), encoding="utf-8"
    )
    assert 1 == run("microdep check bom.yaml --pack ./own", folder)[2]


@pytest.mark.parametrize("name", ["../outside/secret", "linked.yaml"])
def test_an_example_reads_nothing_outside(folder: Path, name: str) -> None:
    (folder / "own" / "linked.yaml").symlink_to(folder.parent / "outside" / "secret")
    example = f'\nexample fail of r "e"\n  bom from "{name}"\n  expect fail at a\n'
    (folder / "own" / "pack.rule").write_text(HEAD + RULE + example, encoding="utf-8")
    out, err, code = run("microdep test ./own", folder)
    assert (1, True, False) == (code, "outside the repository" in out, INSIDE in out + err)


def test_an_example_with_a_file_that_is_not_there_does_not_hold(folder: Path) -> None:
    example = '\nexample fail of r "e"\n  bom from "none.yaml"\n  expect fail at a\n'
    (folder / "own" / "pack.rule").write_text(HEAD + RULE + example, encoding="utf-8")
    out, _, code = run("microdep test ./own", folder)
    assert (1, True) == (code, "there is no such file" in out)


@pytest.mark.parametrize("name", ["../outside/secret", "linked"])
def test_a_context_of_the_configuration_lies_in_the_repository(folder: Path, name: str) -> None:
    (folder / "linked").symlink_to(folder.parent / "outside" / "secret")
    (folder / "microdep.toml").write_text(f'packs = ["own"]\ncontext = "{name}"\n', encoding="utf-8")
    out, err, code = run("microdep check bom.yaml", folder)
    assert (4, True, False) == (code, "outside the repository" in err, INSIDE in out + err)


def test_a_pack_of_the_configuration_lies_in_the_repository(folder: Path) -> None:
    (folder.parent / "outside" / "p.rule").write_text(shown(HEAD + RULE), encoding="utf-8")
    (folder / "linked").symlink_to(folder.parent / "outside")
    (folder / "microdep.toml").write_text('packs = ["linked"]\n', encoding="utf-8")
    assert 2 == run("microdep check bom.yaml", folder)[2]


def test_a_circle_of_links_lies_nowhere(folder: Path) -> None:
    (folder / "one").symlink_to(folder / "two")
    (folder / "two").symlink_to(folder / "one")
    assert not within(folder / "one", folder)
    with pytest.raises(OSError, match="the links are circular"):
        behind_links(folder / "one" / "below")


REFUSED_CIRCLE = {
    "microdep check bom.yaml --pack ./own --write-baseline b.yaml --output circle": "are circular",
    "microdep check bom.yaml --pack ./own --write-baseline circle": "the links are circular",
    "microdep init circle": "`circle/microdep.toml` cannot be written",
    "microdep report bom.yaml --new-template circle": "the links are circular",
}


@pytest.mark.parametrize("line", REFUSED_CIRCLE)
def test_a_command_writes_nothing_into_a_circle_of_links(line: str, folder: Path) -> None:
    (folder / "circle").symlink_to(folder / "circle")
    _, err, code = run(line, folder)
    assert (2, True) == (code, REFUSED_CIRCLE[line] in err)


@pytest.mark.parametrize("name", ["x" * 5000, "x\0y"])
def test_a_name_that_no_file_can_have_is_a_file_that_is_not_there(name: str, folder: Path) -> None:
    data, problem = Workspace(folder).read(name, "context")
    assert data is None
    assert problem is not None
    assert "file/cannot-be-read" == problem.code
    assert Workspace(folder).pack_folder(name) is None


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_rule_file_whose_name_is_no_text_is_read(folder: Path) -> None:
    (folder / "own" / os.fsdecode(b"more\xff.rule")).write_text(
        shown(RULE.replace("rule r", "rule s")), "utf-8"
    )
    assert "own/s" in run("microdep check bom.yaml --pack ./own", folder)[0]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such names")
def test_a_file_is_not_taken_for_a_part_of_the_name_of_another(folder: Path) -> None:
    more, last = "# a word\n", "# the last\n"
    (folder / "own" / "more.rule").write_text(more, "utf-8")
    (folder / "own" / "z.rule").write_text(last, "utf-8")
    two = read_pack_files(Workspace(folder), folder / "own")
    (folder / "own" / "more.rule").unlink()
    (folder / "own" / "z.rule").unlink()
    (folder / "own" / f"more.rule\n{len(more)}\n{more}z.rule").write_text(last, "utf-8")
    one = read_pack_files(Workspace(folder), folder / "own")
    assert (3, 2) == (len(two.sources), len(one.sources))
    assert two.digest != one.digest
