"""What a scenario prints of each day: reasons, both critical paths, and what blocks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run
from tests.impact.runs import write
from tests.impact.test_scenarios import TOP, last, result

if TYPE_CHECKING:
    from pathlib import Path

LONG = """\
document: {product: pump, completeness: complete}
components:
  - {id: pump, name: Pump, origin: US, lead_time: {value: 2, unit: days}, children: [a, b]}
  - {id: a, name: Amplifier, origin: US, lead_time: {value: A, unit: days}}
  - {id: b, name: Board, origin: US, lead_time: {value: B, unit: days}}
"""
DELAY = '  - {from: 2027-03-01, delay: {component: b, by: {value: "1..10", unit: days}}}\n'


def lengths(a: str, b: str) -> str:
    return LONG.replace("A, unit", f"{a}, unit").replace("B, unit", f"{b}, unit")


def printed(folder: Path, events: str, form: str = "text") -> str:
    """What `scenario` writes, or the report of it as Markdown, without line ends."""
    (folder / "s.scenario.yaml").write_text(TOP + events, encoding="utf-8")
    asked = "bom.yaml --as-of 2026-11-24"
    if form == "md":
        run(f"microdep report {asked} --scenario s.scenario.yaml --format md --output o.md", folder)
        return " ".join((folder / "o.md").read_text(encoding="utf-8").replace("\\", "").split())
    to = "" if form == "text" else f" --output o.{form}"
    out, err, _ = run(f"microdep scenario s.scenario.yaml {asked}{to}", folder)
    assert out or to, err
    text = (folder / f"o.{form}").read_text(encoding="utf-8") if to else out
    return " ".join(text.replace("&gt;", ">").replace("<wbr>", "").split())


@pytest.mark.parametrize("form", ["text", "html", "md"])
@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        (
            "5",
            "3",
            [
                "critical path by the least lead times: 7 days, along Amplifier -> Pump",
                "by the greatest lead times: 15 days, along Board -> Pump",
                "may be critical, too: Board",
            ],
        ),
        ("20", "3", ["critical path: Amplifier -> Pump, as without the scenario"]),
        ("1", "3", ["critical path: Board -> Pump"]),
        (
            "{at_least: 5}",
            "3",
            [
                "critical path by the least lead times: 7 days, along Amplifier -> Pump",
                "may be critical, too: Board",
            ],
        ),
    ],
)
def test_each_view_has_both_critical_paths_and_what_may_be_critical(
    form: str, a: str, b: str, said: list[str], tmp_path: Path
) -> None:
    write(tmp_path, lengths(a, b))
    found = printed(tmp_path, DELAY, form)
    assert [] == [each for each in said if each not in found]
    assert ("by the greatest lead times" in found) == any("greatest" in each for each in said)


def test_the_record_has_both_critical_paths(tmp_path: Path) -> None:
    write(tmp_path, lengths("5", "3"))
    plan = last(result(tmp_path, DELAY)[0])["with"]["plan"]
    paths = {key: [each["id"] for each in plan[key]] for key in ("path", "path_at_most")}
    assert {"path": ["a", "pump"], "path_at_most": ["b", "pump"]} == paths


def test_a_product_without_lead_times_says_why_it_has_no_path(tmp_path: Path) -> None:
    bom = "document: {product: a}\ncomponents: [{id: a, name: A, origin: US}]\n"
    write(tmp_path, bom)
    found = printed(tmp_path, "  - {from: 2027-03-01, cut: {component: a}}\n")
    assert "critical path" not in found
    found = printed(tmp_path, "  - {from: 2027-03-01, cut: {material: gallium}}\n")
    assert "ordered on this day: not known: no component states a lead time" in found


def test_the_table_of_a_plan_has_the_words_of_its_chart(tmp_path: Path) -> None:
    write(tmp_path, lengths("5", "3"))
    for found in (printed(tmp_path, DELAY, "html"),):
        assert "<td>may be critical</td>" in found
        assert "<td>critical</td>" in found
        assert "<td>undetermined</td>" not in found
    run("microdep impact bom.yaml --as-of 2026-11-24 --output i.html", tmp_path)
    assert "<td>critical</td>" in (tmp_path / "i.html").read_text(encoding="utf-8")


TWO = """\
document: {product: pump, completeness: complete}
components:
  - {id: pump, name: Pump, origin: US, children: [a]}
  - {id: a, name: Amplifier, origin: CN, alternates: [b]}
  - {id: b, name: Second, origin: JP}
