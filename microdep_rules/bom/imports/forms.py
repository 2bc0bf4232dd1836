"""Format of a file, recognized by its content: how to read the file, or which export to use instead.

People rename files, and some programs write one format under the name of another. If a format cannot be read,
the message names a format that can be read.
"""

from __future__ import annotations

import codecs
import re

from msgspec import Struct

from microdep_rules.bom.imports.designs import is_easyeda, recognize_design
from microdep_rules.cells import DELIMITERS
from microdep_rules.messages import phrase_of
from microdep_rules.patterns import pattern

BLANKS = 64
"""Maximum number of blanks and line ends before the first bytes of a file; mail programs add such blanks."""
HEAD = 8192
"""Number of bytes at the beginning of a file that are examined to recognize the format."""
WIDE_MARKUP = {b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}
"""First bytes of XML in UTF-16 without a byte order mark, with the encoding."""
XLSX_MARK = b"[Content_Types].xml"
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
TABLE_NAMES = (".csv", ".tsv")
NO_NAME = "-"
"""File name that stands for the standard input."""
WORKBOOK_NAMES = (".xlsx", ".ods")
OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
"""Bytes of an Open Document archive after the first header."""
OPEN_SHEETS = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
OF_OPEN_DOCUMENT = (b"META-INF/manifest.xml", b"content.xml")
"""Files in an Open Document.

An Open Document that somebody unpacked and packed again is recognized by these names.
"""
OF_MATERIALS = "an IPC-175x declaration of materials"
FIXES = {
    "a PDF file": "ask-for-table",
    "a PostScript file": "ask-for-table",
    "an RTF document": "ask-for-table",
    "an e-mail": "save-attachment",
    "a gzip archive": "unpack",
    "a bzip2 archive": "unpack",
    "an xz archive": "unpack",
    "a 7z archive": "unpack",
    "a RAR archive": "unpack",
    "an archive": "unpack",
    "a picture": "save-table",
    "a database": "save-table",
    "an old Word document": "save-table",
    "a Word document": "save-table",
    "a presentation": "save-table",
    "an Open Document file": "save-table",
    "a Numbers or Pages file": "save-table",
    "IPC-2581 XML": "save-table",
    "XML": "save-table-or-json",
    "a workbook with a password": "without-password",
    "an XLS file, another old Office file, or a file with a password": "without-password",
    "an XLSB spreadsheet": "save-as-xlsx",
    "an XML spreadsheet": "save-as-xlsx",
    "an HTML page": "save-as-xlsx",
    "a flat Open Document (FODS)": "save-as-ods",
    "an XLSX spreadsheet": "rename-xlsx",
    "an ODS spreadsheet": "rename-ods",
    "a text, as CSV": "rename-csv",
    "CycloneDX XML": "write-json",
    "SPDX": "write-json",
    OF_MATERIALS: "write-overlay",
    "an IEC 62474 declaration of materials": "ask-for-class-d",
    "a PDX package (IPC-2571)": "export-from-plm",
    "a KiCad netlist": "kicad",
    "a KiCad schematic": "kicad",
    "a KiCad board": "kicad",
    "a KiCad file": "kicad",
    "a design of Altium": "altium",
    "a netlist in the Protel form, as of Altium": "altium",
    "a design of OrCAD": "allegro",
    "a netlist of Allegro or OrCAD": "allegro",
    "a design of EAGLE": "eagle",
    "a design of EasyEDA": "easyeda",
    "a netlist or a design of PADS": "pads",
    "a schematic of LTspice": "ltspice",
    "a SPICE netlist": "spice",
    "an EDIF netlist": "export-from-board",
    "an IPC-D-356 netlist": "export-from-board",
    "a Specctra design": "export-from-board",
    "a Gerber file": "export-from-board",
    "a drill file": "export-from-board",
    "a STEP file": "export-from-cad",
    "a drawing (DXF, DWG)": "export-from-cad",
    "an IGES file": "export-from-cad",
    "an STL model": "export-from-cad",
}
"""Key of the fix in the diagnostic `file/wrong-format`, for each kind of file that cannot be read."""


