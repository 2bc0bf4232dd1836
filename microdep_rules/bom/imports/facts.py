"""Facts of a component, each from the cell of its column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.errors import rows as say
from microdep_rules.bom.imports import cell_values
from microdep_rules.bom.imports.alternates import parse_alternates, parse_numbers
from microdep_rules.bom.imports.cell_values import Unreadable
from microdep_rules.bom.imports.companies import TableParties
from microdep_rules.bom.imports.counts import NoCount, parse_count
from microdep_rules.bom.imports.lead_times import parse_lead_time
from microdep_rules.bom.imports.names import SIGNS, UNIT, parse_currency, parse_unit
from microdep_rules.bom.imports.placed_records import PlacedRecord, put_custom_field
from microdep_rules.messages import diagnose, phrase_of
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.own_fields import is_own
from microdep_rules.vocabulary.units import CURRENCIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.bom.imports.rows import TableContents
    from microdep_rules.bom.imports.texts import Notation
    from microdep_rules.cells import Cell

TEXTS = ("eccn", "function", "hs_code")
NO_NUMBER = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*|[0-9]{2}:[0-9]{2}:[0-9]{2}.*|[0-9.]+ %|[0-9]+ days?, .*")
"""Dates, times and percentages, which are not part numbers.

Spreadsheet programs convert part numbers such as `MAR1` and `10-11-12` to dates.
"""
PER_PIECE = ("unit_cost", "mass")
"""Fields with a value per piece, or per unit of the quantity."""
EXTRAS = ("package", "supplier_part")
"""Fields that no rule reads. The imported document keeps these fields for readers."""


class CellReader:
    """Reader for the cells of a row. Columns and the mapping file state the meaning of each cell."""

    def __init__(
        self,
        by_field: Mapping[str, Column],
        defaults: Mapping[str, str],
        contents: TableContents,
        texts: Notation,
    ) -> None:
        self.by_field = by_field
        self.defaults = defaults
        self.contents = contents
        self.texts = texts
        self.companies = TableParties(contents, texts, frozenset(by_field))

    def decimal(self, cell: Cell) -> str:
        """Return the decimal sign of the number in a cell."""
        return self.texts.decimal(cell)

    def put(self, part: PlacedRecord, filled: Mapping[str, Cell], others: Mapping[str, list[Cell]]) -> None:
        """Record the facts of a component from its row; `others` has the cells of its alternates."""
        for name in TEXTS:
            if name in filled:
                part.put(name, _in_one_line(filled[name].text), filled[name].span)
        self._put_part_numbers(part, filled, others)
        self.companies.put(part, filled, others)
        currency = self.read(filled, "currency", lambda text, _: _parse_currency_code(text)) or ""
        readers: dict[str, Any] = {
            "origin": lambda text, _: cell_values.parse_origin(text),
            "place_of_manufacture": lambda text, _: cell_values.parse_origin(text),
            "restriction_index": lambda text, decimal: _whole_as_int(cell_values.parse_index(text, decimal)),
            "mass": self._parse_mass,
            "unit_cost": lambda text, decimal: self._parse_price(text, currency, decimal),
        }
        no_count = self._no_count_reason(filled)
        for name, read in readers.items():
            if no_count and name in PER_PIECE and name in filled:
                self.contents.diagnostics.append(say.not_of_a_piece(name, no_count, filled[name].span))
                continue
            value = self.read(filled, name, read)
            if value is not None:
                part.put("mass_g" if name == "mass" else name, value, filled[name].span)
        if "substance" in filled:
            material = PlacedRecord(filled["substance"].span)
            material.put("substance", _in_one_line(filled["substance"].text))
            part.put("materials", [material], filled["substance"].span)
        if "lead_time" in filled:
            self._put_lead_time(part, filled["lead_time"])
        if "description" in filled:
            part.put("notes", _in_one_line(filled["description"].text), filled["description"].span)
        extras = PlacedRecord(part.span)
        for name in EXTRAS:
            if name in filled:
                extras.put(name, _in_one_line(filled[name].text), filled[name].span)
        if extras.value:
            part.put("ext", extras)
        for name, cell in filled.items():
            if is_own(name):
                put_custom_field(part, name, _in_one_line(cell.text), cell.span)

    def read(self, filled: Mapping[str, Cell], name: str, parse: Any) -> Any:
        """Return the value of a cell; `None` if the cell is missing or cannot be read.

        Report a cell that cannot be read.
        """
        cell = filled.get(name)
        if cell is None:
            return None
        value = parse(cell.text, self.decimal(cell))
        if isinstance(value, Unreadable):
            report = say.decimal_comma if value.comma else say.cell_not_read
            report = say.left_out if value.lacking else report
            self.contents.diagnostics.append(report(name, value.because, value.fix, cell.span))
            return None
        return value

    def quantity(self, filled: Mapping[str, Cell]) -> Any:
        """Return the quantity of a component, or "unknown" if the cell is not a count of pieces."""
        no_count = self._no_count_reason(filled)
        if no_count:
            self.contents.diagnostics.append(
                diagnose("import/cell-not-read", filled["quantity"].span, "no-count", reason=no_count)
            )
            return {
                "unknown": True,
                "reason": phrase_of("import/cell-not-read", "no-pieces", reason=no_count),
            }
        unit = self._unit(filled)
        return self.read(
            filled, "quantity", lambda text, decimal: _whole_as_int(parse_count(text, unit, decimal))
        )

    def _no_count_reason(self, filled: Mapping[str, Cell]) -> str:
        """Return the reason why a quantity is not a number of pieces; empty for a number of pieces."""
        if "quantity" not in filled:
            return ""
        count = parse_count(filled["quantity"].text, self._unit(filled))
        return count.because if isinstance(count, NoCount) else ""

    def _unit(self, filled: Mapping[str, Cell]) -> str:
        """Return the unit of the quantity, from the column of units or the name of the quantity column."""
        column = self.by_field.get("quantity")
        return (
            filled["unit"].text if "unit" in filled else parse_unit(column.name) if column is not None else ""
        )

    def _parse_mass(self, text: str, decimal: str) -> Any:
        own = UNIT.search(self.by_field["mass"].name)
        unit = own[1] if own else self.defaults.get("mass_unit", "")
        return _whole_as_int(cell_values.parse_mass(text, unit, decimal))

    def _parse_price(self, text: str, beside: str, decimal: str) -> Any:
        column = parse_currency(self.by_field["unit_cost"].name)
        default = column or self.defaults.get("currency", "")
        value = cell_values.parse_price(text, default, decimal, beside or column)
        return value if isinstance(value, Unreadable) else {"amount": str(value[0]), "currency": value[1]}

    def _put_lead_time(self, part: PlacedRecord, cell: Cell) -> None:
        own = UNIT.search(self.by_field["lead_time"].name)
        value = parse_lead_time(cell.text, own[1] if own else "", self.decimal(cell))
        if isinstance(value, Unreadable):
            diagnostic = say.cell_not_read("lead_time", value.because, value.fix, cell.span)
            self.contents.diagnostics.append(diagnostic)
            return
        part.put("lead_time", value, cell.span)

    def _put_part_numbers(
        self, part: PlacedRecord, filled: Mapping[str, Cell], others: Mapping[str, list[Cell]]
    ) -> None:
        """Record the part numbers. Several part numbers are alternatives."""
        cells = [*([filled["mpn"]] if "mpn" in filled else []), *others.get("other_mpn", ())]
        converted = [cell for cell in cells if self.texts.is_value(cell) and NO_NUMBER.fullmatch(cell.text)]
        for cell in converted:
            because = phrase_of("import/cell-not-read", "spreadsheet-value", text=cell.text)
            fix = phrase_of("import/cell-not-read", "format-text")
            self.contents.diagnostics.append(say.left_out("part number", because, fix, cell.span))
        if "mpn" in filled and filled["mpn"] in converted:
            return  # the main part number is unreadable, and an alternate must not replace it
        cells = [cell for cell in cells if cell not in converted]
        stated = [(number, cell) for cell in cells for number in parse_numbers(self.texts.lines(cell))]
        for cell in others.get("other_parts", ()):
            pairs = parse_alternates(self.texts.lines(cell))
            stated += [(number, cell) for _, number in pairs if number] if isinstance(pairs, list) else []
        numbers = list(dict.fromkeys(number for number, _ in stated))
        if numbers and ("mpn" in filled or "mpn" not in self.by_field):
            part.put("mpn", numbers[0] if len(numbers) == 1 else {"one_of": numbers}, stated[0][1].span)
        elif numbers:
            self.contents.diagnostics.append(say.no_first("mpn", stated[0][0], stated[0][1].span))


def _parse_currency_code(text: str) -> str | Unreadable:
    code = SIGNS.get(text, text.upper())
    if code in CURRENCIES:
        return code
    return Unreadable(
        phrase_of("import/cell-not-read", "no-currency-code", text=text),
        phrase_of("import/cell-not-read", "write-currency"),
    )


def _whole_as_int(value: Any) -> Any:
    """Return a whole number as an `int`, and any other value unchanged."""
    if isinstance(value, Unreadable | NoCount):
        return value
    return int(value) if value == value.to_integral_value() else value


def _in_one_line(text: str) -> str:
    return " ".join(text.split())
