"""Record of evaluations: compared values, true conditions, and the days of rules, tables and measures."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from fractions import Fraction
    from typing import Any

    from microdep_rules.engine.proof import Proof
    from microdep_rules.lang import ir


class Recorder:
    """Collector of compared values, true conditions and days over many evaluations."""

    def __init__(self) -> None:
        self.compared: dict[ir.Compare, set[tuple[Fraction, Fraction]]] = defaultdict(set)
        """Pairs of values that each comparison compared; for a range, its two ends."""
        self.true: set[ir.Cond] = set()
        """Conditions that were true at least once."""
        self.days_in_force: dict[ir.InForce, set[date]] = defaultdict(set)
        """The days for which the program tested whether a rule or an exception is in force."""
        self.days_of: dict[str, set[date]] = defaultdict(set)
        """For each table, list and measure of law (by name), the days for which it was read."""

    def observe(self, judged: Callable[..., Proof]) -> Callable[..., Proof]:
        """Wrap the evaluation function `judged` so that each true condition is also recorded."""

        def observed(engine: Any, node: ir.Cond, scope: Any) -> Proof:  # noqa: ANN401 - passed to `judged`
            proof = judged(engine, node, scope)
            if proof.value is True:
                self.true.add(node)
            return proof

        return observed
