"""Tables of declarations: every way in which a row may say something, and what comes of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.bom.imports.encodings import decode_text
from microdep_rules.bom.imports.heading import find_table
from microdep_rules.bom.overlays.entries import parse_overlay
from microdep_rules.bom.overlays.tables import overlay_from_table
from microdep_rules.diagnostics import Severity
from microdep_rules.pipeline.tables import read_declarations

if TYPE_CHECKING:
    from microdep_rules.bom.load import LoadedDocument

HEAD = (
    "Part id,Manufacturer,Part number,About company,Material,Step,Recorded country of the stage,"
    "Constituent,What we know already,Fact,Answer"
)
PAPER = "Done by,Evidence,Evidence type,Issued by,Issued on,Expires,Remark"


def read(text: str) -> LoadedDocument:
    found, problems = decode_text("answers.csv", text.encode())
    assert found is not None
    table, said = find_table(found.source, sort="declarations")
    return overlay_from_table(table, found.source, [*problems, *said])


def answered(fact: str, answer: str, **cells: str) -> Any:
    """The one entry that a row of a list of questions becomes."""
    names = f"{HEAD},{PAPER}".split(",")
    row = {
        "Part id": "magnet",
        "What we know already": "an entry" if answer == "complete" else "",
        "Fact": fact,
        "Answer": answer,
        **{k.replace("_", " "): v for k, v in cells.items()},
    }
    loaded = read(",".join(names) + "\n" + ",".join(f'"{row.get(name, "")}"' for name in names) + "\n")
    assert [] == loaded.diagnostics
    assert parse_overlay(loaded)[0] is not None
    assert loaded.value is not None
    entry = loaded.value["components"][0] if "components" in loaded.value else loaded.value["parties"][0]
    return {name: value for name, value in entry.items() if name not in ("match", "id", "name")}


@pytest.mark.parametrize("fact", ["materials", "children", "inputs", "stages"])
def test_complete_closes_no_list_of_which_the_table_shows_no_entry(fact: str) -> None:
    for head, cells in (("", ""), (",What we know already", ",")):
        loaded = read(f"Part id,Fact,Answer{head}\nmagnet,{fact},complete{cells}\n")
        assert ["overlay/answer-not-read"] == [diagnostic.code for diagnostic in loaded.diagnostics]
        assert "no entry is under `What we know already`" in loaded.diagnostics[0].message
        assert "components" not in (loaded.value or {})


@pytest.mark.parametrize("word", ["DNP", "DNF", "do not populate"])
def test_a_word_for_what_is_left_out_is_no_yes(word: str) -> None:
    loaded = read(f"Part id,Fact,Answer\nmagnet,component.cots,{word}\n")
    assert ["overlay/answer-not-read"] == [diagnostic.code for diagnostic in loaded.diagnostics]


def test_a_name_of_two_countries_is_no_answer() -> None:
    (problem,) = read("Part id,Fact,Answer\nmagnet,component.origin,Congo\n").diagnostics
    assert "overlay/answer-not-read" == problem.code
    assert "Democratic Republic of the Congo or Republic of the Congo" in problem.message
    assert "write `CD` or `CG`" == problem.help


def test_the_error_of_a_formula_declares_nothing_and_is_reported() -> None:
    loaded = read("Part id,Country of origin,Evidence\nmotor,#N/A,report-1\nmagnet,JP,report-1\n")
    assert ["import/cell-not-read"] == [diagnostic.code for diagnostic in loaded.diagnostics]
    assert "#N/A" == loaded.source.slice(loaded.diagnostics[0].span)


@pytest.mark.parametrize(
    ("fact", "answer", "entry"),
    [
        ("component.origin", "China", {"origin": "CN"}),
        ("component.origin", "CN-NM", {"origin": "CN-NM"}),
        ("component.origin", "JP or Taiwan", {"origin": {"one_of": ["JP", "TW"]}}),
        ("component.mass", "1.2 kg", {"mass_g": 1200}),
        ("component.unit_cost", "$11.40", {"unit_cost": {"amount": "11.40", "currency": "USD"}}),
        (
            "component.landed-cost",
            "12 EUR",
            {"costs": [{"kind": "landed", "amount": "12", "currency": "EUR"}]},
        ),
        ("component.cots", "yes", {"cots": True}),
        ("component.class", "capacitor", {"class": "capacitor"}),
        ("component.manufacturer", "Example Magnetics", {"manufacturer": "example-magnetics"}),
        ("component.designed_for", "uas; aircraft", {"designed_for": ["uas", "aircraft"]}),
        ("component.hs_code", "8505.11", {"hs_code": "8505.11"}),
        ("component.restriction_index", "0.95", {"restriction_index": None}),
        ("materials", "complete", {"complete": ["materials"]}),
        ("materials", "only components", {"materials": [], "complete": ["materials"]}),
        (
            "materials",
            "NdFeB; nickel",
            {"materials": [{"substance": "NdFeB"}, {"substance": "Ni"}], "complete": ["materials"]},
        ),
        ("children", "complete", {"complete": ["children"]}),
        ("children", "none", {"children": [], "complete": ["children"]}),
        ("transformation.country", "TH", {"substantial_transformation": {"country": "TH"}}),
        ("component.origin", "unknown", {"origin": {"unknown": True, "reason": "asked, and not known"}}),
    ],
)
def test_an_answer_becomes_the_fact_that_was_asked_for(fact: str, answer: str, entry: dict[str, Any]) -> None:
    found = answered(fact, answer)
    if entry.get("restriction_index", "") is None:
        assert str(found["restriction_index"]) == "0.95"
    else:
        assert entry == found


@pytest.mark.parametrize(
    ("fact", "answer", "cells", "entry"),
    [
        ("material.mass", "5 g", {"Material": "ndfeb"}, {"materials": [{"id": "ndfeb", "mass_g": 5}]}),
        (
            "content of Dy",
            "4 %",
            {"Material": "ndfeb"},
            {"materials": [{"id": "ndfeb", "composition": [{"element": "Dy", "share": 4}]}]},
        ),
        (
            "stages",
            "complete",
            {
                "Material": "ndfeb",
                "What we know already": "NdFeB: mined in AU; refined in JP; sintered in JP",
            },
            {"materials": [{"id": "ndfeb", "complete": ["stages"]}]},
        ),
        (
            "stage separated of Nd",
            "Malaysia",
            {"Material": "ndfeb", "Done_by": "Separation Co"},
            {
                "stages": [
                    {
                        "stage": "separated",
                        "of": "ndfeb",
                        "substance": "Nd",
                        "country": "MY",
                        "party": "separation-co",
                    }
                ]
            },
        ),
        (
            "stage sintered or bonded",
            "bonded: JP",
            {"Material": "ndfeb"},
            {"stages": [{"stage": "bonded", "of": "ndfeb", "country": "JP"}]},
        ),
        (
            "stage sintered",
            "unknown",
            {"Material": "ndfeb", "Remark": "no answer in May"},
            {"stages": [{"stage": "sintered", "of": "ndfeb", "unknown": True, "reason": "no answer in May"}]},
        ),
        (
            "stage.country",
            "JP",
            {"Material": "ndfeb", "Step": "sintered"},
            {"stages": [{"stage": "sintered", "of": "ndfeb", "country": "JP"}]},
        ),
        (
            "stage.party",
            "Sintering Co",
            {"Material": "ndfeb", "Step": "sintered", "Recorded_country_of_the_stage": "JP"},
            {"stages": [{"stage": "sintered", "of": "ndfeb", "country": "JP", "party": "sintering-co"}]},
        ),
        ("party.country", "JP", {"Part_id": "", "About_company": "Magnets"}, {"country": "JP"}),
        ("party.owners", "complete", {"Part_id": "", "About_company": "Magnets"}, {"complete": ["owners"]}),
    ],
)
def test_an_answer_finds_its_material_its_step_and_its_company(
    fact: str, answer: str, cells: dict[str, str], entry: dict[str, Any]
) -> None:
    found = answered(fact, answer, **cells)
    found.pop("notes", None)
    assert entry == found


def test_the_paper_of_a_row_goes_with_its_answer_and_is_listed_once() -> None:
    paper = "dec-9.pdf,supplier declaration,Example Motors,2026-05-04,2027-05-04"
    loaded = read(
        "Part id,Fact,Answer,Evidence,Evidence type,Issued by,Issued on,Expires\n"
        f"motor,component.origin,TH,{paper}\n"
        f"motor,component.cots,yes,{paper}\n"
    )
    assert loaded.value is not None
    (evidence,) = loaded.value["evidence"]
    assert evidence == {
        "id": evidence["id"],
        "document": {"path": "dec-9.pdf"},
        "type": "supplier_declaration",
        "issuer": "Example Motors",
        "issued": "2026-05-04",
        "expires": "2027-05-04",
    }
    assert [[evidence["id"]]] * 2 == [each["evidence"] for each in loaded.value["components"]]


def test_evidence_shows_what_is_recorded_where_nothing_else_is_answered() -> None:
    head = "Part id,Fact,Answer,What we know already,Evidence\n"
    loaded = read(f"{head}motor,evidence for component.origin,,TH,dec-9.pdf\n")
    assert loaded.value is not None
    (part,) = loaded.value["components"]
    assert (part["origin"], part["evidence"]) == ("TH", ["dec-9-pdf"])
    loaded = read(f"{head}motor,component.origin,,,dec-9.pdf\n")
    assert ["overlay/answer-not-read"] == [diagnostic.code for diagnostic in loaded.diagnostics]


def test_facts_may_stand_in_columns_of_their_own() -> None:
    loaded = read(
        "Manufacturer,MPN,Country of Origin,HS Code,Weight\n"
        "Example Motors,XM-2207,Thailand,8501.10,34.1 g\n"
        "Example Motors,XM-2208,,,\n"
    )
    assert loaded.value is not None
    (part,) = loaded.value["components"]
    assert part["match"] == {"manufacturer": "Example Motors", "mpn": "XM-2207"}
    assert (part["origin"], part["hs_code"], str(part["mass_g"])) == ("TH", "8501.10", "34.1")


def test_a_step_is_a_row_with_its_country() -> None:
    loaded = read(
        "Manufacturer,Part number,Material,Step,Country,Done by,Share\n"
        "Example Magnetics,N52-A,NdFeB,separated,MY,Separation Co,60\n"
        "Example Magnetics,N52-A,NdFeB,separated,CN,,40\n"
    )
    assert loaded.value is not None
    one, two = (each["stages"][0] for each in loaded.value["components"])
    assert one == {
        "stage": "separated",
        "of": "NdFeB",
        "country": "MY",
        "party": "separation-co",
        "share": 60,
    }
    assert (two["country"], two["share"]) == ("CN", 40)


def test_a_text_that_was_kept_from_being_a_formula_is_what_it_was() -> None:
    loaded = read("Part id,Manufacturer,Part number,Fact,Answer\n,Example,'-12V,component.origin,TH\n")
    assert loaded.value is not None
    assert loaded.value["components"][0]["match"]["mpn"] == "-12V"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("motor,component.origin,Atlantis", "overlay/answer-not-read"),
        ("motor,component.mass,12.5", "overlay/answer-not-read"),
        ("motor,component.mass,1.500 kg", "overlay/answer-not-read"),
        ("motor,component.data_rate_kbps,1.000", "overlay/answer-not-read"),
        ("motor,component.unit_cost,1.234 EUR", "overlay/answer-not-read"),
        ('motor,component.mass,"1,500 g"', "overlay/answer-not-read"),
        ("motor,component.unit_cost,11.40", "overlay/answer-not-read"),
        ("motor,component.kind,thing", "overlay/answer-not-read"),
        ("motor,content of Dy,104 %", "overlay/answer-not-read"),
        ("motor,stages,a few", "overlay/answer-not-read"),
        ("motor,materials,unobtainium", "overlay/answer-not-read"),
        ("motor,stage.country,JP", "overlay/no-match"),
        ("motor,component.colour,red", "overlay/answer-not-read"),
        (",component.origin,JP", "overlay/no-match"),
        ("motor,component.origin", "file/ragged-row"),
        ("motor,component.origin,JP,more", "file/ragged-row"),
    ],
)
def test_a_row_that_cannot_be_read_is_reported_at_its_cell(row: str, code: str) -> None:
    loaded = read(f"Part id,Fact,Answer\nmagnet,component.origin,JP\n{row}\n")
    (reported,) = loaded.diagnostics
    assert code == reported.code
    assert reported.help
    assert loaded.source.position(reported.span.start).line == 3
    assert Severity.WARNING is reported.severity
    assert loaded.value is not None
    assert [{"match": {"id": "magnet"}, "origin": "JP"}] == loaded.value["components"]
    assert read(f"Part id,Fact,Answer\n{row}\n").value is None  # nothing of it is a declaration


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("red,green", "import/column-missing"),
        ("Fact,Answer", "overlay/columns"),
        ("Part id,Fact", "overlay/columns"),
        ("Part id,Answer", "overlay/columns"),
        ("Part id,Manufacturer", "overlay/columns"),
        ("Part id,Answer,Answer,Fact", "import/column-twice"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(header: str, code: str) -> None:
    loaded = read(f"{header}\na,b,c,d\n")
    assert [code] == [diagnostic.code for diagnostic in loaded.diagnostics]
    assert loaded.value is None


def test_rows_about_one_step_are_one_entry_each_fact_with_its_own_paper() -> None:
    loaded = read(
        "Part id,Material,Step,Fact,Answer,Evidence\n"
        "magnet,ndfeb,sintered,stage.country,JP,one.pdf\n"
        "magnet,ndfeb,sintered,stage.party,Sintering Co,two.pdf\n"
        "magnet,ndfeb,bonded,stage.country,TW,\n"
    )
    assert loaded.value is not None
    one, two = (each["stages"] for each in loaded.value["components"])
    assert one == [
        {
            "stage": "sintered",
            "of": "ndfeb",
            "country": {"value": "JP", "evidence": ["one-pdf"]},
            "party": {"value": "sintering-co", "evidence": ["two-pdf"]},
        }
    ]
    assert two == [{"stage": "bonded", "of": "ndfeb", "country": "TW"}]


def test_rows_about_one_company_are_added_each_fact_with_its_own_paper() -> None:
    loaded = read(
        "About company,Fact,Answer,Evidence\n"
        "Magnets,party.country,JP,one.pdf\n"
        "Magnets,party.owners,Rhine Holding 60 %; Rhine Fund 40 %,two.pdf\n"
        "Magnets,party.relations,none,\n"
    )
    assert loaded.value is not None
    magnets, *_ = loaded.value["parties"]
    assert magnets["country"] == {"value": "JP", "evidence": ["one-pdf"]}
    assert [("rhine-holding", 60), ("rhine-fund", 40)] == [
        (e["party"], e["share"]) for e in magnets["owners"]
    ]
    assert magnets["complete"] == [{"value": "owners", "evidence": ["two-pdf"]}, "relations"]
    assert magnets["relations"] == []


def test_two_rows_do_not_say_two_things_of_one_company() -> None:
    loaded = read("About company,Fact,Answer\nMagnets,party.country,JP\nMagnets,party.country,CN\n")
    assert ["overlay/conflict"] == [diagnostic.code for diagnostic in loaded.diagnostics]


def test_a_fact_that_may_be_one_of_two_is_shown_by_its_paper() -> None:
    found = answered("component.origin", "JP or TW", Evidence="dec-9.pdf")
    assert found == {"origin": {"one_of": ["JP", "TW"]}, "evidence": ["dec-9-pdf"]}


def test_a_column_may_be_called_like_a_field_and_others_are_reported() -> None:
    loaded = read("Part id,Restriction index,COTS,Favourite colour\nmotor,0.95,yes,red\n")
    assert ["overlay/columns"] == [diagnostic.code for diagnostic in loaded.diagnostics]
    assert loaded.value is not None
    (part,) = loaded.value["components"]
    assert (str(part["restriction_index"]), part["cots"]) == ("0.95", True)


def test_unknown_facts_of_a_list_are_reported_and_are_no_error() -> None:
    loaded = read("Part id,Fact,Answer\nmotor,materials,unknown\nmotor,component.origin,TH\n")
    assert ["overlay/still-open"] == [diagnostic.code for diagnostic in loaded.diagnostics]
    assert loaded.value is not None
    assert ["TH"] == [each["origin"] for each in loaded.value["components"]]


def test_a_remark_without_an_answer_is_reported() -> None:
    loaded = read("Part id,Fact,Answer,Remark\nmotor,component.origin,,next week\n")
    (reported,) = loaded.diagnostics
    assert "next week" in reported.message


def test_an_answer_about_the_deal_needs_no_part() -> None:
    loaded = read("Part id,Fact,Answer\n,contract.agency,DoD\n")
    assert ["overlay/answer-not-read"] == [diagnostic.code for diagnostic in loaded.diagnostics]


def test_of_a_row_that_is_not_taken_neither_its_evidence_nor_its_company_is() -> None:
    rows = """\
Part id,Step,Country,Done by,Evidence,Issued by,Issued on
motor,sintered,JP,Example Works,a.pdf,Example Works,2026-05-04
rotor,magnetized,JP,Other Works,b.pdf,Other Works,03/04/2026
"""
    loaded = read_declarations("answers.csv", "answers.csv", rows.encode())
    assert loaded.value is not None
    assert ["Example Works"] == [each["name"] for each in loaded.value["parties"]]
    assert ["a.pdf"] == [each["document"]["path"] for each in loaded.value["evidence"]]
    assert 1 == len(loaded.value["components"])
