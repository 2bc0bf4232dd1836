"""Diagnostics for a text that cannot be parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang.reserved import DECLARATIONS
from microdep_rules.messages import diagnose
from microdep_rules.source import Span
from microdep_rules.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang.ast import Word


def control_character(char: str, span: Span) -> Diagnostic:
    """Return the error for a control character, such as a null character."""
    return diagnose("file/character", span, "control", code=f"U+{ord(char):04X}")


def invisible_character(char: str, span: Span) -> Diagnostic:
    """Return the error for an invisible character, or for a character that changes the order of a text."""
    return diagnose("file/character", span, "in-rules", code=f"U+{ord(char):04X}")


def too_large(limit: int, path: str) -> Diagnostic:
    """Return the error for a file of a pack that is too large."""
    span = Span(path, 0, 0)
    return diagnose("file/too-large", span, "pack", limit=limit // 1000)


def too_many_problems(count: int, path: str) -> Diagnostic:
    """Return the warning that a file has more errors than the program shows."""
    return diagnose("file/too-many-problems", Span(path, 0, 0), count=count, kind="this pack")


def dated_phrase(word: str, span: Span) -> Diagnostic:
    """Return the diagnostic for a date after a phrase that is no look-up, or for `at tier` without `any`."""
    if word == "tier":
        return diagnose(
            "syntax/word-missing",
            span,
            "before",
            missing_word="`any`",
            word="tier",
            corrected_text="at any tier",
        )
    return diagnose("syntax/date-form", span, "date-of-a-phrase")


def mixed_and_or(operators: Sequence[Word]) -> Diagnostic:
    """Return the diagnostic for conditions that are joined by `and` and by `or` without brackets."""
    first = operators[0]
    other = next(o for o in operators if o.text != first.text)
    return diagnose("syntax/mixed-and-or", other.span, also=[first.span], first=first.text, second=other.text)


def label_does_not_rise(label: str, span: Span, first: Word | None) -> Diagnostic:
    """Return the diagnostic for a label out of order, such as `(a)` for a second time."""
    if first is not None:
        return diagnose("syntax/elements", span, "label-twice", also=[first.span], label=label)
    return diagnose("syntax/elements", span, "label-does-not-rise", label=label)


def nothing_here(span: Span) -> Diagnostic:
    """Return the error for a file that has no declaration."""
    return diagnose("file/empty", span, "no-declaration", words=", ".join(f"`{w}`" for w in DECLARATIONS))


def unknown_declaration(word: str, meant: str, span: Span) -> Diagnostic:
    """Return the diagnostic for a declaration without its keyword, or with a misspelt keyword."""
    near = nearest(word, DECLARATIONS)
    suggestion = meant if near and meant == near[0] else f"{meant} {word} …"
    return diagnose(
        "syntax/unknown-declaration",
        span,
        "" if meant else "keywords",
        word=word,
        similar_keyword=suggestion,
        keywords=DECLARATIONS,
    )
