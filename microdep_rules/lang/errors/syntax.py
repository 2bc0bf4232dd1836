"""What is said when a text does not parse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error, warning
from microdep_rules.lang.reserved import DECLARATIONS
from microdep_rules.messages import diagnose
from microdep_rules.source import Span
from microdep_rules.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.lang.ast import Word


def control_character(char: str, span: Span) -> Diagnostic:
    """A character that controls a terminal or ends a text in other programs."""
    return error(
        "syntax/control-character",
        f"a control character, U+{ord(char):04X}, stands here",
        Label(span),
        help="remove it; it cannot be seen and changes what others read",
    )


def invisible_character(char: str, span: Span) -> Diagnostic:
    """A character that is not seen, or that changes the order in which a text is shown."""
    return error(
        "syntax/invisible-character",
        f"a character that cannot be seen stands in the text: U+{ord(char):04X}",
        Label(span),
        help="remove it; it cannot be seen and changes what others read",
    )


def too_large(size: int, limit: int, path: str) -> Diagnostic:
    """A file of a pack that is larger than anything that is read."""
    return error(
        "syntax/file-too-large",
        f"the file has {size // 1000} kB, and one of a pack is read up to {limit // 1000} kB",
        Label(Span(path, 0, 0)),
        help="divide the pack into several files; a long table stands in a CSV file of its own",
    )


def too_many_problems(told: int, path: str) -> Diagnostic:
    """More mistakes than anybody reads."""
    return warning(
        "syntax/too-many-problems",
        f"only the first {told} problems of this pack are shown",
        Label(Span(path, 0, 0)),
        help="mend these and run again",
    )


def lone_return(span: Span) -> Diagnostic:
    """A carriage return without a line feed behind it."""
    return error(
        "syntax/line-end",
        "this line ends with a carriage return alone",
        Label(span),
        help="save the file with line ends LF or CR LF",
    )


def dated_phrase(word: str, span: Span) -> Diagnostic:
    """`at award` behind something that is not a look-up; `at tier` without `any`."""
    if word == "tier":
        return diagnose(
            "syntax/word-missing", span, "before", missing="`any`", word="tier", written="at any tier"
        )
    return diagnose("syntax/date-form", span, "date-of-a-phrase")


def too_deep(limit: int, span: Span) -> Diagnostic:
    """More brackets and lists inside one another than anybody reads."""
    return error(
        "syntax/too-deep",
        f"brackets, `not`, `where` and lists are nested more than {limit} deep",
        Label(span, "one level too many"),
        help="give a part of it a name with `define`, or write the parts as elements",
    )


def too_many_signs(limit: int, span: Span) -> Diagnostic:
    """A calculation with more signs than anybody reads."""
    return error(
        "syntax/too-deep",
        f"a calculation has {limit} of the signs `+`, `-`, `*` and `/` at most",
        Label(span, "one sign too many"),
        help="give a part of it a name with `define`, or add up a list, as in `mass of … where …`",
    )


def mixed_and_or(operators: Sequence[Word]) -> Diagnostic:
    """`and` and `or` in one chain."""
    first = operators[0]
    other = next(o for o in operators if o.text != first.text)
    return diagnose("syntax/mixed-and-or", other.span, also=[first.span], first=first.text, second=other.text)


def label_does_not_rise(label: str, span: Span, first: Word | None) -> Diagnostic:
    """A label that fits no open list, as one does that is in such a list already."""
    if first is not None:
        return diagnose("syntax/elements", span, "label-twice", also=[first.span], label=label)
    return diagnose("syntax/elements", span, "label-does-not-rise", label=label)


def nothing_here(span: Span) -> Diagnostic:
    """A file without any declaration."""
    return error(
        "syntax/no-declaration",
        "there is no declaration in this file",
        Label(span),
        help="begin a line with one of " + ", ".join(f"`{w}`" for w in DECLARATIONS),
    )


def unknown_declaration(word: str, meant: str, span: Span) -> Diagnostic:
    """Return the diagnostic of a missing or misspelt keyword of a declaration."""
    near = nearest(word, DECLARATIONS)
    suggestion = meant if near and meant == near[0] else f"{meant} {word} …"
    return diagnose(
        "syntax/unknown-declaration",
        span,
        "" if meant else "keywords",
        word=word,
        near=suggestion,
        keywords=DECLARATIONS,
    )
