"""Texts that are spelled nearly alike are found among many, exactly as by comparing each with each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microdep_rules.engine.party_names import PartyNameIndex
from microdep_rules.engine.spellings import Spellings, is_near

WORDS = st.text("abcd", min_size=4, max_size=24)


@given(st.lists(WORDS, min_size=1, max_size=8), WORDS, st.sampled_from([1, 2]))
def test_what_is_found_is_what_is_near(known: list[str], text: str, forgiven: int) -> None:
    spellings = Spellings(4, forgiven)
    for each in known:
        spellings.add(each, each)
    expected = {each for each in known if each == text or is_near(text, each, forgiven)}
    assert expected == set(spellings.near(text))


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("SMIC", "Semiconductor Manufacturing International Corporation"),
        ("Contemporary Amperex Technology Limited", "CATL"),
        ("ZTE Kangxun", "ZTE Corporation"),
        ("Huawey Technologies", "Huawei"),
        ("China Electronics Technology Group No. 14 Institute", "China Electronics Technology Group"),
        ("海康威视数字技术", "海康威视"),
        ("Hoshine Silicon Industry (Zhejiang)", "Hoshine Silicon Industry (Shanshan) Co., Ltd."),
        ("Hoshine New Materials", "Hoshine Silicon Industry (Shanshan) Co., Ltd."),
        ("HSI (Hoshine)", "Hoshine Silicon Industry (Shanshan) Co., Ltd."),
        ("Huafu Top Dyed Melange Yarn", "Huafu Fashion Co., Ltd."),
        ("Huafu Top Dyed Melange Yarn", "Aksu Huafu Textiles Co., Ltd."),
    ],
)
def test_a_name_is_near_what_it_abbreviates_extends_or_misspells(name: str, listed: str) -> None:
    assert listed in PartyNameIndex([listed]).near(name)


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("TDK", "TDI"),
        ("CALB", "CATL"),
        ("Bar Technology", "Foo Technology"),
        ("Shenzhen Widget", "Shenzhen Gadget"),
        ("National Instruments", "National Semiconductor"),
        ("Everlight Electronics", "EVE"),
        ("Nan Ya Plastics", "Nan Shan Aluminium Foil"),
        ("Golden Screw Works", "Golden Dragon Tube"),
        ("Aksu Carpet Weavers", "Aksu Huafu Textiles"),
        ("United Bolt Makers", "United Aircraft Rudder"),
        ("First Solar Glass", "First Division Rudder"),
        ("比亚迪科技", "大疆科技"),
    ],
)
def test_a_trade_a_place_or_a_short_name_makes_no_two_alike(name: str, listed: str) -> None:
    assert [] == list(PartyNameIndex([listed]).near(name))
