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
"""Largest number of characters of a line or a cell that a message shows."""


def find_difference(name: str, page: bytes, expected: bytes) -> str:
    """Return the first difference between a page and the page made from the record; empty if they are equal.

    A workbook with equal cells may still show other values, because of a formula, a number format or a hidden
    row.
    """
    if page == expected:
        return ""
    if name == XLSX:
        return _compare_workbooks(page, expected)
    try:
        return _compare_texts(page.decode(), expected.decode())
    except UnicodeDecodeError:
        return _compare_bytes(page, expected)


def _compare_bytes(page: bytes, expected: bytes) -> str:
    """Return a phrase about the first byte that differs, counted from 1.

    >>> _compare_bytes(b"ab", b"ac"), _compare_bytes(b"ab", b"abc")
    ('its contents differ from byte 2 on', 'it has 2 bytes, and the record gives 3')
    """
    if len(page) != len(expected):
        return f"it has {len(page):,} bytes, and the record gives {len(expected):,}"
    return f"its contents differ from byte {_common_start(page, expected) + 1:,} on"


def _compare_texts(page: str, expected: str) -> str:
    r"""Return a phrase about the first line that differs, counted from 1.

    >>> _compare_texts("a\nb\n", "a\nc\n"), _compare_texts("a\n", "a\r\n"), _compare_texts("a", "a\n")
    ('line 2 differs: `b`', 'line 1 has another line ending', 'it ends in line 1, and the record continues')
    """
    at = _common_start(page, expected)
    line = page.count("\n", 0, at) + 1
    if at == len(page):
        return f"it ends in line {line}, and the record continues"
    if at == len(expected):
        return f"it continues in line {line}, where the record ends"
    if "\r" in (page[at], expected[at]):
        return f"line {line} has another line ending"
    begin = page.rfind("\n", 0, at) + 1
    end = page.find("\n", at)
    text = page[begin : end if end >= 0 else len(page)]
    first = max(0, at - begin - MOST_SHOWN // 2)
    return f"line {line} differs: `{visible(text[first : first + MOST_SHOWN].strip())}`"


def _common_start(first: str | bytes, second: str | bytes) -> int:
    """Return the number of equal characters at the start of two texts."""
    low, high = 0, min(len(first), len(second))
    while low < high:
        middle = (low + high + 1) // 2
        if first[low:middle] == second[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _compare_workbooks(page: bytes, expected: bytes) -> str:
    page_book, expected_book = read_workbook(page), read_workbook(expected)
    if page_book.refused and not expected_book.refused:
        return f"it cannot be read as a workbook: {page_book.refused}"
    if page_book.refused or page_book.sheets == expected_book.sheets:
        return _compare_files(page, expected)
    for sheet, other in zip_longest(page_book.sheets, expected_book.sheets):
        if sheet is None or other is None or sheet.name != other.name:
            names = [
                f"`{_short(sheet_.name)}`" if sheet_ is not None else "no sheet" for sheet_ in (sheet, other)
            ]
            return f"it has {names[0]} where the record gives {names[1]}"
        if sheet != other:
            return f"sheet `{_short(sheet.name)}`: {_compare_sheets(sheet, other)}"
    raise AssertionError("lists that differ have an item that differs")


def _compare_files(page: bytes, expected: bytes) -> str:
    """Return the first file inside a workbook that differs, for workbooks with equal cells."""
    try:
        with (
            zipfile.ZipFile(io.BytesIO(page)) as page_archive,
            zipfile.ZipFile(io.BytesIO(expected)) as expected_archive,
        ):
            names = page_archive.namelist(), expected_archive.namelist()
            if more := next((name for name in names[0] if name not in names[1]), ""):
                return f"its cells agree with the record, but it has the unknown file `{_short(more)}`"
            for name in names[1]:
                if name not in names[0] or page_archive.read(name) != expected_archive.read(name):
                    return (
                        f"its cells agree with the record, but `{name}` does not: a program may show or"
                        " compute other values"
                    )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        pass
    return _compare_bytes(page, expected)


def _compare_sheets(page: Sheet, expected: Sheet) -> str:
    none: list[str] = []
    for line, (row, other) in enumerate(zip_longest(page.rows, expected.rows, fillvalue=none), 1):
        for column, (cell, given) in enumerate(zip_longest(row, other, fillvalue="")):
            if cell != given:
                place = f"{column_letter(column)}{line}"
                return f"{place} is `{_short(cell)}`, and the record gives `{_short(given)}`"
    return "cells are hidden, merged or formatted differently"


def _short(text: str) -> str:
    return visible(text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…")
