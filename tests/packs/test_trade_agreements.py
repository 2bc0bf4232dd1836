"""The pack `trade-agreements`: its list of qualifying countries is that of the reference data."""

from __future__ import annotations

import csv

from microdep_rules.testing.table_changes import words
from microdep_rules.vocabulary.resources import rules_folder
from tests.packs.loading import shipped_pack

LISTS = ("wto-gpa", "free-trade", "least-developed", "caribbean-basin")


def _countries(name: str) -> set[str]:
    text = (rules_folder() / "reference-data" / f"{name}.csv").read_text(encoding="utf-8")
    return {row["value"] for row in csv.DictReader(text.splitlines())}


def test_the_pack_names_the_qualifying_countries_that_no_agreement_has() -> None:
    designated = set().union(*(_countries(f"{name}-countries") for name in LISTS))
    entries = shipped_pack("trade-agreements").tables["qualifying-besides"].entries
    named = {word.value for entry in entries for word in words(entry)}
    assert _countries("qualifying-countries-by-definition") - designated == named
