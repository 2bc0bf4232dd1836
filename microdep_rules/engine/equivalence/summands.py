"""Summands: the elements of a sum, in groups of elements that the rule cannot distinguish.

If only the verdict is needed, the conditions of a sum are evaluated for one element of each group. The
elements of a group have the same row (`rows.py`) for all conditions and groupings of the sum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.engine.contributions import contributions_of, together
from microdep_rules.engine.equivalence.plans import plan_of_values
from microdep_rules.engine.equivalence.rows import Rows
from microdep_rules.engine.items import Items
from microdep_rules.engine.readings import Reading
from microdep_rules.engine.values import Interval, Unknown

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.contributions import Contribution
    from microdep_rules.engine.state import State
    from microdep_rules.engine.values import MissingFact, Truth
    from microdep_rules.lang import ir


class Summand(Struct):
    """A group of elements that a rule cannot distinguish, with the contribution of each to the sum.

    All contributions have one unit.
    """

    first: Element
    belongs: Truth
    unit: str | None
    """Unit of the contributions; None if the contributions are unknown."""
    contributions: list[Contribution] = field(default_factory=list)
    lacking: dict[MissingFact, None] = field(default_factory=dict)
    """Missing facts that make a contribution unknown or a range."""

    @property
    def together(self) -> Reading:
        """Return the sum of the contributions of all elements in the group."""
        return self._reading(together(self.contributions, self.unit))

    @property
    def readings(self) -> Iterator[Reading]:
        """Yield the contribution of each element in the group."""
        return (self._reading(together([one], self.unit)) for one in self.contributions)

    def _reading(self, value: Interval | Unknown) -> Reading:
        exact = isinstance(value, Interval) and value.is_exact
        return Reading(value, (), () if exact else tuple(self.lacking))


class Summands(Struct, frozen=True):
    """The elements of a list, in groups that the rule cannot distinguish."""

    items: Items
    """The first element of each group, and the elements that an incomplete list may leave out."""
    every: list[Summand]


def summands(
    engine: State,
    items: Items,
    base: Element,
    measure: ir.Measure,
    asked: Sequence[tuple[ir.Cond | ir.FieldOf, str]],
    *,
    direct: bool,
) -> Summands | None:
    """Return the elements of a list in groups of equal elements; None if they cannot be grouped.

    `asked` contains the conditions and fields of the sum, each with the name of its variable. Elements cannot
    be grouped if the caller needs more than the verdict, or if a condition reads more than an element's own
    facts.
    """
    keys = engine.answers.keys if engine.answers is not None else None
    if (
        keys is None
        or not engine.verdicts_only
        or engine.evidenced is not None
        or engine.lists.has_alternates
    ):
        return None
    elements = [element for element, _ in items.elements]
    if not elements or any(element.kind != "component" for element in elements):
        return None
    about = ("values", *(id(node) for node, _ in asked))
    plan = keys.reads.compute_once(about, lambda: plan_of_values(keys.reads, asked))
    if plan is None:
        return None
    rows = Rows(keys, plan).of(elements) if asked else [0] * len(elements)
    amounts = contributions_of(engine, base, elements, measure, direct=direct)
    by_key: dict[Hashable, Summand] = {}
    for (element, belongs), row, (unit, contribution) in zip(items.elements, rows, amounts, strict=True):
        key = (row, unit, belongs)
        summand = by_key.get(key)
        if summand is None:
            summand = by_key[key] = Summand(element, belongs, unit)
        if isinstance(contribution, Reading) and not (
            isinstance(contribution.value, Interval) and contribution.value.is_exact
        ):
            summand.lacking.update(dict.fromkeys(contribution.missing))
        summand.contributions.append(contribution)
    every = [*by_key.values()]
    firsts = [(summand.first, summand.belongs) for summand in every]
    return Summands(Items(firsts, items.ghosts, items.why), every)
