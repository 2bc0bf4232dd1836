"""An evaluation that keeps what it compares: so it can be asked whether boundaries are hit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import field

from microdep_rules.engine.evaluation import Evaluation
from microdep_rules.engine.interpret import Interpreter
from microdep_rules.engine.values import Interval
from microdep_rules.lang import ir

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.engine.proof import Proof
    from microdep_rules.engine.state import Scope

Place = tuple[str, str, str]
"""A unit, an operator, and where the left side stood: below, at or above the right one."""


class Watching(Interpreter):
    """An interpreter that remembers every comparison of two exact amounts."""

    seen: set[Place] = field(default_factory=set)

    def cond(self, node: ir.Cond, scope: Scope) -> Proof:
        if isinstance(node, ir.Compare):
            a, b = self.value(node.left, scope).value, self.value(node.right, scope).value
            if (
                isinstance(a, Interval)
                and isinstance(b, Interval)
                and a.unit == b.unit
                and a.is_exact
                and b.is_exact
            ):
                assert a.low is not None
                assert b.low is not None
                place = "at" if a.low == b.low else "below" if a.low < b.low else "above"
                self.seen.add((a.unit, node.operator, place))
        return super().cond(node, scope)


class Watched(Evaluation):
    """One rule on one document, watched."""

    seen: set[Place]

    def engine(self, forced: date | None) -> Interpreter:
        """An interpreter that fills the set of this evaluation."""
        plain = super().engine(forced)
        found = Watching(plain.pack, plain.reader, plain.lists, plain.calendar, plain.day)
        found.seen = self.seen
        return found
