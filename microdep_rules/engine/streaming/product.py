"""Evaluation of rules about the whole product on a streamed document.

A share stays the same if two uses of a component are merged into one. Therefore the program merges components
with equal values in the fields that a rule reads. The first of them stands for all, with a quantity that
gives the same total number, cost or mass. The reference evaluator then judges the rule on the few remaining
components.
"""

from __future__ import annotations

from decimal import Context, Decimal, Inexact
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.bom.excerpts import with_components
from microdep_rules.engine.evaluation import Evaluation
from microdep_rules.engine.reach import is_of_parts
from microdep_rules.engine.self_contradictions import facts_for
from microdep_rules.lang import ir
from microdep_rules.lang.reached import with_definitions
from microdep_rules.vocabulary.notions import LISTS, SUPPLIERS, feeds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.bom.assign import RouteTest
    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.query import Query
    from microdep_rules.engine.streaming.stream import Parts

MOST_KINDS = 5_000
"""Maximum number of different components that are stored for one rule.

If more components differ, the program reads the whole document at once.
"""
EXACT = Context(prec=400, traps=[Inexact])
"""Context for exact decimal sums of amounts, with at most 400 digits."""
AMOUNTS = frozenset({int, Decimal})
SUMMED = frozenset({"unit_cost", "mass_g"})
COSTS = frozenset({"costs", "unit_cost"})
OF_LISTS = {
    "children": frozenset({"complete"}),
    "components": frozenset({"complete"}),
    "materials": frozenset(
        {"materials", "complete", "free_of", "mass_g", "stages", "inputs", "kind", "class", "function"}
        | {"name", "mpn", "notes", "hs_code"}
    ),
    "stages": frozenset(
        {"stages", "complete", "materials", "inputs", "free_of"}
        | {"kind", "class", "function", "origin", "place_of_manufacture"}
    ),
}
"""For each list, the component fields that a rule reads together with the list.

These fields show whether the component states the list, and whether the list is complete.
"""


class NeedsTheWholeError(Exception):
    """Error for a rule that cannot be evaluated on a streamed document.

    The rule reads too much of the document, or too many components differ.
    """


# ---- fields that a rule reads ---------------------------------------------------------------------


class ProductReads(Struct, frozen=True):
    """The fields of components that a rule about the product reads, and the amount that it adds up."""

    fields: tuple[str, ...] = ()
    amount: str = ""
    """`unit_cost` or `mass_g`, if the rule adds up only this amount; otherwise empty."""


class _ReadFields(Struct):
    fields: set[str] = field(default_factory=set)
    sums: set[str] = field(default_factory=set)
    """Amounts that the rule adds up over components, such as `mass_g`; `number` for a count of components."""


def find_product_reads(pack: ir.Pack, rule: ir.Rule) -> ProductReads | None:
    """Return the fields of components that a rule reads only in shares and sums.

    The result is None if the rule reads components in any other way. For example, a rule may name or list
    components, or require evidence for each component.
    """
    by_milestones = rule.milestones or any(exception.milestones for exception in rule.exceptions)
    if rule.subject.single is None or by_milestones or rule.evidence is not None:
        return None
    if any(is_of_parts(value) for value in rule.disclose):
        return None
    reads = _ReadFields()
    conditions = (rule.subject.single, rule.subject.where, rule.when, rule.requirement, rule.escalate)
    words = (rule.message, rule.ask, rule.fix)
    nodes = with_definitions(pack.definitions, (*conditions, *rule.exceptions, *words, *rule.disclose))
    if not all(_reads(node, reads) for node in nodes):
        return None
    amount = reads.sums.pop() if len(reads.sums) == 1 else ""
    for key in reads.sums:
        reads.fields |= COSTS if key == "unit_cost" else {key} - {"number"}
    together = amount in SUMMED and amount not in reads.fields
    if amount in SUMMED and not together:
        reads.fields |= COSTS if amount == "unit_cost" else {amount}
    return ProductReads(tuple(sorted(reads.fields)), amount if together else "")


def _reads(node: object, reads: _ReadFields) -> bool:
    """Add the fields that a node of the rule reads; return False if it prevents the merging of components."""
    match node:
        case ir.Navigate():
            reads.fields |= OF_LISTS.get(node.word, {*LISTS.get(node.word, (node.word,)), "complete"})
            return node.word not in {"enclosing-items", "inputs", SUPPLIERS}
        case ir.FieldOf() if node.type == ir.Type("element", "component"):
            return False  # the named component may have been merged into another
        case ir.FieldOf() if node.base.type.detail == "component":
            reads.fields |= {*feeds("component", node.key)}
            reads.fields |= {"complete"} if node.type.kind in {"set", "list"} else set()
            return True
        case ir.Total() | ir.ShareOf():
            _adds_up(node, reads)
            return True
        case ir.Count(kind="number") if node.of.type.detail == "component":
            reads.sums.add("number")
            return True
        case (
            ir.Count()
            | ir.Some()
            | ir.EveryOf()
            | ir.EachGroup()
            | ir.LargestShare()
            | ir.LargestSum()
            | ir.Different()
            | ir.RecoveredShare()
        ):
            return not is_of_parts(node.of)
        case ir.Compare() | ir.IsIn():
            return node.left.type != ir.Type("element", "component")
        case _:
            return True


