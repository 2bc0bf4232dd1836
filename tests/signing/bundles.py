"""A small signed bundle, and people who sign it; every key is made of a word, so that runs are alike."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from microdep_rules.output.record import text_of
from microdep_rules.report.bundle import EVIDENCE as EVIDENCE_LIST
from microdep_rules.report.bundle import INDEX, RECORD, SUPPLY, with_views
from microdep_rules.signing import dsse, manifest, seal, sshsig, verify
from microdep_rules.signing.canonical import encode
from microdep_rules.signing.contract import NO_FACTS, contract_lines
from microdep_rules.signing.keys import PrivateKey
from microdep_rules.signing.packs import NO_PACKS, RecordedSettings, pack_lines
from microdep_rules.signing.policy import Policy, Requirement
from microdep_rules.signing.scope import RecordDocument, RecordWaiver, waiver_lines
from microdep_rules.signing.statement import APPROVED, Signer, Signoff
from microdep_rules.signing.trust import Key, Person, Trust
from microdep_rules.workspace.bundles import read_folder
from tests.messages.forms import key_of

if TYPE_CHECKING:
    from pathlib import Path

MADE = "2026-11-20T08:00:00Z"
COUNTS = {"fail": 3, "pass": 12, "unknown": 7}
RESULT = "fail"
EVIDENCE, INPUT = "evidence/certificate.pdf", "inputs/bom.yaml"
INPUTS = {INPUT: b"schema: microdep-bom/1\ncomponents: []\n"}
ATTACHED = {EVIDENCE: bytes(range(256)) * 4}
"""The evidence that the bundle carries."""
NOT_COMPARED = "bundle/page-not-compared"
"""The pages of these bundles are of a version that never was: nothing is said of them but this."""


def report(result: str = RESULT, counts: dict[str, int] = COUNTS, **recorded_too: Any) -> dict[str, bytes]:
    """The files of a report of a version that never was, with a record as small as it can be."""
    tool, as_of = {"name": "microdep-rules", "version": "0.0.0"}, "2026-11-20"
    inputs = [
        {"path": name, "kind": "bom", "digest": f"sha256:{hashlib.sha256(data).hexdigest()}", "file": name}
        for name, data in INPUTS.items()
    ]
    entries, recorded, register = evidence()
    index: dict[str, Any] = {
        "schema": "microdep-bundle/1",
        "generated_at": MADE,
        "as_of": as_of,
        "tool": tool,
        "options": {"fail_on": "warn", "horizon_days": 0, "no_exclusions": False, "strict_waivers": False},
        "asked": {
            "paths": [INPUT],
            "packs": [],
            "variants": {},
            "context": "",
            "overlays": [],
            "waivers": None,
            "baseline": "",
        },
        "inputs": inputs,
        "packs": [],
        "pdf": None,
        "template": [],
        "evidence": entries,
    }
    record = {
        "tool": tool,
        "as_of": as_of,
        "options": index["options"],
        "packs": [],
        "inputs": [{name: each[name] for name in ("path", "digest", "kind")} for each in inputs],
        "listing": {"outcomes": "none", "listed": 0, "omitted": sum(counts.values()), "because": None},
        "documents": [
            {"path": INPUT, "verdict": result, "counts": counts, "outcomes": [], "evidence": recorded}
        ],
        "summary": {"verdict": result, "counts": counts},
        **recorded_too,
    }
    data = {SUPPLY: {"documents": []}, EVIDENCE_LIST: register}
    return {
        "VERIFY.md": b"# How to verify\n",
        **ATTACHED,
        **INPUTS,
        INDEX: encode(index),
        **{name: encode(each) for name, each in data.items()},
        RECORD: text_of(with_views(record, data, ())).encode(),
    }


def evidence() -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """What the index, the record and the register of evidence state of the files that the bundle carries."""
    entries, recorded, register = [], [], []
    for name, data in ATTACHED.items():
        digest = hashlib.sha256(data).hexdigest()
        entries.append(
            {
                "named_in": INPUT,
                "path": name,
                "shown": name,
                "state": "no digest stated",
                "digest": digest,
                "size": len(data),
                "file": name,
            }
        )
        found = {"id": "certificate", "path": name, "state": "no digest stated", "found": f"sha256:{digest}"}
        recorded.append({**found, "marks": []})
        register.append({"document": INPUT, **found, "file": name})
    return entries, recorded, register


FILES = report()
POLICY = Policy((Requirement("lead-auditor"), Requirement("approver")))


def key(word: str) -> PrivateKey:
    """The key of a word."""
    return PrivateKey(Ed25519PrivateKey.from_private_bytes(hashlib.sha256(word.encode()).digest()))


def person(id_: str, *roles: str, name: str = "", keys: tuple[Key, ...] = ()) -> Person:
    """Somebody with a key of their own."""
    own = (Key(key(id_).public, date(2026, 1, 1), date(2027, 12, 31)),)
    return Person(id_, name or id_.title(), "Example Ltd", roles, keys or own)


ANN, BOB = person("ann", "lead-auditor"), person("bob", "approver")
TRUST = Trust((ANN, BOB))


def made(folder: Path, files: dict[str, bytes] | None = None, at: str = MADE) -> Path:
    """A bundle that nobody has signed."""
    listed = []
    for name, data in (files or FILES).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
        listed.append(manifest.BundleFile(name, hashlib.sha256(data).hexdigest(), len(data)))
    found = manifest.build_manifest(listed, at)
    (folder / manifest.NAME).write_bytes(found.data)
    (folder / manifest.SUMS).write_bytes(found.sums)
    return folder


def signoff(folder: Path, who: Person, role: str = "", **changes: Any) -> Signoff:
    """What a person says of the bundle in a folder as it is now."""
    before = sorted((folder / "signoffs").glob("*"))
    last = [each for each in before if not each.name.endswith((".statement.json", ".tsr"))]
    last = [each for each in last if not each.name.startswith("closing.")]
    found = Signoff(
        hashlib.sha256((folder / manifest.NAME).read_bytes()).hexdigest(),
        Signer(who.id, who.name, who.organization, role or who.roles[0]),
        "2026-11-24T10:00:00Z",
        APPROVED,
        "I have examined the findings.",
        "std/lead-auditor/1",
        "fail",
        COUNTS,
        *scope_seen(folder),
        previous=hashlib.sha256(last[-1].read_bytes()).hexdigest() if last else None,
    )
    return replace(found, **changes)


def scope_seen(folder: Path) -> tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The as-of day, contract, packs and waivers of a record, as somebody signs them who reads them in it."""
    if not (folder / RECORD).exists():
        return "2026-11-20", (NO_FACTS,), (NO_PACKS,), ()
    record = json.loads((folder / RECORD).read_bytes())
    used = msgspec.convert(record, RecordedSettings)
    contract = tuple(
        contract_lines(msgspec.convert(record["documents"], list[RecordDocument]), used.unapplied)
    )
    waivers = waiver_lines(msgspec.convert(record.get("waivers", []), list[RecordWaiver]))
    return record["as_of"], contract, pack_lines(used), waivers


