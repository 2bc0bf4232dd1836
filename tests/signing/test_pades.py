"""A PDF signed with the certificate of a company, and what is said of one that was changed."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from microdep_rules.signing import certificates, pades
from microdep_rules.signing.certificates import CompanyCertificate, Holder, load_company
from microdep_rules.signing.pades import NotAPdfError, check_signatures, sign_pdf
from tests.cli.replay import run
from tests.each import sample_of
from tests.signing import bundles
from tests.signing.authority import pem

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("pyhanko", reason="pyHanko is not here; install microdep-rules[pades]")
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

BEGINS, ENDS = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
AT = "--signed-at 2026-11-24T10:00:00Z"
PASSPHRASE = "correct horse"  # noqa: S105 - of keys that are made here
SIGN = f"microdep pades report.pdf --certificate ann.p12 --output signed.pdf --role lead-auditor {AT}"
VERIFY = "microdep pades signed.pdf --verify --trust-root root.pem"
KEYS = {
    "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "RSA": lambda: rsa.generate_private_key(65537, 2048),
    "RSA of 1024 bits": lambda: rsa.generate_private_key(65537, 1024),  # noqa: S505 - it is refused
    "secp256k1": lambda: ec.generate_private_key(ec.SECP256K1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
}
FONTS = b"<< /Font << /F 5 0 R >> >>"
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


@cache
def key(kind: str) -> Key:
    found = KEYS[kind]()
    assert isinstance(found, Key)
    return found


@cache
def root_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def name(word: str) -> x509.Name:
    """A common name; or a whole name, as `OU=Second,CN=Ann Adams`."""
    if "=" in word:
        return x509.Name.from_rfc4514_string(word)
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, word)])


def certificate(
    word: str,
    own: Key,
    *,
    root: bool = False,
    ends: datetime = ENDS,
    signs: tuple[bool, bool] = (True, True),
    purposes: tuple[str, ...] = (),
    mail: str = "",
) -> x509.Certificate:
    """The certificate of a word by our root; `signs`: digitalSignature and nonRepudiation."""
    usage = x509.KeyUsage(
        digital_signature=signs[0] and not root,
        content_commitment=signs[1] and not root,
        key_encipherment=not any(signs),
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=root,
        crl_sign=root,
        encipher_only=False,
        decipher_only=False,
    )
    built = (
        x509.CertificateBuilder(name("Example Root"), name(word), own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGINS)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(root, None), critical=True)
        .add_extension(usage, critical=True)
    )
    if purposes:
        named = [x509.ObjectIdentifier(purpose) for purpose in purposes]
        built = built.add_extension(x509.ExtendedKeyUsage(named), critical=False)
    if mail:
        built = built.add_extension(x509.SubjectAlternativeName([x509.RFC822Name(mail)]), critical=False)
    return built.sign(root_key(), hashes.SHA256())


def archive(word: str, kind: str, passphrase: str = "", ends: datetime = ENDS, **more: Any) -> bytes:
    """A certificate with its key as PKCS#12."""
    how = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    own = key(kind)
    return pkcs12.serialize_key_and_certificates(
        word.encode(), own, certificate(word, own, ends=ends, **more), None, how
    )


def a_pdf(made: str = "", root: bytes = b"", page: bytes = b"", more: tuple[bytes, ...] = ()) -> bytes:
    """A page with one line of text, of a day as PDF writes it; `more` are objects from the seventh on."""
    text = b"BT /F 24 Tf 72 720 Td (FAIL: 1 fail) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % root,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources %s %s >>"
        % (FONTS, page),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /CreationDate (%s) >>" % made.encode(),
        *more,
    ]
    data, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return data + b"trailer\n<< /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        b" /Info 6 0 R" if made else b"",
        start,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "report.pdf").write_bytes(a_pdf())
    (tmp_path / "ann.p12").write_bytes(archive("Ann Adams", "P-256"))
    root = certificate("Example Root", root_key(), root=True)
    (tmp_path / "root.pem").write_text(pem(root), encoding="utf-8")
    return tmp_path


def by_bob(folder: Path) -> str:
    """The command by which somebody else signs behind the first."""
    (folder / "bob.p12").write_bytes(archive("Bob Berg", "RSA"))
    again = SIGN.replace("ann.p12", "bob.p12").replace("report.pdf", "signed.pdf")
    return again.replace("--output signed.pdf", "--output both.pdf").replace("lead-auditor", "approver")


