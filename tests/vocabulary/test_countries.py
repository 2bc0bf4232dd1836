"""Country codes: what is one, what lies in what, and what to write instead."""

from __future__ import annotations

import pytest

from microdep_rules.vocabulary import countries


def test_all_249_countries_are_there() -> None:
    codes = countries.all_codes()

    assert len(codes) == 249
    assert [] == [code for code in codes if not countries.is_country(code) or countries.retired(code)]


@pytest.mark.parametrize(
    "code",
    [
        "NO",
        "CN",
        "IN",
        "IS",
        "AT",
        "BY",
        "AS",
        "US",
        "GB",
        "TW",
        "HK",
        "MO",
        "CN-XJ",
        "US-CA",
        "GB-ENG",
        "EU",
        "SS",
        "SX",
    ],
)
def test_a_code_of_a_country_region_or_area_is_one(code: str) -> None:
    assert countries.is_country(code)


@pytest.mark.parametrize(
    "code", ["XX", "ZZ", "UK", "EL", "SU", "cn", "China", "CHN", "", "XX-1", "CN-", "CN-XJXX", "CN XJ"]
)
def test_what_is_no_code_is_none(code: str) -> None:
    assert not countries.is_country(code)


@pytest.mark.parametrize(
    ("code", "expected"), [("CN-XJ", "CN"), ("US-CA", "US"), ("CN", None), ("EU", None), ("XX-1", None)]
)
def test_a_region_lies_in_its_country(code: str, expected: str | None) -> None:
    assert expected == countries.parent(code)


def test_the_european_union_stands_for_its_27_countries() -> None:
    members = countries.members("EU")

    assert members is not None
    assert len(members) == 27
    assert {"DE", "FR", "HR"} <= set(members)
    assert set() == {"GB", "NO", "CH"} & set(members)
    assert countries.members("DE") is None


@pytest.mark.parametrize("code", ["AN", "CS", "SU", "YU", "DD", "ZR", "TP", "BU", "UK", "EL"])
def test_a_code_that_is_no_longer_one_says_what_to_write(code: str) -> None:
    hint = countries.retired(code)

    assert hint is not None
    assert "write" in hint or "`GB`" in hint


def test_a_code_in_use_is_not_retired() -> None:
    assert countries.retired("CN") is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("China", "CN"),
        ("P.R. China", "CN"),
        ("people's republic of china", "CN"),
        ("Taiwan, Province of China", "TW"),
        ("Taiwan", "TW"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("South Korea", "KR"),
        ("Korea, Republic of", "KR"),
        ("Viet Nam", "VN"),
        ("vietnam", "VN"),
        ("England", "GB"),
        ("UK", "GB"),
        ("Xinjiang", "CN-XJ"),
        ("European Union", "EU"),
        ("Côte d\N{RIGHT SINGLE QUOTATION MARK}Ivoire", "CI"),
        ("Korea", None),
        ("Congo", None),
        ("the Congo", None),
        ("Congo (the Republic of the)", "CG"),
        ("Congo, Democratic Republic of the", "CD"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_name_leads_to_the_code_to_write(name: str, code: str | None) -> None:
    assert code == countries.find(name)


@pytest.mark.parametrize(("name", "codes"), [("Congo", ("CD", "CG")), ("KOREA", ("KR", "KP")), ("Japan", ())])
def test_a_name_of_several_countries_leads_to_each(name: str, codes: tuple[str, ...]) -> None:
    assert codes == countries.several(name)


def test_every_name_leads_back_to_its_code() -> None:
    assert [] == [code for code in countries.all_codes() if countries.find(countries.name(code)) != code]


@pytest.mark.parametrize(
    ("code", "name"),
    [("KP", "North Korea"), ("CN-XJ", "Xinjiang"), ("DE-BY", "Germany (DE-BY)"), ("??", "??")],
)
def test_a_code_has_the_name_that_people_use(code: str, name: str) -> None:
    assert name == countries.name(code)
