from __future__ import annotations

from itertools import permutations

from microdep_rules.bom.imports.cell_values import Unreadable, parse_country
from microdep_rules.vocabulary import countries

SIGNS = ("/", " / ", " - ", " -", "\u2013", " \u2013 ", "; ", " & ", "+", " ", "\n")
NAMES = (
    "China",
    "Taiwan",
    "Hong Kong",
    "Macau",
    "Korea",
    "South Korea",
    "Japan",
    "Vietnam",
    "CN",
    "TW",
    "中国",
    "台湾",
)


def test_two_names_of_countries_are_never_read_as_one_country() -> None:
    """`Taiwan, China` is an official name; another sign joins two countries."""
    pairs = [
        (one, other)
        for one, other in permutations(NAMES, 2)
        if countries.code_of(one) != countries.code_of(other)
    ]
    found = {f"{one}{sign}{other}" for one, other in pairs for sign in SIGNS}
    assert [] == sorted(text for text in found if not isinstance(parse_country(text), Unreadable))


def test_an_official_name_with_a_comma_or_brackets_is_read() -> None:
    read = {
        text: parse_country(text) for text in ("Taiwan, China", "Taiwan (China)", "中国台湾", "Guinea-Bissau")
    }
    assert {"Taiwan, China": "TW", "Taiwan (China)": "TW", "中国台湾": "TW", "Guinea-Bissau": "GW"} == read
