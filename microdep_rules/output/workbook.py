"""XLSX workbooks with only text in their cells; equal rows give equal bytes.

The program writes the bytes without a library, so that the command `verify` can compare a workbook byte by
byte. The command rejects a workbook with additions, such as a formula, a number format, a hidden row or a
macro.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from msgspec import Struct

from microdep_rules.output.cell_texts import shortened
from microdep_rules.patterns import pattern
from microdep_rules.source import column_letter

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

MOST_ROWS = 1_000_000
"""Largest number of rows in a sheet."""
WIDEST = 48
"""Largest width of a column, in characters."""
WIDE = 30
"""Smallest width of a column for sentences, in characters."""
OPEN = 14
"""Smallest width of any other column that people fill in, in characters."""
LOOKED_AT = 1_000
"""Number of rows at the start of a table that are measured for the width of a column."""
_NEVER = (1980, 1, 1, 0, 0, 0)
"""Earliest time that an archive can store; all files in a workbook have this time."""
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_AS_TEXT = 49
"""Number of the cell format `@` (text), which every spreadsheet program knows (ECMA-376, part 1, 18.8.30).

A value that a person types into such a cell also becomes text.
"""
_PLAIN, _HEAD, _OPEN, _OPEN_HEAD, _ONE_LINE, _WRONG = range(1, 7)
"""Numbers of the cell formats in `_styles`; format 0 is for an empty cell."""
_CODE = pattern(r"_x(?=[0-9A-Fa-f]{4}_)")
"""Pattern of a text that a spreadsheet program would read as the code of a character."""
_NO_XML = pattern(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")


class SheetTable(Struct, frozen=True):
    """Sheet with a table; the first row contains the names of the columns."""

    title: str
    rows: Sequence[Sequence[str]]
    to_fill_in: Collection[str] = ()
    """Columns that people fill in; the sheet marks these columns."""
    offered: Mapping[str, Sequence[Sequence[str]]] = {}
    """Answers in the selection lists of some columns, for each row below the header."""
    wrong: Collection[tuple[int, int]] = ()
    """Cells that must be corrected, by row and column from 0; they are red."""
    locked: Collection[tuple[int, int]] = ()
    """Cells of the columns in `to_fill_in` that people do not fill in, by row and column from 0."""
    wide: Collection[str] = ()
    """Columns that need a large width for sentences."""
    hidden: Collection[str] = ()
    """Columns that a spreadsheet program hides; people can show them."""
    frozen: int = 1
    """Number of columns at the left that stay visible while people scroll."""
    protected: bool = False
    """True if people can change only the columns in `to_fill_in`."""


class Notes(Struct, frozen=True):
    """Sheet with sentences, one in each row."""

    title: str
    lines: Sequence[str]


class Offers(Struct, frozen=True):
    """Hidden sheet with the long selection lists of the other sheets, one list in each column."""

    title: str
    columns: Sequence[Sequence[str]]

    def place(self, offered: Sequence[str]) -> str:
        """Return the range of cells on the hidden sheet that contains a selection list."""
        letter = column_letter(self.columns.index(offered))
        return f"{self.title}!${letter}$1:${letter}${len(offered)}"


LONGEST_OFFER = 250
"""Largest number of characters of a selection list that is stored in the sheet itself.

