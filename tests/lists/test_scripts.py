"""Names in a script that a list has no name in: whether they are of a listed company, no name shows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from microdep_rules.engine.register import Register
from microdep_rules.lang.ir import Company
from tests.bom.corpus_files import built

if TYPE_CHECKING:
    from typing import Any

HUAWEI = Company(("Huawei Technologies Co., Ltd.", "华为", "華為"))
CXMT = Company(("ChangXin Memory Technologies", "长鑫存储", "長鑫存儲"))
CATL = Company(("CATL", "宁德时代", "寧德時代"))
DJI = Company(("SZ DJI Technology Co., Ltd.", "Da-Jiang Innovations", "大疆"))
SMIC = Company(("Semiconductor Manufacturing International Corp", "中芯国际", "中芯國際"))


def by(companies: list[Company], name: str, **data: Any) -> str:
    """How a party of a name is found in a list of companies."""
    party = json.dumps({"id": "p", "name": name, **data}, ensure_ascii=False)
    bom = built(f"parties: [{party}]\ncomponents: [{{name: Box}}]\n")
    return Register(companies).match(bom.parties["p"]).by


@pytest.mark.parametrize(
    "name", ["ファーウェイ・ジャパン", "화웨이", "Хуавэй", "هواوي", "हुआवेई", "ﾌｧｰｳｪｲ", "寧徳時代新能源科技"]
)
def test_a_name_in_a_script_that_no_entry_has_settles_nothing(name: str) -> None:
    assert "script" == by([HUAWEI, CATL], name)


def test_a_name_in_the_script_of_every_entry_is_compared() -> None:
    assert "" == by([HUAWEI, CATL, CXMT], "深圳市富士达电子有限公司")
    assert "" == by([HUAWEI, CATL, CXMT], "富士達電子")
    assert "" == by([HUAWEI, CATL], "Clear Works Inc")


@pytest.mark.parametrize("name", ["华为技术有限公司", "MyHuawei", "Huawei Marine"])
def test_a_name_of_one_script_is_near_where_it_holds_what_tells(name: str) -> None:
    assert "near" == by([HUAWEI], name)


@pytest.mark.parametrize("listed", ["HiSilicon", "Hi-Silicon", "HI SILICON"])
@pytest.mark.parametrize(
    "name",
    ["Hi-Silicon", "HI SILICON", "Hisilicon(Shanghai)", "HiSilicon", "hi silicon Technologies Co., Ltd."],
)
def test_one_word_and_two_words_are_similar(listed: str, name: str) -> None:
    assert by([Company((listed,))], name) in {"near", "name"}


@pytest.mark.parametrize(
    "name", ["Silicon Labs", "Hi-Tech Silicon", "Silicon Motion", "Hi-Link", "Siltronic"]
)
def test_another_name_with_one_of_the_two_words_is_not_similar(name: str) -> None:
    assert "" == by([Company(("HiSilicon",))], name)


def test_a_list_of_latin_names_says_nothing_of_a_chinese_one() -> None:
    assert "script" == by([Company(("Huawei Technologies Co., Ltd.",))], "华为技术")
    assert "script" == by([Company(("华为",))], "三菱電機")


@pytest.mark.parametrize(
    ("listed", "name"),
    [
        ("华为", "華為"),
        ("华为", "華為技術有限公司"),
        ("华为技术有限公司", "HW 華為"),
        ("大疆创新", "DJI 大疆創新科技"),
        ("大疆創新", "DJI 大疆创新"),
        ("湾区万国", "灣區萬國"),
        ("杭州海康威视数字技术股份有限公司", "Hik 海康威視"),
        ("天马微电子", "Tianma 天馬"),
    ],
)
def test_the_simplified_and_the_traditional_form_of_a_name_are_similar(listed: str, name: str) -> None:
    assert "near" == by([Company((listed,))], name)


@pytest.mark.parametrize(
    ("listed", "name"),
    [("三安光电", "Fuji 富士達電子"), ("华为", "Acme 上海電機"), ("大疆创新", "Acme 大洋創新")],
)
def test_names_with_other_characters_are_not_similar(listed: str, name: str) -> None:
    assert "" == by([Company((listed,))], name)


def test_a_latin_name_is_compared_by_what_the_list_has() -> None:
    assert "" == by([Company(("华为",))], "Clear Works")


def test_another_name_in_the_script_of_the_list_is_compared_in_its_place() -> None:
    assert "" == by([HUAWEI], "クリアワークス", aliases=["Clear Works"])
    assert "name" == by([HUAWEI], "ファーウェイ", aliases=["Huawei Technologies Co Ltd"])


def test_an_identifier_that_differs_settles_it() -> None:
    listed = Company(("Huawei Technologies Co., Ltd.",), (("lei", "A1"),))
    assert "" == by([listed], "화웨이", identifiers={"lei": "B2"})
    assert "identifier" == by([listed], "화웨이", identifiers={"lei": "A1"})
    assert "script" == by([listed], "화웨이", identifiers={"duns": "A1"})


@pytest.mark.parametrize("name", ["合肥长鑫", "长鑫集成电路有限公司", "合肥长鑫存储技术"])
def test_places_and_trades_distinguish_no_chinese_name(name: str) -> None:
    assert "near" == by([CXMT], name)


def test_words_that_are_written_as_one_are_the_same() -> None:
    assert "near" == by([DJI], "Shenzhen Dajiang Chuangxin")
    assert "near" == by([DJI], "DaJiang Drones")


def test_a_shortened_trade_is_the_trade() -> None:
    assert "near" == by([SMIC], "Semiconductor Manufacturing Int'l")
    assert "" == by([SMIC], "Texas Instruments")
