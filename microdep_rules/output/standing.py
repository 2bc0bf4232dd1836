"""Result of one rule for one document, in the formats of other programs: verdict, score and reasons.

The record of a check has an outcome for each component, but other formats need one result for each rule. An
undecided result has no score, and a waived fail is a fail.
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
    recorded_standing_input,
    standing,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

Data = dict[str, Any]
ORDER = ("fail", FAIL_WAIVED, "error", "unknown", INCOMPLETE, "disclose", "exempt", "pass")
"""Results of a rule for a document, the worst first."""
VERDICTS = ("fail", "error", "unknown", "disclose", "exempt", "pass")
"""Verdicts, in their order in the rationale (the reason for a score)."""
MEETS = frozenset({"pass", "exempt"})
"""Verdicts with which a requirement is met.

`exempt` is one of them, because an exception is part of the rule.
"""
WHY = {
    "fail": "a fail does not meet the requirement, waived or not",
    FAIL_WAIVED: "a fail does not meet the requirement; a waiver is not a pass",
    "error": "a rule that was not evaluated is neither conformance nor failure",
    "unknown": "an unknown result is neither conformance nor failure",
    INCOMPLETE: "the unknown result is waived, and stays unknown",
    "disclose": "the component must be disclosed; no record shows a disclosure",
    "exempt": "an exception of the rule applies, on declared data",
    "pass": "the requirement is met on declared data",
    "not_applicable": "the requirement does not apply; this is not conformance",
}
"""Reason for the score of each verdict."""


class RuleStanding(Struct, frozen=True):
    """Result of one rule for one document."""

    rule: str
    verdict: str
    score: int | None
    """Score of the result of the rule.

    The score is 1 if all outcomes are decided and none fails, 0 if any outcome fails (even with a waiver),
    and otherwise `None`.
    """
    rationale: str
    outcomes: tuple[Data, ...]
    """Outcomes that the record lists.

    The rationale also counts outcomes of components to which the rule does not apply.
    """
    waivers: tuple[str, ...]
    """Waivers that cover at least one of the outcomes."""
    shown: str
    """Phrase about evidence, such as `declared data: 3 of 5 deciding facts name evidence that counts`."""

    @property
    def met(self) -> tuple[Data, ...]:
        """Outcomes that meet the requirement."""
        return tuple(outcome for outcome in self.outcomes if outcome["verdict"] in MEETS)

    @property
    def against(self) -> tuple[Data, ...]:
        """Outcomes that do not meet the requirement, and outcomes that are undecided."""
        return tuple(outcome for outcome in self.outcomes if outcome["verdict"] not in MEETS)


def counts_words(counts: Mapping[str, int], always: Collection[str] = ()) -> str:
    """Return the number of outcomes of each verdict in words, with waived outcomes in parentheses.

    A count of zero is omitted, except for the verdicts in `always`.

    >>> counts_words({"pass": 3, "fail": 2, "fail_waived": 1, "unknown": 0}, {"unknown"})
    '3 pass, 2 fail (1 waived), 0 unknown'
    """
    texts = [
        f"{many} {in_words(name)}{_of_these(counts, name)}"
        for name, many in counts.items()
        if not name.endswith(WAIVED) and (many or name in always)
    ]
    return ", ".join(texts) or "no outcome"


def _of_these(counts: Mapping[str, int], name: str) -> str:
    waived = counts.get(f"{name}{WAIVED}", 0)
    return f" ({waived} waived)" if waived else ""


def standings(document: Mapping[str, Any]) -> list[RuleStanding]:
    """Return the result of each rule that has outcomes, in the order of the record."""
    outcomes: dict[str, list[Data]] = {}
    reasons: dict[str, list[Data]] = {}
    for outcome in document["outcomes"]:
        if outcome["verdict"] != "not_applicable":
            outcomes.setdefault(outcome["rule"], []).append(outcome)
    for outcome in document["not_applicable"]:
        reasons.setdefault(outcome["rule"], []).append(outcome)
    left = bool(undecided_and_not_listed(document))
    rules = sorted({*outcomes, *reasons})
    return [_standing(rule, outcomes.get(rule, []), reasons.get(rule, []), left=left) for rule in rules]


def not_listed(document: Mapping[str, Any]) -> Counter[str]:
    """Return the number of outcomes that the record of a large document does not list, by verdict."""
    listed: Counter[str] = Counter()
    for outcome in document["outcomes"]:
        listed[_of_the_document(outcome)] += 1
    counted = Counter({name: many for name, many in document["counts"].items() if name in VERDICTS})
    return counted - listed


def undecided_and_not_listed(document: Mapping[str, Any]) -> Counter[str]:
    """Return the number of outcomes that are not listed, and neither pass nor are exempt, by verdict.

    The record does not state the rules of these outcomes.
    """
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
        rationale += f"; {failing} of the unknown outcomes: approved alternates that fail and may be built"
    if left and verdict in MEETS:
        rationale += "; undecided, because the record does not list all outcomes of this document"
    return RuleStanding(rule, verdict, score, rationale, tuple(outcomes), waivers, _shown(outcomes))


def _verdict(own: list[Data], said: Counter[str]) -> str:
    """Return the result of a rule: the worst verdict of its outcomes.

    If all outcomes are decided and none fails, the result is `disclose`, `exempt` or `pass`, in this order.
    """
    # A rule that fails somewhere is not met, whatever else could not be evaluated.
    found = standing(
        recorded_standing_input(outcome)
        for outcome in own
        if outcome["verdict"] != "error" or not said["fail"]
    )
    if found == NOTHING_CHECKED:
        return "not_applicable"
    if found == "pass" or (found == "unknown" and not said["unknown"]):
        return next(verdict_ for verdict_ in ("disclose", "exempt", "pass") if said[verdict_])
    return found


def _reasons(verdict: str, said: Counter[str], own: list[Data], reasons: list[Data]) -> Iterable[str]:
    """Return the verdict, the number of outcomes of each verdict, and the reason for the score."""
    counts = [f"{said[verdict]} {verdict}" for verdict in VERDICTS if said[verdict]]
    waived = sum(bool(outcome["waiver"]) for outcome in own)
    counts += [f"{waived} of these waived"] if waived else []
    against = sum(outcome["against_law"] for outcome in own)
    counts += [f"{against} a {AGAINST_LAW}"] if against else []
    counts += [f"{reason['count']} not applicable ({reason['reason']})" for reason in reasons]
    yield f"{in_words(verdict)}: {', '.join(counts) or 'no outcome'}"
    applied = [e["name"] for outcome in own for e in outcome["exceptions"] if e["state"] == "applies"]
    if applied and verdict == "exempt":
        yield f"relies on: {', '.join(dict.fromkeys(applied))}"
    if violated := sum(outcome["violated"] for outcome in own if outcome["verdict"] == "unknown"):
        unless = "unless the rule does not apply or an exception applies"
        yield f"{violated} of the unknown outcomes: violated, {unless}"
    yield WHY[verdict]


def _shown(outcomes: list[Data]) -> str:
    facts = {
        (fact["of"], fact["name"], fact["value"]): bool(fact["evidence"])
        for outcome in outcomes
        for fact in outcome["facts"]
        if fact["of"]
    }
    if not facts:
        return "declared data: no deciding fact"
    documented = sum(facts.values())
    return f"declared data: {documented} of {len(facts)} deciding facts name evidence that counts"
