"""Random packs on random documents through both evaluators: `python -m tests.properties.compare [how many]`.

Prints how many outcomes were compared, how many there were of each verdict, how many of them generated code
drew by itself, and how many differ. Ends with 1 when any does.
"""

from __future__ import annotations

import sys
from collections import Counter

from microdep_rules.engine.batch import many, run
from microdep_rules.engine.evaluate import Evaluation, Query, evaluate
from tests.properties.alike import counts, findings
from tests.properties.evaluating import AS_OF
from tests.properties.generators import Case, case_of


def drawn(case: Case) -> Counter[str]:
    """The verdicts that generated code draws of the subjects of a case by itself, and how often it asks."""
    found: Counter[int] = Counter()
    for bom in (case.full_bom, case.less_bom):
        for rule in case.pack.rules:
            evaluation = Evaluation(case.pack, bom, rule, Query(AS_OF))
            if rule.subject.single is None and not evaluation.upwards:
                engine = evaluation.engine(None)
                each = many.Many(evaluation, engine, alone=True)
                ready = run.Ready(each.program, [engine])
                found.update(*ready.run(each.subjects.records, ready.below(each.elements)))
    names = {number: verdict.value for number, verdict in enumerate(run.VERDICTS)}
    names |= {run.NO_SUBJECT: "no subject", run.ASK: "asked"}
    return Counter({names[number]: times for number, times in found.items()})


def compare(cases: int) -> int:
    """Compares so many cases, each with all facts and with some of them missing."""
    outcomes: Counter[str] = Counter()
    by_code: Counter[str] = Counter()
    differ = 0
    for seed in range(cases):
        case = case_of(seed)
        by_code += drawn(case)
        for bom in (case.full_bom, case.less_bom):
            slow = evaluate(case.pack, bom, Query(AS_OF))
            fast = evaluate(case.pack, bom, Query(AS_OF, count=True))
            outcomes.update(each.verdict.value for each in slow)
            if counts(slow) != counts(fast) or findings(slow) != findings(fast):
                differ += 1
                print(f"seed {seed} differs")
    print(f"{2 * cases} documents, {sum(outcomes.values())} outcomes compared: {_told(outcomes)}")
    print(f"generated code on the same, today and by rule and subject: {_told(by_code)}")
    print(f"{differ} differ")
    return 1 if differ else 0


def _told(found: Counter[str]) -> str:
    return ", ".join(f"{times} {name}" for name, times in found.most_common())


if __name__ == "__main__":
    sys.exit(compare(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
