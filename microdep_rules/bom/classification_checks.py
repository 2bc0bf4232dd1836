"""Contradictions between the class, function, name and stages of a component."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom import own_words
from microdep_rules.bom.errors import contradictions as say
from microdep_rules.bom.facts import exact, reading
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.implied_contents import may_do

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.diagnostics import Diagnostic


def check(bom: Bom) -> Iterator[Diagnostic]:
    """Yield diagnostics for contradictions between class, function and other words of a component."""
    for component in bom.components.values():
        data = component.data
        if "class" in data or "function" in data:
            if "class" in data and "function" in data:
                yield from _check_class_and_function(bom, component)
            if not own_words.has_contradiction(bom, component):
                continue
            for key in ("class", "function"):
                for contradiction in own_words.find_contradictions(bom, component, key)[:1]:
                    yield _report_contradiction(bom, component, key, contradiction)


def _check_class_and_function(bom: Bom, component: Element) -> Iterator[Diagnostic]:
    kind, does = (exact(component.data.get(field)) for field in ("class", "function"))
    if isinstance(kind, str) and isinstance(does, str) and not may_do(kind, does):
        yield diagnose(
            "bom/contradiction",
            bom.span(component, "class"),
            "class-and-function",
            also=[bom.span(component, "function")],
            kind=kind,
            function=does,
        )


def _report_contradiction(
    bom: Bom, component: Element, key: str, contradiction: own_words.SelfContradiction
) -> Diagnostic:
    stated, at = reading(component.data[key]), bom.span(component, key)
    if contradiction.index is not None:
        contradicting_at = bom.span(component, contradiction.field, contradiction.index, "stage")
        return diagnose(
            "bom/contradiction",
            at,
            "kind-and-stage",
            also=[contradicting_at],
            field=key,
            word=stated,
            stage=contradiction.text,
        )
    contradicting_at = bom.span(component, contradiction.field)
    if contradiction.joined:
        return diagnose(
            "bom/contradiction",
            at,
            "second-function",
            also=[contradicting_at],
            text=contradiction.text,
            function=contradiction.joined,
            field=key,
            word=stated,
        )
    return say.named_otherwise(contradiction.text, (key, stated), contradiction.instead, at, contradicting_at)
