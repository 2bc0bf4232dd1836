"""The smallest sets of substitutions among the stated alternates by which a product reaches its goal."""

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
from microdep_rules.production.lacking import lacking_of
from microdep_rules.production.options import Substitution, options_of
from microdep_rules.production.removal import Removal, removal_of
from microdep_rules.production.searching import Search
from microdep_rules.production.viability import UNDETERMINED, VIABLE
from microdep_rules.production.weighing import Weighing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from microdep_rules.engine.values import Truth
    from microdep_rules.production.judging import Against, Judge, Throughout
    from microdep_rules.production.lacking import Lacking
    from microdep_rules.production.measures import Amount
    from microdep_rules.production.options import Choice, Options
    from microdep_rules.production.weighing import Measure

REMEDY, NONE = "remedy", "none"
LIMIT = 10
MOST_TRIED = 25
"""So many times sets that are surely not smaller are left out, to see whether another may be."""
NOT_STATED = Range(Fraction(0), None)


class Validity(Struct, frozen=True):
    """Up to which day a set reaches the goal, as far as was looked ahead, and what comes after that."""

    through: date
    ends: bool
    """Whether it surely reaches the goal up to that day only."""
    fails: bool = False
    """Of one that ends: whether it fails from then on; else missing facts decide."""
    against: tuple[Against, ...] = ()
    """What is against it from then on."""
    due: date | None = None
    """The day of delivery that the contract facts state: nothing after it is looked at."""


class Remedy(Struct, frozen=True):
    """One set of substitutions, in the order of the document, with what it comes to."""

    substitutions: tuple[Substitution, ...]
    value: Amount
    """By the measure: how many there are, what they add to the cost, or how many days the product takes."""
    reaches: Truth = True
    """Whether it reaches the goal: surely, or missing facts decide. What it comes to is another question."""
    costs: tuple[tuple[str, Amount], ...] = ()
    """By cost: what it adds in each currency; empty where that is not known."""
    lacks: tuple[str, ...] = ()
    """Of each substitution, what is not stated of the measure; empty where all is."""
    removal: Removal = Removal()
    """For a document to pass: alternates that leave it undecided while approved, and what nothing needs."""
    against: tuple[Against, ...] = ()
    """Of a set that may be a remedy: what may stand against it, with the facts that would decide."""
    delivery: Delivery | None = None
    """Whether the product is in time with it; nothing where no day of delivery is stated, or no lead time."""
    left_out: tuple[str, ...] = ()
    """What fails about the product with it, and by configuration blocks nothing."""
    validity: Validity | None = None
    """Under a scenario: up to which day."""
    waived: tuple[str, ...] = ()
    """The waivers that it relies on: of what would be against the product with it. That is no pass."""

    @property
    def choice(self) -> Choice:
        """The substitutions without their order."""
        return frozenset(self.substitutions)


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
    proved: bool = False
    """Whether none is smaller than the best, whatever the missing facts are."""
    lacking: Lacking | None = None
    """Where there is none: what would make one."""
    complete: bool = True
    """Whether all was tried: else the search ended after so many forms of the product."""
    forms: int = 0
    """How many forms of the product the rules were asked about."""
    currency: str = ""
    """Of costs: that of the values; a set that adds something in another has none."""


