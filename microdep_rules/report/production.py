"""The sections of a report about production: what halts, scenarios, remedies and exposure.

Each is filled from the data in the record, by the function and the template that also make the page of its
command.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.output import looks
from microdep_rules.output.production import SCHEMAS, lines_of, under_apart
from microdep_rules.report import exposure, impact, remedy, scenario

if TYPE_CHECKING:
    from collections.abc import Mapping

Data = dict[str, Any]
ELSEWHERE = "record.json"


def sections(record: Mapping[str, Any], products: int, drawn: int) -> Data:
    """What the sections are filled from, by their names; nothing for one that was not asked for.

    Of more `products` the worst are shown, and of each picture so many rows as are `drawn`.
    """
    production = record.get("production") or {}
    found: Data = dict.fromkeys(SCHEMAS)
    if "impact" in production:
        data = production["impact"]
        found["impact"] = impact.section(data, ELSEWHERE, products, drawn)
    if "scenarios" in production:
        found["scenarios"] = scenario.section(production["scenarios"], ELSEWHERE, products, drawn)
    if "remedies" in production:
        found["remedies"] = [
            remedy.section(each, ELSEWHERE, products) for each in under_apart(production["remedies"])
        ]
    if "exposure" in production:
        found["exposure"] = exposure.section(production["exposure"], ELSEWHERE, products)
    return found


def lines(record: Mapping[str, Any]) -> list[Data]:
    """The lines beside the verdict, each with its sign and its class."""
    return [
        {**line, "sign": looks.SIGNS[line["state"]], "kind": looks.KINDS[line["state"]]}
        for line in lines_of(record)
    ]
