"""The help of a mistake names what was meant, or everything that could have been."""

from __future__ import annotations

import pytest

from microdep_rules.lang.pack import check_pack
from microdep_rules.source import SourceFile
from tests.conformance.cases import with_heads

HEAD = "rule r\n  applies to every component at any tier\n  "

HELP = {
    "forbid any stage of component where stage is sintering": "did you mean `sintered`?",
    "forbid contract.programme_phase is nosuch": "use one of `existing-programme`, `maintenance`, "
    "`new-programme`, `production`, `research-and-development`, `standard-item`, `sustainment`",
    "forbid component.designed_for is maintenance": "this field is a list of texts: test the field with "
    '`is in ("maintenance")`, or with a list of the pack',
    'forbid component.designed_for is "x"': "the field may have several values: test the field with "
    "`is in (…)`, or with a list of the pack",
    "forbid component.mass is heavy": "write a mass for this field, for example `20 kg`, or the name "
    "of a parameter or table",
}


def found(text: str) -> list[tuple[str, str]]:
    return [(each.code, each.help or "") for each in check_pack([SourceFile("x.rule", with_heads(text))])[1]]


@pytest.mark.parametrize("clause", HELP)
def test_the_way_out_is_in_the_help(clause: str) -> None:
    assert [HELP[clause]] == [way_out for _, way_out in found(HEAD + clause)]


def test_the_lists_of_the_product_are_named_best_known_first() -> None:
    [(code, way_out)] = found("rule r\n  applies to every magnet\n  forbid component.cots is true")
    assert "name/unknown-name" == code
    assert way_out.startswith("use one of `component`, `components`, `material`, `materials`, `stage`,")


@pytest.mark.parametrize(
    "body",
    [
        "materials of item at any tier",
        "materials of item at any tier where material.substance is Pb",
        "mass of item",
        "mass of item + 5 g",
    ],
)
def test_a_list_or_quantity_has_no_element_of_its_own(body: str) -> None:
    said = [
        (each.message, each.help)
        for each in check_pack([SourceFile("x.rule", with_heads(f"define lead for item = {body}"))])[1]
    ]
    message = "expected a condition after `for item`, found a list or a quantity"
    assert [
        (
            message,
            "to define a list or a quantity, write `define lead = …` without `for`; to define a condition, add a comparison such as `is more than 5 g`",  # noqa: E501
        )
    ] == said


def test_an_incomplete_condition_is_still_reported_as_one_condition() -> None:
    text = "define lead for material = material.form is foil and material.mass"
    [said] = check_pack([SourceFile("x.rule", with_heads(text))])[1]
    assert "expected a comparison of this value, found none" == said.message


def test_a_day_in_quotes_is_reported_as_such() -> None:
    text = 'rule r\n  reviewed "2026-11-20"\n  applies to end-item\n  forbid end-item.cots is true'
    [said] = check_pack([SourceFile("x.rule", with_heads(text))])[1]
    assert ("syntax/date-form", "write `2026-11-20`") == (said.code, said.help)
