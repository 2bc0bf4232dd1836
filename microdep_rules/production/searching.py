"""The search for remedies: the solver proposes, the rules judge, and each refuted set becomes a clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.production.judging import distinct
from microdep_rules.production.solving import Clauses, Lightest
from microdep_rules.production.weighing import fewest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

    from microdep_rules.engine.values import Truth
    from microdep_rules.production.causes import Cause
    from microdep_rules.production.judging import Against, Judge, Judged, Throughout
    from microdep_rules.production.options import Choice, Options, Substitution
    from microdep_rules.production.solving import Clause
    from microdep_rules.production.weighing import Proposer, Weighing

MOST_ASKED = 400
"""The rules are asked about so many forms of a product; then the search ends, and says so."""
MOST_FOUND = 100
"""So many least sets are found at the least, where there are more than are shown."""


class Search:
    """Finds the least sets of substitutions that the rules accept; `perhaps` accepts what may be one too.

    None of them contains another that is accepted.
    """

    def __init__(
        self,
        judge: Judge | Throughout,
        options: Options,
        weighing: Weighing,
        *,
        perhaps: bool = False,
        most: int = 10,
    ) -> None:
        self.judge, self.options, self.weighing, self.perhaps = judge, options, weighing, perhaps
        self.most = most
        """So many of those found are shown, and are judged by all rules."""
        self.clauses = Clauses(options, perhaps=perhaps, needless=not judge.open_rules)
        self.learned: list[Clause] = []
        self.refused: dict[object, Against] = {}
        """By component, reason and causes: what refuted some form."""
        self.ended = False
        """Whether the rules were asked too often, so that not all was tried."""
        self.cut = False
        """Whether there are more least sets than were found."""
        self._enough = self.most if judge.open_rules else max(MOST_FOUND, self.most)
        """So many least sets are found; where the rules have to be asked about each, as many as are shown."""
        self._shown: dict[Choice, Judged] = {}

    def run(
        self,
        avoid: Iterable[Substitution] = (),
        below: Fraction | float | None = None,
        known: Iterable[Choice] = (),
    ) -> tuple[Choice, ...]:
        """All least sets, in the order of the document: without some substitutions, below a value.

        Of sets that are known, neither these nor what contains them.
        """
        without = [[-self.clauses.way[each]] for each in avoid]
        without += [[-self.clauses.way[each] for each in choice] for choice in known]
        while True:
            found = self._ordered(self._least(without, below))
            shown = found[: self.most if self.judge.open_rules else 1]
            refuted = [each for each in shown if not self._stands(each)]
            if not refuted or self.ended:
                return tuple(each for each in found if each not in refuted)

    def against(self, choice: Choice) -> tuple[Against, ...]:
        """What may stand against a set that was found: facts that are missing."""
        own = [
            each
            for component in self.options.built(choice)
            if self.options.clear[component] is not True
            for each in self.judge.known_against(component)
        ]
        shown = self._shown.get(choice)
        return distinct((*self.judge.unused, *own, *(shown.against if shown else ())))

    def stands(self, choice: Choice) -> Truth:
        """Return whether a set that was found reaches the goal: surely, or missing facts decide."""
        if any(self.options.clear[each] is not True for each in self.options.built(choice)):
            return None
        shown = self._shown.get(choice)
        return (shown if shown is not None else self.judge.judge(choice)).value

    def _least(self, without: Sequence[Clause], below: Fraction | float | None) -> list[Choice]:
        """All least sets that the rules accept."""
        proposer = self.weighing.proposer(self.clauses, [*self.learned, *without], perhaps=self.perhaps)
        found: dict[Choice, Fraction | float] = {}
        best = below
        while not self.ended and (choice := proposer.least()) is not None:
            value = self.weighing.of(choice)
            if best is not None and (value > best or value == below):
                break
            if not self._accepts(choice, proposer):
                continue
            small = self._without_needless(choice)
            found[small] = self.weighing.of(small)
            best = found[small] if best is None else min(best, found[small])
            proposer.forbid([-self.clauses.way[each] for each in small])
            if not small:
                break
            if sum(1 for each in found.values() if each == best) > self._enough:
                self.cut = True
                break
        proposer.close()
        return [each for each, value in found.items() if value == best and value != below]

    def _accepts(self, choice: Choice, proposer: Proposer) -> bool:
        """Return whether the rules accept a choice; what refutes it is learned."""
        judged = self.judge.judge(choice)
        if judged.value or (judged.value is None and self.perhaps):
            return True
        for clause in self._refuting(choice, judged):
            self.learned.append(clause)
            proposer.forbid(clause)
        self.ended = self.ended or self.judge.asked > MOST_ASKED
        return False

    def _refuting(self, choice: Choice, judged: Judged) -> list[Clause]:
        """Clauses for all forms in which the same is against the product."""
        found: list[Clause] = []
        against = [each for each in judged.against if each.reason.blocked or not self.perhaps]
        for each in against:
            reason = each.reason if each.causes else each.reason.rule
            self.refused.setdefault((each.component, reason, each.causes), each)
            clauses = [self._without(cause, choice) for cause in each.causes]
            known = [clause for clause in clauses if clause is not None]
            if known:
                found += known
            elif each.below:
                below = self.options.below(each.component, choice)
                found.append(self.clauses.not_all([each.component], below))
        if len(found) < max(len(against), 1):
            found.append(self.clauses.not_all([], self.options.used(choice)))
        return found

    def _without(self, cause: Cause, choice: Choice) -> Clause | None:
        """A clause that leaves out a cause; nothing where it may be there without what is chosen."""
        if not cause.components <= self.clauses.built.keys():
            return None
        ways: dict[str, str] = {}
        for link in cause.links:
            path = self.options.path(link.upper, link.lower, choice, direct=link.direct)
            if path is None or any(ways.get(use, way) != way for use, way in path.items()):
                return None
            ways |= path
        return self.clauses.not_all(cause.components, ways)

    def _stands(self, choice: Choice) -> bool:
        """Return whether all rules together accept a set as well."""
        judged = self.judge.judge(choice, fully=True)
        self._shown[choice] = judged
        if judged.value or (judged.value is None and self.perhaps):
            return True
        self.learned += self._refuting(choice, judged)
        self.ended = self.ended or self.judge.asked > MOST_ASKED
        return False

    def _without_needless(self, choice: Choice) -> Choice:
        """A part of a choice that is accepted, and of which no part is."""
        if self.weighing.is_by_number or not choice:
            return choice
        return self._fewest_of(choice) if self.judge.open_rules else self._reduced(choice)

    def _reduced(self, choice: Choice) -> Choice:
        """The same where components are clear or not, whatever is chosen: one after the other is left out."""
        clear = self.options.clear
        for each in sorted(choice):
            own = clear[each.component]
            if own is False or (own is None and not self.perhaps):
                continue
            fewer = self.options.active(choice - {each})
            if all(
                clear[c] is True or (self.perhaps and clear[c] is None) for c in self.options.built(fewer)
            ):
                return self._reduced(fewer)
        return choice

    def _fewest_of(self, choice: Choice) -> Choice:
        """The smallest part of a choice that the rules accept."""
        others = [[-literal] for each, literal in self.clauses.substitutions if each not in choice]
        proposer = Lightest(self.clauses, fewest(self.options), [*self.learned, *others])
        found = proposer.least()
        while found is not None and found != choice and not self._accepts(found, proposer):
            found = proposer.least() if not self.ended else None
        proposer.close()
        return choice if found is None else found

    def _ordered(self, found: Iterable[Choice]) -> list[Choice]:
        """The fewest substitutions first, else as they stand in the document."""
        rank = self.options.rank()
        return sorted(found, key=lambda each: (len(each), sorted(rank[s] for s in each)))
