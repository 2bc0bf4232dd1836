"""Search for remedies with a solver.

The solver proposes sets of substitutions, and the rules judge each set. The reasons of each rejection become
clauses for the solver.
"""

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
    from microdep_rules.production.judging import Judge, Judgement, Objection, Throughout
    from microdep_rules.production.options import Choice, RemedyOptions, Substitution
    from microdep_rules.production.solving import Clause
    from microdep_rules.production.weighing import Proposer, Weighing

MOST_ASKED = 400
"""Largest number of forms of a product that one search evaluates; then the search ends."""
MOST_FOUND = 100
"""Largest number of smallest sets that a search returns if the sets need no evaluation of rules."""


class RemedySearch:
    """Search for the smallest sets of substitutions that the rules accept.

    With `perhaps`, sets that the rules may accept are included. No returned set contains another returned
    set.
    """

    def __init__(
        self,
        judge: Judge | Throughout,
        options: RemedyOptions,
        weighing: Weighing,
        *,
        perhaps: bool = False,
        most: int = 10,
    ) -> None:
        self.judge, self.options, self.weighing, self.perhaps = judge, options, weighing, perhaps
        self.most = most
        """Largest number of sets to show; all rules judge these sets."""
        self.clauses = Clauses(options, perhaps=perhaps, needless=not judge.open_rules)
        self.learned: list[Clause] = []
        self.refused: dict[object, Objection] = {}
        """Objections with which the rules rejected a form, by component, reason and causes."""
        self.ended = False
        """True if the search ended because it had evaluated the largest number of forms."""
        self.cut = False
        """True if more smallest sets exist than the search returned."""
        self._enough = self.most if judge.open_rules else max(MOST_FOUND, self.most)
        """Number of smallest sets after which the search stops."""
        self._shown: dict[Choice, Judgement] = {}

    def run(
        self,
        avoid: Iterable[Substitution] = (),
        below: Fraction | float | None = None,
        known: Iterable[Choice] = (),
    ) -> tuple[Choice, ...]:
        """Return the smallest sets with a value lower than `below`, in document order.

        No returned set uses a substitution in `avoid`, or contains a set in `known`.
        """
        without = [[-self.clauses.way[substitution]] for substitution in avoid]
        without += [[-self.clauses.way[substitution] for substitution in choice] for choice in known]
        while True:
            choices = self._ordered(self._least(without, below))
            shown = choices[: self.most if self.judge.open_rules else 1]
            refuted = [choice for choice in shown if not self._is_accepted(choice)]
            if not refuted or self.ended:
                return tuple(choice for choice in choices if choice not in refuted)

    def objections(self, choice: Choice) -> tuple[Objection, ...]:
        """Return the possible objections of rules to a set, for which facts are missing."""
        own = [
            objection
            for component in self.options.built(choice)
            if self.options.clear[component] is not True
            for objection in self.judge.known_objections(component)
        ]
        shown = self._shown.get(choice)
        return distinct((*self.judge.unused, *own, *(shown.objections if shown else ())))

    def stands(self, choice: Choice) -> Truth:
        """Return whether a set reaches the goal; `None` if this is uncertain, because facts are missing."""
        if any(self.options.clear[id_] is not True for id_ in self.options.built(choice)):
            return None
        shown = self._shown.get(choice)
        return (shown if shown is not None else self.judge.judge(choice)).value

    def _least(self, without: Sequence[Clause], below: Fraction | float | None) -> list[Choice]:
        """Return the smallest sets that the rules accept, with a value lower than `below`."""
        proposer = self.weighing.proposer(self.clauses, [*self.learned, *without], perhaps=self.perhaps)
        values: dict[Choice, Fraction | float] = {}
        best = below
        while not self.ended and (choice := proposer.least()) is not None:
            value = self.weighing.of(choice)
            if best is not None and (value > best or value == below):
                break
            if not self._accepts(choice, proposer):
                continue
            small = self._without_needless(choice)
            values[small] = self.weighing.of(small)
            best = values[small] if best is None else min(best, values[small])
            proposer.forbid([-self.clauses.way[substitution] for substitution in small])
            if not small:
                break
            if sum(1 for value in values.values() if value == best) > self._enough:
                self.cut = True
                break
        proposer.close()
        return [choice for choice, value in values.items() if value == best and value != below]

    def _accepts(self, choice: Choice, proposer: Proposer) -> bool:
        """Return whether the rules accept a choice; if not, the reasons become clauses of the proposer."""
        judged = self.judge.judge(choice)
        if judged.value or (judged.value is None and self.perhaps):
            return True
        for clause in self._rejecting_clauses(choice, judged):
            self.learned.append(clause)
            proposer.forbid(clause)
        self.ended = self.ended or self.judge.asked > MOST_ASKED
        return False

    def _rejecting_clauses(self, choice: Choice, judged: Judgement) -> list[Clause]:
        """Return clauses that exclude every form to which the same objections apply."""
        refuting: list[Clause] = []
        objections = [
            objection for objection in judged.objections if objection.reason.blocked or not self.perhaps
        ]
        for objection in objections:
            reason = objection.reason if objection.causes else objection.reason.rule
            self.refused.setdefault((objection.component, reason, objection.causes), objection)
            clauses = [self._clause_against(cause, choice) for cause in objection.causes]
            known = [clause for clause in clauses if clause is not None]
            if known:
                refuting += known
            elif objection.below:
                below = self.options.below(objection.component, choice)
                refuting.append(self.clauses.not_all([objection.component], below))
        if len(refuting) < max(len(objections), 1):
            refuting.append(self.clauses.not_all([], self.options.used(choice)))
        return refuting

    def _clause_against(self, cause: Cause, choice: Choice) -> Clause | None:
        """Return a clause that excludes a cause of a rejection; `None` if the choice lacks this cause."""
        if not cause.components <= self.clauses.built.keys():
            return None
        ways: dict[str, str] = {}
        for link in cause.links:
            path = self.options.path(link.upper, link.lower, choice, direct=link.direct)
            if path is None or any(ways.get(use, way) != way for use, way in path.items()):
                return None
            ways |= path
        return self.clauses.not_all(cause.components, ways)

    def _is_accepted(self, choice: Choice) -> bool:
        """Return whether all rules accept a set of substitutions."""
        judged = self.judge.judge(choice, fully=True)
        self._shown[choice] = judged
        if judged.value or (judged.value is None and self.perhaps):
            return True
        self.learned += self._rejecting_clauses(choice, judged)
        self.ended = self.ended or self.judge.asked > MOST_ASKED
        return False

    def _without_needless(self, choice: Choice) -> Choice:
        """Return a subset that the rules accept, and that no smaller subset can replace."""
        if self.weighing.is_by_number or not choice:
            return choice
        return self._fewest_of(choice) if self.judge.open_rules else self._reduced(choice)

    def _reduced(self, choice: Choice) -> Choice:
        """Remove substitutions from a choice as long as the product has only allowed components."""
        clear = self.options.clear
        for substitution in sorted(choice):
            own = clear[substitution.component]
            if own is False or (own is None and not self.perhaps):
                continue
            fewer = self.options.active(choice - {substitution})
            if all(
                clear[c] is True or (self.perhaps and clear[c] is None) for c in self.options.built(fewer)
            ):
                return self._reduced(fewer)
        return choice

    def _fewest_of(self, choice: Choice) -> Choice:
        """Return the smallest subset of a choice that the rules accept."""
        others = [
            [-literal] for substitution, literal in self.clauses.substitutions if substitution not in choice
        ]
        proposer = Lightest(self.clauses, fewest(self.options), [*self.learned, *others])
        fewer = proposer.least()
        while fewer is not None and fewer != choice and not self._accepts(fewer, proposer):
            fewer = proposer.least() if not self.ended else None
        proposer.close()
        return choice if fewer is None else fewer

    def _ordered(self, choices: Iterable[Choice]) -> list[Choice]:
        """Return sets ordered by the number of substitutions, then by their positions in the document."""
        rank = self.options.rank()
        return sorted(choices, key=lambda choice: (len(choice), sorted(rank[s] for s in choice)))
