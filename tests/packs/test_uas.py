"""The pack `uas`: its examples hold."""

from __future__ import annotations

from microdep_rules.testing import run_examples
from microdep_rules.vocabulary.resources import rules_folder
from tests.packs.loading import shipped_pack, sources_of

PACK = "uas"


def test_every_example_in_the_pack_holds() -> None:
    def read(name: str) -> tuple[bytes, None]:
        return (rules_folder() / PACK / name).read_bytes(), None

    sources = {source.path: source for source in sources_of(PACK)}
    results = run_examples(shipped_pack(PACK), sources, read)
    assert [] == [(r.example.text, r.problems) for r in results if not r.ok]
