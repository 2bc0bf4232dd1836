"""What is said when a rule, an exception or an example does not hold together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error
from microdep_rules.lang.errors.names import near_or_any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.source import Span

WAYS = {
    "title": 'say in a few words what it is about: `title "…"`',
    "severity": "add `severity prohibit`, `ineligible`, `warn` or `report`",
    "cites": 'quote the clause: `cites "…"`',
    "applies to": "say what it applies to: `applies to every material at any tier where …`",
    "forbid": "say what is forbidden or required: `forbid …`, `require …` or `disclose …`",
    "when": "say when it holds: `when …`",
    "authority": 'name the law: `authority "…"`',
    "reviewed": "say when the law was last read: `reviewed 2026-11-24`",
    "expect": "say what comes out: `expect fail at NAME`",
    "version": "give the pack a version: `pack NAME version 2026.11`",
}


def clause_missing(kind: str, name: str, clause: str, span: Span) -> Diagnostic:
    """A declaration that lacks a clause it needs."""
    return error(
        "type/clause-missing",
        f"{kind} `{name}` has no `{clause}`",
        Label(span),
        help=WAYS[clause],
    )


def two_requirements(name: str, span: Span, first: Span) -> Diagnostic:
    """A rule that forbids and requires."""
    return error(
        "type/two-requirements",
        f"rule `{name}` says twice what has to hold",
        Label(span),
        help="keep one of `forbid`, `require` and `disclose`, or write two rules",
        labels=(Label(first, "the first one"),),
    )


def no_pack(span: Span) -> Diagnostic:
    """A folder without a pack declaration."""
    return error(
        "name/no-pack",
        "no file of this folder declares the pack",
        Label(span),
        help="put `pack NAME version …` at the head of `pack.rule`",
    )


def second_pack(span: Span, first: Span) -> Diagnostic:
    """A folder with two pack declarations."""
    return error(
        "name/second-pack",
        "a folder holds one pack",
        Label(span),
        help="move this pack to a folder of its own",
        labels=(Label(first, "the first one"),),
    )


def exceptions_overlap(name: str, rule: str, span: Span, other: Span) -> Diagnostic:
    """Two wordings of one exception that both hold on some day."""
    return error(
        "date/exceptions-overlap",
        f"two wordings of exception `{name}` answer to rule `{rule}` on the same day",
        Label(span),
        help="let the earlier `in force` end where the later begins, or give the two different names",
        labels=(Label(other, "the other one"),),
    )


def without_example(name: str, span: Span, pack: str, at: Span) -> Diagnostic:
    """A rule that nothing shows to do what it says."""
    return error(
        "type/rule-without-example",
        f"rule `{name}` has no example",
        Label(span),
        help=f'show what it does: `example fail of {name} "…"` with a `bom` and what to `expect`',
        labels=(Label(at, f"no file of pack `{pack}` has one"),),
    )


def placeholder(name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """A `{name}` in a message that nothing in reach has."""
    words = sorted(set(known))
    return error(
        "name/unknown-placeholder",
        f"`{{{name}}}` is nothing that this rule can show",
        Label(span),
        help=near_or_any(name, words),
    )


def loose_brace(brace: str, span: Span) -> Diagnostic:
    """`{material.name` in a message, without the other brace."""
    other = "}" if brace == "{" else "{"
    return error(
        "name/unknown-placeholder",
        f"`{brace}` in a message has no `{other}`",
        Label(span),
        help="write what is shown between braces, as in `{component.name}`",
    )


def treated_as(word: str, span: Span) -> Diagnostic:
    """`treat as pass`."""
    return error(
        "type/treated-as-fail",
        f"a missing fact is treated as a fail alone, and not as `{word}`",
        Label(span),
        help="write `treat as fail when … is missing`",
    )


def excludes_components(found: object, span: Span) -> Diagnostic:
    """`excludes` with something else than components."""
    return error(
        "type/excludes-components",
        f"a rule excludes components, and this is {found}",
        Label(span),
        help="write `excludes components where …`",
    )


def unknown_variant(word: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """A variant that nothing else in the pack is of."""
    words = sorted(set(known))
    return error(
        "name/unknown-variant",
        f"nothing else in this pack is of the variant `{word}`",
        Label(span),
        help=near_or_any(word, words)
        if words
        else f"say `variant {word}` where the variant makes a difference",
    )


NAMED = {"define": "definition"}
"""What a declaration is called where its first word is no noun."""
VARIANT_WAYS = {
    "list": "give entries of the list a variant each, or write two rules, each with a list of its own",
    "table": "give entries of the table a variant each, or write two rules, each with a table of its own",
}
OTHER_WAY = "write two rules, each with its variant, and give each a {kind} with a name of its own"


def variant_of_what(kind: str, name: str, span: Span, at: Span) -> Diagnostic:
    """`variant` on something that rules look up by its name."""
    return error(
        "type/variant-of-what",
        f"a {NAMED.get(kind, kind)} is of no variant",
        Label(span),
        help=VARIANT_WAYS.get(kind, OTHER_WAY.format(kind=NAMED.get(kind, kind))),
        labels=(Label(at, f"`{name}` means the same in every variant"),),
    )
