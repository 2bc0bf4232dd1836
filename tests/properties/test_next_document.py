"""Law: what was said of one document is said of the next only where that says the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace as with_fields

from microdep_rules.engine.query import Query
from microdep_rules.engine.values import format_number, written
from tests.properties.by_class import differences
from tests.properties.evaluating import load as load_plain
from tests.properties.near_equal import document_of, load, pack_of
from tests.properties.unlike_cases import CASES

if TYPE_CHECKING:
    from collections.abc import Callable

TODAY = Query(date(2026, 6, 30), explained=False)


@pytest.mark.parametrize("name", CASES)
def test_documents_that_differ_in_one_thing_are_distinguished(name: str) -> None:
    case = CASES[name]
    pack = pack_of(case.rules)
    unlike, like = case, replace(case, change=lambda _: None)
    for each in (unlike, like, unlike):
        assert [] == differences(pack, load(document_of(each), each.context), TODAY)


RULE = """
rule each
  applies to every listed component
  forbid {condition}
"""


def _of(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    parts = [{"id": f"c{n}", "name": f"Part {n}", "supplier": "s", "origin": "US"} for n in range(6)]
    document: dict[str, Any] = {
        "schema": "microdep-bom/1",
        "document": {"completeness": "complete"},
        "parties": [{"id": "s", "name": "Kestrel"}, {"id": "t", "name": "Huawei"}],
        "components": parts,
    }
    change(document)
    return document


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "nothing": lambda _: None,
    "whose id it is": lambda d: d["parties"][0].update(name="Huawei"),
    "that the company is nearly listed": lambda d: d["parties"][0].update(name="Huawai"),
    "that nobody is that company": lambda d: d.update(parties=[{"id": "s2", "name": "Kestrel"}]),
    "that it has owners": lambda d: d["parties"][0].update(owners=[{"party": "t", "share": 60}]),
    "when it was awarded": lambda d: d.update(context={"contract": {"award": "2019-01-01"}}),
    "to whom it is sold": lambda d: d.update(context={"contract": {"agency": "DoD"}}),
    "that the list is open": lambda d: d["document"].update(completeness="partial"),
    "that a certificate shows it": lambda d: d.update(
        evidence=[{"id": "e", "type": "certificate_of_origin", "tier": "third_party", "issued": "2026-01-01"}]
    ),
}
"""What else than its components a document may say."""
CONDITIONS = (
    "component.supplier is in listed",
    "component.supplier is in listed with affiliates at 50 %",
    "component.origin is US and contract.agency is DoD",
    "component.origin is US and contract.award is before 2020-01-01",
)


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("days", [0, 731])
def test_what_a_document_says_besides_its_components_counts(condition: str, days: int) -> None:
    pack = pack_of(RULE.format(condition=condition))
    query, reported = with_fields(TODAY, horizon=timedelta(days=days)), 0
    for name, change in (*CHANGES.items(), *reversed(CHANGES.items())):
        try:
            bom = load_plain(_of(change))
        except AssertionError:  # what the loader refuses
            continue
        assert [] == differences(pack, bom, query), name
        reported += 1
    assert reported > len(CHANGES)


def test_a_number_is_written_as_it_is_shown() -> None:
    from decimal import Decimal
    from fractions import Fraction

    texts = ("0", "-0.0", "7", "-7.50", "0.1000", "1E+3", "12.3450", "1E-7", "100", "0.8")
    assert [format_number(Fraction(Decimal(text))) for text in texts] == [
        written(Decimal(text)) for text in texts
    ]
    assert [format_number(Fraction(each)) for each in (0, 7, -20)] == [written(each) for each in (0, 7, -20)]
