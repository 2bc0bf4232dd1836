"""What the columns of a table hold: by their names as people write them, or by a mapping file."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from microdep_rules.bom.errors import imports as say
from microdep_rules.source import column_letter
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.resources import columns_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic

UNIT = re.compile(r"[\[(]\s*(mg|kg|g|lb|oz|weeks|days)\s*[\])]")
"""A unit that stands in the name of a column."""
LEFT_OUT = "-"
"""What a mapping file says of a column that is not read."""


class Column(Struct, frozen=True):
    """A column: where it stands, what it is called, which field it holds, and why."""

    index: int
    header: Cell
    field: str
    """Nothing where it is not read."""
    because: str

    @property
    def name(self) -> str:
        """What it is called, as the file has it."""
        return self.header.text


class _Called(Struct, frozen=True):
    """What a name stands for: a field, with the rank that the name has among those of it."""

    field: str
    rank: int
    weak: bool
    because: str = ""


Sort = Literal["fields", "declarations"]
"""What a table holds: the parts of a product, or what others declare of parts."""


FACT = "component."
"""How the names of fields begin here that are facts of a part."""
_LISTS = frozenset({"list", "record", "references"})


def fields(sort: Sort = "fields") -> dict[str, str]:
    """The fields that a column may hold, each with what it is."""
    found = {each["field"]: each["description"] for each in columns_data()[sort]}
    return found | (_facts() if sort == "declarations" else {})


def _facts() -> dict[str, str]:
    """The facts of a part that one cell holds, by whose names a column of declarations may be called."""
    known = record_types()["component"].fields.values()
    listed = {each["field"] for each in columns_data()["declarations"]}
    facts = {f"{FACT}{each.name}": each for each in known if each.type.kind not in _LISTS}
    plain = {name: each for name, each in facts.items() if name not in listed and each.name not in listed}
    return {name: each.description for name, each in plain.items() if each.name != "name"}


def is_known(name: str, sort: Sort = "fields") -> bool:
    """Whether a text is the name of a column as people write it."""
    return bool(_called(name, sort))


def guessed(header: Sequence[Cell], sort: Sort = "fields") -> tuple[list[Column], list[Diagnostic]]:
    """What the columns of a table seem to hold, and which of them cannot be told apart."""
    meant = [(cell, each) for cell in header for each in _called(cell.text, sort)]
    found: dict[int, Column] = {}
    diagnostics: list[Diagnostic] = []
    for field in fields(sort):
        able = [(each, cell) for cell, each in meant if each.field == field and cell.span.start not in found]
        able.sort(key=lambda each: (each[0].weak, each[0].rank))
        if not able:
            continue
        best, cell = able[0]
        same = [other for each, other in able[1:] if (each.weak, each.rank) == (best.weak, best.rank)]
        if same:
            diagnostics.append(say.two_columns(field, cell.text, cell.span, same[0].span))
        because = "a weak name for it" if best.weak else "its name"
        found[cell.span.start] = Column(_index(header, cell), cell, field, because)
    return [found.get(c.span.start) or _unread(header, c, sort) for c in header], diagnostics


def mapped(header: Sequence[Cell], mapping: Mapping[str, str]) -> tuple[list[Column], list[Diagnostic]]:
    """What the columns hold by a mapping file."""
    columns: list[Column] = []
    diagnostics: list[Diagnostic] = []
    taken: dict[str, Cell] = {}
    for index, (cell, key) in enumerate(zip(header, keys_of(header), strict=True)):
        field = mapping.get(key, LEFT_OUT)
        field = "" if field == LEFT_OUT else field
        if field and field in taken:
            diagnostics.append(say.two_columns(field, cell.text, cell.span, taken[field].span))
        if field:
            taken[field] = cell
        because = "the mapping file" if key in mapping else "the mapping file does not name it"
        columns.append(Column(index, cell, field, because))
    return columns, diagnostics


def keys_of(header: Sequence[Cell]) -> list[str]:
    """How a mapping file speaks of each column: by its name, or by its letter where others have that too."""
    names = Counter(cell.text for cell in header)
    return [
        cell.text if cell.text and names[cell.text] == 1 else column_letter(index)
        for index, cell in enumerate(header)
    ]


def _unread(header: Sequence[Cell], cell: Cell, sort: Sort) -> Column:
    because = next((each.because for each in _called(cell.text, sort) if each.because), "")
    because = because or ("it has no name" if not cell.text else "no field is known by this name")
    return Column(_index(header, cell), cell, "", because)


def _index(header: Sequence[Cell], cell: Cell) -> int:
    return next(index for index, each in enumerate(header) if each is cell)


# ---- names ---------------------------------------------------------------------------------------


def _called(name: str, sort: Sort) -> tuple[_Called, ...]:
    """What a name may stand for: with its number sign, as `MFG#` beside `MFG`, without, or without a unit."""
    known = _names(sort)
    ways = (_folded(name, "#"), _folded(name), _folded(UNIT.sub("", name)))
    return next((known[each] for each in ways if each in known), ())


@cache
def _names(sort: Sort) -> dict[str, tuple[_Called, ...]]:
    found: dict[str, list[_Called]] = {}
    for each in columns_data()[sort]:
        for weak, names in ((False, each["names"]), (True, each.get("weak", []))):
            for rank, name in enumerate(names):
                found.setdefault(_folded(name, "#"), []).append(_Called(each["field"], rank, weak))
    for name in _facts() if sort == "declarations" else ():
        found.setdefault(_folded(name.removeprefix(FACT), "#"), []).append(_Called(name, 0, weak=False))
    for each in columns_data()["passed_over"] if sort == "fields" else ():
        for name in each["names"]:
            found.setdefault(_folded(name, "#"), []).append(
                _Called("", 0, weak=False, because=each["because"])
            )
    return {name: tuple(called) for name, called in found.items()}


def _folded(name: str, kept: Iterable[str] = ()) -> str:
    """A name without case, blanks and signs."""
    return "".join(each for each in name.casefold() if each.isalnum() or each in kept)
