"""Published lists are read as they are published, and decide by the day of the list: through the command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest
from openpyxl import Workbook

from microdep_rules.output.checked import InputKind
from tests.cli.replay import run

PACK = """\
pack our-screening version 1
  title      "our screening"
  authority  "company policy"
  reviewed   2026-11-26

list screened of party
  excerpt of our-screening-list
  "Example Known Works" or "Known"   cites "this pack: an excerpt"

rule screened-maker
  title       "maker on the screening list"
  severity    prohibit
  cites       "company policy"
  applies to  every listed component
  forbid      component.manufacturer is in screened

example fail of screened-maker "one of them"
  bom     component a, manufacturer "Example Known Works"
  expect  fail at a
"""
CSL_CSV = """\
_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,end_date,standard_order,\
license_requirement,license_policy,call_sign,vessel_type,gross_tonnage,gross_registered_tonnage,vessel_flag,\
vessel_owner,remarks,source_list_url,alt_names,citizenships,dates_of_birth,nationalities,places_of_birth,\
source_information_url,ids
a1,Entity List (EL) - Bureau of Industry and Security,,,,\
"Example Polysilicon Technology Co., Ltd.",,"Urumqi, CN",86 FR 33119,2021-06-24,,,\
For all items subject to the EAR,Case-by-case,,,,,,,,https://example.com/el,\
"Example Poly Xinjiang; EPTX; 示例多晶硅科技有限公司",,,,,https://example.com/info,
a2,Specially Designated Nationals (SDN) - Treasury Department,12345,Entity,RUSSIA-EO14024,\
SAMPLE TRADING LLC,,"Moscow",,,,,,,,,,,,,,https://example.com/sdn,SAMPLE TORGOVLYA OOO,,,,,https://example.com/i,\
"D-U-N-S Number, 12-345-6789; Tax ID No., 770000, RU"
a3,Specially Designated Nationals (SDN) - Treasury Department,12346,Vessel,IRAN,\
SEA STAR,,,,,,,,,,,,,,,,,,,,,,,
a4,Specially Designated Nationals (SDN) - Treasury Department,12347,Individual,IRAN,\
"DOE, Jonathan",,,,,,,,,,,,,,,,,,,,,,,
"""
CSL_JSON = json.dumps(
    {
        "total": 3,
        "results": [
            {
                "id": "a1",
                "source": "Entity List (EL) - Bureau of Industry and Security",
                "type": None,
                "name": "Example Polysilicon Technology Co., Ltd.",
                "alt_names": ["Example Poly Xinjiang", "EPTX", "示例多晶硅科技有限公司"],
                "federal_register_notice": "86 FR 33119",
                "start_date": "2021-06-24",
                "ids": [],
            },
            {
                "id": "a2",
                "source": "Specially Designated Nationals (SDN) - Treasury Department",
                "type": "Entity",
                "name": "SAMPLE TRADING LLC",
                "alt_names": ["SAMPLE TORGOVLYA OOO"],
                "ids": [{"type": "D-U-N-S Number", "number": "12-345-6789", "country": None}],
            },
            {"id": "a4", "source": "SDN", "type": "Individual", "name": "DOE, Jonathan", "alt_names": []},
        ],
    },
    ensure_ascii=False,
)
SDN_XML = """\
<?xml version="1.0" standalone="yes"?>
<sdnList xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://tempuri.org/sdnList.xsd">
  <publshInformation><Publish_Date>11/01/2026</Publish_Date><Record_Count>3</Record_Count></publshInformation>
  <sdnEntry><uid>1</uid><lastName>Example Polysilicon Technology Co., Ltd.</lastName><sdnType>Entity</sdnType>
    <programList><program>EXAMPLE</program></programList>
    <akaList>
      <aka><uid>2</uid><type>a.k.a.</type><category>strong</category><lastName>EPTX</lastName></aka>
      <aka><uid>5</uid><type>a.k.a.</type><category>strong</category><lastName>示例多晶硅科技有限公司</lastName></aka>
    </akaList></sdnEntry>
  <sdnEntry><uid>12345</uid><lastName>SAMPLE TRADING LLC</lastName><sdnType>Entity</sdnType>
    <idList><id><uid>9</uid>
    <idType>D-U-N-S Number</idType><idNumber>12-345-6789</idNumber></id></idList></sdnEntry>
  <sdnEntry><uid>4</uid><firstName>Jonathan</firstName><lastName>DOE</lastName>
    <sdnType>Individual</sdnType></sdnEntry>
