"""Chart of the time per component by the size of the document, as an SVG file."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PATH = Path(__file__).parent.parent / "docs" / "pictures" / "cost-per-component.svg"
WIDTH, HEIGHT, EDGE = 640, 320, 60


def write(costs: Mapping[int, float]) -> None:
    """Write the chart as a file; `costs` has the seconds per component by the number of components."""
    PATH.parent.mkdir(parents=True, exist_ok=True)
    PATH.write_text(drawn(costs), encoding="utf-8")


def drawn(costs: Mapping[int, float]) -> str:
    """Return the SVG text of the chart: microseconds per component by (logarithmic) size of the document."""
    sizes = sorted(costs)
    top = math.ceil(max(costs.values()) * 1e6 / 20) * 20
    first, last = math.log10(sizes[0]), math.log10(sizes[-1])

    def place(size: int, cost: float) -> tuple[float, float]:
        right = EDGE + (math.log10(size) - first) / (last - first) * (WIDTH - 2 * EDGE)
        return right, HEIGHT - EDGE - cost * 1e6 / top * (HEIGHT - 2 * EDGE)

    points = [place(size, costs[size]) for size in sizes]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"',
        'font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{WIDTH / 2}" y="24" text-anchor="middle" font-size="15">',
        "microseconds for a component and fifty rules, from the bytes of the file</text>",
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 14}" text-anchor="middle">components in the document</text>',
        f'<line x1="{EDGE}" y1="{HEIGHT - EDGE}" x2="{WIDTH - EDGE}" y2="{HEIGHT - EDGE}" stroke="#444"/>',
        f'<line x1="{EDGE}" y1="{EDGE}" x2="{EDGE}" y2="{HEIGHT - EDGE}" stroke="#444"/>',
        *_heights(top),
        f'<polyline points="{path}" fill="none" stroke="#1f6feb" stroke-width="2"/>',
    ]
    for size, (x, y) in zip(sizes, points, strict=True):
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#1f6feb"/>',
            # The label is to the right of the point, because the falling line crosses the left side.
            f'<text x="{x + 4:.1f}" y="{y - 10:.1f}">{costs[size] * 1e6:.1f}</text>',
            f'<text x="{x:.1f}" y="{HEIGHT - EDGE + 20}" text-anchor="middle">{size:,}</text>',
        ]
    return "\n".join([*parts, "</svg>", ""])


def _heights(top: int) -> list[str]:
    """Return five horizontal grid lines with their numbers, from 0 to `top` microseconds."""
    parts = []
    for quarter in range(5):
        y = HEIGHT - EDGE - quarter / 4 * (HEIGHT - 2 * EDGE)
        parts += [
            f'<line x1="{EDGE}" y1="{y:.1f}" x2="{WIDTH - EDGE}" y2="{y:.1f}" stroke="#ddd"/>',
            f'<text x="{EDGE - 8}" y="{y + 4:.1f}" text-anchor="end">{top * quarter // 4}</text>',
        ]
    return parts
