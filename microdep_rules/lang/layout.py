"""Layout of a declaration: the columns of its values, and the places at which long lines are split."""

from __future__ import annotations

from dataclasses import dataclass, field

WIDTH = 110
INDENT = 2
GAP = 2
"""Number of spaces between the longest clause word of a declaration and the column of its values."""

TIGHT_BEFORE = frozenset({"COLON", "COMMA", "SEMICOLON", "RPAR", "FIELD"})
TIGHT_BEHIND = frozenset({"LPAR", "LOOKUP"})
APART = frozenset({"CITES", "VARIANT", "CONTESTED"})
"""Keywords before which the formatter writes more than one space."""

REACH = frozenset({"WHERE", "HAS", "OUT"})
JOINTS = frozenset({"AND", "OR"})
BREAKS = (frozenset({"BECAUSE", "REVIEWED", "CITES"}), REACH, JOINTS, frozenset({"IS"}))
"""Groups of keywords before which the formatter splits a long line, in the order of the attempts."""

DEEPEST = 4
"""Largest number of open brackets around a place at which the formatter may split a line."""
OPENERS = (["ANY", "OF"], ["ALL", "OF"])


@dataclass(slots=True)
class WrittenWord:
    """Word of the file: its terminal in the grammar, its position, and the comments above and after it."""

    text: str
    kind: str
    at: int
    above: list[str] = field(default_factory=list)
    comment: str = ""


@dataclass(slots=True)
class Line:
    """Line that the formatter is writing; `lead` is the number of words before the value of the line."""

    kind: str
    depth: int
    lead: int
    words: list[WrittenWord]


def laid_out(lines: list[Line], keys: int) -> list[str]:
    """Return the lines of a declaration with their values in columns.

    `keys` is the number of keys of a table.
    """
    column = _column(lines)
    rows = _Rows([line for line in lines if line.kind == "row"], keys)
    texts: list[str] = []
    inner = column
    for line in lines:
        texts += _comments_above(line, column)
        match line.kind:
            case "header":
                texts += wrapped("", line.words, 2 * INDENT)
            case "row":
                texts += rows.laid_out(line)
            case "element":
                margin = " " * (2 * INDENT + INDENT * line.depth)
                inner = column + INDENT * line.depth
                texts += _value_in_column(margin, line, inner)
            case "more":
                texts += wrapped(" " * inner, line.words, inner)
            case _:
                inner = column
                texts += _value_in_column(" " * INDENT, line, column)
    return texts


def _value_in_column(margin: str, line: Line, column: int) -> list[str]:
    """Format a line so that its value begins in a column; a comment before the value prevents this."""
    lead, value = line.words[: line.lead], line.words[line.lead :]
    if any(w.comment for w in lead) or any(any(w.above) for w in line.words[1 : line.lead + 1]):
        return wrapped(margin, line.words, column)
    return wrapped(_with_lead(margin, line, column), value, column)


def _comments_above(line: Line, column: int) -> list[str]:
    """Return the comments above a line, with the empty lines that the author wrote between them."""
    margin = {"header": 0, "element": 2 * INDENT, "more": column}.get(line.kind, INDENT)
    return [" " * margin + comment if comment else "" for comment in line.words[0].above]


def _with_lead(margin: str, line: Line, column: int) -> str:
    """Return the margin and the first words of a line, filled with spaces up to the column of the values."""
    if not line.lead:
        return margin
    if line.kind == "clause" and [w.kind for w in line.words[line.lead :]] in OPENERS:
        return (
            margin + joined(line.words[: line.lead]) + " "
        )  # for `forbid any of`, the elements follow below
    led = margin + joined(line.words[: line.lead])
    return led.ljust(column) if len(led) < column else led + " "


def _column(lines: list[Line]) -> int:
    """Return the column in which the values of a declaration begin."""
    leads = [joined(w.words[: w.lead]) for w in lines if w.kind == "clause" and len(w.words) > w.lead]
    column = INDENT + max((len(lead) for lead in leads), default=0) + GAP
    labels = [len(joined(w.words[: w.lead])) for w in lines if w.kind == "element"]
    return max([column, *(2 * INDENT + length + GAP for length in labels)])


