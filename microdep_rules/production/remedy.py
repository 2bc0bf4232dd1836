"""The smallest sets of substitutions among the stated alternates by which a product reaches its goal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.production.lacking import lacking_of
from microdep_rules.production.options import Substitution, as_listed, options_of
from microdep_rules.production.searching import Search
from microdep_rules.production.weighing import Weighing

if TYPE_CHECKING:
    from microdep_rules.production.judging import Against, Judge, Throughout
    from microdep_rules.production.lacking import Lacking
    from microdep_rules.production.measures import Amount
    from microdep_rules.production.options import Choice, Options
    from microdep_rules.production.weighing import Measure

REMEDY, NONE, UNDETERMINED = "remedy", "none", "undetermined"
LIMIT = 10


class Remedy(Struct, frozen=True):
    """One set of substitutions, in the order of the document, with what it comes to."""

    substitutions: tuple[Substitution, ...]
    value: Amount
    """By the measure: how many there are, what they add to the cost, or how many days the product takes."""
    not_stated: tuple[Substitution, ...] = ()
    """Those of which nothing bounds what they cost, or how long they take."""
    remove: tuple[Substitution, ...] = ()
    """For a document to pass: alternates that are not built, and that leave it undecided while approved."""
    against: tuple[Against, ...] = ()
    """Of a set that may be a remedy: what may stand against it, with the facts that would decide."""


class Remedies(Struct, frozen=True):
    """The answer for one product."""

    goal: str
    by: Measure
    state: str
    """`remedy`, `none`, or `undetermined`: missing facts decide."""
    options: Options
    best: tuple[Remedy, ...] = ()
    """All that are least, up to the limit."""
    more: int = 0
    """How many more of them were found."""
    cut_short: bool = False
    """Whether there are yet more."""
    open: tuple[Remedy, ...] = ()
    """Those that may be smaller; where there is no remedy, those that may be one."""
    lacking: Lacking | None = None
    """Where there is none: what would make one."""
    complete: bool = True
    """Whether all was tried: else the search ended after so many forms of the product."""
    forms: int = 0
    """How many forms of the product the rules were asked about."""
    currency: str = ""
    """Of costs: the currency of them all; empty where they are in several."""


def remedies_of(judge: Judge | Throughout, by: Measure, limit: int = LIMIT) -> Remedies:
    """The least sets of substitutions by which a product reaches the goal of a judge.

    What may cost any amount, or take any time, comes last; and it is named where it may be less.
    """
    options = options_of(judge.structure, judge.clear, judge.durations)
    worst, least = (Weighing(options, by, least=each) for each in (False, True))
    opens = worst.open
    search = Search(judge, options, worst, most=limit)
    found = search.run(avoid=opens)
    if not found and opens:
        found = search.run()
    best = worst.of(found[0]) if found else None
    perhaps = Search(judge, options, least, perhaps=True, most=limit)
    others = perhaps.run(below=best, known=found) if frozenset() not in found else ()
    complete = not search.ended and not perhaps.ended
    state = REMEDY if found else UNDETERMINED if others or not complete else NONE

    def remedy(choice: Choice) -> Remedy:
        rank = options.rank()
        ordered = tuple(sorted(choice, key=rank.__getitem__))
        not_stated = tuple(each for each in ordered if each in opens)
        return Remedy(ordered, worst.amount(choice), not_stated, to_remove(judge, options, choice))

    def perhaps_one(choice: Choice) -> Remedy:
        own = remedy(choice)
        return Remedy(own.substitutions, own.value, own.not_stated, own.remove, perhaps.against(choice))

    return Remedies(
        judge.goal,
        by,
        state,
        options,
        tuple(remedy(each) for each in found[:limit]),
        max(len(found) - limit, 0),
        search.cut,
        tuple(perhaps_one(each) for each in others[:limit]),
        lacking_of(judge, options, perhaps.refused.values()) if state == NONE else None,
        complete,
        judge.asked,
        worst.currency,
    )


def to_remove(judge: Judge | Throughout, options: Options, choice: Choice) -> tuple[Substitution, ...]:
    """The alternates that a document must not approve any more, so that it passes with a choice.

    An approved alternate that fails leaves a document unknown: nobody states that it is not built.
    """
    if judge.goal != "pass" or (not choice and judge.passes):
        return ()
    clear, built = as_listed(options, perhaps=False), options.built(choice)
    left = [
        Substitution(use, way)
        for use, chosen in options.used(choice).items()
        for way in options.ways[use][1:]
        if way != chosen and way not in built
    ]
    unclear = [each for each in left if judge.open_rules or not clear[each.alternate]]
    rank = options.rank()
    return tuple(sorted(unclear or (() if choice else left), key=rank.__getitem__))
