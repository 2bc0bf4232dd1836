"""A key for which somebody else can sign is refused wherever one enters, and at each signature."""

from __future__ import annotations

import base64
import os
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP192R1, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey, Ed448PublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from microdep_rules.signing import sshsig, trust, weak
from microdep_rules.signing.keys import KeyProblemError, PublicKey, encode_string, parse_public_key
from tests.cli.replay import run
from tests.signing.authority import pem
from tests.signing.authority import weak as weak_root
from tests.signing.weak_keys import ANYBODY, FORGED, NO_POINT, NOT_CANONICAL, SMALL

if TYPE_CHECKING:
    from pathlib import Path

REFUSED = {
    **dict.fromkeys(SMALL, weak.SMALL_ORDER),
    **dict.fromkeys(NOT_CANONICAL, weak.NOT_CANONICAL),
    **dict.fromkeys(NO_POINT, weak.NO_POINT),
}


def test_every_point_of_small_order_is_known_and_no_key_that_somebody_made() -> None:
    assert {each: weak.find_ed25519_weakness(each) for each in REFUSED} == REFUSED
    made = [Ed25519PrivateKey.generate().public_key().public_bytes_raw() for _ in range(20)]
    assert [""] * len(made) == [weak.find_ed25519_weakness(each) for each in made]


def test_a_signature_that_nobody_made_holds_by_the_library_and_not_by_ours() -> None:
    data = os.urandom(40)
    Ed25519PublicKey.from_public_bytes(ANYBODY.raw).verify(FORGED, data)
    assert not ANYBODY.verifies(FORGED, data)


def test_such_a_key_enters_by_no_way() -> None:
    for raw, why in REFUSED.items():
        line = PublicKey(raw).openssh
        with pytest.raises(KeyProblemError, match=why):
            parse_public_key(line)
        with pytest.raises(trust.NotATrustStoreError, match=why):
            trust.parse_allowed_signers(f"eve@example.org {line}\n")
        person = '[[people]]\nid = "e"\nname = "Eve Stone"\nroles = ["approver"]\n[[people.keys]]\n'
        with pytest.raises(trust.NotATrustStoreError, match=why):
            trust.parse(f'{person}key = "{line}"\n')
        with pytest.raises(sshsig.NotASignatureError, match=why):
            sshsig.verify_signature(of_openssh(raw), b"data")


def of_openssh(raw: bytes) -> bytes:
    """A signature that nobody made, in the form of OpenSSH."""
    kind = encode_string(b"ssh-ed25519")
    pieces = (
        kind + encode_string(raw),
        sshsig.NAMESPACE.encode(),
        b"",
        b"sha512",
        kind + encode_string(FORGED),
    )
    blob = base64.b64encode(sshsig.MAGIC + (1).to_bytes(4) + b"".join(map(encode_string, pieces))).decode()
    lines = [blob[at : at + sshsig.WIDTH] for at in range(0, len(blob), sshsig.WIDTH)]
    return "\n".join([sshsig.BEGIN, *lines, sshsig.END, ""]).encode()


def rsa(bits: int, exponent: int) -> RSAPublicKey:
    """An RSA key of some bits; nobody knows its factors."""
    return RSAPublicNumbers(exponent, 2 ** (bits - 1) + 1).public_key()


CERTIFIED: dict[str, tuple[Any, str]] = {
    "RSA of 1024 bits": (rsa(1024, 65537), "1024 bits"),
    "RSA of 2047 bits": (rsa(2047, 65537), "2047 bits"),
    "RSA of 17000 bits": (rsa(17_000, 65537), "17000 bits"),
    "RSA with the exponent 3": (rsa(2048, 3), "the exponent 3;"),
    "RSA": (rsa(2048, 65537), ""),
    "P-192": (generate_private_key(SECP192R1()).public_key(), "on the curve secp192r1"),
    "P-256": (generate_private_key(SECP256R1()).public_key(), ""),
    "Ed25519 of small order": (Ed25519PublicKey.from_public_bytes(ANYBODY.raw), weak.SMALL_ORDER),
    "Ed25519": (Ed25519PrivateKey.generate().public_key(), ""),
    "Ed448 of small order": (Ed448PublicKey.from_public_bytes(b"\1" + bytes(56)), weak.SMALL_ORDER),
    "Ed448": (Ed448PrivateKey.generate().public_key(), ""),
}


@pytest.mark.parametrize("kind", CERTIFIED)
def test_a_weak_key_of_a_certificate_is_reported(kind: str) -> None:
    key, why = CERTIFIED[kind]
    assert why in weak.find_certificate_weakness(key)
    assert bool(why) == bool(weak.find_certificate_weakness(key))


def test_no_authority_and_no_root_of_a_signed_pdf_has_a_weak_key(tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_text(pem(weak_root()), encoding="utf-8")
    _, err, code = run("microdep trust add-authority Stamps --trust-root root.pem", tmp_path)
    assert (2, True) == (code, "of `CN=Weak Root`, its RSA key has 1024 bits" in err), err
    pytest.importorskip("pyhanko", reason="pyHanko is not here; install microdep-rules[pades]")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n")
    _, err, code = run("microdep pades a.pdf --verify --trust-root root.pem", tmp_path)
    assert (2, True) == (code, "a certificate of --trust-root: its RSA key has 1024 bits" in err), err


def test_a_point_that_is_on_no_curve_is_no_key() -> None:
    key = generate_private_key(SECP256R1()).public_key()
    data = bytearray(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    data[-1] ^= 1
    with pytest.raises(ValueError, match="Invalid key"):
        load_der_public_key(bytes(data))
