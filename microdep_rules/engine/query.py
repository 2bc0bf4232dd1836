"""Parameters of an evaluation."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from microdep_rules.engine.recorder import Recorder

HORIZON = timedelta(days=731)
"""Default period for which later changes are computed: two years."""


class Query(Struct, frozen=True):
    """Parameters of an evaluation: the check date and options."""

    as_of: date
    no_exclusions: bool = False
    horizon: timedelta = HORIZON
    parameters: dict[str, object] = field(default_factory=dict)
    """Values of parameters from the configuration, by `pack/name`."""
    only: str = ""
    """Name of the only rule to evaluate; empty to evaluate all rules."""
    count: bool = False
    """Count passes and subjects to which a rule does not apply, instead of listing them."""
    verify: bool = False
    """Judge counted subjects also with the reference evaluator, and compare the results."""
    explained: bool = True
    """Store proofs in outcomes, so that outcomes can be explained."""
    in_full: bool = False
    """Also list elements outside the scope of a rule, and false exceptions, for explanations."""
    recorder: Recorder | None = None
    """Collector of the compared values, the true conditions and the days; None if nothing is recorded."""
    unproven: frozenset[str] = frozenset()
    """Ids of evidence that proves no fact: its file has another digest than the record states."""
    by_class: bool = True
    """Give equal elements one result without evaluating each of them, unless outcomes are explained."""
    on_demand: bool = False
    """Compute slow fields of an outcome only when a caller reads these fields."""
