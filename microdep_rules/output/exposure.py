"""Data of the exposure report (`microdep-exposure/1`): published figures and shares of countries in products.

The text and the HTML page of the report are made from the data of this module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.output.record import packs_data, tool_data
from microdep_rules.production.concentration import number_of_places
from microdep_rules.production.numbers import as_stated, exactly, index, percent
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from microdep_rules.engine.values import Interval
    from microdep_rules.output.checked import PackUsed
    from microdep_rules.production.concentration import Concentration
    from microdep_rules.production.exposure import ProductExposure, StageConcentration, StageRows
    from microdep_rules.production.figures import Figures, Ratio, YearFigure
    from microdep_rules.production.world import WorldGroup

SCHEMA = "microdep-exposure/1"
FIRST_YEAR, LAST_YEAR = 2022, 2030
"""First and last year that the table of world shares (heatmap) always shows.

Any other year is shown only if there is a figure for it.
"""
NO_FIGURE = "no figure"
PERCENT = "%"
Data = dict[str, Any]


class Basis(Struct, frozen=True):
    """Packs and as-of date with which documents were checked."""

    packs: Sequence[PackUsed] = ()
    as_of: date | None = None


def exposure_data(
    figures: Figures,
    world: Sequence[WorldGroup],
    documents: Iterable[tuple[str, str, ProductExposure]],
    by: Basis,
) -> Data:
    """Return all results of the command `microdep exposure` as data."""
    return {
        "schema": SCHEMA,
        "tool": tool_data(),
        "as_of": by.as_of.isoformat() if by.as_of is not None else None,
        "packs": packs_data(by.packs),
        "figures": {
            "title": figures.data.get("title", ""),
            "reviewed": figures.data.get("reviewed", ""),
            "sources": [source_data(source) for source in figures.data["sources"]],
            "ratios": [_ratio(ratio) for ratio in figures.ratios],
            "claims": [_claim(claim) for claim in figures.claims],
            "heatmap": _heatmap(figures),
        },
        "world": [_world(group) for group in world],
        "documents": [_document(*document) for document in documents],
    }


def source_data(source: Mapping[str, Any]) -> Data:
    """Return a source with all fields of the data format."""
    return {
        name: source.get(name, "")
        for name in ("id", "title", "publisher", "kind", "published", "read", "url", "note")
    }


# ---- figures -------------------------------------------------------------------------------------


def _ratio(ratio: Ratio) -> Data:
    return {
        "id": ratio.data["id"],
        "title": ratio.data["title"],
        "of": _quantity(ratio.numerator),
        "out_of": _quantity(ratio.denominator),
        "share": exactly(ratio.share),
        "claimed": f"{ratio.data['claimed']} %" if "claimed" in ratio.data else "",
        "claimed_by": ratio.data.get("claimed_by", ""),
        "corrects": ratio.data.get("corrects", ""),
        "status": ratio.status,
        "note": ratio.data.get("note", ""),
    }


def _quantity(quantity: Mapping[str, Any]) -> Data:
    return {
        "title": quantity["title"],
        "value": as_stated(quantity["value"], quantity["unit"]),
        "year": quantity.get("year"),
        "source": quantity["source"],
        "confidence": quantity["confidence"],
        "note": quantity.get("note", ""),
    }


def _claim(claim: Mapping[str, Any]) -> Data:
    return {
        "id": claim["id"],
        "sector": claim["sector"],
        "measures": claim["measures"],
        "value": _value(claim),
        "year": claim.get("year"),
        "claimed_by": claim["claimed_by"],
        "status": claim["status"],
        "finding": claim["finding"],
        "sources": list(claim.get("sources", ())),
        "found": [
            {
                "measures": finding["measures"],
                "value": _value(finding),
                "year": finding.get("year"),
                "source": finding["source"],
                "confidence": finding["confidence"],
            }
            for finding in claim.get("found", ())
        ],
    }


def _value(entry: Mapping[str, Any]) -> str:
    return as_stated(entry["value"], entry.get("unit", PERCENT)) if "value" in entry else NO_FIGURE


def _heatmap(figures: Figures) -> Data:
    """Return the published figures by year; a year without a figure has an empty entry."""
    years = sorted(
        {*range(FIRST_YEAR, LAST_YEAR + 1), *(y.data["year"] for _, values in figures.series for y in values)}
    )
    rows = []
    for series, values in figures.series:
        by_year = {value.data["year"]: value for value in values}
        rows.append(
            {
                "id": series["id"],
                "title": series["title"],
                "country": series["country"],
                "cells": [_cell(year, by_year.get(year)) for year in years],
            }
        )
    return {"years": years, "rows": rows}


def _cell(year: int, figure: YearFigure | None) -> Data:
    if figure is None:
        return {
            "year": year,
            "share": None,
            "text": NO_FIGURE,
            "kind": "",
            "sources": [],
            "confidence": "",
            "note": "",
        }
    data = figure.data
    text = as_stated(data["value"], PERCENT) if "value" in data else percent(figure.share, 1)
    return {
        "year": year,
        "share": exactly(figure.share),
        "text": text,
        "kind": data["kind"],
        "sources": list(figure.sources),
        "confidence": data["confidence"],
        "note": data.get("note", ""),
    }


def _world(group: WorldGroup) -> Data:
    return {
        "substance": group.substance,
        "year": group.year,
        "cites": group.cites,
        "note": group.note,
        **_concentrated(group.concentration),
    }


# ---- documents -----------------------------------------------------------------------------------


def _document(path: str, id_: str, exposure: ProductExposure) -> Data:
    return {
        "path": path,
        "id": id_,
        "product": exposure.product,
        "roots": [{"id": id_, "name": name} for id_, name in exposure.roots.items()],
        "components": exposure.components,
        "rules_applied": exposure.judged,
        "needed": exposure.needed,
        "halting": exposure.halting,
        "alone": [
            {"country": entry.point.key, "name": entry.point.name, "certain": entry.certain}
            for entry in exposure.alone
        ],
        "without_country": exposure.unplaced,
        "complete": not exposure.open,
        "unstated_quantities": exposure.unstated_quantities,
        "unstated_products": [
            {"id": product, "name": exposure.roots[product]} for product in exposure.unstated_products
        ],
        "measures": [
            {
                "name": name,
                "title": entry.name,
                "unit": entry.unit,
                "stated": entry.stated,
                "others": [
                    {"title": kind, "unit": unit, "stated": len(ids)}
                    for (kind, unit), ids in entry.others.items()
                ],
            }
            for name, entry in exposure.measures.items()
        ],
        "origin": _stage(exposure.origin),
        "stages": [_stage(stage) for stage in exposure.stages],
        "unrecorded": [_stage(entry) for entry in exposure.unrecorded],
        "concentration": [_group(group) for group in exposure.groups],
    }


def _stage(rows: StageRows) -> Data:
    return {
        "stage": rows.stage,
        "label": label(rows.stage) if rows.stage else "made",
        "countries": [{"country": row.country, **_shares(row.shares)} for row in rows.rows],
        "unknown": _shares(rows.unknown),
    }


def label(stage: str) -> str:
    """Return the display name of a stage."""
    term = load_stages().vocabulary.terms.get(stage)
    return term.label or stage.replace("_", " ") if term is not None else stage


def _shares(shares: Mapping[str, Interval | None]) -> Data:
    return {name: exactly(shares.get(name)) for name in ("cost", "mass", "halts")}


def _group(group: StageConcentration) -> Data:
    return {
        "substance": group.substance,
        "stage": group.stage,
        "label": label(group.stage),
        "of": group.of,
        "materials": group.materials,
        **_concentrated(group.concentration),
    }


def _concentrated(concentration: Concentration) -> Data:
    shares = sorted(
        concentration.shares.items(),
        key=lambda entry: (-(entry[1].low or 0), -(entry[1].high or 1), entry[0]),
    )
    return {
        "shares": [{"country": country, "share": exactly(share)} for country, share in shares],
        "rest": exactly(concentration.rest),
        "largest": exactly(concentration.largest),
        "leaders": list(concentration.leaders),
        "hhi": {
            "low": str(concentration.hhi.low),
            "high": str(concentration.hhi.high),
            "text": index(concentration.hhi),
        },
        "places": number_of_places(),
    }
