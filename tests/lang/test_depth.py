"""Nothing that can be written goes deeper than the program follows."""

from __future__ import annotations

import pytest

from microdep_rules.lang.format import format_source
from microdep_rules.lang.pack import check_pack
from microdep_rules.source import SourceFile
from tests.conformance.cases import with_heads

FACT = "component.mass is more than 5 g"
SUM = " + ".join(["component.mass"] * 100) + " is more than 5 g"


def rule(condition: str) -> SourceFile:
    head = "rule r\n  applies to every component at any tier\n  forbid "
    return SourceFile("deep.rule", with_heads(f'{head}{condition}\n  message "m"\n'))


def codes(source: SourceFile) -> list[str]:
    return [each.code for each in check_pack([source])[1]]


@pytest.mark.parametrize("times", [65, 300, 5000])
@pytest.mark.parametrize(
    ("before", "inside", "behind"),
    [
        ("(", FACT, ")"),
        ("not ", FACT, ""),
        ("(", f"({SUM})", ")"),
        ("any child of component where ", FACT, ""),
        ("any child of component where ", SUM, ""),
        ("every child of component has ", FACT, ""),
        ("(all of (-) ", FACT, ")"),
        ("(mass of children of component where ", FACT, " is 5 g)"),
    ],
)
def test_what_is_nested_too_deep_is_said_once(before: str, inside: str, behind: str, times: int) -> None:
    source = rule(before * times + inside + behind * times)
    assert ["file/too-deep"] == codes(source)
    assert "file/too-deep" == format_source(source)[1][0].code


@pytest.mark.parametrize("sign", ["+", "-", "*", "/"])
@pytest.mark.parametrize("times", [102, 5000])
def test_a_calculation_without_an_end_is_said_once(sign: str, times: int) -> None:
    chain = f" {sign} ".join(["component.restriction_index"] * times)
    assert ["file/too-deep"] == codes(rule(f"{chain} is more than 5"))


@pytest.mark.parametrize(
    "condition",
    [
        "(" * 63 + f"({SUM})" + ")" * 63,
        "any child of component where " * 64 + SUM,
        "any of " + "(-) (any of " * 64 + f"(-) {SUM}" + ")" * 64,
        "not " * 64 + FACT,
        "5 g + " * 99 + "(" * 63 + "component.mass" + ")" * 63 + " is more than 5 g",
    ],
)
def test_what_is_as_deep_as_it_may_be_is_read(condition: str) -> None:
    source = rule(condition)
    assert [] == codes(source)
    assert format_source(source)[0] is not None
