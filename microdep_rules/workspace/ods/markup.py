"""Names of the elements and attributes of an Open Document that matter for a table.

All names that are not listed here are ignored.
"""

from __future__ import annotations

_SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
}
OFFICE, TABLE, TEXT, STYLE = (f"{_SPACES[space]} " for space in ("office", "table", "text", "style"))
"""Prefixes of attribute names, one for each XML namespace."""
MARGIN = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0 margin-left"
VALUE_TYPE = f"{OFFICE}value-type"
ERROR_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
"""Attribute with which LibreOffice marks a cell with an error; otherwise the cell would look like text."""
_NAMES = {
    "office": "spreadsheet annotation",
    "table": "table table-row table-row-group table-cell covered-table-cell",
    "text": "p s tab line-break",
    "style": "style table-properties paragraph-properties",
    "manifest": "encryption-data",
}
KNOWN = {f"{_SPACES[space]} {name}": name for space, names in _NAMES.items() for name in names.split()}