def _adds_up(node: ir.Total | ir.ShareOf, reads: _ReadFields) -> None:
    by = "unit_cost" if node.measure.cost_kind else node.measure.key
    if isinstance(node.of, ir.Navigate | ir.Narrow | ir.Join):
        reads.sums.add(by if node.of.type.detail == "component" and by in SUMMED else "number")
        if by not in SUMMED:
            reads.fields.add(by)
    else:
        reads.fields |= COSTS if by == "unit_cost" else {by}


# ---- groups of equal components -------------------------------------------------------------------


class ComponentGroup(Struct):
    """Equal components: the first of them, its position in the file, and the total amount of all."""

    index: int
    data: dict[str, Any]
    unit: Any
    """Amount of one piece of a component in the group."""
    total: Decimal = Decimal(0)
    """Total amount of all components of the group."""
    parts: int = 0

    @property
    def used(self) -> Fraction | None:
        """Return the quantity with which the first component alone has the total amount of the group.

        The result is None if the quantity is unknown.
        """
        return (
            Fraction(self.total) / Fraction(self.unit)
            if self.data.get("quantity").__class__ in AMOUNTS and self.data["quantity"]
            else None
        )


def _hashable_value(raw: Any) -> Any:
    """Return the value of a field in a hashable form; lists, records and single values are never equal."""
    while isinstance(raw, dict) and "value" in raw:
        raw = raw["value"]
    return (repr(raw),) if isinstance(raw, dict | list) else raw


class ComponentGroups:
    """Groups of components that are equal in the fields that one rule reads."""

    def __init__(self, pack: ir.Pack, rule: ir.Rule, product_reads: ProductReads) -> None:
        self.pack, self.rule, self.product_reads = pack, rule, product_reads
        self.kinds: dict[tuple[object, ...], ComponentGroup] = {}
        self.fact_of = facts_for(pack)

    def add(self, parts: Parts) -> None:
        """Add components; raise `NeedsTheWholeError` for more than `MOST_KINDS` different components."""
        fields, kinds, amount_of = self.product_reads.fields, self.kinds, self._amount
        fact_of = self.fact_of
        plus = EXACT.fma
        try:
            for index, data in parts:
                shares = [
                    raw if (raw := fact_of(data, field)).__class__ is str else _hashable_value(raw)
                    for field in fields
                ]
                unit, features = amount_of(data)
                many: Any = data.get("quantity")
                uncounted = ""
                if many.__class__ not in AMOUNTS or not many:
                    # The number of uses is unknown. Several components of unknown number count like one.
                    many, uncounted = 1, "unsaid" if not many else str(index)
                key = (*shares, features, uncounted)
                kind = kinds.get(key)
                if kind is None:
                    kind = kinds[key] = ComponentGroup(index, data, unit)
                kind.parts += 1
                kind.total = plus(unit, many, kind.total)
        except Inexact:
            raise NeedsTheWholeError from None
        if len(kinds) > MOST_KINDS:
            raise NeedsTheWholeError

    def outcomes(self, bom: Bom, query: Query, on_route: RouteTest) -> tuple[list[Outcome], dict[int, Any]]:
        """Return the outcomes of the rule, and the components in them by position in the file.

        `bom` is the document without components.
        """
        kinds = sorted(self.kinds.values(), key=lambda kind: kind.index)
        used = {kind.index: kind.used for kind in kinds}
        few = with_components(bom, [(kind.index, kind.data) for kind in kinds], on_route, used)
        judged = Evaluation(self.pack, few, self.rule, query).outcomes()
        group_of = dict(zip(few.components, kinds, strict=True))
        outcomes = [replace(outcome, stands_for=_stands_for(outcome, group_of)) for outcome in judged]
        return outcomes, {kind.index: kind.data for kind in kinds}

    def _amount(self, data: dict[str, Any]) -> tuple[Any, tuple[object, ...]]:
        """Return the amount of a component, and the features that are equal in its whole group."""
        match self.product_reads.amount:
            case "mass_g":
                mass = data.get("mass_g")
                return (mass, ()) if mass.__class__ in AMOUNTS and mass else (1, (_hashable_value(mass),))
            case "unit_cost":
                price, costs = data.get("unit_cost"), data.get("costs")
                if costs is None and price.__class__ is dict:
                    amount = price.get("amount")
                    price_features = tuple([entry for entry in price.items() if entry[0] != "amount"])
                    if (
                        amount.__class__ in AMOUNTS
                        and amount
                        and all(v.__class__ is str for _, v in price_features)
                    ):
                        return amount, price_features
                return 1, (_hashable_value(price), _hashable_value(costs))
            case _:
                return 1, ()


def _stands_for(outcome: Outcome, kinds: Mapping[str, ComponentGroup]) -> tuple[tuple[str, int], ...]:
    """Return the ids of components that stand for several equal components, each with their number.

    Only components in the outcome are returned.
    """
    asked, read = (
        (question.missing.subject for question in outcome.missing),
        (fact.element for fact in outcome.facts),
    )
    named = dict.fromkeys((*asked, *read))
    return tuple((id_, kinds[id_].parts) for id_ in named if id_ in kinds and kinds[id_].parts > 1)
