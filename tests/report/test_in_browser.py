"""The report in a browser: for everybody, on screens of every width, and filtered without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import CHECKOUT
from tests.each import SAMPLED
from tests.report.browser import Seen, browser, complaints, looked_at
from tests.report.pages_of import report
from tests.report.pictures import make

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

PAGES = (
    ("magnets", "production", "hostile") if SAMPLED else ("quadcopter", "founding", "production", "hostile")
)
"""A sample has the quadcopter by one of its four packs, and nothing that is less than that."""
PICTURES = CHECKOUT / "docs" / "pictures"


@pytest.fixture(scope="module")
def opened() -> Iterator[Browser]:
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pages")
    for name in PAGES:
        (made / f"{name}.html").write_text(report(name), encoding="utf-8")
    return made


@pytest.mark.parametrize("name", PAGES)
def test_a_report_is_for_everybody_on_every_screen_and_on_paper(
    name: str, opened: Browser, folder: Path
) -> None:
    assert Seen() == looked_at(opened, folder / f"{name}.html")


def test_the_policy_keeps_out_what_somebody_adds(opened: Browser, folder: Path) -> None:
    more = "<script>document.title = 'added'</script><style>h1 {color: #f00}</style></body>"
    (folder / "more.html").write_text(report("founding").replace("</body>", more), encoding="utf-8")
    page = opened.new_page()
    reported = complaints(page)
    page.goto((folder / "more.html").as_uri())
    title, colour = page.title(), page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    page.close()
    assert 2 == len([each for each in reported if "Content Security Policy" in each])
    assert "added" != title
    assert "rgb(255, 0, 0)" != colour


def test_outcomes_are_filtered_without_a_script(opened: Browser, folder: Path) -> None:
    context = opened.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / f"{PAGES[0]}.html").as_uri())
    before = page.locator(".o-fail:visible").count()
    page.get_by_label("fails", exact=False).first.uncheck()
    hidden, others = page.locator(".o-fail:visible").count(), page.locator(".o-unknown:visible").count()
    context.close()
    assert (0, True, True) == (hidden, before > 0, others > 0)


OUT_OF_SIGHT = """() => [...document.querySelectorAll(".scroll:has(.stack)")].filter(each =>
  each.scrollWidth > each.clientWidth + 1).map(each => each.getAttribute("aria-label"))"""
FOLDED = "details:not([open]) > :not(summary)"
NOT_SEEN = """folded => [...document.querySelectorAll(folded)].filter(each =>
  each.getBoundingClientRect().height === 0 || !each.checkVisibility()
).map(each => each.outerHTML.slice(0, 200))"""


@pytest.mark.parametrize("name", PAGES)
def test_print_shows_what_is_folded_and_a_phone_every_column_of_findings_and_evidence(
    name: str, opened: Browser, folder: Path
) -> None:
    page = opened.new_page()
    page.goto((folder / f"{name}.html").as_uri())
    many, on_screen = page.locator(FOLDED).count(), page.evaluate(NOT_SEEN, FOLDED)
    page.emulate_media(media="print")
    on_paper = page.evaluate(NOT_SEEN, FOLDED)
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    stacked, beyond = page.locator(".stack").count(), page.evaluate(OUT_OF_SIGHT)
    page.close()
    assert (True, many, []) == (many > 0, len(on_screen), on_paper)
    assert (True, []) == (stacked > 3, beyond)


def test_the_pictures_of_the_documentation_are_made_and_show_something(
    opened: Browser, tmp_path: Path
) -> None:
    image = pytest.importorskip("PIL.Image", reason="Pillow is not here; install it")
    made = make(opened, tmp_path, PAGES[0])
    assert {each.name for each in made} == {path.name for path in PICTURES.glob("report-*.png")}
    for each in made:
        new, kept = image.open(each), image.open(PICTURES / each.name)
        assert new.width == kept.width
        for picture in (new, kept):
            colours = picture.convert("RGB").getcolors(picture.width * picture.height)
            most = max(count for count, _ in colours)
            assert len(colours) > 50
            assert most < 0.97 * picture.width * picture.height
