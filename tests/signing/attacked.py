"""What an attacker does to a signed report, by the words of the tables in `docs/explanation/attacks.md`."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import struct
import zipfile
import zlib
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from microdep_rules.output.record import text_of
from microdep_rules.report.bundle import sealed
from microdep_rules.signing.canonical import encode
from microdep_rules.signing.manifest import NAME, SUMS
from microdep_rules.signing.statement import REJECTED, Signer
from microdep_rules.signing.trust import Key, Person, Trust  # fmt: skip
from microdep_rules.signing.trust import format_trust as trust_text
from microdep_rules.vocabulary.resources import rules_folder
from tests.cli.replay import run
from tests.report.papers import has_renderer
from tests.signing import attacked_exact as exact
from tests.signing import attacked_production as production
from tests.signing import attacked_scope as scope
from tests.signing import attacked_words as words
from tests.signing import bundles, weak_keys
from tests.signing.bundles import held, key
from tests.signing.rewritten import anew, nothing, of_another_version, other_record, replaced

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BOM = """\
schema: microdep-bom/1
document: {id: board}
components:
  - {name: NdFeB Magnets, id: magnets, origin: CN, restriction_index: 0.95}
  - {name: Servo, id: servo, origin: CN, restriction_index: 0.95}
"""
WAIVERS = """\
schema: microdep-waivers/1
waivers:
  - id: W-1
    rule: micro-dependency/blocked-component
    scope: {components: [servo]}
    reason: Bought for prototypes.
    legal_basis: Purchasing policy 7.3
    requested_by: Dana Ito <dana.ito@example.com>
    approved_by: Kim Berg <kim.berg@example.com>
    from: 2026-11-01
    until: 2027-01-31
"""
PAST = WAIVERS.replace("2026-11-01", "2026-01-01").replace("2027-01-31", "2026-10-31")
CONTEXT = "schema: microdep-context/1\nagency: DoD\naward: 2026-03-02\n"
NOTHING = """\
schema: microdep-bom/1
document: {id: empty}
components: []
"""
TEMPLATE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{{ style_hash }}'">
<title>PASS</title>
<style>{{ style }}</style>
</head>
<body><main><h1>PASS</h1><p>Every component of this product passes.</p></main></body>
</html>
"""
POLICY = '[[require]]\nrole = "lead-auditor"\n\n[[require]]\nrole = "approver"\n'
LISTED = "uflpa-entity-list"
REPORT = "microdep report bom.yaml --waivers waivers.yaml --as-of 2026-11-20"
AT = {"ann": "2026-11-24T10:00:00Z", "bob": "2026-11-24T11:00:00Z", "carol": "2026-11-24T12:00:00Z"}


def person(id_: str, name: str, *roles: str, word: str = "", **days: Any) -> Person:
    return Person(f"{id_}@example.com", name, "Example Ltd", roles, (Key(key(word or id_).public, **days),))


ANN, BOB = person("ann", "Ann Adams", "lead-auditor"), person("bob", "Bob Berg", "approver")
CAROL = person("carol", "Carol Cole", "reviewer")


FROM_OTHERS = "copy a sign-off of another bundle"
"""The attack that takes its sign-off from other bundles of the project."""


def copied(project: Path, folder: Path, *bundles_of_it: str, attack: str = "") -> Path:
    """A folder with what the project has, of its bundles those alone: to copy all takes most of a test."""
    wanted = {*bundles_of_it, *(("custom", "unsigned") if attack == FROM_OTHERS else ())}

    def others(place: str, names: list[str]) -> list[str]:
        apart = [name for name in names if (project / name / NAME).is_file() and name not in wanted]
        return apart if place == str(project) else []

    shutil.copytree(project, folder, ignore=others)
    return folder


def project(folder: Path) -> Path:
    """A folder with the reports that are attacked, and with the people who signed one of them."""
    files = {"bom.yaml": BOM, "waivers.yaml": WAIVERS, "policy.toml": POLICY}
    files |= {"past.yaml": PAST, "contract.yaml": CONTEXT, "empty.yaml": NOTHING}
    files |= {"aged.toml": f"max_age_days = 30\n{POLICY}"}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "bad.yaml").write_text(BOM.replace("origin: CN", "origin: XX"), encoding="utf-8")
    (folder / "letter").mkdir()
    (folder / "letter" / "report.html.j2").write_text(TEMPLATE, encoding="utf-8")
    (folder / "closed.toml").write_text(f"closed = true\n{POLICY}", encoding="utf-8")
    (folder / "stamped.toml").write_text(f"timestamps = true\n{POLICY}", encoding="utf-8")
    (folder / "empty.toml").write_text("distinct_persons = true\n", encoding="utf-8")
    assert 1 == run(f"{REPORT} --output unsigned", folder)[2]
    assert 1 == run(f"{REPORT} --output custom --template letter", folder)[2]
    assert 4 == run(f"{REPORT.replace('bom.yaml', 'bad.yaml')} --output invalid", folder)[2]
    assert 4 == run(f"{REPORT.replace('bom.yaml', 'bom.yaml bad.yaml')} --output mixed", folder)[2]
    (folder / "bad.waivers.yaml").write_text("schema: microdep-waivers/1\nwaivers: [{}]\n", encoding="utf-8")
    assert 4 == run(f"{REPORT} --waivers bad.waivers.yaml --output unused", folder)[2]
    assert 6 == run(f"{REPORT.replace('bom.yaml', 'empty.yaml')} --output nothing", folder)[2]
    (folder / "list.csv").write_text("Name\nNobody We Buy From Ltd\n", encoding="utf-8")
    known = f'[lists]\n{LISTED} = ["sha256:{"0" * 64}"]\n'
    (folder / "lists.toml").write_text(POLICY + known, encoding="utf-8")
    assert 0 == run(f"microdep lists import list.csv --as {LISTED} --published 2026-11-01", folder)[2]
    assert 5 == run(f"{REPORT} --pack uflpa --output listed", folder)[2]
    own = folder / "micro-dependency"
    shutil.copytree(rules_folder() / own.name, own)
    (own / "pack.rule").write_text((own / "pack.rule").read_text("utf-8") + "\n# ours\n", encoding="utf-8")
    assert 1 == run(f"{REPORT} --pack ./{own.name} --output altered", folder)[2]
    dated = "microdep report bom.yaml --context contract.yaml --generated-at 2026-11-20T08:00:00Z"
    assert 1 == run(f"{dated} --as-of 2036-06-01 --output future", folder)[2]
    assert 1 == run(f"{dated} --as-of 2026-10-01 --waivers past.yaml --output past", folder)[2]
    if has_renderer():
        assert 1 == run(f"{REPORT} --output paper --pdf", folder)[2]
    production.reports(folder)
    for word in ("ann", "bob", "carol", "eve"):
        _key_files(folder, word)
        (folder / "keys").mkdir(exist_ok=True)
        shutil.copy(folder / f"{word}.pub", folder / "keys" / f"{word}.pub")
    trusted(folder, ANN, BOB, CAROL)
    shutil.copytree(folder / "unsigned", folder / "out")
    shutil.copytree(folder / "unsigned", folder / "versions")
    of_another_version(folder / "versions")
    for each in ("out", "versions"):
        sign(folder / each, ANN)
        sign(folder / each, BOB)
    return folder


