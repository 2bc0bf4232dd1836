"""Parameters of an evaluation."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from microdep_rules.engine.recorder import Recorder

HORIZON = timedelta(days=731)
"""Default horizon of the look-ahead: two years."""


class Query(Struct, frozen=True):
    """Parameters of an evaluation: the check date and options."""

    as_of: date
    no_exclusions: bool = False
    horizon: timedelta = HORIZON
    parameters: dict[str, object] = field(default_factory=dict)
    """Values that configuration gives to parameters, by `pack/name`."""
    only: str = ""
    """Name of the only rule to evaluate, if there is one."""
    count: bool = False
    """Count passes and subjects to which a rule does not apply, instead of listing them."""
    verify: bool = False
    """Judge counted subjects also with the reference evaluator."""
    explained: bool = True
    """Keep proofs in outcomes, so that they can be explained."""
    in_full: bool = False
    """Also list elements outside the scope of a rule, and exceptions that are false: for explanations."""
    recorder: Recorder | None = None
    """Collector of compared values, true conditions and days."""
    unproven: frozenset[str] = frozenset()
    """Ids of evidence that shows nothing, because its file is not the one that the record states."""
    by_class: bool = True
    """Reuse results between elements that no rule distinguishes, where none is explained."""
    on_demand: bool = False
    """Compute slow details of an outcome only when they are read."""
