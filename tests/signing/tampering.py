"""What is done to a signed bundle, and who signs what they should not; each with the codes that tell it."""

from __future__ import annotations

import base64
import json
import os
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from microdep_rules.config import Config
from microdep_rules.messages import diagnose
from microdep_rules.pipeline.bundle import ReportLook, build_bundle
from microdep_rules.pipeline.check import run_check
from microdep_rules.pipeline.documents import CheckRequest
from microdep_rules.pipeline.packs import load_packs
from microdep_rules.pipeline.project import Project
from microdep_rules.pipeline.reproduce import reproduce
from microdep_rules.report.bundle import BundleRequest
from microdep_rules.signing.policy import Policy, Requirement
from microdep_rules.signing.statement import REJECTED
from microdep_rules.signing.trust import Key, Trust
from microdep_rules.source import Span
from microdep_rules.workspace.bundles import read_folder
from microdep_rules.workspace.files import Workspace
from tests.cli.replay import run
from tests.messages.forms import key_of
from tests.signing import bundles, in_order, stamping
from tests.signing.bundles import ANN, BOB, TRUST, key, made, person, sign, verified

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from microdep_rules.diagnostics import Diagnostic
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


def with_the_keys(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Changes the JSON of the first envelope and writes it in its form."""
    path = folder / FIRST
    value = json.loads(path.read_bytes())
    change(value)
    path.write_text(json.dumps(value, sort_keys=True, indent=2) + "\n", encoding="utf-8")


def payload_of_the_first(folder: Path) -> bytes:
    return base64.b64decode(json.loads((folder / FIRST).read_bytes())["payload"])


def linked(path: Path, elsewhere: Path) -> None:
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


def a_key_twice(folder: Path) -> None:
    path = folder / FIRST
    path.write_text(path.read_text("utf-8").replace("{\n", '{\n  "payload": "",\n', 1), encoding="utf-8")


TAMPERED: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "a bit of evidence": (lambda f: flipped(f / EVIDENCE), ["file-changed same-size"]),
    "a bit of the manifest": (lambda f: flipped(f / "manifest.json", 10), ["manifest"]),
    "a digest in the manifest": (
        lambda f: (f / "manifest.json").write_bytes(
            (f / "manifest.json").read_bytes().replace(b'"size": 1024', b'"size": 1025')
        ),
        ["file-changed", "chain-broken other-manifest", "chain-broken other-manifest"],
    ),
    "a file less": (lambda f: (f / "VERIFY.md").unlink(), ["file-missing"]),
    "the only file of a folder less": (
        lambda f: (f / EVIDENCE).unlink(),
        ["file-name not-plain", "file-missing"],
    ),
    "a file more": (lambda f: (f / "more.txt").write_bytes(b""), ["file-not-listed"]),
    "a file more among the sign-offs": (
        lambda f: (f / "signoffs" / "a.txt").write_bytes(b""),
        ["file-not-listed signoff"],
    ),
    "no manifest": (lambda f: (f / "manifest.json").unlink(), ["file-missing manifest"]),
    "other sums": (lambda f: flipped(f / "SHA256SUMS"), ["manifest sums"]),
    "no sums": (lambda f: (f / "SHA256SUMS").unlink(), ["file-missing always"]),
    "line ends": (
        lambda f: (f / "inputs/bom.yaml").write_bytes(
            (f / "inputs/bom.yaml").read_bytes().replace(b"\n", b"\r\n")
        ),
        ["file-changed line-ends"],
    ),
    "a link": (lambda f: linked(f / EVIDENCE, f.parent / "moved"), ["file-name not-plain", "file-missing"]),
    "a folder that is a link": (
        lambda f: linked(f / "inputs", f.parent / "moved"),
        ["file-name not-plain", "file-missing"],
    ),
    "a pipe": (lambda f: os.mkfifo(f / "pipe"), ["file-name not-plain"]),
    "names in another case": (
        lambda f: (f / "inputs/BOM.yaml").write_bytes(b""),
        ["file-name", "file-not-listed"],
    ),
    "the first sign-off less": (lambda f: (f / FIRST).unlink(), ["chain-broken"]),
    "a bit of a signature": (
        lambda f: with_the_keys(
            f,
            lambda v: v["signatures"][0].update(sig="A" + v["signatures"][0]["sig"][1:]),
        ),
        ["signature-broken", "chain-broken changed"],
    ),
    "another payload": (
        lambda f: with_the_keys(
            f,
            lambda v: v.update(
                payload=base64.b64encode(payload_of_the_first(f).replace(b'"fail": 3', b'"fail": 0')).decode()
            ),
        ),
        ["signature-broken", "chain-broken changed"],
    ),
    "another hint": (
        lambda f: with_the_keys(f, lambda v: v["signatures"][0].update(keyid="0" * 64)),
        ["signature-broken envelope", "chain-broken changed"],
    ),
    "a second signature": (
        lambda f: with_the_keys(f, lambda v: v["signatures"].append(v["signatures"][0])),
        ["signature-broken envelope", "chain-broken changed"],
    ),
    "a field more": (
        lambda f: with_the_keys(f, lambda v: v.update(note="seen")),
        ["signature-broken envelope", "chain-broken changed"],
    ),
    "another type": (
        lambda f: with_the_keys(f, lambda v: v.update(payloadType="text/plain")),
        ["signature-broken envelope", "chain-broken changed"],
    ),
    "a key twice": (a_key_twice, ["signature-broken envelope", "chain-broken changed"]),
    "a blank": (
        lambda f: (f / FIRST).write_bytes((f / FIRST).read_bytes() + b"\n"),
        ["signature-broken envelope", "chain-broken changed"],
    ),
    "everything listed anew": (rebuilt, ["chain-broken other-manifest", "chain-broken other-manifest"]),
    "sign-offs in another order": (
        lambda f: (f / FIRST).rename(f / "signoffs/3-lead-auditor-ann.dsse.json"),
        ["chain-broken", "chain-broken not-named"],
    ),
}


def signed_by(folder: Path, *signed: tuple[Person, dict[str, Any]]) -> Path:
    made(folder)
    for who, changes in signed:
        sign(folder, who, **changes)
    return folder


REVOKED, LATER = date(2026, 11, 24), date(2026, 11, 25)
PEOPLE: dict[str, tuple[Trust, list[tuple[Person, dict[str, Any]]], list[str]]] = {
    "nobody trusts the key": (Trust((ANN,)), [(ANN, {}), (BOB, {})], ["untrusted-signer"]),
    "one person in both roles": (
        Trust((person("ann", "lead-auditor", "approver"),)),
        [(ANN, {}), (ANN, {"role": "approver"})],
        ["distinct-persons"],
    ),
    "one person with two keys": (
        Trust(
            (person("ann", "lead-auditor", "approver", keys=(Key(key("ann").public), Key(key("2").public))),)
        ),
        [(ANN, {}), (ANN, {"role": "approver", "word": "2"})],
        ["distinct-persons"],
    ),
    "a role that nobody granted": (TRUST, [(ANN, {"role": "approver"})], ["untrusted-signer role"]),
    "the name of somebody else": (
        TRUST,
        [(BOB, {"word": "ann"})],
        ["untrusted-signer other-name", "untrusted-signer role"],
    ),
    "another organization": (
        Trust((replace(ANN, organization="Other Ltd"), BOB)),
        [(ANN, {})],
        ["untrusted-signer other-name"],
    ),
    "a key that has expired": (
        Trust((person("ann", "lead-auditor", keys=(Key(key("ann").public, not_after=date(2026, 11, 23)),)),)),
        [(ANN, {})],
        ["key-expired"],
    ),
    "a key that does not hold yet": (
        Trust((person("ann", "lead-auditor", keys=(Key(key("ann").public, LATER),)),)),
        [(ANN, {})],
        ["key-expired"],
    ),
    "a key that was revoked before": (
        Trust((person("ann", "lead-auditor", keys=(Key(key("ann").public, revoked_at=REVOKED),)),)),
        [(ANN, {})],
        ["key-expired"],
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
        ["key-expired"],
    ),
    "a decision against it": (
        TRUST,
        [(ANN, {"decision": REJECTED, "reservations": ("the magnets",)})],
        ["rejected reasons"],
    ),
    "a decision against it without a reason": (TRUST, [(ANN, {"decision": REJECTED})], ["rejected"]),
    "other counts than the record": (TRUST, [(ANN, {"counts": {"fail": 0, "pass": 15}})], ["signed-result"]),
    "another verdict": (TRUST, [(ANN, {"result": "pass"})], ["signed-result"]),
    "a time before the bundle": (
        TRUST,
        [(ANN, {"signed_at": "2026-11-19T10:00:00Z"})],
        ["signing-time before-bundle"],
    ),
    "somebody before it who is not there": (TRUST, [(ANN, {"previous": "0" * 64})], ["chain-broken"]),
}


def too_old(folder: Path) -> list[Diagnostic]:
    signed_by(folder, (ANN, {"signed_at": "2027-03-01T08:00:00Z"}))
    policy = Policy((Requirement("lead-auditor"),), max_age_days=100)
    return list(verified(folder, policy=policy).problems)


def without_a_record(folder: Path) -> list[Diagnostic]:
    bundles.made(folder, {"VERIFY.md": b""})
    bundles.sign(folder, ANN)
    return list(verified(folder).problems)


def by_openssh(folder: Path, change: Callable[[Path], object]) -> list[Diagnostic]:
    bundles.made(folder)
    change(bundles.sign_by_openssh(folder, ANN))
    return list(verified(folder).problems)


def of_something_else(folder: Path) -> list[Diagnostic]:
    made(folder)
    path = sign(folder, ANN)
    payload = bundles.signoff(folder, ANN).payload.replace(b"sourcing-signoff", b"something-else")
    path.write_bytes(bundles.sealed(payload, "ann"))
    return list(verified(folder).problems)


def with_an_input_that_changes(folder: Path) -> list[Diagnostic]:
    folder.mkdir()
    path = folder / "bom.yaml"
    path.write_text("schema: microdep-bom/1\ncomponents: [{name: Magnet}]\n", encoding="utf-8")
    project = Project(Workspace(folder), Config())
    packs = load_packs(project, ("micro-dependency",), {}, with_examples=False)
    checked = run_check(project, CheckRequest(date(2026, 11, 24), (str(path),)), packs)
    path.write_text("schema: microdep-bom/1\ncomponents: []\n", encoding="utf-8")
    asked = BundleRequest((str(path),), ("micro-dependency",), {}, "", (), None, "")
    return build_bundle(project, asked, checked, ReportLook())[1]


def with_a_name_that_is_not_text(folder: Path) -> list[Diagnostic]:
    folder.mkdir()
    path = folder / os.fsdecode(b"bom\xff.yaml")
    path.write_text("schema: microdep-bom/1\ncomponents: [{name: Magnet}]\n", encoding="utf-8")
    project = Project(Workspace(folder), Config())
    packs = load_packs(project, ("micro-dependency",), {}, with_examples=False)
    checked = run_check(project, CheckRequest(date(2026, 11, 24), (str(path),)), packs)
    asked = BundleRequest((str(path),), ("micro-dependency",), {}, "", (), None, "")
    return build_bundle(project, asked, checked, ReportLook())[1]


def with_a_verdict_of_nobody(folder: Path) -> list[Diagnostic]:
    folder.mkdir()
    bom = "schema: microdep-bom/1\ncomponents: [{name: Magnet, origin: CN, restriction_index: 0.95}]\n"
    (folder / "bom.yaml").write_text(bom, encoding="utf-8")
    run("microdep report bom.yaml --as-of 2026-11-24 --output out", folder)
    record = folder / "out" / "record.json"
    says = json.loads(record.read_text("utf-8"))
    says["summary"]["verdict"] = "pass"
    record.write_text(json.dumps(says), encoding="utf-8")
    differences = reproduce(read_folder(folder / "out")).outcomes
    return [diagnose("bundle/not-reproduced", Span("record.json", 0, 0), differences=differences)]


def reported(code: str, folder: Path) -> list[Diagnostic]:
    """The first diagnostics about a bundle that have a code."""
    others: dict[str, Callable[[Path], list[Diagnostic]]] = {
        "out-of-date too-old": too_old,
        "file-missing record": without_a_record,
        "signature-broken openssh": lambda f: by_openssh(f, flipped),
        "signature-broken unsigned": lambda f: by_openssh(
            f, lambda each: each.with_name(f"{each.name}.sig").unlink()
        ),
        "signature-broken statement": of_something_else,
        "input-changed": with_an_input_that_changes,
        "file-name not-utf-8": with_a_name_that_is_not_text,
        "not-reproduced": with_a_verdict_of_nobody,
    }
    if code in others:
        found = others[code](folder)
    elif (of_stamps := stamping.reported(code, folder)) is not None:
        found = of_stamps
    elif (in_order_ := in_order.reported(code, folder)) is not None:
        found = in_order_
    elif how := next((name for name, (_, codes) in TAMPERED.items() if codes[0] == code), ""):
        bundles.signed(folder)
        TAMPERED[how][0](folder)
        found = list(verified(folder).problems)
    else:
        trust, signed, _ = next(each for each in PEOPLE.values() if each[2][:1] == [code])
        found = list(verified(signed_by(folder, *signed), trust).problems)
    return [each for each in found if key_of(each) == f"bundle/{code}"][:1]
