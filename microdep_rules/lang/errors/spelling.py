"""Diagnostics for misspelt words, and for other words that people write instead of a word of the language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.lang.errors.spots import spot, visible
from microdep_rules.lang.errors.wrong_word import DESCRIBED
from microdep_rules.lang.reserved import RESERVED
from microdep_rules.messages import diagnose
from microdep_rules.source import Span
from microdep_rules.suggest import distance, nearest

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang.errors.wrong_word import WrongWord

OPERATORS = ("at least", "at most", "more than", "less than", "not in", "is not", "is in")

STEMS = {
    "apply": "applies",
    "applys": "applies",
    "apply-to": "applies",
    "accounted": "accounts",
    "citation": "cites",
    "cite": "cites",
    "each": "every",
    "effective": "in",
    "ban": "forbid",
    "disallow": "forbid",
    "prohibit": "forbid",
    "if": "when",
    "look": "looks",
    "must": "require",
    "needs": "require",
    "shall": "require",
    "source": "cites",
}
"""Wrong words, such as `apply`, that the search for similar words does not find, each with the right word."""

FOREIGN = {
    "equals": "is",
    "equal": "is",
    "exceeds": "is more than",
    "contains": "is in",
    "does": "is not",
} | {
    "are": "is",
    "was": "is",
}
"""Words for a comparison from other languages, such as `equals`, and the words of the rule language."""

OWN_NAMES = frozenset({"content", "count", "mass", "number", "share"})
"""Names such as `count` that look like a misspelt word of the language, but are correct."""

VALUES = frozenset({"NAME", "LOOKUP", "STRING", "NUMBER", "PERCENT", "QUANTITY", "DATE"})


def run_together(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for two words written as one word, such as `atleast` or `not_in`."""
    kind, word = wrong.last()
    folded = word.replace("_", "").replace("-", "").lower()
    for operator in OPERATORS if kind == "NAME" else ():
        if folded == operator.replace(" ", ""):
            return diagnose(
                "syntax/operator",
                wrong.spans[-1],
                "operator-run-together",
                word=word,
                corrected_text=f"is {operator.removeprefix('is ')}",
            )
    return None


def written_otherwise(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a sign or word that authors write instead of a word of the language."""
    text = wrong.text.lower()
    if text == "until":
        return diagnose("syntax/date-form", wrong.span, "until", word="until")
    if text in FOREIGN:
        return diagnose(
            "syntax/unexpected", wrong.span, "comparison", word=wrong.text, corrected_text=FOREIGN[text]
        )
    if wrong.kind in {"LABEL", *VALUES} or not text:
        return None
    if wrong.kind == "SEMICOLON" and "COMMA" in wrong.expected and wrong.rest[1:].strip()[:1].isalpha():
        return diagnose("syntax/unexpected", wrong.span, "instead", word=";", corrected_text=",")
    signs = re.match(r"[=<>!]+", wrong.rest)
    if signs is not None:
        start = wrong.span.start
        return spot(signs[0], Span(wrong.span.path, start, start + len(signs[0])))
    return spot(wrong.text, wrong.span)


def of_several(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for `are` in a comparison, as in `are foil`; only `are stated` is correct."""
    kind, word = wrong.last()
    if kind != "ARE" or wrong.expected != {"NOT", "STATED"}:
        return None
    return diagnose("syntax/unexpected", wrong.spans[-1], "instead", word=word, corrected_text=FOREIGN[word])


def misspelt(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a misspelt word, if a similar word is allowed at this position."""
    nearby = near(wrong)
    if not nearby:
        return None
    if nearby[0] == "require" and wrong.rest.split()[1:2] == ["not"]:
        nearby = ["forbid"]
    return diagnose(
        "syntax/unexpected", wrong.span, "misspelt-word", word=visible(wrong.text), similar_word=nearby[0]
    )


def near(wrong: WrongWord) -> list[str]:
    """Return the words that are similar to the wrong word and allowed at its position."""
    text = wrong.text
    if not text or text in RESERVED or text in OWN_NAMES or not text[0].isalpha():
        return []
    known = [e.lower() for e in wrong.expected if e.isalpha() and e not in VALUES and e not in DESCRIBED]
    stem = STEMS.get(text.lower())
    if stem in known:
        return [stem]
    if text.lower() in known:
        return [text.lower()]
    reach = 1 if len(text) <= 4 else 2  # noqa: PLR2004 - two edits make another word of a short one
    return [w for w in nearest(text, known) if text.islower() and distance(text, w) <= reach]
