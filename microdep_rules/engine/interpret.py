"""Reference evaluator: it defines the meaning of the rule language, and records the proof of each result.

Every operand of a condition is evaluated, so that the missing facts do not depend on the order of the
operands. If only a verdict is needed, as for later days, the evaluation stops when the verdict is known.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from microdep_rules.engine import (
    arithmetic,
    comparisons,
    connectives,
    constants,
    contents,
    fields,
    groups,
    highest,
    largest,
    lookups,
    navigate,
    quantifiers,
    recovery,
    statements,
    sums,
    totals,
)
from microdep_rules.engine.equivalence.answers import Answer, EvaluatedAnswer
from microdep_rules.engine.limits import DETERMINATIONS
from microdep_rules.engine.own_facts import OwnFacts, fields_of
from microdep_rules.engine.proof import Proof
from microdep_rules.engine.reach import SHARES, any_reads_list
from microdep_rules.engine.readings import Fact
from microdep_rules.engine.state import BudgetExceededError, CachedCondition, ConditionInputs, State, Trail
from microdep_rules.engine.values import Unknown
from microdep_rules.lang import ir
from microdep_rules.lang.names import free_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.equivalence.class_results import ClassRequest
    from microdep_rules.engine.items import Items
    from microdep_rules.engine.readings import Reading

Scope = dict[str, "Element"]
_NOT_CACHED = frozenset({ir.DefinitionTest, ir.KnownTest})
"""Types of conditions whose results are not cached for a whole day.