def _key_files(folder: Path, word: str) -> None:
    private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(word.encode()).digest())
    data = private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    (folder / word).write_bytes(data)
    (folder / f"{word}.pub").write_text(f"{key(word).public.openssh}\n", encoding="utf-8")


def trusted(folder: Path, *people: Person) -> None:
    (folder / "trust.toml").write_text(trust_text(Trust(people)), encoding="utf-8")


def sign(bundle: Path, who: Person, role: str = "", word: str = "", **changes: Any) -> Path:
    """A sign-off as the next one, by a program that refuses nothing."""
    summary = json.loads((bundle / "record.json").read_bytes())["summary"]
    first = who.id.partition("@")[0]
    seen = {"signed_at": AT.get(first, AT["bob"]), "result": summary["verdict"], "counts": summary["counts"]}
    return bundles.sign(bundle, who, role, word or first, **{**seen, **changes})


def close(bundle: Path, who: Person = ANN, **changes: Any) -> Path:
    """The closing seal, by a program that refuses nothing."""
    changes.setdefault("word", who.id.partition("@")[0])
    return bundles.close(bundle, who, **{"signed_at": "2026-11-24T13:00:00Z", **changes})


# ---- pages and records ---------------------------------------------------------------------------------


def _as_a_pass(record: dict[str, Any]) -> None:
    """A record in which everything passes, and which agrees with itself."""
    for document in record["documents"]:
        for each in document["outcomes"]:
            each["verdict"] = "pass"
        many = sum(document["counts"].values())
        document["counts"] = {name: many if name == "pass" else 0 for name in document["counts"]}
        document["verdict"] = "pass"
        for each in document["outcomes"]:
            each["waiver"] = None
    record["summary"]["verdict"] = "pass"
    record["summary"]["counts"] = record["documents"][0]["counts"]


def _book(bundle: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO((bundle / "findings.xlsx").read_bytes()))
    book["About"]["A1"] = "Verdict: pass."
    written = io.BytesIO()
    book.save(written)
    anew(bundle, findings_xlsx=written.getvalue())


def _another_version(bundle: Path) -> None:
    record, index = (json.loads((bundle / f"{each}.json").read_bytes()) for each in ("record", "bundle"))
    record["tool"]["version"] = index["tool"]["version"] = "0.0.7"
    anew(bundle, record_json=text_of(record).encode(), bundle_json=encode(index))


def _dated_back(bundle: Path) -> None:
    files = {name: data for name, data in held(bundle).items() if name not in {NAME, SUMS}}
    for name, data in sealed(files, "2026-10-01T00:00:00Z").items():
        (bundle / name).write_bytes(data)


def _twice(bundle: Path) -> None:
    text = (bundle / "record.json").read_text("utf-8")
    twice = text.replace('{\n  "schema"', '{\n  "summary": {"verdict": "pass", "counts": {}},\n  "schema"', 1)
    assert twice != text
    anew(bundle, record_json=twice.encode())


def _linked(bundle: Path) -> None:
    (bundle / "report.md").rename(bundle.parent / "moved.md")
    (bundle / "report.md").symlink_to(bundle.parent / "moved.md")


