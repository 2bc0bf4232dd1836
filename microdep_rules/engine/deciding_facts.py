"""Facts that would decide an outcome or change it.

The conditions of an outcome form one formula of comparisons. The search takes each comparison with missing
facts, and assumes first that it is true, then that it is false. The other comparisons keep their values.
"""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.engine.formula import case_of
from microdep_rules.engine.values import MissingFact
from microdep_rules.engine.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from microdep_rules.engine.formula import Assumed, Leaf, VerdictInputs
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.proof import ShareMeasurement
    from microdep_rules.engine.readings import Fact
    from microdep_rules.lang import ir
    from microdep_rules.source import Span

LARGEST_SET = 3
MOST_TRIES = 200
MOST_LOOKED_AT = 5_000
"""Maximum number of combinations of missing facts that the search tries for one outcome."""
MOST_LEAVES = 6
"""Maximum number of undecided comparisons that a combination of missing facts may affect.

6 comparisons have 64 combinations of values. A larger combination is skipped.
"""

IDENTIFIERS = "party.identifiers"
"""Identity of a party: `aliases` or `distinct_from`, or an identifier if the list has identifiers.

The identity can prove that a party is listed, or that it is not listed. If the list has several similar
names, the verdict may stay unknown.
"""
STAGE_FACTS = frozenset({"stage.stage", "stage.substance"})
"""Facts that determine which stages a rule covers.

A change of these facts can affect the verdict in ways that the formula does not contain.
"""


class Turn(Struct, frozen=True):
    """Condition at one position of a rule, with the value (true or false) that gives another verdict."""

    span: Span
    value: bool


class Way(Struct, frozen=True):
    """A verdict, and the smallest set of condition values that leads to this verdict."""

    turns: tuple[Turn, ...]
    verdict: Verdict


class Decider(Struct, frozen=True):
    """Set of missing facts that affects an unknown verdict.

    `sure` is true if every possible value of these facts settles the verdict. For each possible verdict,
    `ways` contains the smallest set of condition values that gives the verdict.
    """

    missing: tuple[MissingFact, ...]
    sure: bool
    ways: tuple[Way, ...]
    evidence: bool = False
    """True if the facts are stated and only their evidence is missing."""


class Changer(Struct, frozen=True):
    """Stated fact; a change of this fact alone would change the verdict. `way` shows the change."""

    fact: Fact
    way: Way


class Threshold(Struct, frozen=True):
    """A threshold for a measured share, such as 65 %, beyond which the verdict changes."""

    measured: ShareMeasurement
    above: bool
    """True if shares above the threshold give another verdict, and false if shares below it do.

    `included` states whether a share equal to the threshold also gives this other verdict.
    """
    included: bool
    way: Way


