"""Tree of a product as a figure: the needed components, their alternates, and the causes of a halt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.output import looks
from microdep_rules.output.looks import shown_in
from microdep_rules.production.viability import VIABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Data = dict[str, Any]
ROW, INDENT, WIDTH, HEIGHT = 40, 26, 300, 34
DEEPEST = 8
MOST_ROWS = 60
LONGEST = 36
"""Largest length of a name in a box, in characters."""


def structure(product: Mapping[str, Any], most: int = MOST_ROWS) -> Data | None:
    """Return the tree of a product.

    Halted and undetermined components come first, then viable components.
    """
    nodes = shown_nodes(product)
    blocked = {component["id"]: component["state"] for component in product["blocked"]}
    rows: list[Data] = []
    legend: dict[str, None] = {}
    """Texts of the legend: the sign and the word for each state in the figure."""
    left = 0
    for node, depth, line, alternate in _walk(nodes, product["structure"][-1]["id"]):
        if len(rows) >= most:
            left += 1
            continue
        x, y = min(depth, DEEPEST) * INDENT, len(rows) * ROW + 4
        state = blocked.get(node["id"])
        own = {"blocked": "blocked", "undetermined": "may be blocked"}.get(state or "", "")
        word = own or looks.WORDS[node["state"]]
        sign = "" if node["state"] == VIABLE else looks.SIGNS[node["state"]]
        legend[f"{sign} {word}".strip()] = None
        rows.append(
            {
                "x": x,
                "y": y,
                "text": _short(node["name"]),
                "whole": node["name"],
                "under": f"{word}{', alternate' if alternate else ''}",
                "verdict": looks.KINDS[node["state"]],
                "sign": sign,
                "alternate": alternate,
                "edge": _line_to_parent(x, y, rows[line]["y"] if line is not None else None),
            }
        )
    wide = max(row["x"] for row in rows) + WIDTH
    height = len(rows) * ROW + 4
    tree = {"rows": rows, "width": wide + 4, "height": height, "left": left, "box": WIDTH}
    return {**tree, "legend": list(legend)}


def shown_nodes(product: Mapping[str, Any]) -> dict[str, Data]:
    """Return the components of a product by id, each with its state.

    The box of the product has the state of the whole product.
    """
    nodes = {node["id"]: {**node, "state": shown_in(node)} for node in product["structure"]}
    top = nodes[product["structure"][-1]["id"]]
    top["state"] = shown_in(product) if top["state"].startswith(VIABLE) else top["state"]
    return nodes


def _walk(
    nodes: Mapping[str, Mapping[str, Any]], start: str
) -> Iterator[tuple[Mapping[str, Any], int, int | None, bool]]:
    """Yield each row of the tree as (component, depth, row of the parent, is an alternate).

    The components inside a component are shown only where it first occurs.
    """
    seen: set[str] = set()
    waiting: list[tuple[str, int, int | None, bool]] = [(start, 0, None, False)]
    row = 0
    while waiting:
        id_, depth, line, alternate = waiting.pop()
        node = nodes[id_]
        yield node, depth, line, alternate
        if id_ not in seen:
            seen.add(id_)
            below = [(id_, depth + 1, row, False) for id_ in node["needs"]]
            below.sort(key=lambda entry: looks.WORST_FIRST.index(nodes[entry[0]]["state"]))
            waiting += reversed(below)
        if not alternate:
            waiting += [(id_, depth, line, True) for id_ in reversed(node["alternates"])]
        row += 1


def _line_to_parent(x: int, y: int, above: int | None) -> str:
    """Return the SVG line from a box to the box of its parent."""
    if above is None:
        return ""
    middle = y + HEIGHT // 2
    left = max(x - INDENT // 2, 0)
    return f"M{left} {above + HEIGHT}V{middle}H{x}"


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
