"""Answers about owners and group companies: a name is accepted, a group without names closes no list."""

from __future__ import annotations

from typing import Any

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
