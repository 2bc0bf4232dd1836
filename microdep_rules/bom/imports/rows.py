"""The rows of a table become parts: each cell a fact, where it says one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.bom.errors import rows as say
from microdep_rules.bom.imports import facts, readings
from microdep_rules.bom.imports.alternate_rows import is_alternate
from microdep_rules.bom.imports.fitting import are_designators
from microdep_rules.bom.imports.outside import LeftOut, why_left_out
from microdep_rules.bom.imports.sorts import Words, class_of
from microdep_rules.bom.imports.totals import are_amounts, is_total, is_total_label
from microdep_rules.bom.imports.written import PlacedRecord
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.bom.imports.texts import Texts
    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

SUMS = frozenset({"quantity", "unit", "unit_cost", "currency", "mass"})
"""What a row of totals states."""
OTHERS = ("other_mpn", "other_manufacturer", "other_parts")
"""Columns of alternates."""
FEWEST = 3
"""Where there are so many columns, one cell alone is no part."""
TREE = ("level", "number", "parent")
"""What hangs a row in the tree."""
DESCRIBING = ("description", "package")
"""Columns that describe a component, and may confirm its class."""
NUMBERING = ("mpn", "number", "supplier_part", "manufacturer", "supplier", "substance")
"""Columns that confirm no class, and may contradict one."""
BUYING = ("mpn", "manufacturer", "supplier", "supplier_part", "unit_cost", "mass", "substance", "origin")
"""Columns that are filled only for what somebody buys."""
NAMES = ("name", "mpn", "description", "number", "supplier_part")
"""By which cell a part is called: the first that is there."""


class Row(Struct, frozen=True):
    """A row that is a part: its record, and what hangs it in the tree."""

    part: PlacedRecord
    usage: PlacedRecord
    span: Span
    key: str = ""
    """What its id is made of: its maker and number, its place, or its name."""
    is_numbered: bool = False
    """Whether that is a number, of which there is one for each part."""
    places: tuple[str, ...] = ()
    level: str = ""
    number: str = ""
    parent: str = ""
    called: str = ""
    """What it is called, in one line."""
    left: LeftOut | None = None
    """Why it is no part of the product, where it is none; what it holds is none either."""


class Rows(Struct):
    """All rows of a table, and the parties that they name."""

    rows: list[Row] = field(default_factory=list)
    parties: dict[str, PlacedRecord] = field(default_factory=dict)
    left: list[tuple[LeftOut, Span]] = field(default_factory=list)
    """Every row that is left out, and why."""
    diagnostics: list[Diagnostic] = field(default_factory=list)
    alternates: list[tuple[Row, Row]] = field(default_factory=list)
    """Rows that name another part for the position of a row: that row, and the one with the alternate."""


def parts_in(
    lines: Sequence[list[Cell]],
    columns: list[Column],
    defaults: Mapping[str, str],
    dropped: frozenset[int],
    texts: Texts,
) -> Rows:
    """The parts in the rows of a table; `dropped` are those rows that a mapping file leaves out."""
    reader = _Reader(lines, columns, defaults, texts)
    for at, line in enumerate(lines):
        reader.row(line, is_dropped=at in dropped)
    reader.facts.companies.settle()
    return reader.found


class _Reader:
    def __init__(
        self, lines: Sequence[list[Cell]], columns: list[Column], defaults: Mapping[str, str], texts: Texts
    ) -> None:
        self.columns = columns
        self.by_field: dict[str, Column] = {}
        for column in columns:
            self.by_field.setdefault(column.field, column)
        self.by_field.pop("", None)
        self.found = Rows()
        self.facts = facts.Reader(self.by_field, defaults, self.found, texts)
        self.counts = self._says(lines, "quantity", bool) or self._says(lines, "designators", are_designators)
        self.parents = set(self._texts(lines, "parent"))
        self.before: Mapping[str, Cell] = {}
        """What the last row that is about a position of its own states."""
        self.main: Row | LeftOut | None = None
        """That row, or why it is no part."""

    def row(self, line: list[Cell], *, is_dropped: bool) -> None:
        """A row: a part, or one that is left out, with everything that is wrong in it."""
        whole = line[0].span.to(line[-1].span)
        beyond = [cell for cell in line[len(self.columns) :] if cell.text]
        is_ragged = len(line) < len(self.columns) or bool(beyond)
        if is_ragged and not is_dropped:
            self.found.diagnostics.append(
                diagnose("file/ragged-row", whole, expected=len(self.columns), found=len(line))
            )
            return
        cells = {name: line[each.index] for name, each in self.by_field.items() if each.index < len(line)}
        broken = {name: cell for name, cell in cells.items() if readings.is_broken(cell.text)}
        told = {
            name: cell
            for name, cell in cells.items()
            if name not in broken and not readings.says_nothing(cell.text)
        }
        if is_dropped:
            self._leave_out("dropped", told, whole)
        elif why := self._names_nothing(line, told, broken):
            self._leave_out(why, {}, whole)
        elif not broken and self._is_remark(line, told) and not is_alternate(told, self.before):
            self._leave_out("remark", {}, whole)
        else:
            self._read(line, told, broken)

    def _read(self, line: list[Cell], told: Mapping[str, Cell], broken: Mapping[str, Cell]) -> None:
        """A row that is a part, unless it says that it is none; an empty one is nothing."""
        whole = line[0].span.to(line[-1].span)
        why, doubts = why_left_out(line, self.columns, told) if told else (None, [])
        is_another = is_alternate(told, self.before)
        if why is None and is_another and isinstance(self.main, str):
            why, told = self.main, {}
        if why is not None:
            self._leave_out(why, told, whole)
            self.before, self.main = (self.before, self.main) if is_another else (told, why)
            return
        self.found.diagnostics += [say.broken_cell(name, c.text, c.span) for name, c in broken.items()]
        if told:
            self.found.diagnostics += doubts
            others = {
                name: [
                    cell
                    for column in self.columns
                    if column.field == name and (cell := line[column.index]).text
                ]
                for name in OTHERS
            }
            row = self._part(told, whole, others, line)
            if is_another and isinstance(self.main, Row):
                if "class" in self.main.part.value:
                    row.part.put("class", self.main.part.value["class"], self.main.part.span_of("class"))
                self.found.alternates.append((self.main, row))
            else:
                self.found.rows.append(row)
                self.before, self.main = told, row

    def _leave_out(self, why: LeftOut, told: Mapping[str, Cell], whole: Span) -> None:
        """A row that is no part; where it stands in the tree decides what else is none."""
        self.found.left.append((why, whole))
        ways = _ways(told)
        if told and (any(ways) or self.parents):
            part = PlacedRecord(whole)
            part.put("name", _line(_called(told)) or "unnamed")
            if "mpn" in told:
                part.put("mpn", _line(told["mpn"].text))
            level, number, parent = ways
            use = PlacedRecord(whole)
            row = Row(part, use, whole, level=level, number=number, parent=parent, left=why)
            self.found.rows.append(row)

    def _texts(self, lines: Sequence[list[Cell]], name: str) -> list[str]:
        """What stands in the column of a field."""
        if name not in self.by_field:
            return []
        at = self.by_field[name].index
        return [line[at].text for line in lines if at < len(line) and line[at].text]

    def _says(self, lines: Sequence[list[Cell]], name: str, fits: Any) -> bool:
        return any(map(fits, self._texts(lines, name)))

    def _names_nothing(
        self, line: list[Cell], told: Mapping[str, Cell], broken: Mapping[str, Cell]
    ) -> LeftOut | None:
        """Return whether a row adds others up: it labels a total, or holds amounts alone."""
        texts = [cell.text for cell in line]
        said = {name for name, cell in told.items() if not is_total_label(cell.text)} - SUMS
        if said or not any(texts):
            return None
        if is_total(texts):
            return "total"
        is_bare = told and not broken.keys() - SUMS and are_amounts(texts)
        return "unnamed" if is_bare else None

    def _is_remark(self, line: list[Cell], told: Mapping[str, Cell]) -> bool:
        """Return whether a row is one cell, as a line at the foot, where parts have places or quantities."""
        filled = [cell for cell in line if cell.text]
        if len(filled) != 1 or len(line) < FEWEST or not self.counts or filled[0].text in self.parents:
            return False
        if any(name in told for name in ("quantity", *TREE)):
            return False
        return "designators" not in told or not are_designators(told["designators"].text)

    def _unread(self, line: list[Cell]) -> str:
        """The first words in a column that is not read: they may name a component that nothing else names."""
        read = {column.index for column in self.columns if column.field}
        texts = [cell.text for at, cell in enumerate(line) if at not in read]
        return next(
            (text for text in texts if any(map(str.isalpha, text)) and not readings.says_nothing(text)), ""
        )

    def _part(
        self, told: Mapping[str, Cell], whole: Span, others: Mapping[str, list[Cell]], line: list[Cell]
    ) -> Row:
        """A row as a component, with its use in what holds it."""
        part, usage = PlacedRecord(whole), PlacedRecord(whole)
        places = self.facts.read(told, "designators", lambda text, _: readings.designators(text)) or []
        called = _line(_called(told) or self._unread(line) or "unnamed")
        first = f" ({places[0]})" if places and places[0] != called else ""
        name = called + first  # by its first place too, for many have one value
        part.put("name", name, next(told[n].span for n in (*NAMES, *told) if n in told))
        self.facts.put(part, told, others)
        if places:
            at = told["designators"].span
            usage.put("designators", places, at)
            sort = class_of(places, _words(told))
            if sort is not None and "class" not in part.value:
                part.put("class", sort, at)
        many = self.facts.quantity(told)
        if many is not None:
            usage.put("quantity", many, told["quantity"].span)
        elif places and "quantity" not in self.by_field:
            usage.put("quantity", len(places), told["designators"].span)
        key, is_numbered = _key(told, places, name)
        return Row(part, usage, whole, key, is_numbered, tuple(places), *_ways(told), called)


def _ways(told: Mapping[str, Cell]) -> tuple[str, str, str]:
    """What hangs a row in the tree: its level, its number, and the one of what holds it."""
    level, number, parent = (told[each].text if each in told else "" for each in TREE)
    return level, number, parent


def _words(told: Mapping[str, Cell]) -> Words:
    """The texts of a row that bear on the class of its component."""
    return Words(
        told["name"].text if "name" in told else "",
        tuple(told[each].text for each in DESCRIBING if each in told),
        tuple(told[each].text for each in NUMBERING if each in told),
        is_bought=any(each in told for each in BUYING),
    )


def _called(told: Mapping[str, Cell]) -> str:
    """What a part is called."""
    return next((told[each].text for each in (*NAMES, "designators") if each in told), "")


def _key(told: Mapping[str, Cell], places: list[str], name: str) -> tuple[str, bool]:
    """What stays when rows move: maker and number, a place, or the name; and whether a number."""
    by_maker = " ".join(told[each].text for each in ("manufacturer", "mpn") if each in told)
    numbers = [by_maker if "mpn" in told else "", told["number"].text if "number" in told else ""]
    ways = [*numbers, places[0] if places else "", name]
    return slug(next(way for way in ways if way)), any(numbers)


def _line(text: str) -> str:
    """A text in one line."""
    return " ".join(text.split())
