"""Published figures: the ratios of the founding article from its inputs, and what corrects them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

import microdep_rules
from microdep_rules.output.exposure_text import exposure_text
from microdep_rules.production.figures import load_figures
from microdep_rules.report.exposure import exposure_page
from microdep_rules.vocabulary.resources import figures_bytes, schema_data
from tests.cli.replay import run
from tests.each import of_each

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = Draft202012Validator(schema_data("microdep-exposure-1"))
FILE = """\
schema: microdep-figures/1
sources:
  - {id: one, title: A page, publisher: Somebody, kind: statistics, read: 2026-11-29}
quantities:
  - {id: part, title: The share, value: 1, unit: t, source: one, confidence: high}
  - {id: whole, title: The whole, value: 3, unit: t, source: one, confidence: high}
"""


SERIES = "series:\n  - {id: s, title: S, country: CN, years: "
YEAR = "{year: 2024, value: 1, source: one, kind: measured, confidence: low}"


@cache
def ours() -> dict[str, Any]:
    """The figures that come with the product."""
    found: dict[str, Any] = microdep_rules.exposure()["figures"]
    return found


def test_our_figures_are_valid_data() -> None:
    SCHEMA.validate(microdep_rules.exposure())


@of_each(
    [
        ("us-imports-of-gdp", "1.61 %", "reproduced", "1.61 %", "461 USD billion", "28,650 USD billion"),
        (
            "us-imports-of-gdp-2024",
            "1.50 %",
            "corrected",
            "",
            "438.7 to 438.9 USD billion",
            "about 29,200 USD billion",
        ),
        ("china-exports-of-gdp", "2.59 %", "reproduced", "2.59 %", "460.6 USD billion", "17,790 USD billion"),
        (
            "china-exports-of-gdp-2024",
            "2.81 %",
            "corrected",
            "",
            "525.65 USD billion",
            "about 18,700 USD billion",
        ),
    ]
)
def test_a_ratio_has_its_inputs_its_status_and_its_claim(case: tuple[str, ...]) -> None:
    name, *expected = case
    found = next(each for each in ours()["ratios"] if each["id"] == name)
    parts = [found["of"]["value"], found["out_of"]["value"]]
    assert expected == [found["share"]["text"], found["status"], found["claimed"], *parts]


def test_a_corrected_ratio_names_the_one_that_it_corrects() -> None:
    assert {
        "us-imports-of-gdp-2024": "us-imports-of-gdp",
        "china-exports-of-gdp-2024": "china-exports-of-gdp",
    } == {each["id"]: each["corrects"] for each in ours()["ratios"] if each["corrects"]}


@of_each(
    [
        ("drones", "80 to 90 %", "corrected"),
        ("rare-earth-compounds", "70 to 77 %", "corrected"),
        ("rare-earth-processing", "about 90 %", "reproduced"),
        ("us-magnets", "70 to 80 %", "unverified"),
        ("magnets", "more than 94 %", "corrected"),
        ("heat-resistant-precursors", "more than 99 %", "unverified"),
        ("consumer-electronics", "22 %", "reproduced"),
        ("home-appliances", "19 %", "reproduced"),
    ]
)
def test_a_claim_about_a_sector_has_its_status(case: tuple[str, str, str]) -> None:
    name, value, status = case
    found = next(each for each in ours()["claims"] if each["id"] == name)
    assert (value, status) == (found["value"], found["status"])
    assert found["finding"]
    if status != "unverified":
        assert found["found"]


def test_every_year_from_2022_to_2030_is_there_and_a_year_without_a_figure_is_empty() -> None:
    heatmap = ours()["heatmap"]
    assert list(range(2022, 2031)) == heatmap["years"]
    for row in heatmap["rows"]:
        for cell in row["cells"]:
            known = cell["share"] is not None
            assert known == bool(cell["sources"]) == bool(cell["kind"]) == (cell["text"] != "no figure")


def test_a_figure_for_a_year_to_come_is_a_projection() -> None:
    cells = [cell for row in ours()["heatmap"]["rows"] for cell in row["cells"] if cell["share"]]
    assert {cell["year"] for cell in cells if cell["kind"] == "projection"} == {2030}
    assert not [cell for cell in cells if cell["year"] > 2025 and cell["kind"] != "projection"]


def test_every_source_states_the_day_on_which_it_was_read() -> None:
    used = {each["of"]["source"] for each in ours()["ratios"]} | {
        s for r in ours()["heatmap"]["rows"] for c in r["cells"] for s in c["sources"]
    }
    assert used <= {each["id"] for each in ours()["sources"] if each["read"] and each["publisher"]}


def test_a_claim_that_its_inputs_do_not_give_is_not_reproduced() -> None:
    text = (
        FILE
        + 'ratios:\n  - {id: r, title: A third, of: part, out_of: whole, claimed: "34", claimed_by: one}\n'
    )
    found = microdep_rules.exposure(figures=text.encode())["figures"]["ratios"][0]
    assert ("not reproduced", "33.33 %", "34 %") == (
        found["status"],
        found["share"]["text"],
        found["claimed"],
    )


@of_each(
    [
        (
            "bom/unknown-reference",
            "ratios:\n  - {id: r, title: A third, of: prat, out_of: whole}\n",
            "part",
        ),
        (
            "bom/duplicate-id",
            "ratios:\n" + 2 * "  - {id: r, title: A, of: part, out_of: whole}\n",
            "another id",
        ),
        (
            "cited/incomplete-figure",
            SERIES + "[{year: 2024, kind: measured, confidence: low}]}\n",
            "value",
        ),
        (
            "cited/incomplete-figure",
            SERIES + f"[{YEAR}, {YEAR}]}}\n",
            "keep one",
        ),
        ("bom/wrong-type", "reviewed: 7\n", ""),
    ]
)
def test_a_file_with_a_mistake_gives_a_diagnostic_with_its_place(case: tuple[str, str, str]) -> None:
    code, more, way_out = case
    figures, loaded, problems = load_figures("figures.yaml", (FILE + more).encode())
    assert figures is None
    assert [code] == [problem.code for problem in problems]
    assert problems[0].help is not None
    assert way_out in problems[0].help
    assert loaded.source.position(problems[0].span.start).line > 1


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("value: 3, unit: t", "value: 3, unit: kg", "cited/incomplete-figure"),
        ("value: 3", "value: 0", "cited/incomplete-figure"),
        ("value: 3", 'value: "at most 3"', "cited/incomplete-figure"),
        ("value: 3", 'value: "30..20"', "bom/out-of-range"),
    ],
)
def test_a_ratio_that_cannot_be_computed_is_refused(old: str, new: str, code: str) -> None:
    text = FILE.replace(old, new) + "ratios:\n  - {id: r, title: A third, of: part, out_of: whole}\n"
    assert [code] == [each.code for each in load_figures("figures.yaml", text.encode())[2]]


def test_our_file_has_nothing_wrong_in_it() -> None:
    assert [] == load_figures("figures.json", figures_bytes())[2]


# ---- what sources can show -----------------------------------------------------------------------

KNOWN = "  - {id: known, title: Knowledge, publisher: The authors, kind: knowledge}\n"
CLAIM = """\
claims:
  - {id: c, sector: S, measures: M, value: %s, claimed_by: one, status: %s, finding: F, found: [%s]}
