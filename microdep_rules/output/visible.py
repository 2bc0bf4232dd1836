"""Text from documents, made safe to show: what cannot be seen is written as its code, blanks are closed up.

`visible` is what a value goes through on its way to a line; `exact` keeps the blanks, for lines that are laid
out, for source text and for what is to be copied.
"""

from __future__ import annotations

import re

from microdep_rules.vocabulary.blanks import INVISIBLE, closed_up, cut

UNSAFE = rf"(?!\n|\x1b\[(?:0|1|2|31|1;3[1236])m){INVISIBLE}"
"""The same, without line ends and without the colours of `style.py`."""

_COMMAND = r"(?m)^((?:[^\S\n]|\x1b\[[0-9;]*m)*)::|##\["
"""What a runner of GitHub takes for a command: two colons that begin a line, an older form anywhere in it."""

LONGEST = 4_000
"""Signs of a value on a screen: as many as a text of one line in a document has."""


def visible(text: str, most: int = LONGEST) -> str:
    r"""A value on one line, with nothing hidden in it, blanks closed up, and at most so many signs.

    >>> visible("Acme\u202e Ltd"), visible("a\nb"), visible(f"A{' ' * 70}PASS")
    ('Acme<U+202E> Ltd', 'a<U+000A>b', 'A <70 blanks> PASS')
    """
    return cut(whole(text), most)


def whole(text: str) -> str:
    r"""The same without a cut: pages and files have all of a value.

    >>> whole("part\u00a0\u00a0 7")
    'part 7'
    """
    shown = exact(text)
    return closed_up(shown) if "  " in shown or not shown.isascii() else shown


def exact(text: str) -> str:
    r"""A line with nothing hidden in it, and with its blanks: ours, of a source file, or to be copied.

    >>> exact("verdict    a\u202eb")
    'verdict    a<U+202E>b'
    """
    return text if _plain(text) else re.sub(INVISIBLE, _code, text)


def safe(text: str) -> str:
    r"""Lines of an output with nothing hidden in them; our own colours are kept.

    The last guard before a terminal, where names of files, arguments and texts of packs arrive.

    >>> safe("\x1b[1;31mFAIL\x1b[0m  a\x1b[2Jb\n")
    '\x1b[1;31mFAIL\x1b[0m  a<U+001B>[2Jb\n'
    """
    return text if _plain(text.replace("\n", "")) else re.sub(UNSAFE, _code, text)


def without_commands(text: str) -> str:
    r"""Lines for the log of a workflow of GitHub, none of which its runner obeys; nothing else is changed.

    >>> without_commands("a::b\n  ::error::x\n##[error]x")
    'a::b\n  <U+003A>:error::x\n<U+0023>#[error]x'
    """
    if "::" not in text and "##[" not in text:
        return text
    return re.sub(_COMMAND, lambda found: "<U+0023>#[" if found[1] is None else f"{found[1]}<U+003A>:", text)


def _plain(text: str) -> bool:
    """Whether a text is what most are, all of it seen: making the patterns takes a hundredth of a check."""
    return text.isascii() and text.isprintable()


def _code(found: re.Match[str]) -> str:
    return f"<U+{ord(found.group()):04X}>"
