"""Reasons why a product has no remedy: missing alternates, and rules that reject every choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import quoted
from microdep_rules.production.alternate_search import MOST, AlternateSearch, SearchKind, blocked_in
from microdep_rules.production.judging import distinct
from microdep_rules.production.naming import reaches
from microdep_rules.production.roots import root_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.production.alternate_search import AlternateNeed
    from microdep_rules.production.judging import Judge, Objection, Throughout
    from microdep_rules.production.options import RemedyOptions
    from microdep_rules.production.remedy import Remedies
    from microdep_rules.production.structure import ProductStructure

MOST_FIXES, MOST_NAMES, MOST_SHOWN = 2, 3, 10
"""Limits for messages: fixes in a message, sets in a message, and components with their own message."""


class Shortfall(Struct, frozen=True):
    """Reasons why a product has no remedy."""

    sets: tuple[tuple[AlternateNeed, ...], ...] = ()
    """Smallest sets of components that need an alternate.

    An additional alternate for each component of one set would give a remedy.
    """
    more: bool = False
    product: tuple[Objection, ...] = ()
    """Objections to the product itself, which no alternate for a component can remove."""
    refused: tuple[Objection, ...] = ()
    """Objections with which the rules reject the evaluated forms of the product."""
    unused: tuple[Objection, ...] = ()
    """Objections to components that the product does not need; they matter only for the goal `pass`."""


def obstacles(remedies: Remedies, *, on_each_day: bool = False) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each reason why the stated alternates give no remedy."""
    structure, shortfall = remedies.options.structure, remedies.shortfall
    assert shortfall is not None
    goal = reaches(remedies.goal, tuple(root_names(structure.bom).values()), on_each_day=on_each_day)
    if shortfall.sets:
        if shortfall.product:
            yield _of_product(structure, goal, is_blocked=bool(blocked_in(shortfall.product)))
        yield from _of_sets(structure, goal, shortfall.sets)
        yield from _of_rules(structure, goal, shortfall.refused)
    else:
        yield from _of_each_choice(structure, goal, (*shortfall.product, *shortfall.refused), shortfall)
    yield from _of_unused(structure, goal, shortfall.unused)


def _of_product(structure: ProductStructure, goal: str, *, is_blocked: bool) -> Diagnostic:
    product = structure.bom.product
    return diagnose(
        "impact/no-remedy",
        structure.bom.span(product),
        "product-blocked" if is_blocked else "missing-facts",
        reaches=goal,
        component=structure.name_of(product.id),
    )


def _of_sets(
    structure: ProductStructure, goal: str, sets: Sequence[Sequence[AlternateNeed]]
) -> Iterator[Diagnostic]:
    """Yield diagnostics for the missing alternates.

    If only one set of components would help, each component of the set has a diagnostic; several sets share
    one.
    """
    if len(sets) > 1:
        yield _one_of_sets(structure, goal, sets)
        return
    for need in sets[0][:MOST_SHOWN]:
        if need.open:
            component = structure.component(need.open[0])
            at, name = structure.bom.span(component), structure.name_of(component.id)
            yield diagnose("impact/no-remedy", at, "missing-facts", reaches=goal, component=name)
        else:
            yield diagnose(
                "impact/no-remedy",
                structure.bom.span(structure.component(need.component)),
                "" if need.alternates else "no-alternate",
                reaches=goal,
                component=structure.name_of(need.component),
                state=_state(need),
            )


def _one_of_sets(
    structure: ProductStructure, goal: str, sets: Sequence[Sequence[AlternateNeed]]
) -> Diagnostic:
    needs = [need for needs in sets for need in needs]
    first = next((need for need in needs if not need.open), needs[0])
    names = [" and ".join(quoted(structure.name_of(need.component)) for need in needs) for needs in sets]
    return diagnose(
        "impact/no-remedy",
        structure.bom.span(structure.component(first.component)),
        "one-of-several-or-facts" if any(need.open for need in needs) else "one-of-several",
        reaches=goal,
        sets=" or ".join([*names[:MOST_NAMES], *(["others"] if len(names) > MOST_NAMES else [])]),
        state=_state(first),
    )


