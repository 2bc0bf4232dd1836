"""The pack `micro-dependency`, where no index is stated: it says what its oracle derives."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from hypothesis import given, reject, settings

from tests.each import tries
from tests.oracles.china_export_controls.judge import index_verdicts
from tests.oracles.china_export_controls.strategies import documents
from tests.packs.side_by_side import AS_OF, NotADocumentError, Said, differences, engine_says

if TYPE_CHECKING:
    from collections.abc import Mapping

PACK = "micro-dependency"
FIRST = date(2025, 1, 1)
"""From this day there is a threshold."""


def oracle_says(
    document: dict[str, Any], context: dict[str, Any], day: date
) -> Mapping[tuple[str, str], Said]:
    """The verdicts of the oracle, in the words used for both sides."""
    found = index_verdicts(document, context, as_of=str(day))
    return {key: Said(each.verdict, each.held) for key, each in found.items()}


@settings(max_examples=tries(120), deadline=None)
@given(drawn=documents())
def test_where_no_index_is_stated_it_is_derived_as_the_oracle_does(
    drawn: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    document, context = drawn
    day = max(date.fromisoformat(context.get("delivery", str(AS_OF))), FIRST)
    try:
        engine = engine_says(PACK, document, context, as_of=day)
    except NotADocumentError:
        reject()
    assert {} == differences(engine, oracle_says(document, context, day))
