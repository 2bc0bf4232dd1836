"""Answers of a busy supplier: clear answers are accepted, unclear ones are refused with the text to write."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.imports.cell_values import Unreadable
from microdep_rules.bom.overlays.places import Place, countries_in, parse_place
from tests.bom.overlays.test_declarations import read
from tests.each import of_each

if TYPE_CHECKING:
    from microdep_rules.bom.load import LoadedDocument

COUNTRIES: dict[str, tuple[str, str]] = {
    "Japan (Nagoya)": ("JP", "Nagoya"),
    "JP (Nagoya)": ("JP", "Nagoya"),
    "Nagoya, Japan": ("JP", "Nagoya"),
    "Japan - Nagoya": ("JP", "Nagoya"),
    "Japan, Nagoya, Aichi": ("JP", "Nagoya, Aichi"),
    "日本\uff08名古屋市\uff09": ("JP", "名古屋市"),
    "Rio de Janeiro, Brazil": ("BR", "Rio de Janeiro"),
    "Australia (Mt Weld)": ("AU", "Mt Weld"),
    "China (Xinjiang)": ("CN-XJ", ""),
    "Germany (EU)": ("DE", ""),
    "Ukraine, Crimea": ("UA-43", ""),
    "Suzhou, Jiangsu, China": ("CN-JS", "Suzhou"),
    "St. Gallen, Schweiz": ("CH", "St. Gallen"),
    "Japan\nNagoya": ("JP", "Nagoya"),
    "Japan/JP": ("JP", ""),
    "JP, Japan": ("JP", ""),
    '"Japan"': ("JP", ""),
    "Origin: Japan": ("JP", ""),
    "hergestellt in Japan": ("JP", ""),
    "Shenzhen": ("CN", "Shenzhen"),
    "深圳": ("CN", "深圳"),
}
UNCLEAR = {
    "Japan (partly)": "write `Japan`",
    "Japan (Vermutlich)": "write `Japan`",
    "probably Japan": "write `Japan`",
    "Japan?": "write `Japan`",
    "Japan (final assembly)": "write `Japan`",
    "Nagoya, JP": "write `Japan`",
    "Germany / Japan": "write `DE or JP` if you do not know which one",
    "Japan and Taiwan": "write `JP or TW` if you do not know which one",
    "Japan (material from China)": "write `JP or CN` if you do not know which one",
    "China (Hong Kong)": "write `CN or HK` if you do not know which one",
    "China (ROC)": "write `CN or TW` if you do not know which one",
    "Ireland (Northern)": "write `Ireland`",
    "Israel (West Bank)": "write `Israel`",
    "日本(一部)": "write `Japan`",
    "Japan (Majority)": "write `Japan`",
    "unknown, probably Japan": "write `Japan`",
    "Japan, China": "write `JP or CN` if you do not know which one",
    "Japan (Shenzhen)": "write `JP or CN` if you do not know which one",
    "Vietnam, Dalian": "write `VN or CN` if you do not know which one",
    "日本(中国深圳市)": "write `JP or CN` if you do not know which one",
    "Korea (Seoul)": "write `KR` or `KP`",
    "San Jose, CA": "write the country by its name or its code",
    "Atlanta, Georgia": "write",
    "various": "write `unknown`",
    "confidential": "write `unknown`",
}


@of_each([*COUNTRIES.items()])
def test_a_city_beside_a_country_becomes_a_remark(case: tuple[str, tuple[str, str]]) -> None:
    text, (code, city) = case
    assert Place(code, city) == parse_place(text)


@of_each(["Taiwan, China", "Taiwan (China)", "Taiwan, Province of China", "中国台湾", "TAIWAN, CHINA"])
def test_an_official_name_of_taiwan_that_names_china_is_taiwan(text: str) -> None:
    assert Place("TW") == parse_place(text)


@of_each(
    [
        *(f"Taiwan{sign}China" for sign in (" / ", "/", " and ", " & ", " + ", "; ", " - ", "-", " ", "\n")),
        *("China, Taiwan", "TW, CN", "中国、台湾", "台湾/中国", "中国 台湾"),
    ]
)
def test_taiwan_and_china_beside_each_other_are_never_one_country(text: str) -> None:
    refused = parse_place(text)
    assert isinstance(refused, Unreadable)
    assert "or" in refused.fix


@of_each([*UNCLEAR.items()])
def test_an_unclear_country_is_refused_with_the_text_to_write(case: tuple[str, str]) -> None:
    text, fix = case
    refused = parse_place(text)
    assert isinstance(refused, Unreadable)
    assert (True, True) == (text in refused.because, fix in refused.fix), refused


def listed(fact: str, answer: str, **cells: str) -> LoadedDocument:
    """Return the declarations of a row with one answer."""
    row = {"Component id": "c1", "Components": "Motor (M1)", "Material": "", "Fact": fact, "Answer": answer}
    row |= {name.replace("_", " "): text for name, text in cells.items()}
    text = io.StringIO()
    writer = csv.DictWriter(text, row)
    writer.writeheader()
    writer.writerow(row)
    return read(text.getvalue())


def entry(fact: str, answer: str, **cells: str) -> dict[str, Any]:
    """Return the entry of a row with one answer, without its match."""
    loaded = listed(fact, answer, **cells)
    assert [] == [problem for problem in loaded.diagnostics if problem.code == "overlay/answer-not-read"]
    (component,) = (loaded.value or {})["components"]
    return {name: value for name, value in component.items() if name != "match"}


def refusal(fact: str, answer: str, **cells: str) -> str:
    """Return the help for a refused row, which declares nothing."""
    loaded = listed(fact, answer, **cells)
    assert "components" not in (loaded.value or {})
    (problem,) = loaded.diagnostics
    assert "overlay/answer-not-read" == problem.code
    return problem.help or ""


def test_the_city_is_kept_beside_the_remark_and_reported() -> None:
    assert {"origin": "JP", "notes": "Nagoya; line 2"} == entry(
        "component.origin", "Japan (Nagoya)", Remark="line 2"
    )
    (problem,) = listed("component.origin", "Japan (Nagoya)").diagnostics
    assert ("overlay/still-open", True) == (problem.code, "`Nagoya`" in problem.message)
    stage = entry("stage sintered", "Japan (Nagoya)", Material="ndfeb")
    assert ("JP", "Nagoya") == (stage["stages"][0]["country"], stage["notes"])


REASONS = {
    "unknown - our supplier does not say": "our supplier does not say",
    "unknown (trade secret)": "trade secret",
    "unbekannt: Altbestand": "Altbestand",
    "dont know": "asked, and not known",
    "not sure": "asked, and not known",
    "wissen wir nicht": "asked, and not known",
}


@of_each([*REASONS.items()])
def test_unknown_is_an_answer_also_with_its_reason(case: tuple[str, str]) -> None:
    text, reason = case
    assert {"origin": {"unknown": True, "reason": reason}} == entry("component.origin", text)


@of_each(["n/a", "N/A", "k. A.", "keine Angabe", "confidential", "not applicable", "不适用"])
def test_a_text_that_gives_no_answer_declares_nothing_and_is_no_error(text: str) -> None:
    for fact in ("component.origin", "materials", "component.cots", "free of NdFeB; SmCo"):
        loaded = listed(fact, text)
        assert "components" not in (loaded.value or {})
        assert "overlay/not-answered" in [problem.code for problem in loaded.diagnostics]


def test_a_fact_of_a_company_in_a_row_about_a_component_excludes_only_its_row() -> None:
    loaded = read("Component id,Fact,Answer\nc1,party.country,Japan\nc2,component.origin,Japan\n")
    assert ["c2"] == [part["match"]["id"] for part in (loaded.value or {})["components"]]
    assert ["overlay/answer-not-read"] == [problem.code for problem in loaded.diagnostics]


@of_each(["see attached", "See certificate", "siehe Anhang", "attached", "s. Anlage", "見附件", "添付参照"])
def test_a_text_that_refers_elsewhere_is_asked_for_in_the_cell(text: str) -> None:
    for fact in ("component.origin", "materials", "component.cots", "component.mass"):
        assert "write the answer in this cell" in refusal(fact, text)
    assert "under `Evidence`" in refusal("stage sintered", "JP", Done_by=text)


LISTS = {
    "copper, steel": ["Cu", "steel"],
    "Copper and steel": ["Cu", "steel"],
    "copper\nsteel": ["Cu", "steel"],
    "Kupfer, Stahl und Zinn": ["Cu", "steel", "Sn"],
    "copper/steel": ["Cu", "steel"],
    "BaTiO3 / Ni": ["barium-titanate", "Ni"],
    "steel (1.4301)": ["steel"],
    "copper 60 %; steel 40 %": ["Cu", "steel"],
    "NdFeB: 30 %; Bor; aluminium 6061-T6": ["NdFeB", "B", "aluminium-alloy"],
    "sintered NdFeB (N48H); electrical steel": ["NdFeB-sintered", "electrical-steel"],
    "Kupfer; Edelstahl; Epoxidharz": ["Cu", "stainless-steel", "epoxy"],
}


@of_each([*LISTS.items()])
def test_a_list_of_known_substances_needs_no_semicolon(case: tuple[str, list[str]]) -> None:
    text, substances = case
    materials = entry("materials", text)["materials"]
    assert substances == [material["substance"] for material in materials]


@of_each(
    [
        ("copper, unobtainium", "a name of the sheet `Words`"),
        ("steel (bonderized)", "as `steel`"),
        ("steel (bonderized)", "if the text names other substances too, add each of them"),
        ("steel (partly tin plated)", "if other substances may be in it, write `others` at the end"),
        ("NdFeB (ferrite inside)", "as `NdFeB; ferrite`"),
        ("yes", "the names of all substances"),
    ]
)
def test_an_unclear_substance_is_refused_with_the_text_to_write(case: tuple[str, str]) -> None:
    text, fix = case
    assert fix in refusal("materials", text)


STAGES: dict[str, list[tuple[str, str | None]]] = {
    "sintered: Japan (Nagoya); magnetized: USA": [("sintered", "JP"), ("magnetized", "US")],
    "sintered in Japan, magnetized in USA": [("sintered", "JP"), ("magnetized", "US")],
    "gesintert Japan und magnetisiert USA": [("sintered", "JP"), ("magnetized", "US")],
    "sintered JP": [("sintered", "JP")],
    "sintered: unknown; magnetized: US": [("sintered", None), ("magnetized", "US")],
}


@of_each([*STAGES.items()])
def test_stages_with_countries_are_read_as_people_write_them(
    case: tuple[str, list[tuple[str, str | None]]],
) -> None:
    text, stages = case
    (material,) = entry("stages", text, Material="ndfeb")["materials"]
    assert stages == [(stage["stage"], stage.get("country")) for stage in material["stages"]]


@of_each(
    [
        ("Japan", "write the stage before the country, as `…: Japan`"),
        ("sintered", "write the country after the stage, as `sintered: …`"),
        ("heated: JP", "write a word that the sheet `Words` lists"),
        ("molded: JP", "write a word that the sheet `Words` lists"),
        ("sinterd: JP", "did you mean `sintered`?"),
        ("no stages in China", "write `unknown`, and this text under `Remark`"),
        ("in house", "write each stage with its country"),
    ]
)
def test_an_incomplete_stage_is_refused_with_the_text_to_write(case: tuple[str, str]) -> None:
    text, fix = case
    assert fix in refusal("stages", text, Material="ndfeb")


@of_each([("25 percent", 25), ("25 Prozent", 25), ("25%", 25), ("25 %", 25), ("12,5 pct", "12.5")])
def test_a_share_has_a_sign_or_a_word(case: tuple[str, Any]) -> None:
    text, share = case
    (material,) = entry("material.recycled_share", text, Material="ndfeb")["materials"]
    assert str(share) == str(material["recycled_share"])


def test_a_share_with_two_meanings_is_no_share() -> None:
    assert "%`" in refusal("material.recycled_share", "0.25", Material="ndfeb")


LIMITS: dict[str, dict[str, Any]] = {
    "<25 %": {"at_most": 25},
    "max. 25 %": {"at_most": 25},
    "mind. 25 %": {"at_least": 25},
    "20-25 %": {"at_least": 20, "at_most": 25},
    "approx. 25 %": {"unknown": True, "reason": "the answer is `approx. 25 %`"},
    "~25%": {"unknown": True, "reason": "the answer is `~25%`"},
}


@of_each(LIMITS.items())
def test_a_limit_or_an_estimate_is_an_answer_about_a_share(case: tuple[str, dict[str, Any]]) -> None:
    text, share = case
    (material,) = entry("material.recycled_share", text, Material="ndfeb")["materials"]
    assert share == material["recycled_share"]


@of_each(["unknown", "approx. 2.5 %", "weiß nicht", "< 0.1 %", "2-3 %"])
def test_the_content_of_an_element_may_be_unknown_or_a_limit(text: str) -> None:
    (material,) = entry("content of Dy", text, Material="ndfeb")["materials"]
    (content,) = material["composition"]
    assert "Dy" == content["element"]
    assert content["share"].keys() <= {"unknown", "reason", "at_least", "at_most"}


@of_each([("12.5 grams", "12.5"), ("12,5 Gramm", "12.5"), ("2 kilograms", "2000"), ("5 milligram", "0.005")])
def test_a_mass_has_its_unit_in_letters_or_in_words(case: tuple[str, str]) -> None:
    text, grams = case
    assert float(grams) == float(entry("component.mass", text)["mass_g"])


def test_yes_and_no_may_end_with_a_full_stop() -> None:
    assert [True, False] == [entry("component.cots", text)["cots"] for text in ("Yes.", "Nein.")]


@of_each(
    [
        *("Example A / Example B", "Example A; Example B", "Example A\nExample B", "Example A or Example B"),
        *(
            "Example A, Example B",
            "Example A\uff0cExample B",
            "Example A、Example B",
            "Example A and Example B",
        ),
        *("Example A + Example B", "Example Ltd, Sample GmbH", "Lynas, Example Ltd", "Lynas, Sumitomo, Vale"),
        *("深圳磁材有限公司和宁波磁材有限公司", "Example A oder Example B", "Example AG/Sample AG"),
    ]
)
def test_two_companies_in_a_cell_are_sent_back_with_the_text_to_write(text: str) -> None:
    one = f'for one company, write `"{" ".join(text.split())}"`'
    fix = refusal("stage sintered", "JP", Material="ndfeb", Done_by=text)
    assert (True, True) == (one in fix, "for several companies, write `unknown`" in fix), fix
    owner = refusal("party.owners", f"{text} 60 %", Component_id="", About_company="Works")
    assert (
        "each with its share" in owner
        or "each owner with its share" in owner
        or "has no share" in owner
        or "write the owner" in owner
    ), owner


@of_each(['"Smith, Jones & Co."', "“Example A, Example B”", "„Example A und Example B“"])
def test_a_name_in_quotation_marks_is_one_company(text: str) -> None:
    loaded = listed("stage sintered", "JP", Material="ndfeb", Done_by=text)
    assert [text[1:-1]] == [party["name"] for party in (loaded.value or {})["parties"]]


@of_each(
    [
        *("Example Works, Inc.", "Müller GmbH & Co. KG", "Example A/S", "Example Magnetics, Japan"),
        *("Procter & Gamble", "Johnson and Johnson", "Example Import, Export and Tools Ltd."),
    ]
)
def test_a_comma_or_a_slash_in_a_name_is_no_separator(text: str) -> None:
    loaded = listed("stage sintered", "JP", Material="ndfeb", Done_by=text)
    assert [text] == [party["name"] for party in (loaded.value or {})["parties"]]


def test_unknown_in_a_column_of_facts_is_a_statement_and_no_blank() -> None:
    loaded = read("Component id,Country of origin,Remark\nc1,unknown,the trader refuses\nc2,n/a,\nc3,JP,\n")
    components = (loaded.value or {})["components"]
    assert ["c1", "c3"] == [component["match"]["id"] for component in components]
    assert {"unknown": True, "reason": "the trader refuses"} == components[0]["origin"]


def test_a_date_with_points_has_its_day_first_in_a_german_list() -> None:
    row = "c1,component.origin,Japan,a.pdf,12.01.2026\n"
    german = f"Bauteil-ID,Angabe (Code),Antwort,Nachweis,Ausgestellt am\n{row}"
    evidence = (read(german).value or {})["evidence"]
    assert ["2026-01-12"] == [document["issued"] for document in evidence]
    english = f"Component id,Fact,Answer,Evidence,Issued on\n{row}"
    (problem,) = read(english).diagnostics
    assert "write `2026-01-12` or `2026-12-01`" == problem.help


def still_open(fact: str, answer: str, **cells: str) -> str:
    """Return the help for a list that counts as incomplete."""
    loaded = listed(fact, answer, **cells)
    (problem,) = [problem for problem in loaded.diagnostics if "list of" in problem.message]
    components = (loaded.value or {}).get("components", [])
    assert "'complete'" not in str(components)
    return problem.help or ""


@of_each(["mined: Japan; refined: JP; magnetized: USA", "mined in China; refined: CN; magnetized: unknown"])
def test_a_list_of_stages_is_complete_only_if_the_answer_says_so(text: str) -> None:
    assert "write `mined" in still_open("stages", text, Material="ndfeb")
    for word in ("complete", "vollständig", "完整", "以上すべて"):
        (material,) = entry("stages", f"{text}; {word}", Material="ndfeb")["materials"]
        assert ["stages"] == material["complete"]


@of_each(
    [
        ("stages", "mined: Japan; refined: JP; sintered: Japan", "melted in China"),
        ("materials", "copper", "also some tantalum"),
    ]
)
def test_a_remark_that_names_entries_keeps_a_list_open(case: tuple[str, str, str]) -> None:
    fact, text, remark = case
    fix = still_open(fact, f"{text}; complete", Material="ndfeb" * (fact == "stages"), Remark=remark)
    assert "empty `Remark`" in fix


RECORDED = "What_we_know_already"


@of_each(["complete", "vollständig", "完整"])
def test_complete_closes_only_a_list_with_recorded_entries(text: str) -> None:
    assert "the sheet `Words` lists names" in refusal("materials", text, **{RECORDED: ""})
    assert "if there are no entries, write `none`" in refusal("children", text, **{RECORDED: ""})
    assert {"complete": ["children"]} == entry("children", text, **{RECORDED: "stator; rotor"})
    assert "if there are no entries, write `none`" in refusal(
        "children", text, **{RECORDED: "Motor: -\nRadio: board"}
    )
    assert {"complete": ["children"]} == entry("children", text, **{RECORDED: "Motor: stator\nRadio: -"})


@of_each(
    [
        ("materials", "copper; steel"),
        ("stages", "write each stage with its country"),
        ("inputs", "write the inputs in words"),
    ]
)
def test_none_is_refused_for_a_list_that_cannot_be_empty(case: tuple[str, str]) -> None:
    fact, fix = case
    assert [] == [
        text for text in ("none", "keine", "无", "none; complete") if fix not in refusal(fact, text)
    ]


@of_each(["none", "keine"])
def test_no_company_is_without_owners(text: str) -> None:
    problems = read(f"About company,Fact,Answer\nAcme,owners,{text}\n").diagnostics
    assert "Example Holding 51 %" in str([problem.help for problem in problems])


def test_complete_with_a_remark_does_not_close_a_list() -> None:
    fix = still_open("children", "complete", Remark="motor: stator; camera", **{RECORDED: "stator"})
    assert "keep `complete` and empty `Remark`" in fix


@of_each(["none", "keine", "none; complete"])
def test_none_with_a_remark_does_not_close_a_list(text: str) -> None:
    assert "keep `none` and empty `Remark`" in still_open("children", text, Remark="a radio module")


@of_each(["unknown", "不知道", "weiß nicht", "unknown - trade secret"])
def test_unknown_about_alternative_stages_records_no_stage(text: str) -> None:
    loaded = listed("stage bonded or pressed", text, Material="ndfeb")
    assert "stages" not in str(loaded.value)
    assert "overlay/still-open" in [problem.code for problem in loaded.diagnostics]


@of_each(["not bonded", "none", "no", "neither", "nicht gebunden", "keine"])
def test_the_denial_of_a_stage_is_refused_with_the_text_to_write(text: str) -> None:
    fix = refusal("stage bonded or pressed", text, Material="ndfeb")
    assert (True, True) == ("if one of `bonded`, `pressed` was done" in fix, "write `unknown`" in fix)


@of_each(["Lynas, others", "Lynas and others", "Lynas et al.", "Lynas etc.", "Lynas und andere", "Lynas 等"])
def test_a_company_with_others_is_not_one_company(text: str) -> None:
    assert "write `unknown`, and the names of the companies under `Remark`" in refusal(
        "stage sintered", "JP", Material="ndfeb", Done_by=text
    )


@of_each([("D", "Germany (DE)"), ("A", "Austria (AT)"), ("F", "France (FR)"), ("D (Hanau)", "Germany (DE)")])
def test_a_letter_of_licence_plates_is_refused_with_the_country(case: tuple[str, str]) -> None:
    """`D` and `A` may also be letters of a choice, so they are no countries."""
    text, country = case
    for fact in ("component.origin", "stage sintered"):
        assert f"write `{country}`" in refusal(fact, text)
    code = country[-3:-1]
    assert {"origin": code} == entry("component.origin", country)


def test_two_letters_of_licence_plates_are_a_country_code() -> None:
    assert {"origin": "CH"} == entry("component.origin", "CH")


@of_each(["EU", "European Union", "Made in EU", "Hanau (EU)", "DE or EU"])
def test_a_union_of_countries_is_not_the_country_of_a_stage(text: str) -> None:
    assert "write the country" in refusal("stage sintered", text, Material="ndfeb")


def test_an_acronym_for_taiwan_alone_is_refused() -> None:
    assert "write `TW` or `CN`" == refusal("stage sintered", "ROC", Material="ndfeb")


@of_each(["see certificate attached", "siehe Zertifikat im Anhang", "certificate attached", "见附件"])
def test_an_attachment_without_a_name_is_not_evidence(text: str) -> None:
    fix = refusal("stage sintered", "JP", Material="ndfeb", Evidence=text)
    assert "name of the file or the number of the document" in fix


@of_each(
    [
        "not China",
        "other than China",
        "no Chinese origin, not China",
        "outside China",
        "Not in China, Japan",
        "nicht China",
        "außerhalb China",
        "中国以外",
    ]
)
def test_an_excluded_country_is_never_the_text_to_write(text: str) -> None:
    fix = refusal("stage sintered", text, Material="ndfeb")
    assert (True, False) == (fix.startswith("write the country"), "hina" in fix or "CN" in fix)


@of_each(["30% Malaysia, 70% China", "ca. 30 % Malaysia, Rest China", "MY 30 %; CN 70 %"])
def test_shares_of_countries_have_a_form_that_names_all_countries(text: str) -> None:
    fix = refusal("stage sintered", text, Material="ndfeb")
    assert "write `MY or CN`, and the share of each country under `Remark`" == fix


@of_each(
    [
        ("don't know, will ask", "will ask"),
        ("weiß nicht, frage nach", "frage nach"),
        ("不清楚\uff0c待确认", "待确认"),
    ]
)
def test_unknown_may_have_its_reason_after_a_comma(case: tuple[str, str]) -> None:
    text, reason = case
    assert {"origin": {"unknown": True, "reason": reason}} == entry("component.origin", text)


def test_a_name_or_an_answer_after_unknown_is_not_a_reason() -> None:
    for text in ("unknown, probably Japan", "Unknown, Inc.", "unknown, inc"):
        assert "write" in refusal("component.origin", text)


def test_a_company_beside_the_country_is_the_company_of_the_stage() -> None:
    for text in ("sintered in China by Ningbo Magnetics", "sintered by Ningbo Magnetics: China"):
        (material,) = entry("stages", text, Material="ndfeb")["materials"]
        (stage,) = material["stages"]
        assert ("sintered", "CN", "ningbo-magnetics") == (stage["stage"], stage["country"], stage["party"])
    fix = refusal("stage sintered", "China by Ningbo Magnetics", Material="ndfeb")
    assert "write `China`, and the company under `Company that did the stage`" == fix


@of_each([("possibly tantalum", "`tantalum`"), ("NdFeB?", "`NdFeB`"), ("copper; NdFeB?", "`NdFeB`")])
def test_an_unsure_substance_is_written_only_if_it_is_sure(case: tuple[str, str]) -> None:
    text, substance = case
    assert f"write each substance of which you are sure, as {substance}; if" in refusal("materials", text)


@of_each(["no magnets", "copper; no rare earths", "no NdFeB", "ohne Tantal"])
def test_an_excluded_substance_is_never_the_text_to_write(text: str) -> None:
    assert "write only the substances" in refusal("materials", text)


def test_the_type_of_a_certificate_is_read_or_has_its_text_to_write() -> None:
    cells = {"Material": "ndfeb", "Evidence": "a.pdf", "Evidence_type": "Ursprungszeugnis"}
    (document,) = (listed("stage sintered", "JP", **cells).value or {})["evidence"]
    assert "certificate_of_origin" == document["type"]
    fix = refusal("stage sintered", "JP", **(cells | {"Evidence_type": "CoC"}))
    assert "write `certificate of origin`, or `certification by the seller`" in fix


@of_each(
    [
        ("12.03.26", "write `2026-03-12` or `2026-12-03`"),
        ("31/12/26", "write `2026-12-31`"),
        ("1 Mar 26", "write `2026-03-01`"),
    ]
)
def test_a_year_of_two_digits_has_the_dates_to_write(case: tuple[str, str]) -> None:
    text, fix = case
    cells = {"Material": "ndfeb", "Evidence": "a.pdf", "Issued_on": text}
    assert fix == refusal("stage sintered", "JP", **cells)


def test_a_denial_in_brackets_leaves_the_substance_before_it() -> None:
    assert "as `steel`" in refusal("materials", "steel (no magnets)")


def test_a_text_to_write_is_never_cut() -> None:
    text = "mined in China (Ningbo), refined in Germany, coated in Japan"
    assert "write `; complete` after them" in still_open("stages", text, Material="ndfeb")


@of_each(["copper, steel etc.", "copper; steel, etc", "铜\uff0c钢等", "銅、鋼など", "Kupfer; Stahl u. a."])
def test_a_list_that_ends_with_further_entries_stays_open(answer: str) -> None:
    loaded = listed("materials", answer)
    (component,) = (loaded.value or {})["components"]
    assert [{"substance": "Cu"}, {"substance": "steel"}] == component["materials"]
    assert "complete" not in component
    assert ["overlay/still-open"] == [problem.code for problem in loaded.diagnostics]


def test_one_unknown_substance_in_a_list_is_named() -> None:
    (problem,) = listed("materials", "copper, steel, magnets").diagnostics
    assert "`magnets` is not a known substance" == problem.message


@of_each(["various, outside China", "not in China", "alles außerhalb China"])
def test_the_text_to_write_never_has_a_country_that_the_answer_excludes(answer: str) -> None:
    assert "China" not in refusal("stages", answer)


FIXES = {
    "stages": ("no stages in China", "Mexico", "molded: Mexico", "Pulver", "assembled"),
    "component.origin": ("other than China", "C1 Mexico, C2 China", "VN, magnets from CN", "probably not JP"),
    "stage bonded or sintered": ("not sintered", "not China", "Mexico", "molded"),
    "party.owners": ("BlackRock", "publicly traded", "a Yageo subsidiary 90 %"),
}


@of_each([(fact, text) for fact, texts in FIXES.items() for text in texts])
def test_a_fix_names_no_country_and_no_stage_that_the_answer_does_not_name(case: tuple[str, str]) -> None:
    fact, text = case
    about = {"About_company": "Works", "Component_id": ""} if fact == "party.owners" else {}
    loaded = listed(fact, text, **about)
    (problem,) = [each for each in loaded.diagnostics if each.code == "overlay/answer-not-read"]
    fix = problem.help or ""
    named = {place for quoted in fix.split("`")[1::2] for place in countries_in(quoted)}
    assert named <= {*countries_in(text)}
    assert ("complete" in fix, "melted" in fix, "did you mean" in fix) == (False, False, False)


@of_each(
    [
        (
            "Tantalum, unobtainium, epoxy, leadframe",
            "`unobtainium`, `leadframe`",
            "in place of `unobtainium`, `leadframe`, write a name",
        ),
        ("unobtainium; leadframe", "`unobtainium`, `leadframe`", "the sheet `Words` lists names"),
        ("NdFeB oder Dysprosium; Kupfer", "`NdFeB oder Dysprosium`", "`dysprosium; NdFeB`"),
    ]
)
def test_all_unknown_substances_of_a_cell_are_named_at_once(case: tuple[str, str, str]) -> None:
    text, names, write = case
    (problem,) = listed("materials", text).diagnostics
    assert (True, True) == (names in problem.message, write in (problem.help or "")), problem


def test_all_unknown_stages_of_a_cell_are_named_at_once() -> None:
    text = "formed: China; sintered: Japan; dipped: China"
    (problem,) = listed("stages", text, Material="ndfeb").diagnostics
    assert "`formed`, `dipped` are not known words for stages" == problem.message
    (problem,) = listed("stages", "pressed, sintered, formed: Mexico", Material="ndfeb").diagnostics
    assert "`formed` is not a known word for a stage" == problem.message


STAGE_WORDS = {
    "Sintern: Japan": [("sintered", "JP")],
    "Pulverherstellung: China; legiert: China": [("powder_formed", "CN"), ("alloy_melted", "CN")],
    "Pulver: China; geschliffen: DE; vernickelt: DE": [
        ("powder_formed", "CN"),
        ("machined", "DE"),
        ("coated", "DE"),
    ],
    "magnet sintered: Japan": [("sintered", "JP")],
    "pressed, sintered: Mexico": [("pressed", "MX"), ("sintered", "MX")],
    "gesintert in Deutschland, Magnetisierung in Deutschland": [("sintered", "DE"), ("magnetized", "DE")],
    "Mexico (assembled)": [("assembled", "MX")],
    "Vietnam (final assembly)": [("final_assembly", "VN")],
    "fully made in Mexico": [("manufactured", "MX")],
}


@of_each([*STAGE_WORDS.items()])
def test_a_stage_has_any_unique_word_of_a_language(case: tuple[str, list[tuple[str, str]]]) -> None:
    text, stages = case
    (material,) = entry("stages", text, Material="ndfeb")["materials"]
    assert stages == [(stage["stage"], stage["country"]) for stage in material["stages"]]
    assert "complete" not in material


def owners(text: str) -> dict[str, Any]:
    """Return the company of a row about owners."""
    loaded = listed("party.owners", text, About_company="Works", Component_id="")
    return next(party for party in (loaded.value or {})["parties"] if party["id"] == "works")


@of_each(
    [
        ("Yageo (100%)", [("yageo", 100)]),
        ("100% Yageo", [("yageo", 100)]),
        ("wholly owned by Yageo", [("yageo", 100)]),
        ("Hans Kessler (75%), Petra Kessler (25%)", [("hans-kessler", 75), ("petra-kessler", 25)]),
    ]
)
def test_an_owner_with_a_share_has_several_forms(case: tuple[str, list[tuple[str, int]]]) -> None:
    text, shares = case
    assert shares == [(owner["party"], owner["share"]) for owner in owners(text)["owners"]]


def test_a_limit_for_other_owners_is_read_and_closes_no_list() -> None:
    company = owners("BlackRock 7%; others below 5 %")
    assert (5, 7) == (company["others_below"], company["owners"][0]["share"])
    assert "complete" not in company
    assert 5 == owners("andere unter 5 %")["others_below"]


@of_each(["private investors 40 %", "Streubesitz 40 %", "employees 12 %", "family owned 30 %"])
def test_a_limit_for_other_owners_says_nothing_about_an_unnamed_group(group: str) -> None:
    """One person of the group may hold the whole share."""
    text = f"Example Holding 55 %; {group}; others below 5 %"
    company = owners(text)
    assert (["example-holding"], False) == (
        [o["party"] for o in company["owners"]],
        "others_below" in company,
    )
    loaded = listed("party.owners", text, About_company="Works", Component_id="")
    assert ["overlay/still-open"] == [each.code for each in loaded.diagnostics]


def test_a_list_with_a_rest_has_a_fix_for_each_meaning() -> None:
    loaded = listed("party.owners", "BlackRock 7%", About_company="Works", Component_id="")
    (problem,) = [each for each in loaded.diagnostics if "list of" in each.message]
    fix = problem.help or ""
    assert "until the shares add up to 100 %" in fix
    assert ("write `BlackRock 7%; others below 5 %`" in fix, "complete" in fix) == (True, False)
    assert "add the earlier stages" in still_open("stages", "Made in Mexico")
    assert "if no other stage was done, from the raw materials on, write" in still_open(
        "stages", "mined: MX; refined: MX; sintered: MX", Material="ndfeb"
    )
    assert "complete`" not in still_open("materials", "copper; others")


@of_each(["copper and others", "copper; unknown", "copper; other substances", "Kupfer und andere"])
def test_a_word_for_further_entries_keeps_a_list_open(text: str) -> None:
    assert "no action is needed" in still_open("materials", text)


@of_each(["no", "none of these", "nothing", "yes", "all"])
def test_a_word_without_an_entry_is_refused_in_plain_words(text: str) -> None:
    assert "write the inputs in words" in refusal("inputs", text)
    for fact in ("children", "party.relations"):
        about = {"About_company": "Works", "Component_id": ""} if fact == "party.relations" else {}
        assert "if there are no entries, write `none`; otherwise, write all entries" in refusal(
            fact, text, **about
        )


@of_each(
    [
        ("subsidiary of Yageo", "subsidiary", "yageo"),
        ("Tochter von Yageo", "subsidiary", "yageo"),
        ("affiliate of Example Works", "affiliate", "example-works"),
        ("successor to Example Works", "successor", "example-works"),
        ("Yageo 的子公司", "subsidiary", "yageo"),
        ("Yageo の関連会社", "affiliate", "yageo"),
    ]
)
def test_a_relation_names_its_kind_and_its_company(case: tuple[str, str, str]) -> None:
    text, kind, party = case
    about = {"About_company": "Works", "Component_id": ""}
    loaded = listed("party.relations", text, **about)
    company = next(party for party in (loaded.value or {})["parties"] if party["id"] == "works")
    assert ([{"kind": kind, "party": party}], False) == (company["relations"], "complete" in company)
    loaded = listed("party.relations", f"{text}; complete", **about)
    company = next(party for party in (loaded.value or {})["parties"] if party["id"] == "works")
    assert ["relations"] == company["complete"]
    assert "write the relation before the name" in refusal("party.relations", "Yageo Group", **about)


def test_entries_of_a_list_without_a_form_for_a_cell_are_kept_for_readers() -> None:
    component = entry("inputs", "magnet segments (Example Works); stator laminations")
    assert {"ext": {"stated inputs": "magnet segments (Example Works); stator laminations"}} == component


@of_each(
    [
        ("inputs", "magnet segments (Shin-Etsu); stator laminations"),
        ("materials", "some NdFeB"),
        ("stages", "sintered in Japan"),
    ]
)
def test_unknown_with_entries_in_the_remark_is_sent_back(case: tuple[str, str]) -> None:
    fact, remark = case
    assert "write these entries under `Answer`" in still_open(fact, "unknown", Remark=remark)
    assert "ask again later" in still_open(fact, "unknown", Remark="our supplier refuses")


def several(answer: str, fact: str = "component.origin", **cells: str) -> LoadedDocument:
    """Return the declarations of a row about two components."""
    cells = {"Component_id": "c1 | c2", "Components": "Tantalum (C1) | Ceramic (C2)", **cells}
    return listed(fact, answer, **cells)


@of_each(["C1: Mexico; C2: China", "C1: Mexico\nC2: China", "Tantalum (C1): MX; c2: CN", "C2: CN; C1: MX"])
def test_components_of_a_row_may_have_answers_of_their_own(text: str) -> None:
    loaded = several(text)
    components = (loaded.value or {})["components"]
    assert [("c1", "MX"), ("c2", "CN")] == [(each["match"]["id"], each["origin"]) for each in components]
    lines = several("C1: Ta; epoxy\nC2: BaTiO3; Ni", "materials")
    components = (lines.value or {})["components"]
    assert [["Ta", "epoxy"], ["barium-titanate", "Ni"]] == [
        [material["substance"] for material in component["materials"]] for component in components
    ]


@of_each(["C1: Mexico; C1: China", "C1: Mexico; C9: China", "C1: Mexico; China", "MX and CN"])
def test_unclear_answers_of_single_components_are_refused(text: str) -> None:
    loaded = several(text)
    assert "components" not in (loaded.value or {})
    assert "write each component with its country, as `C1: …; C2: …`" in str(loaded.diagnostics)


def test_evidence_without_an_answer_is_sent_back_at_the_empty_answer() -> None:
    remark = "C1: Mexico; C2: China"
    for fact in ("component.origin", "materials"):
        (problem,) = several("", fact, Evidence="coo.pdf", Remark=remark).diagnostics
        assert "the row names evidence, but has no answer" == problem.message
        assert f"under `Remark`: `{remark}`" in (problem.help or "")
    (problem,) = several("", Evidence="coo.pdf", Remark="differs").diagnostics
    assert "write under `Answer` what the evidence shows" in (problem.help or "")


def test_evidence_has_a_file_name_or_a_number() -> None:
    for text, name in (
        ("COO-2026-118", "number"),
        ("UZ 4711", "number"),
        ("coo.pdf", "path"),
        ("a/b.7", "path"),
    ):
        loaded = listed("component.origin", "JP", Evidence=text, Issued_by="Example Chamber")
        (evidence,) = (loaded.value or {})["evidence"]
        assert {name: text} == evidence["document"]


PLACES_OF_A_STAGE = [
    *("Japan (final assembly)", "Japan (assembled)", "Japan (Montage)", "日本(组装)", "日本(組立)"),
    *("Japan (magnetized)", "Japan (Magnetisierung)", "日本(着磁)", "assembled in Japan", "Montage: Japan"),
    *("coated: Japan", "sintered in Japan", "Japan (machined)", "组装: 日本", "Japan (tested)"),
]


@of_each(PLACES_OF_A_STAGE)
def test_the_country_of_a_stage_is_no_country_of_origin(text: str) -> None:
    assert "if this is also the country of origin" in refusal("component.origin", text)


@of_each(
    [
        *("assembled", "assembly in Osaka", "Montage", "endmontiert", "组装", "組立", "magnetized", "着磁"),
        *("in Köln geschliffen", "coated in our plant", "Sintern", "tested", "packaged", "processed"),
    ]
)
def test_a_stage_in_a_remark_holds_the_country_of_origin_back(remark: str) -> None:
    fix = refusal("component.origin", "Japan", Remark=remark)
    assert "write" in fix
    assert "no stage under `Remark`" in fix or "Köln" in remark


def test_a_stage_that_makes_the_component_may_be_beside_its_place_of_manufacture() -> None:
    fact = "component.place_of_manufacture"
    for text in ("Mexico (assembled)", "Mexico (final assembly)", "fully made in Mexico"):
        assert "MX" == entry(fact, text)["place_of_manufacture"]
    assert "assembled" in entry(fact, "Mexico (assembled)")["notes"]
    assert "MX" == entry(fact, "Mexico", Remark="assembled")["place_of_manufacture"]
    assert "empty `Remark`" in refusal(fact, "Mexico", Remark="designed in our plant")
    assert "MX" == entry("component.origin", "fully made in Mexico")["origin"]
    assert "write" in refusal("stage sintered", "Mexico (assembled)", Material="ndfeb")


@of_each(
    [
        ("Ring magnet SmCo (MAG2)", "samarium; cobalt; iron; copper", True),
        ("Ring magnet SmCo (MAG2)", "SmCo; nickel", False),
        ("Brushless motor (M1)", "copper; steel", True),
        ("Brushless motor (M1)", "NdFeB; copper; steel", False),
        ("Capacitor tantalum 47uF (C1)", "silver; polymer; complete", True),
        ("Capacitor ceramic 100nF (C2)", "barium titanate; nickel", False),
    ]
)
def test_a_list_without_the_likely_substance_of_its_component_stays_open(case: tuple[str, str, bool]) -> None:
    name, text, is_open = case
    loaded = listed("materials", text, Components=name)
    problems = [each for each in loaded.diagnostics if "names none of these" in each.message]
    assert is_open == bool(problems)
    assert is_open == ("complete" not in str(loaded.value))


@of_each(
    [
        "assembled: JP",
        "sintered: JP; assembled: JP",
        "mined: AU; assembled: JP",
        "mined: BE",
        "mined: BE; sintered: JP",
        "recycled: BE; pressed: JP",
        "collected as scrap: BE; processed: JP",
        "collected as scrap: BE; assembled: JP",
        "Made in Mexico",
        "built: JP",
    ]
)
def test_stages_that_cannot_be_all_stages_close_no_list(text: str) -> None:
    for word in ("complete", "vollständig"):
        assert "add the earlier stages" in still_open("stages", f"{text}; {word}", Material="ndfeb")
    assert "no action is needed" in still_open("stages", f"{text}; others", Material="ndfeb")


def test_a_recorded_stage_of_the_raw_materials_is_one_of_all_stages() -> None:
    (material,) = entry(
        "stages",
        "refined: JP; sintered: JP; complete",
        Material="ndfeb",
        **{RECORDED: "NdFeB: mined in Australia"},
    )["materials"]
    assert ["stages"] == material["complete"]


@of_each(
    [
        "mined: AU; refined: JP, complete",
        "mined: AU, refined: JP, complete",
        "mined in AU, refined in JP, vollständig",
    ]
)
def test_complete_may_follow_a_comma(text: str) -> None:
    (material,) = entry("stages", text, Material="ndfeb")["materials"]
    assert ["mined", "refined"] == [stage["stage"] for stage in material["stages"]]
    assert ["stages"] == material["complete"]


@of_each(["complete", "vollständig", "完整"])
def test_complete_alone_closes_no_recorded_stages_without_the_raw_materials(text: str) -> None:
    for recorded in ("NdFeB: refined in Belgium", "NdFeB: mined in Belgium", "NdFeB: sintered in Japan"):
        assert "add the earlier stages" in still_open(
            "stages", text, Material="ndfeb", **{RECORDED: recorded}
        )
    known = {RECORDED: "NdFeB: mined in Australia; refined in Japan; sintered in Japan"}
    (material,) = entry("stages", text, Material="ndfeb", **known)["materials"]
    assert ["stages"] == material["complete"]


@of_each(
    [
        ("Ring magnet NdFeB N42SH (MAG1)", "ferrite", "NdFeB; nickel"),
        ("Ring magnet SmCo (MAG2)", "ferrite", "SmCo"),
        ("Germanium lens 25 mm (L1)", "optical glass", "germanium"),
        ("Steel screw M3 (S1)", "aluminium", "stainless steel; zinc"),
    ]
)
def test_a_list_without_the_substance_in_the_name_of_its_component_stays_open(
    case: tuple[str, str, str],
) -> None:
    name, other, right = case
    for text in (other, f"{other}; complete"):
        still_open("materials", text, Components=name)
    still_open("materials", "complete", Components=name, **{RECORDED: other})
    assert ["materials"] == entry("materials", f"{right}; complete", Components=name)["complete"]
