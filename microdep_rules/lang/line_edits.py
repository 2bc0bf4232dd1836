"""Possible corrections of a line: by the help of the message, by a similar word, or by a bracket."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.lang.grammar import EXPECTED_WORDS
from microdep_rules.lang.reserved import RESERVED
from microdep_rules.lang.wordings import Rewriting
from microdep_rules.patterns import pattern
from microdep_rules.suggest import distance, nearest
from microdep_rules.vocabulary.countries import is_country

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.diagnostics import Diagnostic

SHORT = 4
"""Number of letters up to which a word is never corrected: one changed letter could make another word."""
WRITTEN = pattern(
    r"(?:write|did you mean)(?: both[a-z ]*:)? `(?P<text>[^`…]+)`(?:\?|;.*| in place of `[^`]*`)?"
)
REMOVED = pattern(r"remove `(?P<text>[^`]+)`(?::.*)?")
LIKE_A_LIST = pattern(r"found `[a-z][a-z-]{2,}`")
"""Pattern of a message about an unknown word that may be the name of a list in another file."""
OTHER_WORDS_OF_DAYS = pattern(r"(?:expected|only) .*found `(?P<used>is [a-z ]+)`")
WORD = pattern(r"(?<![\w.\"'-])[A-Za-z][A-Za-z-]*(?![\w.(\"'-])")
KEYWORD = pattern(r"(?P<word>in force|applies to|[a-z]+) {2,}")
SILENT = pattern(r"\"[^\"\n]*\"|#[^\n]*")
ELEMENTS = frozenset({"As", "At", "In", "No"})
"""Symbols of chemical elements, such as `In`, that differ from a keyword only in their capitals."""
WORDS = sorted(RESERVED | EXPECTED_WORDS)


def replace_in_line(line: str, edit: Rewriting, reading: str) -> str:
    """Return a line after a change; a value that begins in a column stays in this column."""
    before, behind = line[: edit.start], line[edit.end :]
    if line[edit.start : edit.start + 1] == "." and reading[:1].isalpha():
        reading = f".{reading}"
    if not reading:
        return before.rstrip() + behind if not behind.strip() else before + behind.lstrip()
    keyword = KEYWORD.match(line[edit.start :])
    if not before.strip() and keyword is not None and reading.startswith(f"{keyword['word']} "):
        reading = keyword[0] + reading.removeprefix(keyword["word"]).lstrip()
    blanks = len(behind) - len(behind.lstrip(" "))
    if not before.strip() and blanks > 1 and behind.strip():
        width = edit.end - edit.start + blanks
        return before + reading.ljust(width - 1) + " " + behind.lstrip(" ")
    if reading.startswith(","):
        before = before.rstrip()
    if before[-1:] not in {"", " ", "\t", "("} and reading[:1].isalnum():
        reading = f" {reading}"
    if behind[:1].isalnum() or behind[:1] in {'"', "("}:
        reading = f"{reading.rstrip()} "
    return before + reading + behind


def edits_by_help(line: str, start: int, end: int, error: Diagnostic) -> Iterator[Rewriting]:
    """Yield the corrections that the help of the error message suggests."""
    if error.help is None:
        return
    if REMOVED.fullmatch(error.help) is not None:
        yield Rewriting(start, end, ("",), certain=False)
    written = WRITTEN.fullmatch(error.help)
    if written is not None:
        certain = is_exact(error) or _is_slip(line[start:end], written["text"])
        yield Rewriting(start, end, (written["text"],), certain)
        first = re.search(r"(?P<word>[a-z]+)[ \t]+$", line[:start])
        if first is not None and written["text"].split()[0] == first["word"]:
            yield Rewriting(first.start(), end, (written["text"],), certain)
    elif (names := re.findall(r"`([^`…]+)`", error.help)) and error.help.startswith("did you mean"):
        yield Rewriting(start, end, tuple(names), certain=False)
    days = OTHER_WORDS_OF_DAYS.fullmatch(error.message)
    meant = re.fullmatch(r"write `(?P<meant>is [a-z ]+) …`", error.help)
    if days is not None and meant is not None and (at := line.find(days["used"], end)) >= 0:
        yield Rewriting(at, at + len(days["used"]), (meant["meant"],))


def _is_slip(typed: str, word: str) -> bool:
    """Return whether a word is a keyword in capitals, or a keyword with one wrong letter."""
    low = typed.lower()
    return word in WORDS and (low == word or (len(low) > SHORT and distance(low, word) == 1))


def is_exact(error: Diagnostic) -> bool:
    """Return whether the help of an error states the correct text, instead of only a similar word."""
    if error.message.startswith("expected a country code"):
        return LIKE_A_LIST.search(error.message) is None
    return error.message.startswith(("expected the name of `true`", "expected a comparison of dates"))


def edits_of_brackets(line: str) -> Iterator[Rewriting]:
    """Yield the rewritings that add a missing bracket at the end, or remove a superfluous bracket."""
    masked = SILENT.sub(lambda match: " " * len(match[0]), line)
    opened, closed = masked.count("("), masked.count(")")
    end = len(masked.rstrip())
    if opened == closed + 1:
        yield Rewriting(end, end, (")",), certain=False)
    if closed == opened + 1 and masked[:end].endswith(")"):
        yield Rewriting(end - 1, end, ("",), certain=False)


def edits_of_spelling(line: str, at: int) -> Iterator[Rewriting]:
    """Yield the corrections of misspelt words in a line, beginning with the word nearest to the error."""
    masked = SILENT.sub(lambda match: " " * len(match[0]), line)
    words = sorted(WORD.finditer(masked), key=lambda match: (abs(match.start() - at), match.start()))
    in_capitals = [match for match in words if match[0].lower() in WORDS and _is_in_capitals(match[0])]
    if len(in_capitals) > 1:
        first, last = min(m.start() for m in in_capitals), max(m.end() for m in in_capitals)
        lowered = list(line[first:last])
        for match in in_capitals:
            lowered[match.start() - first : match.end() - first] = match[0].lower()
        yield Rewriting(first, last, ("".join(lowered),))
    for match in words:
        word = match[0]
        low = word.lower()
        if word in WORDS:
            continue
        if low in WORDS:
            yield Rewriting(match.start(), match.end(), (low,))
        elif len(word) >= SHORT:
            near = [w for w in nearest(low, WORDS) if distance(low, w) == 1 or len(word) > SHORT + 3]
            if near:
                is_sure = len(near) == 1 and len(word) > SHORT and distance(low, near[0]) == 1
                for meant in near:
                    yield Rewriting(match.start(), match.end(), (meant,), is_sure)


def _is_in_capitals(word: str) -> bool:
    """Return whether a word is a keyword in capitals, and not the code of a country or chemical element."""
    return not word.islower() and word not in ELEMENTS and not is_country(word)
