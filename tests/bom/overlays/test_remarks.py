"""Remarks beside answers: a remark that may limit an answer keeps the answer open."""

from __future__ import annotations

from typing import Any

from microdep_rules.output.asking.row_states import needs_no_correction
from tests.bom.overlays.test_supplier_answers import entry, listed
from tests.each import of_each

HARMLESS = [
    ("JP", "lot 4711"),
    ("JP", "see COO-2026-118"),
    ("JP", "Osaka plant, line 2"),
    ("JP", "certificate no. 17 dated 5 October 2026"),
    ("JP", "Contact: Mr Sato"),
    ("VN", "made in our factory in Hanoi"),
    ("DE", "in unserem Werk in Hamburg gefertigt, siehe LE 2026-17"),
    ("DE", "in Köln gefertigt"),
    ("CN", "见原产地证书 COO-118"),
    ("VN", "在越南河内工厂生产"),
    ("JP", "当社大阪工場で製造しています"),
    ("VN or CN", "Vietnam from January 2027; before that China"),
    ("CN or MY", "70 % China, 30 % Malaysia"),
]
OTHER_COUNTRIES = [
    ("VN", "from January 2027; before that China"),
    ("VN", "before that china"),
    ("VN", "some from Shenzhen"),
    ("VN", "second factory in Dongguan"),
    ("VN", "CN"),
    ("VN", "ab Januar 2027, vorher VR China"),
    ("VN", "从2027年1月起,之前中国"),
    ("VN", "2027年1月から、それ以前は中国"),
]
LIMITS = [
    *("until lot 42", "only lot 42", "for lot 42", "except A3", "probably", "we think so", "?", "2027"),
    *("from 2027", "since 2025", "not China", "raw material from China", "shipped via Rotterdam"),
    *("probably China", "China and other countries", "production moves next spring", "70 %", "TBC"),
    *("bis Los 42", "außer A3", "vermutlich", "teilweise aus China", "seit 2025", "von 2027 an"),
    *("目前", "部分", "可能是中国", "从2027年1月起", "2027年1月から", "一部", "おそらく", "外注"),
]


BRACKET = {"Components": "Bracket (B1)"}


def with_remark(fact: str, answer: str, remark: str) -> dict[str, Any]:
    """Return the declared component; empty if nothing is declared."""
    material = {"Material": "ndfeb"} if fact.startswith("stage") else {}
    loaded = listed(fact, answer, Remark=remark, **material)
    (component,) = (loaded.value or {}).get("components") or [{}]
    return dict(component)


@of_each([*HARMLESS])
def test_a_remark_that_limits_nothing_leaves_the_country_as_it_is(case: tuple[str, str]) -> None:
    answer, remark = case
    codes = answer.split(" or ")
    value = codes[0] if len(codes) == 1 else {"one_of": codes}
    assert {"origin": value, "notes": remark} == entry("component.origin", answer, Remark=remark)


@of_each([*OTHER_COUNTRIES])
def test_a_country_in_a_remark_is_possible_too(case: tuple[str, str]) -> None:
    answer, remark = case
    assert {"one_of": [answer, "CN"]} == with_remark("component.origin", answer, remark)["origin"]
    for fact, text in (("stage sintered", answer), ("stages", f"mined: AU; sintered: {answer}")):
        stages = with_remark(fact, text, remark)["stages" if fact != "stages" else "materials"]
        stage = stages[-1]["stages"][-1] if fact == "stages" else stages[-1]
        assert {"one_of": [answer, "CN"]} == stage["country"]


@of_each(LIMITS)
def test_a_remark_that_may_limit_a_country_holds_the_row_back(remark: str) -> None:
    for fact, answer in (
        ("component.origin", "VN"),
        ("component.place_of_manufacture", "VN"),
        ("transformation.country", "VN"),
        ("stage sintered", "VN"),
        ("stages", "mined: AU; sintered: VN"),
    ):
        assert {} == with_remark(fact, answer, remark), fact
        problems = listed(fact, answer, Remark=remark, Material="ndfeb").diagnostics
        fixes = {problem.help or "" for problem in problems if "the remark may limit" in problem.message}
        assert "write all possible countries under `Answer`" in "".join(fixes)


def test_each_way_of_the_fix_is_accepted() -> None:
    """The countries under `Answer`, or `unknown` with the remark, or an empty remark."""
    remark = "from 2027; before that China"
    assert {"one_of": ["VN", "CN"]} == entry("component.origin", "VN or CN", Remark=remark)["origin"]
    unknown = entry("component.origin", "unknown", Remark=remark)["origin"]
    assert {"unknown": True, "reason": remark} == unknown
    assert "VN" == entry("component.origin", "VN")["origin"]


def test_a_remark_about_stages_without_a_country_leaves_the_other_stages_as_they_are() -> None:
    remark = "We do not know where the ore was mined."
    (material,) = with_remark("stages", "mined: unknown; sintered: JP", remark)["materials"]
    assert "JP" == material["stages"][1]["country"]
    assert "complete" not in material


@of_each(["only until lot 42", "wenn Standardware", "除外", "ただし一部", "not for A3", "probably", "?"])
def test_a_condition_beside_yes_or_no_holds_the_row_back(remark: str) -> None:
    assert {} == with_remark("component.cots", "yes", remark)
    assert entry("component.cots", "yes", Remark="COO-118")["cots"]


@of_each(["lot 4711", "see COO-118", "no tungsten", "kein Wolfram", "lead-free, RoHS"])
def test_a_remark_that_adds_nothing_leaves_a_list_complete(remark: str) -> None:
    assert ["materials"] == entry("materials", "copper; steel", Remark=remark, **BRACKET)["complete"]
    assert [] == entry("children", "none", Remark=remark, **BRACKET)["children"]


