"""Reports on paper for tests: the PDF of an example, and its pages as pictures."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from microdep_rules.report.pdf import PACKAGES, NoRendererError, engine
from tests.cli.replay import run
from tests.conftest import CHECKOUT
from tests.each import SAMPLED
from tests.report.pages_of import EXAMPLES

if TYPE_CHECKING:
    from PIL.Image import Image

PRINTED = "magnets" if SAMPLED else "quadcopter"
"""The example that is looked at: in a sample by one of its four packs, on half as many pages."""
DOTS = 1.4
"""So many dots of a picture a point of paper has."""
SHOWN = {"pdf-cover": 0, "pdf-findings": 2, "pdf-unknowns": 6, "pdf-chain": None}
"""Pages that the documentation shows, from 0; the one of the chain is the first that lies on its side."""


def needs_renderer() -> None:
    """Skips a test where no PDF can be laid out."""
    try:
        engine()
    except NoRendererError as absent:
        pytest.skip(f"{absent}; install weasyprint and {PACKAGES}")


def has_renderer() -> bool:
    """Return whether a PDF can be rendered here."""
    try:
        engine()
    except NoRendererError:
        return False
    return True


@cache
def pdf(name: str) -> bytes:
    """The PDF of an example."""
    with TemporaryDirectory() as made:
        out = Path(made) / "out"
        run(f"microdep report {EXAMPLES[name]} --as-of 2026-11-24 --pdf --output {out}", CHECKOUT)
        return (out / "report.pdf").read_bytes()


def pages(data: bytes) -> list[Image]:
    """Every page of a PDF as a picture."""
    drawn = pytest.importorskip("pypdfium2", reason="pypdfium2 is not here; install it")
    found = []
    with drawn.PdfDocument(data) as document:
        for page in document:
            found.append(page.render(scale=DOTS).to_pil().convert("RGB"))
            page.close()
    return found


def shown(found: list[Image]) -> dict[str, Image]:
    """The pages for the documentation, by the names of their pictures."""
    wide = next(n for n, each in enumerate(found) if each.width > each.height)
    return {name: found[wide if at is None else at] for name, at in SHOWN.items()}


if __name__ == "__main__":
    for picture, page in shown(pages(pdf("quadcopter"))).items():
        page.save(Path(sys.argv[1]) / f"{picture}.png", optimize=True)
        sys.stdout.write(f"{picture}.png\n")
