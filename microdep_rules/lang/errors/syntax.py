"""What is said when a text does not parse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error
from microdep_rules.lang.reserved import BODY_CLAUSES, DECLARATIONS, HEAD_CLAUSES, RESERVED
from microdep_rules.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.lang.ast import Word
    from microdep_rules.source import Span

CLAUSE_WORDS = (*HEAD_CLAUSES, *BODY_CLAUSES)

SIGNS = {
    "=": "is",
    "==": "is",
    "!=": "is not",
    "<>": "is not",
    ">=": "is at least",
    "<=": "is at most",
    ">": "is more than",
    "<": "is less than",
    "&&": "and",
    "&": "and",
    "||": "or",
    "|": "or",
    "!": "not",
}

OPERATORS = ("at least", "at most", "more than", "less than", "not in", "in", "is", "not")

STEMS = {"apply": "applies to", "apply-to": "applies to", "needs": "require", "shall": "require"}
"""Words authors write that are too far from the right one for an edit distance."""

DESCRIBED = {
    "NAME": "a name",
    "LOOKUP": "a look-up",
    "STRING": 'a text in "quotes"',
    "NUMBER": "a number",
    "PERCENT": "a percentage",
    "QUANTITY": "a number with its unit",
    "DATE": "a date",
    "LABEL": "a label such as `(a)` or `(-)`",
    "FIELD": "a field",
    "COMMA": "`,`",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "EQUAL": "`=`",
    "SEMICOLON": "`;`",
    "PACK_PATH": "`pack/old-name`",
    "$END": "the end of the declaration",
}

QUIET = {"PLUS", "MINUS", "TIMES", "OVER", "AT", "OF", "FIELD", "COMMA", "SHARE", "LARGEST"}
"""Left out of a list of what was expected unless nothing else is left: rarely what was meant."""


def no_such_day(text: str, span: Span) -> Diagnostic:
    """A date that no calendar has."""
    return error(
        "syntax/no-such-day",
        f"there is no day `{text}`",
        Label(span),
        help="write a day that exists, as year-month-day",
    )


def dated_phrase(span: Span) -> Diagnostic:
    """`at award` behind something that is not a look-up."""
    return error(
        "syntax/date-of-a-phrase",
        "only a list, a table or a look-up is read at another date",
        Label(span, "this is not a look-up"),
        help="write `at DATE` directly behind the name of a list or table",
    )


def mixed_and_or(operators: Sequence[Word]) -> Diagnostic:
    """`and` and `or` in one chain."""
    first = operators[0]
    other = next(o for o in operators if o.text != first.text)
    return error(
        "syntax/mixed-and-or",
        "`and` and `or` are mixed without brackets",
        Label(other.span, f"`{other.text}` after `{first.text}`"),
        help="put one part in brackets, or write the parts as limbs",
        labels=(Label(first.span, "the chain began with this one"),),
    )


def label_kind_repeated(label: str, span: Span) -> Diagnostic:
    """A list inside a limb that uses the labels of the list around it."""
    return error(
        "syntax/label-kind-repeated",
        f"the list that begins with `{label}` uses the same kind of label as a list around it",
        Label(span),
        help="give the inner list another kind of label: letters, numbers, or roman numbers",
    )


def label_does_not_rise(label: str, span: Span) -> Diagnostic:
    """A label that fits no open list."""
    return error(
        "syntax/label-does-not-rise",
        f"label `{label}` does not continue any list that is open here",
        Label(span, "labels rise within their list; gaps are allowed"),
        help="give it the law's next letter, or `(-)` throughout",
    )


def empty_limbs(label: str, span: Span) -> Diagnostic:
    """`any of` with no limb behind it."""
    return error(
        "syntax/no-limbs",
        f"the list opened at `{label}` has no limbs",
        Label(span),
        help="write its limbs below it, each with a label of another kind",
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
    """A file without any declaration."""
    return error(
        "syntax/no-declaration",
        "there is no declaration in this file",
        Label(span),
        help="begin a line with one of " + ", ".join(f"`{w}`" for w in DECLARATIONS),
    )


def text_before_declaration(text: str, span: Span) -> Diagnostic:
    """Text in front of the first declaration, or a misspelt declaration word."""
    word = re.split(r"[\s:]", text.strip(), maxsplit=1)[0]
    found = nearest(word, DECLARATIONS)
    return error(
        "syntax/unknown-declaration",
        f"`{word}` does not begin a declaration",
        Label(span),
        help=f"did you mean `{found[0]}`?"
        if found
        else "begin with one of " + ", ".join(f"`{w}`" for w in DECLARATIONS),
    )


def unreadable(text: str, span: Span) -> Diagnostic:
    """A character or a run of them that begins no word of the language."""
    found = _spot(text)
    if found is None:
        found = (
            "syntax/unexpected-character",
            f"`{_visible(text[:1])}` means nothing here",
            "remove it, or put the text in quotes",
        )
    code, message, way_out = found
    return error(code, message, Label(span), help=way_out)


def unexpected(text: str, kind: str, expected: set[str], before: str, span: Span) -> Diagnostic:
    """A word that cannot stand where it stands.

    `kind` is the terminal found, `expected` the terminals that could stand there, `before` the words
    read last, nearest last.
    """
    return (
        _near_miss_before(before, expected, span)
        or _known_mistake(text, kind, expected, before, span)
        or _misspelt(text, expected, span)
        or _reserved_as_name(text, expected, span)
        or _generic(text, expected, span)
    )


def _spot(text: str) -> tuple[str, str, str] | None:
    for sign in sorted(SIGNS, key=len, reverse=True):
        if text.startswith(sign):
            return (
                "syntax/sign",
                f"the language has no sign `{sign}`",
                f"write `{SIGNS[sign]}`",
            )
    for pattern, code, message, way_out in SPOTS:
        if re.match(pattern, text):
            return code, message, way_out
    return None


SPOTS = (
    (r'"', "syntax/unclosed-text", "a text ends on the line it begins", 'close it with `"`'),
    (r"'", "syntax/single-quotes", "texts stand in double quotes", 'write `"…"`'),
    ("[\u201c\u201d\u201e]", "syntax/curly-quotes", "curly quotes are not quotes here", 'write `"…"`'),
    ("[\u2018\u2019]", "syntax/curly-quotes", "curly quotes are not quotes here", 'write `"…"`'),
    ("\u00a0", "syntax/no-break-space", "a no-break space stands here", "replace it by a blank"),
    (
        r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}",
        "syntax/date-form",
        "dates are written year-month-day, with two digits for month and day",
        "write for example `2018-12-31`",
    ),
    (
        r"[0-9]{1,3}(,[0-9]{3})+",
        "syntax/thousands",
        "numbers have no thousands signs",
        "leave the commas out: `4000000`",
    ),
    (
        r"[0-9.]+[A-Za-z]",
        "syntax/unit-without-blank",
        "a unit is parted from its number by a blank",
        "write for example `5 kg`",
    ),
    (r"[{}\[\]]", "syntax/bracket", "the language has round brackets only", "write `(` and `)`"),
    (r":", "syntax/colon", "there is no colon between a word and its value", "leave it out"),
)


def _near_miss_before(before: str, expected: set[str], span: Span) -> Diagnostic | None:
    """`atleast`, `not_in`: an operator read as a name, noticed one word later."""
    if "IS" in expected or " is " not in f" {before} ":
        return None
    word = before.split()[-1] if before.split() else ""
    folded = word.replace("_", "").replace("-", "").lower()
    for operator in OPERATORS:
        if " " in operator and folded == operator.replace(" ", ""):
            at = type(span)(span.path, span.start, span.end)
            return error(
                "syntax/operator-run-together",
                f"`{word}` is not a comparison",
                Label(at, "noticed here"),
                help=f"write `is {operator}`",
            )
    return None


def _known_mistake(
    text: str, kind: str, expected: set[str], before: str, span: Span
) -> Diagnostic | None:
    def say(code: str, message: str, way_out: str) -> Diagnostic:
        return error(f"syntax/{code}", message, Label(span), help=way_out)

    last = before.split()[-1] if before.split() else ""
    if text == "until":
        return say("until", "`until` does not say whether its day counts", "write `through` (day included) or `before`")
    spot = _spot(text)
    if spot is not None and kind not in {"STRING", "NUMBER"}:
        return say(spot[0].removeprefix("syntax/"), spot[1], spot[2])
    if text.lower() in {"per", "percent", "pct"}:
        return say("percent", "a percentage is written with `%`", "write for example `50 %`")
    if last in {"when", "forbid", "require", "where", "has"} and (text in RESERVED or not text):
        return say("condition-missing", f"a condition is missing after `{last}`", f"say what has to hold after `{last}`")
    if text in {"or", "and"} and kind == "OR":
        return say("or-of-values", "`or` stands between conditions, not between values", "write `is in (a, b)`")
    if text in HEAD_CLAUSES and kind != "IN" and "APPLIES" in expected:
        return say("clause-order", f"`{text}` stands after the body has begun", f"move `{text}` up, before the first clause of the body")
    if text in {"at", "most", "least", "more", "less"} and "IS" in expected:
        return say("is-missing", "`is` is missing before the comparison", f"write `is {'at ' if text in {'most', 'least'} else ''}{text}`")
    return _missing_word(text, kind, expected, say)


def _missing_word(text: str, kind: str, expected: set[str], say):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - a closure of the caller
    ends = text in CLAUSE_WORDS or kind in {"LABEL", "$END"} or not text
    if "HAS" in expected and ends:
        return say("every-without-has", "`every … where …` says nothing yet", "add `has` and what each of them must be")
    if "IS" in expected and ends:
        return say("comparison-missing", "this is compared with nothing", "add a comparison, for example `is at least …` or `is …`")
    if expected <= {"CITES", "COMMA", "VARIANT", "NAME", "STRING", "NUMBER", "PERCENT", "QUANTITY", "DATE", "FROM", "THROUGH", "BEFORE", "ONWARD", "OF", "OR"} and "CITES" in expected:
        return say("row-without-cites", "this entry does not cite its source", 'end it with `cites "…"`')
    if expected == {"LABEL"}:
        return say("limb-without-label", "a limb needs a label", "give it the law's letter, or `(-)`")
    if "WHERE" in expected and kind == "NAME" and "IS" not in expected:
        return say("where-missing", "`where` or the next clause was expected", "write `where` before a condition")
    return None


def _misspelt(text: str, expected: set[str], span: Span) -> Diagnostic | None:
    known = [e.lower() for e in expected if e.lower() in RESERVED or e.isalpha()]
    if text in STEMS:
        found = [STEMS[text]]
    else:
        found = [w for w in nearest(text, known) if w != text]
    if not found or not text:
        return None
    return error(
        "syntax/misspelt-word",
        f"`{text}` is not a word that can stand here",
        Label(span),
        help=f"did you mean `{found[0]}`?",
    )


def _reserved_as_name(text: str, expected: set[str], span: Span) -> Diagnostic | None:
    if text in RESERVED and "NAME" in expected and text not in CLAUSE_WORDS:
        return error(
            "syntax/reserved-word",
            f"`{text}` is a word of the language and cannot be a name",
            Label(span),
            help=f'choose another name, or write `"{text}"` where a text can stand',
        )
    return None


def _generic(text: str, expected: set[str], span: Span) -> Diagnostic:
    shown = f"`{_visible(text)}`" if text else "the end of the declaration"
    wanted = _in_words(expected)
    return error(
        "syntax/unexpected-word",
        f"{shown} cannot stand here",
        Label(span, f"expected {wanted}"),
        help=f"write {wanted}",
    )


def _in_words(expected: set[str], most: int = 5) -> str:
    left = {e for e in expected if e not in QUIET} or expected
    clause = {e for e in left if e.lower() in CLAUSE_WORDS}
    named = sorted(left - clause, key=lambda e: (e not in DESCRIBED, e))
    found = [DESCRIBED.get(e, f"`{e.lower()}`") for e in named[:most]]
    if clause and len(clause) > 2:
        found = [*found[: most - 1], "the next clause"]
    else:
        found += [f"`{e.lower()}`" for e in sorted(clause)]
    return " or ".join(found[:most]) if found else "nothing more"


def _visible(text: str) -> str:
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def _article(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
