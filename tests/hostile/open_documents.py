"""Open Documents: small ones to read, and ones that expand."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from tests.hostile.workbooks import Attack

if TYPE_CHECKING:
    from collections.abc import Mapping

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{end}:1.0"'
    for name, end in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "fo": "xsl-fo-compatible",
        "draw": "drawing",
    }.items()
)
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
LISTED = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


def row(*cells: str, times: str = "") -> str:
    """A row of cells, each a text or the whole element of a cell."""
    repeated = f' table:number-rows-repeated="{times}"' if times else ""
    made = (cell if cell.startswith("<table:") else text(cell) for cell in cells)
    return f"<table:table-row{repeated}>{''.join(made)}</table:table-row>"


def text(*lines: str, more: str = "") -> str:
    """A cell that holds a text in one or several lines."""
    paragraphs = "".join(f"<text:p>{line}</text:p>" for line in lines)
    return f'<table:table-cell office:value-type="string"{more}>{paragraphs}</table:table-cell>'


def value(kind: str, given: str, more: str = "") -> str:
    """A cell that holds a value of a type."""
    name = f"{kind}-value" if kind in {"date", "time", "boolean"} else "value"
    return f'<table:table-cell office:value-type="{kind}" office:{name}="{given}"{more}/>'


def empty(times: int = 1) -> str:
    """Cells without content."""
    return f'<table:table-cell table:number-columns-repeated="{times}"/>'


def table(*rows: str, name: str = "Parts", style: str = "") -> str:
    """A sheet of rows."""
    styled = f' table:style-name="{style}"' if style else ""
    return f'<table:table table:name="{name}"{styled}>{"".join(rows)}</table:table>'


def document(
    *tables: str,
    styles: str = "",
    before: str = "",
    others: Mapping[str, str | bytes] | None = None,
    mimetype: str = MIMETYPE,
) -> bytes:
    """An ODS file with these sheets, and whatever else stands in it."""
    content = (
        f'{before}<office:document-content {SPACES} {CALC} office:version="1.3">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    files: dict[str, str | bytes] = {
        "content.xml": content,
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{LISTED}"/>',
        **(others or {}),
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        if mimetype:
            file.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        for name, held in files.items():
            file.writestr(name, held)
    return data.getvalue()


HEAD = row("Name", "Manufacturer", "Quantity")
MOTOR = row("Motor", "Acme", value("float", "4"))
FILLER = row(empty(16_384), times="1048574")
"""The rest of a sheet, as spreadsheets write it."""
PASSWORD = (
    f'<manifest:manifest xmlns:manifest="{LISTED}"><manifest:file-entry manifest:full-path="content.xml">'
    '<manifest:encryption-data manifest:checksum=""/></manifest:file-entry></manifest:manifest>'
)
ENTITIES = f'<!DOCTYPE a [<!ENTITY a "{"x" * 100}"><!ENTITY b "{"&a;" * 100}">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def _of(*rows: str) -> bytes:
    return document(table(HEAD, MOTOR, *rows))


ATTACKS: dict[str, Attack] = {
    "the rest of a sheet": Attack(lambda: _of(FILLER)),
    "a row that is repeated a million times": Attack(
        lambda: _of(row("Motor", "Acme", value("float", "4"), times="1048574")), "makes a table of"
    ),
    "a row that is repeated beyond the last": Attack(
        lambda: _of(row("x", times="9999999")), "makes a table of"
    ),
    "an empty row beyond the last, and one more": Attack(
        lambda: _of(row(empty(), times="2000000"), row("x")), "a row is repeated beyond row 1,048,576"
    ),
    "a cell that is repeated over the whole row": Attack(
        lambda: _of(*[row(text("x", more=' table:number-columns-repeated="16384"'))] * 200),
        "makes a table of",
    ),
    "a cell that is repeated beyond the last column": Attack(
        lambda: _of(row(text("x", more=' table:number-columns-repeated="9999999"'))),
        "row 3 has a cell beyond column 16,384",
    ),
    "a cell in the far corner": Attack(
        lambda: _of(row(empty(), times="1048573"), row(empty(16_383), "x")),
        "the cell XFD1048576 makes a table of 17,179,869,184 cells",
    ),
    "a repeated text of many letters": Attack(
        lambda: _of(row("x" * 30_000, times="100000")), "contain more than 64,000,000 letters"
    ),
    "a merged range over the whole sheet": Attack(
        lambda: document(
            table(
                row(
                    text(
                        "a", more=' table:number-columns-spanned="16384" table:number-rows-spanned="1048576"'
                    )
                )
            )
        ),
        "expected a row with column names in the first rows",
    ),
    "many merged ranges": Attack(
        lambda: _of(row(text("a", more=' table:number-columns-spanned="2"'), times="300000")),
        "there are more than 200,000 merged ranges",
    ),
    "merged ranges that overlap": Attack(
        lambda: _of(row(*[text("a", more=' table:number-columns-spanned="2"')] * 2)),
        "the range merged at B3 overlaps another",
    ),
    "millions of blanks": Attack(
        lambda: _of(row('<table:table-cell><text:p><text:s text:c="9999999"/></text:p></table:table-cell>')),
        "the cell A3 contains 9,999,999 blanks",
    ),
    "a text of a million letters": Attack(
        lambda: _of(row("x" * 1_000_000)),
        "the cell A3 contains 1,000,000 letters, but a cell may have at most 32,767",
    ),
    "a number that is none": Attack(
        lambda: _of(row(value("float", "1e999"))), "the cell A3 has a value that is not a float: `1e999`"
    ),
    "a time that is none": Attack(
        lambda: _of(row(value("time", "noon"))), "the cell A3 has a value that is not a time: `noon`"
    ),
    "entities in entities": Attack(
        lambda: document(table(HEAD), before=ENTITIES), "the workbook has a document type"
    ),
    "an entity outside the file": Attack(
        lambda: document(table(HEAD), before=OUTSIDE), "the workbook has a document type"
    ),
    "elements within elements": Attack(lambda: document("<a>" * 1_000_000), "nested deeper than 64 levels"),
    "a file that unpacks to a thousand times its size": Attack(
        lambda: document(table(HEAD), others={"Pictures/a.png": bytes(210_000_000)}),
        "the workbook is far larger than a table",
    ),
    "a file with a password": Attack(
        lambda: document(table(HEAD), others={"META-INF/manifest.xml": PASSWORD}),
        "the workbook has a password",
    ),
    "two sheets of one name": Attack(
        lambda: document(table(HEAD), table(HEAD, name="PARTS")), "two sheets have the name `PARTS`"
    ),
    "a thousand sheets": Attack(
        lambda: document(*(table(name=f"S{n}") for n in range(1_000))), "more than 500 sheets"
    ),
    "a file that is cut": Attack(lambda: document(table(HEAD))[:-300], "the file is not an ODS file"),
    "a formula without a result": Attack(
        lambda: _of(row("Motor", "Acme", '<table:table-cell table:formula="of:=1+1"/>')),
        "1 formula has no stored result in the file",
    ),
}
"""Each small, and as large as a sheet for a reader that believes it."""