class DecidingFacts(Struct, frozen=True):
    """The facts that decide an outcome, as far as the search found them.

    `stopped` is true if the search ended at a limit. `open` is true if the conditions of the outcome cannot
    be written as a formula, so that there was no search.
    """

    deciders: tuple[Decider, ...] = ()
    changers: tuple[Changer, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    tried: int = 0
    stopped: bool = False
    open: bool = False


class Search(Struct):
    """Search for the facts that decide one outcome; the search counts its tries and stops at limits."""

    case: VerdictInputs
    start: Verdict
    tried: int = 0
    stopped: bool = False

    def ways(self, leaves: Sequence[Leaf], options: Sequence[tuple[bool | None, ...]]) -> list[Way] | None:
        """Return, for each verdict that the leaves can give, the smallest set of leaf values for it.

        A leaf is one comparison of the formula. `options` contains, for each leaf, the values to try. The
        result is None if there are more than `MOST_LEAVES` leaves or the search has used all its tries.
        """
        if len(leaves) > MOST_LEAVES or self.tried >= MOST_TRIES:
            self.stopped = True
            return None
        self.tried += 1
        case = self.case.narrowed({one.key for one in leaves})
        smallest: dict[Verdict, Assumed] = {}
        for values in product(*options):
            assumed = {one.key: v for one, v in zip(leaves, values, strict=True) if v is not None}
            verdict = case.verdict(assumed)
            least = _fewest_assumptions(case, assumed, verdict)
            if verdict not in smallest or len(least) < len(smallest[verdict]):
                smallest[verdict] = least
        return [
            Way(tuple(Turn(k.span, v is not k.reversed) for k, v in least.items()), verdict)
            for verdict, least in smallest.items()
        ]

    def all_ways(self, leaves: Sequence[Leaf]) -> list[Way]:
        """Return the sets of leaf values that lead to each verdict, with every leaf once true and once false.

        If there are more than `MOST_LEAVES` leaves, only one leaf is changed at a time.
        """
        if len(leaves) <= MOST_LEAVES:
            return self.ways(leaves, [(True, False)] * len(leaves)) or []
        self.stopped = True
        ways = [way for one in leaves for way in self.ways([one], [(True, False)]) or ()]
        return sorted(ways, key=lambda way: len(way.turns))


def _fewest_assumptions(case: VerdictInputs, assumed: Assumed, verdict: Verdict) -> Assumed:
    """Remove from `assumed` each assumption that is not needed for the verdict `verdict`."""
    needed = dict(assumed)
    for key in reversed(assumed):
        fewer = {k: v for k, v in needed.items() if k != key}
        if case.verdict(fewer) is verdict:
            needed = fewer
    return needed


def find_deciding_facts(outcome: Outcome, definitions: Mapping[str, ir.Definition]) -> DecidingFacts:
    """Return the facts that decide an outcome.

    For an unknown outcome, these are the smallest sets of missing facts that settle the verdict. For a known
    verdict, these are the single facts and thresholds that would change the verdict.
    """
    case = case_of(outcome, definitions, whole=False)
    if case is None:
        return DecidingFacts(open=True)
    start = case.verdict({})
    if start not in {outcome.verdict, outcome.base}:
        return DecidingFacts(open=True)
    if start is Verdict.UNKNOWN:
        return _deciders(Search(case, start), {q.missing for q in outcome.missing})
    whole = case_of(outcome, definitions, whole=True)
    assert whole is not None
    if whole.verdict({}) is not start:
        return DecidingFacts(open=True)
    return _changers(Search(whole, start))


def _deciders(search: Search, missing_facts: set[MissingFact]) -> DecidingFacts:
    """Return the sets of missing facts that settle an unknown verdict, smallest sets first.

    If no small set settles the verdict, the search tries all facts in `missing_facts` together.
    """
    leaves = [one for one in search.case.leaves() if one.value is None and one.key.missing]
    facts = sorted({m for one in leaves for m in one.key.missing}, key=MissingFact.key)
    sure: list[Decider] = []
    maybe: list[Decider] = []
    together = _decider(search, leaves, tuple(m for m in facts if m in missing_facts))
    for looked, subset in enumerate(_subsets(facts)):
        if search.tried >= MOST_TRIES or looked >= MOST_LOOKED_AT:
            search.stopped = True
            break
        if any(set(subset) > set(decider.missing) for decider in sure):
            continue
        decider = _decider(search, leaves, subset)
        if decider is not None and decider.sure:
            sure.append(decider)
        elif decider is not None and len(subset) == 1:
            maybe.append(decider)
    if (
        together is not None
        and together.sure
        and not any(set(decider.missing) <= missing_facts for decider in sure)
    ):
        sure.append(together)
    return DecidingFacts((*sure, *maybe), (), (), search.tried, search.stopped)


def _subsets(facts: Sequence[MissingFact]) -> Iterator[tuple[MissingFact, ...]]:
    for size in range(1, LARGEST_SET + 1):
        yield from combinations(facts, size)


def _decider(search: Search, leaves: list[Leaf], subset: tuple[MissingFact, ...]) -> Decider | None:
    """Return the possible verdicts after the missing facts in `subset` become known.

    The result is None if these facts have no effect, or if fewer facts have the same effect.
    """
    chosen = frozenset(subset)
    undecided: list[Leaf] = []
    options: list[tuple[bool | None, ...]] = []
    used: set[MissingFact] = set()
    for one in leaves:
        if one.key.missing <= chosen and any(m.name == IDENTIFIERS for m in one.key.missing):
            undecided.append(one)
            options.append((None, not one.flipped, one.flipped))
            used |= one.key.missing
        elif one.key.missing <= chosen:
            undecided.append(one)
            options.append((True, False, None) if one.idle else (True, False))
            used |= one.key.missing
        elif one.partly is not None and one.key.missing & chosen:
            undecided.append(one)
            options.append((None, one.partly))
            used |= one.key.missing & chosen
    if used != chosen:
        return None
    ways = search.ways(undecided, options)
    if ways is None:
        return None
    decided = tuple(w for w in ways if w.verdict is not Verdict.UNKNOWN)
    if not decided:
        return None
    evidence = all(one.evidence for one in undecided)
    return Decider(subset, len(decided) == len(ways), decided, evidence)


def _sort_key(way: Way) -> tuple[int, bool]:
    """Return the sort key: ways with few conditions first, and *not applicable* last among equals."""
    return len(way.turns), way.verdict is not Verdict.NOT_APPLICABLE


def _changers(search: Search) -> DecidingFacts:
    leaves = [one for one in search.case.leaves() if one.value is not None]
    facts = dict.fromkeys(f for one in leaves for f in one.key.facts if f.file)
    changers: list[Changer] = []
    for fact in facts:
        if fact.name in STAGE_FACTS:
            continue
        # No single fact of a share is reported, because it is unknown how far each fact would move the share.
        affected = [one for one in leaves if fact in one.key.facts and one.measured is None]
        if not affected:
            continue
        others = [w for w in search.all_ways(affected) if w.verdict not in {search.start, Verdict.UNKNOWN}]
        if others:
            changers.append(Changer(fact, min(others, key=_sort_key)))
    return DecidingFacts((), tuple(changers), _thresholds(search, leaves), search.tried, search.stopped)


def _thresholds(search: Search, leaves: Sequence[Leaf]) -> tuple[Threshold, ...]:
    thresholds: list[Threshold] = []
    for one in leaves:
        if one.measured is None or not one.measured.operator.ranks:
            continue
        others = [w for w in search.all_ways([one]) if w.verdict not in {search.start, Verdict.UNKNOWN}]
        if others:
            orders = one.measured.operator.orders
            above, included = orders.above, orders.same
            if one.value is not one.flipped:  # the comparison is true, so the share must be on the other side
                above, included = not above, not included
            thresholds.append(Threshold(one.measured, above, included, min(others, key=_sort_key)))
    return tuple(thresholds)
