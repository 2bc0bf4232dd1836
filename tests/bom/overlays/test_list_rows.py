"""Rows that together answer one question about a list: they mean the same as the list in one cell."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microdep_rules.vocabulary.workbook_texts import LANGUAGES, stage_names
from tests.bom.overlays.test_declarations import read

HEAD = (
    "Component id",
    "About company",
    "Fact",
    "List row",
    "Answer",
    "Country",
    "Share",
    "Evidence",
    "Remark",
)
OF_COMPANY = {"party.owners", "party.relations"}


def table(fact: str, *rows: tuple[str, ...]) -> tuple[dict[str, Any], list[str], str]:
    """Return the declared component or company, the codes and forms of problems, and all messages."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEAD)
    for row in rows:
        number, answer, country, share, evidence, remark = (*row, "", "", "", "", "")[:6]
        about = ("", "Example Works") if fact in OF_COMPANY else ("a", "")
        writer.writerow([*about, fact, number, answer, country, share, evidence, remark])
    document = read(text.getvalue())
    value = document.value or {}
    if fact in OF_COMPANY:
        named = [party for party in value.get("parties", []) if party["name"] == "Example Works"]
        declared = named[0] if named else {}
    else:
        declared = (value.get("components") or [{}])[0]
    messages = "\n".join(f"{d.message}; {d.help}" for d in document.diagnostics)
    return declared, [d.code for d in document.diagnostics], messages


def substances(declared: dict[str, Any]) -> list[str]:
    return [material["substance"] for material in declared.get("materials", [])]


def test_yes_in_the_last_row_closes_the_list() -> None:
    declared, codes, _ = table("materials", ("1", "copper"), ("2", ""), ("3", "steel"), ("all", "yes"))
    assert (["Cu", "steel"], ["materials"]) == (substances(declared), declared["complete"])
    assert [] == codes


@pytest.mark.parametrize("last", ["no", "unknown", "nein", "others", ""])
def test_any_other_last_row_leaves_the_list_open(last: str) -> None:
    declared, codes, messages = table("materials", ("1", "copper"), ("2", "steel"), ("all", last))
    assert (["Cu", "steel"], False) == (substances(declared), "complete" in declared)
    assert ["overlay/still-open"] == codes
    assert ("the last row of the list has no answer" in messages) == (not last)


@pytest.mark.parametrize("unclear", ["mostly", "yes, except solder", "probably", "steel"])
def test_an_unclear_last_row_holds_the_list_back(unclear: str) -> None:
    declared, codes, messages = table("materials", ("1", "copper"), ("all", unclear))
    assert {} == declared
    assert "overlay/answer-not-read" in codes
    assert f"`{unclear}` is neither yes nor no" in messages


@pytest.mark.parametrize("more", ["unknown", "others", "weitere", "不明"])
def test_an_unknown_entry_leaves_the_list_open(more: str) -> None:
    declared, codes, _ = table("materials", ("1", "copper"), ("2", more), ("all", "yes"))
    assert (["Cu"], False) == (substances(declared), "complete" in declared)
    assert ["overlay/still-open"] == codes


def test_the_order_of_the_rows_does_not_matter() -> None:
    rows = [("1", "mined", "AU"), ("2", "refined", "JP"), ("3", "sintered", "JP"), ("all", "yes")]
    expected = table("stages", *rows)
    assert expected == table("stages", *reversed(rows))
    assert ["stages"] == expected[0]["complete"]


def test_a_stage_needs_its_country_and_a_country_its_stage() -> None:
    declared, _, messages = table("stages", ("1", "sintered"), ("all", "no"))
    assert {} == declared
    assert "`sintered` has no country; choose the country of the stage under `Country`" in messages
    declared, _, messages = table("stages", ("1", "", "Japan"), ("all", "no"))
    assert {} == declared
    assert "`Japan` has no stage; choose the stage under `Answer`" in messages


