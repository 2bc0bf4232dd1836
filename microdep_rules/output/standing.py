"""How a document stands to one rule, in the terms of others: a verdict, a score where there is one, and why.

A record has outcomes of parts; other forms ask once for each requirement. What is not decided never becomes a
score, and what is waived stays what it is. The standing itself is that of `engine.standing`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.engine.standing import (
    AGAINST_LAW,
    FAIL_WAIVED,
    INCOMPLETE,
    NOTHING_CHECKED,
    WAIVED,
    for_the_document,
    in_words,
    said_in,
    standing,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

Data = dict[str, Any]
ORDER = ("fail", FAIL_WAIVED, "error", "unknown", INCOMPLETE, "disclose", "exempt", "pass")
"""What a document is to a rule of which something was said."""
VERDICTS = ("fail", "error", "unknown", "disclose", "exempt", "pass")
"""The verdicts, in the order in which a rationale counts them."""
MEETS = frozenset({"pass", "exempt"})
"""What speaks for a requirement: an exception that holds is part of the rule."""
WHY = {
    "fail": "what fails does not meet the requirement, whoever answers for it",
    FAIL_WAIVED: "what fails does not meet the requirement; a person answers for it, which makes it no pass",
    "error": "a rule that was not evaluated is no conformance, and no failure either",
    "unknown": "what is not known is no conformance, and no failure either",
    INCOMPLETE: "what is not known is waived, and nothing is decided by that",
    "disclose": "it is to be disclosed, and whether that was done is not known",
    "exempt": "an exception of the rule holds, on declared data",
    "pass": "on declared data",
    "not_applicable": "the requirement does not apply, which is no conformance",
}
"""What follows from the verdict."""


class RuleStanding(Struct, frozen=True):
    """How one document stands to one rule."""

    rule: str
    verdict: str
    score: int | None
    """1 where all is decided and nothing fails, 0 where something fails, waived or not, else nothing."""
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
        return tuple(outcome for outcome in self.outcomes if outcome["verdict"] in MEETS)

    @property
    def against(self) -> tuple[Data, ...]:
        """The others: they speak against it, or leave it open."""
        return tuple(outcome for outcome in self.outcomes if outcome["verdict"] not in MEETS)


def counts_words(counts: Mapping[str, int], always: Collection[str] = ()) -> str:
    """Counts of outcomes in words, without those that are nothing; of those that are waived, how many.

    >>> counts_words({"pass": 3, "fail": 2, "fail_waived": 1, "unknown": 0}, {"unknown"})
    '3 pass, 2 fail (1 waived), 0 unknown'
    """
    told = [
        f"{many} {in_words(name)}{_of_these(counts, name)}"
        for name, many in counts.items()
        if not name.endswith(WAIVED) and (many or name in always)
    ]
    return ", ".join(told) or "no outcome"


def _of_these(counts: Mapping[str, int], name: str) -> str:
    waived = counts.get(f"{name}{WAIVED}", 0)
    return f" ({waived} waived)" if waived else ""


def standings(document: Mapping[str, Any]) -> list[RuleStanding]:
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
    return [_standing(rule, outcomes.get(rule, []), reasons.get(rule, []), left=left) for rule in rules]


def not_listed(document: Mapping[str, Any]) -> Counter[str]:
    """How many outcomes of each verdict are counted and not listed; large documents may have some."""
    listed: Counter[str] = Counter()
    for each in document["outcomes"]:
        listed[_of_the_document(each)] += 1
    counted = Counter({name: many for name, many in document["counts"].items() if name in VERDICTS})
    return counted - listed


def undecided_and_not_listed(document: Mapping[str, Any]) -> Counter[str]:
    """The same, of verdicts that keep a rule from being met: of which rules they are is not known."""
    return Counter({name: many for name, many in not_listed(document).items() if name not in MEETS})


def _of_the_document(outcome: Data) -> str:
    return for_the_document(outcome["verdict"], alternate=outcome["alternate"])


def _standing(rule: str, outcomes: list[Data], reasons: list[Data], *, left: bool) -> RuleStanding:
    said = Counter(_of_the_document(outcome) for outcome in outcomes)
    verdict = _verdict(outcomes, said)
    score = 0 if said["fail"] else 1 if verdict in MEETS and not left else None
    waivers = tuple(dict.fromkeys(outcome["waiver"] for outcome in outcomes if outcome["waiver"]))
    rationale = "; ".join(_reasons(verdict, said, outcomes, reasons))
    if failing := sum(outcome["alternate"] and outcome["verdict"] == "fail" for outcome in outcomes):
        rationale += f"; {failing} of the unknown: an approved alternate fails, and may be built"
    if left and verdict in MEETS:
        rationale += "; not decided, since the record counts outcomes of this document that it does not list"
    return RuleStanding(rule, verdict, score, rationale, tuple(outcomes), waivers, _shown(outcomes))


def _verdict(own: list[Data], said: Counter[str]) -> str:
    """The standing; where all is decided and nothing fails, which verdicts made it so."""
    # A rule that fails somewhere is not met, whatever else could not be evaluated.
    found = standing(said_in(each) for each in own if each["verdict"] != "error" or not said["fail"])
    if found == NOTHING_CHECKED:
        return "not_applicable"
    if found == "pass" or (found == "unknown" and not said["unknown"]):
        return next(each for each in ("disclose", "exempt", "pass") if said[each])
    return found


def _reasons(verdict: str, said: Counter[str], own: list[Data], reasons: list[Data]) -> Iterable[str]:
    """The verdict, how many outcomes there are of each, and what follows."""
    told = [f"{said[each]} {each}" for each in VERDICTS if said[each]]
    waived = sum(bool(each["waiver"]) for each in own)
    told += [f"{waived} of these waived"] if waived else []
    against = sum(each["against_law"] for each in own)
    told += [f"{against} a {AGAINST_LAW}"] if against else []
    told += [f"{reason['count']} not applicable ({reason['reason']})" for reason in reasons]
    yield f"{in_words(verdict)}: {', '.join(told) or 'none of its own'}"
    held = [e["name"] for each in own for e in each["exceptions"] if e["state"] == "applies"]
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
    return f"declared data: {papers} of {len(facts)} facts that decide name evidence that counts"
