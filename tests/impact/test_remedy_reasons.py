"""All reasons against a component are named: one rule, or the cuts of a scenario, may have several."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings

from tests import drawing as st
from tests.cli.replay import run
from tests.each import tries

COUNTRIES = ("CN", "JP", "KR", "DE")
DAYS = ("2026-12-01", "2026-12-10", "2027-01-01", "2027-01-15", "2027-02-01")
BOM = """\
schema: microdep-bom/1
document: {{product: pump, completeness: complete}}
components:
  - {{id: pump, name: Pump, kind: end_item, origin: US, restriction_index: 0.1, children: [mag, nut]}}
  - {{id: mag, name: Mag, origin: {{one_of: {origins}}}, restriction_index: {index}, materials: []}}
  - {{id: nut, name: Nut, origin: {nut}, restriction_index: 0.1, materials: []}}
"""
SCENARIO = "schema: microdep-scenario/1\nname: Cuts\nevents:\n{events}"
Said = set[tuple[str, str]]


def answer(folder: Path, arguments: str = "") -> dict[str, Any]:
    command = f"microdep remedy bom.yaml --scenario cuts.yaml --as-of 2026-11-24 {arguments}"
    out, err, _ = run(f"{command} --format json", folder)
    assert out, err
    (product,) = json.loads(out)["products"]
    return product  # type: ignore[no-any-return]


def reasons(product: dict[str, Any]) -> Said:
    """The questions and messages of an answer, each with its component."""
    every = [each for one in product["may_be_smaller"] for each in one["unless"]]
    if product["lacking"] is not None:
        every += [e for one in product["lacking"]["alternates_for"] for each in one for e in each["because"]]
    said = ((each["component"]["id"], each["missing"] or each["message"]) for each in every)
    return {(id_, json.dumps(text)) for id_, text in said}


@st.composite
def events(draw: st.DrawFn) -> str:
    """Cuts of countries that begin on some days; some of them end."""
    lines = []
    for first in sorted(draw(st.lists(st.sampled_from(DAYS[:-1]), min_size=1, max_size=3, unique=True))):
        country = draw(st.sampled_from(COUNTRIES))
        last = draw(st.sampled_from((None, *(day for day in DAYS if day >= first))))
        through = f", through: {last}" if last else ""
        lines.append(f"  - {{from: {first}{through}, cut: {{country: {country}}}}}\n")
    return "".join(lines)


@settings(max_examples=tries(25), deadline=None)
@given(
    cuts=events(),
    origins=st.lists(st.sampled_from(COUNTRIES), min_size=2, max_size=3, unique=True),
    index=st.sampled_from((0.1, 0.9)),
    nut=st.sampled_from(("US", "KR")),
)
def test_what_is_against_a_component_on_any_day_is_named_for_all_days(
    cuts: str, origins: list[str], index: float, nut: str
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bom = BOM.format(origins=f"[{', '.join(origins)}]", index=index, nut=nut)
        (folder / "bom.yaml").write_text(bom, encoding="utf-8")
        (folder / "cuts.yaml").write_text(SCENARIO.format(events=cuts), encoding="utf-8")
        throughout = answer(folder)
        each_day = [reasons(answer(folder, f"--on {day}")) for day in throughout["days"]]
        assert reasons(throughout) >= set().union(*each_day)


def test_the_text_asks_about_each_cut(tmp_path: Path) -> None:
    bom = BOM.format(origins="[CN, JP]", index=0.1, nut="US")
    (tmp_path / "bom.yaml").write_text(bom, encoding="utf-8")
    cuts = (
        "  - {from: 2027-01-10, through: 2027-01-20, cut: {country: JP}}\n"
        "  - {from: 2027-02-10, cut: {country: CN}}\n"
    )
    (tmp_path / "cuts.yaml").write_text(SCENARIO.format(events=cuts), encoding="utf-8")
    command = "microdep remedy bom.yaml --scenario cuts.yaml --as-of 2026-11-24"
    text = " ".join(run(command, tmp_path)[0].split())
    assert "ask does Mag depend on Japan, and is there another source?" in text
    assert "ask does Mag depend on China, and is there another source?" in text
