"""Names in an Open Document that a table needs; everything else is passed over."""

from __future__ import annotations

_SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
}
OFFICE, TABLE, TEXT, STYLE = (f"{_SPACES[each]} " for each in ("office", "table", "text", "style"))
"""What attributes of each namespace begin with."""
MARGIN = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0 margin-left"
VALUE_TYPE = f"{OFFICE}value-type"
ERROR_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
"""The attribute by which LibreOffice marks an error, which is a text otherwise."""
_NAMES = {
    "office": "spreadsheet annotation",
    "table": "table table-row table-row-group table-cell covered-table-cell",
    "text": "p s tab line-break",
    "style": "style table-properties paragraph-properties",
    "manifest": "encryption-data",
}
KNOWN = {f"{_SPACES[space]} {name}": name for space, names in _NAMES.items() for name in names.split()}
