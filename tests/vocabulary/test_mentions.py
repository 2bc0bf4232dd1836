"""Substances that names, part numbers and notes mention, and those that they deny."""

from __future__ import annotations

import pytest

from microdep_rules.vocabulary.implied_substances import substances_of_head
from microdep_rules.vocabulary.makeup import substances
from microdep_rules.vocabulary.mentions import substances_named
from microdep_rules.vocabulary.resources import component_names_data, vocabulary_data
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.tariff import heading
from microdep_rules.vocabulary.terms import load_vocabularies

MAGNET = "permanent-magnet-material"
MENTIONS = {
    "SMCO-26": "SmCo",
    "SMCO26": "SmCo",
    "NDFEB-N52": "NdFeB",
    "X-NDFEB": "NdFeB",
    "NdFeB/N52": "NdFeB",
    "NDFEB_N52": "NdFeB",
    "Bar, Ti-6Al-4V": "titanium-alloy",
    "Sm2Co17 ring": "Sm2Co17",
    "Samarium cobalt magnet": "SmCo",
    "GAN transistor": "gallium-nitride",
    "Magnetic latch": MAGNET,
    "Voice coil actuator": MAGNET,
    "Solenoid with PM": MAGNET,
    "Heavymet weight": "tungsten-heavy-alloy",
    "Ta cap 47uF": "Ta",
    "Tantal capacitor": "Ta",
    "Tantalkondensator": "Ta",
    "Dauermagnet": MAGNET,
    "Neodym": "Nd",
    "anillo de neodimio": "Nd",
    "aimant": MAGNET,
    "imán": MAGNET,
    "ima\u0301n": MAGNET,
    "磁石": MAGNET,
    "圆形磁铁": MAGNET,
    "магнит": MAGNET,
    "Wolfram": "W",
    "Ferrite ring": "ferrite",
    "Vacodym 655": "NdFeB",
    "Without housing, NdFeB": "NdFeB",
    "No rust NdFeB": "NdFeB",
    "Part no NdFeB": "NdFeB",
    "Cobalt free, NdFeB": "NdFeB",
    "Magnet free-standing": MAGNET,
}
NONE = (
    *(
        "TA-1",
        "W-5",
        "CO-2",
        "IN-4",
        "TI64AB",
        "Ga N",
        "INP",
        "Magnet wire",
        "Electromagnet",
        "Electro-magnet",
    ),
    *(
        "Ferrite bead 600R",
        "IND FERRITE 120R",
        "Cobalt blue paint",
        "电磁铁",
        "Titan bracket",
        "Magnetic sensor",
        "Lead screw, tin plated",
        "",
        "-",
        "No",
    ),
    *("no magnets", "without NdFeB", "magnet-free", "free of any rare earths", "non-NdFeB", "w/o magnet"),
    *(
        "No cobalt, tantalum or tungsten",
        "does not contain cobalt",
        "kein Magnet",
        "ohne Kobalt",
        "sans aimant",
    ),
    *("sin imán", "без магнита", "ネオジム磁石なし", "NdFeB: none", "neither NdFeB nor SmCo"),
)


@pytest.mark.parametrize("text", MENTIONS)
def test_a_name_mentions_a_substance_in_any_spelling(text: str) -> None:
    assert {MENTIONS[text]} == substances_named(text)


@pytest.mark.parametrize("text", NONE)
def test_other_words_and_denied_ones_mention_nothing(text: str) -> None:
    assert set() == substances_named(text)


def test_a_part_number_denies_nothing() -> None:
    assert {"NdFeB"} == substances_named("NO-NDFEB", "mpn")


def test_notes_may_speak_of_another_thing() -> None:
    assert set() == substances_named("Adhesive for NdFeB magnets", "notes")
    assert {"NdFeB"} == substances_named("For drones, with NdFeB magnets", "notes")


@pytest.mark.parametrize(
    "text",
    [
        "Brushless motor",
        "Loudspeaker 8 ohm",
        "Haut-parleur 4 ohm",
        "扬声器",
        "Schrittmotor",
        "BLDC 2207",
        "Moteur",
        "Servo 9 g",
    ],
)
def test_the_head_noun_of_a_name_goes_with_magnets(text: str) -> None:
    assert {MAGNET} == {word for each in substances_of_head(text) for word in each.one_of}


@pytest.mark.parametrize(
    "text",
    [
        "Brushless motor",
        "Loudspeaker",
        "Gimbal motor",
        "PMSM 3 kW",
        "Magnet",
        "扬声器",
        "Servo, brushless",
        "Servo brushless HV",
        "MOTOR BRUSHLESS 2207",
        "Gimbal motor brushless",
        "Fan 40 mm, BLDC",
        "Bürstenloser Servo",
        "Moteur sans balais",
        "无刷电机",
        "ブラシレスモーター",
    ],
)
def test_some_nouns_always_go_with_a_magnet(text: str) -> None:
    assert True in {each.always for each in substances_of_head(text)}


@pytest.mark.parametrize("text", ["Motor", "Speaker 8 ohm", "Servo", "Stepper motor", "DC motor"])
def test_other_nouns_go_with_one_as_a_rule(text: str) -> None:
    assert {False} == {each.always for each in substances_of_head(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Brushless motor controller",
        "Motor mount",
        "Induction motor",
        "sans aimant",
        "电磁铁",
        "BLDC driver IC",
        "ESC, brushless",
        "Screw for brushless motor",
        "Brushless motor mount",
        "Non-brushless motor",
        "Brushless reluctance motor",
        "无刷电机控制器",
        "压电扬声器",
        "...",
    ],
)
def test_another_head_noun_goes_with_nothing(text: str) -> None:
    assert () == substances_of_head(text)


@pytest.mark.parametrize(
    ("code", "substance"),
    [
        ("8505.11", MAGNET),
        ("850511", MAGNET),
        ("8505 11 00 50", MAGNET),
        ("8101.99", "W"),
        ("8532.21.0010", "Ta"),
    ],
)
def test_a_tariff_code_names_a_substance_in_any_spelling(code: str, substance: str) -> None:
    assert {substance} == heading(code).one_of


@pytest.mark.parametrize("code", ["", "85", "8505.20", "7318.15", "abc"])
def test_another_tariff_code_names_nothing(code: str) -> None:
    assert set() == heading(code).one_of


def test_every_word_of_the_data_is_one_of_the_vocabularies() -> None:
    tariff, mentions = vocabulary_data("makeup")["tariff"]["headings"], component_names_data()["mentions"]
    classes = load_vocabularies().get("class")
    assert classes is not None
    said = {word for each in tariff for word in each.get("one_of", ())} | {
        *mentions["words"],
        *mentions["formulas"],
    }
    assert set() == said - substances().terms.keys()
    assert set() == {each["class"] for each in tariff if "class" in each} - classes.terms.keys()
    assert set() == load_stages().of_materials - load_stages().vocabulary.terms.keys()