def sign(folder: Path, who: Person, role: str = "", word: str = "", **changes: Any) -> Path:
    """Signs with the key of a word, else of the person, as the next one."""
    said = signoff(folder, who, role, **changes)
    return write(folder, who, said, ".dsse.json", sealed(said.payload, word or who.id))


def sealed(payload: bytes, word: str) -> bytes:
    """An envelope that the key of a word has signed."""
    private = key(word)
    envelope = dsse.Envelope(payload, b"", private.public.keyid)
    return replace(envelope, signature=private.sign(envelope.signed)).data


def sign_by_openssh(folder: Path, who: Person, **changes: Any) -> Path:
    """Signs as `ssh-keygen -Y sign` does."""
    said = signoff(folder, who, **changes)
    path = write(folder, who, said, ".statement.json", said.payload)
    path.with_name(f"{path.name}.sig").write_bytes(sshsig.make_signature(key(who.id), said.payload))
    return path


def close(folder: Path, who: Person, word: str = "", **changes: Any) -> Path:
    """The closing seal over the sign-offs as they are now."""
    there = sorted(
        each
        for each in (folder / "signoffs").iterdir()
        if each.name.endswith((".dsse.json", ".sig")) and not each.name.startswith("closing.")
    )
    said = seal.Seal(
        hashlib.sha256((folder / manifest.NAME).read_bytes()).hexdigest(),
        Signer(who.id, who.name, who.organization, who.roles[0]),
        "2026-11-24T11:00:00Z",
        tuple(
            seal.SealEntry(f"signoffs/{each.name}", hashlib.sha256(each.read_bytes()).hexdigest())
            for each in there
        ),
    )
    path = folder / "signoffs" / "closing.dsse.json"
    path.write_bytes(sealed(replace(said, **changes).payload, word or who.id))
    return path


def write(folder: Path, who: Person, said: Signoff, ending: str, data: bytes) -> Path:
    """The file of a sign-off, as the next one."""
    (folder / "signoffs").mkdir(exist_ok=True)
    number = 1 + len({each.name.partition("-")[0] for each in (folder / "signoffs").iterdir()})
    path = folder / "signoffs" / f"{number}-{said.signer.role}-{who.id}{ending}"
    path.write_bytes(data)
    return path


def signed(folder: Path) -> Path:
    """A bundle that two people have signed."""
    made(folder)
    sign(folder, ANN)
    sign(folder, BOB)
    return folder


class Held:
    """The files of a bundle in memory, for many looks at it."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = files

    def names(self) -> list[str]:
        return sorted(self._files)

    def odd(self) -> list[tuple[str, str]]:
        return []

    def size(self, name: str) -> int:
        return len(self._files[name])

    def digest(self, name: str) -> tuple[str, int]:
        return hashlib.sha256(self._files[name]).hexdigest(), len(self._files[name])

    def read(self, name: str) -> bytes:
        return self._files[name]


def held(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by its path from the top."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def verified(
    folder: Path, trust: Trust = TRUST, policy: Policy = POLICY, now: datetime | None = None
) -> verify.Verification:
    """What there is to say of the bundle in a folder."""
    return verify.verify(read_folder(folder), trust, policy, now)


def codes(folder: Path, trust: Trust = TRUST, policy: Policy = POLICY) -> list[str]:
    """The codes of what is wrong with it, without `bundle/`."""
    return [key_of(problem).removeprefix("bundle/") for problem in verified(folder, trust, policy).problems]
