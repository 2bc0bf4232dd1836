"""Facts that would decide or change an outcome, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.engine.verdict import Verdict
from microdep_rules.output.places import RECORDED, lack
from microdep_rules.vocabulary.shortening import first_of

if TYPE_CHECKING:
    from microdep_rules.engine.deciding_facts import Decider, DecidingFacts, Threshold, Way
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.output.layout import Page
    from microdep_rules.output.places import Places
    from microdep_rules.output.quote import Quotes

BECOMES = {
    Verdict.PASS: "passes",
    Verdict.FAIL: "fails",
    Verdict.UNKNOWN: "cannot be decided",
    Verdict.EXEMPT: "is exempt",
    Verdict.NOT_APPLICABLE: "does not apply",
    Verdict.DISCLOSE: "is to be disclosed",
    Verdict.ERROR: "could not be evaluated",
}
MOST = 8
"""Largest number of sets of facts that the text shows."""
COUNTED_AGAINST = (
    "Facts are missing, and the law counts them against the company: a component counts only if its facts "
    "are stated. State the missing facts of the components."
)
"""Explanation of a fail with missing facts that no single fact can change."""
SMALLER = "Check a subassembly as a document of its own, or list less in one document."
"""Fix for a rule that takes too long for a subject with many components."""


class TurnsText(Struct, frozen=True):
    """Writer of the facts that would decide or change an outcome."""

    page: Page
    quotes: Quotes
    places: Places

    def section(self, outcome: Outcome, found: DecidingFacts) -> None:
        """Write the facts that would decide an unknown outcome, or each change a decided outcome."""
        if outcome.verdict is Verdict.UNKNOWN or outcome.presumed:
            self.page.head("Deciding facts")
            self._deciders(outcome, found)
        elif found.changers or found.thresholds:
            cause = "one recorded fact" if found.changers else "the measured share"
            self.page.head(f"Changes of the outcome if {cause} were different")
            self._changers(found)
            for threshold in found.thresholds:
                self.page.tagged("  -", self._threshold(threshold), 4)
        if found.stopped and (found.deciders or found.changers):
            self.page.say(
                f"The search stopped after {found.tried} sets of facts. Other facts may matter too.", 2
            )

    def _deciders(self, outcome: Outcome, found: DecidingFacts) -> None:
        alike: dict[tuple[bool, tuple[str, ...]], list[str]] = {}
        for decider in found.deciders:
            word = "evidence for " if decider.evidence else ""
            shown, more = first_of(decider.missing, MOST)
            facts = " and ".join(word + lack(m) for m in shown)
            facts += f" and {more} more facts" if more else ""
            certain = (self._certain(decider),) if decider.sure else ()
            ways = (*certain, *(self._way(way) for way in decider.ways))
            alike.setdefault((decider.sure, ways), []).append(facts)
        for (sure, ways), names in list(alike.items())[:MOST]:
            self.page.tagged("  -", ", or ".join(names), 4)
            if not sure:
                self.page.say(f"{'each of them ' if len(names) > 1 else ''}may alone decide the outcome:", 6)
            for way in ways:
                self.page.say(way, 6, hang=2)
        if len(alike) > MOST:
            self.page.say(f"and {len(alike) - MOST} more", 2)
        if not alike:
            self._nothing(outcome, found)

    def _nothing(self, outcome: Outcome, found: DecidingFacts) -> None:
        facts = {q.missing for q in outcome.missing}
        many = f"{len(facts)} facts are missing"
        many += " or only partly known" if any(fact.defect in RECORDED for fact in facts) else ""
        if outcome.is_beyond_bounds:
            self.page.say(f"No fact is missing: {outcome.reason}.", 2)
            self.page.say(SMALLER, 2)
        elif not facts and outcome.presumed:
            self.page.say(COUNTED_AGAINST, 2)
        elif not facts:
            self.page.say("No fact is missing: the pack leaves the question open.", 2)
        elif found.stopped:
            self.page.say(f"No small set of facts was found; the search stopped after {found.tried} sets.", 2)
            self.page.say(f"In total, {many}.", 2)
        else:
            self.page.say(f"No set of up to three facts decides the outcome. In total, {many}.", 2)

    @staticmethod
    def _certain(decider: Decider) -> str:
        return (
            "decides the outcome, for every value of the fact:"
            if len(decider.missing) == 1
            else "together decide the outcome:"
        )

    def _changers(self, found: DecidingFacts) -> None:
        for changer in found.changers[:MOST]:
            fact = changer.fact
            self.page.tagged("  -", f"{fact.name}, recorded as {fact.text} ({self.places.fact(fact)})", 4)
            self.page.say(self._way(changer.way), 6, hang=2)
        if len(found.changers) > MOST:
            self.page.say(f"and {len(found.changers) - MOST} more", 2)

    @staticmethod
    def _threshold(found: Threshold) -> str:
        """Return the measured share, and the threshold at which the verdict changes."""
        sides = {
            (True, True): "from",
            (True, False): "above",
            (False, True): "up to",
            (False, False): "below",
        }
        side = sides[found.above, found.included]
        change = f"it {BECOMES[found.way.verdict]} {side} {found.measured.bound}"
        return f"the measured share is {found.measured.share}; {change}"

    def _way(self, way: Way) -> str:
        conditions = dict.fromkeys(
            f"`{self.quotes.words(t.span)}` is {'true' if t.value else 'false'}" for t in way.turns
        )
        return f"it {BECOMES[way.verdict]} if {' and '.join(conditions)}"
