"""Diagnostics for bounds in everyday words: `5 to 6 kg`, `since 2026-01-01`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang.errors.wrong_word import WrongWord
    from microdep_rules.source import Span

FIGURES = frozenset({"NUMBER", "PERCENT", "QUANTITY", "DATE"})
UPPER = pattern(r"to\s+(?P<bound>[0-9][0-9.-]*(?:[ \t]*%|[ \t]+[A-Za-z/0-9]+)?)(?![\w-])")
BOTH = pattern(
    r"(?:from\s+)?(?P<lower>[0-9][0-9.-]*(?:[ \t]*%|[ \t]+(?!to\b|and\b)[A-Za-z/0-9]+)?)\s+(?:to|and)\s+"
    r"(?P<bound>[0-9][0-9.-]*(?:[ \t]*%|[ \t]+[A-Za-z/0-9]+)?)(?![\w-])"
)
A_DAY = pattern(r"[a-z-]+\s+[0-9]{4}-[0-9]{2}-[0-9]{2}")
DAY = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ROWS = frozenset({"CITES", "FROM"})

ENDS = frozenset({"until", "till", "to"})
BEGINNINGS = frozenset({"since", "starting", "beginning", "effective", "after", "as-of", "on"})


def explain(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for two bounds in one comparison, or for a date after a word such as `until`."""
    return _from_to(wrong) or _between(wrong) or _date_with_other_word(wrong)


def _from_to(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for two bounds, as in `is 5 to 6 kg`; the first number may have no unit."""
    kind, last = wrong.last()
    upper = UPPER.match(wrong.rest)
    if wrong.text != "to" or kind not in FIGURES or upper is None or "AND" not in wrong.expected:
        return None
    return diagnose(
        "syntax/unexpected",
        wrong.span,
        "two-bounds",
        word="to",
        corrected_text=_bounds_text(last, upper["bound"]),
    )


def _between(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for the wrong forms `is between 5 and 6 kg` and `is from 5 to 6 kg`."""
    kind, last = wrong.last()
    both = BOTH.match(wrong.rest)
    if kind == "NAME" and last == "between" and wrong.last(2)[0] in {"IS", "NOT"}:
        word, span = last, wrong.spans[-1]
        written = "… is at least A and … is at most B"
    elif wrong.text == "from" and kind in {"IS", "NOT"} and both is not None:
        word, span, written = wrong.text, wrong.span, ""
    else:
        return None
    if both is not None:
        written = _bounds_text(both["lower"], both["bound"])
    return diagnose("syntax/unexpected", span, "two-bounds", word=word, corrected_text=written)


def _bounds_text(lower: str, upper: str) -> str:
    """Return two bounds in the language's own form, such as `… is at least 5 kg and … is at most 6 kg`.

    If only the upper bound has a unit, both bounds get this unit.
    """
    if DAY.fullmatch(lower) and DAY.fullmatch(upper.strip()):
        return f"write both: `… is on or after {lower} and … is on or before {upper.strip()}`"
    unit = re.sub(r"^[0-9.-]+", "", upper.strip()) if re.fullmatch(r"[0-9.]+", lower) else ""
    return f"… is at least {lower}{unit} and … is at most {upper.strip()}"


def _date_with_other_word(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a date after `to` or `after`, in an entry or in the clause `in force`."""
    if not A_DAY.match(wrong.rest) or not (ROWS & wrong.expected or "THROUGH" in wrong.expected):
        return None
    return of_a_day(wrong.text, wrong.span)


def of_a_day(word: str, span: Span) -> Diagnostic | None:
    """Return the diagnostic for `until`, `since` or a similar word before a date; `None` for another word."""
    if word in ENDS:
        return diagnose("syntax/date-form", span, "until", word=word)
    if word == "after":
        return diagnose("syntax/unexpected", span, "after")
    if word in BEGINNINGS:
        return diagnose("syntax/unexpected", span, "instead", word=word, corrected_text="from")
    return None
