"""Of each rule one outcome of each verdict is explained, for every pack on the quadcopter."""

from __future__ import annotations

import pytest

from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from microdep_rules.output.explain import why
from microdep_rules.workspace import shipped_packs
from tests.examples.quadcopter import AS_OF, LAST_DAY, delivered
from tests.packs.laws import LAWS
from tests.packs.loading import shipped_pack, sources_of

VARIANTS = {law.pack: law.variants for law in LAWS}
OF_EACH = [
    (pack, variant) for pack in shipped_packs.list_packs_with_rules() for variant in VARIANTS.get(pack, ("",))
]


def _texts(pack: str, variant: str) -> dict[tuple[str, str], str]:
    checked, bom = shipped_pack(pack, variant), delivered(LAST_DAY)
    sources = {
        source.path: source for name in (pack, *checked.uses, "reference-data") for source in sources_of(name)
    }
    found: dict[tuple[str, str], str] = {}
    for outcome in evaluate(checked, bom, Query(AS_OF)):
        key = (outcome.rule.name, outcome.verdict.value)
        if key not in found:
            found[key] = why([outcome], checked, sources, bom)
    return found


@pytest.mark.parametrize(("pack", "variant"), OF_EACH)
def test_an_outcome_of_each_kind_is_explained(pack: str, variant: str) -> None:
    texts = _texts(pack, variant)
    assert {rule.name for rule in shipped_pack(pack, variant).rules} >= {rule for rule, _ in texts}
    for (rule, verdict), text in texts.items():
        assert f"{pack}/{rule}" in text, (rule, verdict)


def test_a_derived_index_is_stated_as_a_number_with_its_grades() -> None:
    text = _texts("micro-dependency", "")["blocked-component", "pass"]
    assert "derived-restriction-index:" in text
    assert "0.9 when component is denied" in text