The limit is from ECMA-376, part 1, 18.3.1.32. A longer list is on the hidden sheet.
"""


def workbook(sheets: Sequence[SheetTable | Notes]) -> bytes:
    """Return an XLSX workbook (standard ECMA-376) with these sheets.

    Every cell is text, so that a spreadsheet program finds no formula, address or number. The workbook is not
    compressed, because compressed bytes differ between installations of Python.
    """
    texts: dict[str, int] = {}
    offers = _hidden_sheet(sheets)
    pages = [
        _table(sheet, texts, offers) if isinstance(sheet, SheetTable) else _notes(sheet, texts)
        for sheet in sheets
    ]
    if offers.columns:
        pages.append(_columns_of(offers, texts))
    parts = {
        "[Content_Types].xml": _types(len(pages)),
        "_rels/.rels": _relations(["officeDocument"], ["xl/workbook.xml"]),
        "xl/workbook.xml": _book(sheets, offers),
        "xl/_rels/workbook.xml.rels": _relations(
            [*["worksheet"] * len(pages), "styles", "sharedStrings"],
            [
                *(f"worksheets/sheet{n + 1}.xml" for n in range(len(pages))),
                "styles.xml",
                "sharedStrings.xml",
            ],
        ),
        "xl/styles.xml": _styles(
            some_wrong=any(isinstance(sheet, SheetTable) and sheet.wrong for sheet in sheets)
        ),
        "xl/sharedStrings.xml": _shared(texts),
        **{f"xl/worksheets/sheet{number}.xml": page for number, page in enumerate(pages, 1)},
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _NEVER), f"{_XML}{text}".encode())
    return written.getvalue()


# ---- sheets --------------------------------------------------------------------------------------------


def _hidden_sheet(sheets: Sequence[SheetTable | Notes]) -> Offers:
    """Return the hidden sheet with the selection lists that are too long for their own sheets."""
    columns = (
        column for table in sheets if isinstance(table, SheetTable) for column in table.offered.values()
    )
    offered = (tuple(answers) for column in columns for answers in column)
    return Offers("Lists", [*dict.fromkeys(answers for answers in offered if not _is_short(answers))])


def _is_short(offered: Sequence[str]) -> bool:
    return len(",".join(offered)) <= LONGEST_OFFER and not any("," in answer for answer in offered)


def _columns_of(offers: Offers, texts: dict[str, int]) -> str:
    letters = [column_letter(column) for column, _ in enumerate(offers.columns)]
    longest = max(map(len, offers.columns))
    rows = [
        [column[number] if number < len(column) else "" for column in offers.columns]
        for number in range(longest)
    ]
    forms = [_PLAIN] * len(letters)
    written = [_row(number, row, letters, forms, texts) for number, row in enumerate(rows, 1)]
    return (
        f'<worksheet xmlns="{_MAIN}"><dimension ref="A1:{letters[-1]}{longest}"/>'
        f"<sheetData>{''.join(written)}</sheetData></worksheet>"
    )


def _validations(table: SheetTable, letters: Sequence[str], offers: Offers) -> str:
    """Return the selection lists of a table as XML; people can also type other text into the cells."""
    places: dict[tuple[str, ...], list[str]] = {}
    for letter, name in zip(letters, table.rows[0], strict=True):
        for number, offered in enumerate(table.offered.get(name, ())[: MOST_ROWS - 1], 2):
            if offered:
                places.setdefault(tuple(offered), []).append(f"{letter}{number}")
    written = [
        f'<dataValidation type="list" allowBlank="1" sqref="{" ".join(cells)}">'
        f"<formula1>{escape(_offer(offered, offers))}</formula1></dataValidation>"
        for offered, cells in places.items()
    ]
    return f'<dataValidations count="{len(written)}">{"".join(written)}</dataValidations>' if written else ""


def _offer(offered: tuple[str, ...], offers: Offers) -> str:
    return f'"{",".join(offered)}"' if _is_short(offered) else offers.place(offered)


_PROTECTED = (
    '<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0" sort="0"'
    ' autoFilter="0"/>'
)
"""Protection of the sheet without a password, which only prevents accidental changes."""


def _table(table: SheetTable, texts: dict[str, int], offers: Offers) -> str:
    names, rows = table.rows[0], table.rows[:MOST_ROWS]
    letters = [column_letter(column) for column, _ in enumerate(names)]
    # A long text in a hidden column must not make its row high.
    forms = [
        _OPEN if name in table.to_fill_in else _ONE_LINE if name in table.hidden else _PLAIN for name in names
    ]
    heads = [_OPEN_HEAD if form == _OPEN else _HEAD for form in forms]
    wrong = dict[int, set[int]]()
    for line, column in table.wrong:
        wrong.setdefault(line, set()).add(column)
    locked = dict[int, set[int]]()
    for line, column in table.locked:
        locked.setdefault(line, set()).add(column)
    marked = {
        line: [
            _WRONG if column in wrong.get(line, ()) else _PLAIN if column in locked.get(line, ()) else form
            for column, form in enumerate(forms)
        ]
        for line in {*wrong, *locked}
    }
    written = [
        _row(number, row, letters, marked.get(number - 1, forms) if number > 1 else heads, texts)
        for number, row in enumerate(rows, 1)
    ]
    last = f"{letters[-1]}{len(rows)}"
    pane = (
        f'<pane xSplit="{table.frozen}" ySplit="1" topLeftCell="{column_letter(table.frozen)}2"'
        ' activePane="bottomRight" state="frozen"/>'
    )
    return (
        f'<worksheet xmlns="{_MAIN}"><dimension ref="A1:{last}"/>'
        f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        f"<cols>{''.join(_columns(table, rows))}</cols><sheetData>{''.join(written)}</sheetData>"
        f'{_PROTECTED if table.protected else ""}<autoFilter ref="A1:{last}"/>'
        f"{_validations(table, letters, offers)}</worksheet>"
    )


def _notes(notes: Notes, texts: dict[str, int]) -> str:
    written = [_row(number, [line], ["A"], [_PLAIN], texts) for number, line in enumerate(notes.lines, 1)]
    return (
        f'<worksheet xmlns="{_MAIN}"><dimension ref="A1:A{max(1, len(notes.lines))}"/>'
        f"<cols>{_column(0, 2 * WIDEST)}</cols><sheetData>{''.join(written)}</sheetData></worksheet>"
    )


def _row(
    number: int, row: Sequence[str], letters: Sequence[str], forms: Sequence[int], texts: dict[str, int]
) -> str:
    """Return a row of cells as XML.

    The workbook stores each text once, and a cell has the number of its text.
    """
    cells = [
        f'<c r="{letter}{number}" s="{form}" t="s"><v>{texts.setdefault(shortened(text), len(texts))}</v></c>'
        if text
        else f'<c r="{letter}{number}" s="{form}"/>'
        for letter, form, text in zip(letters, forms, row, strict=True)
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _columns(table: SheetTable, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the width of each column, which follows from its longest line.

    Columns that people fill in are wide enough for an answer.
    """
    for column, name in enumerate(table.rows[0]):
        lines = (line for row in rows[:LOOKED_AT] for line in row[column].split("\n"))
        longest = max(map(len, lines), default=0)
        least = WIDE if name in table.wide else OPEN if name in table.to_fill_in else 0
        width = max(min(max(longest, len(name)) + 2, WIDEST), least)
        yield _column(column, width, hidden=name in table.hidden)


