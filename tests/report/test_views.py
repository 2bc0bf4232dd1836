"""The pages of analyses: well-formed, for everybody, nothing of a file acts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.vocabulary.resources import figures_bytes
from tests.cli.replay import run
from tests.conftest import CHECKOUT
from tests.report.browser import browser
from tests.report.pages_of import HARM, HOSTILE, Elements
from tests.report.pictures import PAPER
from tests.report.test_in_browser import OUTSIDE, RULES, WIDER, complaints

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

WIDTHS = (1280, 640, 360)
DOSSIER = "examples/mine-to-magnet/dossier.yaml"
CONTEXT = "--context examples/mine-to-magnet/context.yaml --pack dod-magnets"
COMMANDS = {
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
    "cheapest": "remedy examples/remedy/bom.yaml --by cost --as-of 2026-11-29",
    "no-remedy": "remedy examples/founding-example/bom.yaml --as-of 2026-11-29",
    "open-remedy": "remedy examples/founding-example/alternate-without-origin.yaml --by time"
    " --as-of 2026-11-29",
    "harm-remedy": "remedy remedy.json no-remedy.json --by cost --as-of 2026-11-29",
}
"""The commands of the pages; those of hostile files run in the folder of the files."""
ENDED = {"exposure": {0}, "compare": {0}, "scenario": {1, 5}, "remedy": {0, 1, 5}}
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
    "steps": [
        {"from": "2027-03-01", "because": HARM, "cut": {"country": "CN"}},
        {"from": "2027-04-01", "delay": {"country": "US", "by": {"value": "1..3", "unit": "days"}}},
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


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pages")
    other = {**HOSTILE, "document": {"id": "other"}}
    files = {
        "figures": _hostile_figures(),
        "bom": HOSTILE,
        "other": other,
        "dossier": HOSTILE_DOSSIER,
        "scenario": HOSTILE_SCENARIO,
        "remedy": _to_remedy("one", "JP"),
        "no-remedy": _to_remedy("two", "CN"),
    }
    for name, data in files.items():
        (made / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
    for name, command in COMMANDS.items():
        here = made if name.startswith("harm") else CHECKOUT
        out, err, code = run(f"microdep {command} --output {made / name}.html", here)
        assert code in ENDED[command.split()[0]], out + err
    return made


@pytest.fixture(scope="module")
def opened() -> Iterator[Browser]:
    with browser() as found:
        yield found


@pytest.mark.parametrize("name", COMMANDS)
def test_a_page_is_well_formed(name: str, folder: Path) -> None:
    elements = Elements((folder / f"{name}.html").read_text(encoding="utf-8"))
    assert [] == elements.torn
    assert not {"script", "img"} & {tag for tag, _ in elements.elements}


@pytest.mark.parametrize("name", [each for each in COMMANDS if each.startswith("harm")])
def test_what_a_file_says_is_shown(name: str, folder: Path) -> None:
    assert "&lt;script&gt;" in (folder / f"{name}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_of_a_file_acts_and_nothing_goes_beyond_the_edge(
    name: str, opened: Browser, folder: Path
) -> None:
    for width in WIDTHS:
        page = opened.new_page(viewport={"width": width, "height": 900})
        told = complaints(page)
        page.goto((folder / f"{name}.html").as_uri())
        outside = page.evaluate(OUTSIDE)
        scrolls = page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
        wider = page.evaluate(WIDER)
        page.close()
        assert ([], [], True) == (told, outside, scrolls), wider


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_accessible(name: str, scheme: str, opened: Browser, folder: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not here; install it")
    context = opened.new_context(color_scheme=scheme)  # type: ignore[arg-type] # one of both
    page = context.new_page()
    page.goto((folder / f"{name}.html").as_uri())
    found = axe.Axe().run(page, options=RULES)
    context.close()
    assert [] == [each["id"] for each in found.response["violations"]]


@pytest.mark.parametrize("name", COMMANDS)
def test_on_paper_nothing_is_cut_off(name: str, opened: Browser, folder: Path) -> None:
    page = opened.new_page(viewport=PAPER)  # type: ignore[arg-type] # a width and a height
    page.emulate_media(media="print")
    page.goto((folder / f"{name}.html").as_uri())
    wider = page.evaluate(WIDER)
    page.close()
    assert [] == wider
