"""Diagnostics for a list of values in a wrong form, such as `is CN or RU` or `is in CN, RU`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.lang.errors.spelling import VALUES
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang.errors.wrong_word import WrongWord

MEMBER = pattern(r"[A-Za-z][\w-]*")
MEMBERS = pattern(
    r"(?:(?:one|any)\s+of|,|either)?[\s(]*(?P<names>[\w-]+(?:(?:\s*,\s*|\s+or\s+|[ \t]+)[\w-]+)*)"
)
FURTHER = pattern(r"\s*or\s+(?P<name>[A-Za-z][\w-]*)(?![\w.(-])(?!\s+(?:is|of|where|at)(?![\w-]))")


def explain(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a list of values without brackets."""
    return _members_without_brackets(wrong) or _values(wrong)


def _members_without_brackets(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a list without brackets after `is in`, such as `is in CN, RU`."""
    said, more = [text for _, text in wrong.before], wrong.text
    if wrong.kind in {"COMMA", "NAME"} and wrong.last(2)[0] == "IN" and wrong.last()[0] == "NAME":
        names = [said[-1], *MEMBER.findall(wrong.rest if wrong.kind == "NAME" else wrong.rest[1:])]
        at = wrong.span if wrong.kind == "COMMA" else wrong.spans[-1].to(wrong.span)
        if wrong.new_line or (
            wrong.kind == "NAME" and re.match(r"[\w-]+[.(]|[\w-]+\s+(?:is|of)\b", wrong.rest)
        ):
            return None
    elif wrong.last(2)[0] in {"OR", "AND"} and wrong.last(4)[0] == "IN" and "IS" in wrong.expected:
        if not (wrong.ends or wrong.text in {"and", "or", "because"}):
            return None
        names, at, more = [said[-3], said[-1]], wrong.spans[-3].to(wrong.spans[-1]), said[-2]
    else:
        return None
    listed = [name for name in names if name.lower() not in {"the", "a", "our", "list", "table"}]
    if len(dict.fromkeys(listed)) == 1 and len(names) > 1:
        return diagnose("syntax/or-of-values", at, "list", corrected_text=f"in {listed[0]}")
    written = ", ".join(
        dict.fromkeys(n for n in names if n not in {"or", "and", more} or n == more == wrong.text)
    )
    return diagnose("syntax/or-of-values", at, "brackets", corrected_text=f"in ({written})")


def _values(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for several values after `is`, such as `is CN or RU` or `is one of CN RU`."""
    kind, last = wrong.last()
    if wrong.text in {"one", "any"} and kind in {"IS", "NOT"} and re.match(r"\w+\s+of(?![\w-])", wrong.rest):
        written = _members(wrong.rest, negated=kind == "NOT")
        return diagnose(
            "syntax/or-of-values", wrong.span, "one-of", word=f"{wrong.text} of", corrected_text=written
        )
    if last == "either" and kind == "NAME" and wrong.last(2)[0] in {"IS", "NOT"} and wrong.kind == "NAME":
        written = _members(wrong.rest, negated=wrong.last(2)[0] == "NOT")
        return diagnose(
            "syntax/or-of-values", wrong.spans[-1], "one-of", word="either", corrected_text=written
        )
    if wrong.kind == "COMMA" and "IS" not in wrong.expected and (chain := _chain(wrong)):
        more = MEMBERS.match(wrong.rest)
        names = [*chain, *(re.findall(r"[\w-]+", more["names"]) if more else [])]
        written = _listed(wrong, names, len(chain))
        return diagnose(
            "syntax/or-of-values", wrong.span, "values" if written else "values-again", corrected_text=written
        )
    kinds = [each for each, _ in wrong.before[-6:]]
    if kinds in (["IS", "NOT", "NAME", joint, "NOT", "NAME"] for joint in ("AND", "OR")):
        span = wrong.spans[-3].to(wrong.spans[-1])
        written = f"is not in ({wrong.last(4)[1]}, {last})"
        return diagnose(
            "syntax/or-of-values", span, "joined", word=f"{wrong.last(3)[1]} not", corrected_text=written
        )
    stops = wrong.ends or wrong.text in {"and", "or", "because", ","}
    if "IS" in wrong.expected and stops and len(chain := _chain(wrong)) > 1:
        written = _listed(wrong, [*chain, *_further(wrong.rest)], len(chain))
        return diagnose(
            "syntax/or-of-values", wrong.spans[-2], "" if written else "again", corrected_text=written
        )
    return None


def _chain(wrong: WrongWord) -> list[str]:
    """Return the values that `or` joins after `is`, as in `is CN or RU`; an empty list for other texts."""
    values: list[str] = []
    for index, (kind, text) in enumerate(reversed(wrong.before)):
        if index % 2 == 0 and kind in VALUES - {"LOOKUP"}:
            values.insert(0, text)
        elif index % 2 == 1 and kind in {"IS", "NOT"}:
            return values
        elif index % 2 == 0 or kind != "OR":
            return []
    return []


def _further(rest: str) -> list[str]:
    """Return the values that `or` adds at the beginning of `rest`, such as `gas` in `or gas`.

    A comparison after `or`, such as `or material.form is gas`, is no such value.
    """
    values: list[str] = []
    while more := FURTHER.match(rest):
        values.append(more["name"])
        rest = rest[more.end() :]
    return values


def _listed(wrong: WrongWord, values: list[str], read: int) -> str:
    """Return the text `is in (…)` with the values in brackets; empty if one of the values is not a word."""
    if any(not value[:1].isalpha() for value in values):
        return ""
    negated = wrong.last(2 * read)[0] == "NOT"
    return f"is {'not ' if negated else ''}in ({', '.join(values)})"


def _members(rest: str, *, negated: bool) -> str:
    members = MEMBERS.match(rest)
    names = [n for n in re.findall(r"[\w-]+", members["names"]) if n != "or"] if members else []
    if len(names) == 1 and "(" not in rest:  # the name of a list, or the only member
        return f"is {'not ' if negated else ''}in {names[0]}"
    return f"is {'not ' if negated else ''}in ({', '.join(names) or 'A, B'})"
