"""The package's own data is found where it lies."""

from __future__ import annotations

from microdep_rules.vocabulary import resources


def test_a_schema_is_found_by_the_name_of_its_version() -> None:
    assert resources.schema_data("microdep-bom-1")["$id"] == "microdep-bom/1"


def test_every_vocabulary_file_names_itself() -> None:
    named = {name: resources.vocabulary_data(name)["vocabulary"] for name in resources.vocabulary_names()}

    assert {name: "stage" if name == "stages" else name for name in named} == named


def test_the_packs_lie_in_a_folder() -> None:
    assert resources.rules_folder().is_dir()


def test_the_grammar_is_text() -> None:
    assert "start" in resources.grammar_text()
