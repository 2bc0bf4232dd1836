"""Consecutive spaces in texts from users and suppliers.

Many spaces can fill a line of the terminal, so that the text behind the spaces looks like a new line of
output. Therefore a value in an output has at most two consecutive spaces. The output shows a longer sequence
of spaces as a number. The output shows only the beginning of a value that is too long.
"""

from __future__ import annotations

import re

from microdep_rules.patterns import pattern
from microdep_rules.source import HIDDEN

OTHER_BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\U0001d159"
"""Characters that look like a space, but are other characters, such as the no-break space.

The text is for use inside the brackets of a pattern.
"""
INVISIBLE = f"[\x00-\x1f\x7f-\x9f{HIDDEN}\ufffe\uffff\ud800-\udfff]"
"""Control characters, line separators, and characters that change the text direction or have no width."""
BASIC_PLANE = 0xFFFF
"""Last character that JSON writes as one escape; JSON writes a later character as two escapes."""
FEW = 7
"""Maximum number of consecutive spaces that the output replaces by a single space.

For more consecutive spaces, the output shows their number.
"""
_BLANKS = pattern(f"[ {OTHER_BLANKS}]{{3,}}| ?[{OTHER_BLANKS}][ {OTHER_BLANKS}]?")
"""Spaces that the output changes: three or more, or any number with a character that looks like a space."""
_UNSEEN = pattern(f"[{HIDDEN}{OTHER_BLANKS}]")
_PLAIN = pattern(r"[\w.,%/+()-]+(?: [\w.,%/+()-]+)*")
LONGEST_PLAIN = 60
"""Maximum number of characters of a value without quotation marks.

A longer value may reach the end of a line of output.
"""


def closed_up(text: str) -> str:
    r"""Shorten long sequences of spaces in a text; an indent at the beginning of the text stays.

    A note such as `<105 blanks>` replaces a very long sequence.

    >>> closed_up("RES   10K\u00a0\u00a00603"), closed_up(f"N1{' ' * 105}verdict    PASS")
    ('RES 10K 0603', 'N1 <105 blanks> verdict PASS')
    """
    return _BLANKS.sub(_one_blank, text)


def cut(text: str, most: int) -> str:
    """Return the beginning of a text; if characters are omitted, their number follows after `…`.

    >>> cut("x" * 12, 10), cut("x" * 10, 10)
    ('xxxxxxxxxx… (2 more characters)', 'xxxxxxxxxx')
    """
    left = len(text) - most
    return text if left <= 0 else f"{text[:most]}… ({left:,} more character{'s' if left > 1 else ''})"


def as_value(text: str, most: int) -> str:
    r"""Return a value of a document for a line of output: ordinary words unchanged, other texts quoted.

    >>> as_value("2026-03-02", 200), as_value("N1         verdict: PASS", 200)
    ('2026-03-02', '"N1 <9 blanks> verdict: PASS"')
    """
    closed = closed_up(text).strip(" ")
    if closed == text and len(text) <= LONGEST_PLAIN and _PLAIN.fullmatch(text):
        return text
    inside, mark, left = cut(closed, most).replace('"', "'").partition("… (")
    return f'"{inside}"{mark}{left}'


def says_something(text: str) -> bool:
    r"""Return whether a text has a visible letter or digit.

    A text without a visible letter or digit is not a name and not a reason.

    >>> [says_something(each) for each in ("no", " \u200b\u2060\u00ad", "\u0301\u0301", "-")]
    [True, False, False, False]
    """
    return any(map(str.isalnum, _UNSEEN.sub("", text)))


def _one_blank(match: re.Match[str]) -> str:
    many = len(match[0])
    if many > FEW:
        return f" <{many} blanks> "
    return " " * many if match.start() == 0 else " "


def escaped(json_text: str) -> str:
    r"""Return a JSON text in which escapes replace invisible characters.

    Line ends between JSON values are kept.

    >>> escaped('{"name": "Acme\u202e"}')
    '{"name": "Acme\\u202e"}'
    """
    return re.sub(INVISIBLE, lambda match: _escape(match.group()), json_text)


def _escape(char: str) -> str:
    if char == "\n":
        return char
    number = ord(char)
    if number > BASIC_PLANE:
        number -= 0x10000
        return f"\\u{0xD800 + (number >> 10):04x}\\u{0xDC00 + (number & 0x3FF):04x}"
    return f"\\u{number:04x}"
