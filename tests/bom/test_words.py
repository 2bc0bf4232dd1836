"""Coded words that no vocabulary has are kept and reported."""

from __future__ import annotations

from dataclasses import dataclass

from microdep_rules.bom.words import check_words
from microdep_rules.diagnostics import Severity
from microdep_rules.suggest import nearest
from tests.bom.corpus_files import built


@dataclass(frozen=True)
class Words:
    known: tuple[str, ...]

    def resolve(self, word: str) -> str | None:
        return word if word in self.known else None

    def nearest(self, word: str) -> list[str]:
        return nearest(word, self.known)


LISTS = {
    "function": Words(("motor", "servo")),
    "substance": Words(("NdFeB", "Nd", "lead")),
    "stage": Words(("mined", "sintered")),
    "agency": Words(("DoD",)),
    "cost-kind": Words(("landed",)),
}


def test_an_unknown_word_is_a_warning_with_the_nearest_words() -> None:
    bom = built(
        """
components:
  - name: a
    function: {one_of: [motor, srvo]}
    unit_cost: {amount: 1, currency: USD, kind: laned}
    free_of: [lead, {value: mercury}]
    materials: [{substance: {value: NdFeBB}, stages: [{stage: mined, substance: Nd}, {stage: sintred}]}]
    class: anything
""",
        "agency: Dod",
    )
    found = check_words([bom.file, *(each.file for each in bom.contexts)], LISTS)
    assert {("bom/unknown-word", Severity.WARNING)} == {(each.code, each.severity) for each in found}
    assert [
        ("`srvo` is not a known function", "did you mean `servo`?"),
        ("`laned` is not a known cost kind", "did you mean `landed`?"),
        (
            "`mercury` is not a known substance",
            "use a word of the vocabulary `substance`, or add it in a rule pack",
        ),
        ("`NdFeBB` is not a known substance", "did you mean `NdFeB`?"),
        ("`sintred` is not a known stage", "did you mean `sintered`?"),
        ("`Dod` is not a known agency", "did you mean `DoD`?"),
    ] == [(each.message, each.help) for each in found]
    (material,) = bom.materials(bom.components["a"])
    assert {"value": "NdFeBB"} == material.data["substance"]