def _any_pdf(bundle: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """A PDF that says something else, and an index by which nobody lays it out here; two people sign."""
    index = json.loads((bundle / "bundle.json").read_bytes())
    change(index["pdf"])
    anew(bundle, bundle_json=encode(index), report_pdf=b"%PDF-1.7 PASS")
    for who in (ANN, BOB):
        sign(bundle, who)


def _without_template(bundle: Path) -> None:
    shutil.rmtree(bundle / "template")
    anew(bundle)


UNSIGNED: dict[str, Callable[[Path], object]] = {
    "change the verdict in report.html, then write a new manifest": lambda b: replaced(
        b, "report.html", b"FAIL", b"PASS"
    ),
    "forge a page, write a new manifest, and make a cover of the bundle": lambda b: replaced(
        b, "report.html", b"FAIL", b"PASS"
    ),
    "forge a page, write a new manifest, and export the bundle": lambda b: replaced(
        b, "report.html", b"FAIL", b"PASS"
    ),
    "change the verdict in report.html, write a new manifest, and let a person sign the bundle": lambda b: (
        replaced(b, "report.html", b"FAIL", b"PASS")
    ),
    "change the verdict in report.md, then write a new manifest": lambda b: replaced(
        b, "report.md", b"FAIL", b"PASS"
    ),
    "change a verdict in findings.csv, then write a new manifest": lambda b: replaced(
        b, "findings.csv", b"fail", b"pass"
    ),
    "change a cell in findings.xlsx, then write a new manifest": _book,
    "change a command in VERIFY.md, then write a new manifest": lambda b: replaced(
        b, "VERIFY.md", b"--strict", b""
    ),
    "change a country in supply.json, then write a new manifest": lambda b: replaced(
        b, "supply.json", b'"CN"', b'"JP"'
    ),
    "write a false document into evidence.json, then write a new manifest": lambda b: anew(
        b, evidence_json=encode([{"document": "bom.yaml", "id": "e1", "issuer": "Somebody"}])
    ),
    "add a forged report.pdf, then write a new manifest": lambda b: anew(b, report_pdf=b"%PDF-1.7 PASS"),
    "state that another version of microdep made the pages, then write a new manifest": _another_version,
    "edit the counts of verdicts in the record, then write a new manifest": lambda b: other_record(
        b, lambda r: r["summary"]["counts"].update(fail=0), pages=True
    ),
    "edit the options of the check in the record, then write a new manifest": lambda b: other_record(
        b, lambda r: r["options"].update(fail_on="fail"), pages=True
    ),
    "state that the bundle was made on an earlier day, then write a new manifest": _dated_back,
    "edit the verdict in the record, then write a new manifest": lambda b: other_record(
        b, lambda r: r["summary"].update(verdict="pass"), pages=True
    ),
    "remove a fail from the record, then write a new manifest": lambda b: other_record(
        b, lambda r: r["documents"][0]["outcomes"].pop(0), pages=True
    ),
    "add a second verdict to the record, then write a new manifest": _twice,
    "edit the record, make all pages again from the record, and write a new manifest": lambda b: other_record(
        b, _as_a_pass, pages=True
    ),
    "change every verdict in the record to pass, and state that another version made the bundle": lambda b: (
        of_another_version(b, _as_a_pass)
    ),
    "change the legal basis of a waiver, and state that another version made the bundle": lambda b: (
        of_another_version(b, lambda r: r["waivers"][0].update(legal_basis="10 U.S.C. 4872"))
    ),
    "change a message, and state that another version made the bundle": lambda b: of_another_version(
        b, lambda r: r["documents"][0]["outcomes"][0].update(message="All is well.")
    ),
    "let a person approve a bundle that another version of microdep made": of_another_version,
    "edit the list of waivers in the record, then write a new manifest": lambda b: other_record(
        b, lambda r: r["waivers"][0].update(reason="Allowed by law.")
    ),
    "edit the waiver file, then write a new manifest": lambda b: replaced(
        b, "inputs/0001-waivers.yaml", b"prototypes", b"everything"
    ),
    "replace the bill of materials, then write a new manifest": lambda b: replaced(
        b, "inputs/0002-bom.yaml", b"CN", b"JP"
    ),
    "edit a rule of a pack that the check used, then write a new manifest": lambda b: replaced(
        b, "packs/micro-dependency/pack.rule", b"0.8", b"0.9"
    ),
    "remove bundle.json, then write a new manifest that does not list bundle.json": lambda b: anew(
        b, bundle_json=None
    ),
    "add a file, then write a new manifest that lists the file": lambda b: anew(
        b, summary_html=b"<h1>PASS</h1>"
    ),
}
SIGNED: dict[str, Callable[[Path], object]] = {
    "change the verdict in report.html": lambda b: (b / "report.html").write_bytes(
        (b / "report.html").read_bytes().replace(b"FAIL", b"PASS")
    ),
    "edit the record and make all pages again after people signed": lambda b: other_record(
        b, _as_a_pass, pages=True
    ),
    "add a file": lambda b: (b / "summary.html").write_bytes(b"<h1>PASS</h1>"),
    "remove a file": lambda b: (b / "report.md").unlink(),
    "replace a file by a link": _linked,
}
CUSTOM: dict[str, Callable[[Path], object]] = {
    "use a custom template that omits the failing components": nothing,
    "remove the template, then write a new manifest that does not list the template": _without_template,
    "replace report.html by a page of another template, then write a new manifest": lambda b: anew(
        b, report_html=TEMPLATE.replace("{{ style }}", "").encode()
    ),
}
PAPER: dict[str, Callable[[Path], object]] = {
    "replace report.pdf, then write a new manifest": lambda b: anew(
        b, report_pdf=(b / "report.pdf").read_bytes().replace(b"/Creator", b"/Creatoz", 1)
    ),
    "add a forged PDF that another layout engine made, write a new manifest, and sign the bundle": lambda b: (
        _any_pdf(b, lambda pdf: pdf.update(pango="9.9"))
    ),
    "add a forged PDF that names another layout engine, and repeat the check": lambda b: _any_pdf(
        b, lambda pdf: pdf.update(pango="9.9")
    ),
    "add a forged PDF that names another layout engine, and make a cover": lambda b: _any_pdf(
        b, lambda pdf: pdf.update(pango="9.9")
    ),
    "add a forged PDF that names a missing font, write a new manifest, and sign the bundle": lambda b: (
        _any_pdf(b, lambda pdf: pdf.update(fonts=[f"sha256:{'0' * 64}"]))
    ),
}


# ---- sign-offs -----------------------------------------------------------------------------------------


def signed_anew(bundle: Path, *signed: tuple[Person, dict[str, Any]]) -> None:
    """The bundle with other sign-offs in the place of those that are there."""
    shutil.rmtree(bundle / "signoffs", ignore_errors=True)
    for who, changes in signed:
        sign(bundle, who, **changes)


def _without_trust(bundle: Path, *signed: tuple[Person, dict[str, Any]]) -> None:
    signed_anew(bundle, *signed)
    (bundle.parent / "trust.toml").unlink()


REJECTION: tuple[Person, dict[str, Any]] = (CAROL, {"decision": REJECTED, "reservations": ("the magnets",)})


def _without(bundle: Path, *names: str) -> None:
    for name in names:
        (path,) = (bundle / "signoffs").glob(name)
        path.unlink()


def _rejected_and_closed(bundle: Path, *gone: str) -> None:
    sign(bundle, REJECTION[0], **REJECTION[1])
    close(bundle)
    _without(bundle, *gone)


def _rejected_between(bundle: Path) -> None:
    changes = {**REJECTION[1], "signed_at": AT["ann"]}
    signed_anew(bundle, (ANN, {}), (CAROL, changes), (BOB, {}))
    _without(bundle, "2-*")


def _closed_over_one(bundle: Path) -> None:
    _without(bundle, "2-*")
    path = close(bundle)
    data = path.read_bytes()
    sign(bundle, BOB)
    path.write_bytes(data)


def _in_another_order(bundle: Path) -> None:
    (first,) = (bundle / "signoffs").glob("1-*")
    first.rename(first.with_name("3-lead-auditor-ann.dsse.json"))


def _renamed(bundle: Path, name: str) -> None:
    (second,) = (bundle / "signoffs").glob("2-*")
    second.rename(second.with_name(name))


def _of_another_bundle(bundle: Path) -> None:
    shutil.rmtree(bundle)
    shutil.copytree(bundle.with_name("custom"), bundle)
    sign(bundle.with_name("unsigned"), ANN)
    shutil.copytree(bundle.with_name("unsigned") / "signoffs", bundle / "signoffs")


def _in_envelope(bundle: Path, old: bytes, new: bytes) -> None:
    import base64

    (path,) = (bundle / "signoffs").glob("2-*")
    value = json.loads(path.read_bytes())
    payload = base64.b64decode(value["payload"])
    assert old in payload
    value["payload"] = base64.b64encode(payload.replace(old, new)).decode()
    path.write_bytes(encode(value))


def _bit(bundle: Path) -> None:
    (path,) = (bundle / "signoffs").glob("2-*")
    value = json.loads(path.read_bytes())
    old = value["signatures"][0]["sig"]
    value["signatures"][0]["sig"] = ("A" if old[0] != "A" else "B") + old[1:]
    path.write_bytes(encode(value))


def _behind_the_seal(bundle: Path) -> None:
    close(bundle)
    data = (bundle / "signoffs" / "closing.dsse.json").read_bytes()
    (bundle / "signoffs" / "closing.dsse.json").unlink()
    sign(bundle, CAROL)
    (bundle / "signoffs" / "closing.dsse.json").write_bytes(data)


def _second_seal(bundle: Path) -> None:
    from microdep_rules.signing import sshsig
    from microdep_rules.signing.dsse import parse_envelope

    payload = parse_envelope(close(bundle).read_bytes()).payload
    (bundle / "signoffs" / "closing.statement.json").write_bytes(payload)
    signature = sshsig.make_signature(key("ann"), payload)
    (bundle / "signoffs" / "closing.statement.json.sig").write_bytes(signature)


SIGNED |= {
    "remove a rejection and all later sign-offs": _rejected_between,
    "remove the rejection at the end of a closed bundle": lambda b: _rejected_and_closed(b, "3-*"),
    "remove the last rejection and the closing seal": lambda b: _rejected_and_closed(b, "3-*", "closing.*"),
    "remove the last rejection and the closing seal; the reader verifies without a policy": lambda b: (
        _rejected_and_closed(b, "3-*", "closing.*")
    ),
    "make a closing seal for only some of the sign-offs": _closed_over_one,
    "let an unknown person make a closing seal": lambda b: close(b, word="mallory"),
    "make a closing seal in a role that the person does not have": lambda b: close(
        b, signer=Signer(ANN.id, ANN.name, ANN.organization, "approver")
    ),
    "make a closing seal, and state a time before the last sign-off": lambda b: close(b, signed_at=AT["ann"]),
    "add a second closing seal": _second_seal,
    "add a sign-off after the closing seal": _behind_the_seal,
    "run `microdep signoff` after the closing seal": close,
    "approve after a rejection": lambda b: signed_anew(b, (BOB, {"decision": REJECTED})),
    "rename a sign-off so that the order of the sign-offs changes": _in_another_order,
    "rename a sign-off so that its name is not valid": lambda b: _renamed(b, "2-approver-bob.txt"),
    "give a sign-off the name of the closing seal": lambda b: _renamed(b, "closing.dsse.json"),
    "copy a sign-off of another bundle": _of_another_bundle,
    "change a bit in a signature": _bit,
    "change the decision in an envelope": lambda b: _in_envelope(b, b'"approved"', b'"rejected"'),
    "sign a statement with other counts of verdicts than the record": lambda b: signed_anew(
        b, (ANN, {"counts": {"fail": 0, "pass": 15}})
    ),
    "sign a statement that everything is verified": lambda b: signed_anew(
        b, (ANN, {"statement": "VERIFIED:\n\n   PASS"})
    ),
    "state a time before the previous sign-off": lambda b: signed_anew(
        b, (ANN, {}), (BOB, {"signed_at": "2026-11-23T10:00:00Z"})
    ),
    "run `microdep signoff` with a time before the previous sign-off": nothing,
    "run `microdep signoff` with a time in the future": nothing,
    "state a time before the bundle was made": lambda b: signed_anew(
        b, (ANN, {"signed_at": "2026-10-01T10:00:00Z"})
    ),
    "state a time on the last day of the calendar": lambda b: signed_anew(
        b, (ANN, {"signed_at": "9999-12-31T10:00:00Z"})
    ),
    "state a time on the last day of the calendar, and verify without a trust store": lambda b: (
        _without_trust(b, (ANN, {"signed_at": "9999-12-31T10:00:00Z"}))
    ),
    "state a time on the first day of the calendar": lambda b: signed_anew(
        b, (ANN, {"signed_at": "0001-01-01T00:00:00Z"})
    ),
    "state a time in the future": lambda b: signed_anew(b, (ANN, {"signed_at": "2999-01-01T10:00:00Z"})),
    "verify without a trust store": lambda b: (b.parent / "trust.toml").unlink(),
    "write a policy that requires no signer": nothing,
}


# ---- what has no place in a closed bundle ------------------------------------------------------------


def _put(bundle: Path, name: str, data: bytes = b"x") -> None:
    close(bundle)
    path = bundle / "signoffs" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)


