"""Results of `microdep remedy`: every checked document, with its smallest sets of substitutions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.engine.verdict import Verdict
from microdep_rules.production.remedy import LIMIT, NONE, REMEDY
from microdep_rules.production.shortfall import obstacles
from microdep_rules.production.viability import UNDETERMINED

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.config import ImpactSettings
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import Checked, CheckedDocument
    from microdep_rules.production.judging import Goal
    from microdep_rules.production.remedy import Remedies
    from microdep_rules.production.scenarios.model import Event, Scenario
    from microdep_rules.production.weighing import Measure

NOTHING_CHECKED, INVALID, ERROR = "nothing_checked", "invalid", "error"
WORST_FIRST = (ERROR, INVALID, NONE, UNDETERMINED, NOTHING_CHECKED, REMEDY)
"""States of a product, the worst first; the state of the command is the worst state of its products."""


class RemedyAim(Struct, frozen=True):
    """Goal of a remedy, the measure of its size, and the number of remedies to list."""

    goal: Goal = "viable"
    by: Measure = "number"
    limit: int = LIMIT


class Under(Struct, frozen=True):
    """Scenario, and the days on which the product must reach the goal."""

    scenario: Scenario
    days: tuple[date, ...]
    """Days of the events in the scenario, or the single day that the user named."""
    is_named: bool = False
    """True if the user named one day; then the program analyses no other day."""

    @property
    def events(self) -> tuple[Event, ...]:
        """Return the events with an effect on any day in `days`."""
        return tuple(s for s in self.scenario.events if any(s.holds(day) for day in self.days))


class OnDay(Struct, frozen=True):
    """Remedies of one day of a scenario; they are valid until the day of the next `OnDay`."""

    day: date
    found: Remedies | None
    """Remedies for this day; `None` if no blocking rule applies on this day."""

    @property
    def state(self) -> str:
        """State of the day: `remedy`, `none` or `undetermined`, or another state if no rule applies."""
        return NOTHING_CHECKED if self.found is None else self.found.state

    @property
    def answer(self) -> object:
        """Key that is equal for two days with equal results."""
        sets = () if self.found is None else tuple((best.choice, best.waived) for best in self.found.best)
        return self.state, sets, self.is_proved

    @property
    def is_proved(self) -> bool:
        """Return whether no smaller set exists on this day, whatever the missing facts are."""
        return self.found is not None and self.found.proved


MOST_DAYS = 40
"""Largest number of days of a scenario for which separate remedies are searched."""


class ProductRemedies(Struct, frozen=True, eq=False):
    """Document with its remedies; without remedies if the product has errors or no rule applies."""

    document: CheckedDocument
    found: Remedies | None
    diagnostics: tuple[Diagnostic, ...] = ()
    """Problems in the structure of the product."""
    is_checked: bool = True
    """True if at least one blocking rule applies."""
    documents: tuple[CheckedDocument, ...] = ()
    """Checked document: once for the as-of date, or once for each day of a scenario."""
    days: tuple[date, ...] = ()
    """Days of a scenario on which the product must reach the goal."""
    by_day: tuple[OnDay, ...] = ()
    """Remedies for each day of a scenario on which they change."""
    too_many_days: bool = False
    """True if a scenario has too many days to search for separate remedies on each day."""

    @property
    def name(self) -> str:
        """Name of the product."""
        return self.document.product_name

    @property
    def roots(self) -> dict[str, str]:
        """Names of the products at the top of the parts list, by id."""
        return self.document.product_names

    @property
    def state(self) -> str:
        """State of the product; the possible values are in `WORST_FIRST`."""
        if any(outcome.verdict is Verdict.ERROR for day in self.documents for outcome in day.outcomes):
            return ERROR
        if not self.is_checked:
            return NOTHING_CHECKED
        return self.found.state if self.found is not None else INVALID

    @property
    def needs_none(self) -> bool:
        """Return whether the product reaches the goal without a substitution."""
        return self.found is not None and any(
            not best.substitutions and not best.removal.alternates for best in self.found.best
        )

    @property
    def waived(self) -> tuple[str, ...]:
        """Return the ids of the waivers on which the smallest sets of substitutions rely, each once."""
        best = () if self.found is None else self.found.best
        return tuple(dict.fromkeys(id_ for remedy in best for id_ in remedy.waived))

    @property
    def is_proved(self) -> bool:
        """Return whether no smaller set of substitutions exists, whatever the missing facts are."""
        return self.found is not None and self.found.proved and self.state == REMEDY

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """Problems in the structure of the product, and the reasons why there is no remedy."""
        if self.found is None or self.found.shortfall is None:
            return self.diagnostics
        return (*self.diagnostics, *obstacles(self.found, on_each_day=len(self.days) > 1))

    def name_of(self, id_: str) -> str:
        """Return the name of a component, with its id if several components have this name."""
        assert self.found is not None
        return self.found.options.structure.name_of(id_)


class RemedyRun(Struct, frozen=True, eq=False):
    """Check with the remedies of each product."""

    checked: Checked
    settings: ImpactSettings
    aim: RemedyAim
    products: tuple[ProductRemedies, ...]
    under: Under | None = None

    @property
    def state(self) -> str:
        """Worst state of all products."""
        return min(
            (product.state for product in self.products), key=WORST_FIRST.index, default=NOTHING_CHECKED
        )
