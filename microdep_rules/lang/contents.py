"""Typed forms of the content of chemical elements in a material, and of recovered shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang import ast, ir, operands
from microdep_rules.lang.errors import names
from microdep_rules.lang.words import is_repeated
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from microdep_rules.lang.scope import Checker, Scope
    from microdep_rules.source import Span

CONTENTS = {"content": "share", "specified-maximum": "specified_maximum"}


def content(
    checker: Checker, scope: Scope, span: Span, head: ast.Word, elements: tuple[ast.Word, ...]
) -> ir.Content | None:
    """Return the content of chemical elements in the current material, as in `content of any of Mn Si`."""
    if head.text not in CONTENTS:
        known = list(CONTENTS)
        checker.report(names.unknown_measure(head.text, "material", head.span, known))
        return None
    material = operands.element(scope, ast.Word(head.span, "material"))
    if material is None:
        checker.report(
            diagnose(
                "name/not-in-reach",
                head.span,
                "content-of-what",
                content=f"{head.text} of {elements[0].text}",
            )
        )
        return None
    ids = _elements(checker, elements)
    if len(ids) < len(elements):
        return None
    return ir.Content(span, ir.Type("percent"), material, tuple(ids), CONTENTS[head.text])


def _elements(checker: Checker, words: tuple[ast.Word, ...]) -> list[str]:
    """Return the ids of chemical elements, without repetitions; report each word that is no known element."""
    ids = []
    seen: dict[object, ast.Word] = {}
    for word in words:
        term = _term(checker, "substance", word)
        if term is not None and not is_repeated(checker, seen, term, word):
            ids.append(term)
    return ids


def _term(checker: Checker, name: str, word: ast.Word) -> str | None:
    """Return the id that a vocabulary gives to a word; report an unknown word and return `None`."""
    vocabulary = checker.vocabularies.get(name)
    if vocabulary is not None and word.text in vocabulary.terms:
        return vocabulary.terms[word.text].id
    checker.report(names.unknown_word(word.text, name, word.span, vocabulary.words() if vocabulary else []))
    return None


def recovered(checker: Checker, scope: Scope, node: ast.RecoveredTerm) -> tuple[ir.RecoveredShare, ...]:
    """Return the shares in `share by mass of Nd Dy recovered from W in L`, one for each chemical element.

    Without `in L`, the list has all materials of the subject, including materials of its components.
    """
    mass = checker.measures("material")["mass"]
    if node.by.text != mass.name:
        checker.report(names.unknown_measure(node.by.text, "material", node.by.span, [mass.name]))
    everywhere = ast.Deep(node.span, ast.Path(node.span, ast.Word(node.span, "materials"), None, ()))
    of = operands.a_list(checker, scope, everywhere if node.of is None else node.of)
    if of is not None and of.type.detail != "material":
        checker.report(diagnose("type/not-a-list", of.span, "not-materials", another_kind_of_value=of.type))
        of = None
    waste = _term(checker, "waste", node.waste)
    elements = _elements(checker, node.elements)
    if of is None or waste is None or node.by.text != mass.name:
        return ()
    percent = ir.Type("percent")
    return tuple(ir.RecoveredShare(node.span, percent, mass, of, element, waste) for element in elements)


def one_recovered(checker: Checker, scope: Scope, node: ast.RecoveredTerm) -> ir.RecoveredShare | None:
    """Return the recovered share of one chemical element; report an error if the term has several.

    A condition can compare only one share.
    """
    if len(node.elements) > 1:
        first, *_, last = node.elements
        checker.report(diagnose("type/not-a-value", first.span.to(last.span), "several-elements"))
        return None
    shares = recovered(checker, scope, node)
    return shares[0] if shares else None
