"""Places that names say a thing is from, and names that say none."""

from __future__ import annotations

import pytest

from microdep_rules.vocabulary import countries, resources
from microdep_rules.vocabulary.place_names import places_named

PLACES = {
    "Xinjiang aluminium ingot": "CN-XJ",
    "新疆铝锭": "CN-XJ",
    "Crimean titanium": "UA-43",
    "Bracket, made in China": "CN",
    "Made in the USA": "US",
    "made in P.R.C.": "CN",
    "Gehäuse, hergestellt in China": "CN",
    "中国制造轴承": "CN",
    "Product of India": "IN",
}
NONE = (
    "Bone china",
    "Xinjiang-free silicon",
    "non-Xinjiang cotton",
    "Not made in China",
    "made in it",
    "",
    "产品",
)


@pytest.mark.parametrize("name", PLACES)
def test_a_name_says_a_region_of_a_law_or_a_country_behind_made_in(name: str) -> None:
    assert (PLACES[name],) == places_named(name)


@pytest.mark.parametrize("name", NONE)
def test_a_country_alone_and_a_denied_place_say_nothing(name: str) -> None:
    assert () == places_named(name)


def test_every_place_of_the_data_is_one_and_states_its_source() -> None:
    data = resources.component_names_data()["places"]

    assert all(
        each["source"] and countries.is_country(countries.parent(each["code"])) for each in data["regions"]
    )
    assert all(map(countries.is_country, data["countries_without_spaces"]))