"""
FOUND = "{measures: %s, value: %s, source: %s, confidence: low}"


NOT_REPRODUCED = (
    "the status `reproduced` needs a figure that agrees with the claim, from a source that somebody has read"
)
NOT_CORRECTED = (
    "the status `corrected` needs a figure that differs from the claim, from a source that somebody has read"
)
CONFIRMED = "the status is `unverified`, but a figure in `found` confirms the claim"


def codes(text: str) -> list[str]:
    return [each.code for each in load_figures("figures.yaml", text.encode())[2]]


def messages(text: str) -> list[str]:
    return [each.message for each in load_figures("figures.yaml", text.encode())[2]]


@of_each(
    [
        ("more than 94", "reproduced", ("M", "about 94", "one"), [NOT_REPRODUCED]),
        ("more than 94", "corrected", ("M", "about 94", "one"), []),
        ("more than 94", "corrected", ("M", '"90..95"', "one"), [NOT_CORRECTED]),
        ("more than 94", "unverified", ("M", '"90..95"', "one"), []),
        ("70..80", "corrected", ("M", '"75..85"', "one"), [NOT_CORRECTED]),
        ("70..80", "corrected", ("M", "81", "one"), []),
        ("22", "corrected", ("M", "22", "one"), [NOT_CORRECTED]),
        ("22", "corrected", ("M", '"21..24"', "one"), [NOT_CORRECTED]),
        ("22", "corrected", ("another measure", "22", "one"), []),
        ("more than 94", "reproduced", ("M", "95", "one"), []),
        ("about 90", "reproduced", ("M", "92", "one"), []),
        ("about 90", "reproduced", ("M", "101", "one"), [NOT_REPRODUCED]),
        ("22", "reproduced", ("M", "22", "one"), []),
        ("22", "reproduced", ("M", "23", "one"), [NOT_REPRODUCED]),
        ("70..80", "reproduced", ("M", "75", "known"), [NOT_REPRODUCED]),
        ("70..80", "corrected", ("M", "85", "known"), [NOT_CORRECTED]),
        ("70..80", "unverified", ("M", "75", "known"), []),
        ("70..80", "unverified", ("another measure", "75", "one"), []),
        ("70..80", "unverified", ("M", "75", "one"), [CONFIRMED]),
    ],
    name=str,
)
def test_a_status_is_what_the_figures_of_sources_that_were_read_show(
    case: tuple[str, str, tuple[str, str, str], list[str]],
) -> None:
    value, status, found, expected = case
    known = KNOWN if "known" in found else ""
    text = FILE.replace("quantities:", f"{known}quantities:") + CLAIM % (value, status, FOUND % found)
    assert expected == messages(text)


def test_general_knowledge_is_of_low_confidence_and_was_not_read() -> None:
    text = FILE.replace("quantities:", f"{KNOWN}quantities:").replace(
        "value: 3, unit: t, source: one", "value: 3, unit: t, source: known"
    )
    assert ["the confidence is `high`, but the only source is general knowledge"] == messages(text)
    low = text.replace("source: known, confidence: high", "source: known, confidence: low")
    ratio = "ratios:\n  - {id: r, title: A third, of: part, out_of: whole}\n"
    printed = exposure_text(microdep_rules.exposure(figures=(low + ratio).encode()))
    assert printed.count("no page was read") == 2


@pytest.mark.parametrize(
    ("whole", "claimed", "status"),
    [
        ("3", "33", "reproduced"),
        ("3", "34", "not reproduced"),
        ('"2.99..3.01"', "33", "reproduced"),
        ('"2.9..3.1"', "33", "open"),
        ('"2.9..3.1"', "33.4", "open"),
        ('"2.9..3.1"', "32.2", "not reproduced"),
        ('"2.9..3.1"', "34.6", "not reproduced"),
        ('"at least 3"', "33", "open"),
        ('"at least 3"', "34", "not reproduced"),
        ('"about 3"', "33", "reproduced"),
    ],
)
def test_a_claim_that_only_some_of_the_possible_inputs_give_is_open(
    whole: str, claimed: str, status: str
) -> None:
    ratio = f'{{id: r, title: A third, of: part, out_of: whole, claimed: "{claimed}", claimed_by: one}}'
    text = FILE.replace("value: 3", f"value: {whole}") + f"ratios:\n  - {ratio}\n"
    data = microdep_rules.exposure(figures=text.encode())
    SCHEMA.validate(data)
    assert status == data["figures"]["ratios"][0]["status"]
    shown = [exposure_text(data), exposure_page(data)]
    assert [status == "open"] * 2 == [
        "which is within the bounds of the inputs" in " ".join(page.split()) for page in shown
    ]


@pytest.mark.parametrize(
    ("better", "status"),
    [("2", "corrected"), ('"2.9..3.1"', "open"), ("3", "reproduced"), ('"2..2.5"', "corrected")],
)
def test_better_inputs_correct_a_claim_only_where_they_give_another_figure(better: str, status: str) -> None:
    whole = f"  - {{id: better, title: W, value: {better}, unit: t, source: one, confidence: high}}\n"
    claimed = '{id: r, title: A third, of: part, out_of: whole, claimed: "33", claimed_by: one}'
    second = "{id: s, title: A third, of: part, out_of: better, corrects: r}"
    text = f"{FILE}{whole}ratios:\n  - {claimed}\n  - {second}\n"
    ratios = microdep_rules.exposure(figures=text.encode())["figures"]["ratios"]
    assert ["reproduced", status] == [ratio["status"] for ratio in ratios]


@of_each(
    [
        ("statistics", "high", []),
        ("government", "high", []),
        ("statute", "high", []),
        ("company", "high", []),
        *((kind, "high", ["only one publisher"]) for kind in ("press", "analysis", "article")),
        ("encyclopedia", "high", ["only one publisher"]),
        ("press", "medium", []),
        ("knowledge", "medium", ["general knowledge"]),
    ],
    name=str,
)
def test_a_figure_is_no_surer_than_its_source(case: tuple[str, str, list[str]]) -> None:
    kind, confidence, expected = case
    text = FILE.replace("kind: statistics", f"kind: {kind}").replace("confidence: high", "confidence: low", 1)
    found = messages(text.replace("confidence: high", f"confidence: {confidence}"))
    assert [True] * len(expected) == [words in each for words, each in zip(expected, found, strict=True)]


def test_a_figure_of_a_year_is_no_surer_than_what_it_is_computed_from() -> None:
    year = "{year: 2024, of: part, out_of: whole, kind: measured, confidence: %s}"
    low = FILE.replace("confidence: high", "confidence: low", 1)
    message = "the confidence is `high`, but a quantity of the calculation has only `low`"
    for confidence, expected in (("high", [message]), ("low", [])):
        assert expected == messages(f"{low}{SERIES}[{year % confidence}]}}\n")


def test_each_figure_of_a_year_shows_how_sure_it_is_and_by_which_source() -> None:
    cells = [cell for row in ours()["heatmap"]["rows"] for cell in row["cells"] if cell["share"]]
    data = microdep_rules.exposure()
    text = " ".join(exposure_text(data).split())
    page = exposure_page(data)
    numbers = {each["id"]: n for n, each in enumerate(ours()["sources"], 1)}
    for cell in cells:
        named = " ".join(f"[{numbers[each]}]" for each in cell["sources"])
        assert f": {cell['confidence']} confidence {named}" in text
        assert cell["note"].rstrip(".") in text
        assert f"<small>{cell['confidence']} confidence" in page


@of_each(
    [
        ("reviewed: 2026-11-28\n", "", "bom/dates-out-of-order"),
        ("reviewed: 2026-11-29\n", "published: 2026-12, ", "bom/dates-out-of-order"),
        ("reviewed: 2026-02-30\n", "", "bom/not-a-date"),
        ("", "published: 2025-13, ", "bom/not-a-date"),
    ],
    name=str,
)
def test_days_that_cannot_be_are_named(case: tuple[str, str, str]) -> None:
    reviewed, published, code = case
    text = FILE.replace("sources:", f"{reviewed}sources:").replace("read: 2026", f"{published}read: 2026")
    assert [code] == codes(text)


def test_a_source_that_was_not_read_needs_its_kind_and_one_that_nothing_names_is_reported() -> None:
    assert ["bom/missing-field"] == codes(FILE.replace(", read: 2026-11-29", ""))
    more = "  - {id: two, title: B, publisher: B, kind: press, read: 2026-11-29}\n"
    assert ["cited/unused-source"] == codes(FILE.replace("quantities:", f"{more}quantities:"))
    noted = FILE.replace(
        "source: one, confidence: high}", 'source: one, confidence: high, note: "See two."}', 1
    )
    assert [] == codes(noted.replace("quantities:", f"{more}quantities:"))


def test_each_corrected_ratio_of_ours_relies_on_sources_that_were_read() -> None:
    read = {each["id"] for each in ours()["sources"] if each["read"]}
    corrected = [each for each in ours()["ratios"] if each["status"] == "corrected"]
    assert {part["source"] for each in corrected for part in (each["of"], each["out_of"])} <= read
    unread = {each["id"] for each in ours()["sources"]} - read
    found = [f for claim in ours()["claims"] for f in claim["found"] if f["source"] in unread]
    assert {"low"} == {each["confidence"] for each in found}


@pytest.mark.parametrize(
    ("stated", "reported"),
    [
        ("reviewed: 2026-11-29\n", ""),
        ("reviewed: 2027-01-01\n", "reviewed on 2027-01-01, later than the day of its use, 2026-11-30"),
        ("", ""),
    ],
)
def test_a_review_that_is_still_to_come_is_named_and_none_has_no_words(
    stated: str, reported: str, tmp_path: Path
) -> None:
    (tmp_path / "figures.yaml").write_text(FILE.replace("sources:", f"{stated}sources:"), encoding="utf-8")
    command = "microdep exposure --figures figures.yaml --as-of 2026-11-30 --output page.html"
    _, err, code = run(command, tmp_path)
    assert (0, True, bool(reported)) == (code, reported in err, "bom/dates-out-of-order" in err)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert bool(stated) == ("Figures reviewed on 20" in page) == ("reviewed on" in page)
