"""What a reply of a time stamp authority may be, each with the codes that tell it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from cryptography.x509.oid import ExtendedKeyUsageOID
from msgspec.structs import replace

from microdep_rules.signing.der import EXPLICIT, SECOND, SEQUENCE, content, elements, encode
from microdep_rules.signing.policy import Policy, Requirement
from microdep_rules.signing.trust import Authority
from tests.signing import authority, bundles
from tests.signing.authority import (
    CONTENT_TYPE,
    DIGEST,
    OCTETS,
    ROOT,
    SIGNED_BY,
    SIGNED_DATA,
    STAMP_INFO,
    STAMPER,
    TRUSTED,
    certificate,
    granted,
    pem,
    refused,
    token,
)
from tests.signing.bundles import ANN, TRUST

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cryptography.x509 import Certificate

    from microdep_rules.diagnostics import Diagnostic
    from tests.signing.authority import Attributes

FIRST = "signoffs/1-lead-auditor-ann.dsse.json"
STAMPED = replace(TRUST, authorities=(TRUSTED,))
ONE = Policy((Requirement("lead-auditor"),))
EACH_STAMPED = replace(ONE, timestamps=True)
ELSEWHERE = Authority("Elsewhere", pem(certificate("elsewhere", "elsewhere")))
PINNED = Authority("Pinned", pem(STAMPER, ROOT))
BETWEEN = certificate("between", "root", usage=())
BELOW = certificate("below", "between")
OTHER = certificate("other", "root")
FOR_SERVERS = certificate("servers", "root", usage=(ExtendedKeyUsageOID.SERVER_AUTH,))
FOR_BOTH = certificate(
    "both", "root", usage=(ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.SERVER_AUTH)
)
AS_A_HINT = certificate("hint", "root", critical=False)
ENDED = certificate("ended", "root", ends=datetime(2026, 11, 24, 11, tzinfo=UTC))
NOT_YET = certificate("not yet", "root", begins=datetime(2026, 11, 24, 13, tzinfo=UTC))
OLD_ROOT = certificate("old", "old", ends=datetime(2026, 11, 1, tzinfo=UTC))
UNDER_OLD = certificate("stamper", "old")
FORGED = certificate("stamper", "root", by="mallory")
NOT_AS_SIGNED = certificate("between", "root", usage=(), by="mallory")
OF_A_STRANGER = certificate("root", "stranger", usage=())
OF_RSA = certificate("RSA", "root")


class Case(NamedTuple):
    """A reply about a sign-off, the trusted authorities, and the diagnostics."""

    reply: Callable[[bytes], bytes]
    codes: tuple[str, ...] = ()
    authorities: tuple[Authority, ...] = (TRUSTED,)
    policy: Policy = ONE


def in_order(*held: Certificate) -> tuple[Certificate, ...]:
    """Certificates as they stand in a reply."""
    return tuple(sorted(held, key=authority.der))


def saying(change: Callable[[bytes, Certificate], Attributes]) -> Callable[[bytes], bytes]:
    """A reply that the authority signed, with other attributes."""
    return lambda about: granted(token(about, STAMPER, said=change))


def but(kind: bytes, value: bytes | None) -> Callable[[bytes], bytes]:
    """A reply with another value of an attribute, or without it."""
    return saying(
        lambda info, signer: (
            *(attribute for attribute in authority.attributes(info, signer) if attribute[0] != kind),
            *(() if value is None else ((kind, value),)),
        )
    )


def also(*more: tuple[bytes, bytes]) -> Callable[[bytes], bytes]:
    """A reply with attributes more."""
    return saying(lambda info, signer: (*authority.attributes(info, signer), *more))


def with_a_list(about: bytes) -> bytes:
    """A reply with a list of revocations, which nobody signed."""
    data = authority.reply(about)
    whole = [*elements(content(data, SEQUENCE))]
    kind, wrapped = elements(content(whole[1], SEQUENCE))
    parts = elements(content(content(wrapped, EXPLICIT), SEQUENCE))
    inside = encode(SEQUENCE, *parts[:-1], encode(SECOND, encode(SEQUENCE)), parts[-1])
    return encode(SEQUENCE, whole[0], encode(SEQUENCE, kind, encode(EXPLICIT, inside)))


def broken(about: bytes) -> bytes:
    data = bytearray(authority.reply(about))
    data[-1] ^= 1
    return bytes(data)


CASES: dict[str, Case] = {
    "a stamp": Case(authority.reply),
    "a stamp that the policy asks for": Case(authority.reply, policy=EACH_STAMPED),
    "an authority that is trusted by its own certificate": Case(authority.reply, authorities=(PINNED,)),
    "several authorities": Case(authority.reply, authorities=(ELSEWHERE, TRUSTED)),
    "certificates between": Case(
        lambda about: granted(token(about, BELOW, "below", inside=in_order(BELOW, BETWEEN)))
    ),
    "certificates between and the root": Case(
        lambda about: granted(token(about, BELOW, "below", inside=in_order(BELOW, BETWEEN, ROOT)))
    ),
    "a certificate of a stranger that the trust store has": Case(
        lambda about: granted(token(about, STAMPER, inside=in_order(STAMPER, OF_A_STRANGER))),
        authorities=(Authority("Example Stamps", pem(ROOT, OF_A_STRANGER)),),
    ),
    "a certificate of a stranger where nobody is trusted": Case(
        lambda about: granted(token(about, STAMPER, inside=in_order(STAMPER, OF_A_STRANGER))), authorities=()
    ),
    "the certificate named by SHA-1": Case(
        saying(
            lambda info, signer: (*authority.attributes(info, signer)[:2], authority.named(signer, "sha1"))
        )
    ),
    "the certificate named twice": Case(also(authority.named(STAMPER, "sha1"))),
    "the certificate named by SHA-512": Case(
        but(*authority.named(STAMPER, "sha512", stated=authority.SHA512)),
    ),
    "certificates between that the trust store has": Case(
        lambda about: granted(token(about, BELOW, "below")),
        authorities=(Authority("Example Stamps", pem(BETWEEN, ROOT)),),
    ),
    "a clock that is a little behind": Case(
        lambda about: authority.reply(about, datetime(2026, 11, 24, 9, 55, tzinfo=UTC))
    ),
    "an authority that nobody asks for": Case(authority.reply, authorities=()),
    "an authority that nobody has": Case(
        authority.reply, ("untrusted-authority",), (ELSEWHERE,), EACH_STAMPED
    ),
    "an authority that nobody has, where nobody asks": Case(
        authority.reply, ("untrusted-authority",), (ELSEWHERE,)
    ),
    "an authority where nobody is trusted and somebody asks": Case(
        authority.reply, ("untrusted-authority",), (), EACH_STAMPED
    ),
    "a certificate of a stranger": Case(
        lambda about: granted(token(about, STAMPER, inside=in_order(STAMPER, OF_A_STRANGER))),
        ("untrusted-authority issuer",),
    ),
    "another one than the one that is trusted by its own certificate": Case(
        lambda about: granted(token(about, OTHER, "other")),
        ("untrusted-authority",),
        (PINNED,),
        EACH_STAMPED,
    ),
    "certificates between that are not there": Case(
        lambda about: granted(token(about, BELOW, "below")), ("untrusted-authority",), policy=EACH_STAMPED
    ),
    "a root that has ended": Case(
        lambda about: granted(token(about, UNDER_OLD)),
        ("untrusted-authority",),
        (Authority("Old", pem(OLD_ROOT)),),
        EACH_STAMPED,
    ),
    "nothing": Case(lambda _: b"", ("timestamp-broken reply",)),
    "another file": Case(lambda _: authority.reply(b"something else"), ("timestamp-broken other-file",)),
    "a refusal": Case(lambda _: refused(2, "no such policy"), ("timestamp-missing refused",)),
    "a stamp with changes": Case(
        lambda about: authority.reply(about).replace(b"\x30\x03\x02\x01\x00", b"\x30\x03\x02\x01\x01", 1),
        ("timestamp-missing refused",),
    ),
    "a signature by another key": Case(
        lambda about: granted(token(about, STAMPER, "another")), ("timestamp-broken",)
    ),
    "a bit of the signature": Case(broken, ("timestamp-broken",)),
    "a signature by another key where nobody is trusted": Case(
        lambda about: granted(token(about, STAMPER, "another")), ("timestamp-broken",), ()
    ),
    "a signature of another kind than the key": Case(
        lambda about: granted(token(about, STAMPER, how=authority.RSA)), ("timestamp-broken",)
    ),
    "a key of another kind than the signature": Case(
        lambda about: granted(token(about, OF_RSA)), ("timestamp-broken",)
    ),
    "another kind of what is signed": Case(but(CONTENT_TYPE, SIGNED_DATA), ("timestamp-broken",)),
    "no kind of what is signed": Case(but(CONTENT_TYPE, None), ("timestamp-broken",)),
    "another digest": Case(but(DIGEST, encode(OCTETS, bytes(32))), ("timestamp-broken",)),
    "no digest": Case(but(DIGEST, None), ("timestamp-broken",)),
    "an attribute twice": Case(also((CONTENT_TYPE, STAMP_INFO)), ("timestamp-broken",)),
    "no name of a certificate": Case(but(SIGNED_BY, None), ("timestamp-broken",), ()),
    "the name of another certificate": Case(but(*authority.named(OTHER)), ("timestamp-broken",), ()),
    "the names of two certificates": Case(also(authority.named(OTHER, "sha1")), ("timestamp-broken",), ()),
    "a name that is none": Case(but(SIGNED_BY, encode(SEQUENCE)), ("timestamp-broken",), ()),
    "a certificate between that is not as it was signed": Case(
        lambda about: granted(token(about, BELOW, "below", inside=in_order(BELOW, NOT_AS_SIGNED, ROOT))),
        ("timestamp-broken",),
        (),
    ),
    "another one between, where the trust store has the right one": Case(
        lambda about: granted(token(about, BELOW, "below", inside=in_order(BELOW, NOT_AS_SIGNED))),
        ("timestamp-broken",),
        (Authority("Example Stamps", pem(BETWEEN, ROOT)),),
    ),
    "two certificates of one issuer and number": Case(
        lambda about: granted(token(about, STAMPER, inside=in_order(STAMPER, FORGED))),
        ("timestamp-broken reply",),
    ),
    "a certificate that somebody else signed": Case(
        lambda about: granted(token(about, FORGED)), ("timestamp-broken",)
    ),
    "more certificates than a chain has": Case(
        lambda about: granted(
            token(about, STAMPER, inside=in_order(*(certificate(str(n), str(n)) for n in range(17))))
        ),
        ("timestamp-broken reply",),
    ),
    "a certificate of a weak key": Case(
        lambda about: granted(token(about, STAMPER, inside=in_order(STAMPER, authority.weak()))),
        ("timestamp-broken",),
    ),
    "a list of revocations": Case(with_a_list, ("timestamp-broken reply",)),
    "another kind of stamp": Case(
        lambda about: granted(token(about, STAMPER, kind=SIGNED_DATA)), ("timestamp-broken reply",)
    ),
    "a length that is written longer": Case(
        lambda about: authority.reply(about).replace(b"\xa0\x82", b"\xa0\x83\x00", 1),
        ("timestamp-broken reply",),
    ),
    "no certificate": Case(
        lambda about: granted(token(about, STAMPER, inside=())), ("timestamp-broken certificate",)
    ),
    "a certificate for servers": Case(
        lambda about: granted(token(about, FOR_SERVERS, "servers")), ("timestamp-broken certificate",)
    ),
    "a certificate for servers too": Case(
        lambda about: granted(token(about, FOR_BOTH, "both")), ("timestamp-broken certificate",)
    ),
    "a certificate that says it as a hint": Case(
        lambda about: granted(token(about, AS_A_HINT, "hint")), ("timestamp-broken certificate",)
    ),
    "a certificate of a root": Case(
        lambda about: granted(token(about, ROOT, "root")), ("timestamp-broken certificate",)
    ),
    "a certificate that had ended": Case(
        lambda about: granted(token(about, ENDED, "ended")), ("timestamp-broken expired",)
    ),
    "a certificate that does not hold yet": Case(
        lambda about: granted(token(about, NOT_YET, "not yet")), ("timestamp-broken expired",)
    ),
    "a text": Case(lambda _: b"<html>busy</html>\n", ("timestamp-broken reply",)),
    "a stamp and more": Case(lambda about: authority.reply(about) + b"\n", ("timestamp-broken reply",)),
    "a stamp that is cut off": Case(lambda about: authority.reply(about)[:-1], ("timestamp-broken reply",)),
    "a digest that is too weak": Case(
        lambda about: granted(token(about, STAMPER, imprint=authority.SHA1)), ("timestamp-broken reply",)
    ),
    "words that nobody signed": Case(
        lambda about: granted(token(about, STAMPER), "all is well"), ("timestamp-broken reply",)
    ),
    "certificates in another order": Case(
        lambda about: granted(token(about, BELOW, "below", inside=in_order(BELOW, BETWEEN)[::-1])),
        ("timestamp-broken reply",),
    ),
    "a stamp of before it was signed": Case(
        lambda about: authority.reply(about, datetime(2026, 11, 24, 9, 54, 59, tzinfo=UTC)),
        ("signing-time",),
    ),
}


def signed(folder: Path) -> Path:
    """A bundle with one sign-off; the file of it."""
    return bundles.sign(bundles.made(folder), ANN)


def put(path: Path, reply: bytes) -> Path:
    """Puts a reply beside its sign-off."""
    target = path.with_name(f"{path.name}.tsr")
    target.write_bytes(reply)
    return target


def reported_for(case: Case, folder: Path) -> list[Diagnostic]:
    """The diagnostics about a bundle with one sign-off and a reply."""
    path = signed(folder)
    put(path, case.reply(path.read_bytes()))
    return list(bundles.verified(folder, replace(TRUST, authorities=case.authorities), case.policy).problems)


def reported(code: str, folder: Path) -> list[Diagnostic] | None:
    """The diagnostics of a code; `None` if the code is not about timestamps."""
    if code == "timestamp-broken alone":
        path = signed(folder)
        put(path, authority.reply(path.read_bytes()))
        path.unlink()
        return list(bundles.verified(folder, STAMPED).problems)
    if code == "timestamp-missing":
        signed(folder)
        return list(bundles.verified(folder, STAMPED, EACH_STAMPED).problems)
    found = next((case for case in CASES.values() if case.codes[:1] == (code,)), None)
    return None if found is None else reported_for(found, folder)