"""


def test_each_reason_stands_with_its_component(tmp_path: Path) -> None:
    write(tmp_path, TWO)
    found = printed(tmp_path, "  - {from: 2027-03-01, cut: {country: JP}}\n")
    said = "halted by Amplifier and Second: Amplifier (own/not-from-china); Second (needs a supply that is cut: Japan)"
    assert said in found


def held(number: int) -> str:
    return (
        f"  - {{id: m{number}, name: Motor {number}, origin: US, materials: "
        "[{substance: NdFeB-sintered, stages: [{stage: sintered, country: CN}]}]}\n"
    )


MOTORS = (
    "document: {product: drone, completeness: complete}\ncomponents:\n"
    "  - {id: drone, name: Drone, origin: US, children: [m1, m2]}\n" + held(1) + held(2)
)


def test_a_verdict_about_a_material_names_the_component_that_holds_it(tmp_path: Path) -> None:
    write(tmp_path, MOTORS)
    (tmp_path / "microdep.toml").write_text('packs = ["dod-magnets"]\n', encoding="utf-8")
    events = "  - {from: 2026-12-01, add_to_list: {list: dod-magnets/covered-countries, country: JP}}\n"
    motors = MOTORS.replace("country: CN", "country: JP")
    (tmp_path / "bom.yaml").write_text(f"schema: microdep-bom/1\n{motors}", encoding="utf-8")
    (tmp_path / "c.yaml").write_text(CONTEXT, encoding="utf-8")
    data, _ = result(tmp_path, events, "bom.yaml --context c.yaml")
    names = {
        each["subject"]["name"] for each in last(data)["changes"] if each["subject"]["kind"] == "material"
    }
    assert {"NdFeB-sintered in Motor 1", "NdFeB-sintered in Motor 2"} == names


CONTEXT = """\
schema: microdep-context/1
agency: DoD
value: {amount: 4200000, currency: USD}
award: 2026-03-02
delivery: 2026-12-31
place_of_acquisition: US
place_of_use: US
contingency_operations: false
"""


def left_out(many: int) -> str:
    refs = ", ".join(f"c{n}" for n in range(many))
    every = [f"  - {{id: c{n}, name: C{n}}}\n" for n in range(many)]
    return (
        "document: {product: a, completeness: complete}\ncomponents:\n"
        f"  - {{id: a, name: A, origin: CN, children: [{refs}]}}\n" + "".join(every)
    )


@pytest.mark.parametrize("form", ["text", "html"])
def test_what_is_left_out_is_named_on_each_day_however_much_is_open(form: str, tmp_path: Path) -> None:
    write(tmp_path, left_out(9), config="[impact]\nseverities = []\nrestriction_index_above = 0.5\n")
    found = printed(tmp_path, "  - {from: 2027-03-01, cut: {component: c1}}\n", form)
    assert "A, own/not-from-china: fail" in found


def test_an_open_component_states_what_the_scenario_does_and_all_questions(tmp_path: Path) -> None:
    text = "document: {product: pump}\ncomponents:\n  - {id: pump, name: Pump, origin: US, children: [a]}\n"
    write(tmp_path, f"{text}  - {{id: a, name: Amplifier, origin: {{one_of: [CN, JP]}}}}\n")
    events = TOP + "  - {from: 2027-03-01, cut: {country: JP}}\n"
    (tmp_path / "s.scenario.yaml").write_text(events, encoding="utf-8")
    effect, asked = (
        "undetermined: Amplifier; may need a supply that is cut: Japan; ask: ",
        "does Amplifier depend on Japan",
    )
    short, every, one = (
        " ".join(run(f"microdep {line} --as-of 2026-11-24", tmp_path)[0].split())
        for line in (
            "scenario s.scenario.yaml bom.yaml",
            "scenario s.scenario.yaml bom.yaml --verbose",
            "impact bom.yaml --verbose",
        )
    )
    assert (True, True, False) == (
        effect in short,
        "; and 1 more question (--verbose)" in short,
        asked in short,
    )
    assert (True, True) == (effect in every, f"; ask: {asked}" in every)
    assert "ask: " in one
