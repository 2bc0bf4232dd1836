"""Sign-offs in their order: who closes a bundle, who counts as one person, and what a policy asks for."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from microdep_rules.signing import seal
from microdep_rules.signing.policy import CLOSING_SEAL, NotAPolicyError, Policy, parse
from microdep_rules.signing.statement import NotASignoffError
from microdep_rules.signing.trust import Trust, format_trust
from microdep_rules.signing.trust import parse as parse_trust
from microdep_rules.signing.verify import verify
from microdep_rules.workspace.bundles import read_folder
from tests.cli.replay import run
from tests.each import sample_of
from tests.messages.forms import key_of
from tests.signing import attacked, bundles, in_order
from tests.signing.bundles import ANN, BOB, POLICY, TRUST, codes, person, verified

if TYPE_CHECKING:
    from pathlib import Path

CLOSED = replace(POLICY, closed=True)


def test_a_bundle_that_was_closed_is_intact_and_says_by_whom(tmp_path: Path) -> None:
    bundles.close(bundles.signed(tmp_path), BOB)
    found = verified(tmp_path, policy=CLOSED, now=in_order.NOW)
    assert ((), ()) == (found.problems, found.empty)
    assert found.seal is not None
    assert (True, "approver") == (found.seal.is_valid, found.seal.seal and found.seal.seal.signer.role)


def test_a_policy_misses_the_closing_seal_or_its_role(tmp_path: Path) -> None:
    bundles.signed(tmp_path)
    assert (CLOSING_SEAL,) == verified(tmp_path, policy=CLOSED).empty
    bundles.close(tmp_path, BOB)
    assert (CLOSING_SEAL,) == verified(tmp_path, policy=replace(CLOSED, closed_by="lead-auditor")).empty
    assert () == verified(tmp_path, policy=replace(CLOSED, closed_by="approver")).empty


@pytest.mark.parametrize("old", [b"closedAt", b"urn:microdep-rules:sourcing-signoff-list", b'"signoffs": ['])
def test_what_is_no_closing_seal_is_not_read_as_one(old: bytes, tmp_path: Path) -> None:
    from microdep_rules.signing.dsse import parse_envelope

    payload = parse_envelope(bundles.close(bundles.signed(tmp_path), ANN).read_bytes()).payload
    assert 2 == len(seal.parse(payload).signoffs)
    with pytest.raises(NotASignoffError):
        seal.parse(payload.replace(old, old + b"x" if b"[" not in old else b'"x": [', 1))


def test_no_bit_of_a_closing_seal_can_be_flipped_unseen(tmp_path: Path) -> None:
    bundles.close(bundles.signed(tmp_path), ANN)
    files = bundles.held(tmp_path)
    data = files["signoffs/closing.dsse.json"]
    for at in sample_of(range(len(data)), 17):
        changed = bytearray(data)
        changed[at] ^= 1
        other = {**files, "signoffs/closing.dsse.json": bytes(changed)}
        assert not verify(bundles.Held(other), TRUST, POLICY).intact


POLICIES = {
    "": "a policy requires at least one person",
    "closed = true": "a policy requires at least one person",
    "require = []": "a policy requires at least one person",
    'closed_by = "x"\nclosed = false\nrequire = [{role = "x"}]': "`closed_by` must be the role",
    'closed_by = ""\nrequire = [{role = "x"}]': "`closed_by` must be the role",
    'closed = 1\nrequire = [{role = "x"}]': "`closed` must be true or false",
}


@pytest.mark.parametrize("text", POLICIES)
def test_a_policy_that_asks_for_nobody_or_nothing_is_none(text: str) -> None:
    with pytest.raises(NotAPolicyError, match=POLICIES[text]):
        parse(text)


def test_the_role_of_whoever_closes_asks_for_a_closing_seal() -> None:
    found = parse('closed_by = "lead-auditor"\nrequire = [{role = "approver"}]')
    assert (True, "lead-auditor") == (found.closed, found.closed_by)


def test_two_people_who_are_distinct_fill_two_seats(tmp_path: Path) -> None:
    one, other = person("ann", "lead-auditor", name="Wang Wei"), person("bob", "approver", name="Wei Wang")
    bundles.made(tmp_path)
    for each in (one, other):
        bundles.sign(tmp_path, each)
    assert ["distinct-persons similar", "distinct-persons"] == codes(tmp_path, Trust((one, other)))
    two = Trust((one, replace(other, distinct_from=("ann",))))
    assert [] == codes(tmp_path, two)
    assert two == parse_trust(format_trust(two))


def test_without_a_trust_store_it_is_said_what_was_not_checked(tmp_path: Path) -> None:
    bundles.close(bundles.signed(tmp_path / "out"), ANN)
    out, _, code = run("microdep verify out", tmp_path)
    assert (1, 2) == (code, out.count("; the signature was not checked"))
    assert "trust     none: the owners of the keys" in out
    assert "seal      not checked, 2 sign-offs, lead-auditor: Ann <ann>" in out
    assert "NOT VERIFIED: the files match the manifest; no sign-off was checked" in out
    _, err, code = run("microdep verify out --trust trust.toml", tmp_path)
    assert (1, False) == (code, "error" in err)
    _, err, code = run("microdep verify out --trust nobody.toml", tmp_path)
    assert (2, True) == (code, "`nobody.toml` cannot be read" in err)
    (tmp_path / "out" / "signoffs" / "1-lead-auditor-ann.dsse.json").unlink()
    _, err, code = run("microdep verify out", tmp_path)
    assert (7, True, True) == (code, "bundle/chain-broken" in err, "bundle/chain-broken" in err)


@pytest.mark.parametrize("top", ["", "report/"])
def test_a_zip_file_of_a_bundle_is_verified_as_its_folder(top: str, tmp_path: Path) -> None:
    bundles.signed(tmp_path / "out")
    (tmp_path / "trust.toml").write_text(format_trust(TRUST), encoding="utf-8")
    root, base = (tmp_path / "out", None) if not top else (tmp_path, "out")
    shutil.make_archive(str(tmp_path / "report"), "zip", root, base)
    expected = run("microdep verify out", tmp_path)
    assert expected == run("microdep verify report.zip", tmp_path)
    _, err, code = run("microdep signoff report.zip --role approver --key bob --yes", tmp_path)
    assert (2, True) == (code, "unpack it first" in err)
    (tmp_path / "report.txt").write_text("no bundle", encoding="utf-8")
    _, err, code = run("microdep verify report.txt", tmp_path)
    assert (2, True) == (code, "neither a folder nor a zip file" in err)


def test_a_rejected_bundle_is_closed_and_an_invalid_one_rejected(before: Path, tmp_path: Path) -> None:
    folder = attacked.copied(before, tmp_path / "all", "out", "invalid", "unsigned")
    reject = "microdep signoff {} --role reviewer --key carol --decision rejected --reservation magnets --yes"
    assert 0 == run(reject.format("out"), folder)[2]
    close = "microdep signoff out --close --role lead-auditor --key ann --yes"
    _, err, code = run(f"{close} --decision approved", folder)
    assert (2, True) == (code, "leave out --decision" in err)
    out, err, code = run(close, folder)
    assert (0, True, True) == (code, "closed: out/signoffs/closing.dsse.json" in out, "closes     " in err)
    out, _, code = run("microdep verify out --policy closed.toml", folder)
    assert (7, True) == (code, "NOT VERIFIED: the bundle is as it was signed, but it was rejected" in out)
    assert "seal      closed, 3 sign-offs, lead-auditor: Ann Adams <ann@example.com>" in out
    assert 0 == run(reject.format("invalid"), folder)[2]
    _, err, code = run(close.replace("out", "unsigned"), folder)
    assert (2, True) == (code, "sign it before you close it" in err)


def test_evaluation_has_no_clock_and_who_verifies_gives_the_time(tmp_path: Path) -> None:
    trust = Trust((replace(ANN, keys=(replace(ANN.keys[0], not_after=None),)),))
    bundles.made(tmp_path)
    bundles.sign(tmp_path, ANN, signed_at="2999-01-01T10:00:00Z")
    found = [verify(read_folder(tmp_path), trust, Policy(), now).problems for now in (None, in_order.NOW)]
    ago = "bundle/out-of-date old-check"  # by the day that the signer claims
    assert [[ago], [ago, "bundle/signing-time future"]] == [[key_of(each) for each in one] for one in found]
