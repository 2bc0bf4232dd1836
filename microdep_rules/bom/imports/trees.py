"""Product structure of a table, from levels or parent numbers; without these columns, the list is flat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.imports.identity import ComponentIndex, top_down_order
from microdep_rules.bom.levels import MOST_LEVELS
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.imports.placed_records import PlacedRecord
    from microdep_rules.bom.imports.rows import Row
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

DOTTED = pattern(r"[0-9]+(?:\.[0-9]+)+\.?")
"""Number that states the parent of a row: row `1.2.3` is in row `1.2`."""

LONGEST = 4
"""Maximum number of digits in a level."""
Holders = list[int | None]
"""Index of the parent of each row; `None` for a row in the product."""


class ComponentTree(Struct, frozen=True):
    """Components of a table with their children.

    `inside` has the rows that are left out because their parent row is left out.
    """

    components: list[PlacedRecord]
    inside: list[Span]
    diagnostics: list[Diagnostic]


def build_tree(rows: list[Row], product: PlacedRecord) -> ComponentTree:
    """Return the components of all rows, and add the children to each component and to the product."""
    if any(row.parent for row in rows):
        holders, diagnostics = _parents_by_number(rows)
    elif any(DOTTED.fullmatch(row.level.strip()) and len(parse_path(row.level)) > 1 for row in rows):
        holders, diagnostics = _parents_by_dotted_number(rows)
    elif any(row.level for row in rows):
        holders, diagnostics = _parents_by_level(rows)
    else:
        holders, diagnostics = [None] * len(rows), []
    if (deep := _first_row_too_deep(holders)) is not None:
        return ComponentTree([], [], [diagnose("file/too-deep", rows[deep].span, "row", limit=MOST_LEVELS)])
    outside = _rows_outside(rows, holders)
    stay = [at for at in range(len(rows)) if at not in outside]
    new_index = {at: index for index, at in enumerate(stay)}
    kept_rows = [rows[at] for at in stay]
    kept_holders = [None if (holder := holders[at]) is None else new_index[holder] for at in stay]
    parts = ComponentIndex(kept_rows, kept_holders, product)
    children: dict[int, list[PlacedRecord]] = {}
    for above, row in parts.uses():
        children.setdefault(id(above), []).append(row.usage)
    kept = parts.kept()
    for part in (product, *kept):
        if id(part) in children:
            part.put("children", children[id(part)])
    inside = [rows[at].span for at in sorted(outside) if rows[at].left_out is None]
    return ComponentTree(kept, inside, [*diagnostics, *parts.diagnostics])


def _first_row_too_deep(holders: Holders) -> int | None:
    """Return the first row that is nested too deeply, with more than `MOST_LEVELS` levels, or `None`."""
    depth = [0] * len(holders)
    for at in top_down_order(holders):
        holder = holders[at]
        depth[at] = 1 if holder is None else depth[holder] + 1
    return next((at for at, levels in enumerate(depth) if levels > MOST_LEVELS), None)


def _rows_outside(rows: list[Row], holders: Holders) -> set[int]:
    """Return the rows that are not components of the product, and all their descendants."""
    outside: set[int] = set()
    for at in top_down_order(holders):
        if rows[at].left_out is not None or holders[at] in outside:
            outside.add(at)
    return outside


def _parents_by_number(rows: list[Row]) -> tuple[Holders, list[Diagnostic]]:
    """Return the parents by the number of the parent in each row.

    A row without the number of a parent is in the product.
    """
    known: dict[str, int] = {}
    for at in sorted(range(len(rows)), key=lambda index: rows[index].left_out is not None):
        row = rows[at]
        for name in (row.number, str(row.part.value.get("mpn", "")), str(row.part.value["name"])):
            known.setdefault(name, at)
    diagnostics = [
        diagnose("import/levels", row.span, "no-parent", number=row.parent)
        for row in rows
        if row.parent and row.parent not in known and row.left_out is None
    ]
    return [known.get(row.parent) if row.parent else None for row in rows], diagnostics


def _parents_by_level(rows: list[Row]) -> tuple[Holders, list[Diagnostic]]:
    """Return the parents by the level of each row, such as `1`, `2` or `..2`."""
    holders: Holders = []
    diagnostics = _report_ambiguous_levels(rows)
    line: list[tuple[int, int]] = []
    for at, row in enumerate(rows):
        depth = parse_depth(row.level)
        if depth is None and row.left_out is not None:
            holders.append(None)
            continue
        if depth is None:
            diagnostics.append(
                diagnose(
                    "import/levels", row.span, "no-level" if row.level else "empty-level", level=row.level
                )
            )
            depth = line[-1][0] if line else 1
        while line and line[-1][0] >= depth:
            line.pop()
        if line and depth > line[-1][0] + 1 and row.left_out is None:
            diagnostics.append(diagnose("import/levels", row.span, level=row.level))
        holders.append(line[-1][1] if line else None)
        line.append((depth, at))
    return holders, diagnostics


def _report_ambiguous_levels(rows: list[Row]) -> list[Diagnostic]:
    """Return an error for ambiguous levels: `.1` is below `1` by its dot, but next to `1` by its number."""
    by_offset: dict[int, Row] = {}
    dotted = False
    for row in rows:
        level, depth = row.level.strip(), parse_depth(row.level)
        if depth is not None:
            dots = len(level) - len(level.lstrip("."))
            dotted = dotted or dots > 0
            by_offset.setdefault(depth - dots, row)
    if not dotted or len(by_offset) == 1:
        return []
    first, other, *_ = by_offset.values()
    return [
        diagnose(
            "import/levels", other.span, "mixed", also=(first.span,), level=other.level, other=first.level
        )
    ]


def _parents_by_dotted_number(rows: list[Row]) -> tuple[Holders, list[Diagnostic]]:
    """Return the parents by dotted numbers: row `1.2.3` is inside the last row `1.2` before this row."""
    holders: Holders = []
    diagnostics: list[Diagnostic] = []
    known: dict[tuple[str, ...], int] = {}
    for at, row in enumerate(rows):
        path = parse_path(row.level)
        before = known.get(path)
        if row.left_out is None and before is not None and rows[before].level.strip() != row.level.strip():
            diagnostics.append(
                diagnose(
                    "import/levels",
                    row.span,
                    "mixed",
                    also=(rows[before].span,),
                    level=row.level,
                    other=rows[before].level,
                )
            )
        holder = known.get(path[:-1])
        if row.left_out is None and not path:
            diagnostics.append(
                diagnose(
                    "import/levels", row.span, "no-level" if row.level else "empty-level", level=row.level
                )
            )
        elif row.left_out is None and len(path) > 1 and holder is None:
            diagnostics.append(diagnose("import/levels", row.span, level=row.level))
        holders.append(holder)
        if path:
            known[path] = at
    return holders, diagnostics


def parse_path(level: str) -> tuple[str, ...]:
    """Return the numbers of a dotted path, without decimals that a spreadsheet adds; empty for other texts.

    >>> parse_path("1.2.3"), parse_path("2"), parse_path("2.0"), parse_path("deep")
    (('1', '2', '3'), ('2',), ('2',), ())
    """
    numbers = level.strip().rstrip(".").split(".")
    if not all(number.isdecimal() for number in numbers):
        return ()
    while len(numbers) > 1 and not numbers[-1].strip("0"):
        numbers.pop()
    return tuple(number.lstrip("0") or "0" for number in numbers)


def is_path_numbering(numbers: Sequence[str]) -> bool:
    """Return whether the row numbers state the structure: all numbers are dotted, and some have a parent.

    A missing parent, such as `3` for `3.1`, is reported later.

    >>> [is_path_numbering(numbers) for numbers in (["1", "1.1", "2", "3.1"], ["10", "20"], ["7.1", "7.2"])]
    [True, False, False]
    """
    paths = [parse_path(number) for number in numbers]
    known = set(paths)
    return all(paths) and any(path[:-1] in known for path in paths if len(path) > 1)


def parse_depth(level: str) -> int | None:
    """Return the number in a level; dots before the number, as in `..3`, do not change the result.

    >>> parse_depth("2"), parse_depth("..3"), parse_depth("2.0"), parse_depth("deep")
    (2, 3, 2, None)
    """
    digits = level.strip().lstrip(".").rstrip(".")
    whole, _, rest = digits.partition(".")  # a spreadsheet may write the level 2 as `2.0`
    digits = digits if rest.strip("0") else whole
    return int(digits) if digits.isdecimal() and len(digits) <= LONGEST else None
