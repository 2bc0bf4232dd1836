"""Workbooks that expand: each is small, and a reader that believes it takes gigabytes or hours."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, NamedTuple

from tests.hostile.documents import LESS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
IDS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<row r="1">' + "".join(
    f'<c r="{column}1" t="inlineStr"><is><t>{name}</t></is></c>'
    for column, name in zip("ABC", ("Name", "Manufacturer", "Quantity"), strict=True)
)
PARTS = (
    f"{HEAD}</row>"
    '<row r="2"><c r="A2" t="inlineStr"><is><t>Motor</t></is></c>'
    '<c r="B2" t="inlineStr"><is><t>Acme</t></is></c><c r="C2"><v>4</v></c></row>'
)


def sheet_of(rows: str = PARTS, *, before: str = "", after: str = "") -> str:
    """A sheet with these rows."""
    return f"<worksheet {MAIN}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"


def listed(number: int, name: str = "") -> str:
    """A sheet as the list of sheets has it."""
    return f'<sheet name="{name or f"Sheet{number}"}" sheetId="{number}" r:id="rId{number}"/>'


def workbook(
    sheet: str | bytes = "",
    *,
    sheets: str = listed(1, "Parts"),
    others: Mapping[str, str | bytes] | None = None,
    method: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A workbook with a sheet, and whatever else stands in it."""
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{LINKS}"><Relationship Id="rId1" '
        f'Type="{KINDS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f"<workbook {MAIN} {IDS}><sheets>{sheets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{LINKS}">'
        f'<Relationship Id="rId1" Type="{KINDS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{KINDS}/worksheet" Target="/xl/worksheets/sheet1.xml"/>'
        "</Relationships>",
        SHEET: sheet or sheet_of(),
        **(others or {}),
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method, compresslevel=1) as file:
        for name, text in files.items():
            file.writestr(name, text)
    return data.getvalue()


def cell(place: str, text: str = "x") -> str:
    """A row with one cell that holds a text."""
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{row}"><c r="{place}" t="inlineStr"><is><t>{text}</t></is></c></row>'


def merged(*ranges: str) -> str:
    """Merged ranges of a sheet."""
    return "<mergeCells>" + "".join(f'<mergeCell ref="{each}"/>' for each in ranges) + "</mergeCells>"


def shared(*texts: str) -> dict[str, str | bytes]:
    """Texts that cells share."""
    return {
        "xl/sharedStrings.xml": f"<sst {MAIN}>" + "".join(f"<si><t>{t}</t></si>" for t in texts) + "</sst>"
    }


def formats(*codes: str) -> dict[str, str | bytes]:
    """Number formats, each a style of cells."""
    made = "".join(f'<numFmt numFmtId="{200 + at}" formatCode="{code}"/>' for at, code in enumerate(codes))
    styles = "".join(f'<xf numFmtId="{200 + at}"/>' for at in range(len(codes)))
    text = f"<styleSheet {MAIN}><numFmts>{made}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>"
    return {"xl/styles.xml": text}


