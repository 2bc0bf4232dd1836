"""What names of components say, and against which classes, functions and stages that stands."""

from __future__ import annotations

import re

import pytest

from microdep_rules.vocabulary import resources
from microdep_rules.vocabulary.naming import is_against_class, is_against_function, is_against_stage, named
from microdep_rules.vocabulary.terms import load_vocabularies

CLASSES = {
    "Tantalum capacitor 10uF": "tantalum-capacitor",
    "Capacitor, tantalum, 16 V": "tantalum-capacitor",
    "Capacitor tantalum 10uF": "tantalum-capacitor",
    "Capacitor, ceramic, for motor": "ceramic-capacitor",
    "Neodymium magnet N52": "magnet",
    "Hall effect sensor magnet": "magnet",
    "BLDC-MOTOR-2207": "electric-motor",
    "Motor, stepper, NEMA 17": "electric-motor",
    "Motor driver IC": "integrated-circuit",
    "Camera cable": "cable",
    "Battery connector XT60": "connector",
    "Label for battery": "label",
    "Battery warning label": "label",
    "Bolts M3": "fastener",
    "Laser diode": "diode",
    "Moteur sans balais": "electric-motor",
    "Tantalkondensator": "tantalum-capacitor",
    "电机2207": "electric-motor",
}
FUNCTIONS = {
    "Camera module": "camera",
    "Camera 4K": "camera",
    "Gimbal camera": "camera",
    "Bolt-on camera": "camera",
    "Camera gimbal": "gimbal",
    "Thermal camera": "thermal-camera",
    "BLDC motors 2207": "bldc-motor",
    "Roboclaw Motor Driver": "motor-controller",
    "DJI Mavic 3 drone": "uncrewed-aircraft",
    "Magnetic sensor": "sensor",
    "Battery cells": "battery-cell",
    "GPS module": "gps-receiver",
    "Cámara térmica": "camera",
}
NOTHING = (
    *("Battery holder", "Camera mount", "Camera lens", "Camera firmware", "Drone frame", "Motor bearing"),
    *("Battery charger", "Battery management system", "Radio antenna", "Radar altimeter", "Magnet wire"),
    *("Load cell", "Lead screw", "Hydraulic motor", "Dummy battery", "Screw terminal", "LED array"),
    *("CONN HDR 20POS 0.1 TIN PCB", "TERM BLK 2P SIDE ENT 5.08MM PCB", "IC MOTOR DRIVER 8SOIC", "10k", ""),
    *("电机支架", "Flight controller firmware", "Electromagnet"),
)
"""Names with a noun in them that is not what they name."""


@pytest.mark.parametrize("name", CLASSES)
def test_a_name_says_a_class_by_its_head_noun(name: str) -> None:
    assert CLASSES[name] == named(name).class_


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_name_says_a_function_by_its_head_noun(name: str) -> None:
    assert FUNCTIONS[name] == named(name).function


@pytest.mark.parametrize("name", NOTHING)
def test_a_name_whose_head_noun_is_not_known_says_nothing(name: str) -> None:
    found = named(name)

    assert (None, None) == (found.class_, found.function)


HONEST_CLASSES = (
    ("Motor driver IC", "integrated-circuit"),
    ("Magnetic sensor", "sensor-chip"),
    ("Battery holder", "mechanical-part"),
    ("Camera cable", "cable"),
    ("USB cable", "connector"),
    ("Power connector", "cable"),
    ("Capacitor, ceramic, for motor", "ceramic-capacitor"),
    ("Tantalum electrolytic capacitor", "tantalum-capacitor"),
    ("Label for battery", "label"),
    ("Servo motor", "electronic-module"),
    ("Battery pack", "electronic-module"),
    ("Camera module", "electronic-module"),
    ("Pressure sensor", "resistor"),
    ("Screw M3", "mechanical-part"),
    ("Housing", "casting"),
    ("Bracket", "fastener"),
    ("Pipe connector", "mechanical-part"),
    ("TVS diode", "varistor"),
    ("Temperature sensor", "thermistor"),
)


