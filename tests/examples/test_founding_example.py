"""The founding example and its variants, as a committer runs them."""

from __future__ import annotations

import pytest

from tests.examples.readmes import run

FOLDER = "examples/founding-example"
HALT = "SYSTEM HALT: NdFeB Magnets (Micro-Dependency) is blocked."
CHECK = f"microdep check --as-of 2026-11-24 {FOLDER}/"
GREEN = "Production Green."
IMPACT = f"microdep impact --as-of 2026-11-24 {FOLDER}/"
BOTH = " --pack micro-dependency --pack chokepoints"


@pytest.mark.parametrize(
    ("file", "code"), [("bom.yaml", 1), ("without-origin.yaml", 5), ("at-the-threshold.yaml", 0)]
)
def test_a_variant_has_its_exit_code(file: str, code: int) -> None:
    assert code == run(CHECK + file, 0).code


def test_the_magnets_halt_the_system_with_the_line_of_the_fact() -> None:
    printed = run(f"{CHECK}bom.yaml", 0).output
    assert HALT in printed
    assert f"{FOLDER}/bom.yaml:5:" in printed


def test_without_an_origin_the_missing_fact_is_named_and_nothing_halts() -> None:
    printed = run(f"{CHECK}without-origin.yaml", 0).output
    assert "component.origin is missing on NdFeB Magnets" in printed
    assert HALT not in printed


def test_with_the_chokepoints_the_amplifier_is_unknown_for_its_gallium() -> None:
    printed = run(f"{CHECK}at-the-threshold.yaml{BOTH}", 0)
    blocks = [each for each in printed.output.split("\n\n") if "chokepoints/gallium-refining" in each]
    assert 5 == printed.code
    assert any(
        block.startswith("UNKNOWN") and "gallium-nitride-amp" in block.lower().replace(" ", "-")
        for block in blocks
    )


@pytest.mark.parametrize(
    ("file", "code", "halts", "green"),
    [
        ("bom.yaml", 1, True, False),
        ("with-alternate.yaml", 0, False, True),
        ("alternate-without-origin.yaml", 5, False, False),
        ("without-origin.yaml", 5, False, False),
        ("at-the-threshold.yaml", 0, False, True),
    ],
)
def test_the_sentences_of_the_article_stand_where_they_are_true(
    file: str, code: int, halts: bool, green: bool
) -> None:
    printed = run(IMPACT + file, 0)
    assert code == printed.code
    lines = printed.output.splitlines()
    assert (halts, green) == (HALT in lines, GREEN in lines)
