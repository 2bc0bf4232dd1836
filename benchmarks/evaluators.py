"""Generated code against the interpreter, a plain comparison against a rule, and what explaining costs."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

import microdep_rules
from benchmarks import documents, measure, rules
from benchmarks.measure import Goal, functions, line, shown, table
from microdep_rules.engine.batch.many import subjects_of
from microdep_rules.engine.batch.run import PASS, Ready
from microdep_rules.engine.batch.source import program
from microdep_rules.engine.evaluate import Evaluation, Query, evaluate
from microdep_rules.engine.judge import judge
from microdep_rules.engine.subjects import NOTHING_ASKED, Chosen, chosen_again

AS_OF = date(2026, 11, 25)
PARTS, RULES = 10_000, 50
FEW_PARTS = 500
"""The interpreter is timed on so many: its cost for each is the same."""
TRACE = 20e-6
MOST_EXPLAINED = 2000
QUERY = Query(AS_OF, horizon=timedelta(0))


class Prepared:
    """Fifty rules on ten thousand parts, and what generated code says of them."""

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
        self.pack, self.few = pack, few
        self.evaluations = [Evaluation(pack, many, rule, QUERY) for rule in pack.rules]
        self.engines = [each.engine(None) for each in self.evaluations]
        self.subjects = subjects_of(self.evaluations[0], self.engines[0])
        self.ready = Ready(program(pack, pack.rules), self.engines)

    def findings(self) -> list[tuple[int, int]]:
        """Some findings, each by the numbers of its rule and its part."""
        verdicts = enumerate(self.ready.run(self.subjects.records))
        found = [(rule, n) for rule, said in verdicts for n, verdict in enumerate(said) if verdict > PASS + 1]
        return found[:MOST_EXPLAINED]

    def explain(self, findings: list[tuple[int, int]]) -> None:
        """Tells each of them as the interpreter does."""
        for rule, number in findings:
            engine, of = self.engines[rule], self.evaluations[rule].rule
            bare = Chosen(self.subjects.listed[number][0], True, NOTHING_ASKED)  # noqa: FBT003 - a truth value
            judge(engine, of, chosen_again(engine, of, bare))


def run() -> list[str]:
    """The rows of the table about the two evaluators."""
    prepared = Prepared()
    records = [record for record, _ in prepared.subjects.records]

    def plain() -> None:
        for record in records:
            record.get("origin") == "CN"  # noqa: B015 - this is what is timed

    found = functions(
        {
            "generated": lambda: prepared.ready.run(prepared.subjects.records),
            "interpreter": lambda: evaluate(prepared.pack, prepared.few, QUERY),
            "plain": plain,
        }
    )
    each = {
        "generated": found["generated"] / PARTS / RULES,
        "interpreter": found["interpreter"] / FEW_PARTS / RULES,
        "plain": found["plain"] / PARTS,
    }
    one = "each of 10,000 components and 50 rules"
    goals = (
        Goal(f"interpreter against generated code, {one}", "interpreter", "generated", 6, least=True),
        Goal(f"generated code against one `d.get(k) == v`, {one}", "generated", "plain", 6),
    )
    explained = prepared.findings()
    took = functions({"explain": lambda: prepared.explain(explained)})["explain"] / len(explained)
    told = f"{len(explained)} findings"
    return [
        *table(each, goals),
        line("one finding explained", shown(took), shown(TRACE), told, took <= TRACE),
    ]


def profile() -> list[str]:
    """Where the time of explaining findings goes."""
    prepared = Prepared()
    explained = prepared.findings()
    return measure.profile(lambda: prepared.explain(explained))
