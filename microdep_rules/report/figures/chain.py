"""Figure of the supply chain: each material, its stages from the mine on, its component, and the product.

Each row is a material and each column is a stage, so that readers see the order of the stages. A figure with
too many rows shows only rows with findings, with a note. The table `chain of custody` contains all rows.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from microdep_rules.engine.standing import OF_OUTCOMES
from microdep_rules.output.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Data = dict[str, Any]
STAGE_WIDTH, STAGE_HEIGHT, COLUMN = 40, 26, 47
NODE_WIDTH, NODE_HEIGHT, GAP, ROW, HEAD, EDGE = 150, 36, 24, 44, 96, 6
PRODUCT_WIDTH = 120
INDENT, SIGN = 8, 14
"""Space at each end of a box, and space for the sign of a verdict, in pixels."""
WIDEST = 125
"""Width of the widest letter, in tenths of a pixel."""
WORST = (*OF_OUTCOMES, "")
"""Verdicts, the worst first; an empty text means that no rule applied."""
FAILING = frozenset({"error", "fail", "fail_waived"})


def chain(
    document: Mapping[str, Any], outcomes: Sequence[Mapping[str, Any]], order: Sequence[str], most: int
) -> Data | None:
    """Return the figure for one document, with at most `most` rows; `None` if it states no stage.

    `order` is the order of the stages from left to right.
    """
    verdicts = _verdicts(outcomes)
    components = {component["id"]: component for component in document["components"]}
    rows = [
        {"of": material, "component": components[material["component"]], "stages": material["stages"]}
        for material in document["materials"]
        if material["stages"] and material["component"] in components
    ]
    rows += [
        {"of": component, "component": component, "stages": component["stages"]}
        for component in components.values()
        if component["stages"]
    ]
    if not rows:
        return None
    drawn_already = {row["of"]["id"] for row in rows} | {row["component"]["id"] for row in rows}
    rows += [
        {"of": component, "component": component, "stages": []}
        for component in components.values()
        if verdicts.get(component["id"]) in FAILING
        and component["id"] not in drawn_already
        and component["id"] != document["product"]
    ]
    rows.sort(
        key=lambda row: _worst(verdicts.get(row["of"]["id"], ""))
    )  # equal rows keep the order of the document
    shown = rows[:most]
    used = {entry["stage"] for row in shown for entry in row["stages"]}
    stages = [stage for stage in order if stage in used] + sorted(used.difference(order))
    left = EDGE + len(stages) * COLUMN + GAP
    right = left + NODE_WIDTH + GAP
    end = right + NODE_WIDTH + 2 * GAP
    height = HEAD + len(shown) * ROW + EDGE
    middle = HEAD + (len(shown) * ROW - NODE_HEIGHT) // 2
    drawn = [_row(row, at, stages, verdicts, (left, right)) for at, row in enumerate(shown)]
    product = components.get(document["product"])
    return {
        "stages": [
            {"name": name, "x": EDGE + n * COLUMN + STAGE_WIDTH // 2} for n, name in enumerate(stages)
        ],
        "rows": drawn,
        "product": {
            **_node(
                product["name"] if product else document["product"],
                "the product",
                (end, middle),
                PRODUCT_WIDTH,
            ),
            "verdict": min(verdicts.values(), key=_worst, default=""),
        },
        "edges": [_edge((right + NODE_WIDTH, row["y"]), (end, middle)) for row in drawn],
        "width": end + PRODUCT_WIDTH + EDGE,
        "height": height,
        "cut": len(rows) - len(shown),
    }


def _row(
    row: Mapping[str, Any],
    at: int,
    stages: Sequence[str],
    verdicts: Mapping[str, str],
    places: tuple[int, int],
) -> Data:
    """Return a row of the figure: a material with its stages and its component.

    If a material has several entries for one stage, one box shows all these entries.
    """
    y = HEAD + at * ROW
    boxes = []
    for number, stage in enumerate(stages):
        entries = [entry for entry in row["stages"] if entry["stage"] == stage]
        if entries:
            boxes.append(_box(stage, entries, EDGE + number * COLUMN, y, verdicts))
    of, component = row["of"], row["component"]
    origin = component["origin"] or "origin not stated"
    return {
        "y": y,
        "boxes": boxes,
        "line": (boxes[0]["x"] + STAGE_WIDTH if boxes else places[0], places[0]),
        "material": {
            **_node(of["name"], of.get("substance") or "", (places[0], y)),
            "verdict": verdicts.get(of["id"], ""),
        },
        "component": {
            **_node(component["name"], origin, (places[1], y)),
            "verdict": verdicts.get(component["id"], ""),
        },
    }


def _box(
    stage: str, entries: Sequence[Mapping[str, Any]], x: int, y: int, verdicts: Mapping[str, str]
) -> Data:
    countries = list(dict.fromkeys(entry["country"] or "?" for entry in entries))
    lines = []
    for entry in entries:
        of = f" ({entry['substance']})" if entry["substance"] else ""
        lines.append(f"{stage}{of}: {entry['country'] or 'not stated'}")
    return {
        "x": x,
        "y": y + (NODE_HEIGHT - STAGE_HEIGHT) // 2,
        "text": countries[0][:5] if len(countries) == 1 else f"{len(countries)}\u00d7",
        "whole": "; ".join(lines),
        "verdict": min((verdicts.get(_position_key(entry["at"]), "") for entry in entries), key=_worst),
    }


def _node(text: str, under: str, place: tuple[int, int], width: int = NODE_WIDTH) -> Data:
    room = width - 2 * INDENT
    return {
        "x": place[0],
        "y": place[1],
        "text": shortened(text, room - SIGN),
        "under": shortened(under, room),
        "whole": f"{text}: {under}" if under else text,
    }


def _edge(start: tuple[int, int], end: tuple[int, int]) -> str:
    (x1, y1), (x2, y2) = start, end
    y1, y2, middle = y1 + NODE_HEIGHT // 2, y2 + NODE_HEIGHT // 2, (x1 + x2) // 2
    return f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}"


def _verdicts(outcomes: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the worst verdict of each component and material, and of each stage that causes a fail.

    The facts of a measured share contain all stages, so they do not show which stage causes a fail.
    """
    verdicts: dict[str, str] = {}
    for outcome in outcomes:
        about = [outcome["subject"]["id"]]
        if outcome["verdict"] == "fail" and not outcome["share"]:
            entries = (fact for fact in outcome["facts"] if fact["name"].startswith("stage"))
            about += [_position_key(fact["at"]) for fact in entries if fact["at"]]
        for id_ in about:
            verdicts[id_] = min(verdicts.get(id_, ""), outcome["standing"], key=_worst)
    return verdicts