@of_each(["adhesives are not listed", "also tin", "no tungsten, some gold", "from 2027", "partly", "?"])
def test_any_other_remark_keeps_a_list_open(remark: str) -> None:
    assert "complete" not in entry("materials", "copper; steel", Remark=remark, **BRACKET)


def test_a_remark_does_not_limit_a_recorded_country() -> None:
    cells = {"Stage": "sintered", "Recorded_country_of_the_stage": "JP", "Material": "ndfeb"}
    made = {"Company_that_did_the_stage": "Example Works", "Remark": "lot 4711"}
    (stage,) = entry("stage.party", "", **cells, **made)["stages"]
    assert ("JP", "example-works") == (
        stage["country"],
        stage["party"]["value"] if isinstance(stage["party"], dict) else stage["party"],
    )


@of_each(
    [
        ("stages", "unknown", "sintered: not in China"),
        ("owners", "unknown", "about 60 % Example Fund"),
        ("component.origin", "unknown", "not China"),
        ("component.origin", "CN or MY", "70 % China, 30 % Malaysia"),
        ("component.cots", "unknown", "only until May"),
        ("stages", "processed: JP", ""),
    ]
)
def test_a_row_with_the_remark_that_a_fix_asks_for_needs_no_correction(case: tuple[str, str, str]) -> None:
    fact, answer, remark = case
    company = {"About_company": "Example Works", "Component_id": ""} if fact == "owners" else {}
    name = "party.owners" if fact == "owners" else fact
    loaded = listed(name, answer, Remark=remark, Material="", **company)
    red = [one for one in loaded.diagnostics if not needs_no_correction(one)]
    assert [] == [one.message for one in red if "no fact to the check" not in one.message]


SINGLE_ANSWERS = {
    "content of Dy": "2 %",
    "content of Dy ": "0 %",
    "component.material-cost": "11.40 USD",
    "component.cots": "yes",
    "component.mass": "12 g",
    "component.data_rate_kbps": "50",
    "component.eccn": "5A991",
    "component.hs_code": "8501 10 99",
    "component.manufacturer": "Example Works",
    "component.function": "basic-element",
    "component.ext.colour": "red",
    "transformation.ruling": "R-17",
    "component.binding_contract": "2027-01-31",
    "stage.share": "40 %",
}
"""A question about each kind of single answer other than a country, with an answer."""
LIMITS_OF_SINGLE_ANSWERS = [
    *(
        "not measured",
        "\u00b1 3 %",
        "+/- 3",
        "< 2",
        "3",
        "only core",
        "until lot 42",
        "surface has 2 %",
        "2027",
    ),
    *("excluding grain boundary diffusion", "to be confirmed", "to be confirmed by supplier", "typical", "?"),
    *("nur Kern", "nicht gemessen", "wird noch bestätigt", "ohne Beschichtung", "assembled", "without cable"),
    *("仅核心", "未测量", "待确认", "コアのみ", "未測定", "確認中"),
]


@of_each([*SINGLE_ANSWERS.items()])
def test_a_remark_that_may_limit_a_single_answer_holds_the_row_back(case: tuple[str, str]) -> None:
    fact, answer = case[0].strip(), case[1]
    cells = {"Stage": "sintered", "Material": "ndfeb"} if fact == "stage.share" else {}
    assert "notes" in entry(fact, answer, Remark="see certificate COO-118, lot 42", **cells)
    for remark in LIMITS_OF_SINGLE_ANSWERS:
        loaded = listed(fact, answer, Remark=remark, **cells)
        assert not (loaded.value or {}).get("components"), remark
        assert "may limit the answer" in "".join(problem.message for problem in loaded.diagnostics), remark


SEVERAL = {
    "Component_id": "c1 | c2 | c3",
    "Components": "Resistor 10k (S1) | Resistor 1k (A1) | Resistor 5k (O1)",
}


@of_each(["free of Ta", "no components inside", "no function of a device"])
def test_a_remark_that_may_limit_none_declares_nothing(fact: str) -> None:
    for remark in (
        "to be confirmed by supplier",
        "only S1 was checked",
        "partly",
        "仅S1",
        "S1?",
        "not checked",
    ):
        assert {} == (listed(fact, "none", Remark=remark, **SEVERAL).value or {}), remark
    for remark in ("see COO-118", "lot 4711"):
        assert {"S1", "A1", "O1"} == _declared_absent(fact, remark)


@of_each(
    [
        ("except S1", {"A1", "O1"}),
        ("A1 not checked", {"S1", "O1"}),
        ("O1 is made of it", {"S1", "A1"}),
        ("except S1 and A1", {"O1"}),
        ("S1: unbekannt", {"A1", "O1"}),
        ("außer S1, A1", {"O1"}),
        ("除S1以外", {"A1", "O1"}),
        ("S1を除く", {"A1", "O1"}),
    ]
)
def test_a_remark_that_names_exceptions_excepts_only_these_components(case: tuple[str, set[str]]) -> None:
    remark, absent = case
    assert absent == _declared_absent("free of Ta", remark)


def _declared_absent(fact: str, remark: str) -> set[str]:
    """Return the designators of the components for which an answer `none` declares something."""
    loaded = listed(fact, "none", Remark=remark, **SEVERAL)
    names = {"c1": "S1", "c2": "A1", "c3": "O1"}
    return {names[part["match"]["id"]] for part in (loaded.value or {})["components"] if "ext" not in part}
