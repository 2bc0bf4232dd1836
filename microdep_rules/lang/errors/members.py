"""Diagnostics for several values instead of one: `is CN or RU`, `is one of CN RU`, `is in CN, RU`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.lang.errors.spelling import VALUES
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang.errors.found import Found

MEMBER = pattern(r"[A-Za-z][\w-]*")
MEMBERS = pattern(
    r"(?:(?:one|any)\s+of|,|either)?[\s(]*(?P<names>[\w-]+(?:(?:\s*,\s*|\s+or\s+|[ \t]+)[\w-]+)*)"
)
FURTHER = pattern(r"\s*or\s+(?P<name>[A-Za-z][\w-]*)(?![\w.(-])(?!\s+(?:is|of|where|at)(?![\w-]))")


def explain(found: Found) -> Diagnostic | None:
    """Return the diagnostic for several values that are not in brackets."""
    return _members_without_brackets(found) or _values(found)


def _members_without_brackets(found: Found) -> Diagnostic | None:
    """Return the diagnostic for members without brackets: `is in CN, RU`, `is in CN RU`, `is in CN or RU`."""
    said, more = [text for _, text in found.before], found.text
    if found.kind in {"COMMA", "NAME"} and found.last(2)[0] == "IN" and found.last()[0] == "NAME":
        names = [said[-1], *MEMBER.findall(found.rest if found.kind == "NAME" else found.rest[1:])]
        at = found.span if found.kind == "COMMA" else found.spans[-1].to(found.span)
        if found.new_line or (
            found.kind == "NAME" and re.match(r"[\w-]+[.(]|[\w-]+\s+(?:is|of)\b", found.rest)
        ):
            return None
    elif found.last(2)[0] in {"OR", "AND"} and found.last(4)[0] == "IN" and "IS" in found.expected:
        if not (found.ends or found.text in {"and", "or", "because"}):
            return None
        names, at, more = [said[-3], said[-1]], found.spans[-3].to(found.spans[-1]), said[-2]
    else:
        return None
    listed = [name for name in names if name.lower() not in {"the", "a", "our", "list", "table"}]
    if len(dict.fromkeys(listed)) == 1 and len(names) > 1:
        return diagnose("syntax/or-of-values", at, "list", written=f"in {listed[0]}")
    written = ", ".join(
        dict.fromkeys(n for n in names if n not in {"or", "and", more} or n == more == found.text)
    )
    return diagnose("syntax/or-of-values", at, "brackets", written=f"in ({written})")


def _values(found: Found) -> Diagnostic | None:
    """Return the diagnostic for several values after `is`: `is CN or RU`, `is CN, RU`, `is one of CN RU`."""
    kind, last = found.last()
    if found.text in {"one", "any"} and kind in {"IS", "NOT"} and re.match(r"\w+\s+of(?![\w-])", found.rest):
        written = _members(found.rest, negated=kind == "NOT")
        return diagnose("syntax/or-of-values", found.span, "one-of", word=f"{found.text} of", written=written)
    if last == "either" and kind == "NAME" and found.last(2)[0] in {"IS", "NOT"} and found.kind == "NAME":
        written = _members(found.rest, negated=found.last(2)[0] == "NOT")
        return diagnose("syntax/or-of-values", found.spans[-1], "one-of", word="either", written=written)
    if found.kind == "COMMA" and "IS" not in found.expected and (chain := _chain(found)):
        more = MEMBERS.match(found.rest)
        names = [*chain, *(re.findall(r"[\w-]+", more["names"]) if more else [])]
        written = _listed(found, names, len(chain))
        return diagnose(
            "syntax/or-of-values", found.span, "values" if written else "values-again", written=written
        )
    kinds = [each for each, _ in found.before[-6:]]
    if kinds in (["IS", "NOT", "NAME", joint, "NOT", "NAME"] for joint in ("AND", "OR")):
        span = found.spans[-3].to(found.spans[-1])
        written = f"is not in ({found.last(4)[1]}, {last})"
        return diagnose(
            "syntax/or-of-values", span, "joined", word=f"{found.last(3)[1]} not", written=written
        )
    stops = found.ends or found.text in {"and", "or", "because", ","}
    if "IS" in found.expected and stops and len(chain := _chain(found)) > 1:
        written = _listed(found, [*chain, *_further(found.rest)], len(chain))
        return diagnose("syntax/or-of-values", found.spans[-2], "" if written else "again", written=written)
    return None


def _chain(found: Found) -> list[str]:
    """Return the values after `is` that `or` joins; none if other words are between them."""
    values: list[str] = []
    for index, (kind, text) in enumerate(reversed(found.before)):
        if index % 2 == 0 and kind in VALUES - {"LOOKUP"}:
            values.insert(0, text)
        elif index % 2 == 1 and kind in {"IS", "NOT"}:
            return values
        elif index % 2 == 0 or kind != "OR":
            return []
    return []


def _further(rest: str) -> list[str]:
    """Return the further values after `CN or RU`: `or gas`, but not `or material.form is gas`."""
    values: list[str] = []
    while more := FURTHER.match(rest):
        values.append(more["name"])
        rest = rest[more.end() :]
    return values


def _listed(found: Found, values: list[str], read: int) -> str:
    """Return several values after `is` as members in brackets; empty if a value is not a word."""
    if any(not value[:1].isalpha() for value in values):
        return ""
    negated = found.last(2 * read)[0] == "NOT"
    return f"is {'not ' if negated else ''}in ({', '.join(values)})"


def _members(rest: str, *, negated: bool) -> str:
    found = MEMBERS.match(rest)
    names = [n for n in re.findall(r"[\w-]+", found["names"]) if n != "or"] if found else []
    if len(names) == 1 and "(" not in rest:  # the name of a list, or the only member
        return f"is {'not ' if negated else ''}in {names[0]}"
    return f"is {'not ' if negated else ''}in ({', '.join(names) or 'A, B'})"
