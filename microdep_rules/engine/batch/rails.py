"""A condition as two rails: when it is definitely true, and when it is definitely false.

Both are Python expressions over the facts of a record; where neither holds, the condition is unknown. What
cannot be told from single facts is open: it counts as unknown here, which decides nothing that would come
out otherwise, and the interpreter is asked where that leaves the verdict undecided.

Texts, sets and names of a rule never become part of the source: they are constants with names of our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.bom.zeros import never_zero, table
from microdep_rules.engine.batch.below import APPLIES, BITS, MAYBE, SURE, asks_below, is_any
from microdep_rules.engine.batch.reads import OF_A_STEP, STAGE_OF, STEP, Fact, Record, Scope, reads, record_of
from microdep_rules.lang import ir
from microdep_rules.lang.names import free_names
from microdep_rules.lang.operators import Orders
from microdep_rules.lang.reached import with_definitions
from microdep_rules.vocabulary.notions import feeds

if TYPE_CHECKING:
    from collections.abc import Iterable


class Rails(Struct, frozen=True):
    """When a condition is definitely true, and when definitely false."""

    yes: str
    no: str
    open: bool = False
    """Whether some of it is left to the interpreter."""


TRUE = Rails("True", "False")
FALSE = Rails("False", "True")
NEVER = FALSE.yes
OPEN = Rails("False", "False", open=True)


class Leaf(Struct, frozen=True):
    """A condition on single facts: for equal facts it has the same answer."""

    node: ir.Cond
    facts: tuple[Fact, ...]
    scope: tuple[tuple[str, str, str], ...]
    """The word, the variable and the kind of each record."""
    rule: int
    milestones: ir.Milestones = None


class Bound(Struct, frozen=True):
    """What a number of a record is compared with: the same for the whole document."""

    node: ir.Value
    percent: bool
    rule: int


NUMBERS = frozenset({"number", "percent", "mass", "density"})
SURELY = {
    Orders(above=True): "{x} > {high}",
    Orders(same=True, above=True): "{x} >= {high}",
    Orders(below=True): "{x} < {low}",
    Orders(below=True, same=True): "{x} <= {low}",
    Orders(same=True): "{low} == {x} == {high}",
    Orders(below=True, above=True): "{x} < {low} or {x} > {high}",
}
"""Where a number stands to everything between two bounds as a comparison asks."""


MOST_WRITTEN = 10_000
"""A rule with more conditions, when its definitions are written out, leaves the rest to the interpreter."""


class Lowering(Struct):
    """Makes rails of conditions, and collects the facts, leaves and bounds that they name."""

    pack: ir.Pack
    whole: bool = False
    """Whether the whole document is at hand, and with it what is below a part."""
    rule: int = 0
    """The number of the rule that is lowered, among those that have these facts in common."""
    milestones: ir.Milestones = None
    facts: dict[Fact, str] = field(default_factory=dict)
    """The variable that holds each fact."""
    leaves: dict[Leaf, str] = field(default_factory=dict)
    bounds: dict[Bound, str] = field(default_factory=dict)
    hidden: dict[Leaf, str] = field(default_factory=dict)
    """What is asked of the stages that an open list does not show."""
    keys: dict[str, int] = field(default_factory=dict)
    """The fields of stages that are read, by their places in what is told of a stage."""
    below: dict[Leaf, int] = field(default_factory=dict)
    """Everything that is asked of all that is below a part, by its place among the bits."""
    quantified: dict[Leaf, Rails | None] = field(default_factory=dict)
    """Everything that is asked of the stages of a part, with its rails; without, where the interpreter has to
    be asked about every list of stages that is different."""
    stages: bool = False
    """Whether the rule goes through the stages of parts."""
    written: int = 0
    """How many conditions of the rule have been written out."""

    def begin(self, number: int, rule: ir.Rule) -> None:
        """Another rule, with its milestones."""
        self.rule, self.milestones, self.stages, self.written = number, rule.milestones, False, 0

    @property
    def names_stages(self) -> bool:
        """Whether the rule asks which stage one is."""
        return any(leaf.rule == self.rule and {*leaf.facts} >= OF_A_STEP for leaf in self.leaves)

    def condition(self, node: ir.Cond, scope: Scope) -> Rails:
        """The rails of a condition on these records."""
        self.written += 1
        if self.written > MOST_WRITTEN:
            return OPEN
        match node:
            case ir.All():
                return both([self.condition(part.cond, scope) for part in node.parts])
            case ir.Any():
                return either([self.condition(part.cond, scope) for part in node.parts])
            case ir.Not():
                found = self.condition(node.cond, scope)
                return Rails(found.no, found.yes, found.open)
            case ir.Defined():
                return self._defined(node, scope)
            case ir.Otherwise():
                return self._otherwise(node, scope)
            case ir.Reached():
                return self.condition(node.cond, scope)
            case ir.Compare():
                return self._number(node, scope) or self._measured(node, scope) or self._leaf(node, scope)
            case ir.Some() | ir.EveryOf() if _own_stages(node.of, scope):
                return self._of_stages(node, scope)
            case ir.Some() | ir.EveryOf() if self.whole and asks_below(node, scope):
                return self._below(node, scope)
            case _:
                return self._leaf(node, scope)

    def _defined(self, node: ir.Defined, scope: Scope) -> Rails:
        """A definition, written out for the record that it is asked of."""
        definition = self.pack.definitions[node.name]
        record = record_of(node.argument, scope)
        if record is None or definition.unknown_counts_against or definition.contested:
            return self._leaf(node, scope)
        return self.condition(definition.cond, {definition.variable: record})

    def _otherwise(self, node: ir.Otherwise, scope: Scope) -> Rails:
        """A fact where it is stated; the interpreter tells what rests on something that stands in for it."""
        stated = self.condition(ir.IsKnown(node.span, node.stated, known=True), scope)
        found = self.condition(node.of_stated, scope)
        yes, no = (both([stated, Rails(side, NEVER)]).yes for side in (found.yes, found.no))
        return Rails(yes, no, open=True)

    def _leaf(self, node: ir.Cond, scope: Scope) -> Rails:
        facts = reads(node, scope)
        if facts is None:
            return OPEN
        used = tuple(sorted(facts))
        words = tuple((word, each.local, each.kind) for word, each in scope.items())
        leaf = Leaf(node, used, words, self.rule, self.milestones)
        name = self.leaves.setdefault(leaf, f"leaf{len(self.leaves)}")
        known = f"{name}[{self._key(used)}]"
        return Rails(f"{known} is True", f"{known} is False")

    def _below(self, node: ir.Some | ir.EveryOf, scope: Scope) -> Rails:
        """A quantifier over everything below a part, of which the bits are at hand."""
        words = tuple((word, each.local, each.kind) for word, each in scope.items())
        leaf = Leaf(node, (), words, self.rule, self.milestones)
        at = BITS * self.below.setdefault(leaf, len(self.below))
        sure, applies = (f"below & {bit << at} > 0" for bit in (SURE, APPLIES))
        none = f"below & {MAYBE << at} == 0"
        if isinstance(node, ir.EveryOf):
            return Rails(f"({none} and {applies})", f"({sure})")
        return Rails(f"({sure})", f"({none})") if is_any(node) else Rails(f"({none})", f"({sure})")

    # ---- the stages of a part that tells of no materials ---------------------------------------

    def _of_stages(self, node: ir.Some | ir.EveryOf, scope: Scope) -> Rails:
        """A quantifier over stages: over those that are recorded, and what an open list does not show."""
        asked = _breach(node)
        if free_names(asked.where) - {node.variable} if asked.where is not None else False:
            return OPEN  # what is not shown may be ruled out by facts of the part
        inner = {**scope, node.variable: STEP}
        where = TRUE if node.where is None else self.condition(node.where, inner)
        has = self.condition(node.has, inner) if isinstance(node, ir.EveryOf) else TRUE
        if where.open or has.open:
            return OPEN
        self.stages = True
        words = tuple((word, each.local, each.kind) for word, each in scope.items())
        breach = Leaf(asked, (), words, self.rule, self.milestones)
        hidden = self.hidden.setdefault(breach, f"hidden{len(self.hidden)}")
        # What is recorded rules out that the same was done again somewhere else.
        recorded = f"frozenset({self._key(STAGE_OF)} for step in steps)" if self.names_stages else "NOTHING"
        shut = f"(closed or {hidden}[{recorded}])"
        found = _some(node, where, shut) if isinstance(node, ir.Some) else _every(where, has, shut)
        return self._asked_of_stages(node, words, found)

    def _measured(self, node: ir.Compare, scope: Scope) -> Rails | None:
        """The largest share, or the number, of stages against what is the same for the whole document."""
        for side, other in ((node.left, node.right), (node.right, node.left)):
            if not isinstance(side, ir.LargestShare | ir.Count) or reads(other, scope) != frozenset():
                continue
            of = side.of
            asked: list[tuple[str, ir.Cond | ir.Value]] = []
            while isinstance(of, ir.Narrow):
                asked.append((of.variable, of.where))
                of = of.of
            if isinstance(side, ir.LargestShare):
                of_each = (side.by, side.where, side.among)
                asked += [(side.variable, each) for each in of_each if each is not None]
            if not _own_stages(of, scope) or any(free_names(each) - {name} for name, each in asked):
                return None
            for _, each in asked:
                self._read_of_stage(each)
            words = tuple((word, each.local, each.kind) for word, each in scope.items())
            self.stages = True
            return self._asked_of_stages(node, words, None)
        return None

    def _read_of_stage(self, node: ir.Cond | ir.Value) -> None:
        """Notes the fields of a stage that something reads, whichever they are."""
        for each in with_definitions(self.pack.definitions, [node]):
            if isinstance(each, ir.FieldOf) and each.base.type.detail == STEP.kind:
                for key in feeds(STEP.kind, each.key):
                    self._fact((STEP.local, key))

    def _asked_of_stages(
        self, node: ir.Cond, words: tuple[tuple[str, str, str], ...], found: Rails | None
    ) -> Rails:
        for each in STAGE_OF:
            self._fact(each)
        leaf = Leaf(node, (), words, self.rule, self.milestones)
        self.quantified.setdefault(leaf, found)
        place = [*self.quantified].index(leaf)
        return Rails(f"quantified[{2 * place}]", f"quantified[{2 * place + 1}]")

    def _key(self, facts: tuple[Fact, ...]) -> str:
        found = [self._fact(each) for each in facts]
        return found[0] if len(found) == 1 else f"({', '.join(found)})" if found else "()"

    def _fact(self, fact: Fact) -> str:
        local, key = fact
        if local == STEP.local:
            return f"step[{self.keys.setdefault(key, len(self.keys))}]"
        return self.facts.setdefault(fact, f"fact{len(self.facts)}")

    def _number(self, node: ir.Compare, scope: Scope) -> Rails | None:
        """A number of a record against what is the same for the whole document, without a look-up."""
        for side, other, operator in (
            (node.left, node.right, node.operator),
            (node.right, node.left, node.operator.mirror),
        ):
            if not isinstance(side, ir.FieldOf) or side.type.kind not in NUMBERS:
                continue
            record = record_of(side.base, scope)
            if record is None or reads(other, scope) != frozenset():
                continue
            leaf = self._leaf(node, scope)
            number = self._fact((record.local, side.key))
            bound = Bound(other, side.type.kind == "percent", self.rule)
            name = self.bounds.setdefault(bound, f"bound{len(self.bounds)}")
            yes, no = (
                SURELY[each].format(x=number, low=f"{name}_low", high=f"{name}_high")
                for each in (operator.orders, operator.orders.others)
            )
            plain = f"{number}.__class__ in NUMBERS"
            amount = table().get((record.kind, side.key))
            if amount is not None and amount.least is not None:
                continue
            if (record.kind, side.key) in never_zero():
                plain = f"{plain} and {number}"
            return Rails(f"({yes} if {plain} else {leaf.yes})", f"({no} if {plain} else {leaf.no})")
        return None


# ---- quantifiers, in expressions -----------------------------------------------------------------


def _own_stages(node: ir.ListNode, scope: Scope) -> bool:
    """Whether a list is that of the stages of the subject, a part."""
    return (
        isinstance(node, ir.Navigate)
        and node.word == "stages"
        and isinstance(node.base, ir.Variable)
        and record_of(node.base, scope) == Record("record", "component")
    )


def _breach(node: ir.Some | ir.EveryOf) -> ir.Some:
    """Whether there is a stage that the quantifier is about; of `every`, one that has not what it should."""
    where = node.where
    if isinstance(node, ir.EveryOf):
        lacks = ir.Not(node.span, node.has)
        parts = [lacks] if where is None else [where, lacks]
        where = ir.All(node.span, tuple(ir.Part("", None, each) for each in parts))
    return ir.Some(node.span, "any", 1, node.of, node.variable, where)


def _some(node: ir.Some, where: Rails, shut: str) -> Rails:
    """`any`, `no`, `at least n`, `at most n`: by how many surely match, and how many may."""
    least = node.kind in {"any", "at_least"}
    bound = node.number if node.kind != "no" else 0
    if bound == int(least):  # whether there is one says all
        there, none = f"any({where.yes} for step in steps)", f"({shut} and all({where.no} for step in steps))"
        return Rails(there, none) if least else Rails(none, there)
    certain = f"sum(bool({where.yes}) for step in steps)"
    possible = f"sum(not ({where.no}) for step in steps)"
    if least:
        return Rails(f"{certain} >= {bound}", f"({shut} and {possible} < {bound})")
    return Rails(f"({shut} and {possible} <= {bound})", f"{certain} > {bound}")


def _every(where: Rails, has: Rails, shut: str) -> Rails:
    """`every`: each is left out or has it, and there is one that it is required of."""
    settled = f"all({where.no} or {has.yes} for step in steps)"
    required = f"any({where.yes} for step in steps)"
    broken = f"any({where.yes} and {has.no} for step in steps)"
    return Rails(f"({shut} and {settled} and {required})", broken)


# ---- strong Kleene, in expressions ---------------------------------------------------------------


def both(parts: Iterable[Rails]) -> Rails:
    """And: true when all are, false when one is."""
    found = list(parts)
    return Rails(
        _joined(" and ", "True", "False", [each.yes for each in found]),
        _joined(" or ", "False", "True", [each.no for each in found]),
        any(each.open for each in found),
    )


def either(parts: Iterable[Rails]) -> Rails:
    """Or: true when one is, false when all are."""
    found = list(parts)
    return Rails(
        _joined(" or ", "False", "True", [each.yes for each in found]),
        _joined(" and ", "True", "False", [each.no for each in found]),
        any(each.open for each in found),
    )


def _joined(word: str, neutral: str, decides: str, sides: list[str]) -> str:
    kept = list(dict.fromkeys(each for each in sides if each != neutral))
    if decides in kept:
        return decides
    return neutral if not kept else kept[0] if len(kept) == 1 else f"({word.join(kept)})"
