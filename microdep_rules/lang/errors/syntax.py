"""What is said when a text does not parse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error
from microdep_rules.lang.reserved import DECLARATIONS
from microdep_rules.messages import diagnose
from microdep_rules.source import Span
from microdep_rules.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.lang.ast import Word


def no_such_day(text: str, span: Span) -> Diagnostic:
    """A date that no calendar has."""
    return error(
        "syntax/no-such-day",
        f"there is no day `{text}`",
        Label(span),
        help="write a day that exists, as year-month-day",
    )


def control_character(char: str, span: Span) -> Diagnostic:
    """Return the error for a control character."""
    return diagnose("file/character", span, "control", code=f"U+{ord(char):04X}")


def invisible_character(char: str, span: Span) -> Diagnostic:
    """Return the error for an invisible character, or one that changes the order of a text."""
    return diagnose("file/character", span, "in-rules", code=f"U+{ord(char):04X}")


def too_large(size: int, limit: int, path: str) -> Diagnostic:
    """Return the error for a file of a pack that is too large."""
    span = Span(path, 0, 0)
    return diagnose("file/too-large", span, "pack", size=size // 1000, limit=limit // 1000)


def too_many_problems(told: int, path: str) -> Diagnostic:
    """Return the warning for more mistakes than are shown."""
    return diagnose("file/too-many-problems", Span(path, 0, 0), count=told, kind="this pack")


def lone_return(span: Span) -> Diagnostic:
    """Return the error for a carriage return without a line feed."""
    return diagnose("file/character", span, "carriage-return")


def empty_text(word: str, span: Span) -> Diagnostic:
    """`cites ""`."""
    return error(
        "syntax/empty-text",
        f"the text behind `{word}` says nothing",
        Label(span),
        help='quote the clause: `cites "…"`' if word == "cites" else f'say something: `{word} "…"`',
    )


def empty_first(span: Span) -> Diagnostic:
    """`through 2022-06-20 empty`."""
    return error(
        "syntax/empty-first",
        "`empty` stands after the days for which the list is empty",
        Label(span),
        help="write `empty` first, as in `empty through 2022-06-20`",
    )


def version_form(text: str, span: Span) -> Diagnostic:
    """`version 1.0.0`."""
    return error(
        "syntax/number-form",
        f"`{text}` is not a number",
        Label(span),
        help=f'put the version in quotes: `"{text}"`',
    )


def number_too_long(span: Span) -> Diagnostic:
    """A number with more digits than any document may have."""
    return error(
        "syntax/number-form",
        "this number has more digits than a number may have",
        Label(span),
        help="write it with 90 digits at most",
    )


def signed_number(span: Span) -> Diagnostic:
    """`is more than -5 kg`."""
    return error(
        "syntax/number-form",
        "numbers have no sign in front",
        Label(span),
        help="write the number alone, for example `5`; to take away, put blanks around `-`",
    )


def not_whole(span: Span) -> Diagnostic:
    """`at least 2.5 materials`."""
    return error(
        "syntax/number-form",
        "elements are counted in whole numbers",
        Label(span),
        help="write a whole number; a share is written `share by … of … is at least … %`",
    )


def dated_phrase(word: str, span: Span) -> Diagnostic:
    """`at award` behind something that is not a look-up; `at tier` without `any`."""
    if word == "tier":
        return error(
            "syntax/word-missing", "`any` is missing in `at tier`", Label(span), help="write `at any tier`"
        )
    return error(
        "syntax/date-of-a-phrase",
        "only a list, a table or a look-up is read at another date",
        Label(span, "this is not a look-up"),
        help="write `at DATE` directly behind the name of a list or table",
    )


def former_form(written: str, instead: str, span: Span) -> Diagnostic:
    """A form of the language that another form has replaced."""
    return error(
        "syntax/former-form",
        f"`{' '.join(written.split())}` is no longer written so",
        Label(span),
        help=f"write `{' '.join(instead.split())}`; `microdep fmt` does so",
    )


def date_missing(before: str, name: str, span: Span) -> Diagnostic:
    """`by delivery`, `at award`: the word `date` was left out."""
    return error(
        "syntax/word-missing",
        f"`date` is missing after `{before} {name}`",
        Label(span),
        help=f"write `{before} {name} date`",
    )


def too_deep(limit: int, span: Span) -> Diagnostic:
    """Return the error for an expression that is nested too deep."""
    return diagnose("file/too-deep", span, "expression", limit=limit)


def too_many_signs(limit: int, span: Span) -> Diagnostic:
    """Return the error for a calculation with too many operators."""
    return diagnose("file/too-deep", span, "operators", limit=limit)


def mixed_and_or(operators: Sequence[Word]) -> Diagnostic:
    """`and` and `or` in one chain."""
    first = operators[0]
    other = next(o for o in operators if o.text != first.text)
    return error(
        "syntax/mixed-and-or",
        "`and` and `or` are mixed without brackets",
        Label(other.span, f"`{other.text}` after `{first.text}`"),
        help="put one part in brackets, or write the parts as elements",
        labels=(Label(first.span, "the chain began with this one"),),
    )


def label_kind_repeated(label: str, span: Span) -> Diagnostic:
    """A list inside an element that uses the labels of the list around it."""
    return error(
        "syntax/label-kind-repeated",
        f"the list that begins with `{label}` uses the same kind of label as a list around it",
        Label(span),
        help="give the inner list another kind of label: letters, numbers, or roman numbers",
    )


def label_does_not_rise(label: str, span: Span, first: Word | None) -> Diagnostic:
    """A label that fits no open list, as one does that is in such a list already."""
    if first is not None:
        return error(
            "syntax/label-does-not-rise",
            f"label `{label}` is used twice",
            Label(span, "the second one"),
            help="give it the law's next letter, or `(-)` throughout",
            labels=(Label(first.span, "the first one"),),
        )
    return error(
        "syntax/label-does-not-rise",
        f"label `{label}` does not continue any list that is open here",
        Label(span, "labels rise within their list; gaps are allowed"),
        help="give it the law's next letter, or `(-)` throughout",
    )


def no_elements(label: str, span: Span) -> Diagnostic:
    """`any of` with no element behind it."""
    return error(
        "syntax/no-elements",
        f"the list opened at `{label}` has no elements",
        Label(span),
        help="write its elements below it, each with a label of another kind",
    )


def repeated_clause(word: str, span: Span, first: Span) -> Diagnostic:
    """A clause that may stand once and stands twice."""
    return error(
        "syntax/repeated-clause",
        f"`{word}` stands twice in one declaration",
        Label(span),
        help=f"keep one `{word}` and merge what they say",
        labels=(Label(first, "the first one"),),
    )


def clause_not_allowed(word: str, kind: str, span: Span) -> Diagnostic:
    """A clause that this kind of declaration does not have."""
    return error(
        "syntax/clause-out-of-place",
        f"{_article(kind)} has no clause `{word}`",
        Label(span),
        help=f"move `{word}` to the declaration it belongs to, or remove it",
    )


def nothing_here(span: Span) -> Diagnostic:
    """Return the error for a file without any declaration."""
    return diagnose("file/empty", span, "no-declaration", words=", ".join(f"`{w}`" for w in DECLARATIONS))


def unknown_declaration(word: str, meant: str, span: Span) -> Diagnostic:
    """A declaration word that is misspelt or left out, or text that is no declaration at all."""
    near = nearest(word, DECLARATIONS)
    if near and meant == near[0]:
        way_out = f"did you mean `{meant}`?"
    elif meant:
        way_out = f"did you mean `{meant} {word} …`?"
    else:
        way_out = "begin with one of " + ", ".join(f"`{w}`" for w in DECLARATIONS)
    return error(
        "syntax/unknown-declaration",
        f"`{word}` does not begin a declaration",
        Label(span),
        help=way_out,
    )


def _article(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
