"""Simple rules by the rows of components against each component by itself, and what explaining costs."""

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
"""So many components are judged each by itself: the cost of each is the same."""
TRACE = 20e-6
MOST_EXPLAINED = 2000
QUERY = Query(AS_OF, horizon=timedelta(0), explained=False)


class Prepared:
    """Fifty rules on two thousand components, and on a few."""

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
        """Makes the outcomes of some findings: how many, and in how many seconds of the processor each."""
        found = evaluate(self.pack, self.many, QUERY)
        findings = [each for each in found if each.verdict is Verdict.FAIL][:MOST_EXPLAINED]
        begun = time.process_time()
        for finding in findings:
            complete(finding)
        return len(findings), (time.process_time() - begun) / len(findings)


def run() -> list[str]:
    """The rows of the table about rows."""
    prepared = Prepared()
    records = [component.data for component in prepared.many.components.values()]

    def plain() -> None:
        for record in records:
            record.get("origin") == "CN"  # noqa: B015 - this is what is timed

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
    """Where the time of rows goes."""
    prepared = Prepared()
    return measure.profile(lambda: evaluate(prepared.pack, prepared.many, QUERY))
