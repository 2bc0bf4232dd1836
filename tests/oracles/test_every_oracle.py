"""What holds of every oracle: its scenarios are those of the reference.

That scenarios and generated documents are valid is seen where the product reads them, in `tests/packs`.
"""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.oracles.cases import Scenario

LAWS = sorted(path.parent.name for path in Path(__file__).parent.glob("*/judge.py"))
REFERENCE = {
    "boards_and_batteries": "3g 3i",
    "buy_american": "5a 5b 5b-2029 5d 5g",
    "china_export_controls": "10a 10b 10d 10f 10g",
    "conflict_minerals": "11a 11b 11d-249999 11d-250000 11e",
    "dod_magnets": "1a 1b 1c 1d-49.9 1d-50.0 1g-2026 1g-2027 1i-clause 1i-statute",
    "energy_foreign_entity": "9a 9b 9d 9g",
    "eu_critical_raw_materials": "8a-65.0 8a-65.1 8b 8c-0.200 8c-0.201 8c-2027 8e",
    "magnet_disclosure": "",
    "specialty_metals": "2b 2c 2d 2e 2g",
    "telecom_and_chips": "4a 4b 4d 4e",
    "trade_agreements": "6a 6b 6c 6e",
    "uas": "3a 3b 3f 3d-2025-12-21 3d-2025-12-22 3d-2028-12-22",
    "uflpa": "7a 7c 7d 7e",
}
"""The scenarios that the reference works out, by their ids there; of the duty of s.857 it has none."""


def scenarios_of(law: str) -> tuple[Scenario, ...]:
    return tuple(import_module(f"tests.oracles.{law}.scenarios").SCENARIOS)


@pytest.mark.parametrize("law", LAWS)
def test_every_scenario_of_the_reference_is_there_once(law: str) -> None:
    ids = Counter(scenario.id for scenario in scenarios_of(law))

    assert [] == [name for name, count in ids.items() if count > 1]
    assert set() == set(REFERENCE[law].split()) - set(ids)
