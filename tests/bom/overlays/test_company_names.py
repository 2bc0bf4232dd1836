"""Companies under `Done by`: a name, a word for the company that answers, or a text that names no company."""

from __future__ import annotations

from microdep_rules.bom.overlays.company_names import parse_company
from tests.bom.overlays.test_declarations import read
from tests.each import of_each

OWN = (
    *("we", "We", "us", "WE", "ourselves", "our factory", "Our factory in Nagoya, Japan", "in-house", "self"),
    *("弊社", "当社", "自社", "弊社(名古屋)", "我们", "我司", "本公司", "당사", "wir", "unser Werk", "nous"),
)
NONE = (
    *(
        "same",
        "same company",
        "Same company",
        "ditto",
        "同上",
        "同じ",
        "as above",
        "see above",
        "dito",
        "idem",
    ),
    *(
        "several companies in Baotou",
        "Several companies",
        "various",
        "various mills in China",
        "複数社",
        "多家公司",
    ),
    *(
        "several suppliers",
        "some mills",
        "different companies",
        "We buy it from Example Works",
        "弊社の仕入先",
    ),
    *("bought from Example Works", "not Example Works", "please ask Example Works", "our supplier", "TBD"),
    *("Example Works or Sample Works", "Example Worksまたは見本製作所", "?", "the mill"),
)
NAMES = (
    *("Hoshino Magnetics", "hoshino magnetics", "3M", "u-blox", "nVent", "Our Next Energy", "We Are Robots"),
    *("Various Industries Ltd", "Same Deutz-Fahr", "Some Company GmbH", "株式会社本社工場", "弊社丸株式会社"),
    *("日立金属", "宝钢", "삼성전자", "The University of Tokyo", "Oregon Metals", "Ford Motor Company"),
)
HEAD = "Company asked,Component id,Fact,Answer,Done by"


@of_each([*OWN])
def test_a_word_for_the_own_company_is_the_company_that_answers(text: str) -> None:
    assert "Example Works" == parse_company(text, "Example Works")


@of_each([*OWN, *NONE])
def test_a_text_that_names_no_company_is_refused_with_what_was_typed(text: str) -> None:
    read_ = parse_company(text)
    assert not isinstance(read_, str)
    assert f"`{text}`" in read_.because
    assert read_.fix.startswith(("write the name of the company, such as `Example Works`", "for one company"))


@of_each([*NONE])
def test_a_text_about_other_companies_is_not_the_company_that_answers(text: str) -> None:
    assert not isinstance(parse_company(text, "Example Works"), str)


@of_each([*NAMES])
def test_a_name_with_such_a_word_is_a_company(text: str) -> None:
    assert text == parse_company(text)


def _party(ask: str, by: str) -> list[str]:
    loaded = read(f"{HEAD}\n{ask},magnet,stage sintered,JP,{by}\nX,c,component.origin,JP,\n")
    assert loaded.value is not None
    return [party["name"] for party in loaded.value.get("parties", ())]


def test_we_is_the_company_that_is_asked() -> None:
    assert ["Sample Works"] == _party("Sample Works", "we")
    assert ["Example Works"] == _party("Sample Works", "Example Works")


def test_we_is_no_company_where_none_is_asked() -> None:
    assert [] == _party("yourself", "we")
    assert [] == _party("Sie selbst", "wir")
    assert [] == _party("no company named", "we")
    assert [] == _party("", "we")


def test_a_company_is_refused_wherever_a_cell_names_one() -> None:
    for fact, answer in (
        ("component.manufacturer", "same company"),
        ("component.supplier", "several companies"),
        ("stage sintered", "JP"),
    ):
        loaded = read(f"{HEAD}\nX,magnet,{fact},{answer},ditto\nX,c,component.origin,JP,\n")
        assert "overlay/answer-not-read" in [diagnostic.code for diagnostic in loaded.diagnostics]
        assert loaded.value is not None
        assert "parties" not in loaded.value


def test_the_owner_of_a_company_is_a_company() -> None:
    loaded = read("About company,Fact,Answer\nExample Works,party.owners,several companies 100 %\n")
    assert ["overlay/answer-not-read"] == [diagnostic.code for diagnostic in loaded.diagnostics]


def test_a_company_that_the_question_does_not_use_is_reported() -> None:
    loaded = read(f"{HEAD}\nX,magnet,materials,copper,our factory in Nagoya\n")
    (problem,) = loaded.diagnostics
    assert "overlay/still-open" == problem.code
    unused = "1 company is not used, because the question is not about a stage: `our factory in Nagoya`"
    assert unused == problem.message
    assert loaded.value is not None
    assert "parties" not in loaded.value


@of_each(
    [
        *("Huawei Technologies (Hong Kong) Co., Ltd.", "ams-OSRAM (Asia Pacific)", "Yageo (Taiwan)"),
        *("CATL (宁德时代)", "Foo (Since) Ltd", "Example Works (China), Inc.", "Works 1988 GmbH"),
    ]
)
def test_a_real_name_with_brackets_stays_the_same(text: str) -> None:
    assert text == parse_company(text)


@of_each(
    [
        *(
            "Yageo (subsidiary)",
            "Yageo (unsere Tochter, 100%)",
            "Yageo, unsere Tochter",
            "Yageo (100 %ige Tochter)",
        ),
        *(
            "Yageo (since 2019)",
            "Yageo (TWSE: 2327)",
            "Yageo (bis 1988)",
            "Yageo, bis 1988",
            "Yageo (子公司)",
        ),
    ]
)
def test_a_comment_beside_a_name_is_left_out(text: str) -> None:
    assert "Yageo" == parse_company(text)
    assert "Yageo" == parse_company(f" {text} ")


def test_an_unclear_comment_is_refused_with_the_name_to_write() -> None:
    for text in ("Yageo (new owner)", "Yageo (via our agent)"):
        read_ = parse_company(text)
        assert not isinstance(read_, str)
        assert read_.fix.startswith("write only the name, as `Yageo`, and the comment under `Remark`")
        assert text == parse_company(f'"{text}"')
    renamed = parse_company("CATL (formerly Amperex)")
    assert not isinstance(renamed, str)
    assert "write the present name, as `CATL`, and the former name under `Remark`" == renamed.fix


@of_each(["nein", "ja", "unabhängig", "independent", "trifft nicht zu", "vertraulich", "いいえ"])
def test_a_word_of_an_answer_is_no_company(text: str) -> None:
    assert not isinstance(parse_company(text, "Example Works"), str)


@of_each(["a" * 30_000, "a, " * 10_000 + "2019", "子女" * 10_000])
def test_a_text_that_is_too_long_for_a_name_is_refused(text: str) -> None:
    assert not isinstance(parse_company(text), str)
