"""A basis of law names its provision; a policy of a company, or a word that sounds like law, is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microdep_rules.bom.legal_basis import CITATION_WORDS, has_permission, has_provision
from microdep_rules.bom.provisions import provisions
from tests.each import of_each, tries
from tests.packs.loading import shipped_pack

PROVISIONS = (
    "10 U.S.C. 4872(c)",
    "10 USC 4872",
    "DFARS 225.7018-3(c)(2)",
    "FAR 25.103",
    "FAR subpart 40.2",
    "P.L. 117-78 s.3(b)",
    "Pub. L. 116-92",
    "Section 848(c) of the FY2020 NDAA",
    "Regulation (EU) 2024/1252, Art. 5",
    "19 CFR 12.42",
    "FCC DA 25-1086",
    "MOFCOM 2024 No. 46",
    "IRS Notice 2026-15",
    "SEC Rule 13p-1",
    "Executive Order 14005",
    "Trade Agreements Act section 302",
    "determination of 2026-05-01 under 10 U.S.C. 4863(d)",
    "\u00a7 8 Aussenwirtschaftsgesetz",
)
OTHERS = (
    "policy 7.3",
    "Purchasing policy 7.3, prototypes that are not delivered",
    "company decision of 2026-05-01",
    "we decided on 2026-01-01",
    "internal Regulation 7",
    "Code of conduct 3",
    "our own Law 5 of the company",
    "law",
    "FAR",
    "the law permits it",
    "none",
    "-",
    "\u200b",
    "section 7.3",
    "far away since 2020",
    "approved by BIS 2026",
    "D\u200bFARS",
    "Regulation (EU) 0000/0000, Art. 999",
    "10 U.S.C. 0",
    "99 U.S.C. 1",
    "DFARS 0",
    "P.L. 0-0 s.1",
)


FORBIDDING = ("10 U.S.C. 4872(a)(1); DFARS 252.225-7052(b)(1)", "Example Act 9")
WHAT_FORBIDS = (
    "10 U.S.C. 4872(a)(1); DFARS 252.225-7052(b)(1)",
    "10 U.S.C. 4872(a)(1)",
    "DFARS 252.225-7052(b)(1)",
    "10 U.S.C. 4872",
    "10 U.S.C. 4872(a)",
    "10 USC 4872(a)(1)",
    "10 U.S.C. \u00a7 4872(a)(1)",
    "10 u.s.c. 4872 (a) (1) (B)",
    "as 10 U.S.C. 4872(a)(1) says",
    "Example Act 9",
    "forbidden by 10 U.S.C. 4872(c)",
    "Not permitted by 10 U.S.C. 4872(c)",
    "none; see 10 U.S.C. 1",
    "policy 7.3, contrary to DFARS 225.7018-2",
)
WHAT_PERMITS = (
    "10 U.S.C. 4872(c)",
    "10 U.S.C. 4872(a)(2)",
    "DFARS 225.7018-3(c)(2)",
    "determination of 2026-05-01 under 10 U.S.C. 4872(c), from 10 U.S.C. 4872(a)(1)",
    "Example Act 12",
)
OF_OTHER_LAWS = (
    "Regulation (EU) 2016/679, Art. 6",
    "GDPR Art. 6",
    "FCC DA 25-1086",
    "P.L. 117-78 s.3(b)",
    "FAR 25.103",
    "DFARS 204.2105",
    "DFARS 252.204-7018(c)",
    "10 U.S.C. 4873(b)",
    "41 U.S.C. 4872(c)",
    "FY2020 NDAA s.848(b)",
    "19 CFR 12.42",
    "Foreign Trade Act, section 8",
    "Executive Order 14005",
)
"""Provisions that exist, of laws that the rule does not cite."""
BY_NAME = ("GDPR Art. 6", "Foreign Trade Act, section 8")
"""Laws by names that the rule does not cite: beside a provision they are words like any others."""
SENTENCES = (
    "There is no exception under {} here",
    "Waiver requested under {}, denied by the Secretary",
    "{}, request pending",
    "{}, lapsed 2024",
    "{} (expired)",
    "{}, revoked on 2026-05-01",
    "if ever granted, {}",
    "unless the Secretary objects: {}",
    "would be permitted by {}",
    "draft determination under {}",
    "{}?",
    "{} DENIED-2024",
    "N0 exception under {}",
    "0 exceptions under {}",
    "No 2026-05-01 determination under {}",
    "no {}",
    "non-{}",
    "\u00ac{}",
    "{} (not yet)",
    "{}: applied for",
    "waiver may be granted under {}",
    "in lieu of {}",
    "{} does not apply",
    "{}, n/a",
    "keine Ausnahme nach {}",
    "\u65e0 {}",
    "{} \u2718",
    "until withdrawn, {}",
    "we rely on {}",
)
CITED = (
    "{}",
    "{}, determination of 2026-05-01",
    "nonavailability determination (DNAD) of May 5, 2026 under {}",
    "Waiver No. 46 of the Secretary of Defense, dated 1 May 2026, {}",
    "{}; memo 2026-118",
    "exception under \u00a7 {}",
    "{}, contract N00019-26-C-0042".replace("contract ", ""),
    "letter D-2026-118 of the Department of Defense, {}",
)


@of_each(("10 U.S.C. 4872(c)", "DFARS 225.7018-4(b)"))
def test_a_sentence_around_a_provision_is_no_citation_whatever_it_says(provision: str) -> None:
    for excepting in ((), MAGNETS):
        for text in SENTENCES:
            assert not has_permission(text.format(provision), FORBIDDING, excepting), text
        for text in CITED:
            assert has_permission(text.format(provision), FORBIDDING, excepting), text


@given(word=st.from_regex(r"[a-z]{2,9}", fullmatch=True), behind=st.booleans())
def test_any_word_that_is_none_of_a_citation_makes_a_sentence_of_it(word: str, *, behind: bool) -> None:
    text = f"10 U.S.C. 4872(c) {word}" if behind else f"{word} 10 U.S.C. 4872(c)"
    assert has_permission(text, FORBIDDING) == (word in {*CITATION_WORDS.split(), "example"})


@of_each(WHAT_FORBIDS)
def test_the_provision_that_forbids_permits_nothing_however_it_is_written(text: str) -> None:
    assert not has_permission(text, FORBIDDING)


@of_each(WHAT_PERMITS)
def test_another_provision_may_permit(text: str) -> None:
    assert has_permission(text, FORBIDDING)


@of_each(OF_OTHER_LAWS)
def test_a_law_that_the_rule_does_not_cite_permits_nothing(text: str) -> None:
    for excepting in ((), MAGNETS):
        assert not has_permission(text, FORBIDDING, excepting)
        assert not has_permission(f"{text}; {text}", FORBIDDING, excepting)
        if text not in BY_NAME:
            assert has_permission(f"{text}; 10 U.S.C. 4872(c)", FORBIDDING, excepting)


@of_each(
    (
        ("FAR 52.204-25(b)", "FAR 4.2105"),
        ("FAR 52.225-1(b)", "FAR 25.103"),
        ("DFARS 252.225-7021(c)", "DFARS 225.403"),
        ("15 CFR 744.21", "15 CFR 744.15(b)"),
        ("FY2019 NDAA s.889(a)", "P.L. 115-232 s.889(d)"),
        ("Export Control Law of China, art. 12", "Export Control Law of China, article 48 and 50"),
    )
)
def test_a_law_is_a_section_of_an_act_or_a_part_of_a_regulation(
    case: tuple[str, str],
) -> None:
    forbids, permitting = case
    assert has_permission(permitting, [forbids])


@of_each(PROVISIONS)
def test_a_provision_is_known_by_its_collection_and_its_number(text: str) -> None:
    assert has_provision(text)
    assert has_provision(f"  {text},\n as of today ")


@of_each(OTHERS)
def test_what_cites_nothing_is_no_provision(text: str) -> None:
    assert not has_provision(text)


SPELT = {
    "10 U.S.C. 4872{}": (
        "10 USC 4872{}",
        "10 U.S.C. \u00a7 4872{}",
        "10 U.S.C.A. 4872{}",
        "10 U.S.C.S. \u00a7 4872{}",
        "10 U.S. Code \u00a7 4872{}",
        "10 United States Code 4872{}",
        "10 United States Code Annotated 4872{}",
        "Title 10, United States Code, section 4872{}",
        "title 10 of the United States Code, sec. 4872{}",
        "section 4872{} of title 10, United States Code",
        "\u00a7 4872{} of title 10 U.S.C.",
        "section 4872{} of title 10",
        "10 U.S.C. 2533c{}",
        "\uff11\uff10 U.S.C. 4872{}",
    ),
    "DFARS 252.225-7052{}": (
        "DFARS clause 252.225-7052{}",
        "DFARS 252.225\u20117052{}",
        "48 CFR 252.225-7052{}",
        "48 C.F.R. \u00a7 252.225-7052{}",
        "Title 48, Code of Federal Regulations, section 252.225-7052{}",
        "Defense Federal Acquisition Regulation Supplement 252.225-7052{}",
        "Defense Federal Acquisition Regulation Supplement (DFARS) 252.225-7052{}",
        "clause 252.225-7052{} of the DFARS",
    ),
    "FY2020 NDAA s.848{}": (
        "Section 848{} of the FY2020 NDAA",
        "P.L. 116-92 s.848{}",
        "section 848{} of Public Law 116-92",
        "section 848{} of the National Defense Authorization Act for Fiscal Year 2020",
        "NDAA for FY 2020, \u00a7 848{}",
    ),
    "P.L. 117-78 s.3{}": ("Public Law 117-78, section 3{}", "Section 3{} of Pub. L. No. 117-78"),
    "FAR 25.103{}": ("48 CFR 25.103{}", "Federal Acquisition Regulation 25.103{}"),
}
"""Spellings of one section, each with a place for the paragraphs."""
_LABEL = st.sampled_from(["a", "b", "c", "1", "2", "ii", "A"])
_PARAGRAPHS = st.lists(_LABEL, max_size=3)


def _cited(spelling: str, paragraphs: list[str], blank: str = "") -> str:
    return spelling.format("".join(f"{blank}({paragraph})" for paragraph in paragraphs))


@settings(max_examples=tries(60))
@given(section=st.sampled_from(sorted(SPELT)), paragraphs=_PARAGRAPHS, blank=st.sampled_from(["", " "]))
def test_every_spelling_is_one_provision(section: str, paragraphs: list[str], blank: str) -> None:
    expected = provisions(_cited(section, paragraphs))
    assert len(expected) == 1
    for spelling in SPELT[section]:
        assert expected == provisions(_cited(spelling, paragraphs, blank)), spelling


@settings(max_examples=tries(60))
@given(section=st.sampled_from(sorted(SPELT)), paragraphs=_PARAGRAPHS.filter(bool), within=_PARAGRAPHS)
def test_what_forbids_permits_nothing_in_any_spelling_and_at_any_depth(
    section: str, paragraphs: list[str], within: list[str]
) -> None:
    forbids = [_cited(section, paragraphs)]
    for spelling in SPELT[section]:
        for held in range(len(paragraphs) + 1):
            assert not has_permission(_cited(spelling, paragraphs[:held]), forbids)
        assert not has_permission(_cited(spelling, [*paragraphs, *within]), forbids)


@settings(max_examples=tries(60))
@given(section=st.sampled_from(sorted(SPELT)), paragraphs=_PARAGRAPHS, within=_PARAGRAPHS)
def test_a_known_exception_permits_in_any_spelling_and_at_any_depth(
    section: str, paragraphs: list[str], within: list[str]
) -> None:
    forbids, excepts = [_cited(section, ["x", "1"])], [_cited(section, ["y", *paragraphs])]
    for spelling in SPELT[section]:
        assert has_permission(_cited(spelling, ["y", *paragraphs, *within]), forbids, excepts)
        assert has_permission(f"{forbids[0]}; {_cited(spelling, ['y'])}", forbids, excepts)
        assert not has_permission(_cited(spelling, ["z", *paragraphs]), forbids, excepts)


MAGNETS = ("10 U.S.C. 4872(c)(1)", "DFARS 225.7018-3(d); DFARS 225.7018-4")
"""What exceptions of the rule on magnets cite."""


@of_each(
    (
        "10 U.S.C. 1",
        "10 U.S.C. 4872(f)(2)",
        "DFARS 225.7018-2",
        "10 U.S.C. 4872(a)(1); 10 U.S.C. 1",
        "10 U.S.C. 4872(a)(1); FCC DA 25-1086",
    )
)
def test_what_the_law_does_not_know_as_an_exception_permits_nothing(text: str) -> None:
    assert not has_permission(text, FORBIDDING, MAGNETS)


@of_each(("10 U.S.C. 4872(c)", "48 CFR 225.7018-4(b)"))
def test_what_an_exception_cites_may_permit(text: str) -> None:
    assert has_permission(text, FORBIDDING, MAGNETS)


@of_each(("MOFCOM Announcement No. 46 of 2024", "MOFCOM 2024 No. 46", "MOFCOM/GAC 2024 No. 46, para 1"))
def test_an_announcement_that_forbids_permits_nothing(text: str) -> None:
    assert not has_permission(text, ["MOFCOM 2024 No. 46, para 1"])


@pytest.mark.parametrize("pack", ["dod-magnets", "uflpa"])
def test_a_rule_of_law_that_is_shipped_is_not_permitted_by_what_it_cites(pack: str) -> None:
    for rule in shipped_pack(pack).rules:
        excepting = [cite for exception in rule.exceptions for cite in exception.cites]
        for cite in rule.cites:
            assert not has_permission(cite, rule.cites, excepting), rule.id


@of_each(("section 9 of the Example Act", "Example Act, s. 9", "Example Act 9 (a)"))
def test_an_act_that_forbids_is_known_by_its_words(text: str) -> None:
    assert not has_permission(text, FORBIDDING)


def test_a_long_text_takes_no_time() -> None:
    assert not has_provision("Act " * 20_000 + "7 policy")
    assert not has_provision("1" * 100_000)
    for each in ("section 1(a)", "title 10 ", "10 U.S.C. ", "1(a)", "(a)", "NDAA FY2020 "):
        has_permission(each * 5_000, FORBIDDING)
