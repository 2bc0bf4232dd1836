"""Whatever shapes a verdict besides packs and documents is shown to signers, or has a reason why not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec

from microdep_rules.cli.commands import check, report
from microdep_rules.signing.packs import RecordedSettings, pack_lines
from microdep_rules.signing.scope import RecordWaiver, waiver_lines
from microdep_rules.signing.verdict_settings import CheckOptions
from microdep_rules.vocabulary.resources import schema_data
from tests.cli.replay import run
from tests.each import of_each

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PRODUCTION = "production"
EMPTY: dict[str, Any] = {"rules": [], "severities": [], "not_rules": [], "restriction_index_above": None}
Case = tuple[dict[str, Any], str]
SHOWN: dict[tuple[str, ...], Case] = {
    ("packs", "--pack"): ({"packs": [{"name": "uas", "version": "1"}]}, "uas 1"),
    ("variants", "--variant"): ({"packs": [{"name": "uas", "variant": "part"}]}, "uas, variant part"),
    ("parameters",): (
        {"packs": [{"name": "uas", "parameters": [{"name": "day", "value": "1", "pack_value": "2"}]}]},
        "uas, CHANGED BY CONFIGURATION: day is 1 and not 2",
    ),
    ("leave_out", "leave_out.rule", "leave_out.reason"): (
        {"packs": [{"name": "uas"}], "rules_left_out": [{"rule": "uas/part"}]},
        "uas, WITHOUT ITS RULE part",
    ),
    ("fail_on", "--fail-on"): (
        {"options": {"fail_on": "fail"}},
        "SETTING: fail_on is fail: unknown outcomes do not affect the exit code",
    ),
    ("horizon", "--horizon"): (
        {"options": {"horizon_days": 0}},
        "SETTING: changes are reported 0 days ahead, and not 731",
    ),
    ("strict_waivers", "--strict-waivers"): (
        {"options": {"strict_waivers": True}},
        "SETTING: a waiver that has no effect fails the run (strict_waivers)",
    ),
    ("waiver_longest_days",): (
        {"options": {"waiver_longest_days": 3_650}},
        "SETTING: a waiver may last 3650 days, and not 366",
    ),
    ("waiver_approvers",): (
        {"options": {"waiver_approvers": ["Kim Berg"]}},
        "SETTING: only Kim Berg may approve waivers",
    ),
    ("lists_stale_after",): (
        {"options": {"lists_stale_after": 3_650}},
        "SETTING: an imported list counts as complete for 3650 days, and not 90",
    ),
    ("--no-exclusions",): (
        {"options": {"no_exclusions": True}},
        "SETTING: no component is excluded, although rules exclude some (--no-exclusions)",
    ),
    ("--no-waivers",): (
        {"options": {"waivers_ignored": True}},
        "SETTING: waivers were ignored (--no-waivers)",
    ),
    ("baseline", "--baseline", "--write-baseline"): (
        {"baseline": {"path": "base.json", "known": 1}},
        "baseline base.json has 1 finding: KNOWN FINDINGS DO NOT AFFECT THE EXIT CODE",
    ),
    ("overlays", "--overlay"): (
        {"overlays": [{"path": "o.yaml", "entries": 3, "without_evidence": 2}]},
        "overlay o.yaml overrides facts of documents: 3 entries, 2 WITHOUT EVIDENCE",
    ),
    ("impact", "impact.not_rules", "--impact", "--remedy"): (
        {PRODUCTION: {"impact": {"blocking": {**EMPTY, "severities": ["prohibit"], "not_rules": ["uas/*"]}}}},
        "SETTING: in production, a fail of uas/* NEVER BLOCKS; a fail of severity prohibit blocks",
    ),
    ("impact.severities", "impact.rules"): (
        {PRODUCTION: {"remedies": [{"blocking": {**EMPTY, "rules": ["a/b"]}}]}},
        "SETTING: in production, NO SEVERITY OF A FAIL BLOCKS; a fail of a/b blocks",
    ),
    ("impact.restriction_index_above", "--scenario"): (
        {PRODUCTION: {"scenarios": {"blocking": {"restriction_index_above": "0.8"}}}},
        "SETTING: in production, a fail of severity prohibit blocks; a restriction index above 0.8 blocks",
    ),
}
"""What is shown, by the keys of the configuration and the options: a record, and a line of it."""
BESIDE: dict[str, Case] = {
    "an imported list, and its age": (
        {"company_lists": [{"name": "a", "day": "2022-06-22", "age_days": 1_616, "stale": True}]},
        "list a of 2022-06-22, 1616 days old, STALE, 0 entries",
    ),
    "a file of columns": (
        {"inputs": [{"path": "hw.csv.map", "kind": "mapping"}]},
        "columns of tables are mapped by hw.csv.map",
    ),
    "an overlay by a name of ours": (
        {"inputs": [{"path": "o and 4 more", "kind": "overlay"}]},
        'overlay "o and 4 more" overrides facts of documents',
    ),
    "the value of a parameter that looks like a line of ours": (
        {"packs": [{"name": "p", "parameters": [{"name": "n", "value": "a: PASS", "pack_value": ""}]}]},
        'p, CHANGED BY CONFIGURATION: n is "a: PASS" and not ""',
    ),
}
"""Other files and values that shape a verdict."""
ELSEWHERE = {
    ("waivers", "--waivers"): "the waivers in effect have lines of their own",
    ("context", "--context"): "the contract facts have lines of their own",
    ("--as-of",): "the as-of day has a line of its own",
    ("--template",): "a custom template has a line of its own, and the verdict is ours",
    ("boms", "not_boms", "PATHS", "--changed"): "chooses the documents, which the sign-off is about",
}
"""What signers are shown on another line."""
WITHOUT_EFFECT = {
    ("--config",): "names the configuration, of which each key is in these tables",
    (
        "--goal",
        "--minimize",
        "--limit",
        "--exposure",
    ): "chooses analyses, which state it and decide no verdict",
    ("--generated-at",): "dates the bundle; its date is shown, and the law is that of the as-of day",
    ("--pdf", "--font", "--format", "--output", "--force", "--new-template"): "chooses what is written",
    ("--verbose", "--outcomes", "--quiet", "--color"): "chooses what is printed",
    ("--attach-evidence",): "carries files that were opened in any case",
    ("--as-stated",): "states what opening evidence showed, for `verify --reproduce` alone, which says so",
    (
        "--jobs",
        "--resume",
        "--cross-check",
        "--watch",
        "resident",
    ): "chooses how the same outcomes are established",
}
"""What shapes no verdict, with the reason."""


WITH_A_LINE = {
    "overlay": "a line each",
    "mapping": "one line for all",
    "baseline": "a line",
    "company list": "a line each",
    "waivers": "a line for each waiver in effect",
    "configuration": "lines for each key that is set",
    "scenario": "the lines about analyses",
}
"""The kinds of files that are no documents and no contexts, each with what signers read of them."""


def _keys() -> Iterator[str]:
    """Every key of the configuration, those in tables behind the name of the table."""
    for name, each in schema_data("microdep-config-1")["properties"].items():
        yield name
        inner = each if "properties" in each else each.get("items", {})
        yield from (f"{name}.{key}" for key in inner.get("properties", {}))


def _options() -> Iterator[str]:
    """Every option of the commands that establish a verdict, and their arguments."""
    for command in (check.command, report.command):
        for param in command.params:
            yield max(param.opts, key=len) if param.opts[0].startswith("-") else param.name.upper()


def test_every_key_and_every_option_is_shown_or_has_a_reason() -> None:
    known = [name for table in (SHOWN, ELSEWHERE, WITHOUT_EFFECT) for names in table for name in names]
    assert sorted(set(known)) == sorted(known)
    assert sorted({*_keys(), *_options()}) == sorted(known)


def test_every_option_of_a_record_and_every_kind_of_input_has_a_line() -> None:
    record = schema_data("microdep-record-1")["properties"]
    assert set(CheckOptions.__struct_fields__) == set(record["options"]["properties"])
    kinds = set(record["inputs"]["items"]["properties"]["kind"]["enum"])
    assert {"bom", "context", *WITH_A_LINE} == kinds


@of_each([*SHOWN.values(), *BESIDE.values()])
def test_what_shapes_a_verdict_is_a_line_of_a_signer(case: Case) -> None:
    record, line = case
    assert any(each.startswith(line) for each in pack_lines(msgspec.convert(record, RecordedSettings)))


def test_what_is_as_the_product_has_it_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    record = json.loads(run("microdep check bom.yaml --as-of 2026-11-24 --format json", tmp_path)[0])
    (line, *more) = pack_lines(msgspec.convert(record, RecordedSettings))
    assert line.startswith("micro-dependency ")
    assert [each.partition(":")[0] for each in more] == ["not run"]


BOM = """\
schema: microdep-bom/1
document: {id: a, product: p, completeness: complete}
components: [{id: p, name: Motor, origin: CN, restriction_index: 0.95}]
"""
OVERLAY = """\
schema: microdep-overlay/1
components:
  - {match: {id: p}, class: motor}
