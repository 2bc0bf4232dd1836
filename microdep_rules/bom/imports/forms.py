"""Form of a file by its content: the reader to use, or the recommended export.

People rename files, and programs write files with the ending of another format. For a format that is not
read, the message names the format, and a format that is read.
"""

from __future__ import annotations

import codecs
import re

from msgspec import Struct

from microdep_rules.bom.imports.designs import (
    ALLEGRO,
    ALTIUM,
    EAGLE,
    EASYEDA,
    EXPORT_FROM_PLM,
    KICAD,
    is_easyeda,
    recognize_design,
)
from microdep_rules.cells import DELIMITERS
from microdep_rules.patterns import pattern

BLANKS = 64
"""Maximum number of blanks and line ends before the first bytes of a file; mail programs add such blanks."""
HEAD = 8192
"""Number of bytes of a text that are examined."""
WIDE_MARKUP = {b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}
"""First character of XML in UTF-16 without a byte order mark."""
XLSX_MARK = b"[Content_Types].xml"
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
TABLE_NAMES = (".csv", ".tsv")
NO_NAME = "-"
"""Standard input, which has no file name."""
WORKBOOK_NAMES = (".xlsx", ".ods")
OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
"""Bytes of an Open Document archive after the first header."""
OPEN_SHEETS = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
OF_OPEN_DOCUMENT = (b"META-INF/manifest.xml", b"content.xml")
"""Files in an Open Document. They identify an archive that somebody packed again."""
AS_TABLE = "save the table of parts as XLSX or as CSV"
AS_XLSX = "save it as XLSX"
OF_MATERIALS = "an IPC-175x declaration of materials"
AS_OVERLAY = "`microdep bom import FILE --output materials.yaml` makes an overlay of it"
AS_JSON = "write it as CycloneDX JSON 1.6 with the program that made it, or convert it: `cyclonedx convert`"


class Form(Struct, frozen=True):
    """Form of a file: the reader to use, or the kind of file and the fix."""

    read_as: str
    """`document`, `cyclonedx`, `table`, `workbook`; empty if the file is not read."""
    what: str = ""
    fix: str = ""


DOCUMENT, CYCLONEDX, TABLE, WORKBOOK = map(Form, ("document", "cyclonedx", "table", "workbook"))
TABULAR = frozenset({"table", "workbook"})
"""Forms that are read with a mapping file."""

