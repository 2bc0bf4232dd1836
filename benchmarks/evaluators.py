"""Benchmark of the evaluator: all components together (by rows) compared with one component at a time.

It also measures the time to explain one finding.
"""

from __future__ import annotations

import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from msgspec.structs import replace

import microdep_rules
from benchmarks import documents, measure, rules
from benchmarks.measure import Goal, functions, line, shown, table
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.lazy_outcomes import complete
from microdep_rules.engine.query import Query
from microdep_rules.engine.verdict import Verdict

AS_OF = date(2026, 11, 25)
PARTS, RULES = 2_000, 50
FEW_PARTS = 100
"""Number of components that are evaluated one at a time; the time for each is the same, so few are enough."""
TRACE = 20e-6
MOST_EXPLAINED = 2000
QUERY = Query(AS_OF, horizon=timedelta(0), explained=False)


class Prepared:
    """Pack of 50 rules, a document of 2,000 components, and a document of 100 components."""

    def __init__(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "pack.rule").write_text(rules.text(RULES), encoding="utf-8")
            documents.write(folder / "bom.json", PARTS)
            documents.write(folder / "few.json", FEW_PARTS)
            pack = microdep_rules.load_pack(folder / "pack.rule").pack
            many = microdep_rules.load_bom(folder / "bom.json").bom
            few = microdep_rules.load_bom(folder / "few.json").bom
        assert pack is not None
        assert many is not None
        assert few is not None
        self.pack, self.many, self.few = pack, many, few

    def explain(self) -> tuple[int, float]:
        """Explain up to 2,000 findings; return their number, and the processor seconds for one finding."""
        outcomes = evaluate(self.pack, self.many, QUERY)
        findings = [outcome for outcome in outcomes if outcome.verdict is Verdict.FAIL][:MOST_EXPLAINED]
        begun = time.process_time()
        for finding in findings:
            complete(finding)
        return len(findings), (time.process_time() - begun) / len(findings)


def run() -> list[str]:
    """Return the rows of the result table."""
    prepared = Prepared()
    records = [component.data for component in prepared.many.components.values()]

    def plain() -> None:
        for record in records:
            record.get("origin") == "CN"  # noqa: B015 - the comparison is measured

    found = functions(
        {
            "rows": lambda: evaluate(prepared.pack, prepared.many, QUERY),
            "alone": lambda: evaluate(prepared.pack, prepared.few, replace(QUERY, by_class=False)),
            "plain": plain,
        }
    )
    each = {
        "rows": found["rows"] / PARTS / RULES,
        "alone": found["alone"] / FEW_PARTS / RULES,
        "plain": found["plain"] / PARTS,
    }
    one = "for 2,000 components and 50 rules"
    goals = (
        Goal(f"each component by itself, against evaluation by rows, {one}", "alone", "rows", 6, least=True),
        Goal(f"evaluation by rows, against one `d.get(k) == v`, {one}", "rows", "plain", 60),
    )
    many, took = prepared.explain()
    return [
        *table(each, goals),
        line("explanation of one finding", shown(took), shown(TRACE), f"{many} findings", took <= TRACE),
    ]


def profile() -> list[str]:
    """Return a profile of the evaluation by rows: the functions that take the most time."""
    prepared = Prepared()
    return measure.profile(lambda: evaluate(prepared.pack, prepared.many, QUERY))
