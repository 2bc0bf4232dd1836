"""The page of `microdep impact`: well-formed, for everybody, and nothing of a document acts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

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

PAGES = ("quadcopter", "founding", "planned", "hostile")
WIDTHS = (1280, 640, 360)
QUADCOPTER = "examples/quadcopter/bom.yaml --context examples/quadcopter/context.yaml --pack dod-magnets"
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
HOSTILE = {
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


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pages")
    (made / "planned.json").write_text(json.dumps(PLANNED), encoding="utf-8")
    (made / "hostile.json").write_text(json.dumps(HOSTILE), encoding="utf-8")
    arguments = {
        "quadcopter": QUADCOPTER,
        "founding": "examples/founding-example/bom.yaml examples/founding-example/with-alternate.yaml",
        "planned": str(made / "planned.json"),
        "hostile": str(made / "hostile.json"),
    }
    for name in PAGES:
        page = made / f"{name}.html"
        run(f"microdep impact {arguments[name]} --as-of 2026-11-24 --format html --output {page}", CHECKOUT)
    return made


@pytest.fixture(scope="module")
def opened() -> Iterator[Browser]:
    with browser() as found:
        yield found


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_well_formed(name: str, folder: Path) -> None:
    elements = Elements((folder / f"{name}.html").read_text(encoding="utf-8"))
    assert [] == elements.torn
    assert "script" not in {tag for tag, _ in elements.elements}


@pytest.mark.parametrize("name", PAGES)
def test_nothing_of_a_document_acts_and_nothing_goes_beyond_the_edge(
    name: str, opened: Browser, folder: Path
) -> None:
    for width in WIDTHS:
        page = opened.new_page(viewport={"width": width, "height": 900})
        told = complaints(page)
        page.goto((folder / f"{name}.html").as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        beyond = [each for each in page.evaluate(WIDER) if "svg" not in each]
        outside = page.evaluate(OUTSIDE)
        scrolls = page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
        page.close()
        assert ([], [], True) == (told, outside, scrolls), beyond


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_accessible(name: str, scheme: str, opened: Browser, folder: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not here; install it")
    context = opened.new_context(color_scheme=scheme)  # type: ignore[arg-type] # one of both
    page = context.new_page()
    page.goto((folder / f"{name}.html").as_uri())
    found = axe.Axe().run(page, options=RULES)
    context.close()
    assert [] == [each["id"] for each in found.response["violations"]]


def test_on_paper_the_plan_is_not_cut_off(opened: Browser, folder: Path) -> None:
    page = opened.new_page(viewport=PAPER)  # type: ignore[arg-type] # a width and a height
    page.emulate_media(media="print")
    page.goto((folder / "planned.html").as_uri())
    wider = page.evaluate(WIDER)
    page.close()
    assert [] == wider
