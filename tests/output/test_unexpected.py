"""Failed examples of shipped packs: the conditions that decide are shown with their places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from microdep_rules.engine.verdict import Verdict
from microdep_rules.output.unexpected import unexpected_lines
from microdep_rules.testing import run_example
from tests.each import sample_of
from tests.packs.loading import shipped_pack, sources_of

if TYPE_CHECKING:
    from microdep_rules.source import SourceFile
    from microdep_rules.testing.examples import ExampleResult

PLACE = re.compile(r"[a-z-]+\.rule:\d+:\d+")
VERDICTS = [verdict.value for verdict in Verdict if verdict is not Verdict.ERROR]


def failed(pack_name: str) -> list[tuple[ExampleResult, dict[str, SourceFile]]]:
    """Return a sample of the examples of a pack, each failed because another verdict is expected."""
    pack = shipped_pack(pack_name)
    sources = {source.path: source for name in (pack_name, *pack.uses) for source in sources_of(name)}
    inline = [e for e in pack.examples if not (e.bom and e.bom.file) and e.variant in {"", pack.variant}]
    pairs = [(example, verdict) for example in inline for verdict in VERDICTS]
    results = []
    for example, verdict in sample_of(pairs, 17):
        if verdict != example.expect_verdict:
            wrong = replace(example, expect_verdict=verdict, because=(), parts=())
            results.append((run_example(pack, wrong, sources), sources))
    return results


@pytest.mark.parametrize("name", ["micro-dependency", "chokepoints", "magnet-disclosure", "uflpa"])
def test_a_failed_example_shows_a_condition_or_a_clause_with_its_line(name: str) -> None:
    shown = set()
    for result, sources in failed(name):
        assert not result.ok
        assert result.bom is not None
        lines = unexpected_lines(result.example, result.unexpected, result.bom, sources)
        text = "\n".join(lines)
        assert "because" in text, (result.example, result.problems)
        assert PLACE.search(text), (result.example, text)
        shown |= {(result.example.expect_verdict, o.verdict.value) for o in result.unexpected}
    assert len(shown) > 3
    assert not [expected for expected, found in shown if expected == found]
