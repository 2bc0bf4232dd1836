"""Suggestion of a kind for a field that no pack declares, from the value that a rule compares with it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from microdep_rules.lang import ast, ir
from microdep_rules.lang.constants import literal
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.own_fields import KINDS, TRUTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.lang.scope import Checker

TRUTH_VALUES = frozenset({"true", "false"})


@contextmanager
def compared(checker: Checker, kind: str) -> Iterator[None]:
    """Store the kind of the value with which an operand is compared, while the operand is checked."""
    before, checker.compared_kind = checker.compared_kind, kind
    try:
        yield
    finally:
        checker.compared_kind = before


def kind_of_operand(checker: Checker, node: object) -> str:
    """Return the kind of an operand as in a declaration `field`, such as `number`; empty if unknown."""
    if isinstance(node, ast.Literal):
        return kind_of_type(literal(node).type)
    if not isinstance(node, ast.Path) or node.fields or node.arguments is not None:
        return ""
    word = node.head.text
    if word in TRUTH_VALUES:
        return TRUTH
    if word in checker.names.words():
        return ""
    if countries.is_country(word):
        return "country"
    vocabularies = [name for name in checker.vocabularies.names() if _has_word(checker, name, word)]
    return vocabularies[0] if len(vocabularies) == 1 else ""


def kind_of_type(kind: ir.Type) -> str:
    """Return the kind of values of a type as in a declaration `field`, such as `number`; empty if unknown."""
    if kind.kind == "boolean":
        return TRUTH
    if kind.kind == "code":
        return kind.detail
    return kind.kind if kind.kind in KINDS else ""


def _has_word(checker: Checker, vocabulary: str, word: str) -> bool:
    known = checker.vocabularies.get(vocabulary)
    return known is not None and known.resolve(word) is not None
