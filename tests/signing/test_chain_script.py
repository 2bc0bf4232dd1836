"""The script in `VERIFY.md`: the whole chain by OpenSSL, OpenSSH and coreutils, without this product."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from microdep_rules.signing import dsse
from microdep_rules.signing.statement import RESERVED, Signer
from tests.cli.replay import run
from tests.each import sample_of
from tests.signing import attacked, authority, bundles
from tests.signing.attacked import ANN, ATTACKS, BOB, CAROL

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the script is for a POSIX shell")


@pytest.fixture(autouse=True)
def _tools() -> None:
    for tool in ("openssl", "ssh-keygen", "sha256sum"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not here; install openssl, openssh-client and coreutils")


def script(bundle: Path) -> tuple[str, int]:
    """What the script of a bundle prints, saved as its page says, and its exit code."""
    page = (bundle / "VERIFY.md").read_text("utf-8")
    (text,) = re.findall(r"^```sh save\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    done = subprocess.run(["sh"], input=text, cwd=bundle, check=False, capture_output=True, text=True)
    return done.stdout, done.returncode


def test_it_verifies_every_sign_off_of_a_closed_bundle_in_its_order(before: Path, tmp_path: Path) -> None:
    attacked.copied(before, tmp_path / "all", "out")
    bundle = tmp_path / "all" / "out"
    reported, code = script(bundle)
    assert (0, True) == (code, "no closing seal: somebody may have removed a later sign-off" in reported), (
        reported
    )
    _by_openssh(bundle)
    attacked.close(bundle)
    reported, code = script(bundle)
    assert (0, True) == (code, reported.strip().rpartition("\n")[2].startswith("CHAIN VERIFIED")), reported
    for line in (
        "approved 2026-11-24T10:00:00Z by Ann Adams, lead-auditor, with ann.pub",
        "approved 2026-11-24T11:00:00Z by Bob Berg, approver, with bob.pub",
        "approved 2026-11-24T12:00:00Z by Carol Cole, reviewer, with carol.pub",
        "closing.dsse.json: closed 2026-11-24T13:00:00Z by Ann Adams, lead-auditor, with ann.pub",
    ):
        assert line in reported


def test_it_prints_each_reservation_and_the_verdict_that_was_seen(before: Path, tmp_path: Path) -> None:
    attacked.copied(before, tmp_path / "all", "out")
    bundle = tmp_path / "all" / "out"
    _by_openssh(bundle, decision=RESERVED, reservations=("the magnets", 'a digest "differs"'))
    reported, code = script(bundle)
    assert 0 == code, reported
    lines = [line.strip() for line in reported.splitlines()]
    assert 'with the reservation: "the magnets"' in lines
    assert 'with the reservation: "a digest \\"differs\\""' in lines
    assert 3 == lines.count("has seen the verdict fail")


def _by_openssh(bundle: Path, **changes: Any) -> None:
    import json

    from microdep_rules.signing import sshsig

    summary = json.loads((bundle / "record.json").read_bytes())["summary"]
    said = bundles.signoff(
        bundle,
        CAROL,
        signed_at=attacked.AT["carol"],
        result=summary["verdict"],
        counts=summary["counts"],
        **changes,
    )
    path = bundles.write(bundle, CAROL, said, ".statement.json", said.payload)
    path.with_name(f"{path.name}.sig").write_bytes(sshsig.make_signature(bundles.key("carol"), said.payload))


FAILS = {
    "change the verdict in report.html": "a file was changed",
    "add a file": "a file was added or removed",
    "remove a file": "a file was added or removed",
    "replace a file by a link": "is not a regular file",
    "add a second closing seal": "there are two closing seals",
    "state a time before the bundle was made": "or before the bundle",
    "state a time in the future": "is dated in the future",
    "edit the record and make all pages again after people signed": "is about a different manifest",
    "copy a sign-off of another bundle": "is about a different manifest",
    "remove a rejection and all later sign-offs": "were removed, added or moved",
    "rename a sign-off so that the order of the sign-offs changes": "were removed, added or moved",
    "remove the rejection at the end of a closed bundle": "are not those of the closing seal",
    "make a closing seal for only some of the sign-offs": "are not those of the closing seal",
    "add a sign-off after the closing seal": "are not those of the closing seal",
    "let an unknown person make a closing seal": "is not signed by a key",
    "make a closing seal, and state a time before the last sign-off": "is dated before the previous sign-off",
    "give a sign-off the name of the closing seal": "is not a closing seal",
    "change a bit in a signature": "is not signed by a key",
    "change the decision in an envelope": "is not signed by a key",
    "state a time before the previous sign-off": "is dated before the previous sign-off",
    "sign with a key that nobody trusts": "is not signed by a key",
    "add a weak key, with which anybody can sign, to the trust store": "weak.pub is a key of small order",
    "approve after a rejection": "rejected: signoffs/1-approver-bob@example.com.dsse.json",
    "replace a timestamp by a folder": "is a folder in the folder of sign-offs",
    "add a timestamp without a sign-off": "is a timestamp, but its file is missing",
    "add a timestamp with an unexpected name": "is not a file of a sign-off",
    "add a signature without a statement": "is a signature, but its file is missing",
    "add a statement without a signature": "has no signature file",
    "replace a timestamp by a pipe": "is not a regular file",
    "add a copy of a sign-off as the signature of a closing seal": "is a signature, but its file is missing",
    "add a sign-off with a line break in its name": "a name in the bundle contains or begins with",
    "add a sign-off with an escape character in its name": "a name in the bundle contains or begins with",
    "replace the timestamp of the closing seal by a text": "is not a timestamp",
    "replace the record of a closed bundle by a link": "./record.json is not a regular file",
    "replace the folder of sign-offs by a link": "./signoffs is not a regular file",
    "add an empty folder": "./more is an empty folder",
    "add an empty folder in the folder of sign-offs": "is a folder in the folder of sign-offs",
    "add a file named -, the name of the standard input": "a name in the bundle contains or begins with",
    "add a hidden file (its name begins with a period)": "a name in the bundle contains or begins with",
    "add an additional line in SHA256SUMS": "SHA256SUMS differs from manifest.json",
    "add an additional line in the closing seal": "does not have exactly the text",
    "add a closing seal that names another key": "does not have exactly the text",
    "add a sign-off with the name of another sign-off in capital letters": "differ in capital letters alone",
}
"""The last line of the script for attacks that `microdep verify` refuses (`docs/explanation/attacks.md`).

