"""Every shipped pack states who is bound by its rules, so that no waiver of law passes for one of policy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.conftest import CHECKOUT
from tests.each import of_each

if TYPE_CHECKING:
    from pathlib import Path

PACKS = sorted((CHECKOUT / "rules").glob("*/pack.rule"))
OF_COMPANY = {"chokepoints", "micro-dependency"}


@of_each(PACKS, lambda path: path.parent.name)
def test_a_shipped_pack_states_its_obligation(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    stated = re.findall(r"^  obligation +([a-z-]+)$", text, re.MULTILINE)
    name = path.parent.name
    assert ["company-policy" if name in OF_COMPANY else "statutory"] == stated
    assert (name in OF_COMPANY) == (re.search(r"^  jurisdiction +company$", text, re.MULTILINE) is not None)
