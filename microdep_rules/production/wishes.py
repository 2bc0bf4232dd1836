"""The search for alternates that nobody states, and that would make a remedy."""

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

    from microdep_rules.production.judging import Against, Judge, Throughout
    from microdep_rules.production.options import Choice, Options
    from microdep_rules.production.solving import Wished

MOST = 10
MOST_ASKED = 60
"""So many forms of the product are judged; then the search ends."""


class Needed(Struct, frozen=True):
    """A component that needs an alternate, its stated ones, and what is against them and it."""

    component: str
    alternates: tuple[str, ...]
    against: tuple[Against, ...]
    open: tuple[str, ...] = ()
    """Of it and its alternates, those that may do once missing facts are stated."""


class Kind(NamedTuple):
    """Which sets are sought."""

    strict: bool = True
    """Only sets that all rules accept; else also those that a rule about the whole product refutes."""
    every: bool = False
    """Of all components; else of those that something is against."""


class Wishes:
    """The smallest sets of components of which each needs an alternate that nobody states.

    The solver proposes a set, and the rules judge the product without its components. What is against a
    component is learned, until there is nothing: so an alternate for each surely clears all components.
    """

    def __init__(
        self,
        judge: Judge | Throughout,
        options: Options,
        refused: Iterable[Against],
        beside: Iterable[Against],
        kind: Kind,
    ) -> None:
        """Take what refuted the stated alternates, and what is against the product beside its components."""
        self.judge, self.options, self.kind = judge, options, kind
        self.whole: dict[str, Against] = {}
        """By rule: what refutes sets as a whole; where that does not count, what is left beside them."""
        self.refused: list[Against] = []
        self.itself: tuple[Against, ...] = ()
        """What is against the product itself, whatever is built into it, beside what was known of it."""
        self.is_refuted = False
        """Whether a rule about the whole product was against some set."""
        self.ended = False
        """Whether the rules were asked too often, so that there may be other sets."""
        self._beside = {(each.component, each.reason.rule) for each in beside}
        self._rules = judge.open_rules
        """The rules that are asked of each set; all of them are asked of one that these accept."""
        self._blocked: set[str] = set()
        self._together: set[frozenset[str]] = set()
        """Components that are not all built in any remedy."""
        product = options.product
        self._fixed = frozenset({product} if len(options.ways[product]) == 1 else ())
        """The product, where no other is approved in its place."""
        against = {id_ for id_, clear in options.clear.items() if kind.every or clear is not True}
        self._wishable = (against | {product}) - self._fixed
        self._asked: dict[tuple[Choice, frozenset[str]], tuple[Against, ...]] = {}
        for each in refused:
            self._learn(each)

    def run(self) -> list[frozenset[str]]:
        """All smallest sets, at the most one more than are shown; none where rules are against each form."""
        found = self._found()
        while found is None:
            found = self._found()
        return found

    def needed(self, id_: str, others: Collection[str]) -> Needed:
        """A component of a set, with what is against it and its alternates.

        Where nothing is against them, it is against the product as a whole. An alternate about which facts
        are missing is no help where something else that it needs is blocked.
        """
        ways = self.options.ways[id_]
        against = [one for way in ways for one in self.judge.known_against(way)]
        against += [one for one in self.refused if not self._about(one).isdisjoint(ways)]
        about = {each.component for each in against}
        unsure = [each for each in ways if each in about - blocked_in(against)]
        may_be = sound(self._learned, perhaps=True, replaced=others)
        for way in unsure:
            below = self.options.cone(way, frozenset()) if not may_be[way] else ()
            blocked = (each for each in below if self.options.clear[each] is False)
            against += [one for each in blocked for one in self.judge.known_against(each)]
        open_ = tuple(each for each in unsure if may_be[each])
        return Needed(id_, ways[1:], distinct(against or self.whole.values()), open_)

    @property
    def _learned(self) -> Options:
        """The options with what the rules were found to be against in each form of the product."""
        return replace(self.options, clear={**self.options.clear, **dict.fromkeys(self._blocked, False)})

    def _found(self) -> list[frozenset[str]] | None:
        """The sets by what is known so far; nothing where more was learned, so that they may be others."""
        options = self._learned
        clauses = Clauses(options, perhaps=False, needless=False, wishable=self._wishable)
        weights = dict.fromkeys(clauses.wishes.values(), len(options.every) + 1)
        apart = [clauses.not_all(each, {}) for each in self._together]
        proposer = Lightest(clauses, fewest(options), apart, weights)
        sets: list[frozenset[str]] = []
        try:
            while len(sets) <= MOST and (wished := proposer.wished()) is not None:
                if sets and len(wished.components) > len(sets[0]):
                    break
                known = self._known
                if not self._is_clear(wished):
                    if known != self._known:
                        return None
                    proposer.forbid([-each for each in wished.model])
                elif not wished.components or self.ended:
                    break
                else:
                    sets.append(wished.components)
                    proposer.forbid([-clauses.wishes[component] for component in wished.components])
        finally:
            proposer.close()
        return sets

    def _is_clear(self, wished: Wished) -> bool:
        """Return whether the rules accept the product with what is wished; what is against it is learned."""
        against = self._against(wished)
        whole = [each for each in against if not self._about(each)]
        for each in against:
            self._learn(each)
        self.is_refuted = self.is_refuted or bool(whole)
        is_clear = not against if self.kind.strict else len(whole) == len(against)
        if self.kind.strict or is_clear:
            for each in whole:
                self.whole.setdefault(each.reason.rule, each)
        return is_clear

    def _against(self, wished: Wished) -> tuple[Against, ...]:
        """What is against the product with what is wished, beside what is known to be left."""
        if self.options.product in wished.components:
            return ()
        form = wished.choice, wished.components
        if form not in self._asked:
            self.ended = len(self._asked) >= MOST_ASKED
            if self.ended:
                return ()
            self._asked[form] = self._asked_about(*form)
        return self._asked[form]

    def _asked_about(self, choice: Choice, without: frozenset[str]) -> tuple[Against, ...]:
        """The rules that are open are asked; of a form that they accept, all of them are."""
        against = self._left(self.judge.against(choice, without, self._rules))
        if against or not self.judge.looks_around:
            return against
        against = self._left(self.judge.against(choice, without, None))
        if against:  # asked about by themselves, rules explain what decides
            self._rules |= {each.reason.rule for each in against}
            against = self._left(self.judge.against(choice, without, self._rules)) or against
        return against

    def _left(self, against: Iterable[Against]) -> tuple[Against, ...]:
        """What is not known to be in the way of each set; what is against the product itself is noted."""
        left = [each for each in against if (each.component, each.reason.rule) not in self._beside]
        itself = [
            each for each in left if each.component in self._fixed and Cause(self._fixed) in each.causes
        ]
        self.itself = distinct((*self.itself, *itself))
        return tuple(each for each in left if each not in itself)

    @property
    def _known(self) -> tuple[int, int, int]:
        """How much was learned."""
        return len(self._blocked), len(self._together), len(self._wishable)

    def _learn(self, against: Against) -> None:
        if not self._about(against):
            return
        self.refused.append(against)
        self._wishable |= self._about(against)
        for cause in against.causes:
            others = cause.components - self._fixed
            if len(others) == 1 and not cause.links:
                self._blocked |= others
            elif others and not cause.links:
                self._together.add(others)

    def _about(self, against: Against) -> frozenset[str]:
        """The components without which it may not be so; none where it is about the product itself."""
        causes = [cause.components for cause in against.causes]
        every = frozenset((against.component,)).union(*causes) - self._fixed
        return every if every <= self.options.structure.made.keys() else frozenset()


def blocked_in(against: Iterable[Against]) -> set[str]:
    """The components that are blocked for sure."""
    return {each.component for each in against if each.reason.blocked}
