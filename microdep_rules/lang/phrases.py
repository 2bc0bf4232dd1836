"""Phrases of the form `word of X`, such as `stages of material` and `mass of item`.

Operands contain phrases, and phrases contain operands and conditions. Therefore the modules for operands,
phrases, shares, contents and conditions call each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang import ast, conditions, contents, ir, operands, quantities
from microdep_rules.lang.errors import counts, names, types
from microdep_rules.lang.scope import ALIASES, Checker, Scope
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from microdep_rules.source import Span

COUNTS = {"count": "count", "number": "number"}
STATUS = "status"
NEVER_ADDED = frozenset({"percent", "density"})
"""Kinds of quantities that the program never adds up over a list, because their sum has no meaning."""


def phrase(checker: Checker, scope: Scope, node: ast.Phrase, *, deep: bool) -> operands.Operand | None:
    """Return the typed form of a phrase such as `stages of material` (a list) or `mass of item` (a total)."""
    word = node.head.text
    if word in contents.CONTENTS and isinstance(node.of, ast.Path):
        return contents.content(checker, scope, node.span, node.head, (node.of.head,))
    if word in contents.CONTENTS and isinstance(node.of, ast.Phrase):
        in_reach = scope.record("material") is not None
        checker.report(
            diagnose(
                "name/not-in-reach",
                node.span,
                "content-of-another" if in_reach else "content-of-what",
                content=f"{word} of {node.of.head.text}",
            )
        )
        return None
    if word == STATUS and isinstance(node.of, ast.Path) and not node.of.fields:
        return _status(checker, node, node.of.head)
    if word == "none" and isinstance(node.of, ast.Path):
        checker.report(counts.none_of_a_value(node.of.head.text, node.head.span))
        return None
    base = _element_or_list(checker, scope, node.of, deep=deep)
    if base is None:
        return None
    if word in COUNTS:
        if isinstance(base, ir.Navigate | ir.Narrow | ir.Join):
            return ir.Count(node.span, ir.Type("number"), COUNTS[word], base)
        checker.report(diagnose("type/not-a-list", node.of.span, another_kind_of_value=base.type))
        return None
    record = base.type.detail
    if ALIASES.get(word, word) in checker.navigations(record) or word in checker.navigations(record):
        return navigate(checker, scope, node.head, base, node.span, deep=deep)
    if word in checker.names.broken:
        return None
    if quantities.is_quantity(checker, word) and word not in checker.measures(record):
        if deep:
            checker.report(diagnose("name/tier", node.head.span, "tier-of-definition", name=word))
            return None
        return quantities.quantity_of(checker, scope, node.head, base)
    return total(checker, node.head, base, node.span)


def _status(checker: Checker, node: ast.Phrase, measure: ast.Word) -> ir.StatusOf | None:
    """Return the node for the status of a legal measure, such as `expired`."""
    known = checker.names.measures
    if measure.text not in known:
        if measure.text not in checker.names.broken:
            checker.report(names.unknown_name(measure.text, measure.span, known, "a measure"))
        return None
    return ir.StatusOf(node.span, ir.Type("code", "measure-status"), measure.text)


def total(checker: Checker, head: ast.Word, base: ir.Value | ir.ListNode, span: Span) -> ir.Value | None:
    """Return a quantity of one element, such as a mass, or the sum of this quantity over a list."""
    record = base.type.detail
    measures = checker.measures(record)
    measure = measures.get(head.text) or measures.get(head.text.replace("-", "_"))
    one = base.type.kind == "element"
    if (head.text == "share" and not (one and measure)) or (
        measure is not None and measure.type.kind in NEVER_ADDED and not one
    ):
        by = [n for n, other in measures.items() if other.type.kind in {"mass", "money"}]
        checker.report(types.not_added_up(head.text, record, by, head.span))
        return None
    if measure is not None:
        return ir.Total(span, measure.type, measure, base)
    fields = checker.records[record].fields if record in checker.records else {}
    if base.type.kind == "element" and head.text in fields:
        assert not isinstance(base, ir.Navigate | ir.Narrow | ir.Join)
        field_ = fields[head.text]
        return ir.FieldOf(span, checker.type_of(field_), base, field_.name, field_.document_name)
    declared = [*checker.names.quantities, *checker.names.pending]
    known = [*measures, *checker.navigations(record), *COUNTS, *contents.CONTENTS, *declared]
    checker.report(names.unknown_measure(head.text, record, head.span, known))
    return None


def _element_or_list(
    checker: Checker, scope: Scope, node: ast.Reach, *, deep: bool
) -> ir.Value | ir.ListNode | None:
    """Return the element or list after `of` in a phrase, such as `component` in `stages of component`.

    If `deep` is true, the words `at any tier` apply to the innermost list.
    """
    if isinstance(node, ast.Phrase):
        base: operands.Operand | None = phrase(checker, scope, node, deep=deep)
    elif deep and _is_bare_list(checker, scope, node):
        return whole_list(checker, node)
    else:
        base = operands.operand(checker, scope, node, None)
    if base is None:
        return None
    if isinstance(base, ir.Navigate | ir.Narrow | ir.Join):
        return base
    if isinstance(base, ir.FieldOf) and base.type.kind == "list":
        return ir.Navigate(base.span, base.type, base.key, base.base, deep=False)
    if base.type.kind != "element" or isinstance(base, ir.NamedList | ir.TableKeys | ir.Members):
        checker.report(diagnose("type/not-a-list", node.span, another_kind_of_value=base.type))
        return None
    return base


def navigate(
    checker: Checker,
    scope: Scope,  # noqa: ARG001 - one signature for all that read operands
    head: ast.Word,
    base: ir.Value | ir.ListNode | None,
    span: Span,
    *,
    deep: bool,
) -> ir.Navigate | None:
    """Return a list of an element: `stages of material`, or `materials at any tier`."""
    record = base.type.detail if base is not None else "component"
    known = checker.navigations(record)
    word = head.text if head.text in known else ALIASES.get(head.text, head.text)
    if word not in known:
        checker.report(names.wrong_navigation(head.text, record, head.span, known))
        return None
    canonical, target = known[word]
    if canonical == "components" and base is not None and not deep:
        checker.report(diagnose("name/tier", head.span, name=head.text))
        return None
    through = base.word if isinstance(base, ir.Navigate) and deep and base.deep else None
    if through is not None:
        deep = False
    return ir.Navigate(span, ir.Type("list", target), canonical, base, deep)


def _is_bare_list(checker: Checker, scope: Scope, node: ast.Reach) -> bool:
    """Return whether a node is only the name of a list, such as `materials` in `mass of materials`."""
    if not isinstance(node, ast.Path) or node.arguments is not None or node.fields:
        return False
    word = node.head.text
    return (
        scope.record(word) is None
        and word not in checker.names.words()
        and word in checker.navigations("component")
    )


def whole_list(checker: Checker, node: ast.Reach) -> ir.ListNode | None:
    """Return the list after `applies to` or `excludes`.

    The name of a list alone, such as `components`, means all components of the product.
    """
    if isinstance(node, ast.Path) and node.arguments is None and not node.fields:
        return navigate(checker, Scope(), node.head, None, node.span, deep=True)
    return operands.a_list(checker, Scope(), node)


def deep_reach(checker: Checker, scope: Scope, node: ast.Deep) -> operands.Operand | None:
    """Return a list with `at any tier`, such as `materials at any tier`."""
    match node.reach:
        case ast.Phrase():
            return phrase(checker, scope, node.reach, deep=True)
        case ast.Path(arguments=None, fields=()) as bare:
            word = bare.head.text
            if quantities.is_quantity(checker, word) and word not in checker.navigations("component"):
                checker.report(diagnose("name/tier", bare.head.span, "tier-of-definition", name=word))
                return None
            return navigate(checker, scope, node.reach.head, None, node.span, deep=True)
        case other:
            return operands.operand(checker, scope, other, None)


def filtered(checker: Checker, scope: Scope, node: ast.FilteredList) -> operands.Operand | None:
    """Return a list with a `where`, or the total of a list with a `where`."""
    if isinstance(node.reach, ast.Phrase | ast.Deep):
        inner = node.reach.reach if isinstance(node.reach, ast.Deep) else node.reach
        deep = isinstance(node.reach, ast.Deep)
        if isinstance(inner, ast.Phrase) and _adds_up(checker, scope, inner, deep=deep):
            narrowed = _narrow(checker, scope, inner.of, node.where, deep=deep)
            if narrowed is None:
                return None
            if inner.head.text in COUNTS:
                return ir.Count(node.span, ir.Type("number"), COUNTS[inner.head.text], narrowed)
            return total(checker, inner.head, narrowed, node.span)
    listed = operands.a_list(checker, scope, node.reach)
    if listed is None:
        return None
    variable = variable_of(node.reach, listed.type.detail)
    where = conditions.where_of(checker, scope.having(variable, listed.type.detail), node.where, variable)
    return ir.Narrow(node.span, listed.type, listed, variable, where) if where is not None else None


def _adds_up(checker: Checker, scope: Scope, node: ast.Phrase, *, deep: bool) -> bool:
    """Return whether a phrase is a total or a count; a `where` after such a phrase restricts its list."""
    if node.head.text in COUNTS:
        return True
    mark = len(checker.diagnostics)
    base = _element_or_list(checker, scope, node.of, deep=deep)
    del checker.diagnostics[mark:]
    if base is None:
        return False
    return node.head.text in checker.measures(base.type.detail)


def _narrow(
    checker: Checker, scope: Scope, node: ast.Reach, where: ast.Condition, *, deep: bool
) -> ir.Narrow | None:
    base = operands.a_list(checker, scope, ast.Deep(node.span, node) if deep else node)
    if base is None:
        return None
    variable = variable_of(node, base.type.detail)
    cond = conditions.where_of(checker, scope.having(variable, base.type.detail), where, variable)
    return ir.Narrow(node.span.to(where.span), base.type, base, variable, cond) if cond else None


def variable_of(node: ast.Reach, record: str) -> str:
    """Return the word for one element in the condition after `where`, such as `material` or `item`."""
    while isinstance(node, ast.Deep):
        node = node.reach
    head = node.head.text if isinstance(node, ast.Path | ast.Phrase) else record
    return head if head == "item" else record
