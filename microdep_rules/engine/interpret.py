"""The tracing interpreter: this is the semantics of the language.

It evaluates every part of a condition, decided or not, so that what is missing does not depend on the
order of evaluation.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from microdep_rules.bom.model import Element
from microdep_rules.engine import (
    arithmetic,
    contents,
    fields,
    largest,
    lookups,
    membership,
    navigate,
    recovered,
    totals,
)
from microdep_rules.engine.calendar import FAR
from microdep_rules.engine.facts import Reading
from microdep_rules.engine.proof import Proof, missing_of, reasons_of
from microdep_rules.engine.state import BudgetExceededError, Kept, State
from microdep_rules.engine.values import (
    Codes,
    Interval,
    Missing,
    Sets,
    Texts,
    Truth,
    Unknown,
    compare,
    conjunction,
    disjunction,
    negated,
)
from microdep_rules.lang import ir
from microdep_rules.lang.names import free_names

if TYPE_CHECKING:
    from microdep_rules.engine.lists import Ghost, Items
    from microdep_rules.source import Span

Scope = dict[str, "Element"]
STEPS = 20_000_000


class Interpreter(State):
    """Evaluates the conditions of one pack on one document, on one date."""

    def cond(self, node: ir.Cond, scope: Scope) -> Proof:
        """A condition with its proof."""
        self.steps += 1
        if self.steps > STEPS:
            raise BudgetExceededError
        if isinstance(node, ir.Compare | ir.Some | ir.EveryOf) and not free_names(node):
            return self._kept(node, scope)
        return self._judged(node, scope)

    def _kept(self, node: ir.Compare | ir.Some | ir.EveryOf, scope: Scope) -> Proof:
        """A condition on the end item or the contract alone: the same for every subject of a rule."""
        state = (id(self.milestones), self.counting, self.evidenced is not None, self.place is not None)
        key = (id(node), *state)
        if self.place is not None:
            return self._judged(node, scope)
        if key not in self.kept:
            before, notes, rests_on, closed = self.measured, self.notes, self.rests_on, self.by_milestones
            self.measured, self.notes, self.rests_on, self.by_milestones = dict(before), {}, {}, {}
            proof = self._judged(node, scope)
            told = {n: r for n, r in self.measured.items() if before.get(n) is not r}
            self.kept[key] = Kept(proof, told, self.notes, self.rests_on, self.by_milestones)
            self.measured, self.notes, self.rests_on, self.by_milestones = before, notes, rests_on, closed
        found = self.kept[key]
        self.measured.update(found.measured)
        self.notes.update(found.notes)
        self.rests_on.update(found.rests_on)
        self.by_milestones.update(found.by_milestones)
        return found.proof

    def _judged(self, node: ir.Cond, scope: Scope) -> Proof:
        match node:
            case ir.All() | ir.Any():
                return self._junction(node, scope)
            case ir.Not():
                inner = self.cond(node.cond, scope)
                return Proof(node.span, negated(inner.value), [inner])
            case ir.Compare():
                return self._compare(node, scope)
            case ir.IsIn():
                return self._is_in(node, scope)
            case ir.Some():
                return self._some(node, scope)
            case ir.EveryOf():
                return self._every(node, scope)
            case ir.Defined():
                return self._defined(node, scope)
            case ir.IsKnown():
                reading = self.value(node.value, scope)
                known = not isinstance(reading.value, Unknown)
                return Proof(node.span, known is node.known, [], reading.facts)
            case ir.Owns():
                return self._owns(node, scope)

    def value(self, node: ir.Value, scope: Scope) -> Reading:
        """A value with the facts it came from."""
        match node:
            case ir.Constant():
                return Reading(lookups.constant(node))
            case ir.Variable():
                return fields.variable(self, node, scope)
            case ir.FieldOf():
                return fields.field_value(self, node, scope)
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
            case ir.Calculation():
                return arithmetic.calculation(self, node, scope)

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
        values = [c.value for c in children]
        every = isinstance(node, ir.All)
        value = conjunction(values) if every else disjunction(values)
        return Proof(node.span, value, children, kind="all" if every else "any")

    # ---- comparisons ---------------------------------------------------------------------------

    def _compare(self, node: ir.Compare, scope: Scope) -> Proof:
        left = self.value(node.left, scope)
        if self._is_stage(node.left):
            wanted = node.right.value if isinstance(node.right, ir.Constant) else ""
            item = ir.StageItem(str(wanted), onward=False, of=())
            return self._stage_in(node.span, left, ((item,),))
        right = self.value(node.right, scope)
        if node.left.type.kind == "date":
            self._bounded_by(node.left, right)
            self._bounded_by(node.right, left)
        value, reason = self._compared(node.operator, left, right)
        reason = reason or left.reason or right.reason
        proof = self._leaf(node.span, value, (left, right), reason)
        if isinstance(node.left, ir.ShareOf | ir.LargestShare):
            proof.kind = "share"
        return proof

    def _bounded_by(self, node: ir.Value, other: Reading) -> None:
        """A comparison with the rule's date, or one moved from it, turns on the other date or the next."""
        if isinstance(other.value, Interval) and _is_moved_date(node):
            for end in {end for end in (other.value.low, other.value.high) if end is not None}:
                days = arithmetic.moved_back(node, end)
                self.calendar.boundaries |= {date.fromordinal(each) for each in days if each <= FAR}

    def _compared(self, operator: str, left: Reading, right: Reading) -> tuple[Truth, str]:
        for each in (left.value, right.value):
            if isinstance(each, Unknown):
                return None, each.reason
        match left.value, right.value:
            case Interval() as a, Interval() as b:
                if a.unit != b.unit and a.unit and b.unit:
                    converted = arithmetic.converted(self, a, b.unit)
                    if isinstance(converted, Unknown):
                        return None, converted.reason
                    a = converted
                return compare(operator, a, b), ""
            case (Codes(), _) | (membership.Excluding(), _):
                return membership.code_is(self, left.value, right.value), ""
            case Texts() as a, Texts() as b:
                return membership.text_in(a, b.texts), ""
            case bool() as a, bool() as b:
                return a is b, ""
            case a, b:
                return a is b, ""

    def _leaf(self, span: Span, value: Truth, readings: tuple[Reading, ...], reason: str = "") -> Proof:
        """A comparison: its facts, and the leaves that would decide it."""
        facts = tuple(f for r in readings for f in r.facts)
        missing: tuple[Missing, ...] = ()
        if value is None:
            vague = [r for r in readings if self._vague(r)]
            missing = tuple(m for r in (vague or readings) for m in r.missing)
        return Proof(span, value, [], facts, missing, reason if value is None else "")

    @staticmethod
    def _vague(reading: Reading) -> bool:
        value = reading.value
        if isinstance(value, Unknown):
            return True
        return isinstance(value, Interval) and not value.exact

    def _any_in(self, node: ir.IsIn, scope: Scope, right: Reading) -> Proof:
        """A list of words or texts of the document: true when one of them is in the other list."""
        assert isinstance(node.left, ir.FieldOf)
        base = self.value(node.left.base, scope)
        if isinstance(base.value, Unknown) or isinstance(right.value, Unknown):
            unknown = base.value if isinstance(base.value, Unknown) else right.value
            return self._leaf(node.span, None, (base, right), unknown.reason)
        element = base.value
        if id(element) in self.ghosts:
            return Proof(node.span, None, missing=self.ghosts[id(element)][0].missing)
        value, closed = membership.any_in(self, element, node.left, right.value)
        name = f"{element.kind}.{node.left.name}"
        lack = self.reader.lack(name, element, node.left.key)
        held = element.data.get(node.left.key)
        told = (self.reader.fact(name, element, node.left.key, ", ".join(map(str, held))),) if held else ()
        if value is not True and not closed:
            return Proof(node.span, None, [], (*told, *right.facts), (lack,))
        return Proof(node.span, value, [], (*told, *right.facts), (lack,) if value is None else ())

    def _is_in(self, node: ir.IsIn, scope: Scope) -> Proof:
        if node.left.type.kind == "set":
            return self._any_in(node, scope, self.set_of(node.right, scope))
        left = self.value(node.left, scope)
        if self._is_stage(node.left):
            return self._stage_member(node, left, scope)
        right = self.set_of(node.right, scope)
        if isinstance(left.value, Unknown) or isinstance(right.value, Unknown):
            found = left.value if isinstance(left.value, Unknown) else right.value
            return self._leaf(node.span, None, (left, right), found.reason)
        value, note = membership.is_in(self, left.value, right.value, node.affiliates)
        sides = (left, _settled(right, value))
        if value is None and self._turns_on_the_list(left, right, node):
            sides = (replace(left, missing=()), right)
        proof = self._leaf(node.span, value, sides)
        if value is None and isinstance(
            left.value, Element
        ):  # the party is known, and what it belongs to is not
            names = ("owners", "relations") if node.affiliates is not None and not note else ()
            lacks = tuple(self.reader.lack(f"party.{name}", left.value, name) for name in names)
            proof = replace(proof, missing=lacks, reason=note)
        return replace(proof, notes=(note,)) if note else proof

    def _turns_on_the_list(self, left: Reading, right: Reading, node: ir.IsIn) -> bool:
        """Whether only the look-up is undecided: in each list that it may be, the left is or is not."""
        return all(
            membership.is_in(self, left.value, Sets(right.value.kind, (one,)), node.affiliates)[0] is not None
            for one in right.value.alternatives
        )

    # ---- stages --------------------------------------------------------------------------------

    @staticmethod
    def _is_stage(node: ir.Value) -> bool:
        return node.type == ir.Type("element", "stage")

    def _stage_member(self, node: ir.IsIn, left: Reading, scope: Scope) -> Proof:
        right = node.right
        if isinstance(right, ir.Members):
            items = tuple(ir.StageItem(str(m.value), onward=False, of=()) for m in right.members)
            return self._stage_in(node.span, left, (items,))
        found = self.set_of(right, scope)
        if isinstance(found.value, Unknown):
            return self._leaf(node.span, None, (left, found), found.value.reason)
        return self._stage_in(node.span, left, found.value.alternatives, found)

    def _stage_in(
        self,
        span: Span,
        left: Reading,
        alternatives: tuple[tuple[ir.StageItem, ...], ...],
        right: Reading | None = None,
    ) -> Proof:
        if isinstance(left.value, Unknown):
            return self._leaf(span, None, (left,), left.value.reason)
        stage = left.value
        value, by_substance = membership.stage_in(self, stage, alternatives)
        reading = fields.stage_reading(self, stage)
        if value is None and by_substance:
            reading = fields.substance_reading(self, stage, reading)
        readings = (reading,) if right is None else (reading, _settled(right, value))
        return self._leaf(span, value, readings)

    # ---- quantifiers ---------------------------------------------------------------------------

    def _some(self, node: ir.Some, scope: Scope) -> Proof:
        items = self.items(node.of, scope)
        children = self._each(node, items, scope, node.where)
        certain = sum(c.value is True for c in children if not c.ghost)
        possible = sum(c.value is not False for c in children if not c.ghost)
        open_list = any(c.value is not False for c in children if c.ghost)
        value = self.counted(node, certain, None if open_list else possible)
        return Proof(node.span, value, children, kind="some")

    @staticmethod
    def counted(node: ir.Some, certain: int, possible: int | None) -> Truth:
        """`at least n` and `at most n` of a list with this many elements, and possibly more."""
        least = node.kind in {"any", "at_least"}
        bound = node.number if node.kind != "no" else 0
        if least:
            if certain >= bound:
                return True
            return False if possible is not None and possible < bound else None
        if certain > bound:
            return False
        return True if possible is not None and possible <= bound else None

    def _every(self, node: ir.EveryOf, scope: Scope) -> Proof:
        items = self.items(node.of, scope)
        children = []
        applying = False
        for element, belongs in items.elements:
            inner = {**scope, node.variable: element}
            where = self._belongs(node.span, belongs, node.where, inner, items.why.get(id(element)))
            has = self.cond(node.has, inner)
            applying = applying or where.value is True
            value = disjunction([negated(where.value), has.value])
            children.append(
                Proof(node.span, value, [where, has], kind="if", variable=node.variable, element=element)
            )
        children += [self._ghost_every(node, ghost, scope) for ghost in items.ghosts]
        value = conjunction([c.value for c in children])
        if value is True and not applying:
            return Proof(node.span, None, children, reason="nothing to require it of", kind="every")
        return Proof(node.span, value, children, kind="every")

    def _each(self, node: ir.Some, items: Items, scope: Scope, where: ir.Cond | None) -> list[Proof]:
        children = []
        for element, belongs in items.elements:
            inner = {**scope, node.variable: element}
            found = self._belongs(node.span, belongs, where, inner, items.why.get(id(element)))
            children.append(Proof(node.span, found.value, [found], variable=node.variable, element=element))
        for ghost in items.ghosts:
            element = self.summon(ghost)
            inner = {**scope, node.variable: element}
            found = self._belongs(node.span, True, where, inner)  # noqa: FBT003 - a truth value
            value = False if found.value is False else None
            children.append(self._of_ghost(node.span, node.variable, value, ghost, element))
        return children

    def _ghost_every(self, node: ir.EveryOf, ghost: Ghost, scope: Scope) -> Proof:
        element = self.summon(ghost)
        inner = {**scope, node.variable: element}
        where = self._belongs(node.span, True, node.where, inner)  # noqa: FBT003 - a truth value
        has = self.cond(node.has, inner)
        settled = where.value is False or has.value is True
        return self._of_ghost(node.span, node.variable, True if settled else None, ghost, element)

    @staticmethod
    def _of_ghost(span: Span, variable: str, value: Truth, ghost: Ghost, element: Element) -> Proof:
        missing = ghost.missing if value is None else ()
        return Proof(span, value, [], (), missing, variable=variable, element=element, ghost=True)

    def _belongs(
        self, span: Span, belongs: Truth, where: ir.Cond | None, scope: Scope, why: Proof | None = None
    ) -> Proof:
        found = self.cond(where, scope) if where is not None else Proof(span, value=True)
        if belongs is True:
            return found
        value = conjunction([belongs, found.value])
        if why is None or value is not None:
            return Proof(span, value, [found], kind="all")
        missing = tuple(sorted(missing_of(why), key=Missing.key))
        return Proof(span, value, [found], (), missing, "; ".join(sorted(reasons_of(why))), kind="all")

    # ---- definitions ---------------------------------------------------------------------------

    def _defined(self, node: ir.Defined, scope: Scope) -> Proof:
        argument = self.value(node.argument, scope)
        if isinstance(argument.value, Unknown):
            return self._leaf(node.span, None, (argument,), argument.value.reason)
        definition = self.pack.definitions[node.name]
        counting, self.counting = self.counting, self.counting or self.counts(definition)
        inner = {definition.variable: argument.value}
        found = self.cond(definition.cond, inner)
        self.counting = counting
        return Proof(node.span, found.value, [found], argument.facts, cites="; ".join(definition.cites))

    def counts(self, definition: ir.Definition) -> bool:
        """Whether unknown counts as not matching in the shares of a definition."""
        variant = definition.counting_variant
        return (
            self.apply_counting
            and definition.unknown_counts_against
            and (not variant or variant == self.pack.variant)
        )

    def _owns(self, node: ir.Owns, scope: Scope) -> Proof:
        from microdep_rules.engine.ownership import owns

        party = self.value(node.party, scope)
        holders = self.set_of(node.holders, scope)
        if isinstance(party.value, Unknown) or isinstance(holders.value, Unknown):
            return self._leaf(node.span, None, (party, holders))
        value, missing, facts = owns(self, node, party.value, holders.value)
        return Proof(node.span, value, [], (*party.facts, *facts), missing if value is None else ())


def _settled(right: Reading, value: Truth) -> Reading:
    """The list behind `is in`: that an entry is contested matters only where something may be in it."""
    if value is not False:
        return right
    facts = tuple(replace(fact, contested="") for fact in right.facts)
    return replace(right, facts=facts)


def _is_moved_date(node: ir.Value) -> bool:
    """Whether it is a date that is in reach, or one moved from it, perhaps more than once."""
    while isinstance(node, ir.Calculation):
        node = node.left
    return isinstance(node, ir.Variable)
