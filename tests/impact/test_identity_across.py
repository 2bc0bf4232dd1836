"""An id is valid in one document: components of several documents are equal only by their identity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.replay import run
from tests.impact.runs import HEAD, record, write

if TYPE_CHECKING:
    from pathlib import Path

LEI = ("5493001KJTIIGC8Y1R12", "213800D1EI4B9WTWWD28")
PRODUCT = """\
document: {{id: d{number}, product: p}}
parties: [{{id: P1, name: {party}{more}, sites: [{{id: S1, name: {site}, country: {country}}}]}}]
components:
  - {{id: p, name: Product {number}, origin: US, children: [c1]}}
  - id: c1
    name: {component}
    origin: US
    manufacturer: P1
    complete: [materials]
    materials: [{{substance: NdFeB-sintered, stages: [{{stage: sintered, site: S1}}]}}]
"""
DEFAULTS = {"party": "Acme", "more": "", "site": "Main plant", "country": "JP", "component": "Core"}


def product(number: int, **changed: str) -> str:
    return PRODUCT.format(number=number, **DEFAULTS | changed)


def written(folder: Path, *products: dict[str, str]) -> str:
    """The documents of some products, and their paths."""
    texts = {f"p{number}": HEAD + product(number, **each) for number, each in enumerate(products)}
    write(folder, product(9), **texts)
    return " ".join(f"{text}.yaml" for text in texts)


def lei(number: int) -> str:
    return f", identifiers: {{lei: {LEI[number]}}}"


def rows(found: dict[str, Any], kind: str) -> list[tuple[str, list[str]]]:
    return [(each["name"], each["halts"]) for each in found["portfolio"] if each["kind"] == kind]


def test_one_id_of_two_companies_is_two_points_of_failure(tmp_path: Path) -> None:
    found, _ = record(tmp_path, written(tmp_path, {"party": "Alpha"}, {"party": "Beta"}))
    assert [("Alpha", ["p0.yaml"]), ("Beta", ["p1.yaml"])] == rows(found, "party")
    assert [("Main plant (Alpha)", ["p0.yaml"]), ("Main plant (Beta)", ["p1.yaml"])] == rows(found, "site")


def test_one_company_under_two_names_is_one_point_of_failure(tmp_path: Path) -> None:
    files = written(tmp_path, {"party": "Alpha", "more": lei(0)}, {"party": "Beta", "more": lei(0)})
    found, _ = record(tmp_path, files)
    assert [("Alpha", ["p0.yaml", "p1.yaml"])] == rows(found, "party")
    assert [("Main plant (Alpha)", ["p0.yaml", "p1.yaml"])] == rows(found, "site")


def test_two_companies_of_one_name_are_named_with_what_tells_them_apart(tmp_path: Path) -> None:
    first, second = {"more": lei(0)}, {"more": lei(1)}
    files = written(tmp_path, first, second, first, second)
    found, _ = record(tmp_path, files)
    both = [(f"LEI {LEI[1]}", ["p1.yaml", "p3.yaml"]), (f"LEI {LEI[0]}", ["p0.yaml", "p2.yaml"])]
    assert [(f"Acme, {own}", halted) for own, halted in both] == rows(found, "party")
    assert [(f"Main plant (Acme), {own}", halted) for own, halted in both] == rows(found, "site")
    keys = [(each["kind"], each["key"]) for each in found["portfolio"]]
    assert len(keys) == len(set(keys))
    out, _, _ = run(f"microdep impact {files} --as-of 2026-11-24", tmp_path)
    shown = " ".join(out.split())
    assert f"party Acme, LEI {LEI[0]} halts 2: Product 0, Product 2" in shown


def test_sites_of_one_name_in_two_countries_are_two(tmp_path: Path) -> None:
    found, _ = record(tmp_path, written(tmp_path, {}, {"country": "KR"}, {}))
    assert [("Acme", ["p0.yaml", "p1.yaml", "p2.yaml"])] == rows(found, "party")
    expected = [("Main plant (Acme), JP", ["p0.yaml", "p2.yaml"]), ("Main plant (Acme), KR", ["p1.yaml"])]
    assert expected == rows(found, "site")


SCENARIO = "schema: microdep-scenario/1\nname: Test\nevents:\n  - {from: 2027-03-01, EVENT}\n"
SEVERAL = {
    "a party by its id": (
        "cut: {party: P1}",
        {"party": "Alpha", "more": ""},
        "write the name, such as `Acme`",
    ),
    "a party by its name": (
        "cut: {party: Acme}",
        {"more": lei(1)},
        "run the scenario with only one of the two files at a time",
    ),
    "a site by its id": ("cut: {site: S1}", {"site": "Old plant"}, "add `party`"),
    "a site by its name": ("cut: {site: Main plant}", {"country": "KR"}, "add `party`"),
    "a component by its id": ("cut: {component: c1}", {"component": "Casing"}, "such as `Core`"),
    "an index of a component": ("raise_index: {component: c1, to: 0.9}", {"component": "Casing"}, "`Core`"),
    "a delay of a party": (
        "delay: {party: P1, by: {value: 1, unit: days}}",
        {"party": "Alpha", "more": ""},
        "`Acme`",
    ),
}


@pytest.mark.parametrize("command", ["scenario s.scenario.yaml", "remedy --scenario s.scenario.yaml"])
@pytest.mark.parametrize("case", SEVERAL)
def test_a_word_for_another_thing_in_each_document_is_an_error(
    case: str, command: str, tmp_path: Path
) -> None:
    event, changed, fix = SEVERAL[case]
    files = written(tmp_path, {"more": lei(0)}, {"more": lei(0)} | changed)
    (tmp_path / "s.scenario.yaml").write_text(SCENARIO.replace("EVENT", event), encoding="utf-8")
    _, err, code = run(f"microdep {command} {files} --as-of 2026-11-24", tmp_path)
    assert (4, 1) == (code, err.count("error[scenario/unknown-target]"))
    assert fix in err


@pytest.mark.parametrize(
    ("event", "first", "second"),
    [
        ("cut: {party: P1}", {"more": lei(0)}, {"more": lei(0), "party": "Alpha"}),
        ("cut: {site: S1}", {"more": lei(0)}, {"more": lei(0), "party": "Alpha"}),
        ("cut: {component: c1}", {}, {"party": "Alpha"}),
        ("cut: {site: S1, party: Alpha}", {}, {"party": "Alpha"}),
    ],
)
def test_a_word_for_one_thing_in_each_document_is_none(
    event: str, first: dict[str, str], second: dict[str, str], tmp_path: Path
) -> None:
    files = written(tmp_path, first, second)
    (tmp_path / "s.scenario.yaml").write_text(SCENARIO.replace("EVENT", event), encoding="utf-8")
    out, err, code = run(f"microdep scenario s.scenario.yaml {files} --as-of 2026-11-24", tmp_path)
    assert (1, "") == (code, err)
    assert "`P1`" not in out.partition("halted by")[2]
