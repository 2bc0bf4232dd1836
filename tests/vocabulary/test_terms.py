"""Vocabularies as rules and documents use them."""

from __future__ import annotations

import pytest

from microdep_rules.vocabulary.terms import Term, Vocabulary, load_vocabularies


def vocabulary(name: str) -> Vocabulary:
    found = load_vocabularies().get(name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "word", "expected"),
    [
        ("function", "bldc-motor", "bldc-motor"),
        ("function", "brushless DC motor", "bldc-motor"),
        ("function", "Flight_Controller", "flight-controller"),
        ("function", "ESC", "electronic-speed-controller"),
        ("kind", "end-item", "end_item"),
        ("substance", "tantalum", "Ta"),
        ("substance", "Ta", "Ta"),
        ("substance", "neodymium oxide", "Nd"),
        ("substance", "ndfeb", "NdFeB"),
        ("substance", "carbon fiber", "carbon-fibre"),
        ("stage", "refining", "refined"),
        ("evidence-tier", "third party", "third_party"),
        ("agency", "Department of War", "DoD"),
        ("function", "flight-controler", None),
        ("substance", "", None),
    ],
)
def test_a_word_of_a_document_is_resolved_by_term_alias_or_spelling(
    name: str, word: str, expected: str | None
) -> None:
    assert expected == vocabulary(name).resolve(word)


@pytest.mark.parametrize(
    ("name", "word", "wider", "expected"),
    [
        ("substance", "NdFeB-bonded", "NdFeB", True),
        ("substance", "NdFeB-bonded", "rare-earth-magnet", True),
        ("substance", "NdFeB", "NdFeB-bonded", False),
        ("substance", "NdFeB", "SmCo", False),
        ("substance", "Ta", "tantalum", True),
        ("substance", "tantalum", "Ta", True),
        ("substance", "tungsten-heavy-alloy", "tungsten", True),
        ("substance", "ferrite", "rare-earth-magnet", False),
        ("function", "bldc-motor", "motor", True),
        ("class", "tantalum-capacitor", "ceramic-capacitor", False),
        ("class", "ceramic-capacitor", "passive", True),
        ("agency", "Army", "DoD", True),
        ("stage", "alloy_melted", "melted", True),
        ("stage", "melted", "alloy_melted", False),
        ("stage", "wherever", "melted", False),
        ("stage", "wherever", "wherever", True),
    ],
)
def test_is_follows_parents_and_never_children(name: str, word: str, wider: str, *, expected: bool) -> None:
    assert expected == vocabulary(name).is_a(word, wider)


def test_ancestors_go_from_the_next_wider_term_to_the_widest() -> None:
    substance = vocabulary("substance")

    assert ("NdFeB", "rare-earth-magnet", "permanent-magnet-material") == substance.ancestors("NdFeB-bonded")
    assert substance.parent("steel") == "ferrous-metal"
    assert substance.parent("no-such-thing") is None


def test_the_other_name_of_a_thing_holds_wherever_its_own_does() -> None:
    substance = vocabulary("substance")

    assert ("tantalum",) == substance.ancestors("Ta")
    assert ("Ta",) == substance.ancestors("tantalum")
    assert ("Ta", "tantalum") == substance.ancestors("tantalum-alloy")


def test_descendants_hold_the_term_itself() -> None:
    stage = vocabulary("stage")

    assert frozenset({"melted", "alloy_melted", "remelted"}) == stage.descendants("melted")
    assert frozenset({"sintered"}) == stage.descendants("sintered")
    assert frozenset() == stage.descendants("no-such-stage")


def test_two_names_of_one_thing_have_the_same_descendants() -> None:
    substance = vocabulary("substance")

    assert substance.descendants("W") == substance.descendants("tungsten")


def test_evidence_tiers_rise_from_self_to_government() -> None:
    tier = vocabulary("evidence-tier")
    ranks = [tier.rank(each) for each in ("self", "supplier", "third_party", "government")]

    assert [0, 1, 2, 3] == ranks
    assert vocabulary("function").rank("motor") is None


@pytest.mark.parametrize(
    ("name", "word", "expected"),
    [
        ("function", "flight-controler", "flight-controller"),
        ("stage", "sinterd", "sintered"),
        ("substance", "neodynium", "neodymium"),
        ("function", "brushless motr", "bldc-motor"),
    ],
)
def test_the_nearest_words_are_found_by_their_spelling(name: str, word: str, expected: str) -> None:
    assert expected == vocabulary(name).nearest(word)[0]


def test_a_pack_can_add_terms_below_those_that_are_there() -> None:
    extended = vocabulary("function").extended([Term("lift-motor", parent="motor", aliases=("lifter",))])

    assert extended.is_a("lift-motor", "actuator")
    assert extended.resolve("Lifter") == "lift-motor"
    assert vocabulary("function").resolve("lifter") is None


def test_a_pack_cannot_change_a_term_that_is_there() -> None:
    extended = vocabulary("function").extended([Term("motor")])

    assert extended.parent("motor") == "actuator"


def test_a_pack_can_bring_a_vocabulary_of_its_own() -> None:
    extended = load_vocabularies().extended("colour", [Term("red")])
    colour = extended.get("colour")

    assert colour is not None
    assert ["red"] == colour.words()
    assert "colour" in extended.names()
    assert load_vocabularies().get("colour") is None
