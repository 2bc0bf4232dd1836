"""Widths of texts on a terminal, measured in cells, and line breaks.

A wide character, such as a Chinese character, takes two cells.
"""

from __future__ import annotations

import re

from microdep_rules.patterns import pattern

NARROW = "\u02ff"
"""Last of the characters that certainly take one cell; combining marks have higher character codes."""
_WORD = pattern(r"([\t\n\x0b\x0c\r ]+)")


def width(text: str) -> int:
    r"""Return the number of cells of a text: two for a Chinese character, none for a combining accent.

    >>> width("Böhler"), width("信越"), width("e\u0301")
    (6, 4, 1)
    """
    if text.isascii() or max(text) <= NARROW:
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def padded(text: str, cells: int) -> str:
    """Return a text padded with spaces to the width of a column.

    >>> padded("信越", 6) + "|"
    '信越  |'
    """
    return text + " " * (cells - width(text))


def in_pieces(text: str, room: int) -> str:
    """Split each word that is wider than the line into pieces, so that the terminal breaks no word.

    >>> in_pieces("abcdefg hi", 3)
    'abc def g hi'
    """
    return re.sub(rf"\S{{{max(room // 2, 1) + 1},}}", lambda match: " ".join(_rows(match[0], room)), text)


def _rows(word: str, room: int) -> list[str]:
    rows, used = [""], 0
    for char in word:
        cells = width(char)
        if used + cells > room and rows[-1]:
            rows.append("")
            used = 0
        rows[-1] += char
        used += cells
    return rows


def wrapped(text: str, cells: int, first: str = "", rest: str = "") -> list[str]:
    """Return a text in lines of at most `cells` cells.

    The first line begins with `first`, and each further line begins with `rest`.

    A word that is wider than a line gets its own line, except in scripts without spaces.

    >>> wrapped("a word and another", 8, "- ", "  ")
    ['- a word', '  and', '  another']
    >>> wrapped("信越化学工業の磁石", 8)
    ['信越化学', '工業の磁', '石']
    """
    lines: list[str] = []
    line, used, gap = first, width(first), ""
    empty = True
    for chunk in _chunks(text, cells - width(rest)):
        if chunk.isspace():
            gap = chunk.expandtabs()
            continue
        if not empty and used + len(gap) + width(chunk) > cells:
            lines.append(line)
            line, used, gap, empty = rest, width(rest), "", True
        gap = "" if empty and lines else gap
        line, used = f"{line}{gap}{chunk}", used + len(gap) + width(chunk)
        gap, empty = "", False
    return lines if empty else [*lines, line]


def _chunks(text: str, room: int) -> list[str]:
    """Return the words of a text, and the spaces between them.

    A word of wide characters that does not fit is split.
    """
    chunks: list[str] = []
    for word in _WORD.split(text):
        wide = not word.isascii() and width(word) > max(room, 1)
        chunks += _wide_characters(word) if wide else [word] if word else []
    return chunks


def _wide_characters(word: str) -> list[str]:
    """Return each wide character with its combining marks. Narrow characters stay together."""
    pieces: list[str] = []
    narrow = False
    for char in word:
        cells = width(char)
        if pieces and (cells == 0 or (cells == 1 and narrow)):
            pieces[-1] += char
        else:
            pieces.append(char)
        narrow = cells == 1 or (cells == 0 and narrow)
    return pieces
