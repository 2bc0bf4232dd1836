"""Page about exposure, and the same section of a report, made from the data of `output/exposure.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.output.exposure_text import (
    applied_in_words,
    halts_in_words,
    measured_in_words,
    products_in_words,
    quantities_in_words,
)
from microdep_rules.production.distinct import apart, labels_of
from microdep_rules.report.views import LEGEND, drawn, filled, numbered, shade

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Data = dict[str, Any]
MEASURES = ("cost", "mass", "halts")
UNKNOWN = "unknown"


def exposure_page(data: Mapping[str, Any]) -> str:
    """Return the page about the exposure of products to countries as HTML."""
    titles = labels_of(data["documents"], "product")
    title = f"Exposure of {', '.join(titles)}" if titles else data["figures"]["title"] or "Exposure"
    return filled("exposure.html.j2", {**section(data), "title": title, "tool": data["tool"]})


def section(data: Mapping[str, Any], elsewhere: str = "", most: int = 1_000) -> Data:
    """Return the data of the section about exposure, for at most `most` documents.

    `elsewhere` is the name of the file that contains the omitted documents.
    """
    figures = data["figures"]
    return {
        "figures": {**figures, "heatmap": _heatmap(figures["heatmap"])},
        "shades": list(LEGEND),
        "pairs": _pairs(figures["ratios"]),
        "numbers": numbered(figures["sources"]),
        "unread": [source["id"] for source in figures["sources"] if not source["read"]],
        "world": [_concentrated(group) for group in data["world"]],
        "documents": [_document(document) for document in apart(data["documents"], "product")[:most]],
        "left": max(0, len(data["documents"]) - most),
        "elsewhere": elsewhere,
        "applied": applied_in_words(data),
    }


def _pairs(ratios: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Return one list for each published ratio: the ratio itself, then the ratios that correct it."""
    first = [ratio for ratio in ratios if not ratio["corrects"]]
    return [[ratio, *(one for one in ratios if one["corrects"] == ratio["id"])] for ratio in first]


def _heatmap(heatmap: Mapping[str, Any]) -> Data:
    rows = [
        {**row, "cells": [{**cell, "shade": shade(cell["share"])} for cell in row["cells"]]}
        for row in heatmap["rows"]
    ]
    return {"years": heatmap["years"], "rows": rows}


def _document(document: Mapping[str, Any]) -> Data:
    stages = (document["origin"], *document["stages"])
    return {
        **document,
        "measure_lines": [measured_in_words(m, document["components"]) for m in document["measures"]],
        "halts_lines": [*halts_in_words(document), *products_in_words(document)],
        "quantities_line": quantities_in_words(document["unstated_quantities"]),
        "table": [{"label": stage["label"], "rows": _rows(stage)} for stage in stages],
        "unrecorded": _unplaced_stages(document["unrecorded"]),
        "concentration": [_concentrated(group) for group in document["concentration"]],
    }


def _rows(stage: Mapping[str, Any]) -> list[Data]:
    """Return one row for each country of a stage, and one row for unknown countries."""
    rows = [{"country": country["country"], **_shares(country)} for country in stage["countries"]]
    unknown = stage["unknown"]
    if any(unknown[name] and unknown[name]["high"] != "0" for name in MEASURES):
        rows.append({"country": UNKNOWN, **_shares(unknown)})
    return rows


def _unplaced_stages(stages: Sequence[Mapping[str, Any]]) -> list[Data]:
    """Return the stages without a stated country as rows; stages with equal shares become one row."""
    groups: list[tuple[Mapping[str, Any], list[str]]] = []
    for stage in stages:
        labels = next((labels for shares, labels in groups if shares == stage["unknown"]), None)
        if labels is None:
            labels = []
            groups.append((stage["unknown"], labels))
        labels.append(stage["label"])
    return [{"labels": labels, **_shares(shares)} for shares, labels in groups]


def _shares(shares: Mapping[str, Any]) -> Data:
    return {name: drawn(shares[name]) for name in MEASURES}


def _concentrated(group: Mapping[str, Any]) -> Data:
    return {**group, "largest": drawn(group["largest"])}
