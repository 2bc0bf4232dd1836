"""Diagnostics for comparisons that the language does not have, such as `is within covered`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.lang.errors.wrong_word import CLAUSE_WORDS
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang.errors.wrong_word import WrongWord

OTHERWISE = {
    "within": "in",
    "inside": "in",
    "among": "in",
    "amongst": "in",
    "outside": "not in",
    "minimum": "at least",
    "min": "at least",
    "maximum": "at most",
    "max": "at most",
    "exactly": "",
    "precisely": "",
}
"""Everyday words after `is`, such as `within`, and the words of the rule language for the same comparison."""

CONTENTS = frozenset({"content", "specified-maximum"})
NEARLY = frozenset({"about", "around", "approximately", "roughly", "circa"})
BEGINS = frozenset({"NAME", "LOOKUP", "STRING", "NUMBER", "PERCENT", "QUANTITY", "DATE", "LPAR"})
NO_MORE = pattern(r"no\s+(?P<word>more|greater|less|fewer)\s+than(?![\w-])")


def explain(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a comparison in everyday words; `None` if the wrong word is no comparison."""
    return (
        _otherwise(wrong)
        or _no_more_than(wrong)
        or _contents(wrong)
        or _bracket(wrong)
        or _comma_before_a_clause(wrong)
    )


def _otherwise(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a wrong form such as `is within covered` or `is minimum 5 kg`."""
    kind, last = wrong.last()
    before = wrong.last(2)[0]
    if kind != "NAME" or before not in {"IS", "NOT"}:
        return None
    negated = "not " if before == "NOT" else ""
    if last == "up" and wrong.text == "to":
        return diagnose(
            "syntax/unexpected",
            wrong.spans[-1].to(wrong.span),
            "comparison",
            word="up to",
            corrected_text=f"is {negated}at most",
        )
    if wrong.kind not in BEGINS:
        return None
    if last in NEARLY:
        return diagnose(
            "syntax/unexpected",
            wrong.spans[-1],
            "two-bounds",
            word=last,
            corrected_text="… is at least A and … is at most B",
        )
    if last not in OTHERWISE:
        return None
    meant = OTHERWISE[last]
    if meant.startswith("not ") and negated:
        negated, meant = "", meant.removeprefix("not ")
    written = " ".join(f"is {negated}{meant}".split())
    return diagnose("syntax/unexpected", wrong.spans[-1], "comparison", word=last, corrected_text=written)


def _no_more_than(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for the wrong form `is no more than 5 kg`."""
    said = NO_MORE.match(wrong.rest)
    if wrong.last()[0] != "IS" or said is None:
        return None
    meant = "at most" if said["word"] in {"more", "greater"} else "at least"
    return diagnose(
        "syntax/unexpected",
        wrong.span,
        "comparison",
        word=" ".join(said[0].split()),
        corrected_text=f"is {meant}",
    )


def _contents(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for the wrong forms `content of any of Al, Cr` and `content of Al or Cr`."""
    if wrong.text not in {",", "or", "and"} or wrong.last()[0] != "NAME":
        return None
    at = max(
        (i for i, (_, text) in enumerate(wrong.before[-8:]) if text in {"content", "specified-maximum"}),
        default=-1,
    )
    if at < 0:
        return None
    head, *between = [text for _, text in wrong.before[-8:][at:]]
    names = between[3:] if between[:3] == ["of", "any", "of"] else between[1:]
    more = re.match(r"(?:,|or|and)\s*(?P<name>[A-Z][A-Za-z-]*)(?!\S*\s+of\b)", wrong.rest)
    if more is None or not names or any(kind != "NAME" for kind, _ in wrong.before[-len(names) :]):
        return None
    written = f"{head} of any of {' '.join([*names, more['name']])}"
    return diagnose("syntax/unexpected", wrong.span, "instead", word=wrong.text, corrected_text=written)


def _bracket(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for the wrong form `is in (CN or RU)`."""
    if wrong.text != "or" or wrong.expected != {"COMMA", "RPAR"}:
        return None
    more = re.match(r"or\s+[\w-]+", wrong.rest)
    written = more[0] if more else "or"
    return diagnose(
        "syntax/or-of-values", wrong.span, "comma", corrected_text=f",{written.removeprefix('or')}"
    )


def _comma_before_a_clause(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a comma before a clause: `is CN, cites "…"`."""
    following = re.match(r",\s*(?P<word>[a-z]+)", wrong.rest)
    if wrong.kind != "COMMA" or following is None or following["word"] not in CLAUSE_WORDS:
        return None
    if "COMMA" in wrong.expected:
        return None
    return diagnose("syntax/unexpected", wrong.span, "remove", word=",")
