"""What is said of a word or sign that cannot stand where it stands: the most precise sentence that fits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error
from microdep_rules.lang.errors import foreign, limbs, units
from microdep_rules.lang.errors.found import (
    CLAUSE_WORDS,
    DESCRIBED,
    FEW,
    QUIET,
    described,
    in_words,
    listed_clauses,
)
from microdep_rules.lang.errors.spots import spot, visible
from microdep_rules.lang.reserved import BODY_CLAUSES, DECLARATIONS, HEAD_CLAUSES, RESERVED
from microdep_rules.suggest import distance, nearest

if TYPE_CHECKING:
    from microdep_rules.lang.errors.found import Found

OPERATORS = ("at least", "at most", "more than", "less than", "not in", "is not", "is in")
ORDERED = {"least": "at least", "most": "at most", "more": "more than", "less": "less than"}
NEVER_NAMES = frozenset({*DECLARATIONS, "all", "any", "every", "known", "no", "one", "unknown"})

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
"""Words authors write that are too far from the right one for an edit distance."""

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
"""Comparisons of other languages, and what stands for them here."""

OWN_NAMES = frozenset({"content", "count", "mass", "number", "share"})
"""Names of the language that are near some word of it and never a misspelling."""

VALUES = frozenset({"NAME", "LOOKUP", "STRING", "NUMBER", "PERCENT", "QUANTITY", "DATE"})
CELLS = VALUES | {"CITES", "COMMA", "FROM", "THROUGH", "BEFORE", "ONWARD", "OF", "OR"}
CONDITION_STARTS = frozenset({"WHEN", "FORBID", "REQUIRE", "WHERE", "HAS", "AND", "OR", "NOT"})
COMPARISONS = frozenset({"IS", "THAN", "LEAST", "MOST", "NOT", "IN"})
GOES_ON = re.compile(r"[A-Za-z][\w-]*\s+(?:where|is|at\s+any)(?![\w-])")
OF_NAMES = frozenset({"ANY", "AS", "EARLIER", "LATER", "NOT", "ONE", "UNKNOWN"})
"""Words that may stand for a name or date, or before one."""


def explain(found: Found) -> Diagnostic:
    """The most precise sentence that fits."""
    return (
        _run_together(found)
        or units.explain(found, _near(found))
        or limbs.explain(found)
        or foreign.explain(found)
        or _written_otherwise(found)
        or _comparison(found)
        or _value(found)
        or _condition(found)
        or _entry(found)
        or _misspelt(found)
        or _out_of_order(found)
        or _word_missing(found)
        or _something_missing(found)
        or _generic(found)
    )


# ---- one kind of mistake each --------------------------------------------------------------------


def _run_together(found: Found) -> Diagnostic | None:
    """`atleast`, `not_in`: an operator read as a name, noticed one word later."""
    kind, word = found.last()
    folded = word.replace("_", "").replace("-", "").lower()
    for operator in OPERATORS if kind == "NAME" else ():
        if folded == operator.replace(" ", ""):
            return error(
                "syntax/operator-run-together",
                f"`{word}` is not a comparison",
                Label(found.spans[-1]),
                help=f"write `is {operator.removeprefix('is ')}`",
            )
    return None


def _written_otherwise(found: Found) -> Diagnostic | None:
    """Signs and words that people write and the language does not have."""
    text = found.text.lower()
    if text == "until":
        return found.say(
            "until",
            "`until` does not say whether its day counts",
            "write `through` (day included) or `before`",
        )
    if text in FOREIGN:
        return found.say("misspelt-word", f"{found.shown} is not a comparison", f"write `{FOREIGN[text]}`")
    if found.kind in {"LABEL", *VALUES} or not text:
        return None
    known = spot(found.text)
    return found.say(*known) if known is not None else None


def _comparison(found: Found) -> Diagnostic | None:
    """A comparison with a word too few."""
    kind, last = found.last()
    compared = "IS" in found.expected
    if found.text == "is" and kind == "IS":
        return found.say(
            "word-missing", "a value is missing between `is` and `is`", "say what it is, or remove one"
        )
    if found.kind == "OR" and "OR" not in found.expected and not compared and kind in {"IS", "NAME", "NOT"}:
        return found.say(
            "or-of-values", "`or` stands between conditions, not between values", "write `is in (a, b)`"
        )
    if found.text in ORDERED and kind == "AT" and found.last(2)[0] not in {"IS", "NOT"}:
        return _is_missing(found, ORDERED[found.text])
    if compared and found.text in {*ORDERED, "in", "not", "at"}:
        return _is_missing(found, ORDERED.get(found.text, found.text))
    if found.text in {"least", "most"} and kind in {"IS", "NOT"}:
        way_out = f"write `is {ORDERED[found.text]}`"
        return found.say("word-missing", f"`at` is missing before `{found.text}`", way_out)
    if kind in {"MORE", "LESS"} and found.expected == {"THAN"}:
        return found.say("word-missing", f"`than` is missing after `{last}`", f"write `{last} than`")
    if kind == "AT" and "LEAST" in found.expected:
        return found.say(
            "word-missing", "`least` or `most` is missing after `at`", "write `at least` or `at most`"
        )
    return None


def _is_missing(found: Found, word: str) -> Diagnostic:
    return found.say("is-missing", "`is` is missing before the comparison", f"write `is {word}`")


def _value(found: Found) -> Diagnostic | None:
    """Nothing behind `is`, or behind `where`."""
    kind, last = found.last()
    if not (found.ends or found.text in {"and", "where", "has", "out", "because"}):
        return None
    if kind in COMPARISONS and found.expected & VALUES and not (kind == "NOT" and "IS" in found.expected):
        if kind == "NOT" and found.last(2)[0] != "IS":
            return _condition_missing(found, last)
        return found.say(
            "value-missing", f"a value is missing after `{last}`", "say what it is compared with"
        )
    if kind in CONDITION_STARTS and "NAME" in found.expected and "IS" not in found.expected:
        return _condition_missing(found, last)
    return None


def _condition_missing(found: Found, last: str) -> Diagnostic:
    return found.say(
        "condition-missing", f"a condition is missing after `{last}`", f"say what has to hold after `{last}`"
    )


def _condition(found: Found) -> Diagnostic | None:
    """A condition that stops half way, or one that begins without the word before it."""
    stops = found.ends or found.text in {"and", "or", "out", "has", "because"}
    if "WHERE" in found.expected and found.begins_condition:
        return found.say(
            "where-missing", "`where` or the next clause is expected here", "write `where` before a condition"
        )
    if "HAS" in found.expected and (found.ends or found.begins_condition):
        return found.say(
            "every-without-has",
            "`every … where …` says nothing yet",
            "add `has` and what each of them must be",
        )
    if "IS" in found.expected and stops:
        if _in_clause(found, "SHARE", "LARGEST"):
            return found.say(
                "comparison-missing", "this share is compared with nothing", "add `is at least …` or the like"
            )
        listed = _in_clause(found, "WHERE")
        return found.say(
            "comparison-missing",
            "this is compared with nothing",
            "write `any`, `every` or `no` in front of a list"
            if listed
            else "add a comparison, for example `is …` or `is at least …`",
        )
    if found.expected == {"LABEL"}:
        return found.say("limb-without-label", "a limb needs a label", "give it the law's letter, or `(-)`")
    if found.rest.startswith("any tier"):
        return found.say("word-missing", "`at` is missing before `any tier`", "write `at any tier`")
    if found.kind not in VALUES or _near(found):
        return None
    continues = GOES_ON.match(found.rest)
    if "IS" in found.expected and not (continues and "OF" in found.expected):
        return found.say(
            "is-missing", f"`is` is missing before {found.shown}", "write `is`, `is not` or `is in`"
        )
    if "OF" in found.expected and found.last()[0] == "NAME" and not found.begins_condition:
        return found.say(
            "word-missing", f"`of` is missing before {found.shown}", "write `of` between two names"
        )
    return None


def _in_clause(found: Found, *kinds: str) -> bool:
    """Whether one of these words was read since the clause or limb began."""
    for kind, text in reversed(found.before):
        if kind in kinds:
            return True
        if kind in {"LABEL", "AND", "OR", "LPAR"} or (text in BODY_CLAUSES and kind != "OF"):
            return False
    return False


def _entry(found: Found) -> Diagnostic | None:
    if "CITES" not in found.expected or not found.expected - {"VARIANT", "COUNTS"} <= CELLS:
        return None
    if found.text in CLAUSE_WORDS and found.text not in {"variant", "contested", "in"} and not found.new_line:
        return None
    return found.say("row-without-cites", "this entry does not cite its source", 'end it with `cites "…"`')


def _misspelt(found: Found) -> Diagnostic | None:
    near = _near(found)
    if not near:
        return None
    return error(
        "syntax/misspelt-word",
        f"{found.shown} is not a word that can stand here",
        Label(found.span),
        help=f"did you mean `{near[0]}`?",
    )


def _near(found: Found) -> list[str]:
    """The words of the language that could stand here and are near to what does."""
    text = found.text
    if not text or text in RESERVED or text in OWN_NAMES or not text[0].isalpha():
        return []
    known = [e.lower() for e in found.expected if e.isalpha() and e not in VALUES and e not in DESCRIBED]
    stem = STEMS.get(text.lower())
    if stem in known:
        return [stem]
    if text.lower() in known:
        return [text.lower()]
    reach = 1 if len(text) <= 4 else 2  # noqa: PLR2004 - two edits make another word of a short one
    return [w for w in nearest(text, known) if text.islower() and distance(text, w) <= reach]


def _out_of_order(found: Found) -> Diagnostic | None:
    if found.text == "in" and found.rest.split()[1:2] == ["force"] and "FORCE" not in found.expected:
        return found.say(
            "clause-order",
            "`in force` stands after the body has begun",
            "move `in force` up, before the first clause of the body",
        )
    if found.text in HEAD_CLAUSES and found.kind != "IN" and "APPLIES" in found.expected:
        return found.say(
            "clause-order",
            f"`{found.text}` stands after the body has begun",
            f"move `{found.text}` up, before the first clause of the body",
        )
    return None


def _word_missing(found: Found) -> Diagnostic | None:
    """One word of the language was left out, or the word that begins a clause."""
    before = f" before {found.shown}" if found.text else ""
    if "COMMA" in found.expected and found.text in {"and", "else"} and "IS" not in found.expected:
        comma = "`,`" if found.text == "else" else "`,` for `and`"
        return found.say("word-missing", f"{comma} is missing here", f"write {comma}")
    if "EQUAL" in found.expected and found.last(2)[0] == "FOR" and not found.ends:
        message = f"`=` is missing before {found.shown}"
        return found.say("word-missing", message, "write `=` and the condition")
    if "BY" in found.expected and found.text in {"for", "of"} and found.last(2)[0] == "TABLE":
        message = f"a table has its key behind `by`, and not {found.shown}"
        return found.say("word-missing", message, "write `by`")
    if len(found.expected) == 1 and found.expected.isdisjoint(VALUES | {"LABEL", "$END"}):
        word = described(next(iter(found.expected)))
        return found.say(
            "word-missing", f"{word} is missing{before}", f"write {word}{' first' if before else ''}"
        )
    if found.expected == {"RPAR", "COMMA"} and found.kind in VALUES:
        return found.say("word-missing", f"`,` is missing before {found.shown}", f"write `, {found.text}`")
    if "RPAR" in found.expected and found.ends and "COMMA" in found.expected:
        return found.say("word-missing", f"`)` is missing{before}", "close the bracket")
    if found.text == "is" and "NAME" in found.expected:
        return found.say("word-missing", "a name is missing before `is`", "say what is compared")
    clauses = [e for e in found.expected if e.lower() in CLAUSE_WORDS]
    if found.kind in {"NAME", "LOOKUP", "ANY", "EVERY", "NO", "NOT", "LPAR"} and "AND" in found.expected:
        words = "`and`, `or`" + (", a label" if "LABEL" in found.expected else "")
        clause = " or a clause word" if clauses else ""
        return found.say(
            "word-missing",
            f"{words}{clause} is missing before {found.shown}",
            "say how it goes with what stands before",
        )
    if len(clauses) >= FEW and found.text and found.text not in CLAUSE_WORDS:
        return found.say(
            "clause-word-missing",
            f"{found.shown} follows a complete clause",
            f"begin the next clause with its word, such as {listed_clauses(clauses)}",
        )
    return None


def _something_missing(found: Found) -> Diagnostic | None:
    """A name or value was left out, or a word of the language stands for a name."""
    if not found.expected - QUIET <= VALUES | OF_NAMES or not found.before:
        return None
    if "NAME" in found.expected and found.text in RESERVED:
        is_clause = found.text in CLAUSE_WORDS and not found.new_line
        if found.text in NEVER_NAMES or is_clause or _is_a_declared_name(found):
            return found.say(
                "reserved-word",
                f"{found.shown} is a word of the language and cannot be a name",
                f'choose another name, or write `"{found.text}"` where a text can stand',
            )
    wanted = in_words(found.expected)
    last = visible(found.last()[1])
    return found.say("word-missing", f"{wanted} is missing after `{last}`", f"write {wanted} after `{last}`")


def _is_a_declared_name(found: Found) -> bool:
    """Whether it stands as the name of a declaration, with what goes on behind a name: `table most by …`."""
    follows = found.rest.split()[1:2]
    is_first = found.last()[1] in DECLARATIONS and not found.new_line
    return is_first and (not follows or follows[0] in RESERVED | {"="})


def _generic(found: Found) -> Diagnostic:
    wanted = in_words(found.expected)
    if not found.text:
        return found.say(
            "unexpected-end", "the declaration ends too early", f"write {wanted}", f"expected {wanted}"
        )
    return found.say(
        "unexpected-word", f"{found.shown} cannot stand here", f"write {wanted}", f"expected {wanted}"
    )
