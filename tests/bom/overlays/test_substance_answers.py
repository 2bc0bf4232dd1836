"""Answers about materials: clear names are accepted, and a list that lacks a substance stays open."""

from __future__ import annotations

from typing import Any

from microdep_rules.bom.overlays.substance_answers import substances_in
from tests.bom.overlays.test_declarations import read
from tests.each import of_each


def materials(answer: str, label: str = "thing (X1)") -> tuple[list[str], bool, str]:
    """The substances of a component, whether their list is complete, and the text of all messages."""
    quoted = '"' + answer.replace('"', '""') + '"'
    loaded = read(f"Component id,Components,Fact,Answer\nx1,{label},materials,{quoted}\n")
    parts: list[Any] = (loaded.value or {}).get("components", [])
    texts = " ".join(f"{each.message} {each.help}" for each in loaded.diagnostics)
    if not parts:
        return [], False, texts
    (part,) = parts
    return [each["substance"] for each in part["materials"]], "complete" in part, texts


CLEAR: dict[str, list[str]] = {
    "MnO2": ["manganese-dioxide"],
    "manganese dioxide; 二氧化锰": ["manganese-dioxide"],
    "BaTiO3; SiO2; Al2O3; ZrO2; Si3N4; ZnO": [
        *("barium-titanate", "silica", "alumina", "zirconia", "silicon-nitride", "zinc-oxide")
    ],
    "Al foil": ["Al"],
    "LiCoO2, graphite, Cu + Al foil, PVC": ["LCO", "graphite", "Cu", "Al", "PVC"],
    "Käfig: Messing": ["brass"],
    "cage: brass; balls: steel; rings: steel": ["brass", "steel"],
    "保持架: 黄铜; 钢球": ["brass", "steel"],
    "anode: Ta; cathode: MnO2; case: epoxy": ["Ta", "manganese-dioxide", "epoxy"],
    "gehärteter Stahl": ["steel"],
    "cold-rolled steel, hardened": ["steel"],
    "stainless steel 304": ["stainless-steel"],
    "stainless steel AISI 304; SUS304": ["stainless-steel"],
    "FR-4; copper foil; lead-free solder SAC305": ["FR4", "Cu", "solder"],
    "Wälzlagerstahl 100Cr6; Schmierfett": ["alloy-steel", "lubricant"],
    "Alu 6061, black anodised": ["aluminium-alloy"],
    "Sm2Co17, unbeschichtet": ["Sm2Co17"],
    "tin (lead free)": ["Sn"],
    "tin plated copper": ["Cu", "Sn"],
    "steel (tin plated)": ["steel", "Sn"],
    "NdFeB (coated with nickel)": ["NdFeB", "Ni"],
    "NdFeB N42SH; NiCuNi coating": ["NdFeB", "Ni", "Cu"],
    "Beschichtung Nickel-Kupfer-Nickel": ["Ni", "Cu"],
    "NdFeB (grade N42SH, with neodymium and dysprosium)": ["NdFeB", "Nd", "Dy"],
    "NdFeB mit Dysprosium": ["NdFeB", "Dy"],
    "PA66 GF30; PBT": ["nylon", "glass-fibre", "polymer"],
    "copper wire; steel shaft; NdFeB magnets": ["Cu", "steel", "NdFeB"],
    "Kupferdraht; Stahlwelle": ["Cu", "steel"],
    "Ta powder": ["tantalum-powder"],
}
UNCLEAR = (
    *(
        "optional: brass",
        "others: brass",
        "without: lead",
        "A13: steel",
        "Japan: steel",
        "alternative: NdFeB",
    ),
    *(
        "lead frame",
        "steel (not tin plated)",
        "copper (maybe tin)",
        "copper (with tin?)",
        "copper with tin or gold",
    ),
    *("copper; complete (I think)", "ferrite or NdFeB", "NdFeB from China", "anodised", "magnet-free steel"),
    *("Cu-Ni", "Fe-Co", "Al-Si", "gallium compound", "silicon resin", "lead wire", "lead ball"),
    *("up to 5 % tin", "nickel plated", "steel (partly tin plated)", "copper; traces of others"),
)


@of_each(CLEAR.items())
def test_a_clear_name_of_a_substance_is_accepted(case: tuple[str, list[str]]) -> None:
    answer, substances = case
    assert (substances, True) == materials(answer)[:2]


