"""What a pack kept of a document is given up with its last rule: nothing of it knows itself in a circle."""

from __future__ import annotations

import gc
from datetime import date
from typing import TYPE_CHECKING

from benchmarks.products import flat, quadcopters
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from microdep_rules.engine.shared import Read
from tests.packs.loading import shipped_pack
from tests.properties.evaluating import load

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKS = ("energy-foreign-entity", "specialty-metals", "uas")


def left_to_the_collector() -> Iterator[tuple[str, int, bool, int]]:
    """By pack and document, with outcomes listed and counted, how many objects only the collector gives up."""
    for document in (flat(12, 3), quadcopters(1)):
        bom, read = load(document), Read()
        for name in PACKS:
            for count in (False, True):
                query = Query(date(2026, 11, 29), explained=False, count=count)
                evaluate(shipped_pack(name), bom, query, None, read)
                gc.freeze()  # what other tests keep is not gone through
                gc.disable()
                evaluate(shipped_pack(name), bom, query, None, read)
                yield name, len(bom.components), count, gc.collect()
                gc.enable()
                gc.unfreeze()


def test_nothing_that_was_kept_for_a_pack_waits_for_the_collector() -> None:
    assert [] == [found for found in left_to_the_collector() if found[-1]]
