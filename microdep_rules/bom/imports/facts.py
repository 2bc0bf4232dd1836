"""The facts of a part, each from the cell of its column."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.errors import rows as say
from microdep_rules.bom.imports import readings
from microdep_rules.bom.imports.names import SIGNS, UNIT, currency_in
from microdep_rules.bom.imports.readings import Unread
from microdep_rules.bom.imports.written import PlacedRecord
from microdep_rules.vocabulary.slugs import slug
from microdep_rules.vocabulary.units import CURRENCIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.bom.imports.rows import Rows
    from microdep_rules.cells import Cell

TEXTS = ("mpn", "eccn", "hs_code")
EXTRAS = ("package", "supplier_part")
"""What no rule reads, and a reader may want."""


class Reader:
    """Reads the cells of a row, by what their columns and the mapping file say."""

    def __init__(self, by_field: Mapping[str, Column], defaults: Mapping[str, str], found: Rows) -> None:
        self.by_field = by_field
        self.defaults = defaults
        self.decimal = defaults.get("decimal", "")
        self.found = found

    def put(self, part: PlacedRecord, told: Mapping[str, Cell]) -> None:
        """Everything that a row says of a part itself."""
        for name in TEXTS:
            if name in told:
                part.put(name, _line(told[name].text), told[name].span)
        for name in ("manufacturer", "supplier"):
            if name in told:
                part.put(name, self._party(told[name]), told[name].span)
        currency = self.read(told, "currency", _currency) or ""
        readers: dict[str, Any] = {
            "origin": readings.origin,
            "place_of_manufacture": readings.origin,
            "restriction_index": lambda text: _plain(readings.index(text, self.decimal)),
            "mass": self._mass,
            "unit_cost": lambda text: self._price(text, currency),
        }
        for name, read in readers.items():
            value = self.read(told, name, read)
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

    def read(self, told: Mapping[str, Cell], name: str, read: Any) -> Any:
        """What a cell says; nothing where there is none, or where it cannot be read, which is told."""
        cell = told.get(name)
        if cell is None:
            return None
        value = read(cell.text)
        if isinstance(value, Unread):
            told_as = say.decimal_comma if value.comma else say.cell_not_read
            told_as = say.left_out if value.lacking else told_as
            self.found.diagnostics.append(told_as(name, value.because, value.way_out, cell.span))
            return None
        return value

    def quantity(self, text: str) -> Any:
        """How many of a part there are."""
        return _plain(readings.quantity(text, self.decimal))

    def _mass(self, text: str) -> Any:
        own = UNIT.search(self.by_field["mass"].name)
        unit = own[1] if own else self.defaults.get("mass_unit", "")
        return _plain(readings.mass(text, unit, self.decimal))

    def _price(self, text: str, beside: str) -> Any:
        column = currency_in(self.by_field["unit_cost"].name)
        default = column or self.defaults.get("currency", "")
        value = readings.price(text, default, self.decimal, beside or column)
        return value if isinstance(value, Unread) else {"amount": str(value[0]), "currency": value[1]}

    def _lead_time(self, part: PlacedRecord, cell: Cell) -> None:
        own = UNIT.search(self.by_field["lead_time"].name)
        found = re.fullmatch(r"(\S+)\s*(days?|weeks?|months?|years?)?", cell.text)
        unit = (found[2] if found else "") or (own[1] if own else "")
        value = readings.number(found[1], self.decimal) if found else None
        if value is None or isinstance(value, Unread) or not unit:
            because = f"`{cell.text}` is not a time with its unit"
            self.found.diagnostics.append(
                say.cell_not_read("lead_time", because, "write it as `6 weeks`", cell.span)
            )
            return
        part.put("lead_time", {"value": _plain(value), "unit": f"{unit.rstrip('s')}s"}, cell.span)

    def _party(self, cell: Cell) -> str:
        name = _line(cell.text)
        id_ = slug(name)
        if id_ not in self.found.parties:
            party = PlacedRecord(cell.span)
            party.put("id", id_)
            party.put("name", name)
            self.found.parties[id_] = party
        return id_


def _currency(text: str) -> str | Unread:
    code = SIGNS.get(text, text.upper())
    if code in CURRENCIES:
        return code
    return Unread(f"`{text}` is not the code of a currency", "write its code, as `USD`")


def _plain(value: Any) -> Any:
    """A whole number without its decimals."""
    if isinstance(value, Unread):
        return value
    return int(value) if value == value.to_integral_value() else value


def _line(text: str) -> str:
    """A text in one line."""
    return " ".join(text.split())
