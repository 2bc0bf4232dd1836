"""What nobody reaches by a waiver: a pass, a longer life, another approver, silence about a rule of law."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.bom.people import is_allowed
from tests.cli.replay import run
from tests.each import of_each
from tests.waivers.cases import AS_OF, BOM, PACK, STATUTORY, UNKNOWN, WAIVER, changed

if TYPE_CHECKING:
    from pathlib import Path

LAW = changed(PACK, STATUTORY)
PROVISION = "10 U.S.C. 4872(c)"


def checked(folder: Path, waivers: str, bom: str = BOM, config: str = "", more: str = "") -> tuple[Any, int]:
    """The record of a check with these waivers, and the exit code."""
    (folder / "own.rule").write_text(LAW, encoding="utf-8")
    (folder / "bom.yaml").write_text(bom, encoding="utf-8")
    (folder / "microdep.toml").write_text(config, encoding="utf-8")
    (folder / "w.yaml").write_text(f"schema: microdep-waivers/1\nwaivers:\n{waivers}", encoding="utf-8")
    asked = f"microdep check bom.yaml --pack ./own.rule --waivers w.yaml --as-of {AS_OF} --format json {more}"
    out, err, code = run(asked, folder)
    assert out, err
    return json.loads(out), code


def waiver(*changes: tuple[str, str], id_: str = "W-1") -> str:
    return changed(WAIVER, (("W-1", id_), *changes))


def codes(record: Any) -> set[str]:
    return {each["code"] for each in record["diagnostics"]}


def covering(record: Any) -> dict[str, tuple[str, bool]]:
    """The waiver of each waived outcome, and whether it is against law."""
    outcomes = (each for document in record["documents"] for each in document["outcomes"])
    return {e["subject"]["id"]: (e["waiver"], e["against_law"]) for e in outcomes if e["waiver"]}


def test_a_waiver_that_names_everything_makes_no_pass(tmp_path: Path) -> None:
    everything = (
        "{components: [motor]}\n",
        "{all_components: true}\n    verdicts: [fail, unknown, disclose]\n",
    )
    bom = changed(BOM, (("name: Arm, origin: US", "name: Arm"),))
    record, code = checked(tmp_path, waiver(everything), bom)
    assert ("fail_waived", 0) == (record["summary"]["verdict"], code)
    assert {"motor": ("W-1", True), "arm": ("W-1", True)} == covering(record)
    counts = record["summary"]["counts"]
    assert (1, 1, 1, 1) == tuple(
        counts[each] for each in ("fail", "fail_waived", "unknown", "unknown_waived")
    )
    record, _ = checked(tmp_path, waiver(everything), changed(BOM, UNKNOWN))
    assert "incomplete" == record["summary"]["verdict"]


@pytest.mark.parametrize("rule", ['"*"', "own/*", '"own/"', "all", '"own/made-elsewhere, own/scarce"'])
def test_a_waiver_is_about_one_rule(rule: str, tmp_path: Path) -> None:
    record, code = checked(tmp_path, waiver(("own/made-elsewhere", rule)))
    assert ("fail", 4) == (record["summary"]["verdict"], code)
    assert "name/unknown-rule" in codes(record)


def test_an_unwaived_unknown_decides_the_exit_code_and_the_fail_is_still_reported(
    tmp_path: Path,
) -> None:
    bom = changed(BOM, (("name: Arm, origin: US", "name: Arm"),))
    record, code = checked(tmp_path, waiver(), bom)
    assert ("fail_waived", 5) == (record["summary"]["verdict"], code)
    assert 0 == checked(tmp_path, waiver(), bom, more="--fail-on fail")[1]
    assert 1 == checked(tmp_path, waiver(), bom, more="--no-waivers")[1]


def test_of_two_waivers_the_one_that_cites_law_takes_precedence(tmp_path: Path) -> None:
    lawful = waiver(("policy 7.3", PROVISION), ("2027-05-31", "2026-12-31"), id_="W-2")
    record, _ = checked(tmp_path, waiver() + lawful)
    assert {"motor": ("W-2", False)} == covering(record)
    assert "waiver/overlap" in codes(record)
    assert "waiver/against-law" not in codes(record)
    assert [False, False] == [each["against_law"] for each in record["waivers"]]
    for ended in (("2026-11-01", "2026-12-01"), ("2027-05-31", "2026-11-02")):
        without = waiver(("policy 7.3", PROVISION), ended, id_="W-2")
        record, _ = checked(tmp_path, waiver() + without)
        assert {"motor": ("W-1", True)} == covering(record)
        assert 1 == record["summary"]["failures"]["statutory"]["against_law"]


def test_a_waiver_of_another_kind_of_verdict_does_not_cover_a_fail(tmp_path: Path) -> None:
    unknowns = waiver(("    reason", "    verdicts: [unknown, disclose]\n    reason"), id_="W-2")
    record, code = checked(tmp_path, unknowns)
    assert ("fail", 1, {}) == (record["summary"]["verdict"], code, covering(record))


def test_a_waiver_that_is_not_allowed_covers_nothing_beside_one_that_is(tmp_path: Path) -> None:
    long = waiver(("2027-05-31", "2030-05-31"), ("policy 7.3", PROVISION), id_="W-2")
    record, code = checked(tmp_path, waiver() + long)
    assert {"motor": ("W-1", True)} == covering(record)
    assert {"W-1": "active", "W-2": "refused"} == {e["id"]: e["status"] for e in record["waivers"]}
    assert (0, 1) == (code, checked(tmp_path, waiver() + long, more="--strict-waivers")[1])
    assert ("fail", 1) == (checked(tmp_path, long)[0]["summary"]["verdict"], checked(tmp_path, long)[1])


@pytest.mark.parametrize(
    ("config", "longest"), [("", 366), ("waiver_longest_days = 30\n", 30), ("waiver_longest_days = 1\n", 1)]
)
def test_the_longest_life_is_counted_to_the_day(config: str, longest: int, tmp_path: Path) -> None:
    start = date.fromisoformat(AS_OF)
    for days, allowed in ((longest, True), (longest + 1, False)):
        until = date.fromordinal(start.toordinal() + days - 1).isoformat()
        record, _ = checked(tmp_path, waiver(("2026-11-01", AS_OF), ("2027-05-31", until)), config=config)
        assert allowed == (record["summary"]["verdict"] == "fail_waived")
        assert allowed == ("waiver/period" not in codes(record))


def test_an_empty_list_of_approvers_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "microdep.toml").write_text("waiver_approvers = []\n", encoding="utf-8")
    _, err, code = run("microdep check", tmp_path)
    assert (2, True) == (code, "`waiver_approvers` must be a list of names, with at least one" in err)


def test_a_name_that_looks_like_one_that_is_allowed_is_reported(tmp_path: Path) -> None:
    config = 'waiver_approvers = ["Kim Berg"]\n'
    record, code = checked(tmp_path, waiver(("Kim Berg", "K\u0456m Berg")), config=config)
    (reported,) = (e for e in record["diagnostics"] if e["code"] == "waiver/approver")
    assert (1, True) == (code, "but looks like `Kim Berg`" in reported["message"])


ALLOWED = ("Kim Berg <kim.berg@example.com>", "board@example.com", "Lee Park")
APPROVERS = (
    ("Kim Berg", True),
    ("kim  berg", True),
    ("Kim Berg <kim.berg@example.com>", True),
    ("kim.berg@example.com", True),
    ("Board of Example <board@example.com>", True),
    ("Lee Park <lee@example.com>", True),
    ("Kim Berg <kim.berg@example.org>", False),
    ("Max Frank <kim.berg@example.com>", False),
    ("K\u0456m Berg", False),
    ("Kim Berg\u200b", False),
    ("Kim", False),
    ("Berg Kim", False),
    ("Kim Berg, Max Frank", False),
    ("Lee Park and Max Frank", False),
    ("kim.berg@example.com.attacker.example", False),
    ("board@example.com@example.org", False),
    ("", False),
)


@of_each(APPROVERS, lambda case: repr(case[0]))
def test_who_may_approve_is_known_letter_for_letter(case: tuple[str, bool]) -> None:
    person, allowed = case
    assert allowed == is_allowed(person, ALLOWED)


def test_the_record_and_the_report_state_what_is_allowed(tmp_path: Path) -> None:
    config = 'waiver_longest_days = 400\nwaiver_approvers = ["Kim Berg"]\n'
    record, _ = checked(tmp_path, waiver(), config=config)
    stated = record["options"]["waiver_longest_days"], record["options"]["waiver_approvers"]
    assert (400, ["Kim Berg"]) == stated
    out, _, _ = run(f"microdep report bom.yaml --pack ./own.rule --waivers w.yaml --as-of {AS_OF}", tmp_path)
    assert "A waiver lasts at most 400 days. It may be approved by Kim Berg." in out
