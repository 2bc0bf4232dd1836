"""Diagnostics for words and signs that authors know from other languages, such as `contains`."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from microdep_rules.lang.errors import members
from microdep_rules.lang.errors.spelling import VALUES
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.fields import record_types

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang.errors.wrong_word import WrongWord
    from microdep_rules.source import Span

MORE = frozenset({"greater", "bigger", "larger", "higher", "above", "over"})
LESS = frozenset({"smaller", "lower", "fewer", "under", "below"})
CONDITION_STARTS = frozenset({"WHEN", "FORBID", "REQUIRE", "WHERE", "HAS", "AND", "OR", "NOT", "LABEL"})
WINDOW = frozenset({"FROM", "THROUGH", "BEFORE", "DATE", "NAME", "LATER", "EARLIER", "OF", "AND"})
EXPECTED = frozenset({"share", "missing", "disqualified", "not", "because"})
CLAUSES_OF_CONDITIONS = frozenset({"ESCALATE", "FORBID", "REQUIRE", "APPLIES", "BUT", "EXCLUDES", "OBTAIN"})
CONTENTS = frozenset({"content", "specified-maximum"})
SEARCH = (
    r"(?i:contains?|includes?|i?like|match(?:es)?|(?:starts|begins|ends)(?:\s+with)?|startswith|endswith"
    r"|does\s+not\s+contain|doesn't\s+contain|not\s+like)\s+[\"']"
)
"""Words of other languages for a search inside a text, such as `contains` and `like`."""
ARTICLES = frozenset({"a", "an", "the", "that", "this", "its"})


def explain(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a form that comes from another language; `None` for other mistakes."""
    return (
        _article(wrong)
        or _more_or_less(wrong)
        or _from_or_through(wrong)
        or members.explain(wrong)
        or _content(wrong)
        or _contains(wrong)
        or _in_the_list(wrong)
        or _owned_by(wrong)
        or _of_an_element(wrong)
        or _other_comparison(wrong)
        or _exception(wrong)
        or _every(wrong)
        or _in_force(wrong)
        or _expectation(wrong)
    )


