"""Whatever is done to a signed bundle is noticed, and told by a name of its own."""

from __future__ import annotations

import base64
import json
import os
import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from microdep_rules.signing.policy import Policy, Requirement
from microdep_rules.signing.statement import REJECTED
from microdep_rules.signing.trust import Key, Trust
from tests.signing import bundles
from tests.signing.bundles import ANN, BOB, POLICY, TRUST, codes, key, made, person, sign, verified

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from microdep_rules.signing.trust import Person

EVIDENCE = "evidence/certificate.pdf"
FIRST, SECOND = "signoffs/1-lead-auditor-ann.dsse.json", "signoffs/2-approver-bob.dsse.json"


def flipped(path: Path, at: int = -1) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(bytes(data))


def rebuilt(folder: Path) -> None:
    """Changes a file and lists everything anew, as somebody would who knows the form."""
    made(folder, {**bundles.FILES, "inputs/bom.yaml": b"schema: microdep-bom/1\n"})


def with_the_keys(folder: Path, change: Callable[[dict[str, object]], None]) -> None:
    """Changes the JSON of the first envelope and writes it in its form."""
    path = folder / FIRST
    value = json.loads(path.read_bytes())
    change(value)
    path.write_text(json.dumps(value, sort_keys=True, indent=2) + "\n", encoding="utf-8")


def payload_of_the_first(folder: Path) -> bytes:
    return base64.b64decode(json.loads((folder / FIRST).read_bytes())["payload"])


def a_key_twice(folder: Path) -> None:
    path = folder / FIRST
    path.write_text(path.read_text("utf-8").replace("{\n", '{\n  "payload": "",\n', 1), encoding="utf-8")


TAMPERED: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "a bit of evidence": (lambda f: flipped(f / EVIDENCE), ["changed"]),
    "a bit of the manifest": (lambda f: flipped(f / "manifest.json", 10), ["not-a-manifest"]),
    "a digest in the manifest": (
        lambda f: (f / "manifest.json").write_bytes(
            (f / "manifest.json").read_bytes().replace(b'"size": 1024', b'"size": 1025')
        ),
        ["changed", "another-bundle", "another-bundle"],
    ),
    "a file less": (lambda f: (f / EVIDENCE).unlink(), ["no-plain-file", "missing"]),
    "a file more": (lambda f: (f / "more.txt").write_bytes(b""), ["not-listed"]),
    "a file more among the sign-offs": (
        lambda f: (f / "signoffs" / "a.txt").write_bytes(b""),
        ["not-listed"],
    ),
    "no manifest": (lambda f: (f / "manifest.json").unlink(), ["no-manifest"]),
    "other sums": (lambda f: flipped(f / "SHA256SUMS"), ["other-sums"]),
    "no sums": (lambda f: (f / "SHA256SUMS").unlink(), ["missing"]),
    "line ends": (
        lambda f: (f / "inputs/bom.yaml").write_bytes(
            (f / "inputs/bom.yaml").read_bytes().replace(b"\n", b"\r\n")
        ),
        ["line-ends"],
    ),
    "a link": (
        lambda f: ((f / EVIDENCE).unlink(), (f / EVIDENCE).symlink_to("/etc/hostname")),
        ["no-plain-file", "missing"],
    ),
    "a folder that is a link": (
        lambda f: (f / "inputs").rename(f.parent / "moved") and (f / "inputs").symlink_to(f.parent / "moved"),
        ["no-plain-file", "missing"],
    ),
    "a pipe": (lambda f: os.mkfifo(f / "pipe"), ["no-plain-file"]),
    "names in another case": (
        lambda f: (f / "inputs/BOM.yaml").write_bytes(b""),
        ["colliding-names", "not-listed"],
    ),
    "the first sign-off less": (lambda f: (f / FIRST).unlink(), ["chain-broken"]),
    "a bit of a signature": (
        lambda f: with_the_keys(
            f,
            lambda v: v["signatures"][0].update(sig="A" + v["signatures"][0]["sig"][1:]),  # type: ignore[index]
        ),
        ["signature-broken", "chain-broken"],
    ),
    "another payload": (
        lambda f: with_the_keys(
            f,
            lambda v: v.update(
                payload=base64.b64encode(payload_of_the_first(f).replace(b'"fail": 3', b'"fail": 0')).decode()
            ),
        ),
        ["signature-broken", "chain-broken"],
    ),
    "another hint": (
        lambda f: with_the_keys(f, lambda v: v["signatures"][0].update(keyid="0" * 64)),  # type: ignore[index]
        ["not-an-envelope", "chain-broken"],
    ),
    "a second signature": (
        lambda f: with_the_keys(f, lambda v: v["signatures"].append(v["signatures"][0])),  # type: ignore[index, attr-defined]
        ["not-an-envelope", "chain-broken"],
    ),
    "a field more": (
        lambda f: with_the_keys(f, lambda v: v.update(note="seen")),
        ["not-an-envelope", "chain-broken"],
    ),
    "another type": (
        lambda f: with_the_keys(f, lambda v: v.update(payloadType="text/plain")),
        ["not-an-envelope", "chain-broken"],
    ),
    "a key twice": (a_key_twice, ["not-an-envelope", "chain-broken"]),
    "a blank": (
        lambda f: (f / FIRST).write_bytes((f / FIRST).read_bytes() + b"\n"),
        ["not-an-envelope", "chain-broken"],
    ),
    "everything listed anew": (rebuilt, ["another-bundle", "another-bundle"]),
    "sign-offs in another order": (
        lambda f: (f / FIRST).rename(f / "signoffs/3-lead-auditor-ann.dsse.json"),
        ["chain-broken", "chain-broken"],
    ),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_a_bundle_that_was_tampered_with_is_told_by_name(how: str, tmp_path: Path) -> None:
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
    assert [True, True] == [each.holds for each in found.signed]


