"""Functions that the name of a component joins to the one of its main noun, and names that join none."""

from __future__ import annotations

import pytest

from microdep_rules.bom.own_words import against_class, against_function
from microdep_rules.vocabulary import resources
from microdep_rules.vocabulary.additional_functions import functions_joined
from microdep_rules.vocabulary.terms import load_vocabularies

BOTH = {
    "F7 AIO flight controller + 45A ESC": {"electronic-speed-controller", "flight-controller"},
    "GPS with telemetry radio": {"data-link"},
    "ESC with ELRS receiver": {"radio-receiver"},
    "Power board with 4in1 ESC": {"electronic-speed-controller"},
    "Frame with integrated flight controller": {"flight-controller"},
    "Housing w/ camera": {"camera"},
    "Housing incl. camera & gimbal": {"camera", "gimbal"},
    "FC/ESC combo F405": {"electronic-speed-controller", "flight-controller"},
    "Rahmen mit Kamera": {"camera"},
    "GPS avec radio de télémétrie": {"data-link"},
    "Chasis con cámara FPV": {"camera"},
    "机架带摄像头": {"camera"},
    "带FPV摄像头的机架": {"camera"},
    "飞控电调一体": {"electronic-speed-controller", "flight-controller"},
    "カメラ付きフレーム": {"camera"},
    "카메라 내장 프레임": {"camera"},
}
NONE = (
    *("Camera and gimbal mount", "Cable for GPS with camera", "Frame without camera", "Frame of camera"),
    *("Frame (no camera and gimbal)", "Frame compatible with DJI camera", "Mount for camera and radio"),
    *("Motor/ESC cable", "BLDC motor with encoder", "Camera with gimbal mount", "GPS/GNSS antenna"),
    *("ESC for brushless motor with BEC", "Charger with battery holder", "Frame with optional camera"),
    *("Rahmen ohne Kamera", "Châssis sans caméra", "带电机支架", "无摄像头机架", "", "Antenna, GPS"),
    *("Camera", "CONN RJ45 WITH MODEM", "10k", "Camera with lens"),
)
HONEST = (
    ("Camera and gimbal mount", "bracket"),
    ("Battery and motor wires", "wiring-harness"),
    ("Drone with camera", "uncrewed-aircraft"),
    ("Servo with motor", "servo"),
    ("Battery with BMS", "battery"),
    ("Fan with motor", "fan"),
    ("Flight controller with barometer", "flight-controller"),
    ("Rahmen ohne Kamera", "airframe"),
)


@pytest.mark.parametrize("name", BOTH)
def test_a_name_joins_functions_to_the_one_of_its_head(name: str) -> None:
    assert functions_joined(name) == BOTH[name]


@pytest.mark.parametrize("name", NONE)
def test_what_a_component_is_for_or_without_is_no_function_of_it(name: str) -> None:
    assert frozenset() == functions_joined(name)


@pytest.mark.parametrize(("name", "function"), HONEST)
def test_an_honest_name_joins_nothing_against_its_function(name: str, function: str) -> None:
    assert () == against_function({"name": name, "function": function})


def test_a_stated_function_that_the_name_says_too_stands() -> None:
    name = "F7 AIO flight controller + 45A ESC"
    found = against_function({"name": name, "function": "electronic-speed-controller"})

    assert [("flight-controller", True)] == [(each.instead, each.besides) for each in found]


def test_a_joined_function_that_no_component_of_a_class_has_stands_against_the_class() -> None:
    found = against_class({"name": "Bolt with camera", "class": "fastener"})

    assert ["camera"] == [each.joined for each in found]


def test_every_function_of_the_data_is_one() -> None:
    data, known = resources.component_names_data()["joined"], load_vocabularies().get("function")
    assert known is not None
    pairs = [word for pair in data["alike"] for word in pair]
    words = [*data["functions"], *data["of_wholes"], *data["nouns"], *pairs]

    assert [] == [each for each in words if each not in known.terms]