@of_each(UNCLEAR)
def test_a_doubt_a_denial_or_another_thing_is_no_substance(answer: str) -> None:
    substances, _, texts = materials(answer)
    assert [] == substances
    assert "write" in texts


def test_the_fix_for_an_unknown_substance_names_the_entry_and_offers_others() -> None:
    _, _, texts = materials("copper wire; unobtainium; steel")
    assert "in place of `unobtainium`" in texts
    assert "write `others` at the end of the list" in texts
    assert (["Cu", "steel"], False) == materials("copper wire; steel; others")[:2]


def test_an_unknown_substance_beside_others_is_one_of_them() -> None:
    assert (["Cu"], False) == materials("copper; mystery fluid; others")[:2]
    assert [] == materials("mystery fluid; others")[0]
    for doubt in ("no magnets", "maybe tin", "see data sheet"):
        assert [] == materials(f"copper; {doubt}; others")[0]


@of_each(
    [
        ("NdFeB 30 %; copper 20 %; complete", False, "the shares add up to 50 %"),
        ("NdFeB 30 %; copper 20 %", False, "`NdFeB 30 %; copper 20 %; others`"),
        ("NdFeB 30 %; copper 69.5 %", True, ""),
        ("NdFeB 30 %; copper; complete", True, ""),
        ("copper (99.9 %); silver (99 %)", True, ""),
    ]
)
def test_shares_below_the_whole_keep_the_list_open(case: tuple[str, bool, str]) -> None:
    answer, is_complete, text = case
    substances, closed, texts = materials(answer)
    assert 2 == len(substances)
    assert (is_complete, True) == (closed, text in texts)


def test_shares_above_the_whole_are_an_error() -> None:
    substances, _, texts = materials("NdFeB 60 %; copper 70 %")
    assert [] == substances
    assert "the shares add up to 130 %" in texts


LACKING = {
    "Printed circuit board gimbal controller (A7)": ("FR4; copper; tin; complete", "Si"),
    "PCBA": ("FR4; copper; tin; ceramic; complete", "silicon"),
    "Motor driver IC (A9)": ("copper; gold; epoxy; complete", "Si"),
    "Camera module": ("glass; plastic; copper; complete", "silicon"),
    "Tantalum capacitor 47uF": ("tin; silver; epoxy; complete", "Ta"),
    "Lithium battery pack": ("graphite; copper; complete", "LiCoO2"),
    "Brushless motor": ("copper; steel; Nd; complete", "NdFeB"),
    "LED red": ("epoxy; copper; Si; complete", "GaN"),
}


@of_each(LACKING.items())
def test_a_list_without_a_substance_that_the_name_shows_stays_open(case: tuple[str, tuple[str, str]]) -> None:
    label, (answer, missing) = case
    substances, closed, texts = materials(answer, label)
    assert substances
    assert (False, True) == (closed, "although" in texts)
    assert materials(f"{missing}; {answer}", label)[1]


def test_a_likely_substance_does_not_outweigh_the_word_complete() -> None:
    assert not materials("steel", "Counterweight")[1]
    assert materials("steel; complete", "Counterweight")[1]
    assert materials("nylon", "Screw M3")[1]


@of_each([("FR4; copper", False), ("FR4; copper; Si", True)])
def test_complete_does_not_close_a_recorded_list_that_lacks_a_substance(case: tuple[str, bool]) -> None:
    recorded, is_complete = case
    head = "Component id,Components,What we know already,Fact,Answer\n"
    loaded = read(f"{head}x1,PCBA (X1),{recorded},materials,complete\nx2,C (X2),,component.cots,yes\n")
    parts: list[Any] = (loaded.value or {})["components"]
    assert is_complete is any("complete" in part for part in parts)
    assert is_complete is not any("semiconductor" in problem.message for problem in loaded.diagnostics)


@of_each(
    [
        *("Edelstahl A2 (1.4301)", "Edelstahl 1.4401 (A4-70)", "Aluminium EN AW-6082, black anodized"),
        *("AlSi10Mg, pulverbeschichtet", "AlSi10Mg, powder coated"),
    ]
)
def test_a_grade_or_a_coat_of_paint_changes_no_substance(text: str) -> None:
    assert 1 == len(substances_in(text))
