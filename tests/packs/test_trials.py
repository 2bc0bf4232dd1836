"""Ways to own that no shipped law asks about, as a small pack, shown by its examples."""

from __future__ import annotations

from pathlib import Path

from microdep_rules.lang.pack import check_pack
from microdep_rules.source import SourceFile
from microdep_rules.testing import run_examples

TRIAL = Path(__file__).parent / "trials" / "ownership.rule"


def test_every_example_of_the_trial_pack_holds() -> None:
    source = SourceFile(TRIAL.name, TRIAL.read_text(encoding="utf-8"))
    pack, problems = check_pack([source])
    assert [] == [(p.code, p.message, source.position(p.span.start)) for p in problems]
    assert pack is not None
    results = run_examples(pack, {source.path: source})
    assert results
    assert [] == [(r.example.text, r.problems, r.diagnostics) for r in results if not r.ok]
