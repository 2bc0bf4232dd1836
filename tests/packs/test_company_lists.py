"""Lists of companies in shipped packs: each is whole by the law itself, or an excerpt that clears nobody."""

from __future__ import annotations

from datetime import date
from functools import cache

from microdep_rules.engine.verdict import Verdict
from microdep_rules.vocabulary.resources import rules_folder
from tests.each import sample_of
from tests.oracles.energy_foreign_entity.judge import judge
from tests.oracles.energy_foreign_entity.scenarios import SCENARIOS
from tests.packs.loading import shipped_pack
from tests.packs.side_by_side import Said, differences, engine_says

ENERGY = "energy-foreign-entity"
NAMED_BY_STATUTE = {
    "boards-and-batteries/named-battery-makers",
    "energy-foreign-entity/makers-of-section-154",
    "telecom-and-chips/covered-chip-makers",
    "telecom-and-chips/covered-telecom-makers",
    "uas/covered-uas-companies",
    "uas/named-by-the-commission",
}
ASKED_BESIDE_AN_EXCERPT = {
    "uas/consolidated-screening-list",
    "uas/council-list",
    "uflpa/uflpa-entity-list",
}
"""Names that a definition asks together with an excerpt of the published list."""


def test_a_list_of_companies_is_named_by_a_statute_or_is_an_excerpt() -> None:
    packs = sorted(path.name for path in rules_folder().iterdir() if (path / "pack.rule").is_file())
    whole = {
        f"{pack}/{name}"
        for pack in packs
        for name, table in shipped_pack(pack).tables.items()
        if table.type.detail == "party" and not table.excerpt
    }

    assert NAMED_BY_STATUTE | ASKED_BESIDE_AN_EXCERPT == whole


def test_no_energy_credit_passes_while_the_published_lists_are_missing() -> None:
    """In a sample, one in three of the scenarios."""

    @cache
    def said(number: int) -> dict[tuple[str, str], Said]:
        case = SCENARIOS[number]
        return engine_says(ENERGY, case.document, case.context, variant=case.variant or "control-by-one")

    def expected(number: int) -> dict[tuple[str, str], Said]:
        case = SCENARIOS[number]
        found = judge(case.document, case.context, variant=case.variant, lists_in_full=False)
        return {key: Said(each.verdict, each.held) for key, each in found.items()}

    nothing = next(number for number, case in enumerate(SCENARIOS) if case.id == "mineral-of-nothing")
    every = sorted({nothing, *sample_of(range(len(SCENARIOS)), 3)})
    passed = {
        SCENARIOS[number].id
        for number in every
        if {Verdict.PASS, Verdict.EXEMPT} & {each.verdict for each in said(number).values()}
    }

    assert {} == {
        SCENARIOS[number].id: found
        for number in every
        if (found := differences(said(number), expected(number)))
    }
    assert {"mineral-of-nothing"} == passed  # its threshold is 0 %: whoever made it, it passes


def test_a_list_of_a_later_day_clears_nobody_on_an_earlier_one() -> None:
    case = next(
        scenario for scenario in SCENARIOS if Verdict.PASS in {v.verdict for v in scenario.expected.values()}
    )
    variant = case.variant or "control-by-one"

    def verdicts(day: date) -> set[str]:
        found = engine_says(ENERGY, case.document, case.context, variant=variant, lists_as_of=day)
        return {each.verdict for each in found.values()}

    assert (True, False) == (
        Verdict.PASS in verdicts(date(2025, 1, 1)),
        Verdict.PASS in verdicts(date(2040, 1, 1)),
    )
