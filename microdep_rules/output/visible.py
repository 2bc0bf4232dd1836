"""Safe display of texts: invisible characters become codes, and long sequences of spaces become short.

The function `visible` is for a value inside a line. The function `exact` keeps all spaces, for tables, source
text, and text that people copy.
"""

from __future__ import annotations

import re

from microdep_rules.vocabulary.blanks import INVISIBLE, closed_up, cut

UNSAFE = rf"(?!\n|\x1b\[(?:0|1|2|31|1;3[1236])m){INVISIBLE}"
"""Unsafe characters, except line ends and the colours of `style.py`."""

_COMMAND = r"(?m)^((?:[^\S\n]|\x1b\[[0-9;]*m)*)::|##\["
"""Pattern of a workflow command of GitHub: `::` at the start of a line, or `##[` at any position."""

LONGEST = 4_000
"""Largest length of a value on a terminal, in characters.

Documents have the same limit for a text of one line.
"""


def visible(text: str, most: int = LONGEST) -> str:
    r"""Return a value on one line without invisible characters, cut to `most` characters.

    >>> visible("Acme\u202e Ltd"), visible("a\nb"), visible(f"A{' ' * 70}PASS")
    ('Acme<U+202E> Ltd', 'a<U+000A>b', 'A <70 blanks> PASS')
    """
    return cut(whole(text), most)


def whole(text: str) -> str:
    r"""Return the text of `visible` without a limit of its length, for pages and files.

    >>> whole("part\u00a0\u00a0 7")
    'part 7'
    """
    shown = exact(text)
    return closed_up(shown) if "  " in shown or not shown.isascii() else shown


def exact(text: str) -> str:
    r"""Return a line without invisible characters, but with all its spaces.

    >>> exact("verdict    a\u202eb")
    'verdict    a<U+202E>b'
    """
    return text if _plain(text) else re.sub(INVISIBLE, _code, text)


def safe(text: str) -> str:
    r"""Return an output without invisible characters; only the colours of this program stay.

    The function is the last protection of the terminal against file names, arguments and texts of packs.

    >>> safe("\x1b[1;31mFAIL\x1b[0m  a\x1b[2Jb\n")
    '\x1b[1;31mFAIL\x1b[0m  a<U+001B>[2Jb\n'
    """
    return text if _plain(text.replace("\n", "")) else re.sub(UNSAFE, _code, text)


def without_commands(text: str) -> str:
    r"""Return log lines that a GitHub runner does not read as commands.

    >>> without_commands("a::b\n  ::error::x\n##[error]x")
    'a::b\n  <U+003A>:error::x\n<U+0023>#[error]x'
    """
    if "::" not in text and "##[" not in text:
        return text
    return re.sub(_COMMAND, lambda match: "<U+0023>#[" if match[1] is None else f"{match[1]}<U+003A>:", text)


def _plain(text: str) -> bool:
    """Return whether a text has only visible ASCII characters, which need no slow search."""
    return text.isascii() and text.isprintable()


def _code(match: re.Match[str]) -> str:
    return f"<U+{ord(match.group()):04X}>"
