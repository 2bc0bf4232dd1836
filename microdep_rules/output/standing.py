"""How a document stands to one rule, in the terms of others: a verdict, a score where there is one, and why.

A record has outcomes of parts; other forms ask once for each requirement. What is not decided never becomes a
score, and what is waived stays what it is.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Data = dict[str, Any]
ORDER = ("fail", "error", "unknown", "disclose", "exempt", "pass")
"""Which verdict is that of the whole: the first of them that some part has."""
MEETS = frozenset({"pass", "exempt"})
"""What speaks for a requirement: an exception that holds is part of the rule."""
WHY = {
    "fail": "what fails does not meet the requirement, whoever answers for it",
    "error": "a rule that was not evaluated is no conformance, and no failure either",
    "unknown": "what is not known is no conformance, and no failure either",
    "disclose": "it is to be disclosed, and whether that was done is not known",
    "exempt": "an exception of the rule holds, on declared data",
    "pass": "on declared data",
    "not_applicable": "the requirement does not apply, which is no conformance",
}
"""What follows from the verdict."""


APART = "apart from what is waived"


class Standing(Struct, frozen=True):
    """How one document stands to one rule."""

    rule: str
    verdict: str
    score: int | None
    """1 where all is decided and nothing fails, 0 where something fails, nothing where it is not decided."""
    rationale: str
    outcomes: tuple[Data, ...]
    """Those that the record lists; what does not apply stands in the rationale alone."""
    waivers: tuple[str, ...]
    """The waivers by which somebody answers for some of it."""
    shown: str
    """How much of what decides is shown by papers."""

    @property
    def met(self) -> tuple[Data, ...]:
        """The outcomes that speak for the requirement."""
        return tuple(each for each in self.outcomes if each["verdict"] in MEETS)

    @property
    def against(self) -> tuple[Data, ...]:
        """The others: they speak against it, or leave it open."""
        return tuple(each for each in self.outcomes if each["verdict"] not in MEETS)


def verdict_words(verdict: str, counts: Mapping[str, int]) -> str:
    """The verdict of a document in words: one that passes because something is waived says so.

    >>> verdict_words("pass", {"waived": 1}), verdict_words("nothing_checked", {"waived": 0})
    ('pass, apart from what is waived', 'nothing checked')
    """
    told = verdict.replace("_", " ")
    return f"{told}, {APART}" if verdict == "pass" and counts.get("waived") else told


def standings(document: Mapping[str, Any]) -> list[Standing]:
    """How a document stands to every rule that said something of it, in the order of the record."""
    outcomes: dict[str, list[Data]] = {}
    reasons: dict[str, list[Data]] = {}
    for each in document["outcomes"]:
        if each["verdict"] != "not_applicable":
            outcomes.setdefault(each["rule"], []).append(each)
    for each in document["not_applicable"]:
        reasons.setdefault(each["rule"], []).append(each)
    left = bool(undecided_and_not_listed(document))
    rules = sorted({*outcomes, *reasons})
    return [_standing(each, outcomes.get(each, []), reasons.get(each, []), left=left) for each in rules]


def not_listed(document: Mapping[str, Any]) -> Counter[str]:
    """How many outcomes of each verdict are counted and not listed; large documents may have some."""
    listed: Counter[str] = Counter()
    for each in document["outcomes"]:
        listed["waived" if each["waiver"] else _of_the_document(each)] += 1
    counted = Counter({name: many for name, many in document["counts"].items() if name != "not_applicable"})
    return counted - listed


def undecided_and_not_listed(document: Mapping[str, Any]) -> Counter[str]:
    """The same, of verdicts that keep a rule from being met: of which rules they are is not known."""
    return Counter({name: many for name, many in not_listed(document).items() if name not in MEETS})


def _of_the_document(outcome: Data) -> str:
    """What an outcome says of the document: of an approved alternate that fails, that it is not decided."""
    verdict: str = outcome["verdict"]
    return "unknown" if outcome["alternate"] and verdict == "fail" else verdict


def _standing(rule: str, outcomes: list[Data], reasons: list[Data], *, left: bool) -> Standing:
    said = Counter(_of_the_document(each) for each in outcomes)
    verdict = next((each for each in ORDER if said[each]), "not_applicable")
    score = 0 if verdict == "fail" else 1 if verdict in MEETS and not left else None
    waivers = tuple(dict.fromkeys(each["waiver"] for each in outcomes if each["waiver"]))
    rationale = "; ".join(_reasons(verdict, said, outcomes, reasons))
    if failing := sum(each["alternate"] and each["verdict"] == "fail" for each in outcomes):
        rationale += f"; {failing} of the unknown: an approved alternate fails, and may be built"
    if left and verdict in MEETS:
        rationale += "; not decided, since the record counts outcomes of this document that it does not list"
    return Standing(rule, verdict, score, rationale, tuple(outcomes), waivers, _shown(outcomes))


def _reasons(verdict: str, said: Counter[str], own: list[Data], reasons: list[Data]) -> Iterable[str]:
    """The verdict, how many outcomes there are of each, and what follows."""
    told = [f"{said[each]} {each}" for each in ORDER if said[each]]
    waived = sum(bool(each["waiver"]) for each in own)
    told += [f"{waived} of these waived"] if waived else []
    told += [f"{each['count']} not applicable ({each['reason']})" for each in reasons]
    yield f"{verdict}: {', '.join(told) or 'none of its own'}"
    held = [e["name"] for each in own for e in each["exceptions"] if e["state"] == "held"]
    if held and verdict == "exempt":
        yield f"relied on: {', '.join(dict.fromkeys(held))}"
    if violated := sum(each["violated"] for each in own if each["verdict"] == "unknown"):
        yield f"of {violated} unknown it is not met, unless it does not apply or an exception holds"
    yield WHY[verdict]


def _shown(outcomes: list[Data]) -> str:
    facts = {
        (each["of"], each["name"], each["value"]): bool(each["evidence"])
        for outcome in outcomes
        for each in outcome["facts"]
        if each["of"]
    }
    if not facts:
        return "declared data: no fact decides"
    papers = sum(facts.values())
    return f"declared data: {papers} of {len(facts)} facts that decide name a paper; no paper was read"
