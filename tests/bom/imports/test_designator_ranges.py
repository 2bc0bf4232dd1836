"""Designators in a cell: ranges in the forms that programs and people write."""

from __future__ import annotations

import pytest

from microdep_rules.bom.imports.cell_values import Unreadable, parse_designators

RANGE_SIGNS = [
    "-",
    " - ",
    "\u2013",
    "\u2014",
    "..",
    "...",
    "\u2026",
    "~",
    "\uff5e",
    "\u301c",
    "\u2212",
    "\uff0d",
]
RANGE_SIGNS += ["至", "到", " to ", " bis ", " à ", " hasta "]


@pytest.mark.parametrize("sign", RANGE_SIGNS)
def test_every_sign_of_a_range_is_read(sign: str) -> None:
    assert ["C1", "C2", "C3", "C9"] == parse_designators(f"C1{sign}C3, C9")


@pytest.mark.parametrize("sign", [",", ";", " ", ", ", "\uff0c", "、", "\uff1b"])
def test_every_sign_between_designators_is_read(sign: str) -> None:
    assert ["C1", "C2", "C9"] == parse_designators(sign.join(("C1", "C2", "C9")))


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("Q1-Q9999999", "more than 2000 designators"),
        ("Q1-Q" + "9" * 5000, "more than 2000 designators"),
        ("Q1-R3", "two prefixes"),
        ("Q3 to Q1", "smaller than its first"),
    ],
)
def test_a_range_that_is_not_read_has_a_true_reason(text: str, because: str) -> None:
    result = parse_designators(text)
    assert isinstance(result, Unreadable)
    assert because in result.because
