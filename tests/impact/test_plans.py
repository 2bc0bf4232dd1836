"""Plans as `impact` and its report state them: the fastest one that can be followed, its days, and shares."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.replay import run
from tests.conftest import CHECKOUT
from tests.impact.runs import record, text, write

if TYPE_CHECKING:
    from pathlib import Path

GREEN = "Production Green."
DRONE = """\
document: {product: drone, completeness: complete}
context: {delivery: 2027-01-15}
components:
  - {id: drone, name: Drone, origin: US, children: [magnet], lead_time: {value: 4, unit: days},
     unit_cost: {amount: 99.7, currency: USD}}
  - {id: magnet, name: Magnet, origin: CN, alternates: [slow, quick, far], lead_time: {value: 1, unit: days},
     unit_cost: {amount: 0.3, currency: USD}}
  - {id: slow, name: Slow magnet, origin: KR, lead_time: {value: 90, unit: days}}
  - {id: quick, name: Quick magnet, origin: JP, lead_time: {value: "20..30", unit: days}}
  - {id: far, name: Far magnet, origin: CN, lead_time: {value: 2, unit: days}}
"""


def lead_time(value: str, unit: str = "years") -> str:
    """A product of one component that takes so long."""
    return (
        f"components:\n  - {{id: a, name: Magnet, origin: US, lead_time: {{value: {value}, unit: {unit}}}}}\n"
    )


def in_a_row(first: str, others: str) -> str:
    """A product of nine components, each inside the one before; no lead time is above a thousand years."""
    lines = ["components:"]
    for number, value in enumerate([first, *[others] * 8]):
        blank = "    " * number
        time = f"lead_time: {{value: {value}, unit: years}}"
        lines.append(f"{blank}  - id: {'abcdefghi'[number]}")
        lines.append(f"{blank}    name: Magnet {number}")
        lines.append(f"{blank}    origin: US")
        lines.append(f"{blank}    {time}")
        if number < 8:
            lines.append(f"{blank}    children:")
    return "\n".join(lines) + "\n"


def page_of(folder: Path, form: str) -> str:
    """What halts the product in a form: Markdown as the report has it, the others as the command has them."""
    command = "report bom.yaml --impact" if form == "md" else "impact bom.yaml"
    name = f"out.{form}"
    out, err, _ = run(f"microdep {command} --as-of 2026-11-24 --format {form} --output {name}", folder)
    assert (folder / name).exists(), out + err
    return (folder / name).read_text(encoding="utf-8")


# ---- the plan that is built ----------------------------------------------------------------------


def test_the_plan_has_the_fastest_viable_alternate_and_not_the_first(tmp_path: Path) -> None:
    write(tmp_path, DRONE)
    (product,) = record(tmp_path)[0]["products"]
    plan = product["critical_path_with_alternates"]
    assert [{"component": "magnet", "alternate": "quick", "state": "viable"}] == plan["replaced"]
    assert {"low": 24, "high": 34} == plan["total"]
    dates = "ordered on 2026-11-24, complete between 2026-12-18 and 2026-12-28"
    assert (
        f"in time for the delivery on 2027-01-15: 18 days to spare ({dates})" == product["delivery"]["text"]
    )


def test_what_an_alternate_adds_is_measured_from_the_plan_that_is_built(tmp_path: Path) -> None:
    write(tmp_path, DRONE)
    (product,) = record(tmp_path)[0]["products"]
    added = {e["alternate"]: (e["state"], e["added"]) for e in product["replacements"]}
    assert {
        "slow": ("viable", {"low": 60, "high": 70}),
        "far": ("halted", {"low": -28, "high": -18}),
    } == added
    printed, _ = text(tmp_path)
    line = "Far magnet instead of Magnet: 18 to 28 days sooner than this plan; the alternate is halted"
    assert line in " ".join(printed.split())


def test_the_plan_takes_as_long_as_the_remedy_by_time(tmp_path: Path) -> None:
    pytest.importorskip("pysat", reason="the solver is not here; install the extra remedy")
    write(tmp_path, DRONE)
    (product,) = record(tmp_path)[0]["products"]
    out, err, _ = run("microdep remedy bom.yaml --minimize time --as-of 2026-11-24 --format json", tmp_path)
    (found,) = json.loads(out)["products"]
    (remedy,) = found["remedies"]
    replaced = product["critical_path_with_alternates"]["replaced"]
    assert [each["alternate"] for each in replaced] == [
        each["alternate"]["id"] if isinstance(each["alternate"], dict) else each["alternate"]
        for each in remedy["substitutions"]
    ], err


@pytest.mark.parametrize("form", ["md", "html"])
def test_every_form_states_the_plan_that_can_be_followed(form: str, tmp_path: Path) -> None:
    write(tmp_path, DRONE)
    page = page_of(tmp_path, form)
    assert "24 to 34 days, complete between 2026-12-18 and 2026-12-28" in page
    assert "With Quick magnet instead of Magnet: 19 to 29 days more than without alternates (5 days)." in page
    assert "18 days to spare (ordered on 2026-11-24, complete between 2026-12-18 and 2026-12-28)" in page
    assert "at the earliest" not in page


# ---- days beyond the calendar --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bom", "first", "latest"),
    [
        (in_a_row("1000", "1000"), "after 9999", "after 9999"),
        (in_a_row('"1..1000"', '"0..1000"'), "2027-11-25", "after 9999"),
        (in_a_row('"at least 1000"', "1000"), "after 9999", None),
        (lead_time("0", "days"), "2026-11-24", "2026-11-24"),
    ],
)
def test_a_day_that_no_calendar_has_is_after_9999_everywhere(
    bom: str, first: str, latest: str | None, tmp_path: Path
) -> None:
    write(tmp_path, bom)
    plan = record(tmp_path)[0]["products"][0]["critical_path"]
    assert (first, latest) == (plan["earliest"], plan["latest"])
    printed, code = text(tmp_path)
    assert (0, 1 if "after 9999" in (first, latest) else 0) == (code, printed.count("after 9999"))
    for form in ("md", "html", "json"):
        assert ("after 9999" in (first, latest)) is ("after 9999" in page_of(tmp_path, form))


def test_an_order_of_the_last_day_of_the_calendar_is_complete_after_it(tmp_path: Path) -> None:
    write(tmp_path, lead_time("1", "days"))
    out, err, code = run("microdep impact bom.yaml --as-of 9999-12-31", tmp_path)
    assert (0, True) == (code, "complete after 9999" in out), err


def test_a_scenario_and_the_record_of_it_do_not_end_the_calendar(tmp_path: Path) -> None:
    write(tmp_path, in_a_row("1000", "1000"))
    (tmp_path / "s.scenario.yaml").write_text(
        "schema: microdep-scenario/1\nname: S\nevents:\n"
        '  - {from: 2027-03-01, delay: {component: a, by: {value: "1..2", unit: years}}}\n',
        encoding="utf-8",
    )
    command = "microdep scenario s.scenario.yaml bom.yaml --as-of 2026-11-24"
    out, err, _ = run(command, tmp_path)
    assert "complete after 9999" in out, err
    data: dict[str, Any] = json.loads(run(f"{command} --format json", tmp_path)[0])
    plan = data["scenarios"][0]["products"][0]["days"][0]["with"]["plan"]
    assert ("after 9999", "after 9999") == (plan["earliest"], plan["latest"])
    out, err, code = run(f"{command} --output s.html", tmp_path)
    assert (0, True) == (code, "after 9999" in (tmp_path / "s.html").read_text(encoding="utf-8")), out + err


# ---- shares, sets and words ----------------------------------------------------------------------


def test_shares_are_the_text_of_exposure_in_every_form(tmp_path: Path) -> None:
    write(tmp_path, DRONE)
    (product,) = record(tmp_path)[0]["products"]
    shares = {each["code"]: each["cost_share"]["text"] for each in product["countries"]}
    out, err, _ = run("microdep exposure bom.yaml --format json", tmp_path)
    rows = json.loads(out)["documents"][0]["origin"]["countries"]
    for row in rows:
        assert row["cost"]["text"] == shares[row["country"]], err
    for page in (text(tmp_path)[0], page_of(tmp_path, "md"), page_of(tmp_path, "html")):
        assert "e+" not in page.partition("share of cost")[2].partition("blocks")[0]
        assert all(share in page for share in shares.values())


def test_a_cut_set_is_distinguished_from_two_sets_by_its_marks(tmp_path: Path) -> None:
    way = (
        "  - {{id: {0}, name: {0}, origin: {1}, complete: [materials], materials: [{{substance: {2},"
        " stages: [{{stage: {3}, country: {1}}}]}}]{4}}}\n"
    )
    bom = (
        "document: {product: p, completeness: complete}\ncomponents:\n"
        "  - {id: p, name: P, origin: US, children: [x, y]}\n"
        + way.format("x", "JP", "gallium", "refined", ", alternates: [x2]")
        + way.format("x2", "KR", "silicon-carbide", "wafer_fab", "")
        + way.format("y", "DE", "gallium", "refined", ", alternates: [y2]")
        + way.format("y2", "FR", "silicon-carbide", "wafer_fab", "")
    )
    write(tmp_path, bom)
    printed, _ = text(tmp_path)
    marks = "(halts certainly)"
    assert f"Germany + France {marks}; Japan + South Korea {marks}" in " ".join(printed.split())
    stages = "silicon-carbide, fabricated on a wafer"
    assert f"Ga, refined + {stages}" in " ".join(printed.split())
    for form in ("md", "html"):
        page = page_of(tmp_path, form)
        assert "Germany + France" in page
        assert f"Ga, refined + {stages}" in page.replace("\\", "")


def test_markdown_states_what_is_not_stated_and_the_portfolio(tmp_path: Path) -> None:
    write(tmp_path, DRONE, other=f"schema: microdep-bom/1\n{DRONE}")
    run("microdep report bom.yaml other.yaml --as-of 2026-11-24 --impact --format md --output o.md", tmp_path)
    page = (tmp_path / "o.md").read_text(encoding="utf-8")
    assert "any party may be a further single point" in page
    assert "### Causes that halt several of 2 products" in page


# ---- never green ---------------------------------------------------------------------------------

INDEX = "restriction_index_above = 0.5\n"
INDEXED = """\
document: {product: drone, completeness: complete}
components:
  - {id: drone, name: Drone, origin: US, restriction_index: 0.1, children: [magnet]}
  - {id: magnet, name: Magnet, ORIGINrestriction_index: 0.9, alternates: [second]}
  - {id: second, name: Second magnet, origin: SECOND, restriction_index: 0.1}