</sdnList>
"""
SDN_CSV = """\
1,"Example Polysilicon Technology Co., Ltd.",-0- ,"EXAMPLE",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0-\x20
12345,"SAMPLE TRADING LLC",-0- ,"RUSSIA-EO14024",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DUNS 12-345-6789."
4,"DOE, Jonathan","individual","IRAN",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0-\x20
\x1a
"""
ALT_CSV = '1,2,"aka","EPTX",-0-\x20\n1,5,"aka","示例多晶硅科技有限公司",-0-\x20\n'
PLAIN = """\
Entities as of 1 November 2026;;
Name of Entity;Effective Date;DUNS
"Example Polysilicon Technology Co., Ltd. (including two aliases: EPTX; and 示例多晶硅科技有限公司)";\
"June 24, 2021";
SAMPLE TRADING LLC;;12-345-6789
"""
BOM = """\
schema: microdep-bom/1
parties:
  - {id: alias, name: EPTX}
  - {id: script, name: 示例多晶硅科技有限公司}
  - {id: written, name: "EXAMPLE POLYSILICON TECHNOLOGY COMPANY, LIMITED"}
  - {id: quiet, name: Quiet Works}
  - {id: group, name: Example Polysilicon Urumqi}
components:
  - {name: a, manufacturer: alias}
  - {name: b, manufacturer: script}
  - {name: c, manufacturer: written}
  - {name: d, manufacturer: quiet}
  - {name: e, manufacturer: group}
