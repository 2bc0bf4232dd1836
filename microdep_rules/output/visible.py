"""Text from documents, made safe to show: invisible characters become codes, runs of blanks are shortened.

`visible` is for a value on its way to a line; `exact` keeps the blanks, for lines with a layout, for source
text and for text to copy.
"""

from __future__ import annotations

import re

from microdep_rules.vocabulary.blanks import INVISIBLE, closed_up, cut

UNSAFE = rf"(?!\n|\x1b\[(?:0|1|2|31|1;3[1236])m){INVISIBLE}"
"""The same, without line ends and without the colours of `style.py`."""

_COMMAND = r"(?m)^((?:[^\S\n]|\x1b\[[0-9;]*m)*)::|##\["
"""Commands for a runner of GitHub: two colons that begin a line, an older form anywhere in it."""

LONGEST = 4_000
"""Longest value on a screen, in characters: as long as a text of one line in a document may be."""


def visible(text: str, most: int = LONGEST) -> str:
    r"""Return a value on one line, without hidden characters, blanks shortened, at most of this length.

    >>> visible("Acme\u202e Ltd"), visible("a\nb"), visible(f"A{' ' * 70}PASS")
    ('Acme<U+202E> Ltd', 'a<U+000A>b', 'A <70 blanks> PASS')
    """
    return cut(whole(text), most)


def whole(text: str) -> str:
    r"""Return the same without a cut: pages and files have all of a value.

    >>> whole("part\u00a0\u00a0 7")
    'part 7'
    """
    shown = exact(text)
    return closed_up(shown) if "  " in shown or not shown.isascii() else shown


def exact(text: str) -> str:
    r"""Return a line without hidden characters, and with its blanks.

    >>> exact("verdict    a\u202eb")
    'verdict    a<U+202E>b'
    """
    return text if _plain(text) else re.sub(INVISIBLE, _code, text)


def safe(text: str) -> str:
    r"""Return the lines of an output without hidden characters; our own colours are kept.

    The last guard before a terminal, where names of files, arguments and texts of packs arrive.

    >>> safe("\x1b[1;31mFAIL\x1b[0m  a\x1b[2Jb\n")
    '\x1b[1;31mFAIL\x1b[0m  a<U+001B>[2Jb\n'
    """
    return text if _plain(text.replace("\n", "")) else re.sub(UNSAFE, _code, text)


def without_commands(text: str) -> str:
    r"""Return lines for the log of a workflow of GitHub, none of which its runner takes for a command.

    >>> without_commands("a::b\n  ::error::x\n##[error]x")
    'a::b\n  <U+003A>:error::x\n<U+0023>#[error]x'
    """
    if "::" not in text and "##[" not in text:
        return text
    return re.sub(_COMMAND, lambda match: "<U+0023>#[" if match[1] is None else f"{match[1]}<U+003A>:", text)


def _plain(text: str) -> bool:
    """Return whether all of a text is visible: making the patterns takes a hundredth of a check."""
    return text.isascii() and text.isprintable()


def _code(match: re.Match[str]) -> str:
    return f"<U+{ord(match.group()):04X}>"