def _pipe(bundle: Path) -> None:
    import os

    close(bundle)
    os.mkfifo(bundle / "signoffs" / "3-x.tsr")


def _copied(bundle: Path, name: str) -> None:
    first = min((bundle / "signoffs").iterdir())
    _put(bundle, name, first.read_bytes())


def _record_as_a_link(bundle: Path) -> None:
    close(bundle)
    (bundle / "record.json").rename(bundle.parent / "record.json")
    (bundle / "record.json").symlink_to("../record.json")


def _signoffs_as_a_link(bundle: Path) -> None:
    close(bundle)
    (bundle / "signoffs").rename(bundle.parent / "elsewhere")
    (bundle / "signoffs").symlink_to("../elsewhere")


def _empty_folder(bundle: Path, name: str) -> None:
    close(bundle)
    (bundle / name).mkdir()


def _added(bundle: Path, name: str) -> None:
    close(bundle)
    (bundle / name).write_bytes(b"x")


def _in_closing(bundle: Path, old: bytes, new: bytes) -> None:
    path = close(bundle)
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))


def _in_capitals(bundle: Path) -> None:
    (first,) = (bundle / "signoffs").glob("1-*")
    (second,) = (bundle / "signoffs").glob("2-*")
    name = f"2{first.name[1:]}"
    second.rename(second.with_name(name))
    _put(bundle, name.upper().replace(".DSSE.JSON", ".dsse.json"), first.read_bytes())


