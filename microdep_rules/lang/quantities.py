"""Quantities and lists that a pack defines by name: `define X = …`, used as `X` or as `X of end-item`."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, cast

from msgspec.structs import replace

from microdep_rules.lang import ir, operands
from microdep_rules.lang.errors.names import article, circle
from microdep_rules.lang.names import substitute, written_names
from microdep_rules.lang.scope import Checker, Scope, everything
from microdep_rules.lang.walk import DEEPEST, levels, walk
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from microdep_rules.lang import ast
    from microdep_rules.source import Span

MOST_CONDITIONS = 5000
"""Largest number of nodes of a definition, counted with the definitions that it uses."""
MOST_STEPS = 32
"""Largest number of definitions in a chain in which each definition uses the next definition."""


def said_here(checker: Checker, scope: Scope, word: ast.Word) -> operands.Operand | None:
    """Return the quantity or list that a word such as `iron-and-steel` names; `None` for other words."""
    body = quantity(checker, word.text, word.span)
    if body is None or _lacks_an_element(checker, scope, word, body):
        return None
    for name in sorted(written_names(body)):
        by = scope.nearest_component(name)  # the definition's `item` is this component
        if by is not None:
            body = substitute(body, name, ir.Variable(word.span, ir.Type("element", "component"), by))
    return body


def _lacks_an_element(checker: Checker, scope: Scope, word: ast.Word, body: operands.Operand) -> bool:
    away = [name for name in sorted(written_names(body)) if scope.record(name) is None]
    if away:  # the definition needs an element that is not in scope
        checker.report(diagnose("name/not-in-reach", word.span, name=word.text, element=article(away[0])))
    return bool(away)


def is_quantity(checker: Checker, name: str) -> bool:
    """Return whether the pack defines a quantity or list with this name."""
    return name in checker.names.quantities or name in checker.names.pending


def quantity_of(
    checker: Checker, scope: Scope, word: ast.Word, of: ir.Value | ir.ListNode
) -> operands.Operand | None:
    """Return the quantity or list `word` for one element, as in `iron-and-steel of end-item`."""
    body = quantity(checker, word.text, word.span)
    if body is None:
        return None
    words = {name: everything(Scope()).record(name) for name in sorted(written_names(body))}
    meant = [name for name, record in words.items() if of.type == ir.Type("element", record or "")]
    if not words:
        checker.report(diagnose("name/not-in-reach", word.span, "speaks-of-none", name=word.text))
        return None
    if not meant:
        wanted = next(iter(words.values())) or ""
        checker.report(
            diagnose(
                "type/mismatch",
                of.span,
                "definition-of-another-kind",
                name=word.text,
                one_kind_of_value=article(wanted),
                another_kind_of_value=of.type,
            )
        )
        return None
    for name in meant:
        body = substitute(body, name, cast("ir.Value", of))
    return None if _lacks_an_element(checker, scope, word, body) else body


def quantity(checker: Checker, name: str, span: Span) -> operands.Operand | None:
    """Return the quantity or the list that a definition with this name defines.

    The program converts a definition when it is first used.
    """
    known = checker.names
    if name in known.quantities:
        return known.quantities[name]
    if name in checker.expanding:
        start = checker.expanding.index(name)
        checker.report(diagnose("name/cycle", span, names=circle([*checker.expanding[start:], name])))
        known.broken.add(name)
        return None
    if len(checker.expanding) >= MOST_STEPS:
        _too_deep(checker, name, known.pending[name].span)
        known.broken.add(name)
        return None
    body = known.pending[name].quantity
    checker.expanding.append(name)
    lowered = operands.operand(checker, everything(Scope()), body, None) if body is not None else None
    checker.expanding.pop()
    node = known.pending.pop(name)
    if lowered is not None and levels(lowered) > DEEPEST:
        _too_deep(checker, name, node.span)
        lowered = None
    elif lowered is not None and sum(1 for _ in islice(walk(lowered), MOST_CONDITIONS + 1)) > MOST_CONDITIONS:
        checker.report(
            diagnose("name/cycle", node.span, "definition-too-large", name=name, number=MOST_CONDITIONS)
        )
        lowered = None
    if lowered is None:
        known.broken.add(name)
    else:
        known.quantities[name] = lowered = (
            replace(lowered, name=name) if isinstance(lowered, ir.Highest) else lowered
        )
    return lowered


def _too_deep(checker: Checker, name: str, span: Span) -> None:
    """Report that a chain of definitions is too long; the chain gets only one error."""
    diagnostic = diagnose("name/cycle", span, "definition-too-deep", name=name)
    if all(other.code != diagnostic.code for other in checker.diagnostics):
        checker.report(diagnostic)