# ---- words ---------------------------------------------------------------------------------------


def joined(words: list[WrittenWord]) -> str:
    """Return the words as one text, with the spaces that the language requires between them."""
    text = ""
    for index, word in enumerate(words):
        before = words[index - 1] if index else None
        if before is None or word.kind in TIGHT_BEFORE or before.kind in TIGHT_BEHIND:
            text += word.text
        else:
            text += ("   " if word.kind in APART else " ") + word.text
    return text


def wrapped(led: str, words: list[WrittenWord], column: int) -> list[str]:
    """Return `led` with the words after it; words that do not fit continue on further lines.

    A line also ends after a comment.
    """
    lines: list[str] = []
    margin = led
    for piece in _between_comments(words):
        if lines:
            lines += [" " * column + above for above in piece[0].above if above]
        for part in _lines_that_fit(piece, len(margin), column):
            lines.append((margin + joined(part)).rstrip())
            margin = " " * column
        if piece[-1].comment:
            lines[-1] += f"  {piece[-1].comment}"
        margin = " " * column
    return lines or [led.rstrip()]


def _between_comments(words: list[WrittenWord]) -> list[list[WrittenWord]]:
    """Return the words in lines: a line ends after a comment, and a comment on its own line stays alone."""
    pieces: list[list[WrittenWord]] = []
    for word in words:
        if not pieces or pieces[-1][-1].comment or any(word.above):
            pieces.append([])
        pieces[-1].append(word)
    return pieces


def _lines_that_fit(
    words: list[WrittenWord], start: int, column: int, level: int = 0
) -> list[list[WrittenWord]]:
    """Return the words divided into lines that fit the width, at the best places.

    `level` selects the keywords and the depth of brackets at which a line may be split.
    """
    if start + len(joined(words)) <= WIDTH or len(words) == 1:
        return [words]
    if any(w.kind == "SEMICOLON" for w in words):
        parts = _filled_lines(words, start, column, "SEMICOLON")
        return [p for part in parts for p in _filled_lines(part, column, column, "COMMA")]
    if level >= DEEPEST * len(BREAKS):
        return _filled_lines(words, start, column, "COMMA")
    wanted, inside = BREAKS[level % len(BREAKS)], level // len(BREAKS)
    places = _positions(words, wanted, inside)
    if wanted is REACH and (
        joints := [p for p in _positions(words, JOINTS, inside) if p < min(places, default=0)]
    ):
        places, level = joints, level - 1  # first split before the list of a quantifier
    pieces = [words[a:b] for a, b in zip([0, *places], [*places, len(words)], strict=True)]
    result = []
    for index, part in enumerate(pieces):
        result += _lines_that_fit(part, column if index else start, column, level + 1)
    return result


def _positions(words: list[WrittenWord], wanted: frozenset[str], inside: int) -> list[int]:
    """Return the positions of the terminals `wanted` that are inside exactly `inside` open brackets.

    The first word does not count.
    """
    places = []
    depth = 0
    for index, word in enumerate(words):
        if word.kind in wanted and depth == inside and index:
            places.append(index)
        depth += (word.kind in TIGHT_BEHIND) - (word.kind == "RPAR")
    return places


def _filled_lines(words: list[WrittenWord], start: int, column: int, behind: str) -> list[list[WrittenWord]]:
    """Return the words divided into full lines, split only after commas or semicolons."""
    units: list[list[WrittenWord]] = [[]]
    for word in words:
        units[-1].append(word)
        if word.kind == behind:
            units.append([])
    lines: list[list[WrittenWord]] = [[]]
    for unit in (u for u in units if u):
        room = WIDTH - (start if len(lines) == 1 else column)
        if lines[-1] and len(joined([*lines[-1], *unit])) > room:
            lines.append([])
        lines[-1] += unit
    return lines


# ---- entries of lists and tables -----------------------------------------------------------------