NO_PLACE: dict[str, Callable[[Path], object]] = {
    "replace a timestamp by a folder": lambda b: _put(b, "3-x.tsr/a"),
    "add a timestamp without a sign-off": lambda b: _put(b, "9-zz.dsse.json.tsr"),
    "add a timestamp with an unexpected name": lambda b: _put(b, "9-zz.tsr"),
    "add a signature without a statement": lambda b: _put(b, "9-zz.statement.json.sig"),
    "add a statement without a signature": lambda b: _put(b, "9-zz.statement.json"),
    "replace a timestamp by a pipe": _pipe,
    "add a copy of a sign-off as the signature of a closing seal": lambda b: _copied(
        b, "closing.statement.json.sig"
    ),
    "add a sign-off with a line break in its name": lambda b: _copied(b, "3-x\n.dsse.json"),
    "add a sign-off with an escape character in its name": lambda b: _copied(b, "3-\x1b[1mx.dsse.json"),
    "replace the timestamp of the closing seal by a text": lambda b: _put(b, "closing.dsse.json.tsr"),
    "replace the record of a closed bundle by a link": _record_as_a_link,
    "replace the folder of sign-offs by a link": _signoffs_as_a_link,
    "add an empty folder": lambda b: _empty_folder(b, "more"),
    "add an empty folder in the folder of sign-offs": lambda b: _empty_folder(b, "signoffs/more"),
    "add a file named -, the name of the standard input": lambda b: _added(b, "-"),
    "add a hidden file (its name begins with a period)": lambda b: _added(b, ".hidden"),
    "add an additional line in SHA256SUMS": lambda b: (b / SUMS).write_bytes(
        (b / SUMS).read_bytes() + b"# more\n"
    ),
    "add an additional line in the closing seal": lambda b: _in_closing(b, b"  ]\n}\n", b"  ]\n}\n\n"),
    "add a closing seal that names another key": lambda b: _in_closing(b, b'"keyid": "', b'"keyid": "0'),
    "add a sign-off with the name of another sign-off in capital letters": _in_capitals,
}
SIGNED |= NO_PLACE
INVALID: dict[str, Callable[[Path], object]] = {
    "approve a bundle that is INVALID": nothing,
    "approve an INVALID bundle with a modified copy of microdep": lambda b: sign(b, ANN),
}


def _edited(bundle: Path) -> None:
    place = bundle.parent / "company-lists" / f"{LISTED}.json"
    text = place.read_text("utf-8").replace("Nobody We Buy From", "Somebody Else")
    place.write_text(text, encoding="utf-8")


LISTS: dict[str, Callable[[Path], object]] = {
    "import a forged list under the name of a published list": nothing,
    "import a forged list; the policy of the reader names the digest of the correct list": nothing,
    "make a cover with a forged list; the policy names the digest of the correct list": nothing,
    "change the date of a list in the record and all pages, then write a new manifest": lambda b: (
        other_record(b, lambda record: record["company_lists"][0].update(day="2026-11-19"), pages=True)
    ),
    "edit the stored copy of a list": _edited,
}
MIXED: dict[str, Callable[[Path], object]] = {
    "approve a check of several documents, one of which is INVALID": nothing,
    "approve a check of documents, one of which is INVALID, with a modified copy of microdep": lambda b: sign(
        b, ANN
    ),
}
UNUSED: dict[str, Callable[[Path], object]] = {
    "approve a check that could not use its waivers": nothing,
    "approve a check that could not use its waivers, with a modified copy of microdep": lambda b: sign(
        b, ANN
    ),
}
NOTHING_CHECKED: dict[str, Callable[[Path], object]] = {
    "approve a bundle with NOTHING CHECKED": nothing,
    "approve a bundle with NOTHING CHECKED, with a modified copy of microdep": lambda b: sign(b, ANN),
}


# ---- the day and the contract of a check ------------------------------------------------------------


FUTURE: dict[str, Callable[[Path], object]] = {
    "approve a check with a check date in the future, in a bundle dated today": nothing,
    "approve a check with a check date in the future, with a modified copy of microdep": lambda b: sign(
        b, ANN
    ),
}
ALTERED: dict[str, Callable[[Path], object]] = {
    "check with an altered copy of a shipped pack": nothing,
    "let a person approve a check with an altered copy of a shipped pack": nothing,
    "check without a pack in which a rule would fail": nothing,
}