def test_a_country_may_be_in_both_columns_if_it_is_the_same() -> None:
    declared, _, _ = table("stages", ("1", "sintered: Japan", "JP"), ("all", "no"))
    assert ["JP"] == [stage["country"] for stage in declared["stages"]]
    declared, codes, _ = table("stages", ("1", "sintered: Japan", "China"), ("all", "no"))
    assert ({}, True) == (declared, "overlay/answer-not-read" in codes)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("country", ["unknown", "Japan"])
def test_every_stage_that_a_workbook_offers_is_read_with_its_country(country: str, language: str) -> None:
    unread = []
    for stage in stage_names(language):
        declared, _, messages = table("stages", ("1", stage, country), ("all", "no"))
        entries = declared.get("stages", [])
        if [entry.get("country", "unknown") for entry in entries] != [
            "JP" if country == "Japan" else "unknown"
        ]:
            unread.append((stage, messages))
    assert unread == []


def test_an_owner_has_its_share_in_a_column_of_its_own() -> None:
    rows = (("1", "Example Holding", "", "60 %"), ("2", "Example Fund", "", "40"), ("all", "yes"))
    declared, codes, _ = table("party.owners", *rows)
    assert ([60, 40], ["owners"]) == ([owner["share"] for owner in declared["owners"]], declared["complete"])
    assert [] == codes
    declared, _, messages = table("party.owners", ("1", "Example Holding", "", "60 %"), ("all", "yes"))
    assert "complete" not in declared
    assert "the shares add up to 60 %" in messages


@pytest.mark.parametrize(
    ("rows", "is_complete"),
    [
        ((("1", "none"), ("2", "none"), ("3", "none"), ("all", "")), True),
        ((("1", "none"), ("2", ""), ("3", ""), ("all", "yes")), True),
        ((("1", "none"), ("2", ""), ("3", ""), ("all", "")), False),
        ((("1", "none"), ("2", "unknown"), ("3", "none"), ("all", "yes")), False),
        ((("1", "none"), ("2", "none"), ("3", "none"), ("all", "no")), False),
    ],
)
def test_none_in_one_row_of_the_relations_does_not_close_the_list(
    rows: tuple[tuple[str, ...], ...], is_complete: bool
) -> None:
    declared, _, _ = table("party.relations", *rows)
    assert is_complete == ("complete" in declared), declared


def test_each_row_of_the_relations_is_about_one_relation() -> None:
    rows = (("1", "Example Holding"), ("2", "affiliate of Example Fund"), ("3", "none"), ("all", "yes"))
    declared, codes, _ = table("party.relations", *rows)
    assert ["subsidiary", "affiliate"] == [relation["kind"] for relation in declared["relations"]]
    assert (["relations"], []) == (declared["complete"], codes)


@pytest.mark.parametrize("word", ["nein", "unabhängig", "keinem", "keine Tochter", "独立", "没有母公司"])
def test_a_denial_in_a_row_of_the_relations_names_no_company(word: str) -> None:
    rows = [("1", word), ("2", "Example Holding"), ("3", word), ("all", "yes")]
    declared, codes, _ = table("party.relations", *rows)
    assert [{"kind": "affiliate", "party": "example-holding"}] == declared["relations"]
    assert (["relations"], []) == (declared["complete"], codes)


@pytest.mark.parametrize("word", ["vertraulich", "confidential", "wird nicht mitgeteilt", "保密"])
def test_confidential_in_the_first_row_of_the_owners_means_unknown(word: str) -> None:
    declared, codes, _ = table("party.owners", ("1", word), ("2", ""), ("all", ""))
    assert ("owners" in declared, "complete" in declared) == (False, False)
    assert ["overlay/still-open"] == codes


@pytest.mark.parametrize("fact", ["party.relations", "children"])
def test_none_and_others_in_one_cell_close_no_list(fact: str) -> None:
    declared, codes, _ = table(fact, ("", "none; others"))
    assert "complete" not in declared
    assert "overlay/still-open" in codes


