"""Coded words that no vocabulary has are kept and reported."""

from __future__ import annotations

from dataclasses import dataclass

from microdep_rules.bom.words import check_words
from microdep_rules.diagnostics import Severity
from microdep_rules.suggest import nearest
from microdep_rules.vocabulary.terms import load_vocabularies
from tests.bom.corpus_files import built, load_text


@dataclass(frozen=True)
class Words:
    known: tuple[str, ...]

    def resolve(self, word: str) -> str | None:
        return word if word in self.known else None

    def words(self) -> list[str]:
        return sorted(self.known)

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
    found = check_words([bom.file, *(context.file for context in bom.contexts)], LISTS)
    assert {("bom/unknown-word", Severity.WARNING)} == {(each.code, each.severity) for each in found}
    assert [
        ("`srvo` is not a known function", "did you mean `servo`?"),
        ("`laned` is not a known cost kind", "did you mean `landed`?"),
        (
            "`mercury` is not a known substance",
            "write one of `Nd`, `NdFeB`, `lead`",
        ),
        ("`NdFeBB` is not a known substance", "did you mean `NdFeB`?"),
        ("`sintred` is not a known stage", "did you mean `sintered`?"),
        ("`Dod` is not a known agency", "did you mean `DoD`?"),
    ] == [(each.message, each.help) for each in found]
    (material,) = bom.materials(bom.components["a"])
    assert {"value": "NdFeBB"} == material.data["substance"]


def helps(part: str, context: str = "") -> list[str | None]:
    bom = built(f"components: [{{name: a, {part}}}]\n{context}")
    return [word.help for word in check_words([bom.file], load_vocabularies())]


def test_words_that_share_a_part_are_near_too() -> None:
    substances = [("Stainless Steel A2", "stainless-steel"), ("neodymium-iron", "NdFeB")]
    for word, expected in substances:
        assert [f"did you mean `{expected}`?"] == helps(f"materials: [{{substance: {word}}}]")
    assert ["did you mean `DoD`?"] == helps("mass_g: 1", "context: {agency: US Pentagon}\n")
    assert [] == helps("mass_g: 1", "context: {agency: the Pentagon}\n")


def test_where_nothing_is_near_the_help_names_what_there_is_or_another_way() -> None:
    assert ["write a broader or more common word, and keep your word under `name` or `notes`"] == helps(
        "materials: [{substance: unobtainium}]"
    )
    (few,) = helps("mass_g: 1", "context: {programme_phase: xyz}\n")
    assert few is not None
    assert few.startswith("write one of `")


def test_a_text_that_is_no_tariff_code_is_reported_at_its_place() -> None:
    text = "components:\n  - {name: a, hs_code: 8101 99 x}\n  - {name: b, hs_code: '8101.99'}\n"
    loaded = load_text("schema: microdep-bom/1\n" + text)
    (found,) = check_words([loaded], LISTS)
    assert ("bom/unknown-word", "expected one tariff code, found `8101 99 x`") == (found.code, found.message)
    assert "8101 99 x" == loaded.source.text[found.primary.span.start : found.primary.span.end]
