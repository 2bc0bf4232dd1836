"""Outcomes by class against those of each by itself: `python -m tests.properties.compare [cases] [crowds]`.

Random packs on random documents, and random rules on crowds that differ in little: rules that look for words in
lists, and rules that add up. Prints how many outcomes
were compared, how many there were of each verdict, and how many differ. Ends with 1 when any does.
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date, timedelta
from random import Random

from microdep_rules.engine.equivalence import reads
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from tests.properties import in_lists, summing
from tests.properties.alike import counts, findings
from tests.properties.by_class import differences
from tests.properties.evaluating import AS_OF, load
from tests.properties.generators import case_of
from tests.properties.near_equal import pack_of


def compare(cases: int) -> int:
    """Compares so many cases, each with all facts and with some of them missing."""
    outcomes: Counter[str] = Counter()
    differ = 0
    for seed in range(cases):
        case = case_of(seed)
        for bom in (case.full_bom, case.less_bom):
            alone = evaluate(case.pack, bom, Query(AS_OF, by_class=False))
            alike = evaluate(case.pack, bom, Query(AS_OF, count=True, explained=False))
            outcomes.update(each.verdict.value for each in alone)
            if counts(alone) != counts(alike) or findings(alone) != findings(alike):
                differ += 1
                print(f"seed {seed} differs")
    reported = ", ".join(f"{times} {name}" for name, times in outcomes.most_common())
    print(f"{2 * cases} documents, {sum(outcomes.values())} outcomes compared: {reported}")
    print(f"{differ} differ")
    return 1 if differ else 0


def compare_crowds(crowds: int) -> int:
    """Compares the outcomes of so many packs on crowds, to the last word."""
    reads.LIGHT_RULE = reads.LIGHT_CONDITION = 0  # classes are found for light rules, too
    many = differ = 0
    for seed in range(crowds):
        for kind in (in_lists, summing):
            chance = Random(seed)  # noqa: S311 - not a secret
            pack = pack_of(kind.rules(chance))
            for horizon in (0, 731):
                query = Query(date(2026, 6, 30), horizon=timedelta(days=horizon), explained=False)
                for _ in range(2):  # what is known of one document is said of the next
                    bom = load(kind.document(chance))
                    found = differences(pack, bom, query)
                    many += len(evaluate(pack, bom, query))
                    differ += bool(found)
                    sys.stdout.writelines(f"seed {seed}, {kind.__name__}: {each}\n" for each in found)
    print(f"{8 * crowds} crowds, {many} outcomes compared, {differ} crowds differ")
    return 1 if differ else 0


def main(arguments: list[str]) -> int:
    """Compares so many of both; 100 and 10 by default."""
    cases, crowds = (
        int(arguments[at]) if len(arguments) > at else least for at, least in ((0, 100), (1, 10))
    )
    return max(compare(cases), compare_crowds(crowds))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
