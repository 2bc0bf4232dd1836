"""Laws: what is taken out of a document and declared in an overlay is there again, once, wherever it stands."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from microdep_rules.bom.load import LoadedDocument, load_document
from microdep_rules.bom.overlays.application import apply_overlays
from microdep_rules.bom.overlays.entries import Overlay, parse_overlay
from tests.each import tries
from tests.properties.chance import Chance
from tests.properties.documents import flat_document, full_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.properties.documents import Record

KEPT = frozenset({"id", "name", "quantity", "designators"})
"""What an overlay cannot declare."""


def loaded(document: Record) -> LoadedDocument:
    text = json.dumps(document, default=float)
    found = load_document("bom.json", text.encode(), kind="bom")
    assert found.value is not None, found.diagnostics
    return found


def overlay(document: Record, path: str = "overlay.json") -> Overlay:
    text = json.dumps({"schema": "microdep-overlay/1", **document}, default=float)
    found, problems = parse_overlay(load_document(path, text.encode(), kind="overlay"))
    assert found is not None, problems
    return found


def parted(chance: Chance, make: Callable[[Chance], Record]) -> tuple[Record, Record, Record]:
    """A document, what is left of it, and an overlay with what was taken out; evidence goes with its facts."""
    whole = make(chance)
    left: Record = deepcopy(whole)
    parts = []
    for each in left["components"]:
        taken = {name: each.pop(name) for name in [*each] if name not in KEPT and chance.once_in(2)}
        if taken:
            parts.append({"match": {"id": each["id"]}, **taken})
    return whole, left, {"components": parts, "evidence": whole["evidence"]}


def laid(document: Record, *overlays: Record) -> Any:
    found = apply_overlays(
        loaded(document), tuple(overlay(each, f"{n}.json") for n, each in enumerate(overlays))
    )
    assert found.loaded.value is not None, found.loaded.diagnostics
    return found.loaded


@settings(max_examples=tries(80))
@given(st.integers(0, 10_000))
def test_what_is_declared_elsewhere_is_as_if_it_stood_in_the_document(seed: int) -> None:
    for make in (full_document, flat_document):
        whole, left, declared = parted(Chance(seed), make)
        if declared["components"]:
            assert loaded(whole).value == laid(left, declared).value


@settings(max_examples=tries(80))
@given(st.integers(0, 10_000))
def test_what_is_declared_twice_is_there_once(seed: int) -> None:
    _, left, declared = parted(Chance(seed), full_document)
    if declared["components"]:
        assert laid(left, declared).value == laid(left, declared, declared).value


@settings(max_examples=tries(80))
@given(st.integers(0, 10_000))
def test_every_fact_that_was_declared_stands_in_the_overlay_and_every_other_in_the_document(
    seed: int,
) -> None:
    _, left, declared = parted(Chance(seed), full_document)
    if not declared["components"]:
        return
    found = laid(left, declared)
    taken = {each["match"]["id"]: set(each) for each in declared["components"]}
    for index, each in enumerate(found.value["components"]):
        for name in each:
            where = found.spans.value(f"/components/{index}/{name}").path
            assert where == ("0.json" if name in taken.get(each["id"], ()) else "bom.json"), name
