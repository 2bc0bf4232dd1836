"""The pages of analyses: well-formed, for everybody, nothing of a file acts."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.report.figures.structure import structure
from microdep_rules.report.html import SECTIONS
from microdep_rules.report.views import LEGEND, PAGES, shade
from microdep_rules.vocabulary.resources import figures_bytes, report_template
from tests.cli.replay import run
from tests.conftest import CHECKOUT
from tests.each import SAMPLED, of_each
from tests.report.browser import Seen, browser, looked_at
from tests.report.pages_of import HARM, HOSTILE, Elements

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

DOSSIER = "examples/mine-to-magnet/dossier.yaml"
CONTEXT = "--context examples/mine-to-magnet/contract.yaml --pack dod-magnets"
COMMANDS = {
    "impact": "impact examples/quadcopter/bom.yaml --context examples/quadcopter/contract.yaml"
    " --pack dod-magnets --as-of 2026-11-24",
    "founding-impact": "impact examples/founding-example/bom.yaml"
    " examples/founding-example/with-alternate.yaml --as-of 2026-11-24",
    "planned-impact": "impact planned.json --as-of 2026-11-24",
    "harm-impact": "impact impact.json --as-of 2026-11-24",
    "figures": "exposure",
    "product": "exposure examples/exposure/bom.yaml",
    "chains": f"compare {DOSSIER} {CONTEXT} --as-of 2026-11-29",
    "companies": f"compare {DOSSIER} --by supplier --as-of 2026-11-29",
    "harm-figures": "exposure --figures figures.json",
    "harm-product": "exposure bom.json",
    "harm-dossier": "compare dossier.json --as-of 2026-11-29",
    "harm-variants": "compare bom.json other.json --as-of 2026-11-29",
    "scenarios": "scenario examples/gallium/cut.scenario.yaml examples/gallium/slow.scenario.yaml"
    " examples/gallium/radar.yaml examples/gallium/charger.yaml examples/gallium/lidar.yaml"
    " --as-of 2026-11-29",
    "harm-scenario": "scenario scenario.json bom.json --as-of 2026-11-29",
    "cheapest": "remedy examples/remedy/bom.yaml --minimize cost --as-of 2026-11-29",
    "no-remedy": "remedy examples/founding-example/bom.yaml --as-of 2026-11-29",
    "open-remedy": "remedy examples/founding-example/alternate-without-origin.yaml --minimize time"
    " --as-of 2026-11-29",
    "status": "status examples/quadcopter/bom.yaml examples/founding-example/bom.yaml --no-records",
    "harm-status": "status bom.json other.json --no-records",
    "harm-remedy": "remedy remedy.json no-remedy.json --minimize cost --as-of 2026-11-29",
}
"""The commands of the pages, which run in the folder of the made files or at the top of the checkout."""
SHOWN = (
    "harm-impact",
    "figures",
    "product",
    "harm-dossier",
    "harm-variants",
    "scenarios",
    "harm-remedy",
    "status",
)
"""Pages at which a sample looks in a browser: each kind of page once, most of a document that means harm.

