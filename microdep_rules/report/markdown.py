"""Markdown: the report as one page, and the environment that fills every Markdown template."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from microdep_rules.output.grouped import opened
from microdep_rules.output.markdown import escape
from microdep_rules.output.visible import exact
from microdep_rules.report.page import page
from microdep_rules.report.production import lines, sections
from microdep_rules.vocabulary.resources import report_template

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jinja2 import Environment, Template

MOST = 200
"""Largest number of products of one analysis that the page shows."""


def render(record: Mapping[str, Any]) -> str:
    """Return the Markdown report of a record; equal records give equal bytes.

    The outcomes of the record may be in the form of the module `grouped`.
    """
    full = opened(record)
    analyses = {"production": sections(full, MOST, MOST), "production_lines": lines(full)}
    return fill("report.md.j2", {**page(full), **analyses})


def fill(name: str, data: Mapping[str, Any]) -> str:
    """Fill the Markdown template `name` with data; equal data give equal bytes."""
    text = _template(name).render(data)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def block(lines: Iterable[str]) -> str:
    """Return lines as a Markdown code block, with a fence that is longer than any fence in the lines."""
    shown = [exact(line) for line in lines]
    longest = max((len(run) for line in shown for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}text", *shown, fence])


def link(target: str) -> str:
    """Return the address of a page in the form that a Markdown link needs."""
    return quote(target)


def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from microdep_rules.report.compiled import CompiledTemplates

    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(lambda name: (report_template(name), name, lambda: True)),
        bytecode_cache=CompiledTemplates("markdown"),
        undefined=StrictUndefined,
        autoescape=False,  # Markdown: every value goes through the filter `md`
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"md": escape, "block": block, "link": link}
    return environment