def _state(needed: AlternateNeed) -> str:
    own = [objection for objection in needed.objections if objection.component == needed.component]
    return "blocked" if blocked_in(own) else "possibly blocked"


def _of_rules(structure: ProductStructure, goal: str, refused: Sequence[Objection]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each rule about the whole product that rejects forms of the product."""
    at = structure.bom.span(structure.bom.product)
    for is_blocked in (True, False):
        rules = [o.reason.rule for o in refused if o.reason.blocked is is_blocked]
        if rules:
            yield diagnose(
                "impact/no-remedy",
                at,
                "product-fails" if is_blocked else "product-undecided",
                reaches=goal,
                rules=list(dict.fromkeys(rules)),
            )


def _of_each_choice(
    structure: ProductStructure, goal: str, objections: Sequence[Objection], shortfall: Shortfall
) -> Iterator[Diagnostic]:
    """Yield a diagnostic that the rules reject every choice of alternates.

    If only components fail that the product does not need, there is no diagnostic.
    """
    if shortfall.unused and not objections:
        return
    fixes = [*dict.fromkeys(o.reason.fix for o in objections if o.reason.fix)][:MOST_FIXES]
    yield diagnose(
        "impact/no-remedy",
        structure.bom.span(structure.bom.product),
        "each-choice-fails" if fixes else "each-choice-fails-without-fix",
        reaches=goal,
        rules=list(dict.fromkeys(objection.reason.rule for objection in objections)),
        fix="; or ".join(fixes),
    )


def _of_unused(structure: ProductStructure, goal: str, unused: Sequence[Objection]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each component that fails although the product does not need it."""
    blocked = blocked_in(unused)
    for id_ in [*dict.fromkeys(objection.component for objection in unused)][:MOST_SHOWN]:
        yield diagnose(
            "impact/no-remedy",
            structure.bom.span(structure.component(id_)),
            "unused-fails" if id_ in blocked else "unused-undecided",
            reaches=goal,
            component=structure.name_of(id_),
        )


def shortfall_of(
    judge: Judge | Throughout, options: RemedyOptions, refused: Iterable[Objection]
) -> Shortfall:
    """Return the missing alternates and the objections that prevent a remedy.

    A rule about the whole product may reject a set without an objection to its components. Therefore the
    function searches for sets that all rules accept: first among components with objections, then among all.
    If there is no such set, it returns the rejected sets with the objections.
    """
    refusing, product = tuple(refused), options.product
    is_fixed = len(options.ways[product]) == 1 and options.clear[product] is not True
    of_product = judge.known_objections(product) if is_fixed else ()
    if of_product:  # search for further obstacles without the objections to the product
        options = replace(options, clear={**options.clear, product: True})
    beside = (*of_product, *judge.unused)
    search = AlternateSearch(judge, options, refusing, beside, SearchKind())
    sets = search.run()
    for kind in (SearchKind(every=True), SearchKind(strict=False)):
        if not sets and search.is_refuted:
            search = AlternateSearch(judge, options, refusing, beside, kind)
            sets = search.run()
    place = {id_: number for number, id_ in enumerate(options.structure.bom.components)}
    ordered = sorted([sorted(ids, key=lambda id_: place.get(id_, 0)) for ids in sets], key=_sort_key(place))
    needed = tuple(tuple(search.needed(id_, ids) for id_ in ids) for ids in ordered[:MOST])
    left = () if search.kind.strict else tuple(search.whole.values())
    of_product = distinct((*of_product, *search.itself))
    if not needed and (search.is_refuted or search.ended or not (of_product or judge.unused)):
        left = (*refusing, *search.refused, *left)
    more = len(sets) > MOST or (bool(sets) and search.ended)
    return Shortfall(needed, more, of_product, _first_of_each_rule(left), judge.unused)


def _sort_key(place: Mapping[str, int]) -> Callable[[Sequence[str]], list[int]]:
    """Return a function with the sort key of a set: the positions of its components in the document."""
    return lambda ids: [place.get(id_, 0) for id_ in ids]


def _first_of_each_rule(refused: Iterable[Objection]) -> tuple[Objection, ...]:
    """Return the first certain objection of each rule."""
    return tuple({objection.reason.rule: objection for objection in refused}.values())
