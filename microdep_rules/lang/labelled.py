"""Nesting of lettered elements: which element belongs to which list, as the labels show.

The grammar reads the elements as one flat list. A label belongs to the innermost list in which it can follow
the previous label, as `(b)` follows `(a)`. The first label after `any of` or `all of` begins a new list. This
label also fixes the kind of labels in the list, such as letters or numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from microdep_rules.lang import ast
from microdep_rules.lang.errors import syntax
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

ROMAN = {"i": 1, "v": 5, "x": 10}


@dataclass(frozen=True, slots=True)
class FlatElement:
    """Lettered element before the nesting: it has a condition, or it begins a list such as `any of`."""

    span: Span
    label: ast.Word
    condition: ast.Condition | None
    opens: str
    cites: ast.Word | None


@dataclass(slots=True)
class _Open:
    """List of elements that is not complete yet, because the next element may belong to it."""

    quantifier: str
    span: Span
    label: ast.Word | None
    kind: str = ""
    last: int = 0
    elements: list[ast.LabelledElement] = field(default_factory=list)

    def labels(self) -> Iterator[ast.Word]:
        """Yield the label of the element that contains the list, and the labels in the list."""
        if self.label is not None:
            yield self.label
        yield from (element.label for element in self.elements)


def kinds(label: str) -> list[str]:
    """Return the kinds that a label can have, the likeliest kind first.

    >>> kinds("(a)"), kinds("(i)"), kinds("(ii)"), kinds("(2)"), kinds("(-)")
    (['lower'], ['roman', 'lower'], ['roman'], ['number'], ['dash'])
    """
    text = label.strip("()")
    if text == "-":
        return ["dash"]
    if text.isdigit():
        return ["number"]
    letter = "upper" if text.isupper() else "lower"
    roman = "ROMAN" if text.isupper() else "roman"
    if set(text.lower()) <= set(ROMAN):
        if len(text) > 1:
            return [roman]
        return [roman, letter] if text.lower() == "i" else [letter, roman]
    return [letter]


def rank(label: str, kind: str) -> int:
    """Return the position of a label in the sequence of its kind, such as 3 for `(c)`.

    >>> rank("(iv)", "roman"), rank("(b)", "lower"), rank("(12)", "number")
    (4, 2, 12)
    """
    text = label.strip("()").lower()
    match kind:
        case "dash":
            return 0
        case "number":
            return int(text)
        case "roman" | "ROMAN":
            values = [ROMAN[c] for c in text]
            return sum(-v if i + 1 < len(values) and v < values[i + 1] else v for i, v in enumerate(values))
        case _:
            return sum((ord(c) - 96) * 26**i for i, c in enumerate(reversed(text)))


def nest(
    quantifier: str, flat: list[FlatElement], span: Span
) -> tuple[ast.LabelledElements, list[Diagnostic]]:
    """Return the tree of lettered elements, and the diagnostics of their labels."""
    stack = [_Open(quantifier, span, None)]
    diagnostics: list[Diagnostic] = []
    for index, element in enumerate(flat):
        _place(stack, element, (other.label.text for other in islice(flat, index + 1, None)), diagnostics)
        if element.opens:
            stack.append(_Open(element.opens, element.span, element.label))
        else:
            assert element.condition is not None
            stack[-1].elements.append(
                ast.LabelledElement(element.span, element.label, element.condition, element.cites)
            )
    while len(stack) > 1:
        _close(stack, diagnostics)
    top = stack[0]
    return ast.LabelledElements(span, top.quantifier, tuple(top.elements)), diagnostics


def _place(
    stack: list[_Open], element: FlatElement, behind: Iterable[str], diagnostics: list[Diagnostic]
) -> None:
    """Add an element to the innermost list in which its label can follow; lists further inside end there.

    `behind` has the labels that follow in the text.
    """
    label = element.label.text
    if not stack[-1].kind:
        outer = {opened.kind for opened in stack[:-1]}
        free = [k for k in _possible_kinds(label, behind) if k not in outer]
        if not free:
            diagnostics.append(
                diagnose("syntax/elements", element.label.span, "label-kind-repeated", label=label)
            )
        stack[-1].kind = (free or kinds(label))[0]
        stack[-1].last = rank(label, stack[-1].kind)
        return
    for depth in range(len(stack) - 1, -1, -1):
        opened = stack[depth]
        if opened.kind in kinds(label) and (opened.kind == "dash" or rank(label, opened.kind) > opened.last):
            while len(stack) > depth + 1:
                _close(stack, diagnostics)
            opened.last = rank(label, opened.kind)
            return
    used = (word for opened in stack for word in opened.labels() if word.text == label)
    diagnostics.append(syntax.label_does_not_rise(label, element.label.span, next(used, None)))


def _possible_kinds(label: str, behind: Iterable[str]) -> list[str]:
    """Return the possible kinds of a first label: `(v)` is roman before `(vi)`, otherwise a letter.

    >>> _possible_kinds("(v)", ["(vi)"]), _possible_kinds("(v)", ["(w)"])
    (['roman', 'lower'], ['lower', 'roman'])
    """
    possible = kinds(label)
    behind = list(behind) if possible[1:] else ()
    for kind in possible[1:]:
        if any(kinds(other) == [kind] and rank(other, kind) > rank(label, kind) for other in behind):
            return [kind, *(k for k in possible if k != kind)]
    return possible


def _close(stack: list[_Open], diagnostics: list[Diagnostic]) -> None:
    inner = stack.pop()
    assert inner.label is not None
    if not inner.elements:
        diagnostics.append(diagnose("syntax/elements", inner.span, "no-elements", label=inner.label.text))
        return
    span = inner.span.to(inner.elements[-1].span)
    condition = ast.LabelledElements(span, inner.quantifier, tuple(inner.elements))
    stack[-1].elements.append(ast.LabelledElement(span, inner.label, condition, None))
