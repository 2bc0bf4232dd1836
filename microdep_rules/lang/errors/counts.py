"""Diagnostics for counts and quantifiers that the language does not have, such as `all` and `none of`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.units import UNITS

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang.errors.wrong_word import WrongWord
    from microdep_rules.source import Span

STARTS = frozenset({"WHEN", "FORBID", "REQUIRE", "WHERE", "HAS", "AND", "OR", "NOT", "LABEL", "LPAR"})
"""Words after which a condition begins."""

EXACTLY = frozenset({"exactly", "just", "only", "precisely"})
MORE = frozenset({"more", "over", "above"})
LESS = frozenset({"less", "fewer", "under", "below"})
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
COUNTED = pattern(
    rf"(?:(?P<word>[a-z]+)\s+)?(?:than\s+)?(?P<number>[0-9]{{1,9}}|{'|'.join(NUMBERS[2:])})\s+"
    r"(?P<list>[a-z][\w-]*(?:\s+of\s+[a-z][\w.-]*)?(?:\s+at\s+any\s+tier)?)"
)
ALL_OF_A_LIST = pattern(r"[a-z][\w-]*(?:\s+of\s+[a-z][\w.-]*)?(?:\s+at\s+any\s+tier)?")
DISTINCT = frozenset({"different", "distinct", "unique", "separate"})
SINGULAR = {"children": "child", "parties": "party"}


def explain(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a count in a wrong form, such as `exactly 2 materials`."""
    return (
        _share(wrong)
        or _exactly(wrong)
        or _more_than(wrong)
        or _bare_number(wrong)
        or _number_in_words(wrong)
        or _all_elements(wrong)
        or _none_of(wrong)
        or _different(wrong)
        or _one_of(wrong)
        or _either(wrong)
    )


