"""Indicators: each is found by its words, and none by words that only look like them."""

from __future__ import annotations

import pytest

from microdep_rules.vocabulary.indicators import CONFIDENCE, _vocabulary, families, family_of, indicated
from microdep_rules.vocabulary.resources import indicators_data
from microdep_rules.vocabulary.terms import load_vocabularies

INDICATORS = indicators_data()["indicators"]


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda each: each["id"])
def test_an_indicator_has_a_source_a_family_and_words_of_the_vocabularies(
    indicator: dict[str, object],
) -> None:
    assert indicator["source"]
    assert indicator["why"]
    assert indicator["confidence"] in CONFIDENCE
    assert indicator["family"] in families()
    for field, vocabulary in (("classes", "class"), ("functions", "function")):
        known = load_vocabularies().get(vocabulary)
        assert known is not None
        assert [] == [word for word in indicator.get(field, ()) if known.resolve(word) != word]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("indicator", "word"), [(each["id"], word) for each in INDICATORS for word in each.get("words", ())]
)
def test_each_word_is_found_in_a_description(indicator: str, word: str) -> None:
    assert indicator in [each.id for each in indicated(f"10 mm {word} 3V")]


@pytest.mark.parametrize(
    "text",
    [
        *("Resistor 10k 0402", "Ceramic capacitor 100nF X7R", "ISO 7380 set", "GANTRY plate", "silence pad"),
        *(
            "N channel MOSFET 30V",
            "N5 spacer",
            "MCU STM32F427",
            "Inductor 4.7uH",
            "SOT-23 ledger",
            "Relay 5V",
        ),
    ],
)
def test_other_words_indicate_nothing(text: str) -> None:
    assert () == indicated(text)


@pytest.mark.parametrize(
    "text",
    [
        "IC MOTOR DRIVER",
        "brushless motor controller",
        "LED driver 700mA",
        "battery charger",
        "servo connector 3 pin",
    ],
)
def test_what_is_named_after_what_it_works_with_is_not_taken_for_it(text: str) -> None:
    assert () == indicated(text)


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("motor with cable", "magnets"),
        ("servo, with connector", "magnets"),
        ("connector to motor", "magnets"),
        ("LED red 0603", "gallium-germanium"),
    ],
)
def test_what_has_something_with_it_is_found(text: str, family: str) -> None:
    assert family in [each.family for each in indicated(text)]


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("disc 10x2 N42SH nickel plated", "magnets"),
        ("TAJB106K016RNJ", "conflict-minerals"),
        ("T491A106K010AT", "conflict-minerals"),
        ("GaN FET 100V", "gallium-germanium"),
        ("电机 2207", "magnets"),
        ("Lautsprecher 8 Ohm", "magnets"),
        ("Li-ion 18650 cell", "carbon-and-battery-materials"),
    ],
)
def test_grades_series_and_other_languages_are_found(text: str, family: str) -> None:
    assert family in [each.family for each in indicated(text)]


def test_every_substance_belongs_to_one_family_or_stands_alone() -> None:
    known = load_vocabularies().get("substance")
    assert known is not None
    for family in families().values():
        assert [] == [word for word in family.words if known.resolve(word) != word]
        assert {family.id} == {family_of(word).id for word in family.words}


@pytest.mark.parametrize(
    "text",
    [
        *("Aluminium gimbal arm", "Printed circuit board gimbal controller", "Gimbal damping ball"),
        *("Gimbal camera mount", "gimbal frame, carbon", "FFC cable gimbal 12 pin", "Gimbal roll arm"),
    ],
)
def test_a_component_of_a_gimbal_is_not_singled_out_as_a_motor(text: str) -> None:
    assert "motor" not in [each.id for each in indicated(text)]


@pytest.mark.parametrize("text", ["Gimbal motor 2204", "gimbal-motor GB36", "Gimbal brushless motor yaw"])
def test_a_gimbal_motor_is_a_motor(text: str) -> None:
    assert "motor" in [each.id for each in indicated(text, "", "")]


def test_the_signs_of_devices_are_words_of_the_vocabularies() -> None:
    devices = indicators_data()["devices"]
    known = {name: _vocabulary(name) for name in ("class", "function", "substance")}
    indicators = {each["id"] for each in INDICATORS}
    assert [] == [word for word in devices["basic"] if known["class"].resolve(word) != word]
    for signs in devices.values():
        if isinstance(signs, dict):
            assert set(signs.get("indicators", ())) <= indicators
            for field, name in (("classes", "class"), ("functions", "function"), ("substances", "substance")):
                assert [] == [word for word in signs.get(field, ()) if known[name].resolve(word) != word]


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda each: each["id"])
def test_the_substances_of_an_indicator_are_words_of_the_vocabulary(indicator: dict[str, list[str]]) -> None:
    known = _vocabulary("substance")
    assert [] == [word for word in indicator.get("substances", ()) if known.resolve(word) != word]