def remedies_of(
    judge: Judge | Throughout, by: Measure, limit: int = LIMIT, ordered: date | None = None
) -> Remedies:
    """The least sets of substitutions by which a product reaches the goal of a judge.

    What may cost any amount, or take any time, comes last, and before it what costs something in another
    currency; and it is named where it may be less. `ordered` is
    the day from which the time to the delivery counts.
    """
    stated = options_of(judge.structure, judge.clear, judge.durations)
    options = _with_unused(stated, judge.unused)
    worst, least = (Weighing(options, by, least=each) for each in (False, True))
    opens = worst.open
    search = Search(judge, options, worst, most=limit)
    found = search.run(avoid=opens)
    for avoided in dict.fromkeys((worst.unknown, ())) if opens else ():
        found = found or search.run(avoid=avoided)
    best, is_sure = _smallest(found, worst, cut=search.cut)
    perhaps = Search(judge, options, least, perhaps=True, most=limit)
    rivals = [perhaps]
    if found and by != "number" and not all(each is True for each in options.clear.values()):
        rivals.append(Search(judge, options, least, most=limit))
    others: Sequence[Choice] = ()
    rival = perhaps
    for each in rivals if frozenset() not in found else ():
        others, was_all = _others(each, found, best, worst)
        is_sure = is_sure and was_all
        if others:
            rival = each
            break
    complete = not any(each.ended for each in (search, *rivals))
    state = REMEDY if found else UNDETERMINED if others or not complete else NONE
    shown = _Shown(judge, options, worst, ordered)
    return Remedies(
        judge.goal,
        by,
        state,
        options,
        tuple(shown.remedy(each) for each in best[:limit]),
        max(len(best) - limit, 0),
        search.cut,
        tuple(shown.perhaps(other, rival) for other in others[:limit]),
        state == REMEDY and is_sure and complete and not others,
        lacking_of(judge, stated, perhaps.refused.values()) if state == NONE else None,
        complete,
        judge.asked,
        worst.currency,
    )


def _with_unused(options: Options, unused: Sequence[Against]) -> Options:
    """The same, where the product can be no more than what is against components that it does not need."""
    if not unused:
        return options
    rest = truth_of(unused)
    clear = {each: conjunction([options.clear[each], rest]) for each in options.ways[options.product]}
    return replace(options, clear={**options.clear, **clear})


def _smallest(found: Sequence[Choice], weighing: Weighing, *, cut: bool) -> tuple[Sequence[Choice], bool]:
    """Of the sets that were found those that are surely not more than each other one, or else all.

    And whether they are so surely; of sets of which not all were followed (`cut`) only exact ones are.
    """
    amounts = {weighing.amount(each) for each in found}
    if len(found) <= 1 or (len(amounts) == 1 and amounts.pop().is_exact):
        return found, True
    least = [one for one in found if all(weighing.at_most(one, each) for each in found)]
    return (least or found), bool(least) and not cut


def _others(
    search: Search, found: Sequence[Choice], best: Sequence[Choice], weighing: Weighing
) -> tuple[Sequence[Choice], bool]:
    """The sets that may be smaller than the best, the least of them by what they are at the least.

    And whether all were tried: those of which a comparison shows that they are not are left out in turn.
    """
    is_bounded = bool(best) and weighing.amount(best[0]).high is not None
    below = weighing.of(best[0]) if is_bounded else None
    known = [*found]
    for _ in range(MOST_TRIED):
        some = search.run(below=below, known=known)
        left = [each for each in some if not best or not all(weighing.at_most(one, each) for one in best)]
        if left or not some:
            return left, True
        known += some
    return (), False


class _Shown:
    """Makes of choices what is shown of them."""

    def __init__(
        self, judge: Judge | Throughout, options: Options, weighing: Weighing, ordered: date | None
    ) -> None:
        self.judge, self.options, self.weighing, self.ordered = judge, options, weighing, ordered
        self._rank = options.rank()
        self._due = due_of(options.structure.bom)
        self._times = Times(options, least=False) if self._due is not None and ordered is not None else None

    def remedy(self, choice: Choice, *, reaches: Truth = True) -> Remedy:
        """A set that reaches the goal, or may."""
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

    def perhaps(self, choice: Choice, search: Search) -> Remedy:
        """A set that may be smaller, or may be a remedy."""
        reaches = search.stands(choice)
        return replace(
            self.remedy(choice, reaches=reaches), against=() if reaches else search.against(choice)
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
        left, last = ((each - self.ordered).days for each in (self._due.first, self._due.last))
        return Delivery(self._due, left, last, total, state, total.low)
