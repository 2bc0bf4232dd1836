"""Answers about owners and group companies: a name is accepted, a group without names closes no list."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.bom.overlays.test_declarations import read
from tests.each import of_each

UNNAMED = (
    *("Shareholders 100 %", "private investors", "private investors 100 %", "family owned 100 %"),
    *("investors 100 %", "Streubesitz 100 %", "个人股东 100 %", "株主 100 %", "the founders 100 %"),
    *("two private individuals 100 %", "management and employees 100 %", "Gesellschafter 100 %"),
    *("wholly owned by a holding", "a larger group 100 %", "Privatbesitz 100 %"),
)
PARTLY_NAMED = (
    "free float 40 %",
    "others 40 %",
    "employees 40 %",
    "management 40 %",
    "unknown 40 %",
    "state 40 %",
)
STATES = (
    "state 100 %",
    "provincial government 100 %",
    "public sector 100 %",
    "the state 100 %",
    "government 100 %",
    "Staat 100 %",
    "国家 100 %",
    "国有 100 %",
)
NAMED = {
    "Hans Kessler 100 %": "Hans Kessler",
    "privately owned by Hans Kessler 100 %": "Hans Kessler",
    "im Privatbesitz von Hans Kessler 100 %": "Hans Kessler",
    "wholly owned by Yageo": "Yageo",
    "Familie Rhein 100 %": "Familie Rhein",
    "State of Israel 100 %": "State of Israel",
    "Chinese government 100 %": "Chinese government",
    "China State Shipbuilding 100 %": "China State Shipbuilding",
    "Investors Group Inc. 100 %": "Investors Group Inc.",
    '"Public Investment Fund" 100 %': "Public Investment Fund",
}
INDEPENDENT = (
    *("independent", "Independent.", "no group", "not part of a group", "独立", "不属于任何集团"),
    *("グループなし", "unabhängig", "keine Konzernzugehörigkeit", "independent; complete", "none"),
)
NO_COMPANY = (
    *(
        "subsidiary of a holding; complete",
        "part of a larger group; complete",
        "affiliate of the parent; complete",
    ),
    *("Tochter von einem Konzern; complete", "某集团的子公司; complete"),
)


def company(fact: str, answer: str) -> tuple[dict[str, Any], list[str], str]:
    """The facts of the company, the names of all parties, and the text of all messages."""
    quoted = '"' + answer.replace('"', '""') + '"'
    loaded = read(f"About company,Fact,Answer,Company asked\nAcme,{fact},{quoted},Acme\n")
    parties: list[Any] = (loaded.value or {}).get("parties", [])
    facts: dict[str, Any] = next((party for party in parties if party["name"] == "Acme"), {})
    texts = " ".join(f"{each.message} {each.help}" for each in loaded.diagnostics)
    return facts, [party["name"] for party in parties if party is not facts], texts


@of_each(UNNAMED)
def test_a_group_of_unnamed_persons_is_no_owner(answer: str) -> None:
    facts, others, texts = company("owners", answer)
    assert {} == facts
    assert [] == others
    assert "names no owner" in texts
    assert "others below 5 %" in texts


@of_each(PARTLY_NAMED)
def test_the_owner_beside_an_unnamed_group_is_used_and_the_list_stays_open(entry: str) -> None:
    for answer in (f"Yageo 60 %; {entry}", f"Yageo 60 %; {entry}; complete"):
        facts, others, texts = company("owners", answer)
        assert [{"party": "yageo", "share": 60}] == facts["owners"]
        assert "complete" not in facts
        assert ["Yageo"] == others
        assert f"`{entry}` names no owner" in texts


@of_each(STATES)
def test_a_state_without_its_name_is_asked_again(answer: str) -> None:
    facts, others, texts = company("owners", answer)
    assert ({}, []) == (facts, others)
    assert "which state" in texts


@of_each(NAMED.items())
def test_a_named_owner_is_accepted(case: tuple[str, str]) -> None:
    answer, name = case
    facts, others, _ = company("owners", answer)
    assert [name] == others
    assert ["owners"] == facts["complete"]


@of_each(
    [
        ("Nidec (TSE: 6594) 60 %; Yageo (TWSE) 40 %", ["Nidec", "Yageo"]),
        ("TSMC (2330.TW) 100 %", ["TSMC"]),
        ("Samsung Electronics (listed on KRX, 005930.KS) 100 %", ["Samsung Electronics"]),
        ("Acme Works (Germany) 100 %", ["Acme Works (Germany)"]),
    ]
)
def test_a_stock_exchange_in_brackets_is_no_part_of_a_name(case: tuple[str, list[str]]) -> None:
    answer, names = case
    facts, others, _ = company("owners", answer)
    assert (names, ["owners"]) == (others, facts["complete"])


@of_each(("publicly traded (NYSE: ABC) 100 %", "listed company (TWSE) 100 %", "shareholders (NASDAQ) 100 %"))
def test_a_listed_company_without_a_name_is_no_owner(answer: str) -> None:
    assert ({}, []) == company("owners", answer)[:2]


@of_each(("confidential", "not disclosed", "we do not tell", "undisclosed", "trade secret", "保密", "社外秘"))
def test_a_refusal_to_name_owners_states_no_owner_and_means_unknown(answer: str) -> None:
    facts, others, texts = company("owners", answer)
    assert ([], False, False) == (others, "owners" in facts, "complete" in facts)
    assert "the answer states that the list is not known" in texts
    assert "owners" not in company("owners", f"unknown - {answer}")[0]


@of_each(
    ("Yageo; and others in the group", "Yageo and others in the group", "Yageo (TWSE: 2327); many others")
)
def test_further_companies_of_a_group_keep_the_list_open(text: str) -> None:
    facts, others, _ = company("relations", f"subsidiary of {text}")
    assert ["Yageo"] == others
    assert "complete" not in facts


@of_each(("Yageo 60 %; Murata 60 %", "Yageo 100 %; free float 20 %"))
def test_shares_above_the_whole_are_an_error(answer: str) -> None:
    facts, _, texts = company("owners", answer)
    assert {} == facts
    assert "120 %, but a whole has 100 %" in texts


@of_each(INDEPENDENT)
def test_an_independent_company_has_no_relations(answer: str) -> None:
    assert {"relations": [], "complete": ["relations"]}.items() <= company("relations", answer)[0].items()


@of_each(NO_COMPANY)
def test_a_company_without_a_name_is_no_relation(answer: str) -> None:
    facts, others, texts = company("relations", answer)
    assert ({}, []) == (facts, others)
    assert "is not the name of a company" in texts


def test_independent_owners_are_no_statement_about_owners() -> None:
    assert {} == company("owners", "independent")[0]


ESTIMATED = (
    *("CATL ca. 60 %", "CATL approx. 60 %", "CATL (approx.) 60 %", "CATL (approx. 60 %)", "CATL etwa 60 %"),
    *("CATL about 60 %", "CATL rd. 60 %", "CATL indirectly 60 %", "CATL ~60 %", "CATL ~ 60 %", "CATL 约60%"),
    *("CATL 約 60 %", "CATL 60 % (approx.)", "CATL 60 % approx.", "approx. 60 % CATL", "about CATL 60 %"),
    *("CATL ungefähr 60 %", "CATL: ca. 60 %", "CATL roughly 60 %", "CATL mostly 60 %", "ca. 60 % CATL"),
    *("CATL currently 60 %", "CATL Ca. 60 %", "CATL mind. etwa 60 %"),
)
LIMITED: dict[str, dict[str, int]] = {
    "CATL mind. 60 %": {"at_least": 60},
    "CATL min 60 %": {"at_least": 60},
    "CATL min. 60 %": {"at_least": 60},
    "CATL over 60 %": {"at_least": 60},
    "CATL more than 60 %": {"at_least": 60},
    "CATL > 60 %": {"at_least": 60},
    "CATL 60 % or more": {"at_least": 60},
    "CATL max. 60 %": {"at_most": 60},
    "CATL up to 60 %": {"at_most": 60},
    "CATL 50-60 %": {"at_least": 50, "at_most": 60},
    "CATL 50 - 60 %": {"at_least": 50, "at_most": 60},
    "CATL 50 to 60 %": {"at_least": 50, "at_most": 60},
    "CATL between 50 and 60 %": {"at_least": 50, "at_most": 60},
}


@of_each(ESTIMATED)
def test_a_word_for_an_estimate_is_no_part_of_the_name(answer: str) -> None:
    facts, others, texts = company("owners", f"{answer}; Thomas Brenner 40 %")
    assert ["CATL", "Thomas Brenner"] == others
    first, second = facts["owners"]
    assert {"party": "catl", "unknown": True} == {
        "party": first["party"],
        "unknown": first["share"]["unknown"],
    }
    assert 40 == second["share"]
    assert "complete" not in facts
    assert "if the shares are exact, write `" in texts


@of_each(LIMITED.items())
def test_a_limit_of_a_share_is_read_as_a_limit(case: tuple[str, dict[str, int]]) -> None:
    answer, share = case
    facts, others, _ = company("owners", f"{answer}; Thomas Brenner 40 %")
    assert ["CATL", "Thomas Brenner"] == others
    assert share == facts["owners"][0]["share"]
    assert "complete" not in facts


@of_each(
    ["Kim Min 100 %", "Max Müller 100 %", "Over & Sons Ltd 100 %", "Yageo holds 100 %", "Yageo hält 100 %"]
)
def test_a_name_like_such_a_word_stays_a_name(answer: str) -> None:
    facts, others, _ = company("owners", answer)
    name = answer.removesuffix(" 100 %").removesuffix(" holds").removesuffix(" hält")
    assert [name] == others
    assert ["owners"] == facts["complete"]


@of_each(
    [
        *("a CATL subsidiary 100 %", "CATL group 100 %", "CATL subsidiary 100 %", "subsidiary of CATL 100 %"),
        *("eine CATL Tochter 100 %", "CATL-Gruppe 100 %", "CATL Konzern 100 %", "CATL的子公司 100 %"),
        *("a CATL company 100 %", "an affiliate of CATL 100 %"),
    ]
)
def test_a_company_of_a_group_must_be_named(answer: str) -> None:
    facts, others, texts = company("owners", answer)
    assert ({}, []) == (facts, others)
    assert "CATL" in texts
    assert "does not name the company to which the share belongs" in texts


@of_each(["Acme 100 %", "Acme GmbH 60 %; Yageo 40 %", "wir 100 %", "ACME 100 %"])
def test_a_company_does_not_own_itself(answer: str) -> None:
    facts, _, texts = company("owners", answer)
    assert "owners" not in facts
    assert "is its own owner" in texts


def test_a_company_may_hold_a_few_shares_of_itself() -> None:
    facts, _, _ = company("owners", "Acme 5 %; Yageo 95 %")
    assert ["owners"] == facts["complete"]


@of_each(["Frankfurt stock exchange 100 %", "NYSE 100 %", "listed on TWSE 100 %", "Börse Frankfurt 100 %"])
def test_a_stock_exchange_is_no_owner(answer: str) -> None:
    facts, others, texts = company("owners", answer)
    assert ({}, []) == (facts, others)
    assert "names no owner" in texts


@of_each(
    [
        "Tochter der Wehrle Holding GmbH",
        "Tochtergesellschaft der Wehrle Holding GmbH",
        "Teil der Wehrle Holding GmbH",
    ]
)
def test_a_german_article_before_the_parent_company_is_read(answer: str) -> None:
    facts, others, _ = company("relations", f"{answer}; complete")
    assert ["Wehrle Holding GmbH"] == others
    assert ["relations"] == facts["complete"]


@of_each(
    ["none - we are an independent company", "none (independent)", "特になし", "keine - wir sind unabhängig"]
)
def test_none_with_its_reason_means_that_there_is_no_group(answer: str) -> None:
    facts, _, _ = company("relations", answer)
    assert ([], ["relations"]) == (facts["relations"], facts["complete"])


PERSON = (
    *("natürliche Person", "natural person", "private person", "自然人", "個人", "a natural person"),
    *("Privatperson", "individual", "ist eine natürliche Person"),
)


@of_each(PERSON)
def test_a_person_has_no_owners(answer: str) -> None:
    for name, is_person in (
        ("Anna Wehrle", True),
        ("王伟", True),
        ("CATL", False),
        ("Acme Wehrle GmbH", False),
    ):
        loaded = read(f"About company,Fact,Answer\n{name},owners,{answer}\n")
        parties: list[Any] = (loaded.value or {}).get("parties", [])
        assert is_person is any(party.get("owners") == [] for party in parties), name


GROUPS = (
    *("weitere Familienmitglieder", "Familienmitglieder", "Kinder von Klaus Hartwig", "5 Geschwister"),
    *("Erbengemeinschaft Hartwig", "Geschwister Hartwig", "heirs of Mr. Tan", "Tan family members"),
    *("other family members", "the three children of Klaus Hartwig", "Mitglieder der Familie Hartwig"),
    *("employees", "employees of Example Works GmbH", "Mitarbeiter der Hartwig GmbH", "the founders"),
    *("rest of the Kessler family", "die übrigen Familienmitglieder", "其他家族成员", "陈家族成员"),
    *("张伟的子女", "田中氏の相続人", "創業家", "創業家の親族", "创始人家族"),
)


@of_each(GROUPS)
def test_several_persons_are_no_owner_and_keep_the_list_open(group: str) -> None:
    for closing in ("", "; complete"):
        facts, others, texts = company("owners", f"Klaus Hartwig 75 %; {group} 25 %{closing}")
        assert ["Klaus Hartwig"] == others
        assert "complete" not in facts
        assert f"`{group} 25 %` names no owner" in texts


@of_each(["Kessler family", "Familie Kessler", "林氏家族"])
def test_a_named_family_is_one_owner_with_any_share(family: str) -> None:
    """The program accepts a family with 100 % as one owner, although the persons have no names.

    A family with 40 % hides the same persons and no company, so its share does not matter. For a threshold,
    the sum of the persons' shares is on the safe side.
    """
    for answer in (f"{family} 100 %", f"{family} 40 %; Yageo 60 %"):
        facts, others, _ = company("owners", answer)
        assert family in others
        assert ["owners"] == facts["complete"]


@of_each(
    [
        '"Save the Children" 100 %',
        '"Sons of Hartwig Ltd" 100 %',
        "Kind Snacks 100 %",
        "Geschwister Hartwig GbR 100 %",
        "Wife & Co 100 %",
    ]
)
def test_a_name_with_a_word_for_persons_is_accepted(answer: str) -> None:
    assert ["owners"] == company("owners", answer)[0]["complete"]


FORMS = (
    *("subsidiary of {}", "{} の子会社", "Tochter von {}", "Tochtergesellschaft der {}", "affiliate of {}"),
    *("gehört zu {}", "{}的子公司", "successor to {}", "Nachfolger von {}", "sister company of {}"),
)
NO_SUCH = (
    *("nein", "no", "none", "keine", "keinem", "unabhängig", "selbständig", "selbstständig", "eigenständig"),
    *("keine Tochter", "ist keine Tochter", "keine Muttergesellschaft", "kein Konzern", "we are independent"),
    *("none of them", "nobody", "niemand", "没有母公司", "独立", "無", "なし", "親会社なし", "いいえ"),
)
UNCLEAR = (
    *("trifft nicht zu", "not applicable", "inhabergeführt", "Familienunternehmen", "Schwesterfirma", "ja"),
    *("confidential", "vertraulich", "unknown", "Muttergesellschaft", "family business", "子公司", "yes"),
)


@given(st.sampled_from(FORMS), st.sampled_from((*NO_SUCH, *UNCLEAR)), st.sampled_from(("", ".", "!")))
def test_a_denial_or_a_generic_word_is_no_company(form: str, word: str, end: str) -> None:
    facts, others, texts = company("relations", f"{form.format(word + end)}; complete")
    assert [] == others
    if word in NO_SUCH:
        assert ([], ["relations"]) == (facts["relations"], facts["complete"])
    else:
        assert {} == facts
        assert "is not the name of a company" in texts


@of_each(
    ["keine Tochter", "ist keine Tochter", "keine Muttergesellschaft", "没有母公司", "subsidiary of nein"]
)
def test_the_denial_of_one_relation_says_nothing_about_the_others(answer: str) -> None:
    facts, others, texts = company("relations", answer)
    assert ([], []) == (facts["relations"], others)
    assert "complete" not in facts
    assert "does not state that these are all companies" in texts


@of_each(["inhabergeführt", "Familienunternehmen", "Schwesterfirma", "nein", "none of them"])
def test_an_unclear_word_about_relations_is_refused_with_a_fix(answer: str) -> None:
    facts, others, texts = company("relations", answer)
    assert ({}, []) == (facts, others)
    assert "write `none`" in texts


@of_each(["nein 100 %", "unabhängig 100 %", "keinem 100 %", "独立 100 %", "trifft nicht zu 100 %"])
def test_a_denial_is_no_owner(answer: str) -> None:
    facts, others, _ = company("owners", answer)
    assert ({}, []) == (facts, others)


COMMENTS = (
    *("(since 2019)", "(seit 2019)", ", since 2019", "(TWSE)", "(NYSE: YAG)", "(Mutter)", "(2019)", "[TWSE]"),
    *(
        "(parent company)",
        "(unsere Muttergesellschaft)",
        "(listed on TWSE)",
        "\uff08自2019年\uff09",
        "(母公司)",
    ),
)


@of_each(COMMENTS)
def test_a_comment_is_no_part_of_the_name_of_an_owner(comment: str) -> None:
    for name in ("Formosa Optronics Holding Co., Ltd.", "Yageo"):
        facts, others, _ = company("owners", f"{name} {comment} 100 %")
        assert [name] == others
        assert ["owners"] == facts["complete"]
        assert [name] == company("relations", f"subsidiary of {name} {comment}")[1]


@of_each(
    [
        "(bis 1988)",
        ", bis 1988",
        "(until 2019)",
        "(2001-2019)",
        "(former owner)",
        "(ehemaliger Gesellschafter)",
    ]
)
def test_a_company_of_the_past_is_no_owner_and_no_parent(comment: str) -> None:
    facts, others, texts = company("owners", f"Gebr. Hartwig KG {comment} 100 %")
    assert ({}, []) == (facts, others)
    assert "`Gebr. Hartwig KG 100 %`" in texts
    assert [] == company("relations", f"subsidiary of Gebr. Hartwig KG {comment}")[1]


def test_the_function_of_a_person_is_no_part_of_the_name() -> None:
    answer = "Klaus Hartwig (Geschäftsführer) 51 %; Petra Hartwig (Ehefrau) 29 %; Li Na, CEO 20 %"
    facts, others, _ = company("owners", answer)
    assert ["Klaus Hartwig", "Petra Hartwig", "Li Na"] == others
    assert ["owners"] == facts["complete"]


@of_each(
    ["subsidiary of nein, wir sind unabhängig", "Tochter von nein (unabhängig)", "subsidiary of nein; none"]
)
def test_a_denial_with_its_reason_is_no_company(answer: str) -> None:
    facts, others, _ = company("relations", answer)
    assert ([], []) == (facts["relations"], others)


def test_a_denial_never_becomes_a_name_in_quotation_marks() -> None:
    for answer in ("subsidiary of nein, leider", "subsidiary of nein - Yageo", "subsidiary of no, not now"):
        facts, others, texts = company("relations", answer)
        assert ({}, []) == (facts, others)
        assert '"n' not in texts


def test_the_predecessor_of_a_company_may_have_a_year_of_the_past() -> None:
    for comment in ("(bis 1988)", ", bis 1988", "(1950-1988)"):
        assert ["Gebr. Hartwig KG"] == company("relations", f"successor of Gebr. Hartwig KG {comment}")[1]


@of_each(["Hartwig Slovakia s.r.o. (unsere Tochter, 100%)", "Yageo (subsidiary) 100 %"])
def test_a_subsidiary_of_the_company_is_no_owner(answer: str) -> None:
    assert ({}, []) == company("owners", answer)[:2]


@of_each(["CATL (formerly Amperex)", "CATL (vormals Amperex)", "CATL (fka Amperex)", "CATL (原名 Amperex)"])
def test_a_former_name_becomes_an_alias(name: str) -> None:
    for fact, answer in (("owners", f"{name} 100 %"), ("relations", f"subsidiary of {name}")):
        loaded = read(f"About company,Fact,Answer\nAcme,{fact},{answer}\n")
        parties = (loaded.value or {})["parties"]
        assert {"id": "catl", "name": "CATL", "aliases": ["Amperex"]} in parties


SECRET = (
    *("keine Angabe (vertraulich)", "wird nicht mitgeteilt", "vertraulich", "confidential", "Not disclosed."),
    *("保密", "无可奉告", "非公開", "開示できません", "n/a - confidential", "confidential (company policy)"),
)


@of_each(SECRET)
def test_confidential_owners_are_unknown_and_need_no_correction(answer: str) -> None:
    loaded = read(f'About company,Fact,Answer\nAcme,owners,"{answer}"\n')
    assert ["overlay/still-open"] == [problem.code for problem in loaded.diagnostics]
    facts, others, texts = company("owners", answer)
    assert ([], False) == (others, "complete" in facts)
    assert "the answer states that the list is not known" in texts


def test_a_fix_for_owners_states_how_to_name_no_owner() -> None:
    for answer in ("BlackRock", "none", "Familienmitglieder 100 %"):
        texts = company("owners", answer)[2]
        assert "do not want to name the owners, write `unknown`, and the reason under `Remark`" in texts
