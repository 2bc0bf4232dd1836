"""The pack `trade-agreements`: its examples hold, and it says what its oracle says."""

from __future__ import annotations

import csv

from microdep_rules.testing import run_examples
from microdep_rules.vocabulary.resources import rules_folder
from tests.packs.loading import shipped_pack, sources_of

PACK = "trade-agreements"
LISTS = ("wto-gpa", "free-trade", "least-developed", "caribbean-basin")


def _countries(name: str) -> set[str]:
    text = (rules_folder() / "reference-data" / f"{name}.csv").read_text(encoding="utf-8")
    return {row["value"] for row in csv.DictReader(text.splitlines())}


def test_every_example_in_the_pack_holds() -> None:
    sources = {source.path: source for source in sources_of(PACK)}
    results = run_examples(shipped_pack(PACK), sources)
    assert [] == [(r.example.text, r.problems) for r in results if not r.ok]


def test_the_pack_names_the_qualifying_countries_that_no_agreement_has() -> None:
    designated = set().union(*(_countries(f"{name}-countries") for name in LISTS))
    besides = shipped_pack(PACK, "dod").tables["designated-besides"]
    named = {constant.value for entry in besides.entries for constant in entry.value}
    assert _countries("qualifying-countries-by-definition") - designated == named