def _of_another_version_in_other_words(bundle: Path) -> None:
    def worded(record: dict[str, Any]) -> None:
        record["documents"][0]["outcomes"][0].update(message="All is well.")

    shutil.rmtree(bundle / "signoffs")
    other_record(bundle, worded, pages=True)
    sign(bundle, ANN)
    sign(bundle, BOB)


VERSIONS: dict[str, Callable[[Path], object]] = {
    "use a signed bundle that another version of microdep made": nothing,
    "use a signed bundle that another version made with different texts": _of_another_version_in_other_words,
    "make a cover of a bundle that another version of microdep made": nothing,
}
OF_PAST: dict[str, Callable[[Path], object]] = {
    "approve an old check in a bundle dated today": lambda b: sign(b, ANN),
    "approve an old check with `microdep signoff`": nothing,
    "approve an old check with a waiver that has expired since the check": lambda b: sign(b, ANN),
    "approve an old check in a bundle dated today; the policy limits the age of checks": lambda b: sign(
        b, ANN
    ),
    "change the contract facts in the record, and state that another version made the bundle": lambda b: (
        of_another_version(b, lambda r: r["documents"][0]["contract"][0].update(value="NASA"))
    ),
    "state a time before the last review of a pack in the report": lambda b: sign(
        b, ANN, signed_at="2026-11-21T10:00:00Z"
    ),
    "state an earlier time without a timestamp": lambda b: sign(b, ANN, signed_at="2026-11-21T10:00:00Z"),
    "change the contract facts in the record and all pages": lambda b: other_record(
        b, lambda r: r["documents"][0]["contract"][0].update(value="NASA"), pages=True
    ),
}
SIGNED |= {
    "sign a statement with another list of packs than the record": lambda b: signed_anew(
        b, (ANN, {"packs": ("dod-magnets 1",)})
    ),
    "sign a statement with another check date than the record": lambda b: signed_anew(
        b, (ANN, {"as_of": "2026-11-24"})
    ),
    "sign a statement with other contract facts than the record": lambda b: signed_anew(
        b, (ANN, {"contract": ("agency: NASA",)})
    ),
}


# ---- people --------------------------------------------------------------------------------------------


def _by(bundle: Path, *people: Person, signed: tuple[tuple[Person, dict[str, Any]], ...] = ()) -> None:
    """Other people in the trust store, of whom each signs, or those who are named."""
    trusted(bundle.parent, *people)
    signed_anew(bundle, *(signed or tuple((each, {}) for each in people)))


def _with_key(bundle: Path, **days: Any) -> None:
    ann = Person(ANN.id, ANN.name, ANN.organization, ANN.roles, (Key(key("ann").public, **days),))
    trusted(bundle.parent, ann, BOB)


def _two_ids(bundle: Path, id_: str, name: str) -> None:
    other = person(id_, name, "approver", word="eve")
    _by(bundle, ANN, other, signed=((ANN, {}), (other, {"word": "eve"})))


def _in_place_of_ann(bundle: Path) -> None:
    eve = person("eve", "\u0410nn Adams", "lead-auditor")
    _by(bundle, ANN, eve, signed=((eve, {}),))


def _text(bundle: Path, old: str, new: str) -> None:
    path = bundle.parent / "trust.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _approved_by(bundle: Path, name: str) -> None:
    path = bundle.parent / "waivers.yaml"
    path.write_text(WAIVERS.replace("Kim Berg <kim.berg@example.com>", name), encoding="utf-8")


def _corrected_by(bundle: Path, evidence: str) -> None:
    """An overlay by which the magnets are not of China, with the record of evidence for it."""
    text = f"schema: microdep-overlay/1\nevidence:\n  - {{id: e, type: mill_test_report, {evidence}}}\n"
    text += (
        "components:\n  - match: {id: magnets}\n    correct:\n      - {fact: origin, stated: CN, replace: JP,"
    )
    (bundle.parent / "overlay.yaml").write_text(f"{text} reason: r, evidence: [e]}}\n", encoding="utf-8")
    (bundle.parent / "mill.pdf").write_bytes(b"made in China")
    (bundle.parent / "nothing.pdf").write_bytes(b"")
    (bundle.parent / "blank.pdf").write_bytes(b"\xef\xbb\xbf\r\n")