It looks at the colours of all of them in the dark, and of one in three in light.
"""
ENDED = {
    "impact": {0, 1, 5},
    "exposure": {0},
    "compare": {0},
    "scenario": {1, 5},
    "remedy": {0, 1, 5},
    "status": {0},
}
"""The exit codes of commands that have shown everything."""
_SOURCES = [
    {
        "id": "s",
        "title": HARM,
        "publisher": HARM,
        "kind": "press",
        "read": "2026-11-29",
        "note": HARM,
    }
]
_TOLD = {"source": ["s"], "confidence": "low"}


def _facility(of: str) -> dict[str, Any]:
    stage = {"stage": "sintered", "status": "operating", "note": HARM, **_TOLD}
    return {
        "id": of,
        "name": f"{of} {HARM}",
        "party": "p",
        "country": {"value": "CN", **_TOLD},
        "stages": [stage],
    }


HOSTILE_DOSSIER = {
    "schema": "microdep-dossier/1",
    "title": HARM,
    "reviewed": "2026-11-29",
    "substance": "NdFeB-sintered",
    "route": [{"stage": "sintered"}],
    "sources": _SOURCES,
    "parties": [{"id": "p", "name": HARM, "seat": {"value": "CN", **_TOLD}}],
    "facilities": [_facility("f"), _facility("g")],
    "chains": [
        {"id": "a", "name": HARM, "facilities": ["f"]},
        {"id": "b", "name": f"b {HARM}", "facilities": ["f", "g"]},
    ],
}


HOSTILE_SCENARIO = {
    "schema": "microdep-scenario/1",
    "name": HARM,
    "description": HARM,
    "events": [
        {"from": "2027-03-01", "because": HARM, "cut": {"country": "CN"}},
        {"from": "2027-04-01", "delay": {"country": "US", "by": {"value": "1..3", "unit": "days"}}},
    ],
}

_WEEKS = {"value": 6, "unit": "weeks"}
PLANNED = {
    "schema": "microdep-bom/1",
    "document": {"product": "drone"},
    "components": [
        {"id": "drone", "name": "Drone", "origin": "US", "children": ["motor", "frame"], "lead_time": _WEEKS},
        {"id": "motor", "name": "Motor", "origin": "JP", "children": ["magnet"], "lead_time": _WEEKS},
        {
            "id": "magnet",
            "name": "Magnet",
            "origin": "CN",
            "restriction_index": 0.95,
            "alternates": ["second"],
            "lead_time": {"value": {"at_least": 4, "at_most": 9}, "unit": "weeks"},
        },
        {
            "id": "second",
            "name": "Second magnet",
            "origin": "KR",
            "lead_time": {"value": 30, "unit": "weeks"},
        },
        {"id": "frame", "name": "Frame", "origin": "US"},
    ],
}
HOSTILE_IMPACT = {
    "schema": "microdep-bom/1",
    "parties": [{"id": "p", "name": HARM}],
    "components": [
        {
            "id": "m",
            "name": HARM,
            "manufacturer": "p",
            "origin": "CN",
            "restriction_index": 0.95,
            "alternates": ["n"],
            "lead_time": _WEEKS,
        },
        {"id": "n", "name": f"n {HARM}", "restriction_index": 0.95},
        {"id": "long", "name": "x" * 300, "lead_time": _WEEKS},
    ],
}


def _to_remedy(id_: str, origin: str) -> dict[str, Any]:
    """A halted product with alternates: one from a place, and one from nobody knows where."""

    def component(name: str, **more: Any) -> dict[str, Any]:
        return {"id": name, "name": f"{name} {HARM}", "origin": "CN", "restriction_index": 0.95, **more}

    return {
        "schema": "microdep-bom/1",
        "document": {"id": id_},
        "components": [
            component("case", restriction_index=0.1),
            component("magnet", alternates=["second", "third"]),
            component("second", origin=origin),
            {"id": "third", "name": f"third {HARM}", "restriction_index": 0.95},
        ],
    }


def _hostile_figures() -> dict[str, Any]:
    """The published figures, each text with harm behind it."""
    figures: dict[str, Any] = json.loads(figures_bytes())
    texts = {
        "sources": ("title", "publisher", "note"),
        "claims": ("finding", "measures", "sector"),
        "series": ("title",),
    }
    for part, keys in texts.items():
        for each in figures[part]:
            each.update({key: f"{each[key]} {HARM}" for key in keys if key in each})
    return {**figures, "title": HARM}


def _made() -> dict[str, Any]:
    """The documents that are no examples."""
    return {
        "figures": _hostile_figures(),
        "bom": HOSTILE,
        "other": {**HOSTILE, "document": {"id": "other"}},
        "dossier": HOSTILE_DOSSIER,
        "scenario": HOSTILE_SCENARIO,
        "remedy": _to_remedy("one", "JP"),
        "no-remedy": _to_remedy("two", "CN"),
        "planned": PLANNED,
        "impact": HOSTILE_IMPACT,
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pages")
    for name, data in _made().items():
        (made / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def opened() -> Iterator[Browser]:
    with browser() as found:
        yield found


@pytest.mark.parametrize("name", COMMANDS)
def test_a_page_is_well_formed_for_everybody_and_nothing_of_a_file_acts(
    name: str, opened: Browser, folder: Path
) -> None:
    command, page = COMMANDS[name], folder / f"{name}.html"
    here = CHECKOUT if "examples/" in command or command == "exposure" else folder
    out, err, code = run(f"microdep {command} --output {page}", here)
    assert code in ENDED[command.split()[0]], out + err
    text = page.read_text(encoding="utf-8")
    elements = Elements(text)
    assert [] == elements.torn
    assert not {"script", "img"} & {tag for tag, _ in elements.elements}
    assert not name.startswith("harm") or "&lt;script&gt;" in text
    if name in SHOWN or not SAMPLED:
        in_light = not SAMPLED or name in SHOWN[::3]
        assert Seen() == looked_at(opened, page, ("dark", "light") if in_light else ("dark",))
    if not name.startswith("harm"):
        words = re.sub(r"<style>.*?</style>|<[^>]+>", " ", text, flags=re.DOTALL)
        assert [] == re.findall(r".{0,40}`.{0,40}", words)


def test_no_text_of_ours_calls_a_colour_light_or_dark_which_it_is_on_one_ground_alone() -> None:
    names = (*SECTIONS, *PAGES, "report.html.j2")
    words = re.compile(r"(?i)\b(?:light|dark)(?:er|est)?\b.{0,40}")
    assert [] == [each for name in names for each in words.findall(report_template(name))]


def test_the_shades_of_the_years_have_a_legend(folder: Path) -> None:
    run(f"microdep exposure --output {folder}/years.html", CHECKOUT)
    page = (folder / "years.html").read_text(encoding="utf-8")
    used = set(re.findall(r'<td class="cell (s\d)', page))
    assert len(used) > 2
    assert used <= set(re.findall(r'<span class="key (s\d)"></span>[^<]+ %', page))


@of_each(
    [
        "examples/remedy/bom.yaml",
        "examples/founding-example/bom.yaml",
        "examples/founding-example/with-alternate.yaml",
        "examples/founding-example/alternate-without-origin.yaml",
    ]
)
def test_the_legend_of_a_structure_has_the_sign_and_the_word_of_each_box(path: str) -> None:
    data = json.loads(run(f"microdep impact {path} --as-of 2026-11-29 --format json", CHECKOUT)[0])
    tree = structure(data["products"][0])
    assert tree is not None
    drawn = [f"{row['sign']} {row['under'].removesuffix(', alternate')}".strip() for row in tree["rows"]]
    assert list(dict.fromkeys(drawn)) == tree["legend"]


def test_a_shade_has_the_shares_of_its_legend() -> None:
    ends = [Fraction(number, 100) for number in (0, 19, 20, 39, 40, 60, 79, 80, 100)]
    found = [shade({"low": str(end), "high": str(end)}) for end in ends]
    assert [1, 1, 2, 2, 3, 4, 4, 5, 5] == found
    assert ("less than 20 %", "80 % and more") == (LEGEND[0], LEGEND[-1])
