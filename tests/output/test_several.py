"""Many documents: a table, each cause once, a line a document; nothing is lost and counts add up."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microdep_rules.engine.verdict import Verdict
from microdep_rules.output import by_rule, overview, text, unknowns
from microdep_rules.output.overview import OverviewRow
from microdep_rules.output.style import Style
from microdep_rules.pipeline.check import run_check
from microdep_rules.pipeline.documents import CheckRequest
from microdep_rules.pipeline.packs import load_packs
from microdep_rules.pipeline.project import open_project
from tests.cli.replay import run
from tests.each import tries

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.output.checked import Checked

SCREEN = 40
MANY = 24
HEAD = "schema: microdep-bom/1\ncomponents:\n"
FAILS = "  - {name: Motor, origin: CN, restriction_index: 0.95}\n"
OWN_FAIL = "  - {{name: Sensor {n}, origin: CN, restriction_index: 0.9}}\n"
LACKS = "  - {name: Coil, restriction_index: 0.9}\n"
PASSES = "  - {name: Shell, origin: US, restriction_index: 0.1}\n"
BROKEN = "  - {name: Wing, origin: China}\n"
KINDS = {
    "fails": PASSES + FAILS,
    "differs": PASSES + OWN_FAIL,
    "unknown": PASSES + LACKS,
    "passes": PASSES,
    "broken": BROKEN,
}
TOTALS = re.compile(r"(\d+) (fail|open|pass)\b")


def write(folder: Path, kinds: list[str]) -> None:
    for number, kind in enumerate(kinds):
        made = HEAD + KINDS[kind].replace("{n}", str(number)).replace("{{", "{").replace("}}", "}")
        (folder / f"{number:03}.bom.yaml").write_text(made, encoding="utf-8")


def check(folder: Path, monkeypatch: pytest.MonkeyPatch, kinds: list[str], *packs: str) -> Checked:
    write(folder, kinds)
    monkeypatch.chdir(folder)
    project, _, _ = open_project(start=folder)
    assert project is not None
    return run_check(
        project,
        CheckRequest(date(2026, 11, 24)),
        load_packs(project, packs or ("micro-dependency",), {}, with_examples=False),
    )


def table_of(screen: str) -> list[list[str]]:
    """The rows of the table, in cells; its head is the first."""
    head, *rows = screen.partition("\n\n")[0].splitlines()
    names = head.split()[:-1]
    cells = [re.fullmatch(rf"([A-Z ,]+?)((?: +[\d,]+){{{len(names)}}})  (.+)", row) for row in rows]
    return [[*names], *([found[1].strip(), *found[2].split(), found[3]] for found in cells if found)]


def test_the_table_has_the_worst_document_first_and_its_numbers_add_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = check(tmp_path, monkeypatch, ["passes", "unknown", "fails", "broken", "differs"])
    names, *rows = table_of(text.render(checked))
    assert ["NOT VALID", "FAIL", "FAIL", "UNKNOWN", "PASS"] == [row[0] for row in rows]
    assert {document.path for document in checked.documents} == {row[-1] for row in rows}
    sums = {name: sum(int(row[place + 1]) for row in rows) for place, name in enumerate(names)}
    closing = next(line for line in text.render(checked).splitlines() if line.startswith("INVALID  5"))
    assert {name: int(number) for number, name in TOTALS.findall(closing)} == sums


def test_three_hundred_documents_are_readable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = ["passes"] * 150 + ["unknown"] * 100 + ["fails"] * 30 + ["differs"] * 15 + ["broken"] * 5
    screen = text.render(check(tmp_path, monkeypatch, kinds))
    _, *rows = table_of(screen)
    assert overview.MOST_ROWS < len(rows) <= SCREEN - 10
    assert "150 more documents, without findings" in [row[-1] for row in rows]
    assert 1 == screen.count("SYSTEM HALT")
    assert re.search(
        r"^UNKNOWN  component.origin .*on 100 components in 100 documents;", screen, re.MULTILINE
    )
    assert len(screen.splitlines()) < 2 * SCREEN


def test_under_all_packs_the_missing_facts_of_many_documents_fit_a_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = check(tmp_path, monkeypatch, ["unknown"] * 8, "all")
    lines = text.render(checked).splitlines()
    assert len(lines) <= SCREEN
    first = next(line for line in lines if re.match(r"UNKNOWN  [a-z]", line))
    assert first.startswith("UNKNOWN  contract.")
    assert "next: microdep status . --pack all  # shows who can answer" in lines


def test_what_fails_in_many_documents_is_shown_once_with_its_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = text.render(check(tmp_path, monkeypatch, ["fails", "passes", "fails", "fails"]))
    assert 1 == screen.count("FAIL  Motor  micro-dependency/blocked-component")
    assert "  also in    002.bom.yaml, 003.bom.yaml\n" in screen


def test_of_many_findings_of_a_rule_the_first_is_in_full_and_the_others_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = text.render(check(tmp_path, monkeypatch, ["differs"] * 10))
    assert 1 == screen.count("\nFAIL  Sensor")
    assert "  also       Sensor 1  (001.bom.yaml:4:5)\n" in screen
    assert "             and 3 more in 3 documents (--verbose lists them)\n" in screen


def test_of_one_document_with_many_fails_each_rule_is_shown_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = "".join(FAILS.replace("Motor", f"Motor {n}") for n in range(MANY + 1))
    monkeypatch.setitem(KINDS, "many", many)
    checked = check(tmp_path, monkeypatch, ["many"])
    screen = text.render(checked)
    assert 1 == screen.count("SYSTEM HALT")
    assert f"and {MANY - by_rule.MOST_ALSO} more in 000.bom.yaml (--verbose lists them)" in screen
    assert MANY + 1 == text.render(checked, everything=True).count("SYSTEM HALT")


def test_why_documents_were_not_judged_is_shown_once(tmp_path: Path) -> None:
    write(tmp_path, ["passes", "fails"])
    out, _, code = run("microdep check --as-of 2026-11-24 --context none.yaml", tmp_path)
    assert 4 == code
    reason = "not checked, because the context `none.yaml` cannot be used"
    assert f"\n000.bom.yaml, 001.bom.yaml: {reason}\n" in out


WAIVERS = """\
schema: microdep-waivers/1
waivers:
  - id: W-1
    rule: micro-dependency/blocked-component
    scope: {components: [motor]}
    reason: Two prototypes.
    legal_basis: policy 7
    requested_by: Dana Ito
    approved_by: Kim Berg
    from: 2026-11-01
    until: 2026-12-31
