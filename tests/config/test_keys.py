"""What the keys of a configuration take."""

import pytest

from microdep_rules.config import Config, parse_config
from microdep_rules.source import SourceFile


def configured(text: str) -> Config | None:
    return parse_config(SourceFile("microdep.toml", text))[0]


@pytest.mark.parametrize(
    ("text", "waivers"),
    [
        ("", ()),
        ('waivers = "waivers.yaml"', ("waivers.yaml",)),
        ('waivers = ["a.yaml", "b.yaml"]', ("a.yaml", "b.yaml")),
    ],
)
def test_waivers_are_one_path_or_several(text: str, waivers: tuple[str, ...]) -> None:
    found = configured(text)
    assert found is not None
    assert waivers == found.waivers


def test_overlays_a_baseline_and_strictness_are_read() -> None:
    found = configured('overlays = ["makers.yaml"]\nbaseline = "known.json"\nstrict_waivers = true')
    assert found is not None
    assert (("makers.yaml",), "known.json", True) == (found.overlays, found.baseline, found.strict_waivers)


def test_folders_within_a_name_are_reported_at_their_place() -> None:
    source = SourceFile("microdep.toml", 'packs = []\noverlays = ["a/*.yaml", "a/b**"]\n')
    found, (problem,) = parse_config(source)
    assert (None, "config/wrong-value") == (found, problem.code)
    assert "a/b**" == source.text[problem.primary.span.start : problem.primary.span.end]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('overlays = "makers.yaml"', "`overlays` must be a list of paths"),
        ('overlays = [""]', "`overlays` must be a list of paths"),
        ("waivers = 3", "`waivers` must be a path, or a list of paths"),
        ('waivers = ""', "`waivers` must be a path, or a list of paths"),
        ('waivers = ["a.yaml", 3]', "`waivers` must be a path, or a list of paths"),
        ('strict_waivers = "yes"', "`strict_waivers` must be `true` or `false`"),
        ("baseline = []", "`baseline` must be a string"),
    ],
)
def test_another_kind_of_value_is_reported(text: str, message: str) -> None:
    found, problems = parse_config(SourceFile("microdep.toml", text))
    assert (None, [("config/wrong-value", message)]) == (found, [(e.code, e.message) for e in problems])


@pytest.mark.parametrize(
    "number",
    ["nan", "-nan", "inf", "-inf", "1e999999999", "1e-999999999", "-0.1", "1.1", f"0.{'1' * 41}", "1" * 41],
)
def test_an_index_that_is_no_share_is_an_error_at_its_key(number: str) -> None:
    source = SourceFile("microdep.toml", f"[impact]\nrestriction_index_above = {number}\n")
    found, (problem,) = parse_config(source)
    assert (None, "config/wrong-value", 2) == (found, problem.code, source.position(problem.span.start).line)
    assert "write a number from 0 to 1, with at most 40 digits" == problem.help


def test_a_zero_with_a_sign_is_an_index() -> None:
    found = configured("[impact]\nrestriction_index_above = -0.0\n")
    assert found is not None
    assert 0 == found.impact.restriction_index_above
