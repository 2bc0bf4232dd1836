"""Products as they are built, where no rule is asked: points of failure, cut sets and shares."""

from __future__ import annotations

import microdep_rules
from microdep_rules.config import ImpactSettings
from microdep_rules.production.analysis import Impact, impact_of


def unjudged(document: bytes) -> Impact:
    """What a product needs, whatever rules say of it."""
    bom = microdep_rules.load_bom(document).bom
    assert bom is not None
    found, problems = impact_of(bom, (), ImpactSettings())
    assert [] == problems
    assert found is not None
    return found
