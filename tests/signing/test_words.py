"""Whose words a statement is in, what says nothing, and roles that only look like others."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from microdep_rules.signing import policy, trust, words
from microdep_rules.signing.order import RecordSummary
from microdep_rules.signing.statement import (
    APPROVED,
    DECISIONS,
    REJECTED,
    RESERVED,
    NotASignoffError,
    Signer,
    Signoff,
    parse,
)
from microdep_rules.vocabulary.lookalikes import are_lookalikes
from tests.each import of_each
from tests.signing.bundles import ANN, BOB

ROLES = (*words.STATEMENTS, "lead-auditor")
UNSEEN = ("\u200b", "\u2060\u00ad", " \u00a0\u3000", "\u0301\u0301", "\u2800", "\u3164", " - ")
NUMBERS = st.integers(0, 10**12)


def signed(
    record: RecordSummary, role: str = "approver", decision: str = APPROVED, organization: str = ""
) -> Signoff:
    """A sign-off in words of ours."""
    signer = Signer("ann@example.com", "Ann Adams", organization, role)
    text, name = words.standard_text(signer, decision, record)
    seen = (record.result, record.counts, "2026-11-20", ("agency: DoD",), ("own 1",))
    at = "2026-11-24T10:00:00Z"
    reservations = () if decision == APPROVED else ("the magnets",)
    return Signoff("0" * 64, signer, at, decision, text, name, *seen, reservations=reservations)


@given(
    st.sampled_from(ROLES),
    st.sampled_from(DECISIONS),
    st.sampled_from(["", "Example Ltd."]),
    st.tuples(NUMBERS, NUMBERS, NUMBERS),
    st.integers(0, 5),
)
def test_words_of_ours_are_ours_with_a_record_without_one_and_with_another_one(
    role: str, decision: str, organization: str, numbers: tuple[int, int, int], against: int
) -> None:
    waived, unknown, more = numbers
    counts = {
        "fail": waived + more,
        "fail_waived": waived,
        "unknown": unknown,
        "unknown_waived": unknown // 2,
    }
    record = RecordSummary("fail", counts, min(against, waived))
    said = signed(record, role, decision, organization)
    exchanged = RecordSummary("pass", {"pass": 3})
    assert [False] * 3 == [words.is_own_text(said, each) for each in (record, None, exchanged)]
    for text in (
        f"{said.statement} ",
        said.statement.replace("e", "\u0435", 1),
        f"VERIFIED. {said.statement}",
    ):
        own = replace(said, statement=text)
        assert [True] * 3 == [words.is_own_text(own, each) for each in (record, None, exchanged)]


def test_a_number_of_decisions_against_law_that_is_not_that_of_the_record_is_no_text_of_ours() -> None:
    record = RecordSummary("fail_waived", {"fail": 3, "fail_waived": 3}, 2)
    other = signed(RecordSummary("fail_waived", record.counts, 1))
    assert words.is_own_text(other, record)
    assert not words.is_own_text(other, None)
    more = replace(
        other,
        statement=other.statement.replace(
            "1 failing outcome is waived by", "4 failing outcomes are waived by"
        ),
    )
    assert words.is_own_text(more, None)
    assert words.is_own_text(
        replace(
            other,
            statement=other.statement.replace("1 failing outcome is", f"{'9' * 5000} failing outcomes are"),
        ),
        None,
    )


@of_each(UNSEEN, ascii)
def test_a_sign_off_with_a_text_that_says_nothing_is_none(text: str) -> None:
    said = signed(RecordSummary("fail", {"fail": 1}), decision=REJECTED)
    assert said == parse(said.payload)
    for wrong in (
        replace(said, statement=text),
        replace(said, reservations=(text,)),
        replace(said, reservations=("the magnets", text)),
        replace(said, decision=RESERVED, reservations=(text,)),
        replace(said, signer=replace(said.signer, role=text)),
        replace(said, signer=replace(said.signer, name=text)),
    ):
        with pytest.raises(NotASignoffError):
            parse(wrong.payload)


@of_each(UNSEEN, ascii)
def test_a_policy_and_a_trust_store_name_nothing_that_says_nothing(text: str) -> None:
    with pytest.raises(policy.NotAPolicyError):
        policy.parse(f'[[require]]\nrole = "{text}"\n')
    with pytest.raises(policy.NotAPolicyError):
        policy.parse(f'closed_by = "{text}"\nclosed = true\n[[require]]\nrole = "approver"\n')
    for changes in ({"roles": (text,)}, {"organization": text}, {"name": text}):
        with pytest.raises(trust.NotATrustStoreError):
            trust.parse(trust.format_trust(trust.Trust((replace(ANN, **changes),))))


def _as_another(role: str) -> list[str]:
    """The role with a letter of another script in it, each that looks like a Latin one."""
    others = {"a": "\u0430\u0251", "e": "\u0435", "o": "\u043e\u03bf", "p": "\u0440\u03c1", "i": "\u0456"}
    wide = [unicodedata.normalize("NFC", role.replace("r", "\uff52")), role.replace("v", "\u03bd")]
    return [role.replace(a, b, 1) for a, every in others.items() if a in role for b in every] + wide


@of_each([each for role in ROLES for each in _as_another(role) if each != role], ascii)
def test_a_role_that_looks_like_another_is_refused(role: str) -> None:
    real = next(each for each in ROLES if are_lookalikes(role, each))
    with pytest.raises(policy.NotAPolicyError, match="looks like"):
        policy.parse(f'[[require]]\nrole = "{real}"\n[[require]]\nrole = "{role}"\n')
    with pytest.raises(policy.NotAPolicyError, match="looks like"):
        policy.parse(f'closed = true\nclosed_by = "{role}"\n[[require]]\nrole = "{real}"\n')
    both = replace(ANN, roles=(real,)), replace(BOB, roles=(role,))
    with pytest.raises(trust.NotATrustStoreError, match="looks like"):
        trust.parse(trust.format_trust(trust.Trust(both)))
    assert policy.find_role_fault([role], [real])


@of_each(
    (
        "approver",
        "lead-auditor",
        "reviewer 1",
        "Pr\u00fcfer",
        "\u5ba1\u6838",
        "\u0430\u0443\u0434\u0438\u0442\u043e\u0440",
    )
)
def test_a_role_in_any_language_is_one(role: str) -> None:
    found = policy.parse(f'[[require]]\nrole = "{role}"\n[[require]]\nrole = "reviewer 2"\n')
    assert [role, "reviewer 2"] == found.seats
    assert "" == policy.find_role_fault([role], [role, "engineer"])


def test_authorities_with_names_that_look_alike_are_refused() -> None:
    pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    names = ("example-tsa", "ex\u0430mple-tsa")
    store = trust.Trust((ANN,), tuple(trust.Authority(name, pem) for name in names))
    with pytest.raises(trust.NotATrustStoreError, match="look alike"):
        trust.parse(trust.format_trust(store))
