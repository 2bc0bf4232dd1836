"""Pages that are made of data alone: exposure, comparisons and scenarios, in the style of the report.

As in the report there are no scripts, the only style sheet is inside, and the content security policy names
its digest.
"""

from __future__ import annotations

import base64
import hashlib
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from microdep_rules.report.environment import environment_of
from microdep_rules.report.html import as_it_is, our_files, style_sheet
from microdep_rules.vocabulary.resources import report_template

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinja2 import Environment

MACROS, SHEET = ("views.html.j2", "gantt.html.j2"), "views.css"
PAGES = ("exposure.html.j2", "comparison.html.j2", "remedy.html.j2", "scenario.html.j2")
SHADES = 5
Data = dict[str, Any]


def filled(page: str, data: Mapping[str, Any], sheets: Sequence[str] = (SHEET,)) -> str:
    """A page with its style sheets inside; the same bytes for the same data."""
    style = style_sheet(our_files()) + "".join(map(report_template, sheets))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return _environment().get_template(page).render(data, style=as_it_is(style), style_hash=digest)


@cache
def _environment() -> Environment:
    return environment_of({name: report_template(name) for name in (*MACROS, *PAGES)})


def numbered(sources: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """The number of each source, by its id."""
    return {each["id"]: number for number, each in enumerate(sources, 1)}


def drawn(share: Mapping[str, str] | None) -> Data | None:
    """A share with the lengths of its bar, in whole percent; a share above zero has a bar."""
    if share is None:
        return None
    low, high = Fraction(share["low"]), Fraction(share["high"])
    ends = [0 if bound == 0 else max(1, round(bound * 100)) for bound in (low, high)]
    return {**share, "low_percent": ends[0], "open_percent": ends[1] - ends[0]}


def shade(share: Mapping[str, str] | None) -> int:
    """The shade of a cell, from 1 to 5 by fifths of the whole; 0 for no share."""
    if share is None:
        return 0
    middle = (Fraction(share["low"]) + Fraction(share["high"])) / 2
    return min(SHADES, max(1, int(middle * SHADES) + 1))
