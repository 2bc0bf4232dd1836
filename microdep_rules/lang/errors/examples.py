"""Diagnostics for examples and their documents in short form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang.errors.names import near_or_any
from microdep_rules.messages import diagnose
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

WANTED = {
    "boolean": ("`true` or `false`", "true"),
    "code": ("a word", ""),
    "codes": ("words", ""),
    "country": ("a country", "CN"),
    "date": ("a date", "2026-11-24"),
    "density": ("a density", "16.5 g/cm3"),
    "identifiers": ("an identifier with its scheme", '"lei:5299"'),
    "id": ("an id without spaces", "component-1"),
    "mass": ("a mass", "90 kg"),
    "money": ("an amount of money", "10 EUR"),
    "number": ("a number", "2"),
    "percent": ("a percentage up to 100 %", "30 %"),
    "reference": ("a name", ""),
    "references": ("names", ""),
    "text": ("a word or text", ""),
    "texts": ("words or texts", ""),
}
"""Names of the kinds of values for messages, each with an example of a value."""

ENTRIES = {
    "children": "; component NAME, quantity 2",
    "materials": "; material NAME, mass 5 g",
    "stages": "; melted CN",
    "inputs": "; input COMPONENT",
    "owners": "; owner NAME, share 30 %",
    "rights": "; right NAME, appoints_officers true",
    "relations": "; relation KIND, party NAME",
    "costs": "landed-cost 10 EUR",
    "determinations": "; determination, kind KIND",
    "company": "; company, staff 20",
}
"""For each field with entries, an example of an entry in the short form."""


def word(text: str, span: Span, known: Iterable[str], what: str) -> Diagnostic:
    """Return the diagnostic for an unknown word in the short form."""
    words = sorted(set(known))
    near = near_or_any(text, words) if len(words) != 1 else f"write `{words[0]}`"
    return diagnose(
        "name/unknown-field", span, "example-word", a_word_of_the_short_form=what, name=text, near=near
    )


def contract_fact(text: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """Return the diagnostic for an unknown contract fact; the help suggests a similar fact."""
    words, what = sorted(set(known)), "a field of a contract"
    if near := did_you_mean(text, words):
        return diagnose(
            "name/unknown-field", span, "example-word", a_word_of_the_short_form=what, name=text, near=near
        )
    return diagnose(
        "name/unknown-field",
        span,
        "example-fact",
        a_word_of_the_short_form=what,
        name=text,
        record="contract",
    )


def value(field: str, kind: str, span: Span) -> Diagnostic:
    """Return the diagnostic for a field without a value, or with a value of the wrong kind."""
    expected, shown = WANTED[kind]
    return diagnose(
        "type/example",
        span,
        "" if shown else "value",
        field=field,
        a_valid_value=expected,
        example=f"{field} {shown}",
    )


def unknown_element(rule: str, label: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """Return the diagnostic for the label of a lettered element, if the rule has no such element."""
    labels = sorted(known)
    return diagnose(
        "name/unknown-name",
        span,
        "unknown-element" if labels else "no-elements",
        rule=rule,
        name=label,
        names_of_elements=labels,
    )


def unknown_exception(rule: str, name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """Return the diagnostic for an exception that the rule does not have."""
    exceptions = sorted(known)
    near = near_or_any(name, exceptions)
    form = "unknown-exception" if did_you_mean(name, exceptions) else "other-exceptions"
    return diagnose(
        "name/unknown-name",
        span,
        form if exceptions else "no-exceptions",
        rule=rule,
        name=name,
        near=near,
        exceptions=exceptions,
    )
