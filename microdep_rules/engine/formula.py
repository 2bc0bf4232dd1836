"""Formulas: an outcome as a formula of its comparisons.

From the formula, other modules compute the outcome for other truth values of the comparisons.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.engine.connectives import SUBSTITUTE
from microdep_rules.engine.proof import Proof, ShareMeasurement
from microdep_rules.engine.quantifiers import counted
from microdep_rules.engine.values import conjunction, disjunction, negated
from microdep_rules.engine.verdict import Verdict, decide, due
from microdep_rules.lang import ir

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.readings import Fact
    from microdep_rules.engine.values import MissingFact, Truth
    from microdep_rules.source import Span


class LeafKey(Struct, frozen=True, cache_hash=True):
    """Identity of a leaf (a comparison in a formula): its position in the rule, and its facts."""

    span: Span
    facts: tuple[Fact, ...]
    missing: frozenset[MissingFact]
    reversed: bool = False
    """True for a negated count such as `no …`: one matching element makes the condition false."""


class Leaf(Struct, frozen=True, eq=False):
    """Leaf of a formula: a comparison, or the elements that an incomplete list may leave out.

    A leaf can have several missing facts. `partly` is the value that the leaf can get if only one of these
    facts becomes known. For example, one more list entry can prove that a matching element exists, but only
    the complete list can prove that none exists. `idle` is true if, in the complete list, the requirement may
    apply to no element.
    """

    key: LeafKey
    value: Truth
    partly: bool | None = None
    evidence: bool = False
    idle: bool = False
    measured: ShareMeasurement | None = None
    flipped: bool = False
    """True if the rule negates the comparison, as in `is not at least 50`."""


class JunctionFormula(Struct, frozen=True, eq=False):
    """Several formulas connected by `and` (if `every` is true) or by `or`."""

    every: bool
    parts: tuple[Formula, ...]


class NegationFormula(Struct, frozen=True, eq=False):
    """Negation of a formula."""

    part: Formula


class CountFormula(Struct, frozen=True, eq=False):
    """Formula of a count such as `at least 2`, `any` or `no`, over the listed elements.

    `ghosts` contains formulas for the elements that an incomplete list may leave out.
    """

    node: ir.Some
    elements: tuple[Formula, ...]
    ghosts: tuple[Formula, ...]


class EveryFormula(Struct, frozen=True, eq=False):
    """Formula for `every`: all selected elements satisfy a condition, and at least one is selected.

    Each pair contains the formula that selects an element, and the formula that the element must satisfy.
    """

    pairs: tuple[tuple[Formula, Formula], ...]
    ghosts: tuple[Formula, ...]


Formula = bool | None | Leaf | JunctionFormula | NegationFormula | CountFormula | EveryFormula
Assumed = dict[LeafKey, bool]


def value_of(formula: Formula, assumed: Assumed) -> Truth:
    """Return the value of a formula; `assumed` contains values for some of its leaves."""
    match formula:
        case None | bool():
            return formula
        case Leaf():
            return assumed.get(formula.key, formula.value)
        case JunctionFormula():
            values = [value_of(part, assumed) for part in formula.parts]
            return conjunction(values) if formula.every else disjunction(values)
        case NegationFormula():
            return negated(value_of(formula.part, assumed))
        case CountFormula():
            return _value_of_count(formula, assumed)
        case EveryFormula():
            return _value_of_every(formula, assumed)


def narrowed(formula: Formula, keys: Collection[LeafKey]) -> Formula:
    """Return a simpler formula with the same result, if only the leaves in `keys` change.

    Parts of the formula without these leaves are replaced by their values.
    """
    match formula:
        case None | bool():
            return formula
        case Leaf():
            return formula if formula.key in keys else formula.value
        case JunctionFormula():
            parts = [narrowed(part, keys) for part in formula.parts]
            open_ = [part for part in parts if not _is_value(part)]
            settled = value_of(
                JunctionFormula(formula.every, tuple(part for part in parts if _is_value(part))), {}
            )
            return JunctionFormula(formula.every, (settled, *open_)) if open_ else settled
        case NegationFormula():
            part = narrowed(formula.part, keys)
            return negated(value_of(part, {})) if _is_value(part) else NegationFormula(part)
        case CountFormula():
            elements = tuple(narrowed(element, keys) for element in formula.elements)
            ghosts = tuple(narrowed(ghost, keys) for ghost in formula.ghosts)
            count = CountFormula(formula.node, elements, ghosts)
            return value_of(count, {}) if all(map(_is_value, (*elements, *ghosts))) else count
        case EveryFormula():
            pairs = tuple((narrowed(where, keys), narrowed(has, keys)) for where, has in formula.pairs)
            ghosts = tuple(narrowed(ghost, keys) for ghost in formula.ghosts)
            every = EveryFormula(pairs, ghosts)
            parts = [*ghosts, *(side for pair in pairs for side in pair)]
            return value_of(every, {}) if all(map(_is_value, parts)) else every


def _is_value(formula: Formula) -> bool:
    return formula is None or isinstance(formula, bool)


def _value_of_count(formula: CountFormula, assumed: Assumed) -> Truth:
    values = [value_of(element, assumed) for element in formula.elements]
    unseen = [value_of(ghost, assumed) for ghost in formula.ghosts]
    certain, possible = values.count(True), len(values) - values.count(False)
    if True in unseen:  # enough unlisted elements are assumed to match
        certain, possible = certain + formula.node.number + 1, possible + formula.node.number + 1
    still_open = None in unseen
    return counted(formula.node, certain, None if still_open else possible)


def _value_of_every(formula: EveryFormula, assumed: Assumed) -> Truth:
    pairs = [(value_of(where, assumed), value_of(has, assumed)) for where, has in formula.pairs]
    values = [disjunction([negated(where), has]) for where, has in pairs]
    value = conjunction([*values, *(value_of(ghost, assumed) for ghost in formula.ghosts)])
    shown = any(isinstance(g, Leaf) and assumed.get(g.key) is True for g in formula.ghosts)
    return None if value is True and not shown and not any(where is True for where, _ in pairs) else value


class Reader(Struct, frozen=True):
    """Converter of a condition and its proof to a formula.

    If `whole` is true, leaves with a known value stay in the formula.
    """

    definitions: Mapping[str, ir.Definition]
    whole: bool

    def read(self, node: ir.Cond, proof: Proof) -> Formula:
        """Return the formula of one condition."""
        if proof.value is not None and not self.whole:
            return proof.value
        match node:
            case ir.All() | ir.Any():
                pairs = zip(node.parts, proof.children, strict=True)
                return JunctionFormula(
                    isinstance(node, ir.All), tuple(self.read(p.cond, c) for p, c in pairs)
                )
            case ir.Not() if node.span == node.cond.span and not proof.children[0].children:
                # For a reader, `is not` is one comparison, so the leaf has the value of the negation.
                return replace(leaf(proof.children[0]), value=proof.value, flipped=True)
            case ir.Not():
                return NegationFormula(self.read(node.cond, proof.children[0]))
            case ir.Some():
                return self._some(node, proof)
            case ir.EveryOf():
                return self._every(node, proof)
            case ir.Otherwise():
                return self._otherwise(node, proof)
            case ir.GradeTest():
                return self.read(node.cond, proof.children[0])
            case ir.DefinitionTest() if proof.children:
                return self.read(self.definitions[node.name].cond, proof.children[0])
            case _:
                return leaf(proof)

    def _otherwise(self, node: ir.Otherwise, proof: Proof) -> Formula:
        """Return the formula of `x else y`, a fact x with a substitute y.

        If the result with y is unknown, the missing fact x stays in the formula, because a statement of x
        could settle the result.
        """
        first, *open_fact = proof.children
        formula = self.read(node.of_other if proof.kind == SUBSTITUTE else node.of_stated, first)
        if not open_fact:
            return formula
        both = JunctionFormula(every=True, parts=(self.read(node.of_stated, open_fact[0]), formula))
        return JunctionFormula(every=False, parts=(formula, both))

    def _some(self, node: ir.Some, proof: Proof) -> Formula:
        elements = [c for c in proof.children if not c.ghost]
        return CountFormula(
            node,
            tuple(self.where(node, node.where, element.children[0]) for element in elements),
            tuple(
                leaf(child, partly=True, against=node.kind in {"no", "at_most"})
                for child in proof.children
                if child.ghost
            ),
        )

    def _every(self, node: ir.EveryOf, proof: Proof) -> Formula:
        pairs = [
            (self.where(node, node.where, child.children[0]), self.read(node.has, child.children[1]))
            for child in proof.children
            if not child.ghost
        ]
        idle = not any(where is True for where, _ in pairs)
        ghosts = [leaf(child, partly=False) for child in proof.children if child.ghost]
        return EveryFormula(tuple(pairs), tuple(replace(ghost, idle=idle) for ghost in ghosts))

    def where(self, node: ir.Some | ir.EveryOf, where: ir.Cond | None, proof: Proof) -> Formula:
        """Return the formula for: the list contains the element, and the element satisfies `where`."""
        inner, belongs = belonging(node, proof)
        formula = self.read(where, inner) if where is not None else inner.value
        return formula if belongs is True else JunctionFormula(every=True, parts=(belongs, formula))


def belonging(node: ir.Some | ir.EveryOf, proof: Proof) -> tuple[Proof, Truth]:
    """Return the proof of the condition `where` for an element, and whether the list contains the element.

    The second value is True, or None if this is uncertain.
    """
    wrapped = proof.kind == "all" and proof.span == node.span and len(proof.children) == 1
    return (proof.children[0], None) if wrapped else (proof, True)


def leaf(proof: Proof, *, partly: bool | None = None, against: bool = False) -> Leaf:
    """Return a proof as a single leaf of a formula, without the proofs of its parts."""
    key = LeafKey(proof.span, tuple(proof.facts), frozenset(proof.missing), against)
    return Leaf(key, proof.value, partly, proof.reason == "not evidenced", measured=proof.measured)


# ---- the formula of an outcome -------------------------------------------------------------------


class VerdictInputs(Struct, frozen=True):
    """The formulas from which the verdict of one outcome is computed."""

    in_force: Formula
    applies: Formula
    requirement: Formula
    duty: bool
    exceptions: tuple[tuple[Formula, bool], ...]
    """Formula of each exception, and whether the document claims the exception for the subject."""

    def verdict(self, assumed: Assumed) -> Verdict:
        """Return the verdict; `assumed` contains values for some leaves of the formulas."""
        in_force, applies = value_of(self.in_force, assumed), value_of(self.applies, assumed)
        if self.duty:
            return due(in_force, applies).verdict
        values = [value_of(formula, assumed) for formula, _ in self.exceptions]
        claimed = any(v is None and c for v, (_, c) in zip(values, self.exceptions, strict=True))
        requirement = value_of(self.requirement, assumed)
        return decide(in_force, applies, requirement, values, claimed=claimed).verdict

    def narrowed(self, keys: Collection[LeafKey]) -> VerdictInputs:
        """Return simpler inputs with the same verdict, if only the leaves in `keys` change."""
        exceptions = tuple((narrowed(formula, keys), claimed) for formula, claimed in self.exceptions)
        in_force, applies, requirement = (
            narrowed(formula, keys) for formula in (self.in_force, self.applies, self.requirement)
        )
        return VerdictInputs(in_force, applies, requirement, self.duty, exceptions)

    def leaves(self) -> list[Leaf]:
        """Return the leaves of all formulas, each leaf once."""
        leaves: dict[LeafKey, Leaf] = {}
        for formula in (self.in_force, self.applies, self.requirement, *(f for f, _ in self.exceptions)):
            for one in _leaves(formula):
                leaves.setdefault(one.key, one)
        return list(leaves.values())


def _leaves(formula: Formula) -> Iterator[Leaf]:
    match formula:
        case Leaf():
            yield formula
        case JunctionFormula():
            for part in formula.parts:
                yield from _leaves(part)
        case NegationFormula():
            yield from _leaves(formula.part)
        case CountFormula():
            for element in (*formula.elements, *formula.ghosts):
                yield from _leaves(element)
        case EveryFormula():
            for where, has in formula.pairs:
                yield from (*_leaves(where), *_leaves(has))
            for ghost in formula.ghosts:
                yield from _leaves(ghost)
        case _:
            return


def case_of(
    outcome: Outcome, definitions: Mapping[str, ir.Definition], *, whole: bool
) -> VerdictInputs | None:
    """Return the formulas of an outcome; None if the outcome has no proof.

    With `whole`, the formulas also contain conditions with a known value.
    """
    rule, applies = outcome.rule, outcome.applies_proof
    if applies is None or (outcome.proof is None and rule.requirement is not None):
        return None
    reader = Reader(definitions, whole)
    requirement: Formula = True
    if rule.requirement is not None and outcome.proof is not None:
        requirement = _requirement(reader, rule.requirement, outcome.proof, forbids=rule.forbids)
    judged = {
        exception.proof.span: exception for exception in outcome.exceptions if exception.proof is not None
    }
    exceptions = []
    for node in rule.exceptions:  # an exception may have several versions
        exception = judged.get(node.span)
        if exception is not None and exception.proof is not None:
            exceptions.append((_exception(reader, node, exception.proof), exception.state == "claimed"))
    return VerdictInputs(
        _in_force(outcome),
        _applies(reader, rule, applies),
        requirement,
        rule.requirement is None,
        tuple(exceptions),
    )


def _in_force(outcome: Outcome) -> Formula:
    node = outcome.rule.in_force
    if outcome.open != "in force" or node is None:
        return True
    date_fact = f"contract.{outcome.timing.basis}"
    missing = tuple(q.missing for q in outcome.missing if q.missing.name == date_fact)
    return leaf(Proof(node.span, None, missing=missing))


def _requirement(reader: Reader, node: ir.Cond, proof: Proof, *, forbids: bool) -> Formula:
    """Return the formula of the requirement; for a prohibition, the negated formula of its condition."""
    if forbids and isinstance(node, ir.Not) and proof.children:
        return NegationFormula(reader.read(node.cond, proof.children[0]))
    return reader.read(node, proof)


def _applies(reader: Reader, rule: ir.Rule, proof: Proof) -> Formula:
    chosen, parts = proof.children[0], []
    if rule.subject.where is not None:
        parts.append(reader.read(rule.subject.where, chosen))
    if rule.when is not None:
        parts.append(reader.read(rule.when, proof.children[1]))
    # If a subject is only possibly in its list, it is undecided for any result of the conditions.
    belongs = proof.value is not None or conjunction([c.value for c in proof.children]) is None
    return JunctionFormula(every=True, parts=(True if belongs else None, *parts))


def _exception(reader: Reader, node: ir.ExceptionRule, proof: Proof) -> Formula:
    condition, losses = proof.children[0], proof.children[1:]
    values = [condition.value, *(negated(loss.value) for loss in losses)]
    in_force = proof.value if conjunction(values) is True else None
    if conjunction(values) is not True:
        in_force = not (proof.value is False and conjunction(values) is None)
    lost = [NegationFormula(reader.read(n.cond, p)) for n, p in zip(node.losses, losses, strict=True)]
    return JunctionFormula(every=True, parts=(in_force, reader.read(node.cond, condition), *lost))
