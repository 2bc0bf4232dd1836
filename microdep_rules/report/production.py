"""Sections of a report about production: halts, scenarios, remedies and exposure.

Each section is made from data in the record. The function and the template are the same as for the page of a
command such as `microdep impact`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.output import looks
from microdep_rules.output.production import SCHEMAS, lines_of, with_distinct_scenarios
from microdep_rules.report import exposure, impact, remedy, scenario

if TYPE_CHECKING:
    from collections.abc import Mapping

Data = dict[str, Any]
ELSEWHERE = "record.json"


def sections(record: Mapping[str, Any], products: int, drawn: int) -> Data:
    """Return the data of each section by name; `None` for an analysis that was not requested.

    If there are more than `products` products, a section shows only the worst. Each figure has at most
    `drawn` rows.
    """
    production = record.get("production") or {}
    data: Data = dict.fromkeys(SCHEMAS)
    if "impact" in production:
        data["impact"] = impact.section(production["impact"], ELSEWHERE, products, drawn)
    if "scenarios" in production:
        data["scenarios"] = scenario.section(production["scenarios"], ELSEWHERE, products, drawn)
    if "remedies" in production:
        data["remedies"] = [
            remedy.section(analysis, ELSEWHERE, products)
            for analysis in with_distinct_scenarios(production["remedies"])
        ]
    if "exposure" in production:
        data["exposure"] = exposure.section(production["exposure"], ELSEWHERE, products)
    return data


def lines(record: Mapping[str, Any]) -> list[Data]:
    """Return the lines about production analyses that the page shows below the verdict.

    Each line has a sign and a CSS class.
    """
    return [
        {**line, "sign": looks.SIGNS[line["state"]], "kind": looks.KINDS[line["state"]]}
        for line in lines_of(record)
    ]
