"""Share of the cost from each country, and the effect of losing the country on production."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.production.supply import countries_of

if TYPE_CHECKING:
    from microdep_rules.engine.values import Truth
    from microdep_rules.production.critical_path import ProductionPlan
    from microdep_rules.production.exposure import StageRows
    from microdep_rules.production.failures import Failures
    from microdep_rules.production.structure import ProductStructure


class CountryExposure(Struct, frozen=True):
    """Country with its share of the cost, and with the effect of its loss on production."""

    country: str
    name: str
    low: Fraction | None
    """Smallest share of the cost, from 0 to 1; `None` if no cost is stated."""
    high: Fraction | None
    halts: Truth
    """True if the loss of the country halts the product, false if not, `None` if this is uncertain."""
    components: int
    path_days: Fraction
    """Smallest number of days that components of the country take on the critical path."""


def exposures(
    structure: ProductStructure, failures: Failures, plan: ProductionPlan, shares: StageRows | None
) -> tuple[CountryExposure, ...]:
    """Return the exposure to each country of the product; countries that halt the product come first.

    `shares` contains the shares of the cost; it is `None` if no cost is stated.
    """
    single = {single.point.key: single for single in failures.singles if single.point.kind == "country"}
    points = {p.key: p for gate in structure.gates for p in gate.points if p.kind == "country"}
    exposures = []
    for code, point in points.items():
        share = shares.share(code, "cost") if shares is not None else None
        halts: Truth = (True if single[code].certain else None) if code in single else False
        if not halts and failures.unstated.get("country"):
            halts = None
        days = sum(
            (
                plan.activities[id_].duration.low
                for id_ in plan.path
                if code in countries_of(structure.component(id_))
            ),
            Fraction(0),
        )
        users = len(single[code].components) if code in single else _users(structure, code)
        low, high = (None, None) if share is None else (share.low, share.high)
        exposures.append(CountryExposure(code, point.name, low, high, halts, users, days))
    rank = {True: 0, None: 1, False: 2}
    return tuple(
        sorted(
            exposures,
            key=lambda exposure: (
                rank[exposure.halts],
                -(exposure.low or 0),
                -exposure.components,
                exposure.country,
            ),
        )
    )


def _users(structure: ProductStructure, code: str) -> int:
    return sum(1 for id_ in structure.made if code in countries_of(structure.component(id_)))
