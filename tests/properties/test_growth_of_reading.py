"""Law: to read a document takes work in proportion to it, and little for each further component."""

from __future__ import annotations

from cProfile import Profile
from functools import partial
from typing import TYPE_CHECKING

import pytest

from benchmarks.peers.documents import document
from microdep_rules.pipeline.documents import build_document
from tests.oracles.documents import json_text
from tests.properties.growth import COPY, copies, exponent

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 1.15
MOST_CALLS = 250
"""Calls of functions for each further row: its values are looked up, and its records are made."""
SIZES = (4 * COPY, 8 * COPY, 16 * COPY)


def copies_as_text(parts: int) -> bytes:
    return json_text(copies(parts)).encode()


def calls(text: bytes) -> int:
    """Calls of functions, ours and built in, that reading and building a document takes."""
    counting = Profile()
    counting.enable()
    try:
        found = build_document("bom.json", text)
    finally:
        counting.disable()
    assert found.bom is not None
    return sum(getstat.callcount for getstat in counting.getstats())


SHAPES: dict[str, Callable[[int], bytes]] = {
    "rows": document,
    "a tree": partial(document, tree=True),
    "copies of a product": copies_as_text,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_document_is_read_in_work_in_proportion_to_it(shape: str) -> None:
    of = SHAPES[shape]
    calls(of(SIZES[0]))  # what is kept of words and names is found
    reported = [(parts, calls(of(parts))) for parts in SIZES]
    assert exponent(*reported) <= MOST, reported


@pytest.mark.parametrize("shape", ["rows", "a tree"])
def test_a_further_component_takes_few_calls(shape: str) -> None:
    of, (_, fewer, more) = SHAPES[shape], SIZES
    calls(of(fewer))
    assert (calls(of(more)) - calls(of(fewer))) / (more - fewer) <= MOST_CALLS


def test_each_different_value_is_shown_to_the_schema_once() -> None:
    found = build_document("bom.json", document(400)).bom
    assert found is not None
    assert found.file.columns is not None
    for field in ("function", "origin", "supplier", "restriction_index"):
        written = [
            component.data[field] for component in found.components.values() if field in component.data
        ]
        shown = [value for column in found.file.columns.of("component", field) for value in column.values]
        assert sorted(set(written)) == sorted(shown)
        assert len(shown) < len(written)
