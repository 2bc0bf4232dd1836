"""Chromium without a window, for looking at reports as people see them."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, Page, ViewportSize

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",  # it does not start as the superuser otherwise; what it opens is ours
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
)
WIDTHS = (1280, 640, 360)
PAPER = {"width": 680, "height": 986}
"""What a page of A4 holds within its margins, in the dots of a browser."""
MARKUP = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"color-contrast": {"enabled": False}, "link-in-text-block": {"enabled": False}},
    "resultTypes": ["violations"],
}
"""Every rule of WCAG 2.2 at A and AA that axe knows, but for those on colours."""
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"], "resultTypes": ["violations"]}
SEEN = {
    "runOnly": [*COLOURS["runOnly"], "target-size", "scrollable-region-focusable"],
    "resultTypes": ["violations"],
}
"""Those of them that depend on colours or on the width."""
THINNED = """() => {
  document.querySelectorAll("wbr, br").forEach(each => each.remove());
  const own = each => `${each.tagName}.${each.getAttribute("class")}.${each.getAttribute("style")}`;
  const all = each => `${own(each)}(${[...new Set([...each.children].map(all))].sort()})`;
  const seen = new Set();
  const thin = (each, above) => [...each.children].forEach((child, at) => {
    const form = `${above}/${at % 2}${all(child)}`;
    if (seen.has(form)) child.remove();
    else { seen.add(form); thin(child, `${above}/${own(child)}`); }
  });
  thin(document.body, "");
}"""
"""Of what is of one form, with all in it and all around it, so of the same colours, two are left: an odd one
and an even one."""
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
NUMBERS = """() => [...document.querySelectorAll("ol")].filter(list => {
  const own = getComputedStyle(list);
  if (own.listStylePosition === "inside" || own.listStyleType === "none") return false;
  const widest = document.createElement("span");
  widest.textContent = `${list.children.length}. `;
  widest.style.whiteSpace = "pre";
  list.append(widest);
  const width = widest.getBoundingClientRect().width;
  widest.remove();
  return parseFloat(own.paddingLeft) < width;
}).map(list => list.outerHTML.slice(0, 200))"""
"""Lists whose numbers go beyond the left edge, where paper cuts them off."""
UNEVEN = """() => [...document.querySelectorAll("thead tr")].filter(row =>
  new Set([...row.children].map(each => getComputedStyle(each).backgroundColor)).size > 1
).map(row => row.textContent)"""
"""Heads of tables of which one cell has another ground."""
_SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
_OPEN = "document.querySelectorAll('details').forEach(each => each.open = true)"
Scheme = Literal["light", "dark"]


class Seen(NamedTuple):
    """Problems of a page; empty for a correct page."""

    violations: Sequence[tuple[str, str]] = ()
    """Rules of axe, each with an element; a screen is wide and light, or narrow and dark."""
    too_wide: Sequence[tuple[int, str]] = ()
    """Widths of a screen on which the page scrolls to the side, each with what may be the cause."""
    outside: Sequence[str] = ()
    """What is drawn outside of its picture."""
    on_paper: Sequence[str] = ()
    """What is cut off on paper."""
    uneven: Sequence[str] = ()
    """Heads of tables of which one cell has another ground, on a screen of any width."""
    reported: Sequence[str] = ()
    """What the browser complains of, and what the page says to somebody."""


def chromium() -> str:
    """Path of Chromium; empty if it is not installed."""
    return next((found for name in NAMES if (found := shutil.which(name)) is not None), "")


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser of its own; skips the test where there is none."""
    if not chromium():
        pytest.skip("Chromium is not here; install the package chromium")
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not here; install it")
    with driver.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        try:
            yield opened
        finally:
            opened.close()


def complaints(page: Page) -> list[str]:
    """Messages of the browser about a page, and requests of the page."""
    reported: list[str] = []
    page.on("console", lambda message: reported.append(message.text))
    page.on("dialog", lambda dialog: reported.append(dialog.message))
    return reported


def looked_at(opened: Browser, file: Path, schemes: Sequence[Scheme] = ("dark", "light")) -> Seen:
    """Problems of a page in light and dark mode, on paper, and on screens of every width.

    It is opened once: our pages have no script, so that nothing of them depends on how they came to a width.
    Colours are those of the schemes.
    """
    page = opened.new_page(viewport=_screen(WIDTHS[0]))
    reported = complaints(page)
    page.goto(file.as_uri())
    _add_axe(page)
    violations = _violations(page, "light", MARKUP)
    on_paper = _cut_off(page)
    outside: list[str] = []
    too_wide: list[tuple[int, str]] = []
    uneven: list[str] = []
    for way in ("", _OPEN):
        page.evaluate(way)
        for width in WIDTHS:
            page.set_viewport_size(_screen(width))
            outside += page.evaluate(OUTSIDE)
            uneven += page.evaluate(UNEVEN)
            if page.evaluate(_SCROLLS):
                too_wide += [(width, each) for each in page.evaluate(WIDER) or ("the page",)]
    page.evaluate(THINNED)
    if "dark" in schemes:
        violations += _violations(page, "dark", SEEN)
    if "light" in schemes:
        page.set_viewport_size(_screen(WIDTHS[0]))
        violations += _violations(page, "light", COLOURS)
    page.close()
    return Seen(
        tuple(violations), tuple(too_wide), tuple(outside), tuple(on_paper), tuple(uneven), tuple(reported)
    )


def _screen(width: int) -> ViewportSize:
    return {"width": width, "height": 900}


def _add_axe(page: Page) -> None:
    axe = pytest.importorskip("axe_playwright_python.base", reason="axe is not here; install it")
    page.evaluate(axe.AXE_SCRIPT)


def _violations(page: Page, scheme: Scheme, rules: dict[str, Any]) -> list[tuple[str, str]]:
    page.emulate_media(color_scheme=scheme)
    found: dict[str, Any] = page.evaluate("rules => axe.run(rules)", rules)
    return [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]]


def _cut_off(page: Page) -> list[str]:
    page.set_viewport_size(PAPER)  # type: ignore[arg-type] # a width and a height
    page.emulate_media(media="print")
    wider: list[str] = [*page.evaluate(WIDER), *page.evaluate(NUMBERS)]
    page.emulate_media(media="screen")
    return wider
