"""Search for components that need an additional alternate, which the document does not state yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.production.causes import Cause
from microdep_rules.production.judging import distinct
from microdep_rules.production.options import sound
from microdep_rules.production.solving import Clauses, Lightest
from microdep_rules.production.weighing import fewest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from microdep_rules.production.judging import Judge, Objection, Throughout
    from microdep_rules.production.options import Choice, RemedyOptions
    from microdep_rules.production.solving import HypotheticalChoice

MOST = 10
MOST_ASKED = 60
"""Largest number of forms of the product that one search evaluates.

A form of the product contains, for each component, the component itself or one of its alternates.
"""


class AlternateNeed(Struct, frozen=True):
    """Component that needs an additional alternate, its stated alternates, and the objections of rules."""

    component: str
    alternates: tuple[str, ...]
    objections: tuple[Objection, ...]
    open: tuple[str, ...] = ()
    """Ids of the component and its alternates that may be usable: facts are missing, but no rule blocks them.
    """


class SearchKind(NamedTuple):
    """Settings of a search for sets of components that need an alternate."""

    strict: bool = True
    """True if the product must pass all rules with the found set; false if rules about the whole product may
    fail.
    """
    every: bool = False
    """True to search among all components; false to search only among components with an objection."""


class AlternateSearch:
    """Search for the smallest sets of components that need an additional alternate.

    The solver proposes a set of components, and the rules judge the product without these components. Each
    objection of a rule becomes a clause for the solver. If no rule objects, the set is a result: the product
    is viable once each component in the set has an alternate.
    """

    def __init__(
        self,
        judge: Judge | Throughout,
        options: RemedyOptions,
        refused: Iterable[Objection],
        beside: Iterable[Objection],
        kind: SearchKind,
    ) -> None:
        """Store the objections to stated alternates (`refused`), and the objections to ignore (`beside`)."""
        self.judge, self.options, self.kind = judge, options, kind
        self.whole: dict[str, Objection] = {}
        """Objections of rules about the whole product, one for each rule."""
        self.refused: list[Objection] = []
        self.itself: tuple[Objection, ...] = ()
        """Objections to the product itself, which no alternate of a component can remove."""
        self.is_refuted = False
        """True if a rule about the whole product rejected at least one set of components."""
        self.ended = False
        """True if the limit on rule evaluations was reached, so that other sets may exist."""
        self._beside = {(objection.component, objection.reason.rule) for objection in beside}
        self._rules = judge.open_rules
        """Names of the rules that are evaluated first for each set; if they accept the set, all rules are
        evaluated.
        """
        self._blocked: set[str] = set()
        self._together: set[frozenset[str]] = set()
        """Sets of components that the rules reject if the product contains all components of the set."""
        product = options.product
        self._fixed = frozenset({product} if len(options.ways[product]) == 1 else ())
        """Set that contains the product if the product has no approved alternate; otherwise the empty set."""
        rejected = {id_ for id_, clear in options.clear.items() if kind.every or clear is not True}
        self._wishable = (rejected | {product}) - self._fixed
        self._asked: dict[tuple[Choice, frozenset[str]], tuple[Objection, ...]] = {}
        for objection in refused:
            self._learn(objection)

    def run(self) -> list[frozenset[str]]:
        """Return the smallest sets of components, at most `MOST` + 1; empty if the rules reject every set."""
        sets = self._smallest_sets()
        while sets is None:
            sets = self._smallest_sets()
        return sets

    def needed(self, id_: str, others: Collection[str]) -> AlternateNeed:
        """Return the component `id_` with the objections to it and to its alternates.

        Without such objections, the result contains the objections to the whole product. An alternate that
        lacks facts is no help if it contains a blocked component.
        """
        ways = self.options.ways[id_]
        objections = [one for way in ways for one in self.judge.known_objections(way)]
        objections += [one for one in self.refused if not self._components_of(one).isdisjoint(ways)]
        about = {objection.component for objection in objections}
        unsure = [way for way in ways if way in about - blocked_in(objections)]
        may_be = sound(self._options_so_far, perhaps=True, replaced=others)
        for way in unsure:
            below = self.options.cone(way, frozenset()) if not may_be[way] else ()
            blocked = (id_ for id_ in below if self.options.clear[id_] is False)
            objections += [one for id_ in blocked for one in self.judge.known_objections(id_)]
        open_ = tuple(id_ for id_ in unsure if may_be[id_])
        return AlternateNeed(id_, ways[1:], distinct(objections or self.whole.values()), open_)

    @property
    def _options_so_far(self) -> RemedyOptions:
        """Return the options without the components that the rules have rejected so far."""
        return replace(self.options, clear={**self.options.clear, **dict.fromkeys(self._blocked, False)})

    def _smallest_sets(self) -> list[frozenset[str]] | None:
        """Return the smallest sets for the known objections.

        The result is `None` if a new objection requires another search.
        """
        options = self._options_so_far
        clauses = Clauses(options, perhaps=False, needless=False, wishable=self._wishable)
        weights = dict.fromkeys(clauses.wishes.values(), len(options.every) + 1)
        apart = [clauses.not_all(ids, {}) for ids in self._together]
        proposer = Lightest(clauses, fewest(options), apart, weights)
        sets: list[frozenset[str]] = []
        try:
            while len(sets) <= MOST and (wished := proposer.wished()) is not None:
                if sets and len(wished.components) > len(sets[0]):
                    break
                known = self._number_of_findings
                if not self._is_clear(wished):
                    if known != self._number_of_findings:
                        return None
                    proposer.forbid([-literal for literal in wished.model])
                elif not wished.components or self.ended:
                    break
                else:
                    sets.append(wished.components)
                    proposer.forbid([-clauses.wishes[component] for component in wished.components])
        finally:
            proposer.close()
        return sets

    def _is_clear(self, wished: HypotheticalChoice) -> bool:
        """Return whether the rules accept a proposal of the solver; store their objections if they do not."""
        objections = self._objections(wished)
        whole = [objection for objection in objections if not self._components_of(objection)]
        for objection in objections:
            self._learn(objection)
        self.is_refuted = self.is_refuted or bool(whole)
        is_clear = not objections if self.kind.strict else len(whole) == len(objections)
        if self.kind.strict or is_clear:
            for objection in whole:
                self.whole.setdefault(objection.reason.rule, objection)
        return is_clear

    def _objections(self, wished: HypotheticalChoice) -> tuple[Objection, ...]:
        """Return the objections to a proposal of the solver; empty after `MOST_ASKED` evaluations."""
        if self.options.product in wished.components:
            return ()
        form = wished.choice, wished.components
        if form not in self._asked:
            self.ended = len(self._asked) >= MOST_ASKED
            if self.ended:
                return ()
            self._asked[form] = self._evaluate(*form)
        return self._asked[form]

    def _evaluate(self, choice: Choice, without: frozenset[str]) -> tuple[Objection, ...]:
        """Return the objections of the rules in `_rules`; if there are none, those of all rules."""
        objections = self._new_objections(self.judge.objections(choice, without, self._rules))
        if objections or not self.judge.looks_around:
            return objections
        objections = self._new_objections(self.judge.objections(choice, without, None))
        if objections:  # evaluated alone, these rules state their causes
            self._rules |= {objection.reason.rule for objection in objections}
            objections = (
                self._new_objections(self.judge.objections(choice, without, self._rules)) or objections
            )
        return objections

    def _new_objections(self, objections: Iterable[Objection]) -> tuple[Objection, ...]:
        """Return the new objections to components; store objections to the product itself separately."""
        left = [
            objection
            for objection in objections
            if (objection.component, objection.reason.rule) not in self._beside
        ]
        itself = [
            objection
            for objection in left
            if objection.component in self._fixed and Cause(self._fixed) in objection.causes
        ]
        self.itself = distinct((*self.itself, *itself))
        return tuple(objection for objection in left if objection not in itself)

    @property
    def _number_of_findings(self) -> tuple[int, int, int]:
        """Return the sizes of three collections of findings, so that a caller can notice a new finding."""
        return len(self._blocked), len(self._together), len(self._wishable)

    def _learn(self, objection: Objection) -> None:
        if not self._components_of(objection):
            return
        self.refused.append(objection)
        self._wishable |= self._components_of(objection)
        for cause in objection.causes:
            others = cause.components - self._fixed
            if len(others) == 1 and not cause.links:
                self._blocked |= others
            elif others and not cause.links:
                self._together.add(others)

    def _components_of(self, objection: Objection) -> frozenset[str]:
        """Return the components that an objection is about; empty if it is about the product itself."""
        causes = [cause.components for cause in objection.causes]
        every = frozenset((objection.component,)).union(*causes) - self._fixed
        return every if every <= self.options.structure.made.keys() else frozenset()


def blocked_in(objections: Iterable[Objection]) -> set[str]:
    """Return the components that are certainly blocked, whatever the missing facts are."""
    return {objection.component for objection in objections if objection.reason.blocked}