"""
FORMS = {
    "consolidated.csv": CSL_CSV,
    "consolidated.json": CSL_JSON,
    "sdn.xml": SDN_XML,
    "SDN.CSV": SDN_CSV,
    "entities.csv": PLAIN,
}


def verdicts(folder: Path, day: str = "2026-11-20") -> dict[str, str]:
    out, reported, code = run(f"microdep check bom.yaml --pack screening --as-of {day} --format json", folder)
    assert code in {0, 1, 5}, reported
    outcomes = json.loads(out)["documents"][0]["outcomes"]
    return {
        outcome["subject"]["name"]: outcome["verdict"]
        for outcome in outcomes
        if outcome["subject"]["name"] in "abcde"
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "screening").mkdir()
    (tmp_path / "screening" / "pack.rule").write_text(PACK, encoding="utf-8")
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    (tmp_path / "microdep.toml").write_text("", encoding="utf-8")
    for name, text in {**FORMS, "ALT.CSV": ALT_CSV}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def imported(
    folder: Path, file: str, more: str = "--published 2026-11-01", name: str = "our-screening-list"
) -> dict[str, object]:
    _, reported, code = run(f"microdep lists import {file} --as {name} --force {more}", folder)
    assert code == 0, reported
    kept = folder / "company-lists" / f"{name}.json"
    found: dict[str, object] = json.loads(kept.read_text(encoding="utf-8"))
    return found


def test_without_an_imported_list_nobody_is_cleared(folder: Path) -> None:
    assert set(verdicts(folder).values()) == {"unknown"}


@pytest.mark.parametrize("file", FORMS)
def test_a_party_under_an_alias_fails_and_one_that_is_not_listed_passes(file: str, folder: Path) -> None:
    kept = imported(folder, file)
    assert (kept["day"], kept["source"]) == ("2026-11-01", file)
    expected = {"a": "fail", "b": "fail", "c": "fail", "d": "pass", "e": "unknown"}
    assert expected == verdicts(folder)


@pytest.mark.parametrize(
    ("stated", "more", "day"),
    [
        ({"search_performed_at": "2026-11-03T05:00:00+00:00"}, "", "2026-11-03"),
        (
            {
                "search_performed_at": "2026-11-03T05:00:00+00:00",
                "sources_used": [
                    {"source": "SDN", "last_imported": "2026-11-02T05:00:00+00:00"},
                    {"source": "EL", "last_imported": "2026-11-01T05:00:00+00:00"},
                ],
            },
            "",
            "2026-11-01",
        ),
        ({"search_performed_at": "2026-11-03T05:00:00+00:00"}, "--published 2026-10-30", "2026-10-30"),
    ],
)
def test_the_day_of_the_screening_list_is_the_earliest_import_of_its_sources(
    stated: dict[str, object], more: str, day: str, folder: Path
) -> None:
    text = json.dumps({**json.loads(CSL_JSON), **stated}, ensure_ascii=False)
    (folder / "consolidated.json").write_text(text, encoding="utf-8")
    assert day == imported(folder, "consolidated.json", more)["day"]


@pytest.mark.parametrize("stated", [{}, {"sources_used": "x", "search_performed_at": 3}])
def test_a_screening_list_without_a_day_asks_for_it(stated: dict[str, object], folder: Path) -> None:
    text = json.dumps({**json.loads(CSL_JSON), **stated}, ensure_ascii=False)
    (folder / "consolidated.json").write_text(text, encoding="utf-8")
    _, reported, code = run("microdep lists import consolidated.json --as our-screening-list", folder)
    assert (4, True) == (code, "error[list/no-day]" in reported)


def test_the_day_of_the_sdn_list_is_that_of_its_file(folder: Path) -> None:
    assert imported(folder, "sdn.xml", "")["day"] == "2026-11-01"


def test_a_workbook_is_read_like_a_table(folder: Path) -> None:
    book = Workbook()
    sheet = book.create_sheet(index=0)
    for row in (
        ["A title"],
        ["Company", "Also known as"],
        ["Example Polysilicon Technology Co., Ltd.", "EPTX"],
    ):
        sheet.append(row)
    book.save(folder / "list.xlsx")
    imported(folder, "list.xlsx")
    assert {"a": "fail", "b": "unknown", "c": "fail", "d": "pass", "e": "unknown"} == verdicts(folder)


def test_a_pass_relies_on_the_day_the_source_and_the_digest_of_the_list(folder: Path) -> None:
    kept = imported(folder, "consolidated.csv")
    out, _, _ = run("microdep check bom.yaml --pack screening --as-of 2026-11-20 --format json", folder)
    record = json.loads(out)
    (passed,) = [each for each in record["documents"][0]["outcomes"] if each["verdict"] == "pass"]
    digest = str(kept["digest"])
    text = f"`our-screening-list` as of 2026-11-01, from consolidated.csv ({digest[:19]})"
    assert {"kind": "company_list", "text": text} in passed["relies_on"]
    assert [
        {
            "name": "our-screening-list",
            "form": "Consolidated Screening List (CSV)",
            "day": "2026-11-01",
            "age_days": 19,
            "source": "consolidated.csv",
            "digest": digest,
            "entries": 3,
            "content": record["company_lists"][0]["content"],
            "replaces": ["our-screening/screened"],
            "stale": False,
            "only": "",
            "complete": True,
        }
    ] == record["company_lists"]
    report, _, _ = run("microdep report bom.yaml --pack screening --as-of 2026-11-20 --format md", folder)
    assert "List our-screening-list of 2026-11-01: 3 entries from consolidated.csv" in report


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2021-06-23", {"a": "unknown", "d": "unknown"}),
        ("2026-10-31", {"a": "fail", "d": "unknown"}),
        ("2026-11-01", {"a": "fail", "d": "pass"}),
        ("2027-01-30", {"a": "fail", "d": "pass"}),
        ("2027-01-31", {"a": "fail", "d": "unknown"}),
    ],
)
def test_a_list_is_whole_from_its_day_until_it_is_stale(
    day: str, expected: dict[str, str], folder: Path
) -> None:
    imported(folder, "consolidated.csv")
    found = verdicts(folder, day)
    assert expected == {name: found[name] for name in expected}


def test_a_stale_list_is_reported_after_the_configured_days(folder: Path) -> None:
    imported(folder, "consolidated.csv")
    (folder / "microdep.toml").write_text("lists_stale_after = 10\n", encoding="utf-8")
    out, reported, _ = run("microdep check bom.yaml --pack screening --as-of 2026-11-20", folder)
    assert "warning[list/stale]" in reported
    assert "our-screening-list of 2026-11-01 (stale)" in out
    assert verdicts(folder)["d"] == "unknown"


def test_other_names_of_the_excerpt_serve_the_imported_list(folder: Path) -> None:
    (folder / "own.csv").write_text("name\nExample Known Works\n", encoding="utf-8")
    imported(folder, "own.csv")
    bom = (
        "schema: microdep-bom/1\nparties: [{id: k, name: Known}]\ncomponents: [{name: a, manufacturer: k}]\n"
    )
    (folder / "bom.yaml").write_text(bom, encoding="utf-8")
    assert verdicts(folder)["a"] == "fail"


def test_only_one_of_the_consolidated_lists_is_taken(folder: Path) -> None:
    kept = imported(folder, "consolidated.csv", '--published 2026-11-01 --only "Entity List"')
    assert ["Example Polysilicon Technology Co., Ltd."] == [each["name"] for each in kept["entries"]]  # type: ignore[attr-defined]


def test_the_same_file_gives_the_same_list(folder: Path) -> None:
    first = imported(folder, "consolidated.csv")
    assert first == imported(folder, "consolidated.csv")
    assert first["entries"] == sorted(first["entries"], key=lambda each: each["name"])  # type: ignore[call-overload]


def test_a_list_changed_by_hand_kills_no_check_and_clears_nobody(folder: Path) -> None:
    imported(folder, "consolidated.csv")
    kept = folder / "company-lists" / "our-screening-list.json"
    kept.write_text(kept.read_text(encoding="utf-8").replace('"name"', '"nam"'), encoding="utf-8")
    _, reported, code = run("microdep check bom.yaml --pack screening --as-of 2026-11-20", folder)
    assert "warning[file/cannot-be-read]" in reported
    assert code == 5
    assert set(verdicts(folder).values()) == {"unknown"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("part,quantity\nmotor,4\n", "file/wrong-format"),
        ("{}", "file/wrong-format"),
        ('{"results": [{"title": "x"}]}', "file/wrong-format"),
        ("<html><body>moved</body></html>", "file/wrong-format"),
        ("<!DOCTYPE sdnList [<!ENTITY a 'b'>]><sdnList>&a;</sdnList>", "file/wrong-format"),
        ("", "file/wrong-format"),
        ("name\n", "file/empty"),
        ("name\nn/a\n", "file/empty"),
    ],
)
def test_a_file_of_an_unknown_form_is_reported_with_the_expected_forms(
    text: str, code: str, folder: Path
) -> None:
    (folder / "odd.csv").write_text(text, encoding="utf-8")
    out, reported, result = run(
        "microdep lists import odd.csv --as odd --force --published 2026-11-01", folder
    )
    assert f"[{code}]" in out + reported
    assert result == 4
    assert not (folder / "company-lists").exists()


def test_an_entry_without_a_name_is_reported_with_its_cell_and_the_others_are_used(folder: Path) -> None:
    (folder / "odd.csv").write_text(
        "name,from\nAcme Works,2020-01-01\nn/a,\nOther Works,6/5/2020\n", encoding="utf-8"
    )
    out, reported, code = run("microdep lists import odd.csv --as odd --force --published 2026-11-01", folder)
    assert code == 0
    assert "list/entry-not-read" in out + reported
    assert "odd.csv:3:1" in out + reported
    assert "list/no-day" in out + reported


def test_the_covered_list_names_whose_equipment_is_covered(folder: Path) -> None:
    text = (
        "Covered Equipment or Services*\tDate of Inclusion on Covered List\n"
        "Telecommunications equipment produced by Huawei Technologies Company, including services\t"
        "March 12, 2021\n"
        "Products supplied, directly or indirectly, by AO Kaspersky Lab or any successors\tMarch 25, 2022\n"
        "Services provided by China Mobile International USA Inc. subject to section 214\tMarch 25, 2022\n"
        "Services provided by China Telecom (Americas) Corp. subject to section 214\tMarch 25, 2022\n"
        "Uncrewed aircraft systems produced in a foreign country\tDecember 22, 2025\n"
    )
    (folder / "covered.csv").write_text(text, encoding="utf-8")
    kept = imported(folder, "covered.csv")
    assert [
        ("AO Kaspersky Lab", "2022-03-25"),
        ("China Mobile International USA Inc.", "2022-03-25"),
        ("China Telecom (Americas) Corp.", "2022-03-25"),
        ("Huawei Technologies Company", "2021-03-12"),
    ] == [(each["name"], each["from"]) for each in kept["entries"]]  # type: ignore[attr-defined]


def test_lists_are_listed_and_searched(folder: Path) -> None:
    imported(folder, "consolidated.csv")
    out, _, code = run("microdep lists list", folder)
    assert ("our-screening-list 2026-11-01 3 entries" in " ".join(out.split()), code) == (True, 0)
    out, _, code = run('microdep lists show our-screening-list "EPTX GmbH"', folder)
    assert ("Example Polysilicon Technology Co., Ltd." in out, "SAMPLE" in out, code) == (True, False, 0)


MAKERS = """\
schema: microdep-bom/1
parties:
  - {id: quiet, name: Quiet Works, country: US, owners: [], relations: [], complete: [owners, relations]}
  - {id: alias, name: EPTX, country: US, owners: [], relations: [], complete: [owners, relations]}
