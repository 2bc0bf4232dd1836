"""The report about a refused key or sign-off states the cause."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from microdep_rules.signing import keys, statement
from microdep_rules.signing.statement import APPROVED, REJECTED, RESERVED, Signer, Signoff

OPEN = Ed25519PrivateKey.from_private_bytes(bytes(32)).private_bytes(
    Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()
)
ANN = Signer("ann@example.com", "Ann Adams", "", "reviewer")


def signoff(**changes: Any) -> bytes:
    said: dict[str, Any] = {"decision": APPROVED, "statement": "I agree.", **changes}
    return Signoff(
        "0" * 64,
        ANN,
        "2026-11-24T10:00:00Z",
        statement_id="own",
        result="pass",
        counts={"pass": 1},
        as_of="2026-11-24",
        contract=(),
        packs=(),
        **said,
    ).payload


@pytest.mark.parametrize(
    ("passphrase", "reported"),
    [
        (None, "it is encrypted"),
        (b"", "it is encrypted, and the passphrase that was read is empty"),
        (b"another", "the passphrase does not open it"),
    ],
)
def test_why_an_encrypted_key_is_not_opened(passphrase: bytes | None, reported: str) -> None:
    data = keys.encode_private_key(keys.load_private_key(OPEN, None), b"passphrase")
    with pytest.raises(keys.KeyProblemError) as problem:
        keys.load_private_key(data, passphrase)
    assert reported == str(problem.value)


def test_a_key_that_is_not_encrypted_takes_no_passphrase_and_an_empty_one_is_none() -> None:
    with pytest.raises(keys.KeyProblemError, match="it is not encrypted, and a passphrase was given"):
        keys.load_private_key(OPEN, b"passphrase")
    assert keys.load_private_key(OPEN, None).public == keys.load_private_key(OPEN, b"").public


@pytest.mark.parametrize(
    ("changes", "reported"),
    [
        ({"decision": "perhaps"}, "its decision `perhaps` is unknown"),
        ({"independence": "zeroth"}, "its independence `zeroth` is unknown"),
        ({"reservations": ("the magnets",)}, "its decision is `approved`, and it has reservations"),
        ({"decision": RESERVED}, "its decision is `approved-with-reservations`, and it has no reservations"),
    ],
)
def test_why_a_sign_off_is_none(changes: dict[str, Any], reported: str) -> None:
    with pytest.raises(statement.NotASignoffError) as problem:
        statement.parse(signoff(**changes))
    assert reported == str(problem.value)


def test_a_rejection_without_a_reason_is_a_rejection() -> None:
    assert REJECTED == statement.parse(signoff(decision=REJECTED)).decision
