"""A basis of law names its provision; a policy of a company, or a word that sounds like law, is none."""

from __future__ import annotations

from microdep_rules.bom.legal_basis import names_provision, permits
from tests.each import of_each

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
    "FCC DA 25-1086",
    "Example Act 12",
)


@of_each(WHAT_FORBIDS)
def test_the_provision_that_forbids_permits_nothing_however_it_is_written(text: str) -> None:
    assert not permits(text, FORBIDDING)


@of_each(WHAT_PERMITS)
def test_another_provision_may_permit(text: str) -> None:
    assert permits(text, FORBIDDING)


@of_each(PROVISIONS)
def test_a_provision_is_known_by_its_collection_and_its_number(text: str) -> None:
    assert names_provision(text)
    assert names_provision(f"  {text},\n as of today ")


@of_each(OTHERS)
def test_what_cites_nothing_is_no_provision(text: str) -> None:
    assert not names_provision(text)


def test_a_long_text_takes_no_time() -> None:
    assert not names_provision("Act " * 20_000 + "7 policy")
    assert not names_provision("1" * 100_000)