"""


@pytest.mark.parametrize(
    ("origin", "second", "index", "left_out", "green"),
    [
        ("origin: CN, ", "JP", "1", ["Magnet, own/not-from-china: fail"], False),
        ("", "JP", "1", ["Magnet, own/not-from-china: unknown"], False),
        ("origin: JP, ", "JP", "1", [], True),
        ("origin: CN, ", "JP", "0.5", [], True),  # the magnet is replaced, because of its index
        ("origin: CN, ", "CN", "0.5", ["Second magnet, own/not-from-china: fail"], False),
    ],
)
def test_a_prohibition_that_is_left_out_makes_what_is_built_viable_and_never_green(
    origin: str, second: str, index: str, left_out: list[str], green: bool, tmp_path: Path
) -> None:
    bom = INDEXED.replace("ORIGIN", origin).replace("SECOND", second)
    config = f'[impact]\nnot_rules = ["own/*"]\nrestriction_index_above = {index}\n'
    write(tmp_path, bom, config=config)
    found, code = record(tmp_path)
    (product,) = found["products"]
    assert ("viable", 0) == (product["state"], code)
    assert (left_out, green) == (product["left_out"], found["summary"]["green"])
    printed, _ = text(tmp_path)
    assert green is (GREEN in printed)
    assert green is ("not green" not in printed)
    assert green is ("Excluded by configuration." not in page_of(tmp_path, "html"))


def test_nothing_that_blocks_is_said_in_words(tmp_path: Path) -> None:
    write(tmp_path, DRONE, config="[impact]\nseverities = []\n")
    printed, code = text(tmp_path)
    assert 6 == code
    assert "blocked by nothing, because the configuration names no severity" in printed


def test_a_country_behind_an_alternate_halts_nothing_although_a_component_states_none(tmp_path: Path) -> None:
    bom = (
        "document: {product: a, completeness: complete}\ncomponents:\n"
        "  - {id: a, name: A, origin: US, children: [b]}\n"
        "  - {id: b, name: B, origin: CN, alternates: [c]}\n"
        "  - {id: c, name: C, origin: JP, children: [d]}\n"
        "  - {id: d, name: D, alternates: [e]}\n"
        "  - {id: e, name: E, origin: DE}\n"
    )
    write(tmp_path, bom)
    (product,) = record(tmp_path)[0]["products"]
    stops = {each["code"]: each["stops_production"] for each in product["countries"]}
    assert {"US": "yes", "JP": "yes", "DE": "undetermined", "CN": "no"} == stops
    assert [] == product["not_stated"]["country"]


def test_the_label_of_a_row_of_exposure_is_whole() -> None:
    out, err, code = run("microdep exposure examples/gallium/charger.yaml", CHECKOUT)
    assert 0 == code, err
    lines = out.splitlines()
    at = lines.index("fabricated on a wafer,")
    assert lines[at + 1].split()[:2] == ["country", "unknown"]