class Form(Struct, frozen=True):
    """Format of a file: the reader for the file, or the kind of an unreadable file and the fix."""

    read_as: str
    """`document`, `cyclonedx`, `table` or `workbook`; empty if the file is not read."""
    what: str = ""
    """Kind of a file that is not read."""
    fix: str = ""


DOCUMENT, CYCLONEDX, TABLE, WORKBOOK = map(Form, ("document", "cyclonedx", "table", "workbook"))
TABULAR = frozenset({"table", "workbook"})
"""Formats that can be read with a mapping file."""

_SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"\x10\x80", "a design of EAGLE"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\x00", "a database"),
)
"""First bytes of files that are not texts."""

COMPOUND = b"\xd0\xcf\x11\xe0"
"""First bytes of an OLE file; several programs write such files."""
_IN_COMPOUND = (
    (b"|HEADER=Protel", "a design of Altium"),
    (b"|RECORD=", "a design of Altium"),
    ("Views Directory".encode("utf-16-le"), "a design of OrCAD"),
    ("EncryptedPackage".encode("utf-16-le"), "a workbook with a password"),
    ("WordDocument".encode("utf-16-le"), "an old Word document"),
    (b"", "an XLS file, another old Office file, or a file with a password"),
)
"""Kind of an OLE file by its content; the first match counts."""

_IN_ARCHIVE = (
    (b"xl/workbook.bin", "an XLSB spreadsheet"),
    (b"word/document.xml", "a Word document"),
    (b"ppt/presentation.xml", "a presentation"),
    (b"pdx.xml", "a PDX package (IPC-2571)"),
    (b"Index/Document.iwa", "a Numbers or Pages file"),
)
"""Names of files inside archives; each name identifies a document of another program."""

_XML = pattern(r"<(?:\?xml|!DOCTYPE|!--|[A-Za-z_][\w:.-]*[\s>/])")
_IN_XML = (
    (r"cyclonedx\.org/schema/bom", "CycloneDX XML"),
    (r"<IPC-2581|webstds\.ipc\.org/2581", "IPC-2581 XML"),
    (r"webstds\.ipc\.org/175|<(?:\w+:)?MainDeclaration", OF_MATERIALS),
    (r"std\.iec\.ch/iec62474", "an IEC 62474 declaration of materials"),
    (r"spdx\.org/rdf|spdx:SpdxDocument", "SPDX"),
    (r"urn:schemas-microsoft-com:office:spreadsheet|progid=\"Excel", "an XML spreadsheet"),
    (r"opendocument\.spreadsheet|<office:document\s", "a flat Open Document (FODS)"),
    (r"<svg[\s>]", "a picture"),
    (r"(?i)<!DOCTYPE\s+html|<html[\s>]|<table[\s>]", "an HTML page"),
    (r"<export\s+version=", "a KiCad netlist"),
    (r"<!DOCTYPE\s+eagle|<eagle\s", "a design of EAGLE"),
    (r"<ProductDataeXchangePackage", "a PDX package (IPC-2571)"),
    ("", "XML"),
)
"""Kind of XML by its root element and names; the first match counts."""

_JSON = pattern(r'\{\s*"')
_AS_YAML = pattern(r"""---|%|[-?] |[{\[]|['"]?[\w$.-]+['"]?\s*:(?:\s|$)""")
"""Beginning of a first line that may be YAML or JSON."""
_TAG_VALUE = pattern(r"^SPDXVersion:\s*SPDX-", re.MULTILINE)
_OURS = pattern(r'\{\s*"schema"\s*:\s*"microdep-')
_CYCLONEDX = (b'"bomFormat"', b'"specFormat"')