def signed_by(folder: Path, *signed: tuple[Person, dict[str, object]]) -> Path:
    made(folder)
    for who, changes in signed:
        sign(folder, who, **changes)  # type: ignore[arg-type]
    return folder


REVOKED, LATER = date(2026, 11, 24), date(2026, 11, 25)
PEOPLE: dict[str, tuple[Trust, list[tuple[Person, dict[str, object]]], list[str]]] = {
    "nobody trusts the key": (Trust((ANN,)), [(ANN, {}), (BOB, {})], ["untrusted-signer"]),
    "one person in both roles": (
        Trust((person("ann", "lead-auditor", "approver"),)),
        [(ANN, {}), (ANN, {"role": "approver"})],
        ["one-person"],
    ),
    "one person with two keys": (
        Trust(
            (person("ann", "lead-auditor", "approver", keys=(Key(key("ann").public), Key(key("2").public))),)
        ),
        [(ANN, {}), (ANN, {"role": "approver", "word": "2"})],
        ["one-person"],
    ),
    "a role that nobody granted": (TRUST, [(ANN, {"role": "approver"})], ["role-not-granted"]),
    "the name of somebody else": (TRUST, [(BOB, {"word": "ann"})], ["another-name", "role-not-granted"]),
    "another organization": (
        Trust((replace(ANN, organization="Other Ltd"), BOB)),
        [(ANN, {})],
        ["another-name"],
    ),
    "a key that has expired": (
        Trust((person("ann", "lead-auditor", keys=(Key(key("ann").public, not_after=date(2026, 11, 23)),)),)),
        [(ANN, {})],
        ["key-does-not-hold"],
    ),
    "a key that does not hold yet": (
        Trust((person("ann", "lead-auditor", keys=(Key(key("ann").public, LATER),)),)),
        [(ANN, {})],
        ["key-does-not-hold"],
    ),
    "a key that was revoked before": (
        Trust((person("ann", "lead-auditor", keys=(Key(key("ann").public, revoked_at=REVOKED),)),)),
        [(ANN, {})],
        ["key-does-not-hold"],
    ),
    "a key that was revoked later": (
        Trust((person("ann", "lead-auditor", keys=(Key(key("ann").public, revoked_at=LATER),)),)),
        [(ANN, {})],
        [],
    ),
    "a key that was found compromised later": (
        Trust(
            (
                person(
                    "ann",
                    "lead-auditor",
                    keys=(Key(key("ann").public, revoked_at=date(2026, 12, 25), compromised=True),),
                ),
            )
        ),
        [(ANN, {})],
        ["key-does-not-hold"],
    ),
    "a decision against it": (
        TRUST,
        [(ANN, {"decision": REJECTED, "reservations": ("the magnets",)})],
        ["rejected"],
    ),
    "other counts than the record": (TRUST, [(ANN, {"counts": {"fail": 0, "pass": 15}})], ["other-counts"]),
    "another verdict": (TRUST, [(ANN, {"result": "pass"})], ["other-counts"]),
    "a time before the bundle": (
        TRUST,
        [(ANN, {"signed_at": "2026-11-19T10:00:00Z"})],
        ["signed-before-made"],
    ),
    "somebody before it who is not there": (TRUST, [(ANN, {"previous": "0" * 64})], ["chain-broken"]),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_who_signed_and_how_is_told_by_name(who: str, tmp_path: Path) -> None:
    trust, signed, wanted = PEOPLE[who]
    assert wanted == codes(signed_by(tmp_path, *signed), trust)


def test_a_sign_off_that_was_copied_from_another_bundle_is_told(tmp_path: Path) -> None:
    other = bundles.signed(tmp_path / "other")
    made(tmp_path / "bundle", {**bundles.FILES, "more.txt": b"more\n"})
    shutil.copytree(other / "signoffs", tmp_path / "bundle" / "signoffs")
    assert ["another-bundle", "another-bundle"] == codes(tmp_path / "bundle")


def test_of_two_signed_parts_of_openssh_both_have_to_be_there(tmp_path: Path) -> None:
    made(tmp_path)
    path = bundles.sign_by_openssh(tmp_path, ANN)
    assert [] == codes(tmp_path)
    signature = path.with_name(f"{path.name}.sig")
    data = signature.read_bytes()
    signature.unlink()
    assert ["unsigned"] == codes(tmp_path)
    signature.write_bytes(data)
    path.unlink()
    assert ["missing"] == codes(tmp_path)


def test_too_few_are_no_tampering_and_it_is_said_who_is_missing(tmp_path: Path) -> None:
    found = verified(signed_by(tmp_path, (ANN, {})))
    assert (True, ("approver",)) == (found.intact, found.empty)


def test_a_bundle_that_was_old_when_it_was_signed_is_told(tmp_path: Path) -> None:
    folder = signed_by(tmp_path, (ANN, {"signed_at": "2027-03-01T08:00:00Z"}))
    policy = Policy((Requirement("lead-auditor"),), max_age_days=100)
    assert ["too-old"] == codes(folder, policy=policy)
    assert [] == codes(folder, policy=replace(policy, max_age_days=101))


@pytest.mark.parametrize("by_openssh", [False, True])
def test_no_bit_of_a_signed_bundle_can_be_flipped_unseen(by_openssh: bool, tmp_path: Path) -> None:
    folder = made(tmp_path, {name: data[:300] for name, data in bundles.FILES.items()})
    sign(folder, ANN)
    if by_openssh:
        bundles.sign_by_openssh(folder, BOB)
    else:
        sign(folder, BOB)
    files = [each for each in sorted(folder.rglob("*")) if each.is_file()]
    assert [] == codes(folder)
    unseen = []
    for path in files:
        whole = path.read_bytes()
        for at in range(len(whole)):
            changed = bytearray(whole)
            changed[at] ^= 1 << (at % 8)
            path.write_bytes(bytes(changed))
            if verified(folder).intact:
                unseen.append(f"{path.name}:{at}")
        path.write_bytes(whole)
    assert [] == unseen
    assert TRUST.people
    assert POLICY.seats