"""
CONFIG = """\
fail_on = "fail"
horizon = 30
lists_stale_after = 3650
overlays = ["o.yaml"]
waiver_longest_days = 100
waiver_approvers = ["Kim Berg"]

[impact]
not_rules = ["micro-dependency/*"]
"""


def test_settings_of_a_configuration_reach_the_lines_of_a_report(tmp_path: Path) -> None:
    for name, text in (("bom.yaml", BOM), ("o.yaml", OVERLAY), ("microdep.toml", CONFIG)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    run("microdep report bom.yaml --as-of 2026-11-24 --impact --output out", tmp_path)
    shown = run("microdep verify out", tmp_path)[0]
    for line in (
        "fail_on is fail",
        "30 days ahead",
        "counts as complete for 3650 days",
        "overlay o.yaml overrides facts of documents: 1 entry, 1 WITHOUT EVIDENCE",
        "a waiver may last 100 days",
        "only Kim Berg may approve waivers",
        "a fail of micro-dependency/* NEVER BLOCKS",
    ):
        assert line in shown
    assert "lists_stale_after" in json.loads((tmp_path / "out" / "record.json").read_bytes())["options"]


def test_waivers_in_effect_are_lines_of_a_signer() -> None:
    assert ("W of a/b until 2026-12-31: the company states no legal basis",) == waiver_lines(
        [RecordWaiver("W", "active", "2026-12-31", rule="a/b")]
    )
