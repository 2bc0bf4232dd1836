"""Changes to a pack: each change is in one place and resembles a mistake of the author.

The list of operators is fixed (mutation testing: DeMillo, Lipton and Sayward, "Hints on test data selection",
1978). A change consists of a node of the typed syntax tree and its replacement. If the tree contains one text
of a rule several times, all copies are changed.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.lang import ir
from microdep_rules.lang.walk import is_node
from microdep_rules.testing import table_changes, time_changes
from microdep_rules.testing.operators import (
    CLAUSE,
    DROP,
    EXCEPTION,
    FLIP,
    QUANTIFIER,
    SHIFT,
    PackChange,
    neighbouring_numbers,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.testing.operators import ChangeContext

NUMBERS = frozenset({"number", "percent", "mass", "density", "money"})


def changes(node: object, known: ChangeContext) -> Iterator[PackChange]:
    """Yield every change of one node of a pack."""
    match node:
        case ir.Compare():
            yield from _comparison(node)
        case ir.IsIn():
            yield from _membership(node)
        case ir.Constant(value=Fraction() as number) if node.type.kind in NUMBERS:
            for description, moved in neighbouring_numbers(number):
                yield PackChange(SHIFT, f"{description} by 1 %", node, replace(node, value=moved))
        case ir.All() | ir.Any() if len(node.parts) > 1 and _is_written(node):
            for at, part in enumerate(node.parts):
                rest = (*node.parts[:at], *node.parts[at + 1 :])
                yield PackChange(CLAUSE, f"without {part.label or _nth(at)}", node, replace(node, parts=rest))
        case ir.Some() | ir.EveryOf():
            yield from _quantifier(node)
        case ir.Content() if len(node.elements) > 1:
            for element in node.elements:
                kept = tuple(other for other in node.elements if other != element)
                yield PackChange(DROP, f"without {element}", node, replace(node, elements=kept))
        case ir.Owns(share=Fraction() as share):
            other = "at least" if node.beyond else "more than"
            yield PackChange(SHIFT, f"`{other}` instead", node, replace(node, beyond=not node.beyond))
            for description, moved in neighbouring_numbers(share):
                yield PackChange(SHIFT, f"{description} by 1 %", node, replace(node, share=moved))
        case ir.Rule():
            yield from _rule(node)
        case ir.ExceptionRule():
            yield from _exception(node)
        case ir.InForce():
            yield from time_changes.window_changes(node)
        case ir.Definition() if node.unknown_counts_against:
            description = "without `unknown counts as not matching`"
            yield PackChange(CLAUSE, description, node, replace(node, unknown_counts_against=False))
        case ir.Table():
            yield from table_changes.table_changes(node, known)
        case ir.Parameter():
            yield from time_changes.parameter_changes(node)
        case ir.StatusTimeline():
            yield from time_changes.timeline_changes(node)
        case _:
            return


def _is_written(node: ir.All | ir.Any) -> bool:
    """Return whether a condition appears in the rule's text.

    Some conditions do not: the program creates them when it expands a comparison.
    """
    whole = node.span
    spans = [part.cond.span for part in node.parts]
    return all(s != whole and s.path == whole.path and whole.start <= s.start < whole.end for s in spans)


def _nth(at: int) -> str:
    return f"condition {at + 1}"


# ---- conditions ----------------------------------------------------------------------------------


def _comparison(node: ir.Compare) -> Iterator[PackChange]:
    if not node.operator.ranks:
        yield PackChange(FLIP, "the opposite", node, ir.Not(node.span, node))
        return
    for how, other in ((FLIP, node.operator.mirror), (SHIFT, node.operator.neighbour)):
        if other is not None:
            words = other.of_days if node.left.type.kind == "date" else other.words
            yield PackChange(how, f"`{words}` instead", node, replace(node, operator=other))


def _membership(node: ir.IsIn) -> Iterator[PackChange]:
    yield PackChange(FLIP, "the opposite", node, ir.Not(node.span, node))
    if isinstance(node.right, ir.Members) and len(node.right.members) > 1:
        for member in node.right.members:
            kept = tuple(other for other in node.right.members if other is not member)
            fewer = replace(node, right=replace(node.right, members=kept))
            yield PackChange(DROP, f"without {member.value}", node, fewer)
    if node.affiliates is not None:
        for description, moved in neighbouring_numbers(node.affiliates):
            yield PackChange(SHIFT, f"{description} by 1 %", node, replace(node, affiliates=moved))


def _quantifier(node: ir.Some | ir.EveryOf) -> Iterator[PackChange]:
    if isinstance(node, ir.EveryOf):
        parts = [
            ir.Part("", None, condition) for condition in (node.where, node.has) if condition is not None
        ]
        where = node.has if node.where is None else ir.All(node.span, tuple(parts))
        some = ir.Some(node.span, "any", 1, node.of, node.variable, where)
        yield PackChange(QUANTIFIER, "`any` instead", node, some)
    elif node.kind in {"any", "no"} and node.where is not None:
        has = node.where if node.kind == "any" else ir.Not(node.span, node.where)
        every = ir.EveryOf(node.span, node.of, node.variable, None, has)
        swapped = every if node.kind == "any" else ir.Not(node.span, every)
        yield PackChange(QUANTIFIER, "`every` instead", node, swapped)
    elif node.kind not in {"any", "no"}:
        yield PackChange(SHIFT, "one more", node, replace(node, number=node.number + 1))
        if node.number > 1:
            yield PackChange(SHIFT, "one less", node, replace(node, number=node.number - 1))


# ---- rules and exceptions ------------------------------------------------------------------------


def _rule(node: ir.Rule) -> Iterator[PackChange]:
    if node.when is not None:
        yield PackChange(CLAUSE, "without `when`", node, replace(node, when=None))
    if node.subject.where is not None:
        narrowed = replace(node, subject=replace(node.subject, where=None))
        yield PackChange(CLAUSE, "without the `where` of `applies to`", node, narrowed)
    if node.exclusions:
        yield PackChange(CLAUSE, "without `excludes`", node, replace(node, exclusions=()))
    if node.milestones is not None:
        yield PackChange(CLAUSE, "without `accounts for`", node, replace(node, milestones=None))
    if node.evidence is not None:
        yield PackChange(CLAUSE, "without `passes only on evidence`", node, replace(node, evidence=None))
    if node.unknown_counts_against:
        description = "without `unknown counts as not matching`"
        yield PackChange(CLAUSE, description, node, replace(node, unknown_counts_against=False))
    for fact in node.fail_when_missing:
        kept = tuple(other for other in node.fail_when_missing if other != fact)
        yield PackChange(
            CLAUSE, f"without `treat as fail` for {fact}", node, replace(node, fail_when_missing=kept)
        )


def _exception(node: ir.ExceptionRule) -> Iterator[PackChange]:
    yield PackChange(EXCEPTION, "left out", node, None)
    for at, lost in enumerate(node.losses):
        kept = tuple(loss for loss in node.losses if loss is not lost)
        yield PackChange(CLAUSE, f"without its `but not when` {at + 1}", node, replace(node, losses=kept))
    if node.milestones is not None:
        yield PackChange(CLAUSE, "without `accounts for`", node, replace(node, milestones=None))


# ---- the pack ------------------------------------------------------------------------------------


def changed(value: object, change: PackChange) -> object:
    """Return a copy of a tree with a change, in every place where the changed text occurs."""
    if type(value) is type(change.old) and value == change.old:
        return change.new
    if isinstance(value, tuple):
        parts = [changed(item, change) for item in value]
        if all(one is other for one, other in zip(parts, value, strict=True)):
            return value
        return tuple(
            part for part, before in zip(parts, value, strict=True) if part is not None or before is None
        )
    if isinstance(value, dict):
        return {key: changed(item, change) for key, item in value.items()}
    if not is_node(value):
        return value
    assert isinstance(value, Struct)
    fields = {}
    for name in value.__struct_fields__:
        before = getattr(value, name)
        after = changed(before, change) if isinstance(before, Struct | tuple | dict) else before
        if after is not before:
            fields[name] = after
    return replace(value, **fields) if fields else value