def _column(column: int, letters: int, *, hidden: bool = False) -> str:
    # In 256ths of a digit 7 pixels wide, with 5 pixels around it (ECMA-376, part 1, 18.3.1.13).
    width = (letters * 7 + 5) * 256 // 7 / 256
    state = ' hidden="1"' if hidden else ""
    return f'<col min="{column + 1}" max="{column + 1}" width="{width}"{state} customWidth="1"/>'


# ---- the other parts -----------------------------------------------------------------------------------


def _book(sheets: Sequence[SheetTable | Notes], offers: Offers) -> str:
    listed = "".join(
        f'<sheet name={quoteattr(sheet.title)} sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, 1)
    )
    if offers.columns:
        number = len(sheets) + 1
        listed += f'<sheet name="{offers.title}" sheetId="{number}" state="hidden" r:id="rId{number}"/>'
    filters = "".join(_filter(at, sheet) for at, sheet in enumerate(sheets) if isinstance(sheet, SheetTable))
    named = f"<definedNames>{filters}</definedNames>" if filters else ""
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{listed}</sheets>{named}</workbook>"
    )


def _filter(at: int, table: SheetTable) -> str:
    """Return the hidden definition that Excel needs for the range of a table with a filter."""
    title = escape(table.title.replace("'", "''"))
    last = f"${column_letter(len(table.rows[0]) - 1)}${min(len(table.rows), MOST_ROWS)}"
    return (
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{at}" hidden="1">'
        f"'{title}'!$A$1:{last}</definedName>"
    )


def _styles(*, some_wrong: bool) -> str:
    fonts = "".join(f'<font>{bold}<sz val="11"/><name val="Calibri"/></font>' for bold in ("", "<b/>"))
    colours = ["FFFFF4D6", *(["FFFFC7CE"] if some_wrong else [])]
    patterns = (
        '<patternFill patternType="none"/>',
        '<patternFill patternType="gray125"/>',
        *map(_filled, colours),
    )
    fills = "".join(f"<fill>{fill}</fill>" for fill in patterns)
    kinds = [(fill, font, True) for fill in (0, 2) for font in (0, 1)]
    kinds += [(0, 0, False), *([(3, 0, True)] if some_wrong else [])]
    forms = "".join(
        f'<xf numFmtId="{_AS_TEXT}" fontId="{font}" fillId="{fill}" borderId="0" xfId="0"'
        f' applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1" applyProtection="1">'
        f'<alignment vertical="top" wrapText="{int(is_wrapped)}"/>'
        f'<protection locked="{int(not (fill and not font))}"/></xf>'
        for fill, font, is_wrapped in kinds
    )
    none = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"'
    return (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="2">{fonts}</fonts>'
        f'<fills count="{len(patterns)}">{fills}</fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        f'<cellStyleXfs count="1">{none}/></cellStyleXfs>'
        f'<cellXfs count="{len(kinds) + 1}">{none} xfId="0"/>{forms}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _filled(colour: str) -> str:
    return f'<patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/></patternFill>'


def _shared(texts: dict[str, int]) -> str:
    items = "".join(f'<si><t xml:space="preserve">{_in_xml(text)}</t></si>' for text in texts)
    return f'<sst xmlns="{_MAIN}" uniqueCount="{len(texts)}">{items}</sst>'


def _in_xml(text: str) -> str:
    r"""Return a text for the XML of a spreadsheet, with codes for characters that XML does not allow.

    >>> _in_xml("a<b"), _in_xml("x\x01"), _in_xml("_x0041_")
    ('a&lt;b', 'x_x0001_', '_x005F_x0041_')
    """
    coded = _CODE.sub("_x005F_x", text)
    return escape(_NO_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", coded))


def _types(many: int) -> str:
    parts = {"workbook": f"{_KIND}.sheet.main+xml", "styles": f"{_KIND}.styles+xml"}
    parts["sharedStrings"] = f"{_KIND}.sharedStrings+xml"
    parts |= {f"worksheets/sheet{number}": f"{_KIND}.worksheet+xml" for number in range(1, many + 1)}
    listed = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{kind}"/>' for name, kind in parts.items()
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="{relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _relations(kinds: Sequence[str], targets: Sequence[str]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATED}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(zip(kinds, targets, strict=True), 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'