Results of definitions are cached for each element instead.
"""


class Interpreter(State):
    """Evaluator of the conditions of one pack for one document, on one date."""

    def cond(self, node: ir.Cond, scope: Scope) -> Proof:
        """Evaluate a condition and return its proof."""
        self.budget.left -= 1
        if self.budget.left < 0:
            raise BudgetExceededError
        judged = _JUDGED[type(node)]
        if self.recorder is not None:
            judged = self.recorder.observe(judged)
        if type(node) not in _NOT_CACHED and not free_names(node):
            # A condition that reads only the end item or the contract has the same result for every subject
            # of a rule.
            return self.evaluate_once((id(node),), node, lambda: judged(self, node, scope))
        return judged(self, node, scope)

    def evaluate_once(self, about: tuple[object, ...], node: ir.Cond, judged: Callable[[], Proof]) -> Proof:
        """Return the result of a condition that has the same result for every subject on this day.

        `judged` computes the result at the first call; later calls return the cached result.
        """
        inputs = self._inputs_of(node)
        if self.place is not None and inputs.place:
            return judged()
        milestones = self.milestones  # only conditions on stages depend on the milestones of the rule
        if milestones is not None and not inputs.stages:
            milestones = None
        # Only for shares it matters whether unknown facts count as violations.
        counting = (self.counting, self.apply_counting) if inputs.shares else None
        judged_for = id(self.subject) if inputs.subject else None
        key = (*about, milestones, counting, id(self.evidenced), judged_for, False)
        cached = self.kept.get(key, self.day, value_alone=self.verdicts_only)
        if cached is None and self.verdicts_only:
            key = (*key[:-1], True)
            cached = self.kept.get(key, self.day, value_alone=self.verdicts_only)
        if cached is None:
            before, self.trail = self.trail, Trail(measured=dict(self.trail.measured))
            left = self.budget.left
            proof, turns = self.calendar.with_dates(judged)
            condition_trail = self.trail
            condition_trail.measured = {
                n: r for n, r in condition_trail.measured.items() if before.measured.get(n) is not r
            }
            self.trail, cached = before, CachedCondition(proof, condition_trail or None, self.day, turns)
            self.kept.put(key, cached, left - self.budget.left)
        elif cached.turns:
            self.calendar.boundaries |= cached.turns
        if cached.trail is not None:
            self.trail.add(cached.trail)
        return cached.proof

    def answer(
        self, node: ir.Cond, scope: Scope, variable: str, *, in_short: bool = False
    ) -> Answer | EvaluatedAnswer:
        """Return the result of a condition for a list element.

        The result of an equal element is used, if there is one. With `in_short`, the facts in the result may
        be those of the equal element.
        """
        about = self._class_request(node, scope, variable)
        if self.answers is None or about is None:
            return EvaluatedAnswer(self.cond(node, scope))
        answer: Answer | None = self.answers.in_short(about) if in_short or self.verdicts_only else None
        answer = answer or self.answers.get(about)
        if answer is None:
            evaluated, trail, turns = self._evaluate_with_trail(node, scope)
            if not trail.is_about_elements:
                self.answers.learn(about, _answer_of(evaluated, trail, turns))
            return evaluated
        return self._record(answer)

    def by_facts(
        self, node: ir.Cond, scope: Scope, variable: str, elements: Sequence[Element]
    ) -> Iterator[Answer | EvaluatedAnswer]:
        """Yield the result of a condition for each list element.

        If the condition reads only facts of the element, elements with equal facts share a result.
        """
        own_facts = self._own_facts(node, variable) if self.evidenced is None else None
        readings: list[list[Reading] | None] = [None] * len(elements)
        if own_facts is not None:
            readings = [None if id(e) in self.ghosts else own_facts.read(self.reader, e) for e in elements]
        for element, facts in zip(elements, readings, strict=True):
            if own_facts is None or facts is None:
                yield self.answer(node, {**scope, variable: element}, variable)
            elif (answer := own_facts.answer(facts)) is not None:
                yield self._record(answer)
            else:
                # In a long list, the first facts are no longer cached, so the condition reads them again.
                now = own_facts.read(self.reader, element) or facts
                evaluated, trail, turns = self._evaluate_with_trail(node, {**scope, variable: element})
                own_facts.learn(element, now, evaluated, trail, turns)
                yield evaluated

    def _own_facts(self, node: ir.Cond, variable: str) -> OwnFacts | None:
        """Return the cached results of a condition, by the facts that the condition reads from an element.

        The result is None if the condition reads more than single facts.
        """
        known = self.own_facts.get(id(node))
        if known is None or known.day is not self.day or known.verdicts_only is not self.verdicts_only:
            known = OwnFacts(node, fields_of(node, variable), self.day, self.verdicts_only)
            self.own_facts[id(node)] = known
        return known if known.fields else None

    def _evaluate_with_trail(
        self, node: ir.Cond, scope: Scope
    ) -> tuple[EvaluatedAnswer, Trail, frozenset[date]]:
        """Evaluate a condition; return its result, its reliances, and the dates on which it can change."""
        proof, trail, turns = self.with_trail_and_dates(lambda: self.cond(node, scope))
        return EvaluatedAnswer(proof), trail, turns

    def _record(self, answer: Answer) -> Answer:
        """Record the reliances and notes of a cached result, as a new evaluation would; return the result."""
        if answer.turns:
            self.calendar.boundaries |= answer.turns
        if answer.relies_on:
            self.trail.relies_on.update(dict.fromkeys(answer.relies_on))
        if answer.notes:
            self.trail.notes.update(dict.fromkeys(answer.notes))
        return answer

    def _class_request(self, node: ir.Cond, scope: Scope, variable: str) -> ClassRequest | None:
        """Return the request for the stored result of an element's class; None if there is no class.

        There is no class if the condition depends on more than the element.
        """
        element = scope[variable]
        if self.answers is None or self.place is not None or self.evidenced is not None:
            return None
        if id(element) in self.worked_on or free_names(node) - {variable}:
            return None
        if self._inputs_of(node).subject:
            return None
        ghost = self.ghosts.get(id(element))
        beside = (self.day, self.milestones, self.counting, self.apply_counting, self.verdicts_only)
        return self.answers.about(node, element, None if ghost is None else ghost[0], beside)

    def _inputs_of(self, node: ir.Cond) -> ConditionInputs:
        """Return the inputs of a condition besides the element, such as the place of use.

        Determinations are an input, because a determination may cover only some materials of a component. If
        the contract states no determination, they are left out.
        """
        known = self.condition_inputs.get(id(node))
        if known is None:
            goes_to = partial(any_reads_list, self.pack, conditions=[node])
            known = self.condition_inputs[id(node)] = ConditionInputs(
                place=goes_to("enclosing-items"),
                stages=goes_to("stages"),
                shares=goes_to(SHARES),
                subject=self.lists.has_determinations and goes_to(DETERMINATIONS),
            )
        return known

    def value(self, node: ir.Value, scope: Scope) -> Reading:
        """Return a value with the facts from which it was computed."""
        return _VALUES[type(node)](self, node, scope)

    def items(self, node: ir.ListNode | ir.Value, scope: Scope) -> Items:
        """Return the elements of a list."""
        return navigate.items(self, node, scope)

    def set_of(self, node: ir.SetNode, scope: Scope) -> Reading:
        """Return the set for an expression of a rule, such as a dated list or a lookup in a table."""
        return lookups.set_of(self, node, scope)

    # ---- definitions ---------------------------------------------------------------------------

    def defined(self, node: ir.DefinitionTest, scope: Scope) -> Proof:
        """Evaluate a condition that tests whether an element satisfies a definition of the pack."""
        argument = self.value(node.argument, scope)
        if isinstance(argument.value, Unknown):
            return comparisons.leaf(node.span, None, (argument,), argument.value.reason)
        definition = self.pack.definitions[node.name]
        counting, self.counting = self.counting, self.counting or self.counts(definition)
        inner = {definition.variable: argument.value}
        about = (node.name, argument.value, id(self.worked_on.get(id(argument.value))))
        proof = self.evaluate_once(about, definition.cond, lambda: self.cond(definition.cond, inner))
        self.counting = counting
        cites = "; ".join(definition.cites)
        facts = argument.facts
        if definition.contested:
            truth = {True: "true", False: "false", None: "not known"}[proof.value]
            facts += (Fact(node.name, truth, "", cites=cites, contested=definition.contested),)
        return Proof(node.span, proof.value, [proof], facts, cites=cites)

    def counts(self, definition: ir.Definition) -> bool:
        """Return whether unknown facts count against the subject in a share that the definition computes."""
        variant = definition.counting_variant
        return (
            self.apply_counting
            and definition.unknown_counts_against
            and (not variant or variant == self.pack.variant)
        )


def _answer_of(evaluated: EvaluatedAnswer, trail: Trail, turns: frozenset[date]) -> Answer:
    """Convert a result to an answer that other elements of the class can use; it has no proof."""
    relies_on, notes = tuple(trail.relies_on), tuple(trail.notes)
    return Answer(
        evaluated.value, evaluated.facts, evaluated.missing, evaluated.reasons, relies_on, notes, turns
    )


_JUDGED: dict[type, Callable[[Interpreter, Any, Scope], Proof]] = {
    ir.All: connectives.junction,
    ir.Any: connectives.junction,
    ir.Compare: comparisons.compared,
    ir.DefinitionTest: Interpreter.defined,
    ir.EachGroup: groups.each_group,
    ir.EveryOf: quantifiers.every,
    ir.IsIn: comparisons.is_in,
    ir.KnownTest: connectives.is_known,
    ir.StatedTest: statements.is_stated,
    ir.Not: connectives.negation,
    ir.Otherwise: connectives.otherwise,
    ir.Owns: comparisons.owned,
    ir.GradeTest: highest.reached,
    ir.Some: quantifiers.some,
}
"""For each type of condition, the function that evaluates it."""

_VALUES: dict[type, Callable[[Interpreter, Any, Scope], Reading]] = {
    ir.Calculation: arithmetic.calculation,
    ir.Constant: constants.stated,
    ir.Content: contents.content,
    ir.Count: totals.count,
    ir.Different: groups.different_values,
    ir.FieldOf: fields.field_value,
    ir.LargestShare: largest.largest_share,
    ir.LargestSum: sums.largest_sum,
    ir.ParameterValue: lookups.parameter_value,
    ir.RecoveredShare: recovery.recovered_share,
    ir.ShareOf: totals.share_of,
    ir.StatusOf: lookups.status_of,
    ir.TableValue: lookups.table_value,
    ir.Total: totals.total,
    ir.Variable: fields.variable,
}
"""For each type of value, the function that computes it.

`highest of` is missing here, because a comparison with `highest of` is evaluated grade by grade.
"""