_SIGNATURES = (
    (b"%PDF-", "a PDF file", "ask for the table that it was made from, as XLSX or CSV"),
    (b"\x10\x80", "a design of EAGLE", EAGLE),
    (b"\x1f\x8b", "a gzip archive", "unpack it, and name what is in it"),
    (b"BZh", "a bzip2 archive", "unpack it, and name what is in it"),
    (b"\xfd7zXZ\x00", "an xz archive", "unpack it, and name what is in it"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it, and name what is in it"),
    (b"Rar!", "a RAR archive", "unpack it, and name what is in it"),
    (b"\x89PNG", "a picture", AS_TABLE),
    (b"\xff\xd8\xff", "a picture", AS_TABLE),
    (b"GIF8", "a picture", AS_TABLE),
    (b"SQLite format 3\x00", "a database", AS_TABLE),
)
"""First bytes of files that are not texts."""

COMPOUND = b"\xd0\xcf\x11\xe0"
"""First bytes of an OLE file; several programs write such files."""
_IN_COMPOUND = (
    (b"|HEADER=Protel", "a design of Altium", ALTIUM),
    (b"|RECORD=", "a design of Altium", ALTIUM),
    ("Views Directory".encode("utf-16-le"), "a design of OrCAD", ALLEGRO),
    ("EncryptedPackage".encode("utf-16-le"), "a workbook with a password", f"{AS_XLSX}, without one"),
    ("WordDocument".encode("utf-16-le"), "an old Word document", AS_TABLE),
    (b"", "an XLS or another old Office file, or has a password", f"{AS_XLSX}, without one"),
)
"""Kind of an OLE file by its content; the first match counts."""

_IN_ARCHIVE = (
    (b"xl/workbook.bin", "an XLSB spreadsheet", AS_XLSX),
    (b"word/document.xml", "a Word document", AS_TABLE),
    (b"ppt/presentation.xml", "a presentation", AS_TABLE),
    (b"pdx.xml", "a PDX package (IPC-2571)", EXPORT_FROM_PLM),
    (b"Index/Document.iwa", "a Numbers or Pages file", "export it as XLSX or as CSV"),
)
"""Names inside archives that are documents of other programs."""

_XML = pattern(r"<(?:\?xml|!DOCTYPE|!--|[A-Za-z_][\w:.-]*[\s>/])")
_IN_XML = (
    (r"cyclonedx\.org/schema/bom", "CycloneDX XML", AS_JSON),
    (r"<IPC-2581|webstds\.ipc\.org/2581", "IPC-2581 XML", AS_TABLE),
    (r"webstds\.ipc\.org/175|<(?:\w+:)?MainDeclaration", OF_MATERIALS, AS_OVERLAY),
    (
        r"std\.iec\.ch/iec62474",
        "an IEC 62474 declaration of materials",
        "ask for it as IPC-1752A or IPC-1752B, Class D, as XML",
    ),
    (r"spdx\.org/rdf|spdx:SpdxDocument", "SPDX", AS_JSON),
    (r"urn:schemas-microsoft-com:office:spreadsheet|progid=\"Excel", "an XML spreadsheet", AS_XLSX),
    (
        r"opendocument\.spreadsheet|<office:document\s",
        "a flat Open Document (FODS)",
        "save it as ODS or XLSX",
    ),
    (r"<svg[\s>]", "a picture", AS_TABLE),
    (r"(?i)<!DOCTYPE\s+html|<html[\s>]|<table[\s>]", "an HTML page", AS_XLSX),
    (r"<export\s+version=", "a KiCad netlist", KICAD),
    (r"<!DOCTYPE\s+eagle|<eagle\s", "a design of EAGLE", EAGLE),
    (r"<ProductDataeXchangePackage", "a PDX package (IPC-2571)", EXPORT_FROM_PLM),
    ("", "XML", f"{AS_TABLE}, or as CycloneDX JSON"),
)
"""Kind of XML by its root element and names; the first match counts."""

_JSON = pattern(r'\{\s*"')
_AS_YAML = pattern(r"""---|%|[-?] |[{\[]|['"]?[\w$.-]+['"]?\s*:(?:\s|$)""")
"""Beginning of the first line of a document in YAML or JSON."""
_TAG_VALUE = pattern(r"^SPDXVersion:\s*SPDX-", re.MULTILINE)
_OURS = pattern(r'\{\s*"schema"\s*:\s*"microdep-')
_CYCLONEDX = (b'"bomFormat"', b'"specFormat"')


def recognize_form(name: str, data: bytes) -> Form:
    """Return the form of a file. Its bytes take precedence over its name.

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
        return _archive(lower, data)
    if data.startswith(COMPOUND):
        return next(Form("", what, fix) for inside, what, fix in _IN_COMPOUND if inside in data)
    for signature, what, fix in _SIGNATURES:
        if data.startswith(signature) or data[:BLANKS].lstrip().startswith(signature):
            return Form("", what, fix)
    if lower.endswith(WORKBOOK_NAMES):
        return _text(lower, data) or WORKBOOK
    is_table = lower.endswith(TABLE_NAMES) or (lower == NO_NAME and _is_in_columns(_head(data)))
    return _text(lower, data) or (TABLE if is_table else DOCUMENT)


def is_open_document(data: bytes) -> bool:
    """Return whether an archive is a document of OpenOffice or LibreOffice."""
    return data.startswith(ARCHIVES) and (
        OPEN_DOCUMENT in data[:HEAD]
        or (XLSX_MARK not in data and all(name in data for name in OF_OPEN_DOCUMENT))
    )


def _archive(name: str, data: bytes) -> Form:
    for inside, what, fix in _IN_ARCHIVE:
        if inside in data:
            return Form("", what, fix)
    is_open = is_open_document(data)
    if is_open and OPEN_DOCUMENT in data[:HEAD] and OPEN_SHEETS not in data[:HEAD]:
        return Form("", "an Open Document file", AS_TABLE)
    if not is_open and (XLSX_MARK not in data or b"xl/" not in data):
        fix = "unpack it, and name the table or the document that is in it"
        # For a file with the ending of a spreadsheet, the spreadsheet reader gives more details.
        return WORKBOOK if name.endswith(WORKBOOK_NAMES) else Form("", "an archive", fix)
    if name.endswith((*TABLE_NAMES, ".json", ".yaml", ".yml")):
        what, ending = ("ODS", ".ods") if is_open else ("XLSX", ".xlsx")
        return Form("", f"an {what} spreadsheet", f"give it a name that ends with {ending}")
    return WORKBOOK


def _text(name: str, data: bytes) -> Form | None:
    """Return the form of a text by its content; none if the content does not show the form."""
    head = _head(data)
    if _XML.match(head):
        return next(Form("", what, fix) for sign, what, fix in _IN_XML if re.search(sign, head[:HEAD]))
    if _TAG_VALUE.search(head):
        return Form("", "SPDX", AS_JSON)
    design = recognize_design(head)
    if design is not None:
        return Form("", *design)
    if _JSON.match(head):
        named = not _OURS.match(head) and any(mark in data for mark in _CYCLONEDX)
        if not named and is_easyeda(head):
            return Form("", "a design of EasyEDA", EASYEDA)
        return CYCLONEDX if named else DOCUMENT
    if name.endswith(WORKBOOK_NAMES) and head and "," in head.partition("\n")[0] and "\0" not in head:
        return Form("", "a text, as CSV", "give it a name that ends with .csv, or save it as XLSX")
    return None


def _is_in_columns(head: str) -> bool:
    """Return whether the first line of a text has several columns and does not begin like YAML or JSON."""
    lines = (line for line in head.splitlines() if line.strip() and not line.startswith("#"))
    first = next(lines, "")
    return any(delimiter in first for delimiter in DELIMITERS) and _AS_YAML.match(first) is None


def _head(data: bytes) -> str:
    """Return the beginning of a text in any encoding. For other files, the letters have no meaning."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encoding = "utf-16" if wide else WIDE_MARKUP.get(data[:2], "utf-8")
    text = data[:HEAD].decode(encoding, "replace")
    return text.lstrip("\ufeff \t\r\n")
