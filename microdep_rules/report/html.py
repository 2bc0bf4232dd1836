"""The report as HTML: one file for screen and paper, without scripts and without anything from elsewhere.

Its only style sheet is inside, and the content security policy names its digest: a browser shows nothing that
somebody adds. Every value of a document is escaped, and what is not seen in it is made visible. Templates of
other people are filled in the same way, in a process of its own: `sandbox`.
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
"""The style of analyses of production, and of their pictures; a report without them has none of it."""
SECTIONS = (
    *("section_impact.html.j2", "section_scenarios.html.j2", "section_remedy.html.j2"),
    *("section_exposure.html.j2", "views.html.j2", "gantt.html.j2"),
)
"""The sections of the analyses of production, which their own pages have too."""
COVER = "cover.html.j2"
FILTERS = ("error", "fail", "unknown", "disclose", "exempt", "pass")
"""The verdicts by which the table of outcomes is filtered."""
OWN = (COVER, "verdict_page.html.j2")
"""Further templates of ours, which nobody replaces."""
OURS = (PAGE, SHEET, FIGURES, PAPER, PRODUCTION, PLANS, *SECTIONS)
"""The files of a template; one that somebody leaves out of theirs is ours."""
_VARIABLE = pattern(r"var\((--[\w-]+)\)")


@cache
def our_files() -> dict[str, str]:
    """Our template: the page and its style sheets, by their names."""
    return {name: report_template(name) for name in OURS}


def render(context: Mapping[str, Any], *, paper: bool = False) -> str:
    """The page of a context, for a browser or for the renderer of a PDF; the same bytes for the same data."""
    return filled(our_environment(), our_files(), context, paper=paper)


def filled(
    environment: Environment, files: Mapping[str, str], context: Mapping[str, Any], *, paper: bool
) -> str:
    """The page of a template, with its style sheets inside."""
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
    """The style sheet, with a line for each filter; for a PDF with page numbers and contents.

    With `production` it has the style of the analyses of production, too.
    """
    filters = "".join(f"#f-{name}:not(:checked)~.scroll .o-{name}{{display:none}}" for name in FILTERS)
    whole = files[SHEET].replace("FILTERS", filters).replace("FIGURES", files[FIGURES].strip())
    analyses = files[PRODUCTION].replace("PLANS", files[PLANS].strip()) if production else ""
    whole = whole.replace("PRODUCTION\n", analyses)
    return whole + files[PAPER] if paper else whole


def _on_paper(files: Mapping[str, str], *, production: bool) -> str:
    """The style of pictures, which the renderer looks for inside of each, with the colours of paper."""
    _, _, printed = files[SHEET].partition("@media print")
    colours = dict(re.findall(r"(--[\w-]+):([^;}]*)", printed))
    figures = files[FIGURES] + (files[PLANS] if production else "")
    return _VARIABLE.sub(lambda found: colours.get(found[1], "currentColor"), figures)


def as_it_is(text: str) -> Markup:
    """Style, which holds nothing of a document, and from which nothing gets out into the page."""
    from markupsafe import Markup

    if "</" in text.removesuffix("</style>"):
        raise ForbiddenError("a style sheet holds `</`, which would end it")
    return Markup(text)  # noqa: S704 - of templates alone


@cache
def our_environment() -> Environment:
    """What fills our own templates."""
    from microdep_rules.report.compiled import CompiledTemplates

    files = {**our_files(), **{each: report_template(each) for each in OWN}}
    return environment_of(files, compiled=CompiledTemplates("page"))