@pytest.mark.parametrize(("name", "kind"), HONEST_CLASSES)
def test_an_honest_name_stands_against_no_class(name: str, kind: str) -> None:
    assert not is_against_class(kind, named(name))


HONEST_FUNCTIONS = (
    ("Motor driver", "motor-controller"),
    ("Servo motor", "motor"),
    ("Camera", "thermal-camera"),
    ("CCTV camera", "video-surveillance"),
    ("Hall sensor", "current-sensor"),
    ("Battery cell", "battery"),
    ("Camera mount", "bracket"),
    ("Telemetry radio", "communication-system"),
    ("DC motor", "bldc-motor"),
    ("Rotor", "rotor"),
)


@pytest.mark.parametrize(("name", "function"), HONEST_FUNCTIONS)
def test_an_honest_name_stands_against_no_function(name: str, function: str) -> None:
    assert not is_against_function(function, named(name))


def test_a_contrary_name_stands_against_class_and_function() -> None:
    assert is_against_class("ceramic-capacitor", named("Tantalum capacitor"))
    assert is_against_class("label", named("Neodymium magnet"))
    assert is_against_class("fastener", named("BLDC motor"))
    assert is_against_class("label", named("Bracket"))
    assert is_against_function("payload", named("Camera module"))
    assert is_against_function("robotic-device", named("Quadcopter X4"))


def test_what_no_vocabulary_has_stands_against_nothing() -> None:
    assert not is_against_class("thingummy", named("Motor"))
    assert not is_against_function("thingummy", named("Motor"))
    assert not is_against_stage("thingummy", "wafer_fab")
    assert not is_against_stage("fastener", "put together")


def test_every_word_of_the_data_is_one_of_its_vocabulary() -> None:
    data = resources.component_names_data()
    known = {name: load_vocabularies().get(name) for name in ("class", "function", "stage")}
    asked = {
        "class": [
            *data["classes"],
            *(word for pair in data["alike_classes"] for word in pair),
            *(word for words in data["stages_of_no_class"].values() for word in words),
            *(word for key in ("head_first", "without_spaces", "tariff") for word in data[key]["classes"]),
        ],
        "function": [
            *data["functions"],
            *data["functions_against_a_class"],
            *(word for pair in data["alike_functions"] for word in pair),
            *(word for each in data["families"] for word in (each["of"], *each["but"])),
            *(word for key in ("head_first", "without_spaces", "tariff") for word in data[key]["functions"]),
            *(each["function"] for each in data["stages_that_say_a_function"].values()),
            *(word for each in data["stages_that_say_a_function"].values() for word in each["may_be"]),
        ],
        "stage": [*data["stages_of_no_class"], *data["stages_that_say_a_function"]],
    }

    assert [] == [
        word
        for name, words in asked.items()
        for word in words
        if (vocabulary := known[name]) is None or word not in vocabulary.terms
    ]


def test_a_subheading_of_the_tariff_says_one_class_and_one_function() -> None:
    tariff = resources.component_names_data()["tariff"]
    codes = [code for kind in ("classes", "functions") for each in tariff[kind].values() for code in each]

    assert [] == [each for each in codes if re.fullmatch(r"\d{4}\.\d{2}", each) is None]
    for kind in ("classes", "functions"):
        own = [code for each in tariff[kind].values() for code in each]
        assert len(set(own)) == len(own)


def test_every_function_that_a_class_never_has_is_one() -> None:
    classes, functions = (load_vocabularies().get(name) for name in ("class", "function"))
    assert classes is not None
    assert functions is not None
    said = [word for term in classes.terms.values() for word in (*term.never, *term.functions)]

    assert [] == [word for word in said if word not in functions.terms]


def test_letters_of_full_width_are_the_letters_that_they_look_like() -> None:
    wide = "".join(chr(ord(each) + 0xFEE0) if each != " " else each for each in "Ring magnet")
    assert named("Ring magnet") == named(wide)
