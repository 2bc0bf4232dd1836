"""Page about a diagnostic for a terminal, without the signs of Markdown."""

from __future__ import annotations

from textwrap import fill

from microdep_rules.messages.pages import all_codes, page_of
from microdep_rules.output.visible import exact
from microdep_rules.patterns import pattern
from microdep_rules.suggest import did_you_mean

FENCE = "```"
INDENT = "    "
BULLET = "- "
WIDTH = 100
"""Columns of a line of text; code and headings keep their lines."""
CODE = pattern(r"`[^`]*`")
"""Code within a sentence; a line never breaks within it."""
BLANK_OF_CODE = "\0"
LINK = pattern(r"\[([^\]]+)\]\((?:\.\./)+([^)]+)\)")
"""Link from the page of a code to another page of the documentation."""


def code_page(code: str) -> str | None:
    """Return the page about a diagnostic: meaning, example and fix; `None` for an unknown code.

    >>> code_page("syntax/date-form").splitlines()[0]
    'syntax/date-form'
    >>> code_page("syntax/no-such-code") is None
    True
    """
    text = page_of(code)
    return None if text is None else plain(text)


def nearest_code(code: str) -> str:
    """Return a question that suggests the most similar code for a mistyped code; empty if none is similar.

    >>> nearest_code("syntax/date-fom")
    'did you mean `syntax/date-form`?'
    """
    return did_you_mean(code, all_codes()) or ""


def plain(markdown: str) -> str:
    r"""Return the text of a page without Markdown.

    Each heading has its own line, and code is indented. Paragraphs are wrapped. Invisible characters in
    code are shown as codes, and a link names the file of the documentation.

    >>> plain("# name/x\n\n```text\n# a\n\nb\n```\n")
    'name/x\n\n    # a\n\n    b\n'
    >>> plain("one\ntwo, see [words](../../reference/words.md)\n")
    'one two, see words (docs/reference/words.md)\n'
    """
    lines: list[str] = []
    paragraph: list[str] = []
    code = False
    for line in markdown.splitlines():
        is_text = not (code or line.startswith((FENCE, "#")) or not line)
        if paragraph and (not is_text or line.startswith(BULLET)):
            lines.append(_wrap(paragraph))
            paragraph = []
        if is_text:
            paragraph.append(line)
        elif line.startswith(FENCE):
            code = not code
        elif code:
            lines.append(INDENT + exact(line) if line else "")
        else:
            lines.append(line.lstrip("#").removeprefix(" "))
    if paragraph:
        lines.append(_wrap(paragraph))
    return "\n".join(lines) + "\n"


def _wrap(paragraph: list[str]) -> str:
    """Return the lines of a paragraph or of a list item, wrapped at the width of the page."""
    text = LINK.sub(r"\1 (docs/\2)", " ".join(paragraph))
    text = CODE.sub(lambda code: code[0].replace(" ", BLANK_OF_CODE), text)
    indent = " " * len(BULLET) if text.startswith(BULLET) else ""
    wrapped = fill(text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return wrapped.replace(BLANK_OF_CODE, " ")
