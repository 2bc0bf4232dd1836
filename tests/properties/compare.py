"""Random packs on random documents, by class and each by itself: `python -m tests.properties.compare [how many]`.

Prints how many outcomes were compared, how many there were of each verdict, and how many differ. Ends with 1
when any does.
"""

from __future__ import annotations

import sys
from collections import Counter

from microdep_rules.engine.evaluate import Query, evaluate
from tests.properties.alike import counts, findings
from tests.properties.evaluating import AS_OF
from tests.properties.generators import case_of


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
    told = ", ".join(f"{times} {name}" for name, times in outcomes.most_common())
    print(f"{2 * cases} documents, {sum(outcomes.values())} outcomes compared: {told}")
    print(f"{differ} differ")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(compare(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
