"""The way of an auditor: a bundle, keys, two people who sign, and a stranger who verifies."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from microdep_rules.report.bundle import sealed
from microdep_rules.signing import keys
from microdep_rules.signing.manifest import NAME, SUMS
from microdep_rules.workspace.bundles import lock_folder
from tests.cli.replay import run
from tests.conftest import CHECKOUT
from tests.signing.bundles import held

if TYPE_CHECKING:
    from pathlib import Path

BOM = """\
schema: microdep-bom/1
document: {id: board}
components:
  - {name: NdFeB Magnets, origin: CN, restriction_index: 0.95}
  - {name: "<script>alert(1)</script> =1+1 {{ 7*7 }}", restriction_index: 0.95}
"""
REPORT = "microdep report bom.yaml --as-of 2026-11-24 --output out"
POLICY = '[[require]]\nrole = "lead-auditor"\n\n[[require]]\nrole = "approver"\n'
PASSPHRASE = "correct horse"  # noqa: S105 - of keys that are made here
EARLY = "--signed-at 2020-01-01T00:00:00Z"
AT = "--signed-at 2026-11-25T10:00:00Z --yes"
ANN = f"microdep signoff out --role lead-auditor --key ann {AT}"
BOB = f"microdep signoff out --role approver --key bob {AT}"
VERIFY = "microdep verify out --policy policy.toml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(keys, "ROUNDS", 1)
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    (tmp_path / "policy.toml").write_text(POLICY, encoding="utf-8")
    assert 1 == run(REPORT, tmp_path)[2]
    for id_, name, role in (("ann", "Ann Adams", "lead-auditor"), ("bob", "Bob Berg", "approver")):
        assert 0 == typed(f"microdep keys new {id_}", tmp_path)[2]
        add = f"microdep trust add {id_}@example.com --name '{name}' --role {role} --public-key {id_}.pub"
        assert 0 == run(add, tmp_path)[2]
    return tmp_path


def typed(command: str, folder: Path, passphrase: str = PASSPHRASE) -> tuple[str, str, int]:
    """A command that reads a passphrase from a file descriptor."""
    read, write = os.pipe()
    os.write(write, f"{passphrase}\n".encode())
    os.close(write)
    try:
        return run(f"{command} --passphrase-fd {read}", folder)
    finally:
        os.close(read)


def test_two_people_sign_and_a_stranger_verifies(folder: Path) -> None:
    out, _, code = run(VERIFY, folder)
    assert (1, True) == (code, "missing   lead-auditor" in out)
    assert 0 == typed(ANN, folder)[2]
    out, _, code = run(VERIFY, folder)
    assert (1, True) == (code, "missing   approver" in out)
    assert 0 == typed(BOB, folder)[2]
    out, err, code = run(f"{VERIFY} --verbose", folder)
    assert (0, "") == (code, err)
    assert "VERIFIED: the bundle is as it was signed" in out
    assert "signed    lead-auditor: Ann Adams <ann@example.com>, approved" in out


def test_what_is_signed_is_shown_before(folder: Path) -> None:
    _, err, _ = typed(ANN, folder)
    assert "verdict    FAIL: 1 fail, 1 unknown" in err
    assert "statement  I have examined this report" in err


@pytest.mark.parametrize(
    ("command", "reported"),
    [
        (ANN.replace("lead-auditor", "approver"), "has the roles lead-auditor, and not `approver`"),
        (ANN.replace("--key ann", "--key nobody"), "cannot be read"),
        (ANN.replace("--key ann", "--key bom.yaml"), "it is not a private key"),
        (ANN.replace("--yes", ""), "add --yes"),
        (ANN.replace("2026-11-25T10:00:00Z", "yesterday"), "is not a moment in UTC"),
        (f"{ANN} --trust none.toml", "cannot be read"),
        (ANN.replace("signoff out", "signoff nowhere"), "cannot be read"),
    ],
)
def test_a_person_who_may_not_sign_gets_the_reason(command: str, reported: str, folder: Path) -> None:
    _, err, code = typed(command, folder)
    assert (2, True) == (code, reported in err), err


def test_an_approver_accepts_for_the_organization_that_the_trust_store_states(folder: Path) -> None:
    _, err, _ = typed(BOB, folder)
    assert "accept its result.\n" in err
    assert "organization." not in err
    trust = (folder / "trust.toml").read_text("utf-8")
    berg = 'organization = "Berg Inc."'
    (folder / "trust.toml").write_text(trust.replace('organization = ""', berg), encoding="utf-8")
    shutil.rmtree(folder / "out" / "signoffs")
    _, err, _ = typed(BOB, folder)
    assert "accept its result on behalf of Berg Inc.\n" in err


def test_a_bundle_is_dated_by_a_day_or_a_moment(folder: Path) -> None:
    for given, dated in (("2026-11-25", "2026-11-25T00:00:00Z"), *[("2026-11-26T09:30:00Z",) * 2]):
        assert 1 == run(f"{REPORT} --generated-at {given} --force", folder)[2]
        assert f'"generated_at": "{dated}"' in (folder / "out" / "manifest.json").read_text("utf-8")
    for given in ("2026-02-30", "25.11.2026", "2026-11-25T10:00:00", "2026-11"):
        _, err, code = run(f"{REPORT} --generated-at {given} --force", folder)
        reported = (
            f"`{given}` is not a moment in UTC; write it as 2026-11-24T10:00:00Z, or a day as 2026-11-24"
        )
        assert (2, True) == (code, reported in err), err


def test_files_are_counted_in_one_way(folder: Path) -> None:
    out, _, _ = run(f"{REPORT} --force", folder)
    many = int(re.findall(r"wrote out: (\d+) files and their manifest", out)[0])
    out, _, _ = run("microdep verify out --reproduce", folder)
    assert f"manifest  {many} files, dated" in out
    assert f"REPRODUCED: all {many} files are the same" in out
    assert len((folder / "out" / "SHA256SUMS").read_text("utf-8").splitlines()) == many


def test_a_passphrase_is_never_taken_from_elsewhere(folder: Path) -> None:
    _, err, code = run(ANN, folder)
    assert (2, True) == (code, "--passphrase-fd" in err)
    _, err, code = typed(ANN, folder, "another one")
    assert (2, True) == (code, "the passphrase does not open it" in err)
    _, err, code = typed("microdep keys new short", folder, "short")
    assert (2, False) == (code, (folder / "short").exists())


def test_a_key_is_its_owners_alone_and_never_written_over(folder: Path) -> None:
    assert 0o600 == (folder / "ann").stat().st_mode & 0o777
    before = (folder / "ann").read_bytes()
    _, err, code = typed("microdep keys new ann", folder)
    assert (2, True) == (code, "exists" in err)
    assert before == (folder / "ann").read_bytes()


def test_nobody_signs_twice_and_nothing_is_signed_that_was_changed(folder: Path) -> None:
    assert 0 == typed(ANN, folder)[2]
    _, err, code = typed(ANN, folder)
    assert (2, True) == (code, "has already signed the bundle" in err)
    (folder / "out" / "report.md").write_text("PASS", encoding="utf-8")
    _, err, code = typed(BOB, folder)
    assert (7, True) == (code, "bundle/file-changed" in err)
    assert 7 == run(VERIFY, folder)[2]


def test_a_signed_bundle_is_never_written_over(folder: Path) -> None:
    _, err, code = run(REPORT, folder)
    assert (2, True) == (code, "overwrite it with --force" in err)
    assert 1 == run(f"{REPORT} --force", folder)[2]
    assert 0 == typed(ANN, folder)[2]
    _, err, code = run(f"{REPORT} --force", folder)
    assert (2, True) == (code, "is a signed bundle" in err)
    (folder / "other").mkdir()
    (folder / "other" / "mine.txt").write_text("mine", encoding="utf-8")
    _, err, code = run(REPORT.replace("--output out", "--output other"), folder)
    assert (2, True) == (code, "is not a bundle" in err)


def test_a_revoked_key_holds_for_what_was_signed_before(folder: Path) -> None:
    assert 0 == typed(ANN, folder)[2]
    one = "microdep verify out"
    assert 0 == run("microdep trust revoke ann.pub --invalid-from 2026-11-26 --because lost", folder)[2]
    assert 0 == run(one, folder)[2]
    assert 0 == run("microdep trust revoke ann.pub --invalid-from 2026-11-25 --because lost", folder)[2]
    _, err, code = run(one, folder)
    assert (7, True) == (code, "was revoked on 2026-11-25 (lost)" in err)
    assert 0 == run("microdep trust revoke ann.pub --invalid-from 2026-11-25 --compromised", folder)[2]
    _, err, code = run(one, folder)
    assert (7, True) == (code, "is compromised since 2026-11-25 (lost)" in err)


@pytest.mark.parametrize(
    ("again", "reported"),
    [
        ("--invalid-from 2026-11-20", "is compromised since 2026-11-20; add --compromised"),
        ("--invalid-from 2026-11-28 --compromised", "is revoked since 2026-11-20, which is before"),
    ],
)
def test_no_revocation_gives_a_key_more_hold(again: str, reported: str, folder: Path) -> None:
    run("microdep trust revoke ann.pub --invalid-from 2026-11-20 --compromised --because stolen", folder)
    before = (folder / "trust.toml").read_bytes()
    _, err, code = run(f"microdep trust revoke ann.pub {again}", folder)
    assert (2, True) == (code, reported in err), err
    assert before == (folder / "trust.toml").read_bytes()


@pytest.mark.parametrize(
    ("said", "reported"),
    [
        ("--reservation x", "an approval has no reservations"),
        ("--decision approved-with-reservations", "the reservation is missing"),
        ("--decision rejected", "the reason to reject the bundle is missing"),
        ("--decision rejected --reservation ' '", "has no letter and no digit"),
        ("--decision rejected --reservation '\u2060'", "has no letter and no digit"),
        ("--decision rejected --reservation x --reservation '\u0301'", "has no letter and no digit"),
    ],
)
def test_a_decision_and_its_reservations_go_together(said: str, reported: str, folder: Path) -> None:
    _, err, code = typed(f"{ANN} {said}", folder)
    assert (2, True) == (code, reported in err), err


def test_a_rejection_affirms_that_it_does_not_accept(folder: Path) -> None:
    _, err, code = typed(f"{BOB} --decision rejected --reservation 'the gimbal is open'", folder)
    assert (0, True) == (
        code,
        "examined this report in the role stated, and do not accept it" in err,
    )
    out, err, code = run("microdep verify out", folder)
    assert (7, True) == (code, "with the reservation: \u00ab the gimbal is open \u00bb" in out)
    assert "signed    approver: Bob Berg <bob@example.com>, rejected" in out
    assert "NOT VERIFIED: the bundle is as it was signed, but it was rejected" in out


def test_a_rejected_bundle_keeps_its_pages_and_its_close_names_the_rejection(folder: Path) -> None:
    assert 0 == typed(f"{BOB} --decision rejected --reservation 'the gimbal is open'", folder)[2]
    out, _, _ = run("microdep verify out", folder)
    assert "pages     agree with the record" in out
    assert "missing" not in out
    close = f"microdep signoff out --close --role lead-auditor --key ann {AT}"
    _, err, code = typed(close, folder)
    assert (0, True) == (code, "closes     approver: Bob Berg <bob@example.com>, REJECTED" in err), err
    assert "with the reservation: \u00ab the gimbal is open \u00bb" in err
    out, _, code = run("microdep verify out", folder)
    assert (7, True) == (code, "seal      closed, 1 sign-off, lead-auditor" in out), out


def test_a_signer_reads_that_the_check_was_not_made_again_and_what_fails(folder: Path) -> None:
    _, err, _ = typed(ANN, folder)
    assert "check      was not repeated" in err
    assert "microdep verify out --reproduce" in err
    assert "fails: 0 statutory, 1 company policy, 0 warnings" in err
    assert "packs      micro-dependency " in err
    assert "           not run: boards-and-batteries" in err
    out, _, _ = run("microdep verify out", folder)
    assert "fails: 0 statutory, 1 company policy, 0 warnings" in out


def test_what_is_affirmed_in_other_words_than_ours_is_shown(folder: Path) -> None:
    (folder / "own.txt").write_text("I have seen nothing.", encoding="utf-8")
    assert 0 == typed(f"{ANN} --statement own.txt", folder)[2]
    assert 0 == typed(BOB, folder)[2]
    out, _, _ = run("microdep verify out", folder)
    assert 1 == out.count("affirms, in the signer's own words, not a standard text")
    assert "not a standard text: \u00ab I have seen nothing. \u00bb" in out


def test_a_private_key_is_not_taken_for_a_public_one(folder: Path) -> None:
    add = "microdep trust add cat --name Cat --role approver --public-key ann"
    _, err, code = run(add, folder)
    assert (2, True) == (code, "it is a private key; name the public one" in err), err


def test_what_is_wrong_with_a_document_is_said_before_a_report_of_it(folder: Path) -> None:
    (folder / "bom.yaml").write_text("schema: microdep-bom/1\ncomponents: [{nmae: x}]\n", encoding="utf-8")
    out, err, code = run(REPORT.replace("--output out", "--output broken"), folder)
    assert (4, True) == (code, "bom.yaml:2:15" in err), err
    assert "verdict INVALID" in out


def test_keys_that_end_soon_are_reported(folder: Path) -> None:
    report = "microdep keys expire-report --as-of 2026-11-24"
    assert 0 == run(report, folder)[2]
    typed("microdep keys new third", folder)
    add = "microdep trust add ann@example.com --public-key third.pub --not-after 2026-12-24"
    assert 0 == run(add, folder)[2]
    out, _, code = run(report, folder)
    assert (1, True) == (code, "ends in 30 days  Ann Adams" in out)


def test_allowed_signers_go_both_ways(folder: Path) -> None:
    out, _, code = run("microdep trust export --output signers", folder)
    assert (0, "") == (code, out)
    assert 0 == run("microdep trust import signers --role approver --trust other.toml", folder)[2]
    again, _, _ = run("microdep trust export --trust other.toml", folder)
    assert (folder / "signers").read_text("utf-8") == again
    assert 'name = "Ann Adams"' in (folder / "other.toml").read_text("utf-8")
    _, err, code = run("microdep trust import signers --trust third.toml", folder)
    assert (0, True) == (code, "they have no role" in err)


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are those of a POSIX shell")
def test_the_commands_of_the_page_verify_without_us(folder: Path) -> None:
    for tool, package in (
        ("openssl", "openssl"),
        ("ssh-keygen", "openssh-client"),
        ("sha256sum", "coreutils"),
    ):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not here; install the package {package}")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "token"], cwd=folder, check=True)
    add = "microdep trust add carol@example.com --name Carol --role reviewer --public-key token.pub"
    assert 0 == run(add, folder)[2]
    assert 0 == typed(ANN, folder)[2]
    said, _, code = run(f"microdep signoff out --role reviewer --key token.pub {AT}", folder)
    assert 0 == code
    subprocess.run(said.splitlines()[-1], shell=True, cwd=folder, check=True, capture_output=True)  # noqa: S602 - as it is printed
    run("microdep trust export --output allowed_signers", folder)
    shutil.copy(folder / "ann.pub", folder / "signer.pub")
    page = (folder / "out" / "VERIFY.md").read_text("utf-8")
    blocks = [block for _, block in re.findall(r"```sh( key| ssh)?\n(.*?)```", page, re.DOTALL)]
    assert 4 == len(blocks)
    assert all(len(block.splitlines()) <= 5 for block in blocks)
    printed = [
        subprocess.run(
            ["sh", "-ec", block], cwd=folder / "out", check=True, capture_output=True, text=True
        ).stdout
        for block in blocks
    ]
    assert "Signature Verified Successfully" in printed[2]
    assert "Good" in printed[3]
    assert 0 == run("microdep verify out", folder)[2]
    (folder / "out" / "report.md").write_text("PASS", encoding="utf-8")
    failed = subprocess.run(["sh", "-ec", blocks[0]], cwd=folder / "out", check=False, capture_output=True)
    assert 0 != failed.returncode


def test_the_same_inputs_give_the_same_bytes(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    shutil.copy(folder / "bom.yaml", elsewhere)
    words = [sys.executable, "-m", "microdep_rules", *REPORT.split()[1:]]
    own = {"PYTHONPATH": str(CHECKOUT), "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LC_ALL": "C"}
    done = subprocess.run(words, cwd=elsewhere, env={**os.environ, **own}, check=False, capture_output=True)
    assert 1 == done.returncode, done.stderr
    assert held(folder / "out") == held(elsewhere / "out")


def test_what_cannot_be_read_again_is_in_no_bundle(folder: Path) -> None:
    command = f"{REPORT.replace('bom.yaml', '-').replace('--output out', '--output third')} < bom.yaml"
    _, err, code = run(command, folder)
    assert (4, True) == (code, "bundle/input-changed" in err)
    assert not (folder / "third").exists()


# ---- tried by somebody who means harm ------------------------------------------------------------------


PERSON = '[[people]]\nid = "{}"\nname = "Ann"\nroles = ["approver"]\n'


def store(folder: Path, *people: tuple[str, str], key: str = "") -> str:
    """A trust store with people by their ids, each with the key in a file."""
    text = ""
    for id_, file in people:
        line = " ".join((folder / file).read_text("utf-8").split()[:2])
        text += PERSON.format(id_) + f'[[people.keys]]\nkey = "{line}"\n'
    return text + key


def test_a_key_that_stands_twice_is_refused(folder: Path) -> None:
    line = " ".join((folder / "ann.pub").read_text("utf-8").split()[:2])
    again = f'[[people.keys]]\nkey = "{line}"\nrevoked_at = 2020-01-01\ncompromised = true\n'
    (folder / "trust.toml").write_text(store(folder, ("ann", "ann.pub"), key=again), encoding="utf-8")
    _, err, code = run("microdep verify out", folder)
    assert (2, True) == (code, "has the key SHA256:" in err and "twice" in err), err


@pytest.mark.parametrize("other", ["Ann@x", "ann@x ", "\u0430nn@x", "ann@x\u200b", "ann@x\nb", "*", "a,b"])
def test_nobody_is_two_people_by_an_id_that_looks_alike(other: str, folder: Path) -> None:
    escaped = other.replace("\n", "\\n")
    text = store(folder, ("ann@x", "ann.pub"), (escaped, "bob.pub"))
    (folder / "trust.toml").write_text(text, encoding="utf-8")
    _, err, code = run("microdep verify out", folder)
    assert (2, True) == (code, "appears twice" in err or "an id has letters" in err), err


@pytest.mark.parametrize(
    ("options", "reported"),
    [
        ('ann namespaces="git" ', "has a key for"),
        ('ann valid-before="20260101",valid-before="20300101" ', "has an option twice"),
        ("ann,bob ", "must name exactly one person"),
        ("*@example.com ", "must name exactly one person"),
        ("ann cert-authority ", "has the unknown option"),
    ],
)
def test_a_line_of_openssh_that_means_something_else_is_not_imported(
    options: str, reported: str, folder: Path
) -> None:
    line = " ".join((folder / "ann.pub").read_text("utf-8").split()[:2])
    (folder / "signers").write_text(f"{options}{line}\n", encoding="utf-8")
    _, err, code = run("microdep trust import signers --role approver --trust new.toml", folder)
    assert (2, True) == (code, reported in err), err


def test_the_last_day_of_the_calendar_ends_no_command(folder: Path) -> None:
    text = (
        (folder / "trust.toml")
        .read_text("utf-8")
        .replace("[[people.keys]]", "[[people.keys]]\nnot_after = 9999-12-31")
    )
    (folder / "trust.toml").write_text(text, encoding="utf-8")
    assert 0 == run("microdep trust export", folder)[2]
    assert 1 == run("microdep keys expire-report --as-of 9999-12-31 --horizon 36525", folder)[2]
    (folder / "trust.toml").write_text(
        text.replace("not_after = 9999-12-31", "revoked_at = 0001-01-01"), "utf-8"
    )
    assert 0 == run("microdep trust export", folder)[2]


@pytest.mark.parametrize(
    ("before", "more", "reported"),
    [
        ("trust revoke ann.pub --invalid-from 2026-11-20", "", "was revoked on 2026-11-20"),
        ("trust revoke ann.pub --invalid-from 2026-12-20 --compromised", "", "is compromised since"),
        ("keys list ann.pub", EARLY, "the bundle is dated"),
        ("keys list ann.pub", f"--decision rejected --reservation {'x' * 9000}", "too long"),
    ],
)
def test_what_would_not_hold_is_not_signed(before: str, more: str, reported: str, folder: Path) -> None:
    run(f"microdep {before}", folder)
    command = ANN.replace(AT.removesuffix(" --yes"), more) if more == EARLY else f"{ANN} {more}"
    _, err, code = typed(command, folder)
    assert (2, True) == (code, reported in err), err
    assert not (folder / "out" / "signoffs").exists()


@pytest.mark.parametrize(
    "record",
    [
        b"",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"summary": {"verdict": ["x"], "counts": {}}}',
        b'{"summary": {"verdict": null, "counts": {}}}',
        b'{"summary": {"verdict": "pass", "counts": {"fail": "a"}}}',
        b'{"summary": {"verdict": "pass", "counts": {"fail": 1.5}}}',
        b'{"summary": {"verdict": "pass", "counts": {"fail": -1}}}',
        b'{"summary": {"verdict": "pass", "counts": {"fail": NaN}}}',
        b'{"summary": {"verdict": "pass", "counts": {"fail": ' + b"9" * 5000 + b"}}}",
    ],
    ids=range(12),
)
def test_an_invalid_record_is_reported_by_every_command(record: bytes, folder: Path) -> None:
    files = {name: data for name, data in held(folder / "out").items() if name not in {NAME, SUMS}}
    for name, data in sealed({**files, "record.json": record}, "2026-11-24T00:00:00Z").items():
        (folder / "out" / name).write_bytes(data)
    codes = [
        typed(ANN, folder)[2],
        run("microdep verify out", folder)[2],
        run("microdep verify out --reproduce", folder)[2],
        run("microdep export out --format oscal", folder)[2],
        run("microdep report cover out --output c.html", folder)[2],
    ]
    assert [7, 7, 7, 7, 7] == codes


def test_a_far_too_large_input_is_reported_at_once(folder: Path) -> None:
    typed(ANN, folder)
    for name, reported in (
        ("manifest.json", "bundle/manifest"),
        ("SHA256SUMS", "bundle/manifest"),
        ("report.html", "bundle/file-changed"),
        ("signoffs/1-lead-auditor-ann-example-com.dsse.json", "bundle/signature-broken"),
    ):
        path = folder / "out" / name
        data = path.read_bytes()
        os.truncate(path, 40 * 1024**3)
        _, err, code = run("microdep verify out", folder)
        assert (7, True) == (code, reported in err), err
        path.write_bytes(data)
    assert 0 == run("microdep verify out", folder)[2]


@pytest.mark.parametrize(
    "command",
    [
        "microdep export out --format oscal --output out/record.json",
        "microdep export out --format oscal --output out/new.json",
        "microdep keys new out/key",
    ],
)
def test_nothing_else_is_written_into_a_bundle(command: str, folder: Path) -> None:
    before = held(folder / "out")
    _, err, code = (
        typed(command.replace(" --passphrase-fd 0", ""), folder)
        if "keys" in command
        else run(command, folder)
    )
    assert (2, True) == (code, "is inside the bundle" in err), err
    assert before == held(folder / "out")


def test_a_folder_that_holds_more_than_a_bundle_is_not_written_over(folder: Path) -> None:
    (folder / "out" / ".git").mkdir()
    (folder / "out" / ".git" / "config").write_text("", encoding="utf-8")
    _, err, code = run(f"{REPORT} --force", folder)
    assert (2, True) == (code, "has a file that is not of the bundle, `.git/config`" in err), err
    shutil.rmtree(folder / "out")
    (folder / "out").mkdir()
    for name in ("manifest.json", "precious.txt"):
        (folder / "out" / name).write_text("{}", encoding="utf-8")
    assert 2 == run(f"{REPORT} --force", folder)[2]
    assert (folder / "out" / "precious.txt").exists()


def test_two_people_do_not_sign_at_once(folder: Path) -> None:
    with lock_folder(folder / "out"):
        _, err, code = typed(ANN, folder)
    assert (2, True) == (code, "another person signs `out` at this moment" in err), err
    assert 0 == typed(ANN, folder)[2]


@pytest.mark.parametrize(
    "command", ["microdep keys new k --passphrase-fd -1", "microdep verify out --policy /dev/zero"]
)
def test_what_has_no_end_or_is_not_there_is_reported(command: str, folder: Path) -> None:
    _, err, code = run(f"microdep {command}", folder)
    assert (2, "internal error" in err) == (code, False), err


def test_a_passphrase_of_any_length_is_not_taken(folder: Path) -> None:
    _, err, code = typed("microdep keys new third", folder, "x" * 1500)
    assert (2, True) == (code, "a passphrase needs 8 to 500 characters" in err), err