components: [{id: post, name: Post, kind: end_item, manufacturer: quiet}]
"""
OPERATES = """\
schema: microdep-context/1
agency: DoD
award: 2026-11-20
complete: [equipment]
equipment: [{name: drone, function: uncrewed-aircraft, maker: MAKER}]
"""


@pytest.mark.parametrize(("maker", "verdict"), [("quiet", "pass"), ("alias", "fail")])
def test_a_shipped_pack_goes_from_unknown_to_a_verdict_dated_by_the_imported_list(
    maker: str, verdict: str, folder: Path
) -> None:
    (folder / "bom.yaml").write_text(MAKERS, encoding="utf-8")
    (folder / "contract.yaml").write_text(OPERATES.replace("MAKER", maker), encoding="utf-8")

    def operator() -> tuple[str, list[str]]:
        line = "microdep check bom.yaml --pack uas --context contract.yaml --as-of 2026-11-20 --format json"
        outcomes = json.loads(run(line, folder)[0])["documents"][0]["outcomes"]
        (found,) = [outcome for outcome in outcomes if str(outcome["rule"]).endswith("covered-uas-operator")]
        return found["verdict"], [each["kind"] for each in found["relies_on"]]

    assert operator()[0] == "unknown"
    imported(folder, "consolidated.csv", name="consolidated-screening-list")
    assert operator()[0] == verdict
    assert "company_list" in operator()[1]


def test_a_report_by_an_imported_list_has_the_form_that_is_signed(tmp_path: Path) -> None:
    (tmp_path / "own.rule").write_text(PACK, encoding="utf-8")
    (tmp_path / "list.csv").write_text("Name\nBlue River Motors\n", encoding="utf-8")
    maker = "parties: [{id: maker, name: Blue River Motors}]"
    part = "components: [{name: Motor, manufacturer: maker}]"
    (tmp_path / "bom.yaml").write_text(f"schema: microdep-bom/1\n{maker}\n{part}\n", encoding="utf-8")
    run("microdep lists import list.csv --as our-screening-list --published 2026-11-01", tmp_path)
    out, err, code = run(
        "microdep report bom.yaml --pack own.rule --as-of 2026-11-24 --output made", tmp_path
    )
    assert 1 == code, out + err
    out, err, _ = run("microdep verify made --reproduce", tmp_path)
    assert "error[" not in out + err
    assert "REPRODUCED: all" in out


def test_every_kind_of_file_has_a_word_in_a_record() -> None:
    schema = json.loads(
        (Path(__file__).parents[2] / "schemas/microdep-record-1.schema.json").read_text("utf-8")
    )
    kinds = schema["properties"]["inputs"]["items"]["properties"]["kind"]["enum"]
    assert set(get_args(InputKind)) == set(kinds)
