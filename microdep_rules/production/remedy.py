"""Remedies: the smallest sets of substitutions with which a product reaches its goal."""

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
"""Largest number of searches for a smaller set; each search excludes the sets that were found before."""
NOT_STATED = Range(Fraction(0), None)


class Validity(Struct, frozen=True):
    """Last day of a scenario on which a set reaches the goal, and the objections after this day."""

    through: date
    ends: bool
    """True if the set fails the goal, or may fail it, after the last day."""
    fails: bool = False
    """True if the set certainly fails the goal after the last day."""
    objections: tuple[Objection, ...] = ()
    """Objections to the set after this day."""
    due: date | None = None
    """Delivery day of the contract facts; later days are not checked."""


class Remedy(Struct, frozen=True):
    """Set of substitutions with which the product reaches its goal, in document order, with its size."""

    substitutions: tuple[Substitution, ...]
    value: BoundedAmount
    """Size of the set: the number of substitutions, the additional cost, or the days of production."""
    reaches: Truth = True
    """True if the set reaches the goal; `None` if it may reach the goal, because facts are missing."""
    costs: tuple[tuple[str, BoundedAmount], ...] = ()
    """Additional cost in each currency, if sets are compared by cost; empty if the cost is unknown."""
    lacks: tuple[str, ...] = ()
    """Missing fact of each substitution, `cost` or `time`; empty if no fact is missing."""
    removal: Removal = Removal()
    """Alternates and components to remove from the document; only for the goal `pass`."""
    objections: tuple[Objection, ...] = ()
    """Possible objections to a set that may be a remedy, each with the missing facts."""
    delivery: Delivery | None = None
    """Delivery of the product with this set; `None` if no delivery day or lead time is stated."""
    left_out: tuple[str, ...] = ()
    """Fails that do not halt the product with this set, because the configuration excludes them."""
    validity: Validity | None = None
    """Last day on which the set reaches the goal under a scenario."""
    waived: tuple[str, ...] = ()
    """Ids of the waivers on which the set relies; a waived fail is not a pass."""

    @property
    def choice(self) -> Choice:
        """Substitutions of the set, as a set without order."""
        return frozenset(self.substitutions)


class Remedies(Struct, frozen=True):
    """Remedies of a product."""

    goal: str
    by: Measure
    state: str
    """`remedy` if there is a remedy, `none` if there is none, `undetermined` if facts are missing."""
    options: RemedyOptions
    best: tuple[Remedy, ...] = ()
    """Smallest sets, up to the limit."""
    more: int = 0
    """Number of remedies that `best` does not contain."""
    cut_short: bool = False
    """True if the search ended before it had counted all remedies."""
    open: tuple[Remedy, ...] = ()
    """Sets that may be smaller than the sets in `best`; without a certain remedy, sets that may be remedies.
    """
    proved: bool = False
    """True if no other set can be smaller than the sets in `best`, whatever the missing facts are."""
    shortfall: Shortfall | None = None
    """Reasons why there is no remedy; `None` if there is a remedy."""
    complete: bool = True
    """True if the search was complete; false if it reached its limit of evaluated forms of the product."""
    forms: int = 0
    """Number of forms of the product for which rules were evaluated."""
    currency: str = ""
    """Currency of costs; a set with additional cost in another currency has an unknown value."""


def remedies_of(
    judge: Judge | Throughout, by: Measure, limit: int = LIMIT, ordered: date | None = None
) -> Remedies:
    """Return the smallest sets of substitutions with which a product reaches the goal of a judge.

    A set without an upper bound of its cost or time comes last, after sets with a cost in another currency.
    Sets of these two kinds are listed only if they may be smaller than the other sets. `ordered` is the day
    of the order, from which the days to the delivery are counted.
    """
    stated = options_of(judge.structure, judge.clear, judge.durations)
    options = _limited_options(stated, judge.unused)
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
        others, was_all = _possibly_smaller(candidate, choices, best, worst)
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


def _limited_options(options: RemedyOptions, unused: Sequence[Objection]) -> RemedyOptions:
    """Return the options; the product is not allowed in them if unused components have objections."""
    if not unused:
        return options
    rest = truth_of(unused)
    clear = {way: conjunction([options.clear[way], rest]) for way in options.ways[options.product]}
    return replace(options, clear={**options.clear, **clear})


def _smallest(choices: Sequence[Choice], weighing: Weighing, *, cut: bool) -> tuple[Sequence[Choice], bool]:
    """Return the sets that are certainly the smallest, and true; if there are none, all sets and false.

    If the search left out sets (`cut`), only sets with exact values are certainly the smallest.
    """
    amounts = {weighing.amount(choice) for choice in choices}
    if len(choices) <= 1 or (len(amounts) == 1 and amounts.pop().is_exact):
        return choices, True
    least = [one for one in choices if all(weighing.at_most(one, choice) for choice in choices)]
    return (least or choices), bool(least) and not cut


def _possibly_smaller(
    search: RemedySearch, choices: Sequence[Choice], best: Sequence[Choice], weighing: Weighing
) -> tuple[Sequence[Choice], bool]:
    """Return the sets that may be smaller than the sets in `best`, and whether the list is complete.

    Each search excludes the sets that are certainly not smaller.
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
    """Builder of remedies: sets of choices, such as an alternate, that make a product possible again."""

    def __init__(
        self, judge: Judge | Throughout, options: RemedyOptions, weighing: Weighing, ordered: date | None
    ) -> None:
        self.judge, self.options, self.weighing, self.ordered = judge, options, weighing, ordered
        self._rank = options.rank()
        self._due = due_of(options.structure.bom)
        self._times = Times(options, least=False) if self._due is not None and ordered is not None else None

    def remedy(self, choice: Choice, *, reaches: Truth = True) -> Remedy:
        """Return the remedy for a choice of alternates that reaches the goal, or may reach it."""
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
        """Return the remedy for a choice that may be smaller than the best ones, or may be a remedy."""
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
