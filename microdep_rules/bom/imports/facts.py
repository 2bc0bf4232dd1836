"""The facts of a part, each from the cell of its column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.errors import rows as say
from microdep_rules.bom.imports import readings
from microdep_rules.bom.imports.alternates import numbers_in, parts_in
from microdep_rules.bom.imports.companies import Companies
from microdep_rules.bom.imports.counts import NoCount, count_of
from microdep_rules.bom.imports.lead_times import lead_time
from microdep_rules.bom.imports.names import SIGNS, UNIT, currency_in, unit_in
from microdep_rules.bom.imports.readings import Unread
from microdep_rules.bom.imports.written import PlacedRecord, put_own
from microdep_rules.messages.quoting import quoted
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.own_fields import is_own
from microdep_rules.vocabulary.units import CURRENCIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.bom.imports.rows import Rows
    from microdep_rules.bom.imports.texts import Texts
    from microdep_rules.cells import Cell

TEXTS = ("eccn", "hs_code")
NO_NUMBER = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*|[0-9]{2}:[0-9]{2}:[0-9]{2}.*|[0-9.]+ %|[0-9]+ days?, .*")
"""Days, times and shares, into which spreadsheets turn part numbers such as `MAR1` and `10-11-12`."""
PER_PIECE = ("unit_cost", "mass")
"""What a table states of one piece, or of one unit of the quantity."""
EXTRAS = ("package", "supplier_part")
"""What no rule reads, and a reader may want."""


class Reader:
    """Reads the cells of a row, by what their columns and the mapping file say."""

    def __init__(
        self, by_field: Mapping[str, Column], defaults: Mapping[str, str], found: Rows, texts: Texts
    ) -> None:
        self.by_field = by_field
        self.defaults = defaults
        self.found = found
        self.texts = texts
        self.companies = Companies(found, texts, frozenset(by_field))

    def decimal(self, cell: Cell) -> str:
        """What stands before the decimals in a cell."""
        return self.texts.decimal(cell)

    def put(self, part: PlacedRecord, told: Mapping[str, Cell], others: Mapping[str, list[Cell]]) -> None:
        """Put everything that a row states of a component itself; `others` are its alternates."""
        for name in TEXTS:
            if name in told:
                part.put(name, _line(told[name].text), told[name].span)
        self._numbers(part, told, others)
        self.companies.put(part, told, others)
        currency = self.read(told, "currency", lambda text, _: _currency(text)) or ""
        readers: dict[str, Any] = {
            "origin": lambda text, _: readings.origin(text),
            "place_of_manufacture": lambda text, _: readings.origin(text),
            "restriction_index": lambda text, decimal: _plain(readings.index(text, decimal)),
            "mass": self._mass,
            "unit_cost": lambda text, decimal: self._price(text, currency, decimal),
        }
        no_count = self._no_count(told)
        for name, read in readers.items():
            if no_count and name in PER_PIECE and name in told:
                self.found.diagnostics.append(say.not_of_a_piece(name, no_count, told[name].span))
                continue
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
        for name, cell in told.items():
            if is_own(name):
                put_own(part, name, _line(cell.text), cell.span)

    def read(self, told: Mapping[str, Cell], name: str, read: Any) -> Any:
        """What a cell says; nothing where there is none, or where it cannot be read, which is told."""
        cell = told.get(name)
        if cell is None:
            return None
        value = read(cell.text, self.decimal(cell))
        if isinstance(value, Unread):
            told_as = say.decimal_comma if value.comma else say.cell_not_read
            told_as = say.left_out if value.lacking else told_as
            self.found.diagnostics.append(told_as(name, value.because, value.way_out, cell.span))
            return None
        return value

    def quantity(self, told: Mapping[str, Cell]) -> Any:
        """How many of a component there are; a statement that it is unknown where the cell is no count."""
        no_count = self._no_count(told)
        if no_count:
            self.found.diagnostics.append(say.no_count(no_count, told["quantity"].span))
            return {"unknown": True, "reason": f"{no_count} and no count of pieces"}
        unit = self._unit(told)
        return self.read(told, "quantity", lambda text, decimal: _plain(count_of(text, unit, decimal)))

    def _no_count(self, told: Mapping[str, Cell]) -> str:
        """Why the quantity is no count of pieces; nothing where it is one, or is not stated."""
        if "quantity" not in told:
            return ""
        found = count_of(told["quantity"].text, self._unit(told))
        return found.because if isinstance(found, NoCount) else ""

    def _unit(self, told: Mapping[str, Cell]) -> str:
        """The unit of the quantity, by its own column or by the name of that of the quantity."""
        column = self.by_field.get("quantity")
        return told["unit"].text if "unit" in told else unit_in(column.name) if column is not None else ""

    def _mass(self, text: str, decimal: str) -> Any:
        own = UNIT.search(self.by_field["mass"].name)
        unit = own[1] if own else self.defaults.get("mass_unit", "")
        return _plain(readings.mass(text, unit, decimal))

    def _price(self, text: str, beside: str, decimal: str) -> Any:
        column = currency_in(self.by_field["unit_cost"].name)
        default = column or self.defaults.get("currency", "")
        value = readings.price(text, default, decimal, beside or column)
        return value if isinstance(value, Unread) else {"amount": str(value[0]), "currency": value[1]}

    def _lead_time(self, part: PlacedRecord, cell: Cell) -> None:
        own = UNIT.search(self.by_field["lead_time"].name)
        value = lead_time(cell.text, own[1] if own else "", self.decimal(cell))
        if isinstance(value, Unread):
            told = say.cell_not_read("lead_time", value.because, value.way_out, cell.span)
            self.found.diagnostics.append(told)
            return
        part.put("lead_time", value, cell.span)

    def _numbers(
        self, part: PlacedRecord, told: Mapping[str, Cell], others: Mapping[str, list[Cell]]
    ) -> None:
        """The part numbers: of several it is one of them."""
        cells = [*([told["mpn"]] if "mpn" in told else []), *others.get("other_mpn", ())]
        spoilt = [each for each in cells if self.texts.is_value(each) and NO_NUMBER.fullmatch(each.text)]
        for cell in spoilt:
            because = (
                f"the cell holds {quoted(cell.text)}, which a spreadsheet may have made of a part number"
            )
            way_out = "format the cell as text, and write the part number again"
            self.found.diagnostics.append(say.left_out("part number", because, way_out, cell.span))
        if "mpn" in told and told["mpn"] in spoilt:
            return  # an alternate is not what is built in
        cells = [each for each in cells if each not in spoilt]
        stated = [(each, cell) for cell in cells for each in numbers_in(self.texts.lines(cell))]
        for cell in others.get("other_parts", ()):
            pairs = parts_in(self.texts.lines(cell))
            stated += [(number, cell) for _, number in pairs if number] if isinstance(pairs, list) else []
        found = list(dict.fromkeys(each for each, _ in stated))
        if found and ("mpn" in told or "mpn" not in self.by_field):
            part.put("mpn", found[0] if len(found) == 1 else {"one_of": found}, stated[0][1].span)
        elif found:
            self.found.diagnostics.append(say.no_first("mpn", stated[0][0], stated[0][1].span))


def _currency(text: str) -> str | Unread:
    code = SIGNS.get(text, text.upper())
    if code in CURRENCIES:
        return code
    return Unread(f"`{text}` is not the code of a currency", "write its code, as `USD`")


def _plain(value: Any) -> Any:
    """A whole number without its decimals."""
    if isinstance(value, Unread | NoCount):
        return value
    return int(value) if value == value.to_integral_value() else value


def _line(text: str) -> str:
    """A text in one line."""
    return " ".join(text.split())
