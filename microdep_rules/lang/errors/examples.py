"""What is said of the examples of a pack and of their short-hand documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error
from microdep_rules.lang.errors.names import article, listed, near_or_any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.source import Span

WANTED = {
    "boolean": ("`true` or `false`", "true"),
    "code": ("a word", ""),
    "codes": ("words", ""),
    "country": ("a country", "CN"),
    "date": ("a day", "2026-11-24"),
    "density": ("a density", "16.5 g/cm3"),
    "identifiers": ("an identifier with its scheme", '"lei:5299"'),
    "id": ("an id without blanks", "component-1"),
    "mass": ("a mass", "90 kg"),
    "money": ("an amount of money", "10 EUR"),
    "number": ("a number", "2"),
    "percent": ("a percentage up to 100 %", "30 %"),
    "reference": ("a name", ""),
    "references": ("names", ""),
    "text": ("a word or text", ""),
    "texts": ("words or texts", ""),
}
"""The kinds of values in words, and how one is written."""

ENTRIES = {
    "children": "name each component by itself: `; component NAME, quantity 2`",
    "materials": "name each material behind its component: `; material NAME, mass 5 g`",
    "stages": "name each stage behind its material or component: `; melted CN`",
    "inputs": "name each input behind its material or component: `; input COMPONENT`",
    "owners": "name each owner behind its party: `; owner NAME, share 30 %`",
    "rights": "name each holder behind its party: `; right NAME, appoints_officers true`",
    "relations": "name each relation behind its party: `; relation KIND, party NAME`",
    "costs": "say which cost it is: `landed-cost 10 EUR`, `direct-cost 10 EUR`",
    "determinations": "name each by itself: `; determination, kind KIND`",
    "company": "write it by itself: `; company, staff 20`",
}
"""How the short form says what a document keeps in a list or record of a record."""


def word(text: str, span: Span, known: Iterable[str], what: str) -> Diagnostic:
    """A word that is neither a kind, a field nor a stage, or that its vocabulary does not have."""
    words = sorted(set(known))
    return error(
        "name/unknown-example-word",
        f"`{text}` is not {what}",
        Label(span),
        help=near_or_any(text, words) if len(words) != 1 else f"write `{words[0]}`",
    )


def entry_as_field(text: str, span: Span, record: str) -> Diagnostic:
    """A word that begins an entry and stands among the fields of another."""
    return error(
        "name/unknown-example-word",
        f"`{text}` is not a field of {article(record)}",
        Label(span),
        help=f"write `; {text}` to begin a new entry",
    )


def field_as_entry(text: str, span: Span) -> Diagnostic:
    """A field that stands where an entry begins."""
    return error(
        "name/unknown-example-word",
        f"`{text}` is not a kind of entry or a stage",
        Label(span),
        help=f"write `, {text}` behind the entry that it belongs to",
    )


def value(field: str, kind: str, span: Span) -> Diagnostic:
    """A field without a value, or with one of another kind."""
    wanted, shown = WANTED[kind]
    example = f", for example `{field} {shown}`" if shown else ""
    return error(
        "type/example-value",
        f"`{field}` wants {wanted} behind it",
        Label(span),
        help=f"write {wanted} after `{field}`{example}",
    )


def name_missing(entry: str, span: Span) -> Diagnostic:
    """A party, owner or the like that is not named."""
    return error(
        "type/example-value",
        f"`{entry}` wants a name behind it",
        Label(span),
        help=f"write `{entry} NAME`",
    )


def never_unknown(field: str, span: Span) -> Diagnostic:
    """`unknown` where a document states nothing but plain values."""
    return error(
        "type/example-value",
        f"`{field}` cannot be stated as unknown",
        Label(span),
        help=f"leave `{field}` out",
    )


def one_of_some(field: str, span: Span) -> Diagnostic:
    """`one of` where a document cannot say it."""
    return error(
        "type/example-value",
        f"`{field}` cannot be one of several",
        Label(span),
        help=f"write one value after `{field}`, or leave it out",
    )


def entries(field: str, span: Span) -> Diagnostic:
    """A field that is a list or record of its own, written as a value."""
    return error(
        "type/example-list",
        f"`{field}` does not take a value",
        Label(span),
        help=ENTRIES.get(field, f'the short form cannot say `{field}`: write a document and `bom from "…"`'),
    )


def twice(field: str, span: Span, first: Span) -> Diagnostic:
    """A field that one example states twice."""
    return error(
        "type/example-twice",
        f"`{field}` is said twice of the same thing",
        Label(span),
        help="keep one of them",
        labels=(Label(first, "the first one"),),
    )


def holder(entry: str, wanted: str, span: Span) -> Diagnostic:
    """An entry with nothing in front of it that could hold it."""
    return error(
        "type/example-order",
        f"`{entry}` stands before any {wanted}",
        Label(span),
        help=f"put {article(wanted)} in front of it",
    )


def two_verdicts(head: str, expected: str, span: Span, first: Span) -> Diagnostic:
    """`example pass … expect fail`."""
    return error(
        "type/example-verdict",
        f"the example says `{head}` at its head and expects `{expected}`",
        Label(span),
        help=f"write `example {expected} of …`, or `expect {head}`",
        labels=(Label(first, "the head of the example"),),
    )


def unknown_element(rule: str, label: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """`because (z)` of a rule without such an element."""
    labels = sorted(known)
    way_out = f"name one of its elements: {listed(labels)}" if labels else "leave it out: it has no elements"
    return error("name/unknown-element", f"`{rule}` has no element `{label}`", Label(span), help=way_out)


def unknown_exception(rule: str, name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """`lost X`, where no exception of that name answers to the rule."""
    exceptions = sorted(known)
    way_out = near_or_any(name, exceptions) if exceptions else "leave it out: the rule has none"
    return error("name/unknown-exception", f"`{rule}` has no exception `{name}`", Label(span), help=way_out)
