"""The last table of docs/reference/waivers.md: every combination of changes to a finding."""

from __future__ import annotations

import json
from itertools import product
from typing import TYPE_CHECKING

import pytest

from microdep_rules.cli.main import call
from tests.shown import shown
from tests.waivers.cases import AS_OF, WAIVER, table

if TYPE_CHECKING:
    from pathlib import Path

LINES = table("in the baseline")
COLUMNS = {
    "in the baseline": ("yes", "no"),
    "waiver": ("no", "yes"),
    "facts": ("same", "changed"),
    "file": ("same", "renamed"),
    "component": ("same", "renamed"),
}
PACK = shown("""\
pack own version 1 title "Our own rules" authority "purchasing policy" reviewed 2026-11-24

rule made-elsewhere
  title       "made elsewhere"
  severity    prohibit
  cites       "policy 3"
  in force    by check date
  applies to  every listed component
  forbid all of
    (a)       component.origin is CN                        cites "policy 3(a)"
    (b)       component.restriction_index is more than 0.5  cites "policy 3(b)"
""")
WHERE = ("--pack", "./own.rule", "--as-of", AS_OF)
DOCUMENTS = {"with an id": "document: {id: board}\n", "without an id": ""}


def bom(document: str, *, part: str = "motor", origin: str = "CN", index: str = "0.9") -> str:
    return (
        f"schema: microdep-bom/1\n{document}components:\n"
        f"  - {{id: {part}, name: Motor, origin: {origin}, restriction_index: {index}}}\n"
        "  - {id: nut, name: Nut, origin: JP, restriction_index: 0.1}\n"
    )


def test_the_table_has_every_combination_once_and_in_order() -> None:
    reported = [tuple(line[column] for column in COLUMNS) for line in LINES]
    assert list(product(*COLUMNS.values())) == reported


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("line", LINES, ids=lambda line: "-".join(line[column] for column in COLUMNS))
def test_a_combination_is_what_the_page_says(
    line: dict[str, str],
    document: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    head = DOCUMENTS[document]
    (tmp_path / "own.rule").write_text(PACK, encoding="utf-8")
    (tmp_path / "waivers.yaml").write_text(f"schema: microdep-waivers/1\nwaivers:\n{WAIVER}", "utf-8")
    before = tmp_path / "bom.yaml"
    before.write_text(bom(head, origin="CN" if line["in the baseline"] == "yes" else "JP"), "utf-8")
    assert 0 == call(["check", "bom.yaml", *WHERE, "--write-baseline", "baseline.json"])
    before.unlink()

    name = "moved/deeper.bom.yaml" if line["file"] == "renamed" else "bom.yaml"
    index = "0.8" if line["facts"] == "changed" else "0.9"
    part = "engine" if line["component"] == "renamed" else "motor"
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("# a line more\n" + bom(head, part=part, index=index), "utf-8")
    waivers = ["--waivers", "waivers.yaml"] if line["waiver"] == "yes" else []
    capsys.readouterr()
    code = call(["check", name, *WHERE, "--baseline", "baseline.json", *waivers, "--format", "json"])
    record = json.loads(capsys.readouterr().out)
    (found,) = [each for each in record["documents"][0]["outcomes"] if each["verdict"] == "fail"]
    reported = "waived" if found["waiver"] else found["baseline"]
    gone = len(record["baseline"]["gone"])
    assert (line["reported as"], line["gone"], line["exit"]) == (reported, str(gone), str(code))
    counted = {state: record["baseline"][state] for state in ("known", "new", "changed")}
    assert {**dict.fromkeys(counted, 0), **({reported: 1} if reported in counted else {})} == counted
