"""Other laws as small packs: shares, composition, ownership, evidence, regions, shown by their examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from microdep_rules.lang.pack import check_pack
from microdep_rules.source import SourceFile
from microdep_rules.testing import run_examples

FOLDER = Path(__file__).with_name("other-laws")
CASES = [(path.stem, variant) for path in sorted(FOLDER.glob("*.rule")) for variant in ("", "dod")]


@pytest.mark.parametrize(("name", "variant"), CASES)
def test_every_example_of_a_trial_pack_holds(name: str, variant: str) -> None:
    path = FOLDER / f"{name}.rule"
    source = SourceFile(path.name, path.read_text(encoding="utf-8"))
    pack, problems = check_pack([source], {}, variant)
    assert [] == [(p.code, p.message, source.position(p.span.start)) for p in problems]
    assert pack is not None
    if variant and variant not in pack.variants:
        return
    results = run_examples(pack, {source.path: source})
    assert results
    wrong = [(r.example.text, r.problems, r.diagnostics) for r in results if not r.ok]
    assert [] == wrong
