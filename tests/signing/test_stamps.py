"""A timestamp proves when a sign-off existed; each kind of invalid timestamp has a report of its own."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from microdep_rules.signing import stamps, trust
from microdep_rules.signing.trust import format_trust
from microdep_rules.signing.verify import verify
from tests.cli.replay import run
from tests.conftest import CHECKOUT
from tests.each import sample_of
from tests.messages.forms import key_of
from tests.signing import authority, bundles, stamping
from tests.signing.authority import NOON, ROOT, STAMPER, TRUSTED, granted, pem, token
from tests.signing.bundles import ANN, TRUST, key, made, person, sign
from tests.signing.stamping import CASES, EACH_STAMPED, FIRST, ONE, STAMPED, put, reported_for, signed

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.signing.trust import Trust

TSA = """\
[tsa]
default_tsa = local
[local]
serial = serial
signer_cert = stamper.pem
signer_key = stamper.key
certs = {certs}
default_policy = 1.2.3.4
digests = sha256, sha384, sha512
signer_digest = sha256
ess_cert_id_alg = sha256
"""
STRANGE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


def store_in(folder: Path, store: Trust) -> None:
    (folder / "trust.toml").write_text(format_trust(store), encoding="utf-8")


def codes(found: object) -> tuple[str, ...]:
    assert isinstance(found, list)
    return tuple(key_of(each).removeprefix("bundle/") for each in found)


@pytest.mark.parametrize("how", CASES)
def test_each_kind_of_timestamp_reply_has_its_own_report(how: str, tmp_path: Path) -> None:
    case = CASES[how]
    assert case.codes == codes(reported_for(case, tmp_path))


def test_a_stamp_tells_when_the_sign_off_was_there(tmp_path: Path) -> None:
    path = signed(tmp_path)
    put(path, authority.reply(path.read_bytes()))
    (found,) = bundles.verified(tmp_path, STAMPED, ONE).signed
    assert (NOON, True) == (found.stamped, found.is_valid)
    (found,) = bundles.verified(tmp_path, TRUST, ONE).signed
    assert (None, True) == (found.stamped, found.is_valid)


def test_a_signature_of_openssh_is_stamped_too(tmp_path: Path) -> None:
    path = bundles.sign_by_openssh(made(tmp_path), ANN)
    signature = path.with_name(f"{path.name}.sig")
    reply = put(signature, authority.reply(signature.read_bytes()))
    found = bundles.verified(tmp_path, STAMPED, EACH_STAMPED)
    assert ((), NOON) == (found.problems, found.signed[0].stamped)
    reply.rename(path.with_name(f"{path.name}.tsr"))
    assert ["file-not-listed signoff", "timestamp-broken alone"] == bundles.codes(tmp_path, STAMPED, ONE)


def test_a_stamp_without_its_sign_off_is_reported(tmp_path: Path) -> None:
    assert "timestamp-broken alone" in codes(stamping.reported("timestamp-broken alone", tmp_path))


def test_a_sign_off_counts_with_a_stamp_where_the_policy_asks_for_one(tmp_path: Path) -> None:
    path = signed(tmp_path)
    found = bundles.verified(tmp_path, STAMPED, EACH_STAMPED)
    assert (["bundle/timestamp-missing"], True) == (
        [problem.code for problem in found.problems],
        found.intact,
    )
    assert (("lead-auditor",), [False]) == (found.empty, [each.is_valid for each in found.signed])
    put(path, authority.reply(path.read_bytes()))
    found = bundles.verified(tmp_path, STAMPED, EACH_STAMPED)
    assert ((), (), [True]) == (found.problems, found.empty, [each.is_valid for each in found.signed])


@pytest.mark.parametrize(
    ("revoked", "at", "holds"),
    [
        (date(2026, 11, 25), NOON, True),
        (date(2026, 11, 24), NOON, False),
        (date(2026, 11, 25), datetime(2026, 11, 25, tzinfo=UTC), False),
        (date(2026, 11, 25), datetime(2026, 11, 24, 23, 59, 59, tzinfo=UTC), True),
        (date(2026, 12, 25), None, False),
    ],
)
def test_a_compromised_key_holds_for_what_was_stamped_before(
    revoked: date, at: datetime | None, holds: bool, tmp_path: Path
) -> None:
    lost = trust.Key(key("ann").public, revoked_at=revoked, compromised=True)
    store = replace(STAMPED, people=(person("ann", "lead-auditor", keys=(lost,)),))
    path = signed(tmp_path)
    if at is not None:
        put(path, authority.reply(path.read_bytes(), at))
    assert ([] if holds else ["key-expired"]) == bundles.codes(tmp_path, store, ONE)
    # What nobody answers for proves nothing.
    assert ["key-expired"] == bundles.codes(tmp_path, replace(store, authorities=()), ONE)


REPLIES = ("a stamp", "certificates between", "certificates between and the root")


def unseen(whole: bytes, about: bytes, store: Trust) -> list[int]:
    """The bits of a reply that can be flipped without an error."""
    found = []
    # A sample changes one byte in three or four, in one bit after the other.
    for bit in sample_of(range(8 * len(whole)), 27):
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << (bit % 8)
        stamp, problems = stamps.check_reply("x", bytes(changed), about, store.authorities)
        if not problems and stamp is not None and (stamp.authority or not store.authorities):
            found.append(bit)
    return found


@pytest.mark.parametrize("how", REPLIES)
def test_no_bit_of_a_reply_can_be_flipped_unseen_where_its_authority_is_trusted(
    how: str, tmp_path: Path
) -> None:
    path = signed(tmp_path)
    whole = CASES[how].reply(path.read_bytes())
    put(path, whole)
    files = bundles.held(tmp_path)
    assert verify(bundles.Held(files), STAMPED, ONE).intact
    assert [] == unseen(whole, files[FIRST], STAMPED)


@pytest.mark.parametrize("how", REPLIES)
def test_where_nobody_is_trusted_no_bit_can_be_flipped_unseen_but_above_the_signer(
    how: str, tmp_path: Path
) -> None:
    about = signed(tmp_path).read_bytes()
    whole = CASES[how].reply(about)
    above = set()
    for each in map(authority.der, (stamping.BETWEEN, ROOT)):
        at = whole.find(each)
        above |= set(range(8 * at, 8 * (at + len(each)))) if at >= 0 else set()
    assert [] == [bit for bit in unseen(whole, about, TRUST) if bit not in above]


def test_a_stamp_of_an_authority_that_the_trust_store_does_not_have_is_an_error(tmp_path: Path) -> None:
    path = signed(tmp_path / "out")
    put(path, authority.reply(path.read_bytes()))
    store_in(tmp_path, replace(TRUST, authorities=(stamping.ELSEWHERE,)))
    _, err, code = run("microdep verify out", tmp_path)
    assert (7, True) == (code, "bundle/untrusted-authority" in err)


def test_two_certificates_of_one_issuer_and_number_have_the_same_report_in_each_run(tmp_path: Path) -> None:
    path = signed(tmp_path / "out")
    put(path, CASES["two certificates of one issuer and number"].reply(path.read_bytes()))
    store_in(tmp_path, STAMPED)
    reported = {
        subprocess.run(
            [sys.executable, "-m", "microdep_rules", "verify", "out"],
            cwd=tmp_path,
            check=False,
            capture_output=True,
            env={"PYTHONPATH": str(CHECKOUT), "MICRODEP_PROGRESS": "off", "PYTHONHASHSEED": str(seed)},
        ).stderr
        for seed in range(4)
    }
    assert [True] == [b"two certificates in it have the same issuer and number" in each for each in reported]


def test_whatever_bytes_there_are_they_are_reported(tmp_path: Path) -> None:
    about = signed(tmp_path).read_bytes()
    whole, chance = authority.reply(about), random.Random(7)  # noqa: S311 - the same bytes each time
    for _ in range(500):
        changed = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(changed))
            match chance.randrange(3):
                case 0:
                    changed[at] = chance.randrange(256)
                case 1:
                    del changed[at : at + chance.randrange(1, 9)]
                case _:
                    changed[at:at] = chance.randbytes(chance.randrange(1, 9))
        found, problems = stamps.check_reply("x", bytes(changed), about, (TRUSTED,))
        assert problems or found is None or not found.authority


# ---- the commands --------------------------------------------------------------------------------------


def test_queries_are_written_and_replies_put_in_their_place(tmp_path: Path) -> None:
    bundles.signed(tmp_path / "out")
    store_in(tmp_path, STAMPED)
    (tmp_path / "policy.toml").write_text(
        'timestamps = true\nrequire = [{role = "lead-auditor"}, {role = "approver"}]\n', encoding="utf-8"
    )
    check = "microdep verify out --policy policy.toml"
    out, err, code = run(check, tmp_path)
    assert (1, True, True) == (code, "missing   approver" in out, "bundle/timestamp-missing" in err)
    out, _, code = run("microdep stamp out --requests ask", tmp_path)
    assert 0 == code
    assert [
        f"{SENT} --data-binary @ask/{name}.tsq --output ask/{name}.tsr URL" for name in NAMES
    ] == out.splitlines()[:2]
    assert "microdep stamp out ask/*.tsr" == out.splitlines()[-1]
    for name in NAMES:
        about = (tmp_path / "out" / "signoffs" / name).read_bytes()
        (tmp_path / "ask" / f"{name}.tsr").write_bytes(granted(token(about, STAMPER), "Operation Okay"))
    replies = " ".join(f"ask/{name}.tsr" for name in reversed(NAMES))
    out, err, code = run(f"microdep stamp out {replies}", tmp_path)
    assert (0, "") == (code, err)
    assert f"timestamped 2026-11-24T12:00:00Z: out/signoffs/{NAMES[0]}.tsr" in out
    out, err, code = run(f"{check} --verbose", tmp_path)
    assert (1, True) == (code, err.count("[") == err.count(bundles.NOT_COMPARED)), err
    assert "          timestamped 2026-11-24T12:00:00Z, signed by CN=stamper" in out
    assert "approved, 2026-11-24T10:00:00Z, timestamped 2026-11-24T12:00:00Z by Example Stamps" in out
    required = "2 sign-offs required: lead-auditor, approver by distinct persons, each timestamped"
    assert f"policy    {required}" in out
    assert ("every sign-off has a timestamp\n", "", 0) == run("microdep stamp out --requests ask", tmp_path)


NAMES = ("1-lead-auditor-ann.dsse.json", "2-approver-bob.dsse.json")
SENT = "curl --fail --silent --show-error --header 'Content-Type: application/timestamp-query'"


def test_a_query_is_never_written_over_and_never_in_the_bundle(tmp_path: Path) -> None:
    bundles.signed(tmp_path / "out")
    assert 0 == run("microdep stamp out --requests ask", tmp_path)[2]
    before = bundles.held(tmp_path / "ask")
    assert 0 == run("microdep stamp out --requests ask", tmp_path)[2]
    assert before == bundles.held(tmp_path / "ask")
    (tmp_path / "circle").symlink_to("circle")
    _, err, code = run("microdep stamp out --requests circle", tmp_path)
    assert (2, True) == (code, "the links are circular" in err)
    _, err, code = run("microdep stamp out --requests out/ask", tmp_path)
    assert (2, True) == (code, "is in the bundle" in err)


@pytest.mark.parametrize(
    ("how", "code", "reported"),
    [
        ("another file", 2, "is the timestamp of no sign-off"),
        ("a refusal", 7, "the authority refused the timestamp: rejected (no such policy)"),
        ("a text", 7, "bundle/timestamp-broken"),
        ("a certificate for servers", 7, "bundle/timestamp-broken"),
        ("a certificate that had ended", 7, "bundle/timestamp-broken"),
        ("a digest that is too weak", 7, "expected SHA-256"),
        ("certificates in another order", 0, ""),
        ("words that nobody signed", 0, ""),
        ("a list of revocations", 0, ""),
        ("a signature by another key", 7, "the signature of the authority does not match its content"),
        ("no name of a certificate", 7, "it does not name the certificate of its signer"),
        ("two certificates of one issuer and number", 7, "two certificates in it have the same issuer"),
    ],
)
def test_a_reply_is_looked_into_before_it_is_put_in_its_place(
    how: str, code: int, reported: str, tmp_path: Path
) -> None:
    path = signed(tmp_path / "out")
    (tmp_path / "reply.tsr").write_bytes(CASES[how].reply(path.read_bytes()))
    _, err, ended = run("microdep stamp out reply.tsr", tmp_path)
    assert (code, True) == (ended, reported in err), err
    assert (code == 0) == path.with_name(f"{path.name}.tsr").exists()
    if code == 0:
        assert [] == bundles.codes(tmp_path / "out", STAMPED, EACH_STAMPED)


def test_a_reply_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    path = signed(tmp_path / "out")
    (tmp_path / "reply.tsr").write_bytes(authority.reply(path.read_bytes()))
    assert 0 == run("microdep stamp out reply.tsr", tmp_path)[2]
    _, err, code = run("microdep stamp out reply.tsr", tmp_path)
    assert (2, True) == (code, "exists, and is not overwritten" in err)


@pytest.mark.parametrize("command", ["microdep stamp out", "microdep stamp out x.tsr --requests ask"])
def test_either_queries_or_replies_are_asked_for(command: str, tmp_path: Path) -> None:
    signed(tmp_path / "out")
    _, err, code = run(command, tmp_path)
    assert (2, True) == (code, "name replies, or a folder" in err)


def test_a_timestamp_of_an_untrusted_authority_is_reported_and_proves_nothing(tmp_path: Path) -> None:
    path = signed(tmp_path / "out")
    put(path, authority.reply(path.read_bytes()))
    store_in(tmp_path, TRUST)
    out, err, code = run("microdep verify out", tmp_path)
    assert (1, True) == (code, err.count("[") == err.count(bundles.NOT_COMPARED)), err
    assert "(time stated by the signer; timestamped by CN=stamper, which is not trusted)" in out


def test_without_the_extra_no_stamp_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = signed(tmp_path / "out")
    put(path, authority.reply(path.read_bytes()))
    store_in(tmp_path, STAMPED)
    (tmp_path / "policy.toml").write_text(
        'timestamps = true\n[[require]]\nrole = "lead-auditor"\n', encoding="utf-8"
    )
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    out, err, code = run("microdep verify out", tmp_path)
    assert (1, True) == (code, err.count("[") == err.count(bundles.NOT_COMPARED)), err
    assert "stamps    1 not checked; to check them, install microdep-rules[tsa]" in out
    assert "(time stated by the signer; its timestamp was not checked)" in out
    out, err, code = run("microdep verify out --policy policy.toml", tmp_path)
    assert (1, True) == (code, "bundle/timestamp-missing" in err)
    _, err, code = run("microdep stamp out --requests ask", tmp_path)
    assert (2, True) == (code, "pip install 'microdep-rules[tsa]'" in err)


def test_nothing_of_stamps_is_imported_where_there_is_none(tmp_path: Path) -> None:
    signed(tmp_path / "out")
    store_in(tmp_path, STAMPED)
    program = (
        "import sys; from microdep_rules.cli.main import call; code = call(['verify', 'out']); "
        "sys.exit(code != 1 or any(each in sys.modules for each in ('rfc3161_client', 'cryptography.x509')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, check=False, env={"PYTHONPATH": str(CHECKOUT)}
    )
    assert 0 == done.returncode


def test_an_authority_is_added_and_written_again(tmp_path: Path) -> None:
    store_in(tmp_path, TRUST)
    (tmp_path / "root.pem").write_text(f"a line before\n{pem(ROOT)}", encoding="utf-8")
    add = "microdep trust add-authority 'Example Stamps' --trust-root root.pem"
    out, err, code = run(add, tmp_path)
    assert (0, "", True) == (code, err, "CN=root" in out)
    read = trust.parse((tmp_path / "trust.toml").read_text("utf-8"))
    assert STAMPED == read
    assert read == trust.parse(format_trust(read))
    _, err, code = run(add, tmp_path)
    assert (2, True) == (code, "is in `trust.toml` already" in err)
    (tmp_path / "stamper.pem").write_text(pem(STAMPER), encoding="utf-8")
    _, err, code = run("microdep trust add-authority Other --trust-root stamper.pem", tmp_path)
    assert (2, True) == (code, "add the certificates of its issuers" in err)
    (tmp_path / "stamper.pem").write_text("no certificate", encoding="utf-8")
    _, err, code = run("microdep trust add-authority Other --trust-root stamper.pem", tmp_path)
    assert (2, True) == (code, "its certificate cannot be read" in err)


def test_people_come_and_go_and_authorities_stay(tmp_path: Path) -> None:
    store_in(tmp_path, STAMPED)
    (tmp_path / "carol.pub").write_text(f"{key('carol').public.openssh} carol\n", encoding="utf-8")
    for command in (
        "add carol --name Carol --role reviewer --public-key carol.pub",
        "revoke carol.pub --invalid-from 2026-11-24",
        "export --output signers",
        "import signers --role approver --trust other.toml",
    ):
        assert 0 == run(f"microdep trust {command}", tmp_path)[2]
    read = trust.parse((tmp_path / "trust.toml").read_text("utf-8"))
    assert (3, (TRUSTED,)) == (len(read.people), read.authorities)


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("[[authorities]]\nname = 'A'\n", "`certificate` must be a text, and is missing"),
        ("[[authorities]]\ncertificate = 'A'\n", "authority 1: `name` must be a text, and is missing"),
        ("[[authorities]]\nname = 'A'\ncertificate = 'MII'\n", "is the text of a PEM file"),
        ("[[authorities]]\nname = 'A'\nurl = 'x'\n", "an authority has no field `url`"),
        ("authorities = 'A'\n", "`authorities` must be a list of tables"),
        (f"[[authorities]]\nname = 'A'\ncertificate = '''{pem(ROOT)}'''\n" * 2, "`A` appears twice"),
        (
            f"[[authorities]]\nname = 'A'\ncertificate = '''\n{STRANGE.replace('MIIB', 'MII')}'''\n",
            "the Base64 of its certificate cannot be read",
        ),
    ],
)
def test_what_is_wrong_with_an_authority_is_reported(text: str, reported: str) -> None:
    with pytest.raises(trust.NotATrustStoreError) as problem:
        trust.parse(text)
    assert reported in str(problem.value)


def test_an_invalid_certificate_of_an_authority_is_reported_once_there_is_a_timestamp(tmp_path: Path) -> None:
    path = signed(tmp_path / "out")
    put(path, authority.reply(path.read_bytes()))
    store_in(tmp_path, replace(TRUST, authorities=(trust.Authority("Odd", STRANGE),)))
    _, err, code = run("microdep verify out", tmp_path)
    assert (2, True) == (code, "the authority `Odd`: its certificate cannot be read" in err)


# ---- OpenSSL -------------------------------------------------------------------------------------------


def openssl(folder: Path, *words: str) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not here; install the package openssl")
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize(
    ("word", "certs", "query"),
    [
        ("stamper", "stamper.pem", "ours"),
        ("stamper", "root.pem", "theirs"),
        ("RSA", "root.pem", "ours"),
        ("RSA", "stamper.pem", "theirs"),
    ],
)
def test_openssl_answers_our_queries_and_we_take_its_replies(
    word: str, certs: str, query: str, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    days = (now - timedelta(days=2), now + timedelta(days=9))
    root = authority.certificate("here", "here", begins=days[0], ends=days[1])
    stamper = authority.certificate(word, "here", begins=days[0], ends=days[1])
    for name, text in (("root.pem", pem(root)), ("stamper.pem", pem(stamper)), ("tsa.cnf", TSA)):
        (tmp_path / name).write_text(text.format(certs=certs), encoding="utf-8")
    (tmp_path / "stamper.key").write_bytes(authority.secret(word))
    made(tmp_path / "out", at=(now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ"))
    path = sign(tmp_path / "out", ANN, signed_at=now.strftime("%Y-%m-%dT%H:%M:%SZ"))
    asked = f"ask/{path.name}.tsq"
    if query == "ours":
        assert 0 == run("microdep stamp out --requests ask", tmp_path)[2]
    else:
        (tmp_path / "ask").mkdir()
        openssl(tmp_path, "ts", "-query", "-data", str(path), "-sha384", "-cert", "-out", asked)
    openssl(tmp_path, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", asked, "-out", "reply.tsr")
    assert 0 == run("microdep stamp out reply.tsr", tmp_path)[2]
    store = replace(TRUST, authorities=(trust.Authority("Here", pem(root)),))
    wide = trust.Key(key("ann").public)
    found = bundles.verified(
        tmp_path / "out", replace(store, people=(person("ann", "lead-auditor", keys=(wide,)),)), EACH_STAMPED
    )
    assert ((), True) == (found.problems, found.signed[0].stamped is not None)
    # What was put there is a reply to OpenSSL, too.
    openssl(tmp_path, "ts", "-verify", "-data", str(path), "-in", f"{path}.tsr", "-CAfile", "root.pem")


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are those of a POSIX shell")
def test_the_commands_of_the_page_verify_a_stamp_without_us(tmp_path: Path) -> None:
    path = signed(tmp_path / "out")
    put(path, authority.reply(path.read_bytes()))
    (tmp_path / "authority.pem").write_text(pem(ROOT), encoding="utf-8")
    page = (CHECKOUT / "microdep_rules" / "report" / "templates" / "verify.md.j2").read_text("utf-8")
    (block,) = re.findall(r"```sh stamp\n(.*?)```", page, re.DOTALL)
    openssl(tmp_path, "version")
    commands = block.replace("-CAfile", f"-attime {int(authority.NOON.timestamp())} -CAfile")
    done = subprocess.run(
        ["sh", "-ec", commands], cwd=tmp_path / "out", check=True, capture_output=True, text=True
    )
    assert "Verification: OK" in done.stdout + done.stderr
    assert "Time stamp: Nov 24 12:00:00 2026 GMT" in done.stdout
    path.write_bytes(path.read_bytes() + b" ")
    failed = subprocess.run(["sh", "-ec", commands], cwd=tmp_path / "out", check=False, capture_output=True)
    assert 0 != failed.returncode


def test_a_stamp_of_the_future_is_reported(tmp_path: Path) -> None:
    path = signed(tmp_path)
    put(path, authority.reply(path.read_bytes()))
    before = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
    found = bundles.verified(tmp_path, STAMPED, ONE, before).problems
    assert [("bundle/signing-time", f"{FIRST}.tsr")] == [(e.code, e.span.path) for e in found]
