"""All that is wrong in a document is said at once, and what only follows from it is not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.bom.build import build
from microdep_rules.bom.load import load_document
from microdep_rules.bom.words import check_words
from microdep_rules.vocabulary.terms import load_vocabularies
from tests.bom.corpus_files import CORPUS, load, load_text, on_route, problems
from tests.each import sample_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.diagnostics import Diagnostic

EVERYTHING = load(CORPUS / "valid" / "everything.yaml").value
WRONG: tuple[Any, ...] = (None, 5, -1, True, "x y", "", [], {}, [5], {"value": {}}, {"one_of": []})


def everything_said(document: Any) -> list[Diagnostic]:
    loaded = load_document("bom.json", json.dumps(document, default=float).encode(), kind="bom")
    bom, found = build(loaded, on_route=on_route)
    said = [*loaded.diagnostics, *found, *check_words([loaded], load_vocabularies())]
    assert bom is not None or said
    return said


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every record and list with every key and index of it."""
    steps: Any = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for step in list(steps):
        yield value, step
        yield from places(value[step])


def test_mistakes_of_reading_and_of_meaning_come_together_in_json() -> None:
    text = r"""{"schema": "microdep-bom/1", "components": [
  {"name": "a", "mass_g": NaN, "orgin": "CN"},
  {"name": "b", "cots": 5, "cots": true},
  {"name": "c", "manufacturer": "acme", "notes": "\ud800"},
  {"name": "d", "mass_g": 1e999, "origin": "YU"}]}"""
    assert [
        "bom/out-of-range",
        "bom/unknown-field",
        "bom/wrong-type",
        "file/duplicate-key",
        "bom/unknown-reference",
        "file/encoding",
        "bom/out-of-range",
        "bom/unknown-country",
    ] == [problem.code for problem in problems(load_text(text, "bom.json"))]


def test_places_in_lists_are_those_of_the_file_although_entries_were_left_out() -> None:
    loaded = load_text(
        "schema: microdep-bom/1\ncomponents: [{nme: a}, {name: b, materials: [{substance: 5}, "
        "{substance: steel, composition: [{element: Fe, share: 90}, {element: C, share: 20}]}]}]\n"
    )
    assert [("nme", "unknown-field"), ("5", "wrong-type"), ("20", "impossible-amount")] == [
        (loaded.source.slice(problem.span), problem.code.removeprefix("bom/")) for problem in problems(loaded)
    ]


@pytest.mark.parametrize("turn", sample_of(range(len(WRONG)), 6))
def test_no_wrong_value_anywhere_breaks_what_comes_after_it(turn: int) -> None:
    for number, (holder, step) in enumerate(list(places(EVERYTHING))):
        value, kept = WRONG[(number + turn) % len(WRONG)], holder[step]
        if number % 3 != turn % 3:
            continue
        holder[step] = value
        everything_said(EVERYTHING)
        holder[step] = kept


def test_no_missing_field_breaks_what_comes_after_it() -> None:
    fields = [(holder, step) for holder, step in places(EVERYTHING) if isinstance(holder, dict)]
    for holder, step in sample_of(fields, 3):
        kept = holder.pop(step)
        everything_said(EVERYTHING)
        holder[step] = kept


@pytest.mark.parametrize("value", [5, "x y", []])
def test_a_wrong_entry_of_a_list_is_one_mistake(value: Any) -> None:
    entries = [(holder, step) for holder, step in places(EVERYTHING) if isinstance(holder, list)]
    for holder, step in sample_of(entries, 3):
        kept, holder[step] = holder[step], value
        assert 1 >= len(everything_said(EVERYTHING)), (holder, step)
        holder[step] = kept


def test_a_repeated_mistake_is_reported_once_with_its_number_and_its_first_places() -> None:
    rows = "".join(f"  - {{name: part-{n}, colour: red, function: sproket}}\n" for n in range(40))
    loaded = load_text(f"schema: microdep-bom/1\ncomponents:\n{rows}")
    (field,), (word,) = loaded.diagnostics, check_words([loaded], load_vocabularies())
    assert "a component has no field `colour`, here and in 39 other places" == field.message
    assert "`sproket` is not a known function, here and in 39 other places" == word.message
    lines = [loaded.source.position(each.span.start).line for each in (field.primary, *field.labels)]
    assert [3, 4, 5] == lines


def test_three_equal_mistakes_are_reported_one_by_one() -> None:
    rows = "".join(f"  - {{name: part-{n}, colour: red}}\n" for n in range(3))
    assert 3 == len(load_text(f"schema: microdep-bom/1\ncomponents:\n{rows}").diagnostics)


def test_many_parties_that_are_not_listed_are_one_mistake() -> None:
    rows = "".join(f"  - {{name: part-{n}, manufacturer: Maker-{n % 9}}}\n" for n in range(40))
    (found,) = problems(load_text(f"schema: microdep-bom/1\ncomponents:\n{rows}"))
    assert found.message.startswith("`manufacturer` names 9 missing records: `Maker-0`, ")
    assert "list each of them under `parties`, as in `{id: Maker-0, name: …}`" == found.help
