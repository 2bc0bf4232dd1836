"""Every change of a signed bundle is noticed, and has a report of its own."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from microdep_rules.signing import manifest
from microdep_rules.signing.policy import Policy, Requirement
from microdep_rules.signing.verify import verify
from tests.each import sample_of
from tests.signing import bundles
from tests.signing.bundles import ANN, BOB, POLICY, TRUST, codes, made, sign, verified
from tests.signing.tampering import PEOPLE, TAMPERED, signed_by

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("how", TAMPERED)
def test_each_kind_of_tampering_has_its_own_report(how: str, tmp_path: Path) -> None:
    folder = bundles.signed(tmp_path / "bundle")
    tamper, wanted = TAMPERED[how]
    tamper(folder)
    assert wanted == codes(folder)
    assert not verified(folder).intact


def test_a_bundle_as_it_was_signed_is_intact_and_its_seats_are_filled(tmp_path: Path) -> None:
    found = verified(bundles.signed(tmp_path))
    assert ((), (("lead-auditor", "ann"), ("approver", "bob")), ()) == (
        found.problems,
        found.filled,
        found.empty,
    )
    assert [True, True] == [each.is_valid for each in found.signed]


@pytest.mark.parametrize("who", PEOPLE)
def test_each_kind_of_signature_has_its_own_report(who: str, tmp_path: Path) -> None:
    trust, signed, wanted = PEOPLE[who]
    assert wanted == codes(signed_by(tmp_path, *signed), trust)


def test_a_sign_off_that_was_copied_from_another_bundle_is_reported(tmp_path: Path) -> None:
    other = bundles.signed(tmp_path / "other")
    made(tmp_path / "bundle", {**bundles.FILES, "more.txt": b"more\n"})
    shutil.copytree(other / "signoffs", tmp_path / "bundle" / "signoffs")
    assert ["chain-broken other-manifest", "chain-broken other-manifest"] == codes(tmp_path / "bundle")


def test_of_two_signed_parts_of_openssh_both_have_to_be_there(tmp_path: Path) -> None:
    made(tmp_path)
    path = bundles.sign_by_openssh(tmp_path, ANN)
    assert [] == codes(tmp_path)
    signature = path.with_name(f"{path.name}.sig")
    data = signature.read_bytes()
    signature.unlink()
    assert ["signature-broken unsigned"] == codes(tmp_path)
    signature.write_bytes(data)
    path.unlink()
    assert ["file-missing statement"] == codes(tmp_path)


def test_too_few_are_no_tampering_and_it_is_said_who_is_missing(tmp_path: Path) -> None:
    found = verified(signed_by(tmp_path, (ANN, {})))
    assert (True, ("approver",)) == (found.intact, found.empty)


def test_a_bundle_that_was_old_when_it_was_signed_is_reported(tmp_path: Path) -> None:
    folder = signed_by(tmp_path, (ANN, {"signed_at": "2027-03-01T08:00:00Z"}))
    policy = Policy((Requirement("lead-auditor"),), max_age_days=100)
    assert ["out-of-date old-check", "out-of-date too-old"] == codes(folder, policy=policy)
    assert ["out-of-date old-check"] == codes(folder, policy=replace(policy, max_age_days=101))


SIGNED = (
    manifest.NAME,
    manifest.SUMS,
    "signoffs/1-lead-auditor-ann.dsse.json",
    "signoffs/2-approver-bob.statement.json",
    "signoffs/2-approver-bob.statement.json.sig",
)
"""Files that signing adds to those of the bundle."""


@pytest.fixture(scope="module")
def signed_twice(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a bundle with a sign-off of each form, with little in each."""
    short = {name: data if name == "record.json" else data[:20] for name, data in bundles.FILES.items()}
    folder = made(tmp_path_factory.mktemp("bundle"), short)
    sign(folder, ANN)
    bundles.sign_by_openssh(folder, BOB)
    files = bundles.held(folder)
    assert verify(bundles.Held(files), TRUST, POLICY).intact
    assert set(files) == {*short, *SIGNED}
    return files


@pytest.mark.parametrize("name", [*bundles.FILES, *SIGNED])
def test_no_bit_of_a_signed_bundle_can_be_flipped_unseen(name: str, signed_twice: dict[str, bytes]) -> None:
    whole = signed_twice[name]
    unseen = []
    # A sample changes one byte in seven or eight, in one bit after the other.
    for bit in sample_of(range(8 * len(whole)), 59):
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << (bit % 8)
        if verify(bundles.Held({**signed_twice, name: bytes(changed)}), TRUST, POLICY).intact:
            unseen.append(bit)
    assert [] == unseen
