"""Companies in tables, with the identifiers that their rows state."""

from __future__ import annotations

import pytest

from microdep_rules.bom.imports.tables import read_table


def imported(text: str) -> tuple[dict[str, object], dict[str, dict[str, object]], list[tuple[str, str]]]:
    """Makers of components by name, parties by id, and problems with where they are."""
    found = read_table("bom.csv", text.encode(), "board")
    value = found.loaded.value or {}
    makers = {each["name"]: each.get("manufacturer") for each in value["components"][1:]}
    parties = {each["id"]: each.get("identifiers", {}) for each in value.get("parties", ())}
    problems = [
        (diagnostic.code, text[diagnostic.span.start : diagnostic.span.end])
        for diagnostic in found.loaded.diagnostics
        if diagnostic.code != "import/column-guessed"
    ]
    return makers, parties, problems


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("LEI", "5299", {"lei": "5299"}),
        ("CAGE Code", "1AB23", {"cage": "1AB23"}),
        ("Identifiers", "LEI: 5299; rmi_cid: CID1", {"lei": "5299", "rmi_cid": "CID1"}),
        ("LEI", "n/a", {}),
    ],
)
def test_a_column_states_an_identifier_of_the_manufacturer(
    column: str, cell: str, expected: dict[str, str]
) -> None:
    text = f"Name,Manufacturer,{column},Qty\nMotor,Quiet Works,{cell},1\nShell,Other,,2\n"
    _, parties, problems = imported(text.replace("Other", "Loud Works"))
    assert {"quiet-works": expected, "loud-works": {}} == parties
    assert [] == problems


def test_rows_of_one_name_state_the_identifiers_of_one_company() -> None:
    makers, parties, _ = imported(
        "Name,Manufacturer,LEI,CAGE\na,Quiet,,\nb,Quiet,52-99,\nc,Quiet,5299,1AB23\n"
    )
    assert {"a": "quiet", "b": "quiet", "c": "quiet"} == makers
    assert ["quiet"] == list(parties)
    assert "1AB23" == parties["quiet"]["cage"]


def test_two_identifiers_of_one_scheme_are_of_two_parties_and_a_bare_name_is_of_either() -> None:
    makers, parties, _ = imported("Name,Manufacturer,CAGE\na,Quiet,1AB23\nb,Quiet,9ZZ99\nc,Quiet,\n")
    assert {"a": "quiet", "b": "quiet-cage-9zz99", "c": {"one_of": ["quiet", "quiet-cage-9zz99"]}} == makers
    assert {"quiet": {"cage": "1AB23"}, "quiet-cage-9zz99": {"cage": "9ZZ99"}} == parties


@pytest.mark.parametrize(
    ("row", "at"),
    [("a,Murata / TDK,5299,", "5299"), ("a,,5299,", "5299"), ("a,Quiet,,5299", "5299")],
)
def test_an_identifier_of_nobody_or_of_no_scheme_is_left_out_and_reported(row: str, at: str) -> None:
    _, parties, problems = imported(f"Name,Manufacturer,LEI,Identifiers\n{row}\nb,Other Works,,\n")
    assert [("import/cell-not-read", at)] == [
        problem
        for problem in problems
        if problem[1] != "Other Works"  # which may be several
    ]
    assert {} == {id_: each for id_, each in parties.items() if each}
