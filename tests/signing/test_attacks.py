"""Every attack in the tables of `docs/explanation/attacks.md` is tried, and named as the table says."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.cli.replay import run
from tests.conftest import CHECKOUT
from tests.report.papers import needs_renderer
from tests.signing.attacked import ATTACKS, copied

if TYPE_CHECKING:
    from pathlib import Path

PAGE = CHECKOUT / "docs" / "explanation" / "attacks.md"
_ROW = re.compile(
    r"^\| (?P<attack>.+?) \| `(?P<command>microdep .+?)` \| `(?P<says>.+?)` \| (?P<code>\d+) \|$"
)


class Row(NamedTuple):
    """A row of a table."""

    attack: str
    command: str
    says: str
    code: int


ROWS = [
    Row(found["attack"], found["command"], found["says"], int(found["code"]))
    for line in PAGE.read_text("utf-8").splitlines()
    if (found := _ROW.match(line)) is not None
]


def test_the_tables_have_every_attack_and_none_that_is_not_tried() -> None:
    assert {row.attack for row in ROWS} == set(ATTACKS)
    assert len(ROWS) >= 25


@pytest.mark.usefixtures("repeated_here")
@pytest.mark.parametrize("row", ROWS, ids=[each.attack for each in ROWS])
def test_an_attack_is_named_as_the_table_says(row: Row, before: Path, tmp_path: Path) -> None:
    bundle, attack = ATTACKS[row.attack]
    if bundle == "paper":
        needs_renderer()
    folder = tmp_path / "attacked"
    copied(before, folder, bundle, *row.command.split(), attack=row.attack)
    attack(folder / bundle)
    out, err, code = run(row.command, folder)
    reported = f"[{row.says}]" in err if row.says.startswith("bundle/") else row.says in out + err
    assert (row.code, True) == (code, reported), out + err
    assert "Traceback" not in err
    verified = code == 0 and row.command.startswith("microdep verify")
    assert ("\nVERIFIED: the bundle is as it was signed" in out) == verified


def test_without_an_attack_the_signed_bundle_verifies(before: Path) -> None:
    out, err, code = run("microdep verify out --policy policy.toml", before)
    assert (0, True) == (code, "pages     agree with the record" in out), out
    # A pack may be reviewed again after the day on which these tests sign.
    assert err.count("[") == err.count("[bundle/out-of-date]"), err


def test_what_another_version_made_is_verified_where_all_of_it_is_the_same(before: Path) -> None:
    out, err, code = run("microdep verify versions --policy policy.toml --reproduce", before)
    assert (0, True) == (code, "VERIFIED: the bundle is as it was signed" in out), out + err


BESIDE = {
    "a second folder beside the bundle in a zip file": "it has `PASS` besides the bundle in `out`;",
    "two bundles in a zip file": "it has `out` besides the bundle in `other`;",
    "a file beside the bundle in a zip file": "it has `READ.txt` besides the bundle in `out`;",
    "a bundle in a folder of a folder in a zip file": "the bundle is in `reports/out`;",
}


@pytest.mark.parametrize("attack", BESIDE)
def test_what_is_beside_a_bundle_in_a_zip_file_is_named(attack: str, before: Path, tmp_path: Path) -> None:
    shutil.copytree(before / "out", tmp_path / "out")
    ATTACKS[attack][1](tmp_path / "out")
    _, err, code = run("microdep verify out.zip", tmp_path)
    assert (7, True) == (code, BESIDE[attack] in err), err
