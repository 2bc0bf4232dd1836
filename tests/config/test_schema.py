"""The schema of the configuration and what reads it say the same, in both directions."""

from __future__ import annotations

import json
from typing import Any

import click
import jsonschema
import pytest

from microdep_rules.cli.commands.check import command
from microdep_rules.config import FAIL_ON, KEYS, Config, ImpactSettings, parse_config
from microdep_rules.engine.waivers import LONGEST
from microdep_rules.pipeline.documents import HORIZON_DAYS
from microdep_rules.pipeline.lists import STALE_AFTER
from microdep_rules.source import SourceFile
from microdep_rules.vocabulary.resources import schema_data
from tests.each import of_each

SCHEMA = schema_data("microdep-config-1")
VALUES = (
    '"a"',
    '""',
    '" "',
    '"fail"',
    '"warn"',
    '"unknown"',
    '"never"',
    "true",
    "false",
    "0",
    "731",
    "36525",
    "36526",
    "-1",
    "1.5",
    "[]",
    '["a", "b"]',
    '[""]',
    '["a/**/*.yaml", "**", "**/a*.yaml", "a/**"]',
    '["a**"]',
    '["a/**b/*.yaml"]',
    '["a/***/b"]',
    '["a", 1]',
    "[1]",
    "[[]]",
    "{}",
    '{a = "b"}',
    "{a = 1}",
    "{a = {}}",
    '{a = {b = "25 %", c = 2.5, d = 2027-06-01}}',
    "{a = []}",
    "[{}]",
    '[{rule = "a/b", reason = "later"}]',
    '[{rule = "a", reason = "later"}]',
    '[{rule = "a/b"}]',
    '[{rule = "a/b", reason = " "}]',
    '[{rule = "a/b", reason = 3}]',
    '[{rule = "a/b", reason = "later", until = "2027-01-01"}]',
    '{severities = ["prohibit", "warn"], restriction_index_above = 0.8}',
    '{rules = ["a/*"], not_rules = ["a/b"]}',
    "{restriction_index_above = 1}",
    "{restriction_index_above = 1.5}",
    "{restriction_index_above = true}",
    '{severities = ["no"]}',
    '{severities = "prohibit"}',
    '{rules = ["a"]}',
    "{not_rules = [1]}",
)
"""A value of every kind that a key takes, and those beside the bounds; no day, which is a text to editors."""


def plain(text: str) -> Any:
    """What a text in TOML says, as JSON has it: days are texts there."""
    import tomllib

    return json.loads(json.dumps(tomllib.loads(text), default=str))


DOCUMENTS = [f"{key} = {value}" for key in (*KEYS, "no_such_key") for value in VALUES]


def test_the_schema_is_a_valid_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert "microdep-config/1" == SCHEMA["$id"]


def test_the_schema_has_the_keys_that_are_read() -> None:
    assert set(KEYS) == set(SCHEMA["properties"])
    assert set(KEYS) == set(Config.__struct_fields__) - {"source"}


def test_every_key_has_a_description_of_one_line_and_a_default() -> None:
    assert [] == [key for key, node in SCHEMA["properties"].items() if "\n" in node.get("description", "\n")]
    assert [] == [key for key, node in SCHEMA["properties"].items() if "default" not in node]


@of_each(DOCUMENTS)
def test_what_the_schema_takes_is_read_and_nothing_else(text: str) -> None:
    sound = jsonschema.Draft202012Validator(SCHEMA).is_valid(plain(text))
    _, problems = parse_config(SourceFile("microdep.toml", text))
    assert sound == (not problems), [problem.message for problem in problems]


def test_the_defaults_are_those_that_hold() -> None:
    stated = {key: node["default"] for key, node in SCHEMA["properties"].items()}
    assert ("unknown", HORIZON_DAYS) == (stated.pop("fail_on"), stated.pop("horizon"))
    assert STALE_AFTER == stated.pop("lists_stale_after")
    assert LONGEST == stated.pop("waiver_longest_days")
    blocks = {key: node.get("default") for key, node in SCHEMA["properties"]["impact"]["properties"].items()}
    assert ({}, ["prohibit"], [], None) == (
        stated.pop("impact"),
        blocks["severities"],
        blocks["rules"],
        blocks["restriction_index_above"],
    )
    assert ImpactSettings(("prohibit",)) == Config().impact
    empty = Config()
    assert stated == {key: json.loads(json.dumps(getattr(empty, key))) for key in stated}


def test_the_words_of_the_schema_are_those_of_the_command_line() -> None:
    (option,) = (param for param in command.params if param.name == "fail_on")
    assert isinstance(option.type, click.Choice)
    assert list(FAIL_ON) == list(option.type.choices) == SCHEMA["properties"]["fail_on"]["enum"]


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("microdep.toml", '# fail_on is "fail"\npacks = []\nfail_on = 3\n', 3),
        ("microdep.toml", 'context = "horizon"\nhorizon = "a year"\n', 2),
        ("microdep.toml", 'packs = []\n[[leave_out]]\nrule = "a"\n', 2),
        ("pyproject.toml", "[tool.other]\npacks = 3\n\n[tool.microdep]\npacks = 3\n", 5),
        ("pyproject.toml", "[tool.microdep.variants]\na = 3\n", 1),
        ("pyproject.toml", "[tool]\nmicrodep = {horizon = -1}\n", 2),
    ],
)
def test_a_wrong_value_is_reported_where_its_key_is_given(path: str, text: str, line: int) -> None:
    source = SourceFile(path, text)
    _, (problem,) = parse_config(source)
    assert line == source.position(problem.span.start).line
    assert (problem.help or "").startswith("write ")
