"""A bundle that was signed once, with test keys: every later version verifies it, and makes it alike.

Made anew by `python -m tests.signing.test_golden`, which is needed where a format changes, and then so is a
new version of that format: what people have signed has to verify as long as somebody keeps it.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from microdep_rules.signing.trust import Trust, format_trust
from tests.cli.replay import run
from tests.signing import authority, bundles, stamping

GOLDEN = Path(__file__).parent / "golden"
ROLES = ("lead-auditor", "approver", "reviewer")
POLICY = "closed = true\n\n" + "\n".join(f'[[require]]\nrole = "{role}"\n' for role in ROLES)
CAROL = bundles.person("carol", "reviewer")


def make(folder: Path) -> Path:
    """The bundle with the people of it, and who has to sign."""
    bundles.signed(folder / "bundle")
    bundles.sign_by_openssh(folder / "bundle", CAROL)
    bundles.close(folder / "bundle", CAROL)
    first = folder / "bundle" / stamping.FIRST
    stamping.put(first, authority.reply(first.read_bytes()))
    trust = format_trust(Trust((*bundles.TRUST.people, CAROL), (authority.TRUSTED,)))
    (folder / "trust.toml").write_text(trust, encoding="utf-8", newline="\n")
    (folder / "policy.toml").write_text(POLICY, encoding="utf-8", newline="\n")
    return folder


def test_the_golden_bundle_verifies() -> None:
    out, err, code = run("microdep verify bundle --policy policy.toml", GOLDEN)
    assert (1, True) == (code, err.count("[") == err.count(bundles.NOT_COMPARED)), err
    assert "seal      closed, 3 sign-offs, reviewer: Carol <carol>, 2026-11-24T11:00:00Z" in out
    assert "NOT VERIFIED: files and sign-offs are as they were signed, but version 0.0.0 made" in out
    assert "timestamped 2026-11-24T12:00:00Z by Example Stamps" in out
    assert list(ROLES) == [
        line.split()[1].rstrip(":") for line in out.splitlines() if line.startswith("signed")
    ]


def test_the_golden_bundle_is_made_alike(tmp_path: Path) -> None:
    assert bundles.held(GOLDEN) == bundles.held(make(tmp_path))


def test_the_golden_bundle_is_not_taken_where_a_word_of_it_is_another(tmp_path: Path) -> None:
    shutil.copytree(GOLDEN, tmp_path, dirs_exist_ok=True)
    record = tmp_path / "bundle" / "record.json"
    record.write_bytes(record.read_bytes().replace(b"fail", b"pass", 1))
    _, err, code = run("microdep verify bundle --policy policy.toml", tmp_path)
    assert (7, True) == (code, "bundle/file-changed" in err)


if __name__ == "__main__":
    shutil.rmtree(GOLDEN, ignore_errors=True)
    sys.stdout.write(f"{make(GOLDEN)}\n")