def _position_key(place: Mapping[str, Any] | None) -> str:
    """Return a key for a position in a file: line and column, or the name of a cell.

    The column distinguishes a stage from a fact of the stage on the same line.
    """
    if place is None:
        return ""
    return "|".join(["@", *(f"{name}={place[name]}" for name in sorted(place) if name != "column")])


def _worst(verdict: str) -> int:
    return WORST.index(verdict) if verdict in WORST else len(WORST)


def shortened(text: str, room: int) -> str:
    """Return a text, shortened so that it is at most `room` pixels wide.

    The tooltip and the table contain the complete text.

    >>> shortened("NdFeB-sintered", 120), shortened("a very long component name", 120)
    ('NdFeB-sintered', 'a very long com…')
    """
    shown = visible(text)
    left = room * 10
    if sum(map(_width, shown)) <= left:
        return shown
    left -= WIDEST
    for at, letter in enumerate(shown):
        left -= _width(letter)
        if left < 0:
            return shown[:at] + "…"
    return shown


def _width(letter: str) -> int:
    """Return the width of a letter at font size 12, in tenths of a pixel. A combining mark has width 0."""
    if unicodedata.combining(letter):
        return 0
    if letter in "WM@%mw…" or unicodedata.east_asian_width(letter) in "WF":
        return WIDEST
    return 49 if letter in "iljtfr-.,:;'|! ()[]" else 88 if letter.isupper() else 76
