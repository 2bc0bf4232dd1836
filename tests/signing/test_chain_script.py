"""The script in `VERIFY.md`: the whole chain by OpenSSL, OpenSSH and coreutils, without this product."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.signing import attacked, bundles
from tests.signing.attacked import ANN, ATTACKS, BOB, CAROL

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the script is for a POSIX shell")


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for tool in ("openssl", "ssh-keygen", "sha256sum"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not here; install openssl, openssh-client and coreutils")
    folder = attacked.project(tmp_path_factory.mktemp("chain"))
    (folder / "keys").mkdir()
    for word in ("eve", "ann", "bob", "carol"):
        shutil.copy(folder / f"{word}.pub", folder / "keys" / f"{word}.pub")
    return folder


def script(bundle: Path) -> tuple[str, int]:
    """What the script of a bundle prints, saved as its page says, and its exit code."""
    page = (bundle / "VERIFY.md").read_text("utf-8")
    (text,) = re.findall(r"^```sh save\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    done = subprocess.run(["sh"], input=text, cwd=bundle, check=False, capture_output=True, text=True)
    return done.stdout, done.returncode


def test_it_verifies_every_sign_off_of_a_closed_bundle_in_its_order(before: Path, tmp_path: Path) -> None:
    shutil.copytree(before, tmp_path / "all")
    bundle = tmp_path / "all" / "out"
    told, code = script(bundle)
    assert (0, True) == (code, "no closing seal: a later sign-off, as a rejection" in told), told
    _by_openssh(bundle)
    attacked.close(bundle)
    told, code = script(bundle)
    assert (0, True) == (code, told.strip().rpartition("\n")[2].startswith("CHAIN VERIFIED")), told
    for line in (
        "approved 2026-11-24T10:00:00Z by Ann Adams, lead-auditor, with ann.pub",
        "approved 2026-11-24T11:00:00Z by Bob Berg, approver, with bob.pub",
        "approved 2026-11-24T12:00:00Z by Carol Cole, reviewer, with carol.pub",
        "closing.dsse.json: closed 2026-11-24T13:00:00Z by Ann Adams, with ann.pub",
    ):
        assert line in told


def _by_openssh(bundle: Path) -> None:
    import json

    from microdep_rules.signing import sshsig

    summary = json.loads((bundle / "record.json").read_bytes())["summary"]
    said = bundles.signoff(
        bundle,
        CAROL,
        signed_at=attacked.AT["carol"],
        result=summary["verdict"],
        counts=summary["counts"],
    )
    path = bundles.write(bundle, CAROL, said, ".statement.json", said.payload)
    path.with_name(f"{path.name}.sig").write_bytes(sshsig.signature(bundles.key("carol"), said.payload))


FAILS = {
    "flip the verdict in report.html": "a file was changed",
    "add a file": "a file was added",
    "take a file out": "a file was changed",
    "a link in the place of a file": "",  # its bytes are those that were signed
    "the same behind the sign-offs": "is about another manifest",
    "copy a sign-off of another bundle": "is about another manifest",
    "remove a rejection that others signed behind": "were removed, added or moved",
    "put the sign-offs in another order": "were removed, added or moved",
    "remove the rejection at the end of a closed bundle": "are not those of the closing seal",
    "close the bundle over fewer sign-offs than there are": "are not those of the closing seal",
    "add a sign-off behind the closing seal": "are not those of the closing seal",
    "a closing seal by somebody unknown": "is signed by no key",
    "a closing seal of before the last sign-off": "is dated before the one that it follows",
    "rename a sign-off to the closing seal": "is no closing seal",
    "another bit in a signature": "is signed by no key",
    "another decision in an envelope": "is signed by no key",
    "date a sign-off before the one that it follows": "is dated before the one that it follows",
    "sign with a key that nobody trusts": "is signed by no key",
    "approve behind a rejection": "rejected: signoffs/1-approver-bob@example.com.dsse.json",
}


@pytest.mark.parametrize("attack", FAILS)
def test_it_ends_at_the_first_problem(attack: str, before: Path, tmp_path: Path) -> None:
    shutil.copytree(before, tmp_path / "all")
    ATTACKS[attack][1](tmp_path / "all" / "out")
    told, code = script(tmp_path / "all" / "out")
    last = told.strip().rpartition("\n")[2]
    begins = "NOT VERIFIED: " if FAILS[attack] else "CHAIN VERIFIED"
    assert (int(bool(FAILS[attack])), True) == (code, last.startswith(begins)), told
    assert FAILS[attack] in last


@pytest.mark.parametrize(
    "name", ["9-x.DSSE.json", "closing.x.dsse.json", "x.dsse.json", ".dsse.json", "two words.dsse.json"]
)
def test_a_file_of_another_name_among_the_sign_offs_is_not_passed_over(
    name: str, before: Path, tmp_path: Path
) -> None:
    shutil.copytree(before, tmp_path / "all")
    signoffs = tmp_path / "all" / "out" / "signoffs"
    shutil.copy(min(signoffs.iterdir()), signoffs / name)
    output, code = script(tmp_path / "all" / "out")
    assert (1, True) == (code, "is no file of a sign-off" in output)


def test_a_bundle_that_nobody_has_signed_is_not_verified(before: Path) -> None:
    told, code = script(before / "unsigned")
    assert (1, "NOT VERIFIED: nobody has signed\n") == (code, told)


def test_the_digest_of_a_custom_template_is_that_of_the_page(before: Path) -> None:
    page = (before / "custom" / "VERIFY.md").read_text("utf-8")
    (text,) = re.findall(r"```sh template\n(.*?)```", page, re.DOTALL)
    done = subprocess.run(
        ["sh"], input=text, cwd=before / "custom", check=True, capture_output=True, text=True
    )
    digest = done.stdout.split()[0]
    assert "pages made by a custom template; the record decides" in page
    assert f"sha256:{digest}" in page
    assert f'"template": "sha256:{digest}"' in (before / "custom" / "manifest.json").read_text("utf-8")
    assert digest in (before / "custom" / "report.html").read_text("utf-8")
    assert "template" not in (before / "unsigned" / "VERIFY.md").read_text("utf-8")


def test_who_signs_is_told_apart_by_the_keys_alone(before: Path, tmp_path: Path) -> None:
    shutil.copytree(before, tmp_path / "all")
    (tmp_path / "all" / "keys" / "bob.pub").unlink()
    told, code = script(tmp_path / "all" / "out")
    assert (1, True) == (code, "is signed by no key in ../keys" in told)
    assert {ANN.id, BOB.id} & set(told.split()) == set()
