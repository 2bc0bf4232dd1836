"""Diagnostics for unknown names and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose
from microdep_rules.suggest import did_you_mean, sharing
from microdep_rules.vocabulary.own_fields import KINDS, PREFIX, RECORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang.ir import Type
    from microdep_rules.source import Span


OTHER_WORDS = {
    "weight": ("mass",),
    "price": ("unit_cost", "cost"),
    "cost": ("unit_cost",),
    "country": ("origin", "place_of_manufacture"),
    "maker": ("manufacturer",),
    "producer": ("manufacturer",),
    "vendor": ("supplier",),
    "percentage": ("share",),
    "yes": ("true",),
}
"""Everyday words such as `weight`, and the names of the fields with this meaning in the document schema."""

EXAMPLES = {
    "percent": "50 %",
    "mass": "20 kg",
    "money": "250000 USD",
    "date": "2027-01-01",
    "country": "CN",
    "boolean": "true",
    "density": "16.5 g/cm3",
    "number": "0.8",
}
"""Example of a value of each kind, in the form of a rule."""

MOST_WORDS = 12
"""Maximum size of a vocabulary for which the help of a message lists all words."""

WELL_KNOWN = frozenset({"component", "material", "stage"})
"""Elements that most rules are about; messages list these elements first."""


def unknown_name(
    name: str, span: Span, known: Iterable[str], wanted: str = "", expected: Type | None = None
) -> Diagnostic:
    """Return the diagnostic for an unknown name; `wanted` is the kind of name, `expected` a type of value."""
    words = list(known)
    meant = next((f"did you mean `{word}`?" for word in OTHER_WORDS.get(name, ()) if word in words), "")
    near = meant or did_you_mean(name, words) or ""
    if wanted:
        return diagnose(
            "name/unknown-name",
            span,
            "of-a-kind" if near else "of-a-kind-undeclared",
            a_declaration=wanted,
            name=name,
            near=near,
        )
    if near or expected is None:
        return diagnose("name/unknown-name", span, "" if near else "undeclared", name=name, near=near)
    if expected.kind in {"set", "list"}:
        member = f'"{name}"' if expected.detail == "text" else name
        return diagnose(
            "name/unknown-name", span, "member", name=name, a_kind_of_value=expected, member=member
        )
    example = EXAMPLES.get(expected.kind, "")
    return diagnose(
        "name/unknown-name",
        span,
        "value-like" if example else "value",
        name=name,
        a_kind_of_value=expected,
        example=f"`{example}`",
    )


def unknown_kind(name: str, span: Span, known: Iterable[str], wanted: str) -> Diagnostic:
    """Return the diagnostic for an unknown kind such as `materials`; the help suggests a known kind."""
    words = list(known)
    singular = next((word for word in (f"{name[:-3]}y", name[:-2], name[:-1]) if word in words), "")
    near = f"did you mean `{singular}`?" if singular else near_or_any(name, words)
    return diagnose("name/unknown-name", span, "of-a-kind", a_declaration=wanted, name=name, near=near)


def list_of_what(word: str, span: Span, holders: list[str]) -> Diagnostic:
    """Return the diagnostic for a list such as `stages`, if the words `of material` are missing."""
    holder = holders[0] if holders else ""
    return diagnose(
        "name/not-in-reach", span, "list-of-what" if holder else "list-of-all", name=word, element=holder
    )


def element_not_in_reach(word: str, record: str, near: list[str], span: Span) -> Diagnostic:
    """Return the diagnostic for an element that is not in scope at this place of the rule.

    If an element with a similar name is in scope, the diagnostic suggests this name.
    """
    if near:
        return diagnose("name/not-in-reach", span, "other-name", name=word, similar_name=near[0])
    return diagnose(
        "name/not-in-reach",
        span,
        "component" if record == "component" else "material" if record == "material" else "of-a-list",
        name=word,
        record=record,
    )


def unknown_field(
    name: str, record: str, span: Span, known: Iterable[str], element: str | None = None, kind: str = ""
) -> Diagnostic:
    """Return the diagnostic for a field that the element does not have; the help suggests similar fields.

    `element` is the symbol of a chemical element, if an author wrote it as a field of a material. `kind` is
    the kind of the value that the rule compares with the field; `kind` is empty if unknown.
    """
    if element is not None:
        return diagnose(
            "name/unknown-field",
            span,
            "element-content",
            name=name,
            a_record=article(record),
            element=element,
        )
    fields = list(known)
    if record not in RECORDS:
        near = near_or_any(name, fields)
        return diagnose("name/unknown-field", span, name=name, a_record=article(record), near=near)
    if f"{PREFIX}{name}" in fields:
        near = f"did you mean `{PREFIX}{name}`?"
    else:
        near = _everyday_word(name, fields) or did_you_mean(name, fields) or ""
    akin = [f"`{field}`" for field in sharing(name.replace("_", " "), fields)] if not near else []
    return diagnose(
        "name/unknown-field",
        span,
        "" if near else "akin-or-own" if akin else "add-own" if kind else "add-own-of-any-kind",
        name=name,
        a_record=article(record),
        near=near or (f"did you mean {' or '.join(akin)}?" if akin else ""),
        full_name=f"{record}.{PREFIX}{name}",
        kind=kind or "KIND",
        kinds=listed(KINDS),
    )


def unknown_word(
    word: str, vocabulary: str, span: Span, words: Iterable[str], reach: Iterable[str] = ()
) -> Diagnostic:
    """Return the diagnostic for a word that a vocabulary lacks; the author may mean a name in `reach`."""
    known = list(words)
    similar = [f"`{other}`" for other in sharing(word, known)]
    if len(known) <= MOST_WORDS:
        any_of_them = f"use one of {listed(known)}" if known else ""
    else:
        any_of_them = f"did you mean {' or '.join(similar)}?" if similar else ""
    near = did_you_mean(word, [*known, *reach]) or any_of_them
    return diagnose(
        "name/unknown-word",
        span,
        "" if near else "see-vocabulary",
        word=word,
        vocabulary=vocabulary,
        near=near,
    )


def not_a_country(word: str, span: Span, code: str | None, near: Iterable[str]) -> Diagnostic:
    """Return the diagnostic for a word in place of a country code."""
    if code:
        return diagnose("name/unknown-word", span, "unknown-country", word=word, code=code)
    meant = did_you_mean(word, near) or ""
    return diagnose(
        "name/unknown-word", span, "country-near" if meant else "country-code", word=word, near=meant
    )


def unknown_rule(name: str, span: Span, known: Iterable[str], kind: str) -> Diagnostic:
    """Return the diagnostic of an example or exception (`kind`) for a rule that the pack does not have."""
    near = did_you_mean(name, known) or ""
    return diagnose(
        "name/unknown-rule", span, "" if near else "undeclared", name=name, near=near, declaration=kind
    )


def wrong_navigation(word: str, record: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """Return the diagnostic for a list such as `stages`, if elements of this kind have no such list."""
    words = sorted(known, key=lambda name: (name.rstrip("s") not in WELL_KNOWN, name))
    near = near_or_any(word, words)
    return diagnose(
        "name/unknown-name", span, "unknown-list", name=word, this_kind_of_element=article(record), near=near
    )


def unknown_measure(word: str, record: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """Return the diagnostic for a quantity such as `mass` that elements of this kind cannot state."""
    near = near_or_any(word, sorted(set(known)))
    return diagnose(
        "name/unknown-name",
        span,
        "unknown-quantity",
        name=word,
        this_kind_of_element=article(record),
        near=near,
    )


def unknown_date(word: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """Return the diagnostic for a name of a contract date that the program does not know."""
    words = sorted(known)
    near = did_you_mean(word, words) or f"use one of {listed(words)}, or `check date`"
    return diagnose("name/unknown-name", span, "unknown-date", name=word, near=near)


def unknown_pack(name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """Return the diagnostic for a pack after `uses`, if the program does not find the pack."""
    near = did_you_mean(name, known) or ""
    return diagnose("name/unknown-pack", span, "" if near else "in-uses", name=name, near=near)


def circle(names: list[str]) -> str:
    """Return names of declarations that use each other in a circle, as one text with arrows."""
    return " -> ".join(f"`{name}`" for name in names)


def suggests_word(diagnostic: Diagnostic) -> bool:
    """Return whether the help of a diagnostic suggests a word, as in ``did you mean `stage`?``.

    After an earlier error, the program shows only such diagnostics of names, because others may be
    consequences.
    """
    return (diagnostic.help or "").startswith(("did you mean", "write `"))


def article(record: str) -> str:
    """Return a noun with its article: `a material`, `an input`."""
    return f"an {record}" if record[0] in "aeiou" else f"a {record}"


def near_or_any(word: str, known: list[str]) -> str:
    """Return a suggestion for an unknown word: similar known words, or all known words if none is similar."""
    return _everyday_word(word, known) or did_you_mean(word, known) or f"use one of {listed(known)}"


def _everyday_word(word: str, known: list[str]) -> str:
    """Return the known field for an everyday word such as `weight`, as a suggestion; otherwise empty."""
    names = (f"did you mean `{name}`?" for name in OTHER_WORDS.get(word, ()) if name in known)
    return next(names, "")


def listed(words: Sequence[str]) -> str:
    """Return the words as a list for a message, each in backticks."""
    return ", ".join(f"`{w}`" for w in words)
