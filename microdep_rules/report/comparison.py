"""The page of a comparison, from its data (`output/comparison.py`)."""

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
"""The class of a cell, by its state."""
COLUMNS = 4
"""So many subjects stand side by side in one table: more do not fit on paper."""


def comparison_page(data: Mapping[str, Any]) -> str:
    """The page as HTML."""
    data = with_numbers(data)
    names = [each["label"] for each in data["subjects"]]
    rows = [
        {**row, "cells": [{**cell, "shade": SHADES[cell["state"]]} for cell in row["cells"]]}
        for row in data["rows"]
    ]
    subjects = [_subject(each) for each in data["subjects"]]
    return filled(
        "comparison.html.j2",
        {
            **data,
            "title": "; ".join(data["titles"]) or " against ".join(names),
            "rows": rows,
            "components": [
                {**row, "cells": [{**each, "words": component_in_words(each)} for each in row["cells"]]}
                for row in data["components"]
            ],
            "parts": _parts(len(subjects)),
            "subjects": subjects,
            "names": {each["id"]: each["label"] for each in data["subjects"]},
            "numbers": numbered(data["sources"]),
            "source_list": data["sources"],
            "unread": [each["id"] for each in data["sources"] if not each["read"]],
            "hypothetical": any(each["hypothetical"] for each in data["subjects"]),
            "signs": SIGNS,
            "words": WORDS,
        },
    )


def _subject(subject: Mapping[str, Any]) -> dict[str, Any]:
    """A subject with the words for its records."""
    return {
        **subject,
        "runs": runs_in_words(subject),
        "companies": [
            {**e, "control_in_words": control_in_words(e["control"])} for e in subject["companies"]
        ],
        "owners": [{**each, "words": owner_in_words(each)} for each in subject["owners"]],
        "lists": [{**each, "note": "", "words": list_in_words(each)} for each in subject["lists"]],
    }


def _parts(number: int) -> list[dict[str, Any]]:
    """The subjects of each table, as evenly as they go, with what its caption says of them."""
    tables = -(-number // COLUMNS)
    ends = [number * each // tables for each in range(tables + 1)]
    return [
        {
            "first": first,
            "last": last,
            "range": f", {first + 1} to {last} of {number}" if tables > 1 else "",
        }
        for first, last in pairwise(ends)
    ]
