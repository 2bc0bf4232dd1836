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
    """Parameters of an evaluation, such as the check date."""

    as_of: date
    no_exclusions: bool = False
    horizon: timedelta = HORIZON
    parameters: dict[str, object] = field(default_factory=dict)
    """Values of pack parameters in the configuration, by `pack/parameter`."""
    only: str = ""
    """Name of the only rule to evaluate; if empty, all rules are evaluated."""
    count: bool = False
    """If true, passes and subjects to which a rule does not apply are counted and not listed."""
    verify: bool = False
    """If true, each subject is also judged separately, and the results are compared."""
    explained: bool = True
    """If true, outcomes contain proofs, so that they can be explained."""
    in_full: bool = False
    """If true, elements that are not subjects and exceptions that do not apply are also listed."""
    recorder: Recorder | None = None
    """Object that records compared values, true conditions and days; None if nothing is recorded."""
    unproven: frozenset[str] = frozenset()
    """Ids of evidence that proves nothing, because the digest of its file is not the stated digest."""
    by_class: bool = True
    """If true, equal elements share one result, unless outcomes are explained."""
    on_demand: bool = False
    """If true, the fields of an outcome that take long to compute are computed only when they are read."""
