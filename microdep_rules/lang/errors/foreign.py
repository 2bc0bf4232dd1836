"""Diagnostics for comparisons, lists of values and clauses in the form of other languages."""

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
    from microdep_rules.lang.errors.found import Found
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


def explain(found: Found) -> Diagnostic | None:
    """Return the diagnostic for a form of another language."""
    return (
        _article(found)
        or _more_or_less(found)
        or _from_or_through(found)
        or members.explain(found)
        or _content(found)
        or _contains(found)
        or _in_the_list(found)
        or _owned_by(found)
        or _of_an_element(found)
        or _other_comparison(found)
        or _exception(found)
        or _every(found)
        or _in_force(found)
        or _expectation(found)
    )


def _more_or_less(found: Found) -> Diagnostic | None:
    """Return the diagnostic for `is greater than`, `is above` or `is less or equal`."""
    kind, last = found.last()
    word = last.lower()
    equal = re.match(r"(?:than\s+)?or\s+equal", found.rest) is not None
    if kind == "NAME" and word in MORE | LESS and found.last(2)[0] in {"IS", "NOT"}:
        if found.text != "than" and found.kind not in VALUES:
            return None
        meant = (
            ("at least" if equal else "more than") if word in MORE else ("at most" if equal else "less than")
        )
        return diagnose("syntax/unexpected", found.spans[-1], "comparison", word=last, written=f"is {meant}")
    if found.text == "or" and equal and kind in {"MORE", "LESS", "THAN"}:
        first = found.last(2)[0] if kind == "THAN" else kind
        meant = "at least" if first == "MORE" else "at most"
        return diagnose("syntax/unexpected", found.span, "comparison", word="or equal", written=f"is {meant}")
    return None


def _article(found: Found) -> Diagnostic | None:
    """Return the diagnostic for a superfluous word: `forbid the component.origin is CN`, `forbid that …`."""
    kind, last = found.last()
    if found.last(2)[0] not in CONDITION_STARTS | {"OF", "IS", "THAN", "TO", "EVERY", "ANY", "NO"}:
        return None
    if kind != "NAME" or last.lower() not in ARTICLES or found.kind not in {"NAME", "LOOKUP"}:
        return None
    if [text for _, text in found.before[-3:-1]] in (["there", "is"], ["there", "are"]):
        span = found.spans[-3].to(found.spans[-1])
        return diagnose(
            "syntax/unexpected", span, "instead", word="there is", written=f"any {found.text} … where …"
        )
    return diagnose("syntax/unexpected", found.spans[-1], "remove", word=last)


def _from_or_through(found: Found) -> Diagnostic | None:
    """Return the diagnostic for `is from 2026-01-01` or `is through …`."""
    meant = {"from": "is on or after", "through": "is on or before"}
    if found.last()[0] not in {"IS", "NOT"} or found.text not in meant:
        return None
    return diagnose("syntax/unexpected", found.span, "comparison", word=found.text, written=meant[found.text])


def _content(found: Found) -> Diagnostic | None:
    """Return the diagnostic for `content of Pb in material` or `Pb content`."""
    kind, last = found.last()
    if found.text in {"in", "within"} and found.last(2)[0] == "OF" and found.last(3)[1] in CONTENTS:
        return diagnose(
            "syntax/unexpected",
            found.span,
            "content",
            word=found.text,
            written=f"{found.last(3)[1]} of {last}",
        )
    if found.text in CONTENTS and kind == "NAME" and found.last(2)[0] in CONDITION_STARTS:
        return diagnose(
            "syntax/unexpected", found.span, "instead", word=found.text, written=f"{found.text} of {last}"
        )
    return None


def _contains(found: Found) -> Diagnostic | None:
    """Return the diagnostic for `component contains lead` or `component has material Pb`."""
    kind, last = found.last()
    if re.match(SEARCH, found.rest) is not None and kind in {"NAME", "FIELD"}:
        return _search(found, found.span, found.text, found.before)
    if found.kind == "STRING" and last == "like" and found.last(2)[1] == "is":
        return _search(found, found.spans[-1], last, found.before[:-2])
    if found.text not in {"contains", "contain", "includes", "comprises"} or kind not in {"NAME", "FIELD"}:
        return None
    holder = last if kind == "NAME" else "…"
    written = f"any material of {holder} where material.substance is …"
    return diagnose("syntax/unexpected", found.span, "comparison", word=found.text, written=written)


def _search(found: Found, span: Span, word: str, before: list[tuple[str, str]]) -> Diagnostic:
    """Return the error for a search inside a text; for a company, the help suggests a list of companies."""
    company = _path_of_company(before)
    name = re.search(r"[\"']([^\"'\n]*)", found.rest)
    if not company or name is None:
        return diagnose("syntax/unexpected", span, "search", word=word)
    return diagnose(
        "syntax/unexpected", span, "search-company", word=word, field=company, name=f'"{name[1]}"'
    )


def _path_of_company(words: list[tuple[str, str]]) -> str:
    """Return the path of a company, if the rule searches in the company's name; empty for other texts."""
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
    """Return the names of the fields with a company as value, and the word `party`."""
    fields = (field for record in record_types().values() for field in record.fields.values())
    return frozenset(field.name for field in fields if field.type.target == "party") | {"party"}


