"""Conversion of the rows of a table into components, and of cells into facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.bom.errors import rows as say
from microdep_rules.bom.imports import cell_values, facts
from microdep_rules.bom.imports.alternate_rows import is_alternate
from microdep_rules.bom.imports.component_classes import NO_COMPONENT, RowTexts, infer_class
from microdep_rules.bom.imports.fitting import is_designator_list
from microdep_rules.bom.imports.left_out import LeftOutReason, left_out_reason, undecided_columns
from microdep_rules.bom.imports.placed_records import PlacedRecord
from microdep_rules.bom.imports.totals import has_only_amounts, is_total, is_total_label
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.bom.imports.texts import Notation
    from microdep_rules.cells import Cell
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

SUMS = frozenset({"quantity", "unit", "unit_cost", "currency", "mass"})
"""Columns that may be filled in a row of totals."""
OTHERS = ("other_mpn", "other_manufacturer", "other_parts", "other_supplier")
"""Columns of alternates and of further suppliers."""
FEWEST = 3
"""In a table with at least this number of columns, a row with a single cell is not a component."""
TREE = ("level", "number", "parent")
"""Columns of the product structure."""
DESCRIBING = ("description", "package")
"""Columns that describe a component. The texts in these columns may confirm the class of the component."""
NUMBERING = ("mpn", "number", "supplier_part", "manufacturer", "supplier", "substance")
"""Columns that may contradict the class of a component, but never confirm it."""
BUYING = ("mpn", "manufacturer", "supplier", "supplier_part", "unit_cost", "mass", "substance", "origin")
"""Columns that are filled only for components that are bought."""
OF_A_FEATURE = frozenset(
    {"designators", "quantity", "unit", "populated", "not_populated", "excluded_from_bom", "placed"}
    | {"name", "description", "package"}
)
"""Columns that may be filled in the row of a mark or hole of a board, which is not a component.

