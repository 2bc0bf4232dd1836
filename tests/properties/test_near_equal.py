"""Law: whatever a rule may come by separates a component from a crowd that is equal but for that."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from microdep_rules.engine.equivalence.template import ResultTemplate
from microdep_rules.engine.query import Query
from tests.properties.by_class import differences, outcomes
from tests.properties.near_equal import ANOTHER, ONE, document_of, load, pack_of, said_of
from tests.properties.same_words_cases import SAME_WORDS
from tests.properties.unlike_cases import CASES

pytestmark = pytest.mark.usefixtures("every_rule_by_class")

TODAY = Query(date(2026, 6, 30), horizon=timedelta(days=731), explained=False)


@pytest.mark.parametrize("name", SAME_WORDS)
def test_many_components_of_one_class_have_the_texts_of_each_component(name: str) -> None:
    case = SAME_WORDS[name]
    pack, bom = pack_of(case.rules), load(document_of(case), case.context)
    assert [] == differences(pack, bom, TODAY)
    assert [] == differences(pack, bom, replace(TODAY, count=True))


@pytest.mark.parametrize("name", CASES)
def test_one_different_component_among_many_is_reported_as_different(name: str) -> None:
    case = CASES[name]
    pack, bom = pack_of(case.rules), load(document_of(case), case.context)
    assert [] == differences(pack, bom, TODAY)
    one, another = (said_of(pack, bom, TODAY, f"{case.about}{n}") for n in (ONE, ANOTHER))
    assert one != another
    assert case.are_alone is (outcomes(pack, bom, TODAY)[2] == 0)


@pytest.mark.parametrize(
    ("one", "another", "third"),
    [
        (("1", "X-1", "x-1 is"), ("2", "X-2", "x-2 is"), ("3", "X-77")),
        (("1", "X-1", "1 is"), ("2", "X-2", "2 is"), ("3", "X-77")),
        (("a", "b", "a or b"), ("c", "d", "c or d"), ("f", "e")),
    ],
    ids=["another way to write a name", "a part of a name", "names in order"],
)
def test_names_that_are_otherwise_related_are_put_in_no_text(
    one: tuple[str, ...], another: tuple[str, ...], third: tuple[str, ...]
) -> None:
    template = ResultTemplate(one[2:], another[2:], one[:2], another[:2])
    assert one[2:] == template.of(one[:2])
    assert template.of(third) is None
