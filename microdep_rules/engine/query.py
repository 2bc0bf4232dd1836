"""Parameters of an evaluation."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from microdep_rules.engine.recorder import Recorder

HORIZON = timedelta(days=731)
"""Default period of the look-ahead: two years."""


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
    """Also judge counted subjects with the reference evaluator, and compare."""
    explained: bool = True
    """Store proofs in outcomes, so that outcomes can be explained."""
    in_full: bool = False
    """Also list elements outside the scope of a rule, and exceptions that are false. Explanations use this.
    """
    recorder: Recorder | None = None
    """Collector of compared values, true conditions and days."""
    unproven: frozenset[str] = frozenset()
    """Ids of evidence that proves no fact, because its file differs from the file that the record states."""
    by_class: bool = True
    """Reuse results between elements that no rule distinguishes, unless outcomes are explained."""
    on_demand: bool = False
    """Compute slow fields of an outcome only when a caller reads them."""
