"""Honest compositions, names and grades fit their substance, and contrary ones do not."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from microdep_rules.vocabulary import labels, makeup, resources
from tests.each import of_each, tries

if TYPE_CHECKING:
    from hypothesis.strategies import DataObject

HONEST: list[tuple[str, dict[str, float]]] = [
    ("steel", {"Fe": 98.5, "C": 0.2, "Mn": 0.8, "Si": 0.5}),
    ("alloy-steel", {"Fe": 97, "C": 0.3, "Cr": 1, "Mo": 0.2, "Mn": 0.5}),
    ("tool-steel", {"Fe": 72, "C": 0.8, "W": 18, "Cr": 4, "V": 1, "Co": 4}),
    ("steel", {"Fe": 72.5, "C": 0.05, "Cr": 22, "Al": 5.4, "Y": 0.04}),
    ("stainless-steel", {"Fe": 66, "C": 0.03, "Cr": 17, "Ni": 13, "Mo": 2.5}),
    ("stainless-steel", {"Fe": 46, "C": 0.02, "Ni": 25, "Cr": 20, "Mo": 5, "Cu": 1.5}),
    ("electrical-steel", {"Fe": 97, "Si": 3}),
    ("maraging-steel", {"Fe": 67, "Ni": 18, "Co": 9, "Mo": 5}),
    ("cast-iron", {"Fe": 93, "C": 3.4, "Si": 2}),
    ("iron-nickel-alloy", {"Fe": 53, "Ni": 29, "Co": 17}),
    ("iron-nickel-alloy", {"Fe": 64, "Ni": 36}),
    ("iron-nickel-alloy", {"Ni": 80, "Fe": 15, "Mo": 5}),
    ("nickel-alloy", {"Ni": 53, "Cr": 19, "Fe": 18, "Nb": 5, "Mo": 3}),
    ("nickel-alloy", {"Fe": 45, "Ni": 32, "Cr": 21}),
    ("nickel-alloy", {"Ni": 65, "Cu": 32}),
    ("cobalt-alloy", {"Ni": 35, "Co": 35, "Cr": 20, "Mo": 10}),
    ("cobalt-alloy", {"Co": 49, "Fe": 49, "V": 2}),
    ("Ni", {"Fe": 65, "Ni": 34}),
    ("B", {"Fe": 80, "B": 18}),
    ("Si", {"Si": 75, "Fe": 24}),
    ("Dy", {"Dy": 80, "Fe": 20}),
    ("titanium-alloy", {"Ti": 89.5, "Al": 6.2, "V": 4}),
    ("titanium-alloy", {"Ti": 55, "Ni": 45}),
    ("Cu", {"Cu": 60, "Zn": 40}),
    ("brass", {"Cu": 58, "Zn": 39, "Pb": 3}),
    ("bronze", {"Cu": 82, "Al": 10, "Ni": 5, "Fe": 3}),
    ("beryllium-copper", {"Cu": 97.8, "Be": 1.9}),
    ("aluminium-alloy", {"Al": 88, "Zn": 6, "Mg": 2.5, "Cu": 1.6}),
    ("magnesium-alloy", {"Mg": 90, "Y": 4, "Nd": 3.4}),
    ("tungsten-heavy-alloy", {"W": 90, "Ni": 7, "Cu": 3}),
    ("tungsten-carbide", {"W": 88, "C": 6, "Ni": 6}),
    ("tantalum-alloy", {"Ta": 90, "W": 10}),
    ("solder", {"Pb": 92.5, "In": 5, "Ag": 2.5}),
    ("solder", {"Au": 80, "Sn": 20}),
    ("NdFeB", {"Nd": 22, "Pr": 7, "Dy": 2, "Fe": 66, "B": 1, "Co": 2}),
    ("NdFeB", {"NdPr": 30, "Fe": 69}),
    ("NdFeB-bonded", {"Nd": 24, "Fe": 60, "B": 1, "nylon": 14}),
    ("SmCo", {"Sm": 25, "Co": 50, "Fe": 16, "Cu": 6, "Zr": 3}),
    ("SmCo5", {"Sm": 20, "Pr": 15, "Co": 65}),
    ("AlNiCo", {"Al": 8, "Ni": 14, "Co": 24, "Cu": 3, "Fe": 50}),
    ("AlNiCo", {"Al": 12, "Ni": 25, "Cu": 3, "Fe": 60}),
    ("AlNiCo", {"Al": 7, "Ni": 15, "Co": 35, "Cu": 4, "Ti": 5, "Fe": 34}),
    ("ferrite", {"Fe": 60, "Sr": 8, "O": 29}),
    ("soft-ferrite", {"Fe": 48, "Mn": 17, "Zn": 7, "O": 27}),
    ("LFP", {"Li": 4, "Fe": 35, "P": 20, "O": 41}),
    ("NMC", {"Ni": 48, "Li": 7, "Co": 6, "Mn": 6, "O": 33}),
    ("gallium-nitride", {"Ga": 83, "N": 17}),
    ("gallium-arsenide", {"Ga": 48, "As": 52}),
    ("silicon-carbide", {"Si": 70, "C": 30}),
    ("polysilicon", {"Si": 99.9}),
    ("glass", {"Si": 25, "Pb": 45, "O": 28}),
    ("glass", {"La": 38, "B": 8, "O": 30, "Ta": 15}),
    ("FR4", {"Cu": 45, "Si": 15, "C": 25}),
    ("alumina", {"Al": 53, "O": 47}),
    ("PTFE", {"F": 76, "C": 24}),
    ("nylon", {"nylon": 70, "glass-fibre": 30}),
    ("silicone", {"Si": 38, "O": 21, "C": 32}),
    ("carbon-fibre", {"C": 60, "epoxy": 40}),
    ("steel", {"stainless-steel": 100}),
]
"""Real materials, with the composition that a data sheet gives, in percent."""
CONTRARY: list[tuple[str, dict[str, float], str]] = [
    ("steel", {"Nd": 30, "Fe": 69, "B": 1}, "NdFeB"),
    ("steel", {"Nd": 27}, "NdFeB"),
    ("nickel-alloy", {"Nd": 30, "Fe": 69, "B": 1}, "NdFeB"),
    ("Nd", {"Nd": 30, "Fe": 69, "B": 1}, "NdFeB"),
    ("ferrous-metal", {"Nd": 24, "Fe": 60, "B": 1}, "NdFeB"),
    ("cobalt-alloy", {"Sm": 25, "Co": 50, "Fe": 16}, "SmCo"),
    ("NdFeB", {"Sm": 25, "Co": 50, "Fe": 16}, "SmCo"),
    ("ceramic", {"Fe": 60, "Sr": 8, "O": 29}, "ferrite"),
    ("steel", {"Ti": 90, "Al": 6, "V": 4}, "Ti"),
    ("aluminium-alloy", {"Ti": 90, "Al": 6, "V": 4}, "Ti"),
    ("Ni", {"Fe": 100}, "Fe"),
    ("Ni", {"Cr": 60, "Fe": 30}, "Cr"),
    ("steel", {"Fe": 100}, "Fe"),
    ("stainless-steel", {"Fe": 97, "C": 0.2, "Cr": 1, "Mn": 1.8}, "Fe"),
    ("cast-iron", {"Fe": 98.8, "C": 0.2, "Cr": 1}, "Fe"),
    ("nylon", {"W": 90}, "W"),
    ("polymer", {"NdFeB": 92}, "NdFeB"),
    ("nylon", {"Ga": 48, "As": 52}, "gallium-arsenide"),
    ("glass", {"Ge": 100}, "Ge"),
    ("Si", {"Ga": 48, "As": 52}, "gallium-arsenide"),
    ("FR4", {"Ta": 95}, "Ta"),
    ("SmCo", {"Co": 60, "Cr": 40}, "Co"),
    ("Ta", {"Nb": 100}, "Nb"),
    ("AlNiCo", {"Fe": 100}, "Fe"),
    ("AlNiCo", {"Fe": 60, "Al": 40}, "Fe"),
    ("iron-nickel-alloy", {"Fe": 100}, "Fe"),
    ("iron-nickel-alloy", {"Fe": 99, "C": 0.3}, "Fe"),
]
"""A stated substance, a composition that it cannot have, and a substance that it may be."""


def lines(shares: dict[str, float]) -> list[makeup.Content]:
    return [(word, Fraction(str(share)) / 100, Fraction(str(share)) / 100) for word, share in shares.items()]


@of_each(HONEST)
def test_an_honest_composition_contradicts_nothing(case: tuple[str, dict[str, float]]) -> None:
    substance, shares = case
    assert None is makeup.contradicting(substance, lines(shares))


@of_each(CONTRARY)
def test_a_composition_of_something_else_names_what_it_is(case: tuple[str, dict[str, float], str]) -> None:
    substance, shares, other = case
    assert other in (makeup.contradicting(substance, lines(shares)) or ())


@settings(max_examples=tries(200), deadline=None)
@given(st.data())
def test_an_honest_composition_may_list_some_elements_only_and_round_them(data: DataObject) -> None:
    substance, shares = data.draw(st.sampled_from(HONEST))
    some = data.draw(st.lists(st.sampled_from(sorted(shares)), unique=True))
    factor = data.draw(st.integers(95, 100))
    found = [(word, low * factor / 100, high) for word, low, high in lines({w: shares[w] for w in some})]
    assert None is makeup.contradicting(substance, found)


@settings(max_examples=tries(200), deadline=None)
@given(st.data())
def test_a_contrary_composition_stays_one_with_traces_and_ranges(data: DataObject) -> None:
    substance, shares, other = data.draw(st.sampled_from(CONTRARY))
    trace = data.draw(st.sampled_from(["P", "S", "Mn", "Ag", "Hg"]))
    found = [(word, low * 98 / 100, low) for word, low, _ in lines(shares)]
    if trace not in shares:
        found.append((trace, Fraction(0), Fraction(1, 1000)))
    rather = makeup.contradicting(substance, found)
    assert rather is None or other in rather


@of_each(
    [
        ("NdFeB rotor magnet", {"NdFeB"}),
        ("Magnet, N52", {"permanent-magnet-material"}),
        ("Magnets 10 x 5", {"permanent-magnet-material"}),
        ("Rotor (NdFeB)", {"NdFeB"}),
        ("Titanium rod", {"Ti"}),
        ("Magnet holder", set()),
        ("Magnet wire", set()),
        ("Adhesive for NdFeB magnets", set()),
        ("Cobalt high speed steel", {"steel"}),
        ("Titanium nitride coating", set()),
        ("Sheet, cobalt free", set()),
        ("Lead screw", set()),
        ("W", set()),
    ],
    name=lambda case: case[0],
)
def test_a_name_counts_by_its_last_noun(case: tuple[str, set[str]]) -> None:
    name, substances = case
    assert substances == labels.named(name)


def test_every_word_of_the_data_is_a_substance() -> None:
    entries = resources.vocabulary_data("makeup")["substances"]
    words = {
        word for entry in entries for word in (entry["id"], *entry.get("leads", ()), *entry.get("least", ()))
    }
    words |= {word for entry in entries for shown in entry.get("known_by", ()) for word in shown}
    assert set() == words - {*makeup.substances().terms}


def test_thresholds_have_a_source() -> None:
    entries = resources.vocabulary_data("makeup")["substances"]
    assert [] == [entry["id"] for entry in entries if entry.get("least") and not entry.get("source")]
