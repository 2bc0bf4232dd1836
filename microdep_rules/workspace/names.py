"""Kinds of files, recognized by their names: bills of materials, tables, and mapping files of tables."""

from __future__ import annotations

from pathlib import PurePath

TABLES = (".csv", ".tsv", ".xlsx", ".ods")
"""Endings of tables from which bills of materials are read."""
SPREADSHEETS = (".xlsm", ".xltx", ".xltm", ".xls", ".xlsb")
"""Endings of other spreadsheets, which may contain a bill of materials but cannot be read."""
TEXT_TABLES = (".txt", ".tab")
"""Endings of texts that may be tables."""
READABLE = (".yaml", ".yml", ".json", *TABLES)
"""Endings of the file formats that can be read as documents."""
CYCLONEDX_ENDING = ".cdx.json"
"""Ending of the names of CycloneDX files."""
CONTRACT = "contract.yaml"
"""Usual name of the file with contract facts."""
MAPPING = ".mapping.yaml"
"""Ending of a mapping file, which describes the table beside it."""


def is_document(name: str) -> bool:
    """Return whether the name of a file in a folder shows that it is a bill of materials.

    >>> [is_document(name) for name in ("bom.yaml", "motor.bom.json", "a.cdx.json", "notes.yaml", "bom.md")]
    [True, True, True, False, False]
    """
    lower = name.lower()
    if lower.endswith((MAPPING, ".md", ".txt", ".py", ".rule", ".toml", ".pdf", ".html")):
        return False
    return lower.startswith("bom.") or ".bom." in lower or lower.endswith(CYCLONEDX_ENDING)


def has_unsupported_format(path: str) -> bool:
    """Return whether a file is named like a bill of materials, but has a format that cannot be read.

    >>> [has_unsupported_format(path) for path in ("bom.kicad_sch", "a/bom.yaml", "notes.txt")]
    [True, False, False]
    """
    name = PurePath(path).name.lower()
    return is_document(name) and not name.endswith(READABLE)


def is_table(path: str) -> bool:
    """Return whether the name of a file has the ending of a table, such as `.csv`."""
    return path.lower().endswith(TABLES)


def may_be_table(path: str) -> bool:
    """Return whether the name of a file has an ending that programs also use for tables, such as `.txt`."""
    return path.lower().endswith((*TABLES, *SPREADSHEETS, *TEXT_TABLES))
