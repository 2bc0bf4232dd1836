"""An unknown or undeclared field: the help shows the declaration, with the kind of the compared value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from microdep_rules.vocabulary.own_fields import KINDS
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

RULE = """
rule facts
  title       "facts"
  severity    warn
  cites       "handbook"
  applies to  every listed component
  require     {condition}

example unknown of facts "nothing is stated"
  bom     component lid
  expect  unknown at lid
"""
CONDITIONS = {
    "contract.{field} is true": "true-or-false",
    "not contract.{field} is true": "true-or-false",
    "contract.{field} is on or after 2027-01-01": "date",
    "contract.{field} is at least 5 kg": "mass",
    "contract.{field} is at least 5 g/cm3": "density",
    "contract.{field} is at least 5 %": "percent",
    "contract.{field} is more than 5 USD": "money",
    "contract.{field} is 5": "number",
    'contract.{field} is "a"': "text",
    "contract.{field} is US": "country",
    "contract.{field} is in (US, CN)": "country",
    "component.mass is less than contract.{field}": "mass",
}


def help_of(condition: str, folder: Path, declared: str = "") -> str:
    """The help of the error in a rule with this condition."""
    assert 0 == run("microdep new pack company-rules", folder)[2]
    text = declared + RULE.format(condition=condition)
    (folder / "company-rules" / "facts.rule").write_text(text.lstrip(), encoding="utf-8")
    out, err, code = run("microdep test company-rules", folder)
    assert 3 == code, out
    printed = f"{out}{err}"
    assert 1 == printed.count("error["), printed
    return " ".join(printed.partition("help: ")[2].partition("error")[0].split())


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_kind_of_an_undeclared_own_field_is_that_of_the_other_side(
    condition: str, tmp_path: Path
) -> None:
    kind = CONDITIONS[condition]
    shown = help_of(condition.format(field="ext.zulu"), tmp_path)
    assert shown.startswith(f"declare the field as `field contract.ext.zulu is {kind}`, with a title")


@pytest.mark.parametrize("condition", CONDITIONS)
def test_an_unknown_field_can_be_declared_as_an_own_field(condition: str, tmp_path: Path) -> None:
    shown = help_of(condition.format(field="zulu"), tmp_path)
    declaration = f"`field contract.ext.zulu is {CONDITIONS[condition]}`"
    assert shown.startswith(f"to add a fact of your own, declare {declaration}")


@pytest.mark.parametrize("field", ["ext.zulu", "zulu"])
def test_without_a_known_kind_all_kinds_are_named(field: str, tmp_path: Path) -> None:
    shown = help_of(f"contract.{field} is motor", tmp_path)  # a class and a function
    assert "field contract.ext.zulu is KIND`" in shown
    assert all(f"`{kind}`" in shown for kind in KINDS)


def test_an_akin_name_is_suggested_with_the_declaration(tmp_path: Path) -> None:
    shown = help_of("contract.delivery_date is on or after 2027-01-01", tmp_path)
    declaration = "declare `field contract.ext.delivery_date is date`"
    assert shown.startswith(f"did you mean `delivery`? to add a fact of your own, {declaration}")


def test_a_declared_own_field_without_ext_is_suggested(tmp_path: Path) -> None:
    declared = 'field contract.ext.zulu is true-or-false\n  title  "zulu"\n  cites  "handbook"\n'
    assert help_of("contract.zulu is true", tmp_path, declared).startswith("did you mean `ext.zulu`?")
