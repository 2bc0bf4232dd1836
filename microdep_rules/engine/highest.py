"""Comparisons with the highest of several grades (`highest of`)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.engine.constants import shown_constant
from microdep_rules.engine.proof import Proof
from microdep_rules.engine.readings import Fact
from microdep_rules.lang import ir

if TYPE_CHECKING:
    from microdep_rules.engine.state import Scope, State
    from microdep_rules.engine.values import Truth


def reached(engine: State, node: ir.GradeTest, scope: Scope) -> Proof:
    """Evaluate a comparison with `highest of`; the proof contains the reached grade as a fact."""
    inner = engine.cond(node.cond, scope)
    facts = () if engine.verdicts_only or not node.name else (_highest(node, inner),)
    return Proof(node.span, inner.value, [inner], facts)


def _number(grade: ir.Grade) -> Fraction:
    assert isinstance(grade.value.value, Fraction)  # grades are always numbers
    return grade.value.value


def _highest(node: ir.GradeTest, proof: Proof) -> Fact:
    """Return a fact with the highest grade that is reached.

    If the grade is uncertain, the fact is a range: from the highest grade that is certainly reached to the
    highest that is possibly reached.
    """
    grades = [(grade, value_of(when)) for grade, when, _ in grades_of(node, proof)]
    sure = max((_number(g) for g, when in grades if when is True), default=None)
    may = max((_number(g) for g, when in grades if when is not False), default=None)
    lowest, highest = (
        shown_constant(replace(node.grades[0].value, value=v)) if v is not None else "" for v in (sure, may)
    )
    if sure == may:
        cites = next((g.cites for g, _ in grades if g.value.value == sure and g.cites), "")
        return Fact(node.name, lowest or "none of its grades", "", cites=cites)
    return Fact(node.name, f"{lowest} to {highest}" if lowest else f"at most {highest}", "")


def value_of(when: Proof | None) -> Truth:
    """Return whether a grade is reached; `when` is the proof of the grade's condition.

    A grade without a condition (None) is always reached.
    """
    return True if when is None else when.value


def grades_of(node: ir.GradeTest, proof: Proof) -> list[tuple[ir.Grade, Proof | None, Proof]]:
    """Return each grade with the proof of its condition and the proof of its comparison."""
    cond, inner = node.cond, proof
    while not isinstance(cond, ir.Any):  # the grades are inside the operands of `is` and of lower bounds
        assert isinstance(cond, ir.Not | ir.All)
        cond, inner = cond.cond if isinstance(cond, ir.Not) else cond.parts[0].cond, inner.children[0]
    grades: list[tuple[ir.Grade, Proof | None, Proof]] = []
    for grade, child in zip(node.grades, inner.children, strict=True):
        bound, when = (child, None) if grade.when is None else child.children
        grades.append((grade, when, bound))
    return grades