def test_only_the_last_row_closes_the_recorded_entries() -> None:
    head = "Component id,Components,What we know already,Fact,List row,Answer\n"
    known = "a,Part,copper,materials,{},{}\n"
    document = read(head + known.format("1", "") + known.format("2", "") + known.format("all", "yes"))
    assert document.value is not None
    assert ["materials"] == document.value["components"][0]["complete"]
    nothing = "a,Part,,materials,{},{}\n"
    document = read(head + nothing.format("1", "") + nothing.format("all", "yes"))
    assert document.value is None or "complete" not in str(document.value["components"])


def test_a_remark_in_any_row_limits_the_list() -> None:
    rows = (("1", "copper"), ("2", "steel", "", "", "", "and what our supplier adds"), ("all", ""))
    declared, _, _ = table("materials", *rows)
    assert "complete" not in declared
    assert "and what our supplier adds" in declared["notes"]


def test_a_remark_in_the_last_row_limits_only_the_answer_yes() -> None:
    rows = (("1", "mined", "AU"), ("2", "refined", "JP"), ("3", "sintered", "JP"))
    declared, codes, messages = table(
        "stages", *rows, ("all", "yes", "", "", "", "coating in various countries")
    )
    assert (3, False) == (len(declared["stages"]), "complete" in declared)
    assert "answer `no` and keep the remark" in messages
    declared, codes, _ = table("stages", *rows, ("all", "no", "", "", "", "coating in various countries"))
    assert (3, False) == (len(declared["stages"]), "complete" in declared)
    assert ["overlay/still-open", "overlay/still-open"] == codes
    declared, _, _ = table("stages", *rows, ("all", "yes", "", "", "", "see COO-118"))
    assert ["stages"] == declared["complete"]


@pytest.mark.parametrize(
    "remark", ["to the best of our knowledge", "nach bestem Wissen", "据我们所知", "mostly"]
)
@pytest.mark.parametrize("number", ["1", "all"])
def test_a_doubt_leaves_a_list_open(number: str, remark: str) -> None:
    rows = {"1": "copper", "2": "steel", "all": "yes"}
    beside = {number: remark}
    declared, _, _ = table(
        "materials", *((row, text, "", "", "", beside.get(row, "")) for row, text in rows.items())
    )
    assert "complete" not in declared
    in_a_cell, _, _ = table("materials", ("", "copper; steel; complete", "", "", "", remark))
    assert "complete" not in in_a_cell


def test_others_may_be_in_the_cell_of_an_entry() -> None:
    declared, codes, _ = table("materials", ("1", "copper"), ("2", "steel; others"), ("all", ""))
    assert (["Cu", "steel"], False) == (substances(declared), "complete" in declared)
    declared, codes, _ = table("materials", ("1", "copper"), ("2", "steel, others"), ("all", "no"))
    assert (["Cu", "steel"], ["overlay/still-open"]) == (substances(declared), codes)


@pytest.mark.parametrize("last", ["no, the coat is missing", "nein, Elektrolyt fehlt", "No - not the coat"])
def test_a_last_row_that_begins_with_no_means_no(last: str) -> None:
    declared, codes, messages = table("materials", ("1", "copper"), ("all", last))
    assert (["Cu"], False, ["overlay/still-open"]) == (substances(declared), "complete" in declared, codes)
    assert "has no answer" not in messages


def test_an_unclear_last_row_is_reported_once() -> None:
    declared, codes, messages = table("materials", ("1", "copper"), ("all", "yes, except glue"))
    assert ({}, 1) == (declared, codes.count("overlay/answer-not-read"))
    assert "has no answer" not in messages


@pytest.mark.parametrize("word", ["nein", "no", "independent", "none", "kein Konzern", "not a subsidiary"])
def test_a_denial_is_no_parent_company(word: str) -> None:
    declared, _, _ = table("party.relations", ("1", word), ("2", "none"), ("3", "none"), ("all", "yes"))
    assert not declared.get("relations"), declared


def test_a_remark_that_may_limit_the_evidence_leaves_it_out() -> None:
    text = "Component id,Fact,Answer,Evidence,Remark\na,materials,SmCo,LD-77,{}\n"
    for remark, is_used in (
        ("only for the magnet", False),
        ("gilt nur für Magnet", False),
        ("lot 4711", True),
    ):
        document = read(text.format(remark))
        assert document.value is not None
        assert is_used == ("evidence" in document.value["components"][0]), remark


