"""What is said of comparisons, lists of values and clauses that are written as other languages write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error

if TYPE_CHECKING:
    from microdep_rules.lang.errors.found import Found
    from microdep_rules.source import Span

VALUES = frozenset({"NAME", "LOOKUP", "STRING", "NUMBER", "PERCENT", "QUANTITY", "DATE"})
MORE = frozenset({"greater", "bigger", "larger", "higher", "above", "over"})
LESS = frozenset({"smaller", "lower", "fewer", "under", "below"})
CONDITION_STARTS = frozenset({"WHEN", "FORBID", "REQUIRE", "WHERE", "HAS", "AND", "OR", "NOT", "LABEL"})
WINDOW = frozenset({"FROM", "THROUGH", "BEFORE", "DATE", "NAME", "LATER", "EARLIER", "OF", "AND"})
EXPECTED = frozenset({"share", "missing", "lost", "not", "because"})
CLAUSES_OF_CONDITIONS = frozenset({"ESCALATE", "FORBID", "REQUIRE", "APPLIES", "BUT", "LOOKS"})
CONTENTS = frozenset({"content", "specified-maximum"})
ARTICLES = frozenset({"a", "an", "the", "that", "this", "its"})
MEMBER = re.compile(r"[A-Za-z][\w-]*")
MEMBERS = re.compile(
    r"(?:(?:one|any)\s+of|,|either)?[\s(]*(?P<names>[\w-]+(?:(?:\s*,\s*|\s+or\s+|[ \t]+)[\w-]+)*)"
)
FURTHER = re.compile(r"\s*or\s+(?P<name>[A-Za-z][\w-]*)(?![\w.(-])(?!\s+(?:is|of|where|at)(?![\w-]))")


def explain(found: Found) -> Diagnostic | None:
    """The sentence for a word that another language would have here."""
    return (
        _article(found)
        or _more_or_less(found)
        or _before_or_after(found)
        or _members_without_brackets(found)
        or _content(found)
        or _of_an_element(found)
        or _other_comparison(found)
        or _values(found)
        or _exception(found)
        or _every(found)
        or _in_force(found)
        or _expectation(found)
    )


def _at(code: str, span: Span, message: str, way_out: str) -> Diagnostic:
    return error(code, message, Label(span), help=way_out)


def _more_or_less(found: Found) -> Diagnostic | None:
    """`is greater than`, `is above`, `is less or equal`."""
    kind, last = found.last()
    word = last.lower()
    equal = re.match(r"(?:than\s+)?or\s+equal", found.rest) is not None
    if kind == "NAME" and word in MORE | LESS and found.last(2)[0] in {"IS", "NOT"}:
        if found.text != "than" and found.kind not in VALUES:
            return None
        meant = (
            ("at least" if equal else "more than") if word in MORE else ("at most" if equal else "less than")
        )
        return _at(
            "syntax/misspelt-word", found.spans[-1], f"`{last}` is not a comparison", f"write `is {meant}`"
        )
    if found.text == "or" and equal and kind in {"MORE", "LESS", "THAN"}:
        first = found.last(2)[0] if kind == "THAN" else kind
        meant = "at least" if first == "MORE" else "at most"
        return found.say("misspelt-word", "`or equal` is not part of a comparison", f"write `is {meant}`")
    return None


def _article(found: Found) -> Diagnostic | None:
    """`forbid the component.origin is CN`, `forbid that …`."""
    kind, last = found.last()
    if found.last(2)[0] not in CONDITION_STARTS | {"OF", "IS", "THAN", "TO", "EVERY", "ANY", "NO"}:
        return None
    if kind != "NAME" or last.lower() not in ARTICLES or found.kind not in {"NAME", "LOOKUP"}:
        return None
    message = f"the language has no word `{last}` in front of a name"
    return _at("syntax/misspelt-word", found.spans[-1], message, f"leave `{last}` out")


def _before_or_after(found: Found) -> Diagnostic | None:
    """`is after 2026-01-01`, `is before …`."""
    if found.last()[0] not in {"IS", "NOT"} or found.text not in {"before", "after", "from", "through"}:
        return None
    meant = {"before": "is less than", "after": "is more than", "through": "is at most"}
    way_out = f"write `{meant.get(found.text, 'is')}`" + (", also of days" if found.text in meant else "")
    return found.say("misspelt-word", f"{found.shown} is not a comparison", way_out)


def _members_without_brackets(found: Found) -> Diagnostic | None:
    """`is in CN, RU`, `is in CN RU`, `is in CN or RU`: the members of a list without brackets."""
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
    message = "members of a list stand in brackets, with commas between"
    written = ", ".join(
        dict.fromkeys(n for n in names if n not in {"or", "and", more} or n == more == found.text)
    )
    return _at("syntax/or-of-values", at, message, f"write `in ({written})`")


def _of_an_element(found: Found) -> Diagnostic | None:
    """`any material is Pb`, `no material has …`: a condition on an element without `where`."""
    quantifier = _quantifier(found)
    if not quantifier:
        return None
    if found.text in {"has", "have", "with", "which", "that", "whose"}:
        return found.say("where-missing", f"{found.shown} does not narrow a list", "write `where` for it")
    if found.text in {"is", "are"}:
        word = "has" if quantifier == "EVERY" else "where"
        return found.say(
            "where-missing",
            f"what an element has to be stands behind `{word}`",
            f"write `{word}` and name the element again, as in `{word} material.substance is …`",
        )
    return None


def _content(found: Found) -> Diagnostic | None:
    """`content of Pb in material`, `Pb content`."""
    kind, last = found.last()
    if found.text in {"in", "within"} and found.last(2)[0] == "OF" and found.last(3)[1] in CONTENTS:
        way_out = f"write `{found.last(3)[1]} of {last}`: it is said of the material in reach"
        return found.say("misspelt-word", f"`{found.text}` does not say whose content is meant", way_out)
    if found.text in CONTENTS and kind == "NAME" and found.last(2)[0] in CONDITION_STARTS:
        message = f"`{found.text}` stands in front of its element"
        return found.say("misspelt-word", message, f"write `{found.text} of {last}`")
    return None


def _quantifier(found: Found) -> str:
    """The quantifier whose list ends here, if nothing has been said of its elements yet."""
    for kind, _ in reversed(found.before):
        if kind in {"ANY", "NO", "EVERY"}:
            return kind
        if kind not in {"NAME", "OF", "AT", "TIER", "FIELD"}:
            break
    return ""


def _other_comparison(found: Found) -> Diagnostic | None:
    """`is equal to`, `is not known`, and `if` in front of a condition."""
    kind, last = found.last()
    if found.text in {"known", "unknown"} and kind == "NOT" and found.last(2)[0] == "IS":
        return _not_known(found)
    if kind != "NAME":
        return None
    span, before = found.spans[-1], found.last(2)[0]
    if last in {"equal", "equals"} and found.text == "to":
        return _at("syntax/misspelt-word", span, f"`{last}` is not a comparison", "write `is`")
    if last == "if" and before in CONDITION_STARTS:
        return _at("syntax/misspelt-word", span, "`if` begins no condition", "leave `if` out")
    return None


def _not_known(found: Found) -> Diagnostic:
    """`is not known`, which says something in `escalate when` only."""
    clause = next((kind for kind, _ in reversed(found.before) if kind in CLAUSES_OF_CONDITIONS), "")
    meant = "unknown" if found.text == "known" else "known"
    way_out = f"write `is {meant}`"
    if clause != "ESCALATE":
        way_out = "leave it out: a fact that is absent makes the outcome unknown by itself"
    return found.say("misspelt-word", f"`is not {found.text}` is not a comparison", way_out)


def _values(found: Found) -> Diagnostic | None:
    """`is CN or RU`, `is CN, RU`, `is one of CN RU`, `is either CN or RU`."""
    kind, last = found.last()
    if found.text in {"one", "any"} and kind in {"IS", "NOT"} and re.match(r"\w+\s+of(?![\w-])", found.rest):
        way_out = _members(found.rest, negated=kind == "NOT")
        return found.say("or-of-values", f"`{found.text} of` is not a comparison", way_out)
    if last == "either" and kind == "NAME" and found.last(2)[0] in {"IS", "NOT"} and found.kind == "NAME":
        way_out = _members(found.rest, negated=found.last(2)[0] == "NOT")
        return _at("syntax/or-of-values", found.spans[-1], "`either` is not a comparison", way_out)
    if found.kind == "COMMA" and "IS" not in found.expected and (chain := _chain(found)):
        more = MEMBERS.match(found.rest)
        names = [*chain, *(re.findall(r"[\w-]+", more["names"]) if more else [])]
        message = "values are not parted by commas behind `is`"
        return found.say("or-of-values", message, _listed(found, names, len(chain)))
    stops = found.ends or found.text in {"and", "or", "because", ","}
    if "IS" in found.expected and stops and len(chain := _chain(found)) > 1:
        message = "`or` stands between conditions, not between values"
        way_out = _listed(found, [*chain, *_further(found.rest)], len(chain))
        return _at("syntax/or-of-values", found.spans[-2], message, way_out)
    return None


def _chain(found: Found) -> list[str]:
    """The plain values behind `is` that are joined by `or`, up to here; nothing if it is something else."""
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
    """The plain values that go on behind a chain: `or gas` and no `or material.form is gas`."""
    values: list[str] = []
    while more := FURTHER.match(rest):
        values.append(more["name"])
        rest = rest[more.end() :]
    return values


def _listed(found: Found, values: list[str], read: int) -> str:
    """How to write several values behind `is`; `read` of them have been read."""
    if any(not value[:1].isalpha() for value in values):
        return "write the whole comparison again behind `or`"
    negated = found.last(2 * read)[0] == "NOT"
    return f"write `is {'not ' if negated else ''}in ({', '.join(values)})`"


def _members(rest: str, *, negated: bool) -> str:
    found = MEMBERS.match(rest)
    names = [n for n in re.findall(r"[\w-]+", found["names"]) if n != "or"] if found else []
    if len(names) == 1 and "(" not in rest:  # the name of a list, or the only member
        return f"write `is {'not ' if negated else ''}in {names[0]}`"
    return f"write `is {'not ' if negated else ''}in ({', '.join(names) or 'A, B'})`"


def _exception(found: Found) -> Diagnostic | None:
    if found.text.lower() not in {"unless", "except"}:
        return None
    return found.say(
        "exception-inside",
        f"{found.shown} does not stand in a rule: an exception is a declaration of its own",
        "write `exception NAME to RULE` with `cites` and `when`",
    )


def _every(found: Found) -> Diagnostic | None:
    """`applies to each component`, `applies to all components`."""
    kind, last = found.last()
    if last == "each" and kind == "NAME" and found.last(2)[0] == "TO" and found.kind == "NAME":
        way_out = "did you mean `every`?"
        return _at(
            "syntax/misspelt-word", found.spans[-1], "`each` does not begin what a rule applies to", way_out
        )
    if found.text in {"all", "any"} and kind == "TO" and "EVERY" in found.expected:
        message = f"{found.shown} does not begin what a rule applies to"
        return found.say("misspelt-word", message, "did you mean `every`?")
    return None


def _in_force(found: Found) -> Diagnostic | None:
    """`in force` without the day that counts."""
    at = max((i for i, (kind, _) in enumerate(found.before) if kind == "FORCE"), default=-1)
    if at < 0 or "BY" not in found.expected or not {kind for kind, _ in found.before[at + 1 :]} <= WINDOW:
        return None
    if found.kind == "DATE" and "FROM" in found.expected:
        return found.say(
            "word-missing", f"`from` is missing before {found.shown}", f"write `from {found.text}`"
        )
    if found.text in {"after", "since"} and "FROM" in found.expected:
        return found.say("misspelt-word", f"{found.shown} does not say where a rule begins", "write `from`")
    if not found.ends and found.text:
        return None
    return _at(
        "syntax/word-missing",
        found.spans[at - 1].to(found.spans[-1]),
        "`in force` does not say which day decides",
        "add `by delivery`, `by award` or another day of the contract, or `by as of`",
    )


def _expectation(found: Found) -> Diagnostic | None:
    if found.text not in EXPECTED or "COMMA" not in found.expected:
        return None
    if not any(kind == "EXPECT" for kind, _ in found.before):
        return None
    return found.say("word-missing", f"`,` is missing before {found.shown}", f"write `, {found.text}`")
