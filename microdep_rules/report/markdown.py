"""Markdown: the one-page report, and how every page in it is filled."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from microdep_rules.output.visible import visible
from microdep_rules.report.page import page
from microdep_rules.vocabulary.resources import report_template

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jinja2 import Template

_MARKUP = re.compile(
    r"[\\`*\[\]<>|~&$]"  # emphasis, code, links, tables, HTML, entities, mathematics
    r"|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])"  # emphasis; inside a word it is a letter
    r"|(?<=[A-Za-z]):(?=//)|(?<=\bwww)\."  # what would become a link by itself
)
_OPENING = re.compile(r"^([#+=-]|\d+(?=[.)](?:\s|$)))")
"""What a list, heading or rule begins with, at the start of a line."""


def render(record: Mapping[str, Any]) -> str:
    """The report of a record, the same bytes for the same record."""
    return fill("report.md.j2", page(record))


def fill(name: str, data: Mapping[str, Any]) -> str:
    """A template with its values: the same bytes for the same data."""
    text = _template(name).render(data)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def escape(value: object) -> str:
    r"""A value that is text and nothing else in Markdown.

    >>> escape("a|b <b>_x_</b> part_no 3.5")
    'a\\|b \\<b\\>\\_x\\_\\</b\\> part_no 3.5'
    >>> escape("# not a heading"), escape("1. not a list"), escape("http://example.org")
    ('\\# not a heading', '1\\. not a list', 'http\\://example.org')
    """
    text = _MARKUP.sub(lambda found: f"\\{found.group()}", visible(str(value)))
    opening = _OPENING.match(text)
    if opening is None:
        return text
    head = opening[1]
    return f"{head}\\{text[len(head) :]}" if head.isdigit() else f"\\{text}"


def block(lines: Iterable[str]) -> str:
    """Lines that stand as they are, in a fence that is longer than any that they hold."""
    told = [visible(line) for line in lines]
    longest = max((len(run) for line in told for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}text", *told, fence])


def link(target: str) -> str:
    """The address of a page, as it stands in a link."""
    return quote(target)


@cache
def _template(name: str) -> Template:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,  # Markdown: every value goes through the filter `md`
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"md": escape, "block": block, "link": link}
    return environment.from_string(report_template(name))