def test_evidence_shows_the_whole_list() -> None:
    first = (("1", "copper", "", "", "a.pdf"), ("2", "steel"), ("all", "yes"))
    last = (("1", "copper"), ("2", "steel"), ("all", "yes", "", "", "a.pdf"))
    assert table("materials", *first)[0] == table("materials", *last)[0]
    assert ["a-pdf"] == table("materials", *first)[0]["evidence"]
    declared, _, messages = table(
        "materials", ("1", "copper"), ("2", "steel", "", "", "a.pdf"), ("all", "yes")
    )
    assert {} == declared
    assert "the evidence `a.pdf` is in the row of one entry" in messages


@pytest.mark.parametrize("row", [("1", "copper", "Japan"), ("1", "copper", "", "20 %")])
def test_a_cell_that_the_list_does_not_use_is_not_lost(row: tuple[str, ...]) -> None:
    declared, _, messages = table("materials", row, ("all", "yes"))
    assert {} == declared
    assert "is in a column that is not for this question" in messages


@pytest.mark.parametrize(("answer", "is_used"), [("Japan", False), ("China", True), ("", False)])
def test_a_country_beside_an_answer_is_not_lost(answer: str, is_used: bool) -> None:
    declared, _, messages = table("component.origin", ("", answer, "China"))
    assert is_used == (declared.get("origin") == "CN")
    assert is_used != ("`China` is in a column" in messages)


def test_an_error_of_a_spreadsheet_holds_the_list_back() -> None:
    declared, codes, _ = table("party.owners", ("1", "#REF!", "", "60 %"), ("all", "no"))
    assert ({}, True) == (declared, bool(codes))


def test_the_problem_of_an_entry_is_at_its_cell() -> None:
    text = (
        "Component id,Fact,List row,Answer\na,materials,1,copper\na,materials,2,xyzite\na,materials,all,yes\n"
    )
    document = read(text)
    problem = next(d for d in document.diagnostics if "xyzite" in d.message)
    assert "xyzite" == text[problem.span.start : problem.span.end]


def test_two_equal_problems_are_at_two_cells() -> None:
    rows = ("1,sintered,Korea", "2,coated,Korea or Japan", "all,no,")
    text = "\n".join(["Component id,Fact,List row,Answer,Country", *(f"a,stages,{row}" for row in rows), ""])
    problems = [d for d in read(text).diagnostics if "`Korea" in d.message]
    assert len({problem.span for problem in problems}) == 2


def test_lists_of_two_components_stay_apart() -> None:
    head = "Component id,Fact,List row,Answer\n"
    rows = ["a,materials,1,copper", "b,materials,1,steel", "a,materials,all,yes", "b,materials,all,no"]
    document = read(head + "\n".join(rows) + "\n")
    assert document.value is not None
    by_id = {part["match"]["id"]: part for part in document.value["components"]}
    assert (["Cu"], ["steel"]) == (substances(by_id["a"]), substances(by_id["b"]))
    assert (True, False) == ("complete" in by_id["a"], "complete" in by_id["b"])


WORDS = st.sampled_from(
    [
        *("copper", "steel", "NdFeB", "none", "unknown", "others", "n/a", ""),
        *("copper; steel", "xyzite", "complete", "only components"),
    ]
)
LAST = st.sampled_from(["yes", "no", "unknown", "", "mostly", "complete", "others", "n/a", "none"])


@given(entries=st.lists(WORDS, min_size=1, max_size=4), last=LAST)
def test_a_list_is_closed_only_by_its_last_row_and_only_with_known_entries(
    entries: list[str], last: str
) -> None:
    rows = [(str(number), text) for number, text in enumerate(entries, 1)]
    declared, _, _ = table("materials", *rows, ("all", last))
    if "complete" in declared:
        own_words = entries.count("") + entries.count("n/a") == len(entries) - 1
        assert last in {"yes", "complete"} or (own_words and last in {"", "n/a"}), (entries, last)
        assert not {"unknown", "others", "xyzite"} & {*entries}
