"""`microdep remedy` as somebody runs it: goals, measures, what is missing, exit codes, and bad input."""

from __future__ import annotations

import json
import sys
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

import microdep_rules
from microdep_rules.vocabulary.resources import schema_data
from tests.cli.replay import run
from tests.conftest import CHECKOUT
from tests.examples.readmes import replayed
from tests.impact.runs import write

if TYPE_CHECKING:
    from pathlib import Path

RECORD = Draft202012Validator(schema_data("microdep-remedy-1"))
PAGE = CHECKOUT / "docs" / "how-to" / "remedy.md"
MOTOR = """\
document: {product: motor}
components:
  - {id: motor, name: Motor, origin: US, children: [magnet, wire]}
  - {id: magnet, name: Magnet, origin: CN, alternates: [ALTERNATES]}
  - {id: wire, name: Wire, origin: US, alternates: [wire-b]}
  - {id: wire-b, name: Wire B, origin: KR}
"""
GOOD = "  - {id: good, name: Good magnet, origin: JP}\n"
ALSO = "  - {id: also, name: Also good, origin: KR}\n"
BAD = "  - {id: bad, name: Bad magnet, origin: CN}\n"
UNKNOWN = "  - {id: unknown, name: Unknown magnet}\n"


def motor(alternates: str = "", more: str = "") -> str:
    return MOTOR.replace("ALTERNATES", alternates) + more


def record(folder: Path, arguments: str = "bom.yaml") -> tuple[dict[str, Any], int]:
    """The only product of a run, whose record is valid by its schema, and the exit code."""
    out, err, code = run(f"microdep remedy {arguments} --as-of 2026-11-24 --format json", folder)
    assert out, err
    found: dict[str, Any] = json.loads(out)
    assert [] == [error.message for error in RECORD.iter_errors(found)]
    (product,) = found["products"]
    return product, code


def sets(remedies: list[dict[str, Any]]) -> list[list[tuple[str, str]]]:
    return [
        [(one["component"]["id"], one["alternate"]["id"]) for one in remedy["substitutions"]]
        for remedy in remedies
    ]


def text(folder: Path, arguments: str = "bom.yaml") -> tuple[str, int]:
    out, err, code = run(f"microdep remedy {arguments} --as-of 2026-11-24", folder)
    return out + err, code


@pytest.mark.parametrize("goal", ["viable", "pass"])
@pytest.mark.parametrize(
    ("bom", "state", "code", "best", "perhaps"),
    [
        (motor("good", GOOD), "remedy", 0, [[("magnet", "good")]], []),
        (motor("good, also", GOOD + ALSO), "remedy", 0, [[("magnet", "good")], [("magnet", "also")]], []),
        (motor("bad, good", BAD + GOOD), "remedy", 0, [[("magnet", "good")]], []),
        (motor("bad", BAD), "none", 1, [], []),
        (motor(), "none", 1, [], []),
        (motor("unknown", UNKNOWN), "undetermined", 5, [], [[("magnet", "unknown")]]),
        (motor("unknown, good", UNKNOWN + GOOD), "remedy", 0, [[("magnet", "good")]], []),
        (motor().replace("CN", "JP"), "remedy", 0, [[]], []),
    ],
)
def test_the_smallest_sets_are_listed_with_an_exit_code(
    goal: str, bom: str, state: str, code: int, best: Any, perhaps: Any, tmp_path: Path
) -> None:
    write(tmp_path, bom)
    found, ended = record(tmp_path, f"bom.yaml --goal {goal}")
    assert (state, code) == (found["state"], ended)
    assert best == sets(found["remedies"])
    assert perhaps == sets(found["may_be_smaller"])


def test_what_is_undetermined_names_the_facts_that_decide(tmp_path: Path) -> None:
    write(tmp_path, motor("unknown", UNKNOWN))
    printed, code = text(tmp_path)
    assert 5 == code
    assert "ask  where was Unknown magnet made?  (own/not-from-china)" in printed


@pytest.mark.parametrize(
    ("bom", "names", "line"),
    [
        (motor(), "an alternate for Magnet: no alternate is stated", "bom.yaml:5:5"),
        (motor("bad", BAD), "an alternate for Magnet: Bad magnet does not help", "bom.yaml:5:5"),
        (
            motor().replace("name: Wire, origin: US", "name: Wire, origin: CN").replace("KR", "CN"),
            "an alternate for Wire: Wire B does not help",
            "bom.yaml:5:5",
        ),
    ],
)
def test_where_there_is_none_it_says_what_would_make_one(
    bom: str, names: str, line: str, tmp_path: Path
) -> None:
    write(tmp_path, bom)
    printed, code = text(tmp_path)
    assert 1 == code
    assert names in printed
    assert "error[impact/no-remedy]" in printed
    assert line in printed
    assert "help: approve" in printed


def test_a_rule_about_the_product_itself_is_named_where_no_alternate_answers_it(tmp_path: Path) -> None:
    write(tmp_path, motor("good", GOOD).replace("name: Motor, origin: US", "name: Motor, origin: CN"))
    printed, code = text(tmp_path)
    assert 1 == code
    assert "finding about Motor: Motor is made in China  (own/not-from-china)" in printed


