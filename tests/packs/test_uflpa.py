"""The pack `uflpa`: what is not known of some materials is urgent, and of others not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from tests.packs.loading import shipped_pack
from tests.packs.side_by_side import AS_OF, load


@pytest.mark.parametrize(
    ("substance", "day", "urgent"),
    [
        ("cotton", "2022-06-21", True),
        ("polysilicon", "2022-06-21", True),
        ("aluminium-alloy", "2022-06-21", True),
        ("PVC", "2022-06-21", True),
        *(
            (word, day, urgent)
            for word in ("stainless-steel", "copper", "lithium", "lithium-compound")
            for day, urgent in (("2025-08-18", False), ("2025-08-19", True), ("2025-08-20", True))
        ),
        ("titanium", "2026-06-01", False),
        ("nylon", "2026-06-01", False),
    ],
)
def test_what_is_not_known_of_a_priority_sector_is_urgent(substance: str, day: str, urgent: bool) -> None:
    material = {"id": "m", "substance": substance}
    lamp = {"id": "lamp", "name": "Lamp", "children": [], "materials": [material], "complete": ["materials"]}
    document = {"schema": "microdep-bom/1", "document": {"product": "lamp"}, "components": [lamp]}
    context = {"schema": "microdep-context/1", "importer_role": "us-importer", "import": day}
    query = Query(AS_OF, no_exclusions=True, horizon=timedelta(0))
    found = evaluate(shipped_pack("uflpa"), load(document, context), query)
    assert [urgent] == [each.escalated for each in found if each.rule.name == "xinjiang-presumption"]
