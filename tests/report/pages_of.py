"""Reports as HTML for tests: those of the examples, and one of a document that means harm."""

from __future__ import annotations

import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from microdep_rules.report.context import Views
from microdep_rules.report.html import our_files, style_sheet
from tests.cli.replay import run
from tests.conftest import CHECKOUT

EXAMPLES = {
    "quadcopter": "examples/quadcopter/bom.yaml --context examples/quadcopter/contract.yaml "
    "--waivers examples/quadcopter/waivers.yaml --pack micro-dependency --pack dod-magnets "
    "--pack magnet-disclosure --pack eu-critical-raw-materials",
    "magnets": "examples/quadcopter/bom.yaml --context examples/quadcopter/contract.yaml "
    "--waivers examples/quadcopter/waivers.yaml --pack dod-magnets",
    "founding": "examples/founding-example/bom.yaml --pack micro-dependency",
    "production": "examples/gallium/radar.yaml examples/gallium/charger.yaml examples/gallium/lidar.yaml "
    "--pack micro-dependency --pack chokepoints --impact --scenario examples/gallium/cut.scenario.yaml "
    "--exposure",
}
"""The arguments of reports about examples, from the top of the checkout."""
HARM = (
    '<script>alert(1)</script>"><img src=x onerror=alert(1)> </style></title> =1+1 {{ 7*7 }} {% for %} '
    "' \u202ex\u2066"
)
_STEP = {"stage": "sintering", "country": "CN", "party": "p", "evidence": ["e"]}
_MAGNET = {
    "id": "m",
    "name": HARM,
    "manufacturer": "p",
    "mpn": HARM,
    "origin": {"value": "CN", "evidence": ["e"]},
    "restriction_index": 0.95,
    "materials": [{"id": "n", "name": HARM, "substance": "NdFeB", "stages": [_STEP]}],
}
HOSTILE = {
    "schema": "microdep-bom/1",
    "document": {"id": HARM},
    "evidence": [{"id": "e", "type": "certificate", "issuer": HARM}],
    "parties": [{"id": "p", "name": HARM, "country": "CN"}],
    "components": [_MAGNET, {"id": "other", "name": f"other {HARM}"}],
}
_VOID = frozenset({"base", "meta", "input", "br", "wbr", "img", "link", "rect", "path"})


@cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="microdep-reports-")


@cache
def bundle(name: str) -> Path:
    """Folder of the report of an example, or of the hostile document: made once, and only read."""
    place, out = Path(_folder().name), Path(_folder().name) / name
    if name == "hostile":
        (place / "bom.json").write_text(json.dumps(HOSTILE), encoding="utf-8")
        run(f"microdep report bom.json --pack all --as-of 2026-11-24 --output {out}", place)
    else:
        run(f"microdep report {EXAMPLES[name]} --as-of 2026-11-24 --output {out}", CHECKOUT)
    return out


@cache
def report(name: str) -> str:
    """The page of an example, or that of the hostile document."""
    return (bundle(name) / "report.html").read_text(encoding="utf-8")


@cache
def read(name: str) -> Elements:
    """The elements of that page."""
    return Elements(report(name))


def views(folder: Path, command: str, place: Path) -> Views:
    """Data of which the pages of a report are made; the report is written into the folder."""
    out = folder / "views"
    run(f"microdep report {command} --as-of 2026-11-24 --output {out}", place)
    return views_of(out)


def views_of(out: Path) -> Views:
    """Data of which the pages of the report in a folder are made."""
    read: dict[str, Any] = {
        each: json.loads((out / f"{each}.json").read_text("utf-8"))
        for each in ("record", "supply", "evidence")
    }
    return Views(**read)


def framed(page: str) -> str:
    """The page of a custom template in the frame of ours, as a browser reads it."""
    (frame,) = [found for tag, found in Elements(page).elements if tag == "iframe"]
    assert "" == frame["sandbox"]
    return frame["srcdoc"]


class Elements(HTMLParser):
    """Every element with its attributes, and whatever is not closed as it was opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.torn: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        self.torn += self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.torn.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.text.append(data)


def colours() -> dict[str, dict[str, str]]:
    """The colours of the style sheet by their names: in light, in the dark and on paper."""
    text = style_sheet(our_files())
    roots = re.findall(r"(?<=:root\{)[^}]*", text)
    light, dark, paper = (dict(re.findall(r"--([\w-]+):(#[0-9a-f]{3,6})", root)) for root in roots)
    return {"light": light, "dark": {**light, **dark}, "paper": {**light, **paper}}


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio").

    >>> contrast("#fff", "#000")
    21.0
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return round((lighter + 0.05) / (darker + 0.05), 2)


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) < 6 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
