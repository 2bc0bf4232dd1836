"""What the name of a file says of it: a bill of materials, a table, or the mapping file beside one."""

from __future__ import annotations

from pathlib import PurePath

TABLES = (".csv", ".tsv", ".xlsx", ".ods")
"""How the names of tables end, from which bills of materials are read."""
READABLE = (".yaml", ".yml", ".json", *TABLES)
"""The forms of a document that are read."""
CYCLONEDX_ENDING = ".cdx.json"
"""So CycloneDX names its documents."""
MAPPING = ".mapping.yaml"
"""How the name of the file ends that says how a table beside it is read."""


def is_document(name: str) -> bool:
    """Return whether a file in a folder is a bill of materials by its name.

    >>> [is_document(each) for each in ("bom.yaml", "motor.bom.json", "a.cdx.json", "notes.yaml", "bom.md")]
    [True, True, True, False, False]
    """
    lower = name.lower()
    if lower.endswith((MAPPING, ".md", ".txt", ".py", ".rule", ".toml", ".pdf", ".html")):
        return False
    return lower.startswith("bom.") or ".bom." in lower or lower.endswith(CYCLONEDX_ENDING)


def is_named_otherwise(path: str) -> bool:
    """Return whether a file has the name of a bill of materials, and the end of a form that is not read.

    >>> [is_named_otherwise(each) for each in ("bom.kicad_sch", "a/bom.yaml", "notes.txt")]
    [True, False, False]
    """
    name = PurePath(path).name.lower()
    return is_document(name) and not name.endswith(READABLE)


def is_table(path: str) -> bool:
    """Return whether a file is a table, by its name."""
    return path.lower().endswith(TABLES)
