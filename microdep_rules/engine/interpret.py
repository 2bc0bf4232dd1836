"""The tracing interpreter: this is the semantics of the language.

It evaluates every part of a condition, decided or not, so that what is missing does not depend on the
order of evaluation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.engine import (
    arithmetic,
    comparisons,
    contents,
    fields,
    largest,
    lookups,
    navigate,
    quantifiers,
    recovered,
    totals,
)
from microdep_rules.engine.facts import Fact
from microdep_rules.engine.proof import Proof
from microdep_rules.engine.reach import any_reads_upwards
from microdep_rules.engine.state import BudgetExceededError, Kept, State, Trail
from microdep_rules.engine.values import (
    Unknown,
    conjunction,
    disjunction,
    negated,
)
from microdep_rules.lang import ir
from microdep_rules.lang.names import free_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.facts import Reading
    from microdep_rules.engine.lists import Items

Scope = dict[str, "Element"]
_NEVER_KEPT = frozenset({ir.Defined, ir.IsKnown})
"""What is not kept for the day as it stands: a definition is, by the element it is asked of."""


class Interpreter(State):
    """Evaluates the conditions of one pack on one document, on one date."""

    def cond(self, node: ir.Cond, scope: Scope) -> Proof:
        """A condition with its proof."""
        self.budget.left -= 1
        if self.budget.left < 0:
            raise BudgetExceededError
        if type(node) not in _NEVER_KEPT and not free_names(node):
            # A condition on the end item or the contract alone: the same for every subject of a rule.
            return self._once((id(node),), node, lambda: self._judged(node, scope))
        return self._judged(node, scope)

    def _once(self, about: tuple[object, ...], node: ir.Cond, judged: Callable[[], Proof]) -> Proof:
        """What comes out the same wherever it is asked on this day, judged the first time."""
        if self.place is not None and self._looks_up(node):
            return judged()
        key = (*about, id(self.milestones), self.counting, self.apply_counting, self.evidenced is not None)
        found = self.kept.get(key)
        if found is None:
            before, self.trail = self.trail, Trail(measured=dict(self.trail.measured))
            left = self.budget.left
            proof, own = judged(), self.trail
            own.measured = {n: r for n, r in own.measured.items() if before.measured.get(n) is not r}
            self.trail, found = before, Kept(proof, own)
            self.kept.put(key, found, left - self.budget.left)
        self.trail.add(found.trail)
        return found.proof

    def _looks_up(self, node: ir.Cond) -> bool:
        """Whether it looks at what encloses a part, so that it depends on the place."""
        found = self.upwards.get(id(node))
        if found is None:
            found = self.upwards[id(node)] = any_reads_upwards(self.pack, [node])
        return found

    def _judged(self, node: ir.Cond, scope: Scope) -> Proof:
        match node:  # what is asked most comes first, here and of values
            case ir.Compare():
                return comparisons.compared(self, node, scope)
            case ir.Defined():
                return self._defined(node, scope)
            case ir.All() | ir.Any():
                return self._junction(node, scope)
            case ir.IsIn():
                return comparisons.is_in(self, node, scope)
            case ir.Not():
                inner = self.cond(node.cond, scope)
                return Proof(node.span, negated(inner.value), [inner])
            case ir.Some():
                return quantifiers.some(self, node, scope)
            case ir.EveryOf():
                return quantifiers.every(self, node, scope)
            case ir.IsKnown():
                reading = self.value(node.value, scope)
                known = not isinstance(reading.value, Unknown)
                if not known and node.stands_in:
                    self.trail.rests_on[("derived", node.stands_in)] = None
                return Proof(node.span, known is node.known, [], reading.facts)
            case ir.Owns():
                return comparisons.owned(self, node, scope)

    def value(self, node: ir.Value, scope: Scope) -> Reading:
        """A value with the facts it came from."""
        match node:
            case ir.Variable():
                return fields.variable(self, node, scope)
            case ir.FieldOf():
                return fields.field_value(self, node, scope)
            case ir.Constant():
                return lookups.stated(node)
            case ir.TableValue():
                return lookups.table_value(self, node, scope)
            case ir.ParameterValue():
                return lookups.parameter_value(self, node)
            case ir.Total():
                return totals.total(self, node, scope)
            case ir.Count():
                return totals.count(self, node, scope)
            case ir.ShareOf():
                return totals.share_of(self, node, scope)
            case ir.LargestShare():
                return largest.largest_share(self, node, scope)
            case ir.Content():
                return contents.content(self, node, scope)
            case ir.Recovered():
                return recovered.recovered_share(self, node, scope)
            case ir.StatusOf():
                return lookups.status_of(self, node)
            case ir.Calculation():
                return arithmetic.calculation(self, node, scope)
            case ir.Highest():
                raise AssertionError("a comparison with it is written out as one of its grades")

    def items(self, node: ir.ListNode | ir.Value, scope: Scope) -> Items:
        """The elements of a list."""
        return navigate.items(self, node, scope)

    def set_of(self, node: ir.SetNode, scope: Scope) -> Reading:
        """A set: a dated list, the keys of a table, members, or a look-up."""
        return lookups.set_of(self, node, scope)

    def _junction(self, node: ir.All | ir.Any, scope: Scope) -> Proof:
        children = []
        for part in node.parts:
            found = self.cond(part.cond, scope)
            if part.label:
                found = replace(found, label=part.label, cites=part.cites or "")
            children.append(found)
            if found.value is False and len(children) == 1 and _chooses(part.cond):
                break  # the fact is stated: nothing is derived, and nothing else is asked for
        values = [c.value for c in children]
        every = isinstance(node, ir.All)
        value = conjunction(values) if every else disjunction(values)
        return Proof(node.span, value, children, kind="all" if every else "any")

    # ---- definitions ---------------------------------------------------------------------------

    def _defined(self, node: ir.Defined, scope: Scope) -> Proof:
        argument = self.value(node.argument, scope)
        if isinstance(argument.value, Unknown):
            return comparisons.leaf(node.span, None, (argument,), argument.value.reason)
        definition = self.pack.definitions[node.name]
        counting, self.counting = self.counting, self.counting or self.counts(definition)
        inner = {definition.variable: argument.value}
        about = (node.name, argument.value)
        found = self._once(about, definition.cond, lambda: self.cond(definition.cond, inner))
        self.counting = counting
        cites = "; ".join(definition.cites)
        facts = argument.facts
        if definition.contested:
            said = {True: "true", False: "false", None: "not known"}[found.value]
            facts += (Fact(node.name, said, "", cites=cites, contested=definition.contested),)
        return Proof(node.span, found.value, [found], facts, cites=cites)

    def counts(self, definition: ir.Definition) -> bool:
        """Whether unknown counts as not matching in the shares of a definition."""
        variant = definition.counting_variant
        return (
            self.apply_counting
            and definition.unknown_counts_against
            and (not variant or variant == self.pack.variant)
        )


def _chooses(node: ir.Cond) -> bool:
    """Whether it tells if something stands in for a fact."""
    inner = node.cond if isinstance(node, ir.Not) else node
    return isinstance(inner, ir.IsKnown) and bool(inner.stands_in)
