"""The pictures of the report for the documentation: `python -m tests.report.pictures docs/pictures`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.report.browser import PAPER, browser
from tests.report.pages_of import report

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TALL = 1400
SHOTS: dict[str, dict[str, Any]] = {
    "report-desktop": {"viewport": {"width": 1280, "height": TALL}},
    "report-dark": {"viewport": {"width": 1280, "height": TALL}, "color_scheme": "dark"},
    "report-phone": {"viewport": {"width": 390, "height": TALL}, "is_mobile": True, "device_scale_factor": 2},
}
"""The top of the report on screens, by the name of the picture."""
FIGURES = {"report-heatmap": "#heatmap + figure", "report-chain": "#chain + figure"}


def make(opened: Browser, folder: Path, name: str = "quadcopter") -> list[Path]:
    """Makes every picture of a report in a folder; where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    page_file = folder.resolve() / "report.html"
    page_file.write_text(report(name), encoding="utf-8")
    try:
        return [*_screens(opened, page_file), *_figures(opened, page_file), _paper(opened, page_file)]
    finally:
        page_file.unlink()


def _screens(opened: Browser, page_file: Path) -> list[Path]:
    found = []
    for name, screen in SHOTS.items():
        context = opened.new_context(**screen)
        page = context.new_page()
        page.goto(page_file.as_uri())
        found.append(page_file.with_name(f"{name}.png"))
        page.screenshot(path=found[-1])
        context.close()
    return found


def _figures(opened: Browser, page_file: Path) -> list[Path]:
    page = opened.new_page(viewport={"width": 1280, "height": TALL})
    page.goto(page_file.as_uri())
    found = []
    for name, place in FIGURES.items():
        found.append(page_file.with_name(f"{name}.png"))
        page.locator(place).screenshot(path=found[-1])
    page.close()
    return found


def _paper(opened: Browser, page_file: Path) -> Path:
    page = opened.new_page(viewport=PAPER)  # type: ignore[arg-type] # a width and a height
    page.emulate_media(media="print")
    page.goto(page_file.as_uri())
    found = page_file.with_name("report-paper.png")
    page.screenshot(path=found)
    page.close()
    return found


if __name__ == "__main__":
    with browser() as it:
        for each in make(it, Path(sys.argv[1])):
            sys.stdout.write(f"{each}\n")
