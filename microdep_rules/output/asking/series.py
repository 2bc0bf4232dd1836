"""Rows about a series: one answer for all part numbers of a manufacturer that begin with the same text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.overlays.declarations import NOBODY, YOURSELF
from microdep_rules.bom.overlays.fact_names import EVIDENCE
from microdep_rules.output.asking.components import QuestionComponent
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.output.asking.question import Question

ALL_OF_SERIES = "all of the series"
"""Beginning of the name of all components of a series."""
MIN_COMPONENTS = 3
"""Smallest number of components of a series that has its own row."""
MIN_LENGTH = 4
"""Smallest length of the text with which the part numbers of a series begin.

With a shorter text, such as `R10`, unrelated components could belong to the series.
"""
ANY = "*"
"""Wildcard after the text of a series, as in overlays: `CRCW0603*`."""
_SERIES = pattern(
    r"[0-9]{0,2}[A-Z]{1,8}-?(?:01005|0201|0402|0603|0805|1206|1210|1812|2010|2512|[0-9]+)", re.IGNORECASE
)
"""Letters of a part number, with the digits after the letters.

The size of a chip ends the text of the series: `CRCW0603` in `CRCW060310K0`.
"""

_IN_BRACKETS = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
"""Text in brackets; a name in it may have its own brackets."""
EACH_OF_SEVERAL = pattern(rf"each of these [0-9,]+ components {_IN_BRACKETS}")
"""Names of the components in a question about several components."""


def series_of(number: str) -> str:
    """Return the series of a part number, such as `CRCW0603`; empty if the number has another form.

    >>> [series_of(number) for number in ("RC0402FR-07100KL", "CRCW060310K0FKEA", "GRM155R71C104KA", "N52")]
    ['RC0402', 'CRCW0603', 'GRM155', '']
    """
    match = _SERIES.match(number)
    series = number[: match.end()] if match is not None else ""
    return series if len(series) >= MIN_LENGTH and series != number else ""


def is_series(component: QuestionComponent) -> bool:
    """Return whether a component of a question stands for all part numbers of a series."""
    return component.mpn.endswith(ANY) and not component.id


def with_series(found: Sequence[Question]) -> list[Question]:
    """Return the questions; the same question follows for each series that is large enough."""
    return [row for question in found for row in (question, *_questions_about_series(question))]


def _questions_about_series(question: Question) -> Iterable[Question]:
    """Yield a question about each series of components.

    A value that a document states for one part number is no evidence for the whole series.
    """
    makers = {component.manufacturer for component in question.components}
    if question.ask in (YOURSELF, NOBODY) or len(makers) > 1 or question.fact.startswith(EVIDENCE):
        return
    of_each: dict[str, list[QuestionComponent]] = {}
    for component in question.components:
        if series := series_of(component.number):
            of_each.setdefault(series, []).append(component)
    for series, components in of_each.items():
        if len(components) >= MIN_COMPONENTS:
            yield _question_about_series(question, f"{series}{ANY}", components[0].manufacturer)


def _question_about_series(question: Question, series: str, manufacturer: str) -> Question:
    every = QuestionComponent("", "", f"{ALL_OF_SERIES} {series}", manufacturer, series)
    asked = EACH_OF_SEVERAL.sub("it", question.question)
    text = f"for every part number that begins with {series.removesuffix(ANY)}: {asked}"
    return replace(question, question=text, components=(every,), recorded="", likely=())
