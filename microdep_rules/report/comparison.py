"""HTML page of a comparison, made from the data that `output/comparison.py` returns."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from microdep_rules.output.comparison_text import (
    component_in_words,
    control_in_words,
    list_in_words,
    owner_in_words,
    runs_in_words,
    with_numbers,
)
from microdep_rules.report.context import SIGNS, WORDS
from microdep_rules.report.views import filled, numbered

if TYPE_CHECKING:
    from collections.abc import Mapping

SHADES = {"runs": "runs", "undetermined": "undetermined", "does not run": "stopped", "none": ""}
"""CSS class of a table cell, by the text for the state of the compared subject, such as `runs`."""
COLUMNS = 4
"""Largest number of subjects side by side in one table, so that the printed table is not too wide."""


def comparison_page(data: Mapping[str, Any]) -> str:
    """Return the page of a comparison as HTML."""
    data = with_numbers(data)
    names = [subject["label"] for subject in data["subjects"]]
    rows = [
        {**row, "cells": [{**cell, "shade": SHADES[cell["state"]]} for cell in row["cells"]]}
        for row in data["rows"]
    ]
    subjects = [_subject(subject) for subject in data["subjects"]]
    return filled(
        "comparison.html.j2",
        {
            **data,
            "title": "; ".join(data["titles"]) or " against ".join(names),
            "rows": rows,
            "components": [
                {**row, "cells": [{**cell, "words": component_in_words(cell)} for cell in row["cells"]]}
                for row in data["components"]
            ],
            "parts": _parts(len(subjects)),
            "subjects": subjects,
            "names": {subject["id"]: subject["label"] for subject in data["subjects"]},
            "numbers": numbered(data["sources"]),
            "source_list": data["sources"],
            "unread": [source["id"] for source in data["sources"] if not source["read"]],
            "hypothetical": any(subject["hypothetical"] for subject in data["subjects"]),
            "signs": SIGNS,
            "words": WORDS,
        },
    )


def _subject(subject: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of a compared subject as texts for the page."""
    return {
        **subject,
        "runs": runs_in_words(subject),
        "companies": [
            {**e, "control_in_words": control_in_words(e["control"])} for e in subject["companies"]
        ],
        "owners": [{**owner, "words": owner_in_words(owner)} for owner in subject["owners"]],
        "lists": [{**entry, "note": "", "words": list_in_words(entry)} for entry in subject["lists"]],
    }


def _parts(number: int) -> list[dict[str, Any]]:
    """Divide `number` subjects into tables of nearly equal size; return columns and caption of each."""
    tables = -(-number // COLUMNS)
    ends = [number * place // tables for place in range(tables + 1)]
    return [
        {
            "first": first,
            "last": last,
            "range": f", {first + 1} to {last} of {number}" if tables > 1 else "",
        }
        for first, last in pairwise(ends)
    ]
