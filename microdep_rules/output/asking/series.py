"""Rows about all of a series: one answer for every part number of a manufacturer that begins alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.overlays.fact_names import EVIDENCE
from microdep_rules.output.asking.components import Component
from microdep_rules.output.asking.question import NOBODY, YOURSELF
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.output.asking.question import Question

FEWEST = 3
"""So many components of one series that share a question have a row of their own."""
SHORTEST = 4
"""A series has at least so many letters and digits: `R10` begins the numbers of too many things."""
ANY = "*"
"""Behind the beginning of a series, as overlays match it."""
_SERIES = pattern(
    r"[0-9]{0,2}[A-Z]{1,8}-?(?:01005|0201|0402|0603|0805|1206|1210|1812|2010|2512|[0-9]+)", re.IGNORECASE
)
"""Letters with the digits behind them, of which a size of a chip is enough: `CRCW0603` of `CRCW060310K0`."""

_THESE = pattern(r"each of these [0-9,]+ components \(.*\)", re.DOTALL)
"""How a question names the components of its row, which are not those of the series."""


def series_of(number: str) -> str:
    """Return the series of a part number; empty where none can be seen.

    >>> [series_of(each) for each in ("RC0402FR-07100KL", "CRCW060310K0FKEA", "GRM155R71C104KA", "N52")]
    ['RC0402', 'CRCW0603', 'GRM155', '']
    """
    found = _SERIES.match(number)
    series = number[: found.end()] if found is not None else ""
    return series if len(series) >= SHORTEST and series != number else ""


def with_series(found: Sequence[Question]) -> list[Question]:
    """Return questions, each followed by the same about all of each series that is large enough."""
    return [each for question in found for each in (question, *_of_series(question))]


def _of_series(question: Question) -> Iterable[Question]:
    """The question about each series; evidence shows one recorded value, and not that of a series."""
    makers = {component.manufacturer for component in question.components}
    if question.ask in (YOURSELF, NOBODY) or len(makers) > 1 or question.fact.startswith(EVIDENCE):
        return
    of_each: dict[str, list[Component]] = {}
    for component in question.components:
        if series := series_of(component.number):
            of_each.setdefault(series, []).append(component)
    for series, components in of_each.items():
        if len(components) >= FEWEST:
            yield _about(question, f"{series}{ANY}", components[0].manufacturer)


def _about(question: Question, series: str, manufacturer: str) -> Question:
    every = Component("", "", f"all of the series {series}", manufacturer, series)
    asked = _THESE.sub("it", question.question)
    text = f"for every part number that begins with {series.removesuffix(ANY)}: {asked}"
    return replace(question, question=text, components=(every,), recorded="", likely=())
