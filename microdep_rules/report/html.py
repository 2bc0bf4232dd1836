"""Report as HTML: one file for screen and paper, without scripts and without external resources.

The file contains its style sheet. The content security policy contains the digest of the style sheet, so that
a browser ignores other styles. Every value of a document is escaped, and invisible characters are replaced
with visible codes. A separate process (`sandbox`) fills custom templates.
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
"""Style sheets of production analyses and of their figures.

A report without production analyses does not contain these style sheets.
"""
SECTIONS = (
    *("section_impact.html.j2", "section_scenarios.html.j2", "section_remedy.html.j2"),
    *("section_exposure.html.j2", "views.html.j2", "gantt.html.j2"),
)
"""Templates of the sections about production.

The pages of the commands for these analyses use the same templates.
"""
COVER = "cover.html.j2"
FILTERS = ("error", "fail", "unknown", "disclose", "exempt", "pass")
"""Verdicts by which a reader can filter the table of outcomes."""
OWN = (COVER, "verdict_page.html.j2")
"""Standard templates that are used even if a custom template has a file of the same name."""
OURS = (PAGE, SHEET, FIGURES, PAPER, PRODUCTION, PLANS, *SECTIONS)
"""Names of files that a custom template may have.

A missing file is replaced by the standard file.
"""
_VARIABLE = pattern(r"var\((--[\w-]+)\)")


@cache
def our_files() -> dict[str, str]:
    """Return the standard template: its page and its style sheets, by file name."""
    return {name: report_template(name) for name in OURS}


def render(context: Mapping[str, Any], *, paper: bool = False) -> str:
    """Return the page of the report, for a browser or for a PDF; equal data give equal bytes."""
    return filled(our_environment(), our_files(), context, paper=paper)


def filled(
    environment: Environment, files: Mapping[str, str], context: Mapping[str, Any], *, paper: bool
) -> str:
    """Fill the page of a template with data, and return the page with its style sheets inside."""
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
    """Return the style sheet, with a rule for each filter of the table of outcomes.

    With `paper`, it includes page numbers and a table of contents for the PDF. With `production`, it includes
    the styles of production analyses.
    """
    filters = "".join(f"#f-{name}:not(:checked)~.scroll .o-{name}{{display:none}}" for name in FILTERS)
    whole = files[SHEET].replace("FILTERS", filters).replace("FIGURES", files[FIGURES].strip())
    analyses = files[PRODUCTION].replace("PLANS", files[PLANS].strip()) if production else ""
    whole = whole.replace("PRODUCTION\n", analyses)
    return whole + files[PAPER] if paper else whole


def _on_paper(files: Mapping[str, str], *, production: bool) -> str:
    """Return the styles of figures, with the colours for paper; a PDF needs them inside each figure."""
    _, _, printed = files[SHEET].partition("@media print")
    colours = dict(re.findall(r"(--[\w-]+):([^;}]*)", printed))
    figures = files[FIGURES] + (files[PLANS] if production else "")
    return _VARIABLE.sub(lambda match: colours.get(match[1], "currentColor"), figures)


def as_it_is(text: str) -> Markup:
    """Mark a style sheet as safe HTML, so that the template does not escape it.

    A style sheet contains no value of a document, and nothing that could end its HTML element.
    """
    from markupsafe import Markup

    if "</" in text.removesuffix("</style>"):
        raise ForbiddenError("a style sheet contains `</`, which would end it")
    return Markup(text)  # noqa: S704 - only from templates


@cache
def our_environment() -> Environment:
    """Return the environment in which the standard templates are filled."""
    from microdep_rules.report.compiled import CompiledTemplates

    files = {**our_files(), **{name: report_template(name) for name in OWN}}
    return environment_of(files, compiled=CompiledTemplates("page"))
