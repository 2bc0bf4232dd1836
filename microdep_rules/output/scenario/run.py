"""Results of scenarios on products, before an output format renders them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.output.impact.run import INVALID, NOTHING_CHECKED
from microdep_rules.production.viability import HALTED, UNDETERMINED, VIABLE

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import CheckedDocument
    from microdep_rules.production.scenarios.model import Scenario
    from microdep_rules.production.scenarios.outlook import Outlook, VerdictDifference

Announced = tuple[str, str, str, str]
"""Rule, kind of subject, id of subject and new verdict of a change that an earlier day shows, too."""
WORST_FIRST = (INVALID, HALTED, UNDETERMINED, NOTHING_CHECKED, VIABLE)


class DayRun(Struct, frozen=True, eq=False):
    """Day of a scenario, with the state of the product without and with the scenario."""

    day: date
    events: tuple[int, ...]
    """Positions of the events that are in effect on this day."""
    before: Outlook
    after: Outlook
    changes: tuple[VerdictDifference, ...]
    """Verdicts that the scenario changes on this day, without changes that the day before shows, too."""


class ProductRun(Struct, frozen=True, eq=False):
    """Product under one scenario."""

    document: CheckedDocument
    problems: tuple[Diagnostic, ...]
    """Problems in the structure of the product."""
    first: Outlook | None
    """State on the as-of date; `None` if the product cannot be analysed."""
    days: tuple[DayRun, ...]

    @property
    def state(self) -> str:
        """Worst state of the product on any day of the scenario."""
        if self.first is None:
            return INVALID
        return worst([state_of(day.after) for day in self.days] or [state_of(self.first)])


class ScenarioRun(Struct, frozen=True, eq=False):
    """Scenario with its effects on every product."""

    scenario: Scenario
    products: tuple[ProductRun, ...]


def state_of(outlook: Outlook) -> str:
    """Return the state of a product on a day; `nothing_checked` if no rule applies to a viable product."""
    judged = outlook.viability.blocks.judged
    return NOTHING_CHECKED if outlook.state == VIABLE and not judged else outlook.state


def worst(states: list[str]) -> str:
    """Return the worst of several states.

    >>> worst(["viable", "halted"])
    'halted'
    """
    return min(states, key=WORST_FIRST.index, default=NOTHING_CHECKED)
