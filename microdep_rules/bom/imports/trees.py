"""How parts hang together: by the level of each row, by the number of what holds it, or in one product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.errors import imports as say

if TYPE_CHECKING:
    from microdep_rules.bom.imports.rows import Row
    from microdep_rules.bom.imports.written import PlacedRecord
    from microdep_rules.diagnostics import Diagnostic


def hung(rows: list[Row], product: PlacedRecord) -> list[Diagnostic]:
    """Puts the children of every part and of the product into their records."""
    if any(row.parent for row in rows):
        holders, diagnostics = _by_parent(rows, product)
    elif any(row.level for row in rows):
        holders, diagnostics = _by_level(rows, product)
    else:
        holders, diagnostics = [product] * len(rows), []
    children: dict[int, list[PlacedRecord]] = {}
    for row, holder in zip(rows, holders, strict=True):
        row.usage.put_first("ref", row.part.value["id"])
        children.setdefault(id(holder), []).append(row.usage)
    for part in (product, *(row.part for row in rows)):
        if id(part) in children:
            part.put("children", children[id(part)])
    return diagnostics


def _by_parent(rows: list[Row], product: PlacedRecord) -> tuple[list[PlacedRecord], list[Diagnostic]]:
    """By the number that a row names; one that names none is in the product."""
    known: dict[str, PlacedRecord] = {}
    for row in rows:
        for each in (row.number, str(row.part.value.get("mpn", "")), str(row.part.value["name"])):
            known.setdefault(each, row.part)
    diagnostics = [
        say.no_such_parent(row.parent, row.span) for row in rows if row.parent and row.parent not in known
    ]
    return [known.get(row.parent, product) if row.parent else product for row in rows], diagnostics


def _by_level(rows: list[Row], product: PlacedRecord) -> tuple[list[PlacedRecord], list[Diagnostic]]:
    """By how deep each row lies below the one before: `1`, `2`, or `1.2.3`, or as many dots before."""
    holders: list[PlacedRecord] = []
    diagnostics: list[Diagnostic] = []
    line: list[tuple[int, PlacedRecord]] = []
    for row in rows:
        depth = _depth(row.level)
        if depth is None:
            diagnostics.append(say.no_level(row.level, row.span))
            depth = line[-1][0] if line else 1
        while line and line[-1][0] >= depth:
            line.pop()
        if line and depth > line[-1][0] + 1:
            diagnostics.append(say.level_skipped(row.level, row.span))
        holders.append(line[-1][1] if line else product)
        line.append((depth, row.part))
    return holders, diagnostics


def _depth(level: str) -> int | None:
    """How deep a level is.

    >>> _depth("2"), _depth("1.2.3"), _depth("..3"), _depth("deep")
    (2, 3, 3, None)
    """
    bare = level.strip()
    dots = len(bare) - len(bare.lstrip("."))
    rest = bare[dots:]
    if dots and rest.isdecimal():
        return dots + 1
    numbers = rest.rstrip(".").split(".")
    if not all(each.isdecimal() for each in numbers):
        return None
    return len(numbers) if len(numbers) > 1 else int(numbers[0])
