"""The page of remedies: well-formed, for everybody, and nothing of a document acts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.replay import run
from tests.conftest import CHECKOUT
from tests.report.browser import browser
from tests.report.pages_of import HARM, Elements
from tests.report.pictures import PAPER
from tests.report.test_in_browser import OUTSIDE, RULES, WIDER, complaints

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

WIDTHS = (1280, 640, 360)
COMMANDS = {
    "cost": ("examples/remedy/bom.yaml --by cost", 0),
    "none": ("examples/founding-example/bom.yaml", 1),
    "undetermined": ("examples/founding-example/alternate-without-origin.yaml --by time", 5),
    "harm": ("bom.json other.json --by cost", 5),
}
"""The commands of the pages with their exit codes; those of hostile files run in the folder of the files."""


def _hostile(origin: str) -> dict[str, Any]:
    def component(id_: str, **more: Any) -> dict[str, Any]:
        return {"id": id_, "name": f"{id_} {HARM}", "origin": "CN", "restriction_index": 0.95, **more}

    return {
        "schema": "microdep-bom/1",
        "document": {"id": f"of-{origin}"},
        "components": [
            component("case", restriction_index=0.1),
            component("magnet", alternates=["second", "third"]),
            component("second", origin=origin),
            {"id": "third", "name": f"third {HARM}", "restriction_index": 0.95},
        ],
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pages")
    for name, origin in (("bom", "JP"), ("other", "CN")):
        (made / f"{name}.json").write_text(json.dumps(_hostile(origin)), encoding="utf-8")
    for name, (command, code) in COMMANDS.items():
        here = made if name == "harm" else CHECKOUT
        words = f"microdep remedy {command} --as-of 2026-11-29 --format html --output {made / name}.html"
        out, err, ended = run(words, here)
        assert ended == code, out + err
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


def test_what_a_document_says_is_shown(folder: Path) -> None:
    assert "&lt;script&gt;" in (folder / "harm.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_of_a_document_acts_and_nothing_goes_beyond_the_edge(
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
