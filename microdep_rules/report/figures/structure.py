"""The structure of a product as a tree: what it needs, what may replace it, and what halts it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Data = dict[str, Any]
ROW, INDENT, WIDTH, HEIGHT = 40, 26, 300, 34
DEEPEST = 8
MOST_ROWS = 60
LONGEST = 36
"""So many characters of a name fit into a box."""
CLASSES = {"halted": "fail", "undetermined": "unknown", "viable": "pass"}
RANK = {"halted": 0, "undetermined": 1, "viable": 2}


def structure(product: Mapping[str, Any], most: int = MOST_ROWS) -> Data | None:
    """The tree of a product: what is halted or undetermined first, and of what is viable as much as fits."""
    nodes = {each["id"]: each for each in product["structure"]}
    blocked = {each["id"]: each["state"] for each in product["blocked"]}
    rows: list[Data] = []
    left = 0
    for node, depth, line, alternate in _walk(nodes, product["structure"][-1]["id"]):
        if len(rows) >= most:
            left += 1
            continue
        x, y = min(depth, DEEPEST) * INDENT, len(rows) * ROW + 4
        state = blocked.get(node["id"])
        own = {"blocked": "blocked", "undetermined": "may be blocked"}.get(state or "", "")
        rows.append(
            {
                "x": x,
                "y": y,
                "text": _short(node["name"]),
                "whole": node["name"],
                "under": ", ".join(filter(None, (own or node["state"], "alternate" if alternate else ""))),
                "verdict": CLASSES[node["state"]],
                "alternate": alternate,
                "edge": _edge(x, y, rows[line]["y"] if line is not None else None),
            }
        )
    wide = max(row["x"] for row in rows) + WIDTH
    return {"rows": rows, "width": wide + 4, "height": len(rows) * ROW + 4, "left": left, "box": WIDTH}


def _walk(
    nodes: Mapping[str, Mapping[str, Any]], start: str
) -> Iterator[tuple[Mapping[str, Any], int, int | None, bool]]:
    """Each use from the top, with its depth, the row of what holds it, and whether it is an alternate.

    What is below a component is drawn where it stands first.
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
            below = [(each, depth + 1, row, False) for each in node["needs"]]
            below.sort(key=lambda each: RANK[nodes[each[0]]["state"]])
            waiting += reversed(below)
        if not alternate:
            waiting += [(each, depth, line, True) for each in reversed(node["alternates"])]
        row += 1


def _edge(x: int, y: int, above: int | None) -> str:
    """The line from a box up to the one that holds it."""
    if above is None:
        return ""
    middle = y + HEIGHT // 2
    left = max(x - INDENT // 2, 0)
    return f"M{left} {above + HEIGHT}V{middle}H{x}"


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
