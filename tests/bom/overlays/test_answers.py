"""Answers as people write them: read where they mean one thing, and asked for again where they mean two."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.imports import cell_values
from microdep_rules.bom.imports.cell_values import Unreadable
from microdep_rules.bom.overlays import answer_amounts, answers
from microdep_rules.vocabulary import countries, resources
from microdep_rules.vocabulary.fields import record_types
from tests.each import of_each as of_each_case

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = resources.vocabulary_data("country-names")
BOOLEAN = record_types()["component"].fields["cots"]


def of_each(
    cases: dict[str, Any],
) -> Callable[[Callable[[tuple[str, Any]], None]], Callable[[], None]]:
    """Decorator of a test of one text with what it means: runs it for all of them."""
    return of_each_case([*cases.items()])


def read(value: Any) -> Any:
    """What is read; of what is not read, nothing."""
    return None if isinstance(value, Unreadable) else value


@of_each(
    {
        text: code
        for code, texts in {
            "CN": (
                "China",
                "CHN",
                "CN",
                "中国",
                "中國",
                "중국",
                "Chine",
                "Cina",
                "VR China",
                "中国 (CN)",
                "CN - China",
            ),
            "KR": (
                "South Korea",
                "韩国",
                "韓国",
                "대한민국",
                "Südkorea",
                "Suedkorea",
                "Corée du Sud",
                "Coree du Sud",
            ),
            "TW": ("Taiwan", "台湾", "中国台湾", "Taiwán", "TWN", "臺灣"),
            "US": (
                "USA",
                "美国",
                "アメリカ",
                "米国",
                "미국",
                "Vereinigte Staaten",
                "États-Unis",
                "Stati Uniti",
            ),
            "CD": ("刚果\uff08金\uff09", "刚果(金)", "COD", "Demokratische Republik Kongo"),
            "GN": ("Guinea (GN)", "GIN", "几内亚 (GN)"),
            "HK": ("香港", "中国香港", "Hongkong"),
            "VI": ("US Virgin Islands", "Virgin Islands (VI)", "VIR"),
        }.items()
        for text in texts
    }
)
def test_a_country_is_read_in_many_languages(case: tuple[str, Any]) -> None:
    text, code = case
    assert code == cell_values.parse_country(text)


@of_each(
    {
        text: text
        for text in (
            *("Korea", "Corée", "Corea", "コリア", "Congo", "Kongo", "刚果", "Guinea", "几内亚", "ギニア"),
            *(
                "America",
                "Amerika",
                "Georgia",
                "Japan (CN)",
                "CN Japan",
                "China / Taiwan",
                "Asia",
                "chn",
                "and",
            ),
        )
    }
)
def test_a_name_of_several_countries_is_not_taken(case: tuple[str, Any]) -> None:
    text, same = case
    found = cell_values.parse_country(text)
    assert text == same
    assert isinstance(found, Unreadable)
    assert text in found.because
    assert "write" in found.fix


def test_every_name_in_every_language_is_one_country_or_asked_for() -> None:
    wrong = [
        (name, code, found)
        for entry in NAMES["countries"]
        for language in NAMES["languages"]
        for name in entry[language]
        if (found := read(cell_values.parse_country(name))) != (code := entry["code"]) and found is not None
    ]
    assert [] == wrong


def test_what_is_not_read_in_any_language_is_a_name_of_several_countries() -> None:
    left = {
        name
        for entry in NAMES["countries"]
        for language in NAMES["languages"]
        for name in entry[language]
        if read(cell_values.parse_country(name)) is None
    }
    assert [] == [name for name in left if not countries.several(name)]
    assert [*countries.all_codes()] == [entry["code"] for entry in NAMES["countries"]]
    assert len({entry["alpha3"] for entry in NAMES["countries"]}) == 249


DAYS = (
    *("2027-01-03", "2027/1/3", "2027.01.03", "2027年1月3日", "2027 年 1 月 3 日", "2027년 1월 3일"),
    *("3. Januar 2027", "3 January 2027", "03-Jan-2027", "January 3, 2027", "Jan 3rd, 2027"),
    *("3 janvier 2027", "3 de enero de 2027", "3 gennaio 2027", "2027-01-03 00:00:00"),
)
"""One day, as people write it."""
OTHER_DAYS = {
    "13/01/2027": "2027-01-13",
    "01/13/2027": "2027-01-13",
    "31.12.2027": "2027-12-31",
    "02.02.2027": "2027-02-02",
    "1er janvier 2027": "2027-01-01",
}


@of_each(dict.fromkeys(DAYS, "2027-01-03") | OTHER_DAYS)
def test_a_day_is_read_as_people_write_it(case: tuple[str, Any]) -> None:
    text, day = case
    assert day == answer_amounts.parse_day(text)


@of_each(dict.fromkeys(("03/01/2027", "3.1.2027", "1-3-27", "Jan 2027", "soon", "2027-13-01", "31.02.2027")))
def test_a_day_that_may_be_two_is_not_read(case: tuple[str, Any]) -> None:
    text, nothing = case
    assert nothing is read(answer_amounts.parse_day(text))


@of_each(
    {
        "50 %": 50,
        "50%": 50,
        "50": 50,
        "1/2": 50,
        "\u00bd": 50,
        "1/8": Decimal("12.5"),
        "12,5 %": Decimal("12.5"),
        "0,5 %": Decimal("0.5"),
        "0.5 %": Decimal("0.5"),
        "0,5": None,
        "0.5": None,
        "1": None,
        "1 %": 1,
        "1/3": None,
        "150 %": None,
        "half": None,
    }
)
def test_a_share_is_read_where_it_means_one_thing(case: tuple[str, Any]) -> None:
    text, share = case
    assert share == read(answer_amounts.parse_percent(text))


@of_each(
    {
        "0,5": Decimal("0.5"),
        "1,25": Decimal("1.25"),
        "1/4": Decimal("0.25"),
        "1,234": None,
        "1.234": None,
        "12": 12,
    }
)
def test_a_number_is_read_where_its_comma_means_one_thing(case: tuple[str, Any]) -> None:
    text, number = case
    assert number == read(answer_amounts.parse_number(text))


@of_each(
    {
        "是": True,
        "否": False,
        "はい": True,
        "いいえ": False,
        "ja": True,
        "nein": False,
        "yes": True,
        "maybe": None,
    }
)
def test_yes_and_no_are_read_in_each_language(case: tuple[str, Any]) -> None:
    text, said = case
    assert said is read(answers.parse_answer(BOOLEAN, text))


@of_each({"JP or TW": 2, "JP oder TW": 2, "日本或台湾": 2, "日本または台湾": 2, "CN ou MX": 2, "Japan": 1})
def test_one_of_several_countries_is_read_in_each_language(case: tuple[str, Any]) -> None:
    text, many = case
    found = cell_values.parse_origin(text)
    assert many == (len(found["one_of"]) if isinstance(found, dict) else isinstance(found, str))


@of_each(
    dict.fromkeys(("sintered in Japan", "sintered: sintered in Japan", "焼結 日本", "sintered: JP"), "JP")
)
def test_a_stage_with_its_country_is_one_answer(case: tuple[str, Any]) -> None:
    text, code = case
    stage, place = answers.split_stage(text)
    assert ("sintered", code) == (stage, cell_values.parse_country(place))


def test_a_suggestion_for_a_stage_can_be_read() -> None:
    assert "JP" == answers.place_in("powder is made in 日本")
    assert "" == answers.place_in("by our supplier")
    for text in ("sintered: JP", "bonded: JP"):
        assert "JP" == answers.split_stage(text)[1]


@of_each(
    dict.fromkeys(
        (
            "we do not know",
            "I don\u2019t know.",
            "We don't know",
            "わかりません",
            "unknown",
            "nicht bekannt",
            "不明",
        ),
        True,
    )
    | dict.fromkeys(("JP", "none", "we know: JP", "no"), False)
)
def test_a_sentence_for_unknown_is_unknown(case: tuple[str, Any]) -> None:
    text, is_unknown = case
    assert is_unknown is answers.is_not_known(text)


@of_each(
    {
        "03/01/2027": ("2027-01-03", "2027-03-01"),
        "3.1.2027": ("2027-01-03", "2027-03-01"),
        "2026-11": (),
        "last month": (),
        "2027-02-30": (),
    }
)
def test_a_refused_date_is_answered_with_its_days_and_no_other(case: tuple[str, Any]) -> None:
    text, days = case
    refused = answer_amounts.parse_day(text)
    assert isinstance(refused, Unreadable)
    assert all(f"`{day}`" in refused.fix for day in days)
    assert ("such as 2027-01-31" in refused.fix) is not bool(days)


@of_each({"20261115": "2026-11-15", "令和8年11月15日": "2026-11-15", "2026年11月15日": "2026-11-15"})
def test_a_day_of_east_asia_is_read(case: tuple[str, Any]) -> None:
    text, day = case
    assert day == answer_amounts.parse_day(text)


@of_each(dict.fromkeys(("Copper, steel", "copper / steel", "copper & steel"), None))
def test_substances_with_another_separator_are_answered_with_the_right_one(case: tuple[str, Any]) -> None:
    refused = answers.parse_answer(record_types()["material"].fields["substance"], case[0])
    assert isinstance(refused, Unreadable)
    text = f"in place of `{case[0]}`, write its substances with `;` between them, as `copper; steel`"
    assert text == refused.fix


@of_each({"y": True, "Y": True, "N": False, "yes, all": True, "ja, alle": True, "nein, keine": False})
def test_short_words_for_yes_and_no_are_read(case: tuple[str, bool]) -> None:
    text, expected = case
    assert expected is answers.yes_or_no(text)
