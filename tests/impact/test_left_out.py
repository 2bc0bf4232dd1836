"""A prohibition that fails on what is built and blocks nothing by configuration is named in every answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.replay import run
from tests.impact.runs import record, text, write

if TYPE_CHECKING:
    from pathlib import Path

BOM = """\
document: {product: drone, completeness: complete}
components:
  - {id: drone, name: Drone, origin: US, restriction_index: 0.1, children: [magnet, wire]}
  - {id: magnet, name: Part, origin: ORIGIN, restriction_index: INDEX, alternates: [second]}
  - {id: second, name: Second, origin: SECOND, restriction_index: 0.1}
  - {id: wire, name: Part, origin: JP, restriction_index: 0.1}
"""
BY_INDEX = '[impact]\nnot_rules = ["own/*"]\nrestriction_index_above = 0.5\n'
BY_SEVERITY = '[impact]\nseverities = ["warn"]\nrestriction_index_above = 0.5\n'
EVENT = "{from: 2027-03-01, raise_index: {component: wire, to: 0.2}}"
SCENARIO = f"schema: microdep-scenario/1\nname: S\nevents:\n  - {EVENT}\n"
SAID = "excluded by configuration: not blocking, but not a pass: "


def answers(folder: Path) -> list[list[str]]:
    """What `impact`, each day of `scenario` and each set of `remedy` name as left out."""
    found = [record(folder)[0]["products"][0]["left_out"]]
    for command in ("scenario s.yaml bom.yaml", "remedy bom.yaml", "remedy bom.yaml --scenario s.yaml"):
        out, err, _ = run(f"microdep {command} --as-of 2026-11-24 --format json", folder)
        data: dict[str, Any] = json.loads(out)
        if "scenarios" in data:
            (product,) = data["scenarios"][0]["products"]
            found += [each["with"]["left_out"] for each in product["days"]]
        else:
            (product,) = data["products"]
            found += [each["left_out"] for each in product["remedies"]]
        assert product["state"] in {"viable", "remedy"}, err
    return found


@pytest.mark.parametrize("config", [BY_INDEX, BY_SEVERITY])
@pytest.mark.parametrize(
    ("origin", "index", "second", "left_out"),
    [
        ("CN", "0.1", "JP", ["Part (magnet), own/not-from-china: fail"]),
        ("{unknown: true}", "0.1", "JP", ["Part (magnet), own/not-from-china: unknown"]),
        ("JP", "0.1", "CN", []),  # the alternate is not built
        ("CN", "0.9", "JP", []),  # the alternate is built
        ("JP", "0.9", "CN", ["Second, own/not-from-china: fail"]),
    ],
)
def test_every_answer_names_what_is_left_out_of_what_is_built(
    config: str, origin: str, index: str, second: str, left_out: list[str], tmp_path: Path
) -> None:
    bom = BOM.replace("ORIGIN", origin).replace("INDEX", index).replace("SECOND", second)
    write(tmp_path, bom, config=config, s=SCENARIO)
    assert [left_out] * 4 == answers(tmp_path)


def page_of(path: Path) -> str:
    """The text of a page, without the places where a line may break."""
    return path.read_text(encoding="utf-8").replace("<wbr>", "")


@pytest.mark.parametrize("index", ["0.1", "0.9"])
def test_every_form_names_it(index: str, tmp_path: Path) -> None:
    bom = BOM.replace("ORIGIN", "CN").replace("INDEX", index).replace("SECOND", "CN")
    write(tmp_path, bom, config=BY_INDEX, s=SCENARIO)
    name = "Part (magnet)" if index == "0.1" else "Second"
    said = f"{name}, own/not-from-china: fail"
    assert "EXCLUDED  by configuration: not blocking, but not a pass" in text(tmp_path)[0]
    for command in ("scenario s.yaml bom.yaml", "remedy bom.yaml"):
        out, _, _ = run(f"microdep {command} --as-of 2026-11-24", tmp_path)
        assert f"{SAID}{said}" in " ".join(out.split())
        run(f"microdep {command} --as-of 2026-11-24 --format html --output o.html", tmp_path)
        assert said in page_of(tmp_path / "o.html")
    run(
        "microdep report bom.yaml --impact --remedy --scenario s.yaml --as-of 2026-11-24 --output b", tmp_path
    )
    for page in ("report.md", "report.html"):
        shown = page_of(tmp_path / "b" / page)
        assert 4 <= shown.count(said)  # impact, the scenario, and the remedies without and with it
        assert shown.count("excluded by configuration, not blocking: 1") == 2
        assert shown.count(f"{'none needed' if index == '0.1' else 'exists'}, by configuration: Drone") == 2
