"""What configuration says of a pack holds for all that use it, and what it says of no pack is a mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from microdep_rules.pipeline.packs import load_packs
from microdep_rules.pipeline.project import open_project
from tests.shown import shown

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.pipeline.packs import PackSet

HEAD = 'pack {name} version 1\n  title "t"\n  authority "a"\n  reviewed 2026-01-01\n'
BASE = """
parameter limit is number 5
  cites "a law"

list covered of country
  CN   cites "a law"   variant statute
  RU   cites "a law"   variant clause

rule own
  title       "t"
  severity    prohibit
  cites       "a law"
  applies to  every listed component
  forbid      component.mass is more than 5 kg and component.origin is in covered
"""
TOP = """
rule own
  title       "t"
  severity    prohibit
  cites       "a law"
  applies to  every listed component
  forbid      component.restriction_index is more than limit and component.origin is in covered
"""


def packs(folder: Path, config: str) -> PackSet:
    """The pack `top`, which uses `base`, with a configuration."""
    for name, text, more in (("base", BASE, "  variant clause\n"), ("top", TOP, "  uses base\n")):
        (folder / name).mkdir()
        (folder / name / "pack.rule").write_text(
            shown(HEAD.format(name=name) + more + text), encoding="utf-8"
        )
    path = folder / "microdep.toml"
    path.write_text('packs = ["top"]\n' + config, encoding="utf-8")
    project, _, problems = open_project(str(path))
    assert project is not None, problems
    return load_packs(project, (), {}, with_examples=False)


def test_a_parameter_of_a_used_pack_is_set_for_the_pack_that_uses_it(tmp_path: Path) -> None:
    found = packs(tmp_path, "[parameters.base]\nlimit = 7\n")
    assert [] == list(found.usage)
    (top,) = found.packs
    assert (("limit", "7", "5"),) == top.parameters


def test_its_own_setting_goes_first(tmp_path: Path) -> None:
    found = packs(tmp_path, "[parameters.base]\nlimit = 7\n[parameters.top]\nlimit = 8\n")
    (top,) = found.packs
    assert (("limit", "8", "5"),) == top.parameters


@pytest.mark.parametrize(
    ("config", "code"),
    [
        ('[variants]\nbase = "statut"\n', "name/unknown-name"),
        ("[parameters.base]\nlimt = 7\n", "name/unknown-name"),
        ('[parameters.base]\nlimit = "many"\n', "config/wrong-value"),
        ("[parameters.bsae]\nlimit = 7\n", "name/unknown-pack"),
        ('[variants]\nbsae = "statute"\n', "name/unknown-pack"),
    ],
)
def test_what_fits_no_used_pack_is_said_at_its_place(config: str, code: str, tmp_path: Path) -> None:
    found = packs(tmp_path, config)
    assert [code] == [each.code for each in found.usage]
    (problem,) = found.usage
    assert problem.span.path.endswith("microdep.toml")
    assert problem.span.start


def test_a_variant_of_a_used_pack_is_the_one_that_is_used(tmp_path: Path) -> None:
    found = packs(tmp_path, '[variants]\nbase = "statute"\n')
    (top,) = found.packs
    assert top.pack is not None
    words = [each.value for entry in top.pack.tables["covered"].entries for each in entry.value]  # type: ignore[union-attr] # a list of words
    assert ["CN"] == words
