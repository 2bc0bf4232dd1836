"""What is said when a name or a word is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, Severity, error
from microdep_rules.suggest import did_you_mean, sharing

if TYPE_CHECKING:
    from collections.abc import Iterable

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
"""Words that people have for fields, and how the schema has them."""

MOST_WORDS = 12
"""Of a vocabulary with no more words than this, all are told."""

WELL_KNOWN = frozenset({"component", "material", "stage"})
"""The elements that most rules are about: told first."""


def unknown_name(
    name: str, span: Span, known: Iterable[str], wanted: str = "", way_out: str = ""
) -> Diagnostic:
    """A name that nothing in reach has."""
    what = wanted or "anything in reach here"
    words = list(known)
    meant = next((f"did you mean `{w}`?" for w in OTHER_WORDS.get(name, ()) if w in words), "")
    return error(
        "name/unknown-name",
        f"`{name}` is not the name of {what}",
        Label(span),
        help=meant or did_you_mean(name, words) or way_out or "declare it, or use a name that is declared",
    )


def unknown_kind(name: str, span: Span, known: Iterable[str], wanted: str) -> Diagnostic:
    """A kind of list, key or element that there is not, perhaps a known one in the plural."""
    words = list(known)
    singular = next((w for w in (f"{name[:-3]}y", name[:-2], name[:-1]) if w in words), "")
    return error(
        "name/unknown-name",
        f"`{name}` is not the name of {wanted}",
        Label(span),
        help=f"did you mean `{singular}`?" if singular else near_or_any(name, words),
    )


def list_of_what(word: str, span: Span, holders: list[str]) -> Diagnostic:
    """A list without the element that has it."""
    own = f"write `{word} of {holders[0]}`, or" if holders else "write"
    return error(
        "name/list-of-what",
        f"`{word}` of what? it is not said whose are meant",
        Label(span),
        help=f"{own} `{word} at any tier` for all of the product",
    )


def tier_missing(word: str, span: Span) -> Diagnostic:
    """`parts of X`: the direct ones, or all?"""
    return error(
        "name/tier-missing",
        f"`{word} of` may mean the direct components or all below them",
        Label(span),
        help="write `children of` for the direct components, or add `at any tier` for all",
    )


def tier_of_definition(name: str, span: Span) -> Diagnostic:
    """`at any tier` behind a list that a definition names."""
    return error(
        "name/tier-of-definition",
        f"how far `{name}` reaches is said where it is defined",
        Label(span),
        help="leave out `at any tier` here; write it in the definition where all tiers are meant",
    )


def speaks_of_none(name: str, span: Span) -> Diagnostic:
    """`X of Y`, where the definition of X speaks of nothing that Y could stand for."""
    return error(
        "name/speaks-of-none",
        f"the definition of `{name}` speaks of no element that could be chosen here",
        Label(span),
        help=f"write `{name}` alone, or say in its definition `of item` where it now says of what",
    )


def not_in_reach(name: str, element: str, span: Span) -> Diagnostic:
    """A definition that speaks of an element which is not there where it is used."""
    return error(
        "name/not-in-reach",
        f"`{name}` speaks of {article(element)}, and there is none in reach here",
        Label(span),
        help=f"use it in a rule that applies to {article(element)}, or where a list of them is gone through",
    )


def element_not_in_reach(word: str, record: str, near: list[str], span: Span) -> Diagnostic:
    """An element where none of its kind is in reach, or where it goes by another word."""
    ways = {
        "component": "apply the rule to `every component at any tier`, or write `any child of … where …`",
        "material": "apply the rule to `every material at any tier`, or write `any material of … where …`",
    }
    way_out = ways.get(record, f"say which with `any {record} of … where …`")
    return error(
        "name/not-in-reach",
        f"`{word}` is no element that is in reach here",
        Label(span),
        help=f"did you mean `{near[0]}`?" if near else way_out,
    )


def field_of_what(word: str, owner: str, span: Span) -> Diagnostic:
    """A field without the element in front."""
    return error(
        "name/unknown-name",
        f"`{word}` of what? a field has its element in front",
        Label(span),
        help=f"did you mean `{owner}.{word}`?",
    )


def unknown_field(
    name: str, record: str, span: Span, known: Iterable[str], element: str | None = None
) -> Diagnostic:
    """A field that the schema does not have; of a material it may be the name of an `element`."""
    fields = list(known)
    content = f"what a material holds of an element is written `content of {element}`"
    return error(
        "name/unknown-field",
        f"{article(record)} has no field `{name}`",
        Label(span, f"not a field of {article(record)}"),
        help=content if element is not None else near_or_any(name, fields),
    )


def dash_for_underscore(name: str, meant: str, span: Span) -> Diagnostic:
    """A field written with a dash: understood, and worth a hint."""
    return Diagnostic(
        "name/dash-for-underscore",
        Severity.INFO,
        f"the schema spells this field `{meant}`",
        Label(span),
        help=f"write `{meant}` for `{name}`",
    )


def unknown_word(
    word: str, vocabulary: str, span: Span, words: Iterable[str], reach: Iterable[str] = ()
) -> Diagnostic:
    """A coded word that no vocabulary has; what was meant may be a name in reach as well."""
    found = list(words)
    alike = [f"`{each}`" for each in sharing(word, found)]
    if len(found) <= MOST_WORDS:
        any_of_them = f"use one of {listed(found)}" if found else ""
    else:
        any_of_them = f"did you mean {' or '.join(alike)}?" if alike else ""
    return error(
        "name/unknown-word",
        f"`{word}` is not a known {vocabulary}",
        Label(span, f"no such {vocabulary}"),
        help=did_you_mean(word, [*found, *reach])
        or any_of_them
        or f"use a word of the vocabulary `{vocabulary}`",
    )


def not_a_country(word: str, span: Span, code: str | None, near: Iterable[str]) -> Diagnostic:
    """A country that is not a code."""
    way_out = f"write `{code}`" if code else did_you_mean(word, near)
    return error(
        "name/unknown-country",
        f"`{word}` is not a country code",
        Label(span),
        help=way_out or "write the two letters of ISO 3166-1, such as `CN`",
    )


def unknown_rule(name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """An exception or example for a rule that the pack does not have."""
    return error(
        "name/unknown-rule",
        f"there is no rule `{name}` in this pack",
        Label(span),
        help=did_you_mean(name, known) or "name a rule that this pack declares",
    )


def taken(name: str, span: Span, what: str) -> Diagnostic:
    """A declaration with a name that means something everywhere, so that it could never be used."""
    return error(
        "name/taken",
        f"`{name}` is {what} and means that everywhere",
        Label(span),
        help="choose another name, for example one with a dash",
    )


def starts_with_keyword(name: str, word: str, span: Span) -> Diagnostic:
    """`in-covered-country`, which a reader takes for `in covered-country`."""
    return error(
        "name/starts-with-keyword",
        f"`{name}` begins with `{word}`, a word of the language",
        Label(span),
        help="choose a name that begins with another word, such as `done-in-a-covered-country`",
    )


def declared_twice(name: str, span: Span, first: Span) -> Diagnostic:
    """Two declarations of one name."""
    return error(
        "name/declared-twice",
        f"`{name}` is declared twice",
        Label(span),
        help="give one of them another name, or another `variant`",
        labels=(Label(first, "the first declaration"),),
    )


def wrong_navigation(word: str, record: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """A list that this kind of element does not have."""
    words = sorted(known, key=lambda each: (each.rstrip("s") not in WELL_KNOWN, each))
    return error(
        "name/unknown-list",
        f"{article(record)} has no {word}",
        Label(span),
        help=near_or_any(word, words),
    )


def unknown_measure(word: str, record: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """A quantity that this kind of element does not state."""
    words = sorted(set(known))
    return error(
        "name/unknown-quantity",
        f"{article(record)} has no quantity `{word}`",
        Label(span),
        help=near_or_any(word, words),
    )


def unknown_date(word: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """A date basis that the context does not have."""
    words = sorted(known)
    return error(
        "name/unknown-date",
        f"`{word}` is not a date of the contract",
        Label(span),
        help=did_you_mean(word, words) or f"use one of {listed(words)}, or `check date`",
    )


def definition_cycle(names: list[str], span: Span) -> Diagnostic:
    """Definitions that need each other."""
    path = " -> ".join(f"`{n}`" for n in names)
    return error(
        "name/definition-cycle",
        f"definitions may not need themselves: {path}",
        Label(span),
        help="write one of them out without the others",
    )


def definitions_too_deep(name: str, span: Span) -> Diagnostic:
    """A definition that uses one that uses one, and so on."""
    return error(
        "name/definition-too-deep",
        f"`{name}` stands for more levels of definitions and brackets than can be followed",
        Label(span),
        help="define it by fewer steps; a sum over many parts is `mass of … where …`",
    )


def definition_too_large(name: str, most: int, span: Span) -> Diagnostic:
    """A definition that uses one several times, which uses one several times, and so on."""
    return error(
        "name/definition-too-deep",
        f"`{name}` stands for more than {most} conditions when every definition in it is written out",
        Label(span),
        help="use each definition once",
    )


def unknown_pack(name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """A pack that is used and cannot be found."""
    return error(
        "name/unknown-pack",
        f"there is no pack `{name}`",
        Label(span),
        help=did_you_mean(name, known) or "put the pack beside this one, or remove it from `uses`",
    )


def pack_cycle(names: list[str], span: Span, first: Span | None) -> Diagnostic:
    """Packs that use each other; `first` is where the first of them uses the second."""
    path = " -> ".join(f"`{n}`" for n in names)
    return error(
        "name/pack-cycle",
        f"packs may not use themselves: {path}",
        Label(span),
        help="move what both need into a third pack",
        labels=(Label(first, f"here `{names[0]}` uses `{names[1]}`"),) if first is not None else (),
    )


def phase_as_pack(name: str, span: Span) -> Diagnostic:
    """A pack with the name of a phase."""
    return error(
        "name/reserved-pack-name",
        f"a pack may not be called `{name}`: diagnostics use that name",
        Label(span),
        help="choose another name for the pack",
    )


def says_what_was_meant(found: Diagnostic) -> bool:
    """Whether a diagnostic names the word that was meant: behind another mistake only those are read."""
    return (found.help or "").startswith(("did you mean", "write `"))


def article(record: str) -> str:
    """`a material`, `an input`."""
    return f"an {record}" if record[0] in "aeiou" else f"a {record}"


def near_or_any(word: str, known: list[str]) -> str:
    """The way out of an unknown word: the near ones among those that are known, else all of them."""
    for meant in OTHER_WORDS.get(word, ()):
        if meant in known:
            return f"did you mean `{meant}`?"
    return did_you_mean(word, known) or f"use one of {listed(known)}"


def listed(words: list[str]) -> str:
    """All words; a reader who meant none of the near ones needs to see what there is."""
    return ", ".join(f"`{w}`" for w in words)
