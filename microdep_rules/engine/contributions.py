"""Contributions of components or other elements to a sum: only the amounts, without facts.

Amounts without facts are enough if only the verdict matters. Most prices are one exact value, so they are
multiplied and added as decimal numbers.
"""

from __future__ import annotations

from decimal import Context, Decimal, Inexact, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING

from microdep_rules.bom.amounts import NUMBERS, sum_of
from microdep_rules.bom.overruns import flat_price
from microdep_rules.engine import amounts
from microdep_rules.engine.readings import Reading
from microdep_rules.engine.shares import added
from microdep_rules.engine.values import Interval, Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.state import State
    from microdep_rules.lang import ir

Contribution = int | Decimal | Reading
"""Contribution of an element to a sum: a number if one exact amount is stated, otherwise a reading."""
EXACTLY = Context(prec=200, traps=[Inexact])
"""Context for exact decimal arithmetic with at most 200 digits.

A sum of numbers with more digits is computed with fractions.
"""


def contributions_of(
    engine: State, base: Element, elements: Sequence[Element], measure: ir.Measure, *, direct: bool
) -> list[tuple[str | None, Contribution]]:
    """Return, for each element, its unit and its contribution: amount times number of uses in `base`.

    The unit is None if the contribution is unknown. The results are cached for other rules with the same sum.
    """
    known = amounts.cached_sum(engine.contributions, (base, measure, direct))
    new = [element for element in elements if element not in known]
    if measure.cost_kind:
        overrun = engine.reader.overrun_components
        with localcontext(EXACTLY):
            for element in new:
                price = flat_price(element.data, measure.cost_kind) if element not in overrun else None
                if price is None:
                    continue
                currency, amount = price
                cost = _product(amount, _plain_number(engine, base, element, direct=direct))
                if cost is not None:
                    known[element] = currency, cost
        new = [element for element in new if element not in known]
    for element, reading in zip(
        new, amounts.weighted(engine, base, new, measure, direct=direct), strict=True
    ):
        known[element] = (reading.value.unit if isinstance(reading.value, Interval) else None, reading)
    return [known[element] for element in elements]


def _plain_number(engine: State, base: Element, component: Element, *, direct: bool) -> int | Decimal | None:
    """Return the number of pieces of a component in `base`; None unless one use states an exact quantity."""
    uses = engine.reader.bom.links.parents.get(component.id, ())
    if len(uses) != 1:
        return None
    if uses[0].parent is base:
        stated: int | Decimal = uses[0].data.get("quantity")  # type: ignore[assignment]
        return stated if stated.__class__ in NUMBERS and stated > 0 else None
    number = amounts.number_in(engine, base, component, direct=direct)
    whole = number.low if number.is_exact and number.low is not None else None
    return whole.numerator if whole is not None and whole.denominator == 1 and whole > 0 else None


def _product(amount: int | Decimal, many: int | Decimal | None) -> Decimal | None:
    """Return the cost of several pieces; None if their number is unknown or the cost has too many digits."""
    try:
        return Decimal(amount) * many if many is not None else None
    except Inexact:
        return None


def together(contributions: Sequence[Contribution], unit: str | None) -> Interval | Unknown:
    """Return the sum of contributions that are all in one unit."""
    if unit is None:
        return Unknown()
    plain, others = [], []
    for contribution in contributions:
        if isinstance(contribution, Reading):
            others.append(contribution.value)
        else:
            plain.append(contribution)
    listed = _sum(plain)
    if not others:
        return Interval(listed, listed, unit)
    low, high = added([other.least for other in others], [other.high for other in others])
    return Interval(low + listed, None if high is None else high + listed, unit)


def _sum(numbers: Sequence[int | Decimal]) -> Fraction:
    try:
        with localcontext(EXACTLY):
            return Fraction(sum(numbers))
    except Inexact:
        return sum_of(map(Fraction, numbers))