def test_a_pdf_is_signed_by_two_and_each_signature_holds(folder: Path) -> None:
    out, err, code = run(SIGN, folder)
    assert ("signed by CN=Ann Adams: signed.pdf\n", "", 0) == (out, err, code)
    out, err, code = run(VERIFY, folder)
    first = "certified by CN=Ann Adams, 2026-11-24T10:00:00Z (as the signer claims)"
    assert (0, "") == (code, err)
    assert f"{first}, signed as lead-auditor: intact, trusted\nVERIFIED: the PDF is as it was signed\n" == out
    assert 0 == run(by_bob(folder), folder)[2]
    out, err, code = run(VERIFY.replace("signed.pdf", "both.pdf"), folder)
    assert (0, "", 2) == (code, err, out.count(": intact, trusted"))
    assert "\nsigned by CN=Bob Berg, " in out


def test_another_program_finds_both_signatures_valid(folder: Path) -> None:
    if shutil.which("pdfsig") is None:
        pytest.skip("pdfsig is not here; install the package poppler-utils")
    assert 0 == run(SIGN, folder)[2]
    assert 0 == run(by_bob(folder), folder)[2]
    done = subprocess.run(["pdfsig", "both.pdf"], cwd=folder, check=True, capture_output=True, text=True)
    assert 2 == done.stdout.count("Signature is Valid")
    assert "Total document signed" in done.stdout


def test_the_same_pdf_reads_as_before(folder: Path) -> None:
    assert 0 == run(SIGN, folder)[2]
    assert (folder / "signed.pdf").read_bytes().startswith(a_pdf())


@pytest.mark.parametrize("where", [b"FAIL", b"/Reason", b"/ByteRange"])
def test_a_byte_that_is_another_is_noticed(where: bytes, folder: Path) -> None:
    assert 0 == run(SIGN, folder)[2]
    data = bytearray((folder / "signed.pdf").read_bytes())
    data[data.index(where) + 1] ^= 1
    (folder / "signed.pdf").write_bytes(bytes(data))
    out, err, code = run(VERIFY, folder)
    assert (7, "", True) == (code, err, "NOT VERIFIED: " in out)


def test_no_byte_outside_of_the_signature_can_be_changed_unseen(folder: Path) -> None:
    assert 0 == run(SIGN, folder)[2]
    whole = (folder / "signed.pdf").read_bytes()
    begins, ends = (int(each) for each in re.findall(rb"/ByteRange \[0 (\d+) (\d+)", whole)[0])
    root, unseen = (folder / "root.pem").read_bytes(), []
    for at in sample_of([*range(0, begins, 7), *range(ends, len(whole), 7)], 4):
        data = bytearray(whole)
        data[at] ^= 1
        try:
            found = check_signatures(bytes(data), [root], datetime(2026, 11, 24, 12, tzinfo=UTC))
        except NotAPdfError:
            continue
        if all(each.intact and each.trusted for each in found) and found:
            unseen.append(at)
    assert [] == unseen


def test_what_was_written_behind_the_last_signature_is_noticed(folder: Path) -> None:
    assert 0 == run(SIGN, folder)[2]
    with (folder / "signed.pdf").open("ab") as file:
        file.write(b"% nothing\n")
    out, _, code = run(VERIFY, folder)
    assert (7, True) == (code, "NOT INTACT" in out)


def test_a_page_that_was_changed_between_two_signatures_is_noticed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 0 == run(SIGN, folder)[2]
    writer = IncrementalPdfFileWriter(io.BytesIO((folder / "signed.pdf").read_bytes()))
    page = writer.root["/Pages"]["/Kids"][0]
    text = b"BT /F 24 Tf 72 720 Td (PASS: 1 pass) Tj ET"
    page["/Contents"] = writer.add_object(StreamObject(stream_data=text))
    writer.update_container(page)
    with (folder / "report.pdf").open("wb") as file:
        writer.write(file)  # type: ignore[no-untyped-call] # it has no types
    again = by_bob(folder).replace("signed.pdf", "report.pdf")
    _, err, code = run(again, folder)
    assert (2, True) == (code, "CN=Ann Adams signed something else: page 1 changed since" in err), err
    with monkeypatch.context() as careless:
        careless.setattr(pades, "_require_signable", lambda *_: None)
        assert 0 == run(again, folder)[2]
    out, _, code = run(VERIFY.replace("signed.pdf", "both.pdf"), folder)
    assert (7, 1, 1) == (code, out.count("NOT INTACT"), out.count(": intact, trusted"))
    assert out.endswith(
        "NOT VERIFIED: the PDF is not as it was signed: page 1 changed since CN=Ann Adams signed\n"
    )


