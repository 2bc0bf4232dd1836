"""Events that contradict each other although they name one thing by different words."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.replay import run
from tests.impact.runs import write
from tests.impact.test_scenarios import TOP, bom, last, refused, result

if TYPE_CHECKING:
    from pathlib import Path

OF_THE_DOCUMENT = {
    "component": ("magnet", "Magnet", "MAGNET"),
    "party": ("works", "Example Works", "EXAMPLE WORKS", "Beispielwerk"),
    "site": ("kiln", "North kiln", "north  KILN"),
}
OF_VOCABULARIES = {
    "material: NdFeB-sintered, stage": ("sintered", "Sintering"),
    "material": ("NdFeB-sintered", "sintered NdFeB"),
}
PAIRS = [
    (f"{key}: {one}", f"{key}: {other}")
    for key, words in (OF_THE_DOCUMENT | OF_VOCABULARIES).items()
    for one, other in product(words, words)
]
BOTH = {
    "two lead times": ("delay: {@, to: {value: 30, unit: days}}", "delay: {@, to: {value: 40, unit: days}}"),
    "two indices": ("raise_index: {@, to: 0.7}", "raise_index: {@, to: 0.8}"),
    "cut and delayed": ("cut: {@}", "delay: {@, by: {value: 40, unit: days}}"),
}


def listed() -> str:
    """The product, of which one company has an alias."""
    return bom().replace("name: Example Works", "name: Example Works, aliases: [Beispielwerk]")


def events(first: str, second: str, one: str, other: str) -> str:
    every = (first.replace("@", one), second.replace("@", other))
    return "".join(f"  - {{from: 2027-03-01, {each}}}\n" for each in every)


@pytest.mark.parametrize("how", BOTH)
def test_two_words_for_one_thing_contradict_each_other_as_one_word_does(how: str, tmp_path: Path) -> None:
    write(tmp_path, listed())
    wrong = []
    for one, other in PAIRS:
        said, code = refused(tmp_path, events(*BOTH[how], one, other))
        if code != 4 or said.count("error[scenario/contradiction]") != 1:
            wrong.append((one, other, said))
    assert [] == wrong


@pytest.mark.parametrize("how", BOTH)
@pytest.mark.parametrize("more", ["party: works", "country: JP", "party: Beispielwerk, country: JP"])
def test_further_keys_of_a_component_do_not_hide_a_contradiction(how: str, more: str, tmp_path: Path) -> None:
    write(tmp_path, listed())
    for one, other in (("component: motor", f"component: Motor, {more}"), (f"component: motor, {more}",) * 2):
        for pair in ((one, other), (other, one)):
            said, code = refused(tmp_path, events(*BOTH[how], *pair))
            assert (4, 1) == (code, said.count("error[scenario/contradiction]")), pair


def test_the_place_of_the_first_event_has_the_word_by_which_it_names_the_same(tmp_path: Path) -> None:
    write(tmp_path, listed())
    said, _ = refused(tmp_path, events(*BOTH["two indices"], "party: works", "party: Beispielwerk"))
    assert "first value, for `works`" in said


@pytest.mark.parametrize("how", BOTH)
def test_words_for_two_things_contradict_nothing(how: str, tmp_path: Path) -> None:
    write(tmp_path, listed())
    for one, other in (("component: magnet", "component: Motor"), ("party: works", "party: Frames Inc")):
        found, _ = result(tmp_path, events(*BOTH[how], one, other))
        assert "scenario/contradiction" not in {each["code"] for each in found["diagnostics"]}


def test_a_cut_that_names_the_same_by_another_word_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, listed())
    for one, other in PAIRS:
        if one != other:
            found, _ = result(tmp_path, events("cut: {@}", "cut: {@}", one, other))
            codes = [each["code"] for each in found["diagnostics"]]
            assert (one, other, 1) == (one, other, codes.count("scenario/no-effect"))


def test_a_contradiction_in_one_of_several_documents_is_one_error(tmp_path: Path) -> None:
    other = "document: {product: wheel}\ncomponents: [{id: wheel, name: Magnet holder, origin: JP}]\n"
    write(
        tmp_path,
        listed(),
        wheel="schema: microdep-bom/1\n" + other,
        again="schema: microdep-bom/1\n" + listed(),
    )
    text = TOP + events(*BOTH["two lead times"], "component: magnet", "component: Magnet")
    (tmp_path / "s.scenario.yaml").write_text(text, encoding="utf-8")
    for files in ("bom.yaml wheel.yaml again.yaml", "wheel.yaml again.yaml bom.yaml"):
        for command in ("scenario s.scenario.yaml", "remedy --scenario s.scenario.yaml"):
            _, err, code = run(f"microdep {command} {files} --as-of 2026-11-24", tmp_path)
            assert (4, 1) == (code, err.count("error[scenario/contradiction]"))


@pytest.mark.parametrize(("one", "other"), [("magnet", "magnet"), ("magnet", "Magnet"), ("MAGNET", "magnet")])
def test_a_component_has_one_likeliest_lead_time(one: str, other: str, tmp_path: Path) -> None:
    write(tmp_path, listed())
    likely = f"[{{component: {one}, value: 14, unit: days}}, {{component: {other}, value: 15, unit: days}}]"
    said, code = refused(
        tmp_path, f"  - {{from: 2027-03-01, cut: {{country: CN}}}}\nsimulation: {{likely: {likely}}}\n"
    )
    assert (4, 1) == (code, said.count("error[scenario/contradiction]"))


@pytest.mark.parametrize(("key", "word"), [(k, w) for k, words in OF_THE_DOCUMENT.items() for w in words])
def test_each_word_for_one_thing_has_the_same_effect(key: str, word: str, tmp_path: Path) -> None:
    write(tmp_path, listed())
    _same_as_by_id(tmp_path, key, word)


def _same_as_by_id(folder: Path, key: str, word: str) -> None:
    found: list[Any] = []
    for each in (OF_THE_DOCUMENT[key][0], word):
        data, code = result(folder, f"  - {{from: 2027-03-01, cut: {{{key}: {each}}}}}\n")
        [product_] = data["scenarios"][0]["products"]
        found.append((code, product_["state"], product_["halted_from"]))
    assert found[0] == found[1]


def test_of_two_ids_that_differ_in_capitals_the_one_that_is_written_is_meant(tmp_path: Path) -> None:
    own = "origin: US, manufacturer: maker, complete: [materials], materials: []"
    write(
        tmp_path,
        f"""\
document: {{product: t}}
parties: [{{id: maker, name: Maker}}]
components:
  - {{id: t, name: T, {own}, children: [a1]}}
  - {{id: a1, name: First part, {own}, alternates: [A1]}}
  - {{id: A1, name: Second part, {own}}}
""",
    )
    for id_, name in (("a1", "First part"), ("A1", "Second part")):
        found, code = result(tmp_path, f"  - {{from: 2027-03-01, cut: {{component: {id_}}}}}\n")
        assert (0, [name]) == (code, [each["name"] for each in last(found)["with"]["blocked"]])