OF_A_MILL = "issuer: Example Mill, issued: 2026-05-04"
BOTH = person("ann", "Ann Adams", "lead-auditor", "approver")
SIGNED |= {
    "sign before the key is valid": lambda b: _with_key(b, not_before=date(2026, 11, 25)),
    "sign after the key has expired": lambda b: _with_key(b, not_after=date(2026, 11, 23)),
    "sign with an expired key, and state an earlier time": lambda b: _with_key(
        b, not_after=date(2026, 11, 25)
    ),
    "sign with an expired key, and state an earlier time; the policy requires timestamps": lambda b: (
        _with_key(b, not_after=date(2026, 11, 25))
    ),
    "sign with a stolen key, and state a time before the theft": lambda b: _with_key(
        b, revoked_at=date(2026, 11, 26), compromised=True
    ),
    "sign in two roles": lambda b: _by(
        b, BOTH, signed=((BOTH, {"role": "lead-auditor"}), (BOTH, {"role": "approver"}))
    ),
    "sign under two ids with one name": lambda b: _two_ids(b, "a.adams", "ADAMS, Ann"),
    "sign under two ids with one name; the reader verifies without a policy": lambda b: _two_ids(
        b, "a.adams", "ADAMS, Ann"
    ),
    "sign under two ids with one mailbox": lambda b: _two_ids(b, "ann+approver", "Zoe Zand"),
    "sign under a name that looks like the name of another person": lambda b: _two_ids(
        b, "eve", "\u0410nn Adams"
    ),
    "sign instead of another person, under a name that looks like the name of this person": _in_place_of_ann,
    "add a name that looks like another name to the trust store": nothing,
    "add a placeholder name to the trust store with `trust add`": nothing,
    "write a placeholder name into the trust store": lambda b: _text(b, "Ann Adams", "the board"),
    "name a group, such as `the board`, as the approver of a waiver": lambda b: _approved_by(b, "the board"),
    "name a placeholder as the approver of a waiver": lambda b: _approved_by(b, "t. b. d."),
    "in an overlay, correct a fact and name an evidence file that does not exist": lambda b: _corrected_by(
        b, f"{OF_A_MILL}, document: {{path: gone.pdf}}"
    ),
    "correct a fact with evidence that has another digest": lambda b: _corrected_by(
        b, f"{OF_A_MILL}, document: {{path: mill.pdf, sha256: {'0' * 64}}}"
    ),
    "correct a fact with evidence that states only a digest": lambda b: _corrected_by(
        b, f"{OF_A_MILL}, document: {{sha256: {'0' * 64}}}"
    ),
    "correct a fact with an empty file as evidence": lambda b: _corrected_by(
        b, f"{OF_A_MILL}, document: {{path: nothing.pdf}}"
    ),
    "correct a fact with a file that contains only blanks as evidence": lambda b: _corrected_by(
        b, f"{OF_A_MILL}, document: {{path: blank.pdf}}"
    ),
    "correct a fact with evidence that names no document": lambda b: _corrected_by(b, OF_A_MILL),
    "correct a fact with the overlay as evidence": lambda b: _corrected_by(
        b, f"{OF_A_MILL}, document: {{path: overlay.yaml}}"
    ),
    "correct a fact with the bill of materials as evidence": lambda b: _corrected_by(
        b, f"{OF_A_MILL}, document: {{path: bom.yaml}}"
    ),
    "correct a fact with a document that nobody has opened": lambda b: _corrected_by(
        b, f"{OF_A_MILL}, document: {{number: MTR-77}}"
    ),
    "correct a fact with evidence that is dated after the check date": lambda b: _corrected_by(
        b, "issuer: Example Mill, issued: 2027-05-04, document: {number: MTR-77}"
    ),
    "give two people in the trust store the same key": lambda b: _text(
        b, key("bob").public.openssh, key("ann").public.openssh
    ),
    "write an invisible character into a name": lambda b: _text(b, "Ann Adams", "Ann\u200b Adams"),
    "sign as another person": lambda b: signed_anew(b, (BOB, {"word": "ann"})),
    "sign in a role that the person does not have": lambda b: signed_anew(b, (ANN, {"role": "approver"})),
    "give a device file as the trust store": nothing,
    "give a device file as the policy": nothing,
    "sign with a key that nobody trusts": lambda b: signed_anew(b, (ANN, {"word": "mallory"})),
}


# ---- zip files -----------------------------------------------------------------------------------------


