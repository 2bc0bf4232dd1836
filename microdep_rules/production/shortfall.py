"""Shortfall of a product without a remedy: components that need an alternate nobody states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.production import errors as say
from microdep_rules.production.alternate_search import MOST, AlternateSearch, SearchKind, blocked_in
from microdep_rules.production.judging import distinct
from microdep_rules.production.roots import root_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.production.alternate_search import AlternateNeed
    from microdep_rules.production.judging import Judge, Objection, Throughout
    from microdep_rules.production.options import RemedyOptions
    from microdep_rules.production.remedy import Remedies
    from microdep_rules.production.structure import ProductStructure

MOST_FIXES = 2


class Shortfall(Struct, frozen=True):
    """Obstacles to every remedy."""

    sets: tuple[tuple[AlternateNeed, ...], ...] = ()
    """Smallest sets of components that need an alternate; an alternate for each would make a remedy."""
    more: bool = False
    product: tuple[Objection, ...] = ()
    """Objections to the product itself: no alternate of a component answers them."""
    refused: tuple[Objection, ...] = ()
    """Reasons, by rule, that refute the tried forms of the product; beside sets, those that remain."""
    unused: tuple[Objection, ...] = ()
    """Objections to components that the product does not need, for the goal `pass`."""


def no_remedy(found: Remedies, *, on_each_day: bool = False) -> Diagnostic:
    """Return the diagnostic for a product without a remedy among the stated alternates."""
    structure, shortfall = found.options.structure, found.shortfall
    assert shortfall is not None
    bom = structure.bom
    aim = say.Aim(found.goal, tuple(root_names(bom).values()), on_each_day)
    if shortfall.sets:
        needed = shortfall.sets[0]
        first = next((need for need in needed if not need.open), needed[0])
        sets = [[_wanted(structure, need) for need in every] for every in shortfall.sets]
        at = bom.span(structure.component(first.component))
        itself = say.Itself(structure.called(bom.product.id), bool(blocked_in(shortfall.product)))
        beside = _beside(structure, shortfall)
        return say.no_remedy(aim, sets, at, _label(first), itself if shortfall.product else None, beside)
    unused = _of_unused(structure, shortfall.unused)
    objections = (*shortfall.product, *shortfall.refused)
    if unused and not objections:
        return say.no_remedy_beside(aim, unused, bom.span(structure.component(shortfall.unused[0].component)))
    rules = list(dict.fromkeys(objection.reason.rule for objection in objections))
    fixes = [*dict.fromkeys(objection.reason.fix for objection in objections if objection.reason.fix)][
        :MOST_FIXES
    ]
    return say.no_remedy_by_rules(aim, rules, fixes, unused, bom.span(bom.product))


def _wanted(structure: ProductStructure, needed: AlternateNeed) -> say.Wanted:
    """Return a component of a set with its name, and the name of the component whose facts are missing."""
    open_ = structure.called(needed.open[0]) if needed.open else ""
    return say.Wanted(structure.called(needed.component), bool(needed.alternates), open_)


def _label(needed: AlternateNeed) -> str:
    """Return the label of a component that needs an alternate."""
    own = [objection for objection in needed.objections if objection.component == needed.component]
    helps = "facts about its alternates are missing" if needed.open else "its alternates do not help"
    return ("blocked" if blocked_in(own) else "may be blocked") + (f"; {helps}" if needed.alternates else "")


def _beside(structure: ProductStructure, shortfall: Shortfall) -> list[say.Beside]:
    """Return the remaining obstacles: rules about the whole product, and components outside it."""
    found = []
    for is_blocked in (True, False):
        rules = [
            objection.reason.rule for objection in shortfall.refused if objection.reason.blocked is is_blocked
        ]
        if rules:
            found.append(say.against_the_whole(list(dict.fromkeys(rules)), is_blocked=is_blocked))
    return [*found, *_of_unused(structure, shortfall.unused)]


def _of_unused(structure: ProductStructure, unused: Sequence[Objection]) -> list[say.Beside]:
    """Return the obstacles by components that the product does not need."""
    blocked = blocked_in(unused)
    every = list(dict.fromkeys(objection.component for objection in unused))
    fail = [structure.called(id_) for id_ in every if id_ in blocked]
    lack = [structure.called(id_) for id_ in every if id_ not in blocked]
    return [
        *([say.of_unused(fail, is_blocked=True)] if fail else []),
        *([say.of_unused(lack, is_blocked=False)] if lack else []),
    ]


def shortfall_of(
    judge: Judge | Throughout, options: RemedyOptions, refused: Iterable[Objection]
) -> Shortfall:
    """Return what would make a remedy: unstated alternates, and answers to objections to the product.

    A rule about the whole product may refute a set although no objection to its components is left. So sets
    that all rules accept are sought first: among components with an objection to them, then among all. Where
    there is none, the remaining sets are stated beside the reasons that refute them.
    """
    refusing, product = tuple(refused), options.product
    is_fixed = len(options.ways[product]) == 1 and options.clear[product] is not True
    of_product = judge.known_objections(product) if is_fixed else ()
    if of_product:  # what else is missing once the product itself is clear
        options = replace(options, clear={**options.clear, product: True})
    beside = (*of_product, *judge.unused)
    search = AlternateSearch(judge, options, refusing, beside, SearchKind())
    sets = search.run()
    for kind in (SearchKind(every=True), SearchKind(strict=False)):
        if not sets and search.is_refuted:
            search = AlternateSearch(judge, options, refusing, beside, kind)
            sets = search.run()
    place = {id_: number for number, id_ in enumerate(options.structure.bom.components)}
    ordered = sorted([sorted(ids, key=lambda id_: place.get(id_, 0)) for ids in sets], key=_by(place))
    found = tuple(tuple(search.needed(id_, ids) for id_ in ids) for ids in ordered[:MOST])
    left = () if search.kind.strict else tuple(search.whole.values())
    of_product = distinct((*of_product, *search.itself))
    if not found and (search.is_refuted or search.ended or not (of_product or judge.unused)):
        left = (*refusing, *search.refused, *left)
    more = len(sets) > MOST or (bool(sets) and search.ended)
    return Shortfall(found, more, of_product, _once(left), judge.unused)


def _by(place: Mapping[str, int]) -> Callable[[Sequence[str]], list[int]]:
    """Return a sort key for sets: the order of the document."""
    return lambda ids: [place.get(id_, 0) for id_ in ids]


def _once(refused: Iterable[Objection]) -> tuple[Objection, ...]:
    """Return the refuting reasons, each rule once."""
    return tuple({objection.reason.rule: objection for objection in refused}.values())