def _share(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for `more than 5 % of X is Pb`, which the language writes with `share`."""
    kind, last = wrong.last()
    begun = re.match(r"(?P<how>(?:more|less)\s+than)\s+(?P<part>[0-9.]+\s*%)\s+of(?![\w-])", wrong.rest)
    if begun is not None and kind in STARTS:
        how = " ".join(begun["how"].split())
        written = f"share by mass of … where … is {how} {begun['part']}"
        return diagnose("syntax/count-form", wrong.span, "share", corrected_text=written)
    if wrong.text == "of" and kind == "PERCENT":
        if wrong.last(2)[0] in STARTS:
            written = f"share by mass of … where … is {last}"
            return diagnose("syntax/count-form", wrong.spans[-1], "share", corrected_text=written)
        of = re.match(r"of\s+(?P<whole>[a-z][\w.-]*(?:\s+of\s+[a-z][\w.-]*)?)", wrong.rest)
        if of is not None:
            return diagnose(
                "syntax/count-form", wrong.span, "product", corrected_text=f"{last} * {of['whole']}"
            )
    by = re.match(r"by\s+(?P<measure>[a-z][\w-]*)", wrong.rest)
    shares = [i for i, (_, text) in enumerate(wrong.before[-8:]) if text == "share"]
    if by is not None and shares and wrong.before[-8:][shares[-1] + 1 : shares[-1] + 2] == [("OF", "of")]:
        listed = " ".join(text for _, text in wrong.before[-8:][shares[-1] + 2 :]).replace(" .", ".")
        written = f"share by {by['measure']} of {listed} …"
        return diagnose("syntax/count-form", wrong.span, "by", corrected_text=written)
    return None


def _exactly(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for the wrong form `exactly 2 materials of …`."""
    kind, last = wrong.last()
    counted = COUNTED.match(wrong.rest)
    if kind != "NAME" or last not in EXACTLY or wrong.last(2)[0] not in STARTS or counted is None:
        return None
    many = _number(counted["number"])
    return diagnose(
        "syntax/count-form",
        wrong.spans[-1],
        word=last,
        corrected_text=f"count of {counted['list']} … is {many}",
    )


def _more_than(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a wrong form such as `more than 2 materials of …` or `fewer than 2 …`."""
    if wrong.text in {"more", "less"}:
        word, span, before, rest = wrong.text, wrong.span, wrong.last()[0], wrong.rest
    else:
        word, before = wrong.last()[1], wrong.last(2)[0]
        span, rest = (wrong.spans or [wrong.span])[-1], f"{word} {wrong.rest}"
    counted = COUNTED.match(rest)
    negated = before in {"NO", "NOT"}
    if word not in MORE | LESS or before not in STARTS | {"NO"} or counted is None:
        return None
    is_least = (word in MORE) != negated
    number = _number(counted["number"]) + (0 if negated else 1 if is_least else -1)
    listed = counted["list"] if number > 1 else _in_singular(counted["list"])
    written = f"at {'least' if is_least else 'most'} {number} {listed}" if number else f"no {listed}"
    if negated:
        span = wrong.spans[-1 if span == wrong.span else -2].to(span)
    return diagnose("syntax/count-form", span, "limits", corrected_text=f"{written} …")


def _bare_number(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for a wrong form such as `2 materials of …` or `two materials of …`."""
    kind, last = wrong.last()
    is_number = kind == "NUMBER" or (kind == "NAME" and last in NUMBERS)
    counted = COUNTED.match(f"{last} {wrong.rest}")
    if not is_number or wrong.last(2)[0] not in STARTS or wrong.kind != "NAME" or counted is None:
        return None
    many = _number(counted["number"])
    return diagnose(
        "syntax/count-form", wrong.spans[-1], "bare-number", word=last, number=many, list=counted["list"]
    )


def _number_in_words(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for the wrong form `at least two materials`."""
    kind, last = wrong.last()
    if kind == "NAME" and last in NUMBERS and wrong.text in UNITS:
        written = f"{NUMBERS.index(last)} {wrong.text}"
        return diagnose("syntax/count-form", wrong.spans[-1], "figures", word=last, corrected_text=written)
    if kind == "NUMBER" and wrong.text == "of" and wrong.last(2)[0] in {"LEAST", "MOST"}:
        return diagnose("syntax/count-form", wrong.span, "of")
    if kind not in {"LEAST", "MOST"} or wrong.text not in NUMBERS or wrong.last(3)[0] not in STARTS:
        return None
    many = NUMBERS.index(wrong.text)
    return diagnose(
        "syntax/count-form", wrong.span, "figures", word=wrong.text, corrected_text=f"at {last} {many}"
    )


def _number(text: str) -> int:
    return NUMBERS.index(text) if text in NUMBERS else int(text)


def _in_singular(listed: str) -> str:
    """Return a phrase with its first word in the singular, such as `material of component`."""
    word, *rest = listed.split()
    return " ".join([SINGULAR.get(word, word.removesuffix("s")), *rest])


def _all_elements(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for the wrong forms `all materials of … have` and `each material of … has`."""
    kind, last = wrong.last()
    of_all = kind == "ALL" and wrong.expected == {"OF"}
    if kind == "NAME" and last == "some" and wrong.last(2)[0] in STARTS and wrong.kind == "NAME":
        return diagnose("syntax/count-form", wrong.spans[-1], "some")
    of_each = kind == "NAME" and last in {"each", "all"} and wrong.last(2)[0] in STARTS
    listed = ALL_OF_A_LIST.match(wrong.rest)
    if not (of_all or of_each) or wrong.kind != "NAME" or listed is None:
        return None
    return diagnose(
        "syntax/count-form",
        wrong.spans[-1],
        "every",
        word=last,
        corrected_text=f"every {_in_singular(listed[0])} … has …",
    )


def _none_of(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for `none of` before a list, before `materials`, or before values."""
    said = wrong.before
    at = next((i for i in range(len(said) - 1, 0, -1) if said[i - 1] == ("NAME", "none")), 0)
    if not at or said[at][0] != "OF" or any(kind in {"LABEL", "CITES"} for kind, _ in said[at:]):
        return None
    before = wrong.before[at - 2][0] if at > 1 else ""
    span = wrong.spans[at - 1].to(wrong.spans[at])
    if before in {"IS", "NOT"}:
        words = [text for _, text in wrong.before[at + 1 :]]
        more = re.match(r"[\w-]+(?:(?:\s*,\s*|\s+or\s+|[ \t]+)[\w-]+)*", wrong.rest.lstrip("(, "))
        words += [w for w in re.findall(r"[\w-]+", more[0]) if w != "or"] if more and not wrong.ends else []
        members = ", ".join(words)
        return diagnose(
            "syntax/count-form", span, "none-of", corrected_text=f"is not in ({members or 'A, B'})"
        )
    if before not in STARTS:
        return None
    if wrong.kind == "LABEL" and at == len(wrong.before) - 1:
        return diagnose("syntax/count-form", span, "none-of", corrected_text="not (any of (a) … (b) …)")
    if not (wrong.ends or wrong.text in {"and", "or"}):
        return None
    listed = " ".join(text for _, text in wrong.before[at + 1 :]).split(" where ")[0].replace(" .", ".")
    return diagnose("syntax/count-form", span, "none-of", corrected_text=f"no {listed or '…'} where …")


def none_of_a_value(member: str, span: Span) -> Diagnostic:
    """Return the diagnostic for the wrong form `is none of CN`."""
    return diagnose("syntax/count-form", span, "none-of", corrected_text=f"is not {member}")


def in_a_group(kind: str, of: str, record: str, span: Span) -> Diagnostic:
    """Return the diagnostic for a wrong measure after the colon of `for each function of L: mass …`."""
    elements = {"party": "parties"}.get(record, f"{record}s")
    return diagnose("syntax/count-form", span, "group", elements=elements, found=f"{kind} of {of}")


def _different(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for wrong forms such as `number of different suppliers`."""
    said = wrong.before[-3:]
    if len(said) < len(("count", "of", "different")) or wrong.kind != "NAME":
        return None
    (_, head), (_, of), (_, word) = said
    if head not in {"count", "number"} or of != "of" or word not in DISTINCT:
        return None
    span = wrong.spans[-3].to(wrong.spans[-1])
    return diagnose(
        "syntax/count-form",
        span,
        "different",
        word=f"{head} {of} {word}",
        corrected_text=f"count of different {wrong.text} …",
    )


def _one_of(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for `one of` before a list, or before conditions."""
    if wrong.text != "one" or wrong.last()[0] not in STARTS or not re.match(r"one\s+of(?![\w-])", wrong.rest):
        return None
    return diagnose("syntax/count-form", wrong.span, "one-of")


def _either(wrong: WrongWord) -> Diagnostic | None:
    """Return the diagnostic for `either … or`, `both … and` and `neither … nor`, which are wrong forms."""
    kind, last = wrong.last()
    if kind != "NAME" or last not in {"either", "both", "neither"} or wrong.last(2)[0] not in STARTS:
        return None
    if wrong.kind not in {"NAME", "LOOKUP", "ANY", "EVERY", "NO", "LPAR"}:
        return None
    return diagnose(
        "syntax/count-form", wrong.spans[-1], "neither" if last == "neither" else "either", word=last
    )