def zipped(bundle: Path, change: Callable[[zipfile.ZipFile], object] = nothing) -> Path:
    """A zip file of a bundle, to which something is done before it is closed."""
    path = bundle.with_name("out.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in held(bundle).items():
            archive.writestr(f"out/{name}", data)
        change(archive)
    return path


def _patched(bundle: Path, change: Callable[[bytearray], object]) -> None:
    path = zipped(bundle)
    data = bytearray(path.read_bytes())
    change(data)
    path.write_bytes(bytes(data))


def _a_second_report(archive: zipfile.ZipFile) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("out/report.md", "PASS")


def _link(archive: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("out/passwd")
    entry.external_attr = 0o120777 << 16
    archive.writestr(entry, "/etc/passwd")


def _encrypted(data: bytearray) -> None:
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1


def _another_size(data: bytearray) -> None:
    at = data.rindex(b"PK\x01\x02")
    (size,) = struct.unpack_from("<L", data, at + 24)
    struct.pack_into("<L", data, at + 24, size + 7)


def _method(archive: zipfile.ZipFile) -> None:
    archive.writestr("out/more.txt", "more", zipfile.ZIP_LZMA)


def _nested(bundle: Path) -> None:
    inner = zipped(bundle).read_bytes()
    with zipfile.ZipFile(bundle.with_name("out.zip"), "w") as archive:
        archive.writestr("out.zip", inner)


def _deeper(bundle: Path) -> None:
    with zipfile.ZipFile(bundle.with_name("out.zip"), "w") as archive:
        for name, data in held(bundle).items():
            archive.writestr(f"reports/out/{name}", data)


def _rewritten(bundle: Path, change: Callable[[bytes], bytes]) -> None:
    path = zipped(bundle)
    path.write_bytes(change(path.read_bytes()))


def _further(kind: int, data: bytes) -> bytes:
    return struct.pack("<2H", kind, len(data)) + data


def _renaming(archive: zipfile.ZipFile) -> None:
    """An entry to which a field gives the name of the page, for programs that go by it."""
    entry, other = zipfile.ZipInfo("out/notes.html"), b"out/report.html"
    stated = struct.pack("<BL", 1, zlib.crc32(entry.filename.encode())) + other
    entry.extra = _further(0x7075, stated)
    archive.writestr(entry, "PASS")


def _renaming_in_header(archive: zipfile.ZipFile) -> None:
    _renaming(archive)
    archive.filelist[-1].extra = b""


def _of_64_bits(data: bytearray) -> None:
    """A size of 64 bits at the last entry, beside the size of 32 bits, for programs that go by it."""
    at, end = data.rindex(b"PK\x01\x02"), len(data) - 22
    stated = _further(0x0001, struct.pack("<Q", 7))
    struct.pack_into("<H", data, at + 30, len(stated))
    (length,) = struct.unpack_from("<L", data, end + 12)
    struct.pack_into("<L", data, end + 12, length + len(stated))
    data[end:end] = stated


def _unnamed(archive: zipfile.ZipFile) -> None:
    archive.writestr("out/hidden.html", "PASS")
    archive.filelist.pop()


def _unnamed_between(archive: zipfile.ZipFile) -> None:
    _unnamed(archive)
    archive.writestr("out/more.txt", "more")


def _in_header(at: int, other: bytes) -> Callable[[Path], object]:
    """Other bytes in the header of the page, of which the directory states what was there before."""

    def change(data: bytearray) -> None:
        header = data.index(b"out/report.html") - 30
        assert data[header : header + 4] == b"PK\x03\x04"
        assert data[header + at : header + at + len(other)] != other
        data[header + at : header + at + len(other)] = other

    return lambda bundle: _patched(bundle, change)


def _behind_what_is_packed(bundle: Path) -> None:
    """Bytes that a stream of deflate does not need, within the size that the entry states."""
    path = bundle.with_name("out.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in held(bundle).items():
            archive.writestr(f"out/{name}", data)
        last = archive.filelist[-1]
        assert archive.fp is not None
        archive.fp.seek(archive.start_dir)
        archive.fp.write(b"PASS")
        archive.start_dir += 4
        last.compress_size += 4
        archive.fp.seek(last.header_offset + 18)
        archive.fp.write(struct.pack("<L", last.compress_size))


def _fewer_entries(bundle: Path) -> None:
    def change(data: bytearray) -> None:
        end = data.rindex(b"PK\x05\x06")
        (many,) = struct.unpack_from("<H", data, end + 8)
        struct.pack_into("<2H", data, end + 8, many - 1, many - 1)

    _patched(bundle, change)


def _marked_as_folder(archive: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("out/more.txt")
    entry.external_attr = 0x10
    archive.writestr(entry, "more")


def _many(data: bytearray) -> None:
    """An end of 64 bits that states a million entries."""
    at = len(data) - 22
    length, offset = struct.unpack_from("<2L", data, at + 12)
    numbers = (10**6, 10**6, length, offset)
    wide = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, *numbers)
    struct.pack_into("<2H", data, at + 8, 0xFFFF, 0xFFFF)
    data[at:at] = wide + struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)


SIGNED |= {
    "two entries with the same name": lambda b: zipped(b, _a_second_report),
    "an entry with a path that leads out of the folder": lambda b: zipped(
        b, lambda z: z.writestr("out/../../x", "x")
    ),
    "an entry that becomes a thousand times larger when it is expanded": lambda b: zipped(
        b, lambda z: z.writestr("out/big.bin", bytes(64 * 1024**2))
    ),
    "an entry with a wrong size": lambda b: _patched(b, _another_size),
    "more entries than a bundle can have": lambda b: _patched(b, _many),
    "an encrypted entry": lambda b: _patched(b, _encrypted),
    "an entry with a compression method that is neither stored nor deflated": lambda b: zipped(b, _method),
    "a zip file in a zip file": _nested,
    "a second folder beside the bundle in a zip file": lambda b: zipped(
        b, lambda z: z.writestr("PASS/report.html", "PASS")
    ),
    "two bundles in a zip file": lambda b: zipped(b, lambda z: z.writestr("other/manifest.json", "{}")),
    "a file beside the bundle in a zip file": lambda b: zipped(b, lambda z: z.writestr("READ.txt", "PASS")),
    "a bundle in a folder of a folder in a zip file": _deeper,
    "a file with the same name as a folder": lambda b: zipped(
        b, lambda z: z.writestr("out/report.md/x", "x")
    ),
    "bytes before the zip file": lambda b: _rewritten(b, lambda d: b"PK\x03\x04 before" + d),
    "bytes after the zip file": lambda b: _rewritten(b, lambda d: d + b"behind"),
    "a second name of an entry in a Unicode field": lambda b: zipped(b, _renaming),
    "a second name of an entry in a Unicode field, only in the header": lambda b: zipped(
        b, _renaming_in_header
    ),
    "an entry that the directory does not name": lambda b: zipped(b, _unnamed_between),
    "an entry at the end that the directory does not name": lambda b: zipped(b, _unnamed),
    "bytes after the compressed content of an entry": _behind_what_is_packed,
    "a header that gives an entry another name than the directory": _in_header(30, b"out/REPORT.html"),
    "a header with another compression method than the directory": _in_header(8, b"\0"),
    "a header with another checksum than the directory": _in_header(14, b"PASS"),
    "a header with another size than the directory": _in_header(22, b"PASS"),
    "a 64-bit size that contradicts the 32-bit size": lambda b: _patched(b, _of_64_bits),
    "a directory that states too few entries": _fewer_entries,
    "a file that has the folder attribute in a zip file": lambda b: zipped(b, _marked_as_folder),
    "a truncated zip file": lambda b: _rewritten(b, lambda d: d[: len(d) // 2]),
    "a link in a zip file": lambda b: zipped(b, _link),
    "names that differ only in capital letters in a zip file": lambda b: zipped(
        b, lambda z: z.writestr("out/REPORT.md", "PASS")
    ),
    "a changed file in a zip file": lambda b: (
        (b / "report.md").write_text("PASS", encoding="utf-8"),
        zipped(b),
    ),
}
ATTACKS = {
    **{name: (production.NAME, each) for name, each in production.ATTACKS.items()},
    **words.ATTACKS,
    **weak_keys.ATTACKS,
    **scope.ATTACKS,
    **exact.ATTACKS,
    **{name: ("unsigned", each) for name, each in UNSIGNED.items()},
    **{name: ("out", each) for name, each in SIGNED.items()},
    **{name: ("custom", each) for name, each in CUSTOM.items()},
    **{name: ("paper", each) for name, each in PAPER.items()},
    **{name: ("invalid", each) for name, each in INVALID.items()},
    **{name: ("listed", each) for name, each in LISTS.items()},
    **{name: ("mixed", each) for name, each in MIXED.items()},
    **{name: ("unused", each) for name, each in UNUSED.items()},
    **{name: ("nothing", each) for name, each in NOTHING_CHECKED.items()},
    **{name: ("future", each) for name, each in FUTURE.items()},
    **{name: ("altered", each) for name, each in ALTERED.items()},
    **{name: ("past", each) for name, each in OF_PAST.items()},
    **{name: ("versions", each) for name, each in VERSIONS.items()},
}
"""Which report is attacked, and how, by the words of the tables."""
