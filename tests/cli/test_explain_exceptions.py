"""Exceptions by name: a finding names them, `packs show` lists them, and `explain` shows their page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ["simplified-acquisition", "commercial-off-the-shelf", "recycled-magnet", "nonavailability"]
RULE = "dod-magnets/covered-country-stage"


def test_the_page_of_a_pack_lists_its_exceptions_with_their_rules(tmp_path: Path) -> None:
    out, _, code = run("microdep packs show dod-magnets", tmp_path)
    listed = out.partition("\nExceptions\n")[2].partition("\nParameters")[0]
    assert (0, []) == (
        code,
        [name for name in NAMES if f"  {name}  (to covered-country-end-item" not in listed],
    )


@pytest.mark.parametrize("name", NAMES)
def test_an_exception_has_a_page_by_each_of_its_names(name: str, tmp_path: Path) -> None:
    pages = [run(f"microdep explain {before}{name}", tmp_path) for before in ("dod-magnets/", f"{RULE}/")]
    for out, _, code in pages:
        assert (0, True) == (code, out.startswith(f"exception {name}\n\nlaw ")), out
        assert RULE in out
    assert "dod-magnets/covered-country-end-item" not in pages[1][0]


def test_the_name_alone_finds_the_exception_in_every_pack(tmp_path: Path) -> None:
    out, _, code = run("microdep explain commercial-off-the-shelf", tmp_path)
    assert (0, True) == (code, out.startswith("exception commercial-off-the-shelf\n"))


@pytest.mark.parametrize("name", ["dod-magnets/simplified-aquisition", f"{RULE}/simplified-aquisition"])
def test_a_misspelled_exception_is_corrected(name: str, tmp_path: Path) -> None:
    _, err, code = run(f"microdep explain {name}", tmp_path)
    assert (2, True) == (code, "there is no rule or exception" in err)
    assert "did you mean" in err


BOM = """\
schema: microdep-bom/1
components:
  - id: magnet
    name: Magnet
    materials: [{id: m, substance: NdFeB, stages: [{stage: sintered, country: CN}]}]
"""


def test_an_exception_of_one_rule_explains_the_verdict_of_this_rule(tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    assert run(f"microdep explain {RULE} magnet bom.yaml", tmp_path) == run(
        f"microdep explain {RULE}/outside-us magnet bom.yaml", tmp_path
    )
    _, err, code = run("microdep explain dod-magnets/outside-us magnet bom.yaml", tmp_path)
    assert (2, True) == (
        code,
        f"name one of these: dod-magnets/covered-country-end-item/outside-us, {RULE}" in err,
    )
