"""Every pack of law: its examples hold, the scenarios come out, and it says what its oracle says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from microdep_rules.testing import run_example
from microdep_rules.vocabulary.resources import rules_folder
from tests.packs.laws import LAWS, Law
from tests.packs.loading import shipped_pack, sources_of
from tests.packs.side_by_side import NotADocumentError, differences, engine_says

if TYPE_CHECKING:
    from tests.oracles.cases import Scenario

VARIANTS = [(law, variant) for law in LAWS for variant in law.variants]
SCENARIOS = [(law, each, variant) for law in LAWS for each in law.scenarios for variant in law.of(each)]


def _name(value: object) -> str:
    return value.pack if isinstance(value, Law) else str(value)


@pytest.mark.parametrize(("law", "variant"), VARIANTS, ids=_name)
def test_every_example_in_a_pack_holds(law: Law, variant: str) -> None:
    def read(name: str) -> tuple[bytes, None]:
        return (rules_folder() / law.pack / name).read_bytes(), None

    sources = {source.path: source for source in sources_of(law.pack)}
    pack = shipped_pack(law.pack, variant)
    # An example that names no variant is one of that which runs when nobody chooses.
    meant = {variant, ""} if variant == law.variants[0] else {variant}
    results = [run_example(pack, e, sources, read) for e in pack.examples if e.variant in meant]
    assert results
    assert [] == [(r.example.text, r.problems, r.diagnostics) for r in results if not r.ok]


@pytest.mark.parametrize(
    ("law", "scenario", "variant"),
    SCENARIOS,
    ids=["-".join(filter(None, (law.pack, each.id, variant))) for law, each, variant in SCENARIOS],
)
def test_a_scenario_of_the_reference_comes_out_as_expected(
    law: Law, scenario: Scenario, variant: str
) -> None:
    told = (scenario.document, scenario.context)
    engine = engine_says(
        law.pack, *told, rules=law.rules, variant=variant, parameters=law.parameters.get(variant)
    )
    assert {} == differences(engine, law.says(*told, variant))


@pytest.mark.parametrize(("law", "variant"), VARIANTS, ids=_name)
@settings(max_examples=30, deadline=None)
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
        )
    except NotADocumentError:
        reject()
    assert {} == differences(engine, law.says(document, context, variant))