class Disguised(CompanyCertificate, frozen=True):
    """A certificate of which our own command does not know that it has signed."""

    @property
    def holder(self) -> Holder:
        return Holder()


def test_one_holder_does_not_sign_in_two_roles(folder: Path) -> None:
    assert 0 == run(SIGN, folder)[2]
    again = by_bob(folder).replace("bob.p12", "ann.p12")
    _, err, code = run(again, folder)
    assert (2, True) == (code, "the holder of this certificate has signed it already" in err)
    ann = load_company((folder / "ann.p12").read_bytes(), None)
    other = Disguised(ann.name, ann.begins, ann.ends, ann.signer)
    data = sign_pdf((folder / "signed.pdf").read_bytes(), other, datetime(2026, 11, 24, 11, tzinfo=UTC), "x")
    (folder / "both.pdf").write_bytes(data)
    out, _, code = run(VERIFY.replace("signed.pdf", "both.pdf"), folder)
    assert (7, True) == (code, "the holder of its certificate has signed before" in out), out


LIKE_ANN = {
    "the same name in another unit": ("OU=Second,CN=ANN  ADAMS", "", "the same name, "),
    "the family name first": ("CN=Adams\\, Ann", "", "the same name, "),
    "a letter of another script": ("CN=\u0410nn Adams", "", "names that look alike"),
    "two letters that look like one": ("CN=Ann Adarns", "", "names that look alike"),
    "an initial": ("CN=A. Adams", "", "names of which one may be a short form of the other"),
    "a given name and a surname": ("2.5.4.4=Adams,2.5.4.42=Ann", "", "the same name, "),
    "the same in other signs of a name": ("CN=Seal 7,2.5.4.4=Adams,2.5.4.42=Ann", "", "the same name, "),
    "the same mail address": ("CN=Seal of Audits", "ann.adams@example.com", "the same mail address"),
}


@pytest.mark.parametrize("how", sample_of(LIKE_ANN, 3))
def test_one_holder_under_a_similar_name_is_no_second_person(how: str, folder: Path) -> None:
    subject, mail, why = LIKE_ANN[how]
    (folder / "ann.p12").write_bytes(archive("Ann Adams", "P-256", mail="ann.adams@example.com"))
    assert 0 == run(SIGN, folder)[2]
    again = by_bob(folder)
    (folder / "bob.p12").write_bytes(archive(subject, "RSA", mail=mail))
    _, err, code = run(again, folder)
    assert (2, True) == (code, "the holder of this certificate has signed it already" in err), err
    second = load_company((folder / "bob.p12").read_bytes(), None)
    other = Disguised(second.name, second.begins, second.ends, second.signer)
    data = sign_pdf((folder / "signed.pdf").read_bytes(), other, datetime(2026, 11, 24, 11, tzinfo=UTC), "x")
    (folder / "both.pdf").write_bytes(data)
    out, _, code = run(VERIFY.replace("signed.pdf", "both.pdf"), folder)
    assert (7, True) == (code, "the holder of its certificate has signed before" in out), out
    assert why in out


def test_two_people_of_one_company_are_two(folder: Path) -> None:
    (folder / "ann.p12").write_bytes(archive("O=Example Ltd,CN=Ann Adams", "P-256", mail="ann@example.com"))
    assert 0 == run(SIGN, folder)[2]
    again = by_bob(folder)
    (folder / "bob.p12").write_bytes(archive("O=Example Ltd,CN=Bob Berg", "RSA", mail="bob@example.com"))
    assert 0 == run(again, folder)[2]
    assert 0 == run(VERIFY.replace("signed.pdf", "both.pdf"), folder)[2]


