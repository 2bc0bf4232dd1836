"""Quantities and lists that a definition names: `define X = …`, used as `X` or as `X of end-item`."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, cast

from msgspec.structs import replace

from microdep_rules.lang import ir, operands
from microdep_rules.lang.errors.names import article, circle
from microdep_rules.lang.names import said_of, written_names
from microdep_rules.lang.scope import Checker, Scope, everything
from microdep_rules.lang.walk import DEEPEST, levels, walk
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from microdep_rules.lang import ast
    from microdep_rules.source import Span

MOST_CONDITIONS = 5000
"""So many parts a definition may have when all in it is written out: each may hold others several times."""
MOST_STEPS = 32
"""How many definitions may stand between a name and what it means in the end."""


def said_here(checker: Checker, scope: Scope, word: ast.Word) -> operands.Operand | None:
    """A named quantity or list of the elements in reach."""
    found = quantity(checker, word.text, word.span)
    if found is None or _lacks_an_element(checker, scope, word, found):
        return None
    for each in sorted(written_names(found)):
        by = scope.nearest_component(each)  # `item` of a definition is the component here
        if by is not None:
            found = said_of(found, each, ir.Variable(word.span, ir.Type("element", "component"), by))
    return found


def _lacks_an_element(checker: Checker, scope: Scope, word: ast.Word, found: operands.Operand) -> bool:
    away = [each for each in sorted(written_names(found)) if scope.record(each) is None]
    if away:  # what a definition speaks of is that of the place where it is used
        checker.report(diagnose("name/not-in-reach", word.span, name=word.text, element=article(away[0])))
    return bool(away)


def is_quantity(checker: Checker, name: str) -> bool:
    """Whether a definition gives this name to a quantity or list."""
    return name in checker.names.quantities or name in checker.names.pending


def quantity_of(
    checker: Checker, scope: Scope, word: ast.Word, of: ir.Value | ir.ListNode
) -> operands.Operand | None:
    """A named quantity or list of one element: `iron-and-steel of end-item`."""
    found = quantity(checker, word.text, word.span)
    if found is None:
        return None
    words = {each: everything(Scope()).record(each) for each in sorted(written_names(found))}
    meant = [each for each, record in words.items() if of.type == ir.Type("element", record or "")]
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
                expected=article(wanted),
                type=of.type,
            )
        )
        return None
    for each in meant:
        found = said_of(found, each, cast("ir.Value", of))
    return None if _lacks_an_element(checker, scope, word, found) else found


def quantity(checker: Checker, name: str, span: Span) -> operands.Operand | None:
    """A named quantity or list, lowered at its first use, as if every kind of element were in reach."""
    known = checker.names
    if name in known.quantities:
        return known.quantities[name]
    if name in checker.expanding:
        start = checker.expanding.index(name)
        checker.report(diagnose("name/cycle", span, path=circle([*checker.expanding[start:], name])))
        known.broken.add(name)
        return None
    if len(checker.expanding) >= MOST_STEPS:
        _too_deep(checker, name, known.pending[name].span)
        known.broken.add(name)
        return None
    body = known.pending[name].quantity
    checker.expanding.append(name)
    found = operands.operand(checker, everything(Scope()), body, None) if body is not None else None
    checker.expanding.pop()
    node = known.pending.pop(name)
    if found is not None and levels(found) > DEEPEST:
        _too_deep(checker, name, node.span)
        found = None
    elif found is not None and sum(1 for _ in islice(walk(found), MOST_CONDITIONS + 1)) > MOST_CONDITIONS:
        checker.report(
            diagnose("name/cycle", node.span, "definition-too-large", name=name, most=MOST_CONDITIONS)
        )
        found = None
    if found is None:
        known.broken.add(name)
    else:
        known.quantities[name] = found = replace(found, name=name) if isinstance(found, ir.Highest) else found
    return found


def _too_deep(checker: Checker, name: str, span: Span) -> None:
    """Report a chain of definitions once, wherever it is entered."""
    found = diagnose("name/cycle", span, "definition-too-deep", name=name)
    if all(each.code != found.code for each in checker.diagnostics):
        checker.report(found)
