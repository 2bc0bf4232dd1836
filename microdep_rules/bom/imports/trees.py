"""How parts hang together: by the level of each row, by the number of what holds it, or in one product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.errors import rows as say
from microdep_rules.bom.imports.identity import Parts, from_above
from microdep_rules.bom.levels import MOST_LEVELS
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.imports.rows import Row
    from microdep_rules.bom.imports.written import PlacedRecord
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

DOTTED = pattern(r"[0-9]+(?:\.[0-9]+)+\.?")
"""A number that says in what a row lies: `1.2.3` in `1.2`."""

LONGEST = 4
"""So many digits a level has at most."""
Holders = list[int | None]
"""For each row the one that holds it; none is the product."""


class Hung(Struct, frozen=True):
    """The parts of a table in their tree, and the rows that lie in one that is left out."""

    parts: list[PlacedRecord]
    inside: list[Span]
    diagnostics: list[Diagnostic]


def hung(rows: list[Row], product: PlacedRecord) -> Hung:
    """The parts of all rows, with the children of each and of the product in their records."""
    if any(row.parent for row in rows):
        holders, diagnostics = _by_parent(rows)
    elif any(DOTTED.fullmatch(row.level.strip()) and len(path_of(row.level)) > 1 for row in rows):
        holders, diagnostics = _by_path(rows)
    elif any(row.level for row in rows):
        holders, diagnostics = _by_level(rows)
    else:
        holders, diagnostics = [None] * len(rows), []
    if (deep := _too_deep(holders)) is not None:
        return Hung([], [], [diagnose("file/too-deep", rows[deep].span, "row", limit=MOST_LEVELS)])
    outside = _outside(rows, holders)
    stay = [at for at in range(len(rows)) if at not in outside]
    now = {at: index for index, at in enumerate(stay)}
    kept_rows = [rows[at] for at in stay]
    kept_holders = [None if (holder := holders[at]) is None else now[holder] for at in stay]
    found = Parts(kept_rows, kept_holders, product)
    children: dict[int, list[PlacedRecord]] = {}
    for above, row in found.uses():
        children.setdefault(id(above), []).append(row.usage)
    kept = found.kept()
    for part in (product, *kept):
        if id(part) in children:
            part.put("children", children[id(part)])
    inside = [rows[at].span for at in sorted(outside) if rows[at].left is None]
    return Hung(kept, inside, [*diagnostics, *found.diagnostics])


def _too_deep(holders: Holders) -> int | None:
    """The first row that lies deeper than a product is built."""
    depth = [0] * len(holders)
    for at in from_above(holders):
        holder = holders[at]
        depth[at] = 1 if holder is None else depth[holder] + 1
    return next((at for at, each in enumerate(depth) if each > MOST_LEVELS), None)


def _outside(rows: list[Row], holders: Holders) -> set[int]:
    """Rows that are no parts of the product, with everything that lies in them."""
    outside: set[int] = set()
    for at in from_above(holders):
        if rows[at].left is not None or holders[at] in outside:
            outside.add(at)
    return outside


def _by_parent(rows: list[Row]) -> tuple[Holders, list[Diagnostic]]:
    """By the number that a row names; one that names none is in the product."""
    known: dict[str, int] = {}
    for at in sorted(range(len(rows)), key=lambda each: rows[each].left is not None):
        row = rows[at]
        for each in (row.number, str(row.part.value.get("mpn", "")), str(row.part.value["name"])):
            known.setdefault(each, at)
    diagnostics = [
        say.no_such_parent(row.parent, row.span)
        for row in rows
        if row.parent and row.parent not in known and row.left is None
    ]
    return [known.get(row.parent) if row.parent else None for row in rows], diagnostics


def _by_level(rows: list[Row]) -> tuple[Holders, list[Diagnostic]]:
    """By how deep each row lies below the one before: `1`, `2`, or as many dots before."""
    holders: Holders = []
    diagnostics = _counted_in_two_ways(rows)
    line: list[tuple[int, int]] = []
    for at, row in enumerate(rows):
        depth = depth_of(row.level)
        if depth is None and row.left is not None:
            holders.append(None)
            continue
        if depth is None:
            diagnostics.append(say.no_level(row.level, row.span))
            depth = line[-1][0] if line else 1
        while line and line[-1][0] >= depth:
            line.pop()
        if line and depth > line[-1][0] + 1 and row.left is None:
            diagnostics.append(say.level_skipped(row.level, row.span))
        holders.append(line[-1][1] if line else None)
        line.append((depth, at))
    return holders, diagnostics


def _counted_in_two_ways(rows: list[Row]) -> list[Diagnostic]:
    """Levels that may mean two things: `.1` is below `1` by its dot, and beside it by its number."""
    ways: dict[int, Row] = {}
    dotted = False
    for row in rows:
        level, depth = row.level.strip(), depth_of(row.level)
        if depth is not None:
            dots = len(level) - len(level.lstrip("."))
            dotted = dotted or dots > 0
            ways.setdefault(depth - dots, row)
    if not dotted or len(ways) == 1:
        return []
    first, other, *_ = ways.values()
    return [say.levels_mixed(other.level, first.level, other.span, first.span)]


def _by_path(rows: list[Row]) -> tuple[Holders, list[Diagnostic]]:
    """By dotted numbers: `1.2.3` lies in the row `1.2` that stands above it last, and `2` in the product."""
    holders: Holders = []
    diagnostics: list[Diagnostic] = []
    known: dict[tuple[str, ...], int] = {}
    for at, row in enumerate(rows):
        path = path_of(row.level)
        before = known.get(path)
        if row.left is None and before is not None and rows[before].level.strip() != row.level.strip():
            diagnostics.append(say.levels_mixed(row.level, rows[before].level, row.span, rows[before].span))
        holder = known.get(path[:-1])
        if row.left is None and not path:
            diagnostics.append(say.no_level(row.level, row.span))
        elif row.left is None and len(path) > 1 and holder is None:
            diagnostics.append(say.level_skipped(row.level, row.span))
        holders.append(holder)
        if path:
            known[path] = at
    return holders, diagnostics


def path_of(level: str) -> tuple[str, ...]:
    """The numbers of a dotted path, without what a spreadsheet adds to whole ones; nothing where it is none.

    >>> path_of("1.2.3"), path_of("2"), path_of("2.0"), path_of("deep")
    (('1', '2', '3'), ('2',), ('2',), ())
    """
    numbers = level.strip().rstrip(".").split(".")
    if not all(number.isdecimal() for number in numbers):
        return ()
    while len(numbers) > 1 and not numbers[-1].strip("0"):
        numbers.pop()
    return tuple(number.lstrip("0") or "0" for number in numbers)


def are_paths(numbers: Sequence[str]) -> bool:
    """Return whether the numbers of rows say what lies in what: some are dotted, and have a row above them.

    One without a row above it is told where the tree is made; without the others there would be none.

    >>> are_paths(["1", "1.1", "2", "3.1"]), are_paths(["10", "20"]), are_paths(["7.1", "7.2"])
    (True, False, False)
    """
    paths = [path_of(number) for number in numbers]
    known = set(paths)
    return all(paths) and any(path[:-1] in known for path in paths if len(path) > 1)


def depth_of(level: str) -> int | None:
    """How deep a level is, by its number: dots before it say the same once more.

    >>> depth_of("2"), depth_of("..3"), depth_of("2.0"), depth_of("deep")
    (2, 3, 2, None)
    """
    bare = level.strip().lstrip(".").rstrip(".")
    whole, _, rest = bare.partition(".")  # a spreadsheet writes whole numbers so
    bare = bare if rest.strip("0") else whole
    return int(bare) if bare.isdecimal() and len(bare) <= LONGEST else None
