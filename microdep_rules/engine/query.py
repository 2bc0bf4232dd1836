"""What an evaluation is asked."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct, field

HORIZON = timedelta(days=731)
"""How far the look-ahead goes when nothing else is asked for: two years."""


class Query(Struct, frozen=True):
    """What an evaluation is asked: the day as of which, and how."""

    as_of: date
    no_exclusions: bool = False
    horizon: timedelta = HORIZON
    parameters: dict[str, object] = field(default_factory=dict)
    """Values that configuration gives to parameters, by `pack/name`."""
    only: str = ""
    """One rule, by its name, when only that one is asked about."""
    count: bool = False
    """Whether what passes and what the rule does not apply to is counted, and not listed one by one."""
    verify: bool = False
    """Whether the interpreter judges also what is counted."""
    explained: bool = True
    """Whether outcomes keep their proofs, by which they can be explained."""
    unproven: frozenset[str] = frozenset()
    """Ids of evidence that shows nothing, because its file is not the one that the record states."""
    by_class: bool = True
    """Whether elements that no rule can tell apart are judged for one another, where none is explained."""
    on_demand: bool = False
    """Whether what takes long to say besides a verdict waits until somebody reads it."""
