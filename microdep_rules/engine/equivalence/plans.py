"""Plans: the fields and other features by which components are compared for one rule.

Plans are computed once per pack for all documents.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypeGuard

from msgspec import Struct

from microdep_rules.engine.equivalence.outlines import INSIDE
from microdep_rules.engine.equivalence.reads import ALWAYS, PARTIES, QUANTITY, TEXTS
from microdep_rules.engine.own_facts import RECORDS, fields_of
from microdep_rules.engine.values import format_number
from microdep_rules.lang import ir
from microdep_rules.lang.fields_read import statements_of, statements_of_rule
from microdep_rules.lang.reached import with_definitions
from microdep_rules.vocabulary.notions import SELF_STATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from microdep_rules.engine.equivalence.columns import Bounds
    from microdep_rules.engine.equivalence.reads import Reads
    from microdep_rules.lang.fields_read import Key

COSTS = frozenset({"costs", "unit_cost"})
"""Cost fields; a component with a contradicted cost is equal to no other component."""
MATERIALS = ("component", "materials")
COMPANY = ir.Type("element", "party")


class Plan(Struct, frozen=True):
    """The fields and other features of components that some conditions read."""

    fields: tuple[str, ...]
    words: tuple[str, ...]
    """Text fields for which only the named substances and places are compared, not the exact words."""
    notions: tuple[str, ...]
    """Kinds of contradiction; a component with such a contradiction is equal to no other component."""
    costs: bool
    """True if a component with a contradicted cost is equal to no other component."""
    by_identity: bool
    """True if the conditions distinguish parties with equal records."""
    bounds: Mapping[str, Bounds]
    """Number fields that the conditions only compare with constants, with these constants."""


def plan_of(reads: Reads, rule: ir.Rule) -> Plan | None:
    """Return the plan for all features of components that a rule reads.

    The result is None if the rule also reads something outside the component's record, such as how often the
    component is used.
    """
    features = reads.besides([rule])
    if not features.isdisjoint({"id", QUANTITY}):
        return None
    stated = [*statements_of_rule(reads.pack, rule)]
    stated += [MATERIALS] if rule.subject.record == "material" else []
    return _plan(stated, features, bounds_of(reads.pack, rule))


def plan_of_choice(reads: Reads, rule: ir.Rule) -> Plan | None:
    """Return the plan for the condition that selects the rule's subjects.

    The result is None if the rule has no such condition or if its subjects are not components.
    """
    where = rule.subject.where
    if where is None or rule.subject.record != "component":
        return None
    return _plan(statements_of(reads.pack, [where]), reads.besides([where]), {})


def plan_of_values(reads: Reads, conditions: Sequence[tuple[ir.Cond | ir.FieldOf, str]]) -> Plan | None:
    """Return the plan for some conditions and fields of list elements.

    Each condition comes with the variable for the list element. The result is None if a condition depends on
    more than single facts of the element.
    """
    nodes = [node for node, _ in conditions]
    if not all(_is_own_field(node, variable) or fields_of(node, variable) for node, variable in conditions):
        return None
    read = reads.besides(nodes)
    if not read.isdisjoint({"id", QUANTITY}):
        return None
    if any(isinstance(node, ir.FieldOf) and node.type == COMPANY for node in nodes):
        read |= {PARTIES}
    return _plan(statements_of(reads.pack, nodes), read, {})


def _is_own_field(node: ir.Cond | ir.FieldOf, variable: str) -> bool:
    if not isinstance(node, ir.FieldOf) or node.name == "name":
        return False
    is_own = isinstance(node.base, ir.Variable) and node.base.name == variable
    return is_own and (node.type == COMPANY or node.type.kind not in RECORDS)


def _plan(stated: Iterable[Key], features: frozenset[str], bounds: Mapping[str, Bounds]) -> Plan:
    """Return the plan for the fields in `stated` and the features in `features`."""
    facts = {name for record, name in stated if record == "component"}
    mentioned_texts = frozenset(TEXTS) - features
    return Plan(
        fields=tuple(sorted((facts | features) - SELF_STATED - ALWAYS - {PARTIES, INSIDE} - mentioned_texts)),
        words=tuple(sorted(mentioned_texts & facts)),
        notions=tuple(sorted(facts & SELF_STATED)),
        costs=not COSTS.isdisjoint(facts),
        by_identity=PARTIES in features,
        bounds=bounds,
    )


def bounds_of(pack: ir.Pack, rule: ir.Rule) -> dict[str, Bounds]:
    """Return each field with a number that a rule compares only with constants, and these constants."""
    conditions = (rule.subject, rule.when, rule.requirement, rule.escalate, *rule.disclose, *rule.exceptions)
    nodes = [*with_definitions(pack.definitions, [*conditions, *rule.exclusions])]
    bounds: dict[str, set[Fraction]] = {}
    compared: set[int] = set()
    for node in nodes:
        if not isinstance(node, ir.Compare) or not isinstance(node.right, ir.Constant):
            continue
        if _is_own_number(node.left) and isinstance(node.right.value, Fraction):
            # Zero is always a bound, because a zero in a document may be a placeholder.
            bounds.setdefault(node.left.key, {Fraction(0)}).add(node.right.value)
            compared.add(id(node.left))
    others = {node.key for node in nodes if isinstance(node, ir.FieldOf) and id(node) not in compared}
    return {
        key: tuple(map(_decimal, sorted(numbers))) for key, numbers in bounds.items() if key not in others
    }


def _decimal(number: Fraction) -> Fraction | Decimal:
    """Return a number as a decimal, if it has finitely many digits.

    Numbers of documents are decimals, and two decimals are compared faster than a decimal and a fraction.
    """
    text = format_number(number)
    return number if text.endswith("…") else Decimal(text)


def _is_own_number(node: ir.Value) -> TypeGuard[ir.FieldOf]:
    of_component = isinstance(node, ir.FieldOf) and node.base.type == ir.Type("element", "component")
    return of_component and node.type.kind == "number"