If any other column is filled, the row is a component.
"""
NAMES = ("name", "mpn", "description", "number", "supplier_part")
"""Columns with the name of a component, in order of preference."""


class Row(Struct, frozen=True):
    """Component of a row, with its record and its position in the product structure."""

    part: PlacedRecord
    usage: PlacedRecord
    span: Span
    key: str = ""
    """Source of the id: manufacturer and number, designator, or name."""
    is_numbered: bool = False
    """True if the key is a part number, and not a designator or a name."""
    places: tuple[str, ...] = ()
    level: str = ""
    number: str = ""
    parent: str = ""
    called: str = ""
    """Name of the component, in one line."""
    left_out: LeftOutReason | None = None
    """Reason why the row and its children are not components; `None` for a component."""


class TableContents(Struct):
    """Rows of a table, and the parties that the rows name."""

    rows: list[Row] = field(default_factory=list)
    parties: dict[str, PlacedRecord] = field(default_factory=dict)
    left_out: list[tuple[LeftOutReason, Span]] = field(default_factory=list)
    """Rows that are left out, each with its reason."""
    companies_left_out: list[tuple[Span, str]] = field(default_factory=list)
    """Manufacturers and suppliers of rows that are left out, each with the position of the row."""
    undecided: dict[Column, list[Span]] = field(default_factory=dict)
    """Rows that are kept although a column marks them as omitted from an export or by the assembler."""
    diagnostics: list[Diagnostic] = field(default_factory=list)
    alternates: list[tuple[Row, Row]] = field(default_factory=list)
    """Pairs of the row of a component and the row of its alternate."""


def read_rows(
    lines: Sequence[list[Cell]],
    columns: list[Column],
    defaults: Mapping[str, str],
    dropped: frozenset[int],
    texts: Notation,
) -> TableContents:
    """Return the components of a table; `dropped` has the rows that a mapping file excludes."""
    reader = _RowReader(lines, columns, defaults, texts)
    for at, line in enumerate(lines):
        reader.row(line, is_dropped=at in dropped)
    reader.facts.companies.record_alternatives()
    return reader.contents


class _RowReader:
    def __init__(
        self, lines: Sequence[list[Cell]], columns: list[Column], defaults: Mapping[str, str], texts: Notation
    ) -> None:
        self.columns = columns
        self.by_field: dict[str, Column] = {}
        for column in columns:
            self.by_field.setdefault(column.field, column)
        self.by_field.pop("", None)
        self.contents = TableContents()
        self.facts = facts.CellReader(self.by_field, defaults, self.contents, texts)
        self.has_counts = self._has_text(lines, "quantity", bool) or self._has_text(
            lines, "designators", is_designator_list
        )
        self.parents = set(self._column_texts(lines, "parent"))
        self.before: Mapping[str, Cell] = {}
        """Cells of the last row that is not an alternate."""
        self.main: Row | LeftOutReason | None = None
        """Last row that is not an alternate, or the reason why that row is left out."""

    def row(self, line: list[Cell], *, is_dropped: bool) -> None:
        """Read a row as a component, or leave it out."""
        whole = line[0].span.to(line[-1].span)
        beyond = [cell for cell in line[len(self.columns) :] if cell.text]
        is_ragged = len(line) < len(self.columns) or bool(beyond)
        if is_ragged and not is_dropped:
            self.contents.diagnostics.append(
                diagnose("file/ragged-row", whole, expected=len(self.columns), found=len(line))
            )
            return
        cells = {
            name: line[column.index] for name, column in self.by_field.items() if column.index < len(line)
        }
        broken = {name: cell for name, cell in cells.items() if cell_values.is_broken(cell.text)}
        filled = {
            name: cell
            for name, cell in cells.items()
            if name not in broken and not cell_values.is_blank(cell.text)
        }
        if is_dropped:
            self._leave_out("dropped", filled, whole)
        elif reason := self._total_reason(line, filled, broken):
            self._leave_out(reason, {}, whole)
        elif not broken and self._is_remark(line, filled) and not is_alternate(filled, self.before):
            self._leave_out("remark", {}, whole)
        else:
            self._read(line, filled, broken)

    def _read(self, line: list[Cell], filled: Mapping[str, Cell], broken: Mapping[str, Cell]) -> None:
        """Read a row as a component, or leave it out if its cells state that the component is not populated.

        An empty row is skipped.
        """
        whole = line[0].span.to(line[-1].span)
        reason, doubts = left_out_reason(line, self.columns, filled) if filled else (None, [])
        is_another = is_alternate(filled, self.before)
        if reason is None and not is_another and not broken and _is_feature_of_board(filled):
            reason = "board"
        if reason is None and is_another and isinstance(self.main, str):
            reason, filled = self.main, {}
        if reason is not None:
            self._leave_out(reason, filled, whole)
            self.before, self.main = (self.before, self.main) if is_another else (filled, reason)
            return
        self.contents.diagnostics += [say.broken_cell(name, c.text, c.span) for name, c in broken.items()]
        if filled:
            self.contents.diagnostics += doubts
            for column in undecided_columns(line, self.columns):
                self.contents.undecided.setdefault(column, []).append(whole)
            others = {
                name: [
                    cell
                    for column in self.columns
                    if column.field == name and (cell := line[column.index]).text
                ]
                for name in OTHERS
            }
            row = self._build_row(filled, whole, others, line)
            if is_another and isinstance(self.main, Row):
                if "class" in self.main.part.value:
                    row.part.put("class", self.main.part.value["class"], self.main.part.span_of("class"))
                self.contents.alternates.append((self.main, row))
            else:
                self.contents.rows.append(row)
                self.before, self.main = filled, row

    def _leave_out(self, reason: LeftOutReason, filled: Mapping[str, Cell], whole: Span) -> None:
        """Record a row that is left out.

        The position of the row shows which rows are its children; the children are left out, too.
        """
        self.contents.left_out.append((reason, whole))
        self.contents.companies_left_out += [
            (whole, _in_one_line(filled[name].text))
            for name in ("manufacturer", "supplier")
            if name in filled
        ]
        position = _position(filled)
        if filled and (any(position) or self.parents):
            part = PlacedRecord(whole)
            part.put("name", _in_one_line(_name_of(filled)) or "unnamed")
            if "mpn" in filled:
                part.put("mpn", _in_one_line(filled["mpn"].text))
            level, number, parent = position
            use = PlacedRecord(whole)
            row = Row(part, use, whole, level=level, number=number, parent=parent, left_out=reason)
            self.contents.rows.append(row)

    def _column_texts(self, lines: Sequence[list[Cell]], name: str) -> list[str]:
        """Return the texts in the column of a field."""
        if name not in self.by_field:
            return []
        at = self.by_field[name].index
        return [line[at].text for line in lines if at < len(line) and line[at].text]

    def _has_text(self, lines: Sequence[list[Cell]], name: str, fits: Any) -> bool:
        return any(map(fits, self._column_texts(lines, name)))

    def _total_reason(
        self, line: list[Cell], filled: Mapping[str, Cell], broken: Mapping[str, Cell]
    ) -> LeftOutReason | None:
        """Return the reason to leave out a row of totals; `None` for other rows."""
        texts = [cell.text for cell in line]
        other_fields = {name for name, cell in filled.items() if not is_total_label(cell.text)} - SUMS
        if other_fields or not any(texts):
            return None
        if is_total(texts):
            return "total"
        is_unnamed = filled and not broken.keys() - SUMS and has_only_amounts(texts)
        return "unnamed" if is_unnamed else None

    def _is_remark(self, line: list[Cell], filled: Mapping[str, Cell]) -> bool:
        """Return whether a row has only one filled cell, such as a footer."""
        texts = [cell for cell in line if cell.text]
        if len(texts) != 1 or len(line) < FEWEST or not self.has_counts or texts[0].text in self.parents:
            return False
        if any(name in filled for name in ("quantity", *TREE)):
            return False
        return "designators" not in filled or not is_designator_list(filled["designators"].text)

    def _unread_name(self, line: list[Cell]) -> str:
        """Return the first text with letters in a column that is not read; empty if there is none.

        Such a text may be the only name of the component.
        """
        read = {column.index for column in self.columns if column.field}
        texts = [cell.text for at, cell in enumerate(line) if at not in read]
        return next(
            (text for text in texts if any(map(str.isalpha, text)) and not cell_values.is_blank(text)), ""
        )

    def _build_row(
        self, filled: Mapping[str, Cell], whole: Span, others: Mapping[str, list[Cell]], line: list[Cell]
    ) -> Row:
        """Return the component of a row, with its quantity and designators in the parent."""
        part, usage = PlacedRecord(whole), PlacedRecord(whole)
        places = (
            self.facts.read(filled, "designators", lambda text, _: cell_values.parse_designators(text)) or []
        )
        called = _in_one_line(_name_of(filled) or self._unread_name(line) or "unnamed")
        # Many resistors have the value `10k`, so the first designator is added to the name.
        first = f" ({places[0]})" if places and places[0] != called else ""
        name = called + first
        part.put("name", name, next(filled[n].span for n in (*NAMES, *filled) if n in filled))
        self.facts.put(part, filled, others)
        if places:
            at = filled["designators"].span
            usage.put("designators", places, at)
            class_ = infer_class(places, _row_texts(filled))
            if class_ is not None and "class" not in part.value:
                part.put("class", class_, at)
        count = self.facts.quantity(filled)
        if count is not None:
            usage.put("quantity", count, filled["quantity"].span)
        elif places and "quantity" not in self.by_field:
            usage.put("quantity", len(places), filled["designators"].span)
        key, is_numbered = _key_of(filled, places, name)
        return Row(part, usage, whole, key, is_numbered, tuple(places), *_position(filled), called)


def _position(filled: Mapping[str, Cell]) -> tuple[str, str, str]:
    """Return the position of a row in the product structure: level, number, and number of the parent."""
    level, number, parent = (filled[name].text if name in filled else "" for name in TREE)
    return level, number, parent


def _is_feature_of_board(filled: Mapping[str, Cell]) -> bool:
    """Return whether a row is a mark or a hole of the board, such as a fiducial, and states no other fact."""
    if "designators" not in filled or filled.keys() - OF_A_FEATURE:
        return False
    places = cell_values.parse_designators(filled["designators"].text)
    return isinstance(places, list) and infer_class(places, _row_texts(filled)) in NO_COMPONENT


def _row_texts(filled: Mapping[str, Cell]) -> RowTexts:
    """Return the texts of a row that influence the class of its component."""
    return RowTexts(
        filled["name"].text if "name" in filled else "",
        tuple(filled[name].text for name in DESCRIBING if name in filled),
        tuple(filled[name].text for name in NUMBERING if name in filled),
        is_bought=any(name in filled for name in BUYING),
    )


def _name_of(filled: Mapping[str, Cell]) -> str:
    return next((filled[name].text for name in (*NAMES, "designators") if name in filled), "")


def _key_of(filled: Mapping[str, Cell], places: list[str], name: str) -> tuple[str, bool]:
    """Return the key from which the id of a component is made, and whether the key is a part number.

    The key does not depend on the order of the rows.
    """
    by_maker = " ".join(filled[column].text for column in ("manufacturer", "mpn") if column in filled)
    numbers = [by_maker if "mpn" in filled else "", filled["number"].text if "number" in filled else ""]
    candidates = [*numbers, places[0] if places else "", name]
    return slug(next(candidate for candidate in candidates if candidate)), any(numbers)


def _in_one_line(text: str) -> str:
    return " ".join(text.split())