SERVER, CLIENT = ExtendedKeyUsageOID.SERVER_AUTH.dotted_string, ExtendedKeyUsageOID.CLIENT_AUTH.dotted_string
CODE, MAIL = (
    ExtendedKeyUsageOID.CODE_SIGNING.dotted_string,
    ExtendedKeyUsageOID.EMAIL_PROTECTION.dotted_string,
)
FOR_DOCUMENTS = {
    "anyExtendedKeyUsage": ("2.5.29.37.0",),
    "emailProtection": (MAIL,),
    "documentSigning of RFC 9336": ("1.3.6.1.5.5.7.3.36",),
    "Authentic Documents Trust of Adobe": ("1.2.840.113583.1.1.5",),
    "Document Signing of Microsoft": ("1.3.6.1.4.1.311.10.3.12",),
    "clientAuth and emailProtection": (CLIENT, MAIL),
}
FOR_OTHERS: dict[str, tuple[dict[str, Any], str]] = {
    "serverAuth": ({"purposes": (SERVER,)}, "its extended key usage (serverAuth) does not permit"),
    "clientAuth": ({"purposes": (CLIENT,)}, "its extended key usage (clientAuth) does not permit"),
    "serverAuth and codeSigning": ({"purposes": (SERVER, CODE)}, "(serverAuth, codeSigning) does not permit"),
    "a purpose that nobody knows": ({"purposes": ("1.2.3.4",)}, "(1.2.3.4) does not permit"),
    "encryption": ({"signs": (False, False)}, "neither digitalSignature nor nonRepudiation"),
    "encryption of mail": (
        {"signs": (False, False), "purposes": (MAIL,)},
        "neither digitalSignature nor nonRepudiation",
    ),
}


@pytest.mark.parametrize("purpose", FOR_DOCUMENTS)
@pytest.mark.parametrize("signs", [(True, False), (False, True)], ids=["digitalSignature", "nonRepudiation"])
def test_a_certificate_for_documents_is_trusted(purpose: str, signs: tuple[bool, bool], folder: Path) -> None:
    more: dict[str, Any] = {"purposes": FOR_DOCUMENTS[purpose], "signs": signs}
    (folder / "ann.p12").write_bytes(archive("Ann Adams", "P-256", **more))
    assert 0 == run(SIGN, folder)[2]
    assert 0 == run(VERIFY, folder)[2]


