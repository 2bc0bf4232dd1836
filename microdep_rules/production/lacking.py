"""What would make a remedy where there is none: components that need an alternate which nobody states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.production import errors as say
from microdep_rules.production.judging import distinct
from microdep_rules.production.options import sound
from microdep_rules.production.roots import root_names
from microdep_rules.production.solving import Clauses, Lightest
from microdep_rules.production.weighing import fewest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.production.judging import Against, Judge, Throughout
    from microdep_rules.production.options import Options
    from microdep_rules.production.remedy import Remedies
    from microdep_rules.production.solving import Wished
    from microdep_rules.production.structure import Structure

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


class Lacking(Struct, frozen=True):
    """What stands in the way of every remedy."""

    sets: tuple[tuple[Needed, ...], ...] = ()
    """The smallest sets of components that need an alternate; an alternate for each would make a remedy."""
    more: bool = False
    product: tuple[Against, ...] = ()
    """What is against the product itself: no alternate of a component answers it."""
    refused: tuple[Against, ...] = ()
    """By rule, what refutes the forms of the product that were tried."""


def no_remedy(found: Remedies, *, on_each_day: bool = False) -> Diagnostic:
    """What is said of a product for which the stated alternates are no remedy, and where."""
    bom, lacking = found.options.structure.bom, found.lacking
    assert lacking is not None
    needed = lacking.sets[0] if lacking.sets else ()
    aim = say.Aim(found.goal, tuple(root_names(bom).values()), on_each_day)
    if needed:
        structure = found.options.structure
        first = next((each for each in needed if not each.open), needed[0])
        sets = [[_wanted(structure, each) for each in every] for every in lacking.sets]
        at = bom.span(structure.component(first.component))
        itself = say.Itself(structure.called(bom.product.id), bool(_blocked(lacking.product)))
        return say.no_remedy(aim, sets, at, _label(first), itself if lacking.product else None)
    against = (*lacking.product, *lacking.refused)
    rules = list(dict.fromkeys(each.reason.rule for each in against))
    fixes = list(dict.fromkeys(each.reason.fix for each in against if each.reason.fix))
    at = bom.span(bom.product)
    return say.no_remedy_by_rules(aim, rules, fixes, at)


def _wanted(structure: Structure, needed: Needed) -> say.Wanted:
    """A component of a set with its name, and the name of what missing facts decide."""
    open_ = structure.called(needed.open[0]) if needed.open else ""
    return say.Wanted(structure.called(needed.component), bool(needed.alternates), open_)


def _label(needed: Needed) -> str:
    """How a component is that needs an alternate."""
    own = [each for each in needed.against if each.component == needed.component]
    helps = "facts about its alternates are missing" if needed.open else "its alternates do not help"
    return ("blocked" if _blocked(own) else "may be blocked") + (f"; {helps}" if needed.alternates else "")


def _blocked(against: Iterable[Against]) -> set[str]:
    """The components that are blocked for sure."""
    return {each.component for each in against if each.reason.blocked}


def lacking_of(judge: Judge | Throughout, options: Options, refused: Iterable[Against]) -> Lacking:
    """What would make a remedy: alternates that nobody states, and an answer to what is about the product."""
    refusing = tuple(refused)
    product = options.product
    of_product = judge.known_against(product) if options.clear[product] is not True else ()
    if of_product:  # what else is missing once the product itself is clear
        options = replace(options, clear={**options.clear, product: True})
    search = _Wishes(judge, options, refusing)
    sets = search.run()
    place = {id_: number for number, id_ in enumerate(options.structure.bom.components)}
    ordered = sorted([sorted(each, key=lambda id_: place.get(id_, 0)) for each in sets], key=_by(place))
    found = tuple(tuple(search.needed(id_, each) for id_ in each) for each in ordered[:MOST])
    rest = tuple(search.whole.values()) if found else _once((*refusing, *search.refused))
    said = {(each.component, each.reason.rule) for each in of_product}
    rest = tuple(each for each in rest if (each.component, each.reason.rule) not in said)
    more = len(sets) > MOST or (bool(sets) and search.ended)
    return Lacking(found, more, of_product, rest)


class _Wishes:
    """The smallest sets of components of which each needs an alternate that nobody states.

    The solver proposes a set, and the rules judge the product without its components. What is against a
    component is learned, until there is nothing: so an alternate for each surely clears all components.
    """

    def __init__(self, judge: Judge | Throughout, options: Options, refused: Iterable[Against]) -> None:
        self.judge, self.options = judge, options
        self.whole: dict[str, Against] = {}
        """By rule: what is against the product itself, whatever its components are."""
        self.refused: list[Against] = []
        self.ended = False
        """Whether the rules were asked too often, so that there may be other sets."""
        self._blocked: set[str] = set()
        self._together: set[frozenset[str]] = set()
        """Components that are not all built in any remedy."""
        self._wishable = {id_ for id_, clear in options.clear.items() if clear is not True}
        self._wishable.discard(options.product)
        self._asked = 0
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

        An alternate about which facts are missing is no help where something else that it needs is blocked.
        """
        ways = self.options.ways[id_]
        against = [one for way in ways for one in self.judge.known_against(way)]
        against += [one for one in self.refused if not self._about(one).isdisjoint(ways)]
        about = {each.component for each in against}
        unsure = [each for each in ways if each in about - _blocked(against)]
        may_be = sound(self.options, perhaps=True, replaced=others)
        for way in unsure:
            below = self.options.cone(way, frozenset()) if not may_be[way] else ()
            blocked = (each for each in below if self.options.clear[each] is False)
            against += [one for each in blocked for one in self.judge.known_against(each)]
        open_ = tuple(each for each in unsure if may_be[each])
        return Needed(id_, ways[1:], distinct(against), open_)

    def _found(self) -> list[frozenset[str]] | None:
        """The sets by what is known so far; nothing where more was learned, so that they may be others."""
        clear = {**self.options.clear, **dict.fromkeys(self._blocked, False)}
        options = replace(self.options, clear=clear)
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
                    proposer.forbid([-clauses.wishes[each] for each in wished.components])
        finally:
            proposer.close()
        return sets

    def _is_clear(self, wished: Wished) -> bool:
        """Whether nothing is against a component of the product with what is wished; else it is learned."""
        self._asked += 1
        self.ended = self._asked > MOST_ASKED
        if self.ended:
            return True
        judged = self.judge.judge(wished.choice, without=wished.components)
        against = () if judged.value else judged.against
        for each in against:
            self._learn(each)
        return not any(self._about(each) for each in against)

    @property
    def _known(self) -> tuple[int, int, int]:
        """How much was learned."""
        return len(self._blocked), len(self._together), len(self._wishable)

    def _learn(self, against: Against) -> None:
        if not self._about(against):
            self.whole.setdefault(against.reason.rule, against)
            return
        self.refused.append(against)
        self._wishable |= self._about(against)
        for cause in against.causes:
            others = cause.components - {self.options.product}
            if len(others) == 1 and not cause.links:
                self._blocked |= others
            elif others and not cause.links:
                self._together.add(others)

    def _about(self, against: Against) -> frozenset[str]:
        """The components without which it may not be so; none where it is about the product itself."""
        causes = [cause.components for cause in against.causes]
        return frozenset((against.component,)).union(*causes) - {self.options.product}


def _by(place: Mapping[str, int]) -> Callable[[Sequence[str]], list[int]]:
    """Sets in the order of the document."""
    return lambda each: [place.get(id_, 0) for id_ in each]


def _once(refused: Iterable[Against]) -> tuple[Against, ...]:
    """What refutes forms, each rule once."""
    return tuple({each.reason.rule: each for each in refused}.values())
