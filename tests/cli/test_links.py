"""Where nobody named the file, nothing is written through a link that leads somewhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

BAD = "schema: microdep-bom/1\ncomponents:\n  - {name: NdFeB Magnets, origin: CN, restriction_index: 0.95}\n"
DANGLING = "missing file"
OUTSIDE = "out of the repository"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository, beside which lies what is not in it."""
    top = tmp_path / "top"
    (top / ".git").mkdir(parents=True)
    (top / "bom.yaml").write_text(BAD, encoding="utf-8")
    (top / "table.csv").write_text("Ref,Qty,Value\nR1,1,x\n", encoding="utf-8")
    (top / "microdep.toml").write_text('baseline = "base.json"\n', encoding="utf-8")
    (top / "a.rule").write_text("# theirs\n", encoding="utf-8")
    (tmp_path / "theirs").write_text("theirs", encoding="utf-8")
    return top


COMMANDS = {
    "init": ("microdep init --force", "microdep.toml"),
    "import": ("microdep bom import table.csv --again", "table.csv.mapping.yaml"),
    "baseline": ("microdep check --no-waivers --write-baseline base.json", "base.json"),
    "baseline, written otherwise": ("microdep check --write-baseline ./base.json", "base.json"),
}


@pytest.mark.parametrize(("command", "name"), COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize(
    ("target", "cause"), [("../theirs", OUTSIDE), ("../nothing", OUTSIDE), ("nothing", DANGLING)]
)
def test_a_link_that_leads_elsewhere_or_nowhere_is_refused(
    command: str, name: str, target: str, cause: str, folder: Path
) -> None:
    if name == "microdep.toml" or command.startswith("microdep check"):
        (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(target)
    before = {path.name: path.read_bytes() for path in folder.parent.rglob("*") if path.is_file()}
    _, err, code = run(command, folder)
    now = {path.name: path.read_bytes() for path in folder.parent.rglob("*") if path.is_file()}
    assert (2, True, before) == (code, cause in err or "outside the repository" in err, now), err
    assert (folder / name).is_symlink()


def test_a_linked_folder_is_no_place_for_what_init_writes(folder: Path) -> None:
    (folder.parent / "elsewhere").mkdir()
    (folder / "overlays").symlink_to("../elsewhere")
    _, err, code = run("microdep init", folder)
    assert (2, True, []) == (code, OUTSIDE in err, list((folder.parent / "elsewhere").iterdir()))
    assert not (folder / "contract.yaml").exists()


def test_a_link_within_the_repository_is_followed(folder: Path) -> None:
    (folder / "kept").mkdir()
    (folder / "kept" / "base.json").touch()
    (folder / "base.json").symlink_to("kept/base.json")
    assert "microdep-baseline" not in (folder / "kept" / "base.json").read_text(encoding="utf-8")
    run("microdep check --write-baseline base.json", folder)
    assert "microdep-baseline" in (folder / "kept" / "base.json").read_text(encoding="utf-8")


def test_a_path_that_is_named_is_followed(folder: Path) -> None:
    (folder / "named.json").symlink_to("../elsewhere.json")
    run("microdep check --write-baseline named.json", folder)
    assert "microdep-baseline" in (folder.parent / "elsewhere.json").read_text(encoding="utf-8")


def test_a_rule_file_that_a_folder_only_links_to_is_not_formatted(folder: Path) -> None:
    text = 'list   covered of country\n  CN cites "Example Act 9(2)"\n'
    (folder.parent / "b.rule").write_text(text, encoding="utf-8")
    (folder / "b.rule").symlink_to("../b.rule")
    _, err, code = run("microdep fmt", folder)
    assert (2, True) == (code, "outside the repository" in err)
    assert text == (folder.parent / "b.rule").read_text(encoding="utf-8")
    run("microdep fmt b.rule", folder)
    assert text != (folder.parent / "b.rule").read_text(encoding="utf-8")
