"""A designator suggests a class; a second field has to confirm it, and nothing may contradict it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from microdep_rules.bom.imports.component_classes import RowTexts, infer_class
from microdep_rules.bom.imports.values import designator_classes
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("places", "text", "known"),
    [
        (["R1", "R2"], "RES SMD 10K OHM 1% 1/10W 0603", "resistor"),
        (["R1"], "", None),
        (["R1"], "2806", None),
        (["R1"], "A01-773", None),
        (["R1"], "chip resistor", "resistor"),
        (["RV1"], "trimmer 10k", "potentiometer"),
        (["J1"], "CONN HEADER VERT 10POS TIN", "connector"),
        (["J1"], "battery connector", "connector"),
        (["D1"], "LED RED", "led"),
        (["J1"], "battery with connector", None),
        (["J1"], "battery, connector included", None),
        (["L1"], "motor controller IND grade", None),
        (["L1"], "voice coil actuator", None),
        (["L1"], "coil actuator 24V", None),
        (["L1"], "IND MOTOR 24V", None),
        (["L1"], "INDUCTOR 22UH, motor filter", "inductor"),
        (["C1"], "CAP TANT 68UF 16V", None),
        (["C1"], "tantalum capacitor 10uF", "tantalum-capacitor"),
        (["R1"], "CAP CER 10UF", None),
        (["FB1"], "ferrite bead 600R", "ferrite-bead"),
        (["R1", "C1"], "10k", None),
        (["Z1"], "10k", None),
        ([], "resistor", None),
        (["R1"], "NdFeB rotor magnet", None),
        (["J1"], "SmCo ring", None),
        (["J1"], "samarium cobalt ring", None),
        (["J1"], "connector with a neodymium magnet", None),
        (["P1"], "tungsten heavy alloy weight", None),
        (["F1"], "motor 24V", None),
        (["R1"], "gallium nitride stage", None),
        (["R1"], "GaN stage", None),
        (["J2"], "BLDC outrunner", None),
        (["F1"], "Cooling fan", None),
        (["F1"], "fan fuse", "fuse"),
        (["P1"], "Electric motors", None),
        (["J4"], "Connector with magnet", None),
        (["J4"], "Magnetic connector", None),
        (["S1"], "Reed switch with magnet", None),
        (["H1"], "MAGNET6x2", None),
        (["H1"], "Dauermagnet 6x2", None),
        (["J1"], "N52 10x3", None),
        (["H1"], "\u043c\u0430\u0433\u043d\u0438\u0442", None),
        (["H1"], "Aimant n\u00e9odyme", None),
        (["J1"], "Motor2806", None),
        (["J1"], "gearmotor", None),
        (["J1"], "L\u00fcfter 40mm", None),
        (["J1"], "motor connector", "connector"),
        (["J1"], "\u9495\u94c1\u787c 10x3", None),
        (["J1"], "CONN HOUSING 4POS", "connector"),
        (["C1"], "CAP CER 100NF 50V X7R", "capacitor"),
        (["Q1"], "GaN FET", "transistor"),
        (["M1"], "NdFeB rotor", None),
        (["M1"], "electric motor with NdFeB rotor", "electric-motor"),
    ],
)
def test_a_class_is_what_designator_and_text_leave(places: list[str], text: str, known: str | None) -> None:
    assert known == infer_class(places, RowTexts("", (text,)))


SUGGESTING = sorted(set(designator_classes()))
EXCLUDED = {"resistor", "connector", "fuse", "test-point", "jumper", "fiducial", "cable", "mechanical-part"}


@pytest.mark.parametrize("prefix", SUGGESTING)
@pytest.mark.parametrize(
    "words",
    [
        RowTexts(),
        RowTexts("A01-773"),
        RowTexts(may_contradict=("2806.5-1300KV",), is_bought=True),
        RowTexts(may_contradict=("T-Motor",), is_bought=True),
        RowTexts(may_contradict=("Sunnyside Precision Ltd",), is_bought=True),
        RowTexts("", ("Antrieb links",)),
        RowTexts("10k", ("NdFeB rotor magnet",)),
        RowTexts("", ("C_0603_1608Metric", "samarium cobalt ring")),
    ],
)
def test_no_designator_alone_sets_a_class_against_a_number_a_maker_or_a_description(
    prefix: str, words: RowTexts
) -> None:
    assert infer_class([f"{prefix}1"], words) not in EXCLUDED


@pytest.mark.parametrize("text", ["MountingHole", "Fiducial 1mm"])
def test_a_mark_on_a_board_is_nothing_that_somebody_buys(text: str) -> None:
    places = [f"{'H' if 'Hole' in text else 'FID'}1"]
    assert "fiducial" == infer_class(places, RowTexts(text))
    assert None is infer_class(places, RowTexts(text, may_contradict=("9774010243R",), is_bought=True))


def test_a_magnet_with_the_designator_of_a_resistor_is_not_looked_past(tmp_path: Path) -> None:
    rows = "Designator,Description,Qty\nR1,NdFeB rotor magnet,1\nR2,RES 10k 0603,1\n"
    (tmp_path / "board.csv").write_text(rows, encoding="utf-8")
    out, _, _ = run("microdep check board.csv --pack dod-magnets --as-of 2026-11-24 --verbose", tmp_path)
    past = out[out.index("N/A   dod-magnets/covered-country-stage") :]
    assert "RES 10k 0603" in past
    assert "NdFeB" not in past