A sample runs the script on one in five; by `microdep verify` all of them are tried in every run.
"""


def test_every_attack_with_a_file_that_has_no_place_is_tried() -> None:
    assert attacked.NO_PLACE.keys() <= FAILS.keys()


@pytest.mark.parametrize("attack", sample_of(FAILS, 5))
def test_it_ends_at_the_first_problem(attack: str, before: Path, tmp_path: Path) -> None:
    attacked.copied(before, tmp_path / "all", "out", attack=attack)
    ATTACKS[attack][1](tmp_path / "all" / "out")
    if (tmp_path / "all" / "weak.pub").exists():
        shutil.copy(tmp_path / "all" / "weak.pub", tmp_path / "all" / "keys" / "0-weak.pub")
    reported, code = script(tmp_path / "all" / "out")
    last = reported.strip().rpartition("\n")[2]
    assert (1, True) == (code, last.startswith("NOT VERIFIED: ")), reported
    assert FAILS[attack] in last
    assert re.fullmatch(r"[ -~\n]*", reported), ascii(reported)


SIGNS = {
    "right to left": "\u202e",
    "a control sign of eight bits": "\x9b",
    "a tag": "\U000e0041",
    "no width": "\u200b",
    "a byte-order mark": "\ufeff",
    "delete": "\x7f",
}


@pytest.mark.parametrize("sign", sample_of(SIGNS, 3))
def test_no_sign_that_is_not_visible_reaches_the_terminal(sign: str, before: Path, tmp_path: Path) -> None:
    attacked.copied(before, tmp_path / "all", "out")
    bundle = tmp_path / "all" / "out"
    signer = Signer(ANN.id, f"Ånn{SIGNS[sign]} Adams", "", "lead-auditor")
    attacked.signed_anew(bundle, (ANN, {"signer": signer, "statement": f"I {SIGNS[sign]}agree."}))
    attacked.close(bundle, signer=signer)
    reported, code = script(bundle)
    shown = json.dumps(SIGNS[sign])[1:-1] if SIGNS[sign] != "\x7f" else r"\u007f"
    assert (0, 2, 1) == (code, reported.count(f"by Ånn{shown} Adams"), reported.count(f"I {shown}agree.")), (
        ascii(reported)
    )
    assert SIGNS[sign] not in reported


@pytest.mark.parametrize("sign", ["right to left", "delete"])
def test_a_statement_with_a_sign_that_is_not_written_as_its_code_is_refused(
    sign: str, before: Path, tmp_path: Path
) -> None:
    attacked.copied(before, tmp_path / "all", "out")
    bundle = tmp_path / "all" / "out"
    attacked.signed_anew(bundle, (ANN, {"statement": "I @agree."}))
    (path,) = (bundle / "signoffs").iterdir()
    payload = dsse.parse_envelope(path.read_bytes()).payload.replace(
        b"I @agree.", f"I {SIGNS[sign]}agree.".encode()
    )
    path.write_bytes(bundles.sealed(payload, "ann"))
    reported, code = script(bundle)
    assert (1, True) == (code, "is not written in the form of a sign-off" in reported), ascii(reported)
    assert SIGNS[sign] not in reported


RAW = {
    "a return": (b"Ann Adams", b"Ann\rAdams"),
    "an escape sign": (b"Ann Adams", b"Ann\x1b[2J"),
    "bytes that are no UTF-8": (b"Ann Adams", b"Ann\x9bAdams"),
    "a key twice": (b'    "closedAt"', b'    "closedAt": "2026-11-24T13:00:00Z",\n    "closedAt"'),
    "two keys in a line": (b'    "timeSource"', b'    "closedAt": "x", "timeSource"'),
}


@pytest.mark.parametrize("how", sample_of(RAW, 2))
def test_a_closing_seal_that_is_no_canonical_json_is_refused(how: str, before: Path, tmp_path: Path) -> None:
    attacked.copied(before, tmp_path / "all", "out")
    bundle = tmp_path / "all" / "out"
    path = attacked.close(bundle)
    envelope = dsse.parse_envelope(path.read_bytes())
    old, new = RAW[how]
    assert old in envelope.payload
    changed = replace(envelope, payload=envelope.payload.replace(old, new))
    path.write_bytes(replace(changed, signature=bundles.key("ann").sign(changed.signed)).data)
    reported, code = script(bundle)
    assert (1, True) == (code, reported.endswith("is not written in the form of a closing seal\n")), ascii(
        reported
    )
    assert set(reported) & {"\r", "\x1b", "\x9b"} == set()


def test_a_signature_of_openssh_with_more_in_its_file_is_refused(before: Path, tmp_path: Path) -> None:
    attacked.copied(before, tmp_path / "all", "out")
    bundle = tmp_path / "all" / "out"
    _by_openssh(bundle)
    (path,) = (bundle / "signoffs").glob("*.sig")
    path.write_bytes(path.read_bytes() + b"PASS\n")
    reported, code = script(bundle)
    assert (1, True) == (code, "does not have exactly the text" in reported), reported


def test_a_timestamp_is_that_of_the_file_beside_it(before: Path, tmp_path: Path) -> None:
    attacked.copied(before, tmp_path / "all", "out")
    bundle = tmp_path / "all" / "out"
    path = attacked.close(bundle)
    reply = path.with_name(f"{path.name}.tsr")
    reply.write_bytes(authority.reply(path.read_bytes()))
    reported, code = script(bundle)
    closing = next(line for line in reported.splitlines() if line.startswith("signoffs/closing"))
    assert (0, True) == (code, closing.endswith("; a timestamp beside it is not verified here")), reported
    reply.write_bytes(authority.reply(b"another file"))
    reported, code = script(bundle)
    assert (1, True) == (code, "closing.dsse.json.tsr is a timestamp of another file" in reported), reported


@pytest.mark.parametrize(
    "name",
    sample_of(
        ["9-x.DSSE.json", "closing.x.dsse.json", "x.dsse.json", ".dsse.json", "two words.dsse.json"], 2
    ),
)
def test_a_file_of_another_name_among_the_sign_offs_is_not_passed_over(
    name: str, before: Path, tmp_path: Path
) -> None:
    attacked.copied(before, tmp_path / "all", "out")
    signoffs = tmp_path / "all" / "out" / "signoffs"
    shutil.copy(min(signoffs.iterdir()), signoffs / name)
    output, code = script(tmp_path / "all" / "out")
    assert (1, True) == (code, "is not a file of a sign-off" in output or "contains or begins with" in output)


def test_a_bundle_that_nobody_has_signed_is_not_verified(before: Path) -> None:
    reported, code = script(before / "unsigned")
    assert (1, "NOT VERIFIED: nobody has signed\n") == (code, reported)


def test_the_digest_of_a_custom_template_is_that_of_the_page(before: Path) -> None:
    page = (before / "custom" / "VERIFY.md").read_text("utf-8")
    (text,) = re.findall(r"```sh template\n(.*?)```", page, re.DOTALL)
    done = subprocess.run(
        ["sh"], input=text, cwd=before / "custom", check=True, capture_output=True, text=True
    )
    digest = done.stdout.split()[0]
    assert "pages made by a custom template; if a page differs from the record, the record counts" in page
    assert f"sha256:{digest}" in page
    assert f'"template": "sha256:{digest}"' in (before / "custom" / "manifest.json").read_text("utf-8")
    assert digest in (before / "custom" / "report.html").read_text("utf-8")
    assert "custom template" not in (before / "unsigned" / "VERIFY.md").read_text("utf-8")
    assert ("NOT VERIFIED: nobody has signed\n", 1) == script(before / "custom")


def test_signers_are_distinguished_by_their_keys_alone(before: Path, tmp_path: Path) -> None:
    attacked.copied(before, tmp_path / "all", "out")
    (tmp_path / "all" / "keys" / "bob.pub").unlink()
    reported, code = script(tmp_path / "all" / "out")
    assert (1, True) == (code, "is not signed by a key in ../keys" in reported)
    assert {ANN.id, BOB.id} & set(reported.split()) == set()


NAMED: dict[str, tuple[dict[str, Any], str]] = {
    "an approval of what is not valid": ({"result": "invalid"}, "approves a bundle with the verdict invalid"),
    "an approval of an error": ({"result": "error"}, "approves a bundle with the verdict error"),
    "an approval of nothing": (
        {"result": "nothing_checked"},
        "approves a bundle with the verdict nothing checked",
    ),
    "an approval of a check of a day to come": (
        {"as_of": "2099-01-01"},
        "approved with a check date in the future",
    ),
    "an approval of a check of the last day": ({"as_of": "9999-12-31"}, "with a check date in the future"),
    "a signer without a name": (
        {"signer": Signer("x@y", "...", "", "reviewer")},
        "has a signer without an id, a name or a role",
    ),
    "a signer without a role": (
        {"signer": Signer("x@y", "Ann", "", "--")},
        "has a signer without an id, a name or a role",
    ),
    "a name that nobody sees": (
        {"signer": Signer("x@y", "\u200b", "", "a")},
        "has a signer without an id, a name or a role",
    ),
    "a statement of nothing": ({"statement": " . "}, "has an empty statement"),
    "another independence": ({"independence": "zeroth"}, "has an unknown independence"),
    "an approval with reservations": (
        {"reservations": ("the magnets",)},
        "has reservations that do not match its decision",
    ),
    "reservations that there are not": (
        {"decision": RESERVED},
        "has reservations that do not match its decision",
    ),
    "a reservation of nothing": (
        {"decision": RESERVED, "reservations": ("-",)},
        "has an empty reservation",
    ),
    "the last day of the calendar": ({"signed_at": "9999-12-31T10:00:00Z"}, "is dated in the future"),
}


@pytest.mark.parametrize("what", NAMED)
def test_what_the_statement_alone_shows_is_refused_by_the_script_and_by_verify(
    what: str, before: Path, tmp_path: Path
) -> None:
    attacked.copied(before, tmp_path / "all", "out")
    bundle = tmp_path / "all" / "out"
    changes, why = NAMED[what]
    attacked.signed_anew(bundle, (ANN, changes))
    if what in sample_of(NAMED, 5):
        printed, code = script(bundle)
        last = printed.strip().rpartition("\n")[2]
        assert (1, True) == (code, last.startswith("NOT VERIFIED: ") and why in last), printed
    assert 7 == run("microdep verify out", tmp_path / "all")[2]


def test_it_prints_what_it_does_not_check_and_its_page_lists_the_same(before: Path, tmp_path: Path) -> None:
    attacked.copied(before, tmp_path / "all", "out")
    bundle = tmp_path / "all" / "out"
    reported, code = script(bundle)
    printed = re.findall(r"^not checked here: (.*)$", reported, re.MULTILINE)
    page = (bundle / "VERIFY.md").read_text("utf-8").partition("Not checked by the script:\n\n")[2]
    assert (0, printed) == (code, re.findall(r"^- (.*)$", page.partition("\n\n")[0], re.MULTILINE)), reported
    assert 5 <= len(printed)