class _Rows:
    """Entries of a list or table, with keys, dates, values and citations in columns."""

    def __init__(self, lines: list[Line], keys: int) -> None:
        self.keys = keys
        cells = [self._cells(line) for line in lines]
        self.widths = [max((len(c[i]) for c in cells), default=0) for i in range(3)]
        self.short = all(len(self._single(line)) <= WIDTH and not self._commented(line) for line in lines)

    def laid_out(self, line: Line) -> list[str]:
        """Return the lines of one entry: one line if every entry of the table fits on one line.

        Otherwise the citation is on a second line.
        """
        if self.short:
            comment = line.words[-1].comment
            return [self._single(line) + (f"  {comment}" if comment else "")]
        margin = 2 * INDENT
        split = next(i for i, w in enumerate(line.words) if w.kind == "CITES")
        keys, days, values = self._parts(line)
        texts = self._value_lines(keys, days, values)
        rest = line.words[split:]
        contested = next((i for i, w in enumerate(rest) if w.kind == "CONTESTED"), len(rest))
        parts = [rest] if margin + len(joined(rest)) <= WIDTH else [rest[:contested], rest[contested:]]
        for part in (p for p in parts if p):
            texts += [" " * margin + above for above in part[0].above if above]
            texts += wrapped(" " * margin, part, margin)
        return texts

    def _value_lines(
        self, keys: list[WrittenWord], days: list[WrittenWord], values: list[WrittenWord]
    ) -> list[str]:
        words = [*keys, *days, *values]
        if any(w.comment or (index and any(w.above)) for index, w in enumerate(words)):
            return wrapped(" " * INDENT, words, 2 * INDENT)
        led = self._with_lead(joined(keys), joined(days))
        if len(led) + len(joined(values)) <= WIDTH:
            return [led + joined(values)]
        margin = 2 * INDENT if led.strip() else INDENT
        head = [led.rstrip()] if led.strip() else []
        return [*head, *(" " * margin + joined(part) for part in _filled_words(values, margin))]

    def _single(self, line: Line) -> str:
        split = next(i for i, w in enumerate(line.words) if w.kind == "CITES")
        keys, days, values = self._cells(line)
        return self._with_lead(keys, days) + values.ljust(self.widths[2]) + "   " + joined(line.words[split:])

    def _with_lead(self, keys: str, days: str) -> str:
        text = " " * INDENT
        if self.widths[0]:
            text += keys.ljust(self.widths[0]) + "  "
        if self.widths[1]:
            text += days.ljust(self.widths[1]) + "   "
        return text

    def _cells(self, line: Line) -> tuple[str, str, str]:
        keys, days, values = self._parts(line)
        return joined(keys), joined(days), joined(values)

    def _parts(self, line: Line) -> tuple[list[WrittenWord], list[WrittenWord], list[WrittenWord]]:
        """Return the keys, the dates and the value of an entry, if the words have this order."""
        split = next(i for i, w in enumerate(line.words) if w.kind == "CITES")
        words = line.words[:split]
        keys = words[: self.keys] if all(w.kind in {"NAME", "STRING"} for w in words[: self.keys]) else []
        at = end = len(keys)
        end += bool(words[end:]) and words[end].kind == "EMPTY"
        while end + 1 < len(words) and words[end].kind in {"FROM", "THROUGH", "BEFORE"}:
            end += 2
        return keys, words[at:end], words[end:]

    def _commented(self, line: Line) -> bool:
        return any(w.comment for w in line.words[:-1]) or any(any(w.above) for w in line.words[1:])


def _filled_words(words: list[WrittenWord], column: int) -> list[list[WrittenWord]]:
    """Return the words of a long value divided into full lines, after commas if the value has commas."""
    if any(w.kind == "COMMA" for w in words):
        return _filled_lines(words, column, column, "COMMA")
    lines: list[list[WrittenWord]] = [[]]
    for word in words:
        if lines[-1] and column + len(joined([*lines[-1], word])) > WIDTH:
            lines.append([])
        lines[-1].append(word)
    return lines
