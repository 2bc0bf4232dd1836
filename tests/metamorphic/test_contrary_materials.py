"""A material that contradicts itself clears nothing, whichever of its statements is the true one."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import TYPE_CHECKING

from tests.each import SAMPLED, sample_of
from tests.metamorphic.changes import at_each, one, records
from tests.metamorphic.contrary import CONTRADICTION
from tests.metamorphic.contrary_materials import OF_COMPONENTS, OF_MATERIALS, not_recycled
from tests.metamorphic.guard import clearer
from tests.metamorphic.judging import CLEAR, OPEN_OR_BAD, judge
from tests.metamorphic.sources import examples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.metamorphic.cases import Case, Mutation

LAWS = (
    *("dod-magnets", "specialty-metals", "china-export-controls", "eu-critical-raw-materials", "chokepoints"),
    *("magnet-disclosure", "conflict-minerals", "uflpa", "buy-american", "uas"),
)


TIMES = 1 if SAMPLED else 2
"""How often each change is tried with each pack, and how many examples of the same substances are used.

A sample tries a change at one place of an example, whichever: `make metamorphic` tries all.
"""


def _changed(case: Case, tried: Counter[tuple[str, str]]) -> Iterator[Mutation]:
    """Changes of an example that were not tried so often with its pack."""
    attempts = [
        attempt
        for record, changes in (("materials", OF_MATERIALS), ("components", OF_COMPONENTS))
        for attempt in at_each(CONTRADICTION, record, changes, case.documents)
        if tried[case.pack, attempt.name] < TIMES
    ]
    Random(case.name).shuffle(attempts)  # noqa: S311 - a choice, not a secret
    made: set[str] = set()
    for attempt in attempts:
        if not (SAMPLED and attempt.name in made) and (found := attempt.made()) is not None:
            made.add(attempt.name)
            yield found


def chosen() -> Iterator[Case]:
    """Of the examples of a law about the same substances, the first few."""
    known: Counter[tuple[str, frozenset[str]]] = Counter()
    for case in examples():
        words = frozenset(str(one(record, "substance")) for record in records(case.documents, "materials"))
        known[case.pack, words] += 1
        if case.pack in LAWS and words and known[case.pack, words] <= TIMES:
            yield case


def test_a_contrary_statement_about_a_material_clears_nothing() -> None:
    tried: Counter[tuple[str, str]] = Counter()
    found = []
    for case in sample_of(chosen(), 3):
        mutations = [*_changed(case, tried)]
        before = judge(case, case.documents) if mutations else None
        rules = frozenset(r for r, v in before.rules.items() if v not in CLEAR) if before is not None else ()
        for mutation in mutations if rules else ():
            after = judge(case, mutation.documents, frozenset(rules))
            if after is not None and before is not None:
                tried[case.pack, mutation.name] += 1
                clear = [each for each in clearer(before, after) if each[2] in OPEN_OR_BAD]
                found += [(case.name, mutation.name, *each) for each in clear]
    every = {name for name, change in (*OF_MATERIALS, *OF_COMPONENTS) if change is not not_recycled}
    assert [] == found
    assert every <= {name for _, name in tried}