def _in_the_list(found: Found) -> Diagnostic | None:
    """Return the diagnostic for `is in the list covered` or `is in list covered`."""
    named = re.match(r"list\s+(?P<name>[a-z][\w-]*)", found.rest)
    before = [text for _, text in found.before[-2:]]
    if found.text != "list" or named is None or "in" not in before or found.new_line:
        return None
    return diagnose("syntax/unexpected", found.span, "instead", word="list", written=f"in {named['name']}")


def _owned_by(found: Found) -> Diagnostic | None:
    """Return the diagnostic for `component.manufacturer is owned by CN`."""
    kind, last = found.last()
    if found.text != "by" or kind != "NAME" or last not in {"owned", "held", "controlled"}:
        return None
    return diagnose("syntax/unexpected", found.spans[-1].to(found.span), "owned-by", word=f"{last} by")


def _of_an_element(found: Found) -> Diagnostic | None:
    """Return the diagnostic for a condition on an element without `where`: `any material is Pb`."""
    quantifier = _quantifier(found)
    if not quantifier:
        return None
    if found.text in {"has", "have", "with", "which", "that", "whose"}:
        return diagnose("syntax/word-missing", found.span, "where-for", word=found.text)
    if found.text in {"is", "are"}:
        word = "has" if quantifier == "EVERY" else "where"
        return diagnose("syntax/word-missing", found.span, "where-again", keyword=word, word=found.text)
    return None


def _quantifier(found: Found) -> str:
    """Return the quantifier (`any`) of the list that ends here, if no `where` follows."""
    for kind, _ in reversed(found.before):
        if kind in {"ANY", "NO", "EVERY"}:
            return kind
        if kind not in {"NAME", "OF", "AT", "TIER", "FIELD"}:
            break
    return ""


def _other_comparison(found: Found) -> Diagnostic | None:
    """Return the diagnostic for `is equal to`, of `is not known`, and of `if` before a condition."""
    kind, last = found.last()
    if found.text in {"known", "unknown"} and kind == "NOT" and found.last(2)[0] == "IS":
        return _not_known(found)
    if kind != "NAME":
        return None
    span, before = found.spans[-1], found.last(2)[0]
    if last in {"equal", "equals"} and found.text == "to":
        return diagnose("syntax/unexpected", span, "comparison", word=last, written="is")
    if last == "if" and before in CONDITION_STARTS:
        return diagnose("syntax/unexpected", span, "remove", word="if")
    return None


def _not_known(found: Found) -> Diagnostic:
    """Return the diagnostic for `is not known`; only `escalate when` may test whether a fact is known."""
    clause = next((kind for kind, _ in reversed(found.before) if kind in CLAUSES_OF_CONDITIONS), "")
    meant = "unknown" if found.text == "known" else "known"
    if clause != "ESCALATE":
        return diagnose("syntax/unexpected", found.span, "not-known", word=found.text)
    return diagnose(
        "syntax/unexpected", found.span, "comparison", word=f"is not {found.text}", written=f"is {meant}"
    )


def _exception(found: Found) -> Diagnostic | None:
    if found.text.lower() not in {"unless", "except"}:
        return None
    return diagnose("syntax/exception-inside", found.span, word=found.text)


def _every(found: Found) -> Diagnostic | None:
    """Return the diagnostic for `applies to each component` or `applies to all components`."""
    kind, last = found.last()
    if last == "each" and kind == "NAME" and found.last(2)[0] == "TO" and found.kind == "NAME":
        return diagnose("syntax/unexpected", found.spans[-1], "misspelt-word", word=last, near="every")
    if found.text in {"all", "any"} and kind == "TO" and "EVERY" in found.expected:
        return diagnose("syntax/unexpected", found.span, "misspelt-word", word=found.text, near="every")
    return None


def _in_force(found: Found) -> Diagnostic | None:
    """Return the diagnostic for `in force` without the contract date that decides."""
    at = max((i for i, (kind, _) in enumerate(found.before) if kind == "FORCE"), default=-1)
    if at < 0 or "BY" not in found.expected or not {kind for kind, _ in found.before[at + 1 :]} <= WINDOW:
        return None
    if found.kind == "DATE" and "FROM" in found.expected:
        return diagnose(
            "syntax/word-missing",
            found.span,
            "before",
            missing="`from`",
            word=found.text,
            written=f"from {found.text}",
        )
    if found.text in {"after", "since"} and "FROM" in found.expected:
        return diagnose("syntax/unexpected", found.span, "instead", word=found.text, written="from")
    if not found.ends and found.text:
        return None
    return diagnose("syntax/word-missing", found.spans[at - 1].to(found.spans[-1]), "in-force")


def _expectation(found: Found) -> Diagnostic | None:
    if found.text not in EXPECTED or "COMMA" not in found.expected:
        return None
    if not any(kind == "EXPECT" for kind, _ in found.before):
        return None
    return diagnose(
        "syntax/word-missing", found.span, "before", missing="`,`", word=found.text, written=f", {found.text}"
    )