"""


def test_what_one_waiver_covers_in_many_documents_is_shown_once(tmp_path: Path) -> None:
    write(tmp_path, ["fails", "fails", "passes"])
    (tmp_path / "waivers.yaml").write_text(WAIVERS, encoding="utf-8")
    out, _, code = run("microdep check --as-of 2026-11-24 --waivers waivers.yaml", tmp_path)
    assert 0 == code
    assert 1 == out.count("FAIL, WAIVED  Motor  micro-dependency/blocked-component")
    assert "  also       Motor  (001.bom.yaml)\n" in out
    assert "FAIL, WAIVED     1     0     1  000.bom.yaml\n" in out
    quiet, _, code = run("microdep check --as-of 2026-11-24 --waivers waivers.yaml --quiet", tmp_path)
    assert 0 == code
    assert "FAIL, WAIVED  000.bom.yaml: 1 fail (1 waived), 0 open, 1 pass\n" in quiet


def test_all_gives_each_document_a_row_and_all_of_its_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = check(tmp_path, monkeypatch, ["differs"] * 25 + ["passes"] * 5)
    screen = text.render(checked, everything=True)
    _, *rows = table_of(screen)
    assert 30 == len(rows)
    assert 25 == screen.count("SYSTEM HALT")


def row(verdict: str, path: str, fail: int, unknown: int, passed: int) -> OverviewRow:
    counts = {**dict.fromkeys(overview.COLUMNS, 0), "fail": fail, "unknown": unknown, "pass": passed}
    return OverviewRow(verdict, verdict, path, counts)


@settings(max_examples=tries(200))
@given(
    rows=st.lists(
        st.builds(
            row,
            st.sampled_from(["invalid", "fail", "fail_waived", "unknown", "pass", "nothing_checked"]),
            st.text(min_size=1),
            *[st.integers(0, 5)] * 3,
        ),
        max_size=60,
    ),
    most=st.integers(1, 20),
)
def test_no_document_is_lost_in_the_table_and_sums_stay(rows: list[OverviewRow], most: int) -> None:
    found = overview.table(rows, most)
    assert len(rows) == sum(each.many for each in found)
    for name in overview.COLUMNS:
        assert sum(each.counts[name] for each in rows) == sum(each.counts[name] for each in found)
    assert len([each for each in found if each.many == 1]) <= most + 6


def test_every_finding_is_in_one_group_and_every_missing_fact_in_one_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = ["fails", "differs", "unknown", "passes", "unknown", "differs"]
    checked = check(tmp_path, monkeypatch, kinds, "all")
    found = [(outcome, document) for document in checked.documents for outcome in document.outcomes]
    fails = [(outcome, document) for outcome, document in found if outcome.verdict is Verdict.FAIL]
    grouped = [each for of in by_rule.by_rule(fails) for each in of]
    assert Counter((id(o), d.path) for o, d in fails) == Counter((id(o), d.path) for o, d in grouped)
    alone = {
        (name, f"{number} {subject}")
        for number, document in enumerate(checked.documents)
        for gap in unknowns.gaps(document.outcomes)
        for name in gap.names
        for subject in gap.subjects
    }
    together = unknowns.gaps_of_all([document.outcomes for document in checked.documents])
    assert alone == {(name, subject) for gap in together for name in gap.names for subject in gap.subjects}


def test_quiet_is_a_line_for_each_document_and_the_closing_lines(tmp_path: Path) -> None:
    kinds = ["fails", "passes", "unknown", "broken"]
    write(tmp_path, kinds)
    out, err, code = run("microdep check --as-of 2026-11-24 --quiet", tmp_path)
    assert [
        "FAIL  000.bom.yaml: 1 fail, 0 open, 1 pass",
        "PASS  001.bom.yaml: 0 fail, 0 open, 1 pass",
        "UNKNOWN  002.bom.yaml: 0 fail, 1 open, 1 pass",
        "NOT VALID  003.bom.yaml: 1 error",
        "INVALID  4 documents, 1 not valid: 1 fail, 1 open, 3 pass",
        "fails: 0 statutory, 1 company policy, 0 warnings",
    ] == out.splitlines()
    assert ("", 4) == (err, code)


@pytest.mark.parametrize("kinds", [[kind] for kind in KINDS] + [["passes", kind] for kind in KINDS])
def test_the_exit_code_is_the_same_however_much_is_printed(kinds: list[str], tmp_path: Path) -> None:
    write(tmp_path, kinds)
    line = "microdep check --as-of 2026-11-24"
    codes = {
        run(f"{line} {option}", tmp_path)[2] for option in ("", "--quiet", "--verbose", "--format github")
    }
    assert 1 == len(codes)


def test_colours_change_no_word_of_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = check(tmp_path, monkeypatch, ["fails", "unknown", "passes", "broken"])
    for quiet in (False, True):
        colored = text.render(checked, style=Style(colored=True), quiet=quiet)
        assert text.render(checked, quiet=quiet) == re.sub(r"\x1b\[[0-9;]*m", "", colored)


def test_a_row_of_the_table_fits_eighty_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = text.render(check(tmp_path, monkeypatch, ["fails", "unknown", "passes", "broken"]))
    assert max(map(len, screen.partition("\n\n")[0].splitlines())) <= 80


def test_warnings_about_the_context_come_before_the_outcomes_that_they_affect(tmp_path: Path) -> None:
    write(tmp_path, ["fails"])
    context = "schema: microdep-context/1\nagency: Unheard-of\n"
    (tmp_path / "contract.yaml").write_text(context, encoding="utf-8")
    out, _, _ = run("microdep check 000.bom.yaml --as-of 2026-11-24 --context contract.yaml", tmp_path)
    assert out.index("contract.yaml:2:9") < out.index("FAIL ")
