"""What states no country or no party is named as it is, and `impact` and `scenario` agree about it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.cli.replay import run
from tests.each import of_each
from tests.impact.runs import record, text, write

if TYPE_CHECKING:
    from pathlib import Path

BOM = "document: {product: a, completeness: complete}\ncomponents:\n  - {id: a, name: A, WHAT}\n"
CUT = "schema: microdep-scenario/1\nname: S\nevents: [{from: 2027-03-01, cut: {KIND: WHICH}}]\n"
PARTY = "parties: [{id: bolts, name: Bolt Works}, {id: nuts, name: Nut Works}]\n"
STAGE = "stages: [{stage: refined, substance: Ga, "


class Case(NamedTuple):
    """What a component states, and what of it has no country and no party."""

    what: str
    country: tuple[str, ...]
    party: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.what


CASES = (
    Case("origin: US, manufacturer: bolts", (), ()),
    Case("origin: US", (), ("A",)),
    Case("manufacturer: bolts", ("A",), ()),
    Case("kind: part", ("A",), ("A",)),
    Case("origin: {unknown: true}", ("A",), ("A",)),
    Case("origin: US, manufacturer: bolts, materials: [{substance: Si}]", ("Si in A",), ("Si in A",)),
    Case(
        "materials: [{substance: Si}, {substance: FR4}]",
        ("A", "Si in A", "FR4 in A"),
        ("A", "Si in A", "FR4 in A"),
    ),
    Case(f"{STAGE}country: JP, party: bolts}}]", (), ()),
    Case(f"{STAGE}country: JP}}]", (), ("Ga (refined) in A",)),
    Case(f"{STAGE}party: bolts}}]", ("Ga (refined) in A",), ()),
    Case(
        f"origin: US, manufacturer: bolts, materials: [{{substance: GaN, {STAGE}country: JP}}]}}]",
        (),
        ("Ga (refined) in A",),
    ),
    Case(
        "origin: US, materials: "
        "[{substance: Si, stages: [{stage: refined, country: JP, party: bolts, share: '0..40'}]}]",
        ("Si (refined) in A, whose share may be 0",),
        ("A", "Si (refined) in A, whose share may be 0"),
    ),
    Case(
        "materials: [{substance: Si}, {substance: FR4, stages: [{stage: manufactured, country: JP}]}]",
        ("A", "Si in A"),
        ("A", "Si in A", "FR4 (manufactured) in A"),
    ),
)


def folder_of(folder: Path, case: Case) -> None:
    write(folder, PARTY + BOM.replace("WHAT", case.what), severity="warn")


def states(folder: Path, kind: str, which: str) -> str:
    """The state of the product where something is cut that the document does not name."""
    scenario = CUT.replace("KIND", kind).replace("WHICH", which)
    (folder / "s.scenario.yaml").write_text(scenario, encoding="utf-8")
    asked = "microdep scenario s.scenario.yaml bom.yaml --as-of 2026-11-24 --format json"
    out, err, _ = run(asked, folder)
    assert out, err
    found: dict[str, Any] = json.loads(out)
    (product,) = found["scenarios"][0]["products"]
    return str(product["state"])


def test_what_states_none_is_named_and_leaves_a_cut_undetermined(tmp_path: Path) -> None:
    @of_each(CASES)
    def agreed(case: Case) -> None:
        folder_of(tmp_path, case)
        (product,) = record(tmp_path)[0]["products"]
        named = {kind: product["not_stated"][kind] for kind in ("country", "party")}
        wanted = {"country": case.country, "party": case.party}
        assert {kind: [*words] for kind, words in wanted.items()} == {
            kind: [word for entry in entries for word in entry["of"]] for kind, entries in named.items()
        }
        for kind, which in (("country", "BR"), ("party", "nuts")):
            expected = "undetermined" if wanted[kind] else "viable"
            assert expected == states(tmp_path, kind, which), kind

    agreed()


def test_the_question_of_a_scenario_names_what_states_no_country(tmp_path: Path) -> None:
    folder_of(tmp_path, Case("origin: US, materials: [{substance: Si}]", (), ()))
    (tmp_path / "s.scenario.yaml").write_text(CUT.replace("KIND", "country").replace("WHICH", "BR"))
    out, _, code = run("microdep scenario s.scenario.yaml bom.yaml --as-of 2026-11-24", tmp_path)
    assert 5 == code
    assert "(not stated: the country of Si in A)" in " ".join(out.split())


@pytest.mark.parametrize("form", ["text", "html", "md"])
def test_every_output_names_what_states_no_country(form: str, tmp_path: Path) -> None:
    folder_of(tmp_path, Case("origin: US, materials: [{substance: Si}]", (), ()))
    named = "no country for Si in A, so any country may be a further single point of failure"
    if form == "text":
        printed, _ = text(tmp_path)
    elif form == "html":
        run("microdep impact bom.yaml --as-of 2026-11-24 --output o.html", tmp_path)
        printed = (tmp_path / "o.html").read_text(encoding="utf-8")
    else:
        run("microdep report bom.yaml --impact --as-of 2026-11-24 --format md --output o.md", tmp_path)
        printed = (tmp_path / "o.md").read_text(encoding="utf-8")
    assert named in " ".join(printed.split())
    assert "without a country" not in printed


def test_all_of_it_is_listed_with_all(tmp_path: Path) -> None:
    children = [f"  - {{id: c{n}, name: C{n}, origin: US}}\n" for n in range(9)]
    refs = ", ".join(f"c{n}" for n in range(9))
    bom = BOM.replace("WHAT", f"origin: US, children: [{refs}]") + "".join(children)
    write(tmp_path, bom, severity="warn")
    short, full = (" ".join(text(tmp_path, f"bom.yaml{more}")[0].split()) for more in ("", " --verbose"))
    assert "no party for C0; C1; C2; C3; C4 and 5 more, so any party" in short
    assert "no party for C0; C1; C2; C3; C4; C5; C6; C7; C8; A, so any party" in full
