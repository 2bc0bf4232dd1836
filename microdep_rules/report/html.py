"""Report as HTML: one file for screen and paper, without scripts and external resources.

The only style sheet is in the file, and the content security policy contains its digest, so a browser ignores
other styles. Every value of a document is escaped, and invisible characters become codes. Custom templates
are filled in a separate process (`sandbox`).
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from microdep_rules.patterns import pattern
from microdep_rules.report.environment import ForbiddenError, environment_of
from microdep_rules.vocabulary.resources import report_template

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment
    from markupsafe import Markup

PAGE, SHEET, FIGURES, PAPER = "report.html.j2", "report.css", "figures.css", "paper.css"
PRODUCTION, PLANS = "production.css", "plans.css"
"""Style sheets of production analyses and of their pictures.

A report without analyses does not contain them.
"""
SECTIONS = (
    *("section_impact.html.j2", "section_scenarios.html.j2", "section_remedy.html.j2"),
    *("section_exposure.html.j2", "views.html.j2", "gantt.html.j2"),
)
"""Templates of the sections about production. The pages of the single analyses use them too."""
COVER = "cover.html.j2"
FILTERS = ("error", "fail", "unknown", "disclose", "exempt", "pass")
"""Verdicts by which the table of outcomes can be filtered."""
OWN = (COVER, "verdict_page.html.j2")
"""Standard templates that a custom template cannot replace."""
OURS = (PAGE, SHEET, FIGURES, PAPER, PRODUCTION, PLANS, *SECTIONS)
"""Files of a template. If a custom template lacks a file, the standard file replaces it."""
_VARIABLE = pattern(r"var\((--[\w-]+)\)")


@cache
def our_files() -> dict[str, str]:
    """Return the standard template: the page and its style sheets, by name."""
    return {name: report_template(name) for name in OURS}


def render(context: Mapping[str, Any], *, paper: bool = False) -> str:
    """Return the page for a browser or a PDF. Equal data give equal bytes."""
    return filled(our_environment(), our_files(), context, paper=paper)


def filled(
    environment: Environment, files: Mapping[str, str], context: Mapping[str, Any], *, paper: bool
) -> str:
    """Return the page of a template, with its style sheets inside."""
    production = any(context.get("production", {}).values())
    style = style_sheet(files, paper=paper, production=production)
    figures = _on_paper(files, production=production) if paper else ""
    return environment.get_template(PAGE).render(
        context,
        paper=paper,
        style=as_it_is(style),
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        figure_style=as_it_is(f"<style>{figures}</style>" if paper else ""),
    )


def style_sheet(files: Mapping[str, str], *, paper: bool = False, production: bool = False) -> str:
    """Return the style sheet with a line for each filter. For a PDF, it includes page numbers and contents.

    If `production` is true, it includes the style of production analyses.
    """
    filters = "".join(f"#f-{name}:not(:checked)~.scroll .o-{name}{{display:none}}" for name in FILTERS)
    whole = files[SHEET].replace("FILTERS", filters).replace("FIGURES", files[FIGURES].strip())
    analyses = files[PRODUCTION].replace("PLANS", files[PLANS].strip()) if production else ""
    whole = whole.replace("PRODUCTION\n", analyses)
    return whole + files[PAPER] if paper else whole


def _on_paper(files: Mapping[str, str], *, production: bool) -> str:
    """Return the style of pictures with the colours for paper.

    The renderer needs this style inside each picture.
    """
    _, _, printed = files[SHEET].partition("@media print")
    colours = dict(re.findall(r"(--[\w-]+):([^;}]*)", printed))
    figures = files[FIGURES] + (files[PLANS] if production else "")
    return _VARIABLE.sub(lambda match: colours.get(match[1], "currentColor"), figures)


def as_it_is(text: str) -> Markup:
    """Return style text without escaping. It contains no value of a document, and cannot end its element."""
    from markupsafe import Markup

    if "</" in text.removesuffix("</style>"):
        raise ForbiddenError("a style sheet contains `</`, which would end it")
    return Markup(text)  # noqa: S704 - of templates alone


@cache
def our_environment() -> Environment:
    """Return the environment of standard templates."""
    from microdep_rules.report.compiled import CompiledTemplates

    files = {**our_files(), **{name: report_template(name) for name in OWN}}
    return environment_of(files, compiled=CompiledTemplates("page"))
