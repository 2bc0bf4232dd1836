"""Generated code against the interpreter, a plain comparison against a rule, and what explaining costs."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

import microdep_rules
from benchmarks import documents, rules
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


def run() -> list[str]:
    """The rows of the table about the two evaluators."""
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
    query = Query(AS_OF, horizon=timedelta(0))
    evaluations = [Evaluation(pack, many, rule, query) for rule in pack.rules]
    engines = [each.engine(None) for each in evaluations]
    subjects = subjects_of(evaluations[0], engines[0])
    ready = Ready(program(pack, pack.rules), engines)
    records = [record for record, _ in subjects.records]

    def plain() -> None:
        for record in records:
            record.get("origin") == "CN"  # noqa: B015 - this is what is timed

    found = functions(
        {
            "generated": lambda: ready.run(subjects.records),
            "interpreter": lambda: evaluate(pack, few, query),
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
    return [*table(each, goals), _traces(evaluations, ready, subjects)]


def _traces(evaluations: list[Evaluation], ready: Ready, subjects: object) -> str:
    """What it costs to explain one finding."""
    from microdep_rules.engine.batch.many import Subjects

    assert isinstance(subjects, Subjects)
    wanted = [
        (rule, number)
        for rule, verdicts in enumerate(ready.run(subjects.records))
        for number, verdict in enumerate(verdicts)
        if verdict > PASS + 1
    ][:2000]
    engines = [each.engine(None) for each in evaluations]

    def explain() -> None:
        for rule, number in wanted:
            engine, of = engines[rule], evaluations[rule].rule
            bare = Chosen(subjects.listed[number][0], True, NOTHING_ASKED)  # noqa: FBT003 - a truth value
            judge(engine, of, chosen_again(engine, of, bare))

    took = functions({"explain": explain})["explain"] / len(wanted)
    return line("one finding explained", shown(took), shown(TRACE), f"{len(wanted)} findings", took <= TRACE)
