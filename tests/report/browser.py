"""Chromium without a window, for looking at reports as people see them."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",  # it does not start as the superuser otherwise; what it opens is ours
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
)


def chromium() -> str:
    """Where Chromium is; nothing where it is not."""
    return next((found for each in NAMES if (found := shutil.which(each)) is not None), "")


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
