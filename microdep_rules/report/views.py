"""Pages about production analyses and comparisons, in the style of the report.

As in the report, there are no scripts, and the only style sheet is inside the page. The content security
policy contains the digest of the style sheet. The sections of the report have the same content.
"""

from __future__ import annotations

import base64
import hashlib
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from microdep_rules.report.environment import environment_of
from microdep_rules.report.html import SECTIONS, as_it_is, our_files, style_sheet
from microdep_rules.vocabulary.resources import report_template

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinja2 import Environment

PAGES = (
    *("impact.html.j2", "scenario.html.j2", "remedy.html.j2", "exposure.html.j2"),
    *("comparison.html.j2", "status.html.j2"),
)
SHADES = 5
_ENDS = [100 * number // SHADES for number in range(1, SHADES)]
LEGEND = (
    f"less than {_ENDS[0]} %",
    *(f"{low} % to less than {high} %" for low, high in pairwise(_ENDS)),
    f"{_ENDS[-1]} % and more",
)
"""Text for the range of shares with each shade, such as `less than 20 %`."""
Data = dict[str, Any]


def filled(page: str, data: Mapping[str, Any]) -> str:
    """Fill a page template with data, and return the page with its style sheet inside.

    Equal data give equal bytes. The template of a section finds its data in the variable `it`.
    """
    style = style_sheet(our_files(), production=True)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    own = {"style": as_it_is(style), "style_hash": digest, "paper": False, "figure_style": ""}
    return _environment().get_template(page).render(data, it=data, **own)


@cache
def _environment() -> Environment:
    from microdep_rules.report.compiled import CompiledTemplates

    files = {name: report_template(name) for name in (*SECTIONS, *PAGES)}
    return environment_of(files, compiled=CompiledTemplates("page"))


def numbered(sources: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return the number of each source in the list, from 1, by the id of the source."""
    return {source["id"]: number for number, source in enumerate(sources, 1)}


def drawn(share: Mapping[str, str] | None) -> Data | None:
    """Return a share with the lengths of the certain and the possible part of its bar, in whole percent.

    The bar of a share above zero is always visible.
    """
    if share is None:
        return None
    low, high = Fraction(share["low"]), Fraction(share["high"])
    ends = [0 if bound == 0 else max(1, round(bound * 100)) for bound in (low, high)]
    return {**share, "low_percent": ends[0], "open_percent": ends[1] - ends[0]}


def shade(share: Mapping[str, str] | None) -> int:
    """Return the shade for the middle of a share: 1 to 5, for each fifth of 100 %; 0 for `None`."""
    if share is None:
        return 0
    middle = (Fraction(share["low"]) + Fraction(share["high"])) / 2
    return min(SHADES, max(1, int(middle * SHADES) + 1))