def recognize_form(name: str, data: bytes) -> Form:
    """Return the format of a file. The bytes of the file take precedence over its name.

    >>> recognize_form("a.csv", b'{"bomFormat": "CycloneDX"}').read_as
    'cyclonedx'
    >>> recognize_form("a.json", b"%PDF-1.7").what
    'a PDF file'
    >>> [recognize_form(name, b"Qty,MPN").read_as for name in ("a.csv", "-")]
    ['table', 'table']
    >>> recognize_form("-", b"schema: x, y").read_as
    'document'
    """
    lower = name.lower()
    if data.startswith(ARCHIVES):
        return _archive_form(lower, data)
    if data.startswith(COMPOUND):
        return _unsupported_form(next(kind for inside, kind in _IN_COMPOUND if inside in data))
    for signature, kind in _SIGNATURES:
        if data.startswith(signature) or data[:BLANKS].lstrip().startswith(signature):
            return _unsupported_form(kind)
    if lower.endswith(WORKBOOK_NAMES):
        return _text_form(lower, data) or WORKBOOK
    is_table = lower.endswith(TABLE_NAMES) or (lower == NO_NAME and _is_in_columns(_beginning(data)))
    return _text_form(lower, data) or (TABLE if is_table else DOCUMENT)


def _unsupported_form(kind: str) -> Form:
    """Return the `Form` for a kind of file that cannot be read, with the fix for this kind."""
    return Form("", kind, phrase_of("file/wrong-format", FIXES[kind]))


def is_open_document(data: bytes) -> bool:
    """Return whether an archive is a document of OpenOffice or LibreOffice."""
    return data.startswith(ARCHIVES) and (
        OPEN_DOCUMENT in data[:HEAD]
        or (XLSX_MARK not in data and all(name in data for name in OF_OPEN_DOCUMENT))
    )


def _archive_form(name: str, data: bytes) -> Form:
    for inside, kind in _IN_ARCHIVE:
        if inside in data:
            return _unsupported_form(kind)
    is_open = is_open_document(data)
    if is_open and OPEN_DOCUMENT in data[:HEAD] and OPEN_SHEETS not in data[:HEAD]:
        return _unsupported_form("an Open Document file")
    if not is_open and (XLSX_MARK not in data or b"xl/" not in data):
        # For a file with the ending of a spreadsheet, the spreadsheet reader gives more details.
        return WORKBOOK if name.endswith(WORKBOOK_NAMES) else _unsupported_form("an archive")
    if name.endswith((*TABLE_NAMES, ".json", ".yaml", ".yml")):
        return _unsupported_form("an ODS spreadsheet" if is_open else "an XLSX spreadsheet")
    return WORKBOOK


def _text_form(name: str, data: bytes) -> Form | None:
    """Return the format of a text by its content; `None` if the content does not show the format."""
    head = _beginning(data)
    if _XML.match(head):
        return _unsupported_form(next(kind for sign, kind in _IN_XML if re.search(sign, head[:HEAD])))
    if _TAG_VALUE.search(head):
        return _unsupported_form("SPDX")
    design = recognize_design(head)
    if design:
        return _unsupported_form(design)
    if _JSON.match(head):
        named = not _OURS.match(head) and any(mark in data for mark in _CYCLONEDX)
        if not named and is_easyeda(head):
            return _unsupported_form("a design of EasyEDA")
        return CYCLONEDX if named else DOCUMENT
    if name.endswith(WORKBOOK_NAMES) and head and "," in head.partition("\n")[0] and "\0" not in head:
        return _unsupported_form("a text, as CSV")
    return None


def _is_in_columns(head: str) -> bool:
    """Return whether the first line of a text has several columns and does not begin like YAML or JSON."""
    lines = (line for line in head.splitlines() if line.strip() and not line.startswith("#"))
    first = next(lines, "")
    return any(delimiter in first for delimiter in DELIMITERS) and _AS_YAML.match(first) is None


def _beginning(data: bytes) -> str:
    """Return the beginning of a text in any encoding.

    If the file is not a text, the result has no meaning.
    """
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encoding = "utf-16" if wide else WIDE_MARKUP.get(data[:2], "utf-8")
    text = data[:HEAD].decode(encoding, "replace")
    return text.lstrip("\ufeff \t\r\n")
