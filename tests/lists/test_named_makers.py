"""Listed companies that names, part numbers and notes of components name, and those that they do not."""

from __future__ import annotations

from microdep_rules.engine.named_makers import NamedCompanies
from microdep_rules.lang.ir import Company
from tests.each import of_each

LISTED = (
    *("Huawei Technologies Co., Ltd.", "ZTE Corporation", "Hangzhou Hikvision Digital Technology Co., Ltd."),
    *(
        "SZ DJI Technology Co., Ltd.",
        "\u534e\u4e3a\u6280\u672f\u6709\u9650\u516c\u53f8",
        "EVE Energy Co., Ltd.",
    ),
    *("Red Harbor Works", "Magnet Works", "Autel Robotics Co., Ltd."),
)
KNOWN = NamedCompanies([Company((name,)) for name in LISTED], [])
NAMING = (
    *(("Huawei ME909s LTE module", "name"), ("LTE module (Huawei ME909s)", "name"), ("HUAWEI-ME909S", "mpn")),
    *(("Router for home, Huawei B525", "name"), ("ZTE MF286", "name"), ("ZTE-MF286", "mpn")),
    *(("Camera, Hikvision DS-2CD", "name"), ("Propeller DJI Mavic 3", "name"), ("Cell EVE LF280K", "name")),
    *(
        ("\u534e\u4e3a ME909s \u6a21\u5757", "name"),
        ("Red Harbor relay", "name"),
        ("\uff28uawei B525", "name"),
    ),
    *(
        ("Huawei ME909s.", "notes"),
        ("Rebranded Huawei router", "notes"),
        ("Manufacturer: Hikvision", "notes"),
    ),
)
NOT_NAMING = (
    *(
        ("Antenna for Huawei routers", "name"),
        ("Huawei-compatible adapter", "name"),
        ("DJI style arm", "name"),
    ),
    *(
        ("Antenna for ZTE, Huawei", "name"),
        ("Adapter (compatible with Huawei)", "name"),
        ("eve light", "name"),
    ),
    *(("Technology kit", "name"), ("Red relay", "name"), ("Magnet", "name"), ("Charger, not Huawei", "name")),
    *(
        ("Tested with Huawei routers", "notes"),
        ("Works next to DJI", "notes"),
        ("LM-EVE-2", "mpn"),
        ("", "name"),
    ),
    *(("f\u00fcr Hikvision-Kameras", "name"), ("Replaces Huawei ME909s", "notes"), ("AZTE12", "mpn")),
)


@of_each(NAMING, name=str)
def test_a_component_names_a_listed_company_as_its_maker(case: tuple[str, str]) -> None:
    assert 1 == len(KNOWN.named(*case))


@of_each(NOT_NAMING, name=str)
def test_what_a_component_goes_with_or_is_like_is_not_its_maker(case: tuple[str, str]) -> None:
    assert () == KNOWN.named(*case)


def test_a_name_of_one_short_word_counts_in_lists_of_the_pack_only() -> None:
    zte = Company(("ZTE Corporation",))

    assert () == NamedCompanies([], [zte]).named("ZTE MF286", "name")
    assert [zte] == [each.company for each in NamedCompanies([zte], []).named("ZTE MF286", "name")]


def test_of_an_imported_list_all_distinguishing_words_count_together() -> None:
    works = Company(("Harborline Crowsnest Works",))

    assert () == NamedCompanies([], [works]).named("Harborline relay", "name")
    assert 1 == len(NamedCompanies([], [works]).named("Harborline Crowsnest relay", "name"))
    assert 1 == len(NamedCompanies([works], []).named("Harborline relay", "name"))


def test_a_plain_word_alone_names_no_company() -> None:
    known = NamedCompanies([Company(("Contemporary Amperex Technology Co., Ltd.",))], [])

    assert () == known.named("Contemporary lamp", "name")
    assert 1 == len(known.named("Contemporary Amperex cell", "name"))
    memory = NamedCompanies([Company(("Yangtze Memory Technologies Co., Ltd.",))], [])
    assert () == memory.named("Yangtze Optical fibre", "name")
    assert 1 == len(memory.named("Yangtze Memory X3-9070", "name"))


def test_no_component_is_named_after_a_person() -> None:
    person = Company(("Johannes Harbor",), person=True)

    assert () == NamedCompanies([person], []).named("Harbor light Johannes", "name")


def test_the_texts_that_name_a_company_stand_for_the_component() -> None:
    data = {"name": "Huawei ME909s", "mpn": "ME909S", "notes": "spare"}

    assert {"name": "Huawei ME909s"} == KNOWN.naming_fields(data)
    assert KNOWN.naming_fields({"name": "Router"}) is None
