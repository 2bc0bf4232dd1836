"""Exposure as data (`microdep-exposure/1`): published figures, and the shares of documents.

The text and the page are views of this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.output.record import tool_version
from microdep_rules.production.concentration import number_of_places
from microdep_rules.production.numbers import as_stated, exactly, index, percent
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from microdep_rules.engine.values import Interval
    from microdep_rules.output.checked import PackUsed
    from microdep_rules.production.concentration import Concentration
    from microdep_rules.production.exposure import Group, ProductExposure, StageRows
    from microdep_rules.production.figures import Figures, Ratio, YearFigure
    from microdep_rules.production.world import WorldGroup

SCHEMA = "microdep-exposure/1"
FIRST_YEAR, LAST_YEAR = 2022, 2030
"""The years of the heatmap, unless a figure is for another one."""
NO_FIGURE = "no figure"
PERCENT = "%"
Data = dict[str, Any]


class By(Struct, frozen=True):
    """What documents were checked against: the packs, and the day."""

    packs: Sequence[PackUsed] = ()
    as_of: date | None = None


def exposure_data(
    figures: Figures,
    world: Sequence[WorldGroup],
    documents: Iterable[tuple[str, str, ProductExposure]],
    by: By,
) -> Data:
    """Everything that the command found out."""
    return {
        "schema": SCHEMA,
        "tool": {"name": "microdep-rules", "version": tool_version()},
        "as_of": by.as_of.isoformat() if by.as_of is not None else None,
        "packs": [{"name": p.name, "version": p.version, "digest": p.digest} for p in by.packs],
        "figures": {
            "title": figures.data.get("title", ""),
            "reviewed": figures.data.get("reviewed", ""),
            "sources": [source_data(each) for each in figures.data["sources"]],
            "ratios": [_ratio(ratio) for ratio in figures.ratios],
            "claims": [_claim(claim) for claim in figures.claims],
            "heatmap": _heatmap(figures),
        },
        "world": [_world(each) for each in world],
        "documents": [_document(*document) for document in documents],
    }


def source_data(source: Mapping[str, Any]) -> Data:
    """A source, with every field."""
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
                "measures": each["measures"],
                "value": _value(each),
                "year": each.get("year"),
                "source": each["source"],
                "confidence": each["confidence"],
            }
            for each in claim.get("found", ())
        ],
    }


def _value(entry: Mapping[str, Any]) -> str:
    return as_stated(entry["value"], entry.get("unit", PERCENT)) if "value" in entry else NO_FIGURE


def _heatmap(figures: Figures) -> Data:
    """Series by year; a year without a figure is there and empty."""
    years = sorted(
        {*range(FIRST_YEAR, LAST_YEAR + 1), *(y.data["year"] for _, found in figures.series for y in found)}
    )
    rows = []
    for series, found in figures.series:
        by_year = {each.data["year"]: each for each in found}
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
        **_concentrated(group.found),
    }


# ---- documents -----------------------------------------------------------------------------------


def _document(path: str, id_: str, found: ProductExposure) -> Data:
    return {
        "path": path,
        "id": id_,
        "product": found.product,
        "roots": [{"id": id_, "name": name} for id_, name in found.roots.items()],
        "components": found.components,
        "rules_applied": found.judged,
        "needed": found.needed,
        "halting": found.halting,
        "alone": [
            {"country": each.point.key, "name": each.point.name, "certain": each.certain}
            for each in found.alone
        ],
        "without_country": found.unplaced,
        "complete": not found.open,
        "unstated_quantities": found.unstated_quantities,
        "unstated_products": [
            {"id": product, "name": found.roots[product]} for product in found.unstated_products
        ],
        "measures": [
            {
                "name": name,
                "title": each.name,
                "unit": each.unit,
                "stated": each.stated,
                "others": [
                    {"title": kind, "unit": unit, "stated": len(ids)}
                    for (kind, unit), ids in each.others.items()
                ],
            }
            for name, each in found.measures.items()
        ],
        "origin": _stage(found.origin),
        "stages": [_stage(stage) for stage in found.stages],
        "unrecorded": [_stage(each) for each in found.unrecorded],
        "concentration": [_group(group) for group in found.groups],
    }


def _stage(found: StageRows) -> Data:
    return {
        "stage": found.stage,
        "label": label(found.stage) if found.stage else "made",
        "countries": [{"country": row.country, **_shares(row.shares)} for row in found.rows],
        "unknown": _shares(found.unknown),
    }


def label(stage: str) -> str:
    """How people call a stage."""
    term = load_stages().vocabulary.terms.get(stage)
    return term.label or stage.replace("_", " ") if term is not None else stage


def _shares(shares: Mapping[str, Interval | None]) -> Data:
    return {name: exactly(shares.get(name)) for name in ("cost", "mass", "halts")}


def _group(found: Group) -> Data:
    return {
        "substance": found.substance,
        "stage": found.stage,
        "label": label(found.stage),
        "of": found.of,
        "materials": found.materials,
        **_concentrated(found.found),
    }


def _concentrated(found: Concentration) -> Data:
    shares = sorted(
        found.shares.items(), key=lambda each: (-(each[1].low or 0), -(each[1].high or 1), each[0])
    )
    return {
        "shares": [{"country": country, "share": exactly(share)} for country, share in shares],
        "rest": exactly(found.rest),
        "largest": exactly(found.largest),
        "leaders": list(found.leaders),
        "hhi": {"low": str(found.hhi.low), "high": str(found.hhi.high), "text": index(found.hhi)},
        "places": number_of_places(),
    }
