"""Smallest sets of substitutions among the stated alternates by which a product reaches its goal."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.engine.values import conjunction
from microdep_rules.production.critical_path import Range
from microdep_rules.production.delivery import Delivery, due_of
from microdep_rules.production.fastest import Times
from microdep_rules.production.judging import truth_of
from microdep_rules.production.options import Substitution, options_of
from microdep_rules.production.removal import Removal, removal_of
from microdep_rules.production.searching import RemedySearch
from microdep_rules.production.shortfall import shortfall_of
from microdep_rules.production.viability import UNDETERMINED, VIABLE
from microdep_rules.production.weighing import Weighing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from microdep_rules.engine.values import Truth
    from microdep_rules.production.judging import Judge, Objection, Throughout
    from microdep_rules.production.measures import BoundedAmount
    from microdep_rules.production.options import Choice, RemedyOptions
    from microdep_rules.production.shortfall import Shortfall
    from microdep_rules.production.weighing import Measure

REMEDY, NONE = "remedy", "none"
LIMIT = 10
MOST_TRIED = 25
"""Maximum number of times that sets proven not smaller are excluded, to search for another one."""
NOT_STATED = Range(Fraction(0), None)


class Validity(Struct, frozen=True):
    """Last day on which a set reaches the goal, within the horizon, and the objections to it afterwards."""

    through: date
    ends: bool
    """True if it certainly reaches the goal up to that day only."""
    fails: bool = False
    """True if it fails from then on; else missing facts decide."""
    objections: tuple[Objection, ...] = ()
    """Objections to it from then on."""
    due: date | None = None
    """Delivery day from the contract facts: later days are not examined."""


class Remedy(Struct, frozen=True):
    """One set of substitutions, in the order of the document, with its measure."""

    substitutions: tuple[Substitution, ...]
    value: BoundedAmount
    """Value of the measure: number of substitutions, additional cost, or days that the product takes."""
    reaches: Truth = True
    """True if it reaches the goal, None if missing facts decide. The measure is independent of this."""
    costs: tuple[tuple[str, BoundedAmount], ...] = ()
    """Additional cost in each currency, for the measure `cost`; empty where unknown."""
    lacks: tuple[str, ...] = ()
    """Missing fact of each substitution for the measure; empty if complete."""
    removal: Removal = Removal()
    """For the goal `pass`: approved alternates that keep the document undecided, and unneeded components."""
    objections: tuple[Objection, ...] = ()
    """Possible objections to a set that may be a remedy, with the facts that would decide."""
    delivery: Delivery | None = None
    """Timeliness of the product with it; None where no delivery day, or no lead time, is stated."""
    left_out: tuple[str, ...] = ()
    """Failures of the product with it that block nothing, by configuration."""
    validity: Validity | None = None
    """Last valid day under a scenario."""
    waived: tuple[str, ...] = ()
    """Waivers that it relies on, for objections to the product with it. They are no pass."""

    @property
    def choice(self) -> Choice:
        """Substitutions without their order."""
        return frozenset(self.substitutions)


class Remedies(Struct, frozen=True):
    """Answer for one product."""

    goal: str
    by: Measure
    state: str
    """`remedy`, `none`, or `undetermined`: missing facts decide."""
    options: RemedyOptions
    best: tuple[Remedy, ...] = ()
    """All least sets, up to the limit."""
    more: int = 0
    """Number of further sets."""
    cut_short: bool = False
    """True if even more sets exist."""
    open: tuple[Remedy, ...] = ()
    """Sets that may be smaller; where there is no remedy, sets that may be one."""
    proved: bool = False
    """True if none is smaller than the best, whatever the missing facts are."""
    shortfall: Shortfall | None = None
    """Shortfall: what would make a remedy, where there is none."""
    complete: bool = True
    """True if everything was tried; else the search ended after so many forms of the product."""
    forms: int = 0
    """Number of forms of the product that the rules were asked about."""
    currency: str = ""
    """Currency of costs; a set that adds cost in another currency has no value."""


def remedies_of(
    judge: Judge | Throughout, by: Measure, limit: int = LIMIT, ordered: date | None = None
) -> Remedies:
    """Return the least sets of substitutions by which a product reaches the goal of a judge.

    Sets of unbounded cost or time come last, before them those with costs in another currency; they are named
    where they may be smaller. `ordered` is the day from which the time to the delivery counts.
    """
    stated = options_of(judge.structure, judge.clear, judge.durations)
    options = _with_unused(stated, judge.unused)
    worst, least = (Weighing(options, by, least=least) for least in (False, True))
    opens = worst.open
    search = RemedySearch(judge, options, worst, most=limit)
    choices = search.run(avoid=opens)
    for avoided in dict.fromkeys((worst.unknown, ())) if opens else ():
        choices = choices or search.run(avoid=avoided)
    best, is_sure = _smallest(choices, worst, cut=search.cut)
    perhaps = RemedySearch(judge, options, least, perhaps=True, most=limit)
    rivals = [perhaps]
    if choices and by != "number" and not all(truth is True for truth in options.clear.values()):
        rivals.append(RemedySearch(judge, options, least, most=limit))
    others: Sequence[Choice] = ()
    rival = perhaps
    for candidate in rivals if frozenset() not in choices else ():
        others, was_all = _others(candidate, choices, best, worst)
        is_sure = is_sure and was_all
        if others:
            rival = candidate
            break
    complete = not any(search_.ended for search_ in (search, *rivals))
    state = REMEDY if choices else UNDETERMINED if others or not complete else NONE
    shown = _RemedyBuilder(judge, options, worst, ordered)
    return Remedies(
        judge.goal,
        by,
        state,
        options,
        tuple(shown.remedy(choice) for choice in best[:limit]),
        max(len(best) - limit, 0),
        search.cut,
        tuple(shown.perhaps(other, rival) for other in others[:limit]),
        state == REMEDY and is_sure and complete and not others,
        shortfall_of(judge, stated, perhaps.refused.values()) if state == NONE else None,
        complete,
        judge.asked,
        worst.currency,
    )


def _with_unused(options: RemedyOptions, unused: Sequence[Objection]) -> RemedyOptions:
    """Return the same, limited by objections to components that the product does not need."""
    if not unused:
        return options
    rest = truth_of(unused)
    clear = {way: conjunction([options.clear[way], rest]) for way in options.ways[options.product]}
    return replace(options, clear={**options.clear, **clear})


def _smallest(choices: Sequence[Choice], weighing: Weighing, *, cut: bool) -> tuple[Sequence[Choice], bool]:
    """Return the sets certainly not larger than any other one, or else all; and the certainty.

    Where sets were left out (`cut`), only exact ones are certain.
    """
    amounts = {weighing.amount(choice) for choice in choices}
    if len(choices) <= 1 or (len(amounts) == 1 and amounts.pop().is_exact):
        return choices, True
    least = [one for one in choices if all(weighing.at_most(one, choice) for choice in choices)]
    return (least or choices), bool(least) and not cut


def _others(
    search: RemedySearch, choices: Sequence[Choice], best: Sequence[Choice], weighing: Weighing
) -> tuple[Sequence[Choice], bool]:
    """Return the sets that may be smaller than the best, the least of them by lower bound, and completeness.

    Sets that a comparison proves not smaller are excluded in turn.
    """
    is_bounded = bool(best) and weighing.amount(best[0]).high is not None
    below = weighing.of(best[0]) if is_bounded else None
    known = [*choices]
    for _ in range(MOST_TRIED):
        some = search.run(below=below, known=known)
        left = [
            choice for choice in some if not best or not all(weighing.at_most(one, choice) for one in best)
        ]
        if left or not some:
            return left, True
        known += some
    return (), False


class _RemedyBuilder:
    """Builder of remedies from choices."""

    def __init__(
        self, judge: Judge | Throughout, options: RemedyOptions, weighing: Weighing, ordered: date | None
    ) -> None:
        self.judge, self.options, self.weighing, self.ordered = judge, options, weighing, ordered
        self._rank = options.rank()
        self._due = due_of(options.structure.bom)
        self._times = Times(options, least=False) if self._due is not None and ordered is not None else None

    def remedy(self, choice: Choice, *, reaches: Truth = True) -> Remedy:
        """Return a set that reaches the goal, or may."""
        ordered = tuple(sorted(choice, key=self._rank.__getitem__))
        return Remedy(
            ordered,
            self.weighing.amount(choice),
            reaches,
            tuple(sorted(self.weighing.by_currency(choice).items())),
            tuple(map(self.weighing.lacks, ordered)),
            removal_of(self.judge, self.options, choice, reaches=reaches),
            (),
            self._delivery(choice, VIABLE if reaches else UNDETERMINED),
            self.judge.left_out(choice, self.options.built(choice)),
            waived=self.judge.waived(choice, self.options.built(choice)),
        )

    def perhaps(self, choice: Choice, search: RemedySearch) -> Remedy:
        """Return a set that may be smaller, or may be a remedy."""
        reaches = search.stands(choice)
        return replace(
            self.remedy(choice, reaches=reaches), objections=() if reaches else search.objections(choice)
        )

    def _delivery(self, choice: Choice, state: str) -> Delivery | None:
        times = self._times
        if self._due is None or self.ordered is None or times is None:
            return None
        if all(times.ranges[id_] == NOT_STATED for id_ in self.options.built(choice)):
            return None
        amount = times.amount(choice)
        assert amount.low is not None
        total = Range(amount.low, amount.high)
        left, last = ((day - self.ordered).days for day in (self._due.first, self._due.last))
        return Delivery(self._due, left, last, total, state, total.low)
