"""Page about a diagnostic for a terminal, without the signs of Markdown."""

from __future__ import annotations

from microdep_rules.messages.pages import all_codes, page_of
from microdep_rules.output.visible import exact
from microdep_rules.suggest import did_you_mean

FENCE = "```"
INDENT = "    "


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
    """Return a question that suggests the code most similar to a mistyped code.

    The question is empty if no code is similar.

    >>> nearest_code("syntax/date-fom")
    'did you mean `syntax/date-form`?'
    """
    return did_you_mean(code, all_codes()) or ""


def plain(markdown: str) -> str:
    r"""Return the text of a page without Markdown.

    Each heading has its own line, code is indented, and invisible characters are removed.

    >>> plain("# name/x\n\n```text\n# a\n\nb\n```\n")
    'name/x\n\n    # a\n\n    b\n'
    """
    lines = []
    code = False
    for line in markdown.splitlines():
        if line.startswith(FENCE):
            code = not code
        elif code:
            lines.append(INDENT + exact(line) if line else "")
        else:
            lines.append(line.lstrip("#").removeprefix(" ") if line.startswith("#") else line)
    return "\n".join(lines) + "\n"
