"""Every pack of law: its examples hold, the scenarios come out, and it says what its oracle says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from tests.each import sample_of, tries
from tests.packs.laws import LAWS, Law
from tests.packs.loading import example_results
from tests.packs.side_by_side import NotADocumentError, Said, differences, engine_says

if TYPE_CHECKING:
    from tests.oracles.cases import Scenario

VARIANTS = [(law, variant) for law in LAWS for variant in law.variants]
ASKED = [
    (law, variant) for law, variant in VARIANTS if any(variant in law.of(each) for each in law.scenarios)
]


def _name(value: object) -> str:
    return value.pack if isinstance(value, Law) else str(value)


@pytest.mark.parametrize(("law", "variant"), VARIANTS, ids=_name)
def test_every_example_in_a_pack_holds(law: Law, variant: str) -> None:
    """One in eleven in a sample: `microdep test rules` of the acceptance runs them all in the same CI."""
    # An example that names no variant is one of that which runs when nobody chooses.
    meant = {variant, ""} if variant == law.variants[0] else {variant}
    results = [*example_results(law.pack, variant, meant, every=11)]
    assert results
    assert [] == [(r.example.text, r.problems, r.diagnostics) for r in results if not r.ok]


@pytest.mark.parametrize(("law", "variant"), ASKED, ids=_name)
def test_the_scenarios_of_the_reference_come_out_as_expected(law: Law, variant: str) -> None:
    """One in five in a sample; what the oracles say of all of them is tested with the oracles."""

    def difference(scenario: Scenario) -> dict[tuple[str, str], tuple[Said, Said]]:
        reported = (scenario.document, scenario.context)
        parameters = law.parameters.get(variant)
        engine = engine_says(
            law.pack,
            *reported,
            rules=law.rules,
            variant=variant,
            parameters=parameters,
            lists_as_of=law.lists_as_of,
        )
        return differences(engine, law.says(*reported, variant))

    asked = sample_of([each for each in law.scenarios if variant in law.of(each)], 5)
    assert {} == {each.id: found for each in asked if (found := difference(each))}


@pytest.mark.parametrize(("law", "variant"), VARIANTS, ids=_name)
@settings(max_examples=tries(120), deadline=None)
@given(data=st.data())
def test_a_pack_agrees_with_its_oracle(law: Law, variant: str, data: Any) -> None:
    document, context = data.draw(law.documents())
    try:
        engine = engine_says(
            law.pack,
            document,
            context,
            rules=law.rules,
            variant=variant,
            parameters=law.parameters.get(variant),
            lists_as_of=law.lists_as_of,
        )
    except NotADocumentError:
        reject()
    assert {} == differences(engine, law.says(document, context, variant))