def _letters(number: int) -> str:
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def _repeated(text: str, references: int) -> bytes:
    rows = "".join(
        f'<row r="{row}">' + '<c t="s"><v>0</v></c>' * 100 + "</row>"
        for row in range(1, references // 100 + 1)
    )
    return workbook(sheet_of(rows), others=shared(text))


def _runs() -> str:
    return "<r><t>x</t></r>" * (1_000_000 // LESS)


def _twice() -> bytes:
    import warnings

    data = io.BytesIO(workbook())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(data, "a") as file:
            file.writestr(SHEET, sheet_of(cell("A1", "another sheet")))
    return data.getvalue()


def _encrypted() -> bytes:
    data = bytearray(workbook())
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


NESTED = workbook(others={"xl/a": bytes(10_000_000)})


class Attack(NamedTuple):
    """A workbook that expands, and a part of what is reported about it; nothing where it is simply read."""

    made: Callable[[], bytes]
    reported: str = ""


ENTITIES = (
    f'<!DOCTYPE a [<!ENTITY a "{"x" * 100}"><!ENTITY b "{"&a;" * 100}"><!ENTITY c "{"&b;" * 100}">]>'
    + sheet_of(cell("A1", "&c;" * 100))
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + sheet_of(cell("A1", "&a;"))
FAR = "the cell XFD1048576 makes a table of 17,179,869,184 cells"

ATTACKS: dict[str, Attack] = {
    "a merged range over the whole sheet": Attack(
        lambda: workbook(sheet_of(after=merged("A3:XFD1048576"))),
    ),
    "a merged range over the whole sheet and its table": Attack(
        lambda: workbook(sheet_of(after=merged("A1:XFD1048576"))),
        "expected a row with column names in the first rows",
    ),
    "many merged ranges over the whole sheet": Attack(
        lambda: workbook(sheet_of(after=merged(*["A2:XFD1048576"] * 100_000))),
        "in the sheet `Parts`, the range merged at A2",
    ),
    "a quarter million small merged ranges": Attack(
        lambda: workbook(sheet_of(after=merged(*(f"A{n}:B{n}" for n in range(10, 250_010))))),
        "there are more than 200,000 merged ranges",
    ),
    "merged ranges that overlap": Attack(
        lambda: workbook(sheet_of(after=merged("A1:B2", "B2:C3"))), "the range merged at B2 overlaps another"
    ),
    "a merged range that is none": Attack(
        lambda: workbook(sheet_of(after=merged("A1:Zebra"))), "the merged range `A1:Zebra` is not valid"
    ),
    "a dimension that lies": Attack(
        lambda: workbook(sheet_of(before='<dimension ref="A1:XFD1048576"/>')),
    ),
    "a cell in the far corner": Attack(lambda: workbook(sheet_of(PARTS + cell("XFD1048576"))), FAR),
    "an empty cell in the far corner": Attack(
        lambda: workbook(sheet_of(PARTS + '<row r="1048576"><c r="XFD1048576" s="0"/></row>')),
    ),
    "a cell in the last row": Attack(
        lambda: workbook(sheet_of(PARTS + cell("A1048576"))), "makes a table of 3,145,728"
    ),
    "a diagonal of cells": Attack(
        lambda: workbook(sheet_of("".join(cell(f"{_letters(n)}{n}") for n in range(1, 16_000)))),
        "makes a table of",
    ),
    "a row beyond the last": Attack(
        lambda: workbook(sheet_of(PARTS + cell("A1048577"))), "row `1048577` comes after row 2"
    ),
    "a row of ten thousand digits": Attack(
        lambda: workbook(sheet_of(PARTS + cell("A" + "9" * 10_000))), "comes after row 2"
    ),
    "a column beyond the last": Attack(
        lambda: workbook(sheet_of(PARTS + cell("XFE3"))), "the cell `XFE3` is in the wrong place in row 3"
    ),
    "a cell twice": Attack(
        lambda: workbook(sheet_of(PARTS.replace('r="B2"', 'r="A2"'))),
        "the cell `A2` is in the wrong place in row 2",
    ),
    "ten million shared texts": Attack(
        lambda: workbook(others={"xl/sharedStrings.xml": f"<sst {MAIN}>{'<si/>' * 10_000_000}</sst>"}),
        "more than 2,000,000 shared texts",
    ),
    "one large text shared by many cells": Attack(
        lambda: _repeated("x" * 30_000, 100_000), "contain more than 64,000,000 letters"
    ),
    "a shared text of wide letters": Attack(
        lambda: _repeated("\U0001f600" * 30_000, 100_000), "contain more than 64,000,000 letters"
    ),
    "a shared text of very many runs": Attack(
        lambda: workbook(others={"xl/sharedStrings.xml": f"<sst {MAIN}><si>{_runs()}</si></sst>"}),
    ),
    "a text of a million letters": Attack(
        lambda: workbook(sheet_of(PARTS.replace("Motor", "x" * 1_000_000))),
        "in the sheet `Parts`, the cell A2 contains 1,000,000 letters, but a cell may have at most 32,767",
    ),
    "a sheet with a name of a hundred thousand letters": Attack(
        lambda: workbook(sheets=listed(1, "x" * 100_000)), "has more than 255 letters"
    ),
    "a shared text that does not exist": Attack(
        lambda: workbook(sheet_of(PARTS.replace('<c r="C2">', '<c r="C2" t="s">'))),
        "the cell C2 has a shared text that does not exist",
    ),
    "an inline text of seventy million letters": Attack(
        lambda: workbook(sheet_of(cell("A1", "x" * 70_000_000))), "contain more than 64,000,000 letters"
    ),
    "a formula of thirty million letters": Attack(
        lambda: workbook(sheet_of(f'<row r="1"><c r="A1"><f>{"x" * 30_000_000}</f></c></row>')),
        "expected a row with column names in the first rows",
    ),
    "formulas without results": Attack(
        lambda: workbook(
            sheet_of(
                f"{HEAD}</row>"
                + "".join(f'<row r="{n}"><c r="A{n}"><f>1+1</f></c></row>' for n in range(2, 100_000 // LESS))
            )
        ),
        "formulas have no stored result in the file",
    ),
    "a number of a million digits": Attack(
        lambda: workbook(sheet_of(PARTS.replace("<v>4</v>", f"<v>{'9' * 1_000_000}</v>"))),
        "the cell C2 has an invalid number: `999",
    ),
    "a number that is infinite": Attack(
        lambda: workbook(sheet_of(PARTS.replace("<v>4</v>", "<v>1e999</v>"))),
        "the cell C2 has an invalid number: `1e999`",
    ),
    "a day that does not exist": Attack(
        lambda: workbook(
            sheet_of(PARTS.replace('<c r="C2"><v>4</v>', '<c r="C2" s="0"><v>1e300</v>')),
            others=formats("yyyy"),
        ),
        "found the formula error `#VALUE!`",
    ),
    "a style that does not exist": Attack(
        lambda: workbook(sheet_of(PARTS.replace('<c r="C2">', '<c r="C2" s="7">'))), "the cell C2 has a style"
    ),
    "a number format of a million brackets": Attack(
        lambda: workbook(others=formats("[" * 1_000_000)), "a number format has more than 255 letters"
    ),
    "seventy thousand styles": Attack(
        lambda: workbook(others=formats(*["0.00"] * 70_000)), "more than 65,490 styles"
    ),
    "entities in entities": Attack(lambda: workbook(ENTITIES), "the workbook has a document type"),
    "an entity outside the file": Attack(lambda: workbook(OUTSIDE), "the workbook has a document type"),
    "elements within elements": Attack(
        lambda: workbook(sheet_of(before="<a>" * 1_000_000)), "nested deeper than 64 levels"
    ),
    "millions of empty elements": Attack(
        lambda: workbook(sheet_of(before="<a/>" * 12_000_000)), "far more data than their cells"
    ),
    "millions of empty cells": Attack(
        lambda: workbook(sheet_of("".join(f"<row>{'<c/>' * 16_000}</row>" for _ in range(600)))),
        "more than 4,000,000 cells, including empty cells",
    ),
    "hundreds of thousands of names of attributes": Attack(
        lambda: workbook(sheet_of(before="".join(f'<a b{n}=""/>' for n in range(300_000)))),
        "more than 1,000 kinds of elements",
    ),
    "one tag of very many megabytes": Attack(
        lambda: workbook(sheet_of(before=f'<a b="{"x" * (100_000_000 // LESS)}"/>')),
        "a tag of more than one megabyte",
    ),
    "one comment of very many megabytes": Attack(
        lambda: workbook(sheet_of(before=f"<!--{'x' * (200_000_000 // LESS)}-->")),
        "a tag of more than one megabyte",
    ),
    "another encoding": Attack(
        lambda: workbook('<?xml version="1.0" encoding="utf-7"?>' + sheet_of()), "is not valid XML"
    ),
    "a hundred thousand sheets": Attack(
        lambda: workbook(sheets="".join(listed(n) for n in range(1, 100_001))), "more than 500 sheets"
    ),
    "two sheets from one file": Attack(
        lambda: workbook(sheets=listed(1) + listed(2)), "the sheet `Sheet2` uses the file of another sheet"
    ),
    "two sheets of one name": Attack(
        lambda: workbook(sheets=listed(1, "Parts") + listed(2, "PARTS")), "two sheets have the name `PARTS`"
    ),
    "a sheet that is missing": Attack(
        lambda: workbook(sheets=listed(1) + listed(9)), "the sheet `Sheet9` has no file"
    ),
    "very many defined names": Attack(
        lambda: workbook(
            others={
                "xl/workbook.xml": f"<workbook {MAIN} {IDS}><sheets>{listed(1)}</sheets><definedNames>"
                + '<definedName name="a">Parts!$A$1:$XFD$1048576</definedName>' * (1_000_000 // LESS)
                + "</definedNames></workbook>"
            }
        ),
    ),
    "links and rules over the whole sheet": Attack(
        lambda: workbook(
            sheet_of(
                after='<conditionalFormatting sqref="A1:XFD1048576"/>'
                '<dataValidations><dataValidation sqref="A1:XFD1048576"/></dataValidations>'
                '<hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>'
            )
        ),
    ),
    "a column format over the whole sheet": Attack(
        lambda: workbook(sheet_of(before='<cols><col min="1" max="999999999" style="0"/></cols>')),
    ),
    "a file that unpacks to a thousand times its size": Attack(
        lambda: workbook(others={"xl/media/image.png": bytes(210_000_000)}),
        "the workbook is far larger than a table",
    ),
    "five thousand files": Attack(
        lambda: workbook(others={f"xl/{n}": b"" for n in range(5_000)}),
        "the workbook contains more than 2,000 files",
    ),
    "archives in archives": Attack(
        lambda: workbook(others={f"xl/{n}.zip": NESTED for n in range(100)}),
    ),
    "a file twice": Attack(_twice, "the workbook contains the file `xl/worksheets/sheet1.xml` twice"),
    "a file with a password": Attack(_encrypted, "the workbook has a password"),
    "another way of packing": Attack(
        lambda: workbook(method=zipfile.ZIP_BZIP2), "has a compression that XLSX does not allow"
    ),
    "a file that is cut": Attack(lambda: workbook()[:-300], "the file is not an XLSX file"),
}
