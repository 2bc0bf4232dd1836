"""Marks, grades and numbers of standards that name a substance, and other numbers that do not."""

from __future__ import annotations

import re

import pytest

from microdep_rules.vocabulary import labels
from microdep_rules.vocabulary.designations import ANSWER, FIELDS
from microdep_rules.vocabulary.makeup import substances
from microdep_rules.vocabulary.mentions import substances_named
from microdep_rules.vocabulary.resources import vocabulary_data
from tests.each import of_each

ENTRIES = vocabulary_data("designations")["designations"]
NAMES = {
    "Inconel 718 bolt": "nickel-alloy",
    "Hastelloy C-276 tube": "nickel-alloy",
    "IN718 blade": "nickel-alloy",
    "Waspaloy disk": "nickel-alloy",
    "Monel": "nickel-alloy",
    "Kovar lid": "iron-nickel-cobalt-alloy",
    "MuMetal shield": "iron-nickel-alloy",
    "Stellite 6 seat": "cobalt-alloy",
    "17-4PH shaft": "stainless-steel",
    "Bolt M6 A2-70": "stainless-steel",
    "Plate 1.4301": "stainless-steel",
    "SUS304 plate": "stainless-steel",
    "440C bearing balls": "stainless-steel",
    "AISI 4140 shaft": "alloy-steel",
    "Maraging 300 pin": "maraging-steel",
    "Steel bracket": "steel",
    "Federstahl": "steel",
    "Ti-6Al-4V bracket": "titanium-alloy",
    "Grade 5 titanium": "titanium-alloy",
    "Ti Grade 2 bolt": "Ti",
    "Zircaloy-4 tube": "zirconium-alloy",
    "BeCu finger": "beryllium-copper",
    "C17200 spring strip": "beryllium-copper",
    "WC-Co nozzle": "tungsten-carbide",
    "Carbide insert": "tungsten-carbide",
    "Hartmetallbohrer": "tungsten-carbide",
    "N52 disc": "NdFeB",
    "Disc 10x3 mm, N52": "NdFeB",
    "Part N35UH": "NdFeB",
    "Neo ring": "NdFeB",
    "SmCo 2:17": "SmCo",
    "Ring YXG-28": "SmCo",
    "Alnico 5 rod": "AlNiCo",
    "CoolGaN 600 V": "gallium-nitride",
    "Li-ion battery 18650": "Li",
    "LiPo 6S 5000 mAh": "Li",
    "Lithium coin cell": "Li",
    "InP laser": "indium-phosphide",
    "Coreless motor 8520": "permanent-magnet-material",
    "moteur sans balais": "permanent-magnet-material",
    "无刷电机": "permanent-magnet-material",
    "不锈钢螺丝": "stainless-steel",
    "ステンレス": "stainless-steel",
    "钛合金": "titanium-alloy",
    "네오디뮴 자석": "NdFeB",
}
OTHERS = (
    *("SN74N52", "LM N52 IC", "N52", "Ring core N87", "N42 transistor ring", "Disc drive SN-N5200"),
    *(
        "Diode SS34",
        "SS310",
        "C17200",
        "IN718 ADC",
        "Ta 6V",
        "TI 64-bit MCU",
        "u-blox NEO-M8N",
        "NeoPixel ring",
    ),
    *(
        "304",
        "4130",
        "A2-70",
        "Rev 1.4301 GHz",
        "Silicon carbide insert",
        "NCA9555",
        "Magnetometer",
        "Steel blue",
    ),
    *("Li-ion battery holder", "LiPo charger", "Lithium battery protection IC", "Lithium grease", "INP"),
    *("without Inconel", "Inconel free", "no stainless steel", "kein Edelstahl"),
)


@of_each(NAMES, name=str)
def test_a_designation_names_its_substance(text: str) -> None:
    assert {NAMES[text]} == substances_named(text)


@of_each(OTHERS, name=str)
def test_other_numbers_and_denied_designations_name_nothing(text: str) -> None:
    assert set() == substances_named(text)


def test_a_part_number_needs_more_than_a_grade() -> None:
    assert {"NdFeB"} == substances_named("DISC-10X3-N52", "mpn")
    assert set() == substances_named("N35UH", "mpn")
    assert {"nickel-alloy"} == substances_named("INCONEL718-M6", "mpn")


def test_the_word_beside_a_grade_stands_in_the_same_clause() -> None:
    assert set() == substances_named("Replaces N52. Fits the brake disc.", "notes")


@pytest.mark.parametrize(("grade", "meant"), [("17-4PH", "stainless-steel"), ("Waspaloy", "nickel-alloy")])
def test_a_grade_of_a_material_may_be_a_designation(grade: str, meant: str) -> None:
    assert {meant} == labels.graded(grade)


def test_a_mark_may_be_written_as_a_substance() -> None:
    assert "nickel-alloy" == substances().resolve("waspaloy")
    assert substances().resolve("无刷电机") is None


def test_every_designation_has_a_source_and_a_substance_that_is_known() -> None:
    assert [] == [
        entry
        for entry in ENTRIES
        if entry["substance"] not in substances().terms
        or not entry["source"]
        or ("pattern" in entry) is ("words" in entry)
        or not set(entry.get("fields", FIELDS)).issubset({*FIELDS, ANSWER})
    ]


def test_no_pattern_matches_nothing_and_every_word_beside_is_a_word() -> None:
    assert [] == [
        entry["pattern"] for entry in ENTRIES if "pattern" in entry and re.match(entry["pattern"] + "$", "")
    ]
    beside = {word for entry in ENTRIES for key in ("beside", "not_beside") for word in entry.get(key, ())}
    assert set() == {word for word in beside if not word.isalpha() or word != word.casefold()}