PRICED = """\
components:
  - {id: case, name: Case, origin: US, lead_time: {value: 1, unit: days}}
  - {id: magnet, name: Magnet, origin: CN, quantity: 4, alternates: [good, also],
     unit_cost: {amount: "0.1", currency: EUR}, lead_time: {value: 2, unit: weeks}}
  - {id: good, name: Good magnet, origin: JP,
     unit_cost: {amount: "0.4", currency: EUR}, lead_time: {value: 1, unit: weeks}}
  - {id: also, name: Also good, origin: KR,
     unit_cost: {amount: 0.3, currency: EUR}, lead_time: {value: 3, unit: weeks}}
"""


@pytest.mark.parametrize(
    ("by", "alternate", "value", "says"),
    [
        ("cost", "also", "0.8", "+0.8 EUR for one product"),
        ("time", "good", "7", "the product takes 7 days"),
    ],
)
def test_a_set_is_measured_exactly(by: str, alternate: str, value: str, says: str, tmp_path: Path) -> None:
    write(tmp_path, PRICED)
    found, code = record(tmp_path, f"bom.yaml --minimize {by}")
    assert (0, True) == (code, found["proved"])
    assert [[("magnet", alternate)]] == sets(found["remedies"])
    assert {"low": value, "high": value} == found["remedies"][0]["value"]
    printed, _ = text(tmp_path, f"bom.yaml --minimize {by}")
    assert says in printed


def test_an_alternate_without_a_cost_may_be_cheaper_and_proves_nothing(tmp_path: Path) -> None:
    write(tmp_path, PRICED.replace('unit_cost: {amount: "0.4", currency: EUR}, ', ""))
    found, code = record(tmp_path, "bom.yaml --minimize cost")
    assert (0, False) == (code, found["proved"])
    assert [[("magnet", "also")]] == sets(found["remedies"])
    assert [[("magnet", "good")]] == sets(found["may_be_smaller"])
    printed, _ = text(tmp_path, "bom.yaml --minimize cost")
    assert "Good magnet instead of Magnet (difference in cost not stated)" in " ".join(printed.split())


def test_amounts_in_two_currencies_are_never_compared(tmp_path: Path) -> None:
    write(tmp_path, PRICED.replace('{amount: "0.4", currency: EUR}', '{amount: "0.1", currency: USD}'))
    found, _ = record(tmp_path, "bom.yaml --minimize cost")
    assert [[("magnet", "also")]] == sets(found["remedies"])
    assert [[("magnet", "good")]] == sets(found["may_be_smaller"])


def test_a_limit_cuts_the_list_and_says_how_many_more_there_are(tmp_path: Path) -> None:
    write(tmp_path, motor("good, also", GOOD + ALSO))
    found, _ = record(tmp_path, "bom.yaml --limit 1")
    assert [[("magnet", "good")]] == sets(found["remedies"])
    assert (1, False) == (found["more"], found["cut_short"])
    printed, _ = text(tmp_path, "bom.yaml --limit 1")
    assert "and 1 other (--limit)" in printed


@pytest.mark.parametrize(
    ("bom", "error"),
    [
        (motor("magnet"), "bom/cycle"),
        (motor("set", "  - {id: set, name: Set, children: [magnet]}\n"), "bom/cycle"),
        ("components: 3\n", "bom/"),
    ],
)
def test_bad_input_gets_a_place_and_a_fix(bom: str, error: str, tmp_path: Path) -> None:
    write(tmp_path, bom)
    printed, code = text(tmp_path)
    assert 4 == code
    assert f"error[{error}" in printed
    assert "bom.yaml:" in printed
    assert "help: " in printed


def test_where_no_rule_that_blocks_applies_nothing_was_checked(tmp_path: Path) -> None:
    write(tmp_path, motor("good", GOOD), severity="warn")
    printed, code = text(tmp_path)
    assert 6 == code
    assert "nothing was checked: no rule that blocks applies" in printed


def test_without_any_document_nothing_was_checked(tmp_path: Path) -> None:
    assert 6 == text(tmp_path, ".")[1]


def test_without_the_extra_its_name_and_how_to_install_it_are_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, motor("good", GOOD))
    monkeypatch.setitem(sys.modules, "pysat", None)
    with pytest.raises(ImportError, match=r"pip install 'microdep-rules\[remedy\]'"):
        microdep_rules.remedy(microdep_rules.load_bom(tmp_path / "bom.yaml"))
    printed, code = text(tmp_path)
    assert 2 == code
    assert "remedies need an extra package: pip install 'microdep-rules[remedy]'" in printed


def test_the_functions_of_python_find_the_same() -> None:
    day = date(2026, 11, 29)
    pack = microdep_rules.load_pack("micro-dependency")
    bom = microdep_rules.load_bom(CHECKOUT / "examples" / "remedy" / "bom.yaml")
    checked = microdep_rules.check(bom, [pack], as_of=day)
    found = microdep_rules.remedy(checked, [pack], as_of=day, by="cost")
    assert ("remedy", Fraction(212, 5)) == (found.state, found.best[0].value.low)
    assert [("magnets", "magnets-jp"), ("sensor", "sensor-de")] == [
        (substitution.component, substitution.alternate) for substitution in found.best[0].substitutions
    ]


def test_the_documentation_shows_what_is_printed() -> None:
    text = PAGE.read_text(encoding="utf-8")
    printed = [line for line in replayed(text).splitlines() if not line.endswith(" s so far")]
    assert text.splitlines() == printed
