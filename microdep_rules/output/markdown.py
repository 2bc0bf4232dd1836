"""Escapes for texts of documents and packs in Markdown."""

from __future__ import annotations

from microdep_rules.output.visible import whole
from microdep_rules.patterns import pattern

_MARKUP = pattern(
    r"[\\`*\[\]<>|~&$]"  # emphasis, code, links, tables, HTML, entities, mathematics
    r"|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])"  # emphasis; inside a word it is a letter
    r"|(?<=[A-Za-z]):(?=//)|(?<=\bwww)\."  # automatic links
)
_OPENING = pattern(r"^([#+=-]|\d+(?=[.)](?:\s|$)))")
"""Characters that begin a list, a heading or a horizontal line if they stand at the start of a line."""
_CLOSING = pattern(r"(?<=\s)(?=#+$)")
"""Signs `#` at the end of a heading, which Markdown would hide."""


def escape(value: object) -> str:
    r"""Return a value as Markdown that shows the text unchanged.

    >>> escape("a|b <b>_x_</b> part_no 3.5")
    'a\\|b \\<b\\>\\_x\\_\\</b\\> part_no 3.5'
    >>> escape("# not a heading"), escape("1. not a list"), escape("http://example.org")
    ('\\# not a heading', '1\\. not a list', 'http\\://example.org')
    >>> escape("Part #"), escape("C#")
    ('Part \\#', 'C#')
    """
    text = _MARKUP.sub(lambda match: f"\\{match.group()}", whole(str(value)))
    text = _CLOSING.sub(r"\\", text)
    opening = _OPENING.match(text)
    if opening is None:
        return text
    head = opening[1]
    return f"{head}\\{text[len(head) :]}" if head.isdigit() else f"\\{text}"
