"""The report in a browser: for everybody, on screens of every width, and filtered without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest

from tests.conftest import CHECKOUT
from tests.report.browser import browser
from tests.report.pages_of import report
from tests.report.pictures import PAPER, make

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

PAGES = ("quadcopter", "founding", "production", "hostile")
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
"""Every rule of WCAG 2.2 at A and AA that axe knows."""
WIDTHS = (1280, 640, 360)
PICTURES = CHECKOUT / "docs" / "pictures"
WIDER = """() => [...document.querySelectorAll("body *")].filter(each =>
  each.getBoundingClientRect().right > document.documentElement.clientWidth + 1
).map(each => each.outerHTML.slice(0, 200))"""
"""What goes beyond the right edge of a page, where nobody can scroll."""
OUTSIDE = """() => [...document.querySelectorAll("svg")].flatMap(svg => {
  const all = svg.getBoundingClientRect();
  return [...svg.querySelectorAll("text, rect")].filter(each => {
    const own = each.getBoundingClientRect();
    const across = own.left < all.left - 1 || own.right > all.right + 1;
    return across || own.top < all.top - 1 || own.bottom > all.bottom + 1;
  }).map(each => each.textContent || each.outerHTML);
})"""
"""What is drawn outside of its picture, and would be clipped."""


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


def complaints(page: Page) -> list[str]:
    """What the browser says of a page from now on, and what the page would say to somebody."""
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("dialog", lambda dialog: told.append(dialog.message))
    return told


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_axe_finds_no_violation(
    name: str, width: int, scheme: Literal["light", "dark"], opened: Browser, folder: Path
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not here; install it")
    page = opened.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto((folder / f"{name}.html").as_uri())
    found = axe.Axe().run(page, options=RULES).response
    page.close()
    assert [] == [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]]
    assert len(found["passes"]) > 10


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_the_screen_and_nothing_is_complained_of(
    name: str, opened: Browser, folder: Path
) -> None:
    for width in WIDTHS:
        page = opened.new_page(viewport={"width": width, "height": 900})
        told = complaints(page)
        page.goto((folder / f"{name}.html").as_uri())
        wide = page.evaluate("document.documentElement.scrollWidth")
        page.close()
        assert (width, []) == (wide, told)


@pytest.mark.parametrize("name", PAGES)
def test_on_paper_nothing_is_cut_off(name: str, opened: Browser, folder: Path) -> None:
    page = opened.new_page(viewport=PAPER)  # type: ignore[arg-type] # a width and a height
    page.emulate_media(media="print")
    page.goto((folder / f"{name}.html").as_uri())
    wider = page.evaluate(WIDER)
    page.close()
    assert [] == wider


def test_the_policy_keeps_out_what_somebody_adds(opened: Browser, folder: Path) -> None:
    more = "<script>document.title = 'added'</script><style>h1 {color: #f00}</style></body>"
    (folder / "more.html").write_text(report("founding").replace("</body>", more), encoding="utf-8")
    page = opened.new_page()
    told = complaints(page)
    page.goto((folder / "more.html").as_uri())
    title, colour = page.title(), page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    page.close()
    assert 2 == len([each for each in told if "Content Security Policy" in each])
    assert "added" != title
    assert "rgb(255, 0, 0)" != colour


def test_outcomes_are_filtered_without_a_script(opened: Browser, folder: Path) -> None:
    context = opened.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "quadcopter.html").as_uri())
    before = page.locator(".o-fail:visible").count()
    page.get_by_label("fails", exact=False).first.uncheck()
    hidden, others = page.locator(".o-fail:visible").count(), page.locator(".o-unknown:visible").count()
    context.close()
    assert (0, True, True) == (hidden, before > 0, others > 0)


@pytest.mark.parametrize("name", ["quadcopter", "hostile"])
def test_no_text_leaves_its_picture(name: str, opened: Browser, folder: Path) -> None:
    page = opened.new_page(viewport={"width": 1280, "height": 900})
    page.goto((folder / f"{name}.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    outside = page.evaluate(OUTSIDE)
    page.close()
    assert [] == outside


def test_the_pictures_of_the_documentation_are_made_and_show_something(
    opened: Browser, tmp_path: Path
) -> None:
    image = pytest.importorskip("PIL.Image", reason="Pillow is not here; install it")
    made = make(opened, tmp_path)
    assert {each.name for each in made} == {each.name for each in PICTURES.glob("report-*.png")}
    for each in made:
        new, kept = image.open(each), image.open(PICTURES / each.name)
        assert new.width == kept.width
        for picture in (new, kept):
            colours = picture.convert("RGB").getcolors(picture.width * picture.height)
            most = max(count for count, _ in colours)
            assert len(colours) > 50
            assert most < 0.97 * picture.width * picture.height
