"""First difference between a page of a bundle and the page that is made from the record, as text."""

from __future__ import annotations

import io
import zipfile
import zlib
from itertools import zip_longest
from typing import TYPE_CHECKING

from microdep_rules.output.visible import visible
from microdep_rules.report.bundle import XLSX
from microdep_rules.source import column_letter
from microdep_rules.workspace.workbooks import read_workbook

if TYPE_CHECKING:
    from microdep_rules.bom.imports.sheets import Sheet

MOST_SHOWN = 80
"""Largest number of shown letters of a line or a cell."""


def find_difference(name: str, own: bytes, made: bytes) -> str:
    """Return the first difference between a page and the record; empty if they are equal.

    A workbook with the same cells may still show other values, because of a formula, a number format or a
    hidden row.
    """
    if own == made:
        return ""
    if name == XLSX:
        return _compare_workbooks(own, made)
    try:
        return _compare_texts(own.decode(), made.decode())
    except UnicodeDecodeError:
        return _compare_bytes(own, made)


def _compare_bytes(own: bytes, made: bytes) -> str:
    """Return the first byte that differs, counted from 1.

    >>> _compare_bytes(b"ab", b"ac"), _compare_bytes(b"ab", b"abc")
    ('its contents differ from byte 2 on', 'it has 2 bytes, and the record gives 3')
    """
    if len(own) != len(made):
        return f"it has {len(own):,} bytes, and the record gives {len(made):,}"
    return f"its contents differ from byte {_common_start(own, made) + 1:,} on"


def _compare_texts(own: str, made: str) -> str:
    r"""Return the first line that differs, counted from 1.

    >>> _compare_texts("a\nb\n", "a\nc\n"), _compare_texts("a\n", "a\r\n"), _compare_texts("a", "a\n")
    ('line 2 differs: `b`', 'line 1 has another line ending', 'it ends in line 1, and the record continues')
    """
    at = _common_start(own, made)
    line = own.count("\n", 0, at) + 1
    if at == len(own):
        return f"it ends in line {line}, and the record continues"
    if at == len(made):
        return f"it continues in line {line}, where the record ends"
    if "\r" in (own[at], made[at]):
        return f"line {line} has another line ending"
    begin = own.rfind("\n", 0, at) + 1
    end = own.find("\n", at)
    text = own[begin : end if end >= 0 else len(own)]
    first = max(0, at - begin - MOST_SHOWN // 2)
    return f"line {line} differs: `{visible(text[first : first + MOST_SHOWN].strip())}`"


def _common_start(one: str | bytes, other: str | bytes) -> int:
    """Return the number of characters that two texts share at their starts."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _compare_workbooks(own: bytes, made: bytes) -> str:
    theirs, ours = read_workbook(own), read_workbook(made)
    if theirs.refused and not ours.refused:
        return f"it cannot be read as a workbook: {theirs.refused}"
    if theirs.refused or theirs.sheets == ours.sheets:
        return _compare_files(own, made)
    for sheet, other in zip_longest(theirs.sheets, ours.sheets):
        if sheet is None or other is None or sheet.name != other.name:
            names = [
                f"`{_short(sheet_.name)}`" if sheet_ is not None else "no sheet" for sheet_ in (sheet, other)
            ]
            return f"it has {names[0]} where the record gives {names[1]}"
        if sheet != other:
            return f"sheet `{_short(sheet.name)}`: {_compare_sheets(sheet, other)}"
    raise AssertionError("lists that differ have an item that differs")


def _compare_files(own: bytes, made: bytes) -> str:
    """Return the first file of a workbook that differs although the cells agree with the record."""
    try:
        with zipfile.ZipFile(io.BytesIO(own)) as theirs, zipfile.ZipFile(io.BytesIO(made)) as ours:
            names = theirs.namelist(), ours.namelist()
            if more := next((name for name in names[0] if name not in names[1]), ""):
                return f"its cells agree with the record, but it has the unknown file `{_short(more)}`"
            for name in names[1]:
                if name not in names[0] or theirs.read(name) != ours.read(name):
                    return (
                        f"its cells agree with the record, but `{name}` does not: a program may show or"
                        " compute other values"
                    )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        pass
    return _compare_bytes(own, made)


def _compare_sheets(own: Sheet, made: Sheet) -> str:
    none: list[str] = []
    for line, (row, other) in enumerate(zip_longest(own.rows, made.rows, fillvalue=none), 1):
        for column, (cell, given) in enumerate(zip_longest(row, other, fillvalue="")):
            if cell != given:
                place = f"{column_letter(column)}{line}"
                return f"{place} is `{_short(cell)}`, and the record gives `{_short(given)}`"
    return "cells are hidden, merged or formatted differently"


def _short(text: str) -> str:
    return visible(text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…")
