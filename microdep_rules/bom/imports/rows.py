"""The rows of a table become parts: each cell a fact, where it says one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.bom.errors import imports as say
from microdep_rules.bom.imports import readings
from microdep_rules.bom.imports.columns import UNIT
from microdep_rules.bom.imports.readings import Unread
from microdep_rules.bom.imports.written import PlacedRecord
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

TOTAL = re.compile(r"(?:grand[\s-]*)?(?:total|sub-?total|sum|summe|gesamt)\b", re.IGNORECASE)
"""How the last row of many tables begins."""
SUMS = frozenset({"quantity", "unit_cost", "currency", "mass"})
"""What such a row says."""
TEXTS = ("mpn", "eccn", "hs_code")
EXTRAS = ("package", "supplier_part")
"""What no rule reads, and a reader may want."""


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


class Rows(Struct):
    """All rows of a table, the parties that they name, and what was left out."""

    rows: list[Row] = field(default_factory=list)
    parties: dict[str, PlacedRecord] = field(default_factory=dict)
    not_populated: list[Span] = field(default_factory=list)
    totals: list[Span] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)


def parts_in(lines: Iterable[list[Cell]], columns: list[Column], defaults: Mapping[str, str]) -> Rows:
    """The parts in the rows of a table."""
    reader = _Reader(columns, defaults)
    for line in lines:
        reader.row(line)
    return reader.found


class _Reader:
    def __init__(self, columns: list[Column], defaults: Mapping[str, str]) -> None:
        self.columns = columns
        self.defaults = defaults
        self.by_field = {each.field: each for each in columns if each.field}
        self.found = Rows()

    def row(self, line: list[Cell]) -> None:
        """A row: a part, or one that is left out, with everything that is wrong in it."""
        whole = line[0].span.to(line[-1].span)
        beyond = [cell for cell in line[len(self.columns) :] if cell.text]
        if len(line) < len(self.columns) or beyond:
            self.found.diagnostics.append(say.ragged_row(len(line), len(self.columns), whole))
            return
        said = {name: line[each.index] for name, each in self.by_field.items()}
        told = {name: cell for name, cell in said.items() if not readings.says_nothing(cell.text)}
        if self._is_total(line, told):
            self.found.totals.append(whole)
        elif self._is_left_out(told):
            self.found.not_populated.append(whole)
        elif told:
            self._part(told, whole)

    @staticmethod
    def _is_total(line: list[Cell], told: Mapping[str, Cell]) -> bool:
        """Whether a row begins like one that adds the others up, and says nothing of a part."""
        first = next((cell for cell in line if cell.text), None)
        if first is None or not TOTAL.match(first.text):
            return False
        return not any(cell is not first for name, cell in told.items() if name not in SUMS)

    @staticmethod
    def _is_left_out(told: Mapping[str, Cell]) -> bool:
        left, kept = told.get("not_populated"), told.get("populated")
        return (left is not None and readings.yes_or_no(left.text) is not False) or (
            kept is not None and readings.yes_or_no(kept.text) is False
        )

    def _part(self, told: Mapping[str, Cell], whole: Span) -> None:
        part, usage = PlacedRecord(whole), PlacedRecord(whole)
        places = self._read(told, "designators", readings.designators) or []
        name = self._name(told, places)
        part.put("name", name, next(told[n].span for n in (*NAMES, *told) if n in told))
        self._facts(part, told)
        if places:
            at = told["designators"].span
            usage.put("designators", places, at)
            sort = readings.class_of(places)
            if sort is not None:
                part.put("class", sort, at)
        many = self._read(told, "quantity", readings.quantity)
        if many is not None:
            usage.put("quantity", _number(many), told["quantity"].span)
        elif places and "quantity" not in self.by_field:
            usage.put("quantity", len(places), told["designators"].span)
        ways = {each: told[each].text if each in told else "" for each in ("level", "number", "parent")}
        key, is_numbered = self._key(told, places, name)
        self.found.rows.append(Row(part, usage, whole, key, is_numbered, tuple(places), **ways))

    def _facts(self, part: PlacedRecord, told: Mapping[str, Cell]) -> None:
        for name in TEXTS:
            if name in told:
                part.put(name, _line(told[name].text), told[name].span)
        for name in ("manufacturer", "supplier"):
            if name in told:
                part.put(name, self._party(told[name]), told[name].span)
        for name, read in (("origin", readings.country), ("mass", self._mass), ("unit_cost", self._price)):
            value = self._read(told, name, read)
            if value is not None:
                part.put("mass_g" if name == "mass" else name, value, told[name].span)
        if "substance" in told:
            material = PlacedRecord(told["substance"].span)
            material.put("substance", _line(told["substance"].text))
            part.put("materials", [material], told["substance"].span)
        if "lead_time" in told:
            self._lead_time(part, told["lead_time"])
        if "description" in told:
            part.put("notes", _line(told["description"].text), told["description"].span)
        extras = PlacedRecord(part.span)
        for name in EXTRAS:
            if name in told:
                extras.put(name, _line(told[name].text), told[name].span)
        if extras.value:
            part.put("ext", extras)

    def _read(self, told: Mapping[str, Cell], name: str, read: Any) -> Any:
        """What a cell says; nothing where there is none, or where it cannot be read, which is told."""
        cell = told.get(name)
        if cell is None:
            return None
        value = read(cell.text)
        if isinstance(value, Unread):
            told_as = say.left_out if value.lacking else say.cell_not_read
            self.found.diagnostics.append(told_as(name, value.because, value.way_out, cell.span))
            return None
        return value

    def _mass(self, text: str) -> Any:
        own = UNIT.search(self.by_field["mass"].name)
        value = readings.mass(text, own[1] if own else self.defaults.get("mass_unit", ""))
        return value if isinstance(value, Unread) else _number(value)

    def _price(self, text: str) -> Any:
        value = readings.price(text, self.defaults.get("currency", ""))
        return value if isinstance(value, Unread) else {"amount": str(value[0]), "currency": value[1]}

    def _lead_time(self, part: PlacedRecord, cell: Cell) -> None:
        own = UNIT.search(self.by_field["lead_time"].name)
        found = re.fullmatch(r"(\S+)\s*(days?|weeks?|months?|years?)?", cell.text)
        unit = (found[2] if found else "") or (own[1] if own else "")
        value = readings.number(found[1]) if found else None
        if value is None or isinstance(value, Unread) or not unit:
            because = f"`{cell.text}` is not a time with its unit"
            self.found.diagnostics.append(
                say.cell_not_read("lead_time", because, "write it as `6 weeks`", cell.span)
            )
            return
        part.put("lead_time", {"value": _number(value), "unit": f"{unit.rstrip('s')}s"}, cell.span)

    def _party(self, cell: Cell) -> str:
        name = _line(cell.text)
        id_ = slug(name)
        if id_ not in self.found.parties:
            party = PlacedRecord(cell.span)
            party.put("id", id_)
            party.put("name", name)
            self.found.parties[id_] = party
        return id_

    @staticmethod
    def _name(told: Mapping[str, Cell], places: list[str]) -> str:
        """What a part is called; by its first place too, for many have one value."""
        name = next((told[each].text for each in NAMES if each in told), "") or next(iter(told.values())).text
        first = f" ({places[0]})" if places and places[0] != name else ""
        return _line(name) + first

    @staticmethod
    def _key(told: Mapping[str, Cell], places: list[str], name: str) -> tuple[str, bool]:
        """What stays when rows move: maker and number, a place, or the name; and whether a number."""
        by_maker = " ".join(told[each].text for each in ("manufacturer", "mpn") if each in told)
        numbers = [by_maker if "mpn" in told else "", told["number"].text if "number" in told else ""]
        ways = [*numbers, places[0] if places else "", name]
        return slug(next(each for each in ways if each)), any(numbers)


NAMES = ("name", "mpn", "description", "number", "supplier_part")
"""By which cell a part is called: the first that is there."""


def _line(text: str) -> str:
    """A text in one line."""
    return " ".join(text.split())


def _number(value: Any) -> Any:
    """A whole number without its decimals."""
    return int(value) if value == value.to_integral_value() else value