def _more_or_less(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a wrong form such as `is greater than` or `is less or equal`."""
    kind, last = wrong.last()
    word = last.lower()
    equal = re.match(r"(?:than\s+)?or\s+equal", wrong.rest) is not None
    if kind == "NAME" and word in MORE | LESS and wrong.last(2)[0] in {"IS", "NOT"}:
        if wrong.text != "than" and wrong.kind not in VALUES:
            return None
        meant = (
            ("at least" if equal else "more than") if word in MORE else ("at most" if equal else "less than")
        )
        return diagnose(
            "syntax/unexpected", wrong.spans[-1], "comparison", word=last, corrected_text=f"is {meant}"
        )
    if wrong.text == "or" and equal and kind in {"MORE", "LESS", "THAN"}:
        first = wrong.last(2)[0] if kind == "THAN" else kind
        meant = "at least" if first == "MORE" else "at most"
        return diagnose(
            "syntax/unexpected", wrong.span, "comparison", word="or equal", corrected_text=f"is {meant}"
        )
    return None


def _article(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a superfluous word: `forbid the component.origin is CN`, `forbid that …`."""
    kind, last = wrong.last()
    if wrong.last(2)[0] not in CONDITION_STARTS | {"OF", "IS", "THAN", "TO", "EVERY", "ANY", "NO"}:
        return None
    if kind != "NAME" or last.lower() not in ARTICLES or wrong.kind not in {"NAME", "LOOKUP"}:
        return None
    if [text for _, text in wrong.before[-3:-1]] in (["there", "is"], ["there", "are"]):
        span = wrong.spans[-3].to(wrong.spans[-1])
        return diagnose(
            "syntax/unexpected",
            span,
            "instead",
            word="there is",
            corrected_text=f"any {wrong.text} … where …",
        )
    return diagnose("syntax/unexpected", wrong.spans[-1], "remove", word=last)


def _from_or_through(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a comparison such as `is from 2026-01-01` or `is through 2026-12-31`."""
    meant = {"from": "is on or after", "through": "is on or before"}
    if wrong.last()[0] not in {"IS", "NOT"} or wrong.text not in meant:
        return None
    return diagnose(
        "syntax/unexpected", wrong.span, "comparison", word=wrong.text, corrected_text=meant[wrong.text]
    )


def _content(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for the wrong forms `content of Pb in material` and `Pb content`."""
    kind, last = wrong.last()
    if wrong.text in {"in", "within"} and wrong.last(2)[0] == "OF" and wrong.last(3)[1] in CONTENTS:
        return diagnose(
            "syntax/unexpected",
            wrong.span,
            "content",
            word=wrong.text,
            corrected_text=f"{wrong.last(3)[1]} of {last}",
        )
    if wrong.text in CONTENTS and kind == "NAME" and wrong.last(2)[0] in CONDITION_STARTS:
        return diagnose(
            "syntax/unexpected",
            wrong.span,
            "instead",
            word=wrong.text,
            corrected_text=f"{wrong.text} of {last}",
        )
    return None


def _contains(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a wrong form such as `component contains lead`."""
    kind, last = wrong.last()
    if re.match(SEARCH, wrong.rest) is not None and kind in {"NAME", "FIELD"}:
        return _search(wrong, wrong.span, wrong.text, wrong.before)
    if wrong.kind == "STRING" and last == "like" and wrong.last(2)[1] == "is":
        return _search(wrong, wrong.spans[-1], last, wrong.before[:-2])
    if wrong.text not in {"contains", "contain", "includes", "comprises"} or kind not in {"NAME", "FIELD"}:
        return None
    holder = last if kind == "NAME" else "…"
    written = f"any material of {holder} where material.substance is …"
    return diagnose("syntax/unexpected", wrong.span, "comparison", word=wrong.text, corrected_text=written)


def _search(wrong: WrongWord, span: Span, word: str, before: list[tuple[str, str]]) -> Diagnostic:
    """Return the error for a search inside a text; for a company, the help suggests a list of companies."""
    company = _path_of_company(before)
    name = re.search(r"[\"']([^\"'\n]*)", wrong.rest)
    if not company or name is None:
        return diagnose("syntax/unexpected", span, "search", word=word)
    return diagnose(
        "syntax/unexpected", span, "search-company", word=word, field=company, name=f'"{name[1]}"'
    )


def _path_of_company(words: list[tuple[str, str]]) -> str:
    """Return the path of a company, such as `component.manufacturer`, if a rule searches in its name.

    The result is empty if the rule searches in another text.
    """
    path: list[str] = []
    for kind, text in reversed(words):
        path.insert(0, text)
        if kind != "FIELD":
            break
    if path[-1:] == [".name"]:
        path.pop()
    return "".join(path) if path and path[-1].lstrip(".").replace("-", "_") in _company_fields() else ""


@cache
def _company_fields() -> frozenset[str]:
    """Return the word `party`, and the names of the fields whose value is a company."""
    fields = (field for record in record_types().values() for field in record.fields.values())
    return frozenset(field.name for field in fields if field.type.target == "party") | {"party"}


def _in_the_list(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for the wrong forms `is in the list covered` and `is in list covered`."""
    named = re.match(r"list\s+(?P<name>[a-z][\w-]*)", wrong.rest)
    before = [text for _, text in wrong.before[-2:]]
    if wrong.text != "list" or named is None or "in" not in before or wrong.new_line:
        return None
    return diagnose(
        "syntax/unexpected", wrong.span, "instead", word="list", corrected_text=f"in {named['name']}"
    )


def _owned_by(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for the wrong form `component.manufacturer is owned by CN`."""
    kind, last = wrong.last()
    if wrong.text != "by" or kind != "NAME" or last not in {"owned", "held", "controlled"}:
        return None
    return diagnose("syntax/unexpected", wrong.spans[-1].to(wrong.span), "owned-by", word=f"{last} by")


def _of_an_element(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a condition such as `any material is Pb`, in which `where` is missing."""
    quantifier = _quantifier(wrong)
    if not quantifier:
        return None
    if wrong.text in {"has", "have", "with", "which", "that", "whose"}:
        return diagnose("syntax/word-missing", wrong.span, "where-for", word=wrong.text)
    if wrong.text in {"is", "are"}:
        word = "has" if quantifier == "EVERY" else "where"
        return diagnose("syntax/word-missing", wrong.span, "where-again", keyword=word, word=wrong.text)
    return None


def _quantifier(wrong: WrongWord) -> str:
    """Return the quantifier, such as `any`, before the list that ends at the wrong word.

    The result is empty if the list already has `where`.
    """
    for kind, _ in reversed(wrong.before):
        if kind in {"ANY", "NO", "EVERY"}:
            return kind
        if kind not in {"NAME", "OF", "AT", "TIER", "FIELD"}:
            break
    return ""


def _other_comparison(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for the wrong forms `is equal to` and `is not known`, and for `if`."""
    kind, last = wrong.last()
    if wrong.text in {"known", "unknown"} and kind == "NOT" and wrong.last(2)[0] == "IS":
        return _not_known(wrong)
    if kind != "NAME":
        return None
    span, before = wrong.spans[-1], wrong.last(2)[0]
    if last in {"equal", "equals"} and wrong.text == "to":
        return diagnose("syntax/unexpected", span, "comparison", word=last, corrected_text="is")
    if last == "if" and before in CONDITION_STARTS:
        return diagnose("syntax/unexpected", span, "remove", word="if")
    return None


def _not_known(wrong: WrongWord) -> Diagnostic:
    """Return the diagnostic for `is not known`; only `escalate when` may test whether a fact is known."""
    clause = next((kind for kind, _ in reversed(wrong.before) if kind in CLAUSES_OF_CONDITIONS), "")
    meant = "unknown" if wrong.text == "known" else "known"
    if clause != "ESCALATE":
        return diagnose("syntax/unexpected", wrong.span, "not-known", word=wrong.text)
    return diagnose(
        "syntax/unexpected",
        wrong.span,
        "comparison",
        word=f"is not {wrong.text}",
        corrected_text=f"is {meant}",
    )


def _exception(wrong: WrongWord) -> Diagnostic | None:
    if wrong.text.lower() not in {"unless", "except"}:
        return None
    return diagnose("syntax/exception-inside", wrong.span, word=wrong.text)


def _every(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for the wrong forms `applies to each …` and `applies to all …`."""
    kind, last = wrong.last()
    if last == "each" and kind == "NAME" and wrong.last(2)[0] == "TO" and wrong.kind == "NAME":
        return diagnose(
            "syntax/unexpected", wrong.spans[-1], "misspelt-word", word=last, similar_word="every"
        )
    if wrong.text in {"all", "any"} and kind == "TO" and "EVERY" in wrong.expected:
        return diagnose(
            "syntax/unexpected", wrong.span, "misspelt-word", word=wrong.text, similar_word="every"
        )
    return None


def _in_force(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for `in force` without `by DAY date`, which names the contract date."""
    at = max((i for i, (kind, _) in enumerate(wrong.before) if kind == "FORCE"), default=-1)
    if at < 0 or "BY" not in wrong.expected or not {kind for kind, _ in wrong.before[at + 1 :]} <= WINDOW:
        return None
    if wrong.kind == "DATE" and "FROM" in wrong.expected:
        return diagnose(
            "syntax/word-missing",
            wrong.span,
            "before",
            missing_word="`from`",
            word=wrong.text,
            corrected_text=f"from {wrong.text}",
        )
    if wrong.text in {"after", "since"} and "FROM" in wrong.expected:
        return diagnose("syntax/unexpected", wrong.span, "instead", word=wrong.text, corrected_text="from")
    if not wrong.ends and wrong.text:
        return None
    return diagnose("syntax/word-missing", wrong.spans[at - 1].to(wrong.spans[-1]), "in-force")


def _expectation(wrong: WrongWord) -> Diagnostic | None:
    if wrong.text not in EXPECTED or "COMMA" not in wrong.expected:
        return None
    if not any(kind == "EXPECT" for kind, _ in wrong.before):
        return None
    return diagnose(
        "syntax/word-missing",
        wrong.span,
        "before",
        missing_word="`,`",
        word=wrong.text,
        corrected_text=f", {wrong.text}",
    )