@pytest.mark.parametrize("purpose", FOR_OTHERS)
def test_a_certificate_for_other_purposes_signs_nothing_and_is_not_trusted(
    purpose: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more, why = FOR_OTHERS[purpose]
    (folder / "ann.p12").write_bytes(archive("Web Server", "P-256", **more))
    _, err, code = run(SIGN, folder)
    assert (2, True, False) == (code, why in err, (folder / "signed.pdf").exists()), err
    assert "take a certificate for signing documents or mail" in err
    with monkeypatch.context() as careless:
        careless.setattr(certificates, "find_purpose_fault", lambda _: "")
        assert 0 == run(SIGN, folder)[2]
    out, _, code = run(VERIFY, folder)
    assert (7, True, True) == (code, "intact, not trusted" in out, why in out), out


def test_nobody_had_a_pdf_on_a_day_to_come(folder: Path) -> None:
    assert 0 == run(SIGN, folder)[2]
    out, err, code = run(f"{VERIFY} --at 2999-01-01T00:00:00Z", folder)
    assert ("", 2, True) == (out, code, "2999-01-01T00:00:00Z is in the future" in err)


ENDED = datetime(2026, 11, 10, tzinfo=UTC)
OUT_OF_TIME = {
    "an expired certificate on a later PDF": ("D:20261124000000Z", "2026-11-05", "dated before the PDF"),
    "an expired certificate on a PDF of no day": ("", "2026-11-05", "its certificate expired on 2026-11-10"),
    "an expired certificate": ("D:20261101000000Z", "2026-11-05", "its certificate expired on 2026-11-10"),
}


@pytest.mark.parametrize("how", OUT_OF_TIME)
def test_an_expired_certificate_is_not_trusted(how: str, folder: Path) -> None:
    made, at, reported = OUT_OF_TIME[how]
    (folder / "report.pdf").write_bytes(a_pdf(made))
    (folder / "ann.p12").write_bytes(archive("Ann Adams", "P-256", ends=ENDED))
    assert 0 == run(SIGN.replace("2026-11-24", at), folder)[2]
    out, _, code = run(VERIFY, folder)
    assert (7, True, True) == (code, "intact, not trusted" in out, reported in out), out


def test_who_had_the_pdf_before_the_certificate_ended_can_say_so(folder: Path) -> None:
    (folder / "ann.p12").write_bytes(archive("Ann Adams", "P-256", ends=ENDED))
    assert 0 == run(SIGN.replace("2026-11-24", "2026-11-05"), folder)[2]
    assert 0 == run(f"{VERIFY} --at 2026-11-06T10:00:00Z", folder)[2]
    out, _, code = run(f"{VERIFY} --at 2026-11-04T10:00:00Z", folder)
    assert (7, True) == (code, "its time is in the future" in out)


def test_nobody_signs_a_pdf_in_the_future_or_before_the_signature_in_front(folder: Path) -> None:
    _, err, code = run(SIGN.replace("2026-11-24", "2026-12-31"), folder)
    assert (2, True) == (code, "is in the future" in err)
    assert 0 == run(SIGN, folder)[2]
    assert 0 == run(by_bob(folder).replace("T10:00", "T09:00"), folder)[2]
    out, _, code = run(VERIFY.replace("signed.pdf", "both.pdf"), folder)
    assert (7, True) == (code, "dated before the PDF, or the signature before it" in out)


def test_a_certificate_of_nobody_who_is_trusted_is_reported(folder: Path) -> None:
    assert 0 == run(SIGN, folder)[2]
    out, err, code = run("microdep pades signed.pdf --verify", folder)
    assert (7, "", True) == (code, err, "intact, not trusted" in out)
    assert "name the root with --trust-root" in out


def test_a_pdf_that_nobody_has_signed_is_reported(folder: Path) -> None:
    assert ("nobody has signed this PDF\n", "", 1) == run("microdep pades report.pdf --verify", folder)


@pytest.mark.parametrize(
    ("kind", "reported"),
    [
        ("Ed25519", "which Acrobat does not support; take a certificate with a key of P-256 or RSA"),
        ("RSA of 1024 bits", "its RSA key has 1024 bits"),
        ("secp256k1", "on the curve secp256k1"),
    ],
)
def test_a_key_that_acrobat_does_not_know_signs_nothing(kind: str, reported: str, folder: Path) -> None:
    (folder / "ann.p12").write_bytes(archive("Ann Adams", kind))
    _, err, code = run(SIGN, folder)
    assert (2, True, False) == (code, reported in err, (folder / "signed.pdf").exists()), err


def test_a_signed_copy_has_no_place_in_a_bundle_and_is_never_written_over(folder: Path) -> None:
    bundles.made(folder / "out")
    _, err, code = run(SIGN.replace("--output signed.pdf", "--output out/inputs/signed.pdf"), folder)
    assert (2, True) == (code, "is inside the bundle" in err)
    assert 0 == run(SIGN, folder)[2]
    _, err, code = run(SIGN, folder)
    assert (2, True) == (code, "exists, and is not overwritten" in err)


def test_a_passphrase_is_read_from_a_descriptor_and_from_nowhere_else(folder: Path) -> None:
    (folder / "ann.p12").write_bytes(archive("Ann Adams", "P-256", PASSPHRASE))
    _, err, code = run(SIGN, folder)
    assert (2, True) == (code, "--passphrase-fd" in err)
    for passphrase, ended in (("another", 2), (PASSPHRASE, 0)):
        read, write = os.pipe()
        os.write(write, f"{passphrase}\n".encode())
        os.close(write)
        assert ended == run(f"{SIGN} --passphrase-fd {read}", folder)[2]
        os.close(read)


@pytest.mark.parametrize(
    ("command", "reported"),
    [
        ("microdep pades report.pdf", "name --certificate and --output"),
        (f"{SIGN} --trust-root root.pem", "name --certificate and --output"),
        (f"{VERIFY} --certificate ann.p12", "--verify signs nothing"),
        (SIGN.replace("ann.p12", "root.pem"), "not a PKCS#12 file"),
        (SIGN.replace("report.pdf", "root.pem"), "the PDF `root.pem` cannot be signed"),
        (SIGN.replace("2026", "2028"), "is valid from 2026-01-01 to 2027-01-01, not on"),
        (SIGN.replace("report.pdf", "nothing.pdf"), "cannot be read"),
        ("microdep pades report.pdf --verify --trust-root ann.p12", "it is not a certificate"),
    ],
)
def test_wrong_usage_is_reported(command: str, reported: str, folder: Path) -> None:
    _, err, code = run(command, folder)
    assert (2, True) == (code, reported in err), err


def test_bytes_that_are_no_pdf_are_reported(folder: Path) -> None:
    (folder / "signed.pdf").write_bytes(b"%PDF-1.7\nnothing")
    out, err, code = run(VERIFY, folder)
    assert (7, "", True) == (code, err, "NOT VERIFIED: the PDF cannot be read" in out)


def test_a_copy_that_nobody_could_verify_is_not_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pades, "LARGEST", len(a_pdf()) + 1_000)
    _, err, code = run(SIGN, folder)
    assert (2, True) == (code, "the largest verified size" in err), err
    assert not (folder / "signed.pdf").exists()


def test_without_the_extra_it_is_said_which_to_install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyhanko", None)
    _, err, code = run(SIGN, folder)
    assert (2, True) == (code, "pip install 'microdep-rules[pades]'" in err)
