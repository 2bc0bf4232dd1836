"""What would make a remedy where there is none: components that need an alternate which nobody states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.production import errors as say
from microdep_rules.production.roots import root_names
from microdep_rules.production.solving import Clauses, Lightest
from microdep_rules.production.weighing import fewest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.production.causes import Cause
    from microdep_rules.production.judging import Against, Judge, Throughout
    from microdep_rules.production.options import Options
    from microdep_rules.production.remedy import Remedies

MOST = 10


class Needed(Struct, frozen=True):
    """A component that needs an alternate, its stated ones, and what is against them and it."""

    component: str
    alternates: tuple[str, ...]
    against: tuple[Against, ...]


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
        names = [structure.called(each.component) for each in needed]
        at = bom.span(structure.component(needed[0].component))
        stated = any(each.alternates for each in needed)
        itself = structure.called(bom.product.id) if lacking.product else ""
        return say.no_remedy(aim, names, at, stated=stated, itself=itself)
    against = (*lacking.product, *lacking.refused)
    rules = list(dict.fromkeys(each.reason.rule for each in against))
    fixes = list(dict.fromkeys(each.reason.fix for each in against if each.reason.fix))
    at = bom.span(bom.product)
    return say.no_remedy_by_rules(aim, rules, fixes, at)


def lacking_of(judge: Judge | Throughout, options: Options, refused: Iterable[Against]) -> Lacking:
    """What would make a remedy, as far as components are judged alone."""
    refusing = tuple(refused)
    product = options.product
    of_product = judge.known_against(product) if options.clear[product] is False else ()
    if of_product:  # what else is missing once the product itself is clear
        options = replace(options, clear={**options.clear, product: True})
    alone = {
        component: against
        for against in refusing
        for cause in against.causes
        for component in _only(cause, product)
    }
    options = replace(options, clear={**options.clear, **dict.fromkeys(alone, False)})
    rest = _once(each for each in refusing if not any(_only(cause, product) for cause in each.causes))
    clauses = Clauses(options, perhaps=True, needless=False, wished=True)
    wishes = {literal: id_ for id_, literal in clauses.wishes.items()}
    many = len(options.every) + 1
    proposer = Lightest(clauses, fewest(options), [], dict.fromkeys(wishes, many))
    sets: list[tuple[str, ...]] = []
    while len(sets) <= MOST and (wished := proposer.wished(wishes)) is not None:
        if not wished or (sets and len(wished) > len(sets[0])):
            break
        sets.append(tuple(wishes[each] for each in sorted(wished)))
        proposer.forbid([-each for each in wished])
    proposer.close()

    def needed(id_: str) -> Needed:
        against = [a for way in options.ways[id_] for a in judge.known_against(way)]
        against += [alone[way] for way in options.ways[id_] if way in alone]
        once = {(each.component, each.reason.rule): each for each in against}
        return Needed(id_, options.ways[id_][1:], tuple(once.values()))

    place = {id_: number for number, id_ in enumerate(options.structure.bom.components)}
    ordered = sorted(sets, key=lambda each: sorted(place.get(id_, 0) for id_ in each))
    found = tuple(tuple(needed(id_) for id_ in each) for each in ordered[:MOST])
    return Lacking(found, len(sets) > MOST, of_product, rest)


def _only(cause: Cause, product: str) -> frozenset[str]:
    """The one component that a cause is about besides the product; nothing where it is about several."""
    others = cause.components - {product}
    return others if len(others) == 1 and not cause.links else frozenset()


def _once(refused: Iterable[Against]) -> tuple[Against, ...]:
    """What refutes forms, each rule once."""
    return tuple({each.reason.rule: each for each in refused}.values())
